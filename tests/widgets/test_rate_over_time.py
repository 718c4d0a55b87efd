import math
from functools import lru_cache
from itertools import accumulate

import numpy as np
import pytest
from shown import number, tables

from adadelta import SGD, Adadelta, Adagrad, RMSprop, ema
from adadelta.training import feed
from adadelta.widgets import RateOverTime

NAMES = ["SGD", "Adagrad", "RMSprop", "Adadelta"]
SEQUENCES = ["steady", "noisy", "rare", "shrinking", "drop", "spike_10", "spike_100", "spike_1000"]


def sequence(gradients, scale=1.0, steps=1000):
    """The gradients as the class describes them; the noise is that of Park and Miller's generator."""
    if gradients == "noisy":
        seeds = accumulate(range(steps), lambda seed, _: seed * 16807 % 2147483647, initial=70000)
        return [scale * (3.0 if 2 * seed > 2147483647 else -1.0) for seed in list(seeds)[1:]]
    patterns = {
        "steady": lambda t: 1.0,
        "rare": lambda t: float(t % 10 == 0),
        "shrinking": lambda t: math.prod([0.98] * t),
        "drop": lambda t: 0.01 if t >= 500 else 1.0,
        "spike_10": lambda t: 10.0 if t == 200 else 1.0,
        "spike_100": lambda t: 100.0 if t == 200 else 1.0,
        "spike_1000": lambda t: 1000.0 if t == 200 else 1.0,
    }
    return [scale * patterns[gradients](t) for t in range(steps)]


@lru_cache
def fed(gradients="steady", scale=1.0, rho=0.95, epsilon=1e-6, steps=1000):
    methods = SGD(0.1), Adagrad(0.1, epsilon), RMSprop(0.1, rho, epsilon), Adadelta(rho, epsilon)
    return {type(method).__name__: feed(method, sequence(gradients, scale, steps)) for method in methods}


def rates_of(**state):
    return {name: np.array(run.rates) for name, run in fed(**state).items()}


def walks_of(**state):
    return {name: np.array(run.walked) for name, run in fed(**state).items()}


def test_noise_is_chance_and_1_on_average():
    g = np.array(sequence("noisy"))
    assert set(g) == {3.0, -1.0}
    assert g.mean() == pytest.approx(1, rel=0.02)
    assert abs(np.corrcoef(g[1:], g[:-1])[0, 1]) < 0.1, "no pattern"


def test_the_numbers_are_those_of_the_package():
    settings = [(0.95, 1e-6, 1.0), (0.0, 1e-2, 100.0), (0.999, 1e-12, 1e-3)]
    states = [(gradients, *one) for gradients in SEQUENCES for one in settings]
    figures = [RateOverTime(gradients, scale, rho, epsilon, steps=300) for gradients, rho, epsilon, scale in states]
    for (gradients, rho, epsilon, scale), rows in zip(states, tables(*figures), strict=True):
        g, runs = sequence(gradients, scale, 300), fed(gradients, scale, rho, epsilon, 300).values()
        assert [number(row[0]) for row in rows] == [1, 2, 5, 10, 20, 50, 100, 200, 300]
        for row in rows:
            t = int(row[0]) - 1
            shown = [number(cell) for cell in row[1:]]
            wanted = [g[t], *(run.rates[t] for run in runs), *(run.walked[t] for run in runs)]
            assert shown == pytest.approx(wanted, rel=1e-3, abs=1e-12)


def test_the_rates_follow_their_formulas_where_the_gradient_is_zero_too():
    g = np.array(sequence("rare", steps=45))
    rates = rates_of(gradients="rare", steps=45)
    assert rates["Adagrad"] == pytest.approx(0.1 / (np.sqrt(np.cumsum(g**2)) + 1e-6))
    assert rates["RMSprop"] == pytest.approx(0.1 / (np.sqrt(ema(g**2, 0.95)) + 1e-6))
    dx = -rates["Adadelta"] * g
    before = np.concatenate([[0.0], ema(dx**2, 0.95)[:-1]])
    assert rates["Adadelta"] == pytest.approx(np.sqrt(before + 1e-6) / np.sqrt(ema(g**2, 0.95) + 1e-6))


# What the answer and the presets say is to be seen


def test_on_steady_gradients_one_falls_one_settles_and_one_climbs():
    rates = rates_of()
    t = np.arange(1, 1001)
    assert rates["Adagrad"] == pytest.approx(0.1 / np.sqrt(t), rel=2e-6)
    assert rates["RMSprop"][200:] == pytest.approx(np.full(800, 0.1), rel=1e-4)
    assert (np.diff(rates["RMSprop"]) < 0).any()
    assert (np.diff(rates["Adadelta"][50:]) > 0).all()
    assert rates["Adadelta"][-1] > 1.5 * rates["Adadelta"][0]
    assert set(rates["SGD"]) == {0.1}


def test_gradients_a_hundred_times_as_large_take_sgd_a_hundred_times_as_far_and_the_others_as_far():
    rates, ways, larger_rates, larger_ways = rates_of(), walks_of(), rates_of(scale=100.0), walks_of(scale=100.0)
    for name in NAMES[1:]:
        assert larger_rates[name][-1] == pytest.approx(rates[name][-1] / 100, rel=0.01)
        assert larger_ways[name][-1] == pytest.approx(ways[name][-1], rel=0.01)
    assert larger_rates["SGD"][-1] == rates["SGD"][-1]
    assert larger_ways["SGD"][-1] == pytest.approx(100 * ways["SGD"][-1])


def test_rare_gradients_meet_a_larger_rate_but_not_adadeltas():
    rare, often = rates_of(gradients="rare", steps=200), rates_of(steps=200)
    parts = {name: rare[name][190] / often[name][190] for name in NAMES}
    assert 2.8 < parts["Adagrad"] == pytest.approx(math.sqrt(191 / 20), rel=1e-4)
    assert 2.8 < parts["RMSprop"] == pytest.approx(math.sqrt((1 - 0.95**10) / 0.05), rel=1e-3)
    assert parts["Adadelta"] < 1
    less, more = walks_of(gradients="rare", steps=200), walks_of(steps=200)
    assert all(less[name][-1] < more[name][-1] for name in NAMES)


def test_with_a_short_memory_a_rare_gradient_meets_little_more():
    rates = rates_of(gradients="rare", steps=200, rho=0.5)
    assert rates["RMSprop"][190] == pytest.approx(0.1 * math.sqrt(2), rel=0.001)
    assert rates["RMSprop"][189] > 20 * rates["RMSprop"][190]


def test_noise_halves_what_rmsprop_gets_and_leaves_sgd_alone():
    noisy, steady = walks_of(gradients="noisy"), walks_of()
    assert noisy["SGD"][-1] == pytest.approx(steady["SGD"][-1], rel=0.02)
    assert noisy["RMSprop"][-1] < 0.5 * steady["RMSprop"][-1]
    assert rates_of(gradients="noisy")["RMSprop"][100:].mean() < 0.05


def test_after_a_drop_adagrad_stands_still_and_rmsprop_recovers():
    ways, rates = walks_of(gradients="drop"), rates_of(gradients="drop")
    assert ways["Adagrad"][-1] - ways["Adagrad"][499] < 0.01 * ways["Adagrad"][499]
    assert rates["Adagrad"][-1] == pytest.approx(rates["Adagrad"][499], rel=1e-4)
    pace = np.diff(ways["RMSprop"])
    assert pace[510] < 0.05 * pace[480]
    assert 0.8 < pace[700] / pace[480] < 1
    assert pace[-1] == pytest.approx(pace[480], rel=0.001)


@pytest.mark.parametrize(
    ("gradients", "at_once", "after"),
    [("spike_10", 0.41, 0.56), ("spike_100", 0.0447, 0.064), ("spike_1000", 0.00448, 0.0064)],
)
def test_adadelta_does_not_forget_a_spike(gradients, at_once, after):
    rates, steady = rates_of(gradients=gradients)["Adadelta"], rates_of()["Adadelta"]
    assert rates[200] / rates[199] == pytest.approx(at_once, rel=0.01)
    assert rates[201] / rates[199] == pytest.approx(after, rel=0.01)
    assert rates[-1] < 0.83 * steady[-1], "799 steps later"
    assert (rates_of(gradients=gradients)["RMSprop"][500:] > 0.099).all(), "which forgets it"


def test_epsilon_alone_heals_a_spike():
    rates = rates_of(gradients="spike_1000")["Adadelta"]
    assert rates[900] ** 2 - rates[899] ** 2 == pytest.approx(0.05 * 1e-6, rel=0.02)


def test_in_a_descent_that_arrives_adagrads_rate_stops_falling_and_rmsprop_does_not_rest():
    ways, rates = walks_of(gradients="shrinking", steps=300), rates_of(gradients="shrinking", steps=300)
    assert rates["Adagrad"][-1] == pytest.approx(rates["Adagrad"][199], rel=1e-3)
    pace = np.diff(ways["RMSprop"])
    assert pace[-1] == pytest.approx(pace[200], rel=0.1)
    assert rates["RMSprop"][-1] / rates["RMSprop"][249] == pytest.approx(0.98**-50, rel=0.05)
