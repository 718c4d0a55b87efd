"""A browser whose network is cut: it reaches the built book on this machine, and nothing else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import chromium
import pytest
from offline import ZIP
from patience import arrive
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)
from serve import SITE, base_path, serve

Visit = Callable[..., Page]
FOREIGN = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
expect.set_options(timeout=20_000)  # a busy machine may be slow to draw


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the built book and give its address."""
    if not (SITE / "index.html").exists():
        pytest.skip("There is no built book yet. Run: make book")
    with serve(SITE) as url:
        yield url


@pytest.fixture(scope="session")
def below() -> Iterator[str]:
    """Serve the built book below a path: its own, if it is published below one."""
    with serve(SITE, base="/elsewhere/" if base_path() == "/" else None) as url:
        yield url


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Unpack the book's zip and give the folder's address."""
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(ZIP) as book:
        book.extractall(place)
    return (place / ZIP.stem).as_uri()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright once."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the Chromium that `make test` has found; it knows no other host."""
    path = chromium.find(playwright)
    if path is None:
        pytest.skip("There is no Chromium. Run: python tools/chromium.py")
    browser = playwright.chromium.launch(executable_path=path, args=[*chromium.arguments(), FOREIGN])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[..., BrowserContext]:
    """One browser context for each set of options: a process that is warm opens a page in half the time."""

    @cache
    def context(**options: Any) -> BrowserContext:
        return browser.new_context(**options)

    return context


@pytest.fixture(scope="session")
def kept() -> dict[tuple[Any, ...], Page]:
    """Pages that stay open from test to test."""
    return {}


@pytest.fixture(scope="session")
def troubles() -> list[str]:
    """What has gone wrong on any page since the last test ended."""
    return []


@pytest.fixture
def visit(
    contexts: Callable[..., BrowserContext], address: str, kept: dict[tuple[Any, ...], Page], troubles: list[str]
) -> Iterator[Visit]:
    """Open pages of the book, fresh unless `keep`, uncached if `cold`. Errors, failed and foreign requests fail."""
    pages = []

    def open_page(
        name: str,
        *,
        home: str = address,
        keep: bool = False,
        cold: bool = False,
        viewport: ViewportSize = DESKTOP,
        **options: Any,
    ) -> Page:
        key = home, name, *sorted(options.items())
        if keep and key in kept:
            return kept[key]

        def ask(request: Request) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                troubles.append(f"{name}: a request left the site: {request.url}")

        def tell(message: ConsoleMessage) -> None:
            # A browser asks for it where a page names none, as a picture alone does.
            icon = message.location["url"].endswith("/favicon.ico")
            if message.type == "error" and not icon:
                troubles.append(f"{name}: {message.text} {message.location}")

        page = contexts(**options).new_page()
        if keep:
            kept[key] = page
        else:
            pages.append(page)
        page.set_viewport_size(viewport)
        if cold:
            page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", ask)
        page.on("console", tell)
        page.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))
        page.on("requestfailed", lambda r: troubles.append(f"{name}: failed: {r.url}"))
        page.goto(f"{home}/{name}")
        if options.get("java_script_enabled", True):
            arrive(page)
        return page

    yield open_page
    for page in pages:
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.close()
    found = "\n".join(troubles)
    troubles.clear()
    assert not found, found
