"""Training a model, descending a surface, racing on it, and feeding a fixed sequence: with a record of what happened.

All of them go through one loop, `take_steps`. `first_reaches` and `stays_within` find when a recorded run arrives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adadelta import _checks
from adadelta.models import Model
from adadelta.optimizers import SGD, Adadelta, Adagrad, Optimizer, RMSprop
from adadelta.surfaces import Surface

__all__ = [
    "Descent", "Feed", "History", "Run", "descend", "feed", "first_reaches", "fit", "race", "stays_within",
    "take_steps",
]  # fmt: skip

Array = NDArray[Any]


def take_steps(
    optimizer: Optimizer,
    params: Sequence[Array],
    gradients: Iterable[Sequence[Array]],
    *,
    check_finite: bool = True,
    keep: bool = False,
    stop: bool = False,
) -> Iterator[tuple[Sequence[Array], list[Array]]]:
    """Take one step for each list of gradients, as soon as it comes: the loop of every training run.

    `gradients` is most often a generator, which computes each list from the parameters as the last step has left them.

    Parameters
    ----------
    optimizer : Optimizer
        Optimizer to use; it continues from its current state, or starts fresh if it has none.
    params : sequence of ndarray
        The parameters, changed in place.
    gradients : iterable of sequence of ndarray
        For each step, the gradient of the loss with respect to each parameter.
    check_finite : bool, default True
        As for `Optimizer.update`.
    keep : bool, default False
        Whether to yield the steps, which takes memory.
    stop : bool, default False
        Whether gradients that the optimizer refuses end the loop; if not, its error does.

    Yields
    ------
    tuple of list of ndarray
        After each step, its gradients, and what was added to each parameter if `keep` is true, otherwise an empty list.

    Raises
    ------
    TypeError, ValueError
        As `Optimizer.update` does.

    Examples
    --------
    >>> from adadelta.optimizers import SGD
    >>> x = np.array([1.0])
    >>> for _ in take_steps(SGD(learning_rate=0.25), [x], ([2 * x] for _ in range(3))):  # the gradient of x squared
    ...     print(x)
    [0.5]
    [0.25]
    [0.125]
    """
    taken: list[Array] = []
    for grads in gradients:
        try:
            if keep:
                taken = optimizer.update(params, grads, check_finite=check_finite)
            else:
                optimizer.step(params, grads, check_finite=check_finite)
        except ValueError:
            if stop:
                return
            raise
        yield grads, taken


@dataclass(frozen=True)
class History:
    """What `fit` recorded: entry 0 is the start, entry n the state after n epochs.

    Attributes
    ----------
    loss : ndarray, shape (epochs + 1,)
        The model's loss on all of the data.
    parameters : list of ndarray, each of shape (epochs + 1, ...)
        The values of each parameter.
    state : dict of str to list of ndarray
        For each name in `record`, the optimizer's state arrays in the same layout (zero at the start).
    updates : int
        How many updates the optimizer made: iterations, not epochs.

    Examples
    --------
    >>> from adadelta import SGD, LinearRegression
    >>> X, y = np.array([[1.0]]), np.array([[2.0]])
    >>> history = fit(LinearRegression(1, W=[[0.0]]), SGD(learning_rate=0.5), X, y, epochs=1)
    >>> history.loss
    array([4., 0.])
    >>> [values.ravel() for values in history.parameters]
    [array([0., 1.]), array([0., 1.])]
    """

    loss: NDArray[np.float64]
    parameters: list[Array]
    state: dict[str, list[Array]]
    updates: int


def fit(
    model: Model,
    optimizer: Optimizer,
    X: Array,
    y: Array,
    *,
    epochs: int,
    batch_size: int | None = None,
    shuffle: bool = True,
    rng: np.random.Generator | None = None,
    record: Sequence[str] = (),
    progress: bool | None = None,
) -> History:
    """Train `model` in place, one update for each batch, and return the history.

    Parameters
    ----------
    model : Model
        Model to train; its `parameters` are changed in place.
    optimizer : Optimizer
        Optimizer to use; it continues from its current state, or starts fresh if it has none.
    X, y : ndarray, shapes (m, ...)
        Inputs and targets, one row for each example.
    epochs : int
        Passes over the data, at least 1.
    batch_size : int, optional
        Examples to an update: None for all m (batch descent), 1 for stochastic descent, between them for
        mini-batches. The last batch of an epoch is smaller where `batch_size` does not divide m.
    shuffle : bool, default True
        Whether to draw the batches of each epoch anew; if not, they are taken in the order of the rows.
    rng : numpy.random.Generator, optional
        Shuffles the examples at each epoch; needed if `shuffle` is true and `batch_size` less than m, and not
        touched otherwise.
    record : sequence of str
        Names of the optimizer's state arrays to record at each epoch, such as ``("Eg2", "Edx2")``.
    progress : bool, optional
        Whether to show a progress bar; None shows one only in a terminal.

    Returns
    -------
    History
        Loss, parameters and recorded state at the start and after each epoch.

    Raises
    ------
    TypeError
        If an argument has the wrong type, or shuffling needs an `rng` and none is given.
    ValueError
        If `epochs` or `batch_size` is out of bounds, `X` and `y` differ in length or are empty, or `record`
        names what the optimizer does not keep. Nothing has been trained then.

    Examples
    --------
    >>> from adadelta import Adadelta, LinearRegression, article_line
    >>> X, y, W0 = article_line()
    >>> history = fit(LinearRegression(1, W=W0), Adadelta(), X, y, epochs=100)
    >>> print(history.loss[[0, 100]].round(2), history.updates)
    [17.22 12.28] 100

    Mini-batches of 10, in the order of the rows:

    >>> history = fit(LinearRegression(1, W=W0), Adadelta(), X, y, epochs=100, batch_size=10, shuffle=False)
    >>> print(history.loss[[0, 100]].round(2), history.updates)
    [17.22  0.63] 1000
    """
    m = len(X)
    if m == 0 or len(y) != m:
        raise ValueError(f"X and y must have the same number of rows, at least 1; got {m} and {len(y)}")
    epochs = _checks.count("epochs", epochs)
    batch_size = m if batch_size is None else _checks.count("batch_size", batch_size)
    if batch_size > m:
        raise ValueError(f"batch_size must be at most the {m} rows of X; got {batch_size}")
    draws = shuffle and batch_size < m
    if draws and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator to draw batches; got {rng!r}")
    if unknown := [name for name in record if name not in optimizer.state_names]:
        raise ValueError(f"record must name state of {optimizer!r}, {optimizer.state_names}; got {unknown[0]!r}")

    if not optimizer.initialized:
        optimizer.initialize(model.parameters)
    loss = np.empty(epochs + 1)
    parameters = [np.empty((epochs + 1, *p.shape), p.dtype) for p in model.parameters]
    state = {name: [np.empty_like(values) for values in parameters] for name in record}

    def note(epoch: int) -> None:
        loss[epoch] = model.loss(X, y)
        for values, p in zip(parameters, model.parameters, strict=True):
            values[epoch] = p
        for name, arrays in state.items():
            for values, array in zip(arrays, getattr(optimizer, name), strict=True):
                values[epoch] = array

    def gradients() -> Iterator[list[Array]]:
        for epoch in _with_bar(range(1, epochs + 1), progress):
            order = rng.permutation(m) if draws else slice(None)  # type: ignore[union-attr]
            X_epoch, y_epoch = X[order], y[order]
            for start in range(0, m, batch_size):
                X_batch, y_batch = X_epoch[start : start + batch_size], y_epoch[start : start + batch_size]
                yield model.compute_gradients(X_batch, y_batch, model.predict(X_batch))
            note(epoch)

    note(0)
    updates = sum(1 for _ in take_steps(optimizer, model.parameters, gradients()))
    return History(loss, parameters, state, updates)


@dataclass(frozen=True)
class Descent:
    """What `descend` recorded: entry 0 is the start, entry n the place after n steps.

    Attributes
    ----------
    points : ndarray, shape (steps + 1, 2)
        Where the descent has been.
    values : ndarray, shape (steps + 1,)
        The surface's value there.
    gradients : ndarray, shape (steps, 2)
        What the optimizer was given at each place but the last, with noise where the surface has noise.

    Examples
    --------
    >>> from adadelta import SGD, surfaces
    >>> descent = descend(surfaces.ravine(condition=4.0), SGD(learning_rate=0.5), steps=2)
    >>> descent.points
    array([[-4.,  1.],
           [-2., -1.],
           [-1.,  1.]])
    >>> descent.values
    array([10. ,  4. ,  2.5])
    """

    points: NDArray[np.float64]
    values: NDArray[np.float64]
    gradients: NDArray[np.float64]


def descend(
    surface: Surface,
    optimizer: Optimizer,
    steps: int,
    start: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
    *,
    noise: ArrayLike | None = None,
    stop: bool = False,
) -> Descent:
    """Let an optimizer, started afresh, walk down a surface.

    Parameters
    ----------
    surface : Surface
        Surface to descend.
    optimizer : Optimizer
        Optimizer to use; its state is set to zero first.
    steps : int
        Number of steps, at least 1.
    start : array_like, shape (2,), optional
        Starting point; by default the surface's own.
    rng : numpy.random.Generator, optional
        Source of the noise; needed if the surface has any and `noise` is not given.
    noise : array_like, shape (steps, 2), optional
        Instead of `rng`: the standard normal numbers themselves, one row for each step, that the surface's
        `noise` scales; so that several methods can meet the same noise.
    stop : bool, default False
        Whether a descent that leaves the numbers stops there, with shorter arrays, rather than raises.

    Returns
    -------
    Descent
        Each point, its value, and the gradient seen there.

    Raises
    ------
    TypeError
        If an argument has the wrong type, or the surface has noise and neither `rng` nor `noise` is given.
    ValueError
        If `steps` < 1, `start` is not a finite point, `noise` has another shape or is not finite, or both `rng`
        and `noise` are given; or, by the optimizer, if the descent leaves the numbers that it can square and `stop`
        is false.

    Examples
    --------
    >>> from adadelta import SGD, Adam, surfaces
    >>> descent = descend(surfaces.himmelblau(), Adam(learning_rate=0.1), steps=500, start=(0.0, 0.0))
    >>> print(descent.points[-1].round(3))
    [3. 2.]

    Two rates that meet the same noise:

    >>> noise = np.random.default_rng(0).standard_normal((500, 2))
    >>> for rate in (0.1, 0.01):
    ...     descent = descend(surfaces.noisy_bowl(), SGD(learning_rate=rate), steps=500, noise=noise)
    ...     print(f"{descent.values[-100:].mean():.3f}")
    0.057
    0.005

    One that diverges:

    >>> descent = descend(surfaces.ravine(), SGD(learning_rate=10.0), steps=500, stop=True)
    >>> len(descent.points) - 1
    103
    """
    steps = _checks.count("steps", steps)
    x = _checks.real_array("start", surface.start if start is None else start)
    if x.shape != (2,):
        raise ValueError(f"start must have the shape (2,); got {x.shape}")
    if noise is not None and rng is not None:
        raise ValueError(f"noise must be None where rng is given, or rng be None; got both, and rng is {rng!r}")
    if noise is None and surface.noise > 0:
        noise = _checks.generator("rng", rng).standard_normal((steps, 2))
    nu = np.zeros((steps, 2)) if noise is None else _checks.real_array("noise", noise)
    if nu.shape != (steps, 2):
        raise ValueError(f"noise must have the shape (steps, 2), here {(steps, 2)}; got {nu.shape}")
    optimizer.initialize([x])
    points, gradients = np.empty((steps + 1, 2)), np.empty((steps, 2))
    points[0], taken = x, 0

    def seen() -> Iterator[list[Array]]:
        for t in range(steps):
            gradients[t] = surface.gradient(x)
            if surface.noise > 0:
                gradients[t] += surface.noise * nu[t]
            yield [gradients[t]]

    with np.errstate(all="ignore"):  # what overflows is told by the optimizer's error, not by warnings before it
        for taken, _ in enumerate(take_steps(optimizer, [x], seen(), stop=stop), start=1):
            points[taken] = x
        points = points[: taken + 1]
        values = surface.value(points)
    return Descent(points, values, gradients[:taken])


@dataclass(frozen=True)
class Run:
    """One method's path in a `race`.

    Attributes
    ----------
    name : str
        What the method is called.
    points : ndarray, shape (n + 1, 2)
        The start, and the place after each of its n steps.
    heights : ndarray, shape (n + 1,)
        How far the surface's value there is above its minimum.
    left : int or None
        The first step outside of the surface's window.
    over : bool
        Whether numbers overflowed, which ended the path early.

    Examples
    --------
    >>> from adadelta.surfaces import ravine
    >>> Run.on(ravine(), "still", [[-4.0, 1.0], [-4.0, 1.0]], [58.0, 58.0], steps=1)
    Run(name='still', points=array([[-4.,  1.],
           [-4.,  1.]]), heights=array([58., 58.]), left=None, over=False)
    """

    name: str
    points: NDArray[np.float64]
    heights: NDArray[np.float64]
    left: int | None
    over: bool

    @classmethod
    def on(cls, surface: Surface, name: str, points: ArrayLike, values: ArrayLike, steps: int) -> Run:
        """Return a path as a run of so many steps on a surface, given its points and the surface's values there."""
        points, heights = np.asarray(points), np.asarray(values) - surface.least
        left, right, bottom, top = surface.window
        outside = np.any((points < (left, bottom)) | (points > (right, top)), axis=1)
        return cls(name, points, heights, int(outside.argmax()) if outside.any() else None, len(points) <= steps)


def race(
    surface: Surface,
    optimizers: Mapping[str, Optimizer] | Sequence[Optimizer],
    steps: int,
    start: ArrayLike | None = None,
    *,
    noise: ArrayLike | None = None,
) -> list[Run]:
    """Let several optimizers, each started afresh, descend a surface from one start, for equally many steps.

    Parameters
    ----------
    surface : Surface
        Surface to descend.
    optimizers : mapping of str to Optimizer, or sequence of Optimizer
        Optimizers to compare, with their names; the names of their classes if there are none.
    steps : int
        Number of steps, at least 1. An optimizer whose numbers overflow stops earlier.
    start : array_like, shape (2,), optional
        Starting point; by default the surface's own.
    noise : array_like, shape (steps, 2), optional
        The standard normal numbers that the surface's `noise` scales, the same for all; needed if it has any.

    Returns
    -------
    list of Run
        The paths, in the order of `optimizers`.

    Raises
    ------
    TypeError, ValueError
        As `descend` does.

    Examples
    --------
    >>> from adadelta.optimizers import SGD, Adam
    >>> from adadelta.surfaces import ravine
    >>> for run in race(ravine(), [SGD(learning_rate=0.01), Adam(learning_rate=1.0)], steps=100):
    ...     print(f"{run.name} {run.heights[-1]:.0e}")
    SGD 1e+00
    Adam 2e-04
    """
    named = optimizers if isinstance(optimizers, Mapping) else {type(one).__name__: one for one in optimizers}
    paths = {name: descend(surface, one, steps, start, noise=noise, stop=True) for name, one in named.items()}
    return [Run.on(surface, name, path.points, path.values, steps) for name, path in paths.items()]


@dataclass(frozen=True)
class Feed:
    """What a method makes of a sequence of gradients, as `feed` recorded it.

    Attributes
    ----------
    name : str
        The method.
    rates : list of float
        After each step, the factor r in the step -r g, by which the gradient was multiplied.
    walked : list of float
        After each step, the distance covered downhill.

    Examples
    --------
    >>> from adadelta.optimizers import SGD
    >>> feed(SGD(learning_rate=0.5), [2.0, 1.0])
    Feed(name='SGD', rates=[0.5, 0.5], walked=[1.0, 1.5])
    """

    name: str
    rates: list[float]
    walked: list[float]


def feed(optimizer: Optimizer, gradients: Sequence[float]) -> Feed:
    """Feed a fixed sequence of gradients to an optimizer that is started afresh, and follow its effective rate.

    The rate is read from the optimizer's state, so it is there also where the gradient is zero.

    Parameters
    ----------
    optimizer : Optimizer
        SGD, Adagrad, RMSprop or Adadelta: a method whose step is a rate times the gradient.
    gradients : sequence of float
        The gradients of one parameter.

    Returns
    -------
    Feed
        The effective rate and the distance covered after each step.

    Raises
    ------
    TypeError
        If `optimizer` is of another method.
    ValueError
        If the optimizer refuses a gradient.

    Examples
    --------
    >>> from adadelta.optimizers import Adagrad
    >>> fed = feed(Adagrad(learning_rate=0.1), [1.0, 0.0, 1.0])
    >>> print([round(rate, 4) for rate in fed.rates])
    [0.1, 0.1, 0.0707]
    """
    if not isinstance(optimizer, (SGD, Adagrad, RMSprop, Adadelta)):
        raise TypeError(f"optimizer must be SGD, Adagrad, RMSprop or Adadelta; got {optimizer!r}")
    x = np.zeros(1)
    optimizer.initialize([x])
    fed, top = Feed(type(optimizer).__name__, [], []), _quotient(optimizer)[0]
    for _ in take_steps(optimizer, [x], ([np.array([g])] for g in gradients)):
        following, bottom = _quotient(optimizer)
        fed.rates.append(top / bottom)
        fed.walked.append(float(0.0 - x[0]))
        top = following
    return fed


def _quotient(optimizer: SGD | Adagrad | RMSprop | Adadelta) -> tuple[float, float]:
    """After a step, the numerator of the next one's rate, since Adadelta's lags, and its own denominator."""
    state = [float(getattr(optimizer, name)[0][0]) for name in optimizer.state_names]
    rate = optimizer.learning_rate
    if isinstance(optimizer, Adadelta):
        rms_g, rms_dx = (math.sqrt(average + optimizer.epsilon) for average in state)
        return rate * rms_dx, rms_g
    return rate, 1.0 if isinstance(optimizer, SGD) else math.sqrt(state[0]) + optimizer.epsilon


def first_reaches(values: ArrayLike, target: float) -> int | None:
    r"""Return when a recorded sequence first reaches a target.

    .. math:: \min\,\{\, t : v_t \le c \,\}

    A sequence that reaches the target may leave it again: `stays_within` finds when it does not.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values :math:`v_0, \dots, v_{n-1}`, such as the losses at the start and after each step. NaN and infinity may
        be among them, as in a run that diverges; NaN reaches nothing.
    target : float
        Target c.

    Returns
    -------
    int or None
        Index of the first value that is at most the target, or None if there is none. For losses that begin with the
        start, this is the number of steps.

    Raises
    ------
    TypeError
        If `values` does not hold real numbers.
    ValueError
        If `values` has another shape.

    Examples
    --------
    >>> first_reaches([8.0, 2.0, 0.5, 3.0, 0.4, 0.1], 1.0)
    2
    >>> from adadelta import surfaces
    >>> losses = descend(surfaces.ravine(), Adadelta(), steps=1000).values
    >>> first_reaches(losses, 0.01 * losses[0])
    688
    """
    reached = _sequence(values) <= target
    return int(reached.argmax()) if reached.any() else None


def stays_within(values: ArrayLike, target: float) -> int | None:
    r"""Return from when on a recorded sequence stays within a target.

    .. math:: \min\,\{\, t : v_s \le c \text{ for all } s \ge t \,\}

    Parameters
    ----------
    values : array_like, shape (n,)
        Values :math:`v_0, \dots, v_{n-1}`, as for `first_reaches`.
    target : float
        Target c.

    Returns
    -------
    int or None
        Index from which on all values are at most the target, or None if the last one is not. It is never less than
        that of `first_reaches`, and says nothing about what follows the last recorded value.

    Raises
    ------
    TypeError
        If `values` does not hold real numbers.
    ValueError
        If `values` has another shape.

    Examples
    --------
    >>> stays_within([8.0, 2.0, 0.5, 3.0, 0.4, 0.1], 1.0)
    4

    A descent with ε = 0.01 reaches a hundredth of its first loss after 10 steps, and later climbs out again:

    >>> from adadelta import surfaces
    >>> losses = descend(surfaces.ravine(), Adadelta(epsilon=0.01), steps=1000).values
    >>> print(first_reaches(losses, 0.01 * losses[0]), stays_within(losses, 0.01 * losses[0]))
    10 None
    """
    outside = ~(_sequence(values) <= target)
    after = int(len(outside) - outside[::-1].argmax()) if outside.any() else 0
    return after if after < len(outside) else None


def _sequence(values: ArrayLike) -> NDArray[np.float64]:
    sequence = _checks.real_array("values", values, finite=False)
    if sequence.ndim != 1:
        raise ValueError(f"values must be numbers along one axis; got shape {sequence.shape}")
    return sequence


def _with_bar(epochs: range, progress: bool | None) -> Iterable[int]:
    """The epochs behind a progress bar; by default only where standard error is a terminal."""
    if progress is False:
        return epochs
    from tqdm import auto, tqdm  # here, so that importing the package needs only NumPy

    bar = tqdm if progress is None else auto.tqdm
    return bar(epochs, desc="epochs", leave=False, disable=None if progress is None else False)
