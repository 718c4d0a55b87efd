import math
from itertools import pairwise

import numpy as np
import pytest
import traitlets

from adadelta import Adadelta, surfaces
from adadelta.widgets import HiddenRate

LEFT, RIGHT, TOP, BOTTOM = 46, 330, 26, 232  # the edges of a panel's drawing
MOST = 4000
EPSILONS = [float(f"{d}e{p}") for p in range(-8, 0) for d in (1, 2, 5)] + [1.0]
SURFACES = {"bowl": surfaces.noisy_bowl(noise=0), "ravine": surfaces.ravine(), "plateau": surfaces.plateau()}
STATES = [
    {},
    {"epsilon": 0.1},
    {"epsilon": 1e-8, "rho": 0.99},
    {"tolerance": 1e-4},
    {"surface": "bowl", "epsilon": 1.0},
    {"surface": "plateau", "rho": 0.0, "epsilon": 3e-7},
    {"rho": 0.999, "epsilon": 0.5},
]


def counted(explorable, epsilon):
    """The steps that the package's own optimizer needs, infinitely many if more than MOST, and the way there."""
    surface = SURFACES[explorable.surface]
    optimizer, x = Adadelta(explorable.rho, epsilon), np.array(surface.start)
    path, target = [x.copy()], explorable.tolerance * surface.value(x)
    for step in range(1, MOST + 1):
        optimizer.step([x], [surface.gradient(x)])
        path.append(x.copy())
        if surface.value(x) <= target:
            return step, path
    return math.inf, path


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("rho", [-0.1, 1.0, 0.9991, math.nan, math.inf, "0.9", None]),
        ("epsilon", [0.0, 9.9e-9, 1.1, math.nan, -1e-6, "1e-6"]),
        ("tolerance", [0.0, 9.9e-5, 0.11, math.nan, math.inf, None]),
        ("surface", ["rosenbrock", "", None, 0]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = HiddenRate()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before, f"after {value!r}"
        with pytest.raises(traitlets.TraitError, match=trait):
            HiddenRate(**{trait: value})


def test_settings_are_synchronized_and_start_as_the_constructor_says():
    explorable = HiddenRate()
    assert {*explorable.shared, "explorable"} <= set(explorable.traits(sync=True))
    assert [getattr(explorable, name) for name in explorable.shared] == [0.95, 1e-6, 0.01, "ravine"]


@pytest.mark.parametrize(
    "state", [*STATES[4:6], *(pytest.param(state, marks=pytest.mark.nightly) for state in (*STATES[:4], STATES[6]))]
)
def test_the_counts_and_the_path_are_those_of_the_packages_optimizer(state):
    explorable = HiddenRate(**state)
    counts, path = explorable.run()
    epsilon = explorable.epsilon
    for one in (*EPSILONS[::3], epsilon, epsilon * 10, epsilon / 10):
        steps, way = counted(explorable, one)
        assert counts[one] == steps, f"at epsilon {one}"
        if one == epsilon:
            assert np.array_equal(path, way)


def test_the_table_lists_the_powers_of_ten_and_the_chosen_epsilon():
    table = HiddenRate(epsilon=3e-7).table()
    assert [row[0] for row in table.rows] == [
        "1e-8",
        "1e-7",
        "3e-7",
        "1e-6",
        "1e-5",
        "1e-4",
        "0.001",
        "0.01",
        "0.1",
        "1",
    ]
    assert len(HiddenRate(epsilon=0.1).table().rows) == 9
    for epsilon, first, _ in table.rows:
        for g in (0.01, 1.0, 100.0):
            [dx] = Adadelta(0.95, float(epsilon)).update([np.array([0.0])], [np.array([g])])
            bound = float(first.replace("−", "-")) * (1 + 1e-3)
            assert abs(dx[0]) <= bound
        assert abs(dx[0]) >= 0.9 * bound, "and is nearly that where the gradient is large"


def counts_of(**state):
    counts, _ = HiddenRate(**state).run()
    return counts


@pytest.mark.parametrize("surface", ["bowl", "ravine"])
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9, 0.95, 0.99])
def test_a_thousandth_of_epsilon_takes_some_ten_to_thirty_times_the_steps(surface, rho):
    counts = counts_of(surface=surface, rho=rho)
    ratios = [counts[e] / counts[thousand] for e, thousand in zip(EPSILONS, EPSILONS[9:], strict=False)
              if counts[e] <= MOST and 20 <= counts[thousand] <= MOST]  # fmt: skip
    assert len(ratios) >= 3
    assert 9 < min(ratios) <= max(ratios) < 1000**0.5 * 1.05


def test_the_law_of_a_steady_gradient():
    """Steps of √(ε/(1−ρ)) while t ≪ (1−ρ)⁻², and a distance of ⅔ √((1−ρ)ε) t^1.5 long after."""
    epsilon = 1e-12
    for rho, steps in ((0.0, 2000), (0.5, 2000), (0.9, 8000), (0.999, 100)):
        optimizer, x = Adadelta(rho, epsilon), np.zeros(1)
        for _ in range(steps):
            optimizer.step([x], [np.array([-1.0])])
        if rho < 0.99:
            assert x[0] == pytest.approx(2 / 3 * math.sqrt((1 - rho) * epsilon) * steps**1.5, rel=0.03)
        else:
            assert x[0] == pytest.approx(steps * math.sqrt(epsilon / (1 - rho)), rel=0.05)


# What the presets say is to be seen


def arrives(counts):
    return [counts[e] <= MOST for e in EPSILONS]


def slopes(counts, *, low=20):
    """Of the curve between neighbors ten times apart, as long as the steps are many."""
    pairs = [(counts[e], counts[ten]) for e, ten in zip(EPSILONS, EPSILONS[3:], strict=False)]
    return [math.log10(n / more) for n, more in pairs if low <= more <= n <= MOST]


def test_a_tenth_of_the_epsilon_takes_more_than_twice_the_steps():
    counts = counts_of()
    assert 2 < counts[1e-7] / counts[1e-6] < 3


def test_an_epsilon_too_large_swings_wider_and_wider():
    _, path = HiddenRate(epsilon=0.1).run()
    y = path[10:, 1]
    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all()
    assert (np.diff(np.abs(y)) > 0).all()


def test_a_long_memory_is_steeper_and_none_keeps_to_the_third():
    assert min(slopes(counts_of(rho=0.99))) > max(0.44, np.mean(slopes(counts_of())))
    assert slopes(counts_of(rho=0.0)) == pytest.approx([1 / 3] * len(slopes(counts_of(rho=0.0))), abs=0.06)
    first_lost = {rho: arrives(counts_of(rho=rho)).index(False) for rho in (0.0, 0.95)}
    assert first_lost[0.0] < first_lost[0.95]


def test_a_finer_tolerance_is_missed_around_the_usual_epsilon():
    explorable = HiddenRate(tolerance=1e-4)
    counts, path = explorable.run()
    assert [counts[e] <= MOST for e in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3)] == [True, False, False, True, True]
    y = path[1500:, 1]
    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all()
    assert np.abs(y).max() / 4 * (BOTTOM - TOP) < 2, "two pixels either way"


def test_in_a_bowl_every_epsilon_arrives_and_none_later_than_a_smaller_one():
    counts = counts_of(surface="bowl")
    assert all(arrives(counts))
    assert all(counts[low] >= counts[high] for low, high in pairwise(EPSILONS))


def test_on_a_plateau_a_large_epsilon_is_gradient_descent_with_a_rate_of_one():
    surface, x = SURFACES["plateau"], np.array(SURFACES["plateau"].start)
    steps = 0
    while surface.value(x) > 0.01 * surface.value(surface.start):
        x, steps = x - surface.gradient(x), steps + 1
    counts = counts_of(surface="plateau")
    assert np.square(surface.gradient(surface.start)).max() < 1e-4
    assert abs(counts[1.0] - steps) <= 1
    assert counts[1e-4] < 1.15 * counts[1.0]
