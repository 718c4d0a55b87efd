"""The exercises of *The update rule*."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from adadelta.exercises._exercise import NOTHING, Function, exercise, same

__all__ = ["check_first_step", "check_last_rate", "check_other_units", "check_steps_to", "check_update"]


def first_step(g: float, rho: float, epsilon: float) -> float:
    return -math.sqrt(epsilon) / math.sqrt((1 - rho) * g**2 + epsilon) * g


@exercise(
    right=first_step,
    cases=[(3.0, 0.95, 1e-6), (-0.02, 0.9, 1e-4), (1e-5, 0.95, 1e-6)],
    mistakes={
        "the sign: the step goes against the gradient": lambda g, r, e: -first_step(g, r, e),
        "a step has a sign, against the gradient's; yours is its length": lambda g, r, e: abs(first_step(g, r, e)),
        "E[g²] has just taken in the gradient, with the weight 1 − ρ": lambda g, r, e: (
            -math.sqrt(e) / math.sqrt(g**2 + e) * g
        ),
        "ε belongs inside both roots": lambda g, r, e: -e / (math.sqrt((1 - r) * g**2) + e) * g,
    },
    names=("g", "rho", "epsilon"),
)
def check_first_step(yours: Function) -> None:
    """Check `yours(g, rho, epsilon)`, which returns Adadelta's very first step.

    Examples
    --------
    >>> check_first_step(lambda g, rho, epsilon: -(epsilon**0.5))
    not yet: for g = 3.0, rho = 0.95, epsilon = 1e-06 it returns -0.001, and -0.004472 is right.
    """


def four_steps(rule: Function) -> NDArray[np.float64]:
    """Return `dx`, `Eg2` and `Edx2` of four steps in a row."""
    Eg2, Edx2, rows = 0.0, 0.0, []
    for g in (2.0, -1.0, 0.5, 3.0):
        dx, Eg2, Edx2 = (float(value) for value in rule(g, Eg2, Edx2, 0.8, 1e-6))
        rows.append((dx, Eg2, Edx2))
    return np.array(rows)


def update(order: str = "right", inside: bool = True, sign: int = -1, bracket: bool = False) -> Function:
    """Return Adadelta's rule for one number, or a wrong one."""

    def step(g: float, Eg2: float, Edx2: float, rho: float, epsilon: float) -> tuple[float, float, float]:
        def root(average: float) -> float:
            return math.sqrt(average + epsilon) if inside else math.sqrt(average) + epsilon

        new = rho * Eg2 + (1 - rho) * g**2
        if bracket:
            dx = sign * math.sqrt(Edx2 + epsilon) / math.sqrt(new) + epsilon * g
        else:
            dx = sign * root(Edx2) / root(Eg2 if order == "gradient late" else new) * g
        Edx2 = rho * Edx2 + (1 - rho) * dx**2
        if order == "step early":
            dx = sign * root(Edx2) / root(new) * g
        return dx, new, Edx2

    return step


@exercise(
    right=update(),
    mistakes={
        "your E[Δx²] takes in the new step before the step is computed: the numerator must lag by one step": update(
            "step early"
        ),
        "your step divides by the E[g²] of the step before: the newest gradient belongs in it": update("gradient late"),
        "ε stands outside the roots: RMS[g] is √(E[g²] + ε)": update(inside=False),
        "the sign: the step goes against the gradient": update(sign=1),
        "a pair of brackets has slipped: divide by the whole of RMS[g], then multiply by g": update(bracket=True),
    },
)
def check_update(yours: Function) -> str:
    """Check `yours(g, Eg2, Edx2, rho, epsilon)`, which returns `dx` and the new `Eg2` and `Edx2`.

    Examples
    --------
    >>> check_update(lambda g, Eg2, Edx2, rho, epsilon: (0.0, Eg2, Edx2))
    not yet: dx is wrong in the first step: it is 0, and -0.002236 is right.
    """
    if yours(2.0, 0.0, 0.0, 0.8, 1e-6) is None:
        return NOTHING
    got, right = four_steps(yours), four_steps(check_update.right)
    for words, wrong in check_update.mistakes.items():
        if same(got, four_steps(wrong)):
            return f"not yet: {words}."
    for row, (ours, theirs) in enumerate(zip(right, got, strict=True)):
        for name, a, b in zip(("dx", "Eg2", "Edx2"), ours, theirs, strict=True):
            if not same(a, b):
                step = ("first", "second", "third", "fourth")[row]
                return f"not yet: {name} is wrong in the {step} step: it is {b:.4g}, and {a:.4g} is right."
    return "right: four steps in a row give what the package gives."


def last_rate(grads: list[float], rho: float, epsilon: float, old: bool = False, ahead: bool = False) -> float:
    Eg2 = Edx2 = ratio = 0.0
    for g in grads:
        before, Eg2 = Eg2, rho * Eg2 + (1 - rho) * g**2
        ratio = math.sqrt((Edx2 + epsilon) / (Eg2 + epsilon))
        Edx2 = rho * Edx2 + (1 - rho) * (ratio * g) ** 2
        if old:
            ratio *= math.sqrt((Eg2 + epsilon) / (before + epsilon))
    return math.sqrt((Edx2 + epsilon) / (Eg2 + epsilon)) if ahead else ratio


@exercise(
    right=last_rate,
    cases=[([4.0], 0.95, 1e-6), ([1.0, -2.0, 0.5], 0.9, 1e-4), ([3.0, 3.0, 3.0, 3.0, -0.1], 0.5, 1e-2)],
    mistakes={
        "your E[Δx²] has taken in the last step already, which was made without it": lambda g, r, e: last_rate(
            g, r, e, ahead=True
        ),
        "your E[g²] lacks the newest gradient, which belongs in the last step's divisor": lambda g, r, e: last_rate(
            g, r, e, old=True
        ),
        "it stands upside down: the steps' root mean square is to be divided by the gradients'": lambda g, r, e: (
            1 / last_rate(g, r, e)
        ),
        "that is the last step itself; its rate is what the gradient is multiplied by": lambda g, r, e: (
            -last_rate(g, r, e) * g[-1]
        ),
        "the sign: a rate is positive, and the step goes against the gradient": lambda g, r, e: -last_rate(g, r, e),
        "the roots are missing: that is the square of the rate": lambda g, r, e: last_rate(g, r, e) ** 2,
        "your numerator stays at √ε: E[Δx²] has to take in each step": lambda g, r, e: math.sqrt(
            e / (sum((1 - r) * r**age * v**2 for age, v in enumerate(reversed(g))) + e)
        ),
    },
    names=("grads", "rho", "epsilon"),
)
def check_last_rate(yours: Function) -> None:
    """Check `yours(grads, rho, epsilon)`: the rate with which gradient descent would take Adadelta's last step.

    Examples
    --------
    >>> check_last_rate(lambda grads, rho, epsilon: 0.01)
    not yet: for grads = [4.0], rho = 0.95, epsilon = 1e-06 it returns 0.01, and 0.001118 is right.
    """


def steps_to(d: float, g: float, rho: float, epsilon: float) -> int:
    Eg2 = Edx2 = way = 0.0
    steps = 0
    while way < d:
        Eg2 = rho * Eg2 + (1 - rho) * g**2
        dx2 = (Edx2 + epsilon) / (Eg2 + epsilon) * g**2
        Edx2 = rho * Edx2 + (1 - rho) * dx2
        way += math.sqrt(dx2)
        steps += 1
    return steps


def at_first_pace(d: float, g: float, rho: float, epsilon: float) -> float:
    return d * math.sqrt((1 - rho) / epsilon)


def by_law(d: float, g: float, rho: float, epsilon: float) -> float:
    a, b = 1 / (1 - rho), 1 - rho
    return float(((1.5 * b * d / math.sqrt(epsilon) + a**1.5) ** (2 / 3) - a) / b)


def in_the_long_run(d: float, g: float, rho: float, epsilon: float) -> float:
    return float((1.5 * d) ** (2 / 3) / ((1 - rho) * epsilon) ** (1 / 3))


def whole(formula: Function) -> Function:
    return lambda *case: math.ceil(formula(*case))


@exercise(
    right=steps_to,
    cases=[(1.0, 1.0, 0.95, 1e-6), (0.5, -3.0, 0.9, 1e-4), (2.0, 10.0, 0.8, 1e-6)],
    mistakes={
        "a count of steps is a whole number: round up": at_first_pace,
        "the steps grow on the way: that many would be needed if all were as long as the first": whole(at_first_pace),
        "that is the law for the length of a step, summed; it is a few percent off, so walk the steps one by one": (
            whole(by_law)
        ),
        "that is the law of long runs: the first steps are longer than it says": whole(in_the_long_run),
        "one step too few: the distance is not yet covered": lambda *case: steps_to(*case) - 1,
        "one step too many: the distance is covered a step earlier": lambda *case: steps_to(*case) + 1,
    },
    names=("d", "g", "rho", "epsilon"),
)
def check_steps_to(yours: Function) -> None:
    """Check `yours(d, g, rho, epsilon)`: how many steps along the steady gradient g cover the distance d.

    Examples
    --------
    >>> check_steps_to(lambda d, g, rho, epsilon: d / (epsilon / (1 - rho)) ** 0.5)
    not yet: a count of steps is a whole number: round up.
    """


@exercise(
    right=lambda e, c: (c**2 * e, c**2),
    cases=[(1e-6, 1000.0), (1e-4, 0.25)],
    mistakes={
        "ε is right for the numerator; in the denominator it is now too large beside the squared gradients": (
            lambda e, c: (c**2 * e, 1.0)
        ),
        "with that factor the gradients are those of before, while ε is c² times as large: they must grow, too": (
            lambda e, c: (c**2 * e, c)
        ),
        "the loss has to grow, not to shrink: in the new units gradients are c times smaller": lambda e, c: (
            c**2 * e,
            c**-2,
        ),
        "in the numerator ε is a squared length, so it takes the square of c": lambda e, c: (c * e, c),
        "the other way round: u is the number that is c times as large": lambda e, c: (e / c**2, c**-2),
        "nothing has been converted": lambda e, c: (e, 1.0),
    },
    names=("epsilon", "c"),
    results=("new_epsilon", "factor"),
)
def check_other_units(yours: Function) -> None:
    """Check `yours(epsilon, c)`: with which ε, and how many times the loss, u = c · x takes c times the steps of x.

    Examples
    --------
    >>> check_other_units(lambda epsilon, c: (c**2 * epsilon, 1.0))
    not yet: ε is right for the numerator; in the denominator it is now too large beside the squared gradients.
    """
