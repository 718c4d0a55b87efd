import base64
import html
import json
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import traitlets

from adadelta import (
    Adadelta,
    LinearRegression,
    article_line,
    ema,
    ema_weights,
    fit,
    half_life,
    least_squares,
    mean_age,
    widgets,
)
from adadelta._static_figure import fixed, number, setting
from adadelta.widgets import ArticleRegression, MovingAverage

JS = Path(__file__).parents[1] / "js" / "src"
HALF_STEP = 0.05 + 1e-9  # coordinates are written to a tenth of a pixel
LEFT, RIGHT, TOP, BOTTOM = 46, 330, 26, 232  # the edges of a panel's drawing


def bundle(explorable):
    return explorable._repr_mimebundle_()[0]


def image(explorable):
    """The static figure's SVG, out of the committed kind of output."""
    source = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle(explorable)["text/html"])
    return ET.fromstring(base64.b64decode(source[1]))


def panels(explorable):
    """The marks of each panel: (class, coordinates of its points), and the words at their places."""
    found = []
    for group in image(explorable).findall(".//{*}g[@transform]"):
        marks = [
            (path.get("class"), [tuple(map(float, xy)) for xy in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))])
            for path in group.iter("{http://www.w3.org/2000/svg}path")
            if path.get("class")
        ]
        texts = {
            text.text: (float(text.get("x")), float(text.get("y")))
            for text in group.iter("{http://www.w3.org/2000/svg}text")
        }
        found.append((marks, texts))
    return found


def axis(low, high, start, end, log=False):
    """A scale of the test's own, from a number to its coordinate."""
    by = math.log10 if log else float
    return lambda value: start + (by(value) - by(low)) / (by(high) - by(low)) * (end - start)


def assert_drawn(drawn, points, x, y):
    assert len(drawn) == len(points)
    for (px, py), (vx, vy) in zip(drawn, points, strict=True):
        assert abs(px - x(vx)) <= HALF_STEP, f"x = {vx!r} is drawn at {px}, its place is {x(vx):.3f}"
        assert abs(py - y(vy)) <= HALF_STEP, f"y = {vy!r} is drawn at {py}, its place is {y(vy):.3f}"


# Traits


@pytest.mark.parametrize(
    ("make", "trait", "bad"),
    [
        (MovingAverage, "rho", [-0.1, 1.0, 0.9991, math.nan, math.inf, "0.9", None]),
        (MovingAverage, "start", ["one", None, 0]),
        (MovingAverage, "values", [[1.0, 2.0]]),
        (ArticleRegression, "rho", [-1e-9, 1.0, math.nan]),
        (ArticleRegression, "epsilon", [0.0, 1e-13, 1.1, math.nan, math.inf]),
        (ArticleRegression, "epochs", [-1, 2001, 1.5, "1"]),
        (ArticleRegression, "batch_size", [0, 101, 7.5, None]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(make, trait, bad):
    explorable = make()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before, f"after {value!r}"
        if trait != "values":
            with pytest.raises(traitlets.TraitError, match=trait):
                make(**{trait: value})


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ([1.0], ValueError, "at least two numbers"),
        ([[1.0, 2.0]], ValueError, "along one axis"),
        ([1.0, math.nan], ValueError, "values must be finite"),
        (["a", "b"], TypeError, "values must hold real numbers"),
    ],
)
def test_values_to_average_are_checked(values, error, words):
    with pytest.raises(error, match=words):
        MovingAverage(values=values)


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_trait_that_the_page_needs_is_synchronized_typed_and_described(name):
    explorable = getattr(widgets, name)()
    assert {*explorable.shared, "explorable"} <= set(explorable.traits(sync=True))
    for trait in explorable.shared:
        assert explorable.traits()[trait].help, f"{name}.{trait} has no help"


@pytest.mark.parametrize("name", widgets.__all__)
def test_traits_can_be_observed_and_linked(name):
    one, other = getattr(widgets, name)(), getattr(widgets, name)()
    traits = {key: one.traits()[key] for key in one.shared}
    values = {key: trait.min for key, trait in traits.items() if isinstance(trait, traitlets.Float)}
    values |= {key: [1.0, 2.0, 3.0] for key, trait in traits.items() if isinstance(trait, traitlets.List)}
    values |= {key: trait.values[-1] for key, trait in traits.items() if isinstance(trait, traitlets.Enum)}
    key, value = next((key, value) for key, value in values.items() if value != getattr(one, key))
    heard = []
    one.observe(lambda change: heard.append(change["new"]), key)
    link = traitlets.link((one, key), (other, key))
    setattr(one, key, value)
    assert heard == [value]
    assert getattr(other, key) == value
    assert other.sentence() == one.sentence()
    link.unlink()


# The question before anything is moved


def state_and_still(explorable):
    """What the page learns of a figure, and the rest of its output."""
    output = bundle(explorable)["text/html"]
    state = re.search(r' data-state="([^"]+)"', output)
    return json.loads(html.unescape(state[1])), output.replace(state[0], "")


@pytest.mark.parametrize("name", widgets.__all__)
def test_a_chapter_may_ask_another_question_or_none(name):
    make = getattr(widgets, name)
    own = make()
    state, still = state_and_still(own)
    assert {"question", "answer"}.isdisjoint(state), "a figure with its own question says nothing of it"
    for asked in ({"question": ""}, {"question": "why?"}, {"answer": "so"}, {"question": "is ρ < 1?", "answer": "so"}):
        other = make(**asked)
        assert {key: getattr(other, key) for key in asked} == asked
        assert {"question", "answer"} <= set(other.traits(sync=True))
    other.question = "now?"
    told, printed = state_and_still(other)
    assert told == {**state, "question": "now?", "answer": "so"}, "the page learns of it"
    assert printed == still, "on paper nothing is asked"
    with pytest.raises(traitlets.TraitError, match="question"):
        own.question = 1
    with pytest.raises(TypeError):
        make(questions="")


# The output that a notebook keeps

AVERAGES = [
    *[(MovingAverage, (rho, start)) for rho in (0.0, 0.9, 0.999) for start in ("zero", "corrected")],
    (MovingAverage, (0.5, "zero", [3.0, -1.0, 2.0])),
]
LINES = [(ArticleRegression, settings) for settings in ((0.95, 1e-6, 100), (0.0, 1e-12, 0), (0.999, 1.0, 2000))]


@pytest.mark.parametrize(
    ("kind", "settings"), [*AVERAGES, *LINES[:2], pytest.param(*LINES[2], marks=pytest.mark.nightly)]
)
def test_the_output_is_small_self_contained_and_always_the_same(kind, settings):
    explorable = kind(*settings)
    data = bundle(explorable)
    markup = data["text/html"]
    assert len(markup.encode()) <= 15_000
    twin = bundle(kind(*settings))
    assert twin["text/html"] == markup, "two outputs of the same state differ"
    assert twin["text/plain"] == data["text/plain"] == explorable.sentence()
    assert "<svg" not in markup, "an inline drawing would be stripped where a notebook is not trusted"
    assert not re.search(r"<script|https?:", markup)
    assert re.search(r' alt="([^"]{40,})"', markup)[1] == html.escape(explorable.alt(), quote=True)
    assert f"<figcaption>{html.escape(explorable.sentence())}</figcaption>" in markup


@pytest.mark.parametrize(("kind", "settings"), [*AVERAGES[-2:], LINES[0]])
def test_the_page_gets_the_state_to_the_last_bit(kind, settings):
    explorable = kind(*settings)
    markup = bundle(explorable)["text/html"]
    mount = re.search(r'<div class="explorable" data-explorable="([^"]+)" data-state="([^"]+)">', markup)
    assert mount[1] == explorable.explorable
    state = json.loads(html.unescape(mount[2]))
    assert state == {name: getattr(explorable, name) for name in explorable.shared}


@pytest.mark.parametrize(("kind", "settings"), AVERAGES)
def test_the_average_stands_where_its_numbers_are(kind, settings):
    explorable = kind(*settings)
    rho, values = explorable.rho, explorable.values
    averages = ema(values, rho, bias_corrected=explorable.start == "corrected")
    (series, series_words), (memory, memory_words) = panels(explorable)
    low, high = min(0.0, *values), max(0.0, *values)
    room = 0.05 * (high - low)
    x, y = axis(0, len(values) + 1, LEFT, RIGHT), axis(low - room, high + room, BOTTOM, TOP)
    assert [name for name, _ in series] == ["dots", "line"]
    assert_drawn(series[0][1], list(enumerate(values, start=1)), x, y)
    assert_drawn(series[1][1], list(enumerate(averages, start=1)), x, y)
    assert abs(series_words["0"][1] - 4 - y(0)) <= HALF_STEP, "the tick of zero stands at zero"
    assert {"step t", "value and its moving average"} <= set(series_words)

    weights = ema_weights(rho, 60)
    top = 1.08 * max(0.1, 1 - rho)
    age, height = axis(-1, 60, LEFT, RIGHT), axis(0, top, BOTTOM, TOP)
    assert memory[0][0] == "bars"
    assert_drawn(memory[0][1], list(enumerate(weights)), age, height)
    marks = {"half-life": half_life(rho), "mean age": mean_age(rho)} if rho else {}
    near = {words: at for words, at in marks.items() if at <= 60}
    assert {"half-life", "mean age"} & set(memory_words) == near.keys()
    for (_, drawn), at in zip(memory[1:], near.values(), strict=True):
        assert_drawn(drawn, [(at, 0), (at, top)], age, height)
    assert {"age of the value in steps", "its weight in the average"} <= set(memory_words)


@pytest.mark.parametrize(("kind", "settings"), LINES)
def test_the_regression_stands_where_its_numbers_are(kind, settings):
    explorable = kind(*settings)
    X, targets, W0 = article_line()
    model, best = LinearRegression(1, W=W0), least_squares(X, targets)
    optimizer = Adadelta(explorable.rho, explorable.epsilon)
    history = fit(model, optimizer, X, targets, epochs=2000)
    W, b = (values.reshape(-1)[explorable.epochs] for values in history.parameters)
    least = best.loss(X, targets)

    (plane, plane_words), (curve, curve_words) = panels(explorable)

    def spread(values):
        room = 0.06 * (values.max() - values.min())
        return values.min() - room, values.max() + room

    x, y = axis(*spread(X), LEFT, RIGHT), axis(*spread(targets), BOTTOM, TOP)
    assert [name for name, _ in plane] == ["dots", "line", "line"]
    assert_drawn(plane[0][1], list(zip(X[:, 0], targets[:, 0], strict=True)), x, y)
    for (_, drawn), (slope, start) in zip(plane[1:], [(best.W[0, 0], best.b[0]), (W, b)], strict=True):
        assert_drawn(drawn, [(end, slope * end + start) for end in spread(X)], x, y)
    assert {"x", "y", "least squares", "model"} <= set(plane_words)

    top = 1.4 * max(history.loss.max(), 10 * least)
    epoch, loss = axis(1, 2000, LEFT, RIGHT, log=True), axis(0.5 * least, top, BOTTOM, TOP, log=True)
    assert_drawn(curve[0][1], [(1, least), (2000, least)], epoch, loss)
    drawn = curve[1][1]
    assert_drawn([drawn[0], drawn[-1]], [(1, history.loss[1]), (2000, history.loss[2000])], epoch, loss)
    assert len(drawn) > 100
    for px, py in drawn:
        at = round(2000 ** ((px - LEFT) / (RIGHT - LEFT)))
        near = range(max(1, int(at * 0.99) - 1), min(2000, int(at * 1.01) + 1) + 1)
        assert any(abs(px - epoch(n)) <= HALF_STEP and abs(py - loss(history.loss[n])) <= HALF_STEP for n in near)
    if explorable.epochs:
        assert_drawn(curve[2][1], [(explorable.epochs, history.loss[explorable.epochs])], epoch, loss)
    else:
        assert len(curve) == 2, "epoch 0 has no place on a logarithmic axis"
    assert {"epoch", "mean squared error", "1", "10", "100", "1000", "least squares 0.2643"} <= set(curve_words)


def test_the_sentence_tells_the_articles_result():
    assert ArticleRegression().sentence() == (
        "With ρ = 0.95 and ε = 1e-6, after 100 epochs the loss is 12.28, where 0.2643 is possible; "
        "the line is y = 0.097 x + 0.450."
    )


@pytest.mark.parametrize("name", widgets.__all__)
def test_the_class_has_its_counterpart_in_the_page(name):
    known = re.findall(r'"([\w-]+)":', (JS / "explorables.mjs").read_text(encoding="utf-8"))
    assert getattr(widgets, name)().explorable in known, f"js/src/explorables.mjs knows {known}"


def test_both_sides_train_for_as_many_epochs():
    script = (JS / "article_regression.mjs").read_text(encoding="utf-8")
    assert int(re.search(r"EPOCHS = (\d+)", script)[1]) == ArticleRegression.MOST_EPOCHS


# Numbers in words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.95, "0.95"), (1e-6, "1e-6"), (100, "100"), (0, "0"), (1.25e-4, "1.25e-4"), (1 / 3, "0.3333333333333333")],
)
def test_a_setting_is_written_as_one_would_type_it(value, words):
    assert setting(value) == words
    assert float(words) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12.2812, "12.28"), (0.26432, "0.2643"), (0, "0.000"), (1234.5, "1235"), (45678.9, "4.568e4"), (9999.6, "1e4"),
        (-2.5e-7, "−2.5e-7"), (3e8, "3e8"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "not a number"),
    ],
)  # fmt: skip
def test_a_number_has_four_digits(value, words):
    assert number(value) == words


@pytest.mark.parametrize(("value", "words"), [(0.25, "0.3"), (-0.25, "−0.3"), (19.0, "19.0"), (-0.0, "0.0")])
def test_a_half_is_rounded_away_from_zero_as_on_the_page(value, words):
    assert fixed(value, 1) == words


def test_the_average_is_drawn_from_what_it_was_given():
    values = np.array([1, 2, 4])
    explorable = MovingAverage(rho=0.5, values=values)
    assert explorable.average() == [0.5, 1.25, 2.625]
    names = {"np": np}
    exec(explorable.source, names)
    assert names["values"].tolist() == [1.0, 2.0, 4.0]
