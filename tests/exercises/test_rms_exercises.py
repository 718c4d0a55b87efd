"""The checks of *Root mean square*: the right answer is accepted, and each usual mistake is told in words."""

import math

import numpy as np
import pytest

from adadelta import exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


def recursion(values, rho, epsilon, *, take=lambda g: g * g, give=math.sqrt, pile=0.0, weight=None):
    """Average what `take` makes of the values in a plain loop, and note what `give` makes of the average."""
    average, noted = 0.0, []
    for g in values:
        average = rho * average + (1 - rho if weight is None else weight) * take(g) + pile
        noted.append(give(average + epsilon))
    return noted


def simulate(spike, rho, part, *, enters=None, first=0, root=math.sqrt):
    """Walk step by step from the spike until the root mean square is near 1 again."""
    square = rho + ((1 - rho) * spike**2 if enters is None else enters)
    k = first
    while root(square) > 1 + part:
        square = rho * square + (1 - rho)
        k += 1
    return k


RIGHT = [
    (exercises.check_rms, lambda v: math.sqrt(sum(x * x for x in v) / len(v))),
    (exercises.check_outlier, lambda n, part: math.sqrt(part / (1 - part) * (n - 1))),
    (exercises.check_decayed_rms, recursion),
    (exercises.check_recovery, simulate),
]


@pytest.mark.parametrize(("check", "answer"), RIGHT, ids=lambda value: getattr(value, "__name__", None))
def test_the_right_answer_is_accepted(capsys, check, answer):
    assert told(capsys, check, answer) == "right: all 3 inputs give what the package gives.\n"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda v: sum(x * x for x in v) / len(v), "the root is missing"),
        (lambda v: math.sqrt(sum(x * x for x in v)), "not divided by the number of values"),
        (lambda v: math.sqrt(sum(x * x for x in v)) / len(v), "before the division by n"),
        (lambda v: sum(math.sqrt(x * x) for x in v) / len(v), "mean absolute value"),
        (lambda v: math.sqrt(sum(x * x for x in v) / len(v) - (sum(v) / len(v)) ** 2), "standard deviation"),
        (lambda v: math.sqrt((sum(v) / len(v)) ** 2), "so that signs cancel"),
        (lambda v: max(map(abs, v)), "for values = [3.0, 4.0] it returns 4, and 3.536 is right"),
    ],
)
def test_mistakes_in_the_root_mean_square_are_told_apart(capsys, wrong, words):
    said = told(capsys, exercises.check_rms, wrong)
    assert said.startswith("not yet: ")
    assert words in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda n, part: (n - 1) / (1 / part - 1), "sum of absolute values"),
        (lambda n, part: math.sqrt(n / (1 / part - 1)), "n - 1 values are 1, not n"),
        (lambda n, part: math.sqrt((n - 1) * (1 / part - 1)), "leaves the part to the others"),
        (lambda n, part: math.sqrt(part * n - part), "belongs to the whole"),
        (lambda n, part: n, "for n = 6, part = 0.5 it returns 6, and 2.236 is right"),
    ],
)
def test_mistakes_in_the_outlier_are_told_apart(capsys, wrong, words):
    said = told(capsys, exercises.check_outlier, wrong)
    assert said.startswith("not yet: ")
    assert words in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda v, r, e: [root + e for root in recursion(v, r, 0.0)], "ε stands outside the root"),
        (lambda v, r, e: recursion(v, r, 0.0), "ε is missing"),
        (lambda v, r, e: recursion(v, r, e, give=float), "the root is missing"),
        (lambda v, r, e: [math.hypot(a, math.sqrt(e)) for a in recursion(v, r, 0.0, take=float, give=float)], "signs"),
        (lambda v, r, e: recursion(v, 1 - r, e), "changed places"),
        (lambda v, r, e: recursion(v, r, 0.0, pile=e), "piles up"),
        (lambda v, r, e: recursion(v, r, 0.0, take=lambda g: math.sqrt(g * g + e), give=float), "roots are averaged"),
        (lambda v, r, e: recursion(v, r, e)[-1], "only the last"),
        (lambda v, r, e: recursion(v, r, e, weight=1.0), "rho = 0.9, epsilon = 0.01 number 1 of 4 is"),
    ],
)
def test_mistakes_in_the_decayed_root_mean_square_are_told_apart(capsys, wrong, words):
    said = told(capsys, exercises.check_decayed_rms, wrong)
    assert said.startswith("not yet: ")
    assert words in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda s, r, p: simulate(s, r, p, root=float), "not for its root"),
        (lambda s, r, p: simulate(s, r, p, enters=s**2 - r), "not in full"),
        (lambda s, r, p: simulate(s, r, p, enters=(1 - r) * s), "enters the average squared"),
        (lambda s, r, p: simulate(s, r, p, first=1), "spike itself does not count"),
        (lambda s, r, p: simulate(s, r, p) - 1, "rounding down"),
        (
            lambda s, r, p: math.log((2 * p + p * p) / ((1 - r) * (s - 1) * (s + 1))) / math.log(r),
            "a whole number: round up",
        ),
        (lambda s, r, p: 20, "for spike = 100.0, rho = 0.95, part = 0.1 it returns 20, and "),
    ],
)
def test_mistakes_in_the_recovery_are_told_apart(capsys, wrong, words):
    said = told(capsys, exercises.check_recovery, wrong)
    assert said.startswith("not yet: ")
    assert words in said


def test_the_count_of_the_recovery_is_that_of_the_package():
    """What the check calls right is what one reads off the package's own averages."""
    from adadelta import decayed_rms, ema

    for spike, rho, part in ((100.0, 0.95, 0.1), (10.0, 0.9, 0.05), (1000.0, 0.99, 0.5)):
        g = np.ones(3000)
        g[0] = spike
        roots = decayed_rms(ema(g**2, rho, start=1.0), 1e-300)
        assert np.argmax(roots <= 1 + part) == simulate(spike, rho, part)
