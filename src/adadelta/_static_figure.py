"""The explorables' third home: a small SVG with the same content, for paper, GitHub and pages without JavaScript.

It draws what the explorables' own toolkit (`js/src/kit/panel.mjs`) draws, with the same margins, and rounds
coordinates to a tenth of a pixel, so that every platform writes the same text.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from html import escape
from importlib import resources
from typing import Any

WIDTH, HEIGHT = 344, 270
GAP = 16
TOP, RIGHT, BOTTOM, LEFT = 26, 14, 38, 46

Point = tuple[float, float]


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


@dataclass(frozen=True)
class Axis:
    """One axis: its limits, its name, its ticks, and whether it is logarithmic."""

    low: float
    high: float
    label: str
    ticks: Sequence[float]
    log: bool = False

    def place(self, value: float, start: float, end: float) -> float:
        """Return the coordinate of `value` on an axis drawn from `start` to `end`."""
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return start + (value - low) / (high - low) * (end - start)


@dataclass
class Panel:
    """Two axes and marks, all in the data's own numbers."""

    x: Axis
    y: Axis
    marks: list[str] = field(default_factory=list)

    def at(self, point: Point) -> str:
        """Return the SVG coordinates of a point of the data."""
        x = self.x.place(point[0], LEFT, WIDTH - RIGHT)
        y = self.y.place(point[1], HEIGHT - BOTTOM, TOP)
        return f"{x:.1f} {y:.1f}"

    def line(self, points: Iterable[Point], name: str, *, dashed: bool = False, width: float = 2) -> None:
        """Straight lines through the points."""
        path = "L".join(self.at(point) for point in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.marks.append(f'<path class="line" d="M{path}" stroke="{color(name)}" stroke-width="{width:g}"{dash}/>')

    def dots(self, points: Iterable[Point], name: str, radius: float) -> None:
        """A dot for each point."""
        path = "".join(f"M{self.at(point)}h0" for point in points)
        look = f'stroke="{color(name)}" stroke-linecap="round" stroke-width="{2 * radius:g}"'
        self.marks.append(f'<path class="dots" d="{path}" {look}/>')

    def bars(self, points: Iterable[Point], name: str) -> None:
        """A bar from the axis to each point."""
        width = 0.8 * (self.x.place(1, LEFT, WIDTH - RIGHT) - self.x.place(0, LEFT, WIDTH - RIGHT))
        path = "".join(f"M{self.at(point)}V{HEIGHT - BOTTOM}" for point in points)
        self.marks.append(f'<path class="bars" d="{path}" stroke="{color(name)}" stroke-width="{width:.1f}"/>')

    def text(self, point: Point, words: str, *, dx: float = 5, dy: float = -6) -> None:
        """Words beside a point: to its right, or with a negative `dx` to its left."""
        x, y = (float(number) for number in self.at(point).split())
        end = ' text-anchor="end"' if dx < 0 else ""
        self.marks.append(f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" fill="{color("ink")}"{end}>{escape(words)}</text>')

    def svg(self) -> str:
        """Return the panel as SVG markup."""
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        muted, faint, ink = color("muted"), color("faint"), color("ink")
        parts = []
        for value in self.x.ticks:
            x = self.x.place(value, LEFT, right)
            parts.append(f'<path d="M{x:.1f} {bottom}v4" stroke="{muted}"/>')
            parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{setting(value)}</text>')
        for value in self.y.ticks:
            y = self.y.place(value, bottom, TOP)
            parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="{faint}" stroke-width=".6"/>')
            parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{setting(value)}</text>')
        parts.append(f'<path d="M{LEFT} {bottom}H{right}" stroke="{muted}"/>')
        middle = (LEFT + right) / 2
        parts.append(
            f'<text x="{middle:g}" y="{HEIGHT - 6}" text-anchor="middle" fill="{ink}">{escape(self.x.label)}</text>'
        )
        parts.append(f'<text x="2" y="13" fill="{ink}">{escape(self.y.label)}</text>')
        return "".join([*parts, *self.marks])


def picture(panels: Sequence[Panel]) -> str:
    """Return a stand-alone SVG with the panels side by side."""
    width = len(panels) * WIDTH + (len(panels) - 1) * GAP
    groups = "".join(f'<g transform="translate({i * (WIDTH + GAP)})">{p.svg()}</g>' for i, p in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}">'
        f"<style>path{{fill:none}}text{{font:12px system-ui,sans-serif}}</style>"
        f'<rect width="100%" height="100%" fill="{color("paper")}"/><g fill="{color("muted")}">{groups}</g></svg>'
    )


def mount(name: str, state: dict[str, Any], svg: str, alt: str, sentence: str) -> str:
    """Return the `text/html` of an explorable: the static figure, in the element that comes alive on a page."""
    width, height = svg.split('width="')[1].split('"')[0], HEIGHT
    data = escape(json.dumps(state, ensure_ascii=False, separators=(",", ":")), quote=True)
    source = base64.b64encode(svg.encode()).decode()
    alt, sentence = escape(alt, quote=True), escape(sentence)
    return (
        f'<div class="explorable" id="{name}" data-explorable="{name}" data-state="{data}"><figure>'
        f'<img width="{width}" height="{height}" alt="{alt}" src="data:image/svg+xml;base64,{source}">'
        f"<figcaption>{sentence}</figcaption></figure></div>"
    )


def setting(value: float) -> str:
    """Return a setting as one would type it, with every digit that it has: 0.95, 1e-6, 100."""
    text = repr(float(value))
    return f"{Decimal(text):e}" if value != 0 and abs(value) < 1e-3 else text.removesuffix(".0")


def number(value: float, digits: int = 4) -> str:
    """Return a number with significant digits, in scientific notation where it is small or large."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    rounded = float(Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(value))
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, power = f"{rounded:.{digits - 1}e}".split("e")
        text = f"{float(mantissa):g}e{int(power)}"
    elif abs(value) >= 10 ** (digits - 1):
        return fixed(value, 0)
    else:
        text = f"{rounded:#.{digits}g}".rstrip(".")
    return text.replace("-", "−", 1) if text.startswith("-") else text


def fixed(value: float, decimals: int) -> str:
    """Return a number with a fixed count of decimals."""
    # As JavaScript does: a half goes away from zero, and zero has no sign.
    text = f"{Decimal(value + 0.0).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    return "−" + text[1:] if text.startswith("-") else text
