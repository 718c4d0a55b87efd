import numpy as np
import pytest
from shown import number, tables

from adadelta import rms
from adadelta.widgets import RootMeanSquare


def test_an_argument_along_two_axes_is_refused():
    with pytest.raises(ValueError, match="values must be numbers along one axis"):
        RootMeanSquare([[1.0, 2.0], [3.0, 4.0]])


def test_an_array_or_whole_numbers_will_do():
    assert RootMeanSquare(np.array([1, 2])).values == RootMeanSquare((1, 2)).values == [1.0, 2.0]
    figure = RootMeanSquare()
    figure.values.append(0.0)
    assert RootMeanSquare().values == [1.0, -0.8, 1.2, -1.1, 0.9, 5.0], "the default is nobody's to change"


def test_the_numbers_are_the_packages():
    rng = np.random.default_rng(0)
    drawn = [(rng.integers(-100, 101, n) / 10).tolist() for n in rng.integers(2, 9, 40)]
    drawn += [[0.0, 0.0], [0.1, 0.2, -0.3], [10.0, -10.0] * 4, [-3.0, 0.5, 1e-7]]
    for values, rows in zip(drawn, tables(*map(RootMeanSquare, drawn)), strict=True):
        v, each, means = np.array(values), rows[: len(values)], rows[len(values) :]
        assert [number(row[1]) for row in each] == pytest.approx(values, rel=1e-3)
        for column, parts in ((2, v**2), (3, abs(v))):
            shares = 100 * parts / (parts.sum() or 1)
            assert [number(row[column]) for row in each] == pytest.approx(shares, abs=0.051)
        assert [number(row[1]) for row in means] == pytest.approx([v.mean(), abs(v).mean(), rms(v)], abs=6e-5)
        assert not means[0][1].startswith("−0.0000"), "zero has no sign"


def test_a_root_mean_square_counts_the_spread():
    for values in np.random.default_rng(1).normal(size=(30, 5)):
        assert rms(values) ** 2 == pytest.approx(values.mean() ** 2 + values.var())
        assert abs(values.mean()) <= abs(values).mean() <= rms(values) <= abs(values).max()
