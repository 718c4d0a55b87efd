"""Moving average: what rho remembers."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from adadelta import _checks
from adadelta._numbers import Table, fixed, milestones, number, setting
from adadelta.averages import ema, ema_weights, half_life, mean_age
from adadelta.datasets import noisy_step
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["MovingAverage"]


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
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

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

    def __init__(
        self,
        rho: float = 0.9,
        start: str = "zero",
        values: ArrayLike | None = None,
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
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
        super().__init__(rho=rho, start=start, question=question, answer=answer)
        self.set_trait("explorable", "moving-average")
        self.set_trait("values", values.tolist())
        self.set_trait("source", f"values = {source}")

    def average(self) -> list[float]:
        """Return the moving average that the figure shows."""
        averages: list[float] = ema(self.values, self.rho, bias_corrected=self.start == "corrected").tolist()
        return averages

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

    def table(self) -> Table:
        """Return some of the values with their averages, and what each weighs in the last of these."""
        average, n = self.average(), len(self.values)
        weights = ema_weights(self.rho, n)
        rows = [
            [str(t), number(self.values[t - 1]), number(average[t - 1]), str(n - t), number(weights[n - t])]
            for t in milestones(n)
        ]
        return Table(["step", "value", "average after it", "age at the end", "weight at the end"], rows)
