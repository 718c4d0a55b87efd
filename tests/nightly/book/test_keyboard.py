"""A reader with a keyboard alone: the way of the Tab key through every page, and what the other keys do."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from patience import arrive, rest
from playwright.sync_api import Page, expect
from serve import SITE
from walk import walk

PAGES = sorted(path.name for path in SITE.glob("*.html"))
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_leads_through_a_page_in_both_themes(visit, name, theme, size):
    names, found = walk(visit(name, viewport=size, color_scheme=theme, reduced_motion="reduce"))
    assert not found, "\n".join(found)
    assert names[0] == "Skip to main content"


@pytest.mark.parametrize("name", ["index.html", "search.html"])
def test_shift_and_tab_go_the_same_way_back(visit, name):
    page = visit(name, viewport=DESKTOP, reduced_motion="reduce")
    there, _ = walk(page)
    page.reload()
    arrive(page)
    back, found = walk(page, "Shift+Tab")
    assert not found, "\n".join(found)
    assert back[::-1] == there


# ---- The keys that the page about the book names


def tab(page: Page) -> None:
    names = []
    for key in ("Tab", "Tab", "Shift+Tab"):
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert names == ["Skip to main content", "Adadelta from Scratch", "Skip to main content"]


def enter(page: Page) -> None:
    page.get_by_role("button", name="Color mode").focus()
    before = page.locator("html").get_attribute("data-mode")
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-mode") != before
    page.locator("article a[href='optimizers.html']").first.press("Enter")
    expect(page).to_have_url(re.compile("optimizers.html$"))


def enter_or_space(page: Page) -> None:
    fold = page.locator("article details:has(> summary)").first
    for key, opened in (("Enter", True), ("Space", False)):
        fold.locator("summary").press(key)
        assert fold.evaluate("fold => fold.open") is opened, key
    preset = page.get_by_role("button", name="no memory", exact=True)
    preset.press("Space")
    expect(Rho(page).slider).to_have_attribute("aria-valuetext", re.compile("^rho 0,"))
    expect(preset).to_be_focused()


def search(page: Page) -> None:
    fold, dialog = page.locator("article summary").first, page.locator("#pst-search-dialog")
    fold.focus()
    page.keyboard.press("ControlOrMeta+k")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(fold).to_be_focused()
    page.keyboard.press("ControlOrMeta+k")
    page.keyboard.type("average")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search.html\?q=average"))


def escape(page: Page) -> None:
    button = page.get_by_role("button", name="Download this page")
    button.press("Enter")
    expect(page.get_by_role("link", name="ema.ipynb")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="ema.ipynb")).to_be_hidden()
    expect(button).to_be_focused()


def arrows(page: Page) -> None:
    start = Rho(page).value()
    for key, stop in (("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("ArrowDown", 0)):
        Rho(page).slider.press(key)
        assert Rho(page).value() == start + stop, key
    page.get_by_role("radio", name="at zero").press("ArrowRight")
    expect(page.get_by_role("radio", name="bias-corrected")).to_be_checked()
    page.set_viewport_size({"width": 390, "height": 844})
    rest(page, 200)  # what scrolls is looked for
    code = page.locator("pre[tabindex='0']:visible").first
    code.press("ArrowRight")
    page.wait_for_function("code => code.scrollLeft > 0", arg=code.element_handle())


def page_keys(page: Page) -> None:
    start, tenth = Rho(page).value(), 15
    Rho(page).slider.press("PageUp")
    assert Rho(page).value() == start + tenth
    Rho(page).slider.press("PageDown")
    assert Rho(page).value() == start


def ends(page: Page) -> None:
    for key, there in (("End", 150), ("Home", 0)):
        Rho(page).slider.press(key)
        assert Rho(page).value() == there, key


def number(page: Page) -> None:
    Rho(page).field.fill("0.5")
    Rho(page).field.press("Enter")
    expect(Rho(page).slider).to_have_attribute("aria-valuetext", re.compile(r"^rho 0\.5,"))


class Rho:
    """The slider of the first figure on the page about moving averages, and its field."""

    def __init__(self, page: Page) -> None:
        control = page.locator('[data-control="rho"]')
        self.slider, self.field = control.locator('input[type="range"]'), control.locator('input[type="text"]')

    def value(self) -> float:
        """Return the stop where it stands when the figure has been drawn."""
        frame = (
            "input => new Promise(drawn => requestAnimationFrame(() => setTimeout(() => drawn(Number(input.value)))))"
        )
        return self.slider.evaluate(frame)


TRIED = {
    "Tab, Shift+Tab": tab,
    "Enter": enter,
    "Enter or Space": enter_or_space,
    "Ctrl+K, on a Mac ⌘K": search,
    "Esc": escape,
    "←, →, ↑, ↓": arrows,
    "Page Up, Page Down": page_keys,
    "Home, End": ends,
    "a number, Enter": number,
}


@pytest.mark.parametrize("keys", TRIED)
def test_the_keys_do_what_the_page_about_the_book_says(visit, keys):
    TRIED[keys](visit("ema.html", reduced_motion="reduce"))


def test_every_key_that_the_page_about_the_book_names_is_tried():
    about = BeautifulSoup((SITE / "about.html").read_text(encoding="utf-8"), "html.parser")
    rows = about.select("#with-a-keyboard-alone tbody tr")
    assert [" ".join(row.td.get_text().split()) for row in rows] == list(TRIED)


def test_no_letter_alone_is_taken_from_the_reader(visit):
    """One who speaks to the computer, or searches with the browser's own keys, would set it off by chance."""
    page = visit("ema.html")
    page.evaluate("addEventListener('keydown', event => { window.taken = event.defaultPrevented; })")
    for key in "/skjn?":
        page.keyboard.press(key)
        assert page.evaluate("window.taken") is False, key
        assert page.evaluate("document.activeElement === document.body"), key
