"""Runs the ledger: experiments in parallel, verdicts from their numbers, and the stored results."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import platform
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from adadelta.claims import STORED, Claim, Results, evaluate
from adadelta_studies.claims.experiments import EXPERIMENTS, Table
from adadelta_studies.claims.ledger import LEDGER, Task, tasks
from adadelta_studies.claims.problems import REPORTED
from adadelta_studies.files import replaced

__all__ = ["changes", "measure", "part_to_repeat", "perform", "run", "store"]

DIGITS = 5
"""Decimals of the stored logarithms."""


def run(only: Iterable[str | Claim] | None = None, n_jobs: int = -1, progress: bool = True) -> Results:
    """Run the ledger, or some claims, on all cores.

    Parameters
    ----------
    only : iterable of str or Claim, optional
        Names of claims, such as ``["C6", "C7"]``, or claims of one's own; by default the whole ledger.
    n_jobs : int, default -1
        Processes, as joblib counts them; 1 stays in this one.
    progress : bool, default True
        Whether to show a progress bar.

    Returns
    -------
    Results
        Verdicts and numbers; the numbers do not depend on `n_jobs`.

    Raises
    ------
    ValueError
        If there is no claim of a name.

    Examples
    --------
    >>> run(["C9"], n_jobs=1, progress=False).results["C9"].verdict
    'holds when'
    """
    names = list(LEDGER) if only is None else list(only)
    if unknown := [name for name in names if not isinstance(name, Claim) and name not in LEDGER]:
        raise ValueError(f"only must name claims of C1 to C19, or hold claims; got {unknown[0]!r}")
    claims = [name if isinstance(name, Claim) else LEDGER[name] for name in names]
    start = time.perf_counter()
    table, tuned = measure([task for claim in claims for task in tasks(claim)], n_jobs, progress)
    about = {
        "version": metadata.version("adadelta"),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "seconds": round(time.perf_counter() - start),
        "seeds": len(REPORTED),
    }
    return Results(about, {claim.id: evaluate(claim, table) for claim in claims}, table, tuned)


def measure(wanted: Iterable[Task], n_jobs: int, progress: bool) -> tuple[dict[str, Table], dict[str, Any]]:
    """Run each task once, the long ones first, and put their numbers together."""
    import joblib  # type: ignore[import-untyped]
    from tqdm import tqdm  # here, so that reading the ledger needs only NumPy

    todo = sorted(dict.fromkeys(wanted), key=lambda task: ("digits" not in task, "few" not in task, task))
    table: dict[str, Table] = {}
    tuned: dict[str, Any] = {}
    # In one process no other is needed; in a browser there is none.
    processes = joblib.parallel_config(backend="loky", inner_max_num_threads=1) if n_jobs != 1 else nullcontext()
    with processes:
        found = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(joblib.delayed(perform)(task) for task in todo)
        for task, (numbers, notes) in zip(
            todo, tqdm(found, total=len(todo), desc="experiments", disable=not progress), strict=True
        ):
            for series, statistics in numbers.items():
                table.setdefault(task[1], {}).setdefault(series, {}).update(statistics)
            for place, note in notes.items():
                tuned.setdefault(place, {}).update(note)
    return table, tuned


def perform(task: Task, seeds: Sequence[int] = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Run one experiment; its numbers are rounded as they are stored."""
    name, *arguments = task
    found, notes = EXPERIMENTS[name](*arguments, seeds=seeds)
    rounded = {
        series: {statistic: [round(value, DIGITS) for value in values] for statistic, values in own.items()}
        for series, own in found.items()
    }
    return rounded, notes


def part_to_repeat() -> list[Task]:
    """Return the tasks that a check runs again: all on the ravine, and what else is cheap.

    Examples
    --------
    >>> ("tournament", "ravine", "Adadelta") in part_to_repeat()
    True
    """
    every = dict.fromkeys(task for claim in LEDGER.values() for task in tasks(claim))
    cheap = {"costs", "streams", "batch_sizes", "random_search"}
    return [task for task in every if task[1] == "ravine" or (task[0] in cheap and task[1] not in ("digits", "few"))]


def changes(stored: Results, wanted: Iterable[Task], n_jobs: int = -1, progress: bool = False) -> list[str]:
    """Run some tasks again and return, in words, what their numbers would change in the stored verdicts.

    Parameters
    ----------
    stored : Results
        What to compare with.
    wanted : iterable
        What to run again, such as `part_to_repeat` names.
    n_jobs, progress
        As for `run`.

    Examples
    --------
    >>> from adadelta.claims import load_results
    >>> changes(load_results(), [("costs", "one parameter")], n_jobs=1)
    []
    """
    fresh, _ = measure(wanted, n_jobs, progress)
    table = {place: {series: dict(numbers) for series, numbers in own.items()} for place, own in stored.table.items()}
    for place, own in fresh.items():
        for series, numbers in own.items():
            table.setdefault(place, {}).setdefault(series, {}).update(numbers)
    found = []
    for name, old in stored.results.items():
        new = evaluate(old.claim, table)
        if (new.verdict, new.when) != (old.verdict, old.when):
            found.append(f"{name}: was {old.verdict} {old.when}, is {new.verdict} {new.when}")
    return found


def store(results: Results, path: Path = STORED) -> None:
    """Write results as readable JSON, all or nothing: a reader never meets half a file.

    Parameters
    ----------
    results : Results
        What `run` returned.
    path : Path
        Where; by default the package's own data.

    Examples
    --------
    >>> import tempfile
    >>> from adadelta.claims import load_results
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store(load_results(), Path(folder) / "claims.json")
    ...     [path.name for path in Path(folder).iterdir()]
    ['claims.json']
    """
    verdicts = {}
    for name, result in results.results.items():
        parts = []
        for finding in result.findings:
            intervals = {place: [round(v, DIGITS) for v in found[:3]] for place, found in finding.intervals.items()}
            parts.append(dataclasses.asdict(finding.part) | {"verdict": finding.verdict, "intervals": intervals})
        claim = dataclasses.asdict(result.claim) | {"verdict": result.verdict, "when": result.when, "parts": parts}
        verdicts[name] = {key: value for key, value in claim.items() if key != "id"}
    whole = {"about": results.about, "claims": verdicts, "tuned": results.tuned, "table": results.table}
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), text) + "\n"  # a list to a line
    with replaced(path) as part:
        part.write_text(text, encoding="utf-8")
