"""Runs the ledger: experiments in parallel, verdicts from their numbers, and the stored results."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import os
import platform
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import adadelta
from adadelta.claims._claims import LEDGER, PLACES, Claim, Part, Task
from adadelta.claims._costs import costs
from adadelta.claims._experiments import EXPERIMENTS, Table
from adadelta.claims._problems import PROBLEMS, REPORTED
from adadelta.claims._statistics import HOLDS_WHEN, Interval, interval, judge

__all__ = ["Finding", "Result", "Results", "changes", "evaluate", "load_results", "part_to_repeat", "run", "store"]

STORED = Path(str(resources.files("adadelta") / "data" / "claims.json"))
DEFINITIONS = ("claims/_problems.py", "claims/_tuning.py", "claims/_experiments.py", "claims/_costs.py")
"""What decides the numbers, beside the methods themselves."""

DIGITS = 5
"""Decimals of the stored logarithms."""


class Finding(NamedTuple):
    """What was found of one comparison.

    Attributes
    ----------
    part : Part
        What was compared.
    verdict : str
        ``"holds"``, ``"holds when"`` (on some places only) or ``"does not hold"``.
    support : list of str
        The places where its interval lies below its bound.
    intervals : dict of str to Interval
        For each place, the mean logarithm of the ratio with its interval.

    Examples
    --------
    >>> finding = load_results().results["C6"].findings[0]
    >>> finding.part.words, list(finding.intervals)[0]
    ('Adadelta reaches the target sooner than SGD', 'ravine')
    """

    part: Part
    verdict: str
    support: list[str]
    intervals: dict[str, Interval]

    def ratio(self, place: str) -> tuple[float, float, float]:
        """Return the ratio of the two series on a place, and the ends of its interval.

        Examples
        --------
        >>> ratio, low, high = load_results().results["C6"].findings[0].ratio("digits")
        >>> low <= ratio <= high
        True
        """
        found = self.intervals[place]
        return 10**found.mean, 10**found.low, 10**found.high

    def sentence(self) -> str:
        """Return the part with its ratios and intervals, as Markdown: bold where they support it.

        Examples
        --------
        >>> load_results().results["C9"].findings[0].sentence()
        'counting the parameter and its gradient, SGD keeps fewer numbers (everywhere): one parameter **0.5**'
        """
        told = []
        for place in self.intervals:
            ratio, low, high = (f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" for value in self.ratio(place))
            mark = "**" if place in self.support else ""
            told.append(f"{place} {mark}{ratio}{mark}" + ("" if low == high else f" ({low} to {high})"))
        some = 0 < len(self.support) < len(self.intervals)
        extent = f"on {len(self.support)} of {len(self.intervals)}" if some else self.extent
        return f"{self.part.words} ({extent}): {', '.join(told)}"

    @property
    def extent(self) -> str:
        """On which of its places the part holds, in words.

        Examples
        --------
        >>> load_results().results["C4"].findings[0].extent
        'everywhere'
        """
        if len(self.support) == len(self.intervals):
            return "everywhere"
        return f"on {_on(self.support)}" if self.support else "nowhere"

    @property
    def signs(self) -> str:
        """What each interval says of the part, in order: ``+`` supports it, ``-`` opposes it, ``0`` does neither.

        Examples
        --------
        >>> finding = load_results().results["C9"].findings[2]
        >>> list(finding.intervals), finding.signs
        (['a batch of 1', 'a batch of 100'], '+-')
        """
        return "".join(found.sign(self.part.bound) for found in self.intervals.values())


class Result(NamedTuple):
    """A claim with its verdict.

    Attributes
    ----------
    claim : Claim
        What was claimed.
    verdict : str
        ``"holds"``, ``"holds when"`` or ``"does not hold"``.
    when : str
        On what it holds, if not everywhere.
    findings : list of Finding
        What was found of each of its parts.

    Examples
    --------
    >>> load_results().results["C9"].verdict
    'holds when'
    """

    claim: Claim
    verdict: str
    when: str
    findings: list[Finding]

    def expect(self, verdict: str, *signs: str) -> None:
        """Hold a text to the results that it was written for.

        Parameters
        ----------
        verdict : str
            The verdict that the text tells of.
        *signs : str
            For each comparison, those beside included, its `Finding.signs`.

        Raises
        ------
        AssertionError
            If one of them is another now; it says which, so that the text can be rewritten.

        Examples
        --------
        >>> load_results().results["C8"].expect("does not hold", "-00", "000", "---")
        >>> load_results().results["C8"].expect("holds", "-00", "000", "---")
        Traceback (most recent call last):
        AssertionError: rewrite the text on C8, which was written for other results:
          the verdict was 'holds' and is 'does not hold'
        """
        told = [("the verdict", verdict, self.verdict)] if verdict != self.verdict else []
        if len(signs) != len(self.findings):
            raise ValueError(f"{self.claim.id} has {len(self.findings)} comparisons; got signs for {len(signs)}")
        for old, finding in zip(signs, self.findings, strict=True):
            if old != finding.signs:
                told.append((f"{finding.part.words!r} on {', '.join(finding.intervals)}", old, finding.signs))
        if told:
            lines = "".join(f"\n  {what} was {old!r} and is {new!r}" for what, old, new in told)
            raise AssertionError(f"rewrite the text on {self.claim.id}, which was written for other results:{lines}")


class Results(NamedTuple):
    """All that a run of the ledger leaves.

    Attributes
    ----------
    about : dict
        When it ran, on what, for how long, with which version of the code.
    results : dict of str to Result
        For each claim that was run.
    table : dict
        The numbers: ``table[place][series][statistic]`` holds one decimal logarithm for each seed.
    tuned : dict
        For each place and method, the best of its trials.

    Examples
    --------
    >>> len(load_results().table["digits"]["Adadelta"]["final"])
    20
    """

    about: dict[str, Any]
    results: dict[str, Result]
    table: dict[str, Table]
    tuned: dict[str, Any]


def evaluate(claim: Claim, table: Mapping[str, Table]) -> Result:
    """Return the verdict on a claim, from the numbers alone.

    A claim holds if each of its judged parts does; it does not if none has any support. Where one part is enough
    (`Claim.any`), the best interval of each place is taken before the rule of three kinds is asked. That gives chance
    as many tries on a place as there are parts, and no allowance is made for it.

    Parameters
    ----------
    claim : Claim
        One of `LEDGER`.
    table : mapping
        The numbers, as in `Results`.

    Examples
    --------
    >>> stored = load_results()
    >>> evaluate(LEDGER["C9"], stored.table).verdict == stored.results["C9"].verdict
    True
    """
    kinds = {name: (kind, real) for name, (_, kind, real) in PLACES.items()}
    findings = []
    for part in claim.parts:
        found = {place: interval(_differences(part, place, table[place])) for place in part.places}
        findings.append(Finding(part, *judge(found, part.bound, kinds, part.exact), found))
    judged = [finding for finding in findings if finding.part.judged]
    if claim.any:
        bound = judged[0].part.bound
        best = {
            place: min((f.intervals[place] for f in judged), key=lambda found: (not found.supports(bound), found.low))
            for place in judged[0].part.places
        }
        verdict, support = judge(best, bound, kinds)
        return Result(claim, verdict, _on(support) if verdict == HOLDS_WHEN else "", findings)
    verdicts = {finding.verdict for finding in judged}
    verdict = verdicts.pop() if len(verdicts) == 1 else HOLDS_WHEN
    when = "; ".join(f"{f.part.words}: {f.extent}" for f in judged) if verdict == HOLDS_WHEN else ""
    return Result(claim, verdict, when, findings)


def _differences(part: Part, place: str, table: Table) -> list[float]:
    """The paired differences of a part's two sides, one for each seed."""

    def side(names: tuple[str, ...]) -> Any:
        if not names:
            return 0.0
        if names == ("the budget",):
            return math.log10(PROBLEMS[place].updates)
        return np.mean([table[name][part.statistic] for name in names], axis=0)

    differences: list[float] = np.atleast_1d(side(part.a) - side(part.b)).tolist()
    return differences


def _on(places: Iterable[str]) -> str:
    return ", ".join(PLACES[place][0] for place in places)


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
    table, tuned = _measure([task for claim in claims for task in claim.tasks], n_jobs, progress)
    about = {
        "version": adadelta.__version__,
        "definitions": hash_of(
            "claims/_problems.py", "claims/_tuning.py", "claims/_experiments.py", "claims/_costs.py"
        ),
        "package": hash_of("optimizers.py", "models.py", "datasets.py", "surfaces.py"),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "seconds": round(time.perf_counter() - start),
        "seeds": len(REPORTED),
    }
    return Results(about, {claim.id: evaluate(claim, table) for claim in claims}, table, tuned)


def _measure(tasks: Iterable[Task], n_jobs: int, progress: bool) -> tuple[dict[str, Table], dict[str, Any]]:
    """Run each task once, the long ones first, and put their numbers together."""
    import joblib  # type: ignore[import-untyped]
    from tqdm import tqdm  # here, so that reading the ledger needs only NumPy

    todo = sorted(dict.fromkeys(tasks), key=lambda task: ("digits" not in task, "few" not in task, task))
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
                rounded = {name: [round(v, DIGITS) for v in values] for name, values in statistics.items()}
                table.setdefault(task[1], {}).setdefault(series, {}).update(rounded)
            for place, note in notes.items():
                tuned.setdefault(place, {}).update(note)
    return table, tuned


def perform(task: Task) -> tuple[Table, dict[str, Any]]:
    """Run one experiment."""
    name, *arguments = task
    return costs(*arguments) if name == "costs" else EXPERIMENTS[name](*arguments)


def part_to_repeat() -> list[Task]:
    """Return the tasks that a check runs again: all on the ravine, and what else is cheap.

    Examples
    --------
    >>> ("tournament", "ravine", "Adadelta") in part_to_repeat()
    True
    """
    tasks = dict.fromkeys(task for claim in LEDGER.values() for task in claim.tasks)
    cheap = {"costs", "streams", "batch_sizes", "random_search"}
    return [task for task in tasks if task[1] == "ravine" or (task[0] in cheap and task[1] not in ("digits", "few"))]


def changes(stored: Results, tasks: Iterable[Task], n_jobs: int = -1, progress: bool = False) -> list[str]:
    """Run some tasks again and return, in words, what their numbers would change in the stored verdicts.

    Parameters
    ----------
    stored : Results
        What to compare with.
    tasks : iterable
        What to run again, such as `part_to_repeat` names.
    n_jobs, progress
        As for `run`.

    Examples
    --------
    >>> changes(load_results(), [("costs", "one parameter")], n_jobs=1)
    []
    """
    fresh, _ = _measure(tasks, n_jobs, progress)
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
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store(load_results(), Path(folder) / "claims.json")
    ...     [path.name for path in Path(folder).iterdir()]
    ['claims.json']
    """
    verdicts = {
        name: {"words": result.claim.words, "verdict": result.verdict, "when": result.when}
        | {
            "parts": [
                {"words": f.part.words, "verdict": f.verdict, "factor": f.part.factor, "judged": f.part.judged}
                | {"intervals": {place: [round(v, DIGITS) for v in found[:3]] for place, found in f.intervals.items()}}
                for f in result.findings
            ]
        }
        for name, result in results.results.items()
    }
    whole = {"about": results.about, "claims": verdicts, "tuned": results.tuned, "table": results.table}
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    text = re.sub(r"\[[^\[\]{}]*\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), text) + "\n"  # a list to a line
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load_results(path: Path = STORED) -> Results:
    """Return the stored results: what a run of the whole ledger has found.

    Parameters
    ----------
    path : Path
        Where from; by default the package's own data.

    Returns
    -------
    Results
        Verdicts and conditions as they were stored, intervals as they follow from the stored numbers.

    Examples
    --------
    >>> stored = load_results()
    >>> len(stored.results), stored.about["seeds"]
    (19, 20)
    """
    whole = json.loads(Path(path).read_text(encoding="utf-8"))
    results = {}
    for name, told in whole["claims"].items():
        fresh = evaluate(LEDGER[name], whole["table"])
        results[name] = fresh._replace(verdict=told["verdict"], when=told["when"])
    return Results(whole["about"], results, whole["table"], whole["tuned"])


def hash_of(*names: str) -> str:
    """Return a hash of some of the package's sources, whatever their line ends.

    Examples
    --------
    >>> len(hash_of("optimizers.py"))
    12
    """
    digest = hashlib.sha256()
    for name in names:
        text = (Path(adadelta.__file__).parent / name).read_text(encoding="utf-8")
        digest.update(text.encode())
    return digest.hexdigest()[:12]
