"""Models that the optimizers train: the article's linear regression, and the paper's network.

A model has `parameters` (a list of arrays that an optimizer changes in place), `predict`, `loss` and
`compute_gradients`; that is all that `adadelta.fit` asks of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from adadelta import _checks

__all__ = ["MLP", "LinearRegression", "Model", "least_squares", "mean_squared_error"]

Array = NDArray[np.float64]


class Model(Protocol):
    """What `adadelta.fit` asks of a model.

    Examples
    --------
    A model of one's own needs these four, and no base class:

    >>> class Constant:
    ...     def __init__(self):
    ...         self.parameters = [np.zeros(1)]
    ...
    ...     def predict(self, X):
    ...         return np.full((len(X), 1), self.parameters[0])
    ...
    ...     def loss(self, X, y):
    ...         return mean_squared_error(y, self.predict(X))
    ...
    ...     def compute_gradients(self, X, y, y_pred):
    ...         return [np.mean(y_pred - y, axis=0)]
    >>> from adadelta import SGD, fit
    >>> model, X, y = Constant(), np.zeros((2, 1)), np.array([[1.0], [3.0]])
    >>> history = fit(model, SGD(learning_rate=0.5), X, y, epochs=30)
    >>> model.parameters[0].round(6)  # the mean of y
    array([2.])
    """

    @property
    def parameters(self) -> list[NDArray[Any]]:
        """The arrays that the optimizer changes in place."""

    def predict(self, X: Any) -> Any:
        """Return the model's answer for each row of `X`."""

    def loss(self, X: Any, y: Any) -> float:
        """Return the loss that the history records."""

    def compute_gradients(self, X: Any, y: Any, y_pred: Any) -> list[NDArray[Any]]:
        """Return the gradient of the training objective with respect to each parameter."""


class LinearRegression:
    r"""A line, or a plane in more dimensions: :math:`\hat y = X W + b`.

    The gradients are those of half the mean squared error,

    .. math::

       J = \frac{1}{2m} \sum_{i=1}^m (\hat y_i - y_i)^2, \qquad
       \nabla_W J = \tfrac1m X^\top (\hat y - y), \qquad \nabla_b J = \tfrac1m \sum_i (\hat y_i - y_i),

    as in the article, while `loss` is the mean squared error itself, twice as large.

    Parameters
    ----------
    input_dim : int
        Number of columns of `X`.
    W : array_like, shape (input_dim, 1), optional
        Initial weights; drawn from a standard normal distribution if not given.
    rng : numpy.random.Generator, optional
        Source of the initial weights, needed if `W` is not given.

    Attributes
    ----------
    W : ndarray of float64, shape (input_dim, 1)
        Weights, in units of y by units of X.
    b : ndarray of float64, shape (1,)
        Bias, in units of y; starts at zero.

    Raises
    ------
    TypeError
        If `input_dim` is not a whole number, `W` does not hold real numbers, or neither `W` nor `rng` is given.
    ValueError
        If `input_dim` < 1 or `W` has another shape or is not finite.

    Examples
    --------
    >>> model = LinearRegression(1, W=[[2.0]])
    >>> model.predict([[1.0], [3.0]])
    array([[2.],
           [6.]])
    """

    def __init__(self, input_dim: int, W: ArrayLike | None = None, rng: np.random.Generator | None = None) -> None:
        input_dim = _checks.count("input_dim", input_dim)
        if W is None:
            if not isinstance(rng, np.random.Generator):
                raise TypeError(f"rng must be a numpy.random.Generator when W is not given; got {rng!r}")
            W = rng.standard_normal((input_dim, 1))
        self.W = _checks.real_array("W", W)
        if self.W.shape != (input_dim, 1):
            raise ValueError(f"W must have the shape {(input_dim, 1)}; got {self.W.shape}")
        self.b = np.zeros(1)

    def __repr__(self) -> str:
        return f"LinearRegression(input_dim={len(self.W)})"

    @property
    def parameters(self) -> list[Array]:
        """The weights and the bias, to be handed to an optimizer.

        Examples
        --------
        >>> LinearRegression(1, W=[[2.0]]).parameters
        [array([[2.]]), array([0.])]
        """
        return [self.W, self.b]

    def predict(self, X: ArrayLike) -> Array:
        """Return :math:`X W + b`, of shape (m, 1), for `X` of shape (m, input_dim).

        Examples
        --------
        >>> LinearRegression(1, W=[[2.0]]).predict([[3.0]])
        array([[6.]])
        """
        y_pred: Array = np.asarray(X) @ self.W + self.b
        return y_pred

    def loss(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the mean squared error of the predictions for `X` against `y`.

        Examples
        --------
        >>> LinearRegression(1, W=[[2.0]]).loss([[1.0], [3.0]], [[2.0], [8.0]])
        2.0
        """
        return mean_squared_error(y, self.predict(X))

    def compute_gradients(self, X: ArrayLike, y: ArrayLike, y_pred: ArrayLike) -> list[Array]:
        """Return the gradients of half the mean squared error with respect to `W` and `b`.

        Parameters
        ----------
        X : array_like, shape (m, input_dim)
            Inputs.
        y, y_pred : array_like, shape (m, 1)
            Targets, and what `predict(X)` returned for the present parameters.

        Returns
        -------
        list of ndarray
            Gradients of the shapes of `W` and `b`.

        Raises
        ------
        ValueError
            If `y` and `y_pred` differ in shape (broadcasting would make an m by m matrix of errors).

        Examples
        --------
        >>> model, X, y = LinearRegression(1, W=[[2.0]]), [[1.0], [3.0]], [[2.0], [8.0]]
        >>> model.compute_gradients(X, y, model.predict(X))
        [array([[-3.]]), array([-1.])]
        """
        X, error = np.asarray(X), _error(y, y_pred)
        return [X.T @ error / len(X), np.array([np.sum(error) / len(X)])]


class MLP:
    r"""A multilayer perceptron that tells classes apart: the paper's network for handwritten digits.

    .. math::

       h_0 &= X \\
       h_l &= \phi(h_{l-1} W_l + b_l), \qquad l = 1, \dots, L - 1 \\
       \hat y &= \operatorname{softmax}(h_{L-1} W_L + b_L)

    The loss is the cross-entropy, the mean of :math:`-\log \hat y_{i, y_i}` over the examples; the gradients are
    its own.

    Parameters
    ----------
    layers : sequence of int
        Sizes, from the number of inputs to the number of classes: (784, 500, 300, 10) in the paper.
    activation : {"tanh", "relu"}, default "tanh"
        :math:`\phi`: the hyperbolic tangent, or max(z, 0).
    rng : numpy.random.Generator
        Source of the initial weights, each from :math:`N(0, 1/n)` for tanh and :math:`N(0, 2/n)` for relu,
        where n is the size of the layer before. Biases start at zero.
    dtype : dtype, default float64
        Of the parameters and of all that is computed: float32 or float64.

    Attributes
    ----------
    weights : list of ndarray, shapes (layers[l - 1], layers[l])
        :math:`W_1` to :math:`W_L`.
    biases : list of ndarray, shapes (layers[l],)
        :math:`b_1` to :math:`b_L`.

    Raises
    ------
    TypeError
        If `layers` does not hold whole numbers, `rng` is not a Generator, or `dtype` is another.
    ValueError
        If `layers` holds fewer than two sizes or one less than 1, or `activation` is another.

    References
    ----------
    Zeiler (2012), section 4.1. LeCun, Bottou, Orr and Müller (1998), Efficient BackProp, and He, Zhang, Ren and Sun
    (2015), Delving Deep into Rectifiers, for the scale of the weights.

    Examples
    --------
    >>> model = MLP([2, 8, 3], rng=np.random.default_rng(0))
    >>> model
    MLP([2, 8, 3], activation='tanh', dtype=float64)
    >>> y_pred = model.predict([[0.5, -1.0]])
    >>> print(y_pred.shape, f"{y_pred.sum():.3f}")
    (1, 3) 1.000
    >>> sum(p.size for p in MLP([784, 500, 300, 10], rng=np.random.default_rng(0)).parameters)
    545810
    """

    def __init__(
        self,
        layers: Sequence[int],
        activation: str = "tanh",
        *,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        if not np.iterable(layers):
            raise TypeError(f"layers must be a list of whole numbers; got {layers!r}")
        self.layers = [_checks.count(f"layers[{i}]", n) for i, n in enumerate(layers)]
        if len(self.layers) < 2:
            raise ValueError(f"layers must hold at least two sizes, inputs and classes; got {self.layers}")
        if activation not in _GAIN:
            raise ValueError(f"activation must be one of {', '.join(_GAIN)}; got {activation!r}")
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise TypeError(f"dtype must be float32 or float64; got {np.dtype(dtype)}")
        rng = _checks.generator("rng", rng)
        self.activation, self.dtype = activation, np.dtype(dtype)
        sizes = list(zip(self.layers[:-1], self.layers[1:], strict=True))
        gain = _GAIN[activation]
        self.weights = [(rng.standard_normal((n, k)) * np.sqrt(gain / n)).astype(self.dtype) for n, k in sizes]
        self.biases = [np.zeros(k, self.dtype) for _, k in sizes]
        self._kept: tuple[Any, Any, list[NDArray[Any]]] | None = None

    def __repr__(self) -> str:
        return f"MLP({self.layers}, activation={self.activation!r}, dtype={self.dtype})"

    @property
    def parameters(self) -> list[NDArray[Any]]:
        """The weights and the biases of each layer in turn, to be handed to an optimizer.

        Examples
        --------
        >>> [p.shape for p in MLP([4, 3, 2], rng=np.random.default_rng(0)).parameters]
        [(4, 3), (3,), (3, 2), (2,)]
        """
        return [p for layer in zip(self.weights, self.biases, strict=True) for p in layer]

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the probability of each class for each example.

        Parameters
        ----------
        X : array_like, shape (m, layers[0])
            Inputs.

        Returns
        -------
        ndarray, shape (m, layers[-1])
            Probabilities, which add up to 1 in each row.

        Raises
        ------
        TypeError
            If `X` does not hold real numbers.
        ValueError
            If it has another shape.

        Examples
        --------
        >>> model = MLP([4, 2], rng=np.random.default_rng(0))
        >>> model.predict(np.zeros((1, 4)))
        array([[0.5, 0.5]])
        """
        *hidden, scores = self._forward(X)
        y_pred = np.exp(scores - scores.max(axis=1, keepdims=True))
        y_pred /= y_pred.sum(axis=1, keepdims=True)
        self._kept = X, y_pred, hidden  # for the gradients, which are mostly asked for next
        return y_pred

    def loss(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the cross-entropy in nats, from the scores: right even where a probability rounds to zero.

        Parameters
        ----------
        X : array_like, shape (m, layers[0])
            Inputs.
        y : array_like of int, shape (m,)
            The class of each example, from 0 to layers[-1] - 1.

        Raises
        ------
        TypeError
            If `X` does not hold real numbers, or `y` whole ones.
        ValueError
            If the shapes do not fit, or a class is out of bounds.

        Examples
        --------
        >>> model = MLP([4, 2], rng=np.random.default_rng(0))
        >>> print(f"{model.loss(np.zeros((3, 4)), [0, 1, 1]):.4f}")
        0.6931
        """
        scores = self._forward(X)[-1]
        y = self._labels(y, len(scores))
        scores = scores - scores.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y]))

    def compute_gradients(self, X: ArrayLike, y: ArrayLike, y_pred: NDArray[Any]) -> list[NDArray[Any]]:
        r"""Return the gradient of the cross-entropy with respect to each of `parameters`, by backpropagation.

        .. math::

           \delta_L &= \tfrac1m (\hat y - \text{onehot}(y)) \\
           \delta_{l-1} &= \delta_l W_l^\top \odot \phi'_{l-1} \\
           \nabla_{W_l} &= h_{l-1}^\top \delta_l, \qquad \nabla_{b_l} = \textstyle\sum_i \delta_{l, i}

        Parameters
        ----------
        X : array_like, shape (m, layers[0])
            Inputs.
        y : array_like of int, shape (m,)
            The class of each example.
        y_pred : ndarray, shape (m, layers[-1])
            What `predict(X)` returned for the present parameters. If that was the last call, the activations that
            it kept are used; otherwise they are computed again.

        Returns
        -------
        list of ndarray
            Gradients, in the order and of the shapes and dtype of `parameters`.

        Raises
        ------
        TypeError, ValueError
            As `loss` does, or if `y_pred` has another shape.

        Examples
        --------
        >>> model = MLP([4, 2], rng=np.random.default_rng(0))
        >>> X, y = np.zeros((1, 4)), [0]
        >>> dW, db = model.compute_gradients(X, y, model.predict(X))
        >>> db
        array([-0.5,  0.5])
        """
        if self._kept is not None and self._kept[0] is X and self._kept[1] is y_pred:
            hidden = self._kept[2]
        else:
            *hidden, _ = self._forward(X)
        m, shape = len(hidden[0]), np.shape(y_pred)
        if shape != (m, self.layers[-1]):
            raise ValueError(f"y_pred must have the shape {(m, self.layers[-1])}; got {shape}")
        y = self._labels(y, m)
        self._kept = None
        delta = np.array(y_pred, self.dtype)
        delta[np.arange(m), y] -= 1
        delta /= m
        grads: list[NDArray[Any]] = []
        for h, W in zip(reversed(hidden), reversed(self.weights), strict=True):
            grads[:0] = [h.T @ delta, delta.sum(axis=0)]
            if W is not self.weights[0]:
                delta = delta @ W.T
                delta *= 1 - h**2 if self.activation == "tanh" else h > 0
        return grads

    def _forward(self, X: ArrayLike) -> list[NDArray[Any]]:
        """Return the inputs, the activations of each hidden layer, and the scores of the classes."""
        array = _checks.real("X", X)
        if array.ndim != 2 or len(array) == 0 or array.shape[1] != self.layers[0]:
            raise ValueError(f"X must have the shape (m, {self.layers[0]}) with m at least 1; got {array.shape}")
        h = [array.astype(self.dtype, copy=False)]
        for W, b in zip(self.weights, self.biases, strict=True):
            z = h[-1] @ W
            z += b
            if W is not self.weights[-1]:
                np.tanh(z, out=z) if self.activation == "tanh" else np.maximum(z, 0, out=z)
            h.append(z)
        return h

    def _labels(self, y: ArrayLike, m: int) -> NDArray[Any]:
        """Return `y` as an array; raise unless it names a class for each of `m` examples."""
        labels, classes = np.asarray(y), self.layers[-1]
        if labels.dtype.kind not in "iu":
            raise TypeError(f"y must hold whole numbers, the classes; got dtype {labels.dtype}")
        if labels.shape != (m,):
            raise ValueError(f"y must have the shape {(m,)}; got {labels.shape}")
        outside = labels[(labels < 0) | (labels >= classes)]
        if outside.size:
            raise ValueError(f"y must lie in [0, {classes}); {outside.size} of its {m} do not, such as {outside[0]}")
        return labels


_GAIN = {"tanh": 1.0, "relu": 2.0}
"""Variance of the initial weights by the size of the layer before, so that signals neither grow nor fade."""


def mean_squared_error(y: ArrayLike, y_pred: ArrayLike) -> float:
    r"""Mean squared error :math:`\tfrac1m \sum_i (\hat y_i - y_i)^2`, in squared units of y.

    Parameters
    ----------
    y, y_pred : array_like
        Targets and predictions, of one shape.

    Raises
    ------
    ValueError
        If `y` and `y_pred` differ in shape.

    Examples
    --------
    >>> mean_squared_error([[1.0], [2.0]], [[1.0], [4.0]])
    2.0
    """
    return float(np.mean(_error(y, y_pred) ** 2))


def least_squares(X: ArrayLike, y: ArrayLike) -> LinearRegression:
    """Return the linear regression with the smallest mean squared error, found without iterating.

    Parameters
    ----------
    X : array_like, shape (m, input_dim)
        Inputs.
    y : array_like, shape (m, 1)
        Targets.

    Returns
    -------
    LinearRegression
        The model at the optimum: what every optimizer here tries to reach.

    Raises
    ------
    TypeError, ValueError
        If `X` or `y` does not hold finite real numbers, or their shapes do not fit.

    Examples
    --------
    >>> model = least_squares([[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]])
    >>> model.W.round(6), model.b.round(6)
    (array([[2.]]), array([1.]))
    """
    X, y = _checks.real_array("X", X), _checks.real_array("y", y)
    if X.ndim != 2 or y.shape != (len(X), 1):
        raise ValueError(f"X must have the shape (m, input_dim) and y (m, 1); got {X.shape} and {y.shape}")
    solution = np.linalg.lstsq(np.hstack([X, np.ones((len(X), 1))]), y, rcond=None)[0]
    model = LinearRegression(X.shape[1], W=solution[:-1])
    model.b[:] = solution[-1]
    return model


def _error(y: ArrayLike, y_pred: ArrayLike) -> Array:
    """Prediction less target, for two arrays of one shape."""
    y, y_pred = np.asarray(y, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if y.shape != y_pred.shape:
        raise ValueError(f"y and y_pred must have one shape; got {y.shape} and {y_pred.shape}")
    error: Array = y_pred - y
    return error
