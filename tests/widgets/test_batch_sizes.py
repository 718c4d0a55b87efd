import base64
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import traitlets

from adadelta import SGD, LinearRegression, article_line, fit, least_squares
from adadelta.widgets import BatchSizes

HALF_STEP = 0.05 + 1e-9  # coordinates are written to a tenth of a pixel
LEFT, TOP, BOTTOM = 46, 26, 232  # the edges of a panel's drawing
STATES = [
    {},
    {"epochs": 10, "order": "seed_1"},
    {"batch_size": 1, "learning_rate": 1.0, "epochs": 10},
    {"batch_size": 100, "learning_rate": 1e-3},
    {"batch_size": 7, "order": "sorted", "epochs": 2},
]
LONG = [{"batch_size": 2, "epochs": 10}, {"batch_size": 1, "epochs": 10}]


def line(words):
    """The lines of each panel, with all their points, and its words at their places."""
    markup = words._repr_mimebundle_()[0]["text/html"]
    drawing = ET.fromstring(base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", markup)[1]))
    for group in drawing.findall(".//{*}g[@transform]"):
        paths = [path for path in group.findall(".//{*}path") if path.get("class") == "line"]
        yield (
            [np.array(re.findall(r"-?[\d.]+", path.get("d")), float).reshape(-1, 2) for path in paths],
            {text.text: float(text.get("y")) for text in group.findall(".//{*}text")},
        )


def scale(low, high, start, end, by=float):
    return lambda value: start + (by(value) - by(low)) / (by(high) - by(low)) * (end - start)


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("batch_size", [0, 101, 2.5, "1", None]),
        ("learning_rate", [0.0, 9e-4, 10.1, math.nan, math.inf, "1", None]),
        ("epochs", [0, 11, 1.5, None]),
        ("order", ["seed_2", "", None, 0]),
        ("orders", [[]]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = BatchSizes()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before
        if trait != "orders":
            with pytest.raises(traitlets.TraitError, match=trait):
                BatchSizes(**{trait: value})


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("size", [1, 7, 10, 99])
def test_a_run_is_what_fit_does_with_the_seed(seed, size):
    explorable = BatchSizes(size, learning_rate=0.3, epochs=10, order=f"seed_{seed}")
    X, y, W0 = article_line()
    model, rng = LinearRegression(1, W=W0), np.random.default_rng(seed)
    history = fit(model, SGD(0.3), X, y, epochs=10, batch_size=size, rng=rng, progress=False)
    run, each = explorable.runs()[0], math.ceil(100 / size)
    assert run.size == size
    assert len(run.loss) - 1 == history.updates == 10 * each
    assert run.read[::each] == list(range(0, 1001, 100))
    assert run.loss[::each] == history.loss.tolist()
    assert run.points[::each, 0].tolist() == history.parameters[0].ravel().tolist()
    assert run.points[::each, 1].tolist() == history.parameters[1].ravel().tolist()


@pytest.mark.parametrize("order", ["seed_0", "seed_1", "sorted"])
@pytest.mark.parametrize("size", [1, 3, 50, 100])
def test_every_epoch_reads_every_example_once(order, size):
    explorable = BatchSizes(size, epochs=2, order=order)
    batches = list(explorable.batches(size))
    each = math.ceil(100 / size)
    assert len(batches) == 2 * each
    first, second = ([row for rows in batches[start : start + each] for row in rows] for start in (0, each))
    assert sorted(first) == sorted(second) == list(range(100))
    assert (first == second) == (order == "sorted")
    if order == "sorted":
        assert first == sorted(range(100), key=explorable.x.__getitem__)


def test_a_run_that_diverges_stops_and_says_so():
    explorable = BatchSizes(1, learning_rate=1.0, epochs=10)
    one, all_of_it = explorable.runs()
    assert one.over == len(one.loss) - 1 == len(one.points) - 1 == one.read[-1] < 1000
    assert one.loss[-1] > 1e6 >= max(one.loss[:-1])
    assert all_of_it.over is None
    assert f"it diverges, with a loss beyond a million at update {one.over}; all at once, 10 updates lead to" in (
        explorable.sentence()
    )


def test_counts_are_told_in_one_and_in_many():
    assert "1 epoch reads 100 examples: all at once, 1 update leads to a loss of" in BatchSizes(100).sentence()
    assert (
        "2 epochs read 200 examples: in batches of 50, 4 updates lead to a loss of"
        in BatchSizes(50, epochs=2).sentence()
    )
    rows = BatchSizes(30, epochs=3).table().rows
    assert [row[:4] for row in rows[:3]] == [
        ["30", "4", "12", "300"],
        ["1", "100", "300", "300"],
        ["100", "1", "3", "300"],
    ]
    assert [row[0] for row in BatchSizes(1).table().rows] == ["1", "100", "least squares"]


@pytest.mark.parametrize("state", STATES)
def test_lines_stand_where_the_numbers_are(state):
    explorable = BatchSizes(**state)
    X, y, _ = article_line()
    least, runs = least_squares(X, y).loss(X, y), explorable.runs()
    (paths, _), (curves, words) = line(explorable)
    assert len(paths) == len(curves) == len(runs)
    top = min(1e4, max(100, 2 * max(max(run.loss) for run in runs)))
    W, b = scale(-1, 5, LEFT, 330), scale(-1, 4, BOTTOM, TOP)
    read = scale(0, 100 * explorable.epochs, LEFT, 344 - 74)
    loss = scale(1e-5, top, BOTTOM, TOP, math.log)
    for run, path, curve in zip(reversed(runs), paths, curves, strict=True):
        at = {(round(W(w), 1), round(b(v), 1)) for w, v in run.points}
        assert tuple(path[0]) == (round(W(run.points[0, 0]), 1), round(b(0), 1))
        assert all(
            min(math.dist(point, p) for p in at) <= 2 * HALF_STEP for point in path if max(abs(point)) < 9000
        )  # no path is drawn further out
        assert len(path) >= min(len(run.points), 100)
        heights = {round(read(n), 1): loss(v - least) for n, v in zip(run.read, run.loss, strict=True) if v > least}
        for px, py in curve:
            assert min(abs(py - height) for x, height in heights.items() if abs(x - px) <= 0.1) <= HALF_STEP
        if run.over is None and run.loss[-1] - least > 1e-5:
            assert curve[-1] == pytest.approx([344 - 74, loss(run.loss[-1] - least)], abs=HALF_STEP)
    assert {f"batch {run.size}" for run in runs} <= set(words)


@pytest.mark.parametrize("state", [*STATES, *(pytest.param(state, marks=pytest.mark.nightly) for state in LONG)])
def test_the_output_is_small_and_says_what_it_shows(state):
    explorable = BatchSizes(**state)
    markup = explorable._repr_mimebundle_()[0]["text/html"]
    assert len(markup.encode()) <= 32_000
    assert explorable.sentence() in explorable.alt()
    assert f"<figcaption>{explorable.sentence()}</figcaption>" in markup
