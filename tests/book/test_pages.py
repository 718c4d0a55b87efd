"""Single pages at work: what is typed, links, jumps, the order of scripts, other places than a server's root."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from driving import assert_works_alone, readout, scroll_through, stored
from patience import draw, rest
from playwright.sync_api import Page, Route, expect
from serve import SITE

CHAPTERS = [page.name for page in SITE.glob("*.html") if "data-explorable=" in page.read_text(encoding="utf-8")]

pytestmark = pytest.mark.browser


def test_the_first_explorable_waits_for_no_other_script(browser, address):
    """Nor for the rest of the page; and a button that was pressed before the theme's scripts are there answers then."""
    page = browser.new_page()
    asked, held = list[str](), list[Route]()
    page.on("request", lambda request: asked.append(request.url))
    page.route(re.compile("/(explorables|bootstrap).js"), lambda route: held.append(route))
    page.goto(f"{address}/comparison.html", wait_until="commit")
    page.locator(".explorable").wait_for(state="attached")
    draw(page)
    assert [Path(urlsplit(url).path).name for url in asked if ".js" in url] == ["explorables.js"]
    expect(page.locator("#later")).to_have_count(0)
    held.pop().continue_()
    with page.expect_request(re.compile("/bootstrap.js")):
        page.locator(".explorable-live svg").first.wait_for()
    page.get_by_role("button", name="Download").click()
    page.locator("#later").wait_for(state="attached")
    expect(page.locator(".dropdown-menu.show")).to_have_count(0)
    held.pop().continue_()
    expect(page.locator(".dropdown-menu.show")).to_be_visible()
    page.close()


def test_a_redraw_leaves_alone_what_is_being_typed(visit):
    page = visit("implementation.html")
    before = readout(page)
    page.locator(".explorable-live .more").first.evaluate("more => { more.open = true; }")
    field(page, "epochs").fill("37")
    slider(page, "rho").evaluate("el => { el.value = 3; el.dispatchEvent(new Event('input', { bubbles: true })); }")
    expect(page.locator(".readout").first).not_to_have_text(before)
    expect(field(page, "epochs")).to_have_value("37")
    field(page, "epochs").press("Enter")
    expect(page.locator(".readout").first).to_contain_text("37 epochs")


def test_a_number_out_of_bounds_changes_nothing_and_says_why(visit):
    page = visit("ema.html")
    before = readout(page)
    field(page, "rho").fill("1.5")
    field(page, "rho").press("Tab")
    assert field(page, "rho").get_attribute("aria-invalid") == "true"
    expect(page.locator(".complaint:visible")).to_have_text("rho must be a number from 0 to 0.999, not 1.5.")
    field(page, "rho").fill("nought")
    field(page, "rho").press("Enter")
    expect(page.locator(".complaint:visible")).to_contain_text("“nought” is not a number")
    assert readout(page) == before


@pytest.mark.parametrize(("name", "place"), [("api.html", "plots")])
def test_a_jump_over_sections_without_a_height_yet_ends_at_its_heading(visit, name, place):
    page = visit(name, viewport={"width": 390, "height": 844})
    assert page.locator(f"#{place}").evaluate("section => getComputedStyle(section).contentVisibility") == "auto"
    page.evaluate("place => { location.hash = place; }", place)
    expect(page.locator(f"#{place} > h2")).to_be_in_viewport()
    rest(page, 500)
    assert 0 < page.locator(f"#{place} > h2").bounding_box()["y"] < 200


@pytest.mark.parametrize("query", ["rho=%E0%A4%A", "rho=0.5&rho=x", ""])
def test_bad_link_is_ignored_with_a_notice(visit, query):
    page = visit(f"ema.html#moving-average?{query}")
    assert readout(page) == stored("moving-average", '{"rho": 0.5}' if "0.5" in query else "{}")[0]
    notice = page.locator(".notice")
    if query:
        expect(notice).to_be_visible()
        expect(notice).to_contain_text("Not all settings in the link could be used")
    else:
        expect(notice).to_be_hidden()


@pytest.mark.parametrize("name", ["index.html", "implementation.html"])
def test_page_works_from_the_unpacked_zip(visit, folder, name):
    page = visit(name, home=folder)
    assert_works_alone(page)


@pytest.mark.parametrize("name", ["ema.html", "search.html"])
def test_page_works_below_a_path(visit, below, name):
    page = visit(name, home=below)
    if name in CHAPTERS:
        expect(page.locator(".explorable-live").first).to_be_visible()
    scroll_through(page)


def slider(page: Page, key: str):
    return page.locator(f'[data-control="{key}"] input[type="range"]').first


def field(page: Page, key: str):
    return page.locator(f'[data-control="{key}"] input[type="text"]').first
