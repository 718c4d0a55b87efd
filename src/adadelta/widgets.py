"""The explorables: figures that the reader moves.

Each has three homes. In a live kernel it is an ipywidget whose traits are synchronized with Python; on a
published page it is alive without a kernel, since its maths runs in the page; everywhere else it is a static
figure with the same content.
"""

from __future__ import annotations

import math
import pathlib
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike

from adadelta import _checks
from adadelta._static_figure import Axis, Panel, fixed, mount, number, picture, setting
from adadelta.averages import ema, ema_weights, half_life, mean_age
from adadelta.datasets import article_line, noisy_step
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import Adadelta
from adadelta.training import fit

__all__ = ["ArticleRegression", "MovingAverage"]

STATIC = pathlib.Path(__file__).parent / "static"


class Number(traitlets.Float[float, float]):
    """A float within its bounds, which NaN, equal to nothing, is not."""

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float; raise a TraitError where it is none or out of bounds."""
        number = super().validate(obj, value)
        if math.isnan(number):
            self.error(obj, number)
        return number


class Explorable(anywidget.AnyWidget):
    """What all explorables share: the bundled JavaScript, and the static figure as their `text/html`."""

    _esm = STATIC / "explorables.mjs"
    _css = STATIC / "explorables.css"
    explorable = traitlets.Unicode(read_only=True).tag(sync=True)
    shared: ClassVar[tuple[str, ...]] = ()
    """The traits that the page needs to come alive."""

    def panels(self) -> list[Panel]:
        """Return the static figure's panels."""
        raise NotImplementedError

    def alt(self) -> str:
        """Return what the figure shows, for those who do not see it."""
        raise NotImplementedError

    def sentence(self) -> str:
        """Return the readout: the figure's numbers in one sentence."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        state = {name: getattr(self, name) for name in self.shared}
        html = mount(self.explorable, state, picture(self.panels()), self.alt(), self.sentence())
        return {**data, "text/plain": self.sentence(), "text/html": html}, metadata


class MovingAverage(Explorable):
    r"""What an exponential moving average remembers, with :math:`\rho` to be moved.

    Parameters
    ----------
    rho : float, default 0.9
        Decay rate in [0, 0.999].
    start : {"zero", "corrected"}, default "zero"
        Whether the average starts at zero as it is, or with the bias of that start corrected.
    values : array_like, optional
        At least two finite numbers to average; by default `noisy_step(np.random.default_rng(0))`.

    Attributes
    ----------
    rho, start : float and str
        Traits, synchronized with the figure.
    values : list of float
        What is averaged; not to be changed.

    Raises
    ------
    traitlets.TraitError
        If `rho` or `start` is out of bounds, here or when it is set later.
    TypeError, ValueError
        If `values` does not hold at least two finite real numbers along one axis.

    References
    ----------
    Zeiler (2012), equation 8.

    Examples
    --------
    >>> explorable = MovingAverage(rho=0.5)
    >>> print(explorable.sentence()[:71])
    At ρ = 0.5 a value's weight halves every 1.0 steps, and the mean age is
    """

    rho = Number(0.9, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    start = traitlets.Enum(["zero", "corrected"], "zero", help="start of the average").tag(sync=True)
    values = traitlets.List(traitlets.Float(), read_only=True, help="what is averaged").tag(sync=True)
    source = traitlets.Unicode(read_only=True, help="Python that makes the values").tag(sync=True)
    shared = ("rho", "start", "values", "source")

    def __init__(self, rho: float = 0.9, start: str = "zero", values: ArrayLike | None = None) -> None:
        if values is None:
            values, source = (
                noisy_step(np.random.default_rng(0)).round(6),
                "noisy_step(np.random.default_rng(0)).round(6)",
            )
        else:
            values = _checks.real_array("values", values)
            if values.ndim != 1 or len(values) < 2:
                raise ValueError(f"values must be at least two numbers along one axis; got shape {values.shape}")
            source = f"np.array({values.tolist()})"
        super().__init__(rho=rho, start=start)
        self.set_trait("explorable", "moving-average")
        self.set_trait("values", values.tolist())
        self.set_trait("source", f"values = {source}")

    def average(self) -> list[float]:
        """Return the moving average that the figure shows."""
        averages: list[float] = ema(self.values, self.rho, bias_corrected=self.start == "corrected").tolist()
        return averages

    def panels(self) -> list[Panel]:
        """Return the values with their average, and the weights by age."""
        low, high = min(0.0, *self.values), max(0.0, *self.values)
        room = 0.05 * ((high - low) or 1)
        steps = len(self.values)
        series = Panel(
            Axis(0, steps + 1, "step t", _round_ticks(0, steps)),
            Axis(low - room, high + room, "value and its moving average", _round_ticks(low - room, high + room)),
        )
        series.dots(enumerate(self.values, start=1), "muted", 1.8)
        series.line(enumerate(self.average(), start=1), "gradient")
        weights = ema_weights(self.rho, 60)
        top = max(0.1, weights[0]) * 1.08
        memory = Panel(
            Axis(-1, 60, "age of the value in steps", _round_ticks(0, 60)),
            Axis(0, top, "its weight in the average", _round_ticks(0, top)),
        )
        memory.bars(enumerate(weights), "gradient")
        if half_life(self.rho) <= 60:
            memory.line([(half_life(self.rho), 0), (half_life(self.rho), top)], "ink", dashed=True, width=1.2)
            memory.text((half_life(self.rho), top * 0.92), "half-life", dy=0)
        return [series, memory]

    def alt(self) -> str:
        """Return what the figure shows."""
        return (
            f"Left: noisy values as dots and their moving average at rho {setting(self.rho)} as a line. "
            "Right: the weight of each value in the average against its age, falling by half "
            f"every {half_life(self.rho):.1f} steps."
        )

    def sentence(self) -> str:
        """Return half-life, mean age, and where the average begins and ends."""
        average = self.average()
        opening = "With the bias corrected" if self.start == "corrected" else "Started at zero"
        memory = (
            f"a value's weight halves every {fixed(half_life(self.rho), 1)} steps, and the mean age is "
            f"{fixed(mean_age(self.rho), 1)} steps"
        )
        return (
            f"At ρ = {setting(self.rho)} {memory if self.rho > 0 else 'only the newest value counts'}. "
            f"{opening}, the average after step 1 is "
            f"{fixed(average[0], 3)}, and after step {len(average)} it is {fixed(average[-1], 3)}."
        )


class ArticleRegression(Explorable):
    r"""The article's linear regression under Adadelta, with :math:`\rho`, :math:`\epsilon` and epochs to be moved.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate in [0, 0.999].
    epsilon : float, default 1e-6
        The constant inside both roots, in [1e-12, 1].
    epochs : int, default 100
        Passes over the data, one update each, in [0, 2000].

    Attributes
    ----------
    rho, epsilon, epochs : float, float and int
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
    x = traitlets.List(traitlets.Float(), read_only=True, help="inputs").tag(sync=True)
    y = traitlets.List(traitlets.Float(), read_only=True, help="targets").tag(sync=True)
    W0 = traitlets.Float(read_only=True, help="the weight at the start").tag(sync=True)
    source = traitlets.Unicode(read_only=True, help="Python that makes the data").tag(sync=True)
    shared = ("rho", "epsilon", "epochs", "x", "y", "W0", "source")

    def __init__(self, rho: float = 0.95, epsilon: float = 1e-6, epochs: int = 100) -> None:
        super().__init__(rho=rho, epsilon=epsilon, epochs=epochs)
        self._X, self._y, self._W0 = article_line()
        self.set_trait("explorable", "article-regression")
        self.set_trait("x", self._X[:, 0].tolist())
        self.set_trait("y", self._y[:, 0].tolist())
        self.set_trait("W0", float(self._W0[0, 0]))
        self.set_trait("source", "X, y, W0 = article_line()")

    def run(self, epochs: int) -> tuple[list[float], LinearRegression]:
        """Return the loss at the start and after each epoch, and the model at the end."""
        model = LinearRegression(1, W=self._W0)
        if epochs == 0:
            return [model.loss(self._X, self._y)], model
        optimizer = Adadelta(rho=self.rho, epsilon=self.epsilon)
        losses: list[float] = fit(model, optimizer, self._X, self._y, epochs=epochs, progress=False).loss.tolist()
        return losses, model

    def panels(self) -> list[Panel]:
        """Return the data with both lines, and the loss against epochs."""
        best = least_squares(self._X, self._y)
        _, model = self.run(self.epochs)
        losses, _ = self.run(self.MOST_EPOCHS)
        least = best.loss(self._X, self._y)
        ends, heights = _spread(self.x), _spread(self.y)
        line = Panel(
            Axis(*ends, "x", _round_ticks(*ends)),
            Axis(*heights, "y", _round_ticks(*heights)),
        )
        line.dots(zip(self.x, self.y, strict=True), "muted", 2)
        for words, place, one, name, dashed in (
            ("least squares", 0.8, best, "ink", True),
            ("model", 0.25, model, "Adadelta", False),
        ):
            through = [(x, float(one.predict([[x]])[0, 0])) for x in (*ends, ends[0] + place * (ends[1] - ends[0]))]
            line.line(through[:2], name, dashed=dashed, width=1.2 if dashed else 2)
            line.text(through[2], words, dx=-6, dy=14 if one.W[0, 0] < 0 else -6)
        top = max(max(losses), least * 10) * 1.4
        curve = Panel(
            Axis(1, self.MOST_EPOCHS, "epoch", [1, 10, 100, 1000], log=True),
            Axis(
                least * 0.5,
                top,
                "mean squared error",
                [t for t in (0.3, 1, 3, 10, 30, 100, 300) if t < top],
                log=True,
            ),
        )
        curve.line([(1, least), (self.MOST_EPOCHS, least)], "ink", dashed=True, width=1.2)
        curve.text((1, least), f"least squares {number(least)}", dx=4, dy=15)
        curve.line([(epoch, losses[epoch]) for epoch in _log_steps(self.MOST_EPOCHS)], "Adadelta")
        if self.epochs:
            curve.dots([(self.epochs, losses[self.epochs])], "Adadelta", 5)
        return [line, curve]

    def alt(self) -> str:
        """Return what the figure shows."""
        return (
            "Left: the article's hundred points, the least-squares line, and Adadelta's line "
            f"after {self.epochs} epochs. "
            "Right: the mean squared error against epochs on logarithmic axes, falling to that of least squares."
        )

    def sentence(self) -> str:
        """Return where the model stands after the epochs, and where it could stand."""
        losses, model = self.run(self.epochs)
        least = least_squares(self._X, self._y).loss(self._X, self._y)
        W, b = float(model.W[0, 0]), float(model.b[0])
        return (
            f"With ρ = {setting(self.rho)} and ε = {setting(self.epsilon)}, after {self.epochs} "
            f"{'epoch' if self.epochs == 1 else 'epochs'} the loss is {number(losses[-1])}, where {number(least)} is "
            f"possible; the line is y = {fixed(W, 3)} x {'−' if b < 0 else '+'} {fixed(abs(b), 3)}."
        )


def _spread(values: list[float]) -> tuple[float, float]:
    """Least and greatest value with some room on both sides."""
    room = 0.06 * (max(values) - min(values))
    return min(values) - room, max(values) + room


def _round_ticks(low: float, high: float) -> list[float]:
    """Some four round numbers between two limits."""
    rough = (high - low) / 4
    unit = 10.0 ** np.floor(np.log10(rough))
    step = unit * min((1, 2, 5, 10), key=lambda factor: abs(np.log(factor * unit / rough)))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [round(i * step, 10) for i in range(first, last + 1)]


def _log_steps(last: int) -> list[int]:
    """Whole numbers from 1 to `last`, evenly spread on a logarithmic axis."""
    return sorted({round(last ** (i / 160)) for i in range(161)})
