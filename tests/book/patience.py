"""How the tests wait: by the page's own clock and frames, so a busy machine takes longer and fails nothing."""

from __future__ import annotations

from playwright.sync_api import Page

DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
RESTED = "(wait) => new Promise((rested) => setTimeout(rested, wait))"


def draw(page: Page) -> None:
    """Wait until what was asked for is drawn."""
    page.evaluate(DRAWN)


def arrive(page: Page) -> None:
    """Wait until the scripts of others are there; they come after the first explorable."""
    page.locator("#later").wait_for(state="detached")


def rest(page: Page, milliseconds: int) -> None:
    """Wait until the page has drawn, and has done what it had put off for less than so many milliseconds."""
    draw(page)
    page.evaluate(RESTED, milliseconds)
