"""The six methods beside PyTorch's, Keras's and Optax's: one sequence of gradients, fed to everybody.

python measure/parity.py           compare the package and what is stored with the libraries; status 1 if they differ
python measure/parity.py --write   write tests/vectors/parity.json and src/adadelta/data/libraries.json

It runs where the libraries are (requirements-parity.txt). The tests read what it stored. The gradients do not depend
on the parameters, so no difference is fed back and grows: what is left at the end is the rounding of the steps.

For the chapter on the implementation it also stores the libraries' own defaults of Adadelta, the article's run under
them, and PyTorch's lines.
"""

from __future__ import annotations

import datetime
import functools
import importlib
import inspect
import itertools
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import adadelta

Array = NDArray[Any]
Settings = dict[str, float]
Case = dict[str, Any]

PARITY = Path(__file__).parents[1] / "tests" / "vectors" / "parity.json"
LIBRARIES = Path(__file__).parents[1] / "src" / "adadelta" / "data" / "libraries.json"
MODULES = ("numpy", "torch", "keras", "jax", "optax")
"""Whose versions are stored."""

EPOCHS = 100
"""Epochs of the article's run."""

NAMES = {
    "PyTorch": {"learning_rate": "lr", "rho": "rho", "epsilon": "eps"},
    "Keras": {"learning_rate": "learning_rate", "rho": "rho", "epsilon": "epsilon"},
    "Optax": {"learning_rate": "learning_rate", "rho": "rho", "epsilon": "eps"},
}
"""What the libraries call Adadelta's settings."""

PYTORCH = {
    "Eg2": ("square_avg.mul_(",),
    "dx": ("std = square_avg", "delta = acc_delta", "delta.div_("),
    "Edx2": ("acc_delta.mul_(",),
    "x": ("param.add_(delta",),
}
"""How the lines begin in which PyTorch computes what the package calls so."""

LENGTH = 1000
STEPS = (1, 2, 3, 10, 50, 100, 200, 500, 1000)
"""Steps after which the parameters are stored."""

SHAPES = ((2, 3), (3,), ())
DTYPES = ("float64", "float32")

FEW: dict[str, list[Settings]] = {
    "SGD": [{}, {"learning_rate": 0.3}],
    "Momentum": [
        {},
        {"learning_rate": 0.3, "momentum": 0.5},
        {"learning_rate": 0.1, "momentum": 0.0},
        {"learning_rate": 2.0, "momentum": 0.99},
    ],
    "Adagrad": [
        {},
        {"learning_rate": 0.3, "epsilon": 1e-2},
        {"learning_rate": 2.0, "epsilon": 1e-6},
    ],
    "RMSprop": [
        {},
        {"learning_rate": 0.3, "rho": 0.5, "epsilon": 1e-2},
        {"learning_rate": 0.1, "rho": 0.0, "epsilon": 1e-4},
        {"learning_rate": 2.0, "rho": 0.999, "epsilon": 1e-6},
    ],
    "Adadelta": [
        {},
        {"rho": 0.9, "epsilon": 1e-6, "learning_rate": 0.25},
        {"rho": 0.0, "epsilon": 1e-4, "learning_rate": 0.25},
        {"rho": 0.5, "epsilon": 1e-2, "learning_rate": 2.0},
        {"rho": 0.999, "epsilon": 1e-12, "learning_rate": 0.25},
    ],
    "Adam": [
        {},
        {"learning_rate": 0.3, "beta1": 0.5, "beta2": 0.95, "epsilon": 1e-2},
        {"learning_rate": 0.1, "beta1": 0.0, "beta2": 0.9, "epsilon": 1e-4},
        {"learning_rate": 2.0, "beta1": 0.95, "beta2": 0.999, "epsilon": 1e-6},
    ],
}
"""Settings of each method, besides which it has its defaults."""

GRID: list[Settings] = [
    {"rho": rho, "epsilon": epsilon, "learning_rate": rate}
    for rho in (0.0, 0.5, 0.9, 0.95, 0.999)
    for epsilon in (1e-2, 1e-4, 1e-6, 1e-8, 1e-12)
    for rate in (1.0, 0.25)
]
"""More of Adadelta's."""

INSIDE, START, HAT, UPHILL = (
    "epsilon inside the root",
    "epsilon inside the root, sum from 0.1",
    "epsilon before the correction",
    "uphill without a rate",
)
DIFFERENCES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("Keras", "Adagrad"): (START,),
    ("Keras", "RMSprop"): (INSIDE,),
    ("Keras", "Adam"): (HAT,),
    ("Optax", "Adagrad"): (START,),
    ("Optax", "RMSprop"): (None, INSIDE),  # eps_in_sqrt is False, True
    ("Optax", "Adadelta"): (None, UPHILL),
}
"""Where a library has another definition than the package, or that one too; None is the package's."""


def gradients() -> Array:
    """Return 1,000 rows of six gradients, the same on every platform and in both dtypes.

    They are integers times powers of two. Each column has its own size, so that each epsilon counts in one of them.
    Among them are zeros, a stretch of them too.
    """
    columns = np.array([-8, 0, 10, -16, -24, -32], np.int32)
    rng = np.random.RandomState(0)  # whose stream never changes
    draw = functools.partial(rng.randint, size=(LENGTH, len(columns)), dtype=np.int32)
    rows = np.ldexp(draw(-1000, 1001), draw(-8, 3) + columns)
    rows[draw(0, 10) == 0] = 0.0
    rows[500:520] = 0.0
    return rows


def arrange(rows: Array, shape: tuple[int, ...], dtype: str) -> Array:
    """Return what a parameter of this shape is fed: the first columns of the rows."""
    return rows[:, : np.prod(shape, dtype=int)].reshape(len(rows), *shape).astype(dtype)


def cases() -> Iterator[Case]:
    """Yield what is run: a library, a method, all its settings, a dtype, a shape, and how the library differs.

    A shape says only how the numbers lie: but for the first one, one of the settings will do.
    """
    for library, (method, few) in itertools.product(RUNNERS, FEW.items()):
        for differs, shape, dtype in itertools.product(DIFFERENCES.get((library, method), (None,)), SHAPES, DTYPES):
            chosen = few if shape == SHAPES[0] else few[1:2]
            if (library, method, dtype, shape) == ("PyTorch", "Adadelta", "float64", SHAPES[0]):
                chosen = few + GRID
            if differs == UPHILL:
                chosen = [{}]
            settings = [getattr(adadelta, method)(**some).settings for some in chosen]
            for i, own in enumerate(settings):
                if own in settings[:i]:
                    continue
                yield {
                    "library": library,
                    "method": method,
                    "settings": own,
                    "dtype": dtype,
                    "shape": list(shape),
                    "differs": differs,
                }


def name(case: Case) -> str:
    """Say which case it is."""
    settings = ", ".join(f"{key}={value:g}" for key, value in case["settings"].items())
    differs = f" ({case['differs']})" if case["differs"] else ""
    return f"{case['library']} {case['method']}({settings}){differs} {case['dtype']} {tuple(case['shape'])}"


def tolerance(case: Case) -> float:
    """Return how far a number may be off, as a part of its largest value.

    In float32 everybody rounds otherwise: products in another order, a product and a sum in one. Over 1,000 steps
    that made up to 10 roundings; 32 are allowed, since processors differ too. Keras and Optax also raise beta2 to a
    power in float32: what beta2 itself is rounded by, at most eps / 4, they divide by 1 - beta2, and Adam's root
    halves it.
    """
    if case["dtype"] == "float64":
        return 1e-12
    eps = float(np.finfo(case["dtype"]).eps)
    return 32 * eps + (eps / 8 / (1 - case["settings"]["beta2"]) if "beta2" in case["settings"] else 0.0)


def record(paths: Array) -> list[list[float]]:
    """Return the numbers of the parameter after each of `STEPS`, as they lie in memory."""
    return [[float(value) for value in np.ravel(paths[step - 1])] for step in STEPS]


def errors(values: Any, expected: Any) -> Array:
    """Return by how much a parameter is off at worst after each of `STEPS`, as a part of its largest expected value.

    Each number of the parameter is measured by its own largest value: the small ones do not hide behind the large.
    """
    sizes = np.abs(expected).max(axis=0)
    worst: Array = np.max(np.abs(np.subtract(values, expected)) / sizes, axis=1)
    return worst


def package(case: Case, rows: Array) -> Array:
    """Return the parameter after each step of the package's method, from zero."""
    g = arrange(rows, case["shape"], case["dtype"])
    x = np.zeros(g.shape[1:], g.dtype)
    optimizer = getattr(adadelta, case["method"])(**case["settings"])
    paths = np.empty_like(g)
    for t in range(len(g)):
        optimizer.step([x], [g[t, ...]])
        paths[t] = x
    return paths


def run_pytorch(case: Case, g: Array) -> Array:
    """Return the parameter after each step of PyTorch's method."""
    import torch

    s, optim = case["settings"], torch.optim
    x = torch.zeros(g.shape[1:], dtype=getattr(torch, case["dtype"]))
    make: dict[str, Callable[[], Any]] = {
        "SGD": lambda: optim.SGD([x], lr=s["learning_rate"]),
        "Momentum": lambda: optim.SGD([x], lr=s["learning_rate"], momentum=s["momentum"]),
        "Adagrad": lambda: optim.Adagrad([x], lr=s["learning_rate"], eps=s["epsilon"]),
        "RMSprop": lambda: optim.RMSprop([x], lr=s["learning_rate"], alpha=s["rho"], eps=s["epsilon"]),
        "Adadelta": lambda: optim.Adadelta([x], lr=s["learning_rate"], rho=s["rho"], eps=s["epsilon"]),
        "Adam": lambda: optim.Adam([x], lr=s["learning_rate"], betas=(s["beta1"], s["beta2"]), eps=s["epsilon"]),
    }
    optimizer = make[case["method"]]()
    paths = np.empty_like(g)
    for t, row in enumerate(torch.from_numpy(g)):
        x.grad = row
        optimizer.step()
        paths[t] = x.numpy()
    return paths


def run_keras(case: Case, g: Array) -> Array:
    """Return the parameter after each step of Keras's method."""
    import jax
    from keras import Variable, config, optimizers

    jax.config.update("jax_enable_x64", case["dtype"] == "float64")
    config.set_floatx(case["dtype"])  # in which Keras keeps the rate
    s = dict(case["settings"])
    if case["method"] == "Adam":
        s["beta_1"], s["beta_2"] = s.pop("beta1"), s.pop("beta2")
    optimizer = getattr(optimizers, "SGD" if case["method"] == "Momentum" else case["method"])(**s)
    x = Variable(np.zeros(g.shape[1:]), dtype=case["dtype"])
    optimizer.build([x])

    def step(state: Any, row: Any) -> Any:
        (x,), variables = optimizer.stateless_apply(state[1], [row], [state[0]])
        return (x, variables), x

    return np.asarray(jax.lax.scan(step, (x.value, [v.value for v in optimizer.variables]), jax.numpy.asarray(g))[1])


def run_optax(case: Case, g: Array) -> Array:
    """Return the parameter after each step of Optax's method."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", case["dtype"] == "float64")
    s, default = case["settings"], case["differs"] is not None
    rate = s["learning_rate"]
    make: dict[str, Callable[[], Any]] = {
        "SGD": lambda: optax.sgd(rate),
        "Momentum": lambda: optax.sgd(rate, momentum=s["momentum"]),
        "Adagrad": lambda: optax.adagrad(rate, eps=s["epsilon"]),
        "RMSprop": lambda: optax.rmsprop(rate, decay=s["rho"], eps=s["epsilon"], eps_in_sqrt=default),
        "Adadelta": lambda: optax.adadelta(None if default else rate, rho=s["rho"], eps=s["epsilon"]),
        "Adam": lambda: optax.adam(rate, b1=s["beta1"], b2=s["beta2"], eps=s["epsilon"]),
    }
    optimizer = make[case["method"]]()
    x = jax.numpy.zeros(g.shape[1:], case["dtype"])

    def step(state: Any, row: Any) -> Any:
        updates, inner = optimizer.update(row, state[1], state[0])
        x = optax.apply_updates(state[0], updates)
        return (x, inner), x

    return np.asarray(jax.lax.scan(step, (x, optimizer.init(x)), jax.numpy.asarray(g))[1])


RUNNERS: dict[str, Callable[[Case, Array], Array]] = {"PyTorch": run_pytorch, "Keras": run_keras, "Optax": run_optax}


def run(case: Case, rows: Array) -> list[list[float]]:
    """Return what the library gives."""
    paths = RUNNERS[case["library"]](case, arrange(rows, case["shape"], case["dtype"]))
    assert paths.dtype == case["dtype"], f"{name(case)} was computed in {paths.dtype}"
    return record(paths)


def adadelta_of(library: str) -> Callable[..., Any]:
    """Return what makes a library's Adadelta."""
    import keras
    import optax
    import torch

    return {"PyTorch": torch.optim.Adadelta, "Keras": keras.optimizers.Adadelta, "Optax": optax.adadelta}[library]


def defaults(library: str) -> dict[str, float | None]:
    """Return the settings that a library's Adadelta has by itself."""
    arguments = inspect.signature(adadelta_of(library)).parameters
    return {ours: arguments[theirs].default for ours, theirs in NAMES[library].items()}


def article_run(library: str) -> list[float]:
    """Return the loss of the article's line at the start and after each epoch, under a library's own defaults."""
    import jax
    import torch
    from keras import Variable, config

    jax.config.update("jax_enable_x64", True)
    config.set_floatx("float64")
    X, y, W0 = adadelta.article_line()
    model = adadelta.LinearRegression(1, W=W0)
    shared = [torch.from_numpy(p) for p in model.parameters]  # the same memory
    make = adadelta_of(library)
    optimizer = make(shared) if library == "PyTorch" else make()
    theirs = [Variable(p, dtype="float64") for p in model.parameters]
    state = optimizer.init(model.parameters) if library == "Optax" else None
    losses = [model.loss(X, y)]
    for _ in range(EPOCHS):
        grads = model.compute_gradients(X, y, model.predict(X))
        if library == "PyTorch":
            for p, g in zip(shared, grads, strict=True):
                p.grad = torch.from_numpy(g)
            optimizer.step()
        elif library == "Keras":
            optimizer.apply([jax.numpy.asarray(g) for g in grads], theirs)
            for p, value in zip(model.parameters, theirs, strict=True):
                p[...] = np.asarray(value)
        else:
            updates, state = optimizer.update(grads, state, model.parameters)
            for p, dx in zip(model.parameters, updates, strict=True):
                p += np.asarray(dx)
        losses.append(model.loss(X, y))
    return losses


def pytorch_lines() -> dict[str, list[str]]:
    """Return the lines of PyTorch's Adadelta as they stand in its source, less their indentation."""
    from torch.optim import adadelta as module

    source = [line.strip() for line in inspect.getsource(module._single_tensor_adadelta).splitlines()]
    lines: dict[str, list[str]] = {}
    for name, beginnings in PYTORCH.items():
        found = [[line for line in source if line.startswith(beginning)] for beginning in beginnings]
        assert all(len(one) == 1 for one in found), f"PyTorch's lines have changed: {found}"
        lines[name] = [line for (line,) in found]
    return lines


def versions() -> dict[str, str]:
    """Return the versions of what is compared with."""
    return {module: importlib.import_module(module).__version__.partition("+")[0] for module in MODULES}


def libraries() -> dict[str, Any]:
    """Return what the chapter on the implementation tells of the libraries."""
    return {
        "made_by": versions(),
        "pytorch_lines": pytorch_lines(),
        "adadelta": [{"library": name, **defaults(name), "losses": article_run(name)} for name in RUNNERS],
    }


def same_libraries(live: dict[str, Any], stored: dict[str, Any]) -> bool:
    """Return whether what is stored of the libraries is what they are, but for the last digits of their losses."""

    def told(of: dict[str, Any]) -> dict[str, Any]:
        runs = [{name: value for name, value in run.items() if name != "losses"} for run in of["adadelta"]]
        return {**{name: value for name, value in of.items() if name != "date"}, "adadelta": runs}

    ours, theirs = ([run["losses"] for run in of["adadelta"]] for of in (live, stored))
    return told(live) == told(stored) and np.allclose(ours, theirs, rtol=1e-10, atol=0)


def write() -> None:
    """Write the gradients and what the libraries give, with the versions that gave it."""
    told = libraries()
    if not same_libraries(told, json.loads(LIBRARIES.read_text(encoding="utf-8"))):
        told = {"date": datetime.date.today().isoformat(), **told}
        LIBRARIES.write_text(json.dumps(told, allow_nan=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    rows = gradients()
    vectors = {
        "made_by": {"python": platform.python_version(), **versions()},
        "gradients": rows.tolist(),
        "steps": STEPS,
        "cases": [{**case, "x": run(case, rows)} for case in cases()],
    }
    PARITY.write_text(json.dumps(vectors, allow_nan=False) + "\n", encoding="utf-8", newline="\n")


def compare() -> bool:
    """Print a line for each library and method; return whether all is as it should be."""
    rows = gradients()
    stored = {name(case): case["x"] for case in json.loads(PARITY.read_text(encoding="utf-8"))["cases"]}
    columns = list(itertools.product(("package", "stored"), DTYPES))
    table: dict[tuple[str, ...], dict[tuple[str, str], tuple[float, bool]]] = {}
    for case in cases():
        live = run(case, rows)
        line = table.setdefault((case["library"], case["method"], case["differs"] or "the same"), {})
        for what, values in (("package", record(package(case, rows))), ("stored", stored.get(name(case), np.inf))):
            off = float(np.max(errors(values, live)))
            # Where the definition is another one, the tests hold the stored numbers to its formula.
            wrong = not off <= tolerance(case) and (what == "stored" or not case["differs"])
            most, any_wrong = line.get((what, case["dtype"]), (0.0, False))
            line[what, case["dtype"]] = max(most, off), any_wrong or wrong

    print("The worst error against the library, as a part of a number's largest value")
    print(f"{'library':9}{'method':10}{'definition':39}" + "".join(f"{' '.join(column):>17}" for column in columns))
    for key, line in table.items():
        marked = [f"{off:.1e}{'!' if wrong else ' '}" for off, wrong in map(line.__getitem__, columns)]
        print("{:9}{:10}{:39}".format(*key) + "".join(f"{text:>17}" for text in marked))
    told = same_libraries(libraries(), json.loads(LIBRARIES.read_text(encoding="utf-8")))
    print(f"Adadelta's defaults, the article's run under them, PyTorch's lines: {'as stored' if told else 'changed!'}")
    return told and not any(wrong for line in table.values() for _, wrong in line.values())


def main(arguments: list[str]) -> int:
    """Write or compare, as asked; return the exit status."""
    if arguments not in ([], ["--write"]):
        print(f"usage: python measure/parity.py [--write]; got {' '.join(arguments)}", file=sys.stderr)
        return 2
    os.environ["KERAS_BACKEND"] = "jax"
    if arguments:
        write()
        return 0
    if not compare():
        print("Where there is a ! the package or what is stored differs from the library.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
