"""The checks of *Moving averages*: the right answer is accepted, and each usual mistake is told in words."""

import math

import pytest

from adadelta import exercises


def told(capsys, check, answer):
    """Return what the check says of the answer."""
    check(answer)
    return capsys.readouterr().out


def averages(values, rho, *, anew=False):
    """Return the average after each value; with `anew`, that of the value alone."""
    average, noted = 0.0, []
    for value in values:
        average = rho * (0.0 if anew else average) + (1 - rho) * value
        noted.append(average)
    return noted


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (averages, "right: all 3 inputs"),
        (lambda v, rho: averages(v, 1 - rho), "changed places"),
        (lambda v, rho: averages(v, rho)[-1], "only the last average"),
        (lambda v, rho: [0.0, *averages(v, rho)], "your list begins with the start"),
        (lambda v, rho: averages(v, rho, anew=True), "starts anew"),
        (lambda v, rho: [a / (1 - rho) for a in averages(v, rho)], "lacks the factor"),
        (
            lambda v, rho: v,
            "not yet: for values = [1.0, 4.0, -2.0, 0.5], rho = 0.9 number 1 of 4 is 1, and 0.1 is right",
        ),
    ],
)
def test_the_average(capsys, answer, words):
    assert words in told(capsys, exercises.check_ema, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda half_life: math.exp(math.log(0.5) / half_life), "right: all 3 inputs"),
        (lambda half_life: half_life / (half_life + 1), "mean age"),
        (lambda half_life: 2 ** (1 / half_life), "less than 1"),
        (lambda half_life: math.exp(-1 / half_life), "falls to 1/e"),
        (lambda half_life: 1 - 2 ** (-1 / half_life), "return ρ"),
        (lambda half_life: half_life, "not yet: for half_life = 1.0 it returns 1, and 0.5 is right."),
    ],
)
def test_the_rate_for_a_half_life(capsys, answer, words):
    assert words in told(capsys, exercises.check_rho_for, answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda rho, part: math.ceil(math.log(part, rho)), "right: all 3 inputs"),
        (lambda rho, part: math.log(part, rho), "a whole number"),
        (lambda rho, part: int(math.log(part, rho)), "rounding down"),
        (lambda rho, part: math.ceil(math.log(part, rho)) + 1, "one step too many"),
        (lambda rho, part: math.ceil(math.log(1 - part, rho)), "the values carry"),
        (lambda rho, part: math.ceil(math.log(part, 1 - rho)), "not by 1 − ρ"),
        (lambda rho, part: 0, "for rho = 0.9, part = 0.5 it returns 0, and 7 is right"),
    ],
)
def test_the_steps_until_the_start_is_forgotten(capsys, answer, words):
    assert words in told(capsys, exercises.check_steps_to_forget, answer)
