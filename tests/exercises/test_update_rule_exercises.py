"""The exercises of *The update rule*: each usual mistake is told by its words, and what is right is accepted."""

import math

import numpy as np
import pytest

from adadelta import Adadelta, exercises
from adadelta.mistakes import EpsilonOutside, NumeratorAhead, SlippedBracket, StaleDenominator
from adadelta.surfaces import ravine


def told(capsys, check, answer):
    check(answer)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda g, rho, e: Adadelta(rho, e).update([np.zeros(1)], [np.array([g])])[0][0], "right: "),
        (lambda g, rho, e: g * math.sqrt(e / ((1 - rho) * g * g + e)), "the sign"),
        (lambda g, rho, e: abs(g) * math.sqrt(e / ((1 - rho) * g * g + e)), "yours is its length"),
        (lambda g, rho, e: -g * math.sqrt(e / (g * g + e)), "with the weight 1 − ρ"),
        (lambda g, rho, e: EpsilonOutside(rho, e).update([np.zeros(1)], [np.array([g])])[0][0], "inside both roots"),
        (lambda g, rho, e: -g, "not yet: for g = 3.0"),
    ],
)
def test_the_first_step(capsys, answer, words):
    assert words in told(capsys, exercises.check_first_step, answer)


def rule_of(method):
    """Return the exercise's function, made of an optimizer's own rule."""

    def update(g, Eg2, Edx2, rho, epsilon):
        state = np.array([Eg2]), np.array([Edx2])
        dx = method(rho, epsilon).rule(np.array([g]), *state)
        return dx[0], state[0][0], state[1][0]

    return update


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (Adadelta, "right: "),
        (NumeratorAhead, "must lag by one step"),
        (StaleDenominator, "the newest gradient belongs in it"),
        (EpsilonOutside, "outside the roots"),
        (SlippedBracket, "dx is wrong in the first step"),
    ],
)
def test_the_update_and_the_mistakes_that_the_package_keeps(capsys, method, words):
    assert words in told(capsys, exercises.check_update, rule_of(method))


def last(grads, rho, epsilon, method=Adadelta):
    """Return the last step of a run, and the optimizer after it."""
    x, optimizer = np.zeros(1), method(rho, epsilon)
    for g in grads:
        [dx] = optimizer.update([x], [np.array([g])])
    return dx[0], optimizer


def ratio_after(grads, rho, epsilon):
    _, optimizer = last(grads, rho, epsilon)
    return math.sqrt((optimizer.Edx2[0][0] + epsilon) / (optimizer.Eg2[0][0] + epsilon))


def stale(grads, rho, epsilon):
    """The numerator of the right run over the root mean square of all gradients but the last."""
    dx, _ = last(grads, rho, epsilon)
    Eg2 = 0.0
    for g in grads[:-1]:
        Eg2 = rho * Eg2 + (1 - rho) * g * g
    now = rho * Eg2 + (1 - rho) * grads[-1] ** 2
    return -dx / grads[-1] * math.sqrt(now + epsilon) / math.sqrt(Eg2 + epsilon)


def cold(grads, rho, epsilon):
    Eg2 = 0.0
    for g in grads:
        Eg2 = rho * Eg2 + (1 - rho) * g * g
    return math.sqrt(epsilon) / math.sqrt(Eg2 + epsilon)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda grads, rho, e: -last(grads, rho, e)[0] / grads[-1], "right: "),
        (ratio_after, "has taken in the last step already"),
        (stale, "lacks the newest gradient"),
        (lambda grads, rho, e: -grads[-1] / last(grads, rho, e)[0], "upside down"),
        (lambda grads, rho, e: last(grads, rho, e)[0], "the last step itself"),
        (lambda grads, rho, e: last(grads, rho, e)[0] / grads[-1], "a rate is positive"),
        (lambda grads, rho, e: (last(grads, rho, e)[0] / grads[-1]) ** 2, "the roots are missing"),
        (cold, "stays at √ε"),
        (lambda grads, rho, e: 1.0, "not yet: for grads = [4.0]"),
    ],
)
def test_the_rate_of_the_last_step(capsys, answer, words):
    assert words in told(capsys, exercises.check_last_rate, answer)


def walked(d, g, rho, epsilon):
    x, optimizer, steps = np.zeros(1), Adadelta(rho, epsilon), 0
    while abs(x[0]) < d:
        optimizer.step([x], [np.array([g])])
        steps += 1
    return steps


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (walked, "right: "),
        (lambda d, g, rho, e: walked(d, g, rho, e) - 1, "one step too few"),
        (lambda d, g, rho, e: walked(d, g, rho, e) + 1, "one step too many"),
        (lambda d, g, rho, e: d / math.sqrt(e / (1 - rho)), "a whole number"),
        (lambda d, g, rho, e: math.ceil(d / math.sqrt(e / (1 - rho))), "the steps grow on the way"),
        (lambda d, g, rho, e: math.ceil((1.5 * d / math.sqrt((1 - rho) * e)) ** (2 / 3)), "the law of long runs"),
        (
            lambda d, g, rho, e: math.ceil(
                ((1.5 * (1 - rho) * d / e**0.5 + (1 - rho) ** -1.5) ** (2 / 3) - 1 / (1 - rho)) / (1 - rho)
            ),
            "a few percent off",
        ),
        (lambda d, g, rho, e: 7, "not yet: for d = 1.0"),
    ],
)
def test_the_steps_to_a_distance(capsys, answer, words):
    assert words in told(capsys, exercises.check_steps_to, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda e, c: (e * c * c, c * c), "right: "),
        (lambda e, c: (e * c * c, 1), "right for the numerator"),
        (lambda e, c: (e * c * c, c), "are those of before"),
        (lambda e, c: (e * c * c, 1 / c / c), "the loss has to grow"),
        (lambda e, c: (e * c, c), "the square of c"),
        (lambda e, c: (e / c / c, 1 / c / c), "the other way round"),
        (lambda e, c: (e, 1), "nothing has been converted"),
        (lambda e, c: e * c * c, "2 are wanted: new_epsilon, then factor"),
        (lambda e, c: (c * c, e * c * c), "in another order: return new_epsilon, then factor"),
    ],
)
def test_the_same_steps_in_other_units(capsys, answer, words):
    assert words in told(capsys, exercises.check_other_units, answer)


@pytest.mark.parametrize(("epsilon", "c"), [(1e-6, 1024.0), (1e-4, 0.25)])
def test_what_is_right_in_other_units_gives_the_same_steps(epsilon, c):
    """The answer that the check accepts is held to the package: powers of two leave no rounding between the runs."""
    slope, old, new = ravine().gradient, np.array([-4.0, 1.0]), c * np.array([-4.0, 1.0])
    one, other = Adadelta(epsilon=epsilon), Adadelta(epsilon=epsilon * c**2)
    for _ in range(200):
        one.step([old], [slope(old)])
        other.step([new], [c**2 * slope(new / c) / c])
    assert np.array_equal(new, c * old)
    assert not np.array_equal(old, [-4.0, 1.0])
