import math

import numpy as np
import pytest
import traitlets

from adadelta import SGD, Adadelta, Adagrad, RMSprop, ema
from adadelta.widgets import RateOverTime

NAMES = ["SGD", "Adagrad", "RMSprop", "Adadelta"]
SEQUENCES = ["steady", "noisy", "rare", "shrinking", "drop"]


def rates_of(**state):
    return {run.name: np.array(run.rates) for run in RateOverTime(**state).runs()}


def walks_of(**state):
    return {run.name: np.array(run.walked) for run in RateOverTime(**state).runs()}


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("gradients", ["falling", "", None, 1]),
        ("scale", [0.0, 9e-4, 1001.0, math.nan, -1.0, "1"]),
        ("rho", [-0.1, 1.0, 0.9991, math.nan, math.inf, "0.9", None]),
        ("epsilon", [0.0, 9e-13, 1.1, math.nan, -1e-6]),
        ("steps", [0, 1001, 2.5, "10", None]),
        ("axis", ["x", "", None]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = RateOverTime()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before, f"after {value!r}"
        with pytest.raises(traitlets.TraitError, match=trait):
            RateOverTime(**{trait: value})


def test_settings_are_synchronized_and_start_as_the_constructor_says():
    explorable = RateOverTime()
    assert {*explorable.shared, "explorable"} <= set(explorable.traits(sync=True))
    assert [getattr(explorable, name) for name in explorable.shared] == ["steady", 1.0, 0.95, 1e-6, 1000, "log"]


def test_the_sequences_are_what_they_are_called():
    g = {name: np.array(RateOverTime(name, scale=10.0).sequence()) for name in SEQUENCES}
    assert set(g["steady"]) == {10.0}
    assert set(g["noisy"]) == {30.0, -10.0}
    assert g["noisy"].mean() == pytest.approx(10, rel=0.02), "1 on average, as the text says"
    swings = np.corrcoef(g["noisy"][1:], g["noisy"][:-1])[0, 1]
    assert abs(swings) < 0.1, "chance, no pattern"
    assert (np.flatnonzero(g["rare"]) == np.arange(0, 1000, 10)).all()
    assert set(g["rare"]) == {0.0, 10.0}
    assert g["shrinking"] == pytest.approx(10 * 0.98 ** np.arange(1000))
    assert (g["drop"][:500] == 10).all()
    assert g["drop"][500:] == pytest.approx(np.full(500, 0.1))


@pytest.mark.parametrize("gradients", SEQUENCES)
@pytest.mark.parametrize(("rho", "epsilon", "scale"), [(0.95, 1e-6, 1.0), (0.0, 1e-2, 100.0), (0.999, 1e-12, 1e-3)])
def test_the_rate_is_what_the_step_has_the_gradient_multiplied_by(gradients, rho, epsilon, scale):
    explorable = RateOverTime(gradients, scale, rho, epsilon, steps=60)
    g = explorable.sequence()
    methods = [SGD(0.1), Adagrad(0.1, epsilon), RMSprop(0.1, rho, epsilon), Adadelta(rho, epsilon)]
    for run, method in zip(explorable.runs(), methods, strict=True):
        x = np.zeros(1)
        steps = [float(method.update([x], [np.array([value])])[0][0]) for value in g]
        assert [-rate * value for rate, value in zip(run.rates, g, strict=True)] == steps, "to the last bit"
        assert run.walked[-1] == pytest.approx(-sum(steps))


def test_the_rates_follow_their_formulas_where_the_gradient_is_zero_too():
    g = np.array(RateOverTime("rare", steps=45).sequence())
    rates = rates_of(gradients="rare", steps=45)
    assert rates["Adagrad"] == pytest.approx(0.1 / (np.sqrt(np.cumsum(g**2)) + 1e-6))
    assert rates["RMSprop"] == pytest.approx(0.1 / (np.sqrt(ema(g**2, 0.95)) + 1e-6))
    dx = -rates["Adadelta"] * g
    before = np.concatenate([[0.0], ema(dx**2, 0.95)[:-1]])
    assert rates["Adadelta"] == pytest.approx(np.sqrt(before + 1e-6) / np.sqrt(ema(g**2, 0.95) + 1e-6))


def test_the_table_lists_rates_and_distances():
    explorable = RateOverTime(steps=30)
    table = explorable.table()
    assert [row[0] for row in table.rows] == ["1", "2", "5", "10", "20", "30"]
    assert len(table.head) == 10
    runs = explorable.runs()
    for row in table.rows:
        t = int(row[0]) - 1
        shown = [float(cell.replace("−", "-")) for cell in row[2:]]
        assert shown == pytest.approx([*(run.rates[t] for run in runs), *(run.walked[t] for run in runs)], rel=1e-3)


def test_one_step_is_told_in_the_singular():
    assert RateOverTime(steps=1).sentence().startswith("After 1 step (scale 1,")
    assert RateOverTime(steps=2).sentence().startswith("After 2 steady gradients (scale 1,")


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


def test_in_a_descent_that_arrives_adagrads_rate_stops_falling_and_rmsprop_does_not_rest():
    ways, rates = walks_of(gradients="shrinking", steps=300), rates_of(gradients="shrinking", steps=300)
    assert rates["Adagrad"][-1] == pytest.approx(rates["Adagrad"][199], rel=1e-3)
    pace = np.diff(ways["RMSprop"])
    assert pace[-1] == pytest.approx(pace[200], rel=0.1)
    assert rates["RMSprop"][-1] / rates["RMSprop"][249] == pytest.approx(0.98**-50, rel=0.05)
