"""Units lab: both coordinates, or the loss, in other units, and which method takes the same path."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta._numbers import Table, number, setting
from adadelta.optimizers import SGD, Adadelta, Optimizer, RMSprop
from adadelta.surfaces import ravine
from adadelta.training import descend
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["UnitsLab"]

Array = NDArray[np.float64]

MOST_STEPS = 300
RAVINE = ravine(condition=10.0)
"""A gentle one: one rate can suit both of its coordinates, and as they do not mix, all is the units' doing."""


@dataclass(frozen=True)
class Walk:
    """A method's path in the old units, its last loss, its first step outside of the window, and its overflow."""

    optimizer: Optimizer
    points: Array
    loss: float
    left: int | None
    over: bool


@dataclass(frozen=True)
class Run:
    """How one method walks at k = 0 and at k, and the distance between the ends."""

    name: str
    before: Walk
    after: Walk
    apart: float


class UnitsLab(Explorable):
    r"""SGD, RMSprop and Adadelta on one surface whose coordinates, or whose loss, are counted in other units.

    With :math:`u = c\,x` for both coordinates a method meets the gradient :math:`g / c`, with s times the loss
    :math:`s\,g`. Its path, in the old units, is drawn beside the one that it takes at :math:`c = s = 1`. The
    settings have units, those of x and of the loss f:

    .. math::

       \text{SGD: } \eta \sim \frac{x^2}{f}, \qquad \text{RMSprop: } \eta \sim x, \quad \epsilon \sim \frac{f}{x},
       \qquad \text{Adadelta: } \epsilon \sim x^2 \text{ in the numerator, } \frac{f^2}{x^2} \text{ in the denominator}

    So one that is left as it is means another step in other units, unless it is negligible beside what it is added
    to. Adadelta has one epsilon where its two roots want two, and cannot be converted for both.

    Parameters
    ----------
    what : {"x", "loss"}, default "x"
        What is rescaled: both coordinates, or the loss.
    power : int, default 1
        k in [-3, 3]: it is multiplied by :math:`10^k`.
    settings : {"same", "converted"}, default "same"
        Whether the settings are left as they are, or converted with the units: SGD's rate times :math:`c^2 / s`,
        RMSprop's times c and its epsilon times :math:`s / c`, Adadelta's epsilon times :math:`c^2`, as its
        numerator wants it.
    steps : int, default 200
        Steps of every method, in [1, 300].
    epsilon : float, default 1e-4
        Adadelta's constant, in [1e-12, 1].
    rho : float, default 0.95
        Adadelta's decay rate, in [0, 0.999].
    SGD_learning_rate, RMSprop_learning_rate : float, default 0.05
        Rates in [1e-4, 10]. RMSprop's other settings are the package's defaults.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    what, power, settings, steps, epsilon, rho, SGD_learning_rate, RMSprop_learning_rate : str, int or float
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    Zeiler (2012), section 3.2, for the units of the ratio without epsilon.

    Examples
    --------
    >>> for run in UnitsLab(what="loss", power=2).runs():
    ...     print(run.name, run.after.over, run.apart < 1e-3)
    SGD True False
    RMSprop False True
    Adadelta False True
    """

    what = traitlets.Enum(["x", "loss"], "x", help="what is rescaled").tag(sync=True)
    power = traitlets.Int(1, min=-3, max=3, help="it is multiplied by ten to this power").tag(sync=True)
    settings = traitlets.Enum(["same", "converted"], "same", help="what becomes of the settings").tag(sync=True)
    steps = traitlets.Int(200, min=1, max=MOST_STEPS, help="steps of every method").tag(sync=True)
    epsilon = Number(1e-4, min=1e-12, max=1.0, help="Adadelta's constant inside both roots").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="Adadelta's decay rate").tag(sync=True)
    SGD_learning_rate = Number(0.05, min=1e-4, max=10.0, help="SGD's learning rate").tag(sync=True)
    RMSprop_learning_rate = Number(0.05, min=1e-4, max=10.0, help="RMSprop's learning rate").tag(sync=True)
    shared = (
        "what", "power", "settings", "steps", "epsilon", "rho", "SGD_learning_rate", "RMSprop_learning_rate",
    )  # fmt: skip

    def __init__(
        self,
        what: str = "x",
        power: int = 1,
        settings: str = "same",
        steps: int = 200,
        epsilon: float = 1e-4,
        rho: float = 0.95,
        SGD_learning_rate: float = 0.05,
        RMSprop_learning_rate: float = 0.05,
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(
            what=what,
            power=power,
            settings=settings,
            steps=steps,
            epsilon=epsilon,
            rho=rho,
            SGD_learning_rate=SGD_learning_rate,
            RMSprop_learning_rate=RMSprop_learning_rate,
            question=question,
            answer=answer,
        )
        self.set_trait("explorable", "units-lab")

    def factors(self) -> tuple[float, float]:
        """Return what the coordinates and the loss are multiplied by.

        Examples
        --------
        >>> UnitsLab(power=-2).factors()
        (0.01, 1.0)
        """
        factor = float(f"1e{self.power}")
        return (factor, 1.0) if self.what == "x" else (1.0, factor)

    def optimizers(self, c: float = 1.0, s: float = 1.0) -> list[Optimizer]:
        """Return the three methods as they are set, or converted to units that c times x and s times f are counted in.

        Examples
        --------
        >>> UnitsLab().optimizers(c=10.0)[2]
        Adadelta(rho=0.95, epsilon=0.01, learning_rate=1.0)
        """
        return [
            SGD(self.SGD_learning_rate * c * c / s),
            RMSprop(self.RMSprop_learning_rate * c, epsilon=RMSprop().epsilon * s / c),
            Adadelta(self.rho, self.epsilon * c * c),
        ]

    def walk(self, optimizer: Optimizer, c: float = 1.0, s: float = 1.0) -> Walk:
        """Return a walk in u = c x down s times the loss, seen in the old units.

        Examples
        --------
        >>> UnitsLab(steps=2).walk(SGD(0.1), c=10.0).points[1].round(6)
        array([-3.996,  0.99 ])
        """

        def slopes(u: Array, v: Array) -> tuple[Array, Array]:
            along, across = RAVINE.df(u / c, v / c)
            return s * along / c, s * across / c

        start = (c * RAVINE.start[0], c * RAVINE.start[1])
        rescaled = replace(RAVINE, f=lambda u, v: s * RAVINE.f(u / c, v / c), df=slopes, start=start)
        left, right, bottom, top = RAVINE.window
        with np.errstate(all="ignore"):  # a path may leave the numbers
            points = descend(rescaled, optimizer, self.steps, stop=True).points / c
            loss = float(RAVINE.value(points[-1]))
        outside = np.any((points < (left, bottom)) | (points > (right, top)), axis=1)
        return Walk(
            optimizer, points, loss, int(outside.argmax()) if outside.any() else None, len(points) <= self.steps
        )

    def runs(self) -> list[Run]:
        """Return both walks of every method."""
        factors, runs = self.factors(), []
        changed = self.optimizers() if self.settings == "same" else self.optimizers(*factors)
        for old, new in zip(self.optimizers(), changed, strict=True):
            before, after = self.walk(old), self.walk(new, *factors)
            apart = math.hypot(*(float(a) - float(b) for a, b in zip(after.points[-1], before.points[-1], strict=True)))
            runs.append(Run(type(old).__name__, before, after, apart))
        return runs

    def sentence(self) -> str:
        """Return how far each method ends from where it ends at k = 0, and which have left the window."""
        runs, factor = self.runs(), setting(float(f"1e{abs(self.power)}"))
        unit = f"{'x and y' if self.what == 'x' else 'the loss'} in units {factor} times "
        unit += "smaller" if self.power > 0 else "larger"
        after = f"after {self.steps} {'step' if self.steps == 1 else 'steps'}"
        how = "left as they are" if self.settings == "same" else "converted along"
        opening = (
            f"With nothing rescaled, the loss {after} is"
            if self.power == 0
            else f"With {unit} and the settings {how}, the distance {after} from where the path ends at k = 0 is"
        )
        sgd, rmsprop, adadelta = (f"{self._apart(run)} for {run.name}" for run in runs)
        gone = [f"{run.name} at step {run.after.left}" for run in runs if run.after.left is not None]
        ending = f"the window has been left by {', '.join(gone)}" if gone else "no path has left the window"
        return f"{opening} {sgd}, {rmsprop} and {adadelta}; {ending}."

    def _apart(self, run: Run) -> str:
        if run.after.over:
            return "beyond all numbers"
        if self.power == 0:
            return number(run.before.loss)
        return "0 up to rounding" if run.apart < 1e-9 else number(run.apart)

    def table(self) -> Table:
        """Return for each method where both paths end, and when they left the window and the numbers."""
        head = ["method", "setting", "x", "y", "loss", "from the end at k = 0", "leaves the window at step"]
        rows = []
        for run in self.runs():
            rows.append(_row(run.name, 0, run.before, 0.0))
            if self.power != 0:
                rows.append(_row(run.name, self.power, run.after, run.apart))
        return Table([*head, "overflows after step"], rows)


def _row(name: str, power: int, walk: Walk, apart: float) -> list[str]:
    key = "epsilon" if name == "Adadelta" else "learning_rate"
    set_to = setting(float(f"{walk.optimizer.settings[key]:.4g}"))
    return [
        f"{name}, k = {'−' if power < 0 else ''}{abs(power)}",
        f"{'ε' if name == 'Adadelta' else 'rate'} {set_to}",
        *(number(float(value)) for value in (*walk.points[-1], walk.loss, apart)),
        "–" if walk.left is None else str(walk.left),
        str(len(walk.points) - 1) if walk.over else "–",
    ]
