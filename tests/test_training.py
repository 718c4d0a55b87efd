import io
import re

import numpy as np
import pytest

from adadelta import MLP, SGD, Adadelta, Adagrad, Adam, LinearRegression, Momentum, RMSprop, descend, fit, surfaces
from adadelta.training import Run, feed, first_reaches, race, stays_within, take_steps


def line(m=20):
    X = np.random.default_rng(0).normal(size=(m, 1))
    return X, 3 * X + 2


class Spy(LinearRegression):
    """A linear regression that notes the rows of every batch, by their targets."""

    def __init__(self):
        super().__init__(1, W=[[0.0]])
        self.batches = []

    def compute_gradients(self, X, y, y_pred):
        np.testing.assert_array_equal(y, X * 10, err_msg="X and y are shuffled together")
        self.batches.append(y[:, 0].tolist())
        return super().compute_gradients(X, y, y_pred)


@pytest.mark.parametrize(
    ("batch_size", "an_epoch"),
    [(None, [20]), (20, [20]), (1, [1] * 20), (8, [8, 8, 4]), (19, [19, 1])],
)
def test_every_example_is_used_once_an_epoch(batch_size, an_epoch):
    X = np.arange(20.0)[:, None]
    model = Spy()
    history = fit(model, SGD(1e-6), X, X * 10, epochs=3, batch_size=batch_size, rng=np.random.default_rng(0))
    assert [len(batch) for batch in model.batches] == an_epoch * 3
    assert history.updates == len(model.batches)
    n = len(an_epoch)
    epochs = [[row for batch in model.batches[i * n : (i + 1) * n] for row in batch] for i in range(3)]
    for rows in epochs:
        assert sorted(rows) == (X[:, 0] * 10).tolist()
    if n > 1:
        assert epochs[0] != epochs[1], "each epoch is shuffled anew"
    else:
        assert epochs[0] == epochs[1] == (X[:, 0] * 10).tolist(), "a full batch needs no shuffling"


@pytest.mark.parametrize(("batch_size", "an_epoch"), [(None, [20]), (1, [1] * 20), (8, [8, 8, 4])])
def test_without_shuffling_batches_come_in_the_order_of_the_rows(batch_size, an_epoch):
    X = np.arange(20.0)[:, None]
    model = Spy()
    history = fit(model, SGD(1e-6), X, X * 10, epochs=2, batch_size=batch_size, shuffle=False)
    assert [len(batch) for batch in model.batches] == an_epoch * 2
    assert [row for batch in model.batches for row in batch] == (X[:, 0] * 10).tolist() * 2
    assert history.updates == len(an_epoch) * 2


def test_without_shuffling_a_generator_is_not_touched():
    X, y = line()
    rng = np.random.default_rng(0)
    with_one = fit(LinearRegression(1, W=[[0.0]]), SGD(), X, y, epochs=2, batch_size=3, shuffle=False, rng=rng)
    without = fit(LinearRegression(1, W=[[0.0]]), SGD(), X, y, epochs=2, batch_size=3, shuffle=False)
    np.testing.assert_array_equal(with_one.loss, without.loss)
    assert rng.bit_generator.state == np.random.default_rng(0).bit_generator.state


def test_the_same_generator_trains_the_same_model():
    X, y = line()

    def losses(seed):
        model = LinearRegression(1, W=[[0.0]])
        return fit(model, Adadelta(), X, y, epochs=5, batch_size=4, rng=np.random.default_rng(seed)).loss

    np.testing.assert_array_equal(losses(3), losses(3))
    assert not np.array_equal(losses(3), losses(4))


def test_a_full_batch_needs_no_generator_and_draws_nothing_from_one():
    X, y = line()
    rng = np.random.default_rng(0)
    with_one = fit(LinearRegression(1, W=[[0.0]]), Adadelta(), X, y, epochs=5, rng=rng)
    without = fit(LinearRegression(1, W=[[0.0]]), Adadelta(), X, y, epochs=5, batch_size=20)
    np.testing.assert_array_equal(with_one.loss, without.loss)
    assert rng.bit_generator.state == np.random.default_rng(0).bit_generator.state


def test_history_holds_the_start_and_each_epoch():
    X, y = line()
    model, optimizer = LinearRegression(1, W=[[0.5]]), Adadelta()
    history = fit(model, optimizer, X, y, epochs=7, record=("Edx2", "Eg2"))
    assert history.loss.shape == (8,)
    assert [values.shape for values in history.parameters] == [(8, 1, 1), (8, 1)]
    assert list(history.state) == ["Edx2", "Eg2"]
    for name, arrays in history.state.items():
        assert [values.shape for values in arrays] == [(8, 1, 1), (8, 1)]
        for values, now in zip(arrays, getattr(optimizer, name), strict=True):
            assert not np.any(values[0]), "the averages start at zero"
            np.testing.assert_array_equal(values[-1], now)
    assert history.parameters[0][0] == 0.5
    for values, p in zip(history.parameters, model.parameters, strict=True):
        np.testing.assert_array_equal(values[-1], p)
    for epoch, (W, b) in enumerate(zip(*history.parameters, strict=True)):
        past = LinearRegression(1, W=W)
        past.b[:] = b
        assert history.loss[epoch] == past.loss(X, y)


def test_training_goes_on_where_it_stopped():
    X, y = line()
    model, optimizer = LinearRegression(1, W=[[0.0]]), Momentum()
    first = fit(model, optimizer, X, y, epochs=4)
    second = fit(model, optimizer, X, y, epochs=3, record=["dx"])
    at_once = fit(LinearRegression(1, W=[[0.0]]), Momentum(), X, y, epochs=7, record=["dx"])
    np.testing.assert_array_equal(np.append(first.loss, second.loss[1:]), at_once.loss)
    np.testing.assert_array_equal(second.state["dx"][0], at_once.state["dx"][0][4:])


@pytest.mark.parametrize(("progress", "shown"), [(None, False), (False, False), (True, True)])
def test_progress_is_quiet_unless_asked_for_where_there_is_no_terminal(progress, shown, capsys):
    X, y = line()
    fit(LinearRegression(1, W=[[0.0]]), SGD(), X, y, epochs=3, progress=progress)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("epochs" in err) is shown, err


def test_progress_is_shown_in_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    X, y = line()
    fit(LinearRegression(1, W=[[0.0]]), SGD(), X, y, epochs=3)
    shown = terminal.getvalue()
    assert shown.strip().startswith("epochs: ")
    assert shown.split("\r")[-2].isspace(), "the bar is gone in the end"


def test_a_bar_that_was_asked_for_is_the_notebooks_own_in_a_notebook(monkeypatch):
    import tqdm.auto

    used = []
    monkeypatch.setattr(tqdm, "tqdm", lambda epochs, **_: used.append("terminal") or epochs)
    monkeypatch.setattr(tqdm.auto, "tqdm", lambda epochs, **_: used.append("auto") or epochs)
    X, y = line()
    for progress in (None, True, False):
        fit(LinearRegression(1, W=[[0.0]]), SGD(), X, y, epochs=1, progress=progress)
    assert used == ["terminal", "auto"]


def test_the_history_of_a_network_in_single_precision_is_in_single_precision():
    model = MLP([1, 3, 2], rng=np.random.default_rng(0), dtype=np.float32)
    X, y = line()
    history = fit(model, Adadelta(), X, np.zeros(len(y), int), epochs=2, record=("Eg2",), progress=False)
    assert {values.dtype for values in (*history.parameters, *history.state["Eg2"])} == {np.dtype(np.float32)}
    assert [values.shape for values in history.parameters] == [(3, 1, 3), (3, 3), (3, 3, 2), (3, 2)]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"epochs": 0}, ValueError, "epochs must be at least 1; got 0"),
        ({"epochs": 2.0}, TypeError, "epochs must be a whole number of at least 1; got 2.0"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1; got 0"),
        ({"batch_size": 21}, ValueError, "batch_size must be at most the 20 rows of X; got 21"),
        ({"batch_size": 5}, TypeError, "rng must be a numpy.random.Generator to draw batches; got None"),
        ({"batch_size": 5, "rng": 0}, TypeError, "rng must be a numpy.random.Generator to draw batches; got 0"),
        ({"y": np.ones((19, 1))}, ValueError, "must have the same number of rows, at least 1; got 20 and 19"),
        ({"X": [], "y": []}, ValueError, "at least 1; got 0 and 0"),
        ({"record": ["Edx"]}, ValueError, "record must name state of Adadelta(rho=0.95"),
        ({"record": ["rho"]}, ValueError, "('Eg2', 'Edx2'); got 'rho'"),
        ({"y": np.ones(20)}, ValueError, "y and y_pred must have one shape; got (20,) and (20, 1)"),
    ],
)
def test_errors_come_before_any_training(changes, error, words):
    X, y = line()
    model, optimizer = LinearRegression(1, W=[[0.0]]), Adadelta()
    with pytest.raises(error, match=re.escape(words)):
        fit(**{"model": model, "optimizer": optimizer, "X": X, "y": y, "epochs": 2} | changes)
    assert model.W == 0
    assert model.b == 0
    assert optimizer.Eg2 is None or not np.any(optimizer.Eg2[0])


def test_an_optimizer_of_other_parameters_is_refused():
    X, y = line()
    optimizer = Adadelta()
    optimizer.initialize([np.zeros(3)])
    model = LinearRegression(1, W=[[0.0]])
    with pytest.raises(ValueError, match=re.escape("Call initialize(params) to start afresh.")):
        fit(model, optimizer, X, y, epochs=1)
    assert model.W == 0


# Descending a surface


def test_a_descent_holds_each_point_its_value_and_the_gradient_seen_there():
    surface, optimizer = surfaces.himmelblau(), Momentum(learning_rate=0.01, momentum=0.5)
    descent = descend(surface, optimizer, steps=5)
    assert descent.points.shape == (6, 2)
    assert descent.gradients.shape == (5, 2)
    assert tuple(descent.points[0]) == surface.start
    np.testing.assert_array_equal(descent.values, surface.value(descent.points))
    np.testing.assert_array_equal(descent.gradients, surface.gradient(descent.points[:-1]))
    x, dx = np.array(surface.start), np.zeros(2)
    for t in range(5):
        dx = 0.5 * dx - 0.01 * surface.gradient(x)
        x = x + dx
        np.testing.assert_allclose(descent.points[t + 1], x, rtol=1e-12)


def test_a_descent_starts_afresh_and_leaves_its_start_alone():
    optimizer, start = Adadelta(), np.array([1.0, -1.0])
    first = descend(surfaces.beale(), optimizer, 20, start=start)
    assert start.tolist() == [1.0, -1.0]
    assert first.points[0].tolist() == [1.0, -1.0]
    assert optimizer.t == 20
    again = descend(surfaces.beale(), optimizer, 20, start=(1, -1))
    np.testing.assert_array_equal(again.points, first.points)


def test_noise_comes_from_the_generator_with_the_surfaces_scale():
    surface = surfaces.noisy_bowl(noise=0.5)
    descent = descend(surface, SGD(0.01), 4000, rng=np.random.default_rng(0))
    noise = descent.gradients - surface.gradient(descent.points[:-1])
    np.testing.assert_allclose(noise.std(axis=0), 0.5, rtol=0.05)
    np.testing.assert_allclose(noise.mean(axis=0), 0.0, atol=0.05)
    again = descend(surface, SGD(0.01), 4000, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(again.points, descent.points)
    np.testing.assert_array_equal(np.diff(descent.points, axis=0).round(12), (-0.01 * descent.gradients).round(12))


def test_a_surface_without_noise_draws_nothing():
    rng = np.random.default_rng(0)
    descend(surfaces.noisy_bowl(noise=0.0), SGD(), 3, rng=rng)
    assert rng.random() == np.random.default_rng(0).random()


def test_noise_can_be_given_itself_and_the_surface_scales_it():
    surface, noise = surfaces.noisy_bowl(noise=0.5), np.arange(8.0).reshape(4, 2)
    descent = descend(surface, SGD(0.25), 4, noise=noise.tolist())
    np.testing.assert_array_equal(descent.gradients, surface.gradient(descent.points[:-1]) + 0.5 * noise)
    np.testing.assert_array_equal(noise, np.arange(8.0).reshape(4, 2))
    still = descend(surfaces.ravine(), SGD(0.01), 4, noise=noise)
    np.testing.assert_array_equal(still.points, descend(surfaces.ravine(), SGD(0.01), 4).points)


def test_noise_that_is_given_is_that_of_the_generator_with_its_numbers():
    noise = np.random.default_rng(7).standard_normal((30, 2))
    given = descend(surfaces.noisy_bowl(), Adadelta(), 30, noise=noise)
    drawn = descend(surfaces.noisy_bowl(), Adadelta(), 30, rng=np.random.default_rng(7))
    np.testing.assert_array_equal(given.points, drawn.points)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"steps": 0}, ValueError, "steps must be at least 1; got 0"),
        ({"steps": 1.5}, TypeError, "steps must be a whole number of at least 1; got 1.5"),
        ({"start": [1.0, 2.0, 3.0]}, ValueError, "start must have the shape (2,); got (3,)"),
        ({"start": [1.0, np.nan]}, ValueError, "start must be finite; 1 of its 2 numbers is NaN or infinite"),
        ({"rng": None}, TypeError, "rng must be a numpy.random.Generator; got None"),
        ({"noise": np.ones((2, 2))}, ValueError, "noise must be None where rng is given, or rng be None; got both"),
        ({"rng": None, "noise": np.ones((3, 2))}, ValueError, "the shape (steps, 2), here (2, 2); got (3, 2)"),
        ({"rng": None, "noise": [1.0, 2.0]}, ValueError, "the shape (steps, 2), here (2, 2); got (2,)"),
        ({"rng": None, "noise": [[1, 2], [3, np.inf]]}, ValueError, "noise must be finite; 1 of its 4 numbers is NaN"),
        ({"rng": None, "noise": [["a", "b"]]}, TypeError, "noise must hold real numbers; got dtype <U1"),
    ],
)
def test_errors_come_before_any_step_down(changes, error, words):
    optimizer = Adadelta()
    arguments = {"surface": surfaces.noisy_bowl(), "optimizer": optimizer, "steps": 2, "rng": np.random.default_rng(0)}
    with pytest.raises(error, match=re.escape(words)):
        descend(**arguments | changes)
    assert optimizer.Eg2 is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("make", [surfaces.rosenbrock, surfaces.beale, surfaces.himmelblau])
def test_a_descent_that_leaves_the_numbers_says_so_and_nothing_before(make):
    with pytest.raises(ValueError, match=re.escape("grads[0] must be finite in float64")):
        descend(make(), SGD(learning_rate=1.0), 100)


@pytest.mark.filterwarnings("error")
def test_a_descent_that_ends_where_values_overflow_gives_them_as_they_are():
    descent = descend(surfaces.rosenbrock(), SGD(learning_rate=1.0), 5)
    assert np.isfinite(descent.points).all()
    assert descent.values[-1] == np.inf


# The loop, the race and the feed


def test_gradients_are_computed_where_the_last_step_has_led():
    x, y = np.array([1.0, -2.0]), np.array([1.0, -2.0])
    optimizer, other = Adadelta(), Adadelta()
    for grads, taken in take_steps(optimizer, [x], ([2 * x] for _ in range(5)), keep=True):
        wanted = other.update([y], [2 * y])
        np.testing.assert_array_equal(taken, wanted)
        np.testing.assert_allclose(grads[0], 2 * (x - taken[0]), err_msg="before the step")
    np.testing.assert_array_equal(x, y)
    assert [taken for _, taken in take_steps(optimizer, [x], [[x], [x]])] == [[], []]
    assert optimizer.t == 7


def test_a_refused_gradient_ends_the_loop_or_raises():
    def grads():
        return ([np.array([g])] for g in (1.0, np.nan, 1.0))

    x, optimizer = np.zeros(1), SGD(0.5)
    assert len(list(take_steps(optimizer, [x], grads(), stop=True))) == 1
    assert x == -0.5
    with pytest.raises(ValueError, match="must be finite"):
        list(take_steps(optimizer, [x], grads()))
    with pytest.raises(ValueError, match="must be finite"):
        list(take_steps(optimizer, [x], grads(), keep=True))
    for keep in (False, True):
        assert len(list(take_steps(optimizer, [x], grads(), check_finite=False, keep=keep))) == 3
    assert np.isnan(x)


def test_a_descent_whose_first_gradient_is_refused_stays_at_its_start():
    descent = descend(surfaces.ravine(), Adadelta(), 5, (1e200, 1.0), stop=True)
    assert descent.points.tolist() == [[1e200, 1.0]]
    assert descent.values.shape == (1,)
    assert descent.gradients.shape == (0, 2)


def test_all_in_a_race_meet_the_same_start_steps_and_noise():
    bowl, noise = surfaces.noisy_bowl(), np.random.default_rng(0).standard_normal((40, 2))
    named = {"slow": SGD(0.01), "fast": SGD(0.1), "wild": SGD(1e200)}
    runs = race(bowl, named, 40, (2.0, 1.0), noise=noise)
    assert [run.name for run in runs] == list(named)
    for run in runs:
        path = descend(bowl, named[run.name], 40, (2.0, 1.0), noise=noise, stop=True)
        np.testing.assert_array_equal(run.points, path.points)
        np.testing.assert_array_equal(run.heights, path.values - bowl.least)
    assert [run.over for run in runs] == [False, False, True]
    assert [run.left for run in runs] == [None, None, 1]
    assert [run.name for run in race(surfaces.saddle(), [Adam(), SGD()], 3)] == ["Adam", "SGD"]
    assert race(surfaces.saddle(), [SGD()], 1)[0].heights[0] == surfaces.saddle().value(surfaces.saddle().start) + 0.25


def test_a_run_leaves_the_window_behind_its_edge_and_is_over_before_its_last_step():
    surface = surfaces.ravine()
    left, right, bottom, top = surface.window
    corners = [[left, bottom], [right, top]]
    run = Run.on(surface, "mine", corners, surface.value(corners), steps=1)
    assert (run.left, run.over) == (None, False)
    beyond = [*corners, [right, 2 * top]]
    run = Run.on(surface, "mine", beyond, surface.value(beyond), steps=3)
    assert (run.left, run.over) == (2, True)


@pytest.mark.parametrize("method", [SGD(0.3), Adagrad(0.3), RMSprop(0.3), Adadelta(learning_rate=0.3)])
def test_a_fed_rate_is_what_the_step_has_the_gradient_multiplied_by(method):
    grads = [3.0, 0.0, -1.0, 0.25]
    fed, x = feed(method, grads), np.zeros(1)
    method.initialize([x])
    steps = [method.update([x], [np.array([g])])[0][0] for g in grads]
    np.testing.assert_allclose([-rate * g for rate, g in zip(fed.rates, grads, strict=True)], steps, rtol=1e-15)
    np.testing.assert_allclose(fed.walked, -np.cumsum(steps))
    assert fed.name == type(method).__name__


def test_a_method_whose_step_is_no_rate_times_the_gradient_is_not_fed():
    with pytest.raises(TypeError, match=r"optimizer must be SGD, Adagrad, RMSprop or Adadelta; got Adam\("):
        feed(Adam(), [1.0])


# When a run arrives


@pytest.mark.parametrize(
    ("values", "first", "stays"),
    [
        ([], None, None),
        ([2.0], None, None),
        ([1.0], 0, 0),
        ([3, 2, 1], 2, 2),
        ([0.5, 2.0], 0, None),
        ([4.0, 1.0, 2.0, 1.0, 0.0], 1, 3),
        ([4.0, 0.0, np.nan, 0.0], 1, 3),
        ([np.inf, -np.inf, np.nan], 1, None),
    ],
)
def test_what_first_reaches_a_target_need_not_stay_there(values, first, stays):
    assert first_reaches(values, 1.0) == first
    assert stays_within(np.array(values), 1.0) == stays


def test_arriving_is_what_the_definition_says():
    rng = np.random.default_rng(0)
    for n in rng.integers(1, 12, 200):
        values = rng.integers(0, 4, n) / 2
        first = [t for t in range(n) if values[t] <= 1.0]
        stays = [t for t in range(n) if all(values[t:] <= 1.0)]
        assert first_reaches(values, 1.0) == (first[0] if first else None)
        assert stays_within(values, 1.0) == (stays[0] if stays else None)


@pytest.mark.parametrize("find", [first_reaches, stays_within])
def test_only_a_sequence_of_numbers_arrives(find):
    with pytest.raises(ValueError, match=r"values must be numbers along one axis; got shape \(1, 2\)"):
        find([[1.0, 2.0]], 1.0)
    with pytest.raises(TypeError, match="values must hold real numbers"):
        find(["a"], 1.0)
