"""One update, by hand: every quantity of one step, in the order in which the rule makes them."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import mistakes, optimizers, surfaces
from adadelta.optimizers import Adadelta, Optimizer
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["OneUpdate"]

MOST = 200
"""Steps of a run."""
RAVINE = surfaces.ravine()
LARGEST = math.sqrt(np.finfo(float).max)
"""The largest number that can be squared."""
RULES: dict[str, type[Adadelta]] = {
    "none": Adadelta,
    "order": mistakes.StaleDenominator,
    "epsilon": mistakes.EpsilonOutside,
    "rate": mistakes.RateInside,
    "bracket": mistakes.SlippedBracket,
}
"""The right rule and its mistakes, which the page also knows."""

Run = dict[str, Any]
"""By coordinate: `x` and each array of `state` at the start and after each step; `g` and `dx` of step t at t - 1."""


class OneUpdate(Explorable):
    r"""Every quantity of one step of Adadelta, with its numbers, and the averages and effective rates of all steps.

    The surface is :math:`\tfrac12 x^2`, or with two coordinates `surfaces.ravine()`,
    :math:`\tfrac12 x^2 + \tfrac12 \cdot 100\, y^2`.

    Parameters
    ----------
    t : int, default 1
        Step to show, in [0, 200].
    coordinates : {"two", "one"}, default "two"
        Number of coordinates.
    bug : {"none", "order", "epsilon", "rate", "bracket"}, default "none"
        Mistake in the rule: none, or `StaleDenominator`, `EpsilonOutside`, `RateInside` or `SlippedBracket` of
        `adadelta.mistakes`.
    rho : float, default 0.95
        Decay rate, in [0, 0.999].
    epsilon : float, default 1e-6
        Constant inside both roots, in [1e-12, 1].
    learning_rate : float, default 1.0
        Factor of the applied step, in [0.01, 2]; 1 is the paper's method.
    x0, y0 : float, default -4.0 and 1.0
        Start, each coordinate in [-10, 10].
    optimizer : Optimizer, optional
        An `Adadelta`, or one of its mistakes, sets `bug`, `rho`, `epsilon` and `learning_rate`. Any other, such as your
        own subclass, is run in Python, from a fresh state, whenever the start or the number of coordinates changes. It
        uses its own settings, and the one that you pass is left as it is.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    t, coordinates, bug, rho, epsilon, learning_rate, x0, y0 : int, str, str and float
        Traits, synchronized with the figure.
    trace : dict
        Run that was computed in Python, read-only: empty without `optimizer`, otherwise the start and each step by
        coordinate, in `x`, `g`, `dx` and `state`.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later; or if `optimizer` fails from a start or a number
        of coordinates that is set later, which then stay as they were.
    TypeError
        If `optimizer` is not an Optimizer.
    ValueError
        If `optimizer` raises an error, or a step or its state is not finite.

    References
    ----------
    Zeiler (2012), algorithm 1; for where each mistake has been made, see `adadelta.mistakes`.

    Examples
    --------
    >>> figure = OneUpdate(optimizer=mistakes.RateInside(learning_rate=0.5))
    >>> figure.bug, figure.learning_rate
    ('rate', 0.5)

    Your own method takes the steps:

    >>> class SignDescent(Optimizer):
    ...     def rule(self, g):
    ...         return -0.1 * np.sign(g)
    >>> figure = OneUpdate(optimizer=SignDescent(), coordinates="one")
    >>> [round(x, 1) for x in figure.trace["x"][0][:3]]
    [-4.0, -3.9, -3.8]
    """

    t = traitlets.Int(1, min=0, max=MOST, help="step to show").tag(sync=True)
    coordinates = traitlets.Enum(["one", "two"], "two", help="number of coordinates").tag(sync=True)
    bug = traitlets.Enum(list(RULES), "none", help="mistake in the rule").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="constant inside both roots").tag(sync=True)
    learning_rate = Number(1.0, min=0.01, max=2.0, help="factor of the applied step").tag(sync=True)
    x0 = Number(-4.0, min=-10.0, max=10.0, help="start of x").tag(sync=True)
    y0 = Number(1.0, min=-10.0, max=10.0, help="start of y").tag(sync=True)
    trace: Any = traitlets.Dict(read_only=True, help="run that was computed in Python, if any").tag(sync=True)
    shared = ("t", "coordinates", "bug", "rho", "epsilon", "learning_rate", "x0", "y0", "trace")

    def __init__(
        self,
        t: int = 1,
        coordinates: str = "two",
        bug: str = "none",
        rho: float = 0.95,
        epsilon: float = 1e-6,
        learning_rate: float = 1.0,
        x0: float = -4.0,
        y0: float = 1.0,
        optimizer: Optimizer | None = None,
        *,
        question: str | None = None,
    ) -> None:
        if not isinstance(optimizer, Optimizer | None):
            raise TypeError(f"optimizer must be an Optimizer; got {optimizer!r}")
        rule: dict[str, Any] = {"bug": bug, "rho": rho, "epsilon": epsilon, "learning_rate": learning_rate}
        known = next((name for name, kind in RULES.items() if type(optimizer) is kind), None)
        if optimizer is not None and known:
            rule = {"bug": known, **optimizer.settings}
        self._own: Optimizer | None = None
        super().__init__("one-update", t=t, coordinates=coordinates, x0=x0, y0=y0, question=question, **rule)
        if optimizer is not None and not known:
            self._own = optimizer
            self.set_trait("trace", _trace(optimizer, self._start()))
            self.observe(self._run_own, ["coordinates", "x0", "y0"])

    @traitlets.validate("coordinates", "x0", "y0")
    def _check_start(self, proposal: dict[str, Any]) -> Any:
        """Refuse a start from which the reader's optimizer fails."""
        if self._own is not None:
            try:
                _trace(self._own, self._start(**{proposal["trait"].name: proposal["value"]}))
            except ValueError as error:
                raise traitlets.TraitError(str(error)) from error
        return proposal["value"]

    def _run_own(self, change: object = None) -> None:
        if self._own is not None:
            self.set_trait("trace", _trace(self._own, self._start()))

    def _start(self, **changes: Any) -> list[float]:
        now = {"coordinates": self.coordinates, "x0": self.x0, "y0": self.y0, **changes}
        return [now["x0"], now["y0"]] if now["coordinates"] == "two" else [now["x0"]]


def _trace(optimizer: Optimizer, start: list[float]) -> Run:
    name = type(optimizer).__name__
    known = type(optimizer) is getattr(optimizers, name, None)
    return {"name": name, "source": repr(optimizer), "known": known, **_walk(copy.deepcopy(optimizer), start)}


def _walk(optimizer: Optimizer, start: list[float]) -> Run:
    """Two hundred steps, or fewer where the next square would overflow; raise where the optimizer fails."""
    x, name, here = np.array(start), type(optimizer).__name__, f"from {', '.join(f'{value:g}' for value in start)}"
    optimizer.initialize([x])

    def state() -> dict[str, NDArray[np.float64]]:
        return {key: getattr(optimizer, key)[0].copy() for key in optimizer.state_names}

    places, slopes, steps, states = [x.copy()], [], [], [state()]
    for t in range(1, MOST + 1):
        g = RAVINE.gradient([*x, 0.0][:2])[: len(x)]
        if np.abs(g).max() > LARGEST:
            break
        try:
            [dx] = optimizer.update([x], [g.copy()])
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            raise ValueError(f"optimizer must take {MOST} steps {here}; at step {t} {name} raised {words}") from error
        for what, values in {"step": dx, "place": x, **state()}.items():
            if not np.isfinite(values).all():
                raise ValueError(f"optimizer must stay finite {here}; at step {t} {name} has the {what} {values}")
        places.append(x.copy())
        slopes.append(g)
        steps.append(dx)
        states.append(state())

    def by_coordinate(values: list[NDArray[np.float64]]) -> list[list[float]]:
        return [[float(value[i]) for value in values] for i in range(len(x))]

    kept = {key: by_coordinate([state[key] for state in states]) for key in states[0]}
    return {"x": by_coordinate(places), "g": by_coordinate(slopes), "dx": by_coordinate(steps), "state": kept}
