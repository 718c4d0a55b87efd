"""The explorables' third home: a small SVG with the same content, for paper, GitHub and pages without JavaScript.

It draws what the explorables' own toolkit (`js/src/kit/panel.mjs`) draws, with the same margins, and rounds
coordinates to a tenth of a pixel, so that every platform writes the same text.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from html import escape
from importlib import resources
from typing import Any

import contourpy
import numpy as np

WIDTH, HEIGHT = 344, 270
GAP = 16
FAR = 10_000
"""Pixels: a path that leads further out is drawn no further."""
LINE = 14
"""Pixels from one line of words to the next."""
SHAPES = {"o": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "s": "M-4-4h8v8h-8z", "^": "M0-5l5 9h-10z"}
SHAPES |= {"D": "M0-5l5 5l-5 5l-5-5z", "v": "M0 5l5-9h-10z"}
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
class Table:
    """The numbers behind a picture, in words; the first cell of each row names it."""

    head: list[str]
    rows: list[list[str]]


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
    width: int = WIDTH
    margin: int = RIGHT
    """Pixels at the right, for labels where lines end."""
    marks: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """Where the axis across ends."""
        return self.width - self.margin

    def at(self, point: Point) -> Point:
        """Return the SVG coordinates of a point of the data."""
        return self.x.place(point[0], LEFT, self.right), self.y.place(point[1], HEIGHT - BOTTOM, TOP)

    def line(self, points: Iterable[Point], name: str, *, dashed: bool = False, width: float = 2) -> None:
        """Straight lines through the points, up to the first one that is far out; a method's in its own dash."""
        path: list[Point] = []
        for point in map(self.at, points):
            out = max(map(abs, point))
            if out > FAR and path:  # keep the last piece on its own straight line
                last = path[-1]
                path.append((last[0] + (point[0] - last[0]) * FAR / out, last[1] + (point[1] - last[1]) * FAR / out))
            if out > FAR:
                break
            path.append(point)
        dash = [5, 4] if dashed else palette()["methods"].get(name, {}).get("dash")
        dashes = f' stroke-dasharray="{" ".join(map(str, dash))}"' if dash else ""
        d = "L".join(map(_pair, path))
        self.marks.append(f'<path class="line" d="M{d}" stroke="{color(name)}" stroke-width="{width:g}"{dashes}/>')

    def dots(self, points: Iterable[Point], name: str, radius: float) -> None:
        """A dot for each point."""
        path = "".join(f"M{_pair(self.at(point))}h0" for point in points)
        look = f'stroke="{color(name)}" stroke-linecap="round" stroke-width="{2 * radius:g}"'
        self.marks.append(f'<path class="dots" d="{path}" {look}/>')

    def marker(self, point: Point, method: str) -> None:
        """A method's marker."""
        place, shape = self.at(point), SHAPES[palette()["methods"].get(method, {"marker": "o"})["marker"]]
        if LEFT - 1 < place[0] < self.right + 1 and TOP - 1 < place[1] < HEIGHT - BOTTOM + 1:
            look = f'style="fill:{color("paper")}" stroke="{color(method)}" stroke-width="2"'
            self.marks.append(f'<path class="marker" d="{shape}" transform="translate({_pair(place)})" {look}/>')

    def bars(self, points: Iterable[Point], name: str, wide: float = 0.8) -> None:
        """A bar from zero to each point, so many units wide."""
        width = wide * (self.x.place(1, LEFT, self.right) - self.x.place(0, LEFT, self.right))
        zero = HEIGHT - BOTTOM if self.y.log else self.y.place(0, HEIGHT - BOTTOM, TOP)
        path = "".join(f"M{_pair(self.at(point))}V{_tenth(zero)}" for point in points)
        self.marks.append(f'<path class="bars" d="{path}" stroke="{color(name)}" stroke-width="{width:.1f}"/>')

    def contours(self, f: Callable[[Any, Any], Any], levels: Sequence[float], n: int = 40) -> None:
        """Lines along which a function of the plane has one of the given values."""
        x, y = np.linspace(self.x.low, self.x.high, n), np.linspace(self.y.low, self.y.high, n)
        lines = contourpy.contour_generator(x, y, f(*np.meshgrid(x, y)))
        parts = [line for level in levels for line in lines.lines(level)]
        places = [[self.at((float(px), float(py))) for px, py in np.asarray(part)] for part in parts]
        path = "".join("M" + "L".join(f"{px:.0f} {py:.0f}" for px, py in part) for part in places)
        look = f'stroke="{color("muted")}" stroke-width=".6" opacity=".7"'
        self.marks.append(f'<path class="contours" d="{path}" {look}/>')

    def text(self, point: Point, words: str, *, dx: float = 5, dy: float = -6, name: str = "ink") -> None:
        """Words beside a point: to its right, with a negative `dx` to its left, or with 0 around it."""
        x, y = self.at(point)
        end = ' text-anchor="end"' if dx < 0 else "" if dx else ' text-anchor="middle"'
        fill = f'fill="{color(name)}"{end}'
        self.marks.append(f'<text x="{_tenth(x + dx)}" y="{_tenth(y + dy)}" {fill}>{escape(words)}</text>')

    def labels(self, labels: Iterable[tuple[Point, str]]) -> None:
        """Words to the right of where lines end, moved apart where they would overlap."""
        bottom = HEIGHT - BOTTOM - 2
        placed = sorted((*self.at(point), words) for point, words in labels)
        placed.sort(key=lambda label: label[1])
        heights: list[float] = []
        for _, y, _ in placed:
            heights.append(max(min(bottom, max(TOP, y)), heights[-1] + LINE if heights else TOP))
        for i, (x, _, words) in enumerate(placed):
            y = min(heights[i], bottom - (len(placed) - 1 - i) * LINE)
            place = f'x="{_tenth(min(x, self.right) + 6)}" y="{_tenth(y + 4)}"'
            self.marks.append(f'<text {place} fill="{color("ink")}">{escape(words)}</text>')

    def svg(self) -> str:
        """Return the panel as SVG markup."""
        bottom, right = HEIGHT - BOTTOM, self.right
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
        name = f"c{self.width}-{right}"
        clip = f'<clipPath id="{name}"><path d="M{LEFT} {TOP - 6}H{right}V{bottom + 1}H{LEFT}z"/></clipPath>'
        whole = ("<text", '<path class="marker"')  # what the window's edge does not cut
        drawn = [mark for mark in self.marks if not mark.startswith(whole)]
        words = [mark for mark in self.marks if mark.startswith(whole)]
        return "".join([*parts, clip, f'<g clip-path="url(#{name})">', *drawn, "</g>", *words])


def _tenth(value: float) -> str:
    """A coordinate to a tenth of a pixel, and no sign before a zero."""
    return f"{round(value, 1) + 0.0:.1f}"


def _pair(point: Point) -> str:
    return f"{_tenth(point[0])} {_tenth(point[1])}"


def picture(panels: Sequence[Panel]) -> str:
    """Return a stand-alone SVG with the panels side by side."""
    width = sum(p.width + GAP for p in panels) - GAP
    starts = [sum(p.width + GAP for p in panels[:i]) for i in range(len(panels))]
    groups = "".join(
        f'<g transform="translate({start})">{p.svg()}</g>' for start, p in zip(starts, panels, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}">'
        f"<style>path{{fill:none}}text{{font:12px system-ui,sans-serif}}</style>"
        f'<rect width="100%" height="100%" fill="{color("paper")}"/><g fill="{color("muted")}">{groups}</g></svg>'
    )


def mount(name: str, state: dict[str, Any], svg: str, alt: str, sentence: str, table: Table) -> str:
    """Return the `text/html` of an explorable: static figure and numbers, in the element that comes alive on a page."""
    width, height = svg.split('width="')[1].split('"')[0], HEIGHT
    data = escape(json.dumps(state, ensure_ascii=False, separators=(",", ":")), quote=True)
    source = base64.b64encode(svg.encode()).decode()
    alt, sentence = escape(alt, quote=True), escape(sentence)
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in table.rows
    )
    return (
        f'<div class="explorable" data-explorable="{name}" data-state="{data}"><figure>'
        f'<img width="{width}" height="{height}" alt="{alt}" src="data:image/svg+xml;base64,{source}">'
        f"<figcaption>{sentence}</figcaption></figure>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


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


def round_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return some `count` round numbers between two limits."""
    rough = (high - low) / count
    unit = 10.0 ** math.floor(math.log10(rough))
    step = unit * min((1, 2, 5, 10), key=lambda factor: abs(math.log(factor * unit / rough)))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Return powers of ten between two limits, at most so many."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    every = max(1, math.ceil((last - first + 1) / most))
    return [float(f"1e{power}") for power in range(first, last + 1) if power % every == 0]
