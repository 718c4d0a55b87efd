import json
import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import traitlets
from shown import number, plain, stills

from adadelta import SGD, Adadelta, Adam, Momentum, Optimizer, descend, mistakes, surfaces
from adadelta.widgets import OneUpdate
from adadelta.widgets._still import as_json

JS = Path(__file__).parents[2] / "js"
BUGS = {
    "none": Adadelta,
    "order": mistakes.StaleDenominator,
    "epsilon": mistakes.EpsilonOutside,
    "rate": mistakes.RateInside,
    "bracket": mistakes.SlippedBracket,
}


class Signs(Optimizer):
    """A method with a state, and no setting that the package knows."""

    state_names = ("m",)

    def rule(self, g, m):
        m *= 0.5
        m += 0.5 * g
        return -0.1 * np.sign(m)


class Same(Adadelta):
    """Adadelta, but the page does not know it."""


def columns(*figures):
    """The values of each coordinate, by the names of their rows, in each figure's table."""

    def values(head, rows):
        return [{row[0]: number(row[i]) for row in rows} for i in range(1, len(head) - 1)]

    return [values(**still["table"]) for still in stills(*figures)]


def columns_of(**state):
    [found] = columns(OneUpdate(**state))
    return found


@pytest.mark.parametrize("bad", [Adadelta, "Adadelta", 3])
def test_an_optimizer_must_be_one(bad):
    with pytest.raises(TypeError, match=r"optimizer must be an Optimizer"):
        OneUpdate(optimizer=bad)


CLOSE = 3e-4  # numbers on the screen have five digits

# The numbers

STATES = [
    {"bug": bug, "t": t, "coordinates": coordinates, **settings}
    for bug in BUGS
    for t in (1, 2, 40, 200)
    for coordinates in ("one", "two")
    for settings in ({}, {"rho": 0.0, "epsilon": 0.01, "learning_rate": 0.3, "x0": 1.7, "y0": -0.2})
    if not (bug == "order" and coordinates == "one")  # x arrives at its minimum at once
]


@pytest.fixture(scope="module")
def listed():
    """The tables of STATES."""
    return [still["table"] for still in stills(*(OneUpdate(**state) for state in STATES))]


@pytest.mark.parametrize("i", range(len(STATES)), ids=map(str, STATES))
def test_a_calculator_gets_the_same_from_the_rounded_numbers(listed, i):
    found = 0
    for name, *values, how in listed[i]["rows"]:
        if re.match(r"(wrong: )?[−√(\d]", how):
            written = plain(how.removeprefix("wrong: ")).replace("\n", " ").replace("·", "*").replace("²", "**2")
            formula = re.sub(r"√(\d[\d.]*(?:e-?\d+)?)", r"sqrt(\1)", written).replace("√", "sqrt")
            again = eval(formula, {"sqrt": math.sqrt})
            assert again == pytest.approx(number(values[0]), rel=CLOSE), f"{name}: {how}"
            found += 1
    assert found == 6


@pytest.mark.parametrize("i", range(len(STATES)), ids=map(str, STATES))
def test_the_numbers_are_the_packages(listed, i):
    figure = OneUpdate(**STATES[i])
    optimizer = BUGS[figure.bug](figure.rho, figure.epsilon, figure.learning_rate)
    if figure.coordinates == "two":
        path = descend(surfaces.ravine(), optimizer, figure.t, (figure.x0, figure.y0), stop=True)
    else:
        path = descend(surfaces.noisy_bowl(noise=0), optimizer, figure.t, (figure.x0, 0.0), stop=True)
    n, rows = len(path.points) - 1, listed[i]["rows"]
    assert listed[i]["head"][0] == f"step {n}"
    for k in range(2 if figure.coordinates == "two" else 1):
        column = {row[0]: number(row[k + 1]) for row in rows}
        assert column["x of t−1"] == pytest.approx(path.points[-2][k], rel=CLOSE)
        assert column["g"] == pytest.approx(path.gradients[-1][k], rel=CLOSE)
        assert column["E[g²]"] == pytest.approx(optimizer.Eg2[0][k], rel=CLOSE)
        assert column["E[Δx²]"] == pytest.approx(optimizer.Edx2[0][k], rel=CLOSE)
        assert column["x"] == pytest.approx(path.points[-1][k], rel=CLOSE)
    assert [row[0] for row in rows][-7:] == ["g", "E[g²]", "RMS[g]", "RMS[Δx] of t−1", "Δx", "E[Δx²]", "x"]


def test_before_the_first_step_nothing_has_happened():
    zeros = {"E[g²]": 0, "E[Δx²]": 0}
    assert columns_of(t=0) == [{"x": -4, **zeros}, {"x": 1, **zeros}]


def test_a_run_that_overflows_ends_there():
    [still] = stills(OneUpdate(bug="order", t=200))
    assert still["table"]["head"][0] == "step 77"


# What the page claims


def test_both_first_steps_are_as_long():
    (x, y), smaller = columns(OneUpdate(), OneUpdate(epsilon=1e-8))
    assert (x["g"], y["g"]) == (-4, 100)
    assert x["Δx"] == pytest.approx(math.sqrt(1e-6 / 0.05), rel=CLOSE)
    assert x["Δx"] == pytest.approx(-y["Δx"], rel=CLOSE)
    for here, there in zip((x, y), smaller, strict=True):
        assert there["Δx"] == pytest.approx(here["Δx"] / 10, rel=CLOSE)


def test_the_first_step_puts_as_much_as_epsilon_into_its_average():
    for first, second in zip(*columns(OneUpdate(), OneUpdate(t=2)), strict=True):
        assert second["E[Δx²] of t−1"] == pytest.approx(1e-6, rel=CLOSE)
        assert 1 < second["Δx"] / first["Δx"] < 1.02


def test_after_two_hundred_steps_x_steps_as_at_first_and_y_shorter():
    (first, _), (x, y) = columns(OneUpdate(), OneUpdate(t=200))
    assert x["Δx"] == pytest.approx(first["Δx"], rel=0.03)
    assert abs(y["Δx"]) < 0.6 * first["Δx"]


def test_dividing_by_the_old_average_is_gradient_descent():
    path, steps = descend(surfaces.ravine(), SGD(learning_rate=1.0), 20), (1, 2, 20)
    for t, found in zip(steps, columns(*(OneUpdate(bug="order", t=t) for t in steps)), strict=True):
        assert [column["x"] for column in found] == pytest.approx(path.points[t].tolist(), rel=CLOSE)


def test_epsilon_outside_makes_the_first_steps_a_thousandth():
    for right, wrong in zip(*columns(OneUpdate(), OneUpdate(bug="epsilon")), strict=True):
        assert wrong["Δx"] == pytest.approx(right["Δx"] / 1000, rel=CLOSE)


def test_the_rate_inside_shrinks_what_should_grow():
    states = [(bug, t) for bug in ("none", "rate") for t in (1, 200)]
    found = columns(*(OneUpdate(bug=bug, learning_rate=0.5, t=t) for bug, t in states))
    steps = {state: x["Δx"] for state, (x, _) in zip(states, found, strict=True)}
    assert steps["none", 200] > 1.1 * steps["none", 1]
    assert steps["rate", 200] < 0.3 * steps["rate", 1]


def test_the_slipped_bracket_throws_x_across_its_minimum_and_y_too_far():
    right, wrong = columns(*(OneUpdate(bug=bug, x0=0.001) for bug in ("none", "bracket")))
    assert 0 < right[0]["x"] < 0.001
    assert wrong[0]["x"] < -0.003
    assert wrong[1]["Δx"] / right[1]["Δx"] > 20


# The reader's own optimizer


def test_an_adadelta_gives_its_settings():
    explorable = OneUpdate(optimizer=Adadelta(rho=0.9, epsilon=1e-4, learning_rate=0.5))
    assert (explorable.bug, explorable.rho, explorable.epsilon, explorable.learning_rate) == ("none", 0.9, 1e-4, 0.5)
    assert explorable.trace == {}
    assert OneUpdate(optimizer=mistakes.SlippedBracket(rho=0.5)).bug == "bracket"
    with pytest.raises(traitlets.TraitError, match="epsilon"):
        OneUpdate(optimizer=Adadelta(epsilon=1e-20))


def test_an_own_method_is_computed_in_python_and_left_as_it_is():
    mine = Signs()
    explorable = OneUpdate(optimizer=mine, t=2)
    assert mine.t == 0
    assert mine.__dict__ == Signs().__dict__
    [(x, y)] = columns(explorable)
    assert x == {"x of t−1": -3.9, "g": -3.9, "m": -2.95, "Δx": 0.1, "x": -3.8}
    assert y == {"x of t−1": 0.9, "g": 90, "m": 70, "Δx": -0.1, "x": 0.8}
    heard = []
    explorable.observe(heard.append, "trace")
    explorable.x0 = 2.0
    assert [change["new"]["x"][0][0] for change in heard] == [2.0]
    assert columns(explorable)[0][0]["x"] == pytest.approx(1.8)
    explorable.coordinates = "one"
    assert len(columns(explorable)[0]) == 1
    explorable.rho = 0.5
    assert len(heard) == 2, "it has its own settings"


def test_an_own_method_runs_as_the_package_lets_it():
    own, known = OneUpdate(optimizer=Same(rho=0.9), t=30), OneUpdate(rho=0.9, t=30)
    for mine, packages in zip(*columns(own, known), strict=True):
        assert mine == {name: packages[name] for name in mine}
    path = descend(surfaces.ravine(), Adam(learning_rate=0.5), 200)
    for i in (0, 1):
        assert OneUpdate(optimizer=Adam(learning_rate=0.5)).trace["x"][i] == path.points[:, i].tolist()


def test_an_own_method_that_diverges_ends_before_its_squares_overflow(drawn):
    explorable = OneUpdate(optimizer=SGD(learning_rate=0.5), t=200)
    assert len(explorable.trace["g"][0]) == 91
    drawn(explorable)
    json.dumps(explorable.trace, allow_nan=False)


class Fails(Optimizer):
    """What raises, or returns what is not finite, where x is positive."""

    state_names = ("m",)

    def __init__(self, way):
        self.way = way

    def rule(self, g, m):
        if g[0] > 0 and self.way == "raises":
            raise KeyError("no idea")
        if g[0] > 0 and self.way == "state":
            m += np.inf
        if g[0] > 0 and self.way == "shape":
            return np.zeros((3, 2))
        return np.where(g > 0, np.nan, 0) if self.way == "nan" else 0 * g


@pytest.mark.parametrize(
    ("way", "words"),
    [("raises", "raised KeyError"), ("nan", "has the step"), ("state", "has the m"), ("shape", "raised ValueError")],
)
def test_an_own_method_that_fails_is_told_and_changes_nothing(way, words):
    explorable = OneUpdate(optimizer=Fails(way), y0=-1.0)
    before = {name: getattr(explorable, name) for name in explorable.shared}
    with pytest.raises(traitlets.TraitError, match=r"optimizer must .* from 2, -1; at step 1 Fails") as caught:
        explorable.x0 = 2.0
    assert words in str(caught.value)
    assert {name: getattr(explorable, name) for name in explorable.shared} == before
    with pytest.raises(ValueError, match=r"optimizer must .* from 3; at step 1 Fails") as caught:
        OneUpdate(optimizer=Fails(way), x0=3.0, coordinates="one")
    assert words in str(caught.value)


OWN = [
    OneUpdate(optimizer=optimizer, t=t, coordinates="one" if t == 30 else "two")
    for optimizer in (Signs(), Same(), Adam(learning_rate=0.5), SGD(learning_rate=0.5), Momentum())
    for t in (0, 1, 30, 200)
]


@pytest.fixture(scope="module")
def on_the_page():
    """What the page lists of each of OWN, and the Python that it gives."""
    states = [{name: getattr(explorable, name) for name in explorable.shared} for explorable in OWN]
    script = """
        import { readFileSync } from "node:fs";
        import { oneUpdate } from "./src/one_update.mjs";
        process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0)).map((state) => {
          const result = oneUpdate.compute(state);
          return [oneUpdate.table(state, result).rows, oneUpdate.python(state, result)];
        })));
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [shutil.which("node", path=path), "--input-type=module", "--eval", script]
    done = subprocess.run(command, cwd=JS, input=as_json(states).encode(), capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("i", range(len(OWN)))
def test_the_page_shows_an_own_method_as_python_computes_it(on_the_page, i, capsys):
    explorable, (rows, python) = OWN[i], on_the_page[i]
    trace, n = explorable.trace, min(explorable.t, len(explorable.trace["g"][0]))
    last = {name: [v[n] for v in values] for name, values in {"x": trace["x"], **trace["state"]}.items()}
    ascii_names = {"E[g²]": "Eg2", "E[Δx²]": "Edx2", "x of t−1": "x of t-1"}
    shown = [[ascii_names.get(name, name), *map(number, values)] for name, *values, _ in rows]
    for name, *values in shown:
        if name in last:
            assert values == pytest.approx(last[name], rel=CLOSE)
    assert last.keys() <= {name for name, *_ in shown}
    exec(python, {"Signs": Signs, "Same": Same})
    printed = [line.rsplit(" ", len(trace["x"])) for line in capsys.readouterr().out.splitlines()]
    for (name, *values), (same, *cells) in zip(sorted(printed), sorted(shown), strict=True):
        assert name == same
        assert [float(value) for value in values] == pytest.approx(cells, rel=CLOSE)
