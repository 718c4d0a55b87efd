import importlib.util
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import adadelta
from adadelta import Adadelta, descend, mistakes, surfaces
from adadelta.mistakes import EpsilonOutside, NumeratorAhead, RateInside, SlippedBracket, StaleDenominator

MISTAKES = [getattr(mistakes, name) for name in mistakes.__all__]
every = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
GRADIENTS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20)


def steps(optimizer, gradients):
    """The step of one parameter for each gradient."""
    x = np.zeros(1)
    return [float(optimizer.update([x], [np.array([float(g)])])[0][0]) for g in gradients]


# Each written out by hand, one parameter at a time: what the rules are held to. `new` is E[g²] with the gradient.
FORMULAS = {
    "StaleDenominator": lambda old, new, D, e: math.sqrt(D + e) / math.sqrt(old + e),
    "EpsilonOutside": lambda old, new, D, e: (math.sqrt(D) + e) / (math.sqrt(new) + e),
    "RateInside": lambda old, new, D, e: math.sqrt(D + e) / math.sqrt(new + e),
    "SlippedBracket": lambda old, new, D, e: math.sqrt((D + e) / new + e) if new else 0.0,
    "NumeratorAhead": lambda old, new, D, e: math.sqrt(D + e) / math.sqrt(new + e),
}


@every
@given(
    gradients=GRADIENTS,
    rho=st.sampled_from([0.0, 0.5, 0.9, 0.99]),
    epsilon=st.floats(1e-8, 1e-2),
    rate=st.sampled_from([1.0, 0.5]),
)
def test_steps_are_those_of_the_formula(mistake, gradients, rho, epsilon, rate):
    G = D = 0.0
    expected = []
    for g in (round(g, 3) for g in gradients):
        old, G = G, rho * G + (1 - rho) * g * g
        if mistake is NumeratorAhead:  # what D takes in is the right rule's step
            D = rho * D + (1 - rho) * (D + epsilon) / (G + epsilon) * g * g
        dx = -FORMULAS[mistake.__name__](old, G, D, epsilon) * g
        remembered = rate * dx if mistake is RateInside else dx
        if mistake is not NumeratorAhead:
            D = rho * D + (1 - rho) * remembered**2
        expected.append(rate * dx)
    made = steps(mistake(rho, epsilon, rate), [round(g, 3) for g in gradients])
    np.testing.assert_allclose(made, expected, rtol=1e-9, atol=1e-300)


@every
def test_a_mistake_has_adadeltas_settings_and_is_not_adadelta(mistake):
    assert issubclass(mistake, Adadelta)
    assert mistake().settings == Adadelta().settings
    gradients = [2.0, -1.0, 0.5, 3.0]
    right, wrong = (steps(method(learning_rate=0.5), gradients) for method in (Adadelta, mistake))
    assert not np.allclose(right, wrong, rtol=1e-3)
    assert np.all(np.sign(right) == np.sign(wrong)), "all go downhill"


@every
def test_mistakes_are_not_among_the_packages_methods(mistake):
    assert not hasattr(adadelta, mistake.__name__)
    assert mistake.__name__ not in adadelta.__all__


@pytest.mark.parametrize("g", [30.0, -0.2])
def test_a_stale_denominator_makes_the_first_step_the_whole_gradient(g):
    assert steps(StaleDenominator(), [g]) == [pytest.approx(-g)]
    assert abs(steps(Adadelta(), [g])[0]) < 0.0045


def test_a_stale_denominator_leaves_the_numbers_where_adadelta_stays():
    with pytest.raises(ValueError, match=re.escape("grads[0] must be small enough for StaleDenominator to square")):
        descend(surfaces.ravine(), StaleDenominator(), 5000)
    assert np.all(descend(surfaces.ravine(), Adadelta(), 5000).values[1000:] < 1)


@pytest.mark.parametrize("epsilon", [1e-8, 1e-6, 1e-4])
def test_epsilon_outside_shortens_the_first_step_by_its_root(epsilon):
    right, wrong = (steps(method(epsilon=epsilon), [1.0])[0] for method in (Adadelta, EpsilonOutside))
    assert wrong / right == pytest.approx(math.sqrt(epsilon), rel=1e-3)


@given(gradients=GRADIENTS, rho=st.floats(0.0, 0.99))
def test_a_rate_inside_does_not_show_at_1(gradients, rho):
    assert steps(RateInside(rho), gradients) == steps(Adadelta(rho), gradients)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_with_a_rate_inside_steps_stop_growing(rate):
    settings = {"rho": 0.9, "epsilon": 1e-6, "learning_rate": rate}
    wrong, right = (np.abs(steps(method(**settings), [1.0] * 2000)) for method in (RateInside, Adadelta))
    assert wrong[-1] == pytest.approx(rate * math.sqrt(1e-6 / (1 - rate**2)), rel=1e-4)
    assert wrong[-1] == pytest.approx(wrong[-500], rel=1e-4)
    assert right[-1] > 1.3 * right[-1000], "Adadelta's grow on"
    np.testing.assert_allclose(right, rate * np.abs(steps(Adadelta(0.9), [1.0] * 2000)))


def test_with_a_rate_inside_above_1_steps_explode():
    made = np.abs(steps(RateInside(0.9, learning_rate=1.5), [1.0] * 300))
    growth = made[200:] / made[199:-1]
    assert growth.min() > 1.05
    assert growth.max() == pytest.approx(growth.min(), rel=1e-6)


@given(exponent=st.integers(-150, -4))
def test_with_a_slipped_bracket_the_first_step_does_not_shrink_with_the_gradient(exponent):
    g = 10.0**exponent
    assert steps(SlippedBracket(), [g])[0] == pytest.approx(-math.sqrt(1e-6 / 0.05), rel=1e-3)
    assert abs(steps(Adadelta(), [g])[0]) <= g


def test_with_a_slipped_bracket_a_descent_does_not_come_to_rest():
    bowl = surfaces.ravine(condition=1.0)
    wrong, right = (descend(bowl, method(), 1500).points for method in (SlippedBracket, Adadelta))
    assert np.abs(np.diff(right[-100:], axis=0)).max() < 1e-6
    assert np.abs(np.diff(wrong[-100:], axis=0)).max() > 1e-2


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_slipped_bracket_divides_nothing_by_zero(dtype):
    x = np.zeros(2, dtype)
    optimizer = SlippedBracket(rho=0.5)
    for g in ([0.0, 0.0], [0.0, 1e-30], [0.0, 0.0], [0.0, 1.0], *[[0.0, 0.0]] * 2000):
        [dx] = optimizer.update([x], [np.array(g, dtype)])
        assert np.all(np.isfinite(dx))
        assert dx[0] == 0
    assert dx[1] == 0
    assert x[0] == 0


@pytest.mark.parametrize(("g", "rho", "epsilon"), [(5.0, 0.95, 1e-6), (0.1, 0.9, 1e-4), (1e-4, 0.95, 1e-6)])
def test_a_numerator_that_does_not_lag_makes_the_first_step_longer_by_what_that_step_adds(g, rho, epsilon):
    right, wrong = (steps(method(rho, epsilon), [g])[0] for method in (Adadelta, NumeratorAhead))
    assert wrong / right == pytest.approx(math.sqrt(1 + (1 - rho) * right**2 / epsilon))
    assert 1 < wrong / right < math.sqrt(2)


def test_a_numerator_that_does_not_lag_ends_nearly_where_adadelta_does():
    wrong, right = (descend(surfaces.ravine(), method(), 300).values[-1] for method in (NumeratorAhead, Adadelta))
    assert wrong == pytest.approx(right, rel=0.02)
    assert wrong != right


# The tests that the chapter "What goes wrong" names

NOTICED = {
    "test_the_numerator_lags_by_one_step": {NumeratorAhead, StaleDenominator, EpsilonOutside, SlippedBracket},
    "test_the_scale_of_the_gradients_does_not_matter_while_epsilon_is_negligible": {StaleDenominator, SlippedBracket},
    "test_the_first_step_and_its_bound": {NumeratorAhead, StaleDenominator, EpsilonOutside, SlippedBracket},
    "test_the_learning_rate_scales_the_applied_step_only": {RateInside},
    "test_adadelta_equals_the_articles_code_to_the_last_bit": set(MISTAKES) - {RateInside},
}


@pytest.fixture(scope="module")
def its_tests():
    spec = importlib.util.spec_from_file_location("its_tests", Path(__file__).with_name("test_optimizers.py"))
    module = importlib.util.module_from_spec(spec)
    before = settings.get_current_profile_name()
    settings.register_profile("failing", settings.get_profile(before), phases=[Phase.generate])  # nothing to shrink
    settings.load_profile("failing")
    spec.loader.exec_module(module)
    settings.load_profile(before)
    return module


@pytest.mark.parametrize("name", NOTICED)
@pytest.mark.parametrize("rule", [Adadelta, *MISTAKES], ids=lambda rule: rule.__name__)
def test_each_named_test_fails_the_mistakes_that_it_is_named_for(its_tests, monkeypatch, name, rule):
    monkeypatch.setattr(its_tests, "Adadelta", rule)
    given = {
        "test_the_scale_of_the_gradients_does_not_matter_while_epsilon_is_negligible": {"optimizer": rule},
        "test_adadelta_equals_the_articles_code_to_the_last_bit": {"dtype": np.float64, "rho": 0.95, "epsilon": 1e-6},
    }
    run = getattr(its_tests, name)
    if rule in NOTICED[name]:
        with pytest.raises(AssertionError):
            run(**given.get(name, {}))
    else:
        run(**given.get(name, {}))


def test_the_chapter_names_these_tests_in_this_order():
    notebook = json.loads((Path(__file__).parents[1] / "book" / "pitfalls.ipynb").read_text(encoding="utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    named = re.findall(r"^\d+\.? +(test_\w+)$", text, re.MULTILINE)
    assert named == list(NOTICED)
