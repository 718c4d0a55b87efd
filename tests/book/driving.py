"""An explorable on a page, driven as readers drive it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from patience import draw, rest
from playwright.sync_api import Locator, Page, expect

from adadelta import widgets

KINDS = {kind().explorable: kind for kind in (getattr(widgets, name) for name in widgets.__all__)}
PAGE = "explorables.html"
PHONE = {"width": 390, "height": 844}
PUT_OFF, SOON = 1200, 300  # milliseconds; the address is written once a second at most

AS_OPENED = """() => {
  for (const details of document.querySelectorAll("details")) {
    details.dataset.opened ??= details.open ? "yes" : "";
    details.open = Boolean(details.dataset.opened);
  }
}"""
"""Folds a page as it was at the first call."""


AT_REST = """async (root) => {
  while (root.hasAttribute("data-moving")) await new Promise((drawn) => requestAnimationFrame(drawn));
}"""


class Figure:
    """One explorable on a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.kind = page, name, KINDS[name]
        self.root = page.locator(f'.explorable[data-explorable="{name}"] .explorable-live')
        expect(self.readout).to_be_visible()
        self.root.scroll_into_view_if_needed()

    def __getattr__(self, part: str) -> Locator:
        return self.root.locator(f".{part}")

    def button(self, words: str) -> Locator:
        return self.root.get_by_role("button", name=words, exact=True)

    def settings(self) -> dict:
        """What the address says of it, as Python's constructor takes it."""
        parts = urlsplit(self.page.url).fragment.split(";")
        query = next((part.partition("?")[2] for part in parts if part.startswith(f"{self.name}?")), "")
        texts = dict(part.split("=", 1) for part in query.split("&") if part)
        return {key: self.parse(key, unquote(text)) for key, text in texts.items()}

    def parse(self, key: str, text: str) -> object:
        default = getattr(self.kind(), key)
        if isinstance(default, list):
            parts = text.split(",") if text else []
            return [float(part) for part in parts] if default and isinstance(default[0], float) else parts
        return type(default)(text)

    def cells(self) -> list[list[str]]:
        """Its data, opened."""
        if self.button("Data").get_attribute("aria-expanded") == "false":
            self.button("Data").click()
        return self.root.locator(".numbers tr").evaluate_all(
            "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
        )

    def drawing(self) -> str:
        """The picture's lines and words."""
        return self.panels.evaluate(
            "p => [...p.querySelectorAll('path, text')].map(e => e.getAttribute('d') ?? e.textContent).join(' ')"
        )

    def picture(self) -> tuple:
        """All that a control can change; a tiny epsilon shows in its group's words only."""
        words = self.root.locator(".group > legend").all_text_contents()
        return self.readout.text_content(), self.drawing(), self.cells(), words

    def open_settings(self) -> None:
        if self.more.is_visible():
            self.more.evaluate("more => { more.open = true; }")

    def frame(self) -> None:
        """Wait until what an input has asked for is drawn, its easing and its rest over."""
        draw(self.page)
        self.root.evaluate(AT_REST)
        draw(self.page)

    def assert_agrees(self) -> None:
        """Its sentence and its data are those that a notebook stores in the same state."""
        self.frame()
        for _ in range(0, PUT_OFF, SOON):  # most often the address is written soon
            rest(self.page, SOON)
            state = self.settings()
            sentence, rows = stored(self.name, json.dumps(state))
            if self.readout.text_content() == sentence and self.cells() == rows:
                break
        assert self.readout.text_content() == sentence, state
        assert self.cells() == rows, state
        expect(self.spoken).to_have_text(sentence)

    def start(self) -> None:
        """Lead it, and the folds of its page, back to how they were when the page was opened."""
        self.page.emulate_media(media="screen", color_scheme="light")
        self.button("Reset").click()
        for opened in self.root.locator('button[aria-expanded="true"]').all():
            opened.click()
        self.page.mouse.move(0, 0)
        self.page.evaluate(AS_OPENED)
        self.frame()

    def assert_copies(self, numbers_in: Callable[[str], set[float]]) -> None:
        """What it copies as Python prints the numbers on the screen."""
        cells = self.cells()
        self.button("Python").click()
        self.source.get_by_role("button", name="Copy").click()
        expect(self.source.get_by_role("button", name="Copied")).to_be_visible()
        code = self.page.evaluate("navigator.clipboard.readText()")
        assert code == self.root.locator(".source code").text_content()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, {})
        shown = numbers_in(" | ".join(cell for row in cells[1:] for cell in row))
        assert shown <= numbers_in(printed.getvalue()), f"{shown - numbers_in(printed.getvalue())} are not printed"
        assert numbers_in(printed.getvalue()) <= shown | numbers_in(self.readout.text_content())


@lru_cache(maxsize=256)
def stored(name: str, state: str) -> tuple[str, list[list[str]]]:
    """Return the sentence and the data that a notebook stores of an explorable in a state, given as JSON."""
    bundle = KINDS[name](**json.loads(state))._repr_mimebundle_()[0]
    html = BeautifulSoup(bundle["text/html"], "html.parser")
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in html.find_all("tr")]
    return html.find("figcaption").text, rows


def without_ghost(figure: Figure) -> str:
    """Return the lines and words of its picture, but the line of where the reader came from."""
    return figure.panels.evaluate(
        "p => [...p.querySelectorAll('path:not(.ghost), text')]"
        ".map(e => e.getAttribute('d') ?? e.textContent).join(' ')"
    )


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


def assert_works_alone(page: Page) -> None:
    """Each preset of the page's first explorable, if it has one, says something else; and all that is lazy loads."""
    if page.locator(".explorable").count():
        said = {readout(page)}
        for preset in page.locator(".explorable-live").first.locator(".presets button").all():
            preset.click()
            draw(page)
            page.locator(".explorable-live").first.evaluate(AT_REST)
            said.add(readout(page))
        assert len(said) > 2, said
    scroll_through(page)
