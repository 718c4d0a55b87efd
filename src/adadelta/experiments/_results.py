"""What the runs gave, as it is stored with the package, and the paper's own numbers to set beside it."""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adadelta.experiments._cells import Cell
from adadelta.experiments._train import Rate, Run
from adadelta.optimizers import BOUNDS

__all__ = ["Summary", "load_rates", "load_results", "paper_error", "paper_tables", "summarize", "write_results"]

DATA = Path(__file__).parent.parent / "data"
RUNS = "mnist.csv"
RATES = "mnist_rates.csv"
VERSIONS = ("numpy", "python", "adadelta", "code")
MEASURED = ("diverged", "errors", "losses", "seconds")
COLUMNS = ("method", "activation", "scale", *BOUNDS, "seed", "epochs", *MEASURED, *VERSIONS)


class Summary(NamedTuple):
    """The runs of one setting, which differ in nothing but the seed.

    Attributes
    ----------
    method : str
        The optimizer.
    settings : mapping of str to float
        All of its settings.
    activation : {"relu", "tanh"}
        Of the hidden layers.
    scale : float
        What the initial weights were multiplied by; 1 is the protocol.
    errors, losses : ndarray of float64, shape (seeds, epochs)
        Test error in percent after each epoch and training loss over it, one row for each seed.
    diverged : int
        How many of the runs diverged.

    Examples
    --------
    >>> cells = [Cell("SGD", seed=seed) for seed in range(2)]
    >>> runs = [Run(cell, [4.0, 2.0 + cell.seed], [0.2, 0.1], False, 9.0, {}) for cell in cells]
    >>> [summary] = summarize(runs)
    >>> summary.mean, round(summary.spread, 3)
    (2.5, 0.707)
    """

    method: str
    settings: Mapping[str, float]
    activation: str
    scale: float
    errors: NDArray[np.float64]
    losses: NDArray[np.float64]
    diverged: int

    @property
    def mean(self) -> float:
        """Mean over the seeds of the last test error, in percent."""
        return float(self.errors[:, -1].mean())

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds of the last test error, in percentage points; NaN of one seed."""
        return float(self.errors[:, -1].std(ddof=1)) if len(self.errors) > 1 else math.nan


def summarize(runs: Iterable[Run]) -> list[Summary]:
    """Put the seeds of each setting together.

    Parameters
    ----------
    runs : iterable of Run
        What `sweep` or `load_results` returned.

    Returns
    -------
    list of Summary
        One for each method, activation, scale, number of epochs and setting, in the order of their first runs.

    Examples
    --------
    >>> summaries = summarize(load_results())
    >>> len([summary for summary in summaries if summary.errors.shape == (3, 6)])  # the tables, not the figure
    101
    """
    groups: dict[Any, list[Run]] = {}
    for run in runs:
        cell = run.cell
        setting = cell.method, cell.activation, cell.scale, cell.epochs, *cell.settings.items()
        groups.setdefault(setting, []).append(run)
    return [
        Summary(
            group[0].cell.method,
            group[0].cell.settings,
            group[0].cell.activation,
            group[0].cell.scale,
            np.array([run.errors for run in group]),
            np.array([run.losses for run in group]),
            sum(run.diverged for run in group),
        )
        for group in groups.values()
    ]


def write_results(runs: Iterable[Run], folder: str | os.PathLike[str] = DATA) -> None:
    """Write runs as one table, `mnist.csv`, a row for each, and their effective rates as `mnist_rates.csv`.

    Parameters
    ----------
    runs : iterable of Run
        What `sweep` returned. A run that watched its rates goes into the second table alone.
    folder : path
        Where; by default the package's own data.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_results(load_results(), folder)
    ...     [run.errors for run in load_results(folder)] == [run.errors for run in load_results()]
    True
    """
    runs = list(runs)
    _write(Path(folder) / RUNS, COLUMNS, (_row(run) for run in runs if not run.cell.watch))
    _write(Path(folder) / RATES, Rate._fields, (rate for run in runs for rate in run.rates))


def load_results(folder: str | os.PathLike[str] = DATA) -> list[Run]:
    """Return the stored runs of the paper's network on MNIST.

    Parameters
    ----------
    folder : path
        Where the table is; by default the package's own data.

    Returns
    -------
    list of Run
        One for each cell and seed.

    Examples
    --------
    >>> run = load_results()[0]
    >>> run.cell.method, run.cell.activation, run.cell.settings, len(run.errors)
    ('Adadelta', 'relu', {'rho': 0.9, 'epsilon': 0.01, 'learning_rate': 1.0}, 6)
    """
    with (Path(folder) / RUNS).open(encoding="utf-8", newline="") as file:
        return [_run(row) for row in csv.DictReader(file)]


def load_rates(folder: str | os.PathLike[str] = DATA) -> list[Rate]:
    """Return Adadelta's stored effective rates, by layer, every 60 updates.

    Parameters
    ----------
    folder : path
        Where the table is; by default the package's own data.

    Returns
    -------
    list of Rate
        Those of the run with tanh, then those of the one with rectified linear units.

    Examples
    --------
    >>> [(rate.activation, rate.update, rate.layer) for rate in load_rates()[:3]]
    [('tanh', 60, 1), ('tanh', 60, 2), ('tanh', 60, 3)]
    """
    with (Path(folder) / RATES).open(encoding="utf-8", newline="") as file:
        return [
            Rate(activation, int(update), int(layer), *map(float, numbers))
            for activation, update, layer, *numbers in list(csv.reader(file))[1:]
        ]


def paper_tables() -> dict[str, Any]:
    """Return the numbers printed in the paper's tables 1 and 2: test error in percent after 6 epochs.

    Examples
    --------
    >>> paper_tables()["table_2"]["errors"]["0.95"]
    [2.58, 1.99, 1.83, 2.13]
    """
    tables: dict[str, Any] = json.loads((DATA / "zeiler2012.json").read_text(encoding="utf-8"))
    return tables


def paper_error(method: str, settings: Mapping[str, float]) -> float | None:
    """Return what the paper's tables have for a setting, or None where it is not in them.

    Parameters
    ----------
    method : str
        The optimizer.
    settings : mapping of str to float
        Its learning rate; or `rho` and `epsilon`, for Adadelta.

    Examples
    --------
    >>> paper_error("Adadelta", {"rho": 0.95, "epsilon": 1e-6}), paper_error("Adam", {"learning_rate": 0.001})
    (1.83, None)
    """
    tables = paper_tables()
    if method == "Adadelta":
        table, row, column = tables["table_2"], f"{settings['rho']:.2f}", settings["epsilon"]
    else:
        table, row, column = tables["table_1"], method, settings["learning_rate"]
    if row not in table["errors"] or column not in table["columns"]:
        return None
    return float(table["errors"][row][table["columns"].index(column)])


def _row(run: Run) -> list[Any]:
    """One line of the table; a list in it is numbers with spaces between."""
    cell = run.cell
    settings = [cell.settings.get(name, "") for name in BOUNDS]
    errors, losses = (" ".join(f"{value:g}" for value in values) for values in (run.errors, run.losses))
    diverged = "yes" if run.diverged else "no"
    measured = [cell.seed, cell.epochs, diverged, errors, losses, run.seconds]
    return [cell.method, cell.activation, cell.scale, *settings, *measured, *(run.versions[name] for name in VERSIONS)]


def _run(row: Mapping[str, str]) -> Run:
    """The run that a line of the table tells of."""
    settings = {name: float(row[name]) for name in BOUNDS if row[name]}
    return Run(
        Cell(
            row["method"],
            settings,
            row["activation"],
            int(row["seed"]),
            int(row["epochs"]),
            scale=float(row["scale"]),
        ),
        [float(value) for value in row["errors"].split()],
        [float(value) for value in row["losses"].split()],
        row["diverged"] == "yes",
        float(row["seconds"]),
        {name: row[name] for name in VERSIONS},
    )


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a table beside its place and move it there."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
