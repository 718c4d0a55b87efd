import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adadelta import MLP, Adam, LinearRegression, fit, least_squares, mean_squared_error


def sample(m=30, n=3):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(m, n))
    return X, X @ rng.normal(size=(n, 1)) + 1.5 + 0.1 * rng.normal(size=(m, 1))


def test_predictions_are_the_line():
    model = LinearRegression(2, W=[[2.0], [-1.0]])
    model.b[:] = 0.5
    np.testing.assert_array_equal(model.predict([[1.0, 1.0], [0.0, 3.0]]), [[1.5], [-2.5]])


def test_gradients_are_those_of_half_the_mean_squared_error():
    X, y = sample()
    model = LinearRegression(3, rng=np.random.default_rng(1))
    model.b[:] = -0.7
    grads = model.compute_gradients(X, y, model.predict(X))
    for p, g in zip(model.parameters, grads, strict=True):
        assert g.shape == p.shape
        for index in np.ndindex(p.shape):
            kept, ends = p[index], []
            for h in (1e-6, -1e-6):
                p[index] = kept + h
                ends.append(0.5 * model.loss(X, y))
            p[index] = kept
            assert g[index] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


def test_the_weights_given_are_copied_and_the_parameters_are_the_models_own():
    W = np.ones((1, 1))
    model = LinearRegression(1, W=W)
    assert [id(p) for p in model.parameters] == [id(model.W), id(model.b)]
    model.parameters[0] += 1
    assert model.W == 2
    assert W == 1


def test_the_same_generator_draws_the_same_weights():
    first, second = (LinearRegression(4, rng=np.random.default_rng(7)).W for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.shape == (4, 1)


def test_least_squares_has_no_gradient_and_no_better_neighbor():
    X, y = sample()
    model = least_squares(X, y)
    for g in model.compute_gradients(X, y, model.predict(X)):
        np.testing.assert_allclose(g, 0, atol=1e-13)
    least = model.loss(X, y)
    for p in model.parameters:
        for index in np.ndindex(p.shape):
            for h in (0.01, -0.01):
                p[index] += h
                assert model.loss(X, y) > least
                p[index] -= h


def test_loss_is_the_mean_squared_error():
    X, y = sample()
    model = LinearRegression(3, W=np.zeros((3, 1)))
    assert model.loss(X, y) == mean_squared_error(y, np.zeros_like(y)) == pytest.approx(np.mean(y**2))


def test_the_repr_says_what_it_is():
    assert repr(LinearRegression(2, W=[[0], [0]])) == "LinearRegression(input_dim=2)"


X, y = sample(4, 2)
MODEL = LinearRegression(2, W=[[0.0], [0.0]])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: LinearRegression(0, W=[[1.0]]), ValueError, "input_dim must be at least 1; got 0"),
        (lambda: LinearRegression(1.0, W=[[1.0]]), TypeError, "input_dim must be a whole number"),
        (lambda: LinearRegression(1), TypeError, "rng must be a numpy.random.Generator when W is not given"),
        (lambda: LinearRegression(1, rng=np.random), TypeError, "rng must be a numpy.random.Generator"),
        (lambda: LinearRegression(2, W=[[1.0, 2.0]]), ValueError, "W must have the shape (2, 1); got (1, 2)"),
        (lambda: LinearRegression(1, W=[[np.nan]]), ValueError, "W must be finite"),
        (lambda: LinearRegression(1, W="3"), TypeError, "W must hold real numbers"),
        (lambda: MODEL.predict(X[:, :1]), ValueError, "matmul"),
        (lambda: MODEL.loss(X, y[:, 0]), ValueError, "y and y_pred must have one shape; got (4,) and (4, 1)"),
        (lambda: MODEL.compute_gradients(X, y[:, 0], y), ValueError, "got (4,) and (4, 1)"),
        (lambda: mean_squared_error(y, y.T), ValueError, "must have one shape; got (4, 1) and (1, 4)"),
        (lambda: least_squares(X, y[:, 0]), ValueError, "X must have the shape (m, input_dim) and y (m, 1)"),
        (lambda: least_squares(X[0], y), ValueError, "got (2,) and (4, 1)"),
        (lambda: least_squares(X * np.nan, y), ValueError, "X must be finite; 8 of its 8 numbers are"),
    ],
)
def test_errors_name_the_shapes(call, error, words):
    with pytest.raises(error, match=re.escape(words)):
        call()


# The network


def network(layers=(3, 5, 4, 3), activation="tanh", dtype=np.float64, m=7):
    """A network with biases that are not zero, inputs and classes."""
    rng = np.random.default_rng(0)
    model = MLP(list(layers), activation, rng=rng, dtype=dtype)
    for b in model.biases:
        b[:] = 0.3 * rng.normal(size=b.shape)
    return model, rng.normal(size=(m, layers[0])).astype(dtype), rng.integers(layers[-1], size=m)


def by_hand(model, X):
    """The network's answer, one example at a time."""
    answers = []
    for x in X:
        for W, b in zip(model.weights[:-1], model.biases[:-1], strict=True):
            z = [sum(x[i] * W[i, j] for i in range(len(x))) + b[j] for j in range(len(b))]
            x = [np.tanh(v) if model.activation == "tanh" else max(v, 0.0) for v in z]
        z = np.array(x) @ model.weights[-1] + model.biases[-1]
        answers.append(np.exp(z) / np.sum(np.exp(z)))
    return np.array(answers)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("layers", [(3, 2), (3, 5, 4), (2, 4, 3, 5)])
def test_the_network_answers_with_probabilities(layers, activation):
    model, X, y = network(layers, activation)
    y_pred = model.predict(X)
    np.testing.assert_allclose(y_pred, by_hand(model, X), rtol=1e-12)
    np.testing.assert_allclose(y_pred.sum(axis=1), 1.0, rtol=1e-14)
    assert model.loss(X, y) == pytest.approx(np.mean([-np.log(p[k]) for p, k in zip(y_pred, y, strict=True)]))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("layers", [(3, 2), (3, 5, 4), (2, 4, 3, 5), (2, 4, 4, 4, 3)])
def test_the_networks_gradients_agree_with_differences_of_its_loss(layers, activation):
    model, X, y = network(layers, activation)
    grads = model.compute_gradients(X, y, model.predict(X))
    assert [g.shape for g in grads] == [p.shape for p in model.parameters]
    for p, g in zip(model.parameters, grads, strict=True):
        for index in np.ndindex(p.shape):
            kept, ends = p[index], []
            for h in (1e-6, -1e-6):
                p[index] = kept + h
                ends.append(model.loss(X, y))
            p[index] = kept
            assert g[index] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_single_precision_computes_the_same_in_single_precision(activation):
    double, X, y = network(activation=activation)
    single, _, _ = network(activation=activation, dtype=np.float32)
    pairs = [(double.predict(X), single.predict(X))]
    pairs += zip(double.compute_gradients(X, y, pairs[0][0]), single.compute_gradients(X, y, pairs[0][1]), strict=True)
    for wanted, found in pairs:
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)
    assert all(p.dtype == np.float32 for p in single.parameters)
    assert single.loss(X, y) == pytest.approx(double.loss(X, y), rel=1e-5)


def test_gradients_do_not_depend_on_what_was_predicted_last():
    model, X, y = network()
    expected = [g.copy() for g in model.compute_gradients(X, y, model.predict(X))]
    y_pred = model.predict(X)
    cases = {
        "the same again, after the kept activations are gone": (
            X,
            y_pred,
            lambda: model.compute_gradients(X, y, y_pred),
        ),
        "other inputs predicted in between": (X, y_pred, lambda: model.predict(X[:2])),
        "equal arrays, not the same": (X.copy(), y_pred.copy(), lambda: model.predict(X)),
        "a list": (X.tolist(), y_pred, lambda: model.predict(X)),
        "the same inputs, another answer": (X, y_pred.copy(), lambda: model.predict(X)),
    }
    for name, (inputs, answer, before) in cases.items():
        before()
        for g, wanted in zip(model.compute_gradients(inputs, y, answer), expected, strict=True):
            np.testing.assert_allclose(g, wanted, rtol=1e-12, err_msg=name)


def test_what_predict_kept_is_used_once(monkeypatch):
    model, X, y = network()
    forward, passes = model._forward, []
    monkeypatch.setattr(model, "_forward", lambda X: passes.append(len(X)) or forward(X))
    y_pred = model.predict(X)
    model.compute_gradients(X, y, y_pred)
    assert passes == [7], "the gradients need no second pass"
    assert model._kept is None, "nothing is held for longer"
    model.compute_gradients(X, y, y_pred)
    assert passes == [7, 7]
    for inputs, answer in ((X, y_pred.copy()), (X.copy(), y_pred)):
        y_pred = model.predict(X)
        passes.clear()
        model.compute_gradients(inputs, y, answer)
        assert passes == [7], "other arrays may hold other numbers"


def test_gradients_are_in_the_networks_precision_whatever_the_answers():
    model, X, y = network(dtype=np.float32)
    for g in model.compute_gradients(X, y, model.predict(X).astype(np.float64)):
        assert g.dtype == np.float32


def test_gradients_leave_their_arguments_and_the_parameters_alone():
    model, X, y = network()
    y_pred = model.predict(X)
    before = [a.tobytes() for a in (X, y, y_pred, *model.parameters)]
    model.compute_gradients(X, y, y_pred)
    assert [a.tobytes() for a in (X, y, y_pred, *model.parameters)] == before


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_huge_scores_neither_overflow_nor_lose_the_loss(scale):
    model = MLP([2, 3], rng=np.random.default_rng(0))
    model.weights[0][:] = [[scale, 0.0, -scale], [0.0, scale, 0.0]]
    X, y = [[1.0, 0.0], [0.0, -0.5]], [2, 0]  # the largest scores of the rows are far apart
    a, b = scale * np.array([1.0, 0.0, -1.0]), scale * np.array([0.0, -0.5, 0.0])
    loss = np.mean([np.logaddexp.reduce(a) - a[2], np.logaddexp.reduce(b) - b[0]])
    assert model.loss(X, y) == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(model.predict(X).sum(axis=1), 1.0)


@pytest.mark.parametrize(("activation", "gain"), [("tanh", 1.0), ("relu", 2.0)])
def test_weights_start_with_the_scale_that_keeps_a_signals_size(activation, gain):
    model = MLP([400, 300, 200], activation, rng=np.random.default_rng(0))
    for W, n in zip(model.weights, (400, 300), strict=True):
        assert W.mean() == pytest.approx(0.0, abs=4 * np.sqrt(gain / n / W.size))
        assert W.var() == pytest.approx(gain / n, rel=0.03)
    assert not any(b.any() for b in model.biases)
    assert [W.shape for W in model.weights] == [(400, 300), (300, 200)]
    assert [b.shape for b in model.biases] == [(300,), (200,)]


def test_one_seed_gives_one_network_in_either_precision():
    double, single = (MLP([4, 3, 2], rng=np.random.default_rng(5), dtype=dtype) for dtype in (np.float64, np.float32))
    for p, q in zip(double.parameters, single.parameters, strict=True):
        np.testing.assert_array_equal(p.astype(np.float32), q)


def test_the_parameters_are_the_networks_own_in_the_order_of_the_layers():
    model, _, _ = network()
    assert [id(p) for p in model.parameters] == [
        id(p) for W, b in zip(model.weights, model.biases, strict=True) for p in (W, b)
    ]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_network_learns_what_no_line_can(activation, dtype):
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=dtype)
    y = np.array([0, 1, 1, 0])  # the exclusive or
    model = MLP([2, 8, 2], activation, rng=np.random.default_rng(1), dtype=dtype)
    history = fit(model, Adam(learning_rate=0.05), X, y, epochs=200, progress=False)
    assert history.loss[-1] < 0.05
    np.testing.assert_array_equal(model.predict(X).argmax(axis=1), y)


@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(1, 4))
def test_any_layers_do(layers, m):
    model = MLP(layers, rng=np.random.default_rng(0))
    X, y = np.ones((m, layers[0])), np.zeros(m, int)
    y_pred = model.predict(X)
    assert y_pred.shape == (m, layers[-1])
    grads = model.compute_gradients(X, y, y_pred)
    assert [g.shape for g in grads] == [p.shape for p in model.parameters]
    assert sum(p.size for p in model.parameters) == sum((n + 1) * k for n, k in itertools.pairwise(layers))


def xor(**changes):
    """Call a network of two inputs and two classes with one thing wrong."""
    arguments = {"X": np.zeros((3, 2)), "y": [0, 1, 0], "y_pred": np.full((3, 2), 0.5), **changes}
    return MLP([2, 5, 4, 2], rng=np.random.default_rng(0)).compute_gradients(**arguments)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: MLP([3], rng=RNG), ValueError, "layers must hold at least two sizes, inputs and classes; got [3]"),
        (lambda: MLP(3, rng=RNG), TypeError, "layers must be a list of whole numbers; got 3"),
        (lambda: MLP([3, 0], rng=RNG), ValueError, "layers[1] must be at least 1; got 0"),
        (lambda: MLP([3, 2.0], rng=RNG), TypeError, "layers[1] must be a whole number of at least 1; got 2.0"),
        (lambda: MLP([3, 2], "sigmoid", rng=RNG), ValueError, "activation must be one of tanh, relu; got 'sigmoid'"),
        (lambda: MLP([3, 2], rng=0), TypeError, "rng must be a numpy.random.Generator; got 0"),
        (lambda: MLP([3, 2], rng=RNG, dtype=int), TypeError, "dtype must be float32 or float64; got int64"),
        (lambda: MLP([3, 2], rng=RNG, dtype="f2"), TypeError, "dtype must be float32 or float64; got float16"),
        (lambda: xor(X=np.zeros((3, 4))), ValueError, "X must have the shape (m, 2) with m at least 1; got (3, 4)"),
        (lambda: xor(X=np.zeros((0, 2))), ValueError, "X must have the shape (m, 2) with m at least 1; got (0, 2)"),
        (lambda: xor(X=np.zeros(2)), ValueError, "X must have the shape (m, 2) with m at least 1; got (2,)"),
        (lambda: xor(X=[["a", "b"]]), TypeError, "X must hold real numbers; got dtype <U1"),
        (lambda: xor(y=[0.0, 1.0, 0.0]), TypeError, "y must hold whole numbers, the classes; got dtype float64"),
        (lambda: xor(y=[[0], [1], [0]]), ValueError, "y must have the shape (3,); got (3, 1)"),
        (lambda: xor(y=[0, 1]), ValueError, "y must have the shape (3,); got (2,)"),
        (lambda: xor(y=[0, 2, 3]), ValueError, "y must lie in [0, 2); 2 of its 3 do not, such as 2"),
        (lambda: xor(y=[0, -1, 0]), ValueError, "y must lie in [0, 2); 1 of its 3 do not, such as -1"),
        (lambda: xor(y_pred=np.zeros((3, 3))), ValueError, "y_pred must have the shape (3, 2); got (3, 3)"),
        (lambda: xor(y_pred=np.zeros(2)), ValueError, "y_pred must have the shape (3, 2); got (2,)"),
    ],
)
def test_the_networks_errors_name_the_argument_its_bound_and_the_value(call, error, words):
    with pytest.raises(error, match=f"^{re.escape(words)}"):
        call()


def test_the_networks_repr_says_what_it_is():
    assert repr(MLP((4, 3), "relu", rng=RNG, dtype="float32")) == "MLP([4, 3], activation='relu', dtype=float32)"


def test_least_squares_names_what_is_wrong():
    for X, y, words in (
        ([[np.nan]], [[1.0]], "X must be finite; 1 of its 1 numbers is NaN or infinite"),
        ([[1.0]], [[np.inf]], "y must be finite; 1 of its 1 numbers is NaN or infinite"),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(words)}"):
            least_squares(X, y)
