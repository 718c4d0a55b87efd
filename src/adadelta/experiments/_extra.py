"""Runs beside the tables, which explain them: from other first weights, and with ε beyond the paper's grid."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from adadelta.datasets import Mnist
from adadelta.experiments import _train
from adadelta.experiments._cells import SEEDS, Cell, table_1, table_2
from adadelta.experiments._results import COLUMNS, DATA, _row, _run, _write
from adadelta.experiments._sweep import sweep
from adadelta.experiments._train import Run, train, versions
from adadelta.models import MLP

__all__ = ["extra", "load_extra"]

STARTS: dict[str, Callable[[int], float] | None] = {"own": None, "lecun": lambda n: n**-0.5, "small": lambda n: 0.01}
"""Standard deviation of the first weights of a unit with n inputs: our own, LeCun's, or one small number for all."""
FILE = "mnist_extra.csv"


def extra(seeds: Iterable[int] = SEEDS) -> list[tuple[str, Cell]]:
    """Return what is run beside the tables, all with rectified linear units: the name of a start, and a cell.

    Parameters
    ----------
    seeds : iterable of int, default (0, 1, 2)
        One run each.

    Returns
    -------
    list of (str, Cell)
        Adadelta at ρ = 0.95 with ε beyond table 2; table 1 and the last column of table 2 from LeCun's first weights;
        and SGD's row from small ones.

    Examples
    --------
    >>> len(extra(seeds=[0]))
    27
    """
    seeds = [*seeds]
    beyond = table_2(seeds=seeds, rhos=[0.95], epsilons=[1.0, 0.1, 1e-10, 1e-12])
    row = [cell for cell in table_1(seeds=seeds) if cell.method == "SGD"]
    parts = {
        "own": beyond,
        "lecun": [*table_1(seeds=seeds), *table_2(seeds=seeds, epsilons=[1e-8])],
        "small": row,
    }
    return [(start, cell) for start, cells in parts.items() for cell in cells]


def train_from(start: str, cell: Cell, *data: Any) -> Run:
    """Make one run from other first weights, all else being as in `train`.

    Parameters
    ----------
    start : {"own", "lecun", "small"}
        The first weights: the package's own, or normal ones of variance 1/n for a unit with n inputs, or of standard
        deviation 0.01.
    cell : Cell
        What to run.
    *data : ndarray
        The data, as `load_mnist` returns them.

    Returns
    -------
    Run
        Errors, losses and the rest.
    """
    scale = STARTS[start]
    if scale is None:
        return train(cell, *data)
    deviation = scale

    class Started(MLP):
        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            super().__init__(*arguments, **keywords)
            for W in self.weights:
                n = len(W)
                W *= deviation(n) / (2 / n) ** 0.5

    _train.MLP = Started  # type: ignore[attr-defined]
    try:
        run = train(cell, *data)
    finally:
        _train.MLP = MLP  # type: ignore[attr-defined]
    return replace(run, versions=versions())


def load_extra(folder: str | os.PathLike[str] = DATA) -> dict[str, list[Run]]:
    """Return the stored runs by the name of their start.

    Parameters
    ----------
    folder : path
        Where the table is; by default the package's own data.

    Returns
    -------
    dict of str to list of Run
        What `extra` lists: "own" are the package's first weights, "lecun" normal ones of variance 1/n for a unit with
        n inputs, "small" normal ones of standard deviation 0.01.

    Examples
    --------
    >>> {start: len(runs) for start, runs in load_extra().items()}
    {'own': 12, 'lecun': 54, 'small': 15}
    """
    found: dict[str, list[Run]] = {start: [] for start in STARTS}
    with (Path(folder) / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["start"]].append(_run(row))
    return found


def write_extra(runs: Iterable[tuple[str, Run]], folder: str | os.PathLike[str] = DATA) -> None:
    """Write runs, each with the name of its start, as one table, a row for each.

    Parameters
    ----------
    runs : iterable of (str, Run)
        What is to be stored.
    folder : path
        Where; by default the package's own data.
    """
    _write(Path(folder) / FILE, ("start", *COLUMNS), ([start, *_row(run)] for start, run in runs))


def sweep_extra(data: Mnist, folder: str | os.PathLike[str], **options: Any) -> list[tuple[str, Run]]:
    """Make what `extra` lists and `folder` has not yet; `options` are those of `sweep`.

    Parameters
    ----------
    data : Mnist
        What to train and test on.
    folder : path
        Where finished runs are kept, those of each start in a folder of its own.
    **options
        As for `sweep`.

    Returns
    -------
    list of (str, Run)
        In the order of `extra`.
    """
    return [
        (start, run)
        for start in STARTS
        for run in sweep(
            [cell for name, cell in extra() if name == start],
            data,
            Path(folder) / start,
            make=partial(train_from, start),
            **options,
        )
    ]
