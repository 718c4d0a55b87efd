"""The built pages in a real browser with its network cut: quiet, alive, readable on a phone and without JavaScript."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from offline import NEED_A_SERVER
from patience import draw, rest
from playwright.sync_api import Page, Route, expect
from serve import SITE, base_path

from adadelta.widgets import MovingAverage

ROOT = SITE.parents[1]
BASE = base_path()
PAGES = sorted(path.name for path in SITE.glob("*.html"))
CHAPTERS = [name for name in PAGES if "data-explorable=" in (SITE / name).read_text(encoding="utf-8")]

ALL_HERE = """() => Promise.all([...document.images].filter((i) => i.offsetParent).map((i) => {
  i.loading = "eager"; // on a busy machine the browser may not yet have seen that it came into view
  return i.complete || new Promise((here) => { i.onload = i.onerror = here; });
}))"""
"""Wait for the images that show."""

pytestmark = pytest.mark.browser


def test_there_are_pages_to_test():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = {f"{page['file']}.html" for part in toc["parts"] for page in part["chapters"]}
    assert {"index.html", *files} <= set(PAGES)
    exercised = {name for name in PAGES if "exercises apart" in (SITE / name).read_text(encoding="utf-8")}
    assert len(exercised) >= 12
    assert {"index.html", "explorables.html", *exercised} == set(CHAPTERS)


def test_the_first_explorable_waits_for_no_other_script(browser, address):
    """Nor for the rest of the page; and a button that was pressed before the theme's scripts are there answers then."""
    page = browser.new_page()
    asked, held = list[str](), list[Route]()
    page.on("request", lambda request: asked.append(request.url))
    page.route(re.compile("/(explorables|bootstrap).js"), lambda route: held.append(route))
    page.goto(f"{address}/comparison.html", wait_until="commit")
    page.locator(".explorable").wait_for(state="attached")
    draw(page)
    assert [Path(urlsplit(url).path).name for url in asked if ".js" in url] == ["explorables.js"]
    expect(page.locator("#later")).to_have_count(0)
    held.pop().continue_()
    with page.expect_request(re.compile("/bootstrap.js")):
        page.locator(".explorable-live svg").first.wait_for()
    page.get_by_role("button", name="Download").click()
    page.locator("#later").wait_for(state="attached")
    expect(page.locator(".dropdown-menu.show")).to_have_count(0)
    held.pop().continue_()
    expect(page.locator(".dropdown-menu.show")).to_be_visible()
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet(visit, name):
    """No error, no failed request and none that leaves the site, down to the page's end (the fixture asserts it).

    No cookie either, and nothing is stored but the color theme and how far the list of chapters is scrolled.
    """
    page = visit(name)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        scroll_through(page)
        page.evaluate(ALL_HERE)
        broken = page.eval_on_selector_all(
            "img", "(images) => images.filter((i) => i.offsetParent && !i.naturalWidth).map((i) => i.src)"
        )
        assert not broken, f"images that do not show: {broken}"
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""
    assert set(page.evaluate("Object.keys(localStorage)")) <= {"mode", "theme"}
    assert set(page.evaluate("Object.keys(sessionStorage)")) <= {"sidebar-scroll-top"}
    assert page.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize(("name", "place"), [("api.html", "plots"), ("ema.html", "exercises")])
def test_a_jump_over_sections_without_a_height_yet_ends_at_its_heading(visit, name, place):
    page = visit(name, viewport={"width": 390, "height": 844})
    assert page.locator(f"#{place}").evaluate("section => getComputedStyle(section).contentVisibility") == "auto"
    page.evaluate("place => { location.hash = place; }", place)
    expect(page.locator(f"#{place} > h2")).to_be_in_viewport()
    rest(page, 500)
    assert 0 < page.locator(f"#{place} > h2").bounding_box()["y"] < 200


@pytest.mark.parametrize("name", sorted({*PAGES} - NEED_A_SERVER))
def test_page_works_from_the_unpacked_zip(visit, folder, name):
    page = visit(name, home=folder)
    if name in CHAPTERS:
        said = {readout(page)}
        for preset in page.locator(".explorable-live").first.locator(".presets button").all():
            preset.click()
            draw(page)
            said.add(readout(page))
        assert len(said) > 2, said
    scroll_through(page)


@pytest.mark.parametrize("name", PAGES)
def test_page_works_below_a_path(visit, below, name):
    page = visit(name, home=below)
    if name in CHAPTERS:
        expect(page.locator(".explorable-live").first).to_be_visible()
    scroll_through(page)


@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_is_cut_off_sideways(visit, name):
    page = visit(name)
    expect(page.locator(".explorable-live").first).to_be_visible()
    page.locator(".explorable-live details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        rest(page, 100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = page.locator(".explorable-live :is(input, select, button)").evaluate_all(
            "all => all.filter(e => e.checkVisibility()).map(e => [e.outerHTML, e.getBoundingClientRect().toJSON()])"
        )
        for control, box in boxes:
            assert box["left"] >= 0, f"{control} begins at {box['left']}"
            assert box["right"] <= width, f"{control} ends at {box['right']} of {width}"
            assert box["height"] >= 17, control


def test_a_redraw_leaves_alone_what_is_being_typed(visit):
    page = visit("implementation.html")
    before = readout(page)
    field(page, "epochs").fill("37")
    slider(page, "rho").evaluate("el => { el.value = 3; el.dispatchEvent(new Event('input', { bubbles: true })); }")
    expect(page.locator(".readout").first).not_to_have_text(before)
    expect(field(page, "epochs")).to_have_value("37")
    field(page, "epochs").press("Enter")
    expect(page.locator(".readout").first).to_contain_text("after 37 epochs")


def test_a_number_out_of_bounds_changes_nothing_and_says_why(visit):
    page = visit("ema.html")
    before = readout(page)
    field(page, "rho").fill("1.5")
    field(page, "rho").press("Tab")
    assert field(page, "rho").get_attribute("aria-invalid") == "true"
    assert "from 0 to 0.999" in field(page, "rho").get_attribute("title")
    assert readout(page) == before


@pytest.mark.parametrize("query", ["rho=7", "sigma=1", "rho=%E0%A4%A", "rho=0.5&rho=x", "__proto__=1", ""])
def test_bad_link_is_ignored_with_a_notice(visit, query):
    page = visit(f"ema.html#moving-average?{query}")
    assert readout(page) == MovingAverage(rho=0.5 if "0.5" in query else 0.9).sentence()
    notice = page.locator(".notice")
    if query:
        expect(notice).to_be_visible()
        expect(notice).to_contain_text("The link's settings were not all usable")
    else:
        expect(notice).to_be_hidden()


@pytest.mark.parametrize("name", CHAPTERS)
def test_static_figure_stands_where_there_is_no_javascript(visit, name):
    page = visit(name, java_script_enabled=False)
    for figure in page.locator(".explorable").all():
        image = figure.locator("img")
        expect(image).to_be_visible()
        assert len(image.get_attribute("alt")) > 40
        assert image.bounding_box()["width"] > 300
        expect(figure.locator("figcaption")).to_contain_text(".")
        expect(figure.locator("table")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_every_image_has_alt_text(name):
    html = (SITE / name).read_text(encoding="utf-8")
    for tag in re.findall(r"<img\b[^>]*>", html):
        alt = re.search(r'\balt="([^"]*)"', tag)
        if "logo__image" in tag:
            continue  # the name of the book stands beside it
        assert alt, f"no alt text: {tag[:200]}"
        assert len(alt.group(1)) >= 15, f"the alt text says too little: {tag[:200]}"
        assert "_images/" not in alt.group(1), f"the alt text is a file's name: {tag[:200]}"


@pytest.mark.parametrize("name", PAGES)
def test_no_link_is_dead(name):
    html = (SITE / name).read_text(encoding="utf-8")
    for link in re.findall(r'<(?:a|link|script|img)\b[^>]*?\b(?:href|src)="([^"]*)"', html):
        parts = urlsplit(link.replace("&amp;", "&"))
        if parts.scheme in ("http", "https", "data"):
            continue
        assert not parts.scheme, f"{name} links to {link}"
        # Shown at any address, the page for missing ones has its links absolute.
        path = parts.path.removeprefix(BASE) if name == "404.html" else parts.path
        target = SITE / unquote(path) if path else SITE / name
        assert target.resolve().exists(), f"{name} links to {link}, which is not there"
        if parts.fragment and target.suffix == ".html":
            assert unquote(parts.fragment) in places(target), (
                f"{name} links to {link}, and {target.name} has no such place"
            )


@cache
def places(page: Path) -> set[str]:
    """What links can point to on a page."""
    return set(re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8")))


def readout(page: Page) -> str:
    expect(page.locator(".explorable-live .readout").first).to_be_visible()
    return page.locator(".readout").first.text_content()


def slider(page: Page, key: str):
    return page.locator(f'[data-control="{key}"] input[type="range"]').first


def field(page: Page, key: str):
    return page.locator(f'[data-control="{key}"] input[type="text"]').first


def scroll_through(page: Page) -> None:
    """Scroll to the end, so that lazy figures load."""
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 1200)"
        " { scrollTo(0, y); await new Promise(r => setTimeout(r, 20)); } }"
    )
    page.wait_for_load_state("networkidle")
