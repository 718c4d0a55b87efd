"""Test functions of two variables, to watch optimizers descend: values, gradients, minima, and where to look.

Powers are written as products (`np.square` is one), because `**` rounds otherwise for a single number than for an
array: so a point has the same gradient alone and among others, and in the page's JavaScript, which mirrors this file.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks

__all__ = ["Surface", "absolute", "beale", "himmelblau", "noisy_bowl"]
__all__ += ["plateau", "ravine", "rosenbrock", "rotated_ravine", "saddle"]

Array = NDArray[Any]


@dataclass(frozen=True)
class Surface:
    r"""A function :math:`f(x, y)` of the plane, with what a descent and its picture need to know of it.

    Attributes
    ----------
    name : str
        What it is called in a sentence.
    formula : str
        f in LaTeX.
    f : callable
        Takes two arrays, x and y, and returns the array of values.
    df : callable
        Takes two arrays, x and y, and returns the arrays of both partial derivatives.
    minima : tuple of (float, float)
        Where f is least: each of the points, if there are several.
    least : float
        The value of f there.
    window : tuple of float
        Left, right, bottom and top of the part of the plane to look at.
    start : (float, float)
        A place to start from.
    noise : float
        Standard deviation of the noise on each component of a gradient that a descent meets.

    Examples
    --------
    >>> parabola = Surface(
    ...     "a parabola", "x^2", lambda x, y: x**2, lambda x, y: (2 * x, 0 * y), ((0, 0),), 0, (-1, 1, -1, 1), (1, 0)
    ... )
    >>> parabola.gradient([0.5, 1.0])
    array([1., 0.])
    """

    name: str
    formula: str
    f: Callable[[Array, Array], Array]
    df: Callable[[Array, Array], tuple[Array, Array]]
    minima: tuple[tuple[float, float], ...]
    least: float
    window: tuple[float, float, float, float]
    start: tuple[float, float]
    noise: float = 0.0

    def value(self, points: ArrayLike) -> Array:
        """Return f at each point.

        Parameters
        ----------
        points : array_like, shape (..., 2)
            Points (x, y), one or many. Single precision stays single.

        Returns
        -------
        ndarray, shape (...)
            The values.

        Raises
        ------
        TypeError
            If `points` does not hold real numbers.
        ValueError
            If its last axis is not of length 2.

        Examples
        --------
        >>> himmelblau().value([[3.0, 2.0], [0.0, 0.0]])
        array([  0., 170.])
        """
        points = _points(points)
        return np.asarray(self.f(points[..., 0], points[..., 1]), points.dtype)

    def gradient(self, points: ArrayLike) -> Array:
        """Return the gradient of f at each point, without noise.

        Parameters
        ----------
        points : array_like, shape (..., 2)
            As for `value`.

        Returns
        -------
        ndarray, shape (..., 2)
            Both partial derivatives.

        Raises
        ------
        TypeError, ValueError
            As `value` does.

        Examples
        --------
        >>> ravine(condition=100.0).gradient([2.0, 1.0])
        array([  2., 100.])
        """
        points = _points(points)
        return np.stack(self.df(points[..., 0], points[..., 1]), axis=-1).astype(points.dtype)


def ravine(condition: float = 100.0) -> Surface:
    r"""A valley along the x axis: gentle along it, steep across.

    .. math:: f(x, y) = \tfrac12 x^2 + \tfrac12 \kappa\, y^2

    Parameters
    ----------
    condition : float, default 100
        The condition number :math:`\kappa` > 0: the curvature across by the one along.

    Returns
    -------
    Surface
        With its minimum 0 at (0, 0).

    Raises
    ------
    TypeError, ValueError
        If `condition` is not a number in (0, inf).

    Examples
    --------
    >>> ravine(condition=4.0).value([1.0, 1.0])
    array(2.5)
    """
    k = _checks.number("condition", condition, "(0, inf)")
    return Surface(
        name="a ravine",
        formula=rf"\tfrac12 x^2 + \tfrac12 \cdot {k:g}\, y^2",
        f=lambda x, y: 0.5 * (x * x) + 0.5 * k * (y * y),
        df=lambda x, y: (x, k * y),
        minima=((0.0, 0.0),),
        least=0.0,
        window=(-5.0, 5.0, -2.0, 2.0),
        start=(-4.0, 1.0),
    )


def rotated_ravine(condition: float = 100.0, angle: float = math.pi / 4) -> Surface:
    r"""A valley that runs askew: each step along it changes both coordinates, so a rate for each helps less.

    .. math::

       f(x, y) = \tfrac12 u^2 + \tfrac12 \kappa\, v^2, \qquad
       u = x \cos\alpha + y \sin\alpha, \quad v = y \cos\alpha - x \sin\alpha

    Parameters
    ----------
    condition : float, default 100
        The condition number :math:`\kappa` > 0.
    angle : float, default pi / 4
        :math:`\alpha`, from the x axis to the valley's floor, in radians.

    Returns
    -------
    Surface
        With its minimum 0 at (0, 0).

    Raises
    ------
    TypeError, ValueError
        If `condition` is not a number in (0, inf) or `angle` not a finite one.

    Examples
    --------
    >>> along, across = rotated_ravine().value([[1.0, 1.0], [-1.0, 1.0]])
    >>> print(f"{along:.1f} {across:.1f}")
    1.0 100.0
    """
    k, angle = _checks.number("condition", condition, "(0, inf)"), _checks.number("angle", angle, "(-inf, inf)")
    c, s = math.cos(angle), math.sin(angle)

    def f(x: Array, y: Array) -> Array:
        return 0.5 * np.square(c * x + s * y) + 0.5 * k * np.square(c * y - s * x)

    def df(x: Array, y: Array) -> tuple[Array, Array]:
        u, v = c * x + s * y, k * (c * y - s * x)
        return c * u - s * v, s * u + c * v

    return Surface(
        name="a rotated ravine",
        formula=rf"\tfrac12 u^2 + \tfrac12 \cdot {k:g}\, v^2",
        f=f,
        df=df,
        minima=((0.0, 0.0),),
        least=0.0,
        window=(-4.0, 4.0, -4.0, 4.0),
        start=(-3.5, -1.5),
    )


def rosenbrock() -> Surface:
    r"""Rosenbrock's banana: a curved valley, found at once and followed slowly.

    .. math:: f(x, y) = (1 - x)^2 + 100\, (y - x^2)^2

    Returns
    -------
    Surface
        With its minimum 0 at (1, 1).

    References
    ----------
    Rosenbrock (1960), An automatic method for finding the greatest or least value of a function.

    Examples
    --------
    >>> print(f"{rosenbrock().value([-1.2, 1.0]):.1f}")
    24.2
    """
    return Surface(
        name="Rosenbrock's valley",
        formula="(1 - x)^2 + 100 (y - x^2)^2",
        f=lambda x, y: np.square(1 - x) + 100 * np.square(y - x * x),
        df=lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
        minima=((1.0, 1.0),),
        least=0.0,
        window=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.2, 1.0),
    )


def beale() -> Surface:
    r"""Beale's function: almost flat around its minimum, with steep walls at the corners.

    .. math:: f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2

    Returns
    -------
    Surface
        With its minimum 0 at (3, 0.5).

    References
    ----------
    Beale (1958), On an iterative method for finding a local minimum of a function of more than one variable.

    Examples
    --------
    >>> beale().value([[3.0, 0.5], [4.5, 4.5]]).round()
    array([     0., 174813.])
    """

    def residuals(x: Array, y: Array) -> tuple[Array, Array, Array]:
        return 1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)

    def f(x: Array, y: Array) -> Array:
        a, b, c = residuals(x, y)
        return a * a + b * b + c * c

    def df(x: Array, y: Array) -> tuple[Array, Array]:
        a, b, c = residuals(x, y)
        dx = 2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1)
        dy = 2 * a * x + 4 * b * x * y + 6 * c * x * (y * y)
        return dx, dy

    return Surface(
        name="Beale's function",
        formula="(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        f=f,
        df=df,
        minima=((3.0, 0.5),),
        least=0.0,
        window=(-4.5, 4.5, -4.5, 4.5),
        start=(1.0, 1.5),
    )


def himmelblau() -> Surface:
    r"""Himmelblau's function: four minima, equally deep; which one is reached depends on start and method.

    .. math:: f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2

    Returns
    -------
    Surface
        With its four minima of 0, one of them at (3, 2).

    References
    ----------
    Himmelblau (1972), Applied Nonlinear Programming.

    Examples
    --------
    >>> len(himmelblau().minima), himmelblau().minima[0]
    (4, (3.0, 2.0))
    """

    def df(x: Array, y: Array) -> tuple[Array, Array]:
        a, b = x * x + y - 11, x + y * y - 7
        return 4 * x * a + 2 * b, 2 * a + 4 * y * b

    return Surface(
        name="Himmelblau's function",
        formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        f=lambda x, y: np.square(x * x + y - 11) + np.square(x + y * y - 7),
        df=df,
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        least=0.0,
        window=(-5.0, 5.0, -5.0, 5.0),
        start=(-0.5, -1.0),
    )


def saddle() -> Surface:
    r"""A pass between two hollows: from near its ridge the slope sideways is tiny at first.

    .. math:: f(x, y) = \tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4

    The saddle is at (0, 0); unlike :math:`x^2 - y^2`, the surface does not fall forever.

    Returns
    -------
    Surface
        With its minima of -1/4 at (0, -1) and (0, 1).

    Examples
    --------
    >>> saddle().gradient([[0.0, 0.0], [0.0, 1.0]])
    array([[0., 0.],
           [0., 0.]])
    """
    return Surface(
        name="a saddle",
        formula=r"\tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4",
        f=lambda x, y: 0.5 * (x * x) - 0.5 * (y * y) + 0.25 * (y * y * y * y),
        df=lambda x, y: (x, y * y * y - y),
        minima=((0.0, -1.0), (0.0, 1.0)),
        least=-0.25,
        window=(-2.0, 2.0, -1.6, 1.6),
        start=(-1.5, 0.001),
    )


def plateau() -> Surface:
    r"""A well in a plain: far from it the gradient all but vanishes, and with it the steps of plain descent.

    .. math:: f(x, y) = 1 - e^{-(x^2 + y^2) / 2}

    Returns
    -------
    Surface
        With its minimum 0 at (0, 0).

    Examples
    --------
    >>> print(plateau().gradient([4.0, 0.0]).round(4))
    [0.0013 0.    ]
    """

    def df(x: Array, y: Array) -> tuple[Array, Array]:
        well = np.exp(-(x * x + y * y) / 2)
        return x * well, y * well

    return Surface(
        name="a plateau",
        formula="1 - e^{-(x^2 + y^2) / 2}",
        f=lambda x, y: -np.expm1(-(x * x + y * y) / 2),
        df=df,
        minima=((0.0, 0.0),),
        least=0.0,
        window=(-4.0, 4.0, -4.0, 4.0),
        start=(-3.0, 2.0),
    )


def noisy_bowl(noise: float = 1.0) -> Surface:
    r"""A round bowl whose gradients are seen through noise, as those of a mini-batch are.

    .. math:: f(x, y) = \tfrac12 (x^2 + y^2), \qquad g = (x, y) + \sigma \nu, \quad \nu \sim N(0, I)

    `value` and `gradient` are without noise; `adadelta.descend` adds it.

    Parameters
    ----------
    noise : float, default 1.0
        The standard deviation :math:`\sigma`, at least 0, of each component.

    Returns
    -------
    Surface
        With its minimum 0 at (0, 0).

    Raises
    ------
    TypeError, ValueError
        If `noise` is not a number in [0, inf).

    Examples
    --------
    >>> noisy_bowl(noise=0.5).noise
    0.5
    """
    return Surface(
        name="a noisy bowl",
        formula=r"\tfrac12 (x^2 + y^2)",
        f=lambda x, y: 0.5 * (x * x + y * y),
        df=lambda x, y: (x, y),
        minima=((0.0, 0.0),),
        least=0.0,
        window=(-4.0, 4.0, -4.0, 4.0),
        start=(-3.0, 2.0),
        noise=_checks.number("noise", noise, "[0, inf)"),
    )


def absolute(condition: float = 10.0) -> Surface:
    r"""A valley with a crease for a floor: the slope does not ease toward the minimum.

    .. math:: f(x, y) = |x| + \kappa\, |y|

    On the creases, where there is no derivative, the gradient given is the subgradient 0.

    Parameters
    ----------
    condition : float, default 10
        :math:`\kappa` > 0: the slope across by the one along.

    Returns
    -------
    Surface
        With its minimum 0 at (0, 0).

    Raises
    ------
    TypeError, ValueError
        If `condition` is not a number in (0, inf).

    Examples
    --------
    >>> absolute().gradient([[-3.0, 0.1], [0.0, 0.0]])
    array([[-1., 10.],
           [ 0.,  0.]])
    """
    k = _checks.number("condition", condition, "(0, inf)")
    return Surface(
        name="a crease",
        formula=rf"|x| + {k:g}\, |y|",
        f=lambda x, y: np.abs(x) + k * np.abs(y),
        df=lambda x, y: (np.sign(x), k * np.sign(y)),
        minima=((0.0, 0.0),),
        least=0.0,
        window=(-5.0, 5.0, -2.0, 2.0),
        start=(-4.0, 1.3),
    )


def _points(points: ArrayLike) -> Array:
    """The points as an array of floating-point numbers; raise unless they are of the plane."""
    array = _checks.real("points", points)
    if array.ndim == 0 or array.shape[-1] != 2:
        raise ValueError(f"points must have the shape (..., 2); got {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)
