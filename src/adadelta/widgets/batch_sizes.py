"""Batch sizes: one example, some, or all to an update, compared when equally many examples have been read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta._numbers import Table, fixed, number, setting
from adadelta.datasets import article_line
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import SGD
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["BatchSizes"]

MOST_EPOCHS = 10
TOO_LARGE = 1e6


@dataclass(frozen=True)
class Run:
    """One batch size: parameters, loss and examples read at the start and after each update."""

    size: int
    points: NDArray[np.float64]
    loss: list[float]
    read: list[int]
    over: int | None


class BatchSizes(Explorable):
    r"""The article's line under plain descent in batches of a chosen size, beside those of 1 and of all examples.

    An update with a batch of n examples, whose mean gradient it follows, is

    .. math:: x_{t+1} = x_t - \eta\, \frac1n \sum_{i \in \text{batch}} g_i .

    An epoch reads all m examples, whatever n is, and makes :math:`\lceil m / n \rceil` updates. The runs are
    compared at equally many examples read.

    Parameters
    ----------
    batch_size : int, default 10
        Examples to an update, in [1, 100]; the last batch of an epoch may be smaller.
    learning_rate : float, default 0.1
        :math:`\eta`, in [1e-3, 10].
    epochs : int, default 1
        Passes over the data, in [1, 10].
    order : {"seed_0", "seed_1", "sorted"}, default "seed_0"
        How the examples are read: shuffled anew for each epoch, as `fit` does with a Generator of seed 0 or 1, or
        always sorted by x.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    batch_size, learning_rate, epochs, order : int, float, int and str
        Traits, synchronized with the figure.
    x, y, W0, orders : list of float, list of float, float, and list of list of int
        Inputs, targets, the weight at the start, and for each seed the rows of ten epochs one after the other; not to
        be changed.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    Robbins and Monro (1951) for descent by noisy gradients. The data are `adadelta.article_line()`.

    Examples
    --------
    >>> print(BatchSizes().sentence()[:92])
    At a rate of 0.1, 1 epoch reads 100 examples: in batches of 10, 10 updates lead to a loss of
    >>> [(row[0], row[2]) for row in BatchSizes(epochs=10).table().rows[:3]]
    [('10', '100'), ('1', '1000'), ('100', '10')]
    """

    batch_size = traitlets.Int(10, min=1, max=100, help="examples to an update").tag(sync=True)
    learning_rate = Number(0.1, min=1e-3, max=10.0, help="learning rate").tag(sync=True)
    epochs = traitlets.Int(1, min=1, max=MOST_EPOCHS, help="passes over the data").tag(sync=True)
    order = traitlets.Enum(["seed_0", "seed_1", "sorted"], "seed_0", help="how the examples are read").tag(sync=True)
    x = traitlets.List(traitlets.Float(), read_only=True, help="inputs").tag(sync=True)
    y = traitlets.List(traitlets.Float(), read_only=True, help="targets").tag(sync=True)
    W0 = traitlets.Float(read_only=True, help="the weight at the start").tag(sync=True)
    orders: Any = traitlets.List(read_only=True, help="for each seed, the rows of ten epochs").tag(sync=True)
    shared = ("batch_size", "learning_rate", "epochs", "order", "x", "y", "W0", "orders")

    def __init__(
        self,
        batch_size: int = 10,
        learning_rate: float = 0.1,
        epochs: int = 1,
        order: str = "seed_0",
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(
            batch_size=batch_size,
            learning_rate=learning_rate,
            epochs=epochs,
            order=order,
            question=question,
            answer=answer,
        )
        self._X, self._y, self._W0 = article_line()
        self.set_trait("explorable", "batch-sizes")
        self.set_trait("x", self._X[:, 0].tolist())
        self.set_trait("y", self._y[:, 0].tolist())
        self.set_trait("W0", float(self._W0[0, 0]))
        seeds = (np.random.default_rng(seed) for seed in (0, 1))
        m = len(self.x)
        self.set_trait(
            "orders", [[i for _ in range(MOST_EPOCHS) for i in rng.permutation(m).tolist()] for rng in seeds]
        )

    def batches(self, size: int) -> Iterator[list[int]]:
        """Give the rows of each batch, epoch after epoch.

        Examples
        --------
        >>> [len(rows) for rows in BatchSizes().batches(40)]
        [40, 40, 20]
        """
        m = len(self.x)
        for epoch in range(self.epochs):
            if self.order == "sorted":
                rows = np.argsort(self._X[:, 0]).tolist()
            else:
                rows = self.orders[int(self.order[-1])][epoch * m : (epoch + 1) * m]
            for first in range(0, m, size):
                yield rows[first : first + size]

    def run(self, size: int) -> Run:
        """Return the descent in batches of a size; it stops where the loss passes a million.

        Examples
        --------
        >>> run = BatchSizes(learning_rate=10.0).run(1)
        >>> run.over == len(run.loss) - 1 < 100
        True
        """
        model, optimizer = LinearRegression(1, W=self._W0), SGD(self.learning_rate)
        points, losses, read = [(self.W0, 0.0)], [model.loss(self._X, self._y)], [0]
        for update, rows in enumerate(self.batches(size), start=1):
            X, y = self._X[rows], self._y[rows]
            optimizer.step(model.parameters, model.compute_gradients(X, y, model.predict(X)))
            points.append((float(model.W[0, 0]), float(model.b[0])))
            losses.append(model.loss(self._X, self._y))
            read.append(read[-1] + len(rows))
            if losses[-1] > TOO_LARGE:
                return Run(size, np.array(points), losses, read, update)
        return Run(size, np.array(points), losses, read, None)

    def runs(self) -> list[Run]:
        """Return the run of the chosen size, then those of 1 and of all examples.

        Examples
        --------
        >>> [run.size for run in BatchSizes(batch_size=1).runs()]
        [1, 100]
        """
        return [self.run(size) for size in dict.fromkeys((self.batch_size, 1, len(self.x)))]

    def _words(self, size: int) -> str:
        return "one by one" if size == 1 else "all at once" if size == len(self.x) else f"in batches of {size}"

    def sentence(self) -> str:
        """Return how many updates each batch size makes of the same examples, and where they lead."""
        ends = []
        for i, run in enumerate(self.runs()):
            updates = len(run.loss) - 1
            lead = f"{updates} {'update leads' if updates == 1 else 'updates lead'} to {'' if i else 'a loss of '}"
            arrives = f"{lead}{number(run.loss[-1])}"
            diverges = f"it diverges, with a loss beyond a million at update {run.over}"
            ends.append(f"{self._words(run.size)}, {arrives if run.over is None else diverges}")
        least = least_squares(self._X, self._y).loss(self._X, self._y)
        return (
            f"At a rate of {setting(self.learning_rate)}, {self.epochs} "
            f"{'epoch reads' if self.epochs == 1 else 'epochs read'} {self.epochs * len(self.x)} examples: "
            f"{'; '.join(ends)}; {number(least)} is possible."
        )

    def table(self) -> Table:
        """Return for each batch size the updates, the examples read, and where it ends."""
        best = least_squares(self._X, self._y)
        head = ["batch size", "updates in an epoch", "updates", "examples read", "W", "b", "loss"]
        rows = [
            [
                str(run.size),
                str(-(-len(self.x) // run.size)),
                str(len(run.loss) - 1),
                str(run.read[-1]),
                *(fixed(value, 3) for value in _pair(run.points[-1])),
                number(run.loss[-1]),
            ]
            for run in self.runs()
        ]
        least = [fixed(float(best.W[0, 0]), 3), fixed(float(best.b[0]), 3), number(best.loss(self._X, self._y))]
        return Table(head, [*rows, ["least squares", "–", "–", "–", *least]])


def _pair(point: NDArray[np.float64]) -> tuple[float, float]:
    W, b = point.tolist()
    return W, b
