"""The ledger: runs what is claimed of Adadelta and its siblings, C1 to C19, on twenty seeds each.

``python -m adadelta_studies.claims`` runs it all and stores what `adadelta.claims` reads.
"""

from adadelta_studies.claims.experiments import EXPERIMENTS
from adadelta_studies.claims.ledger import LEDGER, tasks
from adadelta_studies.claims.problems import CHECKS, PROBLEMS, REPORTED, TUNING
from adadelta_studies.claims.running import changes, part_to_repeat, perform, run, store
from adadelta_studies.claims.tuning import METHODS, TRIALS, make

__all__ = [
    "CHECKS",
    "EXPERIMENTS",
    "LEDGER",
    "METHODS",
    "PROBLEMS",
    "REPORTED",
    "TRIALS",
    "TUNING",
    "changes",
    "make",
    "part_to_repeat",
    "perform",
    "run",
    "store",
    "tasks",
]
