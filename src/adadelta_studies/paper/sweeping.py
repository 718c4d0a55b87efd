"""Many runs: on all cores or on a cluster, each stored as soon as it is finished, none made twice."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from adadelta.experiments import Cell, Rate, Run
from adadelta_studies.files import replaced
from adadelta_studies.mnist import Mnist
from adadelta_studies.paper.training import VERSIONS, train
from adadelta_studies.stamp import code

__all__ = ["sweep"]


def sweep(
    cells: Iterable[Cell],
    data: Mnist,
    folder: str | os.PathLike[str],
    *,
    n_jobs: int = -1,
    dask: str | None = None,
    progress: bool = False,
    make: Callable[..., Run] = train,
) -> list[Run]:
    """Make a run for each cell, but for those that `folder` has already, and return all of them.

    Each finished run is a small file in `folder`, below the hash of the code that made it, which appears whole or not
    at all. So a sweep that was stopped, however hard, goes on where it was when it is started again, and grids may
    share a folder. A file counts only if it was made by the same code with the same versions of Python and NumPy.

    Parameters
    ----------
    cells : iterable of Cell
        What to run, in this order.
    data : Mnist
        What to train and test on.
    folder : path
        Where finished runs are kept; it is made if need be. Data have no place in a run's name: one folder for one
        set of data.
    n_jobs : int, default -1
        Processes on this machine, as joblib counts them: -1 for one on each core, 1 to stay in this process.
    dask : str, optional
        Address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``, whose workers make the runs instead; needs the
        package `distributed`, and workers of one thread each.
    progress : bool, default False
        Whether to show a bar with the time left.
    make : callable, default `train`
        What makes a run of a cell and the data; one that is not `train` needs a separate folder.

    Returns
    -------
    list of Run
        One for each cell, in the order of `cells`.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> y = np.arange(500) % 10
    >>> X = np.eye(10, 784, dtype=np.float32)[y]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [run] = sweep([Cell("Adadelta", epochs=1)], Mnist(X, y, X, y), folder, n_jobs=1)
    ...     [again] = sweep([Cell("Adadelta", epochs=1)], Mnist(X, y, X, y), folder, n_jobs=1)
    >>> run.errors, run == again
    ([0.0], True)
    """
    import joblib  # type: ignore[import-untyped]
    from tqdm import tqdm  # here, so that reading results needs only NumPy

    cells, folder = list(cells), Path(folder) / code()
    folder.mkdir(parents=True, exist_ok=True)
    done = {cell.name: run for cell in cells if (run := _load(folder, cell)) and run.versions == VERSIONS}
    todo = {cell.name: cell for cell in cells if cell.name not in done}
    with contextlib.ExitStack() as stack:
        if dask is not None:
            from distributed import Client

            stack.enter_context(Client(dask, set_as_default=True))  # type: ignore[no-untyped-call]
            stack.enter_context(joblib.parallel_config(backend="dask"))
        parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")
        found = parallel(joblib.delayed(make)(cell, *data) for cell in todo.values())
        bar = tqdm(found, "runs", initial=len(done), total=len(done) + len(todo), disable=not progress)
        for run in stack.enter_context(bar):
            _store(folder, run)
            done[run.cell.name] = run
    return [done[cell.name] for cell in cells]


def _store(folder: Path, run: Run) -> None:
    with replaced(folder / f"{run.cell.name}.json") as part:
        part.write_text(json.dumps(asdict(run)), encoding="utf-8")


def _load(folder: Path, cell: Cell) -> Run | None:
    """Return a cell's run if it is there."""
    path = folder / f"{cell.name}.json"
    if not path.exists():
        return None
    values = json.loads(path.read_text(encoding="utf-8"))
    return Run(**values | {"cell": Cell(**values["cell"]), "rates": [Rate(*rate) for rate in values["rates"]]})
