"""The site is without what no page uses, and with all that one does use."""

from __future__ import annotations

from pathlib import Path

import pydata_sphinx_theme
import pytest
import sphinx_book_theme
import sphinx_design
from playwright.sync_api import Page, expect
from serve import SITE

STATIC = SITE / "_static"
PAGES = sorted(path.name for path in SITE.glob("*.html"))
TABLET = {"width": 700, "height": 900}
SHEETS = {
    "styles/pydata-sphinx-theme.css": Path(pydata_sphinx_theme.__file__).parent,
    "styles/sphinx-book-theme.css": Path(sphinx_book_theme.__file__).parent,
    "sphinx-design.min.css": Path(sphinx_design.__file__).parent,
    "katex/katex.min.css": SITE.parents[1] / "js" / "node_modules" / "katex" / "dist",
}
LEFT_OUT = r"""([whole, kept]) => {
  const rules = (list) => [...list].flatMap((rule) => [rule, ...rules(rule.cssRules ?? [])]);
  const select = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const selectors = rules(sheet.cssRules).map((rule) => rule.selectorText ?? "");
    return selectors.flatMap((all) => all.split(/,(?![^(]*\))/)).map((each) => each.trim()).filter(Boolean);
  };
  const pointed = /::[\w-]+(\([^)]*\))?|:(before|after|hover|focus(-within|-visible)?|active|link|visited)(?![\w-])/g;
  const used = (selector) => {
    try {
      return document.querySelector(selector.replace(pointed, "") || "*");
    } catch {
      return false; // of another browser
    }
  };
  const there = new Set(select(kept));
  return [...new Set(select(whole))].filter((selector) => !there.has(selector)).filter(used);
}"""
"""The selectors that the kept sheet lacks and something on the page answers to, or would if it were pointed at."""


def check(page: Page) -> None:
    for name, package in SHEETS.items():
        [whole] = package.rglob(Path(name).name)
        sheets = [path.read_text(encoding="utf-8") for path in (whole, STATIC / name)]
        assert len(sheets[1]) < 0.7 * len(sheets[0]), name
        assert page.evaluate(LEFT_OUT, sheets) == [], name


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_rule_that_a_page_uses_is_left_out(visit, name):
    check(visit(name))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("press", "opened"),
    [
        (".dropdown-download-buttons > button", ".dropdown-menu.show"),
        (".primary-toggle", "dialog[open]"),
        (".secondary-toggle", "dialog[open]"),
        (".search-button", "dialog[open]"),
    ],
)
def test_nor_one_that_is_used_by_what_opens(visit, press, opened):
    page = visit("ema.html", viewport=TABLET)
    page.locator(press).locator("visible=true").first.click()
    expect(page.locator(opened)).to_be_visible()
    check(page)


@pytest.mark.browser
def test_nor_one_of_a_tooltip_or_of_what_a_search_finds(visit):
    page = visit("ema.html?highlight=average")
    page.locator(".btn-fullscreen-button").hover()
    expect(page.locator(".tooltip.show")).to_be_visible()
    check(page)
    page = visit("search.html?q=average")
    expect(page.locator("#search-results li").first).to_be_visible()
    check(page)


def test_no_icon_script_and_only_the_icons_in_use():
    assert sum(file.stat().st_size for file in STATIC.rglob("fontawesome.js*")) < 1000
    assert all(font.stat().st_size < 10_000 for font in STATIC.rglob("fa-*.woff2"))
    icons = (STATIC / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    assert ".fa-magnifying-glass:before" in icons
    assert ".fa-otter:before" not in icons
