"""Every page wherever the site may be: unpacked from its zip, or below a path."""

from __future__ import annotations

import pytest
from driving import assert_works_alone, scroll_through
from offline import NEED_A_SERVER
from patience import rest
from playwright.sync_api import expect
from serve import SITE

PAGES = sorted(path.name for path in SITE.glob("*.html"))
CHAPTERS = [name for name in PAGES if "data-explorable=" in (SITE / name).read_text(encoding="utf-8")]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", sorted({*PAGES} - NEED_A_SERVER))
def test_page_works_from_the_unpacked_zip(visit, folder, name):
    page = visit(name, home=folder)
    assert_works_alone(page)


@pytest.mark.parametrize("name", PAGES)
def test_page_works_below_a_path(visit, below, name):
    page = visit(name, home=below)
    if name in CHAPTERS:
        expect(page.locator(".explorable-live").first).to_be_visible()
    scroll_through(page)


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_is_cut_off_sideways(visit, name):
    page = visit(name)
    expect(page.locator(".explorable-live").first).to_be_visible()
    page.locator(".explorable-live details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        rest(page, 100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = page.locator(".explorable-live :is(input, select, button)").evaluate_all(
            "all => all.filter(e => e.checkVisibility()).map(e => [e.outerHTML, e.getBoundingClientRect().toJSON()])"
        )
        for control, box in boxes:
            assert box["left"] >= 0, f"{control} begins at {box['left']}"
            assert box["right"] <= width, f"{control} ends at {box['right']} of {width}"
            assert box["height"] >= 17, control
