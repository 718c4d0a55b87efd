"""axe-core finds no violation on any page, in either color theme, whatever is open; and what axe cannot see."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serve import SITE

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "js" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PAGES = sorted(path.name for path in SITE.glob("*.html"))
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, name, theme):
    """As the page loads, and then with all open that opens: folded cells, the search, a phone's two drawers."""
    page = visit(name, color_scheme=theme)
    page.evaluate(AXE)
    found = run_axe(page, "desktop")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found += run_axe(page, "desktop, unfolded")
    page.locator(".search-button").click()
    found += run_axe(page, "desktop, searching")
    page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    found += run_axe(page, "phone, unfolded")
    for side in ("primary", "secondary"):
        if page.locator(f".{side}-toggle").count():
            page.locator(f".{side}-toggle").click()
            expect(page.locator(f"#pst-{side}-sidebar-modal")).to_be_visible()
            found += run_axe(page, f"phone, {side} drawer")
            page.keyboard.press("Escape")
    assert not found, "\n".join(dict.fromkeys(found))


def run_axe(page: Page, state: str) -> list[str]:
    """Return a line for each element that breaks a rule. Colors are read when what moves has come to rest."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
    violations = page.evaluate("(options) => axe.run(document, options).then((found) => found.violations)", OPTIONS)
    return [
        f"{state}: {rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}: {node['html'][:150]}"
        for rule in violations
        for node in rule["nodes"]
    ]
