"""The article's regression: its line after n epochs."""

from __future__ import annotations

import traitlets

from adadelta.datasets import article_line
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["ArticleRegression"]


class ArticleRegression(Explorable):
    r"""The article's linear regression under Adadelta, for any :math:`\rho`, :math:`\epsilon`, epochs and batch size.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate, in [0, 0.999].
    epsilon : float, default 1e-6
        Constant inside both roots, in [1e-12, 1].
    epochs : int, default 100
        Passes over the data, in [0, 2000].
    batch_size : int, default 100
        Examples to an update, in [1, 100]; by default all of them. Batches follow the order of the data, which were
        drawn at random.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    rho, epsilon, epochs, batch_size : float, float, int and int
        Traits, synchronized with the figure.
    x, y, W0, source : list of float, list of float, float and str
        Inputs, targets, the weight at the start, and the Python that makes them; read-only.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    The data are `adadelta.article_line()`; the method is Zeiler (2012), algorithm 1.

    Examples
    --------
    >>> figure = ArticleRegression(epochs=1000)
    >>> figure.epochs, figure.batch_size, len(figure.x)
    (1000, 100, 100)

    The losses that it starts and ends with:

    >>> from adadelta import Adadelta, LinearRegression, fit
    >>> X, y, W0 = article_line()
    >>> loss = fit(LinearRegression(1, W=W0), Adadelta(), X, y, epochs=1000).loss
    >>> print(f"{loss[0]:.2f} {loss[1000]:.4f}")
    17.22 0.2666
    """

    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="constant inside both roots").tag(sync=True)
    epochs = traitlets.Int(100, min=0, max=2000, help="passes over the data").tag(sync=True)
    batch_size = traitlets.Int(100, min=1, max=100, help="examples to an update").tag(sync=True)
    x = traitlets.List(traitlets.Float(), read_only=True, help="inputs").tag(sync=True)
    y = traitlets.List(traitlets.Float(), read_only=True, help="targets").tag(sync=True)
    W0 = traitlets.Float(read_only=True, help="weight at the start").tag(sync=True)
    source = traitlets.Unicode(read_only=True, help="Python that makes the data").tag(sync=True)
    shared = ("rho", "epsilon", "epochs", "batch_size", "x", "y", "W0", "source")

    def __init__(
        self,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        epochs: int = 100,
        batch_size: int = 100,
        *,
        question: str | None = None,
    ) -> None:
        X, y, W0 = article_line()
        data = {"x": X[:, 0].tolist(), "y": y[:, 0].tolist(), "W0": float(W0[0, 0])}
        data["source"] = "X, y, W0 = article_line()"
        settings = {"rho": rho, "epsilon": epsilon, "epochs": epochs, "batch_size": batch_size}
        super().__init__("article-regression", data, question=question, **settings)
