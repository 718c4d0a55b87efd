r"""Adadelta with the mistakes that are made most often, each of them one place in the rule, to see how it shows.

All of them run, step downhill and mostly arrive, so a loss that falls does not say that the rule is right. Numbers do:
feed the rule a few gradients, and compare its steps with those of `adadelta.Adadelta`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.optimizers import Adadelta

__all__ = ["EpsilonOutside", "NumeratorAhead", "RateInside", "SlippedBracket", "StaleDenominator"]

Array = NDArray[Any]


class StaleDenominator(Adadelta):
    r"""Adadelta that divides before it has taken the gradient in: by :math:`E[g^2]` of step t - 1.

    .. math:: \Delta x_t = -\frac{\sqrt{E[\Delta x^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_{t-1} + \epsilon}}\; g_t

    TensorFlow.js has it (`AdadeltaOptimizer`). It shows at once: the first step divides by :math:`\sqrt\epsilon`, so
    it is the whole gradient, however large, and :math:`E[\Delta x^2]` remembers it.

    Parameters
    ----------
    rho, epsilon, learning_rate : float
        As for `adadelta.Adadelta`, with the same defaults.

    Examples
    --------
    >>> right, wrong = np.array([1.0]), np.array([1.0])
    >>> print(Adadelta().update([right], [np.array([30.0])])[0].round(4))
    [-0.0045]
    >>> print(StaleDenominator().update([wrong], [np.array([30.0])])[0].round(4))
    [-30.]
    """

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step, made before E[g²] takes the gradient in."""
        rho, epsilon = self.rho, self.epsilon
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g  # the mistake: Eg2 is still of step t - 1, too
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        return self.learning_rate * dx


class EpsilonOutside(Adadelta):
    r"""Adadelta with :math:`\epsilon` outside the roots, where Adagrad, RMSprop and Adam have it.

    .. math:: \Delta x_t = -\frac{\sqrt{E[\Delta x^2]_{t-1}} + \epsilon}{\sqrt{E[g^2]_t} + \epsilon}\; g_t

    Whoever knows those methods makes it, for there the place hardly matters. Here :math:`\epsilon` sets the first
    steps: they are :math:`\epsilon` instead of :math:`\sqrt\epsilon` in size, a thousandth at the default of 1e-6, and
    since later steps grow from them, a run seems to stand still.

    Parameters
    ----------
    rho, epsilon, learning_rate : float
        As for `adadelta.Adadelta`, with the same defaults.

    Examples
    --------
    >>> for method in (Adadelta, EpsilonOutside):
    ...     x, optimizer = np.array([1.0]), method()
    ...     for t in range(100):
    ...         optimizer.step([x], [2 * x])  # the gradient of x squared
    ...     print(x.round(3))
    [0.597]
    [0.999]
    """

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step, with ε added to the roots."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        dx = -(np.sqrt(Edx2) + epsilon) / (np.sqrt(Eg2) + epsilon) * g  # the mistake: ε belongs inside both roots
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        return self.learning_rate * dx


class RateInside(Adadelta):
    r"""Adadelta whose learning rate :math:`\eta` scales the step before :math:`E[\Delta x^2]` takes it in.

    .. math::

       \Delta x_t &= -\eta\,\frac{\sqrt{E[\Delta x^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}}\; g_t \\
       E[\Delta x^2]_t &= \rho\, E[\Delta x^2]_{t-1} + (1 - \rho)\, \Delta x_t^2

    climin has it (`step_rate`). At a rate of 1 nothing shows, so a test with the default passes. At any other the rate
    acts on every later step again: along a steady gradient the steps stop growing at
    :math:`\eta\sqrt{\epsilon / (1 - \eta^2)}` if :math:`\eta` < 1, and grow exponentially if :math:`\eta` > 1.

    Parameters
    ----------
    rho, epsilon, learning_rate : float
        As for `adadelta.Adadelta`, with the same defaults.

    Examples
    --------
    >>> for method in (Adadelta, RateInside):
    ...     x, optimizer = np.array([1.0]), method(learning_rate=0.5)
    ...     for t in range(1000):
    ...         optimizer.step([x], [np.array([1.0])])
    ...     print(x.round(1))
    [-2.4]
    [0.4]
    """

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step, scaled before E[Δx²] takes it in."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g
        dx *= self.learning_rate  # the mistake: one line too early
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        return dx


class SlippedBracket(Adadelta):
    r"""Adadelta whose second :math:`\epsilon` has slipped out of the denominator: it is added to the quotient.

    .. math:: \Delta x_t = -\sqrt{\frac{E[\Delta x^2]_{t-1} + \epsilon}{E[g^2]_t} + \epsilon}\;\; g_t

    One bracket does it: ``sqrt((Edx2 + epsilon) / Eg2 + epsilon)`` for
    ``sqrt((Edx2 + epsilon) / (Eg2 + epsilon))``; in ND4J one slipped in the line of :math:`E[g^2]` (issue 1239).
    Gradients around one hide it. Beside large ones the :math:`\sqrt\epsilon\, g` that is added outgrows the step; near
    a minimum the steps no longer shrink with the gradient, however small that is, and the descent never comes to rest.

    Parameters
    ----------
    rho, epsilon, learning_rate : float
        As for `adadelta.Adadelta`, with the same defaults.

    Notes
    -----
    Where the quotient overflows, as it does where :math:`E[g^2]` is zero, the largest number takes its place: times
    a gradient of zero that gives a step of zero.

    Examples
    --------
    >>> for g in (1.0, 1e-6):
    ...     [right], [wrong] = (m().update([np.zeros(1)], [np.array([g])]) for m in (Adadelta, SlippedBracket))
    ...     print(f"{g:g}: {right[0]:.1e} {wrong[0]:.1e}")
    1: -4.5e-03 -4.6e-03
    1e-06: -1.0e-06 -4.5e-03
    """

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step, with ε added to the quotient of the averages."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        quotient = np.minimum((Edx2 + epsilon) / Eg2, np.finfo(Eg2.dtype).max)
        dx = -np.sqrt(quotient + epsilon) * g  # the mistake: ε belongs to the denominator
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        return self.learning_rate * dx


class NumeratorAhead(Adadelta):
    r"""Adadelta whose :math:`E[\Delta x^2]` takes in the step before the step is made: the numerator no longer lags.

    .. math::

       E[\Delta x^2]_t &= \rho\, E[\Delta x^2]_{t-1} + (1 - \rho)\,
           \frac{E[\Delta x^2]_{t-1} + \epsilon}{E[g^2]_t + \epsilon}\; g_t^2 \\
       \Delta x_t &= -\frac{\sqrt{E[\Delta x^2]_t + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}}\; g_t

    Whoever updates both averages first and then takes the step makes it, and has to find a step for the average to
    take in, which is the right rule's; a numbered list that names both averages before the step leads there. The
    first step is up to :math:`\sqrt2` times as long, and nothing else gives the mistake away: a run ends nearly where
    the right one does.

    Parameters
    ----------
    rho, epsilon, learning_rate : float
        As for `adadelta.Adadelta`, with the same defaults.

    Examples
    --------
    >>> for method in (Adadelta, NumeratorAhead):
    ...     x, optimizer = np.array([1.0]), method()
    ...     [first] = optimizer.update([x], [2 * x])  # the gradient of x squared
    ...     for t in range(99):
    ...         optimizer.step([x], [2 * x])
    ...     print(first.round(4), x.round(3))
    [-0.0045] [0.597]
    [-0.0063] [0.593]
    """

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step, made after E[Δx²] has taken one in."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g  # the mistake: Edx2 is of step t already
        return self.learning_rate * dx
