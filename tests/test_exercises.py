"""The exercises' checks: they accept what is right, name the usual mistakes, and never raise."""

import math

import numpy as np
import pytest

from adadelta import article_line, ema, exercises
from adadelta.exercises._check import check


def update(order="right", inside=True, sign=-1):
    """Return Adadelta's rule for one number, or a wrong one."""

    def root(average, epsilon):
        return math.sqrt(average + epsilon) if inside else math.sqrt(average) + epsilon

    def rule(g, Eg2, Edx2, rho, epsilon):
        old, Eg2 = Eg2, rho * Eg2 + (1 - rho) * g**2
        dx = sign * root(Edx2, epsilon) / root(old if order == "gradient late" else Eg2, epsilon) * g
        Edx2 = rho * Edx2 + (1 - rho) * dx**2
        if order == "step early":
            dx = sign * root(Edx2, epsilon) / root(Eg2, epsilon) * g
        return dx, Eg2, Edx2

    return rule


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (update("step early"), "must lag by one step"),
        (update("gradient late"), "the newest gradient belongs in it"),
        (update(inside=False), "ε stands outside the roots"),
        (update(sign=1), "the step goes against the gradient"),
        (
            lambda g, a, b, rho, e: (
                -math.sqrt(b + e) / math.sqrt(rho * a + (1 - rho) * g**2) + e * g,
                rho * a + (1 - rho) * g**2,
                rho * b + (1 - rho) * (-math.sqrt(b + e) / math.sqrt(rho * a + (1 - rho) * g**2) + e * g) ** 2,
            ),
            "a pair of brackets has slipped",
        ),
    ],
)
def test_mistakes_in_the_update_are_told_apart(capsys, wrong, words):
    exercises.check_update(wrong)
    assert words in capsys.readouterr().out


def test_the_right_update_is_accepted(capsys):
    exercises.check_update(update())
    assert capsys.readouterr().out.startswith("right: ")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda v, rho: ema(v, 1 - rho), "changed places"),
        (lambda v, rho: ema(v, rho, start=v[0]), "start at the first value"),
        (lambda v, rho: ema(v, rho, bias_corrected=True), "the bias is corrected"),
        (lambda v, rho: ema(v, rho)[-1], "only the last average"),
        (lambda v, rho: np.add.accumulate(np.zeros(len(v))), "not yet: "),
    ],
)
def test_mistakes_in_the_average_are_told_apart(capsys, wrong, words):
    exercises.check_ema(wrong)
    assert words in capsys.readouterr().out


def test_the_gradient_of_the_whole_loss_is_not_that_of_half(capsys):
    X, _, _ = article_line()

    def gradient(factor):
        return lambda X, y, y_pred: [factor * X.T @ (y_pred - y), factor * np.sum(y_pred - y)]

    for factor, words in (
        (2 / len(X), "right: "),
        (1 / len(X), "half the mean"),
        (2, "summed"),
        (-2 / len(X), "uphill"),
    ):
        exercises.check_mse_gradient(gradient(factor))
        assert words in capsys.readouterr().out


ANSWERS = [
    None,
    5.0,
    lambda: 1,
    lambda *a: None,
    lambda *a: "x",
    lambda *a: float("nan"),
    lambda *a: [[1], [2, 3]],
    lambda *a: (i for i in range(3)),
    lambda *a: {},
    lambda *a: 1j,
    lambda *a: [],
    lambda *a: 1 / 0,
    lambda *a: list(range(7)),
]


@pytest.mark.parametrize("name", exercises.__all__)
def test_no_answer_makes_a_check_raise(capsys, name):
    for answer in ANSWERS:
        getattr(exercises, name)(answer)
        assert capsys.readouterr().out.startswith(("not yet: ", "right: with ε = 5"))


@pytest.mark.parametrize(
    ("names", "results", "answer", "words"),
    [
        ((), (), lambda a, b: None, "it returns None. Replace the dots."),
        ((), (), lambda a, b: None if a > 2 else (a + b, a - b), "it returns None: a return is missing there."),
        (
            ("a", "b"),
            (),
            lambda a, b: None if a > 2 else (a + b, a - b),
            "for a = 3, b = 5 it returns None: a return is missing there.",
        ),
        ((), (), lambda a, b: (a + b, a - b), "right: both inputs give what the package gives."),
        ((), (), lambda a, b: a + b, "it returns 1 number, and 2 are wanted."),
        (("a", "b"), (), lambda a, b: [1, 2, 3], "for a = 1, b = 2 it returns 3 numbers, and 2 are wanted."),
        ((), ("sum", "difference"), lambda a, b: a + b, "it returns 1 number, and 2 are wanted: sum, then difference."),
        ((), (), lambda a, b: (a + b, a), "number 2 of 2 is 1, and -1 is right."),
        (None, ("sum", "difference"), lambda a, b: (a + b, a), "difference is 1, and -1 is right."),
        (("a", "b"), ("sum", "difference"), lambda a, b: (0, a), "for a = 1, b = 2 sum is 0, and 3 is right."),
        (("a", "b"), (), lambda a, b: (a + b, a), "for a = 1, b = 2 number 2 of 2 is 1, and -1 is right."),
        (
            ("a", "b"),
            ("sum", "difference"),
            lambda a, b: (a - b, a + b),
            "the numbers are right, and in another order: return sum, then difference.",
        ),
    ],
)
def test_what_differs_is_said_with_the_names_that_are_given(capsys, names, results, answer, words):
    check(answer, lambda a, b: (a + b, a - b), [(1, 2), (3, 5)], {}, names, results)
    assert capsys.readouterr().out == f"{'' if words.startswith('right') else 'not yet: '}{words}\n"


def test_a_single_number_needs_no_count(capsys):
    check(lambda a: 2, lambda a: 3, [(1,)], {}, ("a",))
    assert capsys.readouterr().out == "not yet: for a = 1 it returns 2, and 3 is right.\n"
    check(lambda a: [1, 2], lambda a: 3, [(1,)], {}, ("a",))
    assert capsys.readouterr().out == "not yet: for a = 1 it returns 2 numbers, and 1 is wanted.\n"
