"""What `pytest --nbval book` compares: text and states, not images."""

import copy
import re
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
    """Compare only the state of an explorable, and no other HTML.

    What is drawn and said in that state is the JavaScript's matter:
    `tools/notebooks.py --check` renews all stills, and compares them.
    """
    compare = getattr(item, "compare_outputs", None)
    if compare is None:
        return

    def compared(output: Any) -> Any:
        html = output.get("data", {}).get("text/html")
        if html is None:
            return output
        output = copy.deepcopy(output)
        del output["data"]["text/html"]
        if state := re.search(r' data-explorable="[^>]*', html):
            output["data"]["text/plain"] = state[0]
        return output

    def compare_stored(
        test: Iterable[Any], ref: Any, skip_compare: Any = None
    ) -> Any:
        return compare(
            [compared(o) for o in test],
            [compared(o) for o in ref],
            skip_compare,
        )

    item.compare_outputs = compare_stored  # type: ignore[attr-defined]
