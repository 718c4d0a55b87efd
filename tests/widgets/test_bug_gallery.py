import math

import numpy as np
import pytest
from shown import number, tables

from adadelta import Adadelta, descend, mistakes, surfaces
from adadelta.training import first_reaches
from adadelta.widgets import BugGallery

BUGS = {
    "ahead": mistakes.NumeratorAhead,
    "order": mistakes.StaleDenominator,
    "epsilon": mistakes.EpsilonOutside,
    "rate": mistakes.RateInside,
    "bracket": mistakes.SlippedBracket,
}
GROUNDS = {
    "bowl": surfaces.noisy_bowl(noise=0),
    "ravine": surfaces.ravine(),
    "rosenbrock": surfaces.rosenbrock(),
    "himmelblau": surfaces.himmelblau(),
}


def steps_of(method, ground=GROUNDS["ravine"], steps=100):
    """The lengths of the steps, and the losses after them."""
    path = descend(ground, method, steps, stop=True)
    return np.hypot(*np.diff(path.points, axis=0).T), path.values[1:]


def test_every_mistake_of_the_package_hangs_in_the_gallery():
    assert {rule.__name__ for rule in BUGS.values()} == set(mistakes.__all__)
    assert set(BugGallery.bug.values) == set(BUGS)
    assert set(BugGallery.surface.values) == set(GROUNDS)


def test_the_numbers_are_those_of_two_descents():
    settings = {"rho": 0.9, "epsilon": 1e-4, "learning_rate": 0.5}
    states = [(bug, surface) for bug in BUGS for surface in GROUNDS]
    shown = tables(*(BugGallery(bug, surface, 40, **settings) for bug, surface in states))
    for (bug, surface), rows in zip(states, shown, strict=True):
        assert [row[0] for row in rows] == ["1", "2", "5", "10", "20", "40"]
        for column, method in ((1, BUGS[bug]), (2, Adadelta)):
            lengths, losses = steps_of(method(**settings), GROUNDS[surface], 40)
            for t, row in zip((1, 2, 5, 10, 20, 40), rows, strict=True):
                if t <= len(lengths):
                    assert number(row[column]) == pytest.approx(lengths[t - 1], rel=1e-3)
                    assert number(row[column + 3]) == pytest.approx(losses[t - 1], rel=1e-3)
                else:
                    assert row[column] == row[column + 3] == "–"
        for _, wrong, right, times, *_ in rows:
            if wrong != "–" and number(wrong) < math.inf:
                assert number(times) == pytest.approx(number(wrong) / number(right), rel=2e-3)


def test_the_loss_falls_and_the_first_steps_give_the_mistake_away():
    """What the page teaches: the loss hides them, the first two steps tell them apart."""
    figures = [*(BugGallery(bug) for bug in ("ahead", "epsilon", "bracket")), BugGallery("rate", learning_rate=0.5)]
    *three, rate = tables(*figures)
    for rows in three:
        assert number(rows[-1][4]) < 58
        assert abs(number(rows[0][3]) - 1) > 0.01
    assert number(rate[0][3]) == 1
    assert number(rate[1][3]) == pytest.approx(0.7906, abs=1e-4)


def test_a_slipped_bracket_gets_lower_than_the_right_rule_and_a_rate_inside_is_it_at_1():
    bracket, rate = tables(BugGallery("bracket"), BugGallery("rate"))
    assert number(bracket[-1][4]) < number(bracket[-1][5]) / 4
    assert all(row[1] == row[2] and row[4] == row[5] for row in rate)


def test_numbers_that_overflow_end_there():
    [rows] = tables(BugGallery("order", steps=100))
    assert len(steps_of(mistakes.StaleDenominator())[0]) == 77
    assert rows[-1][1:5:3] == ["–", "–"]
    assert number(rows[-1][5]) == pytest.approx(steps_of(Adadelta())[1][-1], rel=1e-3)


def test_the_right_rule_overflows_nothing():
    settings = {"steps": 300, "learning_rate": 2.0}
    figures = [
        BugGallery("rate", surface, rho=rho, epsilon=epsilon, **settings)
        for surface in GROUNDS
        for rho in (0.0, 0.5, 0.999)
        for epsilon in (1e-8, 1.0)
    ]
    assert all(math.isfinite(number(rows[-1][5])) for rows in tables(*figures))


def test_the_loss_of_a_slipped_bracket_reaches_first():
    wrong, right = steps_of(mistakes.SlippedBracket())[1], steps_of(Adadelta())[1]
    assert first_reaches(wrong, right[-1]) < 50
