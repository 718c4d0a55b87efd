"""The exercises of *The claims*."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_fair", "check_paired_interval", "check_rule", "check_seeds"]

Ends = Sequence[tuple[float, float]]


def around(mean: float, half: float) -> tuple[float, float]:
    return mean - half, mean + half


def paired_interval(a: list[float], b: list[float], t: float, ddof: int = 1, power: float = 0.5) -> tuple[float, float]:
    d = np.subtract(a, b)
    return around(float(d.mean()), t * float(d.std(ddof=ddof)) / d.size**power)


def unpaired(a: Sequence[float], b: Sequence[float], t: float) -> tuple[float, float]:
    both = float(np.var(a, ddof=1) + np.var(b, ddof=1))
    return around(float(np.mean(a) - np.mean(b)), t * math.sqrt(both / len(a)))


@exercise(
    right=paired_interval,
    cases=[([1.0, 2.0, 4.0], [0.5, 1.0, 4.5], 4.303), ([0.1, 0.4, 0.2, 0.9], [0.3, 0.5, 0.6, 1.0], 3.182)],
    mistakes={
        "the pairs are lost: what counts is how the differences scatter, not each side": unpaired,
        "the variance is divided by n: with the mean taken from the same numbers, it is n − 1": (
            lambda a, b, t: paired_interval(a, b, t, ddof=0)
        ),
        "that is where single differences lie: their mean scatters less, by the root of n": (
            lambda a, b, t: paired_interval(a, b, t, power=0)
        ),
        "1.96 is for many seeds: with few, Student's t is larger": lambda a, b, t: paired_interval(a, b, 1.96),
        "the sides have changed places: it is a − b": lambda a, b, t: paired_interval(b, a, t),
        "the interval has no width: the mean of the differences scatters": (
            lambda a, b, t: around(float(np.mean(a) - np.mean(b)), 0.0)
        ),
    },
    results=("the lower end", "the upper end"),
)
def check_paired_interval(yours: Function) -> None:
    """Check `yours(a, b, t)`: the ends of the interval of the mean of a − b, where t is Student's quantile.

    Examples
    --------
    >>> check_paired_interval(lambda a, b, t: (np.mean(a) - np.mean(b),) * 2)
    not yet: the interval has no width: the mean of the differences scatters.
    """


def rule(
    ends: Ends,
    kinds: Sequence[str],
    real: Sequence[bool],
    *,
    once: bool = True,
    need_real: bool = True,
    any_real: bool = False,
    veto: bool = True,
    middle: bool = False,
) -> bool:
    wins = [i for i, (low, high) in enumerate(ends) if (low + high if middle else high) < 0]
    count = len({kinds[i] for i in wins}) if once else len(wins)
    held_out = any(real) if any_real else any(real[i] for i in wins)
    enough = count >= 3 and (held_out or not need_real)
    return enough and not (veto and any(low > 0 for low, _ in ends))


BELOW, ACROSS, ABOVE = (-0.4, -0.1), (-0.5, 0.1), (0.1, 0.2)


THREE, FOUR = ["bowl", "line", "net"], ["bowl", "line", "net", "stream"]


@exercise(
    right=rule,
    cases=[
        ([BELOW] * 3, THREE, [False, False, True]),
        ([BELOW] * 3, ["bowl", "bowl", "net"], [False, False, True]),
        ([BELOW] * 3, THREE, [False] * 3),
        ([BELOW, BELOW, ACROSS], THREE, [False, True, False]),
        ([BELOW, BELOW, BELOW, ABOVE], FOUR, [False, False, True, False]),
        ([BELOW, BELOW, BELOW, ACROSS], FOUR, [False, False, True, False]),
        ([BELOW, BELOW, BELOW, ACROSS], FOUR, [False, False, False, True]),
    ],
    mistakes={
        "problems of one kind count once": lambda e, k, r: rule(e, k, r, once=False),
        "one of those that support it must be real data": lambda e, k, r: rule(e, k, r, need_real=False),
        "real data must be among what supports it; to be among the problems is not enough": (
            lambda e, k, r: rule(e, k, r, any_real=True)
        ),
        "an interval on the other side speaks against it": lambda e, k, r: rule(e, k, r, veto=False),
        "the whole interval must lie below zero, not only its middle": lambda e, k, r: rule(e, k, r, middle=True),
        "three kinds are enough: not all of the intervals must lie below zero": (
            lambda e, k, r: all(high < 0 for _, high in e) and any(r)
        ),
        "problems of one kind count once, and one must be real data, and none may speak against it": (
            lambda e, k, r: sum(high < 0 for _, high in e) >= 3
        ),
    },
    names=("ends", "kinds", "real"),
)
def check_rule(yours: Function) -> None:
    """Check `yours(ends, kinds, real)`: whether a comparison holds by the ledger's rule, 1 or 0.

    `ends` are the intervals' ends, `kinds` the problems' kinds, `real` whether each is real data.

    Examples
    --------
    >>> check_rule(lambda ends, kinds, real: sum(high < 0 for low, high in ends) >= 3)
    not yet: problems of one kind count once, and one must be real data, and none may speak against it.
    """


def fair(trials: dict[str, int], budgets: dict[str, int], tuned_on: Sequence[int], reported_on: Sequence[int]) -> bool:
    return equal(trials) and equal(budgets) and not set(tuned_on) & set(reported_on)


def equal(numbers: dict[str, int]) -> bool:
    return len(set(numbers.values())) == 1


NINE, BOTH = {"SGD": 9, "Adam": 9}, {"SGD": 300, "Adam": 300}


@exercise(
    right=fair,
    cases=[
        (NINE, BOTH, [100, 101], [0, 1, 2]),
        ({"SGD": 1, "Adam": 9}, BOTH, [100, 101], [0, 1, 2]),
        (NINE, {"SGD": 300, "Adam": 600}, [100, 101], [0, 1, 2]),
        (NINE, BOTH, [0, 1, 2], [0, 1, 2]),
        (NINE, BOTH, [2, 3], [0, 1, 2]),
    ],
    mistakes={
        "equal trials are not all: look at the budgets, and at the seeds": lambda t, b, tuned, told: equal(t),
        "the trials differ: one method was tuned, the other hardly": (
            lambda t, b, tuned, told: equal(b) and not set(tuned) & set(told)
        ),
        "the budgets differ: one method takes more steps than the other": (
            lambda t, b, tuned, told: equal(t) and not set(tuned) & set(told)
        ),
        "a seed that was tuned on is reported": lambda t, b, tuned, told: equal(t) and equal(b),
        "one seed in common is enough to spoil it, not only the same list": (
            lambda t, b, tuned, told: equal(t) and equal(b) and list(tuned) != list(told)
        ),
    },
)
def check_fair(yours: Function) -> None:
    """Check `yours(trials, budgets, tuned_on, reported_on)`: whether a comparison of methods is fair, 1 or 0.

    The first two name a number for each method, the last two a list of seeds.

    Examples
    --------
    >>> check_fair(lambda trials, budgets, tuned_on, reported_on: len(set(trials.values())) == 1)
    not yet: equal trials are not all: look at the budgets, and at the seeds.
    """


@exercise(
    right=lambda s, half: math.ceil((1.96 * s / half) ** 2),
    cases=[(0.3, 0.1), (0.05, 0.02), (1.0, 0.25)],
    mistakes={
        "a count of seeds is a whole number: round up": lambda s, half: (1.96 * s / half) ** 2,
        "rounding down leaves the interval a little too wide": lambda s, half: math.floor((1.96 * s / half) ** 2),
        "the width falls with the root of n: square": lambda s, half: math.ceil(1.96 * s / half),
        "`half` is half of the interval's width, not all of it": lambda s, half: math.ceil((2 * 1.96 * s / half) ** 2),
    },
    names=("s", "half"),
)
def check_seeds(yours: Function) -> None:
    """Check `yours(s, half)`: the fewest seeds for which 1.96 s / √n is at most `half`.

    Examples
    --------
    >>> check_seeds(lambda s, half: math.ceil((1.96 * s / half) ** 2))
    right: all 3 inputs give what the package gives.
    """
