"""What a reader prints."""

from __future__ import annotations

import re

import pytest

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
