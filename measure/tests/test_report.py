from pathlib import Path

import audit
import epoch
import latency
import pytest
import report
import step
from report import Bound


@pytest.mark.parametrize(
    ("bound", "kept"),
    [
        (Bound("time", 1.0, most=1.0), True),
        (Bound("time", 1.01, most=1.0), False),
        (Bound("times", 1.5, least=1.5), True),
        (Bound("times", 1.49, least=1.5), False),
        (Bound("not measured", None, most=0), True),
        (Bound("only reported", 9.0), True),
    ],
)
def test_a_bound_that_is_not_kept_is_marked_and_ends_the_run_with_status_1(bound: Bound, kept: bool) -> None:
    assert bound.kept == kept
    assert ("**" in report.bound_table([bound])) != kept
    assert report.judge([Bound("fine", 0), bound]) == int(not kept)


def test_a_table_has_as_many_cells_in_each_row() -> None:
    rows = report.table(["name", "kind", "value"], [["a", "b", "1"]], words=2).splitlines()
    assert rows == ["| name | kind | value |", "| --- | --- | ---: |", "| a | b | 1 |"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("STEP.md", lambda: step.render(step.read())),
        ("EPOCH.md", lambda: epoch.render(epoch.read())),
        ("LATENCY.md", lambda: latency.render(latency.load())),
        ("AUDIT.md", lambda: audit.render(audit.read())),
    ],
)
def test_the_stored_report_is_of_the_stored_numbers(name, text) -> None:
    stored = Path(report.__file__).with_name(name).read_text(encoding="utf-8")
    assert text() == stored, "run the program with --render"
