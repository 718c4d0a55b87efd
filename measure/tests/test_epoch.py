"""The benchmark of an epoch, at sizes that take no time; nothing here is timed."""

import epoch
import numpy as np

from adadelta_studies.mnist import Mnist


def test_ours_trains_with_and_without_the_check() -> None:
    y = np.arange(300) % 10
    X = np.eye(10, 784, dtype=np.float32)[y]
    one, other = (epoch.work(name, 1, Mnist(X, y, X, y)) for name in epoch.OURS)
    assert one["loss"] == other["loss"] < 3
    assert len(one["seconds"]) == len(epoch.PARTS)
    assert min(one["seconds"]) > 0


def test_an_epoch_that_takes_too_long_breaks_its_bound() -> None:
    results = epoch.read()
    assert all(ratio.kept for ratio in epoch.ratios(results))
    results["epochs"]["ours 2"] = [{"seconds": [9.0] * 4}]
    broken = [ratio.what for ratio in epoch.ratios(results) if not ratio.kept]
    assert broken == ["2 threads: ours, `step(check_finite=False)` / the faster of PyTorch's"]


def test_without_pytorch_nothing_is_compared() -> None:
    results = epoch.read()
    del results["about"]["versions"]["torch"]
    results["epochs"] = {key: value for key, value in results["epochs"].items() if key.startswith(epoch.OURS)}
    assert {ratio.value for ratio in epoch.ratios(results)} == {None}
    assert "| PyTorch" not in epoch.render(results)
