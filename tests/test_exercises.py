"""The exercises: each accepts what is right, names every mistake that it lists, and never raises.

What is right is held to the chapters' own solutions, which the notebooks' stored outputs show to be accepted.
"""

import numpy as np
import pytest
import vectors

from adadelta import exercises
from adadelta.exercises._exercise import exercise

ALL = [pytest.param(getattr(exercises, name), id=name) for name in exercises.__all__]
MISTAKES = [
    pytest.param(one.values[0], wrong, words, id=f"{one.id}-{words}")
    for one in ALL
    for words, wrong in one.values[0].mistakes.items()
]
COMPARED = [one for one in ALL if one.values[0].cases]


def said(capsys, check, answer):
    check(answer)
    out = capsys.readouterr().out
    assert out.count("\n") == 1, "a verdict is one line"
    return out


@pytest.mark.parametrize("check", ALL)
def test_the_right_answer_is_accepted(capsys, check):
    assert said(capsys, check, check.right).startswith("right: ")


@pytest.mark.parametrize(("check", "wrong", "words"), MISTAKES)
def test_each_mistake_gets_its_own_words(capsys, check, wrong, words):
    assert said(capsys, check, wrong) == f"not yet: {words}.\n"


@pytest.mark.parametrize("check", ALL)
def test_an_exercise_lists_the_usual_mistakes_and_says_what_is_wanted(check):
    assert len(check.mistakes) >= 3
    assert check.__name__.startswith("check_")
    assert check.__doc__.startswith("Check ")


NONSENSE = [
    None,
    5.0,
    "x",
    lambda: 1,
    lambda *a: None,
    lambda *a: "x",
    lambda *a: float("nan"),
    lambda *a: [[1], [2, 3]],
    lambda *a: (i for i in range(3)),
    lambda *a: {},
    lambda *a: 1j,
    lambda *a: [],
    lambda *a: 1 / 0,
    lambda *a: list(range(7)),
]


@pytest.mark.parametrize("check", ALL)
def test_no_answer_makes_a_check_raise(capsys, check):
    for answer in NONSENSE:
        assert said(capsys, check, answer).startswith(("not yet: ", "right: with ε = 5"))


@pytest.mark.parametrize("check", COMPARED)
def test_what_is_not_done_yet_is_told(capsys, check):
    assert said(capsys, check, lambda *case: None) == "not yet: it returns None. Replace the dots.\n"


@pytest.mark.parametrize("check", COMPARED)
def test_an_error_is_told_with_its_words(capsys, check):
    assert said(capsys, check, lambda: 1).startswith("not yet: it raises TypeError: ")


@pytest.mark.parametrize("check", [one for one in COMPARED if one.values[0].results])
def test_numbers_in_another_order_are_told_unless_that_is_a_mistake_of_its_own(capsys, check):
    words = said(capsys, check, lambda *case: check.right(*case)[::-1])
    order = f"not yet: the numbers are right, and in another order: return {', then '.join(check.results)}.\n"
    assert words == order or words[len("not yet: ") : -2] in check.mistakes


@pytest.mark.parametrize("check", COMPARED)
def test_another_wrong_answer_is_shown_with_the_right_one(capsys, check):
    words = said(capsys, check, lambda *case: 1234.5)
    assert words.endswith((" is right.\n", " are wanted.\n", " is wanted.\n")) or " wanted: " in words
    assert words.startswith(f"not yet: for {check.names[0]} = " if check.names else "not yet: ")


@pytest.mark.parametrize("check", COMPARED)
def test_an_answer_may_change_what_it_is_given(capsys, check):
    def greedy(*case):
        result = check.right(*case)
        for part in case:
            if isinstance(part, list | dict):
                part.clear()
            elif isinstance(part, np.ndarray):
                part.fill(0)
        return result

    for _ in range(2):
        assert said(capsys, check, greedy).startswith("right: ")


def test_mistakes_answer_as_they_are_stored():
    """What a mistake computes is stored: no change of its code goes unseen."""
    found = vectors.outdated(vectors.VECTORS / "exercises.json", vectors.exercises_vectors())
    assert not found, "\n".join(["if the exercises are right, run: make stored", *found[:10]])


def sum_and_difference(names=(), results=()):
    """Return an exercise that asks for the sum and the difference of two numbers."""
    parts = {"right": lambda a, b: (a + b, a - b), "cases": [(1, 2), (3, 5)], "mistakes": {}}
    return exercise(**parts, names=names, results=results)(lambda yours: None)


@pytest.mark.parametrize(
    ("names", "results", "answer", "words"),
    [
        ((), (), lambda a, b: None, "it returns None. Replace the dots."),
        ((), (), lambda a, b: None if a > 2 else (a + b, a - b), "it returns None: a return is missing there."),
        (
            ("a", "b"),
            (),
            lambda a, b: None if a > 2 else (a + b, a - b),
            "for a = 3, b = 5 it returns None: a return is missing there.",
        ),
        ((), (), lambda a, b: (a + b, a - b), "right: both inputs give what the package gives."),
        ((), (), lambda a, b: a + b, "it returns 1 number, and 2 are wanted."),
        (("a", "b"), (), lambda a, b: [1, 2, 3], "for a = 1, b = 2 it returns 3 numbers, and 2 are wanted."),
        ((), ("sum", "difference"), lambda a, b: a + b, "it returns 1 number, and 2 are wanted: sum, then difference."),
        ((), (), lambda a, b: (a + b, a), "number 2 of 2 is 1, and -1 is right."),
        ((), ("sum", "difference"), lambda a, b: (a + b, a), "difference is 1, and -1 is right."),
        (("a", "b"), ("sum", "difference"), lambda a, b: (0, a), "for a = 1, b = 2 sum is 0, and 3 is right."),
        (("a", "b"), (), lambda a, b: (a + b, a), "for a = 1, b = 2 number 2 of 2 is 1, and -1 is right."),
        (
            ("a", "b"),
            ("sum", "difference"),
            lambda a, b: (a - b, a + b),
            "the numbers are right, and in another order: return sum, then difference.",
        ),
    ],
)
def test_what_differs_is_said_with_the_names_that_are_given(capsys, names, results, answer, words):
    right = words.startswith("right")
    assert said(capsys, sum_and_difference(names, results), answer) == f"{'' if right else 'not yet: '}{words}\n"


def test_a_single_number_needs_no_count(capsys):
    three = exercise(right=lambda a: 3, cases=[(1,)], mistakes={}, names=("a",))(lambda yours: None)
    assert said(capsys, three, lambda a: 2) == "not yet: for a = 1 it returns 2, and 3 is right.\n"
    assert said(capsys, three, lambda a: [1, 2]) == "not yet: for a = 1 it returns 2 numbers, and 1 is wanted.\n"
