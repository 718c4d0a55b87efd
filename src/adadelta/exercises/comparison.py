"""The exercises of *Comparison*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from adadelta.exercises._exercise import Function, exercise

__all__ = ["check_impulse_response", "check_rmsprop_from_adam", "check_state_numbers"]


def parameters(layers: Sequence[int], bias: bool = True) -> int:
    return sum((a + bias) * b for a, b in pairwise(layers))


@exercise(
    right=lambda n, k: k * parameters(n),
    cases=[((784, 500, 300, 10), 2), ((2, 3), 1), ((4, 4, 4), 3)],
    mistakes={
        "the biases are missing: each unit but the inputs has one": lambda n, k: k * parameters(n, bias=False),
        "these are the parameters: each state array has as many numbers again": lambda n, k: parameters(n),
        "the parameters are counted in: the state alone is asked for": lambda n, k: (k + 1) * parameters(n),
        "these are the units: each pair of neighboring layers has a weight for every pair of units": (
            lambda n, k: k * sum(n)
        ),
    },
    names=("layers", "arrays"),
)
def check_state_numbers(yours: Function) -> None:
    """Check `yours(layers, arrays)`, which counts the numbers of state for a fully connected network.

    `layers` are the units of each layer, inputs first; `arrays` is how many state arrays the method keeps.

    Examples
    --------
    >>> check_state_numbers(lambda layers, arrays: arrays * sum(a * b for a, b in zip(layers, layers[1:])))
    not yet: the biases are missing: each unit but the inputs has one.
    """


def impulse_response(t: int, rate: float, momentum: float) -> float:
    return -rate * momentum ** (t - 1)


@exercise(
    right=impulse_response,
    cases=[(1, 0.1, 0.9), (2, 0.1, 0.9), (5, 0.01, 0.5)],
    mistakes={
        "the sign is wrong: the step must go against the gradient": lambda t, r, m: -impulse_response(t, r, m),
        "the first step already has a factor momentum: at step 1 there is no step before it": (
            lambda t, r, m: impulse_response(t + 1, r, m)
        ),
        "the gradient has the weight 1 − momentum: that is Adam's average; here it enters whole": (
            lambda t, r, m: (1 - m) * impulse_response(t, r, m)
        ),
        "this is the whole distance up to step t: the step alone is asked for": (
            lambda t, r, m: sum(impulse_response(s, r, m) for s in range(1, t + 1))
        ),
        "this is gradient descent: after step 1 it stands still": lambda t, r, m: -r if t == 1 else 0.0,
    },
    names=("t", "learning_rate", "momentum"),
)
def check_impulse_response(yours: Function) -> None:
    """Check `yours(t, learning_rate, momentum)`: Momentum's step t when the gradient is 1 at step 1, then 0.

    Examples
    --------
    >>> check_impulse_response(lambda t, learning_rate, momentum: -learning_rate * momentum**t)
    not yet: the first step already has a factor momentum: at step 1 there is no step before it.
    """


def adam_settings(rate_power: float, epsilon_power: float) -> Function:
    def right(t: int, rate: float, rho: float, epsilon: float) -> tuple[float, float, float, float]:
        weights = 1 - rho**t
        return rate * weights**rate_power, 0.0, rho, epsilon * weights**epsilon_power

    return right


def betas_swapped(t: int, rate: float, rho: float, epsilon: float) -> tuple[float, float, float, float]:
    rate, _, _, epsilon = adam_settings(-0.5, -0.5)(t, rate, rho, epsilon)
    return rate, rho, 0.0, epsilon


def with_momentum(t: int, rate: float, rho: float, epsilon: float) -> tuple[float, float, float, float]:
    rate, _, _, epsilon = adam_settings(-0.5, -0.5)(t, rate, rho, epsilon)
    return rate, 0.9, rho, epsilon


@exercise(
    right=adam_settings(-0.5, -0.5),
    cases=[(1, 0.01, 0.9, 1e-8), (7, 0.001, 0.99, 1e-3), (3, 0.5, 0.0, 1e-6)],
    mistakes={
        "Adam divides its average by 1 − ρ to the power t, so its step is shorter: the rate must make up for it": (
            adam_settings(0, 0)
        ),
        "the rate is right; ε stands beside the corrected root, and must be made larger by the same factor": (
            adam_settings(-0.5, 0)
        ),
        "the factor stands under a root: Adam corrects the average of squares before it takes the root": adam_settings(
            -1, -1
        ),
        "the factor is upside down: Adam's step is the shorter one": adam_settings(0.5, 0.5),
        "the two decay rates have changed places: beta1 averages gradients, beta2 their squares": betas_swapped,
        "beta1 is not zero: RMSprop has no average of gradients": with_momentum,
    },
)
def check_rmsprop_from_adam(yours: Function) -> None:
    """Check `yours(t, learning_rate, rho, epsilon)`: the settings with which Adam's step t is RMSprop's.

    They are wanted as `(learning_rate, beta1, beta2, epsilon)`, for Adam as the package has it.

    Examples
    --------
    >>> check_rmsprop_from_adam(lambda t, learning_rate, rho, epsilon: (learning_rate, 0.0, rho, epsilon))
    not yet: Adam divides its average by 1 − ρ to the power t, so its step is shorter: the rate must make up for it.
    """
