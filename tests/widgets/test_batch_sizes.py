import math

import numpy as np
import pytest
from shown import number, tables

from adadelta import SGD, LinearRegression, article_line, fit, least_squares
from adadelta.widgets import BatchSizes

RUNS = [(size, seed) for seed in (0, 1) for size in (1, 7, 10, 99)]


def test_a_run_is_what_fit_does_with_the_seed():
    X, y, W0 = article_line()
    best = least_squares(X, y)
    figures = [BatchSizes(size, learning_rate=0.3, epochs=10, order=f"seed_{seed}") for size, seed in RUNS]
    for (size, seed), rows in zip(RUNS, tables(*figures), strict=True):
        model, rng = LinearRegression(1, W=W0), np.random.default_rng(seed)
        history = fit(model, SGD(0.3), X, y, epochs=10, batch_size=size, rng=rng, progress=False)
        counts = [size, math.ceil(100 / size), history.updates, 1000]
        assert [number(cell) for cell in rows[0][:4]] == counts
        assert [number(cell) for cell in rows[0][4:6]] == pytest.approx([model.W[0, 0], model.b[0]], abs=5e-4)
        assert number(rows[0][6]) == pytest.approx(history.loss[-1], rel=1e-3)
        assert number(rows[-1][6]) == pytest.approx(best.loss(X, y), rel=1e-3)


def test_every_epoch_reads_every_example_once_in_the_order_of_the_seed():
    for seed, rows in enumerate(BatchSizes().orders):
        rng = np.random.default_rng(seed)
        assert rows == [row for _ in range(10) for row in rng.permutation(100).tolist()]
        assert all(sorted(rows[start : start + 100]) == list(range(100)) for start in range(0, 1000, 100))


def test_sizes_are_compared_with_one_and_with_all():
    figures = BatchSizes(30, epochs=3), BatchSizes(1), BatchSizes(100)
    listed = [[[number(cell) for cell in row[:4]] for row in rows[:-1]] for rows in tables(*figures)]
    assert listed[0] == [[30, 4, 12, 300], [1, 100, 300, 300], [100, 1, 3, 300]]
    assert [[row[0] for row in rows] for rows in listed[1:]] == [[1, 100], [100, 1]]


def test_a_run_that_diverges_stops():
    [[one, all_of_it, _]] = tables(BatchSizes(1, learning_rate=1.0, epochs=10))
    assert number(one[2]) == number(one[3]) < 1000
    assert number(one[6]) > 1e6
    assert number(all_of_it[3]) == 1000
