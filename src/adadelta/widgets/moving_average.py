"""Moving average: what rho remembers."""

from __future__ import annotations

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from adadelta import _checks
from adadelta.datasets import noisy_step
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["MovingAverage"]


class MovingAverage(Explorable):
    r"""What an exponential moving average remembers, at any decay rate :math:`\rho`.

    .. math:: E[v]_t = \rho\, E[v]_{t-1} + (1 - \rho)\, v_t, \qquad E[v]_0 = 0

    Parameters
    ----------
    rho : float, default 0.9
        Decay rate :math:`\rho`, in [0, 0.999].
    start : {"zero", "corrected"}, default "zero"
        Whether the average is shown as it is, or divided by :math:`1 - \rho^t`, which corrects the bias of its start
        at zero.
    values : array_like, shape (n,), optional
        At least two finite numbers to average; by default `noisy_step(np.random.default_rng(0))`.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    rho, start : float and str
        Traits, synchronized with the figure.
    values : list of float
        Values to average, read-only.
    source : str
        Python that makes them, read-only.

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
    >>> figure = MovingAverage(rho=0.5)
    >>> figure.rho = 0.99
    >>> figure.rho, figure.start
    (0.99, 'zero')

    Your own values:

    >>> MovingAverage(values=[1, 2, 4]).source
    'values = np.array([1.0, 2.0, 4.0])'
    """

    rho = Number(0.9, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    start = traitlets.Enum(["zero", "corrected"], "zero", help="start of the average").tag(sync=True)
    values = traitlets.List(traitlets.Float(), read_only=True, help="values to average").tag(sync=True)
    source = traitlets.Unicode(read_only=True, help="Python that makes the values").tag(sync=True)
    shared = ("rho", "start", "values", "source")

    def __init__(
        self,
        rho: float = 0.9,
        start: str = "zero",
        values: ArrayLike | None = None,
        *,
        question: str | None = None,
    ) -> None:
        if values is None:
            values = noisy_step(np.random.default_rng(0)).round(6)
            source = "noisy_step(np.random.default_rng(0)).round(6)"
        else:
            values = _checks.real_array("values", values)
            if values.ndim != 1 or len(values) < 2:
                raise ValueError(f"values must be at least two numbers along one axis; got shape {values.shape}")
            source = f"np.array({values.tolist()})"
        data = {"values": values.tolist(), "source": f"values = {source}"}
        super().__init__("moving-average", data, rho=rho, start=start, question=question)
