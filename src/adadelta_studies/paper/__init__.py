"""The paper's experiments on MNIST: grids of runs, on all cores or on a cluster.

``python -m adadelta_studies.paper`` makes all of them and stores what `adadelta.experiments` reads. A run that was
finished is never made again: one may stop it at any time. It needs the data set, which `make data` downloads in a clone
of the book's repository.
"""

from adadelta_studies.paper.cells import (
    SEEDS,
    figure_1,
    figure_2,
    quick,
    table_1,
    table_1_smaller,
    table_2,
    table_2_smaller,
    table_new,
)
from adadelta_studies.paper.changes import extra, sweep_extra, train_from
from adadelta_studies.paper.sweeping import sweep
from adadelta_studies.paper.tables import write_extra, write_results
from adadelta_studies.paper.training import BATCH, VERSIONS, train

__all__ = [
    "BATCH",
    "SEEDS",
    "VERSIONS",
    "extra",
    "figure_1",
    "figure_2",
    "quick",
    "sweep",
    "sweep_extra",
    "table_1",
    "table_1_smaller",
    "table_2",
    "table_2_smaller",
    "table_new",
    "train",
    "train_from",
    "write_extra",
    "write_results",
]
