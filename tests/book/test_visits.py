"""Each page is opened on a desktop, on a phone and without JavaScript, and each visit makes all its checks.

A failure names the page, the setting and all that was found. The desktop is dark, and the phone light. Axe, the slowest
check, looks at every other page on each of them; `make test-all` shows it all pages in both themes.
"""

from __future__ import annotations

from typing import Any

import checks
import pytest
from playwright.sync_api import Error, Page, expect
from serve import SITE

SETTINGS: dict[str, dict[str, Any]] = {
    "desktop": {
        "cold": True,  # it is weighed
        "viewport": {"width": 1280, "height": 900},
        "color_scheme": "dark",
        "reduced_motion": "reduce",
        "permissions": ("clipboard-read", "clipboard-write"),
    },
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "plain": {"java_script_enabled": False},
}
CHECKS = {"desktop": checks.DESKTOP, "phone": checks.PHONE, "plain": checks.PLAIN}
PAGES = sorted(path.name for path in SITE.glob("*.html"))
AXE = {"desktop": PAGES[::2], "phone": PAGES[1::2], "plain": []}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", PAGES)
def test_visit(visit, troubles, name, setting):
    these = [check for check in CHECKS[setting] if check is not checks.axe or name in AXE[setting]]
    look(visit(name, **SETTINGS[setting]), name, setting, these, troubles)


@pytest.mark.parametrize("setting", ["desktop", "phone"])
def test_visit_what_a_search_finds(visit, troubles, setting):
    page = visit("search.html?q=average", **SETTINGS[setting])
    expect(page.get_by_text("Search finished")).to_be_visible()
    page.wait_for_load_state("networkidle")  # each result's passage is fetched
    expect(page.locator("#search-results p.context").first).to_be_visible()
    these = [*[checks.fingers] * (setting == "phone"), *checks.FOUND]
    look(page, "search.html?q=average", setting, these, troubles)


def look(page: Page, name: str, setting: str, these: list[checks.Check], troubles: list[str]) -> None:
    """Make all checks, and fail with all that was found."""
    found = []
    for check in these:
        try:
            found += [f"{check.__name__}: {line}" for line in check(page)]
        except Error as error:
            found.append(f"{check.__name__} did not end: {error}")
    found += [f"quiet: {trouble}" for trouble in troubles]
    troubles.clear()
    if found:
        pytest.fail("\n".join([f"{name}, {setting}: {len(found)} found", *found]), pytrace=False)
