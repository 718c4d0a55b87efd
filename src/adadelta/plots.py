"""The book's figures: one function each, which takes data and returns the Axes.

They draw with the book's palette, on an opaque paper, and label lines where they end. `show` hands a figure
to the notebook as SVG together with its alt text, without which the book accepts no figure.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, cast
from weakref import WeakKeyDictionary

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.text import Annotation
from matplotlib.ticker import LogLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

from adadelta._palette import color, palette

__all__ = ["accumulators", "choices", "curves", "effective_rate", "fit", "intervals", "loss", "path", "show"]

SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


def show(ax: Axes, *, alt: str) -> Figure:
    """Hand the figure of `ax` to the notebook as SVG, with a text that says what it shows.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes that one of this module's functions returned. Its figure is closed.
    alt : str
        What the figure shows, in a sentence, for those who do not see it.

    Returns
    -------
    Figure
        What the notebook displays: the SVG, or the alt text where it cannot be shown.

    Raises
    ------
    ValueError
        If `alt` is empty.

    Examples
    --------
    >>> show(loss({"SGD": [4.0, 2.0, 1.0]}), alt="The loss halves at each epoch.")
    Figure: The loss halves at each epoch.
    """
    if not alt.strip():
        raise ValueError(f"alt must say what the figure shows; got {alt!r}")
    figure = cast(MatplotlibFigure, ax.figure)
    _spread_labels(ax, figure)
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "adadelta"}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=0.04, metadata={"Date": None})
    plt.close(figure)
    svg = re.sub(r"(?:'DejaVu Sans'(?:, )?)[^;\"]*", SYSTEM_FONTS, buffer.getvalue())
    data = _data(figure)
    svg = svg.replace("</svg>", f'<metadata id="data">{escape(data)}</metadata></svg>')
    return Figure(svg, alt, data)


class Figure:
    """An SVG with its alt text, as a notebook shows it, and its data as CSV: one row for each point of each series.

    A decision table has a row for each choice in it.
    """

    def __init__(self, svg: str, alt: str, data: str) -> None:
        self.svg, self.alt, self.data = svg, alt, data

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"

    def _repr_svg_(self) -> str:
        return self.svg


def curves(
    lines: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    ylabel: str,
    log: str = "",
    hue: str | None = None,
    named: str = "end",
    ax: Axes | None = None,
) -> Axes:
    """Draw lines, each with its label at its end.

    Parameters
    ----------
    lines : mapping of str to (array_like, array_like)
        For each label, abscissas and ordinates. A method's name draws in its color.
    xlabel, ylabel : str
        Names of the axes, with units where they have any.
    log : {"", "x", "y", "xy"}
        Which axes are logarithmic.
    hue : str, optional
        Draw all lines in one color of the palette ("gradient", "step" or a method's), told apart by their dashes.
    named : {"end", "start"}
        Where a line's label stands: to the right of its last point, or to the left of its first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one line for each label, in order.

    Examples
    --------
    >>> ax = curves({"half": ([0, 1], [1.0, 0.5])}, xlabel="age in steps", ylabel="weight", log="y")
    >>> ax.lines[0].get_ydata().tolist(), ax.get_yscale()
    ([1.0, 0.5], 'log')
    """
    ax = _axes(ax, xlabel, ylabel)
    for i, (label, (x, y)) in enumerate(lines.items()):
        x, y = np.ravel(np.asarray(x, dtype=np.float64)), np.ravel(np.asarray(y, dtype=np.float64))
        look = {"color": color(hue), "linestyle": STYLES[i % len(STYLES)]} if hue else _line(label, i)
        ax.plot(x, y, label=label, **look)
        place, side, way = ((x[0], y[0]), "right", -1) if named == "start" else ((x[-1], y[-1]), "left", 1)
        ax.annotate(  # its line goes on to the label, in its own look: so labels can be told apart where curves meet
            label,
            place,
            (way * LEADER, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            color=color("ink"),
            bbox=PAPER,
            arrowprops=_leader(look, 0 if way > 0 else 1),
            gid="end",
        )
    if "x" in log:
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter("{x:g}")
    if "y" in log:
        ax.set_yscale("log")
    return ax


def fit(
    X: ArrayLike,
    y: ArrayLike,
    predict: Mapping[str, Callable[[NDArray[np.float64]], ArrayLike]],
    *,
    xlabel: str = "x",
    ylabel: str = "y",
    ax: Axes | None = None,
) -> Axes:
    """Draw the data as dots and each model's prediction as a line.

    Parameters
    ----------
    X, y : array_like, shape (m, 1)
        Inputs and targets.
    predict : mapping of str to callable
        The function that each line draws, such as ``{"Adadelta": model.predict}``. A method's name draws in
        its color; any other name in ink, dashed.
    xlabel, ylabel : str
        Names of the axes, with units.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one line for each function.

    Examples
    --------
    >>> ax = fit([[0.0], [1.0]], [[1.0], [3.0]], {"Adadelta": lambda x: 2 * x + 1})
    >>> ax.lines[0].get_ydata().tolist()
    [1.0, 3.0]
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    ends = np.array([[X.min()], [X.max()]])
    ax = curves(
        {name: (ends, function(ends)) for name, function in predict.items()}, xlabel=xlabel, ylabel=ylabel, ax=ax
    )
    ax.scatter(X, y, s=9, color=color("muted"), alpha=0.7, linewidths=0, zorder=1, label="data")
    return ax


def loss(
    losses: Mapping[str, ArrayLike],
    *,
    least: float | None = None,
    ylabel: str = "mean squared error",
    log_epochs: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw losses against epochs, with a logarithmic axis for the loss.

    Parameters
    ----------
    losses : mapping of str to array_like
        For each label, the loss at the start and after each epoch, such as `History.loss`.
    least : float, optional
        The least possible loss, drawn as a dashed line.
    ylabel : str
        Name of the loss.
    log_epochs : bool, default False
        Whether the epochs' axis is logarithmic too; it then begins at epoch 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one line for each label, in order.

    Examples
    --------
    >>> ax = loss({"SGD": [4.0, 2.0, 1.0]}, least=0.5)
    >>> ax.lines[0].get_xdata().tolist(), ax.get_yscale()
    ([0.0, 1.0, 2.0], 'log')
    """
    first = 1 if log_epochs else 0
    lines = {label: (np.arange(first, len(np.ravel(v))), np.ravel(v)[first:]) for label, v in losses.items()}
    ax = curves(lines, xlabel="epoch", ylabel=ylabel, log="xy" if log_epochs else "y", ax=ax)
    if least is not None:
        ax.axhline(least, color=color("ink"), linewidth=1, dashes=(5, 4))
        ax.annotate(
            f"least possible {least:.4g}",
            (0, least),
            (4, -4),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="top",
            color=color("ink"),
        )
    ax.margins(y=0.12)
    low, high = ax.get_ylim()
    _round_ticks(ax.yaxis, narrow=high / low < 100)
    return ax


def path(
    surface: Callable[[NDArray[np.float64], NDArray[np.float64]], ArrayLike],
    paths: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    minimum: tuple[float, float] | None = None,
    xlabel: str = "W",
    ylabel: str = "b",
    levels: int = 12,
    ax: Axes | None = None,
) -> Axes:
    """Draw contours of a loss over two parameters, and on them the paths that optimizers took.

    Contours stand at losses whose distances from the least one in the window are evenly spaced on a
    logarithmic scale. The paths are straight lines through the iterates.

    Parameters
    ----------
    surface : callable
        The loss for two arrays of parameters, of one shape.
    paths : mapping of str to (array_like, array_like)
        For each label, the two parameters at each epoch.
    minimum : (float, float), optional
        Where the loss is least, marked by a cross.
    xlabel, ylabel : str
        Names of the two parameters, with units where they have any.
    levels : int, default 12
        Number of contours.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one line for each path, in order.

    Examples
    --------
    >>> ax = path(lambda a, b: a**2 + b**2, {"SGD": ([2.0, 1.0], [1.0, 0.5])})
    >>> ax.lines[0].get_xydata().tolist()
    [[2.0, 1.0], [1.0, 0.5]]
    """
    ax = _axes(ax, xlabel, ylabel)
    tracks = {label: np.array([np.ravel(a), np.ravel(b)], dtype=np.float64) for label, (a, b) in paths.items()}
    points = np.hstack([*tracks.values(), *([np.array(minimum)[:, None]] if minimum else [])])
    low, high = points.min(axis=1), points.max(axis=1)
    room = 0.15 * np.where(high > low, high - low, 1.0)
    a, b = np.meshgrid(*(np.linspace(start - r, end + r, 121) for start, end, r in zip(low, high, room, strict=True)))
    heights = np.asarray(surface(a, b), dtype=np.float64)
    least, highest = heights.min(), heights.max()
    lowest = np.quantile(heights - least, 0.005)
    contours = least + np.geomspace(lowest, highest - least, levels)
    ax.contour(a, b, heights, levels=contours, colors=color("muted"), linewidths=0.5, alpha=0.6)
    ax.grid(visible=False)
    for i, (label, (x, y)) in enumerate(tracks.items()):
        ax.plot(x, y, label=label, **_line(label, i))
        ax.scatter(x[:1], y[:1], s=22, color=_line(label, i)["color"], zorder=3)
        walked = np.cumsum(np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0])))
        halfway = int(np.searchsorted(walked, walked[-1] / 2))
        ax.annotate(
            label,
            (x[halfway], y[halfway]),
            (16, -14),
            textcoords="offset points",
            va="top",
            color=color("ink"),
            bbox=PAPER,
            arrowprops=_leader(_line(label, i), 0),
        )
    if minimum:
        ax.plot(*minimum, "+", color=color("ink"), markersize=11, markeredgewidth=1.5)
        ax.annotate("least loss", minimum, (7, -5), textcoords="offset points", va="top", color=color("ink"))
    return ax


def accumulators(Eg2: Mapping[str, ArrayLike], Edx2: Mapping[str, ArrayLike], *, ax: Axes | None = None) -> Axes:
    r"""Draw :math:`E[g^2]` and :math:`E[\Delta x^2]` against epochs, on a logarithmic axis.

    Parameters
    ----------
    Eg2, Edx2 : mapping of str to array_like
        For each parameter's name, its average at the start and after each epoch. The zero at the start has
        no place on a logarithmic axis, so that the lines begin at epoch 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes: for each name a line in the gradient's hue, then for each one in the step's.

    Examples
    --------
    >>> ax = accumulators({"W": [0.0, 0.2]}, {"W": [0.0, 1e-6]})
    >>> [line.get_ydata().tolist() for line in ax.lines]
    [[0.2], [1e-06]]
    """
    for words, hue, averages in (("E[g²]", "gradient", Eg2), ("E[Δx²]", "step", Edx2)):
        lines = {f"{words} of {name}": _from_epoch_1(np.ravel(values)[1:]) for name, values in averages.items()}
        ax = curves(lines, xlabel="epoch", ylabel="running average of squares", log="xy", hue=hue, ax=ax)
    assert ax is not None
    return ax


def effective_rate(rates: Mapping[str, ArrayLike], *, ax: Axes | None = None) -> Axes:
    r"""Draw the effective rate :math:`\mathrm{RMS}[\Delta x] / \mathrm{RMS}[g]` of each parameter against epochs.

    Parameters
    ----------
    rates : mapping of str to array_like
        For each parameter's name, its effective rate after epochs 1, 2, ...
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one line for each parameter, on logarithmic axes.

    Examples
    --------
    >>> ax = effective_rate({"W": [1e-3, 1e-2], "b": [1e-3, 2e-2]})
    >>> len(ax.lines)
    2
    """
    lines = {name: _from_epoch_1(values) for name, values in rates.items()}
    return curves(lines, xlabel="epoch", ylabel="effective rate RMS[Δx] / RMS[g]", log="xy", hue="Adadelta", ax=ax)


def choices(
    cells: Mapping[str, Mapping[str, Sequence[str]]], *, xlabel: str = "", ylabel: str = "", ax: Axes | None = None
) -> Axes:
    """Draw a decision table: each cell names the methods to choose there, with their markers, the best one first.

    Parameters
    ----------
    cells : mapping of str to mapping of str to sequence of str
        For each row's name, and each column's name in it, the names of methods. All rows have the same columns; a
        name is broken into lines at its commas.
    xlabel, ylabel : str
        What the columns and the rows are.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one series of markers for each method: its column, and its row with the place in the cell.

    Raises
    ------
    ValueError
        If the rows differ in their columns.

    Examples
    --------
    >>> ax = choices({"rare features": {"tuned": ["Adam"]}, "a ravine": {"tuned": ["Adagrad", "Adam"]}})
    >>> [(dots.get_label(), len(dots.get_offsets())) for dots in ax.collections]
    [('Adagrad', 1), ('Adam', 2)]
    >>> print(show(ax, alt="Adam keeps up everywhere.").data)
    row,column,place,method
    rare features,tuned,1,Adam
    a ravine,tuned,1,Adagrad
    a ravine,tuned,2,Adam
    <BLANKLINE>
    """
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    if any(list(row) != columns for row in cells.values()):
        raise ValueError(f"cells must have the same columns in each row; got {[list(row) for row in cells.values()]}")
    heights = [max(2, *(len(names) for names in row.values())) + 1.2 for row in cells.values()]
    tops = np.concatenate([[0.0], np.cumsum(heights)])
    ax = _axes(ax, xlabel, ylabel, size=(5.0, 0.22 * (tops[-1] + 3)))  # narrow, so it is legible on a phone
    ax.set(xlim=(-1, len(columns)), ylim=(tops[-1], -2.4), xticks=[], yticks=[], axisbelow="line")
    ax.spines[:].set_visible(False)
    places: dict[str, list[tuple[float, float]]] = {}
    TABLES[ax] = [[ylabel or "row", xlabel or "column", "place", "method"]]
    for i, column in enumerate(columns):
        ax.text(i + 0.05, -0.5, column.replace(", ", ",\n"), va="bottom", color=color("ink"), weight="bold")
    for top, (row, named) in zip(tops, cells.items(), strict=False):
        ax.axhline(top, color=color("faint"), linewidth=1)
        ax.text(-1, top + 1.1, row.replace(", ", ",\n"), va="center_baseline", color=color("ink"), weight="bold")
        for i, (column, names) in enumerate(named.items()):
            for j, name in enumerate(names):
                TABLES[ax].append([row, column, str(j + 1), name])
                places.setdefault(name, []).append((i + 0.1, top + 1.1 + j))
                ax.text(i + 0.2, top + 1.1 + j, name, va="center_baseline", color=color("ink"))
    for name in sorted(places):
        marker = palette()["methods"].get(name, {"marker": "o"})["marker"]
        look = color(name) if name in palette()["methods"] else color("ink")
        across, down = np.array(places[name]).T
        ax.scatter(across, down, s=30, marker=marker, color=look, label=name)
    return ax


def intervals(
    groups: Mapping[str, Mapping[str, tuple[float, float, float]]],
    *,
    bounds: Mapping[str, float] | None = None,
    xlabel: str = "ratio",
    ax: Axes | None = None,
) -> Axes:
    """Draw ratios with their intervals, in groups, on a logarithmic axis: filled where one lies below its bound.

    Parameters
    ----------
    groups : mapping of str to mapping of str to (float, float, float)
        For each group's heading, and each row's name in it, the ratio and the ends of its interval.
    bounds : mapping of str to float, optional
        For a group's heading, the ratio that its intervals are held against, drawn as a dashed line; 1 by default.
    xlabel : str
        Name of the ratio.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with one cloud of dots for each group, and a line for each row from end to end of its interval.

    Examples
    --------
    >>> ax = intervals({"Adam ends lower than SGD": {"a bowl": (0.5, 0.4, 0.6), "a line": (0.9, 0.7, 1.2)}})
    >>> [dots.get_label() for dots in ax.collections], len(ax.collections[0].get_offsets())
    (['Adam ends lower than SGD'], 2)
    """
    count = sum(len(rows) + 1.3 for rows in groups.values())
    ax = _axes(ax, xlabel, "", size=(6.4, 0.24 * count + 0.7))
    ends = np.array([row for rows in groups.values() for row in rows.values()] + [[1.0] * 3])
    ax.set(xscale="log", xlim=(ends.min() / 1.6, ends.max() * 1.6), ylim=(count - 0.3, -0.8))
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)
    names, top = {}, 0.0
    for heading, rows in groups.items():
        bound = (bounds or {}).get(heading, 1.0)
        look: dict[str, Any] = {"color": color("ink"), "weight": "bold", "size": "small", "va": "center_baseline"}
        ax.annotate(heading, (0, top), xycoords=("figure fraction", "data"), **look)
        ax.plot([bound] * 2, [top + 0.5, top + len(rows) + 0.5], color=color("muted"), dashes=(5, 4), linewidth=1)
        heights = top + 1 + np.arange(len(rows))
        for height, (name, (_, low, high)) in zip(heights, rows.items(), strict=True):
            names[height] = name
            ax.plot([low, high], [height] * 2, color=color("ink"), linewidth=1.4, label=f"{heading}: {name}")
        faces = [color("ink") if high < bound else color("paper") for _, _, high in rows.values()]
        ratios = [ratio for ratio, _, _ in rows.values()]
        ax.scatter(ratios, heights, s=30, c=faces, edgecolors=color("ink"), zorder=3, label=heading)
        top += len(rows) + 1.3
    ax.set_yticks(list(names), list(names.values()))
    ax.tick_params(axis="y", length=0, colors=color("ink"))
    _round_ticks(ax.xaxis, narrow=ends.max() / ends.min() < 100, numticks=7)
    return ax


PAPER = {"facecolor": color("paper"), "edgecolor": "none", "pad": 1.5}
"""What lies under words that would otherwise stand on lines."""

LEADER = 28
"""Points from a line's end to its label."""

STYLES: Sequence[Any] = ("-", (0, (6, 3)), (0, (2, 2)), (0, (8, 3, 2, 3)), (0, (14, 3)))
"""Dashes for lines of one color, so that they differ without color."""


TABLES: WeakKeyDictionary[Axes, list[list[str]]] = WeakKeyDictionary()
"""The data of Axes whose artists' places say nothing: a header, and rows."""


def _data(figure: MatplotlibFigure) -> str:
    """Return as CSV what a figure shows: every line and cloud of dots that has a label."""
    first, several = figure.axes[0], len(figure.axes) > 1
    names = ["panel", "series", "x", "y"] if several else ["series", first.get_xlabel(), first.get_ylabel()]
    rows: list[list[Any]] = [names] if several else TABLES.get(first, [names])
    for ax in figure.axes if rows == [names] else []:
        clouds = [dots for dots in ax.collections if isinstance(dots, PathCollection)]
        series = [(line.get_label(), line.get_xydata()) for line in ax.lines]
        series += [(dots.get_label(), dots.get_offsets()) for dots in clouds]
        for label, points in series:
            if not str(label).startswith("_"):
                panel = [ax.get_ylabel() or ax.get_title()] * several
                for point in np.asarray(points):
                    rows.append([*panel, label, *(f"{v:.6g}" if np.isfinite(v) else "" for v in point)])
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    return table.getvalue()


def _axes(ax: Axes | None, xlabel: str, ylabel: str, size: tuple[float, float] = (6.4, 3.6)) -> Axes:
    """Return `ax`, or the Axes of a new figure, in the book's style."""
    if ax is None:
        _, ax = plt.subplots(figsize=size, layout="constrained", facecolor=color("paper"))
    ax.set_facecolor(color("paper"))
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(color("muted"))
    ax.tick_params(which="both", colors=color("muted"))
    ax.grid(visible=True, color=color("faint"), linewidth=0.5)
    ax.set_axisbelow(True)
    ax.set_xlabel(xlabel, color=color("ink"))
    ax.set_ylabel(ylabel, color=color("ink"))
    return ax


def _round_ticks(axis: Axis, narrow: bool, **locator: Any) -> None:
    """Label a logarithmic axis at powers of ten, and at 2 and 5 times them where it is narrow."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if narrow else (1,), **locator))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def _from_epoch_1(values: ArrayLike) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """Return values with their epochs 1, 2, ..."""
    values = np.ravel(np.asarray(values, dtype=np.float64))
    return np.arange(1, len(values) + 1), values


def _line(label: str, i: int = 0) -> dict[str, Any]:
    """Return the look of line `i`: a method's own, dashed anew for a variant of it such as "Adadelta, ε = 0.01"."""
    method, _, variant = label.partition(",")
    style = palette()["methods"].get(method)
    if style is None:
        return {"color": color("ink"), "linestyle": STYLES[(i + 1) % len(STYLES)], "linewidth": 1.2}
    dash = STYLES[i % len(STYLES)] if variant else (0, style["dash"]) if style["dash"] else "-"
    return {"color": color(method), "linestyle": dash, "linewidth": 1.8}


def _leader(look: dict[str, Any], side: float) -> dict[str, Any]:
    """Return the look of a line that leads to a label: to its left side at 0, to its right side at 1."""
    return {"arrowstyle": "-", "shrinkA": 2, "shrinkB": 0, "relpos": (side, 0.5), **look}


def _spread_labels(ax: Axes, figure: MatplotlibFigure) -> None:
    """Push labels at lines' ends apart where they would overlap, lowest first."""
    figure.draw_without_rendering()
    points = 72 / figure.dpi
    labels = [text for text in ax.texts if isinstance(text, Annotation) and text.get_gid() == "end"]
    ends = [(float(ax.transData.transform(label.xy)[1]) * points, label) for label in labels]
    height = -np.inf
    for end, label in sorted(ends, key=lambda pair: pair[0]):
        height = max(end, height + 13)
        label.xyann = (label.xyann[0], height - end)
