import math
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from adadelta import SGD, Adadelta, Momentum, Optimizer, optimizers

METHODS = [SGD, Momentum, Adadelta]
GRADIENTS = st.floats(-1e6, 1e6, allow_subnormal=False)


def steps(optimizer, grads, shape=(), dtype=np.float64):
    """Feed `grads` to one parameter that starts at zero; return the updates."""
    x = np.zeros(shape, dtype)
    return np.array([optimizer.update([x], [np.asarray(g, dtype).reshape(shape)])[0] for g in grads])


def article_steps(grads, rho=0.95, epsilon=1e-6, dtype=np.float64):
    """Take the steps of the article's own code, whose state begins as zeros_like(p)."""
    Eg2, Edx2, taken = np.zeros_like(grads[0], dtype), np.zeros_like(grads[0], dtype), []
    for g in grads:
        Eg2 = rho * Eg2 + (1 - rho) * g**2
        update = -(np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon)) * g
        Edx2 = rho * Edx2 + (1 - rho) * update**2
        taken.append(update)
    return np.array(taken), Eg2, Edx2


# SGD and Momentum


def test_sgd_steps_downhill_in_proportion_to_the_gradient():
    grads = np.random.default_rng(0).normal(size=(20, 3))
    np.testing.assert_array_equal(steps(SGD(0.25), grads, shape=(3,)), -0.25 * grads)


def test_momentum_is_the_decaying_sum_of_past_steps():
    grads = np.random.default_rng(0).normal(size=30)
    sums = [sum(0.9**k * -0.1 * grads[t - k] for k in range(t + 1)) for t in range(30)]
    np.testing.assert_allclose(steps(Momentum(0.1, 0.9), grads), sums, rtol=1e-12)


def test_momentum_without_momentum_is_sgd():
    grads = np.random.default_rng(0).normal(size=30)
    np.testing.assert_array_equal(steps(Momentum(0.1, 0.0), grads), steps(SGD(0.1), grads))


def test_a_constant_gradient_brings_momentum_to_its_terminal_speed():
    assert steps(Momentum(0.1, 0.9), [2.0] * 300)[-1] == pytest.approx(-0.1 * 2.0 / (1 - 0.9))


# Adadelta against the article and the paper


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("rho", "epsilon"), [(0.95, 1e-6), (0.0, 1e-12), (0.5, 1e-2), (0.999, 1e-8)])
def test_adadelta_equals_the_articles_code_to_the_last_bit(dtype, rho, epsilon):
    rng = np.random.default_rng(1)
    grads = (rng.normal(size=(1000, 40)) * 10.0 ** rng.integers(-9, 6, (1000, 40))).astype(dtype)
    expected, Eg2, Edx2 = article_steps(grads, rho, epsilon, dtype)
    assert expected.dtype == dtype
    optimizer = Adadelta(rho, epsilon)
    np.testing.assert_array_equal(steps(optimizer, grads, (40,), dtype), expected)
    np.testing.assert_array_equal(optimizer.Eg2[0], Eg2)
    np.testing.assert_array_equal(optimizer.Edx2[0], Edx2)


@given(GRADIENTS, st.floats(0.0, 0.9999), st.floats(1e-12, 1.0))
def test_the_first_step_and_its_bound(g, rho, epsilon):
    step = steps(Adadelta(rho, epsilon), [g])[0]
    assert step == pytest.approx(-math.sqrt(epsilon) * g / math.sqrt((1 - rho) * g**2 + epsilon), rel=1e-12)
    assert abs(step) <= math.sqrt(epsilon / (1 - rho)) * (1 + 1e-12)


def test_the_first_step_is_nearly_its_bound_unless_the_gradient_is_tiny():
    bound = math.sqrt(1e-6 / 0.05)
    assert -steps(Adadelta(), [1.0])[0] == pytest.approx(bound, rel=1e-4)
    assert -steps(Adadelta(), [1e-5])[0] < 0.01 * bound


def test_the_numerator_lags_by_one_step():
    grads = np.random.default_rng(5).normal(size=50)
    optimizer, x = Adadelta(), np.zeros(1)
    optimizer.initialize([x])
    for g in grads:
        numerator = math.sqrt(optimizer.Edx2[0][0] + 1e-6)  # of step t-1
        [dx] = optimizer.update([x], [np.array([g])])
        denominator = math.sqrt(optimizer.Eg2[0][0] + 1e-6)  # of step t
        assert dx[0] == pytest.approx(-numerator / denominator * g, rel=1e-14)


def test_what_other_orders_would_do_to_the_first_step():
    rho, epsilon, g = 0.95, 1e-6, 1.0
    ours = steps(Adadelta(rho, epsilon), [g])[0]
    assert ours == pytest.approx(-0.00447, abs=1e-5)
    # E[dx^2] with today's step in it: dx^2 (E[g^2] + eps) = ((1 - rho) dx^2 + eps) g^2, solved for dx.
    Eg2 = (1 - rho) * g**2
    todays = -math.sqrt(epsilon * g**2 / (Eg2 + epsilon - (1 - rho) * g**2))
    assert todays == pytest.approx(-1.0), "the step would be set by the gradient alone, 224 times as long"
    # E[g^2] without today's gradient: both roots are the root of epsilon, and the step is the gradient.
    yesterdays = -math.sqrt(epsilon) / math.sqrt(epsilon) * g
    assert yesterdays == -g


@given(arrays(np.float64, 30, elements=GRADIENTS), st.floats(0.01, 100.0))
def test_the_learning_rate_scales_the_applied_step_only(grads, rate):
    plain, scaled = Adadelta(), Adadelta(learning_rate=rate)
    np.testing.assert_allclose(steps(scaled, grads), rate * steps(plain, grads), rtol=1e-15)
    np.testing.assert_array_equal(scaled.Edx2[0], plain.Edx2[0])
    np.testing.assert_array_equal(scaled.Eg2[0], plain.Eg2[0])


@pytest.mark.parametrize("scale", [2.0**-8, 2.0**8])
def test_steps_have_the_units_of_x_up_to_epsilon(scale):
    grads = np.random.default_rng(0).normal(size=100)
    # x' = x * scale makes gradients g / scale. With epsilon in each average's own units nothing would be left
    # over; with next to none of it the steps scale as x does, whatever the gradients' scale.
    ordinary = steps(Adadelta(epsilon=1e-30), grads)
    np.testing.assert_allclose(steps(Adadelta(epsilon=1e-30), grads / scale), ordinary, rtol=1e-6)
    numerator = steps(Adadelta(epsilon=1e-30 * scale**2), grads)
    np.testing.assert_allclose(numerator, ordinary * scale, rtol=1e-6)


# Blocks, layouts and shapes


def layouts(rng):
    """Arrays whose numbers lie in memory in every way there is."""
    return {
        "plain": rng.normal(size=(40, 50)),
        "zero axes": rng.normal(size=()),
        "empty": rng.normal(size=(0, 3)),
        "one": rng.normal(size=(1,)),
        "Fortran": np.asfortranarray(rng.normal(size=(40, 50))),
        "transposed": rng.normal(size=(50, 3, 20)).transpose(2, 0, 1),
        "every other": rng.normal(size=(60, 80))[::2, 1::2],
        "backward": rng.normal(size=(40, 50))[::-1, ::-1],
        "single precision": rng.normal(size=(33, 7)).astype(np.float32),
    }


@pytest.mark.parametrize("block", [1, 7, 32_768])
@pytest.mark.parametrize("method", METHODS)
def test_blocks_and_layouts_do_not_matter_to_the_last_bit(method, block, monkeypatch):
    monkeypatch.setattr(optimizers, "BLOCK", block)
    rng = np.random.default_rng(2)
    params = list(layouts(rng).values())
    copies = [p.ravel(order="C").copy() for p in params]  # contiguous, each number by itself
    scattered, contiguous = method(), method()
    for _ in range(4):
        grads = [rng.normal(size=p.shape).astype(p.dtype) for p in params]
        grads[0], grads[4] = np.asfortranarray(grads[0]), grads[4][...]
        monkeypatch.setattr(optimizers, "BLOCK", block)
        updates = scattered.update(params, grads)
        monkeypatch.setattr(optimizers, "BLOCK", 10**6)
        expected = contiguous.update(copies, [g.ravel(order="C") for g in grads])
        for name, p, copy, update, wanted in zip(layouts(rng), params, copies, updates, expected, strict=True):
            np.testing.assert_array_equal(p.ravel(), copy, err_msg=f"parameters of the layout {name!r}")
            np.testing.assert_array_equal(update.ravel(), wanted, err_msg=f"updates of the layout {name!r}")


@pytest.mark.parametrize("method", METHODS)
def test_an_array_of_many_blocks_equals_its_parts(method):
    rng = np.random.default_rng(3)
    n = 3 * optimizers.BLOCK + 5
    whole, halves = rng.normal(size=n), None
    halves = [whole[: n // 2].copy(), whole[n // 2 :].copy()]
    one, two = method(), method()
    for _ in range(3):
        g = rng.normal(size=n)
        one.update([whole], [g])
        two.update(halves, [g[: n // 2], g[n // 2 :]])
    np.testing.assert_array_equal(whole, np.concatenate(halves))


@given(arrays(np.float64, (5, 12), elements=GRADIENTS), st.permutations(range(12)))
def test_each_number_has_its_own_rate_whatever_its_place(grads, order):
    straight = steps(Adadelta(), grads, (12,))
    np.testing.assert_array_equal(steps(Adadelta(), grads[:, order], (12,)), straight[:, order])
    np.testing.assert_array_equal(steps(Adadelta(), grads, (3, 4)), straight.reshape(5, 3, 4))


@pytest.mark.parametrize("method", METHODS)
def test_parameters_change_in_place_by_what_update_returns(method):
    rng = np.random.default_rng(4)
    params = [rng.normal(size=(3, 2)), rng.normal(size=2).astype(np.float32)]
    before, identities = [p.copy() for p in params], [id(p) for p in params]
    updates = method().update(params, [rng.normal(size=(3, 2)), rng.normal(size=2)])
    assert [id(p) for p in params] == identities
    for p, old, dx in zip(params, before, updates, strict=True):
        assert dx.dtype == p.dtype
        np.testing.assert_array_equal(p, old + dx)


@pytest.mark.parametrize("method", METHODS)
def test_gradients_are_taken_before_any_parameter_changes(method):
    # The gradient of a b is (b, a), of x[0] x[-1] + ... it is x backward: views of the parameters themselves.
    a, b, x = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.arange(3.0 * optimizers.BLOCK)
    copies = a.copy(), b.copy(), x.copy()
    method().update([a, b, x], [b, a, x[::-1]])
    method().update(copies, [copies[1].copy(), copies[0].copy(), copies[2][::-1].copy()])
    for shared, separate in zip((a, b, x), copies, strict=True):
        np.testing.assert_array_equal(shared, separate)


def test_temporaries_are_a_block_long():
    n = 64 * optimizers.BLOCK
    x, g, optimizer = np.ones(n), np.ones(n), Adadelta()
    optimizer.initialize([x])
    tracemalloc.start()
    try:
        updates = optimizer.update([x], [g])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    beside = peak - updates[0].nbytes - n  # the check of finiteness takes a byte for each number
    assert beside < 16 * 8 * optimizers.BLOCK, f"{beside / 2**20:.1f} MiB beside the updates"


# The base class


def test_the_first_update_initializes_and_initialize_starts_afresh():
    optimizer, other = Adadelta(), Adadelta()
    assert optimizer.Eg2 is None
    assert optimizer.Edx2 is None
    x = np.zeros(3)
    other.initialize([x])
    first = steps(optimizer, [[1.0, 2.0, 3.0]], (3,))
    np.testing.assert_array_equal(steps(other, [[1.0, 2.0, 3.0]], (3,)), first)
    optimizer.initialize([x])
    assert not np.any(optimizer.Eg2[0])
    assert not np.any(optimizer.Edx2[0])
    np.testing.assert_array_equal(steps(optimizer, [[1.0, 2.0, 3.0]], (3,)), first)


def test_a_method_of_ones_own_is_its_rule():
    class Adagrad(Optimizer):
        state_names = ("G",)

        def rule(self, g, G):
            G += g**2
            return -0.1 * g / np.sqrt(G)

    optimizer = Adagrad()
    taken = steps(optimizer, [[3.0, -1.0]] * 4, (2,))
    np.testing.assert_allclose(taken, [[-0.1 / math.sqrt(t), 0.1 / math.sqrt(t)] for t in (1, 2, 3, 4)])
    np.testing.assert_array_equal(optimizer.G[0], [36.0, 4.0])


def test_a_method_without_a_rule_says_so():
    class Nothing(Optimizer):
        pass

    with pytest.raises(TypeError, match="abstract class Nothing"):
        Nothing()


@pytest.mark.parametrize("optimizer", [SGD(0.5), Momentum(0.1, 0.8), Adadelta(0.9, 1e-8, 2.0)])
def test_the_repr_makes_the_optimizer_again(optimizer):
    again = eval(repr(optimizer))
    assert type(again) is type(optimizer)
    assert vars(again) == vars(optimizer)


def test_defaults_are_the_papers():
    assert repr(Adadelta()) == "Adadelta(rho=0.95, epsilon=1e-06, learning_rate=1.0)"


# Misuse

W, B = np.ones((3, 1)), np.ones(1)
READ_ONLY = np.ones((3, 1))
READ_ONLY.flags.writeable = False


@pytest.mark.parametrize(
    ("params", "grads", "error", "words"),
    [
        (W, [W], TypeError, "params must be a list of arrays; got ndarray. Put a lone array in a list."),
        ({"W": W}, [W], TypeError, "params must be a list of arrays; got dict"),
        ([W, 1.0], [W, B], TypeError, "params[1] must be a float32 or float64 array, to be changed in place"),
        ([W, np.ones(1, int)], [W, B], TypeError, "got int64 array"),
        ([READ_ONLY, B], [W, B], ValueError, "params[0] must be writeable; got a read-only array of shape"),
        ([W, B], W, TypeError, "grads must be a list of arrays; got ndarray"),
        ([W, B], iter([W, B]), TypeError, "grads must be a list of arrays; got list_iterator"),
        ([W, B], [W], ValueError, "grads must hold one gradient for each of the 2 params; got 1"),
        ([W, B], [W, None], TypeError, "grads[1] must hold real numbers; got dtype object"),
        ([W, B], [W, B * 1j], TypeError, "grads[1] must hold real numbers; got dtype complex128"),
        ([W, B], [W.T, B], ValueError, "grads[0] must have the shape (3, 1) of params[0]; got (1, 3)"),
        ([W, B], [W, np.float64(1.0)], ValueError, "grads[1] must have the shape (1,) of params[1]; got ()"),
        ([W, B], [W, [math.nan]], ValueError, "grads[1] must be finite in float64; 1 of its 1 numbers are"),
        ([W, B], [W * math.inf, B], ValueError, "grads[0] must be finite in float64; 3 of its 3 numbers"),
        ([W], [W], ValueError, "params must be the 2 arrays that the state was made for"),
        ([W.T, B], [W.T, B], ValueError, "float64 (3, 1), float64 (1,); got float64 (1, 3), float64 (1,)"),
        ([W, B.astype("f4")], [W, B], ValueError, "Call initialize(params) to start afresh."),
    ],
)
def test_misuse_is_named_and_changes_nothing(params, grads, error, words):
    optimizer, own = Adadelta(), [np.ones((3, 1)), np.ones(1)]
    optimizer.update(own, [np.ones((3, 1)), np.ones(1)])
    everything = [W, B, READ_ONLY, *own, *optimizer.Eg2, *optimizer.Edx2]
    before = [array.tobytes() for array in everything]
    with pytest.raises(error, match=re.escape(words)):
        optimizer.update(params, grads)
    assert [array.tobytes() for array in everything] == before
    assert all(held is array for held, array in zip([*optimizer.Eg2, *optimizer.Edx2], everything[5:], strict=True))


def test_a_gradient_that_overflows_the_parameters_dtype_is_named():
    x = np.ones(2, np.float32)
    with pytest.raises(ValueError, match="must be finite in float32; 1 of its 2"):
        Adadelta().update([x], [np.array([1.0, 1e300])])
    np.testing.assert_array_equal(x, 1.0)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: Adadelta(rho=1.0), ValueError, "rho must lie in [0, 1); got 1.0"),
        (lambda: Adadelta(rho=None), TypeError, "rho must be a real number in [0, 1); got None"),
        (lambda: Adadelta(epsilon=0.0), ValueError, "epsilon must lie in (0, inf); got 0.0"),
        (lambda: Adadelta(epsilon=math.inf), ValueError, "epsilon must lie in (0, inf); got inf"),
        (lambda: Adadelta(epsilon="1e-6"), TypeError, "epsilon must be a real number in (0, inf); got '1e-6'"),
        (lambda: Adadelta(learning_rate=-1), ValueError, "learning_rate must lie in (0, inf); got -1"),
        (lambda: Momentum(momentum=1), ValueError, "momentum must lie in [0, 1); got 1"),
        (lambda: Momentum(learning_rate=0), ValueError, "learning_rate must lie in (0, inf); got 0"),
        (lambda: SGD(math.nan), ValueError, "learning_rate must lie in (0, inf); got nan"),
        (lambda: SGD(True), TypeError, "learning_rate must be a real number in (0, inf); got True"),
    ],
)
def test_settings_out_of_bounds_are_named(make, error, words):
    with pytest.raises(error, match=re.escape(words)):
        make()
