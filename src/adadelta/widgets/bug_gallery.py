"""The bug gallery: Adadelta and a wrong one down the same surface, and where they part."""

from __future__ import annotations

import traitlets

from adadelta.widgets._explorable import Explorable, Number

__all__ = ["BugGallery"]

BUGS = ["ahead", "order", "epsilon", "rate", "bracket"]
SURFACES = ["bowl", "ravine", "rosenbrock", "himmelblau"]


class BugGallery(Explorable):
    r"""A wrong Adadelta next to the right one: the loss, which hides the mistake, and the steps, which show it.

    Both descend the same surface from its own start.

    Parameters
    ----------
    bug : {"ahead", "order", "epsilon", "rate", "bracket"}, default "ahead"
        Mistake: `NumeratorAhead`, `StaleDenominator`, `EpsilonOutside`, `RateInside` or `SlippedBracket` of
        `adadelta.mistakes`.
    surface : {"bowl", "ravine", "rosenbrock", "himmelblau"}, default "ravine"
        Surface to descend; the bowl is :math:`\tfrac12 x^2 + \tfrac12 y^2`.
    steps : int, default 100
        Steps of both, in [1, 300].
    rho : float, default 0.95
        Decay rate, in [0, 0.999].
    epsilon : float, default 1e-6
        Constant :math:`\epsilon`, in [1e-8, 1].
    learning_rate : float, default 1.0
        Factor of the applied step, in [0.01, 2]; 1 is the paper's method.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

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
    Zeiler (2012), algorithm 1; for where each mistake has been made, see `adadelta.mistakes`.

    Examples
    --------
    >>> figure = BugGallery(bug="bracket")
    >>> figure.bug, figure.surface, figure.steps
    ('bracket', 'ravine', 100)

    The two losses that it ends with:

    >>> from adadelta import Adadelta, descend, mistakes, surfaces
    >>> for method in (mistakes.SlippedBracket(), Adadelta()):
    ...     print(f"{descend(surfaces.ravine(), method, 100).values[-1]:.3f}")
    4.692
    24.064
    """

    bug = traitlets.Enum(BUGS, "ahead", help="mistake").tag(sync=True)
    surface = traitlets.Enum(SURFACES, "ravine", help="surface to descend").tag(sync=True)
    steps = traitlets.Int(100, min=1, max=300, help="steps of both").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-8, max=1.0, help="the constant epsilon").tag(sync=True)
    learning_rate = Number(1.0, min=0.01, max=2.0, help="factor of the applied step").tag(sync=True)
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
    ) -> None:
        rule = {"bug": bug, "rho": rho, "epsilon": epsilon, "learning_rate": learning_rate}
        super().__init__("bug-gallery", surface=surface, steps=steps, question=question, **rule)
