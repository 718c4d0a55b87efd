"""Root mean square: how much one large value counts."""

from __future__ import annotations

from typing import Any

import traitlets
from numpy.typing import ArrayLike

from adadelta import _checks
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["RootMeanSquare"]

VALUES = (1.0, -0.8, 1.2, -1.1, 0.9, 5.0)


class RootMeanSquare(Explorable):
    r"""Mean, mean absolute value and root mean square of a few values, an outlier among them.

    .. math:: \operatorname{RMS}(v) = \sqrt{\tfrac1n \textstyle\sum_i v_i^2} \ge \tfrac1n \textstyle\sum_i |v_i|

    Each value can be dragged in the figure.

    Parameters
    ----------
    values : array_like, shape (n,), optional
        From 2 to 8 numbers in [-10, 10]; by default five of magnitude about 1, and 5.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    values : list of float
        Trait, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If `values` has fewer than 2 or more than 8 numbers, or one out of bounds, here or when it is set later.
    TypeError, ValueError
        If the argument `values` does not hold finite real numbers along one axis.

    References
    ----------
    Zeiler (2012), section 3.1; its equation 9 takes the root of a decaying average of squares instead.

    Examples
    --------
    >>> from adadelta import rms
    >>> figure = RootMeanSquare([3.0, 4.0, 0.0])
    >>> figure.values
    [3.0, 4.0, 0.0]
    >>> print(f"{rms(figure.values):.4f}")
    2.8868
    """

    values: Any = traitlets.List(
        Number(min=-10.0, max=10.0), list(VALUES), minlen=2, maxlen=8, help="values to take the means of"
    ).tag(sync=True)
    shared = ("values",)

    def __init__(self, values: ArrayLike | None = None, *, question: str | None = None) -> None:
        given = _checks.real_array("values", VALUES if values is None else values)
        if given.ndim != 1:
            raise ValueError(f"values must be numbers along one axis; got shape {given.shape}")
        super().__init__("root-mean-square", values=given.tolist(), question=question)
