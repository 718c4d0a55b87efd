"""What `pytest --nbval book` compares: text, not images."""

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

SANITIZE = Path(__file__).parents[1] / "tests" / "nbval.cfg"


def pytest_configure(config: pytest.Config) -> None:
    """Set what every run needs, unless the command line says otherwise."""
    if config.getoption("nbval", False):
        config.option.nbval_current_env = (
            not config.option.nbval_kernel_name
        )
        config.option.nbval_sanitize_with = (
            config.option.nbval_sanitize_with or str(SANITIZE)
        )


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
