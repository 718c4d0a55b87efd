"""The arithmetic of `make audit`, on made-up numbers; the stored report is of the stored numbers."""

import json
from pathlib import Path
from typing import Any
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


@pytest.fixture
def results() -> dict[str, Any]:
    """Made up: every bound is kept."""
    chapter, stocked = loads(audit.CHAPTER), loads("stock", paint=8.0, total=1000.0, script=900.0)
    chapter.usable, stocked.usable = [2.0, 9.0, 2.4, 2.4, 1.9], [15.0, 12.0, 12.0, 10.0, 11.0]
    perfect = {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100}
    versions = {"Chromium": "1", "lighthouse": "2"}
    return {
        "about": {"machine": {"processor": "abacus"}, "versions": versions, "date": "2000-01-01", "minutes": 9},
        "pages": [chapter, loads("plain.html")],
        "stock": stocked,
        "lighthouse": {"index.html": {"scores": perfect, "costly": []}},
    }


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


def test_the_report_says_that_bounds_are_kept(results: dict[str, Any]) -> None:
    report = audit.render(results)
    assert audit.find_missed(results) == []
    assert audit.compare(results) == {"total": 5, "usable": 5}
    assert "All bounds are kept." in report
    assert "| plain.html | 1.00 | 0.0010 | – | 200.0 | 80.0 |" in report
    assert "| *times better* |  |  | 5.0 | 5.0 |  |" in report
    assert "are wanted:\nmet." in report
    assert "| index.html | 90 | 100 | 100 | 100 |" in report
    for group in report.split("\n\n"):
        if group.startswith("|"):
            assert len({line.count("|") for line in group.splitlines()}) == 1, "a row has a cell too many"


def test_the_report_says_which_bounds_are_missed(results: dict[str, Any]) -> None:
    chapter, plain = results["pages"]
    chapter.usable, plain.paint = [2.5], [2.0]
    results["lighthouse"]["index.html"]["scores"]["seo"] = 92
    results["lighthouse"]["index.html"]["costly"] = ["meta-description"]
    missed = audit.find_missed(results)
    assert missed == [
        "ema.html: usable (s) 2.50; the bound is 2.5",
        "plain.html: largest paint (s) 2.00; the bound is 2.0",
        "index.html: 92 in seo by Lighthouse, for want of meta-description",
        "ema.html: 4.8 times better than stock in usable (s); at least 5 are wanted",
    ]
    report = audit.render(results)
    assert "4 missed:" in report
    assert "repeated" not in report
    assert all(f"\n- {line}\n" in report for line in missed)
    assert "| **2.00** |" in report
    assert "| **92** |" in report
    assert "**not met**" in report


def test_loads_that_hung_are_told(results: dict[str, Any]) -> None:
    results["pages"][1].hung = 2
    assert "of its own. 2 more did not end in 60 s and were repeated.\n" in audit.render(results)


def test_a_part_of_a_run_is_rendered_and_nothing_is_compared(results: dict[str, Any]) -> None:
    only_page = results | {"pages": [loads("plain.html")], "stock": None, "lighthouse": {}}
    assert "plain.html" in audit.render(only_page)
    only_stock = results | {"pages": [], "lighthouse": {}}
    assert audit.compare(only_page) == audit.compare(only_stock) == {}
    assert "## " not in audit.render(only_stock)


def test_numbers_are_stored_and_read_as_they_were(results: dict[str, Any], tmp_path: Path) -> None:
    audit.save(results, tmp_path / "audit.json")
    assert audit.read(tmp_path / "audit.json") == results


def test_what_stands_in_for_other_hosts_is_of_the_versions_that_the_page_asks_for() -> None:
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


def test_the_stored_report_is_of_the_stored_numbers() -> None:
    assert audit.render(audit.read()) == audit.REPORT.read_text(encoding="utf-8"), "tools/audit.py --render"
