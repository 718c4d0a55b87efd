"""The exercises of *Conclusion*: each usual mistake is told by its words, and what is right is accepted."""

import numpy as np
import pytest

from adadelta import SGD, Adadelta, Adam, Optimizer, exercises


def told(capsys, check, answer):
    check(answer)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda length, rho: (1 - rho) * length**2, "right: "),
        (lambda length, rho: length * length, "the factor 1 − ρ is missing"),
        (lambda length, rho: length * (1 - rho), "the root is not undone"),
        (lambda length, rho: length**2 / (1 - rho), "divides where it should multiply"),
        (lambda length, rho: rho * length**2, "ρ stands where"),
        (lambda length, rho: np.sqrt(length / (1 - rho)), "the other way round"),
        (lambda length, rho: 1e-6, "not yet: for length = 0.01"),
        (lambda length, rho: None, "not yet: it returns None."),
    ],
)
def test_an_epsilon_for_a_first_step(capsys, answer, words):
    assert words in told(capsys, exercises.check_epsilon_for_step, answer)


def test_the_epsilon_that_is_accepted_gives_that_first_step():
    for length, rho in ((0.01, 0.95), (0.5, 0.9)):
        [dx] = Adadelta(rho, (1 - rho) * length**2).update([np.zeros(1)], [np.array([-1e6])])
        assert dx[0] == pytest.approx(length)


def chosen(losses):
    """Return the row of the least mean, by a loop."""
    means = [sum(row) / len(row) for row in losses.tolist()]
    return means.index(min(means))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda tuning, reporting: np.mean(reporting[chosen(tuning)]), "right: "),
        (lambda tuning, reporting: np.mean(reporting[chosen(reporting)]), "their luck"),
        (lambda tuning, reporting: np.mean(tuning[chosen(tuning)]), "on the tuning seeds"),
        (lambda tuning, reporting: np.mean(reporting[np.where(tuning == tuning.min())[0][0]]), "luckiest single run"),
        (lambda tuning, reporting: min(reporting[chosen(tuning)]), "the best seed"),
        (lambda tuning, reporting: np.mean(reporting.T[chosen(tuning.T)]), "changed places"),
        (lambda tuning, reporting: np.mean(reporting), "over all settings"),
        (lambda tuning, reporting: 7.0, "not yet: number 1 of 1 is 7"),
    ],
)
def test_a_fair_score(capsys, answer, words):
    assert words in told(capsys, exercises.check_fair_score, answer)


def test_the_largest_loss_is_not_the_best(capsys):
    def worst(tuning, reporting):
        means = [sum(loss if loss < np.inf else -1 for loss in row) for row in tuning.tolist()]
        return np.mean(reporting[means.index(max(means))])

    assert "the largest loss" in told(capsys, exercises.check_fair_score, worst)


class AdaMax(Optimizer):
    """The paper's rule, with ε beside u; its parts are methods, so that each can be made wrong by itself."""

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
    assert words in told(capsys, exercises.check_adamax, answer)
