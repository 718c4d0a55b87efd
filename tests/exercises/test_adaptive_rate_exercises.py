"""The checks of *Gradient descent and the adaptive rate*: the right answer is accepted, each usual mistake is told."""

import math

import numpy as np
import pytest

from adadelta import Adagrad, RMSprop, exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


def adagrad(
    *, sign=-1, late=False, take=np.square, give=math.sqrt, outside=True, root_of=lambda root, epsilon: root + epsilon
):
    """Return Adagrad's step, or a wrong one."""

    def step(g, G, learning_rate, epsilon):
        old, G = G, G + float(take(g))
        used = old if late else G
        bottom = root_of(give(used), epsilon) if outside else give(used + epsilon)
        return sign * learning_rate * g / bottom, G

    return step


def rmsprop(*, sign=-1, late=False, swapped=False, weight=None, keep=None, outside=True):
    """Return RMSprop's step, or a wrong one."""

    def step(g, Eg2, learning_rate, rho, epsilon):
        rho = 1 - rho if swapped else rho
        old = Eg2
        Eg2 = (rho if keep is None else keep) * Eg2 + (1 - rho if weight is None else weight) * g * g
        used = old if late else Eg2
        bottom = math.sqrt(used) + epsilon if outside else math.sqrt(used + epsilon)
        return sign * learning_rate * g / bottom, Eg2

    return step


def simulate(k, rho, *, upside_down=False, root=math.sqrt):
    """Feed a gradient each k-th step and one each step until both averages have settled; compare what they meet."""
    rare = often = 0.0
    for t in range(400 * k + 1):
        rare = rho * rare + (1 - rho) * (t % k == 0)
        often = rho * often + (1 - rho)
    return root(rare) / root(often) if upside_down else root(often) / root(rare)


RIGHT = [
    (exercises.check_adagrad, adagrad()),
    (exercises.check_steady_rate, lambda t, g, learning_rate: learning_rate / math.sqrt(sum(g * g for _ in range(t)))),
    (exercises.check_rmsprop, rmsprop()),
    (exercises.check_rare_rate, simulate),
]
WRONG = [
    (exercises.check_adagrad, adagrad(sign=1), "the step goes against the gradient"),
    (exercises.check_adagrad, adagrad(late=True), "the newest gradient belongs in it"),
    (exercises.check_adagrad, adagrad(take=abs), "Adagrad adds up squares"),
    (exercises.check_adagrad, adagrad(give=float), "the root is missing"),
    (exercises.check_adagrad, adagrad(outside=False), "ε stands inside the root"),
    (exercises.check_adagrad, adagrad(root_of=lambda root, epsilon: 1.0), "you divide by nothing"),
    (exercises.check_steady_rate, lambda t, g, h: h / math.sqrt(t * g * g) * (g / abs(g)), "a rate is positive"),
    (exercises.check_steady_rate, lambda t, g, h: abs(g) * h / math.sqrt(t * g * g), "the size of the step"),
    (exercises.check_steady_rate, lambda t, g, h: h / sum(abs(g) for _ in range(t)), "grows like √t, not like t"),
    (exercises.check_steady_rate, lambda t, g, h: h / sum(g * g for _ in range(t)), "the root is missing"),
    (exercises.check_steady_rate, lambda t, g, h: h / math.sqrt(g * g), "RMSprop's rate settles there"),
    (exercises.check_rmsprop, rmsprop(sign=1), "the step goes against the gradient"),
    (exercises.check_rmsprop, rmsprop(swapped=True), "have changed places"),
    (exercises.check_rmsprop, rmsprop(weight=1.0), "lacks its weight 1 − ρ"),
    (exercises.check_rmsprop, rmsprop(late=True), "divides by the average of the step before"),
    (exercises.check_rmsprop, rmsprop(keep=1.0, weight=1.0), "that is Adagrad"),
    (exercises.check_rmsprop, rmsprop(outside=False), "ε stands inside the root"),
    (exercises.check_rare_rate, lambda k, rho: k**0.5, "that is Adagrad's answer"),
    (exercises.check_rare_rate, lambda k, rho: simulate(k, rho, root=float), "the ratio of the averages"),
    (exercises.check_rare_rate, lambda k, rho: simulate(k, rho, upside_down=True), "upside down"),
    (exercises.check_rare_rate, lambda k, rho: before_arrival(k, rho), "just before the gradient arrives"),
    (exercises.check_rare_rate, lambda k, rho: (1 - rho) ** -0.5, "so rare that the last one is forgotten"),
]


def before_arrival(k, rho):
    """Let the average fall from an arrival through the k − 1 steps without a gradient."""
    rare = 1 / simulate(k, rho) ** 2
    for _ in range(k - 1):
        rare *= rho
    return rare**-0.5


@pytest.mark.parametrize(("check", "answer"), RIGHT)
def test_the_right_answer_is_accepted(capsys, check, answer):
    assert told(capsys, check, answer).startswith("right: ")


@pytest.mark.parametrize(("check", "answer", "words"), WRONG)
def test_each_usual_mistake_is_told_in_words(capsys, check, answer, words):
    said = told(capsys, check, answer)
    assert said.startswith("not yet: ")
    assert words in said


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (exercises.check_adagrad, lambda g, G, h, e: (0.0, 0.0)),
        (exercises.check_steady_rate, lambda t, g, h: 0.0),
        (exercises.check_rmsprop, lambda g, a, h, r, e: (0.0, 0.0)),
        (exercises.check_rare_rate, lambda k, rho: 0.0),
    ],
)
def test_another_wrong_answer_is_shown_beside_the_right_one(capsys, check, answer):
    assert " 0, and " in told(capsys, check, answer)


@pytest.mark.parametrize("check", [check for check, _ in RIGHT])
def test_what_is_not_done_yet_is_told(capsys, check):
    assert told(capsys, check, lambda *_: None).startswith("not yet: it returns None. ")


@pytest.mark.parametrize(
    ("check", "answer", "words"),
    [
        (exercises.check_adagrad, adagrad(), "return dx, then G"),
        (exercises.check_rmsprop, rmsprop(), "return dx, then Eg2"),
    ],
)
def test_two_numbers_that_have_changed_places_are_told(capsys, check, answer, words):
    assert words in told(capsys, check, lambda *case: answer(*case)[::-1])


def test_what_the_checks_take_for_right_is_what_the_package_does():
    for mine, method, settings in (
        (adagrad(), Adagrad(0.1, 1e-3), (0.1, 1e-3)),
        (rmsprop(), RMSprop(0.1, 0.9, 1e-3), (0.1, 0.9, 1e-3)),
    ):
        x, state = np.zeros(1), 0.0
        for g in (3.0, -0.5, 2.0):
            [dx] = method.update([x], [np.array([g])])
            mine_dx, state = mine(g, state, *settings)
            assert dx[0] == pytest.approx(mine_dx)
