"""Models that the optimizers train: the article's linear regression.

A model has `parameters` (a list of arrays that an optimizer changes in place), `predict`, `loss` and
`compute_gradients`; that is all that `adadelta.fit` asks of it.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks

__all__ = ["LinearRegression", "Model", "least_squares", "mean_squared_error"]

Array = NDArray[np.float64]


class Model(Protocol):
    """What `adadelta.fit` asks of a model."""

    @property
    def parameters(self) -> list[NDArray[Any]]:
        """The arrays that the optimizer changes in place."""

    def predict(self, X: Any) -> Any:
        """Return the model's answer for each row of `X`."""

    def loss(self, X: Any, y: Any) -> float:
        """Return the loss that the history records."""

    def compute_gradients(self, X: Any, y: Any, y_pred: Any) -> list[NDArray[Any]]:
        """Return the gradient of the training objective with respect to each parameter."""


class LinearRegression:
    r"""A line, or a plane in more dimensions: :math:`\hat y = X W + b`.

    The gradients are those of half the mean squared error,

    .. math::

       J = \frac{1}{2m} \sum_{i=1}^m (\hat y_i - y_i)^2, \qquad
       \nabla_W J = \tfrac1m X^\top (\hat y - y), \qquad \nabla_b J = \tfrac1m \sum_i (\hat y_i - y_i),

    as in the article, while `loss` is the mean squared error itself, twice as large.

    Parameters
    ----------
    input_dim : int
        Number of columns of `X`.
    W : array_like, shape (input_dim, 1), optional
        Initial weights; drawn from a standard normal distribution if not given.
    rng : numpy.random.Generator, optional
        Source of the initial weights, needed if `W` is not given.

    Attributes
    ----------
    W : ndarray of float64, shape (input_dim, 1)
        Weights, in units of y by units of X.
    b : ndarray of float64, shape (1,)
        Bias, in units of y; starts at zero.

    Raises
    ------
    TypeError
        If `input_dim` is not a whole number, `W` does not hold real numbers, or neither `W` nor `rng` is given.
    ValueError
        If `input_dim` < 1 or `W` has another shape or is not finite.

    Examples
    --------
    >>> model = LinearRegression(1, W=[[2.0]])
    >>> model.predict([[1.0], [3.0]])
    array([[2.],
           [6.]])
    """

    def __init__(self, input_dim: int, W: ArrayLike | None = None, rng: np.random.Generator | None = None) -> None:
        input_dim = _checks.count("input_dim", input_dim)
        if W is None:
            if not isinstance(rng, np.random.Generator):
                raise TypeError(f"rng must be a numpy.random.Generator when W is not given; got {rng!r}")
            W = rng.standard_normal((input_dim, 1))
        self.W = _checks.real_array("W", W)
        if self.W.shape != (input_dim, 1):
            raise ValueError(f"W must have the shape {(input_dim, 1)}; got {self.W.shape}")
        self.b = np.zeros(1)

    def __repr__(self) -> str:
        return f"LinearRegression(input_dim={len(self.W)})"

    @property
    def parameters(self) -> list[Array]:
        """The weights and the bias, to be handed to an optimizer."""
        return [self.W, self.b]

    def predict(self, X: ArrayLike) -> Array:
        """Return :math:`X W + b`, of shape (m, 1), for `X` of shape (m, input_dim)."""
        y_pred: Array = np.asarray(X) @ self.W + self.b
        return y_pred

    def loss(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the mean squared error of the predictions for `X` against `y`."""
        return mean_squared_error(y, self.predict(X))

    def compute_gradients(self, X: ArrayLike, y: ArrayLike, y_pred: ArrayLike) -> list[Array]:
        """Return the gradients of half the mean squared error with respect to `W` and `b`.

        Parameters
        ----------
        X : array_like, shape (m, input_dim)
            Inputs.
        y, y_pred : array_like, shape (m, 1)
            Targets, and what `predict(X)` returned for the present parameters.

        Returns
        -------
        list of ndarray
            Gradients of the shapes of `W` and `b`.

        Raises
        ------
        ValueError
            If `y` and `y_pred` differ in shape (broadcasting would make an m by m matrix of errors).
        """
        X, error = np.asarray(X), _error(y, y_pred)
        return [X.T @ error / len(X), np.array([np.sum(error) / len(X)])]


def mean_squared_error(y: ArrayLike, y_pred: ArrayLike) -> float:
    r"""Mean squared error :math:`\tfrac1m \sum_i (\hat y_i - y_i)^2`, in squared units of y.

    Parameters
    ----------
    y, y_pred : array_like
        Targets and predictions, of one shape.

    Raises
    ------
    ValueError
        If `y` and `y_pred` differ in shape.

    Examples
    --------
    >>> mean_squared_error([[1.0], [2.0]], [[1.0], [4.0]])
    2.0
    """
    return float(np.mean(_error(y, y_pred) ** 2))


def least_squares(X: ArrayLike, y: ArrayLike) -> LinearRegression:
    """Return the linear regression with the smallest mean squared error, found without iterating.

    Parameters
    ----------
    X : array_like, shape (m, input_dim)
        Inputs.
    y : array_like, shape (m, 1)
        Targets.

    Returns
    -------
    LinearRegression
        The model at the optimum: what every optimizer here tries to reach.

    Raises
    ------
    TypeError, ValueError
        If `X` or `y` does not hold finite real numbers, or their shapes do not fit.

    Examples
    --------
    >>> model = least_squares([[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]])
    >>> model.W.round(6), model.b.round(6)
    (array([[2.]]), array([1.]))
    """
    X, y = _checks.real_array("X", X), _checks.real_array("y", y)
    if X.ndim != 2 or y.shape != (len(X), 1):
        raise ValueError(f"X must have the shape (m, input_dim) and y (m, 1); got {X.shape} and {y.shape}")
    solution = np.linalg.lstsq(np.hstack([X, np.ones((len(X), 1))]), y, rcond=None)[0]
    model = LinearRegression(X.shape[1], W=solution[:-1])
    model.b[:] = solution[-1]
    return model


def _error(y: ArrayLike, y_pred: ArrayLike) -> Array:
    """Prediction less target, for two arrays of one shape."""
    y, y_pred = np.asarray(y, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if y.shape != y_pred.shape:
        raise ValueError(f"y and y_pred must have one shape; got {y.shape} and {y_pred.shape}")
    error: Array = y_pred - y
    return error
