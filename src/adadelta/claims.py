"""What the stored experiments say of each claim on Adadelta and its siblings, C1 to C19.

Each claim fixes its problems, budget, target and statistic before it runs. Every method is tuned by nine trials on
seeds that are not reported. A comparison holds if the 95 % interval of its paired differences excludes its bound on
problems of at least three kinds, one of them real data with held-out error. `adadelta_studies.claims` runs them.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "PLACES",
    "Claim",
    "Finding",
    "Interval",
    "Part",
    "Place",
    "Result",
    "Results",
    "evaluate",
    "interval",
    "judge",
    "load_results",
    "student_t",
]

STORED = Path(__file__).parent / "data" / "claims.json"
"""The file of the stored results."""

Table = dict[str, dict[str, list[float]]]


class Place(NamedTuple):
    """Where something is measured.

    Attributes
    ----------
    title : str
        Its name in a sentence.
    kind : str
        Its kind; problems of one kind count once.
    real : bool
        Whether it is real data with held-out error.
    updates : int
        The budget of a run: gradients, and updates; 0 where nothing is trained.

    Examples
    --------
    >>> PLACES["digits"].title
    'handwritten digits'
    """

    title: str
    kind: str
    real: bool
    updates: int = 0


PLACES = {
    "ravine": Place("a rotated ravine seen through noise", "surface", False, 300),
    "outliers": Place("regression with outliers", "regression", False, 300),
    "rare": Place("regression on rare features", "sparse regression", False, 300),
    "words": Place("two classes from rare features", "sparse classification", False, 300),
    "penguins": Place("the mass of penguins", "real regression", True, 300),
    "digits": Place("handwritten digits", "real network", True, 250),
    "pixels": Place("digits from rare dark pixels", "real sparse classification", True, 250),
    "few": Place("a hundred digits, seen often", "real network on little data", True, 250),
    "stream": Place("a stream that never repeats", "stream", False, 300),
    "streams": Place("synthetic gradients", "synthetic gradients", False),
    "one parameter": Place("one parameter", "count", False),
    "a batch of 1": Place("batches of one row", "count", False),
    "a batch of 100": Place("batches of 100 rows", "count", False),
    "float32": Place("four million numbers in single precision", "time", False),
    "float64": Place("four million numbers in double precision", "time", False),
}
"""Where something is measured, by name: for each its title, its kind, whether it is real data, and the budget."""


@dataclasses.dataclass(frozen=True)
class Part:
    """One comparison: on each place, by what factor one series is smaller than another.

    Attributes
    ----------
    words : str
        What is compared, as a statement that holds where the factor is below its bound.
    a, b : tuple of str
        The series that the statement says is smaller, and the larger; of several, the mean; of none, a factor of 1.
    statistic : str
        The number compared: the decimal logarithm of a loss, count, rate or factor; a difference is then a ratio.
    places : tuple of str
        Where.
    factor : float
        The bound: the statement asks for ``a / b < factor``.
    experiment : str
        What measures it.
    exact : bool
        Whether the numbers are counts: nothing is left to chance, so it is asked of every place, not of three kinds.
    judged : bool
        Whether the verdict rests on it, or it is told beside.

    Examples
    --------
    >>> Part("it is lower", ("Adam",), ("SGD",), "final", ("digits",), factor=0.1).bound
    -1.0
    """

    words: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    statistic: str
    places: tuple[str, ...]
    factor: float = 1.0
    experiment: str = "tournament"
    exact: bool = False
    judged: bool = True

    @property
    def bound(self) -> float:
        """The decimal logarithm of the factor."""
        return math.log10(self.factor)


@dataclasses.dataclass(frozen=True)
class Claim:
    """A claim, and the comparisons that decide it.

    Attributes
    ----------
    id : str
        C1 to C19.
    words : str
        What is claimed.
    source : str
        Who says so: "the article" or "the paper".
    chapter : str
        Where the book treats it.
    parts : tuple of Part
        What is compared.
    any : bool
        Whether one of the judged parts is enough, problem by problem; otherwise all of them must hold.

    Examples
    --------
    >>> load_results().results["C8"].claim.words
    'Adadelta converges faster than gradient descent on sparse data.'
    """

    id: str
    words: str
    source: str
    chapter: str
    parts: tuple[Part, ...]
    any: bool = False


HOLDS, HOLDS_WHEN, HOLDS_NOT = "holds", "holds when", "does not hold"

T_975 = (
    *(12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281),
    *(2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860),
    *(2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423),
)
"""Student's t: what 2.5 % lie above, for 1 to 30 degrees of freedom."""


class Interval(NamedTuple):
    """A mean with its 95 % interval.

    Attributes
    ----------
    mean, low, high : float
        The mean and the ends of the interval; all equal where nothing is left to chance.
    n : int
        Number of differences, one for each seed.

    Examples
    --------
    >>> Interval(mean=-0.3, low=-0.4, high=-0.2, n=20).supports(bound=0.0)
    True
    """

    mean: float
    low: float
    high: float
    n: int

    def supports(self, bound: float) -> bool:
        """Whether the whole interval lies below `bound`."""
        return self.high < bound

    def opposes(self, bound: float) -> bool:
        """Whether the whole interval lies above `bound`."""
        return self.low > bound

    def sign(self, bound: float = 0.0) -> str:
        """Return ``+`` if the interval supports, ``-`` if it opposes, and ``0`` if it does neither.

        Examples
        --------
        >>> Interval(mean=-0.3, low=-0.4, high=-0.2, n=20).sign(), Interval(-0.3, -0.4, 0.1, 20).sign()
        ('+', '0')
        """
        return "+" if self.supports(bound) else "-" if self.opposes(bound) else "0"


def student_t(n: int) -> float:
    """Return the factor of Student's 95 % interval for the mean of `n` numbers.

    Parameters
    ----------
    n : int
        How many numbers, 2 to 31; the factor is that of n - 1 degrees of freedom.

    Raises
    ------
    ValueError
        If `n` is outside of these bounds.

    Examples
    --------
    >>> student_t(20)
    2.093
    """
    if not 2 <= n <= len(T_975) + 1:
        raise ValueError(f"n must be 2 to {len(T_975) + 1}; got {n}")
    return T_975[n - 2]


def interval(differences: ArrayLike) -> Interval:
    r"""Return the mean of paired differences with its 95 % interval by Student's t.

    .. math:: \bar d \pm t_{0.975,\,n-1}\, \frac{s}{\sqrt n}

    Parameters
    ----------
    differences : array_like, shape (n,)
        One difference for each seed, n at most 31. A single one is taken as exact.

    Raises
    ------
    ValueError
        If there is none, there are more than 31, or one is not finite.

    Examples
    --------
    >>> print("{:.2f} {:.2f} {:.2f} {}".format(*interval([1.0, 2.0, 3.0])))
    2.00 -0.48 4.48 3
    """
    values = np.asarray(differences, dtype=np.float64).ravel()
    if not 1 <= values.size <= len(T_975) + 1 or not np.isfinite(values).all():
        raise ValueError(f"differences must be 1 to {len(T_975) + 1} finite numbers; got {values}")
    mean, n = float(values.mean()), values.size
    if n == 1:
        return Interval(mean, mean, mean, 1)
    half = student_t(n) * float(values.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def judge(
    intervals: Mapping[str, Interval], bound: float, kinds: Mapping[str, tuple[str, bool]], exact: bool = False
) -> tuple[str, list[str]]:
    """Return the verdict on one comparison, and the problems that support it.

    It holds if the interval lies below `bound` on problems of at least three kinds, one of them real data, and above
    it on none. It holds on some problems only if it lies below `bound` on at least one. Where nothing is left to
    chance (`exact`), it holds if it does on every problem.

    Parameters
    ----------
    intervals : mapping of str to Interval
        One for each problem.
    bound : float
        What the interval must lie below.
    kinds : mapping of str to (str, bool)
        The kind of each problem, and whether it is real data.
    exact : bool, default False
        Whether the numbers are counts, which are the same at every seed.

    Examples
    --------
    >>> kinds = {"bowl": ("surface", False), "line": ("regression", False), "birds": ("real", True)}
    >>> three = {name: Interval(-0.3, -0.4, -0.2, 20) for name in kinds}
    >>> judge(three, 0.0, kinds)
    ('holds', ['bowl', 'line', 'birds'])
    >>> judge(three | {"birds": Interval(0.0, -0.1, 0.1, 20)}, 0.0, kinds)
    ('holds when', ['bowl', 'line'])
    """
    support = [name for name, found in intervals.items() if found.supports(bound)]
    against = [name for name, found in intervals.items() if found.opposes(bound)]
    if exact:
        full = len(support) == len(intervals)
    else:
        real: Sequence[str] = [name for name in support if kinds[name][1]]
        full = len({kinds[name][0] for name in support}) >= 3 and bool(real) and not against
    return (HOLDS if full else HOLDS_WHEN if support else HOLDS_NOT), support


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
            If one of them is another now; it says which, to rewrite the text.

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
        A stored claim, or your own.
    table : mapping
        The numbers, as in `Results`.

    Examples
    --------
    >>> stored = load_results()
    >>> evaluate(stored.results["C9"].claim, stored.table).verdict
    'holds when'
    """
    kinds = {name: (place.kind, place.real) for name, place in PLACES.items()}
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
            return math.log10(PLACES[place].updates)
        return np.mean([table[name][part.statistic] for name in names], axis=0)

    differences: list[float] = np.atleast_1d(side(part.a) - side(part.b)).tolist()
    return differences


def _on(places: Iterable[str]) -> str:
    return ", ".join(PLACES[place].title for place in places)


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
        parts = tuple(Part(**{key: _fixed(part[key]) for key in _PART}) for part in told["parts"])
        claim = Claim(name, told["words"], told["source"], told["chapter"], parts, told["any"])
        results[name] = evaluate(claim, whole["table"])._replace(verdict=told["verdict"], when=told["when"])
    return Results(whole["about"], results, whole["table"], whole["tuned"])


_PART = [field.name for field in dataclasses.fields(Part)]


def _fixed(value: Any) -> Any:
    """A list of the file as the tuple that it was."""
    return tuple(value) if isinstance(value, list) else value
