"""ε, the hidden learning rate: how many steps a descent needs, and which way it goes."""

from __future__ import annotations

import traitlets

from adadelta.widgets._explorable import Explorable, Number

__all__ = ["HiddenRate"]


class HiddenRate(Explorable):
    r"""How many steps Adadelta needs, against :math:`\epsilon`, and the path that it takes.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate, in [0, 0.999].
    epsilon : float, default 1e-6
        Constant inside both roots, in [1e-8, 1]. Inside the first root it has the units of :math:`\Delta x^2`, inside
        the second those of the squared gradient.
    tolerance : float, default 0.01
        Fraction of the loss at the start that the descent has to reach, in [1e-4, 0.1].
    surface : {"ravine", "bowl", "plateau"}, default "ravine"
        Surface to descend from its own start: `surfaces.ravine()`, `surfaces.noisy_bowl(noise=0)` or
        `surfaces.plateau()`.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    rho, epsilon, tolerance, surface : float, float, float and str
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    See Also
    --------
    adadelta.training.first_reaches : counts the steps.

    Notes
    -----
    Suppose that the gradient is steady and :math:`g^2 \gg \epsilon`. The first step is
    :math:`\sqrt{\epsilon / (1 - \rho)}`, and the steps stay about as long while
    :math:`t \ll (1 - \rho)^{-2}`: a distance d takes :math:`d \sqrt{(1 - \rho) / \epsilon}` steps.
    Later, :math:`\Delta x_t^2 = E[\Delta x^2]_{t-1} + \epsilon`, so each step adds
    :math:`(1 - \rho)\,\epsilon` to the average. The distance is then
    :math:`\tfrac23 \sqrt{(1 - \rho)\,\epsilon}\; t^{3/2}`, and the number of steps grows like
    :math:`\epsilon^{-1/3}`.

    References
    ----------
    Zeiler (2012), algorithm 1 and section 3.2, where :math:`\epsilon` starts off the first step.

    Examples
    --------
    >>> figure = HiddenRate(surface="bowl")
    >>> figure.rho, figure.epsilon, figure.surface
    (0.95, 1e-06, 'bowl')

    The steps that the figure starts with:

    >>> from adadelta import Adadelta, descend, surfaces
    >>> from adadelta.training import first_reaches
    >>> losses = descend(surfaces.ravine(), Adadelta(), steps=4000).values
    >>> first_reaches(losses, 0.01 * losses[0])
    688
    """

    rho = Number(0.95, min=0.0, max=0.999, help="decay rate").tag(sync=True)
    epsilon = Number(1e-6, min=1e-8, max=1.0, help="constant inside both roots").tag(sync=True)
    tolerance = Number(0.01, min=1e-4, max=0.1, help="fraction of the first loss to reach").tag(sync=True)
    surface = traitlets.Enum(["bowl", "ravine", "plateau"], "ravine", help="surface to descend").tag(sync=True)
    shared = ("rho", "epsilon", "tolerance", "surface")

    def __init__(
        self,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        tolerance: float = 0.01,
        surface: str = "ravine",
        *,
        question: str | None = None,
    ) -> None:
        super().__init__(
            "hidden-rate", rho=rho, epsilon=epsilon, tolerance=tolerance, surface=surface, question=question
        )
