"""Every explorable on the built site, driven as readers drive it; what it then says and lists is what Python says."""

from __future__ import annotations

import contextlib
import io
import re
from urllib.parse import unquote, urlsplit

import pytest
from patience import draw, rest
from playwright.sync_api import Locator, Page, expect

from adadelta import widgets

KINDS = {kind().explorable: kind for kind in (getattr(widgets, name) for name in widgets.__all__)}
PAGE = "explorables.html"
PHONE = {"width": 390, "height": 844}
PUT_OFF = 400  # milliseconds; the address is written when the movement has rested for 300

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("name", KINDS)]


class Figure:
    """One explorable on a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.kind = page, name, KINDS[name]
        self.root = page.locator(f'.explorable[data-explorable="{name}"] .explorable-live')
        expect(self.readout).to_be_visible()
        self.root.scroll_into_view_if_needed()

    def __getattr__(self, part: str) -> Locator:
        return self.root.locator(f".{part}")

    def settings(self) -> dict:
        """What the address says of it, as Python's constructor takes it."""
        expect(self.page).to_have_url(re.compile(rf"#{self.name}\?"))
        texts = dict(part.split("=", 1) for part in urlsplit(self.page.url).fragment.split("?", 1)[1].split("&"))
        return {key: self.parse(key, unquote(text)) for key, text in texts.items()}

    def parse(self, key: str, text: str) -> object:
        default = getattr(self.kind(), key)
        if isinstance(default, list):
            parts = text.split(",") if text else []
            return [float(part) for part in parts] if default and isinstance(default[0], float) else parts
        return type(default)(text)

    def cells(self) -> list[list[str]]:
        return self.root.locator(".numbers tr").evaluate_all(
            "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
        )

    def drawing(self) -> str:
        """The picture's lines and words."""
        return self.panels.evaluate(
            "p => [...p.querySelectorAll('path, text')].map(e => e.getAttribute('d') ?? e.textContent).join(' ')"
        )

    def picture(self) -> tuple:
        """All that a control can change; a tiny epsilon shows in its group's words only."""
        words = self.root.locator(".group > summary").all_text_contents()
        return self.readout.text_content(), self.drawing(), self.cells(), words

    def open_groups(self) -> None:
        for group in self.root.locator("details.group").all():
            if group.is_visible():
                group.evaluate("group => { group.open = true; }")

    def frame(self) -> None:
        """Wait for the frame that an input has asked for."""
        draw(self.page)

    def assert_agrees(self) -> None:
        """Its sentence and its table are those of the package's widget in the same state."""
        rest(self.page, PUT_OFF)
        state = self.settings()
        here = self.kind(**state)
        assert self.readout.text_content() == here.sentence(), state
        table = here.table()
        assert self.cells() == [table.head, *table.rows], state
        expect(self.spoken).to_have_text(here.sentence())


AS_OPENED = """() => {
  for (const details of document.querySelectorAll("details")) {
    details.dataset.opened ??= details.open ? "yes" : "";
    details.open = Boolean(details.dataset.opened);
  }
}"""
"""Folds a page as it was at the first call."""

TWO_STEPS = """(range) => new Promise((done) => {
  const [from, start] = [Number(range.value), performance.now()];
  const look = () => range.value - from < 2 ? requestAnimationFrame(look) : done(performance.now() - start);
  look();
})"""
"""Gives the milliseconds in which a slider that plays moves by two."""


@pytest.fixture
def figure(visit, name):
    """The explorable as it stands when its page is opened; the page itself stays open for the next test."""
    page = visit(PAGE, keep=True, permissions=("clipboard-read", "clipboard-write"))
    page.emulate_media(media="screen", color_scheme="light")
    figure = Figure(page, name)
    figure.root.get_by_role("button", name="Reset").click()
    page.mouse.move(0, 0)
    page.evaluate(AS_OPENED)
    return figure


def test_every_control_moves_it_by_keys(figure):
    figure.open_groups()
    keys = figure.root.locator("[data-control]").evaluate_all("all => all.map(control => control.dataset.control)")
    for key in keys:
        control = figure.root.locator(f'[data-control="{key}"]')
        if not control.is_visible():  # it does not matter in this state
            continue
        before = figure.picture()
        if (inputs := control.locator('input[type="range"]')).count():
            at_end = inputs.evaluate("input => Number(input.value) >= Number(input.max)")
            inputs.press("ArrowLeft" if at_end else "ArrowRight")
            figure.frame()
            assert control.locator('input[type="text"]').input_value() in inputs.get_attribute("aria-valuetext")
        elif (inputs := control.locator('input[type="radio"]')).count():
            control.locator('input[type="radio"]:checked').press("ArrowRight")
        elif (inputs := control.locator('input[type="checkbox"]')).count():
            inputs.first.press("Space")
        elif (inputs := control.locator("select")).count():
            inputs.focus()
            inputs.press("ArrowDown")
        else:
            inputs = control.locator('input[type="text"]')
            inputs.first.fill("1.25")
            inputs.first.press("Enter")
        figure.frame()
        assert figure.picture() != before, f"{key} moves nothing"
    figure.assert_agrees()


def test_a_mouse_drags_every_slider(figure):
    figure.open_groups()
    for slider in figure.root.locator('input[type="range"]:visible').all():
        before = slider.input_value()
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        at = slider.evaluate("input => input.value / input.max")
        middle, there = box["y"] + box["height"] / 2, 0.3 if at > 0.5 else 0.7
        figure.page.mouse.move(box["x"] + 8 + (box["width"] - 16) * at, middle)
        figure.page.mouse.down()
        figure.page.mouse.move(box["x"] + 8 + (box["width"] - 16) * there, middle, steps=4)
        figure.page.mouse.up()
        figure.frame()
        assert slider.input_value() != before
    if figure.root.locator('input[type="range"]').count():
        figure.assert_agrees()


def test_handles_are_dragged_and_moved_by_keys(figure):
    reach = 60 if figure.name == "paper-runs" else 12  # px; its handle goes from run to run, and they lie far apart
    for handle in figure.root.locator(".handle").all():
        handle.scroll_into_view_if_needed()
        assert min(handle.bounding_box()["width"], handle.bounding_box()["height"]) >= 24
        before = handle.get_attribute("aria-valuetext")
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        figure.page.mouse.move(x, y)
        figure.page.mouse.down()
        figure.page.mouse.move(x + reach, y - 14, steps=4)
        figure.page.mouse.up()
        figure.frame()
        dragged = handle.get_attribute("aria-valuetext")
        assert dragged != before, "the mouse moves it"
        handle.focus()
        figure.page.keyboard.press("ArrowDown")
        figure.frame()
        assert handle.get_attribute("aria-valuetext") != dragged, "a key moves it"
        assert handle.evaluate("handle => handle === document.activeElement"), "a redraw leaves the focus"
    if figure.root.locator(".handle").count():
        figure.assert_agrees()


def test_touch_drags_sliders_and_handles(visit, name):
    figure = Figure(visit(PAGE, viewport=PHONE, has_touch=True, is_mobile=True), name)
    session = figure.page.context.new_cdp_session(figure.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    moved = (
        [figure.root.locator('input[type="range"]:visible').first]
        if figure.root.locator('input[type="range"]:visible').count()
        else []
    )
    for element in [*moved, *figure.root.locator(".handle").all()[:1]]:
        value = "element => element.value ?? element.getAttribute('aria-valuetext')"
        before = element.evaluate(value)
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        at = element.evaluate("e => e.max ? e.value / e.max : 0.5")
        x, y = box["x"] + box["width"] * at, box["y"] + box["height"] / 2
        way = -1 if at > 0.6 else 1
        touch("touchStart", (x, y))
        for step in range(1, 9):
            touch("touchMove", (x + way * step * 8, y))
        if "handle" in (element.get_attribute("class") or ""):
            for step in range(1, 5):
                touch("touchMove", (x + way * 64, y + step * 5))
        touch("touchEnd")
        figure.frame()
        assert element.evaluate(value) != before
    figure.assert_agrees()


def test_a_link_opens_the_same_picture(figure, visit):
    figure.root.locator(".presets button").last.click()
    figure.open_groups()
    for slider in figure.root.locator('input[type="range"]:visible').all():
        slider.press("PageDown" if slider.evaluate("input => input.value / input.max") > 0.5 else "PageUp")
    for boxes in figure.root.locator("fieldset:visible").all():
        boxes.locator("input").last.press("Space")
    rest(figure.page, PUT_OFF)
    figure.settings()
    again = Figure(visit(f"{PAGE}#{urlsplit(figure.page.url).fragment}"), figure.name)
    assert again.readout.text_content() == figure.readout.text_content()
    assert again.drawing() == figure.drawing()
    expect(again.page.locator(".notice:visible")).to_have_count(0)


def test_a_bad_link_is_ignored_with_a_notice(visit, name):
    query = "&".join([f"{KINDS[name]().shared[0]}=%E0%A4%A", "__proto__=1", "constructor=<script>"])
    figure = Figure(visit(f"{PAGE}#{name}?{query}"), name)
    assert figure.readout.text_content() == KINDS[name]().sentence()
    expect(figure.page.locator(".notice:visible")).to_contain_text("The link's settings were not all usable")


def test_copy_as_python_prints_the_numbers_on_the_screen(figure, numbers_in):
    buttons = figure.root.locator(".presets button")
    for preset in [None, *range(buttons.count())]:
        if preset is not None:
            buttons.nth(preset).click()
            figure.frame()
        figure.root.get_by_role("button", name="Copy as Python").click()
        expect(figure.spoken).to_have_text("Copied as Python.")
        code = figure.page.evaluate("navigator.clipboard.readText()")
        assert code == figure.root.locator(".source code").text_content()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, {})
        shown = numbers_in(" | ".join(cell for row in figure.cells()[1:] for cell in row))
        assert shown <= numbers_in(printed.getvalue()), f"{shown - numbers_in(printed.getvalue())} are not printed"
        assert numbers_in(printed.getvalue()) <= shown | numbers_in(figure.readout.text_content())


def test_presets_and_reset(figure):
    before = figure.readout.text_content(), figure.drawing()
    buttons = figure.root.locator(".presets button")
    assert buttons.count() >= 3
    seen = {before[1]}
    for i in range(buttons.count()):
        assert buttons.nth(i).text_content().startswith("Try: ")
        buttons.nth(i).click()
        figure.assert_agrees()
        seen.add(figure.drawing())
    assert len(seen) == buttons.count() + 1, "two presets show the same picture"
    figure.root.get_by_role("button", name="Reset").click()
    expect(figure.readout).to_have_text(before[0])
    assert figure.drawing() == before[1]


def test_the_question_comes_first_and_its_answer_is_folded(figure):
    question, answer = figure.question.locator("p").first, figure.question.locator("details p")
    expect(question).to_contain_text("?")
    expect(answer).to_be_hidden()
    figure.question.locator("summary").click()
    expect(answer).to_be_visible()
    assert question.bounding_box()["y"] < figure.panels.bounding_box()["y"]


def test_playing_moves_only_when_asked_and_slowly_where_motion_is_reduced(visit, name):
    figure = Figure(visit(PAGE, reduced_motion="reduce"), name)
    still = figure.drawing()
    rest(figure.page, 200)
    assert figure.drawing() == still
    moving = "e => [...e.querySelectorAll('*')].filter(e => e.getAnimations().length).length"
    assert figure.root.evaluate(moving) == 0
    play = figure.root.get_by_role("button", name="Play", exact=True)
    if not play.count():
        return
    if not figure.root.locator(".control:has(.buttons) input[type=range]").evaluate("i => i.value < i.max * 0.9"):
        figure.root.locator(".control:has(.buttons) input[type=range]").press("Home")
    range_ = figure.root.locator(".control:has(.buttons) input[type=range]")
    play.click()
    assert range_.evaluate(TWO_STEPS) > 400, "there are two steps a second"
    figure.root.get_by_role("button", name="Pause").click()
    figure.root.get_by_role("button", name="Step", exact=True).click()
    figure.root.get_by_role("button", name="Back", exact=True).click()
    figure.assert_agrees()


def test_without_javascript_its_numbers_are_listed(visit, name):
    page = visit(PAGE, keep=True, java_script_enabled=False)
    still = page.locator(f'.explorable[data-explorable="{name}"]')
    here = KINDS[name]()
    expect(still.locator("figcaption")).to_have_text(here.sentence())
    assert still.locator("tr").count() == 1 + len(here.table().rows)


def test_print_shows_the_figure_and_the_numbers(figure):
    figure.page.emulate_media(media="print")
    expect(figure.controls.first).to_be_hidden()
    expect(figure.panels.locator("svg").first).to_be_visible()
    expect(figure.readout).to_be_visible()
    expect(figure.numbers.locator("table")).to_be_visible()
    figure.page.emulate_media(media="screen")
    assert figure.numbers.evaluate("details => details.open") is (figure.name == "one-update")


FAINT = """panels => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const ratio = (color) => {
    const l = luminance(color);
    return (Math.max(l, paper) + 0.05) / (Math.min(l, paper) + 0.05);
  };
  const color = (e) => {
    const { fill, stroke } = getComputedStyle(e);
    return e.matches("text") || stroke === "none" ? fill : stroke;
  };
  return [...panels.querySelectorAll("svg svg path:not(.contours, .hole), text")]
    .filter((e) => color(e) !== "none" && ratio(color(e)) < 3)
    .map((e) => `${e.getAttribute("class") ?? e.tagName} ${color(e)}`);
}"""


def test_lines_stand_out_in_both_themes(figure):
    for theme in ("light", "dark"):
        figure.page.emulate_media(color_scheme=theme)
        expect(figure.page.locator("html")).to_have_attribute("data-theme", theme)
        figure.frame()
        assert figure.panels.evaluate(FAINT) == [], theme


def test_forced_colors_leave_nothing_invisible(visit, name):
    figure = Figure(visit(PAGE, forced_colors="active"), name)
    lines = figure.panels.locator("svg svg path:not(.hole)")
    paper = figure.page.evaluate("getComputedStyle(document.body).backgroundColor")
    for line in lines.all():
        stroke, fill = line.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(e).fill]")
        assert {stroke, fill} - {"none", paper}, line.get_attribute("class")
