"""The exercises of *Root mean square*."""

from __future__ import annotations

import math

import numpy as np

from adadelta.averages import decayed_rms, ema, rms
from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_decayed_rms", "check_outlier", "check_recovery", "check_rms"]


@exercise(
    right=rms,
    cases=[([3.0, 4.0],), ([1.0, -1.0, 2.0, -5.0],), ([-2.0],)],
    mistakes={
        "the root is missing: that is the mean square, in squared units": lambda v: np.mean(np.square(v)),
        "the sum of squares is not divided by the number of values: that is the length of the vector": np.linalg.norm,
        "the root is taken before the division by n, not after it": lambda v: np.linalg.norm(v) / len(v),
        "that is the mean absolute value: each root is taken before the mean": lambda v: np.mean(np.abs(v)),
        "that is the standard deviation: the mean is not to be subtracted": np.std,
        "the mean is taken before the squares, so that signs cancel": lambda v: abs(np.mean(v)),
    },
    names=("values",),
)
def check_rms(yours: Function) -> None:
    """Check `yours(values)`, which returns the root mean square of the values.

    Examples
    --------
    >>> check_rms(lambda values: sum(v * v for v in values) / len(values))
    not yet: the root is missing: that is the mean square, in squared units.
    """


def outlier(n: int, part: float) -> float:
    return math.sqrt(part * (n - 1) / (1 - part))


@exercise(
    right=outlier,
    cases=[(6, 0.5), (100, 0.9), (2, 0.75)],
    mistakes={
        "that size is the part of the sum of absolute values; for squares, its root is enough": lambda n, p: (
            p * (n - 1) / (1 - p)
        ),
        "n - 1 values are 1, not n": lambda n, p: math.sqrt(p * n / (1 - p)),
        "that leaves the part to the others": lambda n, p: math.sqrt((1 - p) * (n - 1) / p),
        "the large value belongs to the whole, too: its square is the part of all squares": lambda n, p: math.sqrt(
            p * (n - 1)
        ),
    },
    names=("n", "part"),
)
def check_outlier(yours: Function) -> None:
    """Check `yours(n, part)`: how large one of n values must be for its square to be that part of all n squares.

    The other n - 1 values are 1.

    Examples
    --------
    >>> check_outlier(lambda n, part: n)
    not yet: for n = 6, part = 0.5 it returns 6, and 2.236 is right.
    """


def decayed_rms_of(v: list[float], rho: float, epsilon: float) -> list[float]:
    return decayed_rms(ema(np.square(v), rho), epsilon).tolist()


VALUES = [1.0, -4.0, 2.0, 0.5]


@exercise(
    right=decayed_rms_of,
    cases=[(VALUES, 0.9, 0.01), (VALUES, 0.6, 0.25), ([-3.0], 0.95, 0.1)],
    mistakes={
        "ε stands outside the root: RMS[g] is √(E[g²] + ε)": lambda v, r, e: np.sqrt(ema(np.square(v), r)) + e,
        "ε is missing under the root": lambda v, r, e: np.sqrt(ema(np.square(v), r)),
        "the root is missing": lambda v, r, e: ema(np.square(v), r) + e,
        "the values are averaged before they are squared, so that signs cancel": lambda v, r, e: np.sqrt(
            ema(v, r) ** 2 + e
        ),
        "the two weights have changed places: the old average gets ρ, the new square 1 − ρ": lambda v, r, e: np.sqrt(
            ema(np.square(v), 1 - r) + e
        ),
        "ε is added at every step and piles up: add it under the root, not to the average": lambda v, r, e: np.sqrt(
            ema(np.square(v) + e / (1 - r), r)
        ),
        "the roots are averaged: average the squares, and take the root last": lambda v, r, e: ema(
            np.sqrt(np.square(v) + e), r
        ),
        "only the last root mean square is returned, not all of them": lambda v, r, e: decayed_rms_of(v, r, e)[-1],
    },
    names=("values", "rho", "epsilon"),
)
def check_decayed_rms(yours: Function) -> None:
    """Check `yours(values, rho, epsilon)`, which returns Adadelta's root mean square after each value.

    Examples
    --------
    >>> check_decayed_rms(lambda values, rho, epsilon: values)
    not yet: for values = [1.0, -4.0, 2.0, 0.5], rho = 0.9, epsilon = 0.01 number 1 of 4 is 1, and 0.3317 is right.
    """


def steps_between(start: float, target: float, rho: float) -> float:
    return math.log(target / start) / math.log(rho)


def recovery_exactly(s: float, r: float, p: float) -> float:
    return steps_between((1 - r) * (s**2 - 1), (1 + p) ** 2 - 1, r)


@exercise(
    right=lambda s, r, p: math.ceil(recovery_exactly(s, r, p)),
    cases=[(100.0, 0.95, 0.1), (10.0, 0.9, 0.05), (1000.0, 0.99, 0.5)],
    mistakes={
        "that waits for the mean square to be at most 1 + part, not for its root": lambda s, r, p: math.ceil(
            steps_between((1 - r) * (s**2 - 1), p, r)
        ),
        "the spike enters the average with the weight 1 − ρ, not in full": lambda s, r, p: math.ceil(
            steps_between(s**2 - 1, (1 + p) ** 2 - 1, r)
        ),
        "the spike enters the average squared": lambda s, r, p: math.ceil(
            steps_between((1 - r) * (s - 1), (1 + p) ** 2 - 1, r)
        ),
        "the step of the spike itself does not count": lambda s, r, p: math.ceil(recovery_exactly(s, r, p)) + 1,
        "a count of steps is a whole number: round up": recovery_exactly,
        "rounding down stops one step too early": lambda s, r, p: math.floor(recovery_exactly(s, r, p)),
    },
    names=("spike", "rho", "part"),
)
def check_recovery(yours: Function) -> None:
    r"""Check `yours(spike, rho, part)`: how many steps after a spike the root mean square is near its level again.

    Before the spike E[g²] is 1, and every gradient but the spike has size 1. Near means at most 1 + part.

    Examples
    --------
    >>> check_recovery(lambda spike, rho, part: 20)
    not yet: for spike = 100.0, rho = 0.95, part = 0.1 it returns 20, and 152 is right.
    """
