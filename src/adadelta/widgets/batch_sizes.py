"""Batch sizes: one example, some, or all to an update, compared when equally many examples have been read."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from adadelta.datasets import article_line
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["BatchSizes"]

MOST_EPOCHS = 10


class BatchSizes(Explorable):
    r"""The article's line under plain descent in batches of a chosen size, next to those of 1 and of all examples.

    An update with a batch of n examples follows their mean gradient:

    .. math:: x_{t+1} = x_t - \eta\, \frac1n \sum_{i \in \text{batch}} g_i .

    An epoch reads all m examples, whatever n is, and makes :math:`\lceil m / n \rceil` updates. The runs are
    compared when they have read equally many examples. A run stops when its loss passes a million.

    Parameters
    ----------
    batch_size : int, default 10
        Examples to an update, in [1, 100]; the last batch of an epoch may be smaller.
    learning_rate : float, default 0.1
        Learning rate :math:`\eta`, in [1e-3, 10].
    epochs : int, default 1
        Passes over the data, in [1, 10].
    order : {"seed_0", "seed_1", "sorted"}, default "seed_0"
        Order of the examples: shuffled anew for each epoch, as `fit` does with a Generator of seed 0 or 1, or always
        sorted by x.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    batch_size, learning_rate, epochs, order : int, float, int and str
        Traits, synchronized with the figure.
    x, y, W0, orders : list of float, list of float, float, and list of list of int
        Inputs, targets, the weight at the start, and for each seed the rows of ten epochs, one after the other;
        read-only.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    Robbins and Monro (1951) for descent by noisy gradients. The data are `adadelta.article_line()`.

    Examples
    --------
    >>> figure = BatchSizes(batch_size=1, epochs=10)
    >>> figure.learning_rate, figure.order
    (0.1, 'seed_0')

    The updates that it makes, and the loss that they lead to:

    >>> from adadelta import SGD, LinearRegression, fit
    >>> X, y, W0 = article_line()
    >>> rng = np.random.default_rng(0)
    >>> history = fit(LinearRegression(1, W=W0), SGD(0.1), X, y, epochs=10, batch_size=1, rng=rng)
    >>> print(history.updates, f"{history.loss[-1]:.4f}")
    1000 0.2886
    """

    batch_size = traitlets.Int(10, min=1, max=100, help="examples to an update").tag(sync=True)
    learning_rate = Number(0.1, min=1e-3, max=10.0, help="learning rate").tag(sync=True)
    epochs = traitlets.Int(1, min=1, max=MOST_EPOCHS, help="passes over the data").tag(sync=True)
    order = traitlets.Enum(["seed_0", "seed_1", "sorted"], "seed_0", help="order of the examples").tag(sync=True)
    x = traitlets.List(traitlets.Float(), read_only=True, help="inputs").tag(sync=True)
    y = traitlets.List(traitlets.Float(), read_only=True, help="targets").tag(sync=True)
    W0 = traitlets.Float(read_only=True, help="weight at the start").tag(sync=True)
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
    ) -> None:
        X, y, W0 = article_line()
        data = {"x": X[:, 0].tolist(), "y": y[:, 0].tolist(), "W0": float(W0[0, 0])}
        seeds = (np.random.default_rng(seed) for seed in (0, 1))
        data["orders"] = [[i for _ in range(MOST_EPOCHS) for i in rng.permutation(len(X)).tolist()] for rng in seeds]
        settings = {"batch_size": batch_size, "learning_rate": learning_rate, "epochs": epochs, "order": order}
        super().__init__("batch-sizes", data, question=question, **settings)
