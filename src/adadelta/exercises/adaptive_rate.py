"""The exercises of *Gradient descent and the adaptive rate*."""

from __future__ import annotations

import math

from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_adagrad", "check_rare_rate", "check_rmsprop", "check_steady_rate"]


def adagrad(g: float, G: float, eta: float, epsilon: float) -> tuple[float, float]:
    G = G + g**2
    return -eta / (math.sqrt(G) + epsilon) * g, G


@exercise(
    right=adagrad,
    cases=[(3.0, 16.0, 0.1, 1e-3), (-0.5, 0.25, 1.0, 0.1), (2.0, 1e-4, 0.01, 1e-6)],
    mistakes={
        "the sign: the step goes against the gradient": lambda g, G, h, e: (-adagrad(g, G, h, e)[0], G + g**2),
        "you divide by the sum of the step before: the newest gradient belongs in it": lambda g, G, h, e: (
            -h / (math.sqrt(G) + e) * g,
            G + g**2,
        ),
        "Adagrad adds up squares; yours adds the gradients' sizes": lambda g, G, h, e: (
            -h / (math.sqrt(G + abs(g)) + e) * g,
            G + abs(g),
        ),
        "the root is missing: divide by √G, which has the gradient's units": lambda g, G, h, e: (
            -h / (G + g**2 + e) * g,
            G + g**2,
        ),
        "ε stands inside the root; in Adagrad it is added to the root": lambda g, G, h, e: (
            -h / math.sqrt(G + g**2 + e) * g,
            G + g**2,
        ),
        "you divide by nothing: the rate is η / (√G + ε)": lambda g, G, h, e: (-h * g, G + g**2),
    },
    names=("g", "G", "learning_rate", "epsilon"),
    results=("dx", "G"),
)
def check_adagrad(yours: Function) -> None:
    """Check `yours(g, G, learning_rate, epsilon)`, which returns Adagrad's step `dx` and the new sum `G`.

    Examples
    --------
    >>> check_adagrad(lambda g, G, learning_rate, epsilon: (-learning_rate * g, G + g**2))
    not yet: you divide by nothing: the rate is η / (√G + ε).
    """


def steady_rate(t: int, g: float, eta: float) -> float:
    return eta / (abs(g) * math.sqrt(t))


@exercise(
    right=steady_rate,
    cases=[(9, 2.0, 0.1), (100, -0.5, 0.01), (7, 3.0, 1.0)],
    mistakes={
        "a rate is positive: a negative gradient has a positive square": lambda t, g, h: h / (g * math.sqrt(t)),
        "that is the size of the step; the rate is the step divided by the gradient": lambda t, g, h: h / math.sqrt(t),
        "the root of the sum of t squares grows like √t, not like t": lambda t, g, h: h / (abs(g) * t),
        "the root is missing: divide by the root of the sum t g²": lambda t, g, h: h / (t * g**2),
        "RMSprop's rate settles there; Adagrad's sum goes on growing": lambda t, g, h: h / abs(g),
    },
    names=("t", "g", "learning_rate"),
)
def check_steady_rate(yours: Function) -> None:
    """Check `yours(t, g, learning_rate)`, which returns Adagrad's rate at step t, every gradient having been g.

    Examples
    --------
    >>> check_steady_rate(lambda t, g, learning_rate: learning_rate / t)
    not yet: for t = 9, g = 2.0, learning_rate = 0.1 it returns 0.01111, and 0.01667 is right.
    """


def rmsprop(g: float, Eg2: float, eta: float, rho: float, epsilon: float) -> tuple[float, float]:
    Eg2 = rho * Eg2 + (1 - rho) * g**2
    return -eta / (math.sqrt(Eg2) + epsilon) * g, Eg2


def rmsprop_summed(g: float, Eg2: float, eta: float, rho: float, epsilon: float) -> tuple[float, float]:
    Eg2 = rho * Eg2 + g**2
    return -eta / (math.sqrt(Eg2) + epsilon) * g, Eg2


def rmsprop_inside(g: float, Eg2: float, eta: float, rho: float, epsilon: float) -> tuple[float, float]:
    Eg2 = rho * Eg2 + (1 - rho) * g**2
    return -eta / math.sqrt(Eg2 + epsilon) * g, Eg2


@exercise(
    right=rmsprop,
    cases=[(3.0, 4.0, 0.1, 0.9, 1e-3), (-0.5, 0.25, 1.0, 0.75, 0.1), (2.0, 1e-4, 0.01, 0.99, 1e-6)],
    mistakes={
        "the sign: the step goes against the gradient": lambda g, a, h, r, e: (
            -rmsprop(g, a, h, r, e)[0],
            rmsprop(g, a, h, r, e)[1],
        ),
        "the two weights have changed places: the old average gets ρ, the new square 1 − ρ": lambda g, a, h, r, e: (
            rmsprop(g, a, h, 1 - r, e)
        ),
        "the new square lacks its weight 1 − ρ": rmsprop_summed,
        "the step divides by the average of the step before: the newest gradient belongs in it": (
            lambda g, a, h, r, e: (-h / (math.sqrt(a) + e) * g, r * a + (1 - r) * g**2)
        ),
        "that is Adagrad, whose sum forgets nothing": lambda g, a, h, r, e: (
            -h / (math.sqrt(a + g**2) + e) * g,
            a + g**2,
        ),
        "ε stands inside the root; in this book's RMSprop it is added to the root": rmsprop_inside,
    },
    names=("g", "Eg2", "learning_rate", "rho", "epsilon"),
    results=("dx", "Eg2"),
)
def check_rmsprop(yours: Function) -> None:
    """Check `yours(g, Eg2, learning_rate, rho, epsilon)`, which returns RMSprop's step `dx` and the new `Eg2`.

    Examples
    --------
    >>> check_rmsprop(lambda g, Eg2, learning_rate, rho, epsilon: None)
    not yet: it returns None. Replace the dots.
    """


def rare_rate(k: int, rho: float) -> float:
    return math.sqrt((1 - rho**k) / (1 - rho))


@exercise(
    right=rare_rate,
    cases=[(10, 0.95), (2, 0.5), (5, 0.9)],
    mistakes={
        "that is Adagrad's answer: a sum forgets nothing, RMSprop's average does": lambda k, rho: math.sqrt(k),
        "that is the ratio of the averages; the rates go with their roots, upside down": lambda k, rho: (
            (1 - rho**k) / (1 - rho)
        ),
        "upside down: the rare one has the smaller average, and so the larger rate": lambda k, rho: math.sqrt(
            (1 - rho) / (1 - rho**k)
        ),
        "that is the rate just before the gradient arrives, which multiplies a zero": lambda k, rho: math.sqrt(
            (1 - rho**k) / (1 - rho) / rho ** (k - 1)
        ),
        "that is its bound for gradients so rare that the last one is forgotten": lambda k, rho: 1 / math.sqrt(1 - rho),
    },
    names=("k", "rho"),
)
def check_rare_rate(yours: Function) -> None:
    """Check `yours(k, rho)`: how many times a steady gradient's rate RMSprop has for one that comes each k-th step.

    Both gradients have the same size, both averages have long left their start, and ε is negligible. The rate is the
    one that the rare gradient meets on arrival.

    Examples
    --------
    >>> check_rare_rate(lambda k, rho: ((1 - rho**k) / (1 - rho)) ** 0.5)
    right: all 3 inputs give what the package gives.
    """
