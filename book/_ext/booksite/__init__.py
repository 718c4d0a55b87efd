"""What this book adds to Jupyter Book: a module for each concern."""

from importlib import import_module
from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup"]

MODULES = (
    "chapters",
    "doors",
    "equations",
    "figures",
    "freshness",
    "glossary",
    "imprint",
    "lost",
    "pages",
    "policy",
    "reading",
    "records",
    "reference",
    "run",
    "search",
    "sharing",
    "slimming",
    "solutions",
    "streams",
    "summaries",
    "title",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every module connect itself to the build."""
    for name in MODULES:
        import_module(f".{name}", __package__).setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
