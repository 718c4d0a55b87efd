"""The exercises of *Moving averages*."""

from __future__ import annotations

import math

from adadelta.averages import ema
from adadelta.exercises._check import Function, check

__all__ = ["check_ema", "check_rho_for", "check_start_weight"]


def check_ema(yours: Function) -> None:
    """Check `yours(values, rho)`, which returns the moving average after each value, started at zero.

    Examples
    --------
    >>> check_ema(lambda values, rho: None)
    not yet: it returns None.
    """
    values = [1.0, 4.0, -2.0, 0.5]
    mistakes: dict[str, Function] = {
        "the two weights have changed places: the old average gets ρ, the new value 1 − ρ": lambda v, rho: ema(
            v, 1 - rho
        ),
        "the average seems to start at the first value instead of zero": lambda v, rho: ema(v, rho, start=v[0]),
        "the bias is corrected, which comes later in the chapter": lambda v, rho: ema(v, rho, bias_corrected=True),
        "only the last average is returned, not all of them": lambda v, rho: ema(v, rho)[-1],
        "the new value enters with its full weight: it lacks the factor 1 − ρ": lambda v, rho: ema(v, rho) / (1 - rho),
    }
    check(yours, ema, [(values, 0.9), (values, 0.5), (values[:1], 0.25)], mistakes)


def check_rho_for(yours: Function) -> None:
    """Check `yours(half_life)`, which returns the decay rate with that half-life in steps.

    Examples
    --------
    >>> check_rho_for(lambda half_life: 0.5 ** (1 / half_life))
    right: all 3 inputs give what the package gives.
    """
    mistakes: dict[str, Function] = {
        "that is the rate whose mean age is the half-life": lambda h: h / (1 + h),
        "one of the signs is wrong: ρ must be less than 1": lambda h: 2 ** (1 / h),
        "that is the rate at which the weight falls to 1/e, not to one half": lambda h: math.exp(-1 / h),
    }
    check(yours, lambda h: 0.5 ** (1 / h), [(1.0,), (13.5,), (100.0,)], mistakes)


def check_start_weight(yours: Function) -> None:
    """Check `yours(rho, part)`: after how many steps the start's weight in the average is at most `part`.

    Examples
    --------
    >>> check_start_weight(lambda rho, part: 0)
    not yet: for rho = 0.9, part = 0.5 it returns 0, and 7 is right.
    """
    mistakes: dict[str, Function] = {
        "a count of steps is a whole number: round up": lambda rho, part: math.log(part) / math.log(rho),
        "rounding down stops one step too early": lambda rho, part: math.floor(math.log(part) / math.log(rho)),
    }
    cases = [(0.9, 0.5), (0.95, 0.01), (0.5, 0.3)]
    check(yours, lambda rho, part: math.ceil(math.log(part) / math.log(rho)), cases, mistakes, ("rho", "part"))
