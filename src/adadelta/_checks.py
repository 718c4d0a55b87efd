"""Checks of single arguments: each error names the argument, the bound and the value."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def number(name: str, value: object, bound: str) -> float:
    """Return `value` as a float if it lies within `bound`, written as in a formula.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : object
        What the caller passed.
    bound : {"[0, 1)", "(0, inf)", "[0, inf)", "(-inf, inf)"}
        The interval that the value must lie in. Infinity and NaN lie in none of them.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If `value` lies outside `bound`.

    Examples
    --------
    >>> number("rho", 1.0, "[0, 1)")
    Traceback (most recent call last):
    ...
    ValueError: rho must lie in [0, 1); got 1.0
    """
    if isinstance(value, (bool, np.bool_, str, bytes, complex, np.complexfloating)):
        raise TypeError(f"{name} must be a real number in {bound}; got {value!r}")
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} must be a real number in {bound}; got {value!r}") from None
    low, high = (float(end) for end in bound[1:-1].split(","))
    above = result >= low if bound.startswith("[") else result > low
    if not (math.isfinite(result) and above and result < high):
        raise ValueError(f"{name} must lie in {bound}; got {value!r}")
    return result


def count(name: str, value: object, low: int = 1) -> int:
    """Return `value` as an int if it is a whole number of at least `low`.

    Raises
    ------
    TypeError
        If `value` is not a whole number.
    ValueError
        If `value` is less than `low`.

    Examples
    --------
    >>> count("epochs", 0)
    Traceback (most recent call last):
    ...
    ValueError: epochs must be at least 1; got 0
    """
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a whole number of at least {low}; got {value!r}")
    try:
        result = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be a whole number of at least {low}; got {value!r}") from None
    if result < low:
        raise ValueError(f"{name} must be at least {low}; got {value!r}")
    return result


def real(name: str, value: object) -> NDArray[Any]:
    """Return `value` as an array, of the dtype that it has, if it holds real numbers.

    Raises
    ------
    TypeError
        If it does not.

    Examples
    --------
    >>> real("points", ["a", "b"])
    Traceback (most recent call last):
    ...
    TypeError: points must hold real numbers; got dtype <U1
    """
    array: NDArray[Any] = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold real numbers; got dtype {array.dtype}")
    return array


def real_array(name: str, value: object, *, finite: bool = True) -> NDArray[np.float64]:
    """Return `value` as a float64 array if it holds real, and by default finite, numbers.

    Raises
    ------
    TypeError
        If `value` does not hold real numbers.
    ValueError
        If it holds NaN or infinity and `finite` is true.

    Examples
    --------
    >>> real_array("values", [1.0, float("nan")])
    Traceback (most recent call last):
    ...
    ValueError: values must be finite; 1 of its 2 numbers is NaN or infinite
    """
    array = real(name, value)
    bad = int(array.size - np.count_nonzero(np.isfinite(array))) if finite else 0
    if bad:
        verb = "is" if bad == 1 else "are"
        raise ValueError(f"{name} must be finite; {bad} of its {array.size} numbers {verb} NaN or infinite")
    return array.astype(np.float64)


def mapping(name: str, value: object) -> Mapping[str, Any]:
    """Return `value` if it is a mapping.

    Raises
    ------
    TypeError
        If it is not.

    Examples
    --------
    >>> mapping("settings", None)
    Traceback (most recent call last):
    ...
    TypeError: settings must be a mapping; got NoneType
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping; got {type(value).__name__}")
    return value


def generator(name: str, value: object) -> np.random.Generator:
    """Return `value` if it is a Generator, from which all that is random here is drawn.

    Raises
    ------
    TypeError
        If it is not.

    Examples
    --------
    >>> generator("rng", 0)
    Traceback (most recent call last):
    ...
    TypeError: rng must be a numpy.random.Generator; got 0
    """
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator; got {value!r}")
    return value
