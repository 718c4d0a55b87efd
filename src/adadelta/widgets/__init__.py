"""The explorables: figures that the reader moves.

Each has three homes. In a live kernel it is an ipywidget whose traits are synchronized with Python; on a
published page it is alive without a kernel, since its maths runs in the page; everywhere else it is a static
figure with the same content.
"""

from adadelta.widgets.article_regression import ArticleRegression
from adadelta.widgets.batch_sizes import BatchSizes
from adadelta.widgets.bug_gallery import BugGallery
from adadelta.widgets.hidden_rate import HiddenRate
from adadelta.widgets.moving_average import MovingAverage
from adadelta.widgets.one_update import OneUpdate
from adadelta.widgets.optimizer_race import OptimizerRace
from adadelta.widgets.paper_runs import PaperRuns
from adadelta.widgets.rate_over_time import RateOverTime
from adadelta.widgets.root_mean_square import RootMeanSquare
from adadelta.widgets.units_lab import UnitsLab

__all__ = [
    "ArticleRegression",
    "BatchSizes",
    "BugGallery",
    "HiddenRate",
    "MovingAverage",
    "OneUpdate",
    "OptimizerRace",
    "PaperRuns",
    "RateOverTime",
    "RootMeanSquare",
    "UnitsLab",
]
