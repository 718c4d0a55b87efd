import numpy as np
import pytest
import traitlets

from adadelta import METHODS, SGD, Adadelta, Optimizer, descend, surfaces
from adadelta.widgets import OptimizerRace
from adadelta.widgets.optimizer_race import TUNED

BY_NAME = {method.__name__: method for method in METHODS}
TEN = [1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1.0]


class SignDescent(Optimizer):
    def rule(self, g):
        return -0.1 * np.sign(g)


class Diverging(Optimizer):
    def rule(self, g):
        return 1e10 * g


@pytest.mark.parametrize("tuned", TUNED)
def test_at_first_every_method_has_the_best_of_ten_settings(tuned):
    """What the question says; Adadelta, which has no rate, tries as many values of epsilon."""
    name, _, key = tuned.partition("_")
    tried = [10.0**-k for k in range(9, -1, -1)] if name == "Adadelta" else TEN
    race = OptimizerRace()
    rest = {k: v for k, v in race.optimizer(name).settings.items() if k != key}
    heights = [
        descend(surfaces.ravine(), BY_NAME[name](**{key: value}, **rest), 100, stop=True).values[-1] for value in tried
    ]
    assert getattr(race, f"{name}_{key}") == pytest.approx(tried[int(np.argmin(heights))])
    assert rest == {k: v for k, v in BY_NAME[name]().settings.items() if k != key}, "the others are the defaults"


@pytest.mark.parametrize("surface", [name for name in surfaces.__all__ if name != "Surface"])
def test_every_run_is_a_descent_of_the_package(surface):
    race = OptimizerRace(surface=surface, methods=list(BY_NAME), steps=60)
    where = getattr(surfaces, surface)()
    assert (race.x0, race.y0) == where.start
    noise = np.random.default_rng(0).standard_normal((500, 2)).round(2)[:60] if where.noise else None
    for run in race.runs():
        path = descend(where, race.optimizer(run.name), 60, noise=noise, stop=True)
        assert np.array_equal(run.points, path.points)
        assert np.array_equal(run.heights, path.values - where.least)


def test_the_first_step_outside_of_the_window_is_told():
    race = OptimizerRace(methods=["SGD"], SGD_learning_rate=0.5)
    points = descend(surfaces.ravine(), SGD(learning_rate=0.5), 100, stop=True).points
    left, right, bottom, top = surfaces.ravine().window
    inside = [left <= x <= right and bottom <= y <= top for x, y in points]
    assert race.table().rows[0][4] == str(inside.index(False))
    assert f"SGD at step {inside.index(False)}" in race.sentence()


def test_a_path_that_leaves_the_numbers_ends_there_and_the_table_says_so():
    race = OptimizerRace(methods=["SGD"], SGD_learning_rate=10.0, steps=500)
    (run,) = race.runs()
    assert run.over
    assert len(run.points) - 1 < 500
    assert race.table().rows[0][5] == str(len(run.points) - 1)
    assert np.isfinite(run.points[:-1]).all()
    race._repr_mimebundle_()


# The reader's own


def test_a_class_of_ones_own_joins_and_follows():
    mine = SignDescent()
    race = OptimizerRace([Adadelta(rho=0.9, epsilon=1e-4), mine], steps=20)
    assert race.methods == ["Adadelta"]
    assert (race.Adadelta_rho, race.Adadelta_epsilon) == (0.9, 1e-4)
    for changes in ({}, {"steps": 7}, {"x0": 2.0}, {"surface": "himmelblau"}):
        for key, value in changes.items():
            setattr(race, key, value)
        path = descend(getattr(surfaces, race.surface)(), SignDescent(), race.steps, (race.x0, race.y0))
        (own,) = race.own
        assert own["name"] == "SignDescent"
        assert (own["surface"], own["x0"], own["y0"]) == (race.surface, race.x0, race.y0)
        assert own["points"] == path.points.tolist()
        assert own["values"] == path.values.tolist()
        assert [row[0] for row in race.table().rows] == ["Adadelta", "SignDescent"]
    assert mine.t == 0, "the reader's own object is left as it is"


def test_a_second_one_of_a_kind_is_computed_in_python():
    race = OptimizerRace([Adadelta(epsilon=1e-6), Adadelta(epsilon=1e-3), SGD(learning_rate=0.005)], steps=10)
    assert race.methods == ["SGD", "Adadelta"]
    assert race.Adadelta_epsilon == 1e-6
    assert [own["name"] for own in race.own] == ["Adadelta 2"]
    path = descend(surfaces.ravine(), Adadelta(epsilon=1e-3), 10)
    assert race.own[0]["points"] == path.points.tolist()


def test_one_that_diverges_ends_where_its_numbers_do(drawn):
    race = OptimizerRace([Diverging()], steps=100)
    assert race.own[0]["over"]
    assert len(race.own[0]["points"]) < 100
    drawn(race)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"optimizers": [3]}, TypeError, "optimizers must hold Optimizer objects; got 3"),
        ({"optimizers": [Adadelta]}, TypeError, "optimizers must hold Optimizer objects"),
        ({"SGD_rate": 1.0}, TypeError, "settings must be among SGD_learning_rate.*got SGD_rate"),
        ({"surface": "hill"}, traitlets.TraitError, "surface"),
        ({"steps": 0}, traitlets.TraitError, "steps"),
        ({"steps": 501}, traitlets.TraitError, "steps"),
        ({"x0": 11.0}, traitlets.TraitError, "x0"),
        ({"y0": np.nan}, traitlets.TraitError, "y0"),
        ({"methods": ["sgd"]}, traitlets.TraitError, "methods"),
        ({"methods": ["SGD", "SGD"]}, traitlets.TraitError, "methods must name each method once"),
        ({"Adam_beta2": 1.0}, traitlets.TraitError, "Adam_beta2"),
        ({"Adagrad_epsilon": 0.0}, traitlets.TraitError, "Adagrad_epsilon"),
        ({"optimizers": [SGD(learning_rate=100.0)]}, traitlets.TraitError, "SGD_learning_rate"),
    ],
)
def test_bad_arguments_are_named(arguments, error, words):
    with pytest.raises(error, match=words):
        OptimizerRace(**arguments)


@pytest.mark.parametrize(
    ("key", "value"), [("surface", "hill"), ("x0", -10.5), ("methods", ["x"]), ("Adam_beta1", 2.0)]
)
def test_a_bad_trait_changes_nothing(key, value):
    race = OptimizerRace()
    before = {name: getattr(race, name) for name in race.shared}
    with pytest.raises(traitlets.TraitError, match=key):
        setattr(race, key, value)
    assert {name: getattr(race, name) for name in race.shared} == before


def test_a_new_surface_starts_at_its_own_start():
    race = OptimizerRace(x0=1.0, y0=1.0)
    assert (race.x0, race.y0) == (1.0, 1.0)
    race.surface = "beale"
    assert (race.x0, race.y0) == surfaces.beale().start
