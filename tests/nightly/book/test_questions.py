"""What a chapter asks in place of an explorable's own question, on a page that is nothing but that explorable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from adadelta import widgets
from adadelta.widgets._explorable import STATIC, Explorable

pytestmark = pytest.mark.browser

KERNEL = """async ([bundle, traits]) => {
  const listeners = {};
  window.model = {
    get: (key) => traits[key],
    set(key, value) { traits[key] = value; listeners[`change:${key}`]?.forEach((listener) => listener()); },
    save_changes() {},
    on: (event, listener) => void (listeners[event] ??= new Set()).add(listener),
    off: (event, listener) => void listeners[event]?.delete(listener),
  };
  const { default: widget } = await import(URL.createObjectURL(new Blob([bundle], { type: "text/javascript" })));
  window.leave = widget.render({ model, el: document.body });
}"""
"""What anywidget does with the module that a kernel hands it."""


@pytest.fixture
def alive(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Open a page that holds some markup and the published script."""
    context = browser.new_context()

    def open_page(markup: str) -> Page:
        script = (STATIC / "explorables.js").as_uri()
        (tmp_path / "page.html").write_text(
            f'<!doctype html><meta charset="utf-8">{markup}<script src="{script}" defer></script>', encoding="utf-8"
        )
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        expect(page.locator(".explorable-live .panels svg").first).to_be_visible()
        return page

    yield open_page
    context.close()


def markup(explorable: Explorable) -> str:
    return explorable._repr_mimebundle_()[0]["text/html"]


def question(page: Page) -> Locator:
    return page.locator(".ask")


def test_a_chapter_may_hide_the_question_of_every_explorable(alive):
    for name in widgets.__all__:
        page = alive(markup(getattr(widgets, name)(question="")))
        expect(question(page)).to_be_hidden()
        expect(page.locator(".predict")).to_be_hidden()
        page.close()


def test_a_chapter_may_ask_another_question(alive):
    page = alive(markup(widgets.MovingAverage(question="is 1 < 2, and ρ & <b>?")))
    expect(question(page)).to_have_text("is 1 < 2, and ρ & <b>?")
    expect(page.locator(".predict")).to_be_hidden()


def test_no_link_sets_the_question(alive):
    page = alive(markup(widgets.MovingAverage()))
    own = question(page).inner_text()
    page.evaluate("location.hash = '#moving-average?question=mine'")
    expect(page.locator(".notice")).to_contain_text("it has no setting question")
    assert question(page).inner_text() == own


def test_with_a_kernel_the_question_follows_its_trait(browser):
    figure = widgets.MovingAverage(question="")
    traits = {name: getattr(figure, name) for name in (*figure.shared, "explorable", "question")}
    page = browser.new_page()
    page.evaluate(KERNEL, [(STATIC / "explorables.mjs").read_text(encoding="utf-8"), traits])
    expect(page.locator(".readout")).to_have_text(figure._repr_mimebundle_()[0]["text/plain"])
    expect(question(page)).to_be_hidden()
    page.evaluate("model.set('question', 'which?')")
    expect(question(page)).to_have_text("which?")
    page.evaluate("model.set('question', null)")
    expect(question(page)).to_contain_text("?")
    page.evaluate("leave(); model.set('question', 'who hears?')")
    expect(question(page)).to_have_count(0)
    page.close()
