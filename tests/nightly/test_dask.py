"""The same sweep on a Dask cluster: two workers in separate processes."""

import numpy as np
from distributed import LocalCluster

from adadelta.experiments import Cell
from adadelta_studies.mnist import Mnist
from adadelta_studies.paper import sweep


def test_a_cluster_gives_the_same_numbers(tmp_path):
    y = np.arange(250) % 10
    X = np.random.default_rng(0).random((250, 784), dtype=np.float32)
    cells, data = [Cell("Adadelta", seed=seed, epochs=2) for seed in range(4)], Mnist(X, y, X, y)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = sweep(cells, data, tmp_path / "there", dask=cluster.scheduler_address)
    here = sweep(cells, data, tmp_path / "here", n_jobs=1)
    assert [(run.cell, run.errors, run.losses) for run in there] == [(run.cell, run.errors, run.losses) for run in here]
    assert len(list((tmp_path / "there").glob("*/*.json"))) == len(cells)
