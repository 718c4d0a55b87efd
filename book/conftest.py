"""nbval: Matplotlib's figures are made anew wherever the book is built; what they say in text is compared."""

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave SVG images out of the comparison, as nbval itself does with PNG."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)
