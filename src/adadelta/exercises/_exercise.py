"""What an exercise is: an answer that is right, the usual mistakes, and what to say of each."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[..., Any]
TOLERANCE = 1e-9
NOTHING = "not yet: it returns None. Replace the dots."
"""What is said of a function that returns nothing, as one that nobody has filled in."""


@dataclass(eq=False)
class Exercise:
    """An exercise, called with the reader's answer: it prints "right: ..." or "not yet: ..." and never raises.

    Attributes
    ----------
    check : callable
        Function whose docstring and signature the exercise takes. It may judge the answer itself and return the whole
        verdict; if it returns None, the answer is a function that is compared with `right` on all cases.
    right : object
        Right answer.
    mistakes : mapping of str to object
        Usual wrong answers, by the words for each. A function that agrees with one of them on all cases gets its words.
    cases : sequence of tuple
        Arguments to compare functions on.
    names : tuple of str
        Names of the arguments, for a message that gives the input; without them it does not.
    results : tuple of str
        Names of the numbers that are returned, in their order; without them they are counted.
    """

    check: Function
    _: KW_ONLY
    right: Any
    mistakes: Mapping[str, Any]
    cases: Sequence[tuple[Any, ...]] = ()
    names: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        functools.update_wrapper(self, self.check)

    def __call__(self, yours: Any) -> None:
        try:
            with np.errstate(all="ignore"):
                verdict = self.check(yours) or self.compare(yours)
        except Exception as error:
            what = f"{type(error).__name__}: {error}" if str(error) else repr(error)
            verdict = f"not yet: it raises {what}"
        print(verdict)

    def compare(self, yours: Function) -> str:
        """Return the verdict on a function: whether it is right on all cases, or which mistake it makes."""
        answers = [yours(*copy.deepcopy(case)) for case in self.cases]
        nothing = [answer is None for answer in answers]
        if all(nothing):
            return NOTHING
        if any(nothing):
            return f"not yet: {self.given(nothing.index(True))}it returns None: a return is missing there."
        got = [flat(answer) for answer in answers]
        expected = [flat(self.right(*case)) for case in self.cases]
        agrees = [same(a, b) for a, b in zip(expected, got, strict=True)]
        if all(agrees):
            count = len(self.cases)
            inputs = {1: "the input gives", 2: "both inputs give"}.get(count, f"all {count} inputs give")
            return f"right: {inputs} what the package gives."
        for words, wrong in self.mistakes.items():
            if all(same(flat(wrong(*case)), b) for case, b in zip(self.cases, got, strict=True)):
                return f"not yet: {words}."
        if self.results and all(same(np.sort(a), np.sort(b)) for a, b in zip(expected, got, strict=True)):
            order = ", then ".join(self.results)
            return f"not yet: the numbers are right, and in another order: return {order}."
        first = agrees.index(False)
        return f"not yet: {self.given(first)}{self.difference(expected[first], got[first])}."

    def given(self, case: int) -> str:
        """Return the beginning of a sentence that says for which input something holds, or nothing without names."""
        values = zip(self.names, self.cases[case], strict=False)
        return f"for {', '.join(f'{name} = {value!r}' for name, value in values)} " if self.names else ""

    def difference(self, expected: NDArray[np.float64], got: NDArray[np.float64]) -> str:
        """Return in words how what was returned differs from what is right."""
        if expected.shape != got.shape:
            numbers = f"{got.size} number{'' if got.size == 1 else 's'}"
            wanted = f"{expected.size} {'is' if expected.size == 1 else 'are'} wanted"
            return f"it returns {numbers}, and {wanted}{': ' if self.results else ''}{', then '.join(self.results)}"
        place = int(np.argmin(np.isclose(expected, got, rtol=TOLERANCE, atol=1e-15)))
        if self.results:
            what = f"{self.results[place]} is"
        elif self.names and got.size == 1:
            what = "it returns"
        else:
            what = f"number {place + 1} of {got.size} is"
        return f"{what} {got[place]:.4g}, and {expected[place]:.4g} is right"


def exercise(**parts: Any) -> Callable[[Function], Exercise]:
    """Make the function below an `Exercise` of these parts."""
    return functools.partial(Exercise, **parts)


def flat(answer: Any) -> NDArray[np.float64]:
    """Return an answer, a number or (a list of) arrays, as one row of numbers."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])


def same(a: Any, b: Any) -> bool:
    """Whether two answers agree in shape and, nearly to the last digit, in their numbers."""
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=TOLERANCE, atol=1e-15))
