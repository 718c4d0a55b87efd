"""Data that the chapters train on: the article's line, a noisy signal, and real penguins."""

from __future__ import annotations

import csv
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks

__all__ = ["ArticleLine", "Penguins", "Standardized", "article_line", "noisy_step", "penguins", "standardize"]

Array = NDArray[np.float64]


class ArticleLine(NamedTuple):
    """The article's sample: inputs, targets, and the weight its model starts from."""

    X: Array
    y: Array
    W0: Array


class Penguins(NamedTuple):
    """Flipper lengths in mm, body masses in g, and the species of each bird."""

    X: Array
    y: Array
    species: NDArray[np.str_]


class Standardized(NamedTuple):
    """Values with mean 0 and standard deviation 1, and what was taken out: `values * scale + mean`."""

    values: Array
    mean: Array
    scale: Array


def article_line(seed: int = 0) -> ArticleLine:
    r"""The article's sample: 100 points scattered about the line :math:`y = 3x + 2`.

    .. math:: x_i \sim N(0, 1), \qquad y_i = 3 x_i + 2 + \tfrac12 \nu_i, \quad \nu_i \sim N(0, 1)

    The numbers are those of the article's own code, digit for digit: inputs, then noise, then the model's
    first weight, from NumPy's legacy generator, whose stream never changes.

    Parameters
    ----------
    seed : int, default 0
        Seed of the legacy generator, at least 0; 0 is the article's.

    Returns
    -------
    ArticleLine
        `X` and `y` of shape (100, 1), and `W0` of shape (1, 1).

    Raises
    ------
    TypeError, ValueError
        If `seed` is not a whole number of at least 0.

    Examples
    --------
    >>> X, y, W0 = article_line()
    >>> print(X.shape, y.shape, W0.round(4))
    (100, 1) (100, 1) [[-0.3692]]
    """
    rng = np.random.RandomState(_checks.count("seed", seed, low=0))
    X = rng.randn(100, 1)
    y = 3 * X + 2 + rng.randn(100, 1) * 0.5
    return ArticleLine(X, y, W0=rng.randn(1, 1))


def noisy_step(
    rng: np.random.Generator, n: int = 120, jump_at: int = 60, jump: float = 1.0, noise: float = 0.3
) -> Array:
    r"""A level that jumps once, seen through noise: what a moving average is asked to follow.

    .. math:: v_t = j\,[t \ge t_j] + \sigma \nu_t, \qquad \nu_t \sim N(0, 1)

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the noise.
    n : int, default 120
        Number of values.
    jump_at : int, default 60
        Index of the first value on the new level.
    jump : float, default 1.0
        Height :math:`j` of the jump.
    noise : float, default 0.3
        Standard deviation :math:`\sigma` of the noise, at least 0.

    Returns
    -------
    ndarray of float64, shape (n,)
        The values.

    Raises
    ------
    TypeError
        If `rng` is not a Generator, or another argument is not a number.
    ValueError
        If `n` < 1, `jump_at` < 0 or `noise` < 0.

    Examples
    --------
    >>> noisy_step(np.random.default_rng(0), n=4, jump_at=2, noise=0.0)
    array([0., 0., 1., 1.])
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got {rng!r}")
    n, jump_at = _checks.count("n", n), _checks.count("jump_at", jump_at, low=0)
    jump, noise = _checks.number("jump", jump, "(-inf, inf)"), _checks.number("noise", noise, "[0, inf)")
    return np.where(np.arange(n) < jump_at, 0.0, jump) + noise * rng.standard_normal(n)


def penguins() -> Penguins:
    """Body mass against flipper length of 342 penguins, measured near Palmer Station, Antarctica.

    The birds belong to three species, in the file's order: Adelie, Gentoo, Chinstrap.

    Returns
    -------
    Penguins
        `X`: flipper lengths in mm, shape (342, 1); `y`: body masses in g, shape (342, 1); `species`,
        shape (342,).

    References
    ----------
    Gorman, Williams and Fraser (2014), doi:10.1371/journal.pone.0090081; made available as palmerpenguins
    by Horst, Hill and Gorman (2020) under CC0 1.0. The file's origin is told in full in `data/LICENSE`.

    Examples
    --------
    >>> X, y, species = penguins()
    >>> print(X[0], y[0], species[0])
    [181.] [3750.] Adelie
    """
    table = (resources.files("adadelta") / "data" / "penguins.csv").read_text(encoding="utf-8")
    birds = list(csv.DictReader(table.splitlines()))
    X, y = (np.array([[float(bird[column])] for bird in birds]) for column in ("flipper_length_mm", "body_mass_g"))
    return Penguins(X, y, np.array([bird["species"] for bird in birds]))


def standardize(values: ArrayLike) -> Standardized:
    """Shift and scale each column to mean 0 and standard deviation 1, so that units no longer matter.

    Parameters
    ----------
    values : array_like, shape (m, n)
        Finite real numbers; no column may be constant.

    Returns
    -------
    Standardized
        The standardized `values`, and the `mean` and `scale` of each column, of shape (n,), in its units.

    Raises
    ------
    TypeError
        If `values` does not hold real numbers.
    ValueError
        If a value is not finite, `values` is not a table with at least one row, or a column is constant.

    Examples
    --------
    >>> standardize([[180.0], [200.0]])
    Standardized(values=array([[-1.],
           [ 1.]]), mean=array([190.]), scale=array([10.]))
    """
    values = _checks.real_array("values", values)
    if values.ndim != 2 or len(values) == 0:
        raise ValueError(f"values must have the shape (m, n) with m at least 1; got {values.shape}")
    constant = np.all(values == values[0], axis=0)  # rounding can hide it from the standard deviation
    if np.any(constant):
        raise ValueError(f"values must vary in each column; column {int(np.argmax(constant))} is constant")
    mean, scale = values.mean(axis=0), values.std(axis=0)
    return Standardized((values - mean) / scale, mean, scale)
