"""The paper's runs: test errors on MNIST along each method's settings, and the training behind the chosen one."""

from __future__ import annotations

from functools import cache
from typing import Any

import traitlets

from adadelta.experiments import CONSTANT, EPOCHS, METHODS, load_results, paper_error, summarize
from adadelta.widgets._explorable import Explorable

__all__ = ["PaperRuns"]

RATES = [1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5]
EPSILONS = [0.01, 1e-4, 1e-6, 1e-8]


class PaperRuns(Explorable):
    """The stored runs of the paper's network on MNIST: test error against epochs, and against the settings.

    The figure trains nothing. Every number is one of `adadelta.experiments.load_results`.

    Parameters
    ----------
    method : {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}, default "Adadelta"
        Optimizer.
    learning_rate : {1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5}, default 0.01
        Learning rate of a method other than Adadelta. SGD, Momentum and Adagrad have no runs at 1e-5, RMSprop and
        Adam none at 1; the figure then shows the nearest rate.
    rho : {0.9, 0.95, 0.99}, default 0.95
        Adadelta's decay rate.
    epsilon : {1e-2, 1e-4, 1e-6, 1e-8}, default 1e-6
        Adadelta's constant.
    activation : {"relu", "tanh"}, default "relu"
        Activation of the hidden layers.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    method, learning_rate, rho, epsilon, activation : str or float
        Traits, synchronized with the figure.
    stored : dict
        The results, as the figure needs them; read-only.

    Raises
    ------
    traitlets.TraitError
        If an argument is none of these, here or when it is set later.

    References
    ----------
    Zeiler (2012), tables 1 and 2.

    Examples
    --------
    >>> figure = PaperRuns("Momentum", learning_rate=0.1)
    >>> figure.stored["columns"]["Momentum"]
    [1.0, 0.1, 0.01, 0.001, 0.0001]
    >>> figure.stored["paper"]["Momentum"]
    [89.68, 2.03, 2.68, 6.98, 16.98]
    """

    method = traitlets.Enum([*METHODS], "Adadelta", help="optimizer").tag(sync=True)
    learning_rate = traitlets.Enum(RATES, 0.01, help="learning rate of a method other than Adadelta").tag(sync=True)
    rho = traitlets.Enum([0.9, 0.95, 0.99], 0.95, help="Adadelta's decay rate").tag(sync=True)
    epsilon = traitlets.Enum(EPSILONS, 1e-6, help="Adadelta's constant").tag(sync=True)
    activation = traitlets.Enum(["relu", "tanh"], "relu", help="activation of the hidden layers").tag(sync=True)
    stored: Any = traitlets.Dict(read_only=True, help="the results").tag(sync=True)
    shared = ("method", "learning_rate", "rho", "epsilon", "activation", "stored")

    def __init__(
        self,
        method: str = "Adadelta",
        learning_rate: float = 0.01,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        activation: str = "relu",
        *,
        question: str | None = None,
    ) -> None:
        settings = {"method": method, "learning_rate": learning_rate, "rho": rho, "epsilon": epsilon}
        super().__init__("paper-runs", {"stored": _stored()}, activation=activation, question=question, **settings)


@cache
def _stored() -> dict[str, Any]:
    """The results of the tables' runs by the protocol, as the page wants them: rows by name, largest setting first."""
    columns: dict[str, list[float]] = {}
    paper: dict[str, list[float]] = {}
    errors: dict[str, dict[str, list[list[list[float]]]]] = {"relu": {}, "tanh": {}}
    found = [
        summary for summary in summarize(load_results()) if summary.scale == 1 and summary.errors.shape[1] == EPOCHS
    ]
    for summary in sorted(found, key=lambda s: -s.settings["epsilon" if s.method == "Adadelta" else "learning_rate"]):
        adadelta = summary.method == "Adadelta"
        row = f"Adadelta {summary.settings['rho']:g}" if adadelta else summary.method
        runs = [[round(float(error), 2) for error in run] for run in summary.errors]
        errors[summary.activation].setdefault(row, []).append(runs)
        if summary.activation == "relu":
            columns.setdefault(row, []).append(summary.settings["epsilon" if adadelta else "learning_rate"])
            printed = paper_error(summary.method, summary.settings)
            if printed is not None:
                paper.setdefault(row, []).append(printed)
    return {"columns": columns, "paper": paper, "errors": errors, "lost": CONSTANT}
