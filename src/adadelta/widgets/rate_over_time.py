"""Rate over time: what each method makes of one fixed sequence of gradients."""

from __future__ import annotations

import traitlets

from adadelta.widgets._explorable import Explorable, Number

__all__ = ["RateOverTime"]

PATTERNS = ["steady", "noisy", "rare", "shrinking", "drop", "spike_10", "spike_100", "spike_1000"]


class RateOverTime(Explorable):
    r"""The effective rate of four methods that get the same sequence of gradients, and how far it takes them.

    The effective rate is the factor :math:`r_t` in :math:`\Delta x_t = -r_t\, g_t`. The formulas define it even where
    the gradient is zero:

    .. math::

       \text{SGD: } \eta, \qquad \text{Adagrad: } \frac{\eta}{\sqrt{\sum_{\tau \le t} g_\tau^2} + \epsilon}, \qquad
       \text{RMSprop: } \frac{\eta}{\sqrt{E[g^2]_t} + \epsilon}, \qquad
       \text{Adadelta: } \frac{\sqrt{E[\Delta x^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}}

    with :math:`\eta = 0.1`.

    Parameters
    ----------
    gradients : str, default "steady"
        Sequence before it is scaled: "steady", 1 at each step; "noisy", 3 or -1 at random, the same in each run, 1 on
        average; "rare", 1 at every tenth step from the first, otherwise 0; "shrinking", 1 at first, then each time
        0.98 of the last; "drop", 1, and 0.01 from step 501 on; "spike_10", "spike_100" or "spike_1000", 1 except for
        one gradient of 10, 100 or 1000 at step 201.
    scale : float, default 1.0
        Factor of every gradient, in [1e-3, 1e3].
    rho : float, default 0.95
        Decay rate of RMSprop and Adadelta, in [0, 0.999].
    epsilon : float, default 1e-6
        Constant of Adagrad and RMSprop, outside their roots, and of Adadelta, inside both of its roots; in [1e-12, 1].
    steps : int, default 1000
        Step up to which the run is shown, in [1, 1000]; what follows is drawn faint.
    axis : {"log", "linear"}, default "log"
        Scale of the axis of steps.
    question : str, optional
        Question to ask in place of the figure's own; "" asks nothing.

    Attributes
    ----------
    gradients, scale, rho, epsilon, steps, axis : str, float or int
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    See Also
    --------
    adadelta.training.feed : the same rates and distances, for any sequence.

    References
    ----------
    Zeiler (2012), sections 2.2.2 and 3, for the falling rates; Park and Miller (1988) for the generator of the noise.

    Examples
    --------
    >>> figure = RateOverTime("rare", rho=0.5)
    >>> figure.gradients, figure.rho, figure.steps
    ('rare', 0.5, 1000)

    The rates that the figure starts with:

    >>> from adadelta import SGD, Adadelta, Adagrad, RMSprop
    >>> from adadelta.training import feed
    >>> for method in (SGD(0.1), Adagrad(0.1, 1e-6), RMSprop(0.1, 0.95, 1e-6), Adadelta()):
    ...     run = feed(method, [1.0] * 100)
    ...     print(run.name, f"{run.rates[0]:.4f} {run.rates[-1]:.4f}")
    SGD 0.1000 0.1000
    Adagrad 0.1000 0.0100
    RMSprop 0.4472 0.1003
    Adadelta 0.0045 0.0052
    """

    gradients = traitlets.Enum(PATTERNS, "steady", help="sequence of gradients").tag(sync=True)
    scale = Number(1.0, min=1e-3, max=1e3, help="factor of every gradient").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate of RMSprop and Adadelta").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="constant of all but SGD").tag(sync=True)
    steps = traitlets.Int(1000, min=1, max=1000, help="step up to which the run is shown").tag(sync=True)
    axis = traitlets.Enum(["log", "linear"], "log", help="scale of the axis of steps").tag(sync=True)
    shared = ("gradients", "scale", "rho", "epsilon", "steps", "axis")

    def __init__(
        self,
        gradients: str = "steady",
        scale: float = 1.0,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        steps: int = 1000,
        axis: str = "log",
        *,
        question: str | None = None,
    ) -> None:
        settings = {"gradients": gradients, "scale": scale, "rho": rho, "epsilon": epsilon, "steps": steps}
        super().__init__("rate-over-time", axis=axis, question=question, **settings)
