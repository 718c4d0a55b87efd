"""Reading the claims: the statistics, the rule, and whether each stored verdict follows from the stored numbers."""

import ast
import json
import math
from pathlib import Path

import nbformat
import numpy as np
import pytest

from adadelta.claims import STORED as FILE
from adadelta.claims import Interval, evaluate, interval, judge, load_results, student_t

STORED = load_results()
CLAIMS = {name: result.claim for name, result in STORED.results.items()}


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


# What is stored


def test_stored_verdicts_follow_from_the_stored_numbers():
    told = json.loads(FILE.read_text(encoding="utf-8"))["claims"]
    for name, claim in CLAIMS.items():
        fresh = evaluate(claim, STORED.table)
        assert (fresh.verdict, fresh.when) == (told[name]["verdict"], told[name]["when"]), name
        assert told[name]["words"] == claim.words
        for part, finding in zip(told[name]["parts"], fresh.findings, strict=True):
            assert part["verdict"] == finding.verdict
            for place, numbers in part["intervals"].items():
                assert numbers == pytest.approx(finding.intervals[place][:3], abs=1e-5)


def test_what_is_told_of_the_run_is_stored():
    assert STORED.about["seeds"] == 20
    assert STORED.about["seconds"] < 600
    assert {"version", "numpy", "python", "date", "cores"} <= set(STORED.about)
    assert FILE.stat().st_size < 300_000


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
    for place in CLAIMS["C14"].parts[0].places:
        table[place]["Adagrad"]["final"] = [value + 1 for value in table[place]["Adagrad"]["final"]]
    assert evaluate(CLAIMS["C14"], STORED.table).verdict == "holds"
    assert evaluate(CLAIMS["C14"], table).verdict != "holds"


def test_every_text_of_the_chapter_is_held_to_the_results_that_it_was_written_for():
    """Each section of the chapter names its verdict and each interval's sign. Where one fails: rewrite the text."""
    path = Path(__file__).resolve().parents[1] / "book" / "claims.ipynb"
    sources = [c.source for c in nbformat.read(path, as_version=4).cells if c.source.startswith("verdict(")]
    calls = [[ast.literal_eval(argument) for argument in ast.parse(s, mode="eval").body.args] for s in sources]
    assert sorted(name for name, *_ in calls) == sorted(CLAIMS)
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
    timed = [part for claim in CLAIMS.values() for part in claim.parts if part.statistic == "time"]
    assert timed
    assert not any(part.judged for part in timed)
    counted = {part.statistic for claim in CLAIMS.values() for part in claim.parts if part.exact}
    assert counted == {"numbers", "operations", "settings", "rows"}
