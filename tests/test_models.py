import re

import numpy as np
import pytest

from adadelta import LinearRegression, least_squares, mean_squared_error


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
