"""The exercises of *What goes wrong*."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from adadelta import mistakes
from adadelta.exercises._exercise import NOTHING, Function, exercise, same
from adadelta.optimizers import SGD, Adadelta

__all__ = ["check_bug_test", "check_diagnosis", "check_resumed", "check_smallest_power"]

SUSPECTS: dict[str, type[Adadelta]] = {
    "Adadelta": Adadelta,
    **{name: getattr(mistakes, name) for name in mistakes.__all__},
}


def smallest_power(dtype: Any) -> int:
    return max(k for k in range(-330, 1) if np.dtype(dtype).type(f"1e{k}") == 0) + 1


def power(size: Any) -> int:
    return int(np.ceil(np.log10(float(size))))


@exercise(
    right=smallest_power,
    cases=[(np.float16,), (np.float32,), (np.float64,)],
    mistakes={
        "that is the least power of full precision; below it come the subnormal numbers": lambda d: power(
            np.finfo(d).tiny
        ),
        "that is the machine epsilon, the distance from 1 to the next number; zero is much further away": lambda d: (
            power(np.finfo(d).eps)
        ),
        "that power is zero already: go up by one": lambda d: smallest_power(d) - 1,
        "the power is wanted, k, not the number 10**k": lambda d: 10.0 ** smallest_power(d),
        "the sign is wrong: a small number has a negative power": lambda d: -smallest_power(d),
    },
    names=("dtype",),
)
def check_smallest_power(yours: Function) -> None:
    """Check `yours(dtype)`, which returns the least k for which 10**k is not zero in that floating-point type.

    Examples
    --------
    >>> check_smallest_power(lambda dtype: int(np.ceil(np.log10(np.finfo(dtype).tiny))))
    not yet: that is the least power of full precision; below it come the subnormal numbers.
    """


@exercise(
    right=copy.deepcopy,
    mistakes={
        "that is the same optimizer, not a new one": lambda optimizer: optimizer,
        "an Adadelta is wanted, and it returns SGD": lambda optimizer: SGD(),
        "your optimizer has the settings, and its averages are empty: it starts cold": lambda optimizer: Adadelta(
            **optimizer.settings
        ),
        "E[g²] is shared: a step of one optimizer changes the other; it must be a copy": copy.copy,
    },
)
def check_resumed(yours: Function) -> str:
    """Check `yours(optimizer)`, which returns a new Adadelta that goes on as the given one would.

    Examples
    --------
    >>> check_resumed(lambda optimizer: Adadelta(**optimizer.settings))
    not yet: your optimizer has the settings, and its averages are empty: it starts cold.
    """
    x, first = np.array([1.0, -2.0]), Adadelta(rho=0.8, epsilon=1e-4, learning_rate=0.5)
    for _ in range(5):
        first.step([x], [2 * x])
    before = first.state_dict()
    second = yours(first)
    if second is None:
        return NOTHING
    words = _resumed(first, second, x, before)
    return f"not yet: {words}." if words else "right: the next ten steps are the same to the last bit."


def _resumed(first: Adadelta, second: Any, x: Any, before: dict[str, Any]) -> str:
    """What is wrong with `second`, which is to go on as `first` would; nothing if all is well."""
    if not isinstance(second, Adadelta):
        return f"an Adadelta is wanted, and it returns {type(second).__name__}"
    if second is first:
        return "that is the same optimizer, not a new one"
    if second.settings != first.settings:
        return f"its settings are {second.settings}, and {first.settings} were saved"
    if second.Eg2 is None or second.Edx2 is None or not (second.Eg2[0].any() or second.Edx2[0].any()):
        return "your optimizer has the settings, and its averages are empty: it starts cold"
    for name, called in (("Eg2", "E[g²]"), ("Edx2", "E[Δx²]")):
        if not np.array_equal(getattr(second, name)[0], before["state"][name][0]):
            return f"{called} is not what it was"
        if np.shares_memory(getattr(second, name)[0], getattr(first, name)[0]):
            return f"{called} is shared: a step of one optimizer changes the other; it must be a copy"
    if second.t != before["t"]:
        return f"it has counted {second.t} steps, and {before['t']} were taken"
    ours, theirs = x.copy(), x.copy()
    again = Adadelta()
    again.load_state_dict(before)
    for _ in range(10):
        again.step([ours], [2 * ours])
        second.step([theirs], [2 * theirs])
    return "" if np.array_equal(ours, theirs) else "its next steps differ"


def steps_of(suspect: type[Adadelta]) -> Function:
    """Return a function that gives the steps of an optimizer, started afresh."""

    def steps_for(gradients: Sequence[float], learning_rate: float = 1.0) -> list[float]:
        x, optimizer = np.zeros(1), suspect(learning_rate=learning_rate)
        return [float(optimizer.update([x], [np.array([float(g)])])[0][0]) for g in gradients]

    return steps_for


def named(steps_for: Function, rate: float = 0.5) -> str:
    """Name the rule behind some steps, by those of every suspect."""
    gradients = (2.0, -1.0, 4.0)
    steps = steps_for(gradients, learning_rate=rate)
    found = (name for name, rule in SUSPECTS.items() if same(steps, steps_of(rule)(gradients, rate)))
    return next(found, "Adadelta")


@exercise(
    right=lambda rule: named(steps_of(rule)) == "Adadelta",
    mistakes={
        "your test fails the right rule": lambda rule: False,
        "your test passes EpsilonOutside, NumeratorAhead, RateInside, SlippedBracket and StaleDenominator": (
            lambda rule: steps_of(rule)([1.0])[0] < 0
        ),
        "your test passes RateInside": lambda rule: named(steps_of(rule), rate=1.0) == "Adadelta",
        "a test says True or False, and with Adadelta yours returns 1": lambda rule: 1,
    },
)
def check_bug_test(yours: Function) -> str:
    """Check `yours(optimizer_class)`, a test: true for Adadelta, false for each class of `adadelta.mistakes`.

    Examples
    --------
    >>> check_bug_test(lambda optimizer_class: True)
    not yet: your test passes EpsilonOutside, NumeratorAhead, RateInside, SlippedBracket and StaleDenominator.
    """
    verdicts = {}
    for name, suspect in SUSPECTS.items():
        try:
            # Without its name, so that the test has to look at the steps.
            verdict = yours(type("Suspect", (suspect,), {}))
        except Exception as error:
            what = f"{type(error).__name__}: {error}" if str(error) else repr(error)
            return f"not yet: with {name}, it raises {what}"
        if verdict is None:
            return NOTHING
        if not isinstance(verdict, (bool, np.bool_)):
            return f"not yet: a test says True or False, and with {name} yours returns {verdict!r}."
        verdicts[name] = bool(verdict)
    passed = [name for name in mistakes.__all__ if verdicts[name]]
    if not verdicts["Adadelta"]:
        return "not yet: your test fails the right rule."
    if passed:
        return f"not yet: your test passes {_listed(passed)}."
    return "right: the right rule passes, and each of the five mistakes fails."


@exercise(
    right=named,
    mistakes={
        "it takes RateInside for Adadelta: at a learning rate of 1 they are the same; ask for another": (
            lambda steps_for: named(steps_for, rate=1.0)
        ),
        "it calls everything Adadelta": lambda steps_for: "Adadelta",
        "it calls everything SlippedBracket": lambda steps_for: "SlippedBracket",
    },
)
def check_diagnosis(yours: Function) -> str:
    """Check `yours(steps_for)`, which names the rule behind `steps_for(gradients, learning_rate=1.0)`.

    `steps_for` returns the steps of an optimizer, started afresh, with ρ = 0.95 and ε = 1e-6. The answer is
    ``"Adadelta"`` or the name of a class of `adadelta.mistakes`.

    Examples
    --------
    >>> check_diagnosis(lambda steps_for: "Adadelta")
    not yet: it calls everything Adadelta.
    """
    said: dict[str, Any] = {}
    for name, suspect in SUSPECTS.items():
        answer = said[name] = copy.copy(yours(steps_of(suspect)))
        if answer is None:
            return NOTHING
        if not isinstance(answer, str) or answer not in SUSPECTS:
            return f"not yet: the answer must be one of {_listed(list(SUSPECTS), 'or')}; it says {answer!r}."
    confused = {name: answer for name, answer in said.items() if answer != name}
    if not confused:
        return "right: all six rules are named."
    if len(set(said.values())) == 1:
        return f"not yet: it calls everything {said['Adadelta']}."
    if confused == {"RateInside": "Adadelta"}:
        return "not yet: it takes RateInside for Adadelta: at a learning rate of 1 they are the same; ask for another."
    name, answer = next(iter(confused.items()))
    return f"not yet: {len(SUSPECTS) - len(confused)} of {len(SUSPECTS)} are named; {name} is called {answer}."


def _listed(names: list[str], word: str = "and") -> str:
    """Names as a sentence has them: A, B and C."""
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else names[0]
