"""The stored results are those of the code as it is; words and layout do not count."""

import sys

import pytest

from adadelta_studies import repeats, stamp


def test_the_stored_results_are_of_this_code():
    assert stamp.code() == stamp.stored()["code"], (
        "the code that decides the stored numbers has changed: `make stamp` repeats one run of every kind, and writes "
        "the new hash if every digit is the stored one"
    )


def test_code_counts_and_words_do_not(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    found = []
    for text in ("x = 1\n", '"""Words."""\n\nx = (\n    1  # one\n)\n', "x = 2\n", "x = 1\ny = None\n"):
        (tmp_path / "a_module_of_this_test.py").write_text(text)
        found.append(stamp.code(["a_module_of_this_test"]))
    assert found[0] == found[1]
    assert len(set(found)) == 3


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Put the stamp and the runs into a folder, and repeat only two runs."""
    path = tmp_path / "stamp.json"
    path.write_text('{"code": "old", "before": "older", "digits": {"one": "1", "two": "2"}}')
    (tmp_path / "runs" / "old").mkdir(parents=True)
    monkeypatch.setattr(stamp, "STAMP", path)
    monkeypatch.setattr(stamp, "digits", lambda jobs: {"one": "1", "two": "2"})
    monkeypatch.setattr(sys, "argv", ["stamp", "--runs", str(tmp_path / "runs")])
    return path


def test_equal_digits_are_stamped_and_no_run_is_lost(place, capsys):
    digits = stamp.stored()["digits"]
    assert stamp.main() == 0
    assert stamp.stored() == {"code": stamp.code(), "before": "old", "digits": digits}
    assert [folder.name for folder in (place.parent / "runs").iterdir()] == [stamp.code()]
    assert f"{stamp.code()}, before old" in capsys.readouterr().out


def test_another_digit_is_named_and_nothing_is_written(place, monkeypatch, capsys):
    monkeypatch.setattr(stamp, "digits", lambda jobs: {"one": "1", "two": "3"})
    before = place.read_bytes()
    assert stamp.main() == 1
    assert place.read_bytes() == before
    assert capsys.readouterr().out.startswith("other digits: two\nNothing was written.")
    sys.argv.append("--anew")
    assert stamp.main() == 0
    assert stamp.stored()["digits"]["two"] == "3"


def test_the_same_code_may_be_stamped_on_another_processor(place, monkeypatch):
    place.write_text(place.read_text().replace('"old"', f'"{stamp.code()}"'))
    monkeypatch.setattr(stamp, "digits", lambda jobs: {"one": "1", "two": "3"})
    assert stamp.main() == 0
    assert stamp.stored() == {"code": stamp.code(), "before": "older", "digits": {"one": "1", "two": "3"}}


def test_a_run_of_every_kind_is_repeated():
    runs = [kind for kind in repeats.kinds().values() if kind not in repeats.TASKS]
    assert len({(cell.method, cell.activation) for change, cell in runs if change == "own"}) == 12
    assert {change for change, _ in runs} == {"own", "small", "hundredth"}
    assert list(repeats.kinds()) == list(stamp.stored()["digits"])
    assert repeats.repeat(("costs", "a batch of 1")) == stamp.stored()["digits"]["costs a batch of 1"]
