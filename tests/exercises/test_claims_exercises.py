"""The checks of *The claims*: the right answer is accepted, and each usual mistake is told in words."""

import math
import statistics

import pytest

from adadelta import exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


def paired(a, b, t, *, spread=statistics.stdev, root=True, quantile=None):
    differences = [x - y for x, y in zip(a, b, strict=True)]
    half = (quantile or t) * spread(differences) / (math.sqrt(len(differences)) if root else 1)
    mean = sum(differences) / len(differences)
    return [mean - half, mean + half]


def unpaired(a, b, t):
    half = t * math.sqrt((statistics.variance(a) + statistics.variance(b)) / len(a))
    mean = statistics.mean(a) - statistics.mean(b)
    return [mean - half, mean + half]


def fair(trials, budgets, tuned_on, reported_on):
    return (
        len(set(trials.values())) == 1
        and len(set(budgets.values())) == 1
        and all(seed not in reported_on for seed in tuned_on)
    )


def wins(ends):
    return [i for i, (_, high) in enumerate(ends) if high < 0]


def rule(ends, kinds, real):
    won = wins(ends)
    lost = [low for low, _ in ends if low > 0]
    return len({kinds[i] for i in won}) > 2 and any(real[i] for i in won) and not lost


RIGHT = [
    (exercises.check_paired_interval, paired),
    (exercises.check_fair, fair),
    (exercises.check_rule, rule),
    (exercises.check_seeds, lambda s, half: math.ceil(1.96**2 * s**2 / half**2)),
]


@pytest.mark.parametrize(("check", "answer"), RIGHT)
def test_the_right_answer_is_accepted(capsys, check, answer):
    assert told(capsys, check, answer).startswith("right: ")


@pytest.mark.parametrize(("check", "answer"), RIGHT)
def test_nothing_is_not_yet_an_answer(capsys, check, answer):
    assert told(capsys, check, lambda *a: None).startswith("not yet: it returns None.")


def test_ends_in_another_order_are_told(capsys):
    said = told(capsys, exercises.check_paired_interval, lambda a, b, t: paired(a, b, t)[::-1])
    assert "in another order: return the lower end, then the upper end" in said


@pytest.mark.parametrize(
    ("check", "wrong", "words"),
    [
        (exercises.check_paired_interval, unpaired, "the pairs are lost"),
        (exercises.check_paired_interval, lambda a, b, t: paired(a, b, t, spread=statistics.pstdev), "n − 1"),
        (exercises.check_paired_interval, lambda a, b, t: paired(a, b, t, root=False), "by the root of n"),
        (exercises.check_paired_interval, lambda a, b, t: paired(a, b, t, quantile=1.96), "1.96 is for many seeds"),
        (exercises.check_paired_interval, lambda a, b, t: paired(b, a, t), "changed places"),
        (exercises.check_paired_interval, lambda a, b, t: [statistics.mean(paired(a, b, t))] * 2, "no width"),
        (exercises.check_fair, lambda t, b, u, r: len(set(t.values())) == 1, "equal trials are not all"),
        (exercises.check_fair, lambda t, b, u, r: fair({"x": 1}, b, u, r), "the trials differ"),
        (exercises.check_fair, lambda t, b, u, r: fair(t, {"x": 1}, u, r), "the budgets differ"),
        (exercises.check_fair, lambda t, b, u, r: fair(t, b, [], r), "a seed that was tuned on is reported"),
        (exercises.check_fair, lambda t, b, u, r: fair(t, b, [], r) and u != r, "one seed in common"),
        (exercises.check_rule, lambda e, k, r: rule(e, range(9), r), "problems of one kind count once"),
        (exercises.check_rule, lambda e, k, r: rule(e, k, [True] * 9), "must be real data"),
        (exercises.check_rule, lambda e, k, r: rule(e, k, [any(r)] * 9), "among the problems is not enough"),
        (
            exercises.check_rule,
            lambda e, k, r: rule([(min(low, 0), high) for low, high in e], k, r),
            "on the other side speaks against it",
        ),
        (
            exercises.check_rule,
            lambda e, k, r: rule([(low, (low + high) / 2) for low, high in e], k, r),
            "not only its middle",
        ),
        (exercises.check_rule, lambda e, k, r: len(wins(e)) == len(e) and any(r), "not all of the intervals"),
        (exercises.check_rule, lambda e, k, r: len(wins(e)) >= 3, "and none may speak against it"),
        (exercises.check_seeds, lambda s, half: (1.96 * s / half) ** 2, "round up"),
        (exercises.check_seeds, lambda s, half: int((1.96 * s / half) ** 2), "a little too wide"),
        (exercises.check_seeds, lambda s, half: math.ceil(1.96 * s / half), "square"),
        (exercises.check_seeds, lambda s, half: math.ceil((3.92 * s / half) ** 2), "half of the interval's width"),
    ],
)
def test_mistakes_are_told_apart(capsys, check, wrong, words):
    said = told(capsys, check, wrong)
    assert said.startswith("not yet: ")
    assert words in said
