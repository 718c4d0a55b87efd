"""The exercises of *Conclusion*."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from adadelta.exercises._exercise import NOTHING, Function, exercise, same
from adadelta.optimizers import Optimizer

__all__ = ["check_adamax", "check_epsilon_for_step", "check_fair_score"]

Array = NDArray[np.float64]


@exercise(
    right=lambda length, rho: (1 - rho) * length**2,
    cases=[(0.01, 0.95), (0.5, 0.9), (2.0, 0.99)],
    mistakes={
        "the factor 1 − ρ is missing: E[g²] has taken in only that part of the first square": (
            lambda length, rho: length**2
        ),
        "the root is not undone: the length goes with √ε, so ε goes with its square": (
            lambda length, rho: (1 - rho) * length
        ),
        "1 − ρ divides where it should multiply": lambda length, rho: length**2 / (1 - rho),
        "ρ stands where 1 − ρ should": lambda length, rho: rho * length**2,
        "that is the other way round: the first step for an ε of this size": (
            lambda length, rho: (length / (1 - rho)) ** 0.5
        ),
    },
    names=("length", "rho"),
)
def check_epsilon_for_step(yours: Function) -> None:
    """Check `yours(length, rho)`: the ε with which Adadelta's first step is `length` long, the gradient being large.

    Examples
    --------
    >>> check_epsilon_for_step(lambda length, rho: length**2)
    not yet: the factor 1 − ρ is missing: E[g²] has taken in only that part of the first square.
    """


def fair_score(tuning: Array, reporting: Array) -> float:
    return float(reporting[np.argmin(tuning.mean(axis=1))].mean())


@exercise(
    right=fair_score,
    cases=[
        (np.array([[4.0, 4.2], [3.0, 3.2], [0.5, 9.0]]), np.array([[3.0, 3.4], [3.5, 4.5], [6.0, 8.0]])),
        (np.array([[2.0, 2.2], [0.1, np.inf], [5.0, 1.5]]), np.array([[2.5, 2.1], [4.0, 5.0], [1.0, 1.9]])),
    ],
    mistakes={
        "it chooses the setting on the seeds that it reports, so part of the score is their luck": (
            lambda tuning, reporting: reporting.mean(axis=1).min()
        ),
        "it reports the loss on the tuning seeds, on which the setting was chosen": (
            lambda tuning, reporting: tuning.mean(axis=1).min()
        ),
        "it chooses the setting of the luckiest single run; a setting is judged by its mean over the seeds": (
            lambda tuning, reporting: reporting[np.argmin(tuning.min(axis=1))].mean()
        ),
        "it reports the best seed of the chosen setting; the mean over the seeds is the score": (
            lambda tuning, reporting: reporting[np.argmin(tuning.mean(axis=1))].min()
        ),
        "the setting with the largest loss was chosen": (
            lambda tuning, reporting: reporting[np.argmax(np.where(np.isinf(tuning), -1, tuning).mean(axis=1))].mean()
        ),
        "rows and columns have changed places: a row is a setting, a column a seed": (
            lambda tuning, reporting: reporting[:, np.argmin(tuning.mean(axis=0))].mean()
        ),
        "it averages over all settings: one of them has to be chosen first": lambda tuning, reporting: reporting.mean(),
    },
)
def check_fair_score(yours: Function) -> None:
    """Check `yours(tuning, reporting)`: what a method gets that is tuned on some seeds and reported on others.

    Both are arrays of final losses, one row for each setting and one column for each seed; a run that diverged is
    infinite. The setting with the best mean on the tuning seeds is chosen, and its mean on the others is the score.

    Examples
    --------
    >>> check_fair_score(lambda tuning, reporting: reporting.mean(axis=1).min())
    not yet: it chooses the setting on the seeds that it reports, so part of the score is their luck.
    """


RATE, BETA1, BETA2, EPSILON = 0.1, 0.8, 0.9, 0.01
GRADIENTS = np.array(
    [
        [0.0, 4.0, -1.0, 0.5],
        [0.0, -2.0, 1.0, 1.0],
        [0.3, 0.5, -0.2, -2.0],
        [-1.0, 0.25, 3.0, 4.0],
        [0.1, 0.0, 0.1, -8.0],
    ]
)
"""Gradients that tell the rules apart: silent at first, shrinking, swinging and growing."""


MISTAKES = {
    "uphill": "the step goes up the slope: its sign is wrong",
    "uncorrected": "m has not been freed of its start at zero: divide it by 1 − β₁ to the power t",
    "corrected twice": "u needs no correction: a maximum takes the first gradient in whole",
    "average": "your u is an average of sizes; AdaMax takes the larger of β₂u and |g|",
    "adam": "that is Adam: put the larger of β₂u and |g| in the place of the root of its average",
    "signed": "your u takes g itself: a negative gradient counts by its size, |g|",
    "no decay": "your u never shrinks: multiply it by β₂ before you compare",
    "plain": "the step is made from the newest gradient, and not from the average m",
    "rebound": "the state has stayed zero: change m and u in place, with *=, += and out=u",
    "no epsilon": "a parameter whose gradients have all been zero becomes NaN: add ε to u",
    "epsilon inside": "your ε stands inside the maximum, beside |g|: here it is added to u",
    "swapped": "β₁ and β₂ have changed places: β₁ belongs to m",
}


class _AdaMax(Optimizer):
    """The paper's rule, or the rule with one mistake."""

    state_names: ClassVar[tuple[str, ...]] = ("m", "u")

    def __init__(self, learning_rate: float, beta1: float, beta2: float, epsilon: float, mistake: str = "") -> None:
        if mistake == "swapped":
            beta1, beta2 = beta2, beta1
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.mistake = mistake

    def rule(self, g: Array, m: Array, u: Array, **_: Any) -> Array:
        mistake, beta1, beta2, t = self.mistake, self.beta1, self.beta2, self.t
        size = g if mistake == "signed" else np.abs(g) + (self.epsilon if mistake == "epsilon inside" else 0)
        m_new = beta1 * m + (1 - beta1) * g
        if mistake in ("average", "adam"):
            u_new = beta2 * u + (1 - beta2) * (g**2 if mistake == "adam" else size)
        else:
            u_new = np.maximum(u if mistake == "no decay" else beta2 * u, size)
        top = g if mistake == "plain" else m_new if mistake == "uncorrected" else m_new / (1 - beta1**t)
        below = u_new / (1 - beta2**t) if mistake in ("corrected twice", "adam") else u_new
        if mistake == "adam":
            below = np.sqrt(below)
        if mistake not in ("no epsilon", "epsilon inside"):
            below = below + self.epsilon
        if mistake != "rebound":
            m[...], u[...] = m_new, u_new
        return (self.learning_rate if mistake == "uphill" else -self.learning_rate) * top / below


def _path(method: Any, grads: Array = GRADIENTS) -> Array:
    """Return where an optimizer goes, step by step."""
    x, optimizer, path = np.zeros(GRADIENTS.shape[1]), method(RATE, BETA1, BETA2, EPSILON), []
    for g in grads:
        optimizer.step([x], [g])
        path.append(x.copy())
    return np.array(path)


@exercise(right=_AdaMax, mistakes={words: partial(_AdaMax, mistake=mistake) for mistake, words in MISTAKES.items()})
def check_adamax(yours: Any) -> str:
    """Check `yours(learning_rate, beta1, beta2, epsilon)`, a subclass of `Optimizer` with the rule of AdaMax.

    Its m is Adam's, freed of its start at zero; its u is the larger of β₂u and `|g|`; the step is −η m̂ / (u + ε).

    Examples
    --------
    >>> from adadelta import Adam
    >>> check_adamax(Adam)
    not yet: that is Adam: put the larger of β₂u and |g| in the place of the root of its average.
    """
    if yours is None:
        return "not yet: it is None."
    probe = yours(RATE, BETA1, BETA2, EPSILON)
    probe.t = 1
    g = GRADIENTS[1]
    if probe.rule(g.copy(), *(np.zeros_like(g) for _ in probe.state_names)) is None:
        return NOTHING
    handed = GRADIENTS.copy()
    found, right = _path(yours, handed), _path(check_adamax.right)
    if not same(handed, GRADIENTS):
        return "not yet: it changes g, which is the caller's."
    if same(found, right):
        return f"right: {len(found)} steps of {found.shape[1]} parameters go where the paper's rule takes them."
    for words, wrong in check_adamax.mistakes.items():
        if np.allclose(found, _path(wrong), rtol=1e-9, atol=1e-15, equal_nan=True):
            return f"not yet: {words}."
    wrong_at = int(np.argmin(np.isclose(found, right, rtol=1e-9, atol=1e-15).all(axis=1)))
    return f"not yet: step {wrong_at + 1} goes elsewhere than it should."
