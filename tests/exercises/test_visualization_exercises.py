"""The checks of *Visualization*: each mistake is told in its own words, and what is right is accepted."""

import math

import numpy as np
import pytest

from adadelta import exercises


def say_of(capsys, check, answer):
    check(answer)
    return capsys.readouterr().out


# --- the effective rate ---


def rates(Eg2, Edx2, epsilon, lag=1, drop=1):
    """Step by step: the numerator of `lag` steps before, from step `drop` on."""
    steps = range(drop, len(Eg2))
    return [math.sqrt(Edx2[t - lag] + epsilon) / math.sqrt(Eg2[t] + epsilon) for t in steps]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (rates, "right: "),
        (lambda a, b, e: rates(a, b, e, lag=0, drop=0), "one fewer than the averages"),
        (lambda a, b, e: rates(a, b, e, lag=0), "both averages are taken at t"),
        (lambda a, b, e: [(y + e) / (x + e) for x, y in zip(a[1:], b[:-1], strict=True)], "the roots are missing"),
        (lambda a, b, e: [1 / rate for rate in rates(a, b, e)], "upside down"),
        (lambda a, b, e: rates(a, b, 2 * e), "not yet: number 1 of 3 is"),
        (lambda a, b, e: None, "it returns None"),
        (lambda a, b: None, "it raises TypeError"),
    ],
)
def test_the_effective_rate(capsys, answer, words):
    assert words in say_of(capsys, exercises.check_effective_rate, answer)


# --- back to grams ---


def line(change):
    """Return an answer that puts two points through the line in standard units, with one thing changed."""

    def answer(W, b, X_mean, X_scale, y_mean, y_scale):
        def predict(x):
            return (W * (x - X_mean) / X_scale + b) * y_scale + y_mean

        intercept, slope = predict(0.0), predict(1.0) - predict(0.0)
        return change(slope, intercept, W, b, X_mean, X_scale, y_mean, y_scale)

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (line(lambda slope, intercept, *_: (slope, intercept)), "right: "),
        (line(lambda slope, intercept, *_: (intercept, slope)), "changed places"),
        (line(lambda slope, intercept, *s: (s[0] * s[5], s[1])), "divide by the scale of x too"),
        (line(lambda slope, intercept, *s: (slope, s[1] * s[5] + s[4])), "ignores that x was shifted"),
        (lambda W, b, xm, xs, ym, ys: (W * xs / ys, b * xs + xm - W * xs / ys * ym), "the scales have changed places"),
        (line(lambda slope, intercept, *_: (slope, intercept + 1)), "not yet: the intercept is"),
        (
            line(lambda slope, intercept, *_: slope),
            "it returns 1 number, and 2 are wanted: the slope, then the intercept",
        ),
    ],
)
def test_a_line_in_the_original_units(capsys, answer, words):
    assert words in say_of(capsys, exercises.check_unstandardize, answer)


def test_numpy_s_line_through_the_scaled_points_is_accepted(capsys):
    def answer(W, b, X_mean, X_scale, y_mean, y_scale):
        z = np.array([-1.0, 2.0])
        return tuple(np.polyfit(z * X_scale + X_mean, (W * z + b) * y_scale + y_mean, 1))

    assert say_of(capsys, exercises.check_unstandardize, answer).startswith("right: ")


# --- an ε for penguins ---


@pytest.mark.parametrize(
    ("epsilon", "words"),
    [
        (1e-4, "right: with ε = 0.0001 the loss after 50 epochs is 0.24"),
        (1e-6, "not yet: with ε = 1e-06 the loss after 50 epochs is 0.672"),
        (float("inf"), "ε must lie in (0, inf)"),
        (None, "ε must lie in (0, inf); it is None"),
    ],
)
def test_an_epsilon_is_tried_on_the_penguins(capsys, epsilon, words):
    assert words in say_of(capsys, exercises.check_bird_epsilon, epsilon)
