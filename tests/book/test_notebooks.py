"""What the build computed is what the notebooks store: nbval's own comparison, without a second run of the cells."""

from __future__ import annotations

from pathlib import Path

import nbformat
import notebooks
import pytest
from nbval.plugin import IPyNbFile, coalesce_streams, get_sanitize_patterns
from serve import ROOT

EXECUTED = ROOT / "_build" / "jupyter_execute"
SANITIZE = get_sanitize_patterns((ROOT / "tests" / "nbval.cfg").read_text(encoding="utf-8"))


def outputs(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return what a cell put out, without the empty lines at the end of a print, which MyST-NB leaves out."""
    return [
        nbformat.from_dict(output | {"text": output.text.rstrip("\n")}) if output.output_type == "stream" else output
        for output in coalesce_streams(cell.outputs)
    ]


@pytest.mark.parametrize("path", notebooks.chapters(), ids=lambda path: path.name)
def test_the_build_put_out_what_is_stored(request: pytest.FixtureRequest, path: Path):
    """A failure names the notebook, the cell and the difference."""
    stored = IPyNbFile.from_parent(request.session, path=path)
    stored.sanitize_patterns.update(SANITIZE)
    built = nbformat.read(EXECUTED / path.name, as_version=4)
    notebooks.clean(built)  # what is never stored is not compared
    found = []
    for cell, now in zip(stored.collect(), [cell for cell in built.cells if cell.cell_type == "code"], strict=True):
        if now.source != cell.cell.source:
            pytest.fail(f"{path.name}, cell {cell.cell_num}: changed since the last `make book`", pytrace=False)
        if cell.options["check"] and not cell.compare_outputs(outputs(now), outputs(cell.cell)):
            found += [f"{path.name}, cell {cell.cell_num}:\n{cell.cell.source}", *cell.comparison_traceback]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
