"""The exercises of *The update rule*."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from adadelta.exercises._check import Function, check, same

__all__ = ["check_first_step", "check_update"]


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
    check(yours, first, cases, mistakes, ("g", "rho", "epsilon"))


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
        if same(got, run(wrong)):
            print(f"not yet: {words}.")
            return
    right = run(rule())
    for row, (ours, theirs) in enumerate(zip(right, got, strict=True)):
        for name, a, b in zip(("dx", "Eg2", "Edx2"), ours, theirs, strict=True):
            if not same(a, b):
                step = ("first", "second", "third", "fourth")[row]
                print(f"not yet: {name} is wrong in the {step} step: it is {b:.4g}, and {a:.4g} is right.")
                return
    print("right: four steps in a row give what the package gives.")
