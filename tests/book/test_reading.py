"""What a screen reader finds in the pages: headings in steps, tables with headers, equations in MathML."""

from __future__ import annotations

import functools
import itertools
import re

import pytest
from bs4 import BeautifulSoup
from serve import SITE

PAGES = sorted(path.name for path in SITE.glob("*.html"))

pytestmark = pytest.mark.parametrize("name", PAGES)


@functools.cache
def read(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser")


def test_headings_go_down_by_one_level_at_a_time(name):
    main = read(name).select_one("main")
    levels = [int(heading.name[1]) for heading in main.select("article :is(h1, h2, h3, h4, h5, h6)")]
    levels = levels or [int(heading.name[1]) for heading in main.select(":is(h1, h2, h3, h4, h5, h6)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, level in itertools.pairwise(levels):
        assert level <= before + 1, f"h{before} is followed by h{level}"


def test_every_table_has_headers(name):
    for table in read(name).select("main table"):
        start = " ".join(table.get_text(" ").split())[:100]
        columns = table.select("thead th") or table.select("tr:first-child th")
        assert columns, f"no header: {start}"
        width = max(len(row.find_all(["td", "th"])) for row in table.select("tr"))
        assert len(columns) == width, f"{len(columns)} headers for {width} columns: {start}"
        for header in table.select("tbody th"):
            assert header.get("scope") == "row", f"a header that does not say what it heads: {start}"


def test_every_equation_is_there_in_mathml_and_once(name):
    """A screen reader reads MathML, with the LaTeX beside it; the picture is hidden from it."""
    page = read(name)
    for equation in page.select(".katex"):
        [mathml] = equation.select("math")
        latex = mathml.select_one('annotation[encoding="application/x-tex"]').get_text()
        assert latex.strip()
        assert "htmlClass" not in latex, "the color of the site is no part of the equation"
        assert mathml.select_one("semantics > :not(annotation)"), mathml
        assert all(part["aria-hidden"] == "true" for part in equation.select(".katex-html"))
        assert equation.select(".katex-html")
    shown = " ".join(
        text
        for text in page.select_one("main").find_all(string=True)
        if not text.find_parent(["math", "code", "pre", "script"])
    )
    assert not re.search(r"\\(?:frac|Delta|mathrm|sqrt|rho)\b|\$\$", shown), "an equation has been left as LaTeX"


def test_the_page_is_in_one_language(name):
    page = read(name)
    assert page.html["lang"] == "en"
    assert {part["lang"] for part in page.select("[lang]")} == {"en"}
    assert page.title.get_text().strip()
