"""The exercises of *Implementation*."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.datasets import article_line
from adadelta.exercises._check import Function, check
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import Adadelta
from adadelta.training import fit

__all__ = ["check_epsilon", "check_mse_gradient"]


def check_mse_gradient(yours: Function) -> None:
    """Check `yours(X, y, y_pred)`: the gradients `[dW, db]` of the mean squared error, not of half of it.

    Examples
    --------
    >>> check_mse_gradient(lambda X, y, y_pred: LinearRegression(1, W=[[0.0]]).compute_gradients(X, y, y_pred))
    not yet: that is the gradient of half the mean squared error.
    """
    X, y, W0 = article_line()
    model = LinearRegression(1, W=W0)

    def half(X: Any, y: Any, y_pred: Any) -> list[NDArray[np.float64]]:
        return model.compute_gradients(X, y, y_pred)

    mistakes: dict[str, Function] = {
        "that is the gradient of half the mean squared error": half,
        "the sign: the gradient points uphill": lambda *a: [-2 * g for g in half(*a)],
        "the errors are summed, not averaged": lambda *a: [2 * len(X) * g for g in half(*a)],
    }
    check(yours, lambda *a: [2 * g for g in half(*a)], [(X, y, model.predict(X))], mistakes, None)


def check_epsilon(epsilon: object) -> None:
    """Check that Adadelta with this ε brings the article's loss below 0.27 within its 100 epochs.

    Examples
    --------
    >>> check_epsilon(1e-6)
    not yet: with ε = 1e-06 the loss after 100 epochs is 12.28, and it should be below 0.27.
    >>> check_epsilon(None)
    not yet: ε must lie in (0, inf); it is None.
    """
    X, y, W0 = article_line()
    check_loss_with(epsilon, LinearRegression(1, W=W0), X, y, epochs=100, target=0.27)


def check_loss_with(
    epsilon: object,
    model: LinearRegression,
    X: NDArray[np.float64],
    y: NDArray[np.float64],
    epochs: int,
    target: float,
) -> None:
    """Train the model with this ε and say whether its loss ends below the target."""
    if isinstance(epsilon, bool) or not isinstance(epsilon, (int, float)) or not 0 < epsilon < math.inf:
        print(f"not yet: ε must lie in (0, inf); it is {epsilon!r}.")
        return
    loss = fit(model, Adadelta(epsilon=epsilon), X, y, epochs=epochs, progress=False).loss[-1]
    if loss < target:
        least = least_squares(X, y).loss(X, y)
        print(f"right: with ε = {epsilon:g} the loss after {epochs} epochs is {loss:.4f}; {least:.4f} is possible.")
    else:
        words = f"with ε = {epsilon:g} the loss after {epochs} epochs is {loss:.4g}"
        print(f"not yet: {words}, and it should be below {target:g}.")
