"""What every check of an exercise does: call the reader's function, compare, and say in words what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[..., Any]
TOLERANCE = 1e-9
NOTHING = "it returns None. Replace the dots"
"""What is said of a function that returns nothing, as one that nobody has filled in."""


def check(
    yours: Function,
    right: Function,
    cases: Sequence[tuple[Any, ...]],
    mistakes: Mapping[str, Function],
    names: tuple[str, ...] | None = (),
    results: tuple[str, ...] = (),
) -> None:
    """Print whether `yours` agrees with `right` on all cases, or which mistake it makes.

    `names` are the arguments' names for the message, which then gives the input; without them it does not. `results`
    are the names of the numbers that are returned, in their order; without them they are counted.
    """
    try:
        answers = [yours(*case) for case in cases]
        nothing = [answer is None for answer in answers]
        if all(nothing):
            print(f"not yet: {NOTHING}.")
            return
        if any(nothing):
            print(f"not yet: {_given(names, cases[nothing.index(True)])}it returns None: a return is missing there.")
            return
        got = [flat(answer) for answer in answers]
    except Exception as error:
        print(f"not yet: it raises {type(error).__name__}: {error}" if str(error) else f"not yet: it raises {error!r}")
        return
    expected = [flat(right(*case)) for case in cases]
    agrees = [same(a, b) for a, b in zip(expected, got, strict=True)]
    if all(agrees):
        inputs = {1: "the input gives", 2: "both inputs give"}.get(len(cases), f"all {len(cases)} inputs give")
        print(f"right: {inputs} what the package gives.")
        return
    for words, wrong in mistakes.items():
        if all(same(flat(wrong(*case)), b) for case, b in zip(cases, got, strict=True)):
            print(f"not yet: {words}.")
            return
    if results and all(same(np.sort(a), np.sort(b)) for a, b in zip(expected, got, strict=True)):
        print(f"not yet: the numbers are right, and in another order: return {', then '.join(results)}.")
        return
    first = agrees.index(False)
    words = _difference(expected[first], got[first], results, alone="it returns" if names else "number 1 of 1 is")
    print(f"not yet: {_given(names, cases[first])}{words}.")


def _given(names: tuple[str, ...] | None, case: tuple[Any, ...]) -> str:
    """Return the beginning of a sentence that says for which input something holds, or nothing without names."""
    return f"for {', '.join(f'{name} = {v!r}' for name, v in zip(names, case, strict=True))} " if names else ""


def _difference(expected: NDArray[np.float64], got: NDArray[np.float64], results: tuple[str, ...], alone: str) -> str:
    """Return in words how what was returned differs from what is right."""
    if expected.shape != got.shape:
        numbers = f"{got.size} number{'' if got.size == 1 else 's'}"
        wanted = f"{expected.size} {'is' if expected.size == 1 else 'are'} wanted"
        return f"it returns {numbers}, and {wanted}{': ' if results else ''}{', then '.join(results)}"
    place = int(np.argmin(np.isclose(expected, got, rtol=TOLERANCE, atol=1e-15)))
    counted = alone if got.size == 1 else f"number {place + 1} of {got.size} is"
    what = f"{results[place]} is" if results else counted
    return f"{what} {got[place]:.4g}, and {expected[place]:.4g} is right"


def flat(answer: Any) -> NDArray[np.float64]:
    """Return an answer, a number or (a list of) arrays, as one row of numbers."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])


def same(a: Any, b: Any) -> bool:
    """Whether two answers agree in shape and, nearly to the last digit, in their numbers."""
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=TOLERANCE, atol=1e-15))
