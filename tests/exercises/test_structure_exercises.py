"""The checks of *Structure*: each mistake is told in its own words, and what is right is accepted."""

from itertools import permutations

import numpy as np
import pytest

from adadelta import exercises
from adadelta.exercises.structure import LINES


def verdict(capsys, check, answer):
    getattr(exercises, f"check_{check}")(answer)
    return capsys.readouterr().out


def works(order):
    """Run the lines themselves for three steps; return x and both averages, or None where a name is missing."""
    names = {"np": np, "rho": 0.95, "epsilon": 1e-6, "gradient": lambda x: 3 * x, "x": 1.0, "Eg2": 0.0, "Edx2": 0.0}
    for _ in range(3):
        for name in ("g", "rms_g", "rms_dx", "dx"):
            names.pop(name, None)
        for letter in order:
            try:
                exec(LINES[letter], names)
            except NameError:
                return None
    return names["x"], names["Eg2"], names["Edx2"]


def test_an_order_is_accepted_exactly_if_the_lines_work_in_it(capsys):
    right = works("EGCFDAB")
    for order in permutations(LINES):
        accepted = verdict(capsys, "line_order", order).startswith("right: ")
        assert accepted == (works(order) == right), order


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("EGFCADB", "line A stands before line D"),
        ("EGCADFB", "not yet: line A stands before line F: RMS[Δx] is the root of the average as the step before"),
        ("ECGFDAB", "not yet: line C stands before line G: RMS[g] is the root of the average that has taken"),
        ("GEFCDAB", "not yet: line G stands before line E: E[g²] takes in this step's gradient"),
        ("EGFCBDA", "not yet: line B stands before line D: the step is added once it is known"),
        ("EGF", "each of the letters A, B, C, D, E, F, G once"),
        (["E", "G", "F", "C", "D", "A", "A"], "each of the letters"),
        (None, "my_order is still None"),
    ],
)
def test_what_is_out_of_order_is_told(capsys, order, words):
    assert words in verdict(capsys, "line_order", order)


def sign_rule(change=None):
    def rule(self, g, m):
        if change == "late":
            step = -0.1 * np.sign(m)
        m *= 0.1 if change == "weights" else 0.9
        m += (0.9 if change == "weights" else 0.1) * g
        if change == "caller":
            g *= 2
        if change != "late":
            step = (0.1 if change == "up" else -0.1) * np.sign(g if change == "plain" else m)
        if change == "spoiled":
            m *= 1.01
        return 3 * step if change == "length" else step

    return rule


def rebound(self, g, m):
    m = 0.9 * m + 0.1 * g
    return -0.1 * np.sign(m)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (rebound, "the state m has stayed zero"),
        (lambda self, g, m: -0.1 * np.sign(g), "the state m has stayed zero"),
        (sign_rule("up"), "goes up the slope"),
        (sign_rule("weights"), "have changed places"),
        (sign_rule("late"), "before it has taken g in"),
        (sign_rule("plain"), "by the sign of the newest gradient"),
        (sign_rule("caller"), "it changes g, which is the caller's and read-only"),
        (sign_rule("length"), "step 1 goes elsewhere"),
        (sign_rule("spoiled"), "the steps are right, and the state m"),
        (lambda self, g, m: None, "it returns None; return the step"),
        (sign_rule(), "right: "),
    ],
)
def test_a_rule_of_ones_own(capsys, rule, words):
    assert words in verdict(capsys, "sign_rule", rule)


def descent(check="first", sign=-1, error=ValueError, nan_only=False, copy=False, factor=1.0):
    def update(params, grads, rate):
        def look(g):
            if np.isnan(g).any() or (not nan_only and np.isinf(g).any()):
                raise error("not finite")

        if check == "first":
            for g in grads:
                look(g)
        for p, g in zip(params, grads, strict=True):
            if check == "between":
                look(g)
            if copy:
                p = p + sign * rate * g
            else:
                p += sign * factor * rate * g
        if check == "last":
            for g in grads:
                look(g)
        return params

    return update


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (descent("between"), "the error in the second gradient comes after the first parameter has moved"),
        (descent("last"), "after the first parameter has moved"),
        (descent("never"), "nan in the second gradient raises no error"),
        (descent(nan_only=True), "inf in the second gradient raises no error"),
        (descent(error=TypeError), "raises TypeError; a ValueError is wanted"),
        (descent(sign=1), "it goes up the slope"),
        (descent(copy=True), "no parameter has moved"),
        (descent(factor=2.0), "do not end where"),
        (lambda params, grads: None, "with good gradients it raises TypeError"),
        (descent(), "right: a good step moves every parameter, and a bad one moves none"),
    ],
)
def test_all_or_nothing(capsys, update, words):
    assert words in verdict(capsys, "all_or_nothing", update)
