"""A browser whose network is cut: it reaches the built book on this machine, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from serve import SITE, serve

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the built book and give its address."""
    assert (SITE / "index.html").exists(), "There is no built book yet. Run: make book"
    with serve(SITE) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium that `make test` has found."""
    path = chromium.find()
    assert path, "There is no Chromium. Run: python tools/chromium.py"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open pages of the book. A failed or foreign request or a console error on any of them fails the test."""
    contexts, troubles = [], []

    def open_page(name: str, *, folder: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport=options.pop("viewport", {"width": 1280, "height": 900}), **options)
        contexts.append(context)
        home = Path(SITE).as_uri() if folder else address

        def cut(route: Route) -> None:
            if route.request.url.startswith((home, "data:")):
                route.continue_()
            else:
                troubles.append(f"{name}: a request left the site: {route.request.url}")
                route.abort()

        context.route("**/*", cut)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(f"{name}: console {m.type}: {m.text}") if m.type == "error" else 0)
        page.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))
        page.on("requestfailed", lambda r: troubles.append(f"{name}: failed: {r.url}"))
        page.on("response", lambda r: troubles.append(f"{name}: {r.status} {r.url}") if r.status >= 400 else 0)
        page.goto(f"{home}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)
