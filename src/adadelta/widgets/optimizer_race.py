"""Race: six methods and your own on one surface, from one start, for equally many steps."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import optimizers as package
from adadelta import surfaces
from adadelta.optimizers import Optimizer
from adadelta.surfaces import Surface
from adadelta.training import descend
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["OptimizerRace"]

METHODS = tuple(method.__name__ for method in package.METHODS)
SURFACES = [name for name in surfaces.__all__ if name != "Surface"]
DEFAULT = ["SGD", "RMSprop", "Adadelta", "Adam"]
MOST_STEPS = 500
TUNED = {
    "Adagrad_learning_rate": 1.0,
    "RMSprop_learning_rate": 0.1,
    "Adadelta_epsilon": 1e-2,
    "Adam_learning_rate": 1.0,
}
"""The best of ten settings for the default picture, where that is not the method's own default."""
LIMITS = {
    "learning_rate": (1e-4, 10.0, "learning rate"),
    "epsilon": (1e-12, 1.0, "the constant epsilon"),
    "momentum": (0.0, 0.999, "fraction of the last step that is kept"),
}
"""For each setting: least, most, and what it is; any other is a decay rate."""


def _trait(name: str, key: str, default: float) -> Any:
    low, high, words = LIMITS.get(key, (0.0, 0.999, "decay rate"))
    return Number(TUNED.get(f"{name}_{key}", default), min=low, max=high, help=words).tag(sync=True)


SETTINGS = {
    f"{name}_{key}": _trait(name, key, default)
    for name in METHODS
    for key, default in getattr(package, name)().settings.items()
}
"""A trait for each setting of each method."""


class OptimizerRace(Explorable, type("Settings", (traitlets.HasTraits,), SETTINGS)):  # type: ignore[misc]
    r"""Six methods, and your own, on one surface: paths on its contours, and the loss against steps.

    Parameters
    ----------
    optimizers : sequence of Optimizer, optional
        Optimizers that run. One of the package's methods turns that method on, with its settings. Your own `Optimizer`
        subclass, or a second one of a kind, is run in Python, from a fresh state, whenever surface, start or steps
        change; the one that you pass is left as it is. By default SGD, RMSprop, Adadelta and Adam run.
    surface : str, default "ravine"
        Name of a function in `adadelta.surfaces`, with its default arguments.
    x0, y0 : float, optional
        Start, each coordinate in [-10, 10]; by default the surface's own.
    steps : int, default 100
        Steps of every method, in [1, 500].
    methods : sequence of str, optional
        Names of the package's methods that run, unless `optimizers` says it.
    **settings : float
        Hyperparameters as ``Method_setting``, such as ``SGD_learning_rate`` or ``Adadelta_epsilon``: learning
        rates in [1e-4, 10], decay rates and momentum in [0, 0.999], each epsilon in [1e-12, 1]. The defaults are
        the best of ten settings for the default picture.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    surface, x0, y0, steps, methods : str, float, float, int and list of str
        Traits, synchronized with the figure. When `surface` changes, the start becomes the new surface's own.
    SGD_learning_rate, Momentum_learning_rate, Momentum_momentum, Adagrad_learning_rate, Adagrad_epsilon : float
        Traits, synchronized with the figure.
    RMSprop_learning_rate, RMSprop_rho, RMSprop_epsilon, Adadelta_rho, Adadelta_epsilon, Adadelta_learning_rate : float
        Traits, synchronized with the figure.
    Adam_learning_rate, Adam_beta1, Adam_beta2, Adam_epsilon : float
        Traits, synchronized with the figure.
    noise, own : list
        The standard normal numbers that all methods meet on the noisy bowl, and the paths that were computed in Python;
        read-only.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.
    TypeError
        If `optimizers` holds something other than an Optimizer, or a setting is unknown.

    See Also
    --------
    adadelta.training.race : the same paths, as numbers.

    References
    ----------
    `adadelta.optimizers` names the paper of each method.

    Examples
    --------
    >>> figure = OptimizerRace([package.SGD(learning_rate=0.01)], surface="saddle")
    >>> figure.methods, figure.SGD_learning_rate, figure.x0, figure.y0
    (['SGD'], 0.01, -1.5, 0.001)

    Your own method joins:

    >>> class SignDescent(Optimizer):
    ...     def rule(self, g):
    ...         return -0.1 * np.sign(g)
    >>> [path] = OptimizerRace([SignDescent()], steps=25).own
    >>> path["name"], round(path["points"][20][0], 1)
    ('SignDescent', -2.0)
    """

    surface = traitlets.Enum(SURFACES, "ravine", help="name of the surface").tag(sync=True)
    x0 = Number(-4.0, min=-10.0, max=10.0, help="start of x").tag(sync=True)
    y0 = Number(1.0, min=-10.0, max=10.0, help="start of y").tag(sync=True)
    steps = traitlets.Int(100, min=1, max=MOST_STEPS, help="steps of every method").tag(sync=True)
    methods = traitlets.List(traitlets.Enum(METHODS), DEFAULT, help="the package's methods that run").tag(sync=True)
    noise: Any = traitlets.List(read_only=True, help="standard normal numbers, a pair for each step").tag(sync=True)
    own: Any = traitlets.List(read_only=True, help="paths that were computed in Python").tag(sync=True)
    hyperparameters: ClassVar[tuple[str, ...]] = tuple(SETTINGS)
    shared: ClassVar[tuple[str, ...]] = ("surface", "x0", "y0", "steps", "methods", *hyperparameters, "noise", "own")

    def __init__(
        self,
        optimizers: Sequence[Optimizer] | None = None,
        surface: str = "ravine",
        x0: float | None = None,
        y0: float | None = None,
        steps: int = 100,
        methods: Sequence[str] | None = None,
        *,
        question: str | None = None,
        **settings: float,
    ) -> None:
        if unknown := settings.keys() - set(self.hyperparameters):
            raise TypeError(
                f"settings must be among {', '.join(self.hyperparameters)}; got {', '.join(sorted(unknown))}"
            )
        chosen = list(methods) if methods is not None else DEFAULT if optimizers is None else []
        self._own: list[Optimizer] = []
        for optimizer in optimizers or ():
            if not isinstance(optimizer, Optimizer):
                raise TypeError(f"optimizers must hold Optimizer objects; got {optimizer!r}")
            name = type(optimizer).__name__
            if type(optimizer) is getattr(package, name, None) and name not in chosen:
                chosen.append(name)
                settings |= {f"{name}_{key}": value for key, value in optimizer.settings.items()}
            else:
                self._own.append(optimizer)
        noise = np.random.default_rng(0).standard_normal((MOST_STEPS, 2)).round(2).tolist()
        super().__init__("optimizer-race", {"noise": noise}, methods=chosen, question=question)
        self.surface = surface
        self._start_at_the_surfaces_own()
        given = {"x0": x0, "y0": y0, "steps": steps, **settings}
        for name, value in given.items():
            if value is not None:
                setattr(self, name, value)
        self.observe(self._start_at_the_surfaces_own, "surface")
        self.observe(self._run_own, ["surface", "x0", "y0", "steps"])
        self._run_own()

    @traitlets.validate("methods")
    def _check_methods(self, proposal: dict[str, Any]) -> list[str]:
        names: list[str] = proposal["value"]
        if len(set(names)) < len(names):
            raise traitlets.TraitError(f"methods must name each method once; got {names}")
        return [name for name in METHODS if name in names]

    def _start_at_the_surfaces_own(self, change: object = None) -> None:
        self.x0, self.y0 = self._surface.start

    def _run_own(self, change: object = None) -> None:
        """Compute the paths of the optimizers that the page does not know."""
        paths = []
        for optimizer, name in zip(self._own, self._names(), strict=True):
            mine = copy.deepcopy(optimizer)  # the reader's stays as it is
            path = descend(self._surface, mine, self.steps, (self.x0, self.y0), noise=self._noise(), stop=True)
            place = {"surface": self.surface, "x0": self.x0, "y0": self.y0}
            points, values = path.points.tolist(), path.values.tolist()
            paths.append({"name": name, **place, "points": points, "values": values, "over": len(points) <= self.steps})
        self.set_trait("own", paths)

    def _names(self) -> list[str]:
        """What the optimizers of `_own` are called: by their class, and counted where there are several."""
        names: list[str] = []
        for optimizer in self._own:
            name, taken = type(optimizer).__name__, {*self.methods, *names}
            names.append(next(n for n in (name, *(f"{name} {i}" for i in range(2, 100))) if n not in taken))
        return names

    @property
    def _surface(self) -> Surface:
        surface: Surface = getattr(surfaces, self.surface)()
        return surface

    def _noise(self) -> NDArray[np.float64] | None:
        return np.array(self.noise)[: self.steps] if self._surface.noise else None
