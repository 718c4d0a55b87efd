"""The problems of the ledger, fixed before anything runs: what is minimized, from what data, for how long, to where.

Whatever chance decides (data, start, batches, noise) comes from one seed, so the methods compared meet the
same. Held-out rows of real data are set aside once: no tuning run sees them.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adadelta import surfaces
from adadelta.claims import PLACES
from adadelta.datasets import digits, penguins, sparse_features
from adadelta.models import MLP, LinearRegression, Model
from adadelta.optimizers import Optimizer

__all__ = ["CHECKS", "PROBLEMS", "REPORTED", "TUNING", "Drawn", "Problem", "batches", "descend", "draw", "run"]

Array = NDArray[Any]

REPORTED = range(100, 120)
"""Seeds of what is reported: run once, after everything that the claims fix was fixed."""

TUNING = range(1000, 1005)
"""Seeds of what is tuned on: none of those reported."""

CHECKS = 40
"""How often in a run the loss is measured."""


class Drawn(NamedTuple):
    """A problem as one seed makes it: arrays to change, the next gradient there, and the loss to be judged by."""

    parameters: list[Array]
    gradient: Callable[[], list[Array]]
    loss: Callable[[], float]
    data: tuple[Any, Array, Array] | None = None  # the model and the rows it trains on, where it has any


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is fixed of a problem: its kind, what measures success, the budget of gradients, and the target.

    Attributes
    ----------
    title : str
        What it is called in a sentence.
    kind : str
        Problems of one kind count once.
    real : bool
        Whether it is real data, judged by the error on held-out rows.
    updates : int
        The budget: gradients, and updates, of each run.
    judge : str
        What is measured, in words.
    target : float
        The value of the measure that counts as reached.
    draw : callable
        Takes the generator, whether this is tuning, and whether the noise is turned up; returns a `Drawn`.
    louder : str
        What turning up the noise means, or nothing where it cannot be.
    """

    title: str
    kind: str
    real: bool
    updates: int
    judge: str
    target: float
    draw: Callable[[np.random.Generator, bool, bool], Drawn]
    louder: str = ""


def draw(problem: Problem, seed: int, noisy: bool = False) -> Drawn:
    """Return the problem as a seed makes it."""
    rng = np.random.default_rng([seed, zlib.crc32(problem.kind.encode())])  # no two problems draw alike
    return problem.draw(rng, seed in TUNING, noisy)


def descend(
    drawn: Drawn,
    optimizer: Optimizer,
    updates: int,
    watch: Callable[[list[Array], list[Array]], None] | None = None,
    restart_at: int | None = None,
) -> NDArray[np.float64]:
    """Take so many updates and return the loss at the start and at each check; what diverges stays at its worst.

    `watch` is shown the gradients and the steps of every update; at `restart_at` the optimizer forgets its state.
    """
    checks = np.linspace(0, updates, CHECKS + 1).round().astype(int)
    due, losses = set(checks.tolist()), dict[int, float]()
    with np.errstate(all="ignore"):
        optimizer.initialize(drawn.parameters)
        for update in range(updates + 1):
            if update in due:
                losses[update] = drawn.loss()
            if update == updates:
                break
            if update == restart_at:
                optimizer.initialize(drawn.parameters)
            try:
                grads = drawn.gradient()
                if watch is None:
                    optimizer.step(drawn.parameters, grads)
                else:
                    watch(grads, optimizer.update(drawn.parameters, grads))
            except ValueError:  # the gradient is no number, or one that cannot be squared
                break
    curve = np.array([losses.get(update, np.inf) for update in checks.tolist()])
    worst = 10 * curve[0]
    return np.where(np.isfinite(curve), np.minimum(curve, worst), worst)


def run(problem: Problem, optimizer: Optimizer, seed: int, noisy: bool = False) -> NDArray[np.float64]:
    """Spend the problem's budget and return the loss at the start and at each check."""
    return descend(draw(problem, seed, noisy), optimizer, problem.updates)


def batches(model: Model, X: Array, y: Array, size: int, rng: np.random.Generator) -> Callable[[], list[Array]]:
    """Return what takes the next batch of each epoch's shuffled rows and returns its gradient."""
    order: list[Array] = []

    def gradient() -> list[Array]:
        if not order:
            rows = rng.permutation(len(X))
            order.extend(rows[i : i + size] for i in range(0, len(X) - size + 1, size))
        rows = order.pop()
        X_batch, y_batch = X[rows], y[rows]
        return model.compute_gradients(X_batch, y_batch, model.predict(X_batch))

    return gradient


def _train(model: Model, X: Array, y: Array, size: int, rng: np.random.Generator, loss: Callable[[], float]) -> Drawn:
    """Return the problem of training a model on these rows, in batches."""
    return Drawn(model.parameters, batches(model, X, y, size, rng), loss, (model, X, y))


def _apart(rng: np.random.Generator, m: int, held_out: int, train: int, tuning: bool) -> tuple[Array, Array]:
    """Return the rows to train on and the rows to judge by: when tuning, other rows than those held out for good."""
    fixed = np.random.default_rng(0).permutation(m)
    kept, rest = fixed[:held_out], rng.permutation(fixed[held_out:])
    return rest[:train], rest[train:] if tuning else kept


def _ravine(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    surface = surfaces.rotated_ravine(condition=100.0)
    angle, noise = rng.uniform(0, 2 * np.pi), 10.0 if noisy else 1.0
    x = 3 * np.array([np.cos(angle), np.sin(angle)])
    return Drawn([x], lambda: [surface.gradient(x) + noise * rng.standard_normal(2)], lambda: float(surface.value(x)))


def _outliers(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    scales = np.geomspace(1.0, 0.1, 10)
    X, W = rng.standard_normal((400, 10)) * scales, rng.standard_normal((10, 1))
    y = X @ W + (3.0 if noisy else 0.3) * rng.standard_t(2, size=(400, 1))
    model, fresh = LinearRegression(10, W=np.zeros((10, 1))), rng.standard_normal((400, 10)) * scales
    return _train(model, X, y, 16, rng, lambda: model.loss(fresh, fresh @ W))


def _rare(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    data = sparse_features(rng, np.geomspace(1.0, 0.01, 30), m=1200)
    model = LinearRegression(30, W=np.zeros((30, 1)))
    X, y, X_out, y_out = data.X[:800], data.y[:800], data.X[800:], data.y[800:]
    return _train(model, X, y, 16, rng, lambda: model.loss(X_out, y_out))


def _words(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    data = sparse_features(rng, np.geomspace(0.5, 0.01, 60), m=1600, noise=0.5)
    y = (data.y[:, 0] > np.median(data.y)).astype(int)
    model = MLP([60, 2], rng=rng)
    X, y, X_out, y_out = data.X[:1200], y[:1200], data.X[1200:], y[1200:]
    return _train(model, X, y, 16, rng, lambda: model.loss(X_out, y_out))


def _penguins(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    birds = penguins()
    X, y = birds.X / 100, birds.y / 1000  # decimeters and kilograms
    train, judge = _apart(rng, len(X), held_out=100, train=160, tuning=tuning)
    model = LinearRegression(1, W=[[0.0]])
    return _train(model, X[train], y[train], 16, rng, lambda: model.loss(X[judge], y[judge]))


def _digits(
    layers: list[int], train: int, size: int, ink: float | None = None
) -> Callable[[np.random.Generator, bool, bool], Drawn]:
    """Return what draws a problem with the digits: so many rows to train on, and pixels as they are or ink or none."""

    def draw(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
        X, y = digits()
        X = X / 16 if ink is None else (ink <= X).astype(np.float64)
        rows, judge = _apart(rng, len(X), held_out=597, train=train, tuning=tuning)
        labels = y[rows]
        if noisy:
            wrong = rng.random(train) < 0.3
            labels = np.where(wrong, rng.integers(0, 10, train), labels)
        model = MLP(layers, rng=rng)

        def error() -> float:
            right = model.predict(X[judge]).argmax(axis=1) == y[judge]
            return max(1 - float(right.mean()), 0.5 / len(judge)) if np.isfinite(model.weights[0]).all() else 1.0

        return _train(model, X[rows], labels, size, rng, error)

    return draw


def _stream(rng: np.random.Generator, tuning: bool, noisy: bool) -> Drawn:
    mix = rng.standard_normal((20, 20)) / np.sqrt(20)
    W, model = rng.standard_normal((20, 1)), LinearRegression(20, W=np.zeros((20, 1)))
    fresh = rng.standard_normal((400, 20)) @ mix

    def gradient() -> list[Array]:
        X = rng.standard_normal((16, 20)) @ mix
        return model.compute_gradients(X, X @ W + 0.3 * rng.standard_normal((16, 1)), model.predict(X))

    return Drawn(model.parameters, gradient, lambda: model.loss(fresh, fresh @ W))


EXCESS = "squared error on fresh rows, without noise"
ERROR = "error rate, held out"

PROBLEMS = {
    "ravine": Problem(*PLACES["ravine"], "height above the minimum", 1.0, _ravine, "ten times the noise"),
    "outliers": Problem(*PLACES["outliers"], EXCESS, 0.1, _outliers, "targets with ten times the noise"),
    "rare": Problem(*PLACES["rare"], "squared error on fresh rows", 0.3, _rare),
    "words": Problem(*PLACES["words"], "cross-entropy on fresh rows", 0.4, _words),
    "penguins": Problem(*PLACES["penguins"], "squared error in kg², held out", 0.3, _penguins),
    "digits": Problem(*PLACES["digits"], ERROR, 0.08, _digits([64, 32, 10], 800, 32), "three labels of ten at random"),
    "pixels": Problem(*PLACES["pixels"], ERROR, 0.12, _digits([64, 10], 800, 16, ink=12)),
    "few": Problem(*PLACES["few"], ERROR, 0.2, _digits([64, 32, 10], 100, 20)),
    "stream": Problem(*PLACES["stream"], EXCESS, 0.1, _stream),
}
"""The problems by name."""
