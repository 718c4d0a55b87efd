"""The checks of *Comparison*: each mistake is told in its own words, and what is right is accepted."""

import numpy as np
import pytest

from adadelta import MLP, Adam, Momentum, RMSprop, exercises


def verdict(capsys, check, answer):
    getattr(exercises, f"check_{check}")(answer)
    return capsys.readouterr().out


def of_network(layers, arrays):
    """Count what a real network's optimizer keeps."""
    sizes = [p.size for p in MLP(layers, rng=np.random.default_rng(0)).parameters]
    return arrays * sum(sizes)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (of_network, "right: "),
        (lambda layers, arrays: of_network(layers, 1), "these are the parameters"),
        (lambda layers, arrays: of_network(layers, arrays + 1), "the parameters are counted in"),
        (lambda layers, arrays: of_network(layers, arrays) - arrays * sum(layers[1:]), "the biases are missing"),
        (lambda layers, arrays: sum(layers) * arrays, "these are the units"),
    ],
)
def test_state_numbers(capsys, answer, words):
    assert words in verdict(capsys, "state_numbers", answer)


def run(t, learning_rate, momentum):
    """Return every step of the package's Momentum after one gradient of 1."""
    x, optimizer = np.zeros(1), Momentum(learning_rate, momentum)
    return [float(optimizer.update([x], [np.array([float(s == 1)])])[0][0]) for s in range(1, t + 1)]


def averaged(t, learning_rate, momentum):
    m = 0.0
    for s in range(1, t + 1):
        m = momentum * m + (1 - momentum) * (s == 1)
    return -learning_rate * m


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda *case: run(*case)[-1], "right: "),
        (lambda *case: -run(*case)[-1], "the sign is wrong"),
        (lambda t, rate, momentum: run(t + 1, rate, momentum)[-1], "the first step already has a factor"),
        (averaged, "the weight 1 − momentum"),
        (lambda *case: sum(run(*case)), "the whole distance"),
        (lambda t, rate, momentum: run(t, rate, 0.0)[-1], "gradient descent"),
    ],
)
def test_impulse_response(capsys, answer, words):
    assert words in verdict(capsys, "impulse_response", answer)


def settings(t, learning_rate, rho, epsilon, power=0.5, inside=None, first=0.0, swap=False):
    weights = sum((1 - rho) * rho**age for age in range(t))
    betas = (rho, first) if swap else (first, rho)
    inside = power if inside is None else inside
    return learning_rate / weights**power, *betas, epsilon / weights**inside


def wrong(**changes):
    return lambda *case: settings(*case, **changes)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (settings, "right: "),
        (wrong(power=0.0), "the rate must make up for it"),
        (wrong(inside=0.0), "ε stands beside the corrected root"),
        (wrong(power=1.0), "the factor stands under a root"),
        (wrong(power=-0.5), "upside down"),
        (wrong(swap=True), "the two decay rates have changed places"),
        (wrong(first=0.9), "beta1 is not zero"),
    ],
)
def test_rmsprop_from_adam(capsys, answer, words):
    assert words in verdict(capsys, "rmsprop_from_adam", answer)


def test_the_settings_that_are_right_make_adam_rmsprop():
    """What the check accepts is true of the package's two methods, at every step."""
    rng = np.random.default_rng(0)
    ours, theirs, adam = np.zeros(5), np.zeros(5), Adam()
    rmsprop = RMSprop(learning_rate=0.01, rho=0.9, epsilon=1e-3)
    for t in range(1, 51):
        g = rng.standard_normal(5)
        adam.learning_rate, adam.beta1, adam.beta2, adam.epsilon = settings(t, 0.01, 0.9, 1e-3)
        [a], [b] = adam.update([ours], [g]), rmsprop.update([theirs], [g])
        np.testing.assert_allclose(a, b, rtol=1e-13)
