"""The exercises of *Structure*."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from adadelta.exercises._check import Function, same
from adadelta.optimizers import Optimizer

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
    ("E", "B"): "the gradient is that of the place where the step begins",
}
"""Which line must come before which, and why."""


def check_line_order(yours: Any) -> None:
    """Check `yours`, the letters of the seven lines of one update in an order that works, such as a string.

    Any order is right in which each line comes after those whose results it needs.

    Examples
    --------
    >>> check_line_order("EGFCADB")
    not yet: line A stands before line D: E[Δx²] takes in the step, which D computes.
    """
    if yours is None:
        print("not yet: my_order is still None; set it to the seven letters in order, as a string.")
        return
    letters = [str(letter).strip().upper() for letter in yours] if isinstance(yours, (str, list, tuple)) else []
    if sorted(letters) != sorted(LINES):
        print(f"not yet: it must hold each of the letters {', '.join(LINES)} once.")
        return
    place = {letter: i for i, letter in enumerate(letters)}
    for (before, after), why in PAIRS.items():
        if place[before] > place[after]:
            print(f"not yet: line {after} stands before line {before}: {why}.")
            return
    print("right: every line finds what it needs, and the numerator lags by one step.")


def check_sign_rule(yours: Function) -> None:
    """Check `yours(self, g, m)`, the rule of a method that steps by the sign of a running average.

    The average is m, with ρ = 0.9, and the step is 0.1 long, against the sign of the average that has taken g in.

    Examples
    --------
    >>> check_sign_rule(lambda self, g, m: -0.1 * np.sign(g))
    not yet: the state m has stayed zero: change it in place, with *= and +=, and step by its sign.
    """
    rows = [np.array([4.0, -1.0, 2.0]), np.array([-1.0, -1.0, -3.0]), np.array([-1.0, 9.0, 0.5])]

    def run(rule: Function) -> list[Any]:
        class Yours(Optimizer):
            state_names: ClassVar[tuple[str, ...]] = ("m",)

            def rule(self, *block: Any, **_: Any) -> Any:
                return rule(self, *block)

        x, optimizer, path = np.zeros(3), Yours(), []
        for g in rows:
            optimizer.step([x], [g])
            path.append(x.copy())
        return [np.concatenate(path), np.asarray(vars(optimizer)["m"][0])]

    def rule(
        rho: float = 0.9, sign: int = -1, rebind: bool = False, late: bool = False, plain: bool = False
    ) -> Function:
        def step(self: Any, g: Any, m: Any) -> Any:
            old = m.copy()
            if rebind:
                m = rho * m + (1 - rho) * g
            else:
                m *= rho
                m += (1 - rho) * g
            return sign * 0.1 * np.sign(g if plain else old if late else m)

        return step

    mistakes = {
        "the state m has stayed zero: change it in place, with *= and +=, and step by its sign": rule(rebind=True),
        "the step goes up the slope: its sign is wrong": rule(sign=1),
        "the weights of m have changed places: ρ = 0.9 belongs to the old average": rule(rho=0.1),
        "the sign is that of m before it has taken g in": rule(late=True),
    }
    try:
        if yours(None, np.ones(3), np.zeros(3)) is None:
            print("not yet: it returns None; return the step.")
            return
        path, m = run(yours)
        right_path, right_m = run(rule())
        for words, wrong in mistakes.items():
            wrong_path, wrong_m = run(wrong)
            if same(path, wrong_path) and same(m, wrong_m):
                print(f"not yet: {words}.")
                return
        if same(path, right_path) and same(m, right_m):
            print("right: three steps in a row go where they should, and the state has been kept.")
        elif same(m, right_m) and same(path, run(rule(plain=True))[0]):
            print("not yet: it steps by the sign of the newest gradient, and not by that of the average m.")
        elif same(path, right_path):
            print("not yet: the steps are right, and the state m that is left behind is not.")
        else:
            wrong_at = int(np.argmin(np.isclose(path, right_path, rtol=1e-9, atol=1e-15))) // 3
            print(f"not yet: step {wrong_at + 1} goes elsewhere than it should.")
    except ValueError as error:
        words = (
            "it changes g, which is the caller's and read-only" if "read-only" in str(error) else f"it raises {error!r}"
        )
        print(f"not yet: {words}.")
    except Exception as error:
        print(f"not yet: it raises {type(error).__name__}: {error}" if str(error) else f"not yet: it raises {error!r}")


def check_all_or_nothing(yours: Function) -> None:
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
    good = [np.array([1.0, -2.0]), np.array([[0.5]])]

    def attempt(grads: list[Any]) -> tuple[list[Any], Exception | None, Any]:
        params, result, raised = [np.array([1.0, 2.0]), np.array([[3.0]])], None, None
        try:
            result = yours(params, [g.copy() for g in grads], 0.5)
        except Exception as error:
            raised = error
        return params, raised, result

    start = [np.array([1.0, 2.0]), np.array([[3.0]])]
    moved = [p - 0.5 * g for p, g in zip(start, good, strict=True)]

    def equal(a: list[Any], b: list[Any]) -> bool:
        return all(same(p, q) for p, q in zip(a, b, strict=True))

    params, raised, _ = attempt(good)
    if raised is not None:
        print(f"not yet: with good gradients it raises {type(raised).__name__}: {raised}.")
        return
    if not equal(params, moved):
        opposite = [p + 0.5 * g for p, g in zip(start, good, strict=True)]
        if equal(params, start):
            print("not yet: with good gradients no parameter has moved; change the arrays in place.")
        elif equal(params, opposite):
            print("not yet: it goes up the slope: subtract the rate times the gradient.")
        else:
            print("not yet: with good gradients the parameters do not end where x − rate · g is.")
        return
    for bad in (np.nan, np.inf, -np.inf):
        for place, words in ((1, "second"), (0, "first")):
            grads = [g.copy() for g in good]
            grads[place].flat[-1] = bad
            params, raised, _ = attempt(grads)
            if raised is None:
                print(f"not yet: {bad} in the {words} gradient raises no error.")
                return
            if not isinstance(raised, ValueError):
                print(f"not yet: {bad} in a gradient raises {type(raised).__name__}; a ValueError is wanted.")
                return
            if not equal(params, start):
                print(
                    f"not yet: the error in the {words} gradient comes after the first parameter has moved: "
                    "check all before any changes."
                )
                return
    print("right: a good step moves every parameter, and a bad one moves none.")
