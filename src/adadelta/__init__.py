"""The tested NumPy package of the book *Building the Adadelta Optimizer from Scratch in Python*.

`import adadelta` is quick and needs only NumPy; `adadelta.plots` and `adadelta.widgets`, which draw, are
imported by name.
"""

from adadelta import optimizers
from adadelta.averages import decayed_rms, ema, ema_weights, half_life, mean_age, rms
from adadelta.checkpoints import load_checkpoint, save_checkpoint
from adadelta.datasets import article_line, digits, noisy_gradient, noisy_step, penguins, sparse_features, standardize
from adadelta.models import MLP, LinearRegression, least_squares, mean_squared_error
from adadelta.optimizers import *  # noqa: F403 - what it lists in `__all__`
from adadelta.optimizers import METHODS as METHODS
from adadelta.prose import say
from adadelta.training import Descent, History, descend, fit

__all__ = ["MLP", "Descent", "History", "LinearRegression", "article_line", "decayed_rms", "descend", "digits", "ema"]
__all__ += ["ema_weights", "fit", "half_life", "least_squares", "load_checkpoint", "mean_age", "mean_squared_error"]
__all__ += ["noisy_gradient", "noisy_step", "penguins", "rms", "save_checkpoint", "say", "sparse_features"]
__all__ += ["standardize", *optimizers.__all__]

__version__ = "0.2.0"
