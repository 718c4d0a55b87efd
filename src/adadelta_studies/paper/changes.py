"""Runs that explain the tables: ε beyond the paper's grid, small first weights, a small loss."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.experiments import Cell, Run
from adadelta.models import MLP
from adadelta_studies.mnist import Mnist
from adadelta_studies.paper.cells import LONG, SEEDS, table_1, table_2
from adadelta_studies.paper.sweeping import sweep
from adadelta_studies.paper.training import train

__all__ = ["extra", "sweep_extra", "train_from"]

CHANGES: dict[str, tuple[Callable[[int], float], float]] = {
    "own": (lambda n: math.sqrt(2 / n), 1.0),
    "small": (lambda n: 0.01, 1.0),
    "hundredth": (lambda n: math.sqrt(2 / n), 0.01),
}
"""What is changed: the standard deviation of the initial weights of a unit with n inputs, and a factor of the loss."""


def extra(seeds: Iterable[int] = SEEDS) -> list[tuple[str, Cell]]:
    """Return what is run beside the tables, all with rectified linear units: the name of a change, and a cell.

    Parameters
    ----------
    seeds : iterable of int, default (0, 1, 2)
        One run each.

    Returns
    -------
    list of (str, Cell)
        Adadelta at ρ = 0.95 with ε beyond table 2; SGD at its best rate for twenty epochs; SGD's row from small first
        weights; and on a hundredth of the loss, Adadelta at ρ = 0.95, and Adagrad, RMSprop and Adam at good settings.

    Examples
    --------
    >>> len(extra(seeds=[0]))
    17
    """
    seeds = [*seeds]
    row = [cell for cell in table_1(seeds=seeds) if cell.method == "SGD"]
    beyond = table_2(seeds=seeds, rhos=[0.95], epsilons=[1.0, 0.1, 1e-10, 1e-12])
    best = {"Adagrad": {"learning_rate": 0.01}, "RMSprop": {}, "Adam": {}}
    others = [Cell(method, settings, seed=seed) for seed in seeds for method, settings in best.items()]
    parts = {
        "own": [*beyond, *(Cell("SGD", {"learning_rate": 0.1}, seed=seed, epochs=LONG) for seed in seeds)],
        "small": row,
        "hundredth": [*table_2(seeds=seeds, rhos=[0.95]), *others],
    }
    return [(change, cell) for change, cells in parts.items() for cell in cells]


def train_from(
    change: str, cell: Cell, X: NDArray[Any], y: NDArray[Any], X_test: NDArray[Any], y_test: NDArray[Any]
) -> Run:
    """Make one run with something changed, all else being as in `train`.

    Parameters
    ----------
    change : {"own", "small", "hundredth"}
        Nothing; or first weights of standard deviation 0.01; or the loss, and so its gradients, which are multiplied
        by 0.01.
    cell : Cell
        What to run.
    X, y, X_test, y_test : ndarray
        The data, as `load_mnist` returns them.

    Returns
    -------
    Run
        Errors, losses (those of the loss as it was) and the rest.
    """
    deviation, factor = CHANGES[change]

    class Changed(MLP):
        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            super().__init__(*arguments, **keywords)
            for W in self.weights:
                n = len(W)
                W *= deviation(n) / CHANGES["own"][0](n)

        def compute_gradients(self, *arguments: Any) -> list[NDArray[Any]]:
            grads = super().compute_gradients(*arguments)
            return grads if factor == 1.0 else [g * np.asarray(factor, g.dtype) for g in grads]

    return train(cell, X, y, X_test, y_test, MLP if change == "own" else Changed)


def sweep_extra(data: Mnist, folder: str | os.PathLike[str], **options: Any) -> list[tuple[str, Run]]:
    """Make what `extra` lists and `folder` has not yet; `options` are those of `sweep`.

    Parameters
    ----------
    data : Mnist
        What to train and test on.
    folder : path
        Where finished runs are kept, those of each change in a separate folder.
    **options
        As for `sweep`.

    Returns
    -------
    list of (str, Run)
        In the order of `extra`.
    """
    return [
        (change, run)
        for change in CHANGES
        for run in sweep(
            [cell for name, cell in extra() if name == change],
            data,
            Path(folder) / change,
            make=partial(train_from, change),
            **options,
        )
    ]
