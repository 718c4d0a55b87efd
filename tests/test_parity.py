"""The package beside PyTorch, Keras and Optax, whose numbers `make vectors` stored."""

import functools
import json
import re
from pathlib import Path

import numpy as np
import parity
import pytest

import adadelta

STORED = json.loads(parity.PARITY.read_text(encoding="utf-8"))
ROWS = np.array(STORED["gradients"])
SAME = [case for case in STORED["cases"] if not case["differs"]]
DIFFERENT = [case for case in STORED["cases"] if case["differs"]]
METHODS = {method.__name__ for method in adadelta.METHODS}


@functools.cache
def run(method, settings, dtype, shape):
    case = {"method": method, "settings": dict(settings), "dtype": dtype, "shape": shape}
    return parity.record(parity.package(case, ROWS))


def ours(case, **changed):
    settings = case["settings"] | changed
    return run(case["method"], tuple(settings.items()), case["dtype"], tuple(case["shape"]))


def assert_theirs(values, case):
    off, tolerance = parity.errors(values, case["x"]), parity.tolerance(case)
    wrong = [f"step {t}: off by {e:.2g}" for t, e in zip(STORED["steps"], off, strict=True) if not e <= tolerance]
    assert not wrong, f"{parity.name(case)}: more than {tolerance:.2g} of its largest value; {', '.join(wrong)}"


# --- where the definitions agree ---


@pytest.mark.parametrize("case", SAME, ids=parity.name)
def test_the_package_gives_what_the_library_gives(case):
    assert_theirs(ours(case), case)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_setting_that_is_a_millionth_off_is_seen(method):
    defaults = next(case for case in SAME if case["method"] == method and case["dtype"] == "float64")
    for setting, value in defaults["settings"].items():
        with pytest.raises(AssertionError, match=re.escape(f"{parity.name(defaults)}: more than 1e-12")):
            assert_theirs(ours(defaults, **{setting: value * (1 - 1e-6)}), defaults)


# --- where they do not: the library's formula, written out ---


def average(values, rho):
    """The running average of the methods: it starts at zero."""
    averages = np.zeros_like(values)
    for t in range(len(values)):
        averages[t] = rho * averages[t - 1] + (1 - rho) * values[t]
    return averages


def adagrad_with_epsilon_inside_the_root_and_a_sum_from_a_tenth(g, learning_rate, epsilon):
    G = 0.1 + np.cumsum(g**2, axis=0)
    return -learning_rate * g / np.sqrt(G + epsilon)


def rmsprop_with_epsilon_inside_the_root(g, learning_rate, rho, epsilon):
    return -learning_rate * g / np.sqrt(average(g**2, rho) + epsilon)


def adam_with_epsilon_before_the_correction(g, learning_rate, beta1, beta2, epsilon):
    t = np.arange(1, len(g) + 1)[:, np.newaxis]
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return -rate * average(g, beta1) / (np.sqrt(average(g**2, beta2)) + epsilon)


def adadelta_uphill(g, rho, epsilon, learning_rate):
    assert learning_rate == 1
    dx, Edx2 = np.zeros_like(g), np.zeros_like(g[0])
    for t, Eg2 in enumerate(average(g**2, rho)):
        dx[t] = +np.sqrt(Edx2 + epsilon) / np.sqrt(Eg2 + epsilon) * g[t]
        Edx2 = rho * Edx2 + (1 - rho) * dx[t] ** 2
    return dx


FORMULAS = {
    ("Adagrad", parity.START): adagrad_with_epsilon_inside_the_root_and_a_sum_from_a_tenth,
    ("RMSprop", parity.INSIDE): rmsprop_with_epsilon_inside_the_root,
    ("Adam", parity.HAT): adam_with_epsilon_before_the_correction,
    ("Adadelta", parity.UPHILL): adadelta_uphill,
}


@pytest.mark.parametrize("case", DIFFERENT, ids=parity.name)
def test_another_definition_gives_what_its_formula_says_and_not_what_the_package_gives(case):
    g = parity.arrange(ROWS, (np.prod(case["shape"], dtype=int),), case["dtype"])
    dx = FORMULAS[case["method"], case["differs"]](g, **case["settings"])
    assert_theirs(parity.record(np.cumsum(dx, axis=0, dtype=case["dtype"])), case)

    apart = parity.errors(ours(case), case["x"]).max()
    assert apart > 1e-3, f"{parity.name(case)} is but {apart:.2g} from the package: is the definition the same now?"


# --- what is stored ---


def test_the_stored_cases_are_all_that_the_tool_runs():
    stored = [{key: value for key, value in case.items() if key != "x"} for case in STORED["cases"]]
    assert stored == list(parity.cases()), "run: make vectors"
    names = [parity.name(case) for case in stored]
    assert len(set(names)) == len(names)
    assert STORED["gradients"] == parity.gradients().tolist()
    assert STORED["steps"] == list(parity.STEPS)
    for case in STORED["cases"]:
        assert np.shape(case["x"]) == (len(STORED["steps"]), np.prod(case["shape"], dtype=int)), parity.name(case)


def test_the_gradients_are_a_thousand_of_many_sizes_and_exact_in_both_dtypes():
    assert len(ROWS) == STORED["steps"][-1] == 1000
    assert np.array_equal(ROWS.astype(np.float32), ROWS)
    assert np.all(np.isfinite(ROWS.astype(np.float32) ** 2))
    sizes = np.abs(ROWS[ROWS != 0])
    assert sizes.max() / sizes.min() > 1e12
    assert np.all(np.any(ROWS == 0, axis=0))
    assert np.any(np.all(ROWS == 0, axis=1))


def test_each_method_is_held_to_each_library_in_each_dtype_and_shape():
    kinds = {(case["library"], case["method"], case["dtype"], tuple(case["shape"])) for case in STORED["cases"]}
    expected = {
        (library, method, dtype, shape)
        for library in ("PyTorch", "Keras", "Optax")
        for method in METHODS
        for dtype in ("float32", "float64")
        for shape in ((), (3,), (2, 3))
    }
    assert kinds == expected
    assert {case["method"] for case in SAME if case["library"] == "PyTorch"} == METHODS
    never = {("Keras", "Adagrad"), ("Optax", "Adagrad"), ("Keras", "RMSprop"), ("Keras", "Adam")}
    assert {(case["library"], case["method"]) for case in SAME} == {kind[:2] for kind in kinds} - never


def test_the_settings_are_many():
    adadelta = [case for case in SAME if case["method"] == "Adadelta"]
    grid = {
        (case["settings"]["rho"], case["settings"]["epsilon"], case["settings"]["learning_rate"] == 1)
        for case in adadelta
        if case["library"] == "PyTorch" and case["dtype"] == "float64"
    }
    rhos, epsilons = (0.0, 0.5, 0.9, 0.95, 0.999), (1e-2, 1e-4, 1e-6, 1e-8, 1e-12)
    assert {(rho, epsilon, one) for rho in rhos for epsilon in epsilons for one in (True, False)} <= grid
    for library in ("PyTorch", "Keras", "Optax"):
        for method in METHODS:
            few = [c["settings"] for c in STORED["cases"] if (c["library"], c["method"]) == (library, method)]
            for setting in few[0]:
                assert len({settings[setting] for settings in few}) > 1, f"{library} {method} has one {setting} only"


def test_the_stored_versions_are_the_pinned_ones():
    text = (Path(__file__).parents[1] / "requirements-parity.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==\d[\w.]*", line)] == []
    pins = dict(line.lower().split("==") for line in lines)
    versions = {module: version for module, version in STORED["made_by"].items() if module != "python"}
    assert versions == {module: pins[module] for module in parity.MODULES}
    assert pins["jaxlib"] == pins["jax"]


# --- what the chapter on the implementation tells of the libraries ---

TOLD = json.loads(parity.LIBRARIES.read_text(encoding="utf-8"))


def test_what_is_told_of_the_libraries_is_of_the_same_versions():
    assert TOLD["made_by"] == {module: STORED["made_by"][module] for module in parity.MODULES}, "run: make vectors"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", TOLD["date"])
    assert [run["library"] for run in TOLD["adadelta"]] == list(parity.RUNNERS)


@pytest.mark.parametrize("told", TOLD["adadelta"], ids=lambda run: run["library"])
def test_the_article_s_run_under_a_library_s_defaults_is_the_package_s_with_the_same_settings(told):
    X, y, W0 = adadelta.article_line()
    model = adadelta.LinearRegression(1, W=W0)
    rate = told["learning_rate"]
    optimizer = adadelta.Adadelta(rho=told["rho"], epsilon=told["epsilon"], learning_rate=rate or 1.0)
    uphill = -1 if rate is None else 1  # Optax's sign comes with its rate
    losses = [model.loss(X, y)]
    for _ in range(parity.EPOCHS):
        grads = model.compute_gradients(X, y, model.predict(X))
        optimizer.step(model.parameters, [uphill * g for g in grads])
        losses.append(model.loss(X, y))
    assert np.allclose(losses, told["losses"], rtol=1e-10, atol=0)


class Tensor:
    """As much of PyTorch's as its lines need."""

    def __init__(self, values):
        self.values = np.asarray(values, np.float64)

    def mul_(self, other):
        self.values = self.values * getattr(other, "values", other)
        return self

    def div_(self, other):
        self.values = self.values / other.values
        return self

    def addcmul_(self, a, b, value):
        self.values = self.values + value * a.values * b.values
        return self

    def add_(self, other, alpha):
        self.values = self.values + alpha * other.values
        return self

    def add(self, number):
        return Tensor(self.values + number)

    def sqrt_(self):
        self.values = np.sqrt(self.values)
        return self


@pytest.mark.parametrize("rate", [1.0, 0.25])
def test_the_lines_that_are_quoted_from_pytorch_compute_what_the_package_computes(rate):
    lines = [line for name in ("Eg2", "dx", "Edx2", "x") for line in TOLD["pytorch_lines"][name]]
    names = {"rho": 0.9, "eps": 1e-6, "lr": rate}
    names |= {name: Tensor(np.zeros(6)) for name in ("square_avg", "acc_delta", "param")}
    x, optimizer = np.zeros(6), adadelta.Adadelta(rho=0.9, epsilon=1e-6, learning_rate=rate)
    for g in ROWS[:50]:
        exec("\n".join(lines), names | {"grad": Tensor(g)})
        optimizer.step([x], [g])
    assert np.allclose(names["param"].values, x, rtol=1e-12, atol=0)
    assert np.allclose(names["acc_delta"].values, optimizer.Edx2[0], rtol=1e-12, atol=0)


def test_a_library_that_has_changed_is_noticed():
    assert parity.same_libraries(TOLD, json.loads(json.dumps(TOLD)))
    for path, value in (
        (("made_by", "torch"), "2.12.0"),
        (("pytorch_lines", "x"), ["param.add_(delta)"]),
        (("adadelta", 1, "learning_rate"), 1.0),
        (("adadelta", 1, "losses", 100), TOLD["adadelta"][1]["losses"][100] * (1 + 1e-8)),
    ):
        changed = json.loads(json.dumps(TOLD))
        place = functools.reduce(lambda part, key: part[key], path[:-1], changed)
        place[path[-1]] = value
        assert not parity.same_libraries(changed, TOLD), path
