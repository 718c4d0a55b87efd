"""The bug gallery: Adadelta and a wrong one down the same surface, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import mistakes, surfaces
from adadelta._numbers import Table, milestones, number
from adadelta.optimizers import Adadelta
from adadelta.surfaces import Surface
from adadelta.training import descend
from adadelta.widgets._explorable import Explorable, Number
from adadelta.widgets.one_update import RULES

__all__ = ["BugGallery"]

MOST = 300
"""Steps."""
BUGS: dict[str, tuple[str, type[Adadelta]]] = {
    "ahead": ("E[Δx²] one step early", mistakes.NumeratorAhead),
    **{bug: rule for bug, rule in RULES.items() if bug != "none"},
}
"""The mistakes: what is said of each, and the optimizer."""
GROUNDS: dict[str, tuple[str, Surface]] = {
    "bowl": ("a bowl", surfaces.noisy_bowl(noise=0.0)),
    "ravine": ("a ravine", surfaces.ravine()),
    "rosenbrock": (surfaces.rosenbrock().name, surfaces.rosenbrock()),
    "himmelblau": (surfaces.himmelblau().name, surfaces.himmelblau()),
}


@dataclass(frozen=True)
class Walk:
    """The moves of each step and their lengths; the loss above its minimum at the start and after each."""

    moves: NDArray[np.float64]
    lengths: NDArray[np.float64]
    losses: NDArray[np.float64]


class BugGallery(Explorable):
    r"""A wrong Adadelta beside the right one: the loss, in which it hides, and the steps, which give it away.

    Both descend the same surface from its own start.

    Parameters
    ----------
    bug : {"ahead", "order", "epsilon", "rate", "bracket"}, default "ahead"
        Which mistake: `NumeratorAhead`, `StaleDenominator`, `EpsilonOutside`, `RateInside` or `SlippedBracket` of
        `adadelta.mistakes`.
    surface : {"bowl", "ravine", "rosenbrock", "himmelblau"}, default "ravine"
        What is descended; the bowl is :math:`\tfrac12 x^2 + \tfrac12 y^2`.
    steps : int, default 100
        Steps of both, in [1, 300].
    rho : float, default 0.95
        Decay rate in [0, 0.999].
    epsilon : float, default 1e-6
        The constant :math:`\epsilon` in [1e-8, 1].
    learning_rate : float, default 1.0
        What scales the applied step, in [0.01, 2]; 1 is the paper's method.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    bug, surface, steps, rho, epsilon, learning_rate : str, str, int and float
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    Zeiler (2012), algorithm 1; `adadelta.mistakes` tells where each mistake has been made.

    Examples
    --------
    >>> gallery = BugGallery(bug="bracket")
    >>> print(gallery.sentence()[:69])
    With a slipped bracket, the loss on a ravine goes from 58.00 to 4.692
    >>> gallery.table().rows[0][:4]
    ['1', '0.10028', '0.0063246', '15.86']
    """

    bug = traitlets.Enum(list(BUGS), "ahead", help="which mistake").tag(sync=True)
    surface = traitlets.Enum(list(GROUNDS), "ravine", help="what is descended").tag(sync=True)
    steps = traitlets.Int(100, min=1, max=MOST, help="steps of both").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-8, max=1.0, help="the constant epsilon").tag(sync=True)
    learning_rate = Number(1.0, min=0.01, max=2.0, help="what scales the applied step").tag(sync=True)
    shared = ("bug", "surface", "steps", "rho", "epsilon", "learning_rate")

    def __init__(
        self,
        bug: str = "ahead",
        surface: str = "ravine",
        steps: int = 100,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        learning_rate: float = 1.0,
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(
            bug=bug,
            surface=surface,
            steps=steps,
            rho=rho,
            epsilon=epsilon,
            learning_rate=learning_rate,
            question=question,
            answer=answer,
        )
        self.set_trait("explorable", "bug-gallery")

    def walks(self) -> tuple[Walk, Walk]:
        """Return how the wrong rule walks, and the right one."""
        wrong, right = (self._walk(rule) for rule in (BUGS[self.bug][1], Adadelta))
        return wrong, right

    def _walk(self, rule: type[Adadelta]) -> Walk:
        ground = GROUNDS[self.surface][1]
        path = descend(ground, rule(self.rho, self.epsilon, self.learning_rate), self.steps, stop=True)
        with np.errstate(all="ignore"):  # the last point may lie beyond all numbers
            moves = np.diff(path.points, axis=0)
            return Walk(moves, np.hypot(*moves.T), path.values - ground.least)

    @staticmethod
    def _partings(wrong: Walk, right: Walk) -> tuple[int | None, int | None]:
        """The first step that is off by more than 1% of the right one, and the first loss off by more than 10%."""
        n = min(len(wrong.lengths), len(right.lengths))
        with np.errstate(all="ignore"):
            off = np.hypot(*(wrong.moves[:n] - right.moves[:n]).T) > 0.01 * right.lengths[:n]
            far = np.abs(wrong.losses[: n + 1] - right.losses[: n + 1]) > 0.1 * right.losses[: n + 1]
        return int(off.argmax()) + 1 if off.any() else None, int(far.argmax()) if far.any() else None

    def sentence(self) -> str:
        """Return where both losses end, and where steps and losses first differ."""
        wrong, right = self.walks()
        step, loss = self._partings(wrong, right)
        end = len(wrong.losses) - 1  # the right rule's steps grow by a factor of √2 at most: 300 overflow nothing
        words, ground = BUGS[self.bug][0], GROUNDS[self.surface][0]
        lost = ", the last before a square overflows" if end < self.steps else ""
        if step is None:
            parts = "no step differs by more than 1%"
        else:
            times = number(_ratio(wrong.lengths[step - 1], right.lengths[step - 1]))
            first = f"the steps first differ by more than 1% at step {step}"
            parts = f"{first}, which is {times} times as long as the right one"
        losses = "no loss by more than 10%" if loss is None else f"the losses by more than 10% after step {loss}"
        return (
            f"With {words}, the loss on {ground} goes from {number(wrong.losses[0])} to {number(wrong.losses[end])} in "
            f"{_plural(end)}{lost}, and by the right rule to {number(right.losses[-1])}; "
            f"{parts}, and {losses}."
        )

    def table(self) -> Table:
        """Return the lengths of some steps, how they compare, and the losses after them."""
        wrong, right = self.walks()

        def cell(values: NDArray[np.float64], i: int) -> str:
            return number(float(values[i]), 5) if i < len(values) else "–"

        rows = []
        for t in milestones(self.steps):
            both = t <= min(len(wrong.lengths), len(right.lengths)) and right.lengths[t - 1] > 0
            times = number(_ratio(wrong.lengths[t - 1], right.lengths[t - 1])) if both else "–"
            lengths = [cell(walk.lengths, t - 1) for walk in (wrong, right)]
            rows.append([str(t), *lengths, times, *(cell(walk.losses, t) for walk in (wrong, right))])
        head = ["after step", "its length", "by the right rule", "times as long", "loss", "loss by the right rule"]
        return Table(head, rows)


def _ratio(a: Any, b: Any) -> float:
    with np.errstate(all="ignore"):
        return float(np.divide(a, b))


def _plural(n: int) -> str:
    return f"{n} {'step' if n == 1 else 'steps'}"
