"""The ledger: its rule, its numbers, and whether its verdicts still stand when a part of it is run again."""

import ast
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from adadelta import Adadelta, digits
from adadelta.claims import (
    LEDGER,
    PLACES,
    TRIALS,
    Claim,
    Interval,
    Part,
    evaluate,
    interval,
    judge,
    load_results,
    run,
    student_t,
)
from adadelta.claims import __main__ as command_line
from adadelta.claims import _experiments as experiments
from adadelta.claims import _ledger as ledger
from adadelta.claims import _problems as problems
from adadelta.claims import _tuning as tuning
from adadelta.claims._costs import operations

STORED = load_results()


# The statistics


def test_the_interval_is_students():
    """Against numbers from tables: t is 2.262 for 9 degrees of freedom, 2.093 for 19."""
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    mean, low, high, n = interval(values)
    half = 2.2622 * math.sqrt(55 / 6) / math.sqrt(10)  # the variance of 1 to 10 is 55/6
    assert (mean, n) == (5.5, 10)
    assert (low, high) == pytest.approx((5.5 - half, 5.5 + half))
    assert interval([0.0, 1.0])[1:3] == pytest.approx((0.5 - 12.7062 * 0.5, 0.5 + 12.7062 * 0.5))
    assert interval([3.0]) == (3.0, 3.0, 3.0, 1)


def test_the_interval_covers_the_mean_as_often_as_it_says():
    rng = np.random.default_rng(0)
    found = [interval(rng.normal(1.0, 2.0, 20)) for _ in range(4000)]
    covered = np.mean([low < 1.0 < high for _, low, high, _ in found])
    assert covered == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize("values", [[], [1.0] * 32, [1.0, np.nan]])
def test_an_interval_needs_numbers(values):
    with pytest.raises(ValueError, match="1 to 31 finite numbers"):
        interval(values)


def test_students_factor_is_that_of_the_table():
    """For 1, 9, 19 and 30 degrees of freedom; the factor of infinitely many is 1.96."""
    assert [student_t(n) for n in (2, 10, 20, 31)] == [12.7062, 2.2622, 2.0930, 2.0423]
    for n in (1, 32):
        with pytest.raises(ValueError, match=f"n must be 2 to 31; got {n}"):
            student_t(n)


KINDS = {"bowl": ("surface", False), "hole": ("surface", False), "line": ("line", False), "birds": ("real", True)}
BELOW, ACROSS, ABOVE = Interval(-0.2, -0.3, -0.1, 20), Interval(-0.1, -0.3, 0.1, 20), Interval(0.2, 0.1, 0.3, 20)


@pytest.mark.parametrize(
    ("found", "verdict", "support"),
    [
        ({"bowl": BELOW, "line": BELOW, "birds": BELOW}, "holds", 3),
        ({"bowl": BELOW, "line": BELOW, "birds": BELOW, "hole": ACROSS}, "holds", 3),
        ({"bowl": BELOW, "line": BELOW, "birds": BELOW, "hole": ABOVE}, "holds when", 3),
        ({"bowl": BELOW, "hole": BELOW, "birds": BELOW}, "holds when", 3),
        ({"bowl": BELOW, "line": BELOW, "birds": ACROSS}, "holds when", 2),
        ({"bowl": ABOVE, "line": ACROSS, "birds": ACROSS}, "does not hold", 0),
    ],
)
def test_three_kinds_one_of_them_real_and_none_against(found, verdict, support):
    told, places = judge(found, 0.0, KINDS)
    assert (told, len(places)) == (verdict, support)


def test_an_interval_has_one_of_three_signs():
    assert [found.sign() for found in (BELOW, ACROSS, ABOVE)] == ["+", "0", "-"]
    assert [found.sign(-0.2) for found in (BELOW, ACROSS, ABOVE)] == ["0", "0", "-"]
    assert [found.sign(0.5) for found in (BELOW, ACROSS, ABOVE)] == ["+", "+", "+"]


def test_the_bound_is_what_intervals_are_held_against():
    found = {"bowl": BELOW, "line": BELOW, "birds": BELOW}
    assert judge(found, -0.15, KINDS)[0] == "does not hold"
    assert judge({"bowl": BELOW}, 0.0, KINDS, exact=True)[0] == "holds"
    assert judge({"bowl": BELOW, "line": ABOVE}, 0.0, KINDS, exact=True)[0] == "holds when"


# What is fixed beforehand


def test_all_claims_are_there_in_order():
    assert list(LEDGER) == [f"C{i}" for i in range(1, 20)]
    assert list(STORED.results) == list(LEDGER)
    for claim in LEDGER.values():
        assert any(part.judged for part in claim.parts)
        assert all(set(part.places) <= set(PLACES) for part in claim.parts)
        assert {task[0] for task in claim.tasks} <= {*experiments.EXPERIMENTS, "costs"}


def test_nobody_is_tuned_on_what_is_reported():
    assert len(problems.REPORTED) >= 20
    assert not set(problems.REPORTED) & set(problems.TUNING)


def test_every_method_has_the_same_number_of_different_trials():
    trials = {method: {tuple(sorted(t.items())) for t in tried} for method, tried in tuning.TRIALS.items()}
    assert {len(tried) for tried in trials.values()} == {9}
    assert TRIALS is tuning.TRIALS
    assert set(trials) == {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}


def test_a_comparison_of_methods_is_made_on_three_kinds_one_of_them_real():
    for claim in LEDGER.values():
        for part in (p for p in claim.parts if p.judged and not p.exact):
            kinds = {PLACES[place][1] for place in part.places}
            assert len(kinds) >= 3, claim.id
            assert any(PLACES[place][2] for place in part.places), claim.id


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


def test_stored_verdicts_follow_from_the_stored_numbers():
    told = json.loads(ledger.STORED.read_text(encoding="utf-8"))["claims"]
    for name, claim in LEDGER.items():
        fresh = evaluate(claim, STORED.table)
        assert (fresh.verdict, fresh.when) == (told[name]["verdict"], told[name]["when"]), name
        assert told[name]["words"] == claim.words
        for part, finding in zip(told[name]["parts"], fresh.findings, strict=True):
            assert part["verdict"] == finding.verdict
            for place, numbers in part["intervals"].items():
                assert numbers == pytest.approx(finding.intervals[place][:3], abs=1e-5)


def test_the_stored_numbers_come_from_these_definitions():
    """Else: `python -m adadelta.claims`, and look at what has changed."""
    assert STORED.about["definitions"] == ledger.hash_of(*ledger.DEFINITIONS)
    assert STORED.about["seeds"] == len(problems.REPORTED)
    assert STORED.about["seconds"] < 600
    assert {"version", "package", "numpy", "python", "date", "cores"} <= set(STORED.about)
    assert ledger.STORED.stat().st_size < 300_000


def test_every_series_has_a_number_for_each_seed():
    for own in STORED.table.values():
        for statistics in own.values():
            for name, values in statistics.items():
                assert np.isfinite(values).all()
                assert len(values) in {"time": (3,), "numbers": (1,), "operations": (1,), "settings": (1,)}.get(
                    name, (20,)
                )


def test_a_verdict_would_change_if_the_numbers_did():
    table = json.loads(json.dumps(STORED.table))
    for place in LEDGER["C14"].parts[0].places:
        table[place]["Adagrad"]["final"] = [value + 1 for value in table[place]["Adagrad"]["final"]]
    assert evaluate(LEDGER["C14"], STORED.table).verdict == "holds"
    assert evaluate(LEDGER["C14"], table).verdict != "holds"


def test_every_text_of_the_chapter_is_held_to_the_results_that_it_was_written_for():
    """Each section of the chapter names its verdict and each interval's sign. Where one fails: rewrite the text."""
    path = Path(__file__).resolve().parents[2] / "book" / "claims.ipynb"
    sources = [c.source for c in nbformat.read(path, as_version=4).cells if c.source.startswith("verdict(")]
    calls = [[ast.literal_eval(argument) for argument in ast.parse(s, mode="eval").body.args] for s in sources]
    assert sorted(name for name, *_ in calls) == sorted(LEDGER)
    for name, *expected in calls:
        STORED.results[name].expect(*expected)


def test_a_text_that_was_written_for_other_results_is_named():
    result = STORED.results["C14"]
    signs = [finding.signs for finding in result.findings]
    result.expect("holds", *signs)
    with pytest.raises(AssertionError, match=r"the text on C14.*\n  the verdict was 'holds when' and is 'holds'$"):
        result.expect("holds when", *signs)
    told = "'Adagrad ends lower than SGD' on rare, words, pixels was '[+][+]-' and is '[+]{3}'"
    with pytest.raises(AssertionError, match=told):
        result.expect("holds", "++-", *signs[1:])
    with pytest.raises(ValueError, match="C14 has 4 comparisons; got signs for 1"):
        result.expect("holds", "+++")


def test_no_verdict_rests_on_times():
    timed = [part for claim in LEDGER.values() for part in claim.parts if part.statistic == "time"]
    assert timed
    assert not any(part.judged for part in timed)
    counted = {part.statistic for claim in LEDGER.values() for part in claim.parts if part.exact}
    assert counted == {"numbers", "operations", "settings", "rows"}


def test_a_part_of_the_ledger_run_again_gives_the_same_verdicts(monkeypatch):
    """All of one problem, and what else is cheap; `--check` tells the same in words."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # its processes run lines that others cover, too
    tasks = ledger.part_to_repeat()
    assert {("tournament", "ravine", method) for method in tuning.METHODS} <= set(tasks)
    assert {task[0] for task in tasks} == {*experiments.EXPERIMENTS, "costs"}
    assert ledger.changes(STORED, tasks) == []


@pytest.mark.parametrize(
    "task",
    [
        ("tournament", "ravine", "Adagrad"),
        ("tournament", "rare", "Adadelta"),
        ("streams", "streams"),
        ("decay_rates", "outliers"),
        ("sensitivity", "rare"),
        ("random_search", "outliers", "Momentum"),
        ("batch_sizes", "outliers"),
        ("units", "outliers"),
        ("costs", "float32"),
        ("costs", "a batch of 1"),
    ],
    ids=" ".join,
)
def test_numbers_run_again_are_the_stored_ones(task, monkeypatch):
    """Seed by seed, to a hundredth of a decade, since libraries of linear algebra round differently."""
    monkeypatch.setattr(experiments, "REPORTED", problems.REPORTED[:2])
    fresh, notes = ledger.perform(task)
    for series, statistics in fresh.items():
        for name, values in statistics.items():
            stored = STORED.table[task[1]][series][name][: len(values)]
            if name == "deviation":  # of rounding errors nobody knows the digits
                values, stored = (np.maximum(v, -12) for v in (values, stored))
            np.testing.assert_allclose(values, stored, atol=0.01, err_msg=f"{series}, {name}")
    for place, note in notes.items():
        assert note.items() <= STORED.tuned[place].items()


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
    assert path.read_text(encoding="utf-8") == ledger.STORED.read_text(encoding="utf-8")
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
    code = (
        "from adadelta.claims._ledger import _measure; print(len(_measure([('costs', 'one parameter')], 1, False)[0]))"
    )
    alone = {**os.environ, "JOBLIB_MULTIPROCESSING": "0"}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=alone, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def command(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["claims", "--jobs", "1", *options])
    return command_line.main()


def test_the_command_runs_some_claims_and_stores_nothing(monkeypatch, capsys):
    before = ledger.STORED.read_bytes()
    assert command(monkeypatch, "--only", "C9") == 0
    assert "C9   holds when" in capsys.readouterr().out
    assert ledger.STORED.read_bytes() == before


def test_the_command_runs_all_and_stores_it(monkeypatch, capsys):
    kept = []
    monkeypatch.setattr(command_line, "run", lambda only, jobs: STORED)
    monkeypatch.setattr(command_line, "store", kept.append)
    assert command(monkeypatch) == 0
    assert kept == [STORED]
    assert "C19" in capsys.readouterr().out


def test_the_command_fails_when_a_verdict_changes(monkeypatch, capsys):
    assert command(monkeypatch, "--check", "--only", "C9") == 0
    assert "19 verdicts stand" in capsys.readouterr().out
    results = STORED.results | {"C9": STORED.results["C9"]._replace(verdict="does not hold")}
    monkeypatch.setattr(command_line, "load_results", lambda: STORED._replace(results=results))
    assert command(monkeypatch, "--check", "--only", "C9") == 1
    assert "C9: was does not hold" in capsys.readouterr().out


def test_the_command_can_be_called():
    call = [sys.executable, "-m", "adadelta.claims", "--help"]
    assert "--check" in subprocess.run(call, capture_output=True, text=True, check=True).stdout
