"""What an optimizer refuses: each error names the argument, the bound and the value, and leaves every bit as it was."""

import copy
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adadelta import METHODS, SGD, Adadelta, Adagrad, Adam, RMSprop

SQUARING = [method for method in METHODS if method.squares]
NAMES = {method: method.__name__ for method in METHODS}
NAN, INF = math.nan, math.inf


def trained(method=Adadelta, dtype=np.float64):
    """An optimizer two steps old, and its parameters of the shapes (3, 1) and (1,)."""
    optimizer, params = method(), [np.full((3, 1), 2.0, dtype), np.full(1, -1.0, dtype)]
    for _ in range(2):
        optimizer.step(params, [np.ones((3, 1)), np.ones(1)])
    return optimizer, params


def everything(optimizer, arrays=()):
    """Return all that an error could have changed, to be compared before and after."""
    held = {name: getattr(optimizer, name) for name in optimizer.state_names}
    return {
        "settings": optimizer.settings,
        "t": optimizer.t,
        "arrays": [a.tobytes() for a in arrays if isinstance(a, np.ndarray) and a.dtype != object],
        "state": {name: None if held[name] is None else [a.tobytes() for a in held[name]] for name in held},
        "identities": {name: [id(a) for a in held[name] or ()] for name in held},
        "signature": optimizer._signature,
    }


def refuses(optimizer, call, error, words, arrays=()):
    """Check that `call` raises an error with these words, and changes nothing."""
    before = everything(optimizer, arrays)
    with pytest.raises(error, match=re.escape(words)):
        call()
    assert everything(optimizer, arrays) == before


# Settings

BOUNDS = {
    "learning_rate": ("(0, inf)", [0, 0.0, -1.0, INF, NAN]),
    "epsilon": ("(0, inf)", [0.0, -1e-9, INF, NAN]),
    "momentum": ("[0, 1)", [1.0, 1.5, -0.1, NAN]),
    "rho": ("[0, 1)", [1.0, 1.5, -0.1, NAN, INF]),
    "beta1": ("[0, 1)", [1.0, -1e-9, NAN]),
    "beta2": ("[0, 1)", [1.0, -1e-9, NAN]),
}
SETTINGS = [(method, name) for method in METHODS for name in method().settings]


def test_every_setting_has_its_bound_here():
    assert {name for _, name in SETTINGS} == set(BOUNDS)


@pytest.mark.parametrize(("method", "name"), SETTINGS, ids=lambda x: getattr(x, "__name__", x))
def test_settings_out_of_bounds_are_named(method, name):
    bound, outside = BOUNDS[name]
    optimizer, params = trained(method)
    for value in outside:
        words = f"{name} must lie in {bound}; got {value!r}"
        refuses(optimizer, lambda: method(**{name: value}), ValueError, words)
        refuses(optimizer, lambda: setattr(optimizer, name, value), ValueError, words, params)
    for value in (None, "0.5", True, 0.5j, [0.5, 0.5], np.ones(2)):
        words = f"{name} must be a real number in {bound}; got {value!r}"
        refuses(optimizer, lambda: method(**{name: value}), TypeError, words)
        refuses(optimizer, lambda: setattr(optimizer, name, value), TypeError, words, params)


@pytest.mark.parametrize(("method", "name"), SETTINGS, ids=lambda x: getattr(x, "__name__", x))
def test_settings_within_bounds_are_taken(method, name):
    bound, _ = BOUNDS[name]
    for value in [0, 0.0, 0.5, 1 - 2**-24] if bound == "[0, 1)" else [1, 1e-30, 1e30, np.float32(0.25)]:
        optimizer = method(**{name: value})
        assert getattr(optimizer, name) == value
        assert type(getattr(optimizer, name)) is float
        optimizer.step([np.ones(2, np.float32)], [np.ones(2)])


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (Adadelta(epsilon=1e-50), "epsilon must lie in (0, inf) in float32, as the parameters do; got 1e-50, which"),
        (Adadelta(rho=1 - 1e-12), "rho must lie in [0, 1) in float32, as the parameters do; got 0.999999999999, whi"),
        (SGD(1e39), "learning_rate must lie in (0, inf) in float32, as the parameters do; got 1e+39, which rounds to"),
        (Adam(beta2=1 - 1e-9), "beta2 must lie in [0, 1) in float32"),
    ],
    ids=repr,
)
def test_settings_that_leave_their_bounds_in_single_precision_are_named(optimizer, words):
    single, double = np.ones(2, np.float32), np.ones(2)
    refuses(optimizer, lambda: optimizer.step([double, single], [double, double]), ValueError, words, [single, double])
    refuses(optimizer, lambda: optimizer.initialize([single]), ValueError, words)
    zero = np.zeros(2)
    optimizer.step([zero], [double])
    assert np.all(zero != 0.0)


# Parameters


def read_only(shape=(3, 1)):
    array = np.ones(shape)
    array.flags.writeable = False
    return array


class LookAlike:
    """Something with a shape and numbers that is no array."""

    shape, dtype = (1,), np.dtype(float)


BASE = np.arange(12.0)
ONE = np.ones(1)
WINDOWS = np.lib.stride_tricks.sliding_window_view(np.arange(4.0), 2, writeable=True)

PARAMS = {
    "a lone array": (np.ones(2), TypeError, "params must be a list of arrays; got ndarray. Put a lone array in a list."),
    "a dict": ({"W": ONE}, TypeError, "params must be a list of arrays; got dict"),
    "a generator": ((p for p in [ONE]), TypeError, "params must be a list of arrays; got generator"),
    "a string": ("abc", TypeError, "params must be a list of arrays; got str"),
    "nothing": (None, TypeError, "params must be a list of arrays; got NoneType"),
    "integers": ([np.ones(1, int)], TypeError, "params[0] must be a float32 or float64 array, to be changed in place; got int64"),
    "complex numbers": ([ONE, np.ones(1, complex)], TypeError, "params[1] must be a float32 or float64 array, to be changed in place; got complex128 array"),
    "objects": ([np.array([1.0], object)], TypeError, "got object array"),
    "half precision": ([np.ones(1, np.float16)], TypeError, "got float16 array"),
    "booleans": ([np.ones(1, bool)], TypeError, "got bool array"),
    "long double": ([np.ones(1, np.longdouble)], TypeError, "params[0] must be a float32 or float64 array"),
    "other byte order": ([np.ones(1).astype(np.dtype(float).newbyteorder())], TypeError, "params[0] must be a float32 or"),
    "a number": ([ONE, 1.0], TypeError, "params[1] must be a float32 or float64 array, to be changed in place; got float"),
    "a NumPy scalar": ([np.float64(1.0)], TypeError, "params[0] must be a float32 or float64 array, to be changed in place; got float64"),
    "a list of numbers": ([[1.0, 2.0]], TypeError, "params[0] must be a float32 or float64 array, to be changed in place; got list"),
    "a look-alike": ([LookAlike()], TypeError, "got LookAlike"),
    "read-only": ([ONE, read_only()], ValueError, "params[1] must be writeable; got a read-only array of shape (3, 1)"),
    "a broadcast view": ([np.broadcast_to(ONE, (3,))], ValueError, "params[0] must be writeable"),
    "the same twice": ([BASE, ONE, BASE], ValueError, "params[2] must be another array than params[0]; got arrays that share memory"),
    "two views of the same": ([BASE[:], BASE[:]], ValueError, "params[1] must not overlap params[0]; got arrays that share memory"),
    "overlapping": ([BASE[:5], BASE[4:]], ValueError, "params[1] must not overlap params[0]"),
    "a part of another": ([BASE[3:4], ONE, BASE], ValueError, "params[2] must not overlap params[0]"),
    "overlapping backward": ([BASE[::-1][:5], BASE[5:8]], ValueError, "params[1] must not overlap params[0]"),
    "overlapping strides": ([BASE[::2], BASE[::3]], ValueError, "params[1] must not overlap params[0]"),
    "overlapping blocks": ([BASE.reshape(3, 4)[:, 1:3], BASE.reshape(3, 4)[1:, 2:]], ValueError, "params[1] must not overlap"),
    "other dtype, same memory": ([BASE, BASE.view(np.float32)[3:5]], ValueError, "params[1] must not overlap params[0]"),
    "overlapping itself": ([WINDOWS], ValueError, "params[0] must have memory for each of its numbers; got strides (8, 8)"),
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
@pytest.mark.parametrize("case", PARAMS)
def test_parameters_that_cannot_be_changed_one_by_one_are_named(case, method):
    params, error, words = PARAMS[case]
    arrays = [BASE, ONE, WINDOWS, *(params if isinstance(params, list) else ())]
    grads = [np.zeros(getattr(p, "shape", ())) for p in params] if isinstance(params, list) else [ONE]
    for optimizer in (method(), trained(method)[0]):
        refuses(optimizer, lambda: optimizer.update(params, grads), error, words, arrays)
        refuses(optimizer, lambda: optimizer.step(params, grads, check_finite=False), error, words, arrays)
        refuses(optimizer, lambda: optimizer.initialize(params), error, words, arrays)


DISJOINT = {
    "neighbors": lambda x: [x[:5], x[5:]],
    "interleaved": lambda x: [x[::2], x[1::2]],
    "columns": lambda x: [x.reshape(3, 4)[:, :2], x.reshape(3, 4)[:, 2:]],
    "backward": lambda x: [x[4::-1], x[:4:-1]],
    "empty within another": lambda x: [x, x[3:3], x[5:5]],
    "an axis of one": lambda x: [np.lib.stride_tricks.as_strided(x, (1, 6), (0, 8)), x[6:]],
    "numbers by themselves": lambda x: [x[i, ...] for i in range(12)],
    "transposed": lambda x: [x.reshape(3, 4).T],
}


@pytest.mark.parametrize("case", DISJOINT)
def test_views_that_share_an_array_but_no_number_are_taken(case):
    x = np.zeros(12)
    params = DISJOINT[case](x)
    SGD(1.0).step(params, [np.ones(p.shape) for p in params])
    np.testing.assert_array_equal(x, -1.0)


@given(st.data())
def test_arrays_are_refused_exactly_if_they_share_a_number(data):
    size = 24
    draw_slice = st.slices(size)
    base = np.zeros(size)
    views = [base[s] for s in data.draw(st.lists(draw_slice, min_size=2, max_size=5))]
    taken = np.zeros(size, int)
    for s in range(len(views)):
        counts = np.zeros(size)
        offsets = (views[s].__array_interface__["data"][0] - base.__array_interface__["data"][0]) // 8
        where = offsets + np.arange(views[s].size) * (views[s].strides[0] // 8)
        counts[where.astype(int)] = 1
        taken += counts.astype(int)
    optimizer, grads = SGD(1.0), [np.ones(v.shape) for v in views]
    if taken.max() > 1:
        refuses(optimizer, lambda: optimizer.step(views, grads), ValueError, "got arrays that share memory", [base])
    else:
        optimizer.step(views, grads)
        np.testing.assert_array_equal(base, -taken)


# Gradients

GRADS = {
    "a lone array": (np.ones((3, 1)), TypeError, "grads must be a list of arrays; got ndarray"),
    "an iterator": (iter([1.0]), TypeError, "grads must be a list of arrays; got list_iterator"),
    "too few": ([np.ones((3, 1))], ValueError, "grads must hold one gradient for each of the 2 params; got 1"),
    "too many": ([np.ones((3, 1)), ONE, ONE], ValueError, "grads must hold one gradient for each of the 2 params; got 3"),
    "transposed": ([np.ones((1, 3)), ONE], ValueError, "grads[0] must have the shape (3, 1) of params[0]; got (1, 3)"),
    "to be broadcast": ([np.ones((3, 1)), 1.0], ValueError, "grads[1] must have the shape (1,) of params[1]; got ()"),
    "too long": ([np.ones((3, 1)), np.ones(2)], ValueError, "grads[1] must have the shape (1,) of params[1]; got (2,)"),
    "missing": ([np.ones((3, 1)), None], TypeError, "grads[1] must hold real numbers; got dtype object"),
    "complex": ([np.ones((3, 1)) * 1j, ONE], TypeError, "grads[0] must hold real numbers; got dtype complex128"),
    "booleans": ([np.ones((3, 1), bool), ONE], TypeError, "grads[0] must hold real numbers; got dtype bool"),
    "strings": ([np.ones((3, 1)), ["1.0"]], TypeError, "grads[1] must hold real numbers; got dtype <U3"),
    "dates": ([np.ones((3, 1)), np.zeros(1, "m8[s]")], TypeError, "grads[1] must hold real numbers; got dtype timedelta64"),
    "NaN": ([np.array([[1.0], [NAN], [NAN]]), ONE], ValueError, "grads[0] must be finite in float64; 2 of its 3 numbers are NaN or"),
    "infinity": ([np.ones((3, 1)), [INF]], ValueError, "grads[1] must be finite in float64; 1 of its 1 numbers are NaN or"),
    "minus infinity": ([np.ones((3, 1)), [-INF]], ValueError, "grads[1] must be finite in float64; 1 of its 1 numbers"),
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
@pytest.mark.parametrize("case", GRADS)
def test_gradients_that_do_not_fit_are_named(case, method):
    grads, error, words = GRADS[case]
    for fresh in (True, False):
        optimizer, params = trained(method)
        optimizer = method() if fresh else optimizer
        refuses(optimizer, lambda: optimizer.update(params, grads), error, words, params)
        refuses(optimizer, lambda: optimizer.step(params, grads), error, words, params)


@pytest.mark.parametrize("position", [0, 1, 40_000, 99_999])
@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
def test_one_bad_number_anywhere_is_found(method, position):
    x, g = np.zeros(100_000, np.float32), np.ones(100_000, np.float32)
    for bad in (NAN, INF, -INF):
        g[position] = bad
        optimizer = method()
        words = "grads[0] must be finite in float32; 1 of its 100000 numbers are NaN or infinite"
        refuses(optimizer, lambda: optimizer.step([x], [g]), ValueError, words, [x])


@pytest.mark.parametrize("shape", [(), (1,), (2, 3)])
@pytest.mark.parametrize(("dtype", "huge"), [(np.float32, -2e19), (np.float64, 1.5e154)])
@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
def test_what_overflows_when_squared_is_named_by_those_that_square_it(method, dtype, huge, shape):
    x, g = np.zeros(shape, dtype), np.full(shape, 1.0, dtype)
    g[(0,) * len(shape)] = huge
    optimizer = method()
    if method in SQUARING:
        words = (
            f"for {method.__name__} to square in {np.dtype(dtype)}, up to {np.finfo(dtype).max:.3g}; 1 of its {x.size}"
        )
        refuses(optimizer, lambda: optimizer.step([x], [g]), ValueError, "grads[0] must be small enough " + words, [x])
        refuses(optimizer, lambda: optimizer.step([x], [g]), ValueError, f"numbers overflow, such as {huge:g}", [x])
    else:
        optimizer.step([x], [g])
        assert np.all(x != 0)
    optimizer = method()
    optimizer.step([x], [g / 16])  # whose square is finite
    assert np.all(np.isfinite(x))


def test_a_gradient_that_overflows_the_parameters_dtype_is_named():
    x, optimizer = np.ones(2, np.float32), SGD()
    words = "grads[0] must be finite in float32; 1 of its 2 numbers are NaN or infinite"
    refuses(optimizer, lambda: optimizer.step([x], [np.array([1.0, 1e300])]), ValueError, words, [x])


def test_a_sum_of_squares_that_overflows_is_named():
    x, g = np.zeros(3, np.float32), np.array([1.0, 1.2e19, 1.0], np.float32)
    optimizer, others = Adagrad(), [RMSprop(), Adadelta(), Adam()]
    for _ in range(2):
        optimizer.step([x], [g])
    words = "grads[0] must be small enough for Adagrad to square in float32, up to 3.4e+38; 1 of its 3 numbers overflow"
    refuses(optimizer, lambda: optimizer.step([x], [g]), ValueError, words, [x])
    for other in others:  # averages stay below the largest square
        for _ in range(5):
            other.step([x], [g])


@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
def test_without_the_check_what_is_not_finite_passes_through(method):
    x, optimizer = np.zeros(3), method()
    optimizer.step([x], [np.array([1.0, NAN, INF])], check_finite=False)
    assert np.isfinite(x[0])
    assert not np.isfinite(x[1])
    assert optimizer.t == 1


def test_a_bad_gradient_of_the_last_parameter_leaves_the_first_alone():
    optimizer, params = trained()
    words = "grads[1] must be finite"
    refuses(optimizer, lambda: optimizer.step(params, [np.ones((3, 1)), [NAN]]), ValueError, words, params)


@given(st.data())
def test_any_gradient_is_taken_whole_or_not_at_all(data):
    method = data.draw(st.sampled_from(METHODS))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    optimizer, params = trained(method, dtype)
    numbers = st.floats(width=32) | st.floats()
    grads = [data.draw(st.lists(numbers, min_size=p.size, max_size=p.size)) for p in params]
    grads = [np.reshape(g, p.shape) for g, p in zip(grads, params, strict=True)]
    before = everything(optimizer, params)
    refusal = ""
    try:
        optimizer.step(params, grads)
    except ValueError as error:
        refusal = str(error)
    if refusal:
        assert re.match(r"grads\[[01]\] must be (finite in|small enough for) ", refusal)
        assert everything(optimizer, params) == before
        with np.errstate(all="ignore"):
            squares = [np.asarray(g, dtype) ** (2 if method in SQUARING else 1) for g in grads]
        assert not all(np.isfinite(square).all() for square in squares)
    else:
        assert optimizer.t == 3
        state = [a for name in optimizer.state_names for a in getattr(optimizer, name)]
        assert all(np.isfinite(a).all() for a in state)


@given(st.data())
def test_whatever_is_wrong_nothing_changes(data):
    optimizer, params = trained(data.draw(st.sampled_from(METHODS)))
    before = everything(optimizer, params)
    junk = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=3),
        st.lists(st.floats(), max_size=3),
        st.sampled_from([params, params[0], [params[0]], params[::-1], [read_only(), ONE], {}, (), b"", object()]),
    )
    value = data.draw(junk.filter(lambda value: value is not params))
    given = (value, [np.ones((3, 1)), ONE]) if data.draw(st.booleans()) else (params, value)
    with pytest.raises((TypeError, ValueError)) as caught:
        optimizer.step(*given)
    assert re.match(r"(params|grads)(\[\d\])? must ", str(caught.value))
    assert everything(optimizer, params) == before


# Another set of parameters

OTHERS = {
    "fewer": ([np.ones((3, 1))], "params must be the 2 arrays that the state was made for, float64 (3, 1), float64 (1,); got float64 (3, 1)."),
    "more": ([np.ones((3, 1)), np.ones(1), np.ones(1)], "params must be the 2 arrays that the state was made for"),
    "of another shape": ([np.ones((1, 3)), np.ones(1)], "float64 (3, 1), float64 (1,); got float64 (1, 3), float64 (1,)."),
    "of another dtype": ([np.ones((3, 1)), np.ones(1, "f4")], "got float64 (3, 1), float32 (1,). Call initialize(params) to start afresh."),
    "in another order": ([np.ones(1), np.ones((3, 1))], "got float64 (1,), float64 (3, 1)."),
    "many": ([np.ones(1) for _ in range(9)], "float64 (1,), float64 (1,) and 4 more."),
    "none": ([], "params must be the 2 arrays that the state was made for"),
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
@pytest.mark.parametrize("case", OTHERS)
def test_parameters_that_the_state_was_not_made_for_are_named(case, method):
    params, words = OTHERS[case]
    optimizer, _ = trained(method)
    refuses(optimizer, lambda: optimizer.step(params, [np.ones(p.shape) for p in params]), ValueError, words, params)
    optimizer.initialize(params)
    optimizer.step(params, [np.ones(p.shape) for p in params])
    assert optimizer.t == 1


# Saved states


def change(saved, path, value):
    """Return a copy of a saved state with one thing in it changed, or removed."""
    saved = copy.deepcopy(saved)
    *way, last = path
    inner = saved
    for key in way:
        inner = inner[key]
    if value is KeyError:
        del inner[last]
    else:
        inner[last] = value
    return saved


STATES = {
    "another method": (["method"], "Adam", ValueError, "state_dict must be of method Adadelta; got 'Adam'"),
    "another version": (["version"], 2, ValueError, "state_dict must be of version 1; got 2"),
    "no version": (["version"], KeyError, ValueError, "state_dict must be what state_dict() returns; it lacks version"),
    "no state": (["state"], KeyError, ValueError, "it lacks state"),
    "a setting out of bounds": (["settings", "rho"], 1.0, ValueError, "rho must lie in [0, 1); got 1.0"),
    "a setting that is none": (["settings", "rho"], None, TypeError, "rho must be a real number in [0, 1); got None"),
    "another setting": (["settings", "beta1"], 0.5, ValueError, "state_dict must hold the settings ['rho', 'epsilon', 'learning_rate']; got"),
    "a setting less": (["settings", "rho"], KeyError, ValueError, "got ['epsilon', 'learning_rate']"),
    "settings that are none": (["settings"], None, TypeError, "settings must be a mapping; got NoneType"),
    "steps below zero": (["t"], -1, ValueError, "t must be at least 0; got -1"),
    "half a step": (["t"], 0.5, TypeError, "t must be a whole number of at least 0; got 0.5"),
    "other parameters": (["params"], [[[3, 1], "float64"]], ValueError, "state_dict must be the 2 arrays that the state was made for"),
    "parameters of another dtype": (["params", 0, 1], "float32", ValueError, "got float32 (3, 1), float64 (1,)"),
    "parameters that are none": (["params"], 5, TypeError, "params must be a list of shapes and dtypes; got 5"),
    "an average less": (["state", "Eg2"], [np.zeros((3, 1))], ValueError, "Eg2 must hold one array for each of the 2 params; got 1"),
    "no average": (["state", "Eg2"], KeyError, TypeError, "Eg2 must be a list of arrays; got NoneType"),
    "state that is none": (["state"], None, TypeError, "state must be a mapping; got NoneType"),
    "an average of another shape": (["state", "Eg2", 0], np.zeros((1, 3)), ValueError, "Eg2[0] must be float64 (3, 1); got float64 (1, 3)"),
    "an average of another dtype": (["state", "Edx2", 1], np.zeros(1, "f4"), ValueError, "Edx2[1] must be float64 (1,); got float32 (1,)"),
    "an average that is a list": (["state", "Edx2", 1], [0.0], TypeError, "Edx2[1] must be an array; got list"),
    "NaN in an average": (["state", "Eg2", 0], np.array([[0.0], [NAN], [INF]]), ValueError, "Eg2[0] must be finite; 2 of its 3 numbers are NaN or infinite"),
}  # fmt: skip


@pytest.mark.parametrize("case", STATES)
def test_states_that_do_not_fit_are_named(case):
    path, value, error, words = STATES[case]
    optimizer, params = trained()
    other, _ = trained()
    other.step(params, [np.ones((3, 1)), np.ones(1)])
    saved = change(other.state_dict(), path, value)
    refuses(optimizer, lambda: optimizer.load_state_dict(saved), error, words, params)


# An optimizer without a state takes one for any parameters.
ANYWHERE = [case for case, (path, value, *_) in STATES.items() if path[0] != "params" or value == 5]


@pytest.mark.parametrize("case", ANYWHERE)
def test_states_that_do_not_fit_are_named_by_an_optimizer_without_a_state_too(case):
    path, value, error, words = STATES[case]
    optimizer = Adadelta()
    saved = change(trained()[0].state_dict(), path, value)
    refuses(optimizer, lambda: optimizer.load_state_dict(saved), error, words)


@pytest.mark.parametrize("junk", [None, 3, [], "state"])
def test_what_is_no_state_is_named(junk):
    optimizer, _ = trained()
    refuses(optimizer, lambda: optimizer.load_state_dict(junk), TypeError, "state_dict must be a mapping; got ")
    refuses(optimizer, lambda: optimizer.load_state_dict({}), ValueError, "it lacks method, params, settings, state")


@pytest.mark.parametrize("method", METHODS, ids=NAMES.get)
def test_no_method_takes_the_state_of_another(method):
    for other in METHODS:
        optimizer, _ = trained(method)
        saved = trained(other)[0].state_dict()
        if other is method:
            optimizer.load_state_dict(saved)
        else:
            words = f"state_dict must be of method {method.__name__}; got {other.__name__!r}"
            refuses(optimizer, lambda: optimizer.load_state_dict(saved), ValueError, words)


@pytest.mark.parametrize("method", [Adagrad, Adadelta])
def test_a_gradient_that_only_sums_to_too_much_does_not_hide_the_next(method):
    large, bad = np.full(2, 1.2e154), np.array([np.nan, 1.0])  # each square is finite, their sum is not
    params = [np.ones(2), np.ones(2)]
    with pytest.raises(ValueError, match=r"grads\[1\] must be finite"):
        method().step(params, [large, bad])
    assert all(np.array_equal(p, np.ones(2)) for p in params)
