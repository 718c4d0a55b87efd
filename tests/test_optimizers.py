import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from adadelta import METHODS, SGD, Adadelta, Adagrad, Adam, Momentum, Optimizer, RMSprop, optimizers

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


# Each method against its paper, one number at a time, in Python's own arithmetic


def papers(method, grads):
    """Yield the steps of a method with its defaults, as its paper has them, for one number."""
    G = Eg2 = Edx2 = dx = m = v = 0.0
    for t, g in enumerate(grads, start=1):
        if method is SGD:
            dx = -0.01 * g
        elif method is Momentum:
            dx = 0.9 * dx - 0.01 * g
        elif method is Adagrad:
            G += g * g
            dx = -0.01 / (math.sqrt(G) + 1e-10) * g
        elif method is RMSprop:
            Eg2 = 0.9 * Eg2 + 0.1 * g * g
            dx = -0.001 / (math.sqrt(Eg2) + 1e-8) * g
        elif method is Adadelta:
            Eg2 = 0.95 * Eg2 + 0.05 * g * g
            dx = -math.sqrt(Edx2 + 1e-6) / math.sqrt(Eg2 + 1e-6) * g
            Edx2 = 0.95 * Edx2 + 0.05 * dx * dx
        else:
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            dx = -0.001 * (m / (1 - 0.9**t)) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
        yield dx


@pytest.mark.parametrize("method", METHODS)
@given(grads=arrays(np.float64, 12, elements=GRADIENTS))
def test_each_method_with_its_defaults_is_its_papers(method, grads):
    np.testing.assert_allclose(steps(method(), grads), list(papers(method, grads.tolist())), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("method", METHODS)
def test_steps_are_counted(method):
    optimizer = method()
    assert optimizer.t == 0
    steps(optimizer, [1.0, 2.0, 3.0])
    assert optimizer.t == 3
    optimizer.initialize([np.zeros(2)])
    assert optimizer.t == 0


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


# Adagrad, RMSprop, Adam


def test_a_constant_gradient_makes_adagrad_slow_down_with_the_root_of_time():
    np.testing.assert_allclose(steps(Adagrad(0.1), [3.0] * 50), -0.1 / np.sqrt(np.arange(1, 51)), rtol=1e-10)


def test_a_constant_gradient_brings_rmsprop_and_adam_to_their_rates():
    assert steps(RMSprop(0.1, 0.5), [3.0] * 100)[-1] == pytest.approx(-0.1)
    np.testing.assert_allclose(steps(Adam(0.1), [3.0] * 100), -0.1, rtol=1e-7)


@given(GRADIENTS, st.floats(1e-12, 1.0), st.floats(1e-6, 10.0))
def test_adams_first_step(g, epsilon, rate):
    step = steps(Adam(rate, epsilon=epsilon), [g])[0]
    assert step == pytest.approx(-rate * g / (abs(g) + epsilon), rel=1e-9)
    assert abs(step) <= rate * (1 + 1e-9)


@given(GRADIENTS, st.floats(0.0, 0.99), st.floats(1e-12, 1.0))
def test_the_first_steps_of_adagrad_and_rmsprop(g, rho, epsilon):
    assert steps(Adagrad(0.1, epsilon), [g])[0] == pytest.approx(-0.1 * g / (abs(g) + epsilon), rel=1e-9)
    longer = math.sqrt(1 - rho) * abs(g) + epsilon
    assert steps(RMSprop(0.1, rho, epsilon), [g])[0] == pytest.approx(-0.1 * g / longer, rel=1e-9)


@pytest.mark.parametrize("method", [RMSprop, Adam])
def test_without_memory_the_step_is_the_sign(method):
    memory = {"rho": 0.0} if method is RMSprop else {"beta1": 0.0, "beta2": 0.0}
    grads = np.array([3.0, -0.5, 1e-3, -40.0])
    np.testing.assert_allclose(steps(method(0.1, **memory, epsilon=1e-300), grads), -0.1 * np.sign(grads))


def test_rmsprop_is_adam_without_momentum_and_without_correction():
    grads = np.random.default_rng(0).normal(size=40)
    corrections = np.sqrt(1 - 0.9 ** np.arange(1, 41))
    adam = steps(Adam(0.1, beta1=0.0, beta2=0.9, epsilon=1e-300), grads)
    np.testing.assert_allclose(steps(RMSprop(0.1, 0.9, epsilon=1e-300), grads) * corrections, adam, rtol=1e-12)


def test_adagrad_is_what_rmsprop_would_be_if_its_average_were_a_sum():
    grads = np.random.default_rng(0).normal(size=40)
    # An average with rho = 0 of the gradients' root sum of squares so far is that sum.
    roots = np.sqrt(np.cumsum(grads**2))
    memoryless = steps(RMSprop(0.1, 0.0, epsilon=1e-300), roots)
    np.testing.assert_allclose(steps(Adagrad(0.1, 1e-300), grads), memoryless * grads / roots, rtol=1e-12)


# Limits in which a method becomes plain gradient descent


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [
        (Adadelta(rho=1 - 1e-15), 1.0),  # both averages stay at zero: the roots are those of epsilon, and cancel
        (Adadelta(epsilon=1e30), 1.0),
        (Adadelta(epsilon=1e30, learning_rate=0.25), 0.25),
        (Adagrad(1e20 * 0.5, 1e20), 0.5),
        (RMSprop(1e20 * 0.5, 0.9, 1e20), 0.5),
        (Adam(1e20 * 0.5, beta1=0.0, epsilon=1e20), 0.5),
        (Momentum(0.5, 0.0), 0.5),
    ],
    ids=repr,
)
def test_limits_that_are_gradient_descent(optimizer, rate):
    grads = np.random.default_rng(0).normal(size=30)
    np.testing.assert_allclose(steps(optimizer, grads), steps(SGD(rate), grads), rtol=1e-6)


def test_adadelta_without_memory_keeps_the_size_of_its_last_step():
    grads = np.random.default_rng(0).normal(size=30)
    taken = steps(Adadelta(rho=0.0, epsilon=1e-12), grads)
    sizes = np.sqrt(1e-12 * np.arange(1, 31))  # each step's square is the last one's and epsilon
    np.testing.assert_allclose(taken, -np.sign(grads) * sizes, rtol=1e-6)


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


@pytest.mark.parametrize("optimizer", [Adagrad, RMSprop, Adadelta, Adam])
@given(grads=arrays(np.float64, 20, elements=st.floats(0.1, 100.0)), scale=st.floats(1e-3, 1e3))
def test_the_scale_of_the_gradients_does_not_matter_while_epsilon_is_negligible(optimizer, grads, scale):
    ordinary = steps(optimizer(epsilon=1e-30), grads)
    np.testing.assert_allclose(steps(optimizer(epsilon=1e-30), scale * grads), ordinary, rtol=1e-9)


@pytest.mark.parametrize("scale", [2.0**-8, 2.0**8])
def test_while_epsilon_is_negligible_below_it_alone_scales_the_steps(scale):
    grads = np.random.default_rng(0).normal(size=100)
    # x' = scale x has gradients g / scale. Epsilon above, in units of x squared, is all that sets the steps' scale.
    ordinary = steps(Adadelta(epsilon=1e-30), grads)
    numerator = steps(Adadelta(epsilon=1e-30 * scale**2), grads / scale)
    np.testing.assert_allclose(numerator, ordinary * scale, rtol=1e-6)


class TwoEpsilons(Adadelta):
    """Adadelta with an epsilon of its own in each root, in units of x squared and of g squared."""

    def __init__(self, above, below):
        super().__init__()
        self.above, self.below = above, below

    def rule(self, g, Eg2, Edx2):
        Eg2 *= self.rho
        Eg2 += (1 - self.rho) * g**2
        dx = -np.sqrt(Edx2 + self.above) / np.sqrt(Eg2 + self.below) * g
        Edx2 *= self.rho
        Edx2 += (1 - self.rho) * dx**2
        return dx


@pytest.mark.parametrize("s", [2.0**-8, 2.0**8])
def test_a_rescaled_x_needs_epsilon_times_s_squared_above_and_by_s_squared_below(s):
    epsilon, grads = 1e-6, 1e-3 * np.random.default_rng(0).normal(size=(100, 3))  # so small that epsilon matters
    ordinary = steps(Adadelta(epsilon=epsilon), grads, (3,))
    np.testing.assert_array_equal(steps(TwoEpsilons(epsilon, epsilon), grads, (3,)), ordinary)
    rescaled = steps(TwoEpsilons(epsilon * s**2, epsilon / s**2), grads / s, (3,))
    np.testing.assert_array_equal(rescaled, s * ordinary, err_msg="powers of two round nothing: to the last bit")


@pytest.mark.parametrize("s", [0.1, 10.0])
def test_no_single_epsilon_makes_up_for_a_rescaled_x(s):
    grads = np.array([[1e-4, 1e-3, 1e-2]])
    wanted = s * steps(Adadelta(epsilon=1e-6), grads, (3,))
    off = [
        np.abs(steps(Adadelta(epsilon=epsilon), grads / s, (3,)) / wanted - 1).max()
        for epsilon in np.logspace(-16, 4, 401)
    ]
    assert min(off) > 0.3, "some step is off by a third or more, whatever epsilon is"


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


@pytest.mark.parametrize("block", [1, 56, 131_072])
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
    n = 3 * optimizers.BLOCK // 8 + 5
    whole, halves = rng.normal(size=n), None
    halves = [whole[: n // 2].copy(), whole[n // 2 :].copy()]
    one, two = method(), method()
    for _ in range(3):
        g = rng.normal(size=n)
        one.update([whole], [g])
        two.update(halves, [g[: n // 2], g[n // 2 :]])
    np.testing.assert_array_equal(whole, np.concatenate(halves))


@pytest.mark.parametrize("method", METHODS)
@given(grads=arrays(np.float64, (5, 12), elements=GRADIENTS), order=st.permutations(range(12)))
def test_each_number_has_its_own_rate_whatever_its_place(method, grads, order):
    straight = steps(method(), grads, (12,))
    np.testing.assert_array_equal(steps(method(), grads[:, order], (12,)), straight[:, order])
    np.testing.assert_array_equal(steps(method(), grads, (3, 4)), straight.reshape(5, 3, 4))


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
    a, b, x = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.arange(3.0 * optimizers.BLOCK // 8)
    copies = a.copy(), b.copy(), x.copy()
    method().update([a, b, x], [b, a, x[::-1]])
    method().update(copies, [copies[1].copy(), copies[0].copy(), copies[2][::-1].copy()])
    for shared, separate in zip((a, b, x), copies, strict=True):
        np.testing.assert_array_equal(shared, separate)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("nbytes", [1, 4096, optimizers.BLOCK])
def test_a_rule_sees_blocks_of_the_stated_size(dtype, nbytes, monkeypatch):
    sizes = []

    class Spy(Optimizer):
        def rule(self, g):
            sizes.append(g.size)
            return g

    monkeypatch.setattr(optimizers, "BLOCK", nbytes)
    size = max(1, nbytes // np.dtype(dtype).itemsize)
    n = 2 * size + size // 2 + 1
    Spy().step([np.zeros(n, dtype)], [np.ones(n, dtype)])
    assert sizes == [size, size, n - 2 * size]


@pytest.mark.parametrize("method", METHODS)
def test_state_and_updates_are_plain_arrays_whatever_the_parameters(method):
    x = np.zeros((2, 2)).view(np.matrix)  # for which ** and * mean something else
    y, optimizer, other = np.zeros((2, 2)), method(), method()
    g = np.array([[1.0, 2.0], [3.0, 4.0]])
    [update] = optimizer.update([x], [g.view(np.matrix)])
    [wanted] = other.update([y], [g])
    assert type(update) is np.ndarray
    assert all(type(getattr(optimizer, name)[0]) is np.ndarray for name in method.state_names)
    np.testing.assert_array_equal(update, wanted)
    np.testing.assert_array_equal(x, y)


def peak_beside(call, what_it_returns=0):
    """Bytes that a call allocates at most at a time, beside what it returns."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] - what_it_returns
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("method", METHODS)
def test_no_memory_is_taken_that_grows_with_the_parameters(method, dtype):
    for blocks in (8, 64):
        n = blocks * optimizers.BLOCK // np.dtype(dtype).itemsize
        x, g = np.ones(n, dtype), np.ones(n, dtype)
        optimizer = method()
        optimizer.step([x], [g])
        assert peak_beside(lambda: optimizer.step([x], [g])) < 7 * optimizers.BLOCK
        assert peak_beside(lambda: optimizer.step([x], [g], check_finite=False)) < 7 * optimizers.BLOCK
        assert peak_beside(lambda: optimizer.update([x], [g]), x.nbytes) < 7 * optimizers.BLOCK


@pytest.mark.parametrize("method", METHODS)
def test_step_takes_the_step_of_update_and_returns_nothing(method):
    rng = np.random.default_rng(6)
    one, other = [rng.normal(size=(4, 3)), rng.normal(size=5)], None
    other = [p.copy() for p in one]
    stepping, updating = method(), method()
    for _ in range(5):
        grads = [rng.normal(size=p.shape) for p in one]
        assert stepping.step(one, grads) is None
        assert updating.update(other, grads, check_finite=False) is not None
    for p, q in zip(one, other, strict=True):
        np.testing.assert_array_equal(p, q)


@pytest.mark.parametrize("method", METHODS)
def test_gradients_are_left_alone(method):
    g = np.random.default_rng(0).normal(size=7)
    before = g.tobytes()
    optimizer, x = method(), np.zeros(7)
    for _ in range(3):
        optimizer.step([x], [g])
    assert g.tobytes() == before


@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_may_be_of_any_real_dtype_and_are_taken_in_the_parameters(kind, dtype):
    g = np.array([1, 2, 100], kind)
    x, y = np.zeros(3, dtype), np.zeros(3, dtype)
    one, other = Adadelta(), Adadelta()
    one.step([x], [g])
    other.step([y], [g.astype(dtype)])
    np.testing.assert_array_equal(x, y)
    assert one.Eg2[0].dtype == dtype


def test_unaligned_parameters_and_gradients_are_taken():
    raw = np.zeros(8 * 5 + 1, np.uint8)
    x = raw[1:].view(np.float64)  # starts at an odd address
    assert not x.flags.aligned
    y, g = np.zeros(5), np.arange(5.0)
    one, other = Adadelta(), Adadelta()
    one.step([x], [g])
    other.step([y], [g])
    np.testing.assert_array_equal(x, y)
    assert x.any()


def test_squares_are_added_to_the_first_state_alone():
    class Two(Adagrad):
        state_names = ("G", "other")

        def rule(self, g, G, other):
            other[...] = np.finfo(other.dtype).max
            return super().rule(g, G)

    x, two = np.zeros(3, np.float32), Two()
    for _ in range(2):
        two.step([x], [np.full(3, 1e18, np.float32)])
    assert two.t == 2


@pytest.mark.parametrize("method", METHODS)
def test_gradients_whose_squares_overflow_only_in_their_sum_are_taken(method):
    x = np.zeros(1000, np.float32)
    method().step([x], [np.full(1000, 1e18, np.float32)])
    assert np.all(x < 0)


def test_what_is_summed_may_not_overflow_and_what_is_not_squared_may_be_large():
    x, g = np.zeros(2, np.float32), np.full(2, 1.7e19, np.float32)
    SGD().step([x], [1e18 * g])
    adagrad = Adagrad()
    adagrad.step([x], [g])
    with pytest.raises(ValueError, match=r"grads\[0\] must be small enough for Adagrad to square in float32"):
        adagrad.step([x], [g])
    adagrad.step([x], [g / 10])
    rmsprop = RMSprop(rho=0.0)  # whose average is the square itself: with the next one, too large for the dtype
    for _ in range(2):
        rmsprop.step([x], [g])


def test_nothing_to_train_is_no_error():
    for method in METHODS:
        optimizer = method()
        assert optimizer.update([], []) == []
        assert optimizer.t == 1


def test_a_tiny_gradient_raises_nothing_even_where_numpy_is_asked_to_raise():
    x = np.ones(2, np.float32)
    with np.errstate(all="raise"):
        Adadelta().step([x], [np.array([1e-30, 0.0], np.float32)])  # whose square rounds to zero
    assert x[1] == 1.0


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


@pytest.mark.parametrize(
    "optimizer",
    [SGD(0.5), Momentum(0.1, 0.8), Adagrad(1, 2), RMSprop(3, 0, 5), Adadelta(0.9, 1e-8, 2.0), Adam(1, 0.2, 0.3, 4)],
    ids=repr,
)
def test_the_repr_makes_the_optimizer_again(optimizer):
    again = eval(repr(optimizer))
    assert type(again) is type(optimizer)
    assert vars(again) == vars(optimizer)


def test_defaults_are_the_papers():
    assert [repr(method()) for method in METHODS] == [
        "SGD(learning_rate=0.01)",
        "Momentum(learning_rate=0.01, momentum=0.9)",
        "Adagrad(learning_rate=0.01, epsilon=1e-10)",
        "RMSprop(learning_rate=0.001, rho=0.9, epsilon=1e-08)",
        "Adadelta(rho=0.95, epsilon=1e-06, learning_rate=1.0)",
        "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)",
    ]


def test_settings_can_be_changed_between_steps():
    optimizer, x = SGD(0.1), np.zeros(1)
    optimizer.step([x], [np.ones(1)])
    optimizer.learning_rate = 0.5  # a schedule
    optimizer.step([x], [np.ones(1)])
    assert x[0] == pytest.approx(-0.6)
    assert optimizer.settings == {"learning_rate": 0.5}


# Saving and restoring the state


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("stop", [0, 1, 7])
def test_a_restored_optimizer_goes_on_to_the_last_bit(method, stop):
    rng = np.random.default_rng(8)
    grads = rng.normal(size=(12, 5))
    x, optimizer = np.zeros(5), method(learning_rate=0.3)
    for g in grads[:stop]:
        optimizer.step([x], [g])
    y, other = x.copy(), method()
    other.load_state_dict(optimizer.state_dict())
    assert repr(other) == repr(optimizer)
    for g in grads[stop:]:
        optimizer.step([x], [g])
        other.step([y], [g])
    np.testing.assert_array_equal(x, y)
    assert other.t == optimizer.t == 12
    for name in method.state_names:
        np.testing.assert_array_equal(getattr(other, name)[0], getattr(optimizer, name)[0])


def test_a_saved_state_is_a_copy_both_ways():
    optimizer, x = Adadelta(), np.zeros(2)
    optimizer.step([x], [np.ones(2)])
    saved = optimizer.state_dict()
    optimizer.step([x], [np.ones(2)])
    assert saved["state"]["Eg2"][0].tolist() == pytest.approx([0.05, 0.05])
    assert saved["t"] == 1
    other = Adadelta()
    other.load_state_dict(saved)
    saved["state"]["Eg2"][0][:] = 7
    saved["settings"]["rho"] = 0.1
    assert other.Eg2[0].tolist() == pytest.approx([0.05, 0.05])
    assert other.rho == 0.95


def test_what_a_saved_state_holds():
    optimizer = Momentum(0.5)
    assert optimizer.state_dict() == {
        "version": 1,
        "method": "Momentum",
        "settings": {"learning_rate": 0.5, "momentum": 0.9},
        "t": 0,
        "params": None,
        "state": {},
    }
    optimizer.initialize([np.zeros((2, 1)), np.zeros((), np.float32)])
    saved = optimizer.state_dict()
    assert saved["params"] == [[[2, 1], "float64"], [[], "float32"]]
    assert [a.shape for a in saved["state"]["dx"]] == [(2, 1), ()]


def test_loading_a_state_from_before_the_first_step_starts_afresh():
    optimizer, x = Adadelta(), np.zeros(2)
    optimizer.step([x], [np.ones(2)])
    optimizer.load_state_dict(Adadelta(rho=0.5).state_dict())
    assert optimizer.Eg2 is None
    assert optimizer.t == 0
    assert optimizer.rho == 0.5
    optimizer.step([np.zeros(3)], [np.ones(3)])


class GradientWriter(Optimizer):
    def rule(self, g):
        g *= 0
        return g


@pytest.mark.parametrize("size", [3, 200_000], ids=["one block", "several"])
def test_a_rule_cannot_write_into_the_gradient(size):
    x, g = np.ones(size), np.ones(size)
    with pytest.raises(ValueError, match="read-only"):
        GradientWriter().step([x], [g])
    assert (x == 1).all()
    assert (g == 1).all()
