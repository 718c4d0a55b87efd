"""nbval compares what figures say in text; their images are made anew."""

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave SVG out of the comparison, as nbval leaves PNG."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)
