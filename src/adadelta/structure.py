"""The flow of a training run as a diagram, made from one list: each box names the line of code that does it.

`STEPS` and `LOOPS` are the source of the drawing, of the same steps as a list, and of the marks in the listings of the
code; the tests hold them to the code itself, and their order to the order in which a run comes to those lines.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Literal

from adadelta._palette import color

__all__ = ["LOOPS", "STEPS", "Html", "Loop", "Step", "diagram", "listing", "outline", "source"]


@dataclass(frozen=True)
class Step:
    """One box of the diagram.

    Attributes
    ----------
    key : str
        Its name in links.
    name, words : str
        What stands in the box, in two lines.
    where, code : str
        The function, by its path in the package, and the piece of its code that does the step, or the comment at the
        end of its line.
    hue : {"", "gradient", "step"}
        Which family of the book's symbols it belongs to, if any.
    side : {"", "left", "right"}
        Half of the width, for two boxes side by side that do not wait for each other.
    needs : tuple of str, optional
        The boxes whose arrows lead here; None for the one before.
    kept : str
        The box that uses its result at the next step.

    Examples
    --------
    >>> first = STEPS[0]
    >>> first.name, first.where, first.code
    ('Take ρ and ε', 'optimizers.Adadelta.__init__', 'self.rho = rho')
    """

    key: str
    name: str
    words: str
    where: str
    code: str
    hue: Literal["", "gradient", "step"] = ""
    side: Literal["", "left", "right"] = ""
    needs: tuple[str, ...] | None = None
    kept: str = ""


@dataclass(frozen=True)
class Loop:
    """A frame around boxes: what is done again and again, or in one function.

    Attributes
    ----------
    key, name, where, code : str
        As for `Step`; the name stands at the frame's top.
    first, last : str
        The keys of the first and the last box inside.
    repeats : bool
        Whether it is a loop.

    Examples
    --------
    >>> [loop.name for loop in LOOPS]
    ['for each batch', 'block by block', 'the rule: Adadelta']
    """

    key: str
    name: str
    where: str
    code: str
    first: str
    last: str
    repeats: bool = True


FIT, TAKE, RULE = "training.fit", "optimizers.Optimizer._take_step", "optimizers.Adadelta.rule"
MODEL = "models.LinearRegression"

STEPS = (
    Step("settings", "Take ρ and ε", "each within its bounds", "optimizers.Adadelta.__init__", "self.rho = rho"),
    Step(
        "zeros",
        "Start the averages",
        "E[g²] = E[Δx²] = 0",
        "optimizers.Optimizer.initialize",
        "self._restart(_arrays.signature(params), self._zeros(params))",
    ),
    Step("predict", "Predict", "from this batch's inputs", f"{MODEL}.predict", "np.asarray(X) @ self.W + self.b"),
    Step(
        "gradient",
        "Gradient g of the loss",
        "from the errors of the batch",
        f"{MODEL}.compute_gradients",
        "X.T @ error / len(X)",
        "gradient",
    ),
    Step(
        "hand",
        "Hand both to the optimizer",
        "parameters and gradients",
        "training.take_steps",
        "optimizer.step(params, grads, check_finite=check_finite)",
    ),
    Step("check", "Check the input", "shapes, NaN, overflow: before any change", TAKE, "# check the input"),
    Step("Eg2", "Accumulate E[g²]", "ρ E[g²] + (1 − ρ) g²", RULE, "Eg2 += (1 - rho) * g**2", "gradient"),
    # It waits for nothing of this step: what it takes the root of is older.
    Step("rms_dx", "Old RMS[Δx]", "√(E[Δx²]ₜ₋₁ + ε)", RULE, "np.sqrt(Edx2 + epsilon)", "step", "left", ()),
    Step("rms_g", "RMS[g]", "√(E[g²] + ε)", RULE, "np.sqrt(Eg2 + epsilon)", "gradient", "right", ("Eg2",)),
    Step(
        "dx",
        "Step Δx",
        "−RMS[Δx] / RMS[g] · g",
        RULE,
        "dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g",
        "step",
        needs=("rms_dx", "rms_g"),
    ),
    Step(
        "Edx2", "Accumulate E[Δx²]", "ρ E[Δx²] + (1 − ρ) Δx²", RULE, "Edx2 += (1 - rho) * dx**2", "step", kept="rms_dx"
    ),
    Step("apply", "Apply the step", "x + Δx, in place", TAKE, "# apply the step"),
    Step("note", "Note the loss", "after each pass over the data, until done", FIT, "note(epoch)"),
)
"""The boxes, in the order in which a run first comes to their code."""

LOOPS = (
    Loop("batches", "for each batch", FIT, "for start in range(0, m, batch_size):", "predict", "apply"),
    Loop("blocks", "block by block", TAKE, "# block by block", "Eg2", "apply"),
    Loop("rule", "the rule: Adadelta", TAKE, "# the rule", "Eg2", "Edx2", False),
)
"""The frames, the outer ones first."""

WIDTH, EDGE, INDENT, HEIGHT, GAP, TITLE = 344, 2, 13, 46, 20, 26
"""Pixels: the drawing's width, its margin, a frame's, a box's height, the room for an arrow, a frame's title."""


class Html:
    """What a page shows as HTML, and every other place as text.

    Examples
    --------
    >>> print(str(listing("optimizers.SGD.rule")))
       │ def rule(self, g: Array) -> Array:
       │     dx = -self.learning_rate * g
       │     return dx
    """

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def source(where: str) -> str:
    """Return the code of a function of the package, without its docstring.

    Parameters
    ----------
    where : str
        Its path in the package.

    Raises
    ------
    AttributeError, ModuleNotFoundError
        If there is no such function.

    Examples
    --------
    >>> print(source("optimizers.SGD.rule"))
    def rule(self, g: Array) -> Array:
        dx = -self.learning_rate * g
        return dx
    """
    module, *names = where.split(".")
    found: Any = importlib.import_module(f"adadelta.{module}")
    for name in names:
        found = getattr(found, name)
    lines = textwrap.dedent(inspect.getsource(found)).splitlines()
    [function] = ast.parse("\n".join(lines)).body
    assert isinstance(function, ast.FunctionDef)
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return re.sub(r"  # type: ignore.*", "", "\n".join(lines))


@cache
def _line_of(part: Step | Loop) -> int:
    """Return the index, in `source(part.where)`, of the line that holds the part's code; it is there once."""
    [line] = [i for i, line in enumerate(source(part.where).splitlines()) if part.code in line]
    return line


def _code_of(part: Step | Loop) -> str:
    """Return the part's code: a piece of its line, or all of the line that has its comment."""
    if not part.code.startswith("#"):
        return part.code
    return source(part.where).splitlines()[_line_of(part)].partition("  #")[0].strip()


def listing(where: str, first: str = "", last: str = "") -> Html:
    """Return the code of a function with the numbers of the diagram's boxes beside their lines.

    On a page the number leads back to the box, and the box leads to the line.

    Parameters
    ----------
    where : str
        The function's path in the package.
    first, last : str
        Pieces of the first and the last line to show; by default the function's own.

    Raises
    ------
    ValueError
        If no line holds `first`, or none from there on holds `last`.

    Examples
    --------
    >>> print(str(listing("optimizers.Adadelta.rule", first="dx = -", last="Edx2 +=")))
    8–10 │ dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g
         │ Edx2 *= rho
      11 │ Edx2 += (1 - rho) * dx**2
    """
    lines = source(where).splitlines()
    begin = next((i for i, line in enumerate(lines) if first in line), None)
    if begin is None:
        raise ValueError(f"first must be a piece of a line of {where}; got {first!r}")
    end = next((i for i, line in enumerate(lines) if i >= begin and last in line), None) if last else len(lines) - 1
    if end is None:
        raise ValueError(f"last must be a piece of a line of {where}, from {first!r} on; got {last!r}")
    marks: dict[int, list[Step | Loop]] = {}
    for part in (*STEPS, *LOOPS):
        if part.where == where:
            marks.setdefault(_line_of(part), []).append(part)
    shown = textwrap.dedent("\n".join(lines[begin : end + 1])).splitlines()
    numbers = [_numbers(marks.get(i, [])) for i in range(begin, end + 1)]
    width = max(2, *map(len, numbers))
    text, html = [], []
    for i, (line, number) in enumerate(zip(shown, numbers, strict=True), start=begin):
        text.append(f"{number:>{width}} │ {line}".rstrip())
        parts, code = marks.get(i, []), escape(line)
        margin = " " * (width - len(number)) + (f'<a href="#flow-{parts[0].key}">{number}</a>' if number else "")
        if parts:
            code = f'<b style="color:{_var("ink")}">{code}</b>'
        for part in parts:
            code = f'<span id="line-{part.key}">{code}</span>'
        html.append(f"{margin} │ {code}")
    label = f"The code of {where}"
    look = f"overflow-x:auto;color:{_var('muted')}"
    opening = f'<pre class="listing" tabindex="0" role="region" aria-label="{label}" style="{look}">'
    return Html(opening + "\n".join(html) + "</pre>", "\n".join(text))


def outline() -> Html:
    """Return the diagram's boxes as a list: number, name, function and code; on a page each leads to its line.

    Examples
    --------
    >>> print(str(outline()).splitlines()[7])
    8. Old RMS[Δx] (√(E[Δx²]ₜ₋₁ + ε)): `np.sqrt(Edx2 + epsilon)` in `optimizers.Adadelta.rule`
    """
    look = "color:inherit;font-weight:400"
    items = [
        f"{escape(step.name)} ({escape(step.words)}): "
        f'<a href="#line-{step.key}"><code style="{look}">{escape(_code_of(step))}</code></a> '
        f"in <code>{step.where}</code>"
        for step in STEPS
    ]
    return Html(
        f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>",
        "\n".join(
            f"{i}. {step.name} ({step.words}): `{_code_of(step)}` in `{step.where}`"
            for i, step in enumerate(STEPS, start=1)
        ),
    )


def diagram() -> Html:
    """Return the diagram: an SVG whose boxes lead to the listings' lines, in the colors of the page around it.

    Examples
    --------
    >>> print(str(diagram())[:60])
    Figure: A training run from top to bottom. 1 Take ρ and ε; 2
    """
    boxes, frames, bottom = _layout()
    parts = [_frame(loop, *frames[loop.key]) for loop in LOOPS]
    for i, step in enumerate(STEPS):
        before = tuple(other.key for other in STEPS[:i][-1:]) if step.needs is None else step.needs
        parts += [_arrow(boxes[key], boxes[step.key]) for key in before]
        if step.kept:
            parts.append(_return(boxes[step.key], boxes[step.kept]))
    parts += [_box(i, step, *boxes[step.key]) for i, step in enumerate(STEPS, start=1)]
    alt = _alt()
    look = "display:block;width:100%;max-width:27rem;height:auto;margin-inline:auto;font-family:system-ui,sans-serif"
    opening = (
        f'<figure style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" class="flow" style="{look}" role="group" '
        f'viewBox="0 0 {WIDTH} {bottom:g}" aria-labelledby="flow-title" aria-describedby="flow-desc">'
        f'<title id="flow-title">From settings to a trained model</title><desc id="flow-desc">{escape(alt)}</desc>'
    )
    return Html(f"{opening}{''.join(parts)}</svg></figure>", f"Figure: {alt}")


Place = tuple[float, float, float]
"""Left, top and width of a box."""


def _layout() -> tuple[dict[str, Place], dict[str, tuple[float, float, float, float]], float]:
    """Return the boxes' places, the frames' (left, top, width, height), and where the drawing ends."""
    boxes: dict[str, Place] = {}
    tops: dict[str, float] = {}
    frames: dict[str, tuple[float, float, float, float]] = {}
    y, left = float(EDGE), float(EDGE)
    for i, step in enumerate(STEPS):
        if i and step.side != "right":
            y += GAP
        for loop in LOOPS:
            if loop.first == step.key:
                tops[loop.key] = y
                left, y = left + INDENT, y + TITLE
        width = WIDTH - 2 * left
        half = (width - 12) / 2
        boxes[step.key] = (left + half + 12 if step.side == "right" else left, y, half if step.side else width)
        if step.side != "left":
            y += HEIGHT
        for loop in reversed(LOOPS):
            if loop.last == step.key:
                left, y, top = left - INDENT, y + INDENT, tops[loop.key]
                frames[loop.key] = (left, top, WIDTH - 2 * left, y - top)
    return boxes, frames, y + EDGE


def _var(name: str) -> str:
    """A color of the page's palette; outside of the book, where there is none, what shows in either theme."""
    return f"var(--{name},{color(name) if name in ('gradient', 'step') else 'currentColor'})"


def _link(key: str, inside: str) -> str:
    """A link to a line, which a listing's number leads back to."""
    return f'<a id="flow-{key}" href="#line-{key}" style="text-decoration:none">{inside}</a>'


def _box(number: int, step: Step, x: float, y: float, width: float) -> str:
    fill, edge = _var("paper").replace("currentColor", "transparent"), _var(step.hue or "muted")
    middle = x + width / 2
    text = f'text-anchor="middle" fill="{_var("ink")}"'
    return _link(
        step.key,
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{HEIGHT}" rx="4" style="fill:{fill};stroke:{edge}" '
        f'stroke-width="{2 if step.hue else 1.2}"/>'
        f'<text x="{middle:g}" y="{y + 20:g}" {text} font-size="13.5" font-weight="600" '
        f'style="text-decoration:underline;text-underline-offset:3px">{number} {escape(step.name)}</text>'
        f'<text x="{middle:g}" y="{y + 37:g}" {text} font-size="12.5"> {escape(step.words)}</text>',
    )


def _frame(loop: Loop, x: float, y: float, width: float, height: float) -> str:
    dash = "" if loop.repeats else ' stroke-dasharray="4 3"'
    right, up = x + width, y + height / 2
    arrow = f'<path d="M{right - 4:g} {up + 7:g}l4 -8l4 8z" style="fill:{_var("muted")}"/>' if loop.repeats else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" '
        f'style="fill:none;stroke:{_var("muted")}" stroke-width="1"{dash}/>{arrow}'
        + _link(
            loop.key,
            f'<text x="{x + 9:g}" y="{y + 17:g}" font-size="12.5" fill="{_var("ink")}" '
            f'style="text-decoration:underline;text-underline-offset:3px">{escape(loop.name)}</text>',
        )
    )


def _arrow(start: Place, end: Place) -> str:
    """From the foot of one box to the head of another, at the middle of the narrower one."""
    narrow = min(start, end, key=lambda place: place[2])
    x, y, tip = narrow[0] + narrow[2] / 2, start[1] + HEIGHT, end[1] - 1
    return (
        f'<path d="M{x:g} {y:g}V{tip - 6:g}" style="stroke:{_var("muted")}" stroke-width="1.4"/>'
        f'<path d="M{x - 4:g} {tip - 8:g}h8l-4 8z" style="fill:{_var("muted")}"/>'
    )


def _return(start: Place, end: Place) -> str:
    """From a box's left side up to that of a box above it: what is kept for the next step."""
    x, low, high = start[0] - 8, start[1] + HEIGHT / 2, end[1] + HEIGHT / 2
    return (
        f'<path d="M{start[0]:g} {low:g}H{x:g}V{high:g}H{start[0] - 5:g}" stroke-width="1.6" stroke-dasharray="5 3" '
        f'style="fill:none;stroke:{_var("step")}"/>'
        f'<path d="M{end[0] - 7:g} {high - 4:g}v8l7 -4z" style="fill:{_var("step")}"/>'
    )


def _alt() -> str:
    steps = "; ".join(f"{i} {step.name}" for i, step in enumerate(STEPS, start=1))
    number = {step.key: i for i, step in enumerate(STEPS, start=1)}
    frames = ", ".join(
        f"{number[loop.first]} to {number[loop.last]} {'are done ' if loop.repeats else 'are '}{loop.name}"
        for loop in LOOPS
    )
    kept = next(step for step in STEPS if step.kept)
    return (
        f"A training run from top to bottom. {steps}. Boxes {frames}. "
        f"A dashed arrow leads from {number[kept.key]} back to {number[kept.kept]}: the average is used one step later."
    )


def _numbers(parts: list[Step | Loop]) -> str:
    """The numbers of the boxes that a line holds; a frame's line has a sign: ↻ where it repeats, → where it calls."""
    numbers = [str(STEPS.index(part) + 1) for part in parts if isinstance(part, Step)]
    if numbers:
        return "–".join(dict.fromkeys((numbers[0], numbers[-1])))
    return "".join("↻" if part.repeats else "→" for part in parts if isinstance(part, Loop))
