"""The book without its solutions: `SOLUTIONS=0` leaves out the cells tagged `hide-cell`, of pages and of downloads."""

import json
import os
from pathlib import Path

from sphinx.application import Sphinx

TAG = "hide-cell"


def without_solutions(notebook: str) -> str:
    """Return the text of a notebook without the cells that hold solutions."""
    content = json.loads(notebook)
    content["cells"] = [cell for cell in content["cells"] if TAG not in cell["metadata"].get("tags", [])]
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def leave_out(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read a page as if its solutions had never been written."""
    if not app.config.booksite_solutions and app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = without_solutions(source[0])


def clean_downloads(app: Sphinx, error: Exception | None) -> None:
    """Take the solutions out of the notebooks that the pages offer for download."""
    if error is None and not app.config.booksite_solutions:
        for path in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
            path.write_text(without_solutions(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Ask the environment, and read every page again when its answer has changed."""
    app.add_config_value("booksite_solutions", os.environ.get("SOLUTIONS", "1") != "0", "env")
    app.connect("source-read", leave_out)
    app.connect("build-finished", clean_downloads)
