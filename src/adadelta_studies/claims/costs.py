"""What a step costs, counted: numbers kept, operations made; and its time, as the benchmark has recorded it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np

from adadelta_studies.claims.tuning import METHODS, make

__all__ = ["COSTS", "costs", "operations"]

COSTS = {"one parameter": 0, "a batch of 1": 1, "a batch of 100": 100, "float32": 0, "float64": 0}
"""Where costs are compared, and the rows of the batch."""

BENCHMARK = resources.files("adadelta") / "data" / "step_seconds.json"
"""Seconds of a step with four million numbers, which `make bench` writes: by precision and method, one a round."""


class _Counted(np.ndarray):
    """An array that counts the operations made on it."""

    count = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = (), **kwargs: Any) -> Any:
        # Not a product with 1: Adadelta's rate, which its paper does not have.
        _Counted.count += not any(isinstance(a, float) and a == 1.0 for a in inputs)
        plain = [np.asarray(a) if isinstance(a, _Counted) else a for a in inputs]
        if out:
            getattr(ufunc, method)(*plain, out=tuple(np.asarray(a) for a in out), **kwargs)
            return out[0]
        return np.asarray(getattr(ufunc, method)(*plain, **kwargs)).view(_Counted)


def operations(method: str) -> int:
    """Return how many operations on arrays a method's step takes for each parameter, adding it included.

    Examples
    --------
    >>> operations("SGD"), operations("Adadelta")
    (2, 16)
    """
    optimizer, x = make(method), np.ones(1)
    optimizer.step([x], [x.copy()])
    state = [getattr(optimizer, name)[0].view(_Counted) for name in optimizer.state_names]
    _Counted.count = 0
    optimizer.rule(np.ones(1).view(_Counted), *state)
    return _Counted.count + 1


def costs(place: str, seeds: Sequence[int] = ()) -> tuple[dict[str, dict[str, list[float]]], dict[str, Any]]:
    """Compare what a step costs: numbers and operations for each parameter, or seconds on record.

    The gradient of a dense network takes at least four operations for each weight and row: a product and a sum forward,
    and as many backward. None of it depends on a seed.
    """
    found: dict[str, dict[str, list[float]]] = {}
    if place.startswith("float"):
        rounds = json.loads(BENCHMARK.read_text(encoding="utf-8"))[place]
        fewest = min(len(seconds) for seconds in rounds.values())
        return {name: {"time": np.log10(seconds[:fewest]).tolist()} for name, seconds in rounds.items()}, {}
    for method in METHODS:
        numbers = 2 + len(make(method).state_names)  # the parameter, its gradient, and the state
        found[method] = {
            "numbers": [float(np.log10(numbers))],
            "operations": [float(np.log10(operations(method)))],
        }
    if rows := COSTS[place]:
        found["a tenth of the gradient"] = {"operations": [float(np.log10(0.1 * 4 * rows))]}
    return found, {}
