"""Classes and rules as readers write them, right and wrong: what an exercise says of each."""

import copy
import math

import numpy as np
import pytest

from adadelta import SGD, Adadelta, Adam, Optimizer, exercises, mistakes


def verdict(capsys, check, answer):
    check(answer)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return out


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


def test_a_class_that_is_right_is_accepted(capsys):
    in_place = mine(
        (GRADIENT, f"self.Eg2[i] *= rho{AFTER}self.Eg2[i] += (1 - rho) * g**2"),
        (STEPS, f"self.Edx2[i] *= rho{AFTER}self.Edx2[i] += (1 - rho) * dx**2"),
    )
    for right in (mine(), in_place, Adadelta):
        assert verdict(capsys, exercises.check_optimizer_class, right).startswith("right: ")


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
    out = verdict(capsys, exercises.check_optimizer_class, mine(*changes))
    assert out.startswith("not yet: ")
    assert words in out


def test_without_initialize_the_averages_start_at_zero_too(capsys):
    class Ones(mine()):
        def update(self, params, grads):
            if self.Eg2 is None:
                self.Eg2, self.Edx2 = ([np.ones_like(p) for p in params] for _ in range(2))
            return super().update(params, grads)

    assert "without initialize" in verdict(capsys, exercises.check_optimizer_class, Ones)


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
    out = verdict(capsys, exercises.check_optimizer_class, answer)
    assert out.startswith("not yet: ")
    assert words in out


class AdaMax(Optimizer):
    """The paper's rule, with ε added to u; its parts are methods, to make each wrong by itself."""

    state_names = ("m", "u")
    sign = -1

    def __init__(self, learning_rate=0.002, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon

    def average(self, m, g):
        m *= self.beta1
        m += (1 - self.beta1) * g

    def largest(self, u, g):
        np.maximum(self.beta2 * u, np.abs(g), out=u)

    def quotient(self, g, m, u):
        return m / (1 - self.beta1**self.t) / (u + self.epsilon)

    def rule(self, g, m, u):
        self.average(m, g)
        self.largest(u, g)
        return self.sign * self.learning_rate * self.quotient(g, m, u)


def without(name, method):
    """Return AdaMax with one part replaced."""
    return type("Wrong", (AdaMax,), {name: method})


def mean_of_sizes(self, u, g):
    u *= self.beta2
    u += (1 - self.beta2) * np.abs(g)


def exchanged(learning_rate, beta1, beta2, epsilon):
    return AdaMax(learning_rate, beta2, beta1, epsilon)


def rebinding(self, g, m, u):
    m = self.beta1 * m + (1 - self.beta1) * g
    u = np.maximum(self.beta2 * u, np.abs(g))
    return -self.learning_rate * self.quotient(g, m, u)


class Inside(AdaMax):
    def largest(self, u, g):
        np.maximum(self.beta2 * u, np.abs(g) + self.epsilon, out=u)

    def quotient(self, g, m, u):
        return m / (1 - self.beta1**self.t) / u


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (AdaMax, "right: "),
        (Adam, "that is Adam"),
        (without("sign", 1), "up the slope"),
        (without("quotient", lambda self, g, m, u: m / (u + self.epsilon)), "freed of its start"),
        (
            without(
                "quotient",
                lambda self, g, m, u: m / (1 - self.beta1**self.t) / (u / (1 - self.beta2**self.t) + self.epsilon),
            ),
            "needs no correction",
        ),
        (without("largest", mean_of_sizes), "an average of sizes"),
        (without("largest", lambda self, u, g: np.maximum(self.beta2 * u, g, out=u)), "by its size"),
        (without("largest", lambda self, u, g: np.maximum(u, np.abs(g), out=u)), "never shrinks"),
        (without("quotient", lambda self, g, m, u: g / (u + self.epsilon)), "not from the average m"),
        (without("rule", rebinding), "stayed zero"),
        (without("quotient", lambda self, g, m, u: m / (1 - self.beta1**self.t) / u), "becomes NaN"),
        (Inside, "inside the maximum"),
        (exchanged, "changed places"),
        (without("rule", lambda self, g, m, u: None), "not yet: it returns None."),
        (without("rule", lambda self, g, m, u: -g), "not yet: step 1 goes elsewhere"),
        (SGD, "not yet: it raises TypeError"),
        (None, "not yet: it is None."),
    ],
)
def test_adamax(capsys, answer, words):
    assert words in verdict(capsys, exercises.check_adamax, answer)


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
    assert words in verdict(capsys, exercises.check_sign_rule, rule)


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
    assert words in verdict(capsys, exercises.check_all_or_nothing, update)


# Optimizers that go on, and tests of optimizers


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
    out = verdict(capsys, exercises.check_resumed, answer)
    assert words in out
    assert out.startswith("right: ") == words.startswith("right")


def test_a_rule_that_differs_later_does_not_go_on(capsys):
    def other_rule(optimizer):
        fresh = mistakes.StaleDenominator(**optimizer.settings)
        fresh.load_state_dict({**optimizer.state_dict(), "method": "StaleDenominator"})
        return fresh

    assert "its next steps differ" in verdict(capsys, exercises.check_resumed, other_rule)


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
    assert words in verdict(capsys, exercises.check_bug_test, answer)


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
    assert words in verdict(capsys, exercises.check_diagnosis, answer)
