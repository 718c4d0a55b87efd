"""Every page wherever the site may be: unpacked from its zip, or below a path."""

from __future__ import annotations

import pytest
from offline import NEED_A_SERVER
from patience import draw, rest
from playwright.sync_api import Page, expect
from serve import SITE

PAGES = sorted(path.name for path in SITE.glob("*.html"))
CHAPTERS = [name for name in PAGES if "data-explorable=" in (SITE / name).read_text(encoding="utf-8")]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", sorted({*PAGES} - NEED_A_SERVER))
def test_page_works_from_the_unpacked_zip(visit, folder, name):
    page = visit(name, home=folder)
    if name in CHAPTERS:
        said = {readout(page)}
        for preset in page.locator(".explorable-live").first.locator(".presets button").all():
            preset.click()
            draw(page)
            said.add(readout(page))
        assert len(said) > 2, said
    scroll_through(page)


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


@pytest.mark.parametrize(("name", "place"), [("api.html", "plots"), ("ema.html", "exercises")])
def test_a_jump_over_sections_without_a_height_yet_ends_at_its_heading(visit, name, place):
    page = visit(name, viewport={"width": 390, "height": 844})
    assert page.locator(f"#{place}").evaluate("section => getComputedStyle(section).contentVisibility") == "auto"
    page.evaluate("place => { location.hash = place; }", place)
    expect(page.locator(f"#{place} > h2")).to_be_in_viewport()
    rest(page, 500)
    assert 0 < page.locator(f"#{place} > h2").bounding_box()["y"] < 200


def readout(page: Page) -> str:
    expect(page.locator(".explorable-live .readout").first).to_be_visible()
    return page.locator(".readout").first.text_content()


def scroll_through(page: Page) -> None:
    """Scroll to the end, so that lazy figures load."""
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 1200)"
        " { scrollTo(0, y); await new Promise(r => setTimeout(r, 20)); } }"
    )
    page.wait_for_load_state("networkidle")
