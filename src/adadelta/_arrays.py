"""Checks of the arrays that an optimizer is handed: what they hold, their shapes, and the memory they share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Signature = tuple[tuple[tuple[int, ...], str], ...]


def check_params(params: Sequence[Array]) -> None:
    """Raise unless `params` is a list of arrays that can be changed, each by itself."""
    _check_list("params", params)
    for i, p in enumerate(params):
        if not isinstance(p, np.ndarray) or p.dtype not in _NAMES:
            kind = f"{p.dtype} array" if isinstance(p, np.ndarray) else type(p).__name__
            raise TypeError(f"params[{i}] must be a float32 or float64 array, to be changed in place; got {kind}")
        if not p.flags.writeable:
            raise ValueError(f"params[{i}] must be writeable; got a read-only array of shape {p.shape}")
        if _overlaps_itself(p):
            raise ValueError(f"params[{i}] must have memory for each of its numbers; got strides {p.strides}")
    if _apart(params):
        return
    low, high, _ = _by_address(params)
    if any(begin < end for begin, end in zip(low[1:], high, strict=False)):  # the rare case: look at every pair
        for i, p in enumerate(params):
            for j, other in enumerate(params[:i]):
                if np.shares_memory(p, other):
                    what = "be another array than" if p is other else "not overlap"
                    raise ValueError(f"params[{i}] must {what} params[{j}]; got arrays that share memory")


def check_grads(params: Sequence[Array], grads: Sequence[Any]) -> list[Array]:
    """Return the gradients as arrays that no change to `params` reaches; raise unless each fits its parameter."""
    _check_list("grads", grads)
    if len(grads) != len(params):
        raise ValueError(f"grads must hold one gradient for each of the {len(params)} params; got {len(grads)}")
    arrays: list[Array] = [np.asarray(g) for g in grads]
    for i, (p, g) in enumerate(zip(params, arrays, strict=True)):
        if g.dtype.kind not in "iuf":
            raise TypeError(f"grads[{i}] must hold real numbers; got dtype {g.dtype}")
        if g.shape != p.shape:
            raise ValueError(f"grads[{i}] must have the shape {p.shape} of params[{i}]; got {g.shape}")
    if _apart([*params, *arrays]):
        return arrays
    low, high, order = _by_address(params)
    for i, g in enumerate(arrays):
        first, last = _span(g)
        # The parameters that a gradient may share memory with are neighbors in order of address.
        near = order[bisect_right(high, first) : bisect_left(low, last)]
        if any(np.shares_memory(g, params[j]) for j in near):
            arrays[i] = g.copy()
    return arrays


def signature(params: Sequence[Array]) -> Signature:
    """Shape and dtype of each parameter: what a state is made for."""
    return tuple((p.shape, _NAMES[p.dtype]) for p in params)


def as_signature(name: str, value: Any) -> Signature:
    """Return a signature that was saved as nested lists; raise unless it is one."""
    try:
        return tuple((tuple(int(n) for n in shape), _NAMES[np.dtype(dtype)]) for shape, dtype in value)
    except (KeyError, TypeError, ValueError):
        raise TypeError(f"{name} must be a list of shapes and dtypes; got {value!r}") from None


def check_state(name: str, arrays: Any, signature: Signature) -> list[Array]:
    """Return copies of a saved state's arrays; raise unless they fit the parameters and are finite."""
    _check_list(name, arrays)
    if len(arrays) != len(signature):
        raise ValueError(f"{name} must hold one array for each of the {len(signature)} params; got {len(arrays)}")
    for i, (a, (shape, dtype)) in enumerate(zip(arrays, signature, strict=True)):
        if not isinstance(a, np.ndarray):
            raise TypeError(f"{name}[{i}] must be an array; got {type(a).__name__}")
        if (a.shape, a.dtype) != (shape, np.dtype(dtype)):
            raise ValueError(f"{name}[{i}] must be {dtype} {shape}; got {a.dtype} {a.shape}")
        if bad := np.count_nonzero(~np.isfinite(a)):
            raise ValueError(f"{name}[{i}] must be finite; {bad} of its {a.size} numbers are NaN or infinite")
    return [np.array(a) for a in arrays]


def describe(signature: Signature) -> str:
    """Shapes and dtypes in words, the first five of them."""
    words = [f"{dtype} {shape}" for shape, dtype in signature[:5]]
    return ", ".join(words) + (f" and {len(signature) - 5} more" if len(signature) > 5 else "")


_NAMES = {np.dtype(kind): np.dtype(kind).name for kind in (np.float32, np.float64)}


def _check_list(name: str, value: object) -> None:
    """Raise unless `value` is a sequence, and not a lone array that looks like one."""
    if isinstance(value, (np.ndarray, str, bytes)) or not isinstance(value, Sequence):
        raise TypeError(f"{name} must be a list of arrays; got {type(value).__name__}. Put a lone array in a list.")


def _span(a: Array) -> tuple[int, int]:
    """The addresses of an array's first byte and of the one behind its last."""
    address = a.__array_interface__["data"][0]
    if a.flags.forc or a.size == 0:
        return address, address + a.nbytes
    reach = [(n - 1) * stride for n, stride in zip(a.shape, a.strides, strict=True)]
    return address + sum(r for r in reach if r < 0), address + sum(r for r in reach if r > 0) + a.itemsize


def _apart(arrays: Sequence[Array]) -> bool:
    """Whether it is plain that no two of the arrays share memory: each has its own, and none is there twice."""
    return all(a.flags.owndata for a in arrays) and len({id(a) for a in arrays}) == len(arrays)


def _by_address(arrays: Sequence[Array]) -> tuple[list[int], list[int], list[int]]:
    """Where arrays begin and, so far, end in memory, ascending; and the order that sorts them so."""
    spans = [_span(a) for a in arrays]
    order = sorted(range(len(spans)), key=spans.__getitem__)
    return [spans[i][0] for i in order], list(accumulate((spans[i][1] for i in order), max)), order


def _overlaps_itself(a: Array) -> bool:
    """Whether two of an array's own numbers may lie at one address, as in some hand-made views."""
    if a.flags.forc or a.size == 0:
        return False
    reach = a.itemsize
    for stride, n in sorted((abs(stride), n) for stride, n in zip(a.strides, a.shape, strict=True) if n > 1):
        if stride < reach:
            return True
        reach += (n - 1) * stride
    return False
