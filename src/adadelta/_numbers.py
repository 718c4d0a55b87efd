"""Numbers as the book writes them: 0.95, 1e-6, 12.28; the same as `js/src/kit/numbers.mjs` writes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture, in words; the first cell of each row names it."""

    head: list[str]
    rows: list[list[str]]


def setting(value: float) -> str:
    """Return a setting as one would type it, with every digit that it has: 0.95, 1e-6, 100."""
    text = repr(float(value))
    powers = value != 0 and not 1e-3 <= abs(value) < 1e16
    return f"{Decimal(text):e}".replace("e+", "e") if powers else text.removesuffix(".0")


def number(value: float, digits: int = 4) -> str:
    """Return a number with significant digits, in scientific notation where it is small or large."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    rounded = float(Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(value + 0.0))
    if value != 0 and (abs(value) < 1e-3 or abs(rounded) >= 10**digits):
        mantissa, power = f"{rounded:.{digits - 1}e}".split("e")
        text = f"{float(mantissa):g}e{int(power)}"
    else:
        text = f"{rounded:#.{digits}g}".rstrip(".")
    return text.replace("-", "−", 1) if text.startswith("-") else text


def fixed(value: float, decimals: int) -> str:
    """Return a number with a fixed count of decimals."""
    # As JavaScript does: a half goes away from zero, and zero has no sign.
    text = f"{Decimal(value + 0.0).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    return "−" + text[1:] if text.startswith("-") else text


def scientific(value: float, decimals: int) -> str:
    """Return a number in scientific notation with a fixed count of decimals: 4.472e-3."""
    if not math.isfinite(value):
        return number(value)
    rounded = Context(prec=decimals + 1, rounding=ROUND_HALF_UP).create_decimal(value + 0.0)
    mantissa, power = f"{rounded:.{decimals}e}".split("e") if value else (f"{0:.{decimals}f}", "0")
    text = f"{mantissa}e{int(power)}"
    return "−" + text[1:] if text.startswith("-") else text


def milestones(n: int) -> list[int]:
    """Return the whole numbers from 1 to `n` that a table lists: 1, 2, 5, 10, 20, 50, ..., n."""
    round_ones = (factor * 10**power for power in range(len(str(n))) for factor in (1, 2, 5))
    return [*(t for t in round_ones if t < n), n]
