"""An explorable on a page, driven as readers drive it."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from patience import draw, rest
from playwright.sync_api import Locator, Page, expect

from adadelta import widgets

KINDS = {kind().explorable: kind for kind in (getattr(widgets, name) for name in widgets.__all__)}
PAGE = "explorables.html"
PHONE = {"width": 390, "height": 844}
PUT_OFF = 400  # milliseconds; the address is written when the movement has rested for 300

AS_OPENED = """() => {
  for (const details of document.querySelectorAll("details")) {
    details.dataset.opened ??= details.open ? "yes" : "";
    details.open = Boolean(details.dataset.opened);
  }
}"""
"""Folds a page as it was at the first call."""


class Figure:
    """One explorable on a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.kind = page, name, KINDS[name]
        self.root = page.locator(f'.explorable[data-explorable="{name}"] .explorable-live')
        expect(self.readout).to_be_visible()
        self.root.scroll_into_view_if_needed()

    def __getattr__(self, part: str) -> Locator:
        return self.root.locator(f".{part}")

    def settings(self) -> dict:
        """What the address says of it, as Python's constructor takes it."""
        expect(self.page).to_have_url(re.compile(rf"#{self.name}\?"))
        texts = dict(part.split("=", 1) for part in urlsplit(self.page.url).fragment.split("?", 1)[1].split("&"))
        return {key: self.parse(key, unquote(text)) for key, text in texts.items()}

    def parse(self, key: str, text: str) -> object:
        default = getattr(self.kind(), key)
        if isinstance(default, list):
            parts = text.split(",") if text else []
            return [float(part) for part in parts] if default and isinstance(default[0], float) else parts
        return type(default)(text)

    def cells(self) -> list[list[str]]:
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
        words = self.root.locator(".group > summary").all_text_contents()
        return self.readout.text_content(), self.drawing(), self.cells(), words

    def open_groups(self) -> None:
        for group in self.root.locator("details.group").all():
            if group.is_visible():
                group.evaluate("group => { group.open = true; }")

    def frame(self) -> None:
        """Wait for the frame that an input has asked for."""
        draw(self.page)

    def assert_agrees(self) -> None:
        """Its sentence and its table are those of the package's widget in the same state."""
        rest(self.page, PUT_OFF)
        state = self.settings()
        here = self.kind(**state)
        assert self.readout.text_content() == here.sentence(), state
        table = here.table()
        assert self.cells() == [table.head, *table.rows], state
        expect(self.spoken).to_have_text(here.sentence())

    def start(self) -> None:
        """Lead it, and the folds of its page, back to how they were when the page was opened."""
        self.page.emulate_media(media="screen", color_scheme="light")
        self.root.get_by_role("button", name="Reset").click()
        self.page.mouse.move(0, 0)
        self.page.evaluate(AS_OPENED)

    def assert_copies(self, numbers_in: Callable[[str], set[float]]) -> None:
        """What it copies as Python prints the numbers on the screen."""
        self.root.get_by_role("button", name="Copy as Python").click()
        expect(self.spoken).to_have_text("Copied as Python.")
        code = self.page.evaluate("navigator.clipboard.readText()")
        assert code == self.root.locator(".source code").text_content()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, {})
        shown = numbers_in(" | ".join(cell for row in self.cells()[1:] for cell in row))
        assert shown <= numbers_in(printed.getvalue()), f"{shown - numbers_in(printed.getvalue())} are not printed"
        assert numbers_in(printed.getvalue()) <= shown | numbers_in(self.readout.text_content())


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
            said.add(readout(page))
        assert len(said) > 2, said
    scroll_through(page)
