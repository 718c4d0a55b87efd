"""One update, by hand: every quantity of one step, in the order in which the rule makes them."""

from __future__ import annotations

import copy
import math
from functools import lru_cache
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import mistakes, optimizers, surfaces
from adadelta._numbers import Table, number, scientific, setting
from adadelta.optimizers import Adadelta, Optimizer
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["OneUpdate"]

MOST = 200
"""Steps of a run."""
REACH = 10.0
RAVINE = surfaces.ravine()
LARGEST = math.sqrt(np.finfo(float).max)
"""Of what can be squared."""
NAMES = ("x", "y")
RULES: dict[str, tuple[str, type[Adadelta]]] = {
    "none": ("as in the paper", Adadelta),
    "order": ("E[g²] one step old", mistakes.StaleDenominator),
    "epsilon": ("ε outside the roots", mistakes.EpsilonOutside),
    "rate": ("the rate inside the average", mistakes.RateInside),
    "bracket": ("a slipped bracket", mistakes.SlippedBracket),
}
"""The rule and its mistakes: what is said of each, and the optimizer."""
STATE = {"Eg2": ("E[g²]", "gradient"), "Edx2": ("E[Δx²]", "step")}
"""What the state is called, and its color."""

Run = dict[str, Any]
"""By coordinate: `x` and each array of `state` at the start and after each step; `g` and `dx` of step t at t - 1."""


class OneUpdate(Explorable):
    r"""Every quantity of one step of Adadelta, with its numbers; beside it, the averages and the effective rate.

    The descent is of :math:`\tfrac12 x^2`, or with two coordinates of `surfaces.ravine()`,
    :math:`\tfrac12 x^2 + \tfrac12 \cdot 100\, y^2`.

    Parameters
    ----------
    t : int, default 1
        The step that is shown, in [0, 200].
    coordinates : {"two", "one"}, default "two"
        How many.
    bug : {"none", "order", "epsilon", "rate", "bracket"}, default "none"
        Which mistake the rule has: none, or `StaleDenominator`, `EpsilonOutside`, `RateInside` or `SlippedBracket`
        of `adadelta.mistakes`.
    rho : float, default 0.95
        Decay rate in [0, 0.999].
    epsilon : float, default 1e-6
        The constant inside both roots, in [1e-12, 1].
    learning_rate : float, default 1.0
        What scales the applied step, in [0.01, 2]; 1 is the paper's method.
    x0, y0 : float, default -4.0 and 1.0
        The start, each in [-10, 10].
    optimizer : Optimizer, optional
        An `Adadelta`, or one of its mistakes, gives `bug`, `rho`, `epsilon` and `learning_rate`. Any other, such as a
        subclass of one's own, is computed in Python, started afresh, whenever the start or the number of coordinates
        changes; it has its own settings, and the one that was given is left as it is.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    t, coordinates, bug, rho, epsilon, learning_rate, x0, y0 : int, str, str and float
        Traits, synchronized with the figure.
    trace : dict
        The run that was computed in Python, empty if there is none; not to be changed.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later; or if `optimizer` fails from a start or a number
        of coordinates that is set later, which then stay as they were.
    TypeError
        If `optimizer` is no Optimizer.
    ValueError
        If `optimizer` raises an error, or a step or its state is not finite.

    References
    ----------
    Zeiler (2012), algorithm 1; `adadelta.mistakes` tells where each mistake has been made.

    Examples
    --------
    >>> print(OneUpdate().sentence()[:76])
    At step 1, x moves by 0.004472 to −3.996 and y moves by −0.004472 to 0.9955,

    A method of one's own takes the step:

    >>> class SignDescent(Optimizer):
    ...     def rule(self, g):
    ...         return -0.1 * np.sign(g)
    >>> print(OneUpdate(optimizer=SignDescent(), coordinates="one").sentence()[:74])
    At step 1 of SignDescent, computed in Python, x moves by 0.1000 to −3.900,
    """

    t = traitlets.Int(1, min=0, max=MOST, help="the step that is shown").tag(sync=True)
    coordinates = traitlets.Enum(["one", "two"], "two", help="how many coordinates").tag(sync=True)
    bug = traitlets.Enum(list(RULES), "none", help="which mistake the rule has").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="constant inside both roots").tag(sync=True)
    learning_rate = Number(1.0, min=0.01, max=2.0, help="what scales the applied step").tag(sync=True)
    x0 = Number(-4.0, min=-REACH, max=REACH, help="where x starts").tag(sync=True)
    y0 = Number(1.0, min=-REACH, max=REACH, help="where y starts").tag(sync=True)
    trace: Any = traitlets.Dict(read_only=True, help="the run computed in Python, if any").tag(sync=True)
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
        answer: str | None = None,
    ) -> None:
        if not isinstance(optimizer, Optimizer | None):
            raise TypeError(f"optimizer must be an Optimizer; got {optimizer!r}")
        settings: dict[str, Any] = {"bug": bug, "rho": rho, "epsilon": epsilon, "learning_rate": learning_rate}
        known = next((name for name, (_, rule) in RULES.items() if type(optimizer) is rule), None)
        if optimizer is not None and known:
            settings = {"bug": known, **optimizer.settings}
        self._own: Optimizer | None = None
        super().__init__(t=t, coordinates=coordinates, x0=x0, y0=y0, question=question, answer=answer, **settings)
        self.set_trait("explorable", "one-update")
        if optimizer is not None and not known:
            self._own = optimizer
            self.set_trait("trace", self._trace(optimizer, self._start()))
            self.observe(self._run_own, ["coordinates", "x0", "y0"])

    @traitlets.validate("coordinates", "x0", "y0")
    def _check_start(self, proposal: dict[str, Any]) -> Any:
        """Refuse a start from which the reader's optimizer fails."""
        if self._own is not None:
            try:
                self._trace(self._own, self._start(**{proposal["trait"].name: proposal["value"]}))
            except ValueError as error:
                raise traitlets.TraitError(str(error)) from error
        return proposal["value"]

    def _run_own(self, change: object = None) -> None:
        if self._own is not None:
            self.set_trait("trace", self._trace(self._own, self._start()))

    def _start(self, **changes: Any) -> list[float]:
        now = {"coordinates": self.coordinates, "x0": self.x0, "y0": self.y0, **changes}
        return [now["x0"], now["y0"]] if now["coordinates"] == "two" else [now["x0"]]

    @staticmethod
    def _trace(optimizer: Optimizer, start: list[float]) -> Run:
        name = type(optimizer).__name__
        known = type(optimizer) is getattr(optimizers, name, None)
        return {"name": name, "source": repr(optimizer), "known": known, **_walk(copy.deepcopy(optimizer), start)}

    def _rule(self, bug: str) -> Run:
        return _known(bug, self.rho, self.epsilon, self.learning_rate, *self._start())

    def _result(self) -> tuple[Run, Run | None, int]:
        """The run that is shown, that of the right rule where it differs, and the step that is shown."""
        run = self.trace or self._rule(self.bug)
        right = None if self.trace or self.bug == "none" else self._rule("none")
        return run, right, min(self.t, len(run["g"][0]))

    def sentence(self) -> str:
        """Return what the step does, at which rate, and what the right rule does."""
        run, right, n = self._result()
        who = f" of {self.trace['name']}, computed in Python" if self.trace else ""
        if n == 0:
            places = " and ".join(f"{name} is {number(x[0])}" for name, x in zip(NAMES, run["x"], strict=False))
            return f"At the start{who}, {places}{'' if who else ', and both averages, E[g²] and E[Δx²], are zero'}."

        def moves(of: Run) -> str:
            each = zip(NAMES, of["dx"], of["x"], strict=False)
            return " and ".join(f"{name} moves by {number(dx[n - 1])} to {number(x[n])}" for name, dx, x in each)

        rates = (rate[n - 1] for rate in _rates(run))
        return (
            f"At step {n}{who}{', the last before a square overflows' if n < self.t else ''}"
            f"{f', with {RULES[self.bug][0]}' if right else ''}, {moves(run)}, the effective rate being "
            f"{' and '.join(number(rate) if math.isfinite(rate) else 'not defined' for rate in rates)}"
            f"{f'; by the right rule {moves(right)}' if right else ''}."
        )

    def table(self) -> Table:
        """Return the quantities of the step in their order, how each is computed, and its value."""
        run, _, n = self._result()
        first, *others = [self._rows(run, n, i) for i in range(len(run["x"]))]
        head = [f"step {n}", *NAMES[: len(run["x"])], "how, for x" if others else "how"]
        rows = [[name, value, *(o[r][2] for o in others), how] for r, (name, how, value) in enumerate(first)]
        return Table(head, rows)

    def _rows(self, run: Run, n: int, i: int) -> list[list[str]]:
        """The quantities of step n of coordinate i: name, how it comes from those above it, value."""
        kept = [(_called(name), values[i]) for name, values in run["state"].items()]
        if n == 0:
            return [[name, "the start", _e(values[0])] for name, values in [("x", run["x"][i]), *kept]]
        x, g, moved, end = map(_e, (run["x"][i][n - 1], run["g"][i][n - 1], run["dx"][i][n - 1], run["x"][i][n]))
        slope = "slopes: x and 100 · y" if len(run["x"]) > 1 else "slope: x"
        if self.trace:
            states = [[name, "from Python", _e(values[n])] for name, values in kept]
            after = [["Δx", "from Python", moved], ["x", f"{x}\n+ ({moved})", end]]
            return [["x of t−1", "", x], ["g", slope, g], *states, *after]
        (Eg2, Eg2_now), (Edx2, Edx2_now) = ((_e(values[n - 1]), _e(values[n])) for _, values in kept)
        rms_g, rms_dx, step = map(_e, self._parts(run, n, i))
        rest = float(f"{1 - self.rho:.12g}")
        keep, take, epsilon, eta = map(setting, (self.rho, rest, self.epsilon, self.learning_rate))
        quotient = f"{rms_dx}\n/ {rms_g}"
        how_g, how_dx, how_step = f"√({Eg2_now} + {epsilon})", f"√({Edx2} + {epsilon})", f"−{quotient}"
        if self.bug == "order":
            how_g = f"wrong: √({Eg2} + {epsilon})"
        if self.bug == "epsilon":
            how_g, how_dx = f"wrong: √{Eg2_now} + {epsilon}", f"wrong: √{Edx2} + {epsilon}"
        if self.bug == "rate":
            how_step = f"wrong: −{eta} · {quotient}"
        if self.bug == "bracket":
            how_g, how_step = f"wrong: √{Eg2_now}", f"wrong: −√(({quotient})² + {epsilon})"
        scaled = "" if self.bug == "rate" or self.learning_rate == 1 else f"{eta} · "
        return [
            ["x of t−1", "", x],
            ["E[g²] of t−1", "", Eg2],
            ["E[Δx²] of t−1", "", Edx2],
            ["g", slope, g],
            ["E[g²]", f"{keep} · {Eg2}\n+ {take} · ({g})²", Eg2_now],
            ["RMS[g]", how_g, rms_g],
            ["RMS[Δx] of t−1", how_dx, rms_dx],
            ["Δx", f"{how_step}\n· ({g})", step],
            ["E[Δx²]", f"{keep} · {Edx2}\n+ {take} · ({step})²", Edx2_now],
            ["x", f"{x}\n+ {scaled}({step})", end],
        ]

    def _parts(self, run: Run, n: int, i: int) -> tuple[float, float, float]:
        """What stands in the quotient of step n, and the step that E[Δx²] takes in."""
        Eg2 = run["state"]["Eg2"][i][n - 1 if self.bug == "order" else n]
        Edx2, moved = run["state"]["Edx2"][i][n - 1], run["dx"][i][n - 1]
        step = moved if self.bug == "rate" else moved / self.learning_rate
        if self.bug == "epsilon":
            return math.sqrt(Eg2) + self.epsilon, math.sqrt(Edx2) + self.epsilon, step
        return math.sqrt(Eg2 if self.bug == "bracket" else Eg2 + self.epsilon), math.sqrt(Edx2 + self.epsilon), step


@lru_cache(maxsize=8)
def _known(bug: str, rho: float, epsilon: float, learning_rate: float, *start: float) -> Run:
    return _walk(RULES[bug][1](rho, epsilon, learning_rate), list(start))


def _walk(optimizer: Optimizer, start: list[float]) -> Run:
    """Two hundred steps, or fewer where the next square would overflow; raise where the optimizer fails."""
    x, name, here = np.array(start), type(optimizer).__name__, f"from {', '.join(map(setting, start))}"
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


def _rates(run: Run) -> list[list[float]]:
    """The effective rate of each step; NaN where the gradient is zero."""
    return [
        [-moved / slope if slope else math.nan for moved, slope in zip(dx, g, strict=True)]
        for dx, g in zip(run["dx"], run["g"], strict=True)
    ]


def _called(name: str) -> str:
    return STATE.get(name, (name, ""))[0]


def _e(value: float) -> str:
    """A number as a pocket calculator shows it."""
    return scientific(value, 6)
