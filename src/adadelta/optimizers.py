"""Optimizers in order of difficulty: SGD, Momentum, Adadelta.

Each method is a `rule`: the lines of its paper in plain NumPy, for one block of numbers. The base class
`Optimizer` does the rest: it checks the input, keeps the state, and walks over each parameter in blocks
that fit the processor's cache, so that the rule's temporaries never travel to main memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from adadelta import _checks

__all__ = ["SGD", "Adadelta", "Momentum", "Optimizer"]

Array = NDArray[Any]

BLOCK = 32_768
"""Numbers to a block: with its temporaries, a block of 4-byte numbers stays within a core's cache."""


class Optimizer:
    """What all methods share: checks, state, and the walk over the parameters in blocks.

    A subclass names its state arrays in `state_names` and gives the `rule`.

    Attributes
    ----------
    state_names : tuple of str
        The attributes that hold the method's state. Each is None until the optimizer is initialized,
        then a list with one array for each parameter, of its shape and dtype.

    Examples
    --------
    A method of one's own is its rule:

    >>> class SignDescent(Optimizer):
    ...     def rule(self, g):
    ...         return -0.1 * np.sign(g)
    >>> x = np.array([1.0, -1.0])
    >>> _ = SignDescent().update([x], [np.array([4.0, -0.5])])
    >>> x
    array([ 0.9, -0.9])
    """

    state_names: ClassVar[tuple[str, ...]] = ()
    _signature: tuple[tuple[tuple[int, ...], str], ...] | None = None

    def rule(self, *block: Any, **_: Any) -> Array:
        """Return the step for one block of gradients, updating the block of each state array in place.

        Parameters
        ----------
        *block : ndarray, shape (n,)
            The gradients g, not to be changed, and the block of each array that `state_names` names.

        Returns
        -------
        ndarray, shape (n,)
            What is to be added to the parameters.
        """
        raise NotImplementedError(f"{type(self).__name__} must define rule(g, ...)")

    def initialize(self, params: Sequence[Array]) -> None:
        """Start afresh: set every state array to zero. Optional, since the first update does it.

        Parameters
        ----------
        params : sequence of ndarray
            The parameters that the optimizer will update: float32 or float64, writeable.

        Raises
        ------
        TypeError
            If `params` is not a sequence of float32 or float64 arrays.
        ValueError
            If a parameter is read-only.
        """
        _check_params(params)
        for name in self.state_names:
            setattr(self, name, [np.zeros_like(p) for p in params])
        self._signature = _signature(params)

    def update(self, params: Sequence[Array], grads: Sequence[Array]) -> list[Array]:
        """Take one step: change every parameter in place and return the steps taken.

        Parameters
        ----------
        params : sequence of ndarray
            The parameters, the same in number, shape and dtype at every call.
        grads : sequence of ndarray
            The gradient of the loss with respect to each parameter, of the parameter's shape.

        Returns
        -------
        list of ndarray
            What was added to each parameter.

        Raises
        ------
        TypeError
            If a parameter is not a float32 or float64 array, or a gradient does not hold real numbers.
        ValueError
            If a parameter is read-only, a gradient's shape differs from its parameter's, a gradient holds
            NaN or infinity, or the parameters differ from those that the state was made for. Nothing has
            been changed then: every check comes before the first change.
        """
        _check_params(params)
        grads = _check_grads(params, grads)
        if self._signature is None:
            self.initialize(params)
        elif self._signature != _signature(params):
            raise ValueError(
                f"params must be the {len(self._signature)} arrays that the state was made for, "
                f"{_describe(self._signature)}; got {_describe(_signature(params))}. "
                "Call initialize(params) to start afresh."
            )
        updates = [np.empty_like(p) for p in params]
        for i, (p, g, dx) in enumerate(zip(params, grads, updates, strict=True)):
            state = [getattr(self, name)[i] for name in self.state_names]
            access = [["readonly"], ["readwrite"], ["writeonly"], *[["readwrite"]] * len(state)]
            flags = ["external_loop", "buffered", "zerosize_ok"]
            with np.nditer([g, p, dx, *state], flags, access, buffersize=BLOCK) as blocks:  # type: ignore[arg-type]
                for g_block, p_block, dx_block, *state_blocks in blocks:
                    dx_block[...] = self.rule(g_block, *state_blocks)
                    p_block += dx_block
        return updates


class SGD(Optimizer):
    r"""Gradient descent with a fixed learning rate; stochastic when the gradients come from samples.

    .. math:: \Delta x_t = -\eta\, g_t

    Parameters
    ----------
    learning_rate : float, default 0.01
        :math:`\eta` > 0, in units of x squared by units of the loss.

    Raises
    ------
    TypeError, ValueError
        If `learning_rate` is not a number in (0, inf).

    References
    ----------
    Robbins and Monro (1951); Zeiler (2012), equation 2. As `torch.optim.SGD`, whose rate defaults to 0.001.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> SGD(learning_rate=0.1).update([x], [np.array([2.0])])
    [array([-0.2])]
    >>> x
    array([0.8])
    """

    def __init__(self, learning_rate: float = 0.01) -> None:
        self.learning_rate = _checks.number("learning_rate", learning_rate, "(0, inf)")

    def __repr__(self) -> str:
        return f"SGD(learning_rate={self.learning_rate!r})"

    def rule(self, g: Array) -> Array:
        """Return the step: the learning rate times the gradient, downhill."""
        dx = -self.learning_rate * g
        return dx


class Momentum(Optimizer):
    r"""Gradient descent that keeps a part of its last step, as a heavy ball does.

    .. math:: \Delta x_t = \mu\, \Delta x_{t-1} - \eta\, g_t, \qquad \Delta x_0 = 0

    Parameters
    ----------
    learning_rate : float, default 0.01
        :math:`\eta` > 0, in units of x squared by units of the loss.
    momentum : float, default 0.9
        :math:`\mu` in [0, 1): the part of the last step that is kept.

    Raises
    ------
    TypeError, ValueError
        If `learning_rate` is not a number in (0, inf) or `momentum` not one in [0, 1).

    References
    ----------
    Polyak (1964); Zeiler (2012), equation 3. With a constant rate the steps equal those of
    `torch.optim.SGD(momentum=...)`, which keeps the step before it is multiplied by the rate.

    Examples
    --------
    >>> x, g = np.array([1.0]), np.array([2.0])
    >>> optimizer = Momentum(learning_rate=0.1, momentum=0.5)
    >>> optimizer.update([x], [g]), optimizer.update([x], [g])
    ([array([-0.2])], [array([-0.3])])
    """

    state_names = ("dx",)
    dx: list[Array] | None = None

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9) -> None:
        self.learning_rate = _checks.number("learning_rate", learning_rate, "(0, inf)")
        self.momentum = _checks.number("momentum", momentum, "[0, 1)")

    def __repr__(self) -> str:
        return f"Momentum(learning_rate={self.learning_rate!r}, momentum={self.momentum!r})"

    def rule(self, g: Array, dx: Array) -> Array:
        """Return the step: a part of the last one, and downhill."""
        dx *= self.momentum
        dx -= self.learning_rate * g
        return dx


class Adadelta(Optimizer):
    r"""Steps whose size comes from the gradients and steps so far, separately for each parameter.

    .. math::

       E[g^2]_t &= \rho\, E[g^2]_{t-1} + (1 - \rho)\, g_t^2 \\
       \Delta x_t &= -\frac{\sqrt{E[\Delta x^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}}\; g_t \\
       E[\Delta x^2]_t &= \rho\, E[\Delta x^2]_{t-1} + (1 - \rho)\, \Delta x_t^2

    Both averages start at zero. The numerator lags by one step, since :math:`\Delta x_t` is not yet known
    when it is needed.

    Parameters
    ----------
    rho : float, default 0.95
        Decay rate :math:`\rho` in [0, 1) of both averages.
    epsilon : float, default 1e-6
        The constant :math:`\epsilon` > 0 inside both roots. It sets the first steps: they are at most
        :math:`\sqrt{\epsilon / (1 - \rho)}`, and nearly that unless the gradient is tiny.
    learning_rate : float, default 1.0
        Scales the applied step only, not the one that :math:`E[\Delta x^2]` takes; 1 is the paper's method.

    Attributes
    ----------
    Eg2, Edx2 : list of ndarray, or None before the first update
        The running averages of squared gradients and of squared steps, one array for each parameter.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1), or `epsilon` or `learning_rate` not one in (0, inf).

    References
    ----------
    Zeiler (2012), equations 8, 14 and algorithm 1. `torch.optim.Adadelta` is the same method with
    :math:`\rho = 0.9` by default.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> optimizer = Adadelta(rho=0.95, epsilon=1e-6)
    >>> [dx] = optimizer.update([x], [np.array([2.0])])
    >>> print(f"{dx[0]:.6f} {x[0]:.6f} {optimizer.Eg2[0][0]:.3f}")
    -0.004472 0.995528 0.200
    """

    state_names = ("Eg2", "Edx2")
    Eg2: list[Array] | None = None
    Edx2: list[Array] | None = None

    def __init__(self, rho: float = 0.95, epsilon: float = 1e-6, learning_rate: float = 1.0) -> None:
        self.rho = _checks.number("rho", rho, "[0, 1)")
        self.epsilon = _checks.number("epsilon", epsilon, "(0, inf)")
        self.learning_rate = _checks.number("learning_rate", learning_rate, "(0, inf)")

    def __repr__(self) -> str:
        return f"Adadelta(rho={self.rho!r}, epsilon={self.epsilon!r}, learning_rate={self.learning_rate!r})"

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step of equation 14, and let both averages take it in."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        # Edx2 is still of step t - 1: the numerator lags by one.
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        return dx if self.learning_rate == 1.0 else self.learning_rate * dx


def _check_params(params: Sequence[Array]) -> None:
    """Raise unless `params` is a sequence of arrays that can be changed in place."""
    if isinstance(params, np.ndarray) or not isinstance(params, Sequence):
        raise TypeError(f"params must be a list of arrays; got {type(params).__name__}. Put a lone array in a list.")
    for i, p in enumerate(params):
        if not isinstance(p, np.ndarray) or p.dtype not in (np.float32, np.float64):
            kind = f"{p.dtype} array" if isinstance(p, np.ndarray) else type(p).__name__
            raise TypeError(f"params[{i}] must be a float32 or float64 array, to be changed in place; got {kind}")
        if not p.flags.writeable:
            raise ValueError(f"params[{i}] must be writeable; got a read-only array of shape {p.shape}")


def _check_grads(params: Sequence[Array], grads: Sequence[Array]) -> list[Array]:
    """Return the gradients in their parameters' dtypes; raise unless each fits and is finite."""
    if isinstance(grads, np.ndarray) or not isinstance(grads, Sequence):
        raise TypeError(f"grads must be a list of arrays; got {type(grads).__name__}. Put a lone array in a list.")
    if len(grads) != len(params):
        raise ValueError(f"grads must hold one gradient for each of the {len(params)} params; got {len(grads)}")
    fitting = []
    for i, (p, grad) in enumerate(zip(params, grads, strict=True)):
        g = np.asarray(grad)
        if g.dtype.kind not in "iuf":
            raise TypeError(f"grads[{i}] must hold real numbers; got dtype {g.dtype}")
        if g.shape != p.shape:
            raise ValueError(f"grads[{i}] must have the shape {p.shape} of params[{i}]; got {g.shape}")
        with np.errstate(over="ignore"):
            g = g.astype(p.dtype, copy=False)
        if bad := g.size - np.count_nonzero(np.isfinite(g)):
            raise ValueError(
                f"grads[{i}] must be finite in {p.dtype}; {bad} of its {g.size} numbers are NaN or infinite"
            )
        shared = any(np.may_share_memory(g, other) for other in params)
        fitting.append(g.copy() if shared else g)  # no gradient changes while the parameters do
    return fitting


def _signature(params: Sequence[Array]) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Shape and dtype of each parameter: what the state was made for."""
    return tuple((p.shape, p.dtype.name) for p in params)


def _describe(signature: tuple[tuple[tuple[int, ...], str], ...]) -> str:
    """Shapes and dtypes in words, the first five of them."""
    words = [f"{dtype} {shape}" for shape, dtype in signature[:5]]
    return ", ".join(words) + (f" and {len(signature) - 5} more" if len(signature) > 5 else "")
