import collections
import hashlib
import re
from importlib import resources

import numpy as np
import pytest

from adadelta import (
    Adadelta,
    LinearRegression,
    article_line,
    fit,
    least_squares,
    noisy_step,
    penguins,
    standardize,
)


@pytest.fixture
def article():
    """Data and printed losses of the article, from its own recipe, line for line."""
    state = np.random.get_state()  # noqa: NPY002
    try:
        np.random.seed(0)  # noqa: NPY002
        X = np.random.randn(100, 1)  # noqa: NPY002
        y = 3 * X.squeeze() + 2 + np.random.randn(100) * 0.5  # noqa: NPY002
        y = y.reshape(-1, 1)
        W = np.random.randn(1, 1)  # noqa: NPY002
    finally:
        np.random.set_state(state)  # noqa: NPY002
    return X, y, W


def articles_losses(X, y, W, num_epochs=100, rho=0.95, epsilon=1e-6):
    """Train as the article does; return the loss that it prints at every tenth epoch, and the last one."""
    W, b, m = W.copy(), np.zeros((1,)), X.shape[0]
    Eg2, Edx2 = [np.zeros_like(W), np.zeros_like(b)], [np.zeros_like(W), np.zeros_like(b)]
    printed = []
    for epoch in range(num_epochs):
        y_pred = np.dot(X, W) + b
        if epoch % 10 == 0:
            printed.append(np.mean((y_pred - y) ** 2))
        grads = [np.dot(X.T, (y_pred - y)) / m, np.sum(y_pred - y) / m]
        for i, (p, g) in enumerate(zip([W, b], grads, strict=True)):
            Eg2[i] = rho * Eg2[i] + (1 - rho) * g**2
            update = -(np.sqrt(Edx2[i] + epsilon) / np.sqrt(Eg2[i] + epsilon)) * g
            Edx2[i] = rho * Edx2[i] + (1 - rho) * update**2
            p += update
    return printed, np.mean((np.dot(X, W) + b - y) ** 2), W[0, 0]


def test_the_articles_line_is_its_own_to_the_digit(article):
    for ours, theirs in zip(article_line(), article, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_training_prints_what_the_articles_loop_prints(article):
    printed, last, W = articles_losses(*article)
    X, y, W0 = article_line()
    history = fit(LinearRegression(1, W=W0), Adadelta(), X, y, epochs=100)
    np.testing.assert_array_equal(history.loss[:100:10], printed)
    assert history.loss[100] == last
    assert history.parameters[0][100, 0, 0] == W


def test_the_numbers_that_the_book_tells_of_the_article(article):
    printed, last, W = articles_losses(*article)
    X, y, _ = article
    assert f"{printed[0]:.2f} {last:.2f} {W:.3f}" == "17.22 12.28 0.097"
    assert f"{least_squares(X, y).loss(X, y):.4f}" == "0.2643"
    assert f"{articles_losses(*article, num_epochs=1000)[1]:.4f}" == "0.2666"


def test_the_articles_line_leaves_the_global_generator_alone():
    before = np.random.get_state()  # noqa: NPY002
    article_line()
    after = np.random.get_state()  # noqa: NPY002
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_seed_gives_another_line_with_the_same_law():
    X, y, _ = article_line(seed=1)
    assert not np.array_equal(X, article_line().X)
    best = least_squares(X, y)
    assert abs(best.W[0, 0] - 3) < 0.3
    assert abs(best.b[0] - 2) < 0.3


def test_penguins_are_the_birds_they_should_be():
    X, y, species = penguins()
    assert X.shape == y.shape == (342, 1)
    assert collections.Counter(species.tolist()) == {"Adelie": 151, "Gentoo": 123, "Chinstrap": 68}
    assert (X.min(), X.max()) == (172, 231), "flipper lengths are in mm"
    assert (y.min(), y.max()) == (2700, 6300), "body masses are in g"
    assert np.corrcoef(X[:, 0], y[:, 0])[0, 1] == pytest.approx(0.8712, abs=1e-4)


def test_the_penguins_file_is_the_one_whose_origin_is_told():
    data = resources.files("adadelta") / "data"
    digest = hashlib.sha256((data / "penguins.csv").read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    assert digest == "152014ab255dfc0fdd0d9cf2a5c3702baba041f249f76dd62e3bc46de4502116"
    assert "CC0" in (data / "LICENSE").read_text(encoding="utf-8")


def test_the_noisy_step_is_a_step_with_noise():
    quiet = noisy_step(np.random.default_rng(0), n=10, jump_at=4, jump=-2.0, noise=0.0)
    assert quiet.tolist() == [0.0] * 4 + [-2.0] * 6
    noise = noisy_step(np.random.default_rng(0), n=4000, jump_at=4000, noise=0.5)
    assert noise.std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_array_equal(noise, noisy_step(np.random.default_rng(0), 4000, 4000, 1.0, 0.5))


def test_standardize_can_be_undone():
    X, _, _ = penguins()
    table = np.hstack([X, X**2])
    values, mean, scale = standardize(table)
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(values.std(axis=0), 1)
    np.testing.assert_allclose(values * scale + mean, table)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: article_line(-1), ValueError, "seed must be at least 0; got -1"),
        (lambda: article_line(0.5), TypeError, "seed must be a whole number of at least 0; got 0.5"),
        (lambda: noisy_step(0), TypeError, "rng must be a numpy.random.Generator; got 0"),
        (lambda: noisy_step(np.random.default_rng(0), n=0), ValueError, "n must be at least 1; got 0"),
        (lambda: noisy_step(np.random.default_rng(0), jump_at=-1), ValueError, "jump_at must be at least 0"),
        (lambda: noisy_step(np.random.default_rng(0), noise=-0.1), ValueError, "noise must lie in [0, inf)"),
        (lambda: noisy_step(np.random.default_rng(0), jump=np.nan), ValueError, "jump must lie in (-inf, inf)"),
        (lambda: standardize([1.0, 2.0]), ValueError, "values must have the shape (m, n) with m at least 1"),
        (lambda: standardize(np.empty((0, 2))), ValueError, "got (0, 2)"),
        (lambda: standardize([[1.0, 2.0], [3.0, 2.0]]), ValueError, "column 1 is constant"),
        (lambda: standardize([[0.1], [0.1], [0.1]]), ValueError, "column 0 is constant"),
        (lambda: standardize([[np.inf], [1.0]]), ValueError, "values must be finite"),
    ],
)
def test_errors_name_the_argument_its_bound_and_the_value(call, error, words):
    with pytest.raises(error, match=re.escape(words)):
        call()
