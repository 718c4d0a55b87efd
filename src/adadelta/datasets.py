"""Data that the chapters train on: the article's line, noise of every kind, rare features, penguins, digits."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks

__all__ = ["ArticleLine", "Digits", "Penguins", "SparseFeatures", "Standardized", "article_line", "digits"]
__all__ += ["noisy_gradient", "noisy_step", "penguins", "sparse_features", "standardize"]

Array = NDArray[np.float64]


class ArticleLine(NamedTuple):
    """The article's sample: inputs, targets, and the weight its model starts from.

    Attributes
    ----------
    X, y : ndarray of float64, shape (100, 1)
        Inputs and targets.
    W0 : ndarray of float64, shape (1, 1)
        The weight.

    Examples
    --------
    >>> line = article_line()
    >>> line.X.shape, line.W0.shape
    ((100, 1), (1, 1))
    """

    X: Array
    y: Array
    W0: Array


class Digits(NamedTuple):
    """Images of handwritten digits, and which digit each of them is.

    Attributes
    ----------
    X : ndarray of float64, shape (1797, 64)
        Images of 8 by 8 pixels, row by row; each pixel is a count of ink from 0 to 16.
    y : ndarray of int64, shape (1797,)
        The digit, from 0 to 9.

    Examples
    --------
    >>> images = digits()
    >>> images.X[0, :8].tolist(), int(images.y[0])
    ([0.0, 0.0, 5.0, 13.0, 9.0, 1.0, 0.0, 0.0], 0)
    """

    X: Array
    y: NDArray[np.int64]


class Penguins(NamedTuple):
    """Flipper lengths in mm, body masses in g, and the species of each bird.

    Attributes
    ----------
    X : ndarray of float64, shape (342, 1)
        Flipper lengths in mm.
    y : ndarray of float64, shape (342, 1)
        Body masses in g.
    species : ndarray of str, shape (342,)
        Adelie, Gentoo or Chinstrap.

    Examples
    --------
    >>> birds = penguins()
    >>> print(birds.X[0], birds.y[0], birds.species[0])
    [181.] [3750.] Adelie
    """

    X: Array
    y: Array
    species: NDArray[np.str_]


class SparseFeatures(NamedTuple):
    """Features that occur now and then, targets, and the weights that the targets were made with.

    Attributes
    ----------
    X : ndarray of float64, shape (m, n)
        1 where a feature occurs, 0 elsewhere.
    y : ndarray of float64, shape (m, 1)
        Targets.
    W : ndarray of float64, shape (n, 1)
        The weight of each feature.

    Examples
    --------
    >>> data = sparse_features(np.random.default_rng(0), [1.0, 0.25], m=4)
    >>> data.X.mean(axis=0)
    array([1.  , 0.25])
    """

    X: Array
    y: Array
    W: Array


class Standardized(NamedTuple):
    """Values with mean 0 and standard deviation 1, and what was taken out: `values * scale + mean`.

    Attributes
    ----------
    values : ndarray of float64, shape (m, n)
        The standardized values.
    mean, scale : ndarray of float64, shape (n,)
        Mean and standard deviation of each column before, in its units.

    Examples
    --------
    >>> values, mean, scale = standardize([[180.0], [200.0]])
    >>> values * scale + mean
    array([[180.],
           [200.]])
    """

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
    rng = _checks.generator("rng", rng)
    n, jump_at = _checks.count("n", n), _checks.count("jump_at", jump_at, low=0)
    jump, noise = _checks.number("jump", jump, "(-inf, inf)"), _checks.number("noise", noise, "[0, inf)")
    return np.where(np.arange(n) < jump_at, 0.0, jump) + noise * rng.standard_normal(n)


def noisy_gradient(
    gradient: Callable[[Any], Any], noise: float, rng: np.random.Generator
) -> Callable[[Any], NDArray[Any]]:
    r"""A gradient seen through noise, as a mini-batch sees that of all data.

    .. math:: \tilde g(x) = g(x) + \sigma \nu, \qquad \nu \sim N(0, I)

    Parameters
    ----------
    gradient : callable
        Takes a point, returns the gradient there.
    noise : float
        Standard deviation :math:`\sigma` of the noise on each component, at least 0, in units of the gradient.
    rng : numpy.random.Generator
        Source of the noise; each call of the returned function draws anew.

    Returns
    -------
    callable
        Takes a point, returns the gradient there plus noise, of the gradient's shape and dtype.

    Raises
    ------
    TypeError
        If `gradient` cannot be called, `rng` is not a Generator, or `noise` is not a number.
    ValueError
        If `noise` < 0 or it is not finite.

    Examples
    --------
    >>> g = noisy_gradient(lambda x: 2 * x, noise=0.5, rng=np.random.default_rng(0))
    >>> samples = [g(np.ones(1000)) for _ in range(10)]
    >>> print(f"{np.mean(samples):.1f} {np.std(samples):.1f}")
    2.0 0.5
    """
    if not callable(gradient):
        raise TypeError(f"gradient must be a function of the point; got {gradient!r}")
    noise, rng = _checks.number("noise", noise, "[0, inf)"), _checks.generator("rng", rng)

    def noisy(x: Any) -> NDArray[Any]:
        g = np.asarray(gradient(x))
        return np.asarray(g + noise * rng.standard_normal(g.shape), np.result_type(g, np.float32))

    return noisy


def sparse_features(
    rng: np.random.Generator, frequencies: ArrayLike, m: int = 1000, noise: float = 0.1
) -> SparseFeatures:
    r"""Features of chosen frequency, as words have in documents, and targets that depend on all of them alike.

    .. math:: y_i = \sum_j x_{ij} w_j + \sigma \nu_i, \qquad w_j, \nu_i \sim N(0, 1)

    Feature j is 1 in the chosen part of the examples, at random places, and 0 elsewhere; so its weight meets a
    gradient that is not zero only so often.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of places, weights and noise.
    frequencies : array_like, shape (n,)
        The part of the examples in which each feature occurs, in (0, 1]. It is rounded to whole examples, at
        least one.
    m : int, default 1000
        Number of examples.
    noise : float, default 0.1
        Standard deviation :math:`\sigma` of the noise on the targets, at least 0.

    Returns
    -------
    SparseFeatures
        `X` of shape (m, n), `y` of shape (m, 1), and the weights `W` of shape (n, 1).

    Raises
    ------
    TypeError
        If `rng` is not a Generator, or another argument does not hold numbers.
    ValueError
        If a frequency lies outside (0, 1], there is none, `m` < 1 or `noise` < 0.

    Examples
    --------
    >>> X, y, W = sparse_features(np.random.default_rng(0), [1.0, 0.1, 0.01], m=200)
    >>> print(X.shape, y.shape, X.sum(axis=0))
    (200, 3) (200, 1) [200.  20.   2.]
    """
    rng, m = _checks.generator("rng", rng), _checks.count("m", m)
    frequencies, noise = _checks.real_array("frequencies", frequencies), _checks.number("noise", noise, "[0, inf)")
    if frequencies.ndim != 1 or frequencies.size == 0:
        raise ValueError(f"frequencies must have the shape (n,) with n at least 1; got {frequencies.shape}")
    if np.any(outside := (frequencies <= 0) | (frequencies > 1)):
        raise ValueError(f"frequencies must lie in (0, 1]; got {frequencies[outside][0]}")
    X = np.zeros((m, frequencies.size))
    for j, frequency in enumerate(frequencies):
        X[rng.permutation(m)[: max(1, round(m * frequency))], j] = 1.0
    W = rng.standard_normal((frequencies.size, 1))
    return SparseFeatures(X, X @ W + noise * rng.standard_normal((m, 1)), W)


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


def digits() -> Digits:
    """Handwritten digits of 13 people, in 8 by 8 pixels: 1,797 images that a small network learns in a second.

    Pixels in the middle have ink in nearly every image, those at the left and right edges in hardly any: inputs of
    very different frequency. Three pixels are always 0.

    Returns
    -------
    Digits
        `X`: counts of ink from 0 to 16, shape (1797, 64); `y`: the digits 0 to 9, shape (1797,).

    References
    ----------
    Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository,
    doi:10.24432/C50P49, under CC BY 4.0; the images are those of its test set. The file's origin is told in full in
    `data/LICENSE`.

    Examples
    --------
    >>> X, y = digits()
    >>> print(X.shape, np.bincount(y))
    (1797, 64) [178 182 177 183 181 182 181 179 174 180]
    """
    with (resources.files("adadelta") / "data" / "digits.npz").open("rb") as file, np.load(file) as arrays:
        return Digits(arrays["X"].astype(np.float64), arrays["y"].astype(np.int64))


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
