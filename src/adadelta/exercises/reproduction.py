"""The exercises of *Does it hold up?*."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_another_run", "check_converted_rate", "check_row_spread", "check_within"]

Table = Sequence[Sequence[float]]


def within(ours: Sequence[float], paper: Sequence[float], bound: float) -> int:
    return int(np.count_nonzero(np.abs(np.subtract(ours, paper)) <= bound))


@exercise(
    right=within,
    cases=[
        ([2.1, 1.8, 7.5, 60.0], [2.3, 2.6, 7.0, 58.1], 0.4),
        ([1.0, 0.5], [1.5, 1.8], 0.6),
        ([3.0, 2.0, 1.0], [3.5, 2.25, 1.0], 0.3),
    ],
    mistakes={
        "a cell that lies far below the paper's counts as near: take the size of the difference": (
            lambda a, b, bound: int(np.count_nonzero(np.subtract(a, b) <= bound))
        ),
        "these are the cells beyond the bound": lambda a, b, bound: len(a) - within(a, b, bound),
        "it is a count, not a part": lambda a, b, bound: within(a, b, bound) / len(a),
        "the bound is in points, not a part of the paper's number": (
            lambda a, b, bound: int(np.count_nonzero(np.abs(np.subtract(a, b)) <= bound * np.asarray(b)))
        ),
    },
    names=("ours", "paper", "bound"),
)
def check_within(yours: Function) -> None:
    """Check `yours(ours, paper, bound)`: how many cells of a table differ by at most `bound`.

    Examples
    --------
    >>> check_within(lambda ours, paper, bound: sum(a - b <= bound for a, b in zip(ours, paper)))
    not yet: a cell that lies far below the paper's counts as near: take the size of the difference.
    """


def row_spread(row: Table) -> float:
    means = [float(np.mean(errors)) for errors in row]
    return max(means) - min(means)


@exercise(
    right=row_spread,
    cases=[
        ([[2.0, 2.4, 2.2], [7.1, 6.9, 7.6], [90.0, 88.0, 95.0]],),
        ([[1.9, 2.3], [2.0, 2.0]],),
        ([[3.0, 3.5], [5.0, 4.0], [4.5, 4.75]],),
    ],
    mistakes={
        "the mean over the seeds comes first: a lucky run is no setting": lambda row: (
            max(max(errors) for errors in row) - min(min(errors) for errors in row)
        ),
        "that is how the seeds of one setting scatter; the settings are to be compared": lambda row: max(
            float(np.std(errors, ddof=1)) for errors in row
        ),
        "that is how the seeds of one setting scatter; the settings are to be compared, best and worst": lambda row: (
            max(max(errors) - min(errors) for errors in row)
        ),
        "it is a difference, in points, not a ratio": lambda row: (
            max(float(np.mean(e)) for e in row) / min(float(np.mean(e)) for e in row)
        ),
        "worst less best: the largest error less the smallest": lambda row: -row_spread(row),
        "that is the standard deviation of the settings; take worst less best": lambda row: float(
            np.std([np.mean(errors) for errors in row])
        ),
    },
    names=("row",),
)
def check_row_spread(yours: Function) -> None:
    """Check `yours(row)`: how far apart a row's worst and best setting are, each judged by the mean over its seeds.

    `row` has for each setting a list with one error for each seed.

    Examples
    --------
    >>> check_row_spread(lambda row: np.max(row) - np.min(row))
    not yet: the mean over the seeds comes first: a lucky run is no setting.
    """


def around(errors: Sequence[float], factor: float, ddof: int = 1) -> tuple[float, float]:
    mean, half = float(np.mean(errors)), factor * float(np.std(errors, ddof=ddof))
    return mean - half, mean + half


def another_run(errors: Sequence[float], t: float) -> tuple[float, float]:
    return around(errors, t * math.sqrt(1 + 1 / len(errors)))


@exercise(
    right=another_run,
    cases=[([1.8, 1.9, 2.1], 4.303), ([7.0, 7.4, 6.8, 7.1], 3.182)],
    mistakes={
        "that is where the mean of all runs is; a single run scatters by s besides": (
            lambda e, t: around(e, t / math.sqrt(len(e)))
        ),
        "the mean of a few runs is not the true one: with n runs it is s √(1 + 1/n)": lambda e, t: around(e, t),
        "the variance is divided by n: with the mean taken from the same numbers, it is n − 1": (
            lambda e, t: around(e, t * math.sqrt(1 + 1 / len(e)), ddof=0)
        ),
        "1.96 is for many seeds: with few, Student's t is larger": (
            lambda e, t: around(e, 1.96 * math.sqrt(1 + 1 / len(e)))
        ),
        "that is how far the runs reach: the next one may lie outside of them": lambda e, t: (min(e), max(e)),
        "two ends are wanted, the lower one first": lambda e, t: (
            (float(np.mean(e)) - t * float(np.std(e, ddof=1)),) * 2
        ),
        "the lower end comes first": lambda e, t: another_run(e, t)[::-1],
    },
    names=("errors", "t"),
)
def check_another_run(yours: Function) -> None:
    """Check `yours(errors, t)`: the ends between which one more run is expected, t being Student's quantile.

    Examples
    --------
    >>> check_another_run(lambda errors, t: (np.mean(errors) - t * np.std(errors, ddof=1),) * 2)
    not yet: two ends are wanted, the lower one first.
    """


@exercise(
    right=lambda eta, n, mu: eta / n / (1 - mu),
    cases=[(0.1, 100, 0.9), (0.01, 32, 0.5), (1.0, 10, 0.0)],
    mistakes={
        "the damping is missing: a gradient that is made smaller wants a larger rate": lambda eta, n, mu: eta / n,
        "the batch is missing: a sum over n examples is n times their mean": lambda eta, n, mu: eta / (1 - mu),
        "a sum over n examples is n times their mean, and so its rate is smaller": lambda eta, n, mu: (
            eta * n / (1 - mu)
        ),
        "a gradient that is made smaller wants a larger rate": lambda eta, n, mu: eta / n * (1 - mu),
        "both factors work the other way: equal steps need a product that stays": lambda eta, n, mu: eta * n * (1 - mu),
    },
    names=("eta", "batch_size", "momentum"),
)
def check_converted_rate(yours: Function) -> None:
    """Check `yours(eta, batch_size, momentum)`: the rate of a program that sums the loss and damps the gradient.

    It sums the loss over the batch, where ours takes the mean, and multiplies each gradient by 1 - momentum.

    Examples
    --------
    >>> check_converted_rate(lambda eta, batch_size, momentum: eta / batch_size / (1 - momentum))
    right: all 3 inputs give what the package gives.
    """
