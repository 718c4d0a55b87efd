"""The exercises of *Optimizers*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_largest_rate", "check_mean_over_batches", "check_sgd_step", "check_updates"]


@exercise(
    right=lambda m, n, epochs: -(-m // n) * epochs,
    cases=[(100, 30, 10), (100, 100, 3), (7, 2, 4), (60_000, 128, 6)],
    mistakes={
        "you leave out the smaller batch at the end of each epoch: round up": lambda m, n, epochs: m // n * epochs,
        "an epoch begins a new batch: round up within each epoch, before you multiply": lambda m, n, epochs: (
            -(-m * epochs // n)
        ),
        "there are no parts of updates: the smaller batch at the end makes a whole one": lambda m, n, epochs: (
            m / n * epochs
        ),
        "you count epochs: each of them makes one update for every batch": lambda m, n, epochs: epochs,
        "you count the examples that are read: one update reads a whole batch": lambda m, n, epochs: m * epochs,
        "you count the updates of one epoch only": lambda m, n, epochs: -(-m // n),
    },
    names=("m", "batch_size", "epochs"),
)
def check_updates(yours: Function) -> None:
    """Check `yours(m, batch_size, epochs)`, which returns how many updates are made.

    Examples
    --------
    >>> check_updates(lambda m, batch_size, epochs: epochs)
    not yet: you count epochs: each of them makes one update for every batch.
    """


def sgd_step(W: float, b: float, x: float, y: float, rate: float) -> tuple[float, float]:
    error = W * x + b - y
    return W - rate * error * x, b - rate * error


def one_after_the_other(W: float, b: float, x: float, y: float, rate: float) -> tuple[float, float]:
    W -= rate * (W * x + b - y) * x
    return W, b - rate * (W * x + b - y)


@exercise(
    right=sgd_step,
    cases=[(0.5, -1.0, 2.0, 3.5, 0.1), (-0.37, 0.0, -1.5, 4.0, 0.01), (3.0, 2.0, 0.25, 2.0, 1.0)],
    mistakes={
        "the sign: the step goes against the gradient": lambda W, b, x, y, rate: sgd_step(W, b, x, y, -rate),
        "the slope in W has the factor x: a change of W moves the prediction by x times as much": (
            lambda W, b, x, y, rate: (W - rate * (W * x + b - y), b - rate * (W * x + b - y))
        ),
        "W has already moved when you compute the slope in b: both belong to the same place": one_after_the_other,
        "you return the gradient, not where the step leads": lambda W, b, x, y, rate: (
            (W * x + b - y) * x,
            W * x + b - y,
        ),
        "the factor 2: these are the slopes of the squared error, and the book's are those of half of it": (
            lambda W, b, x, y, rate: sgd_step(W, b, x, y, 2 * rate)
        ),
    },
    names=("W", "b", "x", "y", "learning_rate"),
    results=("the new W", "the new b"),
)
def check_sgd_step(yours: Function) -> None:
    """Check `yours(W, b, x, y, learning_rate)`, which returns the new `W` and `b` after one example.

    Examples
    --------
    >>> check_sgd_step(lambda W, b, x, y, learning_rate: (W, b))
    not yet: for W = 0.5, b = -1.0, x = 2.0, y = 3.5, learning_rate = 0.1 the new W is 0.5, and 1.2 is right.
    """


@exercise(
    right=lambda c: 2 / max(c),
    cases=[([1.0, 100.0],), ([4.0, 0.5, 2.0],), ([3.0],)],
    mistakes={
        "at 1 / h the step leads right to the minimum: up to twice that rate it still comes nearer": lambda c: (
            1 / max(c)
        ),
        "the steepest direction decides: it is the first to swing out": lambda c: 2 / min(c),
        "the steepest direction decides, not the mean of all": lambda c: 2 / (sum(c) / len(c)),
        "the directions do not add up: each moves by itself, and the steepest decides": lambda c: 2 / sum(c),
        "this is the rate that brings the steepest and the flattest direction down equally fast; larger ones converge, "
        "too": lambda c: 2 / (max(c) + min(c)),
    },
    names=("curvatures",),
)
def check_largest_rate(yours: Function) -> None:
    """Check `yours(curvatures)`, which returns the learning rate below which descent of a quadratic converges.

    Examples
    --------
    >>> check_largest_rate(lambda curvatures: 1 / max(curvatures))
    not yet: at 1 / h the step leads right to the minimum: up to twice that rate it still comes nearer.
    """


def over_batches(gradients: Sequence[float], size: int) -> float:
    return float(np.mean([np.mean(batch) for batch in combinations(gradients, size)]))


def in_rows(gradients: Sequence[float], size: int) -> float:
    firsts = range(0, len(gradients), size)
    return float(np.mean([np.mean(gradients[first : first + size]) for first in firsts]))


GRADIENTS = [3.0, -1.0, 4.0, 1.5, -5.0]


@exercise(
    right=over_batches,
    cases=[(GRADIENTS, 2), (GRADIENTS, 3), (GRADIENTS, 4)],
    mistakes={
        "a batch's gradient is the mean over its examples, not their sum": lambda g, n: n * float(np.mean(g)),
        "that is the gradient of one batch: take the mean over all that can be drawn": lambda g, n: float(
            np.mean(g[:n])
        ),
        "these are the batches in the order of the rows: the last one is smaller, and its examples weigh more": in_rows,
        "that is the sum over the batches: divide by how many there are": lambda g, n: float(
            np.sum([np.mean(batch) for batch in combinations(g, n)])
        ),
    },
    names=("gradients", "size"),
)
def check_mean_over_batches(yours: Function) -> None:
    """Check `yours(gradients, size)`: the mean, over all batches of a size that can be drawn, of the batch's gradient.

    Examples
    --------
    >>> check_mean_over_batches(lambda gradients, size: sum(gradients[:size]) / size)
    not yet: that is the gradient of one batch: take the mean over all that can be drawn.
    """
