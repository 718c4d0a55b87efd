"""Checks for the chapters' exercises: each takes the reader's own function and says in words what differs.

A check never raises: it prints "right: ..." or "not yet: ...". It compares with the package on a few inputs, and
recognizes the mistakes that are made most often by making them itself. Each chapter's checks are a module of its name.
"""

from adadelta.exercises import ema, implementation, update_rule, visualization
from adadelta.exercises.ema import *
from adadelta.exercises.implementation import *
from adadelta.exercises.update_rule import *
from adadelta.exercises.visualization import *

__all__ = [*ema.__all__, *implementation.__all__, *update_rule.__all__, *visualization.__all__]
