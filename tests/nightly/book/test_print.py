"""What a reader prints."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_cheat_sheet_is_one_page_of_paper(visit, paper):
    page = visit("cheatsheet.html")
    page.evaluate("document.fonts.ready")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})  # about what lies between the margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 720, "nothing is cut off at the right"
    assert page.locator("#if-it-goes-wrong table").evaluate("table => table.getBoundingClientRect().right") <= 720


def test_folds_are_open_on_paper_and_buttons_are_not_there(visit):
    page = visit("ema.html")
    folds = page.locator("#main-content details:not([open], .explorable *)")
    closed = folds.count()
    assert closed
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folds).to_have_count(0)
    page.emulate_media(media="print")
    for useless in ("article button", ".figure-data", ".run"):
        assert page.locator(useless).count()
        expect(page.locator(f"{useless} >> visible=true")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folds).to_have_count(closed)


@pytest.mark.parametrize("name", ["ema", "update_rule"])
def test_no_figure_is_wider_than_the_paper(visit, name):
    page = visit(f"{name}.html", viewport={"width": 720, "height": 1000})  # about what lies between the margins
    page.emulate_media(media="print")
    cut = """(all) => all.map((one) => one.getBoundingClientRect())
      .filter(({ right, height }) => right > 720 || height > 1000)"""
    assert page.locator("article :is(img, svg)").evaluate_all(cut) == []
