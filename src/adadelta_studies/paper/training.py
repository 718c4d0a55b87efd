"""One run: the code that decides its numbers, and nothing else."""

from __future__ import annotations

import platform
import time
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.experiments import CHANCE, CONSTANT, LAYERS, Cell, Rate, Run
from adadelta.models import MLP

__all__ = ["BATCH", "VERSIONS", "train"]

BATCH = 100
"""Examples to an update."""

VERSIONS = {
    "numpy": np.__version__,
    "python": platform.python_version(),
    "adadelta": metadata.version("adadelta"),
}
"""What a run is made with."""


def train(
    cell: Cell,
    X: NDArray[Any],
    y: NDArray[Any],
    X_test: NDArray[Any],
    y_test: NDArray[Any],
    network: type[MLP] = MLP,
) -> Run:
    """Make one run: train the paper's network from its first weights, and test it after each epoch.

    It is done in single precision on one thread, so on one machine a cell always gives the same digits, however
    many runs are in progress. A run that diverges is a result as others are.

    Parameters
    ----------
    cell : Cell
        What to run.
    X, y, X_test, y_test : ndarray
        The data, as `load_mnist` returns them.
    network : type, default MLP
        What is trained: `MLP`, or a subclass that changes something.

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
    model, optimizer = network(LAYERS, cell.activation, rng=rng, dtype=np.float32), cell.optimizer()
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
    return Run(cell, errors, losses, diverged, round(time.perf_counter() - start, 2), dict(VERSIONS), rates)


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
