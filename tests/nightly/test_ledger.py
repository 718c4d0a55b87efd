"""The ledger repeated: all of one problem and what else is cheap, and a task of each experiment seed by seed."""

import numpy as np
import pytest

from adadelta.claims import load_results
from adadelta_studies import repeats
from adadelta_studies.claims import REPORTED, changes, part_to_repeat, perform

STORED = load_results()


def test_a_part_of_the_ledger_run_again_gives_the_same_verdicts(monkeypatch):
    """All of one problem, and what else is cheap; `--check` tells the same in words."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # its processes run lines that others cover, too
    assert changes(STORED, part_to_repeat()) == []


@pytest.mark.parametrize("task", repeats.TASKS, ids=" ".join)
def test_numbers_run_again_are_the_stored_ones(task):
    """Seed by seed, to a hundredth of a decade, since libraries of linear algebra round differently."""
    fresh, notes = perform(task, REPORTED[:2])
    for series, statistics in fresh.items():
        for name, values in statistics.items():
            stored = STORED.table[task[1]][series][name][: len(values)]
            if name == "deviation":  # of rounding errors nobody knows the digits
                values, stored = (np.maximum(v, -12) for v in (values, stored))
            np.testing.assert_allclose(values, stored, atol=0.01, err_msg=f"{series}, {name}")
    for place, note in notes.items():
        assert note.items() <= STORED.tuned[place].items()
