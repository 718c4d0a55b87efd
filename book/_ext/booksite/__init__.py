"""What this book adds to Jupyter Book: a module for each concern."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup"]

MODULES = (
    "chapters",
    "descriptions",
    "directives",
    "equations",
    "explorables",
    "figurepages",
    "figures",
    "finish",
    "footer",
    "glossary",
    "launch",
    "markup",
    "notfound",
    "opengraph",
    "outdated",
    "policy",
    "purge",
    "readingtime",
    "reference",
    "search",
    "solutions",
    "title",
)
BOOK = Path(__file__).parents[2]


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every module connect itself to the build."""
    if app.srcdir == BOOK.parent:  # `jupyter-book build .` names the folder of the configuration
        app.srcdir = app.confdir = app.srcdir / BOOK.name
    for name in MODULES:
        import_module(f".{name}", __package__).setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
