"""The book's one palette, which the explorables' JavaScript reads as well."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def palette() -> dict[str, Any]:
    """Return the book's one palette: colors of each theme, and each method's color, dash and marker."""
    text = (resources.files("adadelta") / "static" / "palette.json").read_text(encoding="utf-8")
    colors: dict[str, Any] = json.loads(text)
    return colors


def color(name: str) -> str:
    """Return the light theme's color of a method or of a part of a figure ("ink", "gradient", ...)."""
    light, methods = palette()["light"], palette()["methods"]
    name = methods[name]["color"] if name in methods else name
    return str(light.get(name, name))
