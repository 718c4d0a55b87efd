"""The checks of *Implementation*: each mistake is told in its own words, and what is right is accepted."""

import numpy as np
import pytest

from adadelta import Adadelta, article_line, exercises

CLASS = """
class Mine:
    def __init__(self, rho=0.95, epsilon=1e-6):
        self.rho, self.epsilon = rho, epsilon
        self.Eg2 = self.Edx2 = None

    def initialize(self, params):
        self.Eg2 = [np.zeros_like(p) for p in params]
        self.Edx2 = [np.zeros_like(p) for p in params]

    def update(self, params, grads):
        if self.Eg2 is None:
            self.initialize(params)
        rho, epsilon, steps = self.rho, self.epsilon, []
        for i, (p, g) in enumerate(zip(params, grads)):
            self.Eg2[i] = rho * self.Eg2[i] + (1 - rho) * g**2
            dx = -np.sqrt(self.Edx2[i] + epsilon) / np.sqrt(self.Eg2[i] + epsilon) * g
            self.Edx2[i] = rho * self.Edx2[i] + (1 - rho) * dx**2
            p += dx
            steps.append(dx)
        return steps
"""
GRADIENT = "self.Eg2[i] = rho * self.Eg2[i] + (1 - rho) * g**2"
STEP = "dx = -np.sqrt(self.Edx2[i] + epsilon) / np.sqrt(self.Eg2[i] + epsilon) * g"
STEPS = "self.Edx2[i] = rho * self.Edx2[i] + (1 - rho) * dx**2"
FIRST = "if self.Eg2 is None:\n            self.initialize(params)\n"
ZEROS = "[np.zeros_like(p) for p in params]"
AFTER = "\n            "


def mine(*changes):
    """Return the class, with the text changed wherever it stands."""
    source = CLASS
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    names = {"np": np}
    exec(source, names)
    return names["Mine"]


def verdict(capsys, answer):
    exercises.check_optimizer_class(answer)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return out


def test_a_class_that_is_right_is_accepted(capsys):
    in_place = mine(
        (GRADIENT, f"self.Eg2[i] *= rho{AFTER}self.Eg2[i] += (1 - rho) * g**2"),
        (STEPS, f"self.Edx2[i] *= rho{AFTER}self.Edx2[i] += (1 - rho) * dx**2"),
    )
    for right in (mine(), in_place, Adadelta):
        assert verdict(capsys, right).startswith("right: ")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([(STEP, f"{STEP}{AFTER}{STEPS}{AFTER}{STEP}"), (f"{STEPS}{AFTER}p +=", "p +=")], "must lag by one step"),
        ([(GRADIENT, "pass"), (STEPS, f"{STEPS}{AFTER}{GRADIENT}")], "the E[g²] of the step before"),
        (
            [(STEP, "dx = -(np.sqrt(self.Edx2[i]) + epsilon) / (np.sqrt(self.Eg2[i]) + epsilon) * g")],
            "ε stands outside the roots",
        ),
        ([(STEP, STEP.replace("-np", "np"))], "the step must go against the gradient"),
        ([("p += dx", "p -= dx")], "the step must go against the gradient"),
        (
            [
                (GRADIENT, "self.Eg2[i] = (1 - rho) * self.Eg2[i] + rho * g**2"),
                (STEPS, "self.Edx2[i] = (1 - rho) * self.Edx2[i] + rho * dx**2"),
            ],
            "changed places",
        ),
        ([(FIRST, "self.initialize(params)\n")], "your averages start anew at every update"),
        ([(f"self.Edx2 = {ZEROS}", "self.Edx2 = self.Eg2")], "one and the same list"),
        (
            [
                (ZEROS, "[np.zeros_like(params[0])] * len(params)"),
                (GRADIENT, f"self.Eg2[i] *= rho{AFTER}self.Eg2[i] += (1 - rho) * g**2"),
                (STEPS, f"self.Edx2[i] *= rho{AFTER}self.Edx2[i] += (1 - rho) * dx**2"),
            ],
            "your parameters share one average",
        ),
        ([(ZEROS, "np.zeros_like(params[0])"), ("Eg2[i]", "Eg2"), ("Edx2[i]", "Edx2")], "share one average"),
        ([("p += dx", "p = p + dx")], "p = p + dx makes a new array"),
        ([("p += dx", "params[i] = p + dx")], "p = p + dx makes a new array"),
        ([("return steps", "return None")], "the parameters are right, but update returns nothing"),
        ([("return steps", "return params")], "update returns the parameters"),
        ([("return steps", "return steps[-1][:1]")], "is not the list of steps"),
        ([("return steps", "return [-dx for dx in steps]")], "is not the list of steps"),
        ([(f"{FIRST}        ", "")], "update raises TypeError when nobody has called initialize"),
        ([("self.rho, self.epsilon = rho, epsilon", "self.rho, self.epsilon = 0.95, 1e-6")], "goes its own way"),
        ([("np.sqrt(self.Edx2[i] + epsilon) /", "np.sqrt(self.Edx2[i]) /")], "your steps are all zero"),
        ([("g**2", "g"), (GRADIENT.replace("g**2", "g"), f"g **= 2{AFTER}{GRADIENT}")], "changes the gradients"),
        ([(STEP, STEP + " * 0.5")], "update 1 moves number 1 by"),
        ([(STEP, STEP + " / len(params)")], "update 1 with parameters of the shapes (3,), (3,) moves number 1 by"),
        ([("def initialize(self, params):", "def initialize(self, params):\n        if self.Eg2: return")], "afresh"),
    ],
)
def test_mistakes_in_the_class_are_told_apart(capsys, changes, words):
    out = verdict(capsys, mine(*changes))
    assert out.startswith("not yet: ")
    assert words in out


def test_without_initialize_the_averages_start_at_zero_too(capsys):
    class Ones(mine()):
        def update(self, params, grads):
            if self.Eg2 is None:
                self.Eg2, self.Edx2 = ([np.ones_like(p) for p in params] for _ in range(2))
            return super().update(params, grads)

    assert "without initialize" in verdict(capsys, Ones)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "it raises TypeError"),
        (type("Empty", (), {}), "it raises TypeError"),
        (mine(("def update", "def improve")), "has no attribute 'update'"),
        (mine(("for i, (p", "return\n        for i, (p")), "update returns None and changes nothing"),
    ],
)
def test_what_is_not_yet_a_class_is_told_so(capsys, answer, words):
    out = verdict(capsys, answer)
    assert out.startswith("not yet: ")
    assert words in out


# --- the gradient of the whole loss ---


@pytest.mark.parametrize(
    ("factor", "words"),
    [(2, "right: "), (1, "half the mean"), (-2, "uphill"), (200, "summed"), (3, "not yet: number 1 of 2")],
)
def test_the_gradient_of_the_whole_loss(capsys, factor, words):
    exercises.check_mse_gradient(
        lambda X, y, y_pred: [factor * np.mean(X * (y_pred - y), axis=0), factor * np.mean(y_pred - y, axis=0)]
    )
    assert words in capsys.readouterr().out


# --- an ε for the article's line ---


@pytest.mark.parametrize(
    ("epsilon", "words"),
    [
        (1e-2, "right: with ε = 0.01 the loss after 100 epochs is 0.2643; 0.2643 is possible"),
        (1e-6, "not yet: with ε = 1e-06 the loss after 100 epochs is 12.28"),
        (0, "ε must lie in (0, inf); it is 0"),
        (-1.0, "ε must lie in (0, inf)"),
        (True, "ε must lie in (0, inf)"),
        ("0.01", "ε must lie in (0, inf)"),
        (float("nan"), "ε must lie in (0, inf)"),
    ],
)
def test_an_epsilon_is_tried_on_the_article_s_line(capsys, epsilon, words):
    assert len(article_line().X) == 100
    exercises.check_epsilon(epsilon)
    assert words in capsys.readouterr().out
