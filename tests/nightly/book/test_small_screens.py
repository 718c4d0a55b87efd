"""What opens over a page on a phone: fingers find what they press."""

from __future__ import annotations

import pytest
from checks import FINGER, LEAST, SMALL
from patience import rest
from playwright.sync_api import expect

PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["ema.html", "search.html"])
def test_fingers_find_what_opens_over_a_page(visit, name):
    page = visit(name, **PHONE)
    found = []
    for button in page.locator(".primary-toggle, .secondary-toggle, .search-button").all():
        if not button.is_visible():
            continue
        button.tap()
        dialog = page.locator("dialog[open]")
        if not dialog.count():  # on the search page the button leads to the page's own field
            continue
        rest(page, 300)  # a drawer slides in
        found += page.evaluate(SMALL, ["dialog[open]", FINGER, LEAST])
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    if page.get_by_role("button", name="Download this page").count():
        page.get_by_role("button", name="Download this page").tap()
        found += page.evaluate(SMALL, [".dropdown-menu.show", FINGER, LEAST])
    assert not found, "\n".join(found)
