import numpy as np
import pytest
import traitlets
from shown import number, table, tables

from adadelta import METHODS, SGD, Adadelta, Optimizer, descend, surfaces
from adadelta.training import race
from adadelta.widgets import OptimizerRace
from adadelta.widgets.optimizer_race import TUNED

BY_NAME = {method.__name__: method for method in METHODS}
TEN = [1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1.0]
SURFACES = [name for name in surfaces.__all__ if name != "Surface"]


class SignDescent(Optimizer):
    def rule(self, g):
        return -0.1 * np.sign(g)


class Diverging(Optimizer):
    def rule(self, g):
        return 1e10 * g


def optimizer(figure, name):
    """A method of the package, with the settings that the figure shows."""
    return BY_NAME[name](**{key: getattr(figure, f"{name}_{key}") for key in BY_NAME[name]().settings})


@pytest.mark.parametrize("tuned", TUNED)
def test_at_first_every_method_has_the_best_of_ten_settings(tuned):
    """Adadelta, which has no rate, tries as many values of epsilon."""
    name, _, key = tuned.partition("_")
    tried = [10.0**-k for k in range(9, -1, -1)] if name == "Adadelta" else TEN
    figure = OptimizerRace()
    rest = {k: v for k, v in optimizer(figure, name).settings.items() if k != key}
    heights = [
        descend(surfaces.ravine(), BY_NAME[name](**{key: value}, **rest), 100, stop=True).values[-1] for value in tried
    ]
    assert getattr(figure, f"{name}_{key}") == pytest.approx(tried[int(np.argmin(heights))])
    assert rest == {k: v for k, v in BY_NAME[name]().settings.items() if k != key}, "the others are the defaults"


def test_every_run_is_a_descent_of_the_package():
    figures = [OptimizerRace(surface=surface, methods=list(BY_NAME), steps=60) for surface in SURFACES]
    for figure, rows in zip(figures, tables(*figures), strict=True):
        where = getattr(surfaces, figure.surface)()
        assert (figure.x0, figure.y0) == where.start
        noise = np.random.default_rng(0).standard_normal((500, 2)).round(2)[:60] if where.noise else None
        runs = race(where, {name: optimizer(figure, name) for name in BY_NAME}, 60, noise=noise)
        assert [row[0] for row in rows] == [run.name for run in runs]
        for row, run in zip(rows, runs, strict=True):
            ends = [*run.points[-1], run.heights[-1]]
            assert [number(cell) for cell in row[1:4]] == pytest.approx(ends, rel=1e-3, abs=1e-12)
            assert row[4] == ("–" if run.left is None else str(run.left))
            assert row[5] == (str(len(run.points) - 1) if run.over else "–")


def test_a_path_that_leaves_the_numbers_ends_there_and_the_table_says_so():
    figure = OptimizerRace(methods=["SGD"], SGD_learning_rate=10.0, steps=500)
    [run] = race(surfaces.ravine(), [SGD(learning_rate=10.0)], 500)
    [[*_, left, over]] = table(figure)
    assert run.over
    assert (number(left), number(over)) == (run.left, len(run.points) - 1)
    figure._repr_mimebundle_()


# The reader's own


def test_a_class_of_ones_own_joins_and_follows():
    mine = SignDescent()
    figure = OptimizerRace([Adadelta(rho=0.9, epsilon=1e-4), mine], steps=20)
    assert figure.methods == ["Adadelta"]
    assert (figure.Adadelta_rho, figure.Adadelta_epsilon) == (0.9, 1e-4)
    for changes in ({}, {"steps": 7}, {"x0": 2.0}, {"surface": "himmelblau"}):
        for key, value in changes.items():
            setattr(figure, key, value)
        where = getattr(surfaces, figure.surface)()
        path = descend(where, SignDescent(), figure.steps, (figure.x0, figure.y0))
        (own,) = figure.own
        assert own["name"] == "SignDescent"
        assert (own["surface"], own["x0"], own["y0"]) == (figure.surface, figure.x0, figure.y0)
        assert own["points"] == path.points.tolist()
        assert own["values"] == path.values.tolist()
        adadelta, signs = table(figure)
        assert (adadelta[0], signs[0]) == ("Adadelta", "SignDescent")
        ends = [*path.points[-1], path.values[-1] - where.least]
        assert [number(cell) for cell in signs[1:4]] == pytest.approx(ends, rel=1e-3, abs=1e-12)
    assert mine.t == 0, "the reader's own object is left as it is"


def test_a_second_one_of_a_kind_is_computed_in_python():
    figure = OptimizerRace([Adadelta(epsilon=1e-6), Adadelta(epsilon=1e-3), SGD(learning_rate=0.005)], steps=10)
    assert figure.methods == ["SGD", "Adadelta"]
    assert figure.Adadelta_epsilon == 1e-6
    assert [own["name"] for own in figure.own] == ["Adadelta 2"]
    path = descend(surfaces.ravine(), Adadelta(epsilon=1e-3), 10)
    assert figure.own[0]["points"] == path.points.tolist()


def test_one_that_diverges_ends_where_its_numbers_do(drawn):
    figure = OptimizerRace([Diverging()], steps=100)
    assert figure.own[0]["over"]
    assert len(figure.own[0]["points"]) < 100
    drawn(figure)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"optimizers": [3]}, TypeError, "optimizers must hold Optimizer objects; got 3"),
        ({"optimizers": [Adadelta]}, TypeError, "optimizers must hold Optimizer objects"),
        ({"SGD_rate": 1.0}, TypeError, "settings must be among SGD_learning_rate.*got SGD_rate"),
        ({"methods": ["SGD", "SGD"]}, traitlets.TraitError, "methods must name each method once"),
        ({"optimizers": [SGD(learning_rate=100.0)]}, traitlets.TraitError, "SGD_learning_rate"),
    ],
)
def test_bad_arguments_are_named(arguments, error, words):
    with pytest.raises(error, match=words):
        OptimizerRace(**arguments)


def test_a_new_surface_starts_at_its_own_start():
    figure = OptimizerRace(x0=1.0, y0=1.0)
    assert (figure.x0, figure.y0) == (1.0, 1.0)
    figure.surface = "beale"
    assert (figure.x0, figure.y0) == surfaces.beale().start
