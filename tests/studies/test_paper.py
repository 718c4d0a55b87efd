"""The runner and its results, on data so small that a run takes a fraction of a second."""

import csv
import dataclasses
import json
import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from adadelta import experiments
from adadelta.experiments import Cell, Run, load_rates, load_results, paper_error, summarize
from adadelta_studies import paper, stamp
from adadelta_studies.mnist import Mnist
from adadelta_studies.paper import __main__, sweep, train

STORED = load_results()


def tiny(seed: int = 0) -> Mnist:
    """250 images to train on and 100 to test: noise, with one bright pixel that tells the digit."""
    rng = np.random.default_rng(seed)
    y, y_test = (np.arange(n) % 10 for n in (250, 100))
    X, X_test = ((0.2 * rng.random((len(d), 784)) + np.eye(10, 784)[d]).astype(np.float32) for d in (y, y_test))
    return Mnist(X, y, X_test, y_test)


DATA = tiny()
METHODS = {"SGD": {"learning_rate": 1.0}, "Adadelta": {"epsilon": 1e-4}, "Adam": {}}
CELLS = [Cell(m, s, activation=a, epochs=2) for m, s in METHODS.items() for a in ("relu", "tanh")]


def numbers(runs):
    """Return runs without their times, which differ."""
    return [dataclasses.replace(run, seconds=0.0) for run in runs]


# The protocol


def test_the_grids_are_the_papers():
    tables = [grid(a) for a in ("relu", "tanh") for grid in (paper.table_1, paper.table_2, paper.table_new)]
    assert [len(cells) for cells in tables] == [45, 36, 30] * 2
    cells = [cell for part in __main__.PARTS.values() for cell in part()]
    assert len({cell.name for cell in cells}) == len(cells) == 222 + 81 + 18 + 2
    assert experiments.LAYERS == (784, 500, 300, 10)
    assert {cell.seed for cell in cells} == set(paper.SEEDS) == {0, 1, 2}
    assert all(cell.epochs == 6 for table in tables for cell in table)
    for cell in [*paper.table_1(), *paper.table_2()]:
        assert paper_error(cell.method, cell.settings) is not None
    assert [paper_error(cell.method, cell.settings) for cell in paper.quick()] == [1.90, 1.83, 2.05] * 2


def test_figure_1_has_the_best_settings_of_the_papers_own_tables():
    tables = experiments.paper_tables()
    for cell in paper.figure_1(seeds=[0])[:4]:
        table = tables["table_2" if cell.method == "Adadelta" else "table_1"]["errors"]
        rows = table.values() if cell.method == "Adadelta" else [table[cell.method]]
        assert paper_error(cell.method, cell.settings) == min(map(min, rows))


def test_what_the_paper_does_not_have_is_none():
    assert paper_error("Adadelta", {"rho": 0.5, "epsilon": 1e-6}) is None
    assert paper_error("SGD", {"learning_rate": 0.5}) is None
    assert paper_error("Adam", {"learning_rate": 0.1}) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "Nesterov"}, "method must be one of SGD, .*; got 'Nesterov'"),
        ({"activation": "sigmoid"}, "activation must be relu or tanh; got 'sigmoid'"),
        ({"epochs": 0}, "epochs must be at least 1; got 0"),
        ({"seed": -1}, "seed must be at least 0; got -1"),
        ({"scale": 0.0}, r"scale must lie in \(0, inf\); got 0.0"),
        ({"watch": 60}, "watch must be 0 for a method without averages of steps; got 60"),
        ({"settings": {"learning_rate": -1.0}}, r"learning_rate must lie in \(0, inf\); got -1.0"),
    ],
)
def test_a_cell_out_of_bounds_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Cell(**{"method": "SGD", **arguments})


# One run


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_run_learns_and_repeats_to_the_digit(cell):
    run = train(cell, *DATA)
    assert len(run.errors) == len(run.losses) == 2
    assert run.losses[1] < run.losses[0] < 3
    assert not run.diverged
    with threadpool_limits(2):
        again = train(cell, *DATA)
    assert numbers([run]) == numbers([again])
    assert train(dataclasses.replace(cell, seed=1), *DATA).losses != run.losses


def test_smaller_weights_are_the_same_but_smaller():
    """The first loss of a network without weights would be that of a guess among ten: ln 10."""
    nothing, something = (train(Cell("SGD", {"learning_rate": 1e-9}, epochs=1, scale=s), *DATA) for s in (1e-6, 1.0))
    assert nothing.losses[0] == pytest.approx(math.log(10), rel=1e-4)
    assert abs(something.losses[0] - nothing.losses[0]) > 1e-3
    assert paper.table_1_smaller()[0].scale == pytest.approx(math.sqrt(1 / 2))


def test_a_run_that_overflows_is_a_result_and_marked():
    run = train(Cell("SGD", {"learning_rate": 1e30}, epochs=3), *DATA)
    assert run.diverged
    assert run.errors == [90.0] * 3
    assert all(map(math.isnan, run.losses))


def test_a_run_that_overflows_only_on_the_test_images_is_marked():
    huge = DATA._replace(X_test=np.full_like(DATA.X_test, np.inf))
    run = train(Cell("SGD", epochs=2), *huge)
    assert run.diverged
    assert run.errors == [90.0] * 2


def test_a_run_that_learns_nothing_is_marked():
    hopeless = DATA._replace(y=np.zeros_like(DATA.y), y_test=np.ones_like(DATA.y_test))
    run = train(Cell("Adadelta", epochs=2), *hopeless)
    assert run.diverged
    assert run.errors[-1] == 100.0
    assert run.losses[-1] < 1


def test_rates_are_those_of_the_optimizers_state():
    run = train(Cell("Adadelta", {"epsilon": 1e-4}, epochs=2, watch=2), *DATA)
    assert [(rate.update, rate.layer) for rate in run.rates] == [(u, layer) for u in (2, 4, 6) for layer in (1, 2, 3)]
    for rate in run.rates:
        assert 0 < rate.low <= rate.median <= rate.high
        assert 0 < rate.step < 1
    assert not train(Cell("Adadelta", epochs=1), *DATA).rates


# A sweep


def test_the_number_of_jobs_changes_no_digit(tmp_path):
    one, two = (sweep(CELLS, DATA, tmp_path / str(n), n_jobs=n) for n in (1, 2))
    assert numbers(one) == numbers(two) == numbers(train(cell, *DATA) for cell in CELLS)
    assert [run.cell for run in one] == CELLS


def test_a_finished_run_is_not_made_again(tmp_path, monkeypatch):
    first = sweep(CELLS[:2], DATA, tmp_path, n_jobs=1)
    monkeypatch.setattr("adadelta_studies.paper.sweeping.train", lambda *_: pytest.fail("it trains"))
    assert sweep(CELLS[1::-1], DATA, tmp_path, n_jobs=1) == first[::-1]
    assert sorted(path.name for path in tmp_path.glob("*/*")) == sorted(f"{cell.name}.json" for cell in CELLS[:2])


def test_a_run_of_other_code_or_another_numpy_is_made_again(tmp_path, monkeypatch):
    [run] = sweep(CELLS[:1], DATA, tmp_path, n_jobs=1)
    [path] = tmp_path.glob("*/*")
    assert path.parent.name == stamp.code()
    path.write_text(path.read_text().replace(run.versions["numpy"], "0.0"))
    [again] = sweep(CELLS[:1], DATA, tmp_path, n_jobs=1)
    monkeypatch.setattr("adadelta_studies.paper.sweeping.code", lambda: "other")
    [other] = sweep(CELLS[:1], DATA, tmp_path, n_jobs=1)
    assert numbers([again, other]) == numbers([run, run])
    assert json.loads(path.read_text())["versions"] == run.versions
    assert (tmp_path / "other" / path.name).exists()


def test_a_run_whose_numbers_overflowed_is_kept_too(tmp_path):
    cell = Cell("SGD", {"learning_rate": 1e30}, epochs=1)
    [run], [again] = (sweep([cell], DATA, tmp_path, n_jobs=1) for _ in range(2))
    assert (again.seconds, again.diverged, again.errors) == (run.seconds, True, [90.0])
    assert math.isnan(again.losses[0])


def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path):
    cells = [Cell("Adadelta", seed=seed, epochs=8) for seed in range(12)]
    script = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('here', {str(Path(__file__))!r})\n"
        "here = importlib.util.module_from_spec(spec); spec.loader.exec_module(here)\n"
        "cells = [here.Cell('Adadelta', seed=seed, epochs=8) for seed in range(12)]\n"
        f"here.sweep(cells, here.DATA, {str(tmp_path)!r}, n_jobs=1)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as process:
        while len(list(tmp_path.glob("*/*.json"))) < 3 and process.poll() is None:
            time.sleep(0.005)
        process.kill()  # SIGKILL
    finished = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.glob("*/*.json")}
    assert 3 <= len(finished) < len(cells), "it was killed too early or too late"
    runs = sweep(cells, DATA, tmp_path, n_jobs=1)
    for path, was in finished.items():
        assert (path.read_bytes(), path.stat().st_mtime_ns) == was, "a finished run was lost or made again"
    assert [run.cell for run in runs] == cells
    assert numbers(runs[:3]) == numbers(train(cell, *DATA) for cell in cells[:3])


# Results


def test_a_table_gives_back_what_was_written(tmp_path):
    cells = [*CELLS, Cell("SGD", {"learning_rate": 1e30}, epochs=1, scale=0.5), Cell("Adadelta", epochs=1, watch=2)]
    *runs, watched = sweep(cells, DATA, tmp_path / "runs", n_jobs=1)
    paper.write_results([*runs, watched], tmp_path)
    read = load_results(tmp_path)
    assert read[:-1] == runs[:-1]
    assert repr(read[-1]) == repr(runs[-1])  # NaN is not itself
    assert load_rates(tmp_path) == watched.rates != []
    with (tmp_path / "mnist.csv").open(newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["method"], first["learning_rate"], first["rho"], first["diverged"]) == ("SGD", "1.0", "", "no")


def test_seeds_are_put_together():
    cells = [Cell("SGD", {"learning_rate": rate}, seed=s) for s in range(2) for rate in (0.1, 1.0)]
    runs = [Run(cell, [9.0, 2.0 + i], [1.0, 0.5], i == 3, 1.0, {}) for i, cell in enumerate(cells)]
    slow, fast = summarize(runs)
    assert (slow.settings, slow.mean, slow.spread) == ({"learning_rate": 0.1}, 3.0, pytest.approx(math.sqrt(2)))
    assert (fast.errors[:, -1].tolist(), fast.diverged) == ([3.0, 5.0], 1)
    assert math.isnan(summarize(runs[:1])[0].spread)
    longer = dataclasses.replace(runs[0], cell=dataclasses.replace(cells[0], epochs=20))
    smaller = dataclasses.replace(runs[0], cell=dataclasses.replace(cells[0], scale=0.5))
    assert [summary.scale for summary in summarize([runs[0], longer, smaller])] == [1, 1, 0.5]


def test_the_stored_results_are_complete():
    cells = [cell for part in __main__.PARTS.values() for cell in part() if not cell.watch]
    assert [run.cell for run in STORED] == cells
    assert all(len(run.errors) == len(run.losses) == run.cell.epochs for run in STORED)
    assert len({(run.versions["numpy"], run.versions["python"]) for run in STORED}) == 1
    assert all(run.diverged == (run.errors[-1] >= 88.65) for run in STORED)


def test_the_stored_rates_are_complete():
    rates = load_rates()
    expected = [(a, u, layer) for a in ("tanh", "relu") for u in range(60, 12_001, 60) for layer in (1, 2, 3)]
    assert [(rate.activation, rate.update, rate.layer) for rate in rates] == expected


# The command


def test_help_tells_what_there_is():
    command = [sys.executable, "-m", "adadelta_studies.paper", "--help"]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    for word in ("table-2", "quick", "--jobs", "--dask ADDRESS", "--data", "--runs"):
        assert word in told


@pytest.fixture
def small(monkeypatch):
    """Replace the grids and the data with small ones."""
    for name in __main__.PARTS:
        monkeypatch.setitem(__main__.PARTS, name, lambda: CELLS[:1])
    monkeypatch.setattr(__main__, "quick", lambda: [Cell("SGD", {"learning_rate": 1e30}, epochs=6), CELLS[2]])
    monkeypatch.setattr(__main__, "load_mnist", lambda folder: DATA)


def test_a_part_is_printed_beside_the_paper(small, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(__main__, "write_results", lambda runs: pytest.fail("it stores"))
    assert __main__.main(["quick", "--jobs", "1", "--runs", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "SGD(learning_rate=1e+30), relu, 6 epochs" in told.out
    assert "90.00    nan         1 of 1 diverged" in told.out
    assert "2 runs in" in told.out
    assert "2/2" in told.err


def test_all_of_it_is_stored(small, tmp_path, monkeypatch, capsys):
    stored, beside = [], []
    monkeypatch.setattr(__main__, "write_results", stored.extend)
    monkeypatch.setattr(__main__, "sweep_extra", lambda data, folder, **options: [("own", stored[0])])
    monkeypatch.setattr(__main__, "write_extra", beside.extend)
    assert __main__.main(["--jobs", "1", "--runs", str(tmp_path)]) == 0
    assert {run.cell.name for run in stored} == {CELLS[0].name}
    assert beside == [("own", stored[0])]
    assert "stored in" in capsys.readouterr().out


def test_a_wrong_part_and_missing_data_are_told(tmp_path, capsys):
    for arguments, message in [
        (["table-3"], "PART must be one of table-2"),
        (["quick", "--data", str(tmp_path)], "make data"),
    ]:
        with pytest.raises(SystemExit):
            __main__.main(arguments)
        assert message in capsys.readouterr().err
