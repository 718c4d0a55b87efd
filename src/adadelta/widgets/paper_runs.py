"""The paper's runs: test errors on MNIST along each method's settings, and the training behind the chosen one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import traitlets

from adadelta._numbers import Table, fixed, setting
from adadelta.experiments import CONSTANT, EPOCHS, METHODS, load_results, paper_error, summarize
from adadelta.widgets._explorable import Explorable

__all__ = ["PaperRuns"]

RATES = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)
RHOS = (0.9, 0.95, 0.99)
EPSILONS = (0.01, 1e-4, 1e-6, 1e-8)
WORDS = {"relu": "rectified linear units", "tanh": "tanh"}


@dataclass(frozen=True)
class Row:
    """A method's runs, from its largest setting to its smallest: errors by column, seed and epoch."""

    method: str
    columns: list[float]
    cells: list[list[list[float]]]

    @property
    def ends(self) -> list[list[float]]:
        """The last errors of each column's seeds."""
        return [[run[-1] for run in runs] for runs in self.cells]

    @property
    def means(self) -> list[float]:
        """Their means."""
        return [_mean(errors) for errors in self.ends]


class PaperRuns(Explorable):
    """The stored runs of the paper's network on MNIST: test error against epochs, and against the settings.

    It trains nothing. Every number is one of `adadelta.experiments.load_results`.

    Parameters
    ----------
    method : {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}, default "Adadelta"
        The optimizer.
    learning_rate : {1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5}, default 0.01
        Its rate, unless it is Adadelta. Of SGD, Momentum and Adagrad there are no runs at 1e-5, of RMSprop and Adam
        none at 1; the nearest rate is shown instead.
    rho : {0.9, 0.95, 0.99}, default 0.95
        Adadelta's decay rate.
    epsilon : {1e-2, 1e-4, 1e-6, 1e-8}, default 1e-6
        Adadelta's constant.
    activation : {"relu", "tanh"}, default "relu"
        Of the hidden layers.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    method, learning_rate, rho, epsilon, activation : str or float
        Traits, synchronized with the figure.
    stored : dict
        The results that the page draws from.

    Raises
    ------
    traitlets.TraitError
        If an argument is none of these, here or when it is set later.

    References
    ----------
    Zeiler (2012), tables 1 and 2.

    Examples
    --------
    >>> PaperRuns("Momentum", learning_rate=0.1).row().columns
    [1.0, 0.1, 0.01, 0.001, 0.0001]
    """

    method = traitlets.Enum([*METHODS], "Adadelta", help="the optimizer").tag(sync=True)
    learning_rate = traitlets.Enum([*RATES], 0.01, help="its rate, unless it is Adadelta").tag(sync=True)
    rho = traitlets.Enum([*RHOS], 0.95, help="Adadelta's decay rate").tag(sync=True)
    epsilon = traitlets.Enum([*EPSILONS], 1e-6, help="Adadelta's constant").tag(sync=True)
    activation = traitlets.Enum([*WORDS], "relu", help="of the hidden layers").tag(sync=True)
    stored: Any = traitlets.Dict(help="what the page draws from").tag(sync=True)
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
        answer: str | None = None,
    ) -> None:
        super().__init__(
            method=method,
            learning_rate=learning_rate,
            rho=rho,
            epsilon=epsilon,
            activation=activation,
            stored=_stored(),
            question=question,
            answer=answer,
        )
        self.set_trait("explorable", "paper-runs")

    def row(self, method: str | None = None) -> Row:
        """Return the runs of a method, by default the chosen one, at the chosen ρ.

        Examples
        --------
        >>> row = PaperRuns().row()
        >>> len(row.cells), len(row.cells[0]), len(row.cells[0][0])
        (4, 3, 6)
        """
        method = method or self.method
        key = self._key(method)
        return Row(method, self.stored["columns"][key], self.stored["errors"][self.activation][key])

    def sentence(self) -> str:
        """Return the chosen cell's error, the paper's, and how far the row's errors reach."""
        row, at = self.row(), self._at()
        ends, printed = row.ends[at], self._paper()
        lost = sum(error >= self.stored["lost"] for error in ends)
        beside = "a cell that the paper does not have" if printed is None else f"and {fixed(printed, 2)}% in the paper"
        return (
            f"{self._named()}: after {len(self._runs()[0])} epochs {fixed(_mean(ends), 2)}% of the test digits are "
            f"misread ({fixed(min(ends), 2)} to {fixed(max(ends), 2)} over {len(ends)} seeds"
            f"{f', {lost} of them diverged' if lost else ''}), {beside}; along its {len(row.columns)} settings the "
            f"mean runs from {fixed(min(row.means), 2)}% to {fixed(max(row.means), 2)}%."
        )

    def table(self) -> Table:
        """Return the chosen cell's errors after each epoch, and the last errors of each cell of its row."""
        row, runs = self.row(), self._runs()
        printed = self.stored["paper"].get(self._key(self.method), [None] * len(row.columns))
        sign = "ε" if self.method == "Adadelta" else "η"
        epochs = [
            _cells(f"epoch {epoch}", [*errors], None) for epoch, errors in enumerate(zip(*runs, strict=True), start=1)
        ]
        along = [
            _cells(f"{sign} = {setting(value)}, at the end", errors, paper)
            for value, errors, paper in zip(row.columns, row.ends, printed, strict=True)
        ]
        heads = ["test error in %", *(f"seed {seed}" for seed in range(len(runs))), "mean", "paper"]
        return Table(heads, [*epochs, *along])

    def _key(self, method: str) -> str:
        return f"Adadelta {setting(self.rho)}" if method == "Adadelta" else method

    def _at(self) -> int:
        """The chosen column: the one nearest by ratio."""
        value = self.epsilon if self.method == "Adadelta" else self.learning_rate
        columns = self.row().columns
        return min(range(len(columns)), key=lambda i: abs(math.log(columns[i] / value)))

    def _runs(self) -> list[list[float]]:
        return self.row().cells[self._at()]

    def _paper(self) -> float | None:
        printed = self.stored["paper"].get(self._key(self.method))
        return printed[self._at()] if printed else None

    def _named(self) -> str:
        sign = f"ρ = {setting(self.rho)} and ε" if self.method == "Adadelta" else "η"
        return f"{self.method} with {sign} = {setting(self.row().columns[self._at()])}, {WORDS[self.activation]}"


@cache
def _stored() -> dict[str, Any]:
    """The results of the tables' runs by the protocol, as the page wants them: rows by name, largest setting first."""
    columns: dict[str, list[float]] = {}
    paper: dict[str, list[float]] = {}
    errors: dict[str, dict[str, list[list[list[float]]]]] = {activation: {} for activation in WORDS}
    found = [
        summary for summary in summarize(load_results()) if summary.scale == 1 and summary.errors.shape[1] == EPOCHS
    ]
    for summary in sorted(found, key=lambda s: -s.settings["epsilon" if s.method == "Adadelta" else "learning_rate"]):
        adadelta = summary.method == "Adadelta"
        row = f"Adadelta {setting(summary.settings['rho'])}" if adadelta else summary.method
        runs = [[round(float(error), 2) for error in run] for run in summary.errors]
        errors[summary.activation].setdefault(row, []).append(runs)
        if summary.activation == "relu":
            columns.setdefault(row, []).append(summary.settings["epsilon" if adadelta else "learning_rate"])
            printed = paper_error(summary.method, summary.settings)
            if printed is not None:
                paper.setdefault(row, []).append(printed)
    return {"columns": columns, "paper": paper, "errors": errors, "lost": CONSTANT}


def _mean(values: list[float]) -> float:
    """The mean, summed from left to right: the page's last digit is this one."""
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


def _cells(name: str, errors: list[float], paper: float | None) -> list[str]:
    numbers = [fixed(error, 2) for error in (*errors, _mean(errors))]
    return [name, *numbers, "–" if paper is None else fixed(paper, 2)]
