"""What all tests share: the same examples on every run, and figures that need no screen."""

import matplotlib
from hypothesis import settings

matplotlib.use("Agg")
settings.register_profile("deterministic", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("deterministic")
