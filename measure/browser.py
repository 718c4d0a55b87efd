"""Start the Chromium that measures."""

from collections.abc import Iterator
from contextlib import contextmanager

import chromium
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def launch() -> Iterator[Browser]:
    """Start a headless Chromium, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        yield browser
        browser.close()
