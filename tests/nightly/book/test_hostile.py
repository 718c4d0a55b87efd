"""What strangers can write, an address and what the browser has stored for the host, does nothing to a page.

Whoever makes a link writes its hash and its query; other sites of the same host can write what is stored there.
"""

from __future__ import annotations

import random
import string
from urllib.parse import quote

import pytest
from driving import KINDS, stored
from patience import arrive, rest
from playwright.sync_api import Page, expect

MARK = "hostile-mark"  # no page has an element of this name
MARKUP = [
    f'<{MARK}></{MARK}><img src="data:," onerror="window.ran = true">',
    f'"><script>window.ran = true</script><{MARK}>',
    f"'-alert(1)-'</title></style></script><{MARK} style=all:unset>",
    f"javascript:window.ran=true//<svg onload=window.ran=true><{MARK}>",
]
STRANGE = ["", "null", "constructor", '{"__proto__": {"x": 1}}', "(((a+)+)+)+$", "\u202e\u0000\ufeff", "a=1&" * 5_000]
VALUES = [
    *MARKUP,
    *STRANGE,
    *(
        "undefined",
        "NaN",
        "-0",
        "1e400",
        "1,1,1,1,1",
        "0x10",
        "%",
        "%00",
        "%E0%A4%A",
        "%FF%FE",
        "__proto__",
        "toString",
    ),
    *("{", "[[[[", "\\", "#?#?&&==", "\U0001f600" * 50, "9" * 20_000, "k" * 20_000, "[" * 5_000),
]
STORED = {
    "localStorage": [
        *("mode", "theme", "sphinx_highlight_terms", "pst_banner_pref", "pst_announcement_banner_pref"),
        *("sphinx-design-tab-id-group", "constructor"),
    ],
    "sessionStorage": ["sidebar-scroll-top"],
}
"""All that the scripts of the pages read, and a name that every object has."""

FOLLOW = """async (hashes) => {
  for (const hash of hashes) {
    location.hash = hash;
    await new Promise((heard) => setTimeout(heard));
  }
}"""
STORE = """([stored, value]) => {
  for (const [storage, keys] of Object.entries(stored)) for (const key of keys) window[storage].setItem(key, value);
}"""

pytestmark = pytest.mark.browser


def hostile_hashes(count: int, seed: int) -> list[str]:
    """Hashes like those of links, with names, settings and values that are right, wrong or nonsense, escaped or not."""
    rng = random.Random(seed)
    names = [*KINDS, *(f"{name}-2" for name in KINDS), "__proto__", "moving-averages", "", *MARKUP]

    def setting(name: str) -> str:
        known = KINDS[name]().shared if name in KINDS else ["rho"]
        noise = "".join(rng.choices(string.printable, k=rng.randrange(12)))
        key = rng.choice([*known, *known, "__proto__", "question", "explorable", "dataset", rng.choice(VALUES), noise])
        value = rng.choice([*VALUES, "0.5", "1", noise])
        return "=".join(rng.choice([str, quote])(part) for part in (key, value))

    hashes = []
    for _ in range(count):
        name = rng.choice([*KINDS, rng.choice(names)])
        hashes.append(f"{name}?" + "&".join(setting(name) for _ in range(rng.choice([1, 2, 5, 50]))))
    return hashes


def check(page: Page) -> None:
    """Nothing came in, and the page is as wide as its window; the fixture asserts that nothing failed."""
    assert page.evaluate("window.ran") is None
    expect(page.locator(MARK)).to_have_count(0)
    assert page.evaluate("({}).x") is None, "the prototype of all objects has been touched"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_hashes_do_nothing_to_an_open_page(visit):
    page = visit("explorables.html")
    expect(page.locator(".explorable-live .readout")).to_have_count(len(KINDS))
    page.evaluate(FOLLOW, hostile_hashes(60, seed=1))  # Chromium follows 200 in ten seconds
    check(page)
    for name in KINDS:
        root = page.locator(f'.explorable[data-explorable="{name}"]')
        assert len(root.locator(".notice").text_content()) < 300, "few words on what was wrong with the link"
        root.get_by_role("button", name="Reset").click()
        expect(root.locator(".readout")).to_have_text(stored(name, "{}")[0])


@pytest.mark.parametrize("link", hostile_hashes(6, seed=2), ids=range(6))
def test_a_page_opens_with_a_hostile_hash(visit, link):
    page = visit(f"explorables.html#{link}")
    expect(page.locator(".explorable-live .readout")).to_have_count(len(KINDS))
    check(page)


def test_hostile_stored_values_do_nothing(visit, address):
    outside = "_static/logo.svg"  # of the same host, and without the scripts that store anything themselves
    page = visit(outside)
    for value in [*MARKUP, *STRANGE]:
        page.goto(f"{address}/{outside}")
        page.evaluate(STORE, [STORED, value])
        page.goto(f"{address}/notation.html")
        arrive(page)
        expect(page.locator("html")).to_have_attribute("data-mode", "auto")
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        rest(page, 20)  # Sphinx marks what was searched for after 10
        check(page)
        page.evaluate(STORE, [STORED, value])
        page.locator(".theme-switch-button").click()
        expect(page.locator("html")).to_have_attribute("data-mode", "auto" if value else "dark")


@pytest.mark.parametrize("value", MARKUP)
def test_hostile_searches_do_nothing(visit, value):
    page = visit(f"search.html?q={quote(value)}")
    expect(page.locator("#search-results h2")).to_have_text("Search Results")
    check(page)
    page = visit(f"ema.html?highlight={quote(value)}")
    rest(page, 20)
    check(page)
