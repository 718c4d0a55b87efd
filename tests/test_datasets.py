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
    digits,
    fit,
    least_squares,
    noisy_gradient,
    noisy_step,
    penguins,
    sparse_features,
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


def test_digits_are_the_images_they_should_be():
    X, y = digits()
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((1797, 64), np.float64, (1797,), np.int64)
    assert (X.min(), X.max()) == (0, 16)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(X, X.round())
    inked = (X > 0).mean(axis=0)
    assert (inked < 0.1).sum() > 15, "pixels at the edges hardly ever have ink"
    assert (inked > 0.9).sum() > 5, "those in the middle nearly always"


def test_the_digits_file_is_the_one_whose_origin_is_told():
    X, y = (array.astype(np.uint8).tobytes() for array in digits())
    assert hashlib.sha256(X + y).hexdigest() == "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
    told = (resources.files("adadelta") / "data" / "LICENSE").read_text(encoding="utf-8")
    assert "digits.npz" in told
    assert "CC BY 4.0" in told


def test_the_noisy_step_is_a_step_with_noise():
    quiet = noisy_step(np.random.default_rng(0), n=10, jump_at=4, jump=-2.0, noise=0.0)
    assert quiet.tolist() == [0.0] * 4 + [-2.0] * 6
    noise = noisy_step(np.random.default_rng(0), n=4000, jump_at=4000, noise=0.5)
    assert noise.std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_array_equal(noise, noisy_step(np.random.default_rng(0), 4000, 4000, 1.0, 0.5))


@pytest.mark.parametrize("m", [1, 10, 1000])
def test_sparse_features_occur_as_often_as_asked(m):
    frequencies = [1.0, 0.5, 0.1, 0.01, 1e-9]
    X, y, W = sparse_features(np.random.default_rng(0), frequencies, m=m, noise=0.0)
    assert (X.shape, y.shape, W.shape) == ((m, 5), (m, 1), (5, 1))
    assert set(np.unique(X)) <= {0.0, 1.0}
    assert X.sum(axis=0).tolist() == [max(1, round(m * frequency)) for frequency in frequencies]
    np.testing.assert_allclose(y, X @ W, rtol=1e-12)


def test_sparse_features_lie_at_random_places_and_targets_have_noise_of_the_chosen_scale():
    X, y, W = sparse_features(np.random.default_rng(1), [0.2, 0.2, 0.5], m=5000, noise=0.3)
    correlations = np.corrcoef(X.T) - np.eye(3)
    assert np.abs(correlations).max() < 0.05, "one feature tells nothing of another"
    halves = X[:2500].mean(axis=0), X[2500:].mean(axis=0)
    np.testing.assert_allclose(*halves, atol=0.05)
    assert np.std(y - X @ W) == pytest.approx(0.3, rel=0.05)
    weights = [sparse_features(np.random.default_rng(seed), [1.0] * 50, m=1).W for seed in range(40)]
    assert np.std(weights) == pytest.approx(1.0, rel=0.05)
    assert np.mean(weights) == pytest.approx(0.0, abs=0.1)


def test_sparse_features_have_their_defaults_and_come_from_the_generator_alone():
    X, y, W = sparse_features(np.random.default_rng(2), (0.5, 1))
    again = sparse_features(np.random.default_rng(2), [0.5, 1.0], m=1000, noise=0.1)
    for one, other in zip((X, y, W), again, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_noisy_gradients_have_noise_of_the_chosen_scale(dtype):
    x = np.arange(6, dtype=dtype).reshape(2, 3)
    gradient = noisy_gradient(lambda x: 3 * x, noise=0.25, rng=np.random.default_rng(3))
    samples = np.array([gradient(x) for _ in range(4000)])
    assert samples.dtype == dtype
    np.testing.assert_allclose(samples.mean(axis=0), 3 * x, atol=0.02)
    np.testing.assert_allclose(samples.std(axis=0), 0.25, rtol=0.05)
    noise = (samples - 3 * x).reshape(len(samples), -1)
    assert np.abs(np.corrcoef(noise.T) - np.eye(6)).max() < 0.06, "each component has its own"


def test_without_noise_the_gradient_is_exact_and_whole_numbers_become_floating():
    gradient = noisy_gradient(lambda x: 3 * x, noise=0, rng=np.random.default_rng(3))
    assert gradient(np.array([1, 2])).tolist() == [3.0, 6.0]
    assert gradient(np.array([1, 2])).dtype == np.float64


def test_standardize_can_be_undone():
    X, _, _ = penguins()
    table = np.hstack([X, X**2])
    values, mean, scale = standardize(table)
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(values.std(axis=0), 1)
    np.testing.assert_allclose(values * scale + mean, table)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: article_line(-1), ValueError, "seed must be at least 0; got -1"),
        (lambda: article_line(0.5), TypeError, "seed must be a whole number of at least 0; got 0.5"),
        (lambda: noisy_step(0), TypeError, "rng must be a numpy.random.Generator; got 0"),
        (lambda: noisy_step(RNG, n=0), ValueError, "n must be at least 1; got 0"),
        (lambda: noisy_step(RNG, jump_at=-1), ValueError, "jump_at must be at least 0"),
        (lambda: noisy_step(RNG, noise=-0.1), ValueError, "noise must lie in [0, inf)"),
        (lambda: noisy_step(RNG, jump=np.nan), ValueError, "jump must lie in (-inf, inf)"),
        (lambda: sparse_features(0, [0.5]), TypeError, "rng must be a numpy.random.Generator; got 0"),
        (lambda: sparse_features(RNG, [0.5, 0.0]), ValueError, "frequencies must lie in (0, 1]; got 0.0"),
        (lambda: sparse_features(RNG, [1.5]), ValueError, "frequencies must lie in (0, 1]; got 1.5"),
        (lambda: sparse_features(RNG, 0.5), ValueError, "frequencies must have the shape (n,) with n at least 1"),
        (lambda: sparse_features(RNG, []), ValueError, "frequencies must have the shape (n,)"),
        (lambda: sparse_features(RNG, [np.nan]), ValueError, "frequencies must be finite; 1 of its 1 numbers is NaN"),
        (lambda: sparse_features(RNG, ["often"]), TypeError, "frequencies must hold real numbers; got dtype <U5"),
        (lambda: sparse_features(RNG, [0.5], m=0), ValueError, "m must be at least 1; got 0"),
        (lambda: sparse_features(RNG, [0.5], noise=-1), ValueError, "noise must lie in [0, inf); got -1"),
        (lambda: noisy_gradient(3, 0.1, RNG), TypeError, "gradient must be a function of the point; got 3"),
        (lambda: noisy_gradient(abs, -0.1, RNG), ValueError, "noise must lie in [0, inf); got -0.1"),
        (lambda: noisy_gradient(abs, 0.1, None), TypeError, "rng must be a numpy.random.Generator; got None"),
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
