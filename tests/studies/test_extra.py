"""The runs beside the tables: their grid, what another start changes, and what is stored."""

import numpy as np
import pytest

from adadelta.experiments import LAYERS, Cell, load_extra
from adadelta.models import MLP
from adadelta_studies import paper
from adadelta_studies.mnist import Mnist
from adadelta_studies.paper import extra as grid
from adadelta_studies.paper import sweep_extra, train, train_from, write_extra


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 10
    X = (0.2 * rng.random((200, 784)) + np.eye(10, 784)[y]).astype(np.float32)
    return Mnist(X, y, X, y)


def test_the_grid_is_beside_that_of_the_tables():
    cells = grid()
    assert len(cells) == len({(start, cell.name) for start, cell in cells}) == 51
    tables = {cell.name for cell in [*paper.table_1(), *paper.table_2()]}
    assert not {cell.name for start, cell in cells if start == "own"} & tables
    tables |= {cell.name for cell in paper.table_new()}
    for change in ("small", "hundredth"):
        assert {cell.name for start, cell in cells if start == change} <= tables
    assert {cell.activation for _, cell in cells} == {"relu"}


def test_what_is_stored_is_the_grid():
    stored = [(start, run.cell.name) for start, runs in load_extra().items() for run in runs]
    assert sorted(stored) == sorted((start, cell.name) for start, cell in grid())


def test_another_start_changes_the_first_weights_and_nothing_else(monkeypatch, data):
    seen = []

    def spy(cell, *arguments):
        seen.append(arguments[4](LAYERS, "relu", rng=np.random.default_rng(0), dtype=np.float32))
        return train(cell, *arguments)

    monkeypatch.setattr("adadelta_studies.paper.changes.train", spy)
    run = train_from("small", Cell("Adadelta", epochs=1), *data)
    own = MLP(LAYERS, "relu", rng=np.random.default_rng(0), dtype=np.float32)
    for W, U in zip(seen[0].weights, own.weights, strict=True):
        assert W.dtype == np.float32
        assert W.std() == pytest.approx(0.01, rel=0.05)
        assert np.corrcoef(W.ravel(), U.ravel())[0, 1] == pytest.approx(1), "the same draws, on another scale"
    assert run.losses != train(Cell("Adadelta", epochs=1), *data).losses


def test_a_hundredth_of_the_loss_is_a_hundredth_of_the_rate(data):
    changed = train_from("hundredth", Cell("SGD", {"learning_rate": 1.0}, epochs=2), *data)
    slow = train(Cell("SGD", {"learning_rate": 0.01}, epochs=2), *data)
    assert changed.losses == pytest.approx(slow.losses, rel=1e-4)
    assert changed.errors == slow.errors


def test_the_own_start_is_that_of_the_tables(data):
    cell = Cell("Adadelta", epochs=1)
    assert train_from("own", cell, *data).losses == train(cell, *data).losses


def test_runs_are_made_once_and_stored(monkeypatch, data, tmp_path):
    cells = [("own", Cell("SGD", epochs=1)), ("small", Cell("SGD", epochs=1))]
    monkeypatch.setattr("adadelta_studies.paper.changes.extra", lambda: cells)
    runs = sweep_extra(data, tmp_path, n_jobs=1)
    assert [(start, run.cell) for start, run in runs] == cells
    assert runs == sweep_extra(data, tmp_path, n_jobs=1)
    write_extra(runs, tmp_path)
    stored = load_extra(tmp_path)
    assert [run.errors for run in (*stored["own"], *stored["small"])] == [run.errors for _, run in runs]
    assert stored["hundredth"] == []
