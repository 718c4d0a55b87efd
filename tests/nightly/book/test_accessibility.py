"""axe-core finds no violation on any page, in either color theme, whatever is open; and what axe does not look at."""

from __future__ import annotations

import re

import checks
import pytest
import walk
from patience import rest
from playwright.sync_api import Page, expect
from serve import SITE

PAGES = sorted(path.name for path in SITE.glob("*.html"))
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SETTLED = 400  # milliseconds, in which colors that change slowly have changed
OPEN_FOLDS = "() => document.querySelectorAll('details').forEach((details) => { details.open = true; })"
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", [*PAGES, "search.html?q=average", "ema.html?highlight=average"])
def test_axe_finds_nothing(visit, name):
    """All unfolded, on a phone and on a desktop, in both themes."""
    page = visit(name, viewport=PHONE)
    page.evaluate(checks.AXE)
    if "?q=" in name:
        expect(page.locator("#search-results li").first).to_be_visible()
    page.evaluate(OPEN_FOLDS)
    found = run_axe(page, "phone")
    page.set_viewport_size(DESKTOP)
    found += run_axe(page, "desktop")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    found += run_axe(page, "desktop, dark")
    page.set_viewport_size(PHONE)
    found += run_axe(page, "phone, dark")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "conclusion.html", "search.html"])
def test_axe_finds_nothing_in_what_opens_over_a_page(visit, name, theme):
    """The drawers, a tooltip and the search are the theme's, and alike on all pages but for what they list."""
    page = visit(name, color_scheme=theme, viewport=PHONE)
    page.evaluate(checks.AXE)
    found = []
    for side in ("primary", "secondary"):
        if page.locator(f".{side}-toggle").count():
            page.locator(f".{side}-toggle").click()
            found += run_axe(page, "phone", f"#pst-{side}-sidebar-modal")
            page.keyboard.press("Escape")
    page.set_viewport_size(DESKTOP)
    page.locator(".theme-switch-button").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    found += run_axe(page, "desktop")
    if not name.startswith("search"):  # there the button leads to the page's own field
        page.locator(".search-button").click()
        found += run_axe(page, "desktop", "#pst-search-dialog")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_header_one_main_part_one_title_and_a_way_past_the_contents(visit, name):
    page = visit(name)
    for role in ("banner", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.evaluate("document.activeElement.blur()")  # the search page begins in its field
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_slider_in_a_fold_stands_in_a_group_that_says_whose_it_is(visit):
    page = visit("comparison.html")
    page.evaluate(walk.UNFOLD)
    race = page.get_by_role("group", name="Race", exact=True)
    for method, name in {"SGD": "rate", "Adadelta": "ρ"}.items():
        group = race.get_by_role("group", name=re.compile(f"^{method}: "))
        expect(group.get_by_role("slider", name=name, exact=True)).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390])
def test_what_scrolls_sideways_can_be_reached_with_the_keyboard(visit, width):
    # An address that leads into the page: all of it is laid out. And the folds are opened, as a reader would open them.
    page = visit("implementation.html#exercises", viewport={"width": width, "height": 800})
    page.eval_on_selector_all("details", "(folds) => folds.forEach((fold) => { fold.open = true; })")
    rest(page, SETTLED)
    scrolling = page.eval_on_selector_all(
        ".bd-article *",
        "(all) => all.filter((e) => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX === 'auto')"
        ".map((e) => [e.className || e.tagName, e.tabIndex])",
    )
    assert {name for name, _ in scrolling} >= {"PRE", "katex-display"}
    assert {index for _, index in scrolling} == {0}


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_escape_closes_a_drawer_and_leads_back_to_its_button(visit, side):
    page = visit("ema.html", viewport=PHONE)
    button, drawer = page.locator(f".{side}-toggle"), page.locator(f"#pst-{side}-sidebar-modal")
    button.focus()
    page.keyboard.press("Enter")
    expect(drawer).to_be_visible()
    expect(drawer).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")  # the page does not show through
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(button).to_be_focused()


def run_axe(page: Page, state: str, dialog: str = "") -> list[str]:
    """Return a line for each element that breaks a rule, on the page or in a dialog that bars the rest of it."""
    if dialog:
        expect(page.locator(dialog)).to_be_visible()
    rest(page, SETTLED)
    return [f"{state} {dialog}: {line}" for line in checks.axe(page, dialog or "html")]
