"""Pages in frames of other sites, where the browser keeps nothing: figures alone, and whole chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, FrameLocator, Page, expect
from serve import SITE, Published, serve
from test_policy import Head, digest

from adadelta import widgets

NAMES = sorted(getattr(widgets, name)().explorable for name in widgets.__all__)
HEARD = "<script>heard = {}; onmessage = ({ data }) => { heard[data.adadelta] = data.height; };</script>"

SIZE = ' width="700" height="500"'
Embed = Callable[..., Page]


@pytest.fixture(scope="module")
def published() -> Iterator[str]:
    """Serve the book with the headers of GitHub Pages: chapters and the search need them, figures do not."""
    with serve(SITE, handler=Published) as url:
        yield url


@pytest.fixture
def embed(browser: Browser, address: str, tmp_path: Path) -> Iterator[Embed]:
    """Show pages of the book in sandboxed frames of a page of another origin; what is logged as an error fails."""
    page, errors = browser.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))

    def show(*names: str, home: str = address) -> Page:
        frames = (f'<iframe sandbox="allow-scripts" src="{home}/{name}"{SIZE}></iframe>' for name in names)
        body = f'<link rel="icon" href="data:,">{HEARD}{"".join(frames)}'
        (tmp_path / "host.html").write_text(f"<!doctype html>{body}", encoding="utf-8")
        page.goto(f"{host}/host.html")
        return page

    with serve(tmp_path) as host:
        yield show
        page.close()
    assert not errors, "\n".join(errors)


def frame(page: Page, number: int = 0) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


@pytest.mark.browser
def test_three_figures_come_alive_in_frames_and_say_how_high_they_are(embed):
    names = ["hidden-rate", "moving-average", "one-update"]
    page = embed(*(f"figures/{name}.html" for name in names))
    for number, name in enumerate(names):
        live = frame(page, number).locator(f'.explorable[data-explorable="{name}"][data-alive]')
        expect(live.locator("svg").first).to_be_visible()
        page.wait_for_function("(name) => heard[name]", arg=name)
        body = frame(page, number).locator("body")
        assert page.evaluate("(name) => heard[name]", name) == pytest.approx(
            body.evaluate("b => b.offsetHeight"), abs=1
        )
        assert body.evaluate("() => { try { return Boolean(localStorage); } catch { return false; } }") is False


@pytest.mark.browser
def test_a_chapter_in_a_frame_keeps_its_theme_and_moves(embed, published):
    chapter = frame(embed("ema.html", home=published))
    expect(chapter.locator("#later")).to_have_count(0)
    expect(chapter.locator(".explorable[data-alive]").first).to_be_visible()
    root = chapter.locator("html")
    for mode in ("light", "dark"):
        while root.get_attribute("data-mode") != mode:
            chapter.locator(".theme-switch-button").first.click()
        expect(root).to_have_attribute("data-theme", mode)


@pytest.mark.browser
def test_search_works_in_a_frame(embed, published):
    search = frame(embed("search.html?q=average", home=published))
    expect(search.locator('#search-results a[href^="ema.html"]').first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_alone_follows_the_system_and_the_address(visit, scheme):
    page = visit("figures/hidden-rate.html#hidden-rate?epsilon=0.0001", color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    expect(page.locator(".explorable[data-alive]")).to_contain_text("10⁻⁴")


def test_each_explorable_has_a_page_that_nobody_finds_by_chance():
    assert sorted(path.stem for path in (SITE / "figures").glob("*.html")) == NAMES
    index = (SITE / "searchindex.js").read_text(encoding="utf-8")
    for name in NAMES:
        html = (SITE / "figures" / f"{name}.html").read_text(encoding="utf-8")
        page, head = BeautifulSoup(html, "html.parser"), Head(html)
        assert page.select_one('meta[name="robots"]')["content"] == "noindex"
        assert f"figures/{name}" not in index
        assert page.body["class"] == ["own-page"]
        assert [mount["data-explorable"] for mount in page.select(".explorable")] == [name]
        assert len(page.select_one(".explorable img")["alt"]) > 15
        assert page.h1.get_text()
        assert page.select_one('a[rel="license"]')
        assert head.policy["script-src"] == ["'self'", *map(digest, head.scripts)]
        assert head.before == ["html", "head", "meta", "meta"]
        assert not head.handlers
        loaded = [tag.get("src") or tag["href"] for tag in page.select("script[src], link[rel=stylesheet]")]
        files = [(SITE / "figures" / address.split("?")[0]).resolve() for address in loaded]
        assert [file.name for file in files] == ["explorables.css", "explorables.js"]
        assert len(html.encode()) + sum(file.stat().st_size for file in files) < 200_000
        for link in page.select("footer a:not([rel])"):
            path, _, place = link["href"].partition("#")
            target = BeautifulSoup((SITE / "figures" / path).read_text(encoding="utf-8"), "html.parser")
            assert not place or target.find(id=place)
