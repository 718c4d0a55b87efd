"""The ledger: what is claimed of Adadelta and its siblings, C1 to C19, and what twenty seeds say of each claim.

Each claim fixes its problems, budget, target and statistic in code before it runs. Every method is tuned by nine trials
on seeds that are not reported. A comparison holds if the 95 % interval of its paired differences excludes its bound on
problems of at least three kinds, one of them real data with held-out error. ``python -m adadelta.claims`` runs it all.
"""

from adadelta.claims import _claims, _tuning
from adadelta.claims._claims import Claim, Part
from adadelta.claims._ledger import Finding, Result, Results, evaluate, load_results, run
from adadelta.claims._statistics import Interval, interval, judge, student_t

__all__ = [
    "LEDGER",
    "PLACES",
    "TRIALS",
    "Claim",
    "Finding",
    "Interval",
    "Part",
    "Result",
    "Results",
    "evaluate",
    "interval",
    "judge",
    "load_results",
    "run",
    "student_t",
]

LEDGER = _claims.LEDGER
"""The nineteen claims by their names, ``"C1"`` to ``"C19"``."""

PLACES = _claims.PLACES
"""Where something is measured: for each name its title, its kind, and whether it is real data with held-out error."""

TRIALS = _tuning.TRIALS
"""What is tried of each method when it is tuned: nine settings."""
