"""One run: the code that decides its numbers, and nothing else."""

from __future__ import annotations

import ast
import hashlib
import inspect
import platform
import textwrap
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import adadelta
from adadelta import datasets, optimizers
from adadelta.experiments._cells import BATCH, LAYERS, Cell
from adadelta.models import _GAIN, MLP

__all__ = ["CHANCE", "Rate", "Run", "train", "versions"]

CHANCE = 90.0
"""Error in percent of a guess among ten digits: what a network whose outputs are no numbers is counted with."""

CONSTANT = 88.65
"""Error in percent of always answering 1, the most frequent digit of the test set: what learns nothing has no less."""


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
        What `versions` returned where it was made.
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


def train(cell: Cell, X: NDArray[Any], y: NDArray[Any], X_test: NDArray[Any], y_test: NDArray[Any]) -> Run:
    """Make one run: train the paper's network from its first weights, and test it after each epoch.

    It is done in single precision on one thread, so that on one machine a cell always gives the same digits, however
    many runs go on beside it. A run that diverges is a result as others are.

    Parameters
    ----------
    cell : Cell
        What to run.
    X, y, X_test, y_test : ndarray
        The data, as `load_mnist` returns them.

    Returns
    -------
    Run
        Errors, losses and the rest.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = rng.integers(10, size=500)
    >>> X = np.eye(10, 784, dtype=np.float32)[y]
    >>> run = train(Cell("Adadelta", epochs=2), X, y, X, y)
    >>> run.errors, run.diverged
    ([0.0, 0.0], False)
    """
    from threadpoolctl import threadpool_limits  # here, so that reading results needs only NumPy

    start = time.perf_counter()
    rng = np.random.default_rng(cell.seed)
    model, optimizer = MLP(LAYERS, cell.activation, rng=rng, dtype=np.float32), cell.optimizer()
    for W in model.weights:
        W *= cell.scale
    errors, losses, rates = [CHANCE] * cell.epochs, [np.nan] * cell.epochs, list[Rate]()
    with threadpool_limits(1), np.errstate(all="ignore"):  # what overflows is told by the loss
        for epoch in range(cell.epochs):
            loss = 0.0
            for rows in np.array_split(rng.permutation(len(X)), -(-len(X) // BATCH)):
                X_batch, y_batch = X[rows], y[rows]
                y_pred = model.predict(X_batch)
                loss += _loss(y_pred, y_batch) * len(rows) / len(X)
                if not np.isfinite(loss):
                    break
                grads = model.compute_gradients(X_batch, y_batch, y_pred)
                optimizer.step(model.parameters, grads, check_finite=False)
                if cell.watch and optimizer.t % cell.watch == 0:
                    rates += _rates(cell, optimizer)
            y_pred = model.predict(X_test)
            if not (np.isfinite(loss) and np.all(np.isfinite(y_pred))):
                break
            errors[epoch] = round(100 * float(np.mean(y_pred.argmax(axis=1) != y_test)), 6)
            losses[epoch] = float(f"{loss:.6g}")
    diverged = bool(np.isnan(losses[-1]) or errors[-1] >= CONSTANT)
    return Run(cell, errors, losses, diverged, round(time.perf_counter() - start, 2), versions(), rates)


def versions() -> dict[str, str]:
    """Return what numbers depend on: NumPy, Python, the package, and a hash of its code that decides them.

    Docstrings, comments and layout do not count.

    Examples
    --------
    >>> list(versions())
    ['numpy', 'python', 'adadelta', 'code']
    """
    digest = hashlib.sha256(repr((LAYERS, BATCH, CHANCE, CONSTANT, _GAIN)).encode())
    for part in (datasets.load_mnist, datasets._read_idx, datasets._as_pixels, MLP, optimizers, train, _loss, _rates):
        tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [line for line in body if not _is_text(line)]  # type: ignore[attr-defined]
        digest.update(ast.unparse(tree).encode())
    return {
        "numpy": np.__version__,
        "python": platform.python_version(),
        "adadelta": adadelta.__version__,
        "code": digest.hexdigest()[:12],
    }


def _is_text(line: ast.stmt) -> bool:
    """Whether a statement is a string by itself, as a docstring is."""
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def _loss(y_pred: NDArray[Any], y: NDArray[Any]) -> float:
    """Cross-entropy of a batch; a probability that has rounded to zero counts as the least that there is."""
    right = y_pred[np.arange(len(y)), y]
    return float(-np.log(np.maximum(right, np.finfo(right.dtype).tiny)).mean())


def _rates(cell: Cell, optimizer: Any) -> list[Rate]:
    """The rates RMS[Δx] / RMS[g] of each layer's weights, as the next step will find them."""
    found = []
    for layer, (Edx2, Eg2) in enumerate(zip(optimizer.Edx2[::2], optimizer.Eg2[::2], strict=True), start=1):
        rate = np.sqrt((Edx2 + optimizer.epsilon) / (Eg2 + optimizer.epsilon))
        low, median, high = (float(f"{q:.4g}") for q in np.quantile(rate, [0.1, 0.5, 0.9]))
        step = float(f"{np.sqrt(Edx2.mean()):.4g}")
        found.append(Rate(cell.activation, optimizer.t, layer, low, median, high, step))
    return found
