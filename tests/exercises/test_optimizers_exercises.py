"""The checks of *Optimizers*: the right answer is accepted, each usual mistake is told."""

import itertools
import math
from statistics import fmean

import pytest

from adadelta import SGD, LinearRegression, exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda m, n, epochs: math.ceil(m / n) * epochs, "right: all 4 inputs"),
        (lambda m, n, epochs: sum(len(range(0, m, n)) for _ in range(epochs)), "right: "),
        (lambda m, n, epochs: int(m / n) * epochs, "leave out the smaller batch"),
        (lambda m, n, epochs: math.ceil(m * epochs / n), "round up within each epoch"),
        (lambda m, n, epochs: epochs * (m / n), "no parts of updates"),
        (lambda m, n, epochs: epochs, "you count epochs"),
        (lambda m, n, epochs: epochs * m, "the examples that are read"),
        (lambda m, n, epochs: math.ceil(m / n), "of one epoch only"),
        (lambda m, n, epochs: n, "for m = 100, batch_size = 30, epochs = 10 it returns 30, and 40 is right"),
    ],
)
def test_counting_updates(capsys, answer, words):
    assert words in told(capsys, exercises.check_updates, answer)


def package_step(W, b, x, y, learning_rate):
    model = LinearRegression(1, W=[[W]])
    model.b[:] = b
    SGD(learning_rate).step(model.parameters, model.compute_gradients([[x]], [[y]], model.predict([[x]])))
    return model.W[0, 0], model.b[0]


def forgets_x(W, b, x, y, rate):
    g = W * x + b - y
    return W - rate * g, b - rate * g


def moves_W_first(W, b, x, y, rate):
    new = W - rate * x * (W * x + b - y)
    return new, b - rate * (new * x + b - y)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (package_step, "right: all 3 inputs"),
        (lambda W, b, x, y, r: (W + r * x * (W * x + b - y), b + r * (W * x + b - y)), "against the gradient"),
        (lambda W, b, x, y, r: (W - 2 * r * x * (W * x + b - y), b - 2 * r * (W * x + b - y)), "the factor 2"),
        (lambda W, b, x, y, r: (x * (W * x + b - y), W * x + b - y), "you return the gradient"),
        (forgets_x, "the factor x"),
        (moves_W_first, "W has already moved"),
        (lambda *case: package_step(*case)[::-1], "in another order: return the new W, then the new b"),
        (lambda W, b, x, y, r: W, "it returns 1 number, and 2 are wanted: the new W, then the new b"),
    ],
)
def test_one_step_on_a_model(capsys, answer, words):
    assert words in told(capsys, exercises.check_sgd_step, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda c: 2 / sorted(c)[-1], "right: all 3 inputs"),
        (lambda c: 1 / sorted(c)[-1], "up to twice that rate"),
        (lambda c: 2 / sorted(c)[0], "the first to swing out"),
        (lambda c: 2 / fmean(c), "not the mean of all"),
        (lambda c: 2 / math.fsum(c), "do not add up"),
        (lambda c: 2 / (sorted(c)[0] + sorted(c)[-1]), "equally fast"),
        (lambda c: 1.0, "it returns 1, and 0.02 is right"),
    ],
)
def test_the_largest_rate(capsys, answer, words):
    assert words in told(capsys, exercises.check_largest_rate, answer)


def sum_of_batches(gradients, size):
    return sum(fmean(batch) for batch in itertools.combinations(gradients, size))


def rows_in_order(gradients, size):
    return fmean(fmean(gradients[k : k + size]) for k in range(0, len(gradients), size))


def sums_in_batches(gradients, size):
    return fmean(sum(batch) for batch in itertools.combinations(gradients, size))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda g, size: fmean(g), "right: all 3 inputs"),
        (lambda g, size: sum_of_batches(g, size) / math.comb(len(g), size), "right: "),
        (sums_in_batches, "not their sum"),
        (lambda g, size: fmean(g[:size]), "of one batch"),
        (rows_in_order, "its examples weigh more"),
        (sum_of_batches, "divide by how many"),
    ],
)
def test_the_mean_over_batches(capsys, answer, words):
    assert words in told(capsys, exercises.check_mean_over_batches, answer)
