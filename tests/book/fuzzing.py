"""Random inputs to an explorable throw nothing and leave nothing behind in memory."""

from __future__ import annotations

from playwright.sync_api import Page, expect

AT_ONCE = 100
ROOM = 2_000_000
"""Bytes by which the heap may have grown after a collection."""

ALONE = """(mount) => {
  for (let e = mount; e !== document.body; e = e.parentElement) {
    for (const sibling of e.parentElement.children) if (sibling !== e) sibling.style.display = "none";
  }
}"""
"""Hides the rest of the page: laying it out is slow."""

FUZZ = """
async ([name, inputs, atOnce, seed]) => {
  let state = seed;
  const random = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const mount = document.querySelector(`.explorable[data-explorable="${name}"]`);
  const root = mount.querySelector(".explorable-live");
  const fire = (element, ...types) =>
    types.forEach((type) => element.dispatchEvent(new Event(type, { bubbles: true })));
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "a", "Tab"];
  const key = (element) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key: pick(keys) }));
  const texts = ["", "abc", "-1", "0", "1", "0.5", "1e-6", "1e400", "NaN", "Infinity", "-0", "1,5", "0x10", "7", "250",
    "10⁻⁶", "2·10^-6", "−4"];
  let elements;
  const once = () => {
    const element = pick(elements);
    const chance = random();
    if (chance < 0.03) mount.style.width = `${pick([120, 280, 320, 480, 640, 700])}px`;
    else if (chance < 0.06) document.documentElement.dataset.theme = pick(["light", "dark"]);
    else if (element.matches(".handle")) {
      if (random() < 0.5) key(element);
      else {
        const box = element.getBoundingClientRect();
        const [x, y] = [box.x + 200 * (random() - 0.5), box.y + 200 * (random() - 0.5)];
        const at = { bubbles: true, pointerId: 1, clientX: x, clientY: y };
        for (const type of ["down", "move", "up"]) element.dispatchEvent(new PointerEvent(`pointer${type}`, at));
      }
    } else if (element.type === "range") {
      if (random() < 0.3) return key(element);
      element.value = String(random() * Number(element.max));
      fire(element, "input", ...(random() < 0.5 ? ["change"] : []));
    } else if (element.matches("input[type=text]")) {
      element.value = random() < 0.2 ? pick(texts) : String(10 ** (random() * 14 - 12));
      fire(element, "input", ...(random() < 0.8 ? ["change"] : []));
    } else if (element.matches("select")) {
      element.selectedIndex = Math.floor(random() * element.options.length);
      fire(element, "change");
    } else if (!["Full screen", "SVG", "PNG", "Download CSV"].includes(element.textContent)) element.click();
  };
  const errors = [];
  const listen = (event) => errors.push(String(event.reason ?? event.message));
  addEventListener("error", listen);
  addEventListener("unhandledrejection", listen);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let i = 0; i < inputs && !errors.length; i++) {
    if (i % atOnce === 0) {
      await frame();
      elements = [...root.querySelectorAll("input, select, button, summary, .handle")];
    }
    once();
  }
  mount.style.width = "";
  document.documentElement.dataset.theme = "light";
  for (const button of root.querySelectorAll("button")) if (button.textContent === "Pause") button.click();
  for (const button of root.querySelectorAll("button")) if (button.textContent === "Reset") button.click();
  while (root.hasAttribute("data-moving")) await frame();
  for (let i = 0; i < 5; i++) await frame();
  removeEventListener("error", listen);
  removeEventListener("unhandledrejection", listen);
  return errors;
}
"""


def heap(page: Page) -> int:
    """Bytes in use after a collection."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used


def fuzz(page: Page, name: str, inputs: int) -> None:
    """Try so many inputs on an explorable of an open page, of which nothing else is left."""
    readout = page.locator(f'[data-explorable="{name}"] .readout')
    expect(readout).to_be_visible()
    page.locator(f'[data-explorable="{name}"]').evaluate(ALONE)
    at_first = readout.text_content()
    assert page.evaluate(FUZZ, [name, min(inputs, 300), AT_ONCE, 1]) == [], "while warming up"
    before = heap(page)
    assert page.evaluate(FUZZ, [name, inputs, AT_ONCE, 2]) == []
    grown = heap(page) - before
    assert grown < ROOM, f"{grown} bytes more than before"
    expect(readout).to_have_text(at_first)
