import math

import numpy as np
import pytest
import traitlets

from adadelta import SGD, LinearRegression, article_line, fit
from adadelta.widgets import BatchSizes


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("batch_size", [0, 101, 2.5, "1", None]),
        ("learning_rate", [0.0, 9e-4, 10.1, math.nan, math.inf, "1", None]),
        ("epochs", [0, 11, 1.5, None]),
        ("order", ["seed_2", "", None, 0]),
        ("orders", [[]]),
    ],
)
def test_a_trait_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    explorable = BatchSizes()
    before = {name: getattr(explorable, name) for name in explorable.shared}
    for value in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(explorable, trait, value)
        assert {name: getattr(explorable, name) for name in explorable.shared} == before
        if trait != "orders":
            with pytest.raises(traitlets.TraitError, match=trait):
                BatchSizes(**{trait: value})


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("size", [1, 7, 10, 99])
def test_a_run_is_what_fit_does_with_the_seed(seed, size):
    explorable = BatchSizes(size, learning_rate=0.3, epochs=10, order=f"seed_{seed}")
    X, y, W0 = article_line()
    model, rng = LinearRegression(1, W=W0), np.random.default_rng(seed)
    history = fit(model, SGD(0.3), X, y, epochs=10, batch_size=size, rng=rng, progress=False)
    run, each = explorable.runs()[0], math.ceil(100 / size)
    assert run.size == size
    assert len(run.loss) - 1 == history.updates == 10 * each
    assert run.read[::each] == list(range(0, 1001, 100))
    assert run.loss[::each] == history.loss.tolist()
    assert run.points[::each, 0].tolist() == history.parameters[0].ravel().tolist()
    assert run.points[::each, 1].tolist() == history.parameters[1].ravel().tolist()


@pytest.mark.parametrize("order", ["seed_0", "seed_1", "sorted"])
@pytest.mark.parametrize("size", [1, 3, 50, 100])
def test_every_epoch_reads_every_example_once(order, size):
    explorable = BatchSizes(size, epochs=2, order=order)
    batches = list(explorable.batches(size))
    each = math.ceil(100 / size)
    assert len(batches) == 2 * each
    first, second = ([row for rows in batches[start : start + each] for row in rows] for start in (0, each))
    assert sorted(first) == sorted(second) == list(range(100))
    assert (first == second) == (order == "sorted")
    if order == "sorted":
        assert first == sorted(range(100), key=explorable.x.__getitem__)


def test_a_run_that_diverges_stops_and_says_so():
    explorable = BatchSizes(1, learning_rate=1.0, epochs=10)
    one, all_of_it = explorable.runs()
    assert one.over == len(one.loss) - 1 == len(one.points) - 1 == one.read[-1] < 1000
    assert one.loss[-1] > 1e6 >= max(one.loss[:-1])
    assert all_of_it.over is None
    assert f"it diverges, with a loss beyond a million at update {one.over}; all at once, 10 updates lead to" in (
        explorable.sentence()
    )


def test_counts_are_told_in_one_and_in_many():
    assert "1 epoch reads 100 examples: all at once, 1 update leads to a loss of" in BatchSizes(100).sentence()
    assert (
        "2 epochs read 200 examples: in batches of 50, 4 updates lead to a loss of"
        in BatchSizes(50, epochs=2).sentence()
    )
    rows = BatchSizes(30, epochs=3).table().rows
    assert [row[:4] for row in rows[:3]] == [
        ["30", "4", "12", "300"],
        ["1", "100", "300", "300"],
        ["100", "1", "3", "300"],
    ]
    assert [row[0] for row in BatchSizes(1).table().rows] == ["1", "100", "least squares"]
