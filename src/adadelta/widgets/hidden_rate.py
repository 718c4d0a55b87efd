"""ε, the hidden learning rate: how many steps a descent needs, and which way it goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import surfaces
from adadelta._numbers import Table, number, setting
from adadelta.optimizers import Adadelta
from adadelta.surfaces import Surface
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["HiddenRate"]

MOST = 4000
"""A descent that has not arrived after so many steps is given up."""
EPSILONS = [float(f"{digit}e{power}") for power in range(-8, 0) for digit in (1, 2, 5)] + [1.0]

Point = tuple[float, float]


PLACES: dict[str, tuple[str, Surface, Callable[[float], Point]]] = {
    "bowl": ("a bowl", surfaces.noisy_bowl(noise=0.0), lambda value: (math.sqrt(2 * value), math.sqrt(2 * value))),
    "ravine": ("a ravine", surfaces.ravine(), lambda value: (math.sqrt(2 * value), math.sqrt(2 * value) / 10)),
    "plateau": ("a plateau", surfaces.plateau(), lambda value: (math.sqrt(-2 * math.log1p(-value)),) * 2),
}
"""Each surface by its name: its words, itself, and the half axes of the ellipse on which it has a value."""


class HiddenRate(Explorable):
    r"""How many steps Adadelta needs, against :math:`\epsilon`, with the path that it takes.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate in [0, 0.999].
    epsilon : float, default 1e-6
        The constant inside both roots, in [1e-8, 1]. Inside the first root it has the units of
        :math:`\Delta x^2`, inside the second those of the squared gradient.
    tolerance : float, default 0.01
        The descent has arrived when the loss is this part of the loss at the start, in [1e-4, 0.1].
    surface : {"ravine", "bowl", "plateau"}, default "ravine"
        What is descended, from its own start: `surfaces.ravine()`, `surfaces.noisy_bowl(noise=0)` or
        `surfaces.plateau()`.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    rho, epsilon, tolerance, surface : float, float, float and str
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    Notes
    -----
    Let the gradient be steady and :math:`g^2 \gg \epsilon`. The first step is
    :math:`\sqrt{\epsilon / (1 - \rho)}`, and the steps stay about as long while
    :math:`t \ll (1 - \rho)^{-2}`: the number needed for a distance d is :math:`d \sqrt{(1 - \rho) / \epsilon}`.
    Later :math:`\Delta x_t^2 = E[\Delta x^2]_{t-1} + \epsilon`, so that each step adds
    :math:`(1 - \rho)\,\epsilon` to the average, the distance is
    :math:`\tfrac23 \sqrt{(1 - \rho)\,\epsilon}\; t^{3/2}`, and the number grows like
    :math:`\epsilon^{-1/3}`.

    References
    ----------
    Zeiler (2012), algorithm 1 and section 3.2, where :math:`\epsilon` starts off the first step.

    Examples
    --------
    >>> print(HiddenRate().sentence()[:99])
    At ρ = 0.95 and ε = 1e-6 the first step is at most 0.004472 along each axis, and Adadelta needs 688
    """

    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-8, max=1.0, help="constant inside both roots").tag(sync=True)
    tolerance = Number(0.01, min=1e-4, max=0.1, help="part of the first loss to arrive at").tag(sync=True)
    surface = traitlets.Enum(list(PLACES), "ravine", help="what is descended").tag(sync=True)
    shared = ("rho", "epsilon", "tolerance", "surface")

    def __init__(
        self,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        tolerance: float = 0.01,
        surface: str = "ravine",
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(
            rho=rho, epsilon=epsilon, tolerance=tolerance, surface=surface, question=question, answer=answer
        )
        self.set_trait("explorable", "hidden-rate")

    def run(self) -> tuple[dict[float, float], NDArray[np.float64]]:
        """Return the steps needed by each ε, infinitely many if more than 4000, and the path of the chosen one."""
        return _run(self.surface, self.rho, self.epsilon, self.tolerance)

    def sentence(self) -> str:
        """Return the steps needed with the chosen ε, with ten times, and with a tenth of it."""
        counts, _ = self.run()
        steps = counts[self.epsilon]
        task = f"bring the loss on {PLACES[self.surface][0]} to {setting(self.tolerance)} of its first value"
        here = f"does not {task} within {MOST} steps" if steps > MOST else f"needs {_plural(int(steps))} to {task}"
        more, less = (
            "it does not arrive" if n > MOST else f"it needs {n:.0f}"
            for n in (counts[self.epsilon * 10], counts[self.epsilon / 10])
        )
        return (
            f"At ρ = {setting(self.rho)} and ε = {setting(self.epsilon)} the first step is at most "
            f"{number(self._first_step(self.epsilon))} along each axis, and Adadelta {here}; "
            f"with ten times the ε {more}, and with a tenth {less}."
        )

    def table(self) -> Table:
        """Return the first step and the steps needed for the powers of ten and the chosen ε."""
        counts, _ = self.run()
        rows = [
            [
                setting(epsilon),
                number(self._first_step(epsilon)),
                f"not within {MOST}" if counts[epsilon] > MOST else f"{counts[epsilon]:.0f}",
            ]
            for epsilon in sorted({*EPSILONS[::3], self.epsilon})
        ]
        return Table(["ε", "first step at most", "steps needed"], rows)

    def _first_step(self, epsilon: float) -> float:
        return math.sqrt(epsilon / (1 - self.rho))


@lru_cache(maxsize=4)
def _run(name: str, rho: float, chosen: float, tolerance: float) -> tuple[dict[float, float], NDArray[np.float64]]:
    surface = PLACES[name][1]
    epsilons = [chosen, chosen * 10, chosen / 10, *EPSILONS]
    points = np.empty((MOST + 1, len(epsilons), 2))
    points[0] = surface.start
    Eg2, Edx2 = np.zeros((2, len(epsilons), 2))
    # The method's own rule, for all descents at once: each has an ε, which the optimizer itself has but one of.
    settings: Any = SimpleNamespace(rho=rho, epsilon=np.array(epsilons)[:, np.newaxis], learning_rate=1.0)
    with np.errstate(under="ignore"):
        for t in range(MOST):
            points[t + 1] = points[t] + Adadelta.rule(settings, surface.gradient(points[t]), Eg2, Edx2)
        values = surface.value(points)
    there = values <= tolerance * values[0]
    counts = np.where(there.any(axis=0), there.argmax(axis=0), math.inf).tolist()
    return dict(zip(epsilons, counts, strict=True)), points[: int(min(counts[0], MOST)) + 1, 0]


def _plural(n: int) -> str:
    return f"{n} {'step' if n == 1 else 'steps'}"
