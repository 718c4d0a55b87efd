"""The ledger: what is fixed beforehand, and how it runs."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from adadelta.claims import PLACES, Claim, Part, evaluate, load_results
from adadelta.claims import STORED as FILE
from adadelta.datasets import digits
from adadelta.optimizers import Adadelta
from adadelta_studies import repeats
from adadelta_studies.claims import LEDGER, __main__, experiments, part_to_repeat, problems, run, tasks, tuning
from adadelta_studies.claims import running as ledger
from adadelta_studies.claims.costs import operations

STORED = load_results()


# What is fixed beforehand


def test_all_claims_are_there_in_order():
    assert list(LEDGER) == [f"C{i}" for i in range(1, 20)]
    assert {name: result.claim for name, result in STORED.results.items()} == LEDGER, "make claims"
    for claim in LEDGER.values():
        assert any(part.judged for part in claim.parts)
        assert all(set(part.places) <= set(PLACES) for part in claim.parts)
        assert {task[0] for task in tasks(claim)} <= set(experiments.EXPERIMENTS)


def test_nobody_is_tuned_on_what_is_reported():
    assert len(problems.REPORTED) >= 20
    assert not set(problems.REPORTED) & set(problems.TUNING)


def test_every_method_has_the_same_number_of_different_trials():
    trials = {method: {tuple(sorted(t.items())) for t in tried} for method, tried in tuning.TRIALS.items()}
    assert {len(tried) for tried in trials.values()} == {9}
    assert set(trials) == {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}


def test_a_comparison_of_methods_is_made_on_three_kinds_one_of_them_real():
    for claim in LEDGER.values():
        for part in (p for p in claim.parts if p.judged and not p.exact):
            kinds = {PLACES[place].kind for place in part.places}
            assert len(kinds) >= 3, claim.id
            assert any(PLACES[place].real for place in part.places), claim.id


def test_rows_that_judge_are_not_seen_in_tuning_nor_trained_on():
    X, _ = digits()
    key = {row.tobytes(): i for i, row in enumerate(X / 16)}
    for seed in (problems.TUNING[0], problems.REPORTED[0]):
        drawn = problems.draw(problems.PROBLEMS["digits"], seed)
        trained = {key[row.tobytes()] for row in drawn.data[1]}
        kept = set(np.random.default_rng(0).permutation(len(X))[:597].tolist())
        twins = sum(np.array_equal(X[i], X[j]) for i in trained & kept for j in kept - {i})
        assert len(trained & kept) == twins == 0
        assert len(trained) == 800
    judged = [problems._apart(np.random.default_rng(0), 1797, 597, 800, tuning=t)[1] for t in (True, False)]
    assert not set(judged[0]) & set(judged[1])


@pytest.mark.parametrize("name", problems.PROBLEMS)
def test_methods_meet_the_same_problem_at_a_seed_and_another_at_the_next(name):
    problem = problems.PROBLEMS[name]
    first, again, other = (problems.draw(problem, seed) for seed in (3, 3, 4))
    assert first.loss() == again.loss()
    gradients = [[g.copy() for g in drawn.gradient()] for drawn in (first, again, other)]
    for one, same, different in zip(*gradients, strict=True):
        np.testing.assert_array_equal(one, same)
        assert not np.array_equal(one, different)


def test_budgets_are_spent_to_the_last_gradient():
    problem, counts = problems.PROBLEMS["rare"], []
    for method in ("SGD", "Adadelta"):
        drawn, asked = problems.draw(problem, 0), []
        counted = drawn._replace(gradient=lambda drawn=drawn, asked=asked: asked.append(1) or drawn.gradient())
        problems.descend(counted, tuning.make(method), problem.updates)
        counts.append(len(asked))
    assert counts == [problem.updates] * 2


def test_a_run_that_diverges_is_a_bad_result_and_no_crash():
    problem = problems.PROBLEMS["ravine"]
    curve = problems.run(problem, tuning.make("SGD", {"learning_rate": 10.0}), 0)
    assert np.isfinite(curve).all()
    assert curve[-1] == curve.max() == 10 * curve[0]
    assert tuning.steps(curve, problem) == pytest.approx(math.log10(2 * problem.updates))


def test_a_smooth_descent_does_not_climb():
    problem = problems.PROBLEMS["ravine"]
    assert tuning.climb(np.array([4.0, 2.0, 1.0]), problem) == 0.0
    assert tuning.climb(np.array([4.0, 1.0, 10.0, 1.0, 100.0]), problem) == pytest.approx(3.0)
    assert tuning.steps(np.linspace(2.0, 0.0, problems.CHECKS + 1), problem) == pytest.approx(math.log10(150))


def test_both_constants_in_their_own_units_are_the_same_method():
    own, ours = np.array([1.0, -2.0]), np.array([1.0, -2.0])
    first, second = experiments.TwoConstants(0.95, 1e-6, 1e-6), Adadelta()
    for _ in range(50):
        first.step([own], [own.copy()])
        second.step([ours], [ours.copy()])
    np.testing.assert_array_equal(own, ours)


def test_operations_are_counted():
    assert {m: operations(m) for m in tuning.METHODS} == {
        "SGD": 2,  # the product, and the sum with the parameter
        "Momentum": 4,
        "Adagrad": 7,
        "RMSprop": 9,
        "Adadelta": 16,
        "Adam": 14,
    }


# What is stored


@pytest.mark.parametrize("place", ["one parameter", "a batch of 1", "a batch of 100", "float32", "float64"])
def test_a_cost_is_the_stored_one(place):
    assert ledger.perform(("costs", place))[0] == STORED.table[place]


def test_a_run_of_the_tournament_is_the_stored_one():
    """Three seeds, with the stored settings, to a hundredth of a decade: libraries round differently."""
    problem, tuned = problems.PROBLEMS["ravine"], STORED.tuned["ravine"]["Adadelta"]
    for statistic, measure in (("final", tuning.final), ("steps", tuning.steps)):
        optimizer = tuning.make("Adadelta", tuned[statistic]["settings"])
        found = [measure(problems.run(problem, optimizer, seed), problem) for seed in problems.REPORTED[:3]]
        assert found == pytest.approx(STORED.table["ravine"]["Adadelta"][statistic][:3], abs=0.01)


@pytest.mark.parametrize("task", [task for task in repeats.TASKS if task[0] in ("batch_sizes", "streams", "units")])
def test_an_experiment_gives_the_stored_numbers_on_one_seed(task):
    fresh, _ = ledger.perform(task, problems.REPORTED[:1])
    for series, statistics in fresh.items():
        for name, values in statistics.items():
            stored = STORED.table[task[1]][series][name][:1]
            if name == "deviation":  # of rounding errors nobody knows the digits
                values, stored = (np.maximum(v, -12) for v in (values, stored))
            np.testing.assert_allclose(values, stored, atol=0.01, err_msg=f"{series}, {name}")


def test_a_part_of_every_experiment_is_repeated():
    assert {task[0] for task in part_to_repeat()} == set(experiments.EXPERIMENTS)
    assert {task[0] for task in repeats.TASKS} == set(experiments.EXPERIMENTS)
    assert {task for claim in LEDGER.values() for task in tasks(claim)} >= set(repeats.TASKS)


def test_a_changed_number_is_told_in_words():
    table = json.loads(json.dumps(STORED.table))
    table["one parameter"]["Adadelta"]["numbers"] = [0.0]
    results = {name: evaluate(claim, table) for name, claim in LEDGER.items()}
    changed = ledger.changes(STORED._replace(table=table, results=results), [("costs", "one parameter")], n_jobs=1)
    assert len(changed) == 1
    assert changed[0].startswith("C9: was holds when")


def test_it_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "claims.json"
    ledger.store(STORED, path)
    assert path.read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")
    before = path.read_bytes()

    def fail(self, target):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        ledger.store(STORED._replace(tuned={}), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["claims.json"]


# Running it


def test_a_claim_of_ones_own_can_be_run():
    part = Part(
        "SGD keeps less", ("SGD",), ("Momentum",), "numbers", ("one parameter",), experiment="costs", exact=True
    )
    found = run([Claim("mine", "SGD keeps less.", "a reader", "claims", (part,))], n_jobs=1, progress=False)
    assert found.results["mine"].verdict == "holds"
    assert found.results["mine"].findings[0].ratio("one parameter") == pytest.approx([2 / 3] * 3, abs=1e-4)
    with pytest.raises(ValueError, match=r"C1 to C19.*'C20'"):
        run(["C20"])


def test_it_runs_where_there_are_no_processes():
    """As in a browser: joblib finds no multiprocessing there."""
    code = "from adadelta_studies.claims import run; print(list(run(['C9'], n_jobs=1, progress=False).results))"
    alone = {**os.environ, "JOBLIB_MULTIPROCESSING": "0"}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=alone, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "['C9']\n"), done.stderr


def command(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["claims", "--jobs", "1", *options])
    return __main__.main()


def test_the_command_runs_some_claims_and_stores_nothing(monkeypatch, capsys):
    before = FILE.read_bytes()
    assert command(monkeypatch, "--only", "C9") == 0
    assert "C9   holds when" in capsys.readouterr().out
    assert FILE.read_bytes() == before


def test_the_command_runs_all_and_stores_it(monkeypatch, capsys):
    kept = []
    monkeypatch.setattr(__main__, "run", lambda only, jobs: STORED)
    monkeypatch.setattr(__main__, "store", kept.append)
    assert command(monkeypatch) == 0
    assert kept == [STORED]
    assert "C19" in capsys.readouterr().out


def test_the_command_fails_when_a_verdict_changes(monkeypatch, capsys):
    assert command(monkeypatch, "--check", "--only", "C9") == 0
    assert "19 verdicts unchanged" in capsys.readouterr().out
    results = STORED.results | {"C9": STORED.results["C9"]._replace(verdict="does not hold")}
    monkeypatch.setattr(__main__, "load_results", lambda: STORED._replace(results=results))
    assert command(monkeypatch, "--check", "--only", "C9") == 1
    assert "C9: was does not hold" in capsys.readouterr().out


def test_the_command_can_be_called():
    call = [sys.executable, "-m", "adadelta_studies.claims", "--help"]
    assert "--check" in subprocess.run(call, capture_output=True, text=True, check=True).stdout
