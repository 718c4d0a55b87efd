"""What this book adds to Jupyter Book: a module for each concern, and none of them needs another."""

from typing import Any

from sphinx.application import Sphinx

from . import (
    equations,
    figures,
    freshness,
    glossary,
    pages,
    reading,
    records,
    reference,
    run,
    slimming,
    solutions,
    title,
)

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every module connect itself to the build."""
    modules = (
        equations,
        figures,
        freshness,
        glossary,
        pages,
        reading,
        records,
        reference,
        run,
        slimming,
        solutions,
        title,
    )
    for module in modules:
        module.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
