import re
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from adadelta import plots
from adadelta._palette import color


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    plt.close("all")


X = np.random.default_rng(0).normal(size=(20, 1))
TRACK = np.linspace(2.0, 0.0, 30)
AVERAGES = {"W": np.geomspace(1e-9, 1, 50), "b": np.geomspace(1e-8, 2, 50)}
FIGURES = {
    "fit": lambda: plots.fit(X, 3 * X, {"Adadelta": lambda x: 3 * x, "least squares": lambda x: 3 * x}),
    "loss": lambda: plots.loss({"SGD": [4.0, 2.0, 1.0], "Adadelta": [4.0, 3.0, 0.99]}, least=0.5),
    "path": lambda: plots.path(lambda a, b: a**2 + 9 * b**2, {"SGD": (TRACK, TRACK**2)}, minimum=(0, 0)),
    "accumulators": lambda: plots.accumulators(AVERAGES, AVERAGES),
    "effective rate": lambda: plots.effective_rate(AVERAGES),
}


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_fit_draws_the_data_and_each_prediction():
    X, y = np.array([[0.0], [2.0], [1.0]]), np.array([[1.0], [5.0], [2.5]])
    lines = {"Adadelta": lambda x: 2 * x + 1, "least squares": lambda x: -x}
    ax = plots.fit(X, y, lines, xlabel="flipper in mm", ylabel="mass in g")
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), np.hstack([X, y]))
    assert [line.get_xydata().tolist() for line in ax.lines] == [[[0, 1], [2, 5]], [[0, 0], [2, -2]]]
    assert to_hex(ax.lines[0].get_color()) == color("Adadelta")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("flipper in mm", "mass in g")
    assert words(ax) == ["Adadelta", "least squares"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "linear")


@pytest.mark.parametrize(("log_epochs", "first", "scale"), [(False, 0, "linear"), (True, 1, "log")])
def test_loss_draws_each_history_on_a_logarithmic_axis(log_epochs, first, scale):
    losses = {"SGD": np.array([8.0, 4.0, 2.0]), "Adadelta": np.array([8.0, 6.0, 1.0, 0.5])}
    ax = plots.loss(losses, least=0.25, log_epochs=log_epochs)
    for line, values in zip(ax.lines, losses.values(), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), values[first:])
        np.testing.assert_array_equal(line.get_xdata(), np.arange(first, len(values)))
    assert set(ax.lines[2].get_ydata()) == {0.25}
    assert (ax.get_xscale(), ax.get_yscale()) == (scale, "log")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "mean squared error")
    assert words(ax) == ["SGD", "Adadelta", "least possible 0.25"]


def test_path_draws_the_iterates_over_contours_of_the_loss():
    a, b = np.array([2.0, 1.0, 0.5]), np.array([1.0, -0.5, 0.25])
    ax = plots.path(lambda a, b: a**2 + 4 * b**2, {"Adadelta": (a[:, None, None], b)}, minimum=(0.0, 0.0))
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), np.column_stack([a, b]))
    assert ax.lines[1].get_xydata().tolist() == [[0.0, 0.0]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("W", "b")
    assert words(ax) == ["Adadelta", "least loss"]
    contours = ax.collections[0]
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        on_it = path.vertices[:, 0] ** 2 + 4 * path.vertices[:, 1] ** 2
        np.testing.assert_allclose(on_it, level, rtol=0.05, atol=0.01)


def test_accumulators_leave_out_the_zero_at_the_start():
    Eg2, Edx2 = {"W": [0.0, 0.2, 0.3], "b": [0.0, 0.1, 0.4]}, {"W": [0.0, 1e-6, 2e-6], "b": [0.0, 3e-6, 4e-6]}
    ax = plots.accumulators(Eg2, Edx2)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.2, 0.3], [0.1, 0.4], [1e-6, 2e-6], [3e-6, 4e-6]]
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2]] * 4
    assert [to_hex(line.get_color()) for line in ax.lines] == [color("gradient")] * 2 + [color("step")] * 2
    assert words(ax) == ["E[g²] of W", "E[g²] of b", "E[Δx²] of W", "E[Δx²] of b"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_effective_rate_begins_at_the_first_epoch():
    ax = plots.effective_rate({"W": [1e-3, 1e-2], "b": [[2e-3], [3e-3]]})
    assert [line.get_xydata().tolist() for line in ax.lines] == [[[1, 1e-3], [2, 1e-2]], [[1, 2e-3], [2, 3e-3]]]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "RMS[Δx] / RMS[g]" in ax.get_ylabel()


def test_lines_of_one_color_differ_without_it():
    ax = plots.loss({f"Adadelta, ε = {epsilon}": [2.0, 1.0] for epsilon in (1e-6, 1e-4, 1e-2)})
    assert {to_hex(line.get_color()) for line in ax.lines} == {color("Adadelta")}
    assert len({str(line._dash_pattern) for line in ax.lines}) == 3


def test_figures_draw_where_they_are_told():
    figure, ax = plt.subplots()
    assert plots.loss({"SGD": [2.0, 1.0]}, ax=ax) is ax
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("name", FIGURES)
def test_show_gives_one_svg_of_lines_and_words(name):
    twice = [plots.show(FIGURES[name](), alt=f"The {name}.") for _ in range(2)]
    svg = twice[0]._repr_svg_()
    assert svg == twice[1]._repr_svg_(), "two drawings of the same data differ"
    assert repr(twice[0]) == f"Figure: The {name}."
    tags = {element.tag.partition("}")[2] for element in ET.fromstring(svg).iter()}
    assert "image" not in tags, "a figure holds lines, not pixels"
    assert "text" in tags, "words stay words, for readers and searches"
    assert "DejaVu" not in svg
    assert not re.search(r"<dc:date>|https?://(?!www\.w3\.org|purl\.org|creativecommons\.org|matplotlib\.org)", svg)


def test_show_closes_its_figure_and_no_other():
    other, mine = plots.loss({"SGD": [2.0, 1.0]}), plots.loss({"SGD": [2.0, 1.0]})
    plots.show(mine, alt="A loss.")
    assert plt.get_fignums() == [other.figure.number]


def test_labels_at_lines_ends_are_pushed_apart():
    ax = plots.loss({"SGD": [4.0, 1.0], "Adadelta": [4.0, 1.0], "least squares": [4.0, 1.01]})
    plots.show(ax, alt="Three lines that end together.")
    heights = [float(ax.transData.transform(text.xy)[1]) * 72 / ax.figure.dpi + text.xyann[1] for text in ax.texts]
    assert np.diff(sorted(heights)).min() >= 12


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_figure_without_alt_text_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        plots.show(plots.loss({"SGD": [2.0, 1.0]}), alt=alt)
    with pytest.raises(TypeError, match="alt"):
        plots.show(plots.loss({"SGD": [2.0, 1.0]}))


def test_a_loss_that_diverges_can_be_shown():
    ax = plots.loss({"SGD": [1.0, 50.0, np.inf], "Momentum": [1.0, 2.0, np.nan], "Adadelta": [1.0, 0.5, 0.2]})
    assert "nan" not in plots.show(ax, alt="SGD leaves the figure.").svg


def test_choices_stand_in_their_cells_with_their_markers():
    cells = {
        "a ravine, noisy": {"tuned": ["Adam", "SGD"], "not tuned": ["Adam"]},
        "a line": {"tuned": [], "not tuned": ["x"]},
    }
    ax = plots.choices(cells, xlabel="tuning", ylabel="problem")
    words = {text.get_text(): text.get_position() for text in ax.texts}
    assert {"a ravine,\nnoisy", "a line", "tuned", "not tuned", "SGD", "x"} <= set(words)
    dots = {series.get_label(): np.asarray(series.get_offsets()) for series in ax.collections}
    assert {name: len(points) for name, points in dots.items()} == {"Adam": 2, "SGD": 1, "x": 1}
    columns = [words[name][0] for name in ("tuned", "not tuned")]
    assert [int(np.searchsorted(columns, x)) - 1 for x, _ in dots["Adam"]] == [0, 1]
    assert dots["SGD"][0, 1] > dots["Adam"][0, 1], "the best stands first, on top"
    assert dots["x"][0, 1] > words["a line"][1] - 0.5 > dots["SGD"][0, 1]
    assert to_hex(ax.collections[0].get_facecolor()[0]) == color("Adam")
    rows = plots.show(ax, alt="Adam keeps up on the ravine.").data.splitlines()
    assert rows == [
        "problem,tuning,place,method",
        '"a ravine, noisy",tuned,1,Adam',
        '"a ravine, noisy",tuned,2,SGD',
        '"a ravine, noisy",not tuned,1,Adam',
        "a line,not tuned,1,x",
    ]
    with pytest.raises(ValueError, match="the same columns"):
        plots.choices({"a": {"tuned": []}, "b": {"other": []}})


def test_intervals_are_filled_where_they_lie_below_their_bound():
    groups = {
        "SGD is lower": {"a bowl": (0.5, 0.4, 0.6), "a line": (0.9, 0.7, 1.2)},
        "SGD is much lower": {"a bowl": (0.5, 0.4, 0.6)},
    }
    ax = plots.intervals(groups, bounds={"SGD is much lower": 0.45})
    assert ax.get_xscale() == "log"
    filled = [[to_hex(c) == color("ink") for c in dots.get_facecolors()] for dots in ax.collections]
    assert filled == [[True, False], [False]]
    named = {line.get_label(): line.get_xdata().tolist() for line in ax.lines if ":" in str(line.get_label())}
    assert named["SGD is lower: a line"] == [0.7, 1.2]
    assert [line.get_xdata()[0] for line in ax.lines if ":" not in str(line.get_label())] == [1.0, 0.45]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a bowl", "a line", "a bowl"]
    assert set(groups) <= set(words(ax))
    figure = plots.show(ax, alt="SGD is lower on the bowl.")
    assert "SGD is lower: a line,0.7,2" in figure.data
