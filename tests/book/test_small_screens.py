"""Every page on a phone and at a zoom of 400 %: fingers find what they press, and nothing is lost or out of order."""

from __future__ import annotations

import pytest
from keyboard import UNFOLD
from patience import draw, rest
from playwright.sync_api import Page, expect
from serve import SITE

PAGES = sorted(path.name for path in SITE.glob("*.html"))
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
DESKTOP, ZOOMED = {"width": 1280, "height": 900}, {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
FINGER, LEAST = 44, 24  # px

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important; }
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""
"""What WCAG 1.4.12 lets a reader set."""

SMALL = """([scope, finger, least]) => {
  const bare = (element) => {
    const copy = element.cloneNode(true);
    for (const link of copy.querySelectorAll("a")) link.remove();
    return copy.textContent.replace(/[\\s\\p{P}]/gu, "");
  };
  const inText = (element) => { // a link among words; as high as their line is
    if (!element.matches("a") || getComputedStyle(element).display !== "inline") return false;
    let block = element;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    return bare(block) !== "";
  };
  return [...document.querySelectorAll(`${scope} :is(a[href], button, input, select, summary, [role="slider"])`)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !inText(element))
    .map((element) => {
      const target = element.closest("label") ?? element;
      const { width, height } = target.getBoundingClientRect();
      const needed = element.matches("td a") ? least : finger;
      return [Math.min(width, height) + 0.5 >= needed, `${element.outerHTML.slice(0, 150)}: ${width} by ${height}`];
    })
    .filter(([right]) => !right).map(([, text]) => text);
}"""
"""What is too small for a finger. A link in a table may be as high as its row."""

LOST = """() => {
  const [width, root] = [document.documentElement.clientWidth, document.documentElement];
  const found = [];
  if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth} px wide`);
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  for (const element of document.querySelectorAll(".bd-header-article *, article *, footer *")) {
    if (element.matches("svg *, .katex *, pre *, .spoken, .sr-only")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own && !element.matches("img, input, select, button, svg, .katex, pre")) continue;
    const { left, right } = element.getBoundingClientRect();
    const { overflowX, overflowY } = getComputedStyle(element);
    const tag = element.outerHTML.slice(0, 150);
    let box = element;
    while (box && !scrolls(box)) box = box.parentElement;
    if (!box && (left < -0.5 || right > width + 0.5)) found.push(`from ${left} to ${right}: ${tag}`);
    if (box && box.scrollWidth > box.clientWidth && box.tabIndex !== 0) found.push(`no key scrolls what holds ${tag}`);
    const wide = overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
    const high = overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1;
    if ((wide || high) && !scrolls(element)) found.push(`cut off: ${tag}`);
  }
  return found;
}"""
"""What cannot be read in a narrow window: cut off, out of the window, or in a box that no key scrolls."""

ORDER = """() => {
  const found = [];
  const stands = (element) => { // a block of its own, not beside the text
    const { display, float, position } = getComputedStyle(element);
    const { height } = element.getBoundingClientRect();
    return !display.startsWith("inline") && float === "none" && position !== "absolute" && height > 0;
  };
  for (const parent of document.querySelectorAll("article, article section, article .cell, .explorable-live")) {
    const parts = [...parent.children].filter((part) => part.checkVisibility() && stands(part));
    parts.slice(1).forEach((part, i) => {
      const over = parts[i].getBoundingClientRect().bottom - part.getBoundingClientRect().top;
      if (over > 1) found.push(`${over} px above the end of what is read before: ${part.outerHTML.slice(0, 99)}`);
    });
  }
  return found;
}"""
"""What does not stand below what comes before it in the page's source, which is what a screen reader reads."""

LONELY = """() => [...document.querySelectorAll("article .together")].flatMap((together) => {
  const mark = together.lastChild, bases = together.querySelectorAll(".base");
  if (mark.nodeType !== Node.TEXT_NODE) return [];
  const range = document.createRange();
  range.selectNode(mark);
  const over = range.getBoundingClientRect().top - bases[bases.length - 1].getBoundingClientRect().bottom;
  return over > 0 ? [`begins a line: ${mark.data} after ${together.firstChild.textContent}`] : [];
})"""
"""A full stop or the like that stands on the line below its equation."""

pytestmark = pytest.mark.browser


def look(page: Page, script: str, title: str) -> list[str]:
    """Return what is found, if it is still found when the page has settled."""
    for _ in range(20):
        draw(page)
        found = page.evaluate(script)
        if not found:
            break
        rest(page, 100)
    return [f"{title}: {line}" for line in found]


@pytest.mark.parametrize("name", PAGES)
def test_fingers_find_what_they_press_and_nothing_is_lost_or_out_of_order(visit, name):
    page = visit(name, **PHONE)
    page.evaluate(UNFOLD)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    found = [f"too small for a finger: {line}" for line in page.evaluate(SMALL, ["body", FINGER, LEAST])]
    for title, size in {"desktop": DESKTOP, "phone": PHONE["viewport"], "400 %": ZOOMED}.items():
        page.set_viewport_size(size)
        found += look(page, ORDER, title) + look(page, LONELY, title)
    expect(page.locator(".bd-header-article")).to_have_css("position", "static")  # it scrolls away
    found += look(page, LOST, "400 %")
    page.evaluate(SPACED)
    found += look(page, ORDER, "400 %, wide spacing") + look(page, LOST, "400 %, wide spacing")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["ema.html", "search.html"])
def test_fingers_find_what_opens_over_a_page(visit, name):
    page = visit(name, **PHONE)
    found = []
    for button in page.locator(".primary-toggle, .secondary-toggle, .search-button").all():
        if not button.is_visible():
            continue
        button.tap()
        dialog = page.locator("dialog[open]")
        if not dialog.count():  # on the search page the button leads to the page's own field
            continue
        rest(page, 300)  # a drawer slides in
        found += page.evaluate(SMALL, ["dialog[open]", FINGER, LEAST])
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    if page.get_by_role("button", name="Download this page").count():
        page.get_by_role("button", name="Download this page").tap()
        found += page.evaluate(SMALL, [".dropdown-menu.show", FINGER, LEAST])
    assert not found, "\n".join(found)
