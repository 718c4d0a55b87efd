"""What every check of an exercise does: call the reader's function, compare, and say in words what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[..., Any]
TOLERANCE = 1e-9


def check(
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
        got = [flat(answer) for answer in answers]
    except Exception as error:
        print(f"not yet: it raises {type(error).__name__}: {error}" if str(error) else f"not yet: it raises {error!r}")
        return
    expected = [flat(right(*case)) for case in cases]
    agrees = [same(a, b) for a, b in zip(expected, got, strict=True)]
    if all(agrees):
        inputs = "input gives" if len(cases) == 1 else f"{len(cases)} inputs give"
        print(f"right: {'the' if len(cases) == 1 else 'all'} {inputs} what the package gives.")
        return
    for words, wrong in mistakes.items():
        if all(same(flat(wrong(*case)), b) for case, b in zip(cases, got, strict=True)):
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


def flat(answer: Any) -> NDArray[np.float64]:
    """Return an answer, a number or (a list of) arrays, as one row of numbers."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])


def same(a: Any, b: Any) -> bool:
    """Whether two answers agree in shape and, nearly to the last digit, in their numbers."""
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=TOLERANCE, atol=1e-15))
