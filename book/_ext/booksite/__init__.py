"""What this book adds to Jupyter Book: a module for each concern."""

from typing import Any

from sphinx.application import Sphinx

from . import (
    doors,
    equations,
    figures,
    freshness,
    glossary,
    imprint,
    lost,
    pages,
    reading,
    records,
    reference,
    search,
    sharing,
    slimming,
    solutions,
    summaries,
    title,
)

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every module connect itself to the build."""
    modules = (
        doors,
        equations,
        figures,
        freshness,
        glossary,
        imprint,
        lost,
        pages,
        reading,
        records,
        reference,
        search,
        sharing,
        slimming,
        solutions,
        summaries,
        title,
    )
    for module in modules:
        module.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
