import math

import numpy as np
import pytest
from shown import number, table, tables

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
RAVINE = ravine(condition=10.0)


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


def factors(figure):
    """What x and the loss are multiplied by."""
    factor = 10.0**figure.power
    return (factor, 1.0) if figure.what == "x" else (1.0, factor)


def optimizers(figure, c=1.0, s=1.0):
    """The three methods as the figure shows them, or converted to units that c x and s f are counted in."""
    return [
        SGD(figure.SGD_learning_rate * c * c / s),
        RMSprop(figure.RMSprop_learning_rate * c, epsilon=RMSprop().epsilon * s / c),
        Adadelta(figure.rho, figure.epsilon * c * c),
    ]


def walks(**state):
    """Both walks of each method, at k = 0 and at k."""
    figure = UnitsLab(**state)
    c, s = factors(figure)
    changed = optimizers(figure, c, s) if figure.settings == "converted" else optimizers(figure)
    return [
        (by_hand(old, 1.0, 1.0, figure.steps), by_hand(new, c, s, figure.steps))
        for old, new in zip(optimizers(figure), changed, strict=True)
    ]


def test_the_numbers_are_those_of_the_optimizers_in_the_new_units():
    figures = [UnitsLab(**state) for state in STATES]
    left, right, bottom, top = RAVINE.window
    for figure, state, rows in zip(figures, STATES, tables(*figures), strict=True):
        every = [walk for both in walks(**state) for walk in both[: 1 if figure.power == 0 else 2]]
        assert len(rows) == len(every)
        for row, points in zip(rows, every, strict=True):
            over = len(points) <= figure.steps
            if not over:  # else the ends are as large as numbers can be
                ends = [*points[-1], float(RAVINE.value(points[-1]))]
                assert [number(cell) for cell in row[2:5]] == pytest.approx(ends, rel=2e-3, abs=1e-12)
            outside = [not (left <= x <= right and bottom <= y <= top) for x, y in points]
            assert row[6] == (str(outside.index(True)) if any(outside) else "–")
            assert row[7] == (str(len(points) - 1) if over else "–")


def test_at_k_0_a_walk_is_a_descent():
    for (before, _), optimizer in zip(walks(power=0), optimizers(UnitsLab()), strict=True):
        np.testing.assert_array_equal(before, descend(RAVINE, optimizer, 200).points)


@pytest.mark.parametrize("what", ["x", "loss"])
@pytest.mark.parametrize("power", [-3, -1, 2, 3])
def test_converted_settings_bring_sgd_and_rmsprop_back(what, power):
    for before, after in walks(what=what, power=power, settings="converted")[:2]:
        np.testing.assert_allclose(after, before, atol=1e-9)


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
    optimizer = TwoEpsilons(0.95, 1e-4)
    optimizer.factors = (c * c, 1 / (c * c))
    before, after = walks(power=power)[2]
    np.testing.assert_allclose(by_hand(optimizer, c, 1.0, 200), before, atol=1e-9)
    assert math.dist(after[-1], before[-1]) > 0.1, "with one epsilon it is another path"


def test_who_notices_the_unit_of_the_loss():
    (sgd, rmsprop, adadelta), (_, slow, late) = (
        [[number(cell) if cell != "–" else None for cell in row[5:]] for row in rows[1::2]]
        for rows in tables(UnitsLab("loss", 2), UnitsLab("loss", -2))
    )
    assert sgd[2] is not None, "it overflows"
    assert max(rmsprop[0], adadelta[0]) < 1e-3
    assert slow[0] < 1e-3 < late[0]


def test_the_settings_shown_are_those_that_run():
    figure = UnitsLab(power=0, epsilon=1e-3, SGD_learning_rate=0.02, RMSprop_learning_rate=0.3)
    assert [number(row[1].split()[-1]) for row in table(figure)] == [0.02, 0.3, 1e-3]
