import math

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from adadelta import rms
from adadelta.widgets import RootMeanSquare

STATES = [
    [1.0, -0.8, 1.2, -1.1, 0.9, 5.0],
    [0.0, 0.0],
    [10.0, -10.0, 10.0, -10.0, 10.0, -10.0, 10.0, -10.0],
    [-3.0, 0.5, 1e-7],
]
VALUES = st.lists(st.integers(-100, 100).map(lambda tenths: tenths / 10), min_size=2, max_size=8)


@pytest.mark.parametrize(
    "bad",
    [[], [1.0], [1.0] * 9, [1.0, 10.1], [-10.5, 0.0], [1.0, math.nan], [1.0, math.inf], ["1", 2.0], [1.0, None], 3.0],
)
def test_what_is_no_list_of_values_is_refused_and_changes_nothing(bad):
    explorable = RootMeanSquare([1.0, 2.0])
    with pytest.raises(traitlets.TraitError, match="values"):
        explorable.values = bad
    assert explorable.values == [1.0, 2.0]
    with pytest.raises((traitlets.TraitError, TypeError, ValueError), match="values"):
        RootMeanSquare(bad)


def test_an_argument_along_two_axes_is_refused():
    with pytest.raises(ValueError, match="values must be numbers along one axis"):
        RootMeanSquare([[1.0, 2.0], [3.0, 4.0]])


def test_an_array_or_whole_numbers_will_do():
    assert RootMeanSquare(np.array([1, 2])).values == RootMeanSquare((1, 2)).values == [1.0, 2.0]
    explorable = RootMeanSquare()
    explorable.values.append(0.0)
    assert RootMeanSquare().values == STATES[0], "the default is nobody's to change"


@given(VALUES)
def test_the_means_are_what_they_are_called(values):
    explorable = RootMeanSquare(values)
    mean, size, root = explorable.means()
    assert math.isclose(root**2, mean**2 + np.var(values), abs_tol=1e-12)
    assert abs(mean) <= size + 1e-12
    assert size <= root + 1e-12
    assert root <= max(map(abs, values)) + 1e-12
    assert root == rms(values)


@given(VALUES)
def test_shares_make_up_the_whole_and_the_largest_has_more_of_the_squares(values):
    of_squares, of_sizes = RootMeanSquare(values).shares()
    if any(values):
        assert abs(sum(of_squares) - 100) <= 0.05 * len(values) + 1e-9
        assert abs(sum(of_sizes) - 100) <= 0.05 * len(values) + 1e-9
        largest = int(np.abs(values).argmax())
        assert of_squares[largest] >= of_sizes[largest]
    else:
        assert of_squares == of_sizes == [0.0] * len(values)


def test_all_zero_and_all_equal_are_told_as_such():
    assert RootMeanSquare([0.0, 0.0]).sentence().endswith(": all values are 0, and there is nothing to share.")
    assert "all values are equally large, and each makes 50.0%" in RootMeanSquare([3.0, -3.0]).sentence()
    assert "value 2, one of the largest in size, makes" in RootMeanSquare([1.0, -3.0, 3.0]).sentence()


@pytest.mark.parametrize("values", [[0.1, 0.2, -0.3], [-0.1, -0.2, 0.3]])
def test_a_mean_of_zero_has_no_sign(values):
    assert RootMeanSquare(values).sentence().startswith("The mean is 0.0000,")
