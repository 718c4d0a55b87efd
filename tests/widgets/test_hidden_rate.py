import math
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from shown import number, plain, tables

from adadelta import Adadelta, descend, surfaces
from adadelta.training import first_reaches
from adadelta.widgets import HiddenRate

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


def test_the_steps_are_those_of_the_packages_optimizer():
    figures = [HiddenRate(**state) for state in STATES]
    for figure, rows in zip(figures, tables(*figures), strict=True):
        counts = counts_of(figure.tolerance, surface=figure.surface, rho=figure.rho)
        counted = {epsilon: counts[epsilon] for epsilon in EPSILONS[::3]}
        values = descend(SURFACES[figure.surface], Adadelta(figure.rho, figure.epsilon), MOST).values
        counted[figure.epsilon] = first_reaches(values, figure.tolerance * values[0]) or math.inf
        assert [number(epsilon) for epsilon, *_ in rows] == sorted(counted)
        for epsilon, first, steps in rows:
            needed = counted[number(epsilon)]
            assert (plain(steps) == f"not within {MOST}") if needed == math.inf else number(steps) == needed
            for g in (0.01, 1.0, 100.0):
                [dx] = Adadelta(figure.rho, number(epsilon)).update([np.array([0.0])], [np.array([g])])
                assert abs(dx[0]) <= number(first) * (1 + 1e-3)
            assert abs(dx[0]) >= 0.9 * number(first), "and is nearly that where the gradient is large"


@lru_cache
def paths_of(surface="ravine", rho=0.95):
    """The losses and points of descents with all of EPSILONS, at once."""
    ground, points = SURFACES[surface], np.empty((MOST + 1, len(EPSILONS), 2))
    points[0] = ground.start
    Eg2, Edx2 = np.zeros((2, len(EPSILONS), 2))
    settings = SimpleNamespace(rho=rho, epsilon=np.array(EPSILONS)[:, np.newaxis], learning_rate=1.0)
    with np.errstate(under="ignore"):
        for t in range(MOST):
            points[t + 1] = points[t] + Adadelta.rule(settings, ground.gradient(points[t]), Eg2, Edx2)
    return ground.value(points), points


def counts_of(tolerance=0.01, **state):
    """The steps needed by each ε, infinitely many if more than MOST."""
    values, _ = paths_of(**state)
    needed = (first_reaches(one, tolerance * one[0]) for one in values.T)
    return {e: math.inf if n is None else n for e, n in zip(EPSILONS, needed, strict=True)}


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


def swings(y):
    return (np.sign(y[1:]) == -np.sign(y[:-1])).all()


def test_a_tenth_of_the_epsilon_takes_more_than_twice_the_steps():
    assert 2 < counts_of()[1e-7] / counts_of()[1e-6] < 3


def test_an_epsilon_too_large_swings_wider_and_wider():
    y = paths_of()[1][10:, EPSILONS.index(0.1), 1]
    assert swings(y)
    assert (np.diff(np.abs(y)) > 0).all()


def test_a_long_memory_is_steeper_and_none_keeps_to_the_third():
    assert min(slopes(counts_of(rho=0.99))) > max(0.44, np.mean(slopes(counts_of())))
    assert slopes(counts_of(rho=0.0)) == pytest.approx([1 / 3] * len(slopes(counts_of(rho=0.0))), abs=0.06)
    first_lost = {rho: arrives(counts_of(rho=rho)).index(False) for rho in (0.0, 0.95)}
    assert first_lost[0.0] < first_lost[0.95]


def test_a_finer_tolerance_is_missed_around_the_usual_epsilon():
    counts = counts_of(tolerance=1e-4)
    assert [counts[e] <= MOST for e in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3)] == [True, False, False, True, True]
    y = paths_of()[1][1500:, EPSILONS.index(1e-6), 1]
    assert swings(y)
    *_, bottom, top = SURFACES["ravine"].window
    assert np.abs(y).max() < 0.01 * (top - bottom), "too small to be seen"


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
