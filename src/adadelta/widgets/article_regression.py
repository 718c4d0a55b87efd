"""The article's regression: where the line stands after n epochs."""

from __future__ import annotations

import traitlets

from adadelta._numbers import Table, fixed, milestones, number, setting
from adadelta.datasets import article_line
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import Adadelta
from adadelta.training import fit
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["ArticleRegression"]


class ArticleRegression(Explorable):
    r"""The article's linear regression under Adadelta; :math:`\rho`, :math:`\epsilon`, epochs, batches can be moved.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate in [0, 0.999].
    epsilon : float, default 1e-6
        The constant inside both roots, in [1e-12, 1].
    epochs : int, default 100
        Passes over the data, in [0, 2000].
    batch_size : int, default 100
        Examples to an update, in [1, 100]: all of the data by default. Batches are taken in the order of the
        data, which were drawn at random.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    rho, epsilon, epochs, batch_size : float, float, int and int
        Traits, synchronized with the figure.
    x, y, W0 : list of float, list of float and float
        Inputs, targets, and the weight at the start; not to be changed.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    The data are `adadelta.article_line()`; the method is Zeiler (2012), algorithm 1.

    Examples
    --------
    >>> print(ArticleRegression().sentence()[:75])
    With ρ = 0.95 and ε = 1e-6, after 100 epochs the loss is 12.28, where 0.264
    """

    MOST_EPOCHS = 2000
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="constant inside both roots").tag(sync=True)
    epochs = traitlets.Int(100, min=0, max=MOST_EPOCHS, help="passes over the data").tag(sync=True)
    batch_size = traitlets.Int(100, min=1, max=100, help="examples to an update").tag(sync=True)
    x = traitlets.List(traitlets.Float(), read_only=True, help="inputs").tag(sync=True)
    y = traitlets.List(traitlets.Float(), read_only=True, help="targets").tag(sync=True)
    W0 = traitlets.Float(read_only=True, help="the weight at the start").tag(sync=True)
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
        answer: str | None = None,
    ) -> None:
        super().__init__(
            rho=rho, epsilon=epsilon, epochs=epochs, batch_size=batch_size, question=question, answer=answer
        )
        self._X, self._y, self._W0 = article_line()
        self.set_trait("explorable", "article-regression")
        self.set_trait("x", self._X[:, 0].tolist())
        self.set_trait("y", self._y[:, 0].tolist())
        self.set_trait("W0", float(self._W0[0, 0]))
        self.set_trait("source", "X, y, W0 = article_line()")

    def run(self, epochs: int) -> tuple[list[float], list[float], list[float]]:
        """Return loss, weight and bias at the start and after each epoch."""
        model = LinearRegression(1, W=self._W0)
        if epochs == 0:
            return [model.loss(self._X, self._y)], [self.W0], [0.0]
        optimizer = Adadelta(rho=self.rho, epsilon=self.epsilon)
        all_of_it = self.batch_size == len(self.x)
        history = fit(
            model,
            optimizer,
            self._X,
            self._y,
            epochs=epochs,
            batch_size=None if all_of_it else self.batch_size,
            shuffle=all_of_it,
            progress=False,
        )
        W, b = (values.ravel().tolist() for values in history.parameters)
        return history.loss.tolist(), W, b

    def sentence(self) -> str:
        """Return where the model stands after the epochs, and where it could stand."""
        losses, W, b = (values[-1] for values in self.run(self.epochs))
        least = least_squares(self._X, self._y).loss(self._X, self._y)
        batches = f" in batches of {self.batch_size}" if self.batch_size < len(self.x) else ""
        return (
            f"With ρ = {setting(self.rho)} and ε = {setting(self.epsilon)}, after {self.epochs} "
            f"{'epoch' if self.epochs == 1 else 'epochs'}{batches} the loss is {number(losses)}, where {number(least)} "
            f"is possible; the line is y = {fixed(W, 3)} x {'−' if b < 0 else '+'} {fixed(abs(b), 3)}."
        )

    def table(self) -> Table:
        """Return loss and parameters after some of the epochs, and those of least squares."""
        best, run = least_squares(self._X, self._y), self.run(self.epochs)
        rows = [
            [str(n), *(write(values[n]) for write, values in zip((number, _three, _three), run, strict=True))]
            for n in [0, *(milestones(self.epochs)[-7:] if self.epochs else [])]
        ]
        least = [number(best.loss(self._X, self._y)), _three(float(best.W[0, 0])), _three(float(best.b[0]))]
        return Table(["epoch", "loss", "W", "b"], [*rows, ["least squares", *least]])


def _three(value: float) -> str:
    return fixed(value, 3)
