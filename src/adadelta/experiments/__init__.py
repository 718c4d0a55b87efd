"""The paper's experiments on MNIST: grids of runs on all cores or on a cluster, and what they gave.

``python -m adadelta.experiments`` makes all of them and stores the results, which `load_results` returns. A run that
was finished is never made again: one may stop it at any time. It needs the data set, which `make data` downloads in a
clone of the book's repository.
"""

from adadelta.experiments import _cells, _train
from adadelta.experiments._cells import (
    Cell,
    figure_1,
    figure_2,
    quick,
    table_1,
    table_1_smaller,
    table_2,
    table_2_smaller,
    table_new,
)
from adadelta.experiments._extra import extra, load_extra
from adadelta.experiments._results import (
    Summary,
    load_rates,
    load_results,
    paper_error,
    paper_tables,
    summarize,
    write_results,
)
from adadelta.experiments._sweep import sweep
from adadelta.experiments._train import Rate, Run, train, versions

__all__ = [
    "CHANCE",
    "LAYERS",
    "SEEDS",
    "Cell",
    "Rate",
    "Run",
    "Summary",
    "extra",
    "figure_1",
    "figure_2",
    "load_extra",
    "load_rates",
    "load_results",
    "paper_error",
    "paper_tables",
    "quick",
    "summarize",
    "sweep",
    "table_1",
    "table_1_smaller",
    "table_2",
    "table_2_smaller",
    "table_new",
    "train",
    "versions",
    "write_results",
]

LAYERS = _cells.LAYERS
"""The paper's network, from 784 pixels to 10 digits."""

SEEDS = _cells.SEEDS
"""What each setting is run on: a seed draws the initial weights and the batches, the same for every method."""

CHANCE = _train.CHANCE
"""Test error in percent that a run is counted with once its numbers have overflowed: a guess among ten digits."""
