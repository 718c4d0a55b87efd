"""What an exercise accepts as right is true of the package, and its mistakes are those that the package keeps."""

from itertools import permutations

import numpy as np
import pytest

from adadelta import (
    MLP,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    LinearRegression,
    Momentum,
    RMSprop,
    decayed_rms,
    ema,
    exercises,
    mistakes,
)
from adadelta.exercises.structure import LINES
from adadelta.surfaces import ravine


def said(capsys, check, answer):
    check(answer)
    return capsys.readouterr().out


def moved(optimizer, *grads):
    """Return the steps of an optimizer along these gradients."""
    x = np.zeros(1)
    return [float(optimizer.update([x], [np.array([g])])[0][0]) for g in grads]


def rule_of(method):
    """Return one update of a number, made of an optimizer's own rule: the step, then the state."""

    def update(g, *numbers):
        size = len(method.state_names)
        state = [np.array([number]) for number in numbers[:size]]
        dx = method(*numbers[size:]).rule(np.array([g]), *state)
        return dx[0], *(array[0] for array in state)

    return update


def sgd_step(W, b, x, y, learning_rate):
    model = LinearRegression(1, W=[[W]])
    model.b[:] = b
    SGD(learning_rate).step(model.parameters, model.compute_gradients([[x]], [[y]], model.predict([[x]])))
    return model.W[0, 0], model.b[0]


def steady_rate(t, g, learning_rate):
    return -moved(Adagrad(learning_rate, 1e-300), *[g] * t)[-1] / g


def rare_rate(k, rho):
    """Feed a gradient at each k-th step and one at each step until both averages have settled."""
    rare, often = (RMSprop(1.0, rho, 1e-300) for _ in range(2))
    rare_step = moved(rare, *[float(t % k == 0) for t in range(100 * k + 1)])[-1]
    return rare_step / moved(often, *[1.0] * (100 * k + 1))[-1]


def state_numbers(layers, arrays):
    return arrays * sum(p.size for p in MLP(layers, rng=np.random.default_rng(0)).parameters)


def impulse_response(t, learning_rate, momentum):
    return moved(Momentum(learning_rate, momentum), 1.0, *[0.0] * (t - 1))[-1]


def rmsprop_from_adam(t, learning_rate, rho, epsilon):
    weights = sum((1 - rho) * rho**age for age in range(t))
    return learning_rate / weights**0.5, 0.0, rho, epsilon / weights**0.5


def recovery(spike, rho, part):
    g = np.ones(3000)
    g[0] = spike
    return int(np.argmax(decayed_rms(ema(g**2, rho, start=1.0), 1e-300) <= 1 + part))


def last_rate(grads, rho, epsilon):
    return -moved(Adadelta(rho, epsilon), *grads)[-1] / grads[-1]


def steps_to(d, g, rho, epsilon):
    x, optimizer, steps = np.zeros(1), Adadelta(rho, epsilon), 0
    while abs(x[0]) < d:
        optimizer.step([x], [np.array([g])])
        steps += 1
    return steps


def unstandardize(W, b, X_mean, X_scale, y_mean, y_scale):
    """Put NumPy's line through scaled points."""
    z = np.array([-1.0, 2.0])
    return tuple(np.polyfit(z * X_scale + X_mean, (W * z + b) * y_scale + y_mean, 1))


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (exercises.check_adagrad, lambda g, G, learning_rate, e: rule_of(Adagrad)(g, G, learning_rate, e)),
        (exercises.check_all_or_nothing, lambda params, grads, rate: SGD(rate).step(params, grads)),
        (exercises.check_first_step, lambda g, rho, epsilon: moved(Adadelta(rho, epsilon), g)),
        (exercises.check_impulse_response, impulse_response),
        (exercises.check_last_rate, last_rate),
        (exercises.check_rare_rate, rare_rate),
        (exercises.check_recovery, recovery),
        (exercises.check_rmsprop, lambda g, Eg2, eta, rho, e: rule_of(RMSprop)(g, Eg2, eta, rho, e)),
        (exercises.check_rmsprop_from_adam, rmsprop_from_adam),
        (exercises.check_sgd_step, sgd_step),
        (exercises.check_state_numbers, state_numbers),
        (exercises.check_steady_rate, steady_rate),
        (exercises.check_steps_to, steps_to),
        (exercises.check_unstandardize, unstandardize),
        (exercises.check_update, rule_of(Adadelta)),
    ],
)
def test_what_the_package_does_is_right(capsys, check, answer):
    assert said(capsys, check, answer).startswith("right: ")


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (mistakes.NumeratorAhead, "must lag by one step"),
        (mistakes.StaleDenominator, "the newest gradient belongs in it"),
        (mistakes.EpsilonOutside, "outside the roots"),
        (mistakes.SlippedBracket, "dx is wrong in the first step"),
    ],
)
def test_the_mistakes_that_the_package_keeps_are_told(capsys, method, words):
    assert words in said(capsys, exercises.check_update, rule_of(method))


def test_the_settings_that_are_right_make_adam_rmsprop():
    rng = np.random.default_rng(0)
    ours, theirs, adam = np.zeros(5), np.zeros(5), Adam()
    rmsprop = RMSprop(learning_rate=0.01, rho=0.9, epsilon=1e-3)
    for t in range(1, 51):
        g = rng.standard_normal(5)
        adam.learning_rate, adam.beta1, adam.beta2, adam.epsilon = exercises.check_rmsprop_from_adam.right(
            t, 0.01, 0.9, 1e-3
        )
        [a], [b] = adam.update([ours], [g]), rmsprop.update([theirs], [g])
        np.testing.assert_allclose(a, b, rtol=1e-13)


def test_the_epsilon_that_is_accepted_gives_that_first_step():
    for length, rho in ((0.01, 0.95), (0.5, 0.9)):
        epsilon = exercises.check_epsilon_for_step.right(length, rho)
        assert moved(Adadelta(rho, epsilon), -1e6) == pytest.approx([length])


@pytest.mark.parametrize(("epsilon", "c"), [(1e-6, 1024.0), (1e-4, 0.25)])
def test_what_is_right_in_other_units_gives_the_same_steps(epsilon, c):
    """Powers of two leave no rounding between the runs."""
    slope, old, new = ravine().gradient, np.array([-4.0, 1.0]), c * np.array([-4.0, 1.0])
    new_epsilon, factor = exercises.check_other_units.right(epsilon, c)
    one, other = Adadelta(epsilon=epsilon), Adadelta(epsilon=new_epsilon)
    for _ in range(200):
        one.step([old], [slope(old)])
        other.step([new], [factor * slope(new / c) / c])
    assert np.array_equal(new, c * old)
    assert not np.array_equal(old, [-4.0, 1.0])


def test_the_least_power_is_that_of_the_dtypes():
    assert [exercises.check_smallest_power.right(d) for d in (np.float16, np.float32, np.float64)] == [-7, -45, -323]


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
        accepted = said(capsys, exercises.check_line_order, order).startswith("right: ")
        assert accepted == (works(order) == right), order
