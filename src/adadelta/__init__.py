"""The tested NumPy package of the book *Building the Adadelta Optimizer from Scratch in Python*.

`import adadelta` is quick and needs only NumPy; `adadelta.plots` and `adadelta.widgets`, which draw, are
imported by name.
"""

from adadelta.averages import decayed_rms, ema, ema_weights, half_life, mean_age, rms
from adadelta.datasets import article_line, noisy_step, penguins, standardize
from adadelta.models import LinearRegression, least_squares, mean_squared_error
from adadelta.optimizers import SGD, Adadelta, Adagrad, Adam, Momentum, Optimizer, RMSprop
from adadelta.prose import say
from adadelta.training import History, fit

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "History",
    "LinearRegression",
    "Momentum",
    "Optimizer",
    "RMSprop",
    "article_line",
    "decayed_rms",
    "ema",
    "ema_weights",
    "fit",
    "half_life",
    "least_squares",
    "mean_age",
    "mean_squared_error",
    "noisy_step",
    "penguins",
    "rms",
    "say",
    "standardize",
]

__version__ = "0.1.0"
