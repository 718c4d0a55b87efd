"""Every explorable on the built site, driven as readers drive it; what it then says and lists is what Python says."""

from __future__ import annotations

import fuzzing
import pytest
from driving import KINDS, PAGE, PHONE, Figure, stored, without_ghost
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("name", KINDS)]
CLIPBOARD = ("clipboard-read", "clipboard-write")
INPUTS = 500  # `make test-all` tries 10,000


@pytest.fixture
def figure(visit, name):
    """The explorable as it was when its page was opened; the page itself stays open for the next test."""
    figure = Figure(visit(PAGE, keep=True, reduced_motion="reduce", permissions=CLIPBOARD), name)
    figure.start()
    return figure


def test_every_control_moves_it_by_keys(figure):
    figure.open_settings()
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
            inputs = control.locator('input[type="text"]').first
            inputs.fill("1.25")
            inputs.press("Enter")
            if inputs.get_attribute("aria-invalid"):  # it takes whole numbers
                inputs.fill("7")
                inputs.press("Enter")
        figure.frame()
        assert figure.picture() != before, f"{key} moves nothing"
    figure.assert_agrees()


AT_START = "handle => handle.ariaValueNow === handle.ariaValueMin"
AT_END = "handle => handle.ariaValueNow === handle.ariaValueMax"


def test_handles_are_dragged_and_moved_by_keys(figure):
    for handle in figure.root.locator(".handle").all():
        handle.scroll_into_view_if_needed()
        assert min(handle.bounding_box()["width"], handle.bounding_box()["height"]) >= 24
        before = handle.get_attribute("aria-valuetext")
        box, panels = handle.bounding_box(), figure.panels.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        reach = -80 if x > panels["x"] + panels["width"] - 120 or handle.evaluate(AT_END) else 80
        figure.page.mouse.move(x, y)
        figure.page.mouse.down()
        figure.page.mouse.move(x + reach, y - 14, steps=4)
        figure.page.mouse.up()
        figure.frame()
        dragged = handle.get_attribute("aria-valuetext")
        assert dragged != before, "the mouse moves it"
        handle.focus()
        figure.page.keyboard.press("ArrowUp" if handle.evaluate(AT_START) else "ArrowDown")
        figure.frame()
        assert handle.get_attribute("aria-valuetext") != dragged, "a key moves it"
        assert handle.evaluate("handle => handle === document.activeElement"), "a redraw leaves the focus"
    if figure.root.locator(".handle").count():
        figure.assert_agrees()


def test_picture_sentence_and_sliders_share_a_phone(visit, name):
    figure = Figure(visit(PAGE, keep=True, viewport=PHONE, has_touch=True, is_mobile=True), name)
    figure.start()
    last = figure.sliders if figure.sliders.locator(".control").count() else figure.readout
    top, bottom = figure.panels.bounding_box()["y"], last.bounding_box()
    assert bottom["y"] + bottom["height"] - top <= 660
    letters = figure.panels.evaluate(
        "p => Math.min(...[...p.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize)))"
    )
    assert letters >= 13


def test_presets_and_reset(figure):
    before = figure.readout.text_content(), figure.drawing()
    buttons = figure.root.locator(".presets button")
    assert buttons.count() >= 3
    seen = set()
    for i in range(buttons.count()):
        buttons.nth(i).click()
        figure.frame()
        expect(buttons.nth(i)).to_have_attribute("aria-pressed", "true")
        expect(figure.see).to_be_visible()
        seen.add(without_ghost(figure))
    assert len(seen) == buttons.count(), "two presets show the same picture"
    figure.assert_agrees()
    figure.button("Reset").click()
    figure.frame()
    expect(figure.readout).to_have_text(before[0])
    assert figure.drawing() == before[1]


def test_a_prediction_moves_it_and_says_what_happened(figure):
    answers = figure.predict.get_by_role("button")
    if not figure.predict.is_visible():
        pytest.skip("it asks nothing")
    expect(figure.ask).to_contain_text("?")
    assert figure.ask.bounding_box()["y"] < figure.panels.bounding_box()["y"]
    assert 2 <= answers.count() <= 4
    said = set()
    for answer in answers.all():
        before = figure.readout.text_content()
        figure.button("Reset").click()
        figure.frame()
        answer.click()
        figure.frame()
        assert figure.readout.text_content() or before
        said.add(figure.verdict.text_content().split(":")[0])
    assert said == {"Yes", "Not quite"}
    figure.assert_agrees()


def test_without_javascript_its_numbers_are_listed(visit, name):
    page = visit(PAGE, keep=True, java_script_enabled=False)
    still = page.locator(f'.explorable[data-explorable="{name}"]')
    sentence, rows = stored(name, "{}")
    expect(still.locator("figcaption")).to_have_text(sentence)
    assert still.locator("tr").count() == len(rows)


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
  return [...panels.querySelectorAll("svg svg path:not(.contours, .hole, .ghost), text")]
    .filter((e) => color(e) !== "none" && ratio(color(e)) < 3)
    .map((e) => `${e.getAttribute("class") ?? e.tagName} ${color(e)}`);
}"""


def test_lines_stand_out_in_both_themes(figure):
    for theme in ("light", "dark"):
        figure.page.emulate_media(color_scheme=theme)
        expect(figure.page.locator("html")).to_have_attribute("data-theme", theme)
        figure.frame()
        assert figure.panels.evaluate(FAINT) == [], theme


def test_random_inputs_throw_nothing(visit, name):
    page = visit(PAGE, permissions=CLIPBOARD)
    fuzzing.fuzz(page, name, INPUTS)
