"""What all tests share: the same examples on every run, figures that need no screen, numbers read out of a text."""

import re
from collections.abc import Callable

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")
settings.register_profile("deterministic", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def numbers_in() -> Callable[[str], set[float]]:
    """Return what finds the numbers of a text, less their signs, whichever way they are written: 1e-6, 1e-06, −2.50."""
    number = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]*\d)")

    def find(text: str) -> set[float]:
        plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace("−", "-").replace("- ", "-"))
        return {abs(float(found)) for found in number.findall(plain)}

    return find
