"""The arithmetic of `make audit`, on made-up and on stored numbers."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import audit
import pytest
import stock
from audit import Loads
from serve import Published, serve


def loads(page: str, paint: float = 1.0, shift: float = 0.001, total: float = 200.0, script: float = 80.0) -> Loads:
    """Five loads, two of them slower than the median and two quicker."""
    spread = (0.5, 4, 1, 0.9, 1.2)
    return Loads(page, [paint * x for x in spread], [shift] * 5, [], [total] * 5, [script] * 5)


def test_medians_are_of_what_was_measured_and_nothing_else() -> None:
    row = loads("page.html", paint=1.2345)
    assert row.medians == {"paint": 1.23, "shift": 0.001, "total": 200, "script": 80}
    row.usable = [3.0, 1.0]
    assert row.medians["usable"] == 2


@pytest.mark.parametrize(
    ("key", "kept", "missed"),
    [
        ("paint", 1.99, 2.0),
        ("shift", 0.0199, 0.02),
        ("usable", 2.49, 2.5),
        ("total", 450.0, 450.1),
        ("script", 110.0, 110.1),
    ],
)
def test_times_and_shifts_stay_under_their_bounds_and_weights_may_reach_theirs(
    key: str, kept: float, missed: float
) -> None:
    row = loads("page.html")
    setattr(row, key, [kept])
    assert row.missed == {}
    setattr(row, key, [missed])
    assert row.missed == {key: missed}


def test_the_front_page_has_to_paint_sooner() -> None:
    assert loads(audit.FRONT, paint=1.49).missed == {}
    assert loads(audit.FRONT, paint=1.5).missed == {"paint": 1.5}


def test_what_is_missed_is_listed() -> None:
    results = audit.read()
    assert audit.find_missed(results) == []
    pages = {row.page: row for row in results["pages"]}
    pages[audit.CHAPTER].usable, pages["about.html"].paint = [9.0], [2.0]
    results["lighthouse"]["index.html"] |= {
        "scores": {**dict.fromkeys(audit.PERFECT, 100), "performance": 1, "seo": 92}
    }
    results["lighthouse"]["index.html"]["costly"] = ["meta-description"]
    missed = audit.find_missed(results)
    assert len(missed) == 4
    assert missed[0].startswith("about.html: largest paint (s) 2.00")
    assert "because of meta-description" in missed[2]
    assert all(f"- not kept: {line}\n" in audit.render(results) for line in missed)


def test_a_part_of_a_run_is_rendered_and_nothing_is_compared() -> None:
    results = audit.read()
    only_page = results | {"pages": results["pages"][:1], "stock": None, "lighthouse": {}}
    assert "404.html" in audit.render(only_page)
    only_stock = results | {"pages": [], "lighthouse": {}}
    assert audit.compare(only_page) == audit.compare(only_stock) == {}
    assert "## " not in audit.render(only_stock)


def test_numbers_are_stored_and_read_as_they_were(tmp_path: Path) -> None:
    audit.save(audit.read(), tmp_path / "audit.json")
    assert audit.read(tmp_path / "audit.json") == audit.read()


def test_what_replaces_other_hosts_is_of_the_versions_that_the_page_asks_for() -> None:
    versions = json.loads((audit.PACKAGES.parent / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for place, package in stock.FILES.items():
        name = place.removeprefix("npm/").rpartition("@")[0]
        assert place.startswith(f"npm/{name}@{versions[name]}/")
        assert package.startswith(f"{name}/")
    assert set(stock.RANGES.values()) <= {place.removeprefix("npm/").rpartition("/")[0] + "/" for place in stock.FILES}
    assert f"/{versions['requirejs']}/" in stock.REQUIRE


@pytest.mark.parametrize(
    ("handler", "path", "encoding"),
    [(Published, "a.js", "gzip"), (stock.Elsewhere, "anywidget@~0.11.*/a.js", "br"), (stock.Elsewhere, "a.js", "gzip")],
)
def test_each_side_is_sent_as_its_hosts_send_it(
    tmp_path: Path, handler: type[Published], path: str, encoding: str
) -> None:
    folder = tmp_path / "anywidget@0.11.0"
    folder.mkdir()
    for name in ("a.js", "a.js.br"):
        (folder / name).write_text("a")
    (tmp_path / "a.js").write_text("a")
    with serve(tmp_path, base="/", handler=handler) as address:
        request = Request(f"{address}/{path}", headers={"Accept-Encoding": "gzip, br"})
        with urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == encoding
            assert answer.headers["Cache-Control"] == "max-age=600"
            assert answer.headers["Content-Type"].endswith("/javascript")
