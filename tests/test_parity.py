"""The package compared with PyTorch, Keras and Optax, whose numbers are stored."""

import copy
import functools
import itertools
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
    """The parameter after some of the package's steps, from zero."""
    g = parity.arrange(ROWS, shape, dtype)
    x, paths = np.zeros(g.shape[1:], g.dtype), np.empty_like(g)
    optimizer = getattr(adadelta, method)(**dict(settings))
    for t in range(len(g)):
        optimizer.step([x], [g[t, ...]])
        paths[t] = x
    return parity.record(paths)


def ours(case):
    return run(case["method"], tuple(case["settings"].items()), case["dtype"], tuple(case["shape"]))


def assert_theirs(values, case):
    off, tolerance = parity.errors(values, case["x"]), parity.tolerance(case)
    wrong = [f"step {t}: off by {e:.2g}" for t, e in zip(STORED["steps"], off, strict=True) if not e <= tolerance]
    assert not wrong, f"{parity.name(case)}: more than {tolerance:.2g} of its largest value; {', '.join(wrong)}"


# --- where the definitions agree ---


@pytest.mark.parametrize("case", SAME, ids=parity.name)
def test_the_package_gives_what_the_library_gives(case):
    assert_theirs(ours(case), case)


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


def test_every_method_is_compared_and_all_that_is_compared_is_stored():
    stored = [{key: value for key, value in case.items() if key != "x"} for case in STORED["cases"]]
    assert stored == list(parity.cases()), "run: make stored"
    assert STORED["gradients"] == parity.gradients().tolist()
    assert STORED["steps"] == list(parity.STEPS)
    assert {(case["library"], case["method"]) for case in stored} == set(itertools.product(parity.NAMES, METHODS))


def test_the_gradients_are_exact_in_both_dtypes():
    assert np.array_equal(ROWS.astype(np.float32), ROWS)


def test_the_stored_versions_are_the_pinned_ones():
    text = (Path(__file__).parents[1] / "requirements-parity.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==\d[\w.]*", line)] == []
    pins = dict(line.lower().split("==") for line in lines)
    versions = {module: version for module, version in STORED["made_by"].items() if module != "python"}
    assert versions == {module: pins[module] for module in parity.MODULES}
    assert pins["jaxlib"] == pins["jax"]


# --- what the chapter on the implementation says about the libraries ---

TOLD = json.loads(parity.LIBRARIES.read_text(encoding="utf-8"))


def test_what_is_said_about_the_libraries_is_of_the_same_versions():
    assert TOLD["made_by"] == {module: STORED["made_by"][module] for module in parity.MODULES}, "run: make stored"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", TOLD["date"])
    assert [run["library"] for run in TOLD["adadelta"]] == list(parity.NAMES)


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


@pytest.mark.parametrize(
    "path",
    [("made_by", "torch"), ("pytorch_lines", "x"), ("adadelta", 1, "rho"), ("adadelta", 1, "losses", 100)],
)
def test_a_library_that_has_changed_is_stored_anew(path):
    new = copy.deepcopy({key: value for key, value in TOLD.items() if key != "date"})
    assert parity.keep_libraries(new, TOLD) == TOLD
    place = functools.reduce(lambda part, key: part[key], path[:-1], new)
    place[path[-1]] = place[path[-1]] * (1 + 1e-8) if path[-1] == 100 else "another"
    kept = parity.keep_libraries(new, TOLD)
    assert kept != TOLD
    assert {key: kept[key] for key in new} == new


@pytest.mark.parametrize(("factor", "kept"), [(1 + 1e-14, True), (1 + 1e-10, False)])
def test_a_step_that_has_changed_is_stored_anew_and_one_that_is_rounded_otherwise_is_not(factor, kept):
    new = copy.deepcopy(STORED)
    new["cases"][0]["x"] = (np.array(STORED["cases"][0]["x"]) * factor).tolist()
    assert (parity.keep_vectors(new, STORED) == STORED) == kept
