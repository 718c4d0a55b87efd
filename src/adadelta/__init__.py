"""The tested NumPy package of the book *Building the Adadelta Optimizer from Scratch in Python*.

`import adadelta` is quick and needs only NumPy; `adadelta.plots` and `adadelta.widgets`, which draw, are
imported by name.
"""

from adadelta.averages import decayed_rms, ema, ema_weights, half_life, mean_age, rms
from adadelta.checkpoints import load_checkpoint, save_checkpoint
from adadelta.datasets import article_line, digits, noisy_gradient, noisy_step, penguins, sparse_features, standardize
from adadelta.models import MLP, LinearRegression, least_squares, mean_squared_error
from adadelta.optimizers import METHODS as METHODS
from adadelta.optimizers import SGD, Adadelta, Adagrad, Adam, Momentum, Optimizer, RMSprop
from adadelta.prose import say
from adadelta.training import Descent, History, descend, fit

__all__ = ["MLP", "SGD", "Adadelta", "Adagrad", "Adam", "Descent", "History", "LinearRegression", "Momentum"]
__all__ += ["Optimizer", "RMSprop", "article_line", "decayed_rms", "descend", "digits", "ema", "ema_weights", "fit"]
__all__ += ["half_life", "least_squares", "load_checkpoint", "mean_age", "mean_squared_error", "noisy_gradient"]
__all__ += ["noisy_step", "penguins", "rms", "save_checkpoint", "say", "sparse_features", "standardize"]

__version__ = "0.1.0"
