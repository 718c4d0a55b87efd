"""The way of the Tab key through a page, all folds open, and the rules that each of its stops keeps."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

MOST = 1500  # presses; no page has that many stops
BATCH = 20  # presses between two looks at whether the way has come around
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

RECORD = """(backward) => {
  const follows = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
  const walk = window.walk = { stops: [], around: false };
  const top = document.createElement("i"); // the way begins here, wherever the page was pressed before
  top.tabIndex = -1;
  document.body[backward ? "append" : "prepend"](top);
  top.focus();
  top.remove();
  const header = document.querySelector(".bd-header-article"); // it stays while the page scrolls
  const look = (element) => {
    const troubles = [];
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(element);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || opacity !== "1") troubles.push("has no outline");
    const box = element.getBoundingClientRect();
    const top = element.closest("article, footer") ? header.getBoundingClientRect().bottom : 0;
    const hidden = box.width < 1 || box.height < 1 || box.right < 1 || box.left > innerWidth - 1; // a table scrolls
    if (hidden || box.bottom <= top || box.top >= innerHeight) troubles.push("cannot be seen");
    else if ((box.top < top - 1 || box.bottom > innerHeight + 1) && box.height < innerHeight - top)
      troubles.push("is partly covered or off the screen");
    const list = element.closest(".bd-sidebar-secondary"); // of the page's parts
    const target = list && document.getElementById(decodeURIComponent(element.hash.slice(1)));
    if (list && walk.part && !backward && !follows(walk.part, target))
      troubles.push("leads before what the link above it leads to");
    if (list) walk.part = target;
    const before = walk.stops.at(-1)?.element;
    if (before && !(backward ? follows(element, before) : follows(before, element)))
      troubles.push("is out of order");
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

MISSED = """() => {
  const met = new Set(walk.stops.map(({ element }) => element));
  const group = (element) => element.type === "radio" && walk.stops.some(({ element: other }) =>
    other.type === "radio" && other.name === element.name);
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=slider]")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
    .filter((element) => !met.has(element) && !group(element))
    .map((element) => element.outerHTML.slice(0, 150));
}"""
"""What can be pressed and is never stopped at; the arrow keys lead through a group of answers."""

TELL = """() => {
  const kept = new Set();
  for (const { element } of walk.stops) for (let one = element; one; one = one.parentElement) kept.add(one);
  const told = walk.stops.map(({ element, troubles }, i) => {
    element.setAttribute("aria-keyshortcuts", `stop ${i}`); // by which the accessibility tree shows it
    return { troubles, markup: element.outerHTML.slice(0, 150) };
  });
  for (const one of document.querySelectorAll("article :is(p, pre, td, dd, ul, .katex, svg)"))
    if (!kept.has(one) && !walk.stops.some(({ element }) => element.contains(one))) one.remove();
  return told;
}"""
"""Marks the stops, and takes away what holds none: the accessibility tree of a whole page takes seconds."""


def press(session: CDPSession, key: str) -> None:
    """Press a key and do not wait for what it leads to: the next press does."""
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Tab", **KEYS[key]})


def walk(page: Page, key: str = "Tab") -> tuple[list[str], list[str]]:
    """Press Tab, or another key, from the top of a page until it comes around; the page is of no use afterward.

    Return the names of the stops, and what is wrong with them: every stop is outlined, in sight, in order, and has a
    role and a name; the focus is caught nowhere, and passes over nothing.
    """
    page.evaluate(UNFOLD)
    page.evaluate(RECORD, key != "Tab")
    session = page.context.new_cdp_session(page)
    for _ in range(0, MOST, BATCH):
        for _ in range(BATCH):
            press(session, key)
        if page.evaluate("walk.around"):
            break
    else:
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 150)")
        return [], [f"the focus does not come around in {MOST} steps; it is at {here}"]
    found = [f"Tab passes over {markup}" for markup in page.evaluate(MISSED)]
    told = page.evaluate(TELL)
    spoken = {mark: node for node in session.send("Accessibility.getFullAXTree")["nodes"] for mark in marks(node)}
    session.detach()
    names = []
    for i, stop in enumerate(told):
        role, name = speak(spoken.get(f"stop {i}"))
        names.append(name)
        troubles = [*stop["troubles"], *(["has no name"] if not name else []), *(["has no role"] if not role else [])]
        found += [f"{stop['markup']} {trouble}" for trouble in troubles]
    return names, found


def marks(node: dict[str, Any]) -> list[str]:
    """Return what marks a node of the accessibility tree."""
    return [item["value"]["value"] for item in node.get("properties", []) if item["name"] == "keyshortcuts"]


def speak(node: dict[str, Any] | None) -> tuple[str, str]:
    """Return the role and the name that the browser hands to screen readers; nothing for what is hidden from them."""
    if node is None:
        return "", ""
    role = node["role"]["value"].removeprefix("generic")
    return role, " ".join(node.get("name", {}).get("value", "").split())
