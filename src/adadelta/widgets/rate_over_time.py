"""Rate over time: what each method makes of one fixed sequence of gradients."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import traitlets

from adadelta._numbers import Table, milestones, number, setting
from adadelta.optimizers import SGD, Adadelta, Adagrad, RMSprop
from adadelta.training import Feed, feed
from adadelta.widgets._explorable import Explorable, Number

__all__ = ["RateOverTime"]

MOST_STEPS = 1000
ETA = 0.1
"""The learning rate of the three that have one."""
EVERY = 10
"""Steps from one rare gradient to the next."""
SHRINK, DROP = 0.98, 0.01
SEED, FACTOR, MODULUS = 70000, 16807, 2147483647
"""Of Park and Miller's generator, which is exact in doubles: both languages meet the same chance."""
WORDS = {
    "steady": "steady gradients",
    "noisy": "noisy gradients",
    "rare": "steps with a gradient at every tenth",
    "shrinking": "shrinking gradients",
    "drop": "gradients that drop to a hundredth at the half",
}


class RateOverTime(Explorable):
    r"""The effective rate of four methods that are fed one sequence of gradients, and how far it takes them.

    The effective rate is the factor :math:`r_t` in :math:`\Delta x_t = -r_t\, g_t`, so that it is defined where the
    gradient is zero too:

    .. math::

       \text{SGD: } \eta, \qquad \text{Adagrad: } \frac{\eta}{\sqrt{\sum_{\tau \le t} g_\tau^2} + \epsilon}, \qquad
       \text{RMSprop: } \frac{\eta}{\sqrt{E[g^2]_t} + \epsilon}, \qquad
       \text{Adadelta: } \frac{\sqrt{E[\Delta x^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}}

    with :math:`\eta = 0.1`.

    Parameters
    ----------
    gradients : {"steady", "noisy", "rare", "shrinking", "drop"}, default "steady"
        What is fed, before it is scaled: 1 at each step; 3 or -1 by chance, the same at each run, 1 on average; 1 at
        every tenth step from the first and 0 between; 1 at first and then each time 0.98 of the last; 1, and from the
        half on 0.01.
    scale : float, default 1.0
        What every gradient is multiplied by, in [1e-3, 1e3].
    rho : float, default 0.95
        Decay rate of RMSprop and Adadelta, in [0, 0.999].
    epsilon : float, default 1e-6
        The constant of Adagrad and RMSprop, outside of their roots, and of Adadelta, inside both of its roots; in
        [1e-12, 1].
    steps : int, default 1000
        In [1, 1000].
    axis : {"log", "linear"}, default "log"
        How the steps are counted off on their axis.
    question, answer : str, optional
        Asked before anything is moved, in place of the figure's own, and folded below; ``question=""`` asks nothing.

    Attributes
    ----------
    gradients, scale, rho, epsilon, steps, axis : str, float or int
        Traits, synchronized with the figure.

    Raises
    ------
    traitlets.TraitError
        If an argument is out of bounds, here or when it is set later.

    References
    ----------
    Zeiler (2012), sections 2.2.2 and 3, for the falling rates; Park and Miller (1988) for the generator.

    Examples
    --------
    >>> for run in RateOverTime(steps=100).runs():
    ...     print(run.name, f"{run.rates[0]:.4f} {run.rates[-1]:.4f}")
    SGD 0.1000 0.1000
    Adagrad 0.1000 0.0100
    RMSprop 0.4472 0.1003
    Adadelta 0.0045 0.0052
    """

    gradients = traitlets.Enum([*WORDS], "steady", help="the sequence that is fed").tag(sync=True)
    scale = Number(1.0, min=1e-3, max=1e3, help="what every gradient is multiplied by").tag(sync=True)
    rho = Number(0.95, min=0.0, max=0.999, help="decay rate of RMSprop and Adadelta").tag(sync=True)
    epsilon = Number(1e-6, min=1e-12, max=1.0, help="the constant of all but SGD").tag(sync=True)
    steps = traitlets.Int(MOST_STEPS, min=1, max=MOST_STEPS, help="how many gradients are fed").tag(sync=True)
    axis = traitlets.Enum(["log", "linear"], "log", help="how the steps are counted off").tag(sync=True)
    shared = ("gradients", "scale", "rho", "epsilon", "steps", "axis")

    def __init__(
        self,
        gradients: str = "steady",
        scale: float = 1.0,
        rho: float = 0.95,
        epsilon: float = 1e-6,
        steps: int = MOST_STEPS,
        axis: str = "log",
        *,
        question: str | None = None,
        answer: str | None = None,
    ) -> None:
        super().__init__(
            gradients=gradients,
            scale=scale,
            rho=rho,
            epsilon=epsilon,
            steps=steps,
            axis=axis,
            question=question,
            answer=answer,
        )
        self.set_trait("explorable", "rate-over-time")

    def sequence(self) -> list[float]:
        """Return the gradients that every method is fed.

        Examples
        --------
        >>> RateOverTime("noisy", steps=6).sequence()
        [3.0, 3.0, -1.0, 3.0, 3.0, -1.0]
        """
        return [self.scale * g for g in _pattern(self.gradients, self.steps)]

    def runs(self) -> list[Feed]:
        """Return each method's rates, and the distances covered downhill, after every step.

        Examples
        --------
        >>> adagrad = RateOverTime(scale=100.0, steps=2).runs()[1]
        >>> print([round(r, 6) for r in adagrad.rates], [round(x, 4) for x in adagrad.walked])
        [0.001, 0.000707] [0.1, 0.1707]
        """
        return _runs(tuple(self.sequence()), self.rho, self.epsilon)

    def sentence(self) -> str:
        """Return the effective rates at the end, and what they are of those at the first step."""
        ends = [f"{number(run.rates[-1])} for {run.name}" for run in self.runs()]
        parts = [number(run.rates[-1] / run.rates[0], 3) for run in self.runs()]
        words = WORDS[self.gradients] if self.steps > 1 else "step"
        return (
            f"After {self.steps} {words} (scale {setting(self.scale)}, ρ = {setting(self.rho)}, "
            f"ε = {setting(self.epsilon)}) the effective rate is {_listed(ends)}: {_listed(parts)} times that of the "
            "first step."
        )

    def table(self) -> Table:
        """Return the gradient, the rates and the distances at some of the steps."""
        g, runs = self.sequence(), self.runs()
        rows = [
            [
                str(t),
                number(g[t - 1]),
                *(number(run.rates[t - 1]) for run in runs),
                *(number(run.walked[t - 1]) for run in runs),
            ]
            for t in milestones(self.steps)
        ]
        heads = [f"{what} {run.name}" for what in ("rate of", "distance of") for run in runs]
        return Table(["step", "gradient", *heads], rows)


def _pattern(name: str, steps: int) -> list[float]:
    """The gradients before they are scaled."""
    if name == "noisy":
        seed, pattern = SEED, []
        for _ in range(steps):
            seed = seed * FACTOR % MODULUS
            pattern.append(3.0 if 2 * seed > MODULUS else -1.0)
        return pattern
    if name == "rare":
        return [1.0 if t % EVERY == 0 else 0.0 for t in range(steps)]
    if name == "shrinking":
        pattern = [1.0]
        while len(pattern) < steps:
            pattern.append(pattern[-1] * SHRINK)
        return pattern
    return [DROP if name == "drop" and 2 * t >= steps else 1.0 for t in range(steps)]


@lru_cache(maxsize=4)
def _runs(gradients: tuple[float, ...], rho: float, epsilon: float) -> list[Feed]:
    methods = SGD(ETA), Adagrad(ETA, epsilon), RMSprop(ETA, rho, epsilon), Adadelta(rho, epsilon)
    return [feed(method, gradients) for method in methods]


def _listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
