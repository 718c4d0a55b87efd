"""From numbers to verdicts: the paired interval, and the rule that reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["HOLDS", "HOLDS_NOT", "HOLDS_WHEN", "Interval", "interval", "judge", "student_t"]

HOLDS, HOLDS_WHEN, HOLDS_NOT = "holds", "holds when", "does not hold"

T_975 = (
    *(12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281),
    *(2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860),
    *(2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423),
)
"""Student's t: what 2.5 % lie above, for 1 to 30 degrees of freedom."""


class Interval(NamedTuple):
    """A mean with its 95 % interval.

    Attributes
    ----------
    mean, low, high : float
        The mean and the ends of the interval; all equal where nothing is left to chance.
    n : int
        Number of differences, one for each seed.

    Examples
    --------
    >>> Interval(mean=-0.3, low=-0.4, high=-0.2, n=20).supports(bound=0.0)
    True
    """

    mean: float
    low: float
    high: float
    n: int

    def supports(self, bound: float) -> bool:
        """Whether the whole interval lies below `bound`."""
        return self.high < bound

    def opposes(self, bound: float) -> bool:
        """Whether the whole interval lies above `bound`."""
        return self.low > bound

    def sign(self, bound: float = 0.0) -> str:
        """Return ``+`` if the interval supports, ``-`` if it opposes, and ``0`` if it does neither.

        Examples
        --------
        >>> Interval(mean=-0.3, low=-0.4, high=-0.2, n=20).sign(), Interval(-0.3, -0.4, 0.1, 20).sign()
        ('+', '0')
        """
        return "+" if self.supports(bound) else "-" if self.opposes(bound) else "0"


def student_t(n: int) -> float:
    """Return the factor of Student's 95 % interval for the mean of `n` numbers.

    Parameters
    ----------
    n : int
        How many numbers, 2 to 31; the factor is that of n - 1 degrees of freedom.

    Raises
    ------
    ValueError
        If `n` is outside of these bounds.

    Examples
    --------
    >>> student_t(20)
    2.093
    """
    if not 2 <= n <= len(T_975) + 1:
        raise ValueError(f"n must be 2 to {len(T_975) + 1}; got {n}")
    return T_975[n - 2]


def interval(differences: ArrayLike) -> Interval:
    r"""Return the mean of paired differences with its 95 % interval by Student's t.

    .. math:: \bar d \pm t_{0.975,\,n-1}\, \frac{s}{\sqrt n}

    Parameters
    ----------
    differences : array_like, shape (n,)
        One difference for each seed, n at most 31. A single one is taken as exact.

    Raises
    ------
    ValueError
        If there is none, there are more than 31, or one is not finite.

    Examples
    --------
    >>> print("{:.2f} {:.2f} {:.2f} {}".format(*interval([1.0, 2.0, 3.0])))
    2.00 -0.48 4.48 3
    """
    values = np.asarray(differences, dtype=np.float64).ravel()
    if not 1 <= values.size <= len(T_975) + 1 or not np.isfinite(values).all():
        raise ValueError(f"differences must be 1 to {len(T_975) + 1} finite numbers; got {values}")
    mean, n = float(values.mean()), values.size
    if n == 1:
        return Interval(mean, mean, mean, 1)
    half = student_t(n) * float(values.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def judge(
    intervals: Mapping[str, Interval], bound: float, kinds: Mapping[str, tuple[str, bool]], exact: bool = False
) -> tuple[str, list[str]]:
    """Return the verdict on one comparison, and the problems that support it.

    It holds if the interval lies below `bound` on problems of at least three kinds, one of them real data, and above
    it on none. It holds on some problems only if it lies below `bound` on at least one. Where nothing is left to
    chance (`exact`), it holds if it does on every problem.

    Parameters
    ----------
    intervals : mapping of str to Interval
        One for each problem.
    bound : float
        What the interval must lie below.
    kinds : mapping of str to (str, bool)
        The kind of each problem, and whether it is real data.
    exact : bool, default False
        Whether the numbers are counts, which are the same at every seed.

    Examples
    --------
    >>> kinds = {"bowl": ("surface", False), "line": ("regression", False), "birds": ("real", True)}
    >>> three = {name: Interval(-0.3, -0.4, -0.2, 20) for name in kinds}
    >>> judge(three, 0.0, kinds)
    ('holds', ['bowl', 'line', 'birds'])
    >>> judge(three | {"birds": Interval(0.0, -0.1, 0.1, 20)}, 0.0, kinds)
    ('holds when', ['bowl', 'line'])
    """
    support = [name for name, found in intervals.items() if found.supports(bound)]
    against = [name for name, found in intervals.items() if found.opposes(bound)]
    if exact:
        full = len(support) == len(intervals)
    else:
        real: Sequence[str] = [name for name in support if kinds[name][1]]
        full = len({kinds[name][0] for name in support}) >= 3 and bool(real) and not against
    return (HOLDS if full else HOLDS_WHEN if support else HOLDS_NOT), support
