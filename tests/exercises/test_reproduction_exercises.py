"""The checks of *Does it hold up?*: the right answer is accepted, and each usual mistake is told in words."""

import math
import statistics

import pytest

from adadelta import exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


def within(ours, paper, bound):
    return len([1 for a, b in zip(ours, paper, strict=True) if abs(a - b) <= bound])


def row_spread(row):
    means = sorted(map(statistics.mean, row))
    return means[-1] - means[0]


def another_run(errors, t, *, spread=statistics.stdev, factor=lambda n: math.sqrt((n + 1) / n)):
    half = t * spread(errors) * factor(len(errors))
    return [statistics.mean(errors) - half, statistics.mean(errors) + half]


RIGHT = [
    (exercises.check_within, within),
    (exercises.check_row_spread, row_spread),
    (exercises.check_another_run, another_run),
    (exercises.check_converted_rate, lambda eta, n, mu: eta / (n * (1 - mu))),
]


@pytest.mark.parametrize(("check", "answer"), RIGHT)
def test_the_right_answer_is_accepted(capsys, check, answer):
    assert told(capsys, check, answer).startswith("right: ")


@pytest.mark.parametrize(("check", "answer"), RIGHT)
def test_nothing_is_not_yet_an_answer(capsys, check, answer):
    assert told(capsys, check, lambda *a: None).startswith("not yet: it returns None.")


@pytest.mark.parametrize(
    ("check", "wrong", "words"),
    [
        (exercises.check_within, lambda a, b, c: sum(x - y <= c for x, y in zip(a, b, strict=True)), "far below"),
        (exercises.check_within, lambda a, b, c: len(a) - within(a, b, c), "beyond the bound"),
        (exercises.check_within, lambda a, b, c: within(a, b, c) / len(b), "not a part"),
        (
            exercises.check_within,
            lambda a, b, c: sum(abs(x - y) / y <= c for x, y in zip(a, b, strict=True)),
            "not a part of the paper's number",
        ),
        (
            exercises.check_row_spread,
            lambda r: max(map(max, r)) - min(map(min, r)),
            "the mean over the seeds",
        ),
        (exercises.check_row_spread, lambda r: max(max(e) - min(e) for e in r), "how the seeds of one setting scatter"),
        (
            exercises.check_row_spread,
            lambda r: max(statistics.mean(e) for e in r) / min(statistics.mean(e) for e in r),
            "not a ratio",
        ),
        (exercises.check_row_spread, lambda r: -row_spread(r), "the largest error less the smallest"),
        (
            exercises.check_row_spread,
            lambda r: statistics.pstdev(statistics.mean(e) for e in r),
            "standard deviation of the settings",
        ),
        (
            exercises.check_another_run,
            lambda e, t: another_run(e, t, factor=lambda n: n**-0.5),
            "scatters by s",
        ),
        (exercises.check_another_run, lambda e, t: another_run(e, t, factor=lambda n: 1), "the mean of a few runs"),
        (exercises.check_another_run, lambda e, t: another_run(e, t, spread=statistics.pstdev), "n − 1"),
        (exercises.check_another_run, lambda e, t: another_run(e, 1.96), "for many seeds"),
        (exercises.check_another_run, lambda e, t: [min(e), max(e)], "how far the runs reach"),
        (exercises.check_another_run, lambda e, t: another_run(e, t)[::-1], "the lower end comes first"),
        (exercises.check_converted_rate, lambda eta, n, mu: eta / n, "the damping is missing"),
        (exercises.check_converted_rate, lambda eta, n, mu: eta / (1 - mu), "the batch is missing"),
        (exercises.check_converted_rate, lambda eta, n, mu: eta * n / (1 - mu), "so its rate is smaller"),
        (exercises.check_converted_rate, lambda eta, n, mu: eta / n * (1 - mu), "wants a larger rate"),
        (exercises.check_converted_rate, lambda eta, n, mu: eta * n * (1 - mu), "the other way"),
    ],
)
def test_mistakes_are_told_apart(capsys, check, wrong, words):
    said = told(capsys, check, wrong)
    assert said.startswith("not yet: ")
    assert words in said
