"""Optimizers in order of difficulty: SGD, Momentum, Adagrad, RMSprop, Adadelta, Adam.

Each method is a `rule`: the lines of its paper in plain NumPy, for one block of numbers. The base class
`Optimizer` does the rest: it checks the input, keeps the state, and walks over each parameter in blocks
that fit the processor's cache, so that the rule's temporaries never travel to main memory.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from adadelta import _arrays, _checks

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Momentum", "Optimizer", "RMSprop"]

Array = NDArray[Any]

BLOCK = 524_288
"""Bytes to a block, 131,072 numbers of single precision: with its temporaries, it stays within a processor's cache."""


def _keep_freed_memory() -> None:
    """Have glibc keep the memory that a rule's temporaries free, for the next ones.

    Until it has seen so large an array freed, it returns their memory to the system and fetches it again, page by
    page, in every step.
    """
    np.empty(32 * BLOCK, np.uint8)


_keep_freed_memory()

BOUNDS = {
    "learning_rate": "(0, inf)",
    "momentum": "[0, 1)",
    "rho": "[0, 1)",
    "beta1": "[0, 1)",
    "beta2": "[0, 1)",
    "epsilon": "(0, inf)",
}
"""Where each setting must lie, in every method that has it."""

VERSION = 1
"""Of what `Optimizer.state_dict` returns."""


class Optimizer(ABC):
    """What all methods share: checks, state, and the walk over the parameters in blocks.

    A subclass names its state arrays in `state_names` and gives the `rule`. Attributes named in `BOUNDS`
    are its settings: they are checked whenever they are set, shown by `repr`, and saved with the state.

    Attributes
    ----------
    state_names : tuple of str
        The attributes that hold the method's state. Each is None until the optimizer is initialized,
        then a list with one array for each parameter, of its shape and dtype.
    squares : {"", "averaged", "summed"}
        Whether the rule squares gradients, and whether it averages the squares or adds them to its first state
        array. A gradient is refused if its square, or that sum, overflows.
    t : int
        Steps taken so far.

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
    squares: ClassVar[Literal["", "averaged", "summed"]] = ""
    t: int = 0
    _signature: _arrays.Signature | None = None

    @abstractmethod
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

        Examples
        --------
        >>> SGD(learning_rate=0.5).rule(np.array([2.0, -1.0]))
        array([-1. ,  0.5])
        """

    @property
    def settings(self) -> dict[str, float]:
        """The hyperparameters and their values, in the order of the signature.

        Examples
        --------
        >>> Momentum(momentum=0.5).settings
        {'learning_rate': 0.01, 'momentum': 0.5}
        """
        return {name: value for name, value in vars(self).items() if name in BOUNDS}

    @property
    def initialized(self) -> bool:
        """Whether there is a state to go on from: `initialize`, a step or `load_state_dict` has made one.

        Examples
        --------
        >>> optimizer = SGD()
        >>> before = optimizer.initialized
        >>> optimizer.step([np.array([1.0])], [np.array([2.0])])
        >>> before, optimizer.initialized
        (False, True)
        """
        return self._signature is not None

    def __setattr__(self, name: str, value: Any) -> None:
        if name in BOUNDS:
            value = _checks.number(name, value, BOUNDS[name])
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.settings.items())})"

    def check_params(self, params: Sequence[Array]) -> None:
        """Raise unless the optimizer can update these parameters: the check that `step` and `update` begin with.

        Parameters
        ----------
        params : sequence of ndarray
            The parameters.

        Raises
        ------
        TypeError
            If `params` is not a sequence of float32 or float64 arrays.
        ValueError
            If a parameter is read-only or shares memory with another, the parameters differ from those that the
            state was made for, or a setting does not keep within its bound in a parameter's dtype.

        Examples
        --------
        >>> optimizer = SGD()
        >>> optimizer.step([np.array([1.0])], [np.array([2.0])])
        >>> optimizer.check_params([np.array([1.0, 2.0])])
        Traceback (most recent call last):
        ...
        ValueError: params must be the 1 arrays that the state was made for, float64 (1,); got float64 (2,). ...
        """
        self._check_params(params)
        self._check_signature("params", _arrays.signature(params))

    def initialize(self, params: Sequence[Array]) -> None:
        """Start afresh: set every state array to zero. Optional, since the first step does it.

        Parameters
        ----------
        params : sequence of ndarray
            The parameters that the optimizer will update: float32 or float64, writeable, none overlapping.

        Raises
        ------
        TypeError
            If `params` is not a sequence of float32 or float64 arrays.
        ValueError
            If a parameter is read-only or shares memory with another, or a setting does not keep within
            its bound in a parameter's dtype.

        Examples
        --------
        >>> x, optimizer = np.array([1.0]), Adadelta()
        >>> optimizer.initialize([x])
        >>> optimizer.Eg2
        [array([0.])]
        """
        self._check_params(params)
        self._restart(_arrays.signature(params), self._zeros(params))

    def update(self, params: Sequence[Array], grads: Sequence[Array], *, check_finite: bool = True) -> list[Array]:
        """Take one step: change every parameter in place and return the steps taken.

        Parameters
        ----------
        params : sequence of ndarray
            The parameters, the same in number, shape and dtype at every call.
        grads : sequence of ndarray
            The gradient of the loss with respect to each parameter, of the parameter's shape.
        check_finite : bool, default True
            Whether to look for NaN, infinity and squares that overflow in `grads`, before anything changes.

        Returns
        -------
        list of ndarray
            What was added to each parameter.

        Raises
        ------
        TypeError
            If a parameter is not a float32 or float64 array, or a gradient does not hold real numbers.
        ValueError
            If a parameter is read-only or shares memory with another, a gradient's shape differs from its
            parameter's, a gradient holds NaN, infinity or what overflows when the method squares it, the
            parameters differ from those that the state was made for, or a setting does not keep within
            its bound in a parameter's dtype. Nothing has been changed then: every check comes before the
            first change.

        Examples
        --------
        >>> W, b = np.array([[1.0, 2.0]]), np.array([3.0])
        >>> SGD(learning_rate=0.5).update([W, b], [np.array([[2.0, 0.0]]), np.array([-2.0])])
        [array([[-1., -0.]]), array([1.])]
        >>> W, b
        (array([[0., 2.]]), array([4.]))
        """
        return self._take_step(params, grads, check_finite, keep=True)

    def step(self, params: Sequence[Array], grads: Sequence[Array], *, check_finite: bool = True) -> None:
        """Take one step as `update` does, returning nothing and keeping no memory for the steps.

        Parameters
        ----------
        params, grads : sequence of ndarray
            As for `update`.
        check_finite : bool, default True
            As for `update`.

        Raises
        ------
        TypeError, ValueError
            As `update` does.

        Examples
        --------
        >>> x = np.array([1.0])
        >>> optimizer = SGD(learning_rate=0.1)
        >>> optimizer.step([x], [np.array([2.0])])
        >>> x
        array([0.8])
        """
        self._take_step(params, grads, check_finite)

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of all that the next step depends on, besides the parameters.

        Returns
        -------
        dict
            Plain numbers and strings, and in ``"state"`` the arrays that `state_names` names: what
            `load_state_dict` takes.

        Examples
        --------
        >>> optimizer = Momentum(learning_rate=0.1)
        >>> optimizer.step([np.array([1.0])], [np.array([2.0])])
        >>> saved = optimizer.state_dict()
        >>> print(saved["method"], saved["t"], saved["settings"], saved["state"])
        Momentum 1 {'learning_rate': 0.1, 'momentum': 0.9} {'dx': [array([-0.2])]}
        """
        started = self._signature is not None
        return {
            "version": VERSION,
            "method": type(self).__name__,
            "settings": self.settings,
            "t": self.t,
            "params": [[list(shape), dtype] for shape, dtype in self._signature or ()] if started else None,
            "state": {name: [a.copy() for a in getattr(self, name)] for name in self.state_names} if started else {},
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from a saved state, with its settings: the next steps are those it would have taken.

        Parameters
        ----------
        state_dict : mapping
            What `state_dict` returned, for a method of the same name.

        Raises
        ------
        TypeError
            If `state_dict` is not a mapping, or holds other than the arrays and numbers of a state.
        ValueError
            If it is the state of another method or version, of parameters of another number, shape or
            dtype, or holds a setting out of bounds, NaN or infinity. Nothing has been changed then.

        Examples
        --------
        >>> first, second = Adadelta(rho=0.9), Adadelta()
        >>> first.step([np.array([1.0])], [np.array([2.0])])
        >>> second.load_state_dict(first.state_dict())
        >>> second.rho, second.t, second.Eg2[0].round(6)
        (0.9, 1, array([0.4]))
        """
        _checks.mapping("state_dict", state_dict)
        if missing := {"version", "method", "settings", "t", "params", "state"} - state_dict.keys():
            raise ValueError(f"state_dict must be what state_dict() returns; it lacks {', '.join(sorted(missing))}")
        for name, own in (("version", VERSION), ("method", type(self).__name__)):
            if state_dict[name] != own:
                raise ValueError(f"state_dict must be of {name} {own}; got {state_dict[name]!r}")
        settings = _checks.mapping("settings", state_dict["settings"])
        if list(settings) != list(self.settings):
            raise ValueError(f"state_dict must hold the settings {list(self.settings)}; got {list(settings)}")
        settings = {name: _checks.number(name, value, BOUNDS[name]) for name, value in settings.items()}
        t = _checks.count("t", state_dict["t"], low=0)
        signature, state = None, dict.fromkeys(self.state_names)
        if state_dict["params"] is not None:
            signature = _arrays.as_signature("params", state_dict["params"])
            self._check_signature("state_dict", signature)
            arrays = _checks.mapping("state", state_dict["state"])
            state = {name: _arrays.check_state(name, arrays.get(name), signature) for name in state}
        for name, value in settings.items():
            setattr(self, name, value)
        self._restart(signature, state, t)

    def _take_step(
        self, params: Sequence[Array], grads: Sequence[Any], check_finite: bool, keep: bool = False
    ) -> list[Array]:
        """Check everything, then change everything; return the steps taken if they are to be kept."""
        self._check_params(params)
        grads = _arrays.check_grads(params, grads)
        signature, state, t = self._state_for(params)
        updates = [np.empty_like(p, subok=False) for p in params] if keep else []
        with np.errstate(all="ignore"):  # a square that rounds to zero must not raise halfway through a step
            if check_finite:
                self._check_finite(params, grads, state)  # check the input
            self._restart(signature, state, t + 1)
            for p, g, *arrays in zip(params, grads, *state.values(), *[updates] * keep, strict=True):
                for g_block, p_block, *rest in _blocks(p.dtype, read=[g], write=[p, *arrays]):  # block by block
                    dx = self.rule(g_block, *rest[: len(state)])  # the rule
                    p_block += dx  # apply the step
                    if keep:
                        rest[-1][...] = dx
        return updates

    def _state_for(self, params: Sequence[Array]) -> tuple[_arrays.Signature, dict[str, list[Array]], int]:
        """What the step goes on from, zeros if there is nothing; raise if the state was made for other parameters."""
        signature = _arrays.signature(params)
        self._check_signature("params", signature)
        if self._signature is None:
            return signature, self._zeros(params), 0
        return signature, {name: getattr(self, name) for name in self.state_names}, self.t

    def _check_finite(self, params: Sequence[Array], grads: Sequence[Array], state: Mapping[str, list[Array]]) -> None:
        """Raise if the rule would meet a number in a gradient, or make one of it, that is not finite."""
        for i, (p, g, *s) in enumerate(zip(params, grads, *state.values(), strict=True)):
            sums = s[:1] if self.squares == "summed" else []
            # Where the sum of all squares is finite, so is each number and each square: no need to look at them.
            if not sums and g.dtype is p.dtype and g.flags.c_contiguous and math.isfinite(np.vdot(g, g)):
                continue
            blocks = _blocks(p.dtype, read=[g, *sums])
            if all(math.isfinite(sum([G.max() for G in rest], np.dot(block, block))) for block, *rest in blocks):
                continue
            g = g.astype(p.dtype)
            largest = sum(sums, g**2) if self.squares else g
            over = np.extract(~np.isfinite(largest), g)
            if over.size == 0:
                continue
            if bad := np.count_nonzero(~np.isfinite(g)):
                raise ValueError(
                    f"grads[{i}] must be finite in {p.dtype}; {bad} of its {g.size} numbers are NaN or infinite"
                )
            raise ValueError(
                f"grads[{i}] must be small enough for {type(self).__name__} to square in {p.dtype}, up to "
                f"{np.finfo(p.dtype).max:.3g}; {over.size} of its {g.size} numbers overflow, such as {over[0]:.3g}"
            )

    def _check_params(self, params: Sequence[Array]) -> None:
        """Raise unless the parameters can be changed, and the settings hold in their dtypes."""
        _arrays.check_params(params)
        if any(p.dtype.char == "f" for p in params):
            for name, value in self.settings.items():
                _check_in_single(name, value)

    def _check_signature(self, name: str, signature: _arrays.Signature) -> None:
        """Raise if the state was made for parameters of another number, shape or dtype."""
        if self._signature not in (None, signature):
            raise ValueError(
                f"{name} must be the {len(self._signature)} arrays that the state was made for, "
                f"{_arrays.describe(self._signature)}; got {_arrays.describe(signature)}. "
                "Call initialize(params) to start afresh."
            )

    def _zeros(self, params: Sequence[Array]) -> dict[str, list[Array]]:
        """The state before the first step."""
        return {name: [np.zeros_like(p, subok=False) for p in params] for name in self.state_names}

    def _restart(
        self, signature: _arrays.Signature | None, state: Mapping[str, list[Array] | None], t: int = 0
    ) -> None:
        """Take on a state that was checked."""
        for name, arrays in state.items():
            setattr(self, name, arrays)
        self._signature, self.t = signature, t


@lru_cache(maxsize=128)  # for the same few settings, at every step
def _check_in_single(name: str, value: float) -> None:
    """Raise unless a setting keeps within its bound when it is rounded to float32."""
    with np.errstate(all="ignore"):
        rounded = float(np.float32(value))
    try:
        _checks.number(name, rounded, BOUNDS[name])
    except ValueError:
        raise ValueError(
            f"{name} must lie in {BOUNDS[name]} in float32, as the parameters do; "
            f"got {value!r}, which rounds to {rounded!r}"
        ) from None


def _blocks(dtype: np.dtype[Any], read: Sequence[Array], write: Sequence[Array] = ()) -> Iterator[tuple[Array, ...]]:
    """Walk over arrays of one shape together, a block at a time, whatever their layout in memory."""
    arrays, size = [*read, *write], max(1, BLOCK // dtype.itemsize)
    if all(a.flags.c_contiguous and a.dtype is dtype for a in arrays):  # no iterator needed, which is slow to make
        flat = [np.asarray(a).reshape(-1) for a in arrays]
        for a in flat[: len(read)]:
            a.flags.writeable = False
        for start in range(0, flat[0].size, size):
            yield tuple([a[start : start + size] for a in flat])
        return
    access = [["readonly"]] * len(read) + [["readwrite"]] * len(write)
    with np.nditer(  # type: ignore[call-overload]
        arrays,
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=access,
        op_dtypes=[dtype] * len(access),
        casting="same_kind",
        buffersize=size,
    ) as blocks:
        for block in blocks:
            yield block if len(access) > 1 else (block,)


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

    Notes
    -----
    The same in PyTorch (default rate 0.001), Keras (0.01) and Optax (no default).

    References
    ----------
    Robbins and Monro (1951); Zeiler (2012), equation 2.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> SGD(learning_rate=0.1).update([x], [np.array([2.0])])
    [array([-0.2])]
    >>> x
    array([0.8])
    """

    def __init__(self, learning_rate: float = 0.01) -> None:
        self.learning_rate = learning_rate

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

    Attributes
    ----------
    dx : list of ndarray, or None before the first step
        The last step of each parameter.

    Raises
    ------
    TypeError, ValueError
        If `learning_rate` is not a number in (0, inf) or `momentum` not one in [0, 1).

    Notes
    -----
    Keras's `SGD(momentum=...)` is the same. PyTorch's and Optax's `sgd(momentum=...)` keep the step before
    it is multiplied by the rate: the steps are equal as long as the rate is constant.

    References
    ----------
    Polyak (1964); Zeiler (2012), equation 3.

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
        self.learning_rate = learning_rate
        self.momentum = momentum

    def rule(self, g: Array, dx: Array) -> Array:
        """Return the step: a part of the last one, and downhill."""
        dx *= self.momentum
        dx -= self.learning_rate * g
        return dx


class Adagrad(Optimizer):
    r"""A rate for each parameter: the learning rate by the root of the sum of its squared gradients.

    .. math::

       G_t &= G_{t-1} + g_t^2 \\
       \Delta x_t &= -\frac{\eta}{\sqrt{G_t} + \epsilon}\; g_t

    The sum starts at zero and never shrinks, so neither does the denominator.

    Parameters
    ----------
    learning_rate : float, default 0.01
        :math:`\eta` > 0, in units of x: the size of the first step.
    epsilon : float, default 1e-10
        :math:`\epsilon` > 0 outside the root, in units of g: it keeps a gradient of zero from dividing zero.

    Attributes
    ----------
    G : list of ndarray, or None before the first step
        The sums of squared gradients, one array for each parameter.

    Raises
    ------
    TypeError, ValueError
        If `learning_rate` or `epsilon` is not a number in (0, inf).

    Notes
    -----
    PyTorch's `Adagrad` is the same with the same defaults. Keras's and Optax's have :math:`\epsilon` (1e-7)
    inside the root and start the sum at 0.1.

    References
    ----------
    Duchi, Hazan and Singer (2011), without the projection; Zeiler (2012), equation 5.

    Examples
    --------
    >>> x, g = np.array([1.0]), np.array([2.0])
    >>> optimizer = Adagrad(learning_rate=0.1)
    >>> for t in range(4):
    ...     optimizer.step([x], [g])
    >>> optimizer.G, x.round(4)  # steps of 0.1, 0.1 / sqrt(2), 0.1 / sqrt(3), 0.1 / sqrt(4)
    ([array([16.])], array([0.7216]))
    """

    state_names = ("G",)
    squares = "summed"
    G: list[Array] | None = None

    def __init__(self, learning_rate: float = 0.01, epsilon: float = 1e-10) -> None:
        self.learning_rate = learning_rate
        self.epsilon = epsilon

    def rule(self, g: Array, G: Array) -> Array:
        """Return the step, by the root of the sum that takes the gradient in first."""
        G += g**2
        dx = -self.learning_rate / (np.sqrt(G) + self.epsilon) * g
        return dx


class RMSprop(Optimizer):
    r"""Adagrad with a running average for its sum: the rates no longer only fall.

    .. math::

       E[g^2]_t &= \rho\, E[g^2]_{t-1} + (1 - \rho)\, g_t^2 \\
       \Delta x_t &= -\frac{\eta}{\sqrt{E[g^2]_t} + \epsilon}\; g_t

    The average starts at zero.

    Parameters
    ----------
    learning_rate : float, default 0.001
        :math:`\eta` > 0, in units of x: the size of a step along a steady gradient.
    rho : float, default 0.9
        Decay rate :math:`\rho` in [0, 1) of the average.
    epsilon : float, default 1e-8
        :math:`\epsilon` > 0 outside the root, in units of g.

    Attributes
    ----------
    Eg2 : list of ndarray, or None before the first step
        The running averages of squared gradients, one array for each parameter.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1), or `learning_rate` or `epsilon` not one in (0, inf).

    Notes
    -----
    PyTorch's `RMSprop` is the same, with :math:`\rho` (there `alpha`) = 0.99 and a rate of 0.01 by default.
    Keras's (0.001, 0.9, 1e-7) has :math:`\epsilon` inside the root; so has Optax's (0.9, 1e-8) unless
    `eps_in_sqrt=False`. All three offer momentum with it, which this class leaves out.

    References
    ----------
    Tieleman and Hinton (2012), lecture 6.5.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> [dx] = RMSprop(learning_rate=0.01, rho=0.75).update([x], [np.array([2.0])])
    >>> dx.round(6)  # the average starts at zero, so the first step is longer: 0.01 / sqrt(0.25)
    array([-0.02])
    """

    state_names = ("Eg2",)
    squares = "averaged"
    Eg2: list[Array] | None = None

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        self.learning_rate = learning_rate
        self.rho = rho
        self.epsilon = epsilon

    def rule(self, g: Array, Eg2: Array) -> Array:
        """Return the step, by the root of the average that takes the gradient in first."""
        Eg2 *= self.rho
        Eg2 += (1 - self.rho) * g**2
        dx = -self.learning_rate / (np.sqrt(Eg2) + self.epsilon) * g
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
    Eg2, Edx2 : list of ndarray, or None before the first step
        The running averages of squared gradients and of squared steps, one array for each parameter.

    Raises
    ------
    TypeError, ValueError
        If `rho` is not a number in [0, 1), or `epsilon` or `learning_rate` not one in (0, inf).

    Notes
    -----
    The same in PyTorch (:math:`\rho` = 0.9 and :math:`\epsilon` = 1e-6 by default), in Keras (0.95, 1e-7, and a
    rate of 0.001, with which it hardly moves) and in Optax (0.9, 1e-6; without a rate its steps go uphill).

    References
    ----------
    Zeiler (2012), equations 8, 14 and algorithm 1.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> optimizer = Adadelta(rho=0.95, epsilon=1e-6)
    >>> [dx] = optimizer.update([x], [np.array([2.0])])
    >>> print(f"{dx[0]:.6f} {x[0]:.6f} {optimizer.Eg2[0][0]:.3f}")
    -0.004472 0.995528 0.200
    """

    state_names = ("Eg2", "Edx2")
    squares = "averaged"
    Eg2: list[Array] | None = None
    Edx2: list[Array] | None = None

    def __init__(self, rho: float = 0.95, epsilon: float = 1e-6, learning_rate: float = 1.0) -> None:
        self.rho = rho
        self.epsilon = epsilon
        self.learning_rate = learning_rate

    def rule(self, g: Array, Eg2: Array, Edx2: Array) -> Array:
        """Return the step of equation 14, and let both averages take it in."""
        rho, epsilon = self.rho, self.epsilon
        Eg2 *= rho
        Eg2 += (1 - rho) * g**2
        # Edx2 is still of step t - 1: the numerator lags by one.
        dx = -np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g
        Edx2 *= rho
        Edx2 += (1 - rho) * dx**2
        dx *= self.learning_rate
        return dx


class Adam(Optimizer):
    r"""Momentum by RMSprop: running averages of the gradient and of its square, freed of their start at zero.

    .. math::

       m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
       v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
       \Delta x_t &= -\eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}, \qquad
       \hat m_t = \frac{m_t}{1 - \beta_1^t}, \quad \hat v_t = \frac{v_t}{1 - \beta_2^t}

    Both averages start at zero; dividing by the sum of their weights so far corrects for that.

    Parameters
    ----------
    learning_rate : float, default 0.001
        :math:`\eta` > 0, in units of x: the size of the first step.
    beta1, beta2 : float, default 0.9 and 0.999
        Decay rates :math:`\beta_1` and :math:`\beta_2` in [0, 1) of the two averages.
    epsilon : float, default 1e-8
        :math:`\epsilon` > 0 outside the root, in units of g.

    Attributes
    ----------
    m, v : list of ndarray, or None before the first step
        The running averages of gradients and of their squares, one array for each parameter.

    Raises
    ------
    TypeError, ValueError
        If `beta1` or `beta2` is not a number in [0, 1), or `learning_rate` or `epsilon` not one in (0, inf).

    Notes
    -----
    PyTorch's and Optax's `adam` are the same, with the same defaults. Keras's (:math:`\epsilon` = 1e-7) adds it
    to :math:`\sqrt{v_t}` instead, before the correction: the paper's :math:`\hat\epsilon`.

    References
    ----------
    Kingma and Ba (2015), algorithm 1.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> [dx] = Adam(learning_rate=0.01).update([x], [np.array([2.0])])
    >>> dx.round(6)  # whatever the gradient's size
    array([-0.01])
    """

    state_names = ("m", "v")
    squares = "averaged"
    m: list[Array] | None = None
    v: list[Array] | None = None

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def rule(self, g: Array, m: Array, v: Array) -> Array:
        """Return the step of the t-th call, and let both averages take the gradient in first."""
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * g**2
        m_hat = m / (1 - self.beta1**self.t)
        v_hat = v / (1 - self.beta2**self.t)
        dx = -self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return dx


METHODS = (SGD, Momentum, Adagrad, RMSprop, Adadelta, Adam)
"""All of them in order of difficulty: what the tests, the stored numbers, the benchmark and the race go through."""
