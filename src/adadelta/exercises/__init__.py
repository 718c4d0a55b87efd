"""Checks for the chapters' exercises: each takes the reader's own function and says in words what differs.

A check never raises: it prints "right: ..." or "not yet: ...". It compares with the package on a few inputs, and
recognizes the mistakes that are made most often by making them itself. Each chapter's checks are a module of its name.
"""

from adadelta.exercises.adaptive_rate import *
from adadelta.exercises.claims import *
from adadelta.exercises.comparison import *
from adadelta.exercises.conclusion import *
from adadelta.exercises.ema import *
from adadelta.exercises.implementation import *
from adadelta.exercises.optimizers import *
from adadelta.exercises.pitfalls import *
from adadelta.exercises.reproduction import *
from adadelta.exercises.rms import *
from adadelta.exercises.structure import *
from adadelta.exercises.update_rule import *
from adadelta.exercises.visualization import *

__all__ = sorted(name for name in globals() if name.startswith("check_"))
