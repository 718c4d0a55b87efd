import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from adadelta import decayed_rms, ema, ema_weights, half_life, mean_age, rms

RHOS = st.one_of(st.sampled_from([0.0, 0.5, 0.9, 0.95, 0.999]), st.floats(0.0, 0.9999))
NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)
SEQUENCES = arrays(np.float64, st.integers(1, 40), elements=NUMBERS)


@given(SEQUENCES, RHOS)
def test_ema_is_the_weighted_sum_of_its_definition(values, rho):
    for t, average in enumerate(ema(values, rho)):
        by_age = [(1 - rho) * rho**k * values[t - k] for k in range(t + 1)]
        scale = math.fsum(map(abs, by_age))
        assert average == pytest.approx(math.fsum(by_age), rel=1e-12, abs=1e-12 * scale)


@given(RHOS, st.data())
def test_ema_is_linear(rho, data):
    pair = arrays(np.float64, (2, 20), elements=NUMBERS)
    v, w = data.draw(pair)
    together = ema(2.5 * v - 4 * w, rho)
    np.testing.assert_allclose(together, 2.5 * ema(v, rho) - 4 * ema(w, rho), rtol=1e-9, atol=1e-8)


@given(RHOS, st.floats(-10, 10))
def test_a_start_decays_like_any_value(rho, start):
    ones = np.ones(10)
    left = start * rho ** np.arange(1, 11)
    np.testing.assert_allclose(ema(ones, rho, start=start) - ema(ones, rho), left, atol=1e-12)


def test_ema_averages_each_column_by_itself():
    values = np.arange(24.0).reshape(4, 3, 2)
    averages = ema(values, 0.9)
    assert averages.shape == values.shape
    for i, j in np.ndindex(3, 2):
        np.testing.assert_array_equal(averages[:, i, j], ema(values[:, i, j], 0.9))


@given(SEQUENCES)
def test_rho_zero_gives_the_values(values):
    np.testing.assert_array_equal(ema(values, 0.0), values)
    np.testing.assert_array_equal(ema(values, 0.0, bias_corrected=True), values)


@given(RHOS, st.floats(-1e6, 1e6), st.integers(1, 200))
def test_bias_correction_is_exact_for_a_constant(rho, constant, n):
    corrected = ema(np.full((n, 2), constant), rho, bias_corrected=True)
    np.testing.assert_allclose(corrected, constant, rtol=1e-11, atol=1e-300)


@given(RHOS, st.integers(1, 300))
def test_weights_sum_to_what_the_values_have_got_so_far(rho, n):
    assert math.fsum(ema_weights(rho, n)) == pytest.approx(1 - rho**n, rel=1e-11)


@pytest.mark.parametrize("steps", [1, 2, 7, 50])
def test_half_of_the_weight_lies_within_the_half_life(steps):
    rho = 0.5 ** (1 / steps)
    assert half_life(rho) == pytest.approx(steps)
    assert ema_weights(rho, steps).sum() == pytest.approx(0.5)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9, 0.95])
def test_mean_age_is_the_mean_under_the_weights(rho):
    weights = ema_weights(rho, 2000)
    assert mean_age(rho) == pytest.approx(np.arange(2000) @ weights, rel=1e-9)


def test_the_numbers_that_the_book_tells_of_rho_095():
    assert half_life(0.95) == pytest.approx(13.5134, abs=1e-4)
    assert mean_age(0.95) == pytest.approx(19)
    assert half_life(0.0) == 0.0


@given(SEQUENCES)
def test_rms_lies_between_the_mean_and_the_greatest_absolute_value(values):
    sizes = np.abs(values)
    assert sizes.mean() * (1 - 1e-12) <= rms(values) + 1e-150
    assert rms(values) <= sizes.max() * (1 + 1e-12) + 1e-150


def test_an_outlier_dominates_the_rms():
    ordinary, outlier = np.ones(99), [100.0]
    everything = np.append(ordinary, outlier)
    assert rms(everything) > 5 * np.abs(everything).mean()
    assert outlier[0] ** 2 / np.sum(everything**2) > 0.99, "one value in a hundred makes nearly all of it"


@given(arrays(np.float64, 5, elements=st.floats(0, 1e6)), st.floats(1e-300, 1.0))
def test_decayed_rms_is_at_least_the_root_of_epsilon(mean_square, epsilon):
    root = decayed_rms(mean_square, epsilon)
    assert np.all(root >= math.sqrt(epsilon))
    assert np.all(root >= np.sqrt(mean_square))
    np.testing.assert_allclose(root**2, mean_square + epsilon, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: ema([1.0], 1.0), ValueError, "rho must lie in [0, 1); got 1.0"),
        (lambda: ema([1.0], -0.1), ValueError, "rho must lie in [0, 1); got -0.1"),
        (lambda: ema([1.0], math.nan), ValueError, "rho must lie in [0, 1); got nan"),
        (lambda: ema([1.0], "0.9"), TypeError, "rho must be a real number in [0, 1); got '0.9'"),
        (lambda: ema([1.0], True), TypeError, "rho must be a real number in [0, 1); got True"),
        (lambda: ema([1.0], None), TypeError, "rho must be a real number in [0, 1); got None"),
        (lambda: ema([1.0], 0.9 + 0j), TypeError, "rho must be a real number in [0, 1); got (0.9+0j)"),
        (lambda: ema([1.0], 10**400), TypeError, "rho must be a real number in [0, 1); got 1000"),
        (
            lambda: ema([1.0, math.nan, math.inf], 0.9),
            ValueError,
            "values must be finite; 2 of its 3 numbers are NaN or infinite",
        ),
        (lambda: ema(["a"], 0.9), TypeError, "values must hold real numbers; got dtype <U1"),
        (lambda: ema([1j], 0.9), TypeError, "values must hold real numbers; got dtype complex128"),
        (lambda: ema(3.0, 0.9), ValueError, "values must be a sequence of shape (T, ...)"),
        (lambda: ema([1.0], 0.9, start=math.inf), ValueError, "start must lie in (-inf, inf); got inf"),
        (lambda: ema([1.0], 0.9, start=2.0, bias_corrected=True), ValueError, "start must be 0 when"),
        (lambda: ema_weights(0.9, 0), ValueError, "n must be at least 1; got 0"),
        (lambda: ema_weights(0.9, 2.0), TypeError, "n must be a whole number of at least 1; got 2.0"),
        (lambda: ema_weights(0.9, True), TypeError, "n must be a whole number of at least 1; got True"),
        (lambda: ema_weights(2, 3), ValueError, "rho must lie in [0, 1); got 2"),
        (lambda: half_life(1), ValueError, "rho must lie in [0, 1); got 1"),
        (lambda: mean_age(1), ValueError, "rho must lie in [0, 1); got 1"),
        (lambda: rms([]), ValueError, "values must hold at least one number; got none"),
        (lambda: rms([math.nan]), ValueError, "values must be finite; 1 of its 1 numbers is NaN or infinite"),
        (lambda: rms([None]), TypeError, "values must hold real numbers; got dtype object"),
        (
            lambda: decayed_rms([0.1, -0.5], 1e-6),
            ValueError,
            "mean_square must be at least 0; its smallest entry is -0.5",
        ),
        (lambda: decayed_rms([0.1], 0.0), ValueError, "epsilon must lie in (0, inf); got 0.0"),
        (lambda: decayed_rms([math.inf], 1e-6), ValueError, "mean_square must be finite"),
    ],
)
def test_errors_name_the_argument_its_bound_and_the_value(call, error, words):
    with pytest.raises(error, match=f"^{re.escape(words)}"):
        call()
