"""nbval compares what figures say in text; their images are made anew."""

import copy
from collections.abc import Iterable
from typing import Any

import pytest


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Leave SVG out of the comparison, as nbval leaves PNG."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("image/svg+xml",)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave out HTML that `tools/notebooks.py` does not store.

    Of all but explorables, the text beside it is compared.
    """
    compare = getattr(item, "compare_outputs", None)
    if compare is None:
        return

    def stored(output: Any) -> Any:
        html = output.get("data", {}).get("text/html")
        if html is None or 'class="explorable"' in html:
            return output
        output = copy.deepcopy(output)
        del output["data"]["text/html"]
        return output

    def compare_stored(
        test: Iterable[Any], ref: Any, skip_compare: Any = None
    ) -> Any:
        return compare([stored(o) for o in test], ref, skip_compare)

    item.compare_outputs = compare_stored  # type: ignore[attr-defined]
