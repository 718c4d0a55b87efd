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

from adadelta import SGD, Adadelta, Adam, Momentum, Optimizer, descend, mistakes, surfaces
from adadelta.widgets import OneUpdate

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


def cells(explorable, column=1):
    """The values of a column, by the names of their rows."""
    return {row[0]: row[column] for row in explorable.table().rows}


def value(cell):
    return float(cell.replace("−", "-"))


# Traits


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("t", [-1, 201, 1.5, "1", None]),
        ("coordinates", ["three", 2, None]),
        ("bug", ["typo", None]),
        ("rho", [-0.1, 1.0, math.nan, "0.9"]),
        ("epsilon", [0.0, 1e-13, 1.1, math.nan]),
        ("learning_rate", [0.0, 0.009, 2.1, math.nan]),
        ("x0", [-10.1, 10.1, math.nan, None]),
        ("y0", [-10.1, math.inf, "1"]),
        ("trace", [{"name": "mine"}]),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = OneUpdate()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for given in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, given)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before
        if trait != "trace":
            with pytest.raises(traitlets.TraitError, match=trait):
                OneUpdate(**{trait: given})


@pytest.mark.parametrize("bad", [Adadelta, "Adadelta", 3])
def test_an_optimizer_must_be_one(bad):
    with pytest.raises(TypeError, match=r"optimizer must be an Optimizer"):
        OneUpdate(optimizer=bad)


# The numbers

STATES = [
    {"bug": bug, "t": t, "coordinates": coordinates, **settings}
    for bug in BUGS
    for t in (1, 2, 40, 200)
    for coordinates in ("one", "two")
    for settings in ({}, {"rho": 0.0, "epsilon": 0.01, "learning_rate": 0.3, "x0": 1.7, "y0": -0.2})
    if not (bug == "order" and coordinates == "one")  # x arrives at its minimum at once
]


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_calculator_gets_the_same_from_the_rounded_numbers(state):
    table = OneUpdate(**state).table()
    found = 0
    for name, *values, how in table.rows:
        if re.search(r"\d.*e", how):
            plain = (
                how.removeprefix("wrong: ").replace("\n", " ").replace("−", "-").replace("·", "*").replace("²", "**2")
            )
            formula = re.sub(r"√(?=\d)([\d.]+e-?\d+)", r"sqrt(\1)", plain).replace("√", "sqrt")
            again = eval(formula, {"sqrt": math.sqrt})
            assert again == pytest.approx(value(values[0]), rel=2e-5), f"{name}: {how}"
            found += 1
    assert found == 6


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_numbers_are_the_packages(state):
    explorable = OneUpdate(**state)
    optimizer = BUGS[explorable.bug](explorable.rho, explorable.epsilon, explorable.learning_rate)
    if explorable.coordinates == "two":
        start = (explorable.x0, explorable.y0)
        path = descend(surfaces.ravine(), optimizer, explorable.t, start, stop=True)
    else:
        path = descend(surfaces.noisy_bowl(noise=0), optimizer, explorable.t, (explorable.x0, 0.0), stop=True)
    n = len(path.points) - 1
    assert explorable.table().head[0] == f"step {n}"
    for i in range(2 if explorable.coordinates == "two" else 1):
        column = {name: value(cell) for name, cell in cells(explorable, i + 1).items()}
        assert column["x of t−1"] == pytest.approx(path.points[-2][i], rel=1e-6)
        assert column["g"] == pytest.approx(path.gradients[-1][i], rel=1e-6)
        assert column["E[g²]"] == pytest.approx(optimizer.Eg2[0][i], rel=1e-6)
        assert column["E[Δx²]"] == pytest.approx(optimizer.Edx2[0][i], rel=1e-6)
        assert column["x"] == pytest.approx(path.points[-1][i], rel=1e-6)
    order = ["g", "E[g²]", "RMS[g]", "RMS[Δx] of t−1", "Δx", "E[Δx²]", "x"]
    assert [row[0] for row in explorable.table().rows][-7:] == order


def test_before_the_first_step_nothing_has_happened():
    explorable = OneUpdate(t=0)
    assert explorable.table().rows == [
        ["x", "−4.000000e0", "1.000000e0", "the start"],
        ["E[g²]", "0.000000e0", "0.000000e0", "the start"],
        ["E[Δx²]", "0.000000e0", "0.000000e0", "the start"],
    ]
    assert explorable.sentence().startswith("At the start, x is −4.000 and y is 1.000, and both averages")


def test_a_run_that_overflows_ends_there_and_says_so():
    explorable = OneUpdate(bug="order", t=200)
    assert explorable.table().head[0] == "step 77"
    assert "At step 77, the last before a square overflows, with E[g²] one step old" in explorable.sentence()


# What the page claims


def test_both_first_steps_are_as_long():
    explorable = OneUpdate()
    first, second = (value(cells(explorable, i)["Δx"]) for i in (1, 2))
    assert (value(cells(explorable)["g"]), value(cells(explorable, 2)["g"])) == (-4, 100)
    assert first == pytest.approx(math.sqrt(1e-6 / 0.05), rel=1e-6)
    assert first == pytest.approx(-second, rel=1e-6)
    smaller = OneUpdate(epsilon=1e-8)
    for i in (1, 2):
        assert value(cells(smaller, i)["Δx"]) == pytest.approx(value(cells(explorable, i)["Δx"]) / 10, rel=1e-6)


def test_the_first_step_puts_as_much_as_epsilon_into_its_average():
    second = OneUpdate(t=2)
    for i in (1, 2):
        assert value(cells(second, i)["E[Δx²] of t−1"]) == pytest.approx(1e-6, rel=1e-5)
        ratio = value(cells(second, i)["Δx"]) / value(cells(OneUpdate(), i)["Δx"])
        assert 1 < ratio < 1.02


def test_after_two_hundred_steps_x_steps_as_at_first_and_y_shorter():
    last, first = cells(OneUpdate(t=200)), cells(OneUpdate())
    assert value(last["Δx"]) == pytest.approx(value(first["Δx"]), rel=0.03)
    assert abs(value(cells(OneUpdate(t=200), 2)["Δx"])) < 0.6 * value(first["Δx"])


def test_dividing_by_the_old_average_is_gradient_descent():
    path = descend(surfaces.ravine(), SGD(learning_rate=1.0), 20)
    for t in (1, 2, 20):
        explorable = OneUpdate(bug="order", t=t)
        for i in (0, 1):
            assert value(cells(explorable, i + 1)["x"]) == pytest.approx(path.points[t][i], rel=1e-6)
    assert value(cells(OneUpdate(bug="order"))["x"]) == 0


def test_epsilon_outside_makes_the_first_steps_a_thousandth():
    for i in (1, 2):
        right, wrong = (value(cells(OneUpdate(bug=bug), i)["Δx"]) for bug in ("none", "epsilon"))
        assert wrong == pytest.approx(right / 1000, rel=1e-5)


def test_the_rate_inside_shrinks_what_should_grow():
    steps = {
        (bug, t): value(cells(OneUpdate(bug=bug, learning_rate=0.5, t=t))["Δx"])
        for bug in ("none", "rate")
        for t in (1, 200)
    }
    assert steps["none", 200] > 1.1 * steps["none", 1]
    assert steps["rate", 200] < 0.3 * steps["rate", 1]


def test_the_slipped_bracket_throws_x_across_its_minimum_and_y_too_far():
    (right, wrong) = (OneUpdate(bug=bug, x0=0.001) for bug in ("none", "bracket"))
    assert 0 < value(cells(right)["x"]) < 0.001
    assert value(cells(wrong)["x"]) < -0.003
    assert value(cells(wrong, 2)["Δx"]) / value(cells(right, 2)["Δx"]) > 20


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
    assert explorable.table().rows == [
        ["x of t−1", "−3.900000e0", "9.000000e-1", ""],
        ["g", "−3.900000e0", "9.000000e1", "slopes: x and 100 · y"],
        ["m", "−2.950000e0", "7.000000e1", "from Python"],
        ["Δx", "1.000000e-1", "−1.000000e-1", "from Python"],
        ["x", "−3.800000e0", "8.000000e-1", "−3.900000e0\n+ (1.000000e-1)"],
    ]
    assert explorable.sentence() == (
        "At step 2 of Signs, computed in Python, x moves by 0.1000 to −3.800 and y moves by −0.1000 to 0.8000, "
        "the effective rate being 0.02564 and 0.001111."
    )
    heard = []
    explorable.observe(heard.append, "trace")
    explorable.x0 = 2.0
    assert [change["new"]["x"][0][0] for change in heard] == [2.0]
    assert value(cells(explorable)["x"]) == pytest.approx(1.8)
    explorable.coordinates = "one"
    assert explorable.table().head == ["step 2", "x", "how"]
    explorable.rho = 0.5
    assert len(heard) == 2, "it has its own settings"


def test_an_own_method_runs_as_the_package_lets_it():
    own, known = OneUpdate(optimizer=Same(rho=0.9), t=30), OneUpdate(rho=0.9, t=30)
    for i in (1, 2):
        mine, packages = cells(own, i), cells(known, i)
        assert mine == {name: packages[name] for name in mine}
    path = descend(surfaces.ravine(), Adam(learning_rate=0.5), 200)
    for i in (0, 1):
        assert OneUpdate(optimizer=Adam(learning_rate=0.5)).trace["x"][i] == path.points[:, i].tolist()


def test_an_own_method_that_diverges_ends_before_its_squares_overflow(drawn):
    explorable = OneUpdate(optimizer=SGD(learning_rate=0.5), t=200)
    assert explorable.table().head[0] == "step 91"
    assert "no state" in drawn(explorable)[1]
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
    """What the page says, lists and writes of each of OWN."""
    states = [{name: getattr(explorable, name) for name in explorable.shared} for explorable in OWN]
    script = """
        import { oneUpdate } from "./src/one_update.mjs";
        let states = "";
        for await (const part of process.stdin) states += part;
        process.stdout.write(JSON.stringify(JSON.parse(states).map((state) => {
          const result = oneUpdate.compute(state);
          return [oneUpdate.sentence, oneUpdate.table, oneUpdate.python].map((f) => f(state, result));
        })));
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [shutil.which("node", path=path), "--input-type=module", "--eval", script]
    done = subprocess.run(command, cwd=JS, input=json.dumps(states).encode(), capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("i", range(len(OWN)))
def test_the_page_shows_an_own_method_as_python_does(on_the_page, i, capsys):
    explorable, (sentence, listed, python) = OWN[i], on_the_page[i]
    table = explorable.table()
    assert sentence == explorable.sentence()
    assert listed == {"head": table.head, "rows": table.rows}
    exec(python, {"Signs": Signs, "Same": Same})
    printed = [line.rsplit(" ", len(explorable.trace["x"])) for line in capsys.readouterr().out.splitlines()]
    plain = {"E[g²]": "Eg2", "E[Δx²]": "Edx2", "x of t−1": "x of t-1"}
    rows = [[plain.get(name, name), *(f"{value(v):.6e}" for v in values)] for name, *values, _ in table.rows]
    assert sorted(printed) == sorted(rows)
