import html
import json
import math
import re
import sys
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import traitlets
from states import STATES

from adadelta import METHODS, widgets
from adadelta._numbers import fixed, number, setting
from adadelta._palette import palette
from adadelta.widgets import ArticleRegression, MovingAverage, OptimizerRace

JS = Path(__file__).parents[1] / "js" / "src"


def bundle(explorable):
    return explorable._repr_mimebundle_()[0]


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

LIMIT = 45_000  # bytes


@pytest.mark.parametrize("name", widgets.__all__)
def test_the_output_is_small_self_contained_and_always_the_same(name):
    for settings in STATES[name][:3]:
        explorable = getattr(widgets, name)(**settings)
        data = bundle(explorable)
        markup = data["text/html"]
        assert len(markup.encode()) <= LIMIT
        twin = bundle(getattr(widgets, name)(**settings))
        assert twin["text/html"] == markup, "two outputs of the same state differ"
        assert twin["text/plain"] == data["text/plain"] == explorable.sentence()
        assert "<svg" not in markup, "an inline drawing would be stripped where a notebook is not trusted"
        assert not re.search(r"<script|https?:", markup)
        assert f"<figcaption>{html.escape(explorable.sentence())}</figcaption>" in markup


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_program_that_shows_svg_draws_the_still(drawn, name):
    """Attributes alone, no style sheet, class or variable; colors of the light theme; numbers that are there."""
    light, methods = palette()["light"], palette()["methods"]
    colors = {"none", *light.values(), *(look["color"] for look in methods.values())}
    for settings in STATES[name]:
        root, words = drawn(getattr(widgets, name)(**settings))
        assert words, "axes are named"
        for element in root.iter():
            assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in {
                "svg",
                "g",
                "rect",
                "path",
                "text",
                "circle",
            }
            assert not {"class", "style"} & set(element.keys())
            assert {element.get(key, "none") for key in ("fill", "stroke")} <= colors
            assert not re.search("NaN|undefined|Infinity|var", " ".join(element.attrib.values()))


def test_paths_are_drawn_where_they_go(drawn):
    race = OptimizerRace(steps=30, methods=[method.__name__ for method in METHODS])
    root, words = drawn(race)
    lines = [path.get("d") for path in root[1].iter("{http://www.w3.org/2000/svg}path")]
    for run in race.runs():
        places = [(46 + (x + 5) / 10 * 284, 232 - (y + 2) / 4 * 206) for x, y in run.points]
        assert any(follows(line, places) for line in lines), run.name
    assert {"SGD", "Adadelta", "step", "loss above its minimum"} <= words


def follows(line, places):
    """Whether a path begins and ends with the places, and each of its points is one of them."""
    points = [tuple(map(float, xy)) for xy in re.findall(r"(-?[\d.]+) (-?[\d.]+)", line)]
    near = [min(math.dist(point, place) for place in places) < 0.1 for point in points]
    return all(near) and math.dist(points[0], places[0]) < 0.1 and math.dist(points[-1], places[-1]) < 0.1


@pytest.mark.parametrize("node", [None, sys.executable])
def test_without_node_the_sentence_and_the_numbers_stand_alone(monkeypatch, node):
    """The same where what has this name is another program, with a warning."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: node)
    explorable = MovingAverage(rho=0.123 if node else 0.321)  # drawn nowhere else: what was drawn is kept
    with nullcontext() if node is None else pytest.warns(UserWarning, match="could not draw moving-average"):
        markup = bundle(explorable)["text/html"]
    assert "<img" not in markup
    assert "<figcaption>" in markup
    assert "<table>" in markup


@pytest.mark.parametrize(
    ("kind", "settings"), [(MovingAverage, (0.5, "zero", [3.0, -1.0, 2.0])), (ArticleRegression, ())]
)
def test_the_page_gets_the_state_to_the_last_bit(kind, settings):
    explorable = kind(*settings)
    markup = bundle(explorable)["text/html"]
    mount = re.search(r'<div class="explorable" data-explorable="([^"]+)" data-state="([^"]+)">', markup)
    assert mount[1] == explorable.explorable
    state = json.loads(html.unescape(mount[2]))
    assert state == {name: getattr(explorable, name) for name in explorable.shared}


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
