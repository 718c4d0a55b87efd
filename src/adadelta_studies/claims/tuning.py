"""The same chance for every method: nine trials each, on seeds that are not reported, and the best mean is taken."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adadelta import optimizers
from adadelta.optimizers import Optimizer
from adadelta_studies.claims.problems import CHECKS, TUNING, Problem, run

__all__ = ["METHODS", "TRIALS", "Tuned", "climb", "final", "make", "steps", "tune"]

Curve = NDArray[np.float64]
Settings = dict[str, float]

RATES = [float(rate) for rate in np.geomspace(1e-3, 10.0, 9)]
"""Two to a decade, over four decades."""

TRIALS: dict[str, list[Settings]] = {
    "SGD": [{"learning_rate": rate} for rate in RATES],
    "Momentum": [{"learning_rate": rate / 10} for rate in RATES],  # its steps add up to ten times the rate
    "Adagrad": [{"learning_rate": rate * 10} for rate in RATES],  # its rates fall from there
    "RMSprop": [{"learning_rate": rate} for rate in RATES],
    "Adadelta": [{"rho": rho, "epsilon": epsilon} for rho in (0.9, 0.95, 0.99) for epsilon in (1e-6, 1e-4, 1e-2)],
    "Adam": [{"learning_rate": rate} for rate in RATES],
}
"""What is tried of each method: nine rates; for Adadelta, nine of the twelve settings that its paper tries."""

METHODS = tuple(TRIALS)


class Tuned(NamedTuple):
    """The best of a method's trials on one problem.

    Attributes
    ----------
    settings : dict of str to float
        The trial.
    edge : bool
        Whether it has the smallest or the largest rate that was tried, or ε: better ones may lie beyond.
    means : list of float
        The mean of every trial, in order.
    """

    settings: Settings
    edge: bool
    means: list[float]


def make(method: str, settings: Settings | None = None) -> Optimizer:
    """Return a method of the package, with its defaults or with these settings."""
    optimizer: Optimizer = getattr(optimizers, method)(**(settings or {}))
    return optimizer


def final(curve: Curve, problem: Problem) -> float:
    """Return the decimal logarithm of the mean loss over the last fifth of the budget."""
    return float(np.log10(np.mean(curve[-CHECKS // 5 :])))


def steps(curve: Curve, problem: Problem) -> float:
    """Return the decimal logarithm of the updates to the target; twice the budget if it is not reached."""
    reached = np.flatnonzero(curve <= problem.target)
    count = max(reached[0] / CHECKS, 0.5 / CHECKS) if reached.size else 2.0
    return float(np.log10(count * problem.updates))


def climb(curve: Curve, problem: Problem) -> float:
    """Return how many decades the loss rises in all, on its way down: zero for a smooth descent."""
    return float(np.maximum(np.diff(np.log10(curve)), 0.0).sum())


def tune(problem: Problem, method: str) -> dict[str, Tuned]:
    """Return the best trial for each of what is tuned for: a low final loss, and few steps to the target."""
    curves = [[run(problem, make(method, trial), seed) for seed in TUNING] for trial in TRIALS[method]]
    best = {}
    for name, statistic in (("final", final), ("steps", steps)):
        means = [float(np.mean([statistic(curve, problem) for curve in trial])) for trial in curves]
        scales = [trial.get("epsilon", trial.get("learning_rate", 0.0)) for trial in TRIALS[method]]
        index = int(np.argmin(means))
        best[name] = Tuned(TRIALS[method][index], scales[index] in (min(scales), max(scales)), means)
    return best
