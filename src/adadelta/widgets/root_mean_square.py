"""Root mean square: how much one large value counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks
from adadelta._numbers import Table, fixed, number
from adadelta.averages import rms
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["RootMeanSquare"]

REACH = 10.0
"""Values lie within [-10, 10]."""
VALUES = (1.0, -0.8, 1.2, -1.1, 0.9, 5.0)


class RootMeanSquare(Explorable):
    r"""Mean, mean absolute value and root mean square of a few values that can be dragged, an outlier among them.

    .. math:: \operatorname{RMS}(v) = \sqrt{\tfrac1n \textstyle\sum_i v_i^2} \ge \tfrac1n \textstyle\sum_i |v_i|

    Parameters
    ----------
    values : array_like, shape (n,), optional
        From 2 to 8 numbers in [-10, 10]; by default five of about 1 in size and one of 5.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

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
    Zeiler (2012), section 3.1, whose equation 9 takes the root of a decaying average of squares instead.

    Examples
    --------
    >>> explorable = RootMeanSquare([3.0, 4.0, 0.0])
    >>> print(explorable.sentence()[:82])
    The mean is 2.3333, the mean absolute value 2.3333 and the root mean square 2.8868
    >>> explorable.table().rows[1]
    ['value 2', '4.000', '64.0', '57.1']
    """

    values: Any = traitlets.List(
        Number(min=-REACH, max=REACH), list(VALUES), minlen=2, maxlen=8, help="what the means are taken of"
    ).tag(sync=True)
    shared = ("values",)

    def __init__(
        self, values: ArrayLike | None = None, *, question: str | None = None, answer: str | None = None
    ) -> None:
        given = _checks.real_array("values", VALUES if values is None else values)
        if given.ndim != 1:
            raise ValueError(f"values must be numbers along one axis; got shape {given.shape}")
        super().__init__(values=given.tolist(), question=question, answer=answer)
        self.set_trait("explorable", "root-mean-square")

    def means(self) -> tuple[float, float, float]:
        """Return mean, mean absolute value and root mean square.

        Examples
        --------
        >>> RootMeanSquare([3.0, -3.0]).means()
        (0.0, 3.0, 3.0)
        """
        values = np.array(self.values)
        return float(values.mean()), float(np.abs(values).mean()), rms(values)

    def shares(self) -> tuple[list[float], list[float]]:
        """Return each value's share in the sum of squares, and of absolute values, in percent; of no sum, none.

        Examples
        --------
        >>> RootMeanSquare([1.0, 3.0]).shares()
        ([10.0, 90.0], [25.0, 75.0])
        """
        values = np.array(self.values)
        return _shares(values**2), _shares(np.abs(values))

    def sentence(self) -> str:
        """Return the three means, and how much the largest value counts in the sums behind them."""
        mean, size, root = map(_four, self.means())
        means = f"The mean is {mean}, the mean absolute value {size} and the root mean square {root}"
        sizes = [abs(value) for value in self.values]
        most = max(sizes)
        if most == 0:
            return f"{means}: all values are 0, and there is nothing to share."
        first, many = sizes.index(most), sizes.count(most)
        named = f"value {first + 1}, {'one of the largest' if many > 1 else 'the largest'} in size,"
        who = "all values are equally large, and each" if many == len(sizes) else named
        of_squares, of_sizes = (fixed(shares[first], 1) for shares in self.shares())
        return (
            f"{means}; {who} makes {of_squares}% of the sum of squares and {of_sizes}% of the sum of absolute values."
        )

    def table(self) -> Table:
        """Return each value with its shares, and the three means."""
        rows = [
            [f"value {i}", number(value), fixed(of_squares, 1), fixed(of_sizes, 1)]
            for i, (value, of_squares, of_sizes) in enumerate(zip(self.values, *self.shares(), strict=True), start=1)
        ]
        names = ("mean", "mean absolute value", "root mean square")
        means = [[name, _four(value), "–", "–"] for name, value in zip(names, self.means(), strict=True)]
        return Table(["what", "number", "% of the sum of squares", "% of the sum of absolute values"], [*rows, *means])


def _shares(parts: NDArray[np.float64]) -> list[float]:
    """Each part of the sum in percent, to a tenth; of a sum of zero, nothing."""
    shares: list[float] = (100 * parts / (parts.sum() or 1)).round(1).tolist()
    return shares


def _four(value: float) -> str:
    """Four decimals; what a sum of tenths leaves instead of zero has no sign."""
    return fixed(0 if abs(value) < 5e-5 else value, 4)
