"""The exercises of *Visualization*."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adadelta.datasets import penguins, standardize
from adadelta.exercises._exercise import Function, exercise
from adadelta.exercises.implementation import loss_with
from adadelta.models import LinearRegression

__all__ = ["check_bird_epsilon", "check_effective_rate", "check_unstandardize"]


def effective_rate(Eg2: Any, Edx2: Any, epsilon: float) -> Any:
    return np.sqrt(Edx2[:-1] + epsilon) / np.sqrt(Eg2[1:] + epsilon)


@exercise(
    right=effective_rate,
    cases=[(np.array([0.0, 0.2, 0.5, 0.1]), np.array([0.0, 1e-6, 4e-6, 9e-6]), 1e-6)],
    mistakes={
        "the step at t uses E[Δx²] of t − 1, so that the rates are one fewer than the averages": (
            lambda a, b, e: np.sqrt(b + e) / np.sqrt(a + e)
        ),
        "both averages are taken at t: the numerator is that of t − 1": (
            lambda a, b, e: np.sqrt(b[1:] + e) / np.sqrt(a[1:] + e)
        ),
        "the roots are missing: a rate is a quotient of root mean squares": lambda a, b, e: (
            effective_rate(a, b, e) ** 2
        ),
        "it is upside down": lambda a, b, e: 1 / effective_rate(a, b, e),
    },
)
def check_effective_rate(yours: Function) -> None:
    """Check `yours(Eg2, Edx2, epsilon)`: the effective rate of each step, from averages recorded at steps 0, 1, 2, ...

    Examples
    --------
    >>> check_effective_rate(lambda Eg2, Edx2, epsilon: np.sqrt((Edx2 + epsilon) / (Eg2 + epsilon)))
    not yet: the step at t uses E[Δx²] of t − 1, so that the rates are one fewer than the averages.
    """


@exercise(
    right=1e-4,
    mistakes={
        "with ε = 1e-06 the loss after 50 epochs is 0.672, and it should be below 0.25": 1e-6,
        "ε must lie in (0, inf); it is inf": math.inf,
        "ε must lie in (0, inf); it is None": None,
    },
)
def check_bird_epsilon(epsilon: object) -> str:
    """Check that Adadelta with this ε brings the standardized penguins' loss below 0.25 within 50 epochs.

    Examples
    --------
    >>> check_bird_epsilon(1e-6)
    not yet: with ε = 1e-06 the loss after 50 epochs is 0.672, and it should be below 0.25.
    """
    birds = penguins()
    return loss_with(
        epsilon,
        LinearRegression(1, W=[[0.0]]),
        standardize(birds.X).values,
        standardize(birds.y).values,
        epochs=50,
        target=0.25,
    )


def unstandardize(
    W: float, b: float, X_mean: float, X_scale: float, y_mean: float, y_scale: float
) -> tuple[float, float]:
    slope = W * y_scale / X_scale
    return slope, b * y_scale + y_mean - slope * X_mean


@exercise(
    right=unstandardize,
    cases=[(0.9, 0.05, 200.0, 14.0, 4200.0, 800.0), (1.0, 0.0, 2.0, 3.0, 5.0, 7.0)],
    mistakes={
        "the slope is in units of y per unit of x: divide by the scale of x too": lambda W, b, *s: (
            W * s[3],
            b,
        ),
        "the slope is right, but the intercept ignores that x was shifted by its mean": (
            lambda W, b, *s: (W * s[3] / s[1], b * s[3] + s[2])
        ),
        "slope and intercept have changed places": lambda *a: unstandardize(*a)[::-1],
        "the scales have changed places": lambda W, b, *s: (
            W * s[1] / s[3],
            b * s[1] + s[0] - W * s[1] / s[3] * s[2],
        ),
    },
    results=("the slope", "the intercept"),
)
def check_unstandardize(yours: Function) -> None:
    """Check `yours(W, b, X_mean, X_scale, y_mean, y_scale)`: slope and intercept in the original units.

    Examples
    --------
    >>> check_unstandardize(lambda W, b, X_mean, X_scale, y_mean, y_scale: (W * y_scale, b))
    not yet: the slope is in units of y per unit of x: divide by the scale of x too.
    """
