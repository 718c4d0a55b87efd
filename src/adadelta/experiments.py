"""The stored runs of the paper's network on MNIST, and the paper's own numbers to compare them with.

`adadelta_studies.paper` makes the runs.
"""

from __future__ import annotations

import csv
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adadelta import _checks, optimizers
from adadelta.optimizers import BOUNDS

__all__ = [
    "CHANCE",
    "CONSTANT",
    "EPOCHS",
    "LAYERS",
    "METHODS",
    "Cell",
    "Rate",
    "Run",
    "Summary",
    "load_extra",
    "load_rates",
    "load_results",
    "paper_error",
    "paper_tables",
    "summarize",
]

LAYERS = (784, 500, 300, 10)
"""The paper's network, from 784 pixels to 10 digits, with softmax at its end."""

EPOCHS = 6
"""Passes over the 60,000 training examples before the test error of a table's cell."""

CHANCE = 90.0
"""Test error in percent that a run is counted with once its numbers have overflowed: a guess among ten digits."""

CONSTANT = 88.65
"""Error in percent of always answering 1, the most frequent digit of the test set: what learns nothing has no less."""

METHODS = ("SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam")
"""The methods that were run."""

DATA = Path(__file__).parent / "data"
RUNS, RATES, EXTRA = "mnist.csv", "mnist_rates.csv", "mnist_extra.csv"
VERSIONS = ("numpy", "python", "adadelta")


@dataclass(frozen=True)
class Cell:
    """One run to be made: a method with its settings, what it trains, for how long, and the seed.

    Parameters
    ----------
    method : {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}
        The optimizer.
    settings : mapping of str to float, default {}
        Its settings; what is not named is the method's own default, and stands here too once the cell is made.
    activation : {"relu", "tanh"}, default "relu"
        Of the hidden layers.
    seed : int, default 0
        Of the Generator that draws the initial weights and then the batches.
    epochs : int, default 6
        Passes over the training data.
    watch : int, default 0
        Updates between two looks at Adadelta's effective rates; 0 for none.
    scale : float, default 1.0
        What the initial weights are multiplied by; 1 is the protocol.

    Raises
    ------
    TypeError, ValueError
        If the method is another or `watch` asks for the rates of one that has none, a setting or `scale` is out of
        bounds, or `seed`, `epochs` or `watch` is not a whole number of at least 0, 1 and 0.

    Examples
    --------
    >>> cell = Cell("Momentum", {"learning_rate": 0.1}, seed=2)
    >>> cell.settings
    {'learning_rate': 0.1, 'momentum': 0.9}
    >>> cell.name
    'Momentum-relu-learning_rate=0.1-momentum=0.9-seed=2-epochs=6'
    """

    method: str
    settings: Mapping[str, float] = field(default_factory=dict)
    activation: str = "relu"
    seed: int = 0
    epochs: int = EPOCHS
    watch: int = 0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}; got {self.method!r}")
        if self.activation not in ("relu", "tanh"):
            raise ValueError(f"activation must be relu or tanh; got {self.activation!r}")
        for name, low in (("seed", 0), ("epochs", 1), ("watch", 0)):
            object.__setattr__(self, name, _checks.count(name, getattr(self, name), low))
        if self.watch and self.method != "Adadelta":
            raise ValueError(f"watch must be 0 for a method without averages of steps; got {self.watch}")
        object.__setattr__(self, "scale", _checks.number("scale", self.scale, "(0, inf)"))
        object.__setattr__(self, "settings", self.optimizer().settings)

    def optimizer(self) -> optimizers.Optimizer:
        """Return the method with its settings, before its first step.

        Examples
        --------
        >>> Cell("Adadelta", {"rho": 0.9}).optimizer()
        Adadelta(rho=0.9, epsilon=1e-06, learning_rate=1.0)
        """
        made: optimizers.Optimizer = getattr(optimizers, self.method)(**self.settings)
        return made

    @property
    def name(self) -> str:
        """All of it in one word, for the name of a file.

        Examples
        --------
        >>> Cell("SGD", {"learning_rate": 1.0}, activation="tanh").name
        'SGD-tanh-learning_rate=1-seed=0-epochs=6'
        """
        settings = [f"{name}={value:g}" for name, value in self.settings.items()]
        watch = [f"watch={self.watch}"] if self.watch else []
        scale = [f"scale={self.scale:g}"] if self.scale != 1 else []
        drawn = [f"seed={self.seed}", f"epochs={self.epochs}"]
        return "-".join([self.method, self.activation, *settings, *drawn, *watch, *scale])


class Rate(NamedTuple):
    """Adadelta's effective rates in one layer at one time.

    Attributes
    ----------
    activation : {"tanh", "relu"}
        Of the hidden layers.
    update : int
        How many updates there had been.
    layer : int
        Which weights, from 1, next to the pixels, to 3.
    low, median, high : float
        The rates RMS[Δx] / RMS[g] that a tenth, half and nine tenths of the layer's weights lie below.
    step : float
        Root mean square of the layer's steps of late, from E[Δx²].

    Examples
    --------
    >>> Rate("tanh", update=60, layer=1, low=0.1, median=0.2, high=1.0, step=0.001).median
    0.2
    """

    activation: str
    update: int
    layer: int
    low: float
    median: float
    high: float
    step: float


@dataclass(frozen=True)
class Run:
    """What one run gave.

    Attributes
    ----------
    cell : Cell
        What was run.
    errors : list of float
        Test error in percent after each epoch; 90, a guess, from the epoch on in which numbers overflowed.
    losses : list of float
        Mean over each epoch of the training loss of its batches, in nats; NaN once numbers overflowed.
    diverged : bool
        Whether numbers overflowed, or the last test error is no less than that of always answering 1, 88.65 %.
    seconds : float
        How long it took.
    versions : dict of str to str
        NumPy, Python and the package where it was made.
    rates : list of Rate
        The effective rates, where the cell asks for them.

    Examples
    --------
    >>> Run(Cell("SGD"), [3.5, 2.5], [0.4, 0.2], diverged=False, seconds=9.0, versions={}).errors[-1]
    2.5
    """

    cell: Cell
    errors: list[float]
    losses: list[float]
    diverged: bool
    seconds: float
    versions: dict[str, str]
    rates: list[Rate] = field(default_factory=list)


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
        What `load_results` returned, or a sweep.

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


def load_extra(folder: str | os.PathLike[str] = DATA) -> dict[str, list[Run]]:
    """Return the stored runs beside the tables by the name of what was changed.

    Parameters
    ----------
    folder : path
        Where the table is; by default the package's own data.

    Returns
    -------
    dict of str to list of Run
        With "own" nothing was changed, with "small" the first weights have the standard
        deviation 0.01, and with "hundredth" the loss was multiplied by 0.01.

    Examples
    --------
    >>> {start: len(runs) for start, runs in load_extra().items()}
    {'own': 15, 'small': 15, 'hundredth': 21}
    """
    found: dict[str, list[Run]] = {change: [] for change in ("own", "small", "hundredth")}
    with (Path(folder) / EXTRA).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["change"]].append(_run(row))
    return found


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
