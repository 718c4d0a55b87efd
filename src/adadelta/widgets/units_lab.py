"""Units lab: both coordinates, or the loss, in other units, and which method takes the same path."""

from __future__ import annotations

import traitlets

from adadelta.widgets._explorable import Explorable, Number

__all__ = ["UnitsLab"]


class UnitsLab(Explorable):
    r"""SGD, RMSprop and Adadelta on one surface whose coordinates, or whose loss, change their units.

    If both coordinates become :math:`u = c\,x`, a method meets the gradient :math:`g / c`; if the loss is multiplied
    by s, it meets :math:`s\,g`. The figure draws its path in the old units, next to the path at :math:`c = s = 1`. The
    settings have units, made of those of x and of the loss f:

    .. math::

       \text{SGD: } \eta \sim \frac{x^2}{f}, \qquad \text{RMSprop: } \eta \sim x, \quad \epsilon \sim \frac{f}{x},
       \qquad \text{Adadelta: } \epsilon \sim x^2 \text{ in the numerator, } \frac{f^2}{x^2} \text{ in the denominator}

    A setting that keeps its number therefore means another step in other units, unless it is negligible compared with
    what it is added to. Adadelta has one epsilon where its two roots need two, so no conversion suits both.

    Parameters
    ----------
    what : {"x", "loss"}, default "x"
        What changes its unit: both coordinates, or the loss.
    power : int, default 0
        Exponent k of the factor :math:`10^k`, in [-3, 3].
    settings : {"same", "converted"}, default "same"
        Whether the settings keep their numbers, or are converted with the units: SGD's rate times :math:`c^2 / s`,
        RMSprop's times c and its epsilon times :math:`s / c`, Adadelta's epsilon times :math:`c^2`, which suits its
        numerator.
    steps : int, default 200
        Steps of every method, in [1, 300].
    epsilon : float, default 1e-4
        Adadelta's constant, in [1e-12, 1].
    rho : float, default 0.95
        Adadelta's decay rate, in [0, 0.999].
    SGD_learning_rate, RMSprop_learning_rate : float, default 0.05
        Learning rates in [1e-4, 10]. RMSprop's other settings are the package's defaults.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

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
    >>> figure = UnitsLab(what="loss", power=2)
    >>> figure.settings, figure.steps
    ('same', 200)

    A loss in units a hundred times smaller, which only SGD notices:

    >>> from dataclasses import replace
    >>> from adadelta import SGD, Adadelta, RMSprop, descend, surfaces
    >>> old = surfaces.ravine(condition=10.0)
    >>> new = replace(old, df=lambda x, y: tuple(100 * slope for slope in old.df(x, y)))
    >>> for method in (SGD(0.05), RMSprop(0.05), Adadelta(epsilon=1e-4)):
    ...     one, other = (descend(surface, method, 200, stop=True).points for surface in (old, new))
    ...     print(type(method).__name__, len(one) == len(other) and bool(abs(one - other).max() < 0.05))
    SGD False
    RMSprop True
    Adadelta True
    """

    what = traitlets.Enum(["x", "loss"], "x", help="what changes its unit").tag(sync=True)
    power = traitlets.Int(0, min=-3, max=3, help="exponent of the factor, a power of ten").tag(sync=True)
    settings = traitlets.Enum(["same", "converted"], "same", help="whether settings are converted").tag(sync=True)
    steps = traitlets.Int(200, min=1, max=300, help="steps of every method").tag(sync=True)
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
        power: int = 0,
        settings: str = "same",
        steps: int = 200,
        epsilon: float = 1e-4,
        rho: float = 0.95,
        SGD_learning_rate: float = 0.05,
        RMSprop_learning_rate: float = 0.05,
        *,
        question: str | None = None,
    ) -> None:
        units = {"what": what, "power": power, "settings": settings, "steps": steps, "epsilon": epsilon, "rho": rho}
        rates = {"SGD_learning_rate": SGD_learning_rate, "RMSprop_learning_rate": RMSprop_learning_rate}
        super().__init__("units-lab", question=question, **units, **rates)
