"""Averages that forget: the exponential moving average, its weights, and the root mean square.

Adadelta keeps two of these averages for each parameter, one of squared gradients and one of squared
steps, and divides the root mean square of one by that of the other (Zeiler 2012, section 3).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks

__all__ = ["decayed_rms", "ema", "ema_weights", "half_life", "mean_age", "rms"]


def ema(values: ArrayLike, rho: float, *, start: float = 0.0, bias_corrected: bool = False) -> NDArray[np.float64]:
    r"""Exponential moving average of a sequence.

    .. math:: E[v]_t = \rho\, E[v]_{t-1} + (1 - \rho)\, v_t, \qquad E[v]_0 = \text{start}

    Parameters
    ----------
    values : array_like, shape (T, ...)
        The sequence :math:`v_1, \dots, v_T` along the first axis; all finite.
    rho : float
        Decay rate :math:`\rho` in [0, 1). At 0 the average is the newest value.
    start : float, default 0.0
        The average before the first value. Adadelta starts at zero.
    bias_corrected : bool, default False
        Divide :math:`E[v]_t` by the weight that the values have got so far, :math:`1 - \rho^t`, as Adam
        does, so that a start at zero does not pull the early averages toward zero. Adadelta does not.

    Returns
    -------
    ndarray of float64, shape (T, ...)
        :math:`E[v]_1, \dots, E[v]_T`.

    Raises
    ------
    TypeError
        If `values` does not hold real numbers or `rho` or `start` is not a real number.
    ValueError
        If `rho` lies outside [0, 1), a value is not finite, `values` has no axis, or `bias_corrected`
        is asked for with a start other than zero (there is no bias toward zero to correct).

    References
    ----------
    Zeiler (2012), equation 8, for squared gradients; Kingma and Ba (2015), section 3, for the correction.

    Examples
    --------
    >>> ema([1.0, 1.0, 1.0], rho=0.5)
    array([0.5  , 0.75 , 0.875])
    >>> ema([1.0, 1.0, 1.0], rho=0.5, bias_corrected=True)
    array([1., 1., 1.])
    """
    values = _checks.real_array("values", values)
    rho = _checks.number("rho", rho, "[0, 1)")
    start = _checks.number("start", start, "(-inf, inf)")
    if values.ndim == 0:
        raise ValueError("values must be a sequence of shape (T, ...); got a single number")
    if bias_corrected and start != 0.0:
        raise ValueError(f"start must be 0 when bias_corrected is true; got {start!r}")
    averages = np.empty_like(values)
    average = np.full(values.shape[1:], start)
    for t, value in enumerate(values):
        average = rho * average + (1 - rho) * value
        averages[t] = average
    if bias_corrected:
        weight = 1 - rho ** np.arange(1, len(values) + 1)
        averages /= weight.reshape(-1, *[1] * (values.ndim - 1))
    return averages


def ema_weights(rho: float, n: int) -> NDArray[np.float64]:
    r"""Weights that an exponential moving average gives to the newest `n` values.

    .. math:: w_k = (1 - \rho)\,\rho^k, \qquad k = 0, \dots, n - 1

    where :math:`k` is a value's age in steps. They sum to :math:`1 - \rho^n`: there is no edge at which
    the average stops looking back.

    Parameters
    ----------
    rho : float
        Decay rate in [0, 1).
    n : int
        How many weights, at least 1.

    Returns
    -------
    ndarray of float64, shape (n,)
        The weights, the newest value's first.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1) or `n` not a whole number of at least 1.

    References
    ----------
    Zeiler (2012), equation 8, written out.

    Examples
    --------
    >>> ema_weights(0.5, 4)
    array([0.5   , 0.25  , 0.125 , 0.0625])
    """
    rho = _checks.number("rho", rho, "[0, 1)")
    weights: NDArray[np.float64] = (1 - rho) * rho ** np.arange(_checks.count("n", n), dtype=np.float64)
    return weights


def half_life(rho: float) -> float:
    r"""Steps after which a value's weight in the average has halved: :math:`\ln\tfrac12 / \ln\rho`.

    Parameters
    ----------
    rho : float
        Decay rate in [0, 1).

    Returns
    -------
    float
        The half-life in steps; 0 at `rho` = 0, where only the newest value counts.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1).

    References
    ----------
    From the weights of equation 8 in Zeiler (2012): :math:`\rho^h = \tfrac12`.

    Examples
    --------
    >>> round(half_life(0.95), 1)
    13.5
    """
    rho = _checks.number("rho", rho, "[0, 1)")
    return math.log(0.5) / math.log(rho) if rho > 0 else 0.0


def mean_age(rho: float) -> float:
    r"""Mean age, in steps, of what the average remembers: :math:`\sum_k k\,w_k = \rho / (1 - \rho)`.

    Parameters
    ----------
    rho : float
        Decay rate in [0, 1).

    Returns
    -------
    float
        The mean age in steps; the newest value has age 0.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1).

    References
    ----------
    From the weights of equation 8 in Zeiler (2012).

    Examples
    --------
    >>> round(mean_age(0.95), 6)
    19.0
    """
    rho = _checks.number("rho", rho, "[0, 1)")
    return rho / (1 - rho)


def rms(values: ArrayLike) -> float:
    r"""Root mean square of finitely many values, each with the same weight.

    .. math:: \operatorname{RMS}(v) = \sqrt{\tfrac1n \textstyle\sum_{i=1}^n v_i^2}

    Squaring lets the largest value dominate: the root mean square is at least the mean absolute value.

    Parameters
    ----------
    values : array_like
        At least one finite real number, in any shape.

    Returns
    -------
    float
        The root mean square, in the units of the values.

    Raises
    ------
    TypeError
        If `values` does not hold real numbers.
    ValueError
        If `values` is empty or holds NaN or infinity.

    See Also
    --------
    decayed_rms : The RMS[·] of Adadelta's update, made from a decaying average.

    Examples
    --------
    >>> rms([3.0, 4.0])
    3.5355339059327378
    """
    values = _checks.real_array("values", values)
    if values.size == 0:
        raise ValueError("values must hold at least one number; got none")
    return math.sqrt(float(np.mean(values**2)))


def decayed_rms(mean_square: ArrayLike, epsilon: float) -> NDArray[np.float64]:
    r"""Adadelta's root mean square, from a decaying average of squares.

    .. math:: \operatorname{RMS}[g]_t = \sqrt{E[g^2]_t + \epsilon}

    The constant stands inside the root, so that the result is at least :math:`\sqrt\epsilon` even before
    the first value arrives.

    Parameters
    ----------
    mean_square : array_like
        :math:`E[g^2]_t` or :math:`E[\Delta x^2]_t`; finite, nowhere negative.
    epsilon : float
        The constant :math:`\epsilon` > 0, in the squared units of the values.

    Returns
    -------
    ndarray of float64
        One root mean square for each entry, in the units of the values.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If `mean_square` is negative or not finite somewhere, or `epsilon` is not in (0, inf).

    References
    ----------
    Zeiler (2012), equation 9.

    Examples
    --------
    >>> decayed_rms([0.0, 0.25], epsilon=1e-6).round(6)
    array([0.001   , 0.500001])
    """
    mean_square = _checks.real_array("mean_square", mean_square)
    epsilon = _checks.number("epsilon", epsilon, "(0, inf)")
    if np.any(mean_square < 0):
        raise ValueError(f"mean_square must be at least 0; its smallest entry is {float(mean_square.min())!r}")
    root: NDArray[np.float64] = np.sqrt(mean_square + epsilon)
    return root
