"""The benchmark's parts at sizes that take no time; nothing here is timed."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

PATH = Path(__file__).resolve().parents[1] / "benchmarks" / "bench.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmarks_bench", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def results(bench: ModuleType) -> dict[str, Any]:
    """Made up: every target is met."""
    seconds = {"copy": 1.0, "unchecked": 2.0, "checked": 2.5, "update": 2.8, "article": 9.0}
    seconds |= {"torch": 5.0, "foreach": 4.0, "optax": 3.5}
    return {
        "about": {
            "machine": {"processor": "abacus"},
            "versions": {"numpy": "2", "torch": "2", "optax": "1"},
            "date": "2000-01-01",
            "minutes": 9.0,
            "cpu": [0.9, 1.0],
        },
        "speed": {
            bench.Case(name, dtype, *load): [time, time * 1.1, time * 0.9]
            for name, time in seconds.items()
            for dtype in bench.DTYPES
            for load in bench.LOADS
        },
        "shared": {name: [time] for name, time in seconds.items()},
        "memory": {
            f"{name} {dtype} {size}": 500 for name in bench.OURS for dtype in bench.DTYPES for size in bench.SIZES
        },
    }


def test_a_worker_times_ours_and_the_copy(bench: ModuleType) -> None:
    cases = [bench.Case(name, size=1000) for name in ("copy", *bench.OURS)]
    reports = bench.run_worker(cases, seconds=0.001, rounds=2)
    assert [len(report["seconds"]) for report in reports] == [2] * len(cases)
    assert all(time > 0 for report in reports for time in report["seconds"])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_contenders_take_the_same_steps(bench: ModuleType, dtype: str) -> None:
    cases = [bench.Case(name, dtype, size=100, arrays=3) for name in (*bench.OURS, "article")]
    moved = [report["moved"] for report in bench.work(cases, seconds=0.0, rounds=1)]
    assert moved[0] > 0
    np.testing.assert_allclose(moved, moved[0], rtol=1e-5)


def test_every_method_can_be_timed(bench: ModuleType) -> None:
    cases = [bench.Case(name, size=100, method=method) for method in bench.METHODS for name in bench.OURS]
    assert all(report["seconds"][0] > 0 for report in bench.work(cases, seconds=0.0, rounds=1))


@pytest.mark.parametrize("call", ["unchecked", "checked", "update"])
def test_temporaries_do_not_grow(bench: ModuleType, call: str) -> None:
    small, large = (bench.peak(call, "float32", size) for size in (400_000, 1_600_000))
    assert 0 < large <= 1.05 * small
    assert large < 1_600_000 * 4, "as much as the array"


def test_the_report_says_met(bench: ModuleType, results: dict[str, Any]) -> None:
    report = bench.render(results)
    goals = bench.targets(results)
    assert f"{len(goals)} of {len(goals)} targets are met" in report
    assert "not met" not in report
    assert "| 4,000,000 float32: `step` / copy | ≤ 2.6 | 2.50 | met |" in report
    assert "| ours, `step` |" in report
    for group in report.split("\n\n"):
        if group.startswith("|"):
            assert len({line.count("|") for line in group.splitlines()}) == 1, "a row has a cell too many"


def test_the_report_says_not_met_and_by_how_much(bench: ModuleType, results: dict[str, Any]) -> None:
    results["speed"][bench.Case("unchecked")] = [3.0]
    results["memory"]["checked float64 4000000"] *= 10
    report = bench.render(results)
    assert "| ≤ 2.3 | 3.00 | **not met**, by 30.4% |" in report
    assert "| ≥ 1.5 | 1.17 | **not met**, by 22.2% |" in report
    assert "| ≤ 1.05 | 10.00 | **not met**, by 852.4% |" in report
    assert report.count("**not met**") == 3


def test_a_library_that_is_missing_is_left_out(bench: ModuleType, results: dict[str, Any]) -> None:
    del results["about"]["versions"]["torch"]
    for name in ("torch", "foreach"):
        results["speed"] = {case: times for case, times in results["speed"].items() if case.contender != name}
        del results["shared"][name]
    report = bench.render(results)
    assert "torch was not installed, so its rows are left out" in report
    assert "| PyTorch" not in report
    assert report.count("| – | not measured |") == 4


def test_the_stored_report_is_of_the_stored_numbers(bench: ModuleType) -> None:
    raw = json.loads(PATH.with_name("results.json").read_text(encoding="utf-8"))
    raw["speed"] = {bench.Case(**row["case"]): row["seconds"] for row in raw["speed"]}
    assert bench.render(raw) == PATH.with_name("README.md").read_text(encoding="utf-8"), "bench.py --render"
