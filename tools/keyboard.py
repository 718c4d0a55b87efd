"""Write down the way of the Tab key through every page: `python tools/keyboard.py` (`make keyboard`).

Each page of the built book is opened in Chromium with its folds open, and Tab is pressed from its top until it comes
around. `tests/book/keyboard.txt` holds what it stopped at, as a screen reader names it; `tests/book/test_keyboard.py`
goes the same way and compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Any

import chromium
from patience import arrive
from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright
from serve import SITE, serve

PATHS = Path(__file__).parents[1] / "tests" / "book" / "keyboard.txt"
SCREEN: ViewportSize = {"width": 1280, "height": 900}
MOST = 1500  # presses; no page has that many stops
BATCH = 20  # presses between two looks at whether the way has come around
SCROLLS = ", scrolls sideways"
"""The end of the name of a box that takes the focus where it scrolls. Which do depends on the fonts of the system."""
DOORS = "Open this notebook in"
"""The button that stands only where `_config.yml` names the repository."""
ASIDE = "On this page"
"""The list of the page's parts, which its headings say already."""
PATTERNS = {"figure": "explorables.html", "Top": "index.html", "Contents": "index.html", "Header": "index.html"}
"""What is alike on many pages, and the page where it is written out."""
INTRODUCTION = """\
The way of the Tab key through every page, on a wide screen, all folds open: what it stops at, as a screen reader names
it. A line begins with the heading or the part of the page where the stops are; what lies in a fold is in parentheses.
Left out are code, equations and tables that scroll sideways, which are stops where the fonts make them wider than the
page, and the button for Colab and Binder, which is one where the repository has an address. `make keyboard` writes this
file anew; `tests/book/test_keyboard.py` goes the way and compares.
"""

KEYS = {
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
    "Shift+Tab": {"code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8},
}

UNFOLD = """async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  document.documentElement.dataset.whole = ""; // a phone lays out all sections
  while (document.querySelector(".explorable:not([data-alive])")) await frame(); // they start one after the other
  for (const details of document.querySelectorAll("details")) details.open = true;
  document.activeElement.blur(); // the search page begins in its field
  await document.fonts.ready;
  for (let i = 0; i < 2; i += 1) await frame();
}"""
"""Opens all folds of a page when everything on it is there."""

RECORD = """() => {
  window.follows = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
  const walk = window.walk = { stops: [], around: false };
  const header = document.querySelector(".bd-header-article"); // it stays while the page scrolls
  const look = (element) => {
    const troubles = [];
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || opacity !== "1") troubles.push("has no outline");
    const box = element.getBoundingClientRect();
    const top = element.closest("article, footer") ? header.getBoundingClientRect().bottom : 0;
    const hidden = box.width < 1 || box.height < 1 || box.left < 0 || box.right > innerWidth;
    if (hidden || box.bottom <= top || box.top >= innerHeight) troubles.push("cannot be seen");
    else if ((box.top < top - 1 || box.bottom > innerHeight + 1) && box.height < innerHeight - top)
      troubles.push("is partly covered or off the screen");
    const list = element.closest(".bd-sidebar-secondary"); // of the page's parts
    const target = list && document.getElementById(decodeURIComponent(element.hash.slice(1)));
    if (list && walk.part && !follows(walk.part, target)) troubles.push("leads before what the link above it leads to");
    if (list) walk.part = target;
    const before = walk.stops.at(-1)?.element;
    if (before && !follows(before, element)) troubles.push("does not follow what stands before it");
    return { element, troubles };
  };
  addEventListener("keydown", () => {
    const element = document.activeElement;
    if (walk.around) return;
    if (walk.stops.length && [document.body, walk.stops[0].element].includes(element)) walk.around = true;
    else if (element !== document.body) walk.stops.push(look(element));
  }, true);
}"""
"""Notes at each press where the one before has led, and what is wrong there."""

TELL = """(ASIDE) => {
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3)")];
  const parts = {
    ".bd-sidebar-primary": "Contents", ".bd-header-article": "Header", ".bd-sidebar-secondary": ASIDE,
    ".prev-next-footer": "Previous and next",
  };
  return walk.stops.map(({ element, troubles }, i) => {
    element.setAttribute("aria-keyshortcuts", `stop ${i}`); // by which the accessibility tree shows it
    const heading = headings.findLast((heading) => follows(heading, element));
    const part = Object.keys(parts).find((selector) => element.closest(selector));
    const inner = element.matches("summary") ? element.parentElement.parentElement : element;
    let folds = 0;
    for (let fold = inner.closest("details"); fold; fold = fold.parentElement.closest("details")) folds += 1;
    const words = [...(heading?.childNodes ?? [])].filter((node) => !node.matches?.(".headerlink"));
    const under = words.map((node) => node.textContent).join("").trim();
    return {
      troubles, folds,
      figure: element.closest(".explorable-live")?.ariaLabel ?? "",
      place: parts[part] ?? ((element.closest("article") && under) || "Top"),
      markup: element.outerHTML.slice(0, 150),
    };
  });
}"""

PRUNE = """() => {
  const kept = new Set();
  for (const { element } of walk.stops) for (let one = element; one; one = one.parentElement) kept.add(one);
  for (const one of document.querySelectorAll("article :is(p, pre, td, dd, ul, .katex, svg)"))
    if (!kept.has(one) && !walk.stops.some(({ element }) => element.contains(one))) one.remove();
}"""
"""Takes away what holds no stop: the accessibility tree of a whole page takes seconds."""


@dataclass(frozen=True)
class Stop:
    """What the Tab key stops at."""

    role: str
    name: str
    place: str
    """The heading above it, or the part of the page."""
    figure: str
    """The explorable that it belongs to, or nothing."""
    folds: int
    """In how many folds it lies, one in another."""
    troubles: tuple[str, ...]
    markup: str


def press(session: CDPSession, key: str) -> None:
    """Press a key and do not wait for what it leads to: the next press does."""
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Tab", **KEYS[key]})


def walk(page: Page, key: str = "Tab") -> list[Stop]:
    """Open all folds of a page, and press Tab, or another key, from its top until it comes around."""
    page.evaluate(UNFOLD)
    page.evaluate(RECORD)
    session = page.context.new_cdp_session(page)
    for _ in range(0, MOST, BATCH):
        for _ in range(BATCH):
            press(session, key)
        if page.evaluate("walk.around"):
            break
    else:
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 150)")
        raise RuntimeError(f"The focus has not come around in {MOST} steps. It is at {here}")
    found = page.evaluate(TELL, ASIDE)
    page.evaluate(PRUNE)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    spoken = {mark: node for node in tree for mark in marks(node)}
    return [make_stop(spoken.get(f"stop {i}"), **told) for i, told in enumerate(found)]


def marks(node: dict[str, Any]) -> list[str]:
    """Return what marks a node of the accessibility tree."""
    return [item["value"]["value"] for item in node.get("properties", []) if item["name"] == "keyshortcuts"]


def make_stop(node: dict[str, Any] | None, *, troubles: list[str], markup: str, **told: Any) -> Stop:
    """Return a stop with the role and the name that the browser hands to screen readers."""
    role = node["role"]["value"] if node else ""
    name = " ".join(node["name"]["value"].split()) if node and "name" in node else ""
    if not node:
        troubles = [*troubles, "is hidden from screen readers"]
    elif not name or role == "generic":
        troubles = [*troubles, "has no name" if not name else "has no role"]
    role = {"DisclosureTriangle": "fold", "searchbox": "field", "textbox": "field", "combobox": "menu"}.get(role, role)
    return Stop(role=role, name=name, troubles=tuple(troubles), markup=markup, **told)


def write_line(stops: Iterable[Stop]) -> str:
    """Return some stops in one line: a role once, equal stops counted, what lies in a fold in parentheses."""
    line, depth, last = "", 0, ""
    for (folds, role, name), group in groupby(stops, key=lambda stop: (stop.folds, stop.role, stop.name)):
        times = len(list(group))
        line += ")" * (depth - folds) + (" (" * (folds - depth) or ", " * bool(line))
        line += f"{role} " * (folds != depth or role != last) + f'"{name}"' + f" ×{times}" * (times > 1)
        depth, last = folds, role
    return line + ")" * depth


def list_lines(stops: Iterable[Stop]) -> list[tuple[str, str]]:
    """Return what is written of a page: places, and what Tab stops at there."""
    lines = []
    listed = [stop for stop in stops if not stop.name.endswith(SCROLLS) and stop.name != DOORS]
    for (place, figure), group in groupby(listed, key=lambda stop: (stop.place, stop.figure)):
        these = list(group)
        line = f"{len(these)} links to its parts, in their order" if place == ASIDE else write_line(these)
        lines.append((f"figure {figure}" if figure else place, line))
    return lines


def pattern(place: str) -> str | None:
    """Return the page where a part that is alike on many is written out."""
    return PATTERNS.get("figure" if place.startswith("figure ") else place)


def write(pages: dict[str, list[tuple[str, str]]]) -> str:
    """Return the file."""
    text = INTRODUCTION
    for name, lines in sorted(pages.items()):
        text += f"\n{name}\n"
        for place, line in lines:
            model = pattern(place)
            same = model and model != name and (place, line) in pages[model]
            line = f"{place} | {f'as on {model}' if same else line}"
            text += (
                fill(
                    line,
                    120,
                    initial_indent="  ",
                    subsequent_indent="      ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
                + "\n"
            )
    return text


def read(text: str) -> dict[str, list[tuple[str, str]]]:
    """Return the pages of the file, written out."""
    pages: dict[str, list[tuple[str, str]]] = {}
    for part in text.split("\n\n")[1:]:
        name, *lines = part.replace("\n      ", " ").splitlines()
        cut = [line.strip().partition(" | ") for line in lines]
        pages[name] = [(place, line) for place, _, line in cut]
    return {
        name: [(place, dict(pages[line[6:]])[place] if line.startswith("as on ") else line) for place, line in lines]
        for name, lines in pages.items()
    }


def main() -> None:
    """Walk through all pages and write the file."""
    pages = {}
    with serve(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
        for name in sorted(path.name for path in SITE.glob("*.html")):
            page = context.new_page()
            page.goto(f"{address}/{name}")
            arrive(page)
            pages[name] = list_lines(walk(page))
            page.close()
        browser.close()
    PATHS.write_text(write(pages), encoding="utf-8", newline="\n")
    print(
        f"{PATHS.name}: the way through {len(pages)} pages is written down. Look at what has changed: git diff {PATHS}"
    )


if __name__ == "__main__":
    main()
