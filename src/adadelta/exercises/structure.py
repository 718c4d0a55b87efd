"""The exercises of *Structure*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from adadelta.exercises._exercise import Function, exercise, same
from adadelta.optimizers import SGD, Optimizer

__all__ = ["check_all_or_nothing", "check_line_order", "check_sign_rule"]

LINES = {
    "A": "Edx2 = rho * Edx2 + (1 - rho) * dx**2",
    "B": "x = x + dx",
    "C": "rms_g = np.sqrt(Eg2 + epsilon)",
    "D": "dx = -rms_dx / rms_g * g",
    "E": "g = gradient(x)",
    "F": "rms_dx = np.sqrt(Edx2 + epsilon)",
    "G": "Eg2 = rho * Eg2 + (1 - rho) * g**2",
}
"""The lines of one update, shuffled."""
PAIRS = {
    ("E", "G"): "E[g²] takes in this step's gradient, which E computes",
    ("G", "C"): "RMS[g] is the root of the average that has taken the newest gradient in",
    ("F", "A"): "RMS[Δx] is the root of the average as the step before left it; that is the lag",
    ("C", "D"): "the step divides by RMS[g], which C computes",
    ("F", "D"): "the step needs RMS[Δx], which F computes",
    ("D", "A"): "E[Δx²] takes in the step, which D computes",
    ("D", "B"): "the step is added once it is known, and D computes it",
}
"""Which line must come before which, and why."""


ORDERS = ("GEFCDAB", "ECGFDAB", "EGCADFB", "EGFDCAB", "EGCDFAB", "EGFCADB", "EGFCBDA")
"""For each of these pairs an order that breaks it, and none before it."""


@exercise(
    right="EGCFDAB",
    mistakes={
        "my_order is still None; set it to the seven letters in order, as a string": None,
        "it must hold each of the letters A, B, C, D, E, F, G once": "EGF",
        **{
            f"line {after} stands before line {before}: {why}": order
            for ((before, after), why), order in zip(PAIRS.items(), ORDERS, strict=True)
        },
    },
)
def check_line_order(yours: Any) -> str:
    """Check `yours`, the letters of the seven lines of one update in an order that works, such as a string.

    Any order is right in which each line comes after those whose results it needs.

    Examples
    --------
    >>> check_line_order("EGFCADB")
    not yet: line A stands before line D: E[Δx²] takes in the step, which D computes.
    """
    if yours is None:
        return "not yet: my_order is still None; set it to the seven letters in order, as a string."
    letters = [str(letter).strip().upper() for letter in yours] if isinstance(yours, (str, list, tuple)) else []
    if sorted(letters) != sorted(LINES):
        return f"not yet: it must hold each of the letters {', '.join(LINES)} once."
    place = {letter: i for i, letter in enumerate(letters)}
    for (before, after), why in PAIRS.items():
        if place[before] > place[after]:
            return f"not yet: line {after} stands before line {before}: {why}."
    return "right: every line finds what it needs, and the numerator lags by one step."


def sign_rule(rho: float = 0.9, length: float = -0.1, by: str = "m", rebind: bool = False) -> Function:
    """Return the rule that is asked for, or a wrong one; `by` is what it takes the sign of: m, the old m, or g."""

    def rule(self: Any, g: Any, m: Any) -> Any:
        old, new = m.copy(), rho * m + (1 - rho) * g
        if not rebind:
            m[...] = new
        return length * np.sign({"m": new, "old": old, "g": g}[by])

    return rule


def run_rule(rule: Function) -> list[Any]:
    """Return where three steps of a rule lead, and the state that is left behind."""

    class Yours(Optimizer):
        state_names: ClassVar[tuple[str, ...]] = ("m",)

        def rule(self, *block: Any, **_: Any) -> Any:
            return rule(self, *block)

    x, optimizer, path = np.zeros(3), Yours(), []
    for g in ([4.0, -1.0, 2.0], [-1.0, -1.0, -3.0], [-1.0, 9.0, 0.5]):
        optimizer.step([x], [np.array(g)])
        path.append(x.copy())
    return [np.concatenate(path), np.asarray(vars(optimizer)["m"][0])]


@exercise(
    right=sign_rule(),
    mistakes={
        "the state m has stayed zero: change it in place, with *= and +=, and step by its sign": sign_rule(rebind=True),
        "the step goes up the slope: its sign is wrong": sign_rule(length=0.1),
        "the weights of m have changed places: ρ = 0.9 belongs to the old average": sign_rule(rho=0.1),
        "the sign is that of m before it has taken g in": sign_rule(by="old"),
        "it steps by the sign of the newest gradient, and not by that of the average m": sign_rule(by="g"),
    },
)
def check_sign_rule(yours: Function) -> str:
    """Check `yours(self, g, m)`, the rule of a method that steps by the sign of a running average.

    The average is m, with ρ = 0.9, and the step is 0.1 long, against the sign of the average that has taken g in.

    Examples
    --------
    >>> check_sign_rule(lambda self, g, m: -0.1 * np.sign(g))
    not yet: the state m has stayed zero: change it in place, with *= and +=, and step by its sign.
    """
    if yours(None, np.ones(3), np.zeros(3)) is None:
        return "not yet: it returns None; return the step."
    try:
        path, m = run_rule(yours)
    except ValueError as error:
        if "read-only" in str(error):
            return "not yet: it changes g, which is the caller's and read-only."
        raise
    right_path, right_m = run_rule(check_sign_rule.right)
    if same(path, right_path):
        if same(m, right_m):
            return "right: three steps in a row go where they should, and the state has been kept."
        return "not yet: the steps are right, and the state m that is left behind is not."
    for words, wrong in check_sign_rule.mistakes.items():
        wrong_path, wrong_m = run_rule(wrong)
        if same(path, wrong_path) and same(m, wrong_m):
            return f"not yet: {words}."
    wrong_at = int(np.argmin(np.isclose(path, right_path, rtol=1e-9, atol=1e-15))) // 3
    return f"not yet: step {wrong_at + 1} goes elsewhere than it should."


START = (np.array([1.0, 2.0]), np.array([[3.0]]))
GOOD = (np.array([1.0, -2.0]), np.array([[0.5]]))


LATE = "comes after the first parameter has moved: check all before any changes"


@exercise(
    right=lambda params, grads, rate: SGD(rate).step(params, grads),
    mistakes={
        "with good gradients no parameter has moved; change the arrays in place": lambda params, grads, rate: params,
        "it goes up the slope: subtract the rate times the gradient": lambda params, grads, rate: SGD(rate).step(
            params, [-g for g in grads]
        ),
        "nan in the second gradient raises no error": lambda params, grads, rate: SGD(rate).step(
            params, grads, check_finite=False
        ),
        f"the error in the second gradient {LATE}": lambda params, grads, rate: [
            SGD(rate).update([p], [g]) for p, g in zip(params, grads, strict=True)
        ],
    },
)
def check_all_or_nothing(yours: Function) -> str:
    """Check `yours(params, grads, rate)`, gradient descent in place that raises before it changes anything.

    A gradient that holds NaN or infinity is to raise a ValueError; then no parameter may have changed.

    Examples
    --------
    >>> def hasty(params, grads, rate):
    ...     for p, g in zip(params, grads):
    ...         if not np.isfinite(g).all():
    ...             raise ValueError("not finite")
    ...         p -= rate * g
    ...     return "done"
    >>> check_all_or_nothing(hasty)
    not yet: the error in the second gradient comes after the first parameter has moved: check all before any changes.
    """
    params, raised = attempt(yours, GOOD)
    if raised is not None:
        return f"not yet: with good gradients it raises {type(raised).__name__}: {raised}."
    if not equal(params, moved(-0.5)):
        if equal(params, START):
            return "not yet: with good gradients no parameter has moved; change the arrays in place."
        if equal(params, moved(0.5)):
            return "not yet: it goes up the slope: subtract the rate times the gradient."
        return "not yet: with good gradients the parameters do not end where x − rate · g is."
    for bad in (np.nan, np.inf, -np.inf):
        for place, words in ((1, "second"), (0, "first")):
            grads = [g.copy() for g in GOOD]
            grads[place].flat[-1] = bad
            params, raised = attempt(yours, grads)
            if raised is None:
                return f"not yet: {bad} in the {words} gradient raises no error."
            if not isinstance(raised, ValueError):
                return f"not yet: {bad} in a gradient raises {type(raised).__name__}; a ValueError is wanted."
            if not equal(params, START):
                return f"not yet: the error in the {words} gradient {LATE}."
    return "right: a good step moves every parameter, and a bad one moves none."


def attempt(yours: Function, grads: Sequence[Any]) -> tuple[list[Any], Exception | None]:
    """Return where a function leaves the parameters, and what it raises."""
    params = [p.copy() for p in START]
    try:
        yours(params, [g.copy() for g in grads], 0.5)
    except Exception as error:
        return params, error
    return params, None


def moved(rate: float) -> list[Any]:
    """Return where good gradients lead."""
    return [p + rate * g for p, g in zip(START, GOOD, strict=True)]


def equal(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Whether two lists of arrays agree."""
    return all(same(p, q) for p, q in zip(a, b, strict=True))
