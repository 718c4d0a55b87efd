import copy
import math

import numpy as np
import pytest

from adadelta import SGD, Adadelta, exercises, mistakes


def said(capsys, check, answer):
    check(answer)
    return capsys.readouterr().out


# The least power of ten


def walk_down(dtype):
    k = 0
    while dtype(f"1e{k - 1}") > 0:
        k -= 1
    return k


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (walk_down, "right: "),
        (lambda dtype: {2: -4, 4: -37, 8: -307}[dtype().itemsize], "subnormal numbers"),
        (lambda dtype: {2: -3, 4: -6, 8: -15}[dtype().itemsize], "machine epsilon"),
        (lambda dtype: walk_down(dtype) - 1, "zero already"),
        (lambda dtype: 10.0 ** walk_down(dtype), "the power is wanted"),
        (lambda dtype: -walk_down(dtype), "negative power"),
        (lambda dtype: -7, "not yet: for dtype = <class 'numpy.float32'> it returns -7, and -45 is right"),
    ],
)
def test_the_least_power(capsys, answer, words):
    assert words in said(capsys, exercises.check_smallest_power, answer)


def test_the_least_power_is_that_of_the_dtypes():
    assert [walk_down(dtype) for dtype in (np.float16, np.float32, np.float64)] == [-7, -45, -323]


# Going on


def loaded(optimizer):
    fresh = Adadelta()
    fresh.load_state_dict(optimizer.state_dict())
    return fresh


def warm_without(name):
    def resume(optimizer):
        fresh = loaded(optimizer)
        getattr(fresh, name)[0][:] = 0
        return fresh

    return resume


def uncounted(optimizer):
    fresh = loaded(optimizer)
    fresh.t = 0
    return fresh


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (loaded, "right: "),
        (copy.deepcopy, "right: "),
        (lambda optimizer: optimizer, "the same optimizer"),
        (lambda optimizer: Adadelta(), "its settings are"),
        (lambda optimizer: Adadelta(**optimizer.settings), "starts cold"),
        (copy.copy, "E[g²] is shared"),
        (warm_without("Eg2"), "E[g²] is not what it was"),
        (warm_without("Edx2"), "E[Δx²] is not what it was"),
        (uncounted, "counted 0 steps, and 5 were taken"),
        (lambda optimizer: SGD(), "it returns SGD"),
        (lambda optimizer: None, "it returns None"),
    ],
)
def test_going_on(capsys, answer, words):
    out = said(capsys, exercises.check_resumed, answer)
    assert words in out
    assert out.startswith("right: ") == words.startswith("right")


def test_a_rule_that_differs_later_does_not_go_on(capsys):
    def other_rule(optimizer):
        fresh = mistakes.StaleDenominator(**optimizer.settings)
        fresh.load_state_dict({**optimizer.state_dict(), "method": "StaleDenominator"})
        return fresh

    assert "its next steps differ" in said(capsys, exercises.check_resumed, other_rule)


# A test for all five


def steps(rule, gradients, rate=1.0):
    x, optimizer = np.zeros(1), rule(learning_rate=rate)
    return [float(optimizer.update([x], [np.array([g])])[0][0]) for g in gradients]


def by_hand(rule):
    Eg2 = Edx2 = 0.0
    for g, made in zip((2.0, -1.0, 4.0), steps(rule, (2.0, -1.0, 4.0), 0.5), strict=True):
        Eg2 = 0.95 * Eg2 + 0.05 * g * g
        dx = -math.sqrt((Edx2 + 1e-6) / (Eg2 + 1e-6)) * g
        Edx2 = 0.95 * Edx2 + 0.05 * dx * dx
        if not math.isclose(made, dx / 2, rel_tol=1e-9):
            return False
    return True


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (by_hand, "right: "),
        (lambda rule: steps(rule, [1.0])[0] < 0, "passes EpsilonOutside, NumeratorAhead, RateInside, Slipped"),
        (
            lambda rule: math.isclose(steps(rule, [3.0])[0], -math.sqrt(1e-6) * 3 / math.sqrt(0.45 + 1e-6)),
            "your test passes RateInside.",
        ),
        (lambda rule: rule is Adadelta, "fails the right rule"),
        (lambda rule: rule.__name__ == "Adadelta", "fails the right rule"),
        (lambda rule: False, "fails the right rule"),
        (lambda rule: 1, "a test says True or False"),
        (lambda rule: rule().nothing, "with Adadelta, it raises AttributeError"),
        (lambda rule: None, "it returns None"),
    ],
)
def test_a_test_is_told_what_it_lets_through(capsys, answer, words):
    assert words in said(capsys, exercises.check_bug_test, answer)


# Naming the bug


def name_of(steps_for, rate=0.5):
    for name in ["Adadelta", *mistakes.__all__]:
        rule = getattr(mistakes, name, Adadelta)
        if np.allclose(steps_for([2.0, -1.0], learning_rate=rate), steps(rule, [2.0, -1.0], rate), rtol=1e-9, atol=0):
            return name
    return "Adadelta"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (name_of, "right: all six"),
        (lambda steps_for: name_of(steps_for, rate=1.0), "takes RateInside for Adadelta"),
        (lambda steps_for: "SlippedBracket", "calls everything SlippedBracket"),
        (lambda steps_for: "a typo", "the answer must be one of Adadelta, EpsilonOutside"),
        (lambda steps_for: mistakes.RateInside, "the answer must be one of"),
        (
            lambda steps_for: "StaleDenominator" if abs(steps_for([5.0])[0]) > 1 else "Adadelta",
            "2 of 6 are named; EpsilonOutside is called Adadelta",
        ),
        (lambda steps_for: steps_for(), "it raises TypeError"),
        (lambda steps_for: None, "it returns None"),
    ],
)
def test_a_diagnosis_is_told_what_it_confuses(capsys, answer, words):
    assert words in said(capsys, exercises.check_diagnosis, answer)
