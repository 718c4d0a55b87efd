"""What is checked on a visit: small functions from an open page to a list of findings, empty where all is well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import walk as way
from playwright.sync_api import Page, ViewportSize
from size import SCRIPT_LIMIT, TOTAL_LIMIT

Check = Callable[[Page], list[str]]

AXE = (Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Two rules that do not run unless asked for.
    "rules": {"target-size": {"enabled": True}, "label-content-name-mismatch": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
RUN_AXE = "([context, options]) => axe.run(context, options).then((results) => results.violations)"
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
FINGER, LEAST = 44, 24  # px

WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(({ name, transferSize }) => [new URL(name).pathname, transferSize])"""

SCROLL = """async () => {
  const seen = () => Promise.all([...document.images].filter((image) => image.offsetParent).map((image) => {
    image.loading = "eager"; // on a busy machine the browser may not yet have seen that it came into view
    return image.complete || new Promise((here) => { image.onload = image.onerror = here; });
  }));
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  for (let y = 0; y < document.body.scrollHeight; y += 1200) { scrollTo(0, y); await frame(); }
  await seen();
  scrollTo(0, 0);
  return [...document.images].filter((image) => image.offsetParent && !image.naturalWidth).map((image) => image.src);
}"""
"""Scrolls to the end, so that what is lazy loads; returns the images that do not show."""

PRIVATE = """async () => [
  ...document.cookie ? [`a cookie: ${document.cookie}`] : [],
  ...Object.keys(localStorage).filter((key) => !["mode", "theme"].includes(key)),
  ...Object.keys(sessionStorage).filter((key) => key !== "sidebar-scroll-top"),
  ...(await indexedDB.databases()).map(({ name }) => name),
]"""

DEAD = """async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const fire = (element, ...types) =>
    types.forEach((type) => element.dispatchEvent(new Event(type, { bubbles: true })));
  const move = (control) => {
    const one = (selector) => control.querySelector(selector);
    const range = one("input[type=range]"), select = one("select"), text = one("input[type=text]");
    if (range) {
      range.value = Number(range.value) + (Number(range.value) < Number(range.max) ? 1 : -1);
      fire(range, "input", "change");
    } else if (select) {
      select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
      fire(select, "change");
    } else if (text) {
      text.value = "7";
      fire(text, "input", "change");
    } else one("input[type=radio]:not(:checked), input[type=checkbox]").click();
  };
  const found = [];
  for (const root of document.querySelectorAll(".explorable-live")) {
    const picture = () => [...root.querySelectorAll(".readout, .panels :is(path, text), .numbers td, .group > legend")]
      .map((element) => element.getAttribute("d") ?? element.textContent).join("|");
    const reset = [...root.querySelectorAll("button")].find((button) => button.textContent === "Reset");
    for (const more of root.querySelectorAll("details.more")) more.open = true;
    [...root.querySelectorAll("button")].find((button) => button.textContent === "Data").click();
    for (const key of [...root.querySelectorAll("[data-control]")].map((control) => control.dataset.control)) {
      const control = root.querySelector(`[data-control="${key}"]`);
      if (!control.checkVisibility()) continue; // it does not matter in this state
      const before = picture();
      move(control);
      await frame();
      if (picture() === before) found.push(`${root.ariaLabel}: ${key} moves nothing`);
    }
    const seen = new Set(), presets = root.querySelectorAll(".presets button");
    for (const preset of presets) {
      preset.click();
      await frame();
      seen.add(picture());
    }
    if (seen.size !== presets.length) found.push(`${root.ariaLabel}: a preset shows what another one shows`);
    reset.click();
  }
  return found;
}"""
"""The controls of explorables that change nothing."""

IDLE = """async () => {
  const found = [], wait = (time) => new Promise((over) => setTimeout(over, time));
  let changes = 0;
  window.print = () => { changes += 1; };
  const observer = new MutationObserver((list) => { changes += list.length; });
  observer.observe(document, { attributes: true, childList: true, subtree: true });
  const buttons = [...document.querySelectorAll(".bd-header-article button")]
    .filter((button) => button.checkVisibility() && !button.matches(".btn-fullscreen-button"));
  for (const button of [...buttons, ...[...document.querySelectorAll("button.copybtn")].slice(0, 1)]) {
    await wait(0);
    changes = 0;
    const active = document.activeElement;
    for (let times = button.matches(".theme-switch-button") ? 3 : 1; times; times -= 1) button.click(); // once around
    await wait(50);
    if (!changes && active === document.activeElement) found.push(`does nothing: ${button.outerHTML.slice(0, 150)}`);
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    if (document.querySelector(".dropdown-menu.show")) button.click();
    if (button.matches(".sidebar-toggle")) button.click();
  }
  for (const code of document.querySelectorAll("article .cell_input div.highlight"))
    if (!code.querySelector("button.copybtn")) found.push(`cannot be copied: ${code.textContent.slice(0, 80)}`);
  observer.disconnect();
  return found;
}"""
"""The buttons of a page's header that do nothing when they are pressed, or the one that copies code."""

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
  for (const equation of document.querySelectorAll("article div.math"))
    if (equation.querySelector(".base")?.getBoundingClientRect().left < equation.getBoundingClientRect().left - 1)
      found.push(`begins left of its box: ${equation.textContent.slice(0, 60)}`);
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

STILLS = """() => [...document.querySelectorAll(".explorable")].flatMap((figure) => {
  const image = figure.querySelector("img"), name = figure.dataset.explorable;
  const seen = (selector) => figure.querySelector(selector)?.checkVisibility();
  return [
    ...image?.checkVisibility() && image.getBoundingClientRect().width > 300 ? [] : ["no picture"],
    ...image?.alt.length > 40 ? [] : ["its picture is not described"],
    ...seen("figcaption") && seen("table") ? [] : ["no sentence or no table"],
  ].map((trouble) => `${name}: ${trouble}`);
})"""
"""What is missing of the figures where nothing moves them."""


def settled(page: Page, script: str) -> list[str]:
    """Return what a script finds, if it is still found when the page has settled."""
    for _ in range(20):
        if not (found := page.evaluate(script)):
            break
        page.wait_for_timeout(100)  # not by the page's clock: it has none without JavaScript
    return found


def weight(page: Page) -> list[str]:
    """Compare what the page has loaded, over the wire and with no cache, with its limits; the first of all checks."""
    loaded = page.evaluate(WEIGHT)
    total = sum(size for _, size in loaded) / 1000
    scripts = sum(size for path, size in loaded if path.endswith(".js")) / 1000
    if total <= TOTAL_LIMIT and scripts <= SCRIPT_LIMIT:
        return []
    return [f"{total:.0f} kB, {scripts:.0f} of them scripts; at most {TOTAL_LIMIT} and {SCRIPT_LIMIT}"]


def images(page: Page) -> list[str]:
    """Scroll through the page: every image shows."""
    return [f"does not show: {source}" for source in page.evaluate(SCROLL)]


def privacy(page: Page) -> list[str]:
    """No cookie, and nothing is stored but the color theme and how far the list of chapters is scrolled."""
    return [*page.evaluate(PRIVATE), *(cookie["name"] for cookie in page.context.cookies())]


def dead_controls(page: Page) -> list[str]:
    """Every control of every explorable, and every button of the header, does something."""
    page.evaluate(way.UNFOLD)
    return page.evaluate(DEAD) + page.evaluate(IDLE)


def axe(page: Page, scope: str = "html") -> list[str]:
    """All unfolded, axe-core finds nothing, in the theme of the visit."""
    page.evaluate(way.UNFOLD)
    page.evaluate(AXE)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}: {node['html'][:150]}"
        for rule in page.evaluate(RUN_AXE, [[scope], OPTIONS])
        for node in rule["nodes"]
    ]


def reading_order(page: Page) -> list[str]:
    """What comes later in the source is lower on the page, and no full stop begins a line."""
    return settled(page, ORDER) + settled(page, LONELY)


def width(page: Page) -> list[str]:
    """Nothing is cut off, or wider than the window."""
    return settled(page, LOST)


def overflow(page: Page) -> list[str]:
    """The same without JavaScript, where the browser itself lets a key reach what scrolls."""
    return [line for line in page.evaluate(LOST) if not line.startswith("no key scrolls")]


def zoom(page: Page) -> list[str]:
    """At 400 %, and with wide spacing as well, nothing is lost or out of order."""
    page.set_viewport_size(ZOOMED)
    found = reading_order(page) + width(page)
    page.evaluate(SPACED)
    return found + settled(page, ORDER) + width(page)


def fingers(page: Page) -> list[str]:
    """All that can be pressed is large enough."""
    page.evaluate(way.UNFOLD)
    return [f"too small for a finger: {line}" for line in page.evaluate(SMALL, ["body", FINGER, LEAST])]


def focus(page: Page) -> list[str]:
    """The rules of the Tab key's way, which begins with the link past the contents; the last of all checks."""
    names, found = way.walk(page)
    if names and names[0] != "Skip to main content":
        found.append(f"Tab begins at {names[0]}")
    return found


def stills(page: Page) -> list[str]:
    """Without JavaScript every explorable has its picture, its sentence and its table."""
    return page.evaluate(STILLS)


DESKTOP: list[Check] = [weight, images, privacy, dead_controls, axe, reading_order, width, focus]
PHONE: list[Check] = [images, privacy, fingers, axe, reading_order, width, zoom]
FOUND: list[Check] = [axe, width, focus]  # what a search has found is not weighed
PLAIN: list[Check] = [stills, reading_order, overflow]
