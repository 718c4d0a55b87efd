"""Every explorable in what readers seldom set: links, reduced motion, print, forced colors, no pointer but a link."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from driving import KINDS, PAGE, PHONE, PUT_OFF, Figure, stored, without_ghost
from patience import rest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("name", KINDS)]

TWO_STEPS = """(handle) => new Promise((done) => {
  const seen = [handle.ariaValueText], start = performance.now();
  const look = () => {
    if (seen.at(-1) !== handle.ariaValueText) seen.push(handle.ariaValueText);
    if (seen.length < 3) requestAnimationFrame(look);
    else done(performance.now() - start);
  };
  look();
})"""
"""Gives the milliseconds in which the handle of time that plays moves twice."""


@pytest.fixture
def figure(visit, name):
    """The explorable as it was when its page was opened; the page itself stays open for the next test."""
    figure = Figure(visit(PAGE, keep=True, permissions=("clipboard-read", "clipboard-write")), name)
    figure.start()
    return figure


def test_a_link_opens_the_same_picture(figure, visit):
    figure.root.locator(".presets button").last.click()
    figure.open_settings()
    for slider in figure.root.locator('input[type="range"]:visible').all():
        slider.press("PageDown" if slider.evaluate("input => input.value / input.max") > 0.5 else "PageUp")
    for boxes in figure.root.locator("fieldset:visible").all():
        boxes.locator("input").last.press("Space")
    figure.frame()
    rest(figure.page, PUT_OFF)
    again = Figure(visit(f"{PAGE}#{urlsplit(figure.page.url).fragment}"), figure.name)
    assert again.readout.text_content() == figure.readout.text_content()
    assert without_ghost(again) == without_ghost(figure)
    expect(again.page.locator(".notice:visible")).to_have_count(0)


def test_a_bad_link_is_ignored_with_a_notice(visit, name):
    query = "&".join([f"{KINDS[name]().shared[0]}=%E0%A4%A", "__proto__=1", "constructor=<script>"])
    figure = Figure(visit(f"{PAGE}#{name}?{query}"), name)
    assert figure.readout.text_content() == stored(name, "{}")[0]
    expect(figure.page.locator(".notice:visible")).to_contain_text("Not all settings in the link could be used")


def test_playing_moves_only_when_asked_and_slowly_where_motion_is_reduced(visit, name):
    figure = Figure(visit(PAGE, reduced_motion="reduce"), name)
    still = figure.drawing()
    rest(figure.page, 200)
    assert figure.drawing() == still
    moving = "e => [...e.querySelectorAll('*')].filter(e => e.getAnimations().length).length"
    assert figure.root.evaluate(moving) == 0
    play = figure.button("Play")
    if not play.is_visible():
        return
    time = figure.root.locator(".handle.time")
    time.press("Home")
    figure.frame()
    play.click()
    assert time.evaluate(TWO_STEPS) > 400, "there are two steps a second"
    figure.button("Pause").click()
    figure.assert_agrees()


def test_print_shows_the_figure_and_the_numbers(figure):
    figure.page.emulate_media(media="print")
    expect(figure.tools).to_be_hidden()
    expect(figure.panels.locator("svg").first).to_be_visible()
    expect(figure.readout).to_be_visible()
    expect(figure.numbers.locator("table")).to_be_visible()
    figure.page.emulate_media(media="screen")
    expect(figure.numbers).to_be_hidden()


def test_forced_colors_leave_nothing_invisible(visit, name):
    figure = Figure(visit(PAGE, forced_colors="active"), name)
    lines = figure.panels.locator("svg svg path:not(.hole, .ghost)")
    paper = figure.page.evaluate("getComputedStyle(document.body).backgroundColor")
    for line in lines.all():
        stroke, fill = line.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(e).fill]")
        assert {stroke, fill} - {"none", paper}, line.get_attribute("class")


def test_copy_as_python_prints_the_numbers_of_every_preset(figure, numbers_in):
    for preset in figure.root.locator(".presets button").all():
        preset.click()
        figure.frame()
        figure.assert_copies(numbers_in)


def test_touch_drags_sliders_and_handles_and_scrolls_past_them(visit, name):
    figure = Figure(visit(PAGE, keep=True, viewport=PHONE, has_touch=True, is_mobile=True), name)
    figure.start()
    session = figure.page.context.new_cdp_session(figure.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    moved = (
        [figure.root.locator('input[type="range"]:visible').first]
        if figure.root.locator('input[type="range"]:visible').count()
        else []
    )
    value = "element => element.value ?? element.getAttribute('aria-valuetext')"
    for element in [*moved, *figure.root.locator(".handle").all()[:1]]:
        before = element.evaluate(value)
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        at = element.evaluate("e => e.max ? e.value / e.max : e.getBoundingClientRect().x / innerWidth")
        x, y = (
            box["x"] + box["width"] * (at if "range" in (element.get_attribute("type") or "") else 0.5),
            box["y"] + box["height"] / 2,
        )
        way = -1 if at > 0.6 else 1
        touch("touchStart", (x, y))
        for step in range(1, 9):
            touch("touchMove", (x + way * step * 14, y))
        if "handle" in (element.get_attribute("class") or ""):
            for step in range(1, 5):
                touch("touchMove", (x + way * 112, y + step * 5))
        touch("touchEnd")
        figure.frame()
        assert element.evaluate(value) != before
    for slider in moved:  # a swipe that begins on it scrolls the page
        before, box = slider.input_value(), slider.bounding_box()
        x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2
        touch("touchStart", (x, y))
        for step in range(1, 12):
            touch("touchMove", (x + step, y - step * 12))
        touch("touchEnd")
        figure.frame()
        assert slider.input_value() == before
    figure.assert_agrees()


def test_a_mouse_drags_every_slider_and_presses_its_ticks(figure):
    figure.open_settings()
    for slider in figure.root.locator('input[type="range"]:visible').all():
        before = slider.input_value()
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        at = slider.evaluate("input => input.value / input.max")
        middle, there = box["y"] + box["height"] / 2, 0.1 if at > 0.5 else 0.9
        figure.page.mouse.move(box["x"] + 12 + (box["width"] - 24) * at, middle)
        figure.page.mouse.down()
        figure.page.mouse.move(box["x"] + 12 + (box["width"] - 24) * there, middle, steps=4)
        figure.page.mouse.up()
        figure.frame()
        assert slider.input_value() != before
    for ticks in figure.sliders.locator(".ticks:visible").all():
        ticks.locator("span").last.click()
        figure.frame()
        expect(ticks.locator("span").last).to_have_class("here")
    if figure.root.locator('input[type="range"]').count():
        figure.assert_agrees()
