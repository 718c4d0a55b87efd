"""One run of every kind, repeated: a method with an activation for one epoch, and a task of each experiment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import product

from adadelta.experiments import METHODS, Cell
from adadelta_studies.claims.ledger import Task
from adadelta_studies.claims.problems import REPORTED
from adadelta_studies.claims.running import perform
from adadelta_studies.mnist import Mnist, load_mnist
from adadelta_studies.paper.changes import CHANGES, train_from

__all__ = ["TASKS", "Kind", "kinds", "repeat"]

Kind = Task | tuple[str, Cell]
"""A task of the ledger; or a change of the initial weights or of the loss, and the cell to train with it."""

TASKS: list[Task] = [
    ("tournament", "ravine", "Adagrad"),
    ("tournament", "rare", "Adadelta"),
    ("sensitivity", "ravine"),
    ("decay_rates", "ravine"),
    ("random_search", "ravine", "SGD"),
    ("batch_sizes", "outliers"),
    ("streams", "streams"),
    ("units", "ravine"),
    ("costs", "a batch of 1"),
]
"""One task of each experiment; of the tournament two, since Adagrad and Adadelta are watched more closely."""


def kinds() -> dict[str, Kind]:
    """Return what is repeated, by name: runs on MNIST, and tasks of the ledger.

    Examples
    --------
    >>> list(kinds())[-1]
    'costs a batch of 1'
    """
    return {f"{change} {cell.name}": (change, cell) for change, cell in _cells()} | {" ".join(t): t for t in TASKS}


def _cells() -> Iterator[tuple[str, Cell]]:
    """Yield a cell of each method with each activation, and one of each change; Adadelta's rates are watched."""
    for method, activation in product(METHODS, ("relu", "tanh")):
        settings = {"learning_rate": 0.1} if method in ("SGD", "Momentum") else {}
        yield "own", Cell(method, settings, activation, epochs=1, watch=60 if method == "Adadelta" else 0)
    for change in CHANGES:
        if change != "own":
            yield change, Cell("SGD", {"learning_rate": 0.1}, epochs=1)


@cache
def _data() -> Mnist:
    return load_mnist()


def repeat(kind: Kind, seeds: int = 2) -> str:
    """Make a run, and return a hash of all of its digits.

    Parameters
    ----------
    kind : tuple
        A task, or a change and a cell.
    seeds : int, default 2
        How many of the reported seeds a task runs on.

    Examples
    --------
    >>> repeat(("costs", "a batch of 1")) == repeat(("costs", "a batch of 100"))
    False
    """
    if isinstance(kind[1], Cell):
        run = train_from(kind[0], kind[1], *_data())
        digits = repr((run.errors, run.losses, run.diverged, run.rates))
    else:
        digits = repr(perform(kind, REPORTED[:seeds]))
    return hashlib.sha256(digits.encode()).hexdigest()[:12]
