"""The benchmark of an epoch, at sizes that take no time; nothing here is timed."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from adadelta.datasets import Mnist

PATH = Path(__file__).resolve().parents[1] / "benchmarks" / "epoch.py"


@pytest.fixture(scope="module")
def epoch() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PATH.parent)  # where bench.py is
        spec = importlib.util.spec_from_file_location("benchmarks_epoch", PATH)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
        sys.modules.pop("bench", None)


@pytest.fixture
def results(epoch: ModuleType) -> dict[str, Any]:
    """Made up: ours takes as long as it may."""
    seconds = {"ours": 1.0, "checked": 1.2, "torch": 1.0, "foreach": 1.5}
    about = {"machine": {"processor": "abacus"}, "versions": {"numpy": "2", "torch": "2"}, "date": "2000-01-01"}
    report = {"loss": 0.2, "cpu": 1.0}
    return {
        "about": about | {"minutes": 9.0, "load": 1.0},
        "epochs": {
            f"{name} {threads}": [report | {"seconds": [t / 4] * 4}] * 3
            for threads in epoch.TARGETS
            for name, t in seconds.items()
        },
    }


def test_ours_trains_with_and_without_the_check(epoch: ModuleType) -> None:
    y = np.arange(300) % 10
    X = np.eye(10, 784, dtype=np.float32)[y]
    one, other = (epoch.work(name, 1, Mnist(X, y, X, y)) for name in ("ours", "checked"))
    assert one["loss"] == other["loss"] < 3
    assert len(one["seconds"]) == len(epoch.PARTS)
    assert min(one["seconds"]) > 0


def test_the_report_says_met(epoch: ModuleType, results: dict[str, Any]) -> None:
    report = epoch.render(results)
    assert "2 of 2 targets are met" in report
    assert "| PyTorch, `foreach=True` | 1.50 ±0% |" in report
    for group in report.split("\n\n"):
        if group.startswith("|"):
            assert len({line.count("|") for line in group.splitlines()}) == 1, "a row has a cell too many"


def test_the_report_says_not_met_and_by_how_much(epoch: ModuleType, results: dict[str, Any]) -> None:
    for name in ("ours 1", "ours 2"):
        results["epochs"][name] = [report | {"seconds": [0.3] * 4} for report in results["epochs"][name]]
    report = epoch.render(results)
    assert "| ≤ 1.0 | 1.20 | **not met**, by 20.0% |" in report
    assert "| ≤ 1.1 | 1.20 | **not met**, by 9.1% |" in report


def test_without_pytorch_nothing_is_compared(epoch: ModuleType, results: dict[str, Any]) -> None:
    del results["about"]["versions"]["torch"]
    results["epochs"] = {k: v for k, v in results["epochs"].items() if k.startswith(("ours", "checked"))}
    report = epoch.render(results)
    assert report.count("| – | not measured |") == 2
    assert "PyTorch was not installed" in report


def test_the_stored_report_is_of_the_stored_numbers(epoch: ModuleType) -> None:
    stored = json.loads(PATH.with_name("epoch.json").read_text(encoding="utf-8"))
    assert epoch.render(stored) == PATH.with_name("EPOCH.md").read_text(encoding="utf-8"), "epoch.py --render"
