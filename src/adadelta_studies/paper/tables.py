"""Writes the tables that `adadelta.experiments` reads."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adadelta.experiments import DATA, EXTRA, RATES, RUNS, Rate, Run
from adadelta.optimizers import BOUNDS
from adadelta_studies.files import replaced
from adadelta_studies.paper.training import VERSIONS

__all__ = ["write_extra", "write_results"]

MEASURED = ("diverged", "errors", "losses", "seconds")
COLUMNS = ("method", "activation", "scale", *BOUNDS, "seed", "epochs", *MEASURED, *VERSIONS)


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
    >>> from adadelta.experiments import load_results
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_results(load_results(), folder)
    ...     [run.errors for run in load_results(folder)] == [run.errors for run in load_results()]
    True
    """
    runs = list(runs)
    _write(Path(folder) / RUNS, COLUMNS, (_row(run) for run in runs if not run.cell.watch))
    _write(Path(folder) / RATES, Rate._fields, (rate for run in runs for rate in run.rates))


def write_extra(runs: Iterable[tuple[str, Run]], folder: str | os.PathLike[str] = DATA) -> None:
    """Write runs, each with the name of its change, as one table, `mnist_extra.csv`, a row for each.

    Parameters
    ----------
    runs : iterable of (str, Run)
        What is to be stored.
    folder : path
        Where; by default the package's own data.
    """
    _write(Path(folder) / EXTRA, ("change", *COLUMNS), ([change, *_row(run)] for change, run in runs))


def _row(run: Run) -> list[Any]:
    """One line of the table; a list in it is numbers with spaces between."""
    cell = run.cell
    settings = [cell.settings.get(name, "") for name in BOUNDS]
    errors, losses = (" ".join(f"{value:g}" for value in values) for values in (run.errors, run.losses))
    diverged = "yes" if run.diverged else "no"
    measured = [cell.seed, cell.epochs, diverged, errors, losses, run.seconds]
    return [cell.method, cell.activation, cell.scale, *settings, *measured, *(run.versions[name] for name in VERSIONS)]


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a table, whole or not at all."""
    with replaced(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
