"""What the book needs besides its pages: KaTeX's style before them, JupyterLite and the zip of all after them."""

import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / "tools"


def run(tool: str) -> None:
    """Run a tool; where it fails, so does the build."""
    if subprocess.run([sys.executable, str(TOOLS / f"{tool}.py")], check=False).returncode:
        raise ExtensionError(f"tools/{tool}.py failed: set everything up and build by `make book`")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Complete the site."""
    if error is None and app.builder.name == "html" and is_book(app):
        run("lite")
        run("offline")


def is_book(app: Sphinx) -> bool:
    """Return whether this build is the book's own."""
    return Path(app.outdir) == ROOT / "_build" / "html"


def setup(app: Sphinx) -> None:
    """Copy what the pages need before `outdated.py` looks at it; a PDF is of the pages as they were."""
    if is_book(app):
        run("vendor")
        (Path(app.outdir) / "adadelta-book.pdf").unlink(missing_ok=True)
    app.connect("build-finished", finish, priority=900)
