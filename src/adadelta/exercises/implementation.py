"""The exercises of *Implementation*."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.datasets import article_line
from adadelta.exercises._exercise import TOLERANCE, Function, exercise, flat, same
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import Adadelta
from adadelta.training import fit

__all__ = ["check_epsilon", "check_mse_gradient", "check_optimizer_class"]

Array = NDArray[Any]


X, Y, W0 = article_line()
MODEL = LinearRegression(1, W=W0)


def mse_gradient(factor: float) -> Function:
    """Return the gradient of half the mean squared error times a factor."""
    return lambda X, y, y_pred: [factor * g for g in MODEL.compute_gradients(X, y, y_pred)]


@exercise(
    right=mse_gradient(2),
    cases=[(X, Y, MODEL.predict(X))],
    mistakes={
        "that is the gradient of half the mean squared error": mse_gradient(1),
        "the sign is wrong: the gradient must point uphill": mse_gradient(-2),
        "the errors are summed, not averaged": mse_gradient(2 * len(X)),
    },
)
def check_mse_gradient(yours: Function) -> None:
    """Check `yours(X, y, y_pred)`: the gradients `[dW, db]` of the mean squared error, not of half of it.

    Examples
    --------
    >>> check_mse_gradient(lambda X, y, y_pred: LinearRegression(1, W=[[0.0]]).compute_gradients(X, y, y_pred))
    not yet: that is the gradient of half the mean squared error.
    """


@exercise(
    right=1e-2,
    mistakes={
        "my_epsilon is still None; set it to a number above 0": None,
        "with ε = 1e-06 the loss after 100 epochs is 12.28, and it should be below 0.27": 1e-6,
        "ε must lie in (0, inf); it is 0": 0,
        "ε must lie in (0, inf); it is -1.0": -1.0,
        "ε must lie in (0, inf); it is True": True,
        "ε must lie in (0, inf); it is '0.01'": "0.01",
        "ε must lie in (0, inf); it is nan": math.nan,
    },
)
def check_epsilon(epsilon: object) -> str:
    """Check that Adadelta with this ε brings the article's loss below 0.27 within its 100 epochs.

    Examples
    --------
    >>> check_epsilon(1e-6)
    not yet: with ε = 1e-06 the loss after 100 epochs is 12.28, and it should be below 0.27.
    >>> check_epsilon(None)
    not yet: my_epsilon is still None; set it to a number above 0.
    >>> check_epsilon(-1.0)
    not yet: ε must lie in (0, inf); it is -1.0.
    """
    if epsilon is None:
        return "not yet: my_epsilon is still None; set it to a number above 0."
    return loss_with(epsilon, LinearRegression(1, W=W0), X, Y, epochs=100, target=0.27)


def loss_with(
    epsilon: object,
    model: LinearRegression,
    X: NDArray[np.float64],
    y: NDArray[np.float64],
    epochs: int,
    target: float,
) -> str:
    """Train the model with this ε and say whether its loss ends below the target."""
    if isinstance(epsilon, bool) or not isinstance(epsilon, (int, float)) or not 0 < epsilon < math.inf:
        return f"not yet: ε must lie in (0, inf); it is {epsilon!r}."
    loss = fit(model, Adadelta(epsilon=epsilon), X, y, epochs=epochs, progress=False).loss[-1]
    if loss < target:
        least = least_squares(X, y).loss(X, y)
        return f"right: with ε = {epsilon:g} the loss after {epochs} epochs is {loss:.4f}; {least:.4f} is possible."
    words = f"with ε = {epsilon:g} the loss after {epochs} epochs is {loss:.4g}"
    return f"not yet: {words}, and it should be below {target:g}."


RHO, EPSILON, STEPS = 0.8, 1e-4, 6
ONE, TWINS, MANY = ((3,),), ((3,), (3,)), ((2, 3), (3,), (1, 1))
"""The shapes that a class is tried with: one parameter, two that could be confused, and the shapes of a model."""


class _Run:
    """What one object of a class does to some parameters, step by step."""

    def __init__(self, optimizer: Any, shapes: Sequence[tuple[int, ...]], initialize: bool = True) -> None:
        rng = np.random.default_rng(len(shapes))
        params = [rng.standard_normal(shape) for shape in shapes]
        rows = [[3.0 ** (i - t) * rng.standard_normal(p.shape) for i, p in enumerate(params)] for t in range(STEPS)]
        self.start = flat(params)
        if initialize:
            optimizer.initialize(list(params))
        path, returned, self.spoiled = [], [], False
        for grads in rows:
            handed = [g.copy() for g in grads]
            answer = optimizer.update(list(params), handed)
            path.append(flat(params))
            returned.append(None if answer is None else flat(answer))
            self.spoiled |= not same(flat(handed), flat(grads))
        self.path = np.array(path)
        self.steps = np.diff(self.path, axis=0, prepend=self.start[np.newaxis])
        self.silent = all(one is None for one in returned)
        wanted = all(one is not None and one.shape == self.start.shape for one in returned)
        self.returned = np.array(returned) if wanted else None


class _Variant:
    """Adadelta with at most one mistake."""

    def __init__(self, mistake: str = "", rho: float = RHO, epsilon: float = EPSILON) -> None:
        self.mistake, self.rho, self.epsilon = mistake, rho, epsilon

    def initialize(self, params: list[Array]) -> None:
        self.Eg2, self.Edx2 = ([np.zeros_like(p) for p in params] for _ in range(2))
        if self.mistake == "shared":
            self.Eg2, self.Edx2 = ([one[0]] * len(params) for one in (self.Eg2, self.Edx2))

    def update(self, params: list[Array], grads: list[Array]) -> list[Array]:
        if self.mistake == "forgets":
            self.initialize(params)
        return [self.move(i, p, g) for i, (p, g) in enumerate(zip(params, grads, strict=True))]

    def root(self, average: Array) -> Array:
        outside = self.mistake == "outside"
        return np.sqrt(average) + self.epsilon if outside else np.sqrt(average + self.epsilon)

    def move(self, i: int, p: Array, g: Array) -> Array:
        Eg2, Edx2, rho = self.Eg2[i], self.Edx2[i], self.rho
        keep, take = (1 - rho, rho) if self.mistake == "swapped" else (rho, 1 - rho)
        before = Eg2.copy()
        Eg2[...] = keep * Eg2 + take * g**2
        dx = -self.root(Edx2) / self.root(before if self.mistake == "late" else Eg2) * g
        if self.mistake == "uphill":
            dx = -dx
        Edx2[...] = keep * Edx2 + take * dx**2
        if self.mistake == "early":
            dx = -self.root(Edx2) / self.root(Eg2) * g
        p += dx
        return dx


MISTAKES = {
    "early": "your E[Δx²] takes in the new step before the step is made: the numerator must lag by one step",
    "late": (
        "your steps are −g, those of gradient descent, since your averages stay equal: either you divide by the E[g²] "
        "of the step before, without the newest gradient, or E[g²] and E[Δx²] are one and the same list"
    ),
    "outside": "ε stands outside the roots: RMS[g] is √(E[g²] + ε)",
    "uphill": "the sign is wrong: the step must go against the gradient",
    "swapped": "ρ and 1 − ρ have changed places: the new value has the weight 1 − ρ",
    "forgets": "your averages start anew at every update: keep them in self between the calls",
    "shared": "your parameters share one average: each needs its own E[g²] and E[Δx²], of its shape",
}
"""In words, what a `_Variant` does wrong."""


def _about(yours: Any, got: _Run, right: _Run, shapes: Sequence[tuple[int, ...]]) -> str:
    """Return in words what is wrong with a run, or nothing."""
    if got.spoiled:
        return "your update changes the gradients that it is given: they belong to the caller"
    if not got.steps.any():
        if got.silent:
            return "update returns None and changes nothing"
        if got.returned is not None and same(got.returned, right.steps):
            return (
                "the steps are right, but the parameters stay where they are: p = p + dx makes a new array, "
                "while p += dx changes the one that the model holds"
            )
        if got.returned is not None and not got.returned.any():
            return "your steps are all zero: with zero averages, only ε in the numerator lets Adadelta start"
    if not same(got.path, right.path):
        for mistake, words in MISTAKES.items():
            if mistake == "shared" and shapes == MANY:
                continue  # one average cannot have many shapes
            if same(got.path, _Run(_Variant(mistake), shapes).path):
                return words
        if same(got.path, _Run(_Variant(rho=0.95, epsilon=1e-6), shapes).path):
            return "your class goes its own way with 0.95 and 1e-6: use the rho and epsilon that it is given"
        t, i = np.argwhere(~np.isclose(got.path, right.path, rtol=TOLERANCE, atol=1e-15))[0]
        among = "" if len(shapes) == 1 else f" with parameters of the shapes {', '.join(map(str, shapes))}"
        step = f"{got.steps[t, i]:.4g}, and {right.steps[t, i]:.4g} is right"
        return f"update {t + 1}{among} moves number {i + 1} by {step}"
    if got.silent:
        return "the parameters are right, but update returns nothing: return the list of steps"
    if got.returned is None or not same(got.returned, right.steps):
        if got.returned is not None and same(got.returned, right.path):
            return "update returns the parameters, and the list of steps is wanted"
        return "the parameters are right, but what update returns is not the list of steps, one for each parameter"
    return ""


@exercise(right=Adadelta, mistakes={words: partial(_Variant, mistake) for mistake, words in MISTAKES.items()})
def check_optimizer_class(yours: Any) -> str:
    """Check `yours(rho=..., epsilon=...)`, a class with the article's `initialize` and `update`, over several steps.

    Its `update(params, grads)` is to change the arrays in `params` in place and to return the list of steps, and to
    work without `initialize` before it.

    Examples
    --------
    >>> check_optimizer_class(Adadelta)
    right: the steps, the parameters and the averages' memory are the package's, with one parameter or several.
    >>> class Eager(Adadelta):
    ...     def rule(self, g, Eg2, Edx2):
    ...         return -super().rule(g, Eg2, Edx2)
    >>> check_optimizer_class(Eager)
    not yet: the sign is wrong: the step must go against the gradient.
    """
    for shapes in (ONE, TWINS, MANY):
        got, right = _Run(yours(rho=RHO, epsilon=EPSILON), shapes), _Run(_Variant(), shapes)
        if words := _about(yours, got, right, shapes):
            return f"not yet: {words}."
    optimizer = yours(rho=RHO, epsilon=EPSILON)
    try:
        fresh = _Run(optimizer, ONE, initialize=False)
    except Exception as error:
        words = "the rest is right, but update raises {} when nobody has called initialize: let update call it then"
        return f"not yet: {words.format(type(error).__name__)}."
    right = _Run(_Variant(), ONE)
    if not same(fresh.path, right.path):
        return "not yet: the rest is right, but without initialize the averages of a new optimizer are not zero."
    if not same(_Run(optimizer, ONE).path, right.path):
        return "not yet: the rest is right, but initialize does not start afresh: it must set the averages to zero."
    return "right: the steps, the parameters and the averages' memory are the package's, with one parameter or several."
