import math

import numpy as np
import pytest
import traitlets

from adadelta import SGD, Adadelta, RMSprop, descend
from adadelta.surfaces import ravine
from adadelta.widgets import UnitsLab

STATES = [
    {},
    {"power": 0},
    {"power": -1, "steps": 300},
    {"power": -3, "epsilon": 1e-2},
    {"power": -2, "steps": 300},
    {"what": "loss", "power": 3, "SGD_learning_rate": 10.0, "RMSprop_learning_rate": 10.0},
    {"what": "loss", "power": -3, "settings": "converted", "rho": 0.0, "epsilon": 1.0},
    {"power": 3, "settings": "converted", "steps": 1, "epsilon": 1e-12},
]


@np.errstate(all="ignore")
def by_hand(optimizer, c, s, steps):
    """A walk in u = c x down s times the loss, written out with the optimizer's own step."""
    u = c * np.array([-4.0, 1.0])
    points = [u / c]
    for _ in range(steps):
        try:
            optimizer.step([u], [s * (np.array([1.0, 10.0]) * (u / c)) / c])
        except ValueError:  # its numbers overflow
            break
        points.append(u / c)
    return np.array(points)


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("what", ["y", None, 1]),
        ("power", [-4, 4, 0.5, "1", None]),
        ("settings", ["other", None]),
        ("steps", [0, 301, 1.5, "1"]),
        ("epsilon", [0.0, 9e-13, 1.1, math.nan, "1"]),
        ("rho", [-0.1, 0.9991, 1.0, math.nan]),
        ("SGD_learning_rate", [0.0, 9e-5, 10.1, math.nan]),
        ("RMSprop_learning_rate", [0.0, 9e-5, 10.1, math.inf]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = UnitsLab()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before
        with pytest.raises(traitlets.TraitError, match=trait):
            UnitsLab(**{trait: value})


@pytest.mark.parametrize("state", STATES)
def test_a_walk_is_the_optimizers_own_in_the_new_units(state):
    explorable = UnitsLab(**state)
    c, s = explorable.factors()
    for run, optimizer in zip(explorable.runs(), explorable.optimizers(), strict=True):
        if explorable.settings == "same":
            np.testing.assert_array_equal(run.after.points, by_hand(optimizer, c, s, explorable.steps))
        straight = descend(ravine(condition=10.0), optimizer, explorable.steps, stop=True)
        np.testing.assert_array_equal(run.before.points, straight.points)


@pytest.mark.parametrize("what", ["x", "loss"])
@pytest.mark.parametrize("power", [-3, -1, 2, 3])
def test_converted_settings_bring_sgd_and_rmsprop_back(what, power):
    sgd, rmsprop, _ = UnitsLab(what, power, "converted").runs()
    for run in (sgd, rmsprop):
        np.testing.assert_allclose(run.after.points, run.before.points, atol=1e-9)


@pytest.mark.parametrize("power", [-2, 1, 3])
def test_adadelta_takes_the_same_path_where_each_of_two_epsilons_is_converted(power):
    """No one epsilon can be converted to both units; two can, which shows that nothing else has any."""

    class TwoEpsilons(Adadelta):
        factors = (1.0, 1.0)

        def rule(self, g, Eg2, Edx2):
            Eg2 *= self.rho
            Eg2 += (1 - self.rho) * g**2
            above, below = (self.epsilon * factor for factor in self.factors)
            dx = -np.sqrt(Edx2 + above) / np.sqrt(Eg2 + below) * g
            Edx2 *= self.rho
            Edx2 += (1 - self.rho) * dx**2
            return dx

    c = 10.0**power
    explorable = UnitsLab(power=power)
    optimizer = TwoEpsilons(explorable.rho, explorable.epsilon)
    optimizer.factors = (c * c, 1 / (c * c))
    walk, (*_, run) = explorable.walk(optimizer, c), explorable.runs()
    np.testing.assert_allclose(walk.points, run.before.points, atol=1e-9)
    assert run.apart > 0.1, "with one epsilon it is another path"


def test_who_notices_the_unit_of_the_loss():
    sgd, rmsprop, adadelta = UnitsLab("loss", 2).runs()
    assert sgd.after.over
    assert max(rmsprop.apart, adadelta.apart) < 1e-3
    _, rmsprop, adadelta = UnitsLab("loss", -2).runs()
    assert rmsprop.apart < 1e-3 < adadelta.apart


def test_a_path_that_overflows_is_told():
    explorable = UnitsLab(power=-1)
    sgd = explorable.runs()[0].after
    assert sgd.over
    assert sgd.left == 1
    assert len(sgd.points) - 1 < explorable.steps
    assert "beyond all numbers for SGD" in explorable.sentence()
    assert explorable.sentence().endswith("the window has been left by SGD at step 1.")
    assert explorable.table().rows[1][-2:] == ["1", str(len(sgd.points) - 1)]


def test_methods_are_made_with_the_settings_shown():
    explorable = UnitsLab(epsilon=1e-3, rho=0.9, SGD_learning_rate=0.02, RMSprop_learning_rate=0.3)
    sgd, rmsprop, adadelta = explorable.optimizers()
    assert sgd.settings == SGD(0.02).settings
    assert rmsprop.settings == RMSprop(0.3).settings
    assert adadelta.settings == Adadelta(0.9, 1e-3).settings
