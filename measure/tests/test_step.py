"""The benchmark's parts at sizes that take no time; nothing here is timed."""

import json
from dataclasses import asdict

import numpy as np
import pytest
import step
from step import Case


def test_a_worker_times_a_case_in_a_process_of_its_own() -> None:
    report = step.run_worker(step.__file__, 1, json.dumps([asdict(Case("checked", size=1000)), 0.001]))
    assert report["seconds"] > 0
    assert report["moved"] > 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_contenders_take_the_same_steps(dtype: str) -> None:
    cases = [Case(name, dtype, size=100, arrays=3) for name in (*step.OURS, "article")]
    moved = [step.work(case, seconds=0.0)["moved"] for case in cases]
    assert moved[0] > 0
    np.testing.assert_allclose(moved, moved[0], rtol=1e-5)


def test_every_method_can_be_timed() -> None:
    cases = [Case(name, size=100, method=method) for method in step.METHODS for name in step.OURS]
    assert all(step.work(case, seconds=0.0)["seconds"] > 0 for case in cases)


@pytest.mark.parametrize("call", ["unchecked", "checked", "update"])
def test_temporaries_do_not_grow(call: str) -> None:
    small, large = (step.peak(call, "float32", size) for size in (400_000, 1_600_000))
    assert 0 < large <= 1.05 * small
    assert large < 1_600_000 * 4, "as much as the array"


def test_a_slow_step_and_a_temporary_that_grows_break_their_bounds() -> None:
    results = step.read()
    before = [ratio.what for ratio in step.ratios(results) if not ratio.kept]
    results["speed"][Case("checked", "float64", *step.MANY)] = [9.0]
    results["memory"]["checked float64 4000000"] *= 10
    broken = [ratio.what for ratio in step.ratios(results) if not ratio.kept]
    assert before == []
    assert broken == [
        "1,000 × 100 float64: ours, `step` / PyTorch, `foreach=False`",
        "temporaries of ours, `step`: at 4,000,000 / at 400,000",
    ]


def test_a_library_that_is_missing_is_left_out() -> None:
    results = step.read()
    del results["about"]["versions"]["torch"]
    results["speed"] = {case: times for case, times in results["speed"].items() if case.contender[-5:] != "torch"}
    results["speed"] = {case: times for case, times in results["speed"].items() if case.contender != "foreach"}
    report = step.render(results)
    assert "Not installed, so without a row: torch" in report
    assert "| PyTorch" not in report
    assert {ratio.value for ratio in step.ratios(results) if "/ PyTorch" in ratio.what} == {None}
