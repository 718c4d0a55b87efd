"""The exercises of *Moving averages*."""

from __future__ import annotations

import math

from adadelta.averages import ema
from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_ema", "check_rho_for", "check_steps_to_forget"]


VALUES = [1.0, 4.0, -2.0, 0.5]


@exercise(
    right=ema,
    cases=[(VALUES, 0.9), (VALUES, 0.5), (VALUES[:1], 0.25)],
    mistakes={
        "the two weights have changed places: the old average gets ρ, the new value 1 − ρ": lambda v, rho: ema(
            v, 1 - rho
        ),
        "the average seems to start at the first value instead of zero": lambda v, rho: ema(v, rho, start=v[0]),
        "the bias is corrected, which comes later in the chapter": lambda v, rho: ema(v, rho, bias_corrected=True),
        "only the last average is returned, not all of them": lambda v, rho: ema(v, rho)[-1],
        "your list begins with the start, zero: return the average after each value only": lambda v, rho: [
            0.0,
            *ema(v, rho),
        ],
        "the average starts anew at each value: keep the old one from turn to turn": lambda v, rho: [
            (1 - rho) * x for x in v
        ],
        "the new value enters with its full weight: it lacks the factor 1 − ρ": lambda v, rho: ema(v, rho) / (1 - rho),
    },
    names=("values", "rho"),
)
def check_ema(yours: Function) -> None:
    """Check `yours(values, rho)`, which returns the moving average after each value, started at zero.

    Examples
    --------
    >>> check_ema(lambda values, rho: [0.0, *ema(values, rho)])
    not yet: your list begins with the start, zero: return the average after each value only.
    """


@exercise(
    right=lambda h: 0.5 ** (1 / h),
    cases=[(1.0,), (13.5,), (100.0,)],
    mistakes={
        "that is the rate whose mean age is the half-life": lambda h: h / (1 + h),
        "that is the weight of the newest value, 1 − ρ: return ρ": lambda h: 1 - 0.5 ** (1 / h),
        "one of the signs is wrong: ρ must be less than 1": lambda h: 2 ** (1 / h),
        "that is the rate at which the weight falls to 1/e, not to one half": lambda h: math.exp(-1 / h),
    },
    names=("half_life",),
)
def check_rho_for(yours: Function) -> None:
    """Check `yours(half_life)`, which returns the decay rate with that half-life in steps.

    Examples
    --------
    >>> check_rho_for(lambda half_life: 0.5 ** (1 / half_life))
    right: all 3 inputs give what the package gives.
    """


def steps_exactly(rho: float, part: float) -> float:
    return math.log(part) / math.log(rho)


def steps_to_forget(rho: float, part: float) -> int:
    n = 0
    while rho**n > part:
        n += 1
    return n


@exercise(
    right=steps_to_forget,
    cases=[(0.9, 0.5), (0.95, 0.01), (0.5, 0.3)],
    mistakes={
        "a count of steps is a whole number: round up": steps_exactly,
        "rounding down stops one step too early": lambda rho, part: math.floor(steps_exactly(rho, part)),
        "one step too many: the first step already multiplies the start's weight by ρ": lambda rho, part: (
            steps_to_forget(rho, part) + 1
        ),
        "that waits until the values carry the weight part: it is the start's that has to fall to it": (
            lambda rho, part: steps_to_forget(rho, 1 - part)
        ),
        "each step multiplies the start's weight by ρ, not by 1 − ρ": lambda rho, part: steps_to_forget(1 - rho, part),
    },
    names=("rho", "part"),
)
def check_steps_to_forget(yours: Function) -> None:
    """Check `yours(rho, part)`: after how many steps the start's weight in the average is at most `part`.

    Examples
    --------
    >>> check_steps_to_forget(lambda rho, part: 0)
    not yet: for rho = 0.9, part = 0.5 it returns 0, and 7 is right.
    """
