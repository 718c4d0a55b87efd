"""Checks for the chapters' exercises: each takes the reader's own function and says in words what differs.

A check never raises: it prints "right: ..." or "not yet: ...". It compares with the package on a few inputs, and
recognizes the mistakes that are made most often by making them itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.averages import ema
from adadelta.datasets import article_line, penguins, standardize
from adadelta.models import LinearRegression, least_squares
from adadelta.optimizers import Adadelta
from adadelta.training import fit

__all__ = [
    "check_bird_epsilon",
    "check_effective_rate",
    "check_ema",
    "check_epsilon",
    "check_first_step",
    "check_mse_gradient",
    "check_rho_for",
    "check_start_weight",
    "check_unstandardize",
    "check_update",
]

Function = Callable[..., Any]
TOLERANCE = 1e-9


def check_ema(yours: Function) -> None:
    """Check `yours(values, rho)`, which returns the moving average after each value, started at zero.

    Examples
    --------
    >>> check_ema(lambda values, rho: None)
    not yet: it returns None.
    """
    values = [1.0, 4.0, -2.0, 0.5]
    mistakes: dict[str, Function] = {
        "the two weights have changed places: the old average gets ρ, the new value 1 − ρ": lambda v, rho: ema(
            v, 1 - rho
        ),
        "the average seems to start at the first value instead of zero": lambda v, rho: ema(v, rho, start=v[0]),
        "the bias is corrected, which comes later in the chapter": lambda v, rho: ema(v, rho, bias_corrected=True),
        "only the last average is returned, not all of them": lambda v, rho: ema(v, rho)[-1],
        "the new value enters with its full weight: it lacks the factor 1 − ρ": lambda v, rho: ema(v, rho) / (1 - rho),
    }
    _check(yours, ema, [(values, 0.9), (values, 0.5), (values[:1], 0.25)], mistakes)


def check_rho_for(yours: Function) -> None:
    """Check `yours(half_life)`, which returns the decay rate with that half-life in steps.

    Examples
    --------
    >>> check_rho_for(lambda half_life: 0.5 ** (1 / half_life))
    right: all 3 inputs give what the package gives.
    """
    mistakes: dict[str, Function] = {
        "that is the rate whose mean age is the half-life": lambda h: h / (1 + h),
        "one of the signs is wrong: ρ must be less than 1": lambda h: 2 ** (1 / h),
        "that is the rate at which the weight falls to 1/e, not to one half": lambda h: math.exp(-1 / h),
    }
    _check(yours, lambda h: 0.5 ** (1 / h), [(1.0,), (13.5,), (100.0,)], mistakes)


def check_start_weight(yours: Function) -> None:
    """Check `yours(rho, part)`: after how many steps the start's weight in the average is at most `part`.

    Examples
    --------
    >>> check_start_weight(lambda rho, part: 0)
    not yet: for rho = 0.9, part = 0.5 it returns 0, and 7 is right.
    """
    mistakes: dict[str, Function] = {
        "a count of steps is a whole number: round up": lambda rho, part: math.log(part) / math.log(rho),
        "rounding down stops one step too early": lambda rho, part: math.floor(math.log(part) / math.log(rho)),
    }
    cases = [(0.9, 0.5), (0.95, 0.01), (0.5, 0.3)]
    _check(yours, lambda rho, part: math.ceil(math.log(part) / math.log(rho)), cases, mistakes, ("rho", "part"))


def check_first_step(yours: Function) -> None:
    """Check `yours(g, rho, epsilon)`, which returns Adadelta's very first step.

    Examples
    --------
    >>> check_first_step(lambda g, rho, epsilon: -(epsilon**0.5))
    not yet: for g = 3.0, rho = 0.95, epsilon = 1e-06 it returns -0.001, and -0.004472 is right.
    """

    def first(g: float, rho: float, epsilon: float) -> float:
        return -math.sqrt(epsilon) / math.sqrt((1 - rho) * g**2 + epsilon) * g

    mistakes: dict[str, Function] = {
        "the sign: the step goes against the gradient": lambda g, r, e: -first(g, r, e),
        "E[g²] has just taken in the gradient, with the weight 1 − ρ": lambda g, r, e: (
            -math.sqrt(e) / math.sqrt(g**2 + e) * g
        ),
        "ε belongs inside both roots": lambda g, r, e: -e / (math.sqrt((1 - r) * g**2) + e) * g,
    }
    cases = [(3.0, 0.95, 1e-6), (-0.02, 0.9, 1e-4), (1e-5, 0.95, 1e-6)]
    _check(yours, first, cases, mistakes, ("g", "rho", "epsilon"))


def check_update(yours: Function) -> None:
    """Check `yours(g, Eg2, Edx2, rho, epsilon)`, which returns `dx` and the new `Eg2` and `Edx2`.

    Examples
    --------
    >>> check_update(lambda g, Eg2, Edx2, rho, epsilon: (0.0, Eg2, Edx2))
    not yet: dx is wrong in the first step: it is 0, and -0.002236 is right.
    """

    def run(rule: Function) -> NDArray[np.float64]:
        rho, epsilon, Eg2, Edx2, rows = 0.8, 1e-6, 0.0, 0.0, []
        for g in (2.0, -1.0, 0.5, 3.0):
            dx, Eg2, Edx2 = (float(value) for value in rule(g, Eg2, Edx2, rho, epsilon))
            rows.append((dx, Eg2, Edx2))
        return np.array(rows)

    def rule(order: str = "right", inside: bool = True, sign: int = -1, bracket: bool = False) -> Function:
        def step(g: float, Eg2: float, Edx2: float, rho: float, epsilon: float) -> tuple[float, float, float]:
            def root(average: float) -> float:
                return math.sqrt(average + epsilon) if inside else math.sqrt(average) + epsilon

            new = rho * Eg2 + (1 - rho) * g**2
            if bracket:
                dx = sign * math.sqrt(Edx2 + epsilon) / math.sqrt(new) + epsilon * g
            elif order == "gradient late":
                dx = sign * root(Edx2) / root(Eg2) * g
            else:
                dx = sign * root(Edx2) / root(new) * g
            if order == "step early":
                Edx2 = rho * Edx2 + (1 - rho) * dx**2
                dx = sign * root(Edx2) / root(new) * g
                return dx, new, Edx2
            return dx, new, rho * Edx2 + (1 - rho) * dx**2

        return step

    mistakes = {
        "your E[Δx²] takes in the new step before the step is made: the numerator must lag by one step": rule(
            "step early"
        ),
        "your step divides by the E[g²] of the step before: the newest gradient belongs in it": rule("gradient late"),
        "ε stands outside the roots: RMS[g] is √(E[g²] + ε)": rule(inside=False),
        "the sign: the step goes against the gradient": rule(sign=1),
        "a pair of brackets has slipped: divide by the whole of RMS[g], then multiply by g": rule(bracket=True),
    }
    try:
        if yours(2.0, 0.0, 0.0, 0.8, 1e-6) is None:
            print("not yet: it returns None.")
            return
        got = run(yours)
    except Exception as error:
        print(f"not yet: it raises {type(error).__name__}: {error}" if str(error) else f"not yet: it raises {error!r}")
        return
    for words, wrong in mistakes.items():
        if _same(got, run(wrong)):
            print(f"not yet: {words}.")
            return
    right = run(rule())
    for row, (ours, theirs) in enumerate(zip(right, got, strict=True)):
        for name, a, b in zip(("dx", "Eg2", "Edx2"), ours, theirs, strict=True):
            if not _same(a, b):
                step = ("first", "second", "third", "fourth")[row]
                print(f"not yet: {name} is wrong in the {step} step: it is {b:.4g}, and {a:.4g} is right.")
                return
    print("right: four steps in a row give what the package gives.")


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
    _check(yours, lambda *a: [2 * g for g in half(*a)], [(X, y, model.predict(X))], mistakes, None)


def check_effective_rate(yours: Function) -> None:
    """Check `yours(Eg2, Edx2, epsilon)`: the effective rate of each step, from averages recorded at steps 0, 1, 2, ...

    Examples
    --------
    >>> check_effective_rate(lambda Eg2, Edx2, epsilon: np.sqrt((Edx2 + epsilon) / (Eg2 + epsilon)))
    not yet: the step at t uses E[Δx²] of t − 1, so that the rates are one fewer than the averages.
    """
    Eg2, Edx2 = np.array([0.0, 0.2, 0.5, 0.1]), np.array([0.0, 1e-6, 4e-6, 9e-6])

    def rate(Eg2: Any, Edx2: Any, epsilon: float) -> Any:
        return np.sqrt(Edx2[:-1] + epsilon) / np.sqrt(Eg2[1:] + epsilon)

    mistakes: dict[str, Function] = {
        "the step at t uses E[Δx²] of t − 1, so that the rates are one fewer than the averages": (
            lambda a, b, e: np.sqrt(b + e) / np.sqrt(a + e)
        ),
        "both averages are taken at t: the numerator is that of t − 1": (
            lambda a, b, e: np.sqrt(b[1:] + e) / np.sqrt(a[1:] + e)
        ),
        "the roots are missing: a rate is a quotient of root mean squares": lambda a, b, e: rate(a, b, e) ** 2,
        "it is upside down": lambda a, b, e: 1 / rate(a, b, e),
    }
    _check(yours, rate, [(Eg2, Edx2, 1e-6)], mistakes, None)


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
    _check_epsilon(epsilon, LinearRegression(1, W=W0), X, y, epochs=100, target=0.27)


def check_bird_epsilon(epsilon: object) -> None:
    """Check that Adadelta with this ε brings the standardized penguins' loss below 0.25 within 50 epochs.

    Examples
    --------
    >>> check_bird_epsilon(1e-6)
    not yet: with ε = 1e-06 the loss after 50 epochs is 0.672, and it should be below 0.25.
    """
    birds = penguins()
    _check_epsilon(
        epsilon,
        LinearRegression(1, W=[[0.0]]),
        standardize(birds.X).values,
        standardize(birds.y).values,
        epochs=50,
        target=0.25,
    )


def _check_epsilon(
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


def check_unstandardize(yours: Function) -> None:
    """Check `yours(W, b, X_mean, X_scale, y_mean, y_scale)`: slope and intercept in the original units.

    Examples
    --------
    >>> check_unstandardize(lambda W, b, X_mean, X_scale, y_mean, y_scale: (W * y_scale, b))
    not yet: the slope is in units of y by units of x: divide by the scale of x too.
    """

    def right(W: float, b: float, X_mean: float, X_scale: float, y_mean: float, y_scale: float) -> tuple[float, float]:
        slope = W * y_scale / X_scale
        return slope, b * y_scale + y_mean - slope * X_mean

    mistakes: dict[str, Function] = {
        "the slope is in units of y by units of x: divide by the scale of x too": lambda W, b, *s: (
            W * s[3],
            b,
        ),
        "the slope is right, but the intercept ignores that x was shifted by its mean": (
            lambda W, b, *s: (W * s[3] / s[1], b * s[3] + s[2])
        ),
        "slope and intercept have changed places": lambda *a: right(*a)[::-1],
        "the scales have changed places": lambda W, b, *s: (
            W * s[1] / s[3],
            b * s[1] + s[0] - W * s[1] / s[3] * s[2],
        ),
    }
    _check(
        yours,
        right,
        [(0.9, 0.05, 200.0, 14.0, 4200.0, 800.0), (1.0, 0.0, 2.0, 3.0, 5.0, 7.0)],
        mistakes,
        None,
    )


def _check(
    yours: Function,
    right: Function,
    cases: Sequence[tuple[Any, ...]],
    mistakes: Mapping[str, Function],
    names: tuple[str, ...] | None = (),
) -> None:
    """Print whether `yours` agrees with `right` on all cases, or which mistake it makes.

    `names` are the arguments' names for the message; None leaves the numbers out of it.
    """
    try:
        answers = [yours(*case) for case in cases]
        if any(answer is None for answer in answers):
            print("not yet: it returns None.")
            return
        got = [_flat(answer) for answer in answers]
    except Exception as error:
        print(f"not yet: it raises {type(error).__name__}: {error}" if str(error) else f"not yet: it raises {error!r}")
        return
    expected = [_flat(right(*case)) for case in cases]
    agrees = [_same(a, b) for a, b in zip(expected, got, strict=True)]
    if all(agrees):
        inputs = "input gives" if len(cases) == 1 else f"{len(cases)} inputs give"
        print(f"right: {'the' if len(cases) == 1 else 'all'} {inputs} what the package gives.")
        return
    for words, wrong in mistakes.items():
        if all(_same(_flat(wrong(*case)), b) for case, b in zip(cases, got, strict=True)):
            print(f"not yet: {words}.")
            return
    first = agrees.index(False)
    if expected[first].shape != got[first].shape:
        print(f"not yet: it returns {got[first].size} numbers, and {expected[first].size} are wanted.")
    elif names:
        inputs = ", ".join(f"{name} = {value!r}" for name, value in zip(names, cases[first], strict=True))
        print(f"not yet: for {inputs} it returns {got[first][0]:.4g}, and {expected[first][0]:.4g} is right.")
    else:
        place = int(np.argmin(np.isclose(expected[first], got[first], rtol=TOLERANCE, atol=0)))
        print(
            f"not yet: number {place + 1} of {got[first].size} is {got[first][place]:.4g}, "
            f"and {expected[first][place]:.4g} is right."
        )


def _flat(answer: Any) -> NDArray[np.float64]:
    """Return an answer, a number or (a list of) arrays, as one row of numbers."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])


def _same(a: Any, b: Any) -> bool:
    """Whether two answers agree in shape and, nearly to the last digit, in their numbers."""
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=TOLERANCE, atol=1e-15))
