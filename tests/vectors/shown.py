"""What an explorable shows, read back: the still of its state, with its numbers as Python reads them."""

from __future__ import annotations

import re
from typing import Any

from adadelta.widgets._explorable import Explorable
from adadelta.widgets._still import as_json, ask_node

UP = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
POWER = re.compile(r"(?:(\d+(?:\.\d+)?)(?:\s*×\s*|·))?(?<![\d.])10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def stills(*figures: Explorable) -> list[dict[str, Any]]:
    """Return the stills of figures in their states, drawn by one process of Node."""
    states = ([figure.explorable, {name: getattr(figure, name) for name in figure.shared}] for figure in figures)
    drawn: list[dict[str, Any]] | None = ask_node(as_json(list(states)))
    assert drawn, "there is no Node"
    return drawn


def tables(*figures: Explorable) -> list[list[list[str]]]:
    """Return the rows of each figure's table."""
    return [still["table"]["rows"] for still in stills(*figures)]


def table(figure: Explorable) -> list[list[str]]:
    """Return the rows of a figure's table."""
    [rows] = tables(figure)
    return rows


def plain(text: str) -> str:
    """Return a text whose numbers Python can read: 1e-6 for 10⁻⁶, 2.5e-7 for 2.5 × 10⁻⁷, -4 for −4, 9000 for 9,000."""
    powers = POWER.sub(lambda found: f"{found[1] or 1}e{found[2].translate(UP)}", text)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", powers).replace("−", "-").replace("∞", "inf")


def number(cell: str) -> float:
    """Return the number that a cell holds."""
    return float(plain(cell))
