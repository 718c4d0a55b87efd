import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adadelta import Adam, descend, surfaces
from adadelta.surfaces import Surface

MAKERS = [getattr(surfaces, name) for name in surfaces.__all__ if name != "Surface"]
SMOOTH = [maker for maker in MAKERS if maker is not surfaces.absolute]
every = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


def inside(surface):
    """Points of the window."""
    left, right, bottom, top = surface.window
    return st.tuples(st.floats(left, right), st.floats(bottom, top)).map(np.array)


# Written out by hand, as a textbook has them: what each surface is held to.
FORMULAS = {
    "ravine": lambda x, y: x * x / 2 + 100 * y * y / 2,
    "rotated_ravine": lambda x, y: ((x + y) ** 2 + 100 * (y - x) ** 2) / 4,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y * y * y) ** 2,
    "himmelblau": lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    "saddle": lambda x, y: x * x / 2 - y * y / 2 + y**4 / 4,
    "plateau": lambda x, y: 1 - math.exp(-(x * x + y * y) / 2),
    "noisy_bowl": lambda x, y: (x * x + y * y) / 2,
    "absolute": lambda x, y: abs(x) + 10 * abs(y),
}


def test_every_surface_has_its_formula_here():
    assert set(FORMULAS) == {make.__name__ for make in MAKERS}
    assert len(MAKERS) == 9


@every
@given(data=st.data())
def test_values_are_those_of_the_formula(make, data):
    surface = make()
    x, y = data.draw(inside(surface))
    assert surface.value([x, y]) == pytest.approx(FORMULAS[make.__name__](x, y), rel=1e-9, abs=1e-12)


@every
@given(data=st.data())
def test_gradients_agree_with_differences_of_values(make, data):
    surface = make()
    p = data.draw(inside(surface))
    if make is surfaces.absolute and min(abs(p)) < 1e-5:
        return  # the crease has no derivative
    h = 1e-6
    slope = [(surface.value(p + step) - surface.value(p - step)) / (2 * h) for step in ([h, 0.0], [0.0, h])]
    gradient = surface.gradient(p)
    # The error of a central difference: h squared by the third derivative, and rounding of the values by h.
    size = 1 + np.abs(gradient).max() + float(abs(surface.value(p)))
    np.testing.assert_allclose(gradient, slope, rtol=1e-6, atol=2e-8 * size)


@every
def test_minima_are_minima(make):
    surface = make()
    left, right, bottom, top = surface.window
    minima = np.array(surface.minima)
    np.testing.assert_allclose(surface.value(minima), surface.least, atol=1e-24)
    np.testing.assert_allclose(surface.gradient(minima), 0.0, atol=1e-12)
    X, Y = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
    points = np.stack([X, Y], axis=-1)
    values = surface.value(points)
    assert values.min() >= surface.least
    # Nowhere in the window is it as low as this but near one of the minima: none is missing from the list.
    low = points[values < surface.least + 0.02]
    distance = np.linalg.norm(low[:, None, :] - minima, axis=-1).min(axis=1)
    assert distance.max(initial=0.0) < 0.5


@every
def test_the_window_shows_the_minima_and_the_start(make):
    surface = make()
    left, right, bottom, top = surface.window
    for x, y in (*surface.minima, surface.start):
        assert left < x < right, f"({x}, {y})"
        assert bottom < y < top, f"({x}, {y})"
    assert surface.value(surface.start) > surface.least
    assert np.all(surface.gradient(surface.start) != 0.0), "a descent has both ways to go from the start"


@every
def test_a_descent_from_the_start_reaches_a_minimum(make):
    surface = make(noise=0.0) if make is surfaces.noisy_bowl else make()
    rate = 0.01 if make is surfaces.absolute else 0.1
    descent = descend(surface, Adam(learning_rate=rate), steps=1000)
    distance = np.linalg.norm(np.array(surface.minima) - descent.points[-1], axis=1).min()
    assert distance < 0.05


def test_himmelblau_has_four_minima_and_saddle_two():
    assert len(surfaces.himmelblau().minima) == 4
    assert surfaces.saddle().minima == ((0.0, -1.0), (0.0, 1.0))
    assert surfaces.saddle().least == -0.25


@pytest.mark.parametrize("make", [surfaces.ravine, surfaces.rotated_ravine])
@given(condition=st.floats(1.0, 1e6))
def test_condition_is_the_quotient_of_the_curvatures(make, condition):
    surface = make(condition=condition)
    # The gradient of a quadratic is its matrix times the point.
    matrix = surface.gradient(np.eye(2))
    curvatures = np.linalg.eigvalsh(matrix)
    assert curvatures[1] / curvatures[0] == pytest.approx(condition, rel=1e-6)
    assert curvatures[0] == pytest.approx(1.0, rel=1e-6)


@given(angle=st.floats(-7.0, 7.0), condition=st.floats(0.01, 100.0))
def test_the_rotated_ravine_is_the_ravine_turned(angle, condition):
    plain, turned = surfaces.ravine(condition), surfaces.rotated_ravine(condition, angle)
    points = np.random.default_rng(0).normal(size=(20, 2))
    c, s = math.cos(angle), math.sin(angle)
    turn = np.array([[c, s], [-s, c]])  # a row times this is the row turned by the angle
    np.testing.assert_allclose(turned.value(points @ turn), plain.value(points), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(turned.gradient(points @ turn), plain.gradient(points) @ turn, rtol=1e-9, atol=1e-9)


def test_without_an_angle_the_ravine_lies_along_the_diagonal():
    surface = surfaces.rotated_ravine()
    np.testing.assert_allclose(surface.gradient([1.0, 1.0]), [1.0, 1.0])
    np.testing.assert_allclose(surface.gradient([-1.0, 1.0]), [-100.0, 100.0])


def test_on_the_crease_the_subgradient_is_zero():
    np.testing.assert_array_equal(surfaces.absolute(3.0).gradient([[0.0, 2.0], [-2.0, 0.0]]), [[0.0, 3.0], [-1.0, 0.0]])


def test_only_the_noisy_bowl_has_noise():
    assert [make.__name__ for make in MAKERS if make().noise] == ["noisy_bowl"]
    assert surfaces.noisy_bowl().noise == 1.0
    assert surfaces.noisy_bowl(noise=0.25).noise == 0.25


@pytest.mark.parametrize("make", [make for make in MAKERS if make is not surfaces.plateau], ids=lambda m: m.__name__)
def test_a_point_alone_has_the_bits_that_it_has_among_others(make):
    surface = make()
    points = np.random.default_rng(0).uniform(-5, 5, (2000, 2))
    np.testing.assert_array_equal([surface.value(p) for p in points], surface.value(points))
    np.testing.assert_array_equal([surface.gradient(p) for p in points], surface.gradient(points))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@every
def test_shapes_and_dtypes_are_kept(make, dtype):
    surface = make()
    points = np.random.default_rng(1).normal(size=(3, 4, 2)).astype(dtype)
    values, gradients = surface.value(points), surface.gradient(points)
    assert (values.shape, values.dtype) == ((3, 4), dtype)
    assert (gradients.shape, gradients.dtype) == ((3, 4, 2), dtype)
    one = surface.value(points[1, 2]), surface.gradient(points[1, 2])
    np.testing.assert_allclose(one[0], values[1, 2], rtol=1e-5)
    np.testing.assert_allclose(one[1], gradients[1, 2], rtol=1e-4)
    assert (one[0].shape, one[0].dtype, one[1].shape, one[1].dtype) == ((), dtype, (2,), dtype)
    plain = Surface("a plain", "0", lambda x, y: 0, lambda x, y: (x, y), (), 0.0, (0, 1, 0, 1), (0, 0))
    assert plain.value(points[0, 0]).dtype == dtype
    whole = surface.value(np.array([[1, -2], [0, 3]]))
    assert whole.dtype == np.float64
    np.testing.assert_array_equal(whole, surface.value([[1.0, -2.0], [0.0, 3.0]]))


def python(formula):
    """Turn a formula's LaTeX into Python."""
    for latex, code in (
        (r"\tfrac12", "(1/2)"),
        (r"\tfrac14", "(1/4)"),
        (r"\cdot", "*"),
        (r"\,", " "),
        ("e^{-(x^2 + y^2) / 2}", "exp(-(x^2 + y^2) / 2)"),
        ("|x|", "abs(x)"),
        ("|y|", "abs(y)"),
        ("xy", "x*y"),
        ("^", "**"),
    ):
        formula = formula.replace(latex, code)
    return re.sub(r"([0-9)]) *(?=[a-z(])", r"\1 * ", formula)


@every
@given(data=st.data())
def test_the_formula_that_is_shown_is_the_one_that_is_computed(make, data):
    surface = make()
    x, y = data.draw(inside(surface))
    names = {"x": x, "y": y, "u": (x + y) / math.sqrt(2), "v": (y - x) / math.sqrt(2), "abs": abs, "exp": math.exp}
    shown = eval(python(surface.formula), {"__builtins__": {}}, names)
    assert surface.value([x, y]) == pytest.approx(shown, rel=1e-9, abs=1e-12)


def test_formulas_show_the_settings_that_were_asked_for():
    assert surfaces.ravine(25.0).formula == r"\tfrac12 x^2 + \tfrac12 \cdot 25\, y^2"
    assert surfaces.rotated_ravine(1e6).formula == r"\tfrac12 u^2 + \tfrac12 \cdot 1e+06\, v^2"
    assert surfaces.absolute(2.5).formula == r"|x| + 2.5\, |y|"


# What figures show and tests elsewhere count on: a change here changes pages.
LOOKS = {
    "ravine": ("a ravine", (-5.0, 5.0, -2.0, 2.0), (-4.0, 1.0)),
    "rotated_ravine": ("a rotated ravine", (-4.0, 4.0, -4.0, 4.0), (-3.5, -1.5)),
    "rosenbrock": ("Rosenbrock's valley", (-2.0, 2.0, -1.0, 3.0), (-1.2, 1.0)),
    "beale": ("Beale's function", (-4.5, 4.5, -4.5, 4.5), (1.0, 1.5)),
    "himmelblau": ("Himmelblau's function", (-5.0, 5.0, -5.0, 5.0), (-0.5, -1.0)),
    "saddle": ("a saddle", (-2.0, 2.0, -1.6, 1.6), (-1.5, 0.001)),
    "plateau": ("a plateau", (-4.0, 4.0, -4.0, 4.0), (-3.0, 2.0)),
    "noisy_bowl": ("a noisy bowl", (-4.0, 4.0, -4.0, 4.0), (-3.0, 2.0)),
    "absolute": ("a crease", (-5.0, 5.0, -2.0, 2.0), (-4.0, 1.3)),
}


@every
def test_name_window_and_start(make):
    surface = make()
    assert (surface.name, surface.window, surface.start) == LOOKS[make.__name__]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: surfaces.ravine(0), ValueError, "condition must lie in (0, inf); got 0"),
        (lambda: surfaces.rotated_ravine(-1.0), ValueError, "condition must lie in (0, inf); got -1.0"),
        (lambda: surfaces.rotated_ravine(angle=math.inf), ValueError, "angle must lie in (-inf, inf); got inf"),
        (lambda: surfaces.absolute("2"), TypeError, "condition must be a real number in (0, inf); got '2'"),
        (lambda: surfaces.noisy_bowl(-0.1), ValueError, "noise must lie in [0, inf); got -0.1"),
        (lambda: surfaces.beale().value([1.0]), ValueError, "points must have the shape (..., 2); got (1,)"),
        (lambda: surfaces.beale().value(1.0), ValueError, "points must have the shape (..., 2); got ()"),
        (lambda: surfaces.beale().gradient(["a", "b"]), TypeError, "points must hold real numbers; got dtype <U1"),
        (lambda: surfaces.saddle().gradient([1j, 0]), TypeError, "points must hold real numbers; got dtype complex128"),
    ],
)
def test_misuse_is_named(call, error, words):
    with pytest.raises(error, match=re.escape(words)):
        call()


def test_a_surface_cannot_be_changed():
    with pytest.raises(AttributeError):
        surfaces.beale().start = (0.0, 0.0)
    assert isinstance(surfaces.beale(), Surface)
