"""Each rule of the house style finds what it is for and nothing else; a count may only fall."""

import json

import pytest
import style

RIGHT_AND_WRONG = [
    ("who", "Who has its four files already names their folder.", "If you have the files, name their folder."),
    ("who", "It is for who reads the code.", "Who decides how long a step is?"),
    ("who", "Whoever looks sees it; nobody typed it.", "A reader who looks sees it."),
    ("stands", "Above stands the average of squared steps.", "E stands for the average; a standard name."),
    ("too", "RMSprop has one, too, and stays at 0.28.", "RMSprop also has one; it is not much, too little even."),
    ("beside", "It is large beside ε.", "It is large compared with ε; besides, it is small."),
    ("told", "Their origin is told there.", "For their origin, see there."),
    ("told", "The README tells how to start.", "We can tell them apart."),
    ("is no", "It is no expected value.", "It is not an expected value. There is no other; it is no longer one."),
    ("percent", "Some 1 % of them.", "Some 1% of them."),
    ("wards", "It was changed afterwards.", "It was changed afterward; rewards."),
    ("so that", "It is\nkept so that it is right.", "It is kept to be right, so it is."),
    ("for", "They are shorter, for it comes near.", "They are shorter because it comes near, for example."),
    ("of its own", "It has a folder of its own.", "It has its own folder."),
    ("fronted", "It ends. Mended is the newest version only.", "Only the latest version is fixed. The speed is 2."),
    ("place", "Put one in the place of g.", "Replace g in the first place."),
    ("word", "The first weights have known holes.", "The initialization has vulnerabilities."),
    ("number", "It ends at -3.995528e0.", "It ends at −3.9955; `1e-6` is code, $10^{-6}$ is not."),
    ("heading", "# Why one?", "# Why the rate of one wins"),
    ("quality", "A test compares what the cells print.", "You test what the cells print."),
    ("label", "See At hand.", "See Reference, at the right hand."),
]


CELLS = [{"cell_type": "markdown", "source": ["It stands."]}, {"cell_type": "code", "source": ["say('there stands')"]}]
NOTEBOOK = json.dumps({"cells": CELLS})


def found(text, name="book/page.md"):
    return [place.rule for place in style.check(name, text)]


@pytest.mark.parametrize(("rule", "wrong", "right"), RIGHT_AND_WRONG)
def test_a_rule_finds_what_is_wrong_and_nothing_else(rule, wrong, right):
    assert rule in found(wrong)
    assert found(right) == []


def test_every_rule_has_an_example():
    assert {rule for rule, _, _ in RIGHT_AND_WRONG} | {"parameter"} == style.RULES.keys()


def test_a_parameter_is_described_by_a_noun_phrase():
    source = 'def f(x):\n    """Return x.\n\n    Parameters\n    ----------\n    x : int\n        {} x.\n    """\n'
    assert found(source.format("Where"), "src/a.py") == ["parameter"]
    assert found(source.format("Place of"), "src/a.py") == []


def test_code_is_not_prose():
    assert (
        found("Call `stands`.\n\n```python\nx = 'beside'\n```\n\n[so](https://example.org/beside) <a href='beside'>")
        == []
    )


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("src/adadelta/a.py", 'x = 1\nraise ValueError(f"{x} stands")', [("strings", "2")]),
        ("src/adadelta/widgets/a.py", 'x = "it stands"', [("readouts", "1")]),
        ("src/adadelta/a.py", '"""A.\n\nIt stands.\n"""\n# It stands,\n', [("docstrings", "3"), ("comments", "5")]),
        ("tests/test_a.py", 'x = "it stands"  # stands', [("comments", "1")]),
        ("js/src/a.mjs", "let a = `it ${x} stands`;\n// it stands\n", [("readouts", "1"), ("comments", "2")]),
        ("Makefile", "all: ## it stands\n", [("comments", "1")]),
        ("README.md", "It stands.", [("documents", "1")]),
        ("book/a.ipynb", NOTEBOOK, [("pages", "cell 0"), ("pages", "cell 1")]),
    ],
)
def test_every_kind_of_text_is_read(name, content, places):
    assert [(place.kind, place.where) for place in style.check(name, content)] == [
        (kind, f"{name}:{where}") for kind, where in places
    ]


def test_a_count_may_only_fall():
    places = [style.Place("beside", "pages", f"book/a.md:{line}", "beside it") for line in (1, 2)]
    counts, risen = style.compare(places, {"beside, pages": 1})
    assert counts["beside, pages"] == 2
    assert risen == places
    for stored in ({"beside, pages": 2}, {"beside, pages": 3}, {}):  # the same, fewer, and a rule that is new
        assert style.compare(places, stored)[1] == []
    assert style.compare(places, {**style.compare([], {})[0]})[1] == places, "a rule that nothing broke is remembered"


def test_a_higher_count_is_neither_passed_nor_stored(monkeypatch, tmp_path, capsys):
    stored = tmp_path / "style.json"
    stored.write_text(json.dumps({"beside, documents": 0}), encoding="utf-8")
    (tmp_path / "NEW.md").write_text("It is beside it.\n", encoding="utf-8")
    monkeypatch.setattr(style, "ROOT", tmp_path)
    monkeypatch.setattr(style, "STORED", stored)
    monkeypatch.setattr(style, "git", lambda command, *_: "NEW.md\n" if command == "ls-files" else "")
    for arguments in ([], ["--store"]):
        monkeypatch.setattr("sys.argv", ["style.py", *arguments])
        assert style.main() == 1
        assert "NEW.md:1: beside: It is beside it. → compared with" in capsys.readouterr().err
    assert json.loads(stored.read_text(encoding="utf-8")) == {"beside, documents": 0}

    (tmp_path / "NEW.md").write_text("It is next to it.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["style.py"])
    assert style.main() == 1
    assert "--store" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["style.py", "--store"])
    assert style.main() == 0
    monkeypatch.setattr("sys.argv", ["style.py"])
    assert style.main() == 0
