"""Saving a training run to a file and going on from it, as if it had never stopped."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta import _arrays, _checks
from adadelta.optimizers import Optimizer

__all__ = ["load_checkpoint", "save_checkpoint"]

Array = NDArray[Any]


def save_checkpoint(
    path: str | os.PathLike[str], params: Sequence[Array], optimizer: Optimizer, rng: np.random.Generator | None = None
) -> None:
    """Save all that the rest of a training run depends on, in one `.npz` file without pickled objects.

    The file is written under another name, brought to the disk, and put in the place of the old one at a stroke:
    whenever the process is killed, `path` holds the old checkpoint or the new one, whole.

    Parameters
    ----------
    path : str or path-like
        The file, whose name ends in ``.npz``. An existing one is replaced.
    params : sequence of ndarray
        The parameters.
    optimizer : Optimizer
        Its settings, its state and the number of its steps are saved.
    rng : numpy.random.Generator, optional
        What draws the batches: saved where it stands.

    Raises
    ------
    TypeError
        If `params` is not a list of float32 or float64 arrays, or `rng` is not a Generator.
    ValueError
        If `path` does not end in ``.npz``, or the parameters are not those that the optimizer's state was made for.
    OSError
        If the file cannot be written. The old one is whole then.

    Examples
    --------
    >>> import tempfile
    >>> from adadelta import Adadelta
    >>> x, optimizer = np.array([1.0]), Adadelta()
    >>> optimizer.step([x], [np.array([2.0])])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/run.npz", [x], optimizer)
    ...     again, resumed = np.zeros(1), Adadelta()
    ...     load_checkpoint(f"{folder}/run.npz", [again], resumed)
    >>> resumed.t, bool(again == x)
    (1, True)
    """
    path = _npz(path)
    optimizer.check_params(params)
    saved = optimizer.state_dict()
    arrays = {f"params/{i}": p for i, p in enumerate(params)}
    for name, state in saved.pop("state").items():
        arrays |= {f"state/{name}/{i}": a for i, a in enumerate(state)}
    where = None if rng is None else _checks.generator("rng", rng).bit_generator.state
    about = json.dumps({"optimizer": saved, "rng": where}, default=lambda array: array.tolist())
    # The real file, should `path` be a link to it; beside it, since only within a folder is a file moved at a stroke.
    path = Path(os.path.realpath(path))
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with fresh.open("xb") as file:
            np.savez(file, about=np.array(about), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def load_checkpoint(
    path: str | os.PathLike[str], params: Sequence[Array], optimizer: Optimizer, rng: np.random.Generator | None = None
) -> None:
    """Bring parameters, optimizer and generator to where `save_checkpoint` found them.

    The next steps are, to the last bit, those that the saved run would have taken.

    Parameters
    ----------
    path : str or path-like
        A file that `save_checkpoint` wrote.
    params : sequence of ndarray
        Arrays of the number, shapes and dtypes of the saved ones; changed in place.
    optimizer : Optimizer
        One of the saved method; it takes on the saved settings and state.
    rng : numpy.random.Generator, optional
        A generator of the saved kind, if one was saved; it takes on the saved place in its stream.

    Raises
    ------
    TypeError
        If `params` is not a list of float32 or float64 arrays, or `rng` is not a Generator where one was saved.
    ValueError
        If the file is not a whole checkpoint, or is one of other parameters, another method, or another kind of
        generator, or if `rng` is given and none was saved. Nothing has been changed then.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from adadelta import SGD
    >>> x, rng = np.array([1.0]), np.random.default_rng(0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/run.npz", [x], SGD(), rng)
    ...     first = rng.random()
    ...     load_checkpoint(f"{folder}/run.npz", [x], SGD(), rng)
    >>> rng.random() == first
    True
    """
    path = _npz(path)
    _arrays.check_params(params)
    about, arrays = _read(path)
    saved_params = _numbered(arrays, "params")
    saved, own = _arrays.signature(saved_params), _arrays.signature(params)
    if saved != own:
        raise ValueError(
            f"params must be the {len(saved)} arrays of {path.name}, {_arrays.describe(saved)}; "
            f"got {_arrays.describe(own)}"
        )
    where = about["rng"]
    if where is None and rng is not None:
        raise ValueError(f"rng must be left out, since {path.name} holds none; got {rng!r}")
    if where is not None:
        kind = type(_checks.generator("rng", rng).bit_generator)
        if kind.__name__ != where["bit_generator"]:
            raise ValueError(f"rng must be driven by {where['bit_generator']}, as in {path.name}; got {kind.__name__}")
        kind().state = where  # raises, should it not be such a state
    state_dict = about["optimizer"]
    names = optimizer.state_names if state_dict["params"] is not None else ()
    state_dict["state"] = {name: _numbered(arrays, f"state/{name}") for name in names}
    optimizer.load_state_dict(state_dict)
    for p, a in zip(params, saved_params, strict=True):
        p[...] = a
    if rng is not None:
        rng.bit_generator.state = where


def _npz(path: str | os.PathLike[str]) -> Path:
    """Return the path; raise unless it names an `.npz` file."""
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path must end in .npz; got {str(path)!r}")
    return path


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what a checkpoint says and the arrays that it holds; raise unless it is one, and whole."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        about = json.loads(arrays.pop("about").item())
        return {"optimizer": about["optimizer"], "rng": about["rng"]}, arrays
    except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"path must be a whole checkpoint; {path.name} is not: {error}") from error


def _numbered(arrays: dict[str, Array], name: str) -> list[Array]:
    """Return the arrays called name/0, name/1, and so on."""
    return [arrays[f"{name}/{i}"] for i in range(sum(key.startswith(f"{name}/") for key in arrays))]
