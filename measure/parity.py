"""The six methods next to those of PyTorch, Keras and Optax: all are fed the same sequence of gradients.

python measure/parity.py           write tests/vectors/parity.json and src/adadelta/data/libraries.json
python measure/parity.py --check   say where they differ from the libraries instead; status 1 if they do

It runs where the libraries are (requirements-parity.txt); the tests compare the package with the stored numbers. The
gradients do not depend on the parameters, so no difference is fed back and grows: only the steps' rounding is left.
A stored number stays if it is as close to the new one as rounding allows, whatever the processor.

For the chapter on the implementation it also stores the libraries' own defaults of Adadelta, the article's run with
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
Step = Callable[[list[Array]], list[Any]]  # takes gradients, returns the parameters

ROOT = Path(__file__).parents[1]
PARITY = ROOT / "tests" / "vectors" / "parity.json"
LIBRARIES = ROOT / "src" / "adadelta" / "data" / "libraries.json"
MODULES = ("numpy", "torch", "keras", "jax", "optax")
"""Whose versions are stored."""

EPOCHS = 100
"""Epochs of the article's run."""

NAMES = {
    "PyTorch": {"learning_rate": "lr", "epsilon": "eps", "RMSprop rho": "alpha"},
    "Keras": {"beta1": "beta_1", "beta2": "beta_2"},
    "Optax": {"epsilon": "eps", "beta1": "b1", "beta2": "b2", "RMSprop rho": "decay"},
}
"""What the libraries call the settings, of all methods or of one, if they do not call them what the package does."""

PYTORCH = {
    "Eg2": ("square_avg.mul_(",),
    "dx": ("std = square_avg", "delta = acc_delta", "delta.div_("),
    "Edx2": ("acc_delta.mul_(",),
    "x": ("param.add_(delta",),
}
"""The beginnings of the lines that compute, in PyTorch, what the package calls by these names."""

LENGTH = 1000
STEPS = (1, 2, 3, 10, 50, 100, 200, 500, 1000)
"""Steps after which the parameters are stored."""

SHAPES = ((2, 3), (3,), ())
DTYPES = ("float64", "float32")


def settings_of(names: str, *rows: tuple[float, ...]) -> list[Settings]:
    """Return a method's defaults, and settings of these names."""
    return [{}, *(dict(zip(names.split(), row, strict=True)) for row in rows)]


FEW: dict[str, list[Settings]] = {
    "SGD": settings_of("learning_rate", (0.3,)),
    "Momentum": settings_of("learning_rate momentum", (0.3, 0.5), (0.1, 0.0), (2.0, 0.99)),
    "Adagrad": settings_of("learning_rate epsilon", (0.3, 1e-2), (2.0, 1e-6)),
    "RMSprop": settings_of("learning_rate rho epsilon", (0.3, 0.5, 1e-2), (0.1, 0.0, 1e-4), (2.0, 0.999, 1e-6)),
    "Adadelta": settings_of(
        "learning_rate rho epsilon", (0.25, 0.9, 1e-6), (0.25, 0.0, 1e-4), (2.0, 0.5, 1e-2), (0.25, 0.999, 1e-12)
    ),
    "Adam": settings_of(
        "learning_rate beta1 beta2 epsilon", (0.3, 0.5, 0.95, 1e-2), (0.1, 0.0, 0.9, 1e-4), (2.0, 0.95, 0.999, 1e-6)
    ),
}
"""Settings of each method, its defaults first."""

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
"""Where a library has another definition than the package, or has both; None is the package's."""


def gradients() -> Array:
    """Return 1,000 rows of six gradients, the same on every platform and in both dtypes.

    They are integers times powers of two. Each column has its own magnitude, and each epsilon counts in one of them.
    Some are zero, and there is a stretch of zeros.
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
    for library, (method, few) in itertools.product(NAMES, FEW.items()):
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
                about = {"library": library, "method": method, "settings": own}
                yield about | {"dtype": dtype, "shape": list(shape), "differs": differs}


def name(case: Case) -> str:
    """Say which case it is."""
    settings = ", ".join(f"{key}={value:g}" for key, value in case["settings"].items())
    differs = f" ({case['differs']})" if case["differs"] else ""
    return f"{case['library']} {case['method']}({settings}){differs} {case['dtype']} {tuple(case['shape'])}"


def tolerance(case: Case) -> float:
    """Return how far a number may be off, as a fraction of its largest value.

    In float32 each library rounds in its own way: products in another order, a product and a sum in one. Over 1,000
    steps that made up to 10 roundings; 32 are allowed, because processors also differ. Keras and Optax raise beta2 to a
    power in float32: they divide what beta2 itself is rounded by, at most eps / 4, by 1 - beta2, and Adam's root halves
    it.
    """
    if case["dtype"] == "float64":
        return 1e-12
    eps = float(np.finfo(case["dtype"]).eps)
    return 32 * eps + (eps / 8 / (1 - case["settings"]["beta2"]) if "beta2" in case["settings"] else 0.0)


def record(paths: Array) -> list[list[float]]:
    """Return the numbers of the parameter after each of `STEPS`, in the order of memory."""
    return [[float(value) for value in np.ravel(paths[step - 1])] for step in STEPS]


def errors(values: Any, expected: Any) -> Array:
    """Return how far a parameter is off at worst after each of `STEPS`, as a fraction of its largest expected value.

    Each number of the parameter is measured by its own largest value: the small ones do not hide behind the large.
    """
    sizes = np.abs(expected).max(axis=0)
    worst: Array = np.max(np.abs(np.subtract(values, expected)) / sizes, axis=1)
    return worst


# --- the libraries ---


def find(library: str, method: str) -> Callable[..., Any]:
    """Return what makes a library's method."""
    module = importlib.import_module({"PyTorch": "torch.optim", "Keras": "keras.optimizers", "Optax": "optax"}[library])
    own = "SGD" if method == "Momentum" else method
    return getattr(module, own.lower() if library == "Optax" else own)


def translate(library: str, method: str, setting: str) -> str:
    """Return what a library calls a method's setting."""
    return NAMES[library].get(f"{method} {setting}") or NAMES[library].get(setting) or setting


def arguments(case: Case) -> dict[str, Any]:
    """Return what a library's method is made with."""
    library, method, differs = case["library"], case["method"], case["differs"]
    found: dict[str, Any] = {translate(library, method, key): value for key, value in case["settings"].items()}
    if (library, method) == ("PyTorch", "Adam"):
        found["betas"] = found.pop("beta1"), found.pop("beta2")
    if (library, method) == ("Optax", "RMSprop"):
        found["eps_in_sqrt"] = differs is not None
    if differs == UPHILL:
        found["learning_rate"] = None
    return found


def start(library: str, method: str, settings: dict[str, Any], params: list[Array]) -> Step:
    """Return what takes a step of a library's method."""
    make = find(library, method)
    if library == "PyTorch":
        return start_pytorch(make, settings, params)
    import jax
    from keras import Variable, config
    from optax import apply_updates

    dtype = str(params[0].dtype)
    jax.config.update("jax_enable_x64", dtype == "float64")
    config.set_floatx(dtype)  # in which Keras keeps the rate
    optimizer = make(**settings)
    if library == "Keras":
        optimizer.build([Variable(p, dtype=dtype) for p in params])

    def change(params: Any, state: Any, grads: Any) -> Any:
        if library == "Keras":
            return optimizer.stateless_apply(state, grads, params)
        updates, state = optimizer.update(grads, state, params)
        return apply_updates(params, updates), state

    state = [v.value for v in optimizer.variables] if library == "Keras" else optimizer.init(params)
    now, compiled = [[jax.numpy.asarray(p) for p in params], state], jax.jit(change)

    def step(grads: list[Array]) -> list[Any]:
        now[:] = compiled(*now, grads)
        return now[0]

    return step


def start_pytorch(make: Callable[..., Any], settings: dict[str, Any], params: list[Array]) -> Step:
    """Return what takes a step of PyTorch's method."""
    import torch

    shared = [torch.from_numpy(p) for p in params]  # the same memory
    optimizer = make(shared, **settings)

    def step(grads: list[Array]) -> list[Any]:
        for p, g in zip(shared, grads, strict=True):
            p.grad = torch.from_numpy(g)
        optimizer.step()
        return params

    return step


def run(case: Case, rows: Array) -> list[list[float]]:
    """Return what the library gives, from zero."""
    g = arrange(rows, case["shape"], case["dtype"])
    step = start(case["library"], case["method"], arguments(case), [np.zeros(g.shape[1:], g.dtype)])
    paths = [np.array(step([row])[0]) for row in map(np.asarray, g)]
    assert paths[-1].dtype == case["dtype"], f"{name(case)} was computed in {paths[-1].dtype}"
    return record(np.array(paths))


def article_run(library: str) -> list[float]:
    """Return the loss of the article's line at the start and after each epoch, with a library's own defaults."""
    X, y, W0 = adadelta.article_line()
    model = adadelta.LinearRegression(1, W=W0)
    step = start(library, "Adadelta", {}, model.parameters)
    losses = [model.loss(X, y)]
    for _ in range(EPOCHS):
        grads = model.compute_gradients(X, y, model.predict(X))
        for p, value in zip(model.parameters, step(grads), strict=True):
            p[...] = value
        losses.append(model.loss(X, y))
    return losses


def defaults(library: str) -> dict[str, float | None]:
    """Return the settings that a library's Adadelta has by itself."""
    found = inspect.signature(find(library, "Adadelta")).parameters
    names = ("learning_rate", "rho", "epsilon")
    return {setting: found[translate(library, "Adadelta", setting)].default for setting in names}


def pytorch_lines() -> dict[str, list[str]]:
    """Return the lines of PyTorch's Adadelta as in its source, without their indentation."""
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
    """Return what the chapter on the implementation says about the libraries."""
    return {
        "made_by": versions(),
        "pytorch_lines": pytorch_lines(),
        "adadelta": [{"library": name, **defaults(name), "losses": article_run(name)} for name in NAMES],
    }


# --- what is stored ---


def vectors() -> dict[str, Any]:
    """Return the gradients and what the libraries give, with the versions that gave it."""
    rows = gradients()
    return {
        "made_by": {"python": platform.python_version(), **versions()},
        "gradients": rows.tolist(),
        "steps": list(STEPS),
        "cases": [{**case, "x": run(case, rows)} for case in cases()],
    }


def keep_vectors(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Return the new vectors, with the old numbers where only their rounding differs."""
    stored = {name(case): case["x"] for case in old["cases"]}
    for case in new["cases"]:
        x = stored.get(name(case), np.inf)
        case["x"] = x if np.all(errors(x, case["x"]) <= tolerance(case)) else case["x"]
    same = all(new["made_by"][module] == old["made_by"][module] for module in MODULES)
    return new | {"made_by": old["made_by"] if same else new["made_by"]}


def keep_libraries(new: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Return what is new of the libraries, with the old losses where only their rounding differs."""
    for here, there in zip(new["adadelta"], old["adadelta"], strict=True):
        close = np.allclose(there["losses"], here["losses"], rtol=1e-10, atol=0)
        here["losses"] = there["losses"] if close else here["losses"]
    now = {"date": old["date"], **new}
    return now if now == old else now | {"date": datetime.date.today().isoformat()}


def main(arguments: list[str]) -> int:
    """Write or check, as asked; return the exit status."""
    if arguments not in ([], ["--check"]):
        print(f"usage: python measure/parity.py [--check]; got {' '.join(arguments)}", file=sys.stderr)
        return 2
    os.environ["KERAS_BACKEND"] = "jax"
    differ = []
    for path, make, keep, indent in ((PARITY, vectors, keep_vectors, None), (LIBRARIES, libraries, keep_libraries, 1)):
        old = json.loads(path.read_text(encoding="utf-8"))
        new = keep(make(), old)
        if new != old:
            differ.append(path.name)
            differ += [name(case) for case in new.get("cases", []) if case not in old["cases"]]
            if not arguments:
                text = json.dumps(new, allow_nan=False, indent=indent)
                path.write_text(text + "\n", encoding="utf-8", newline="\n")
    print("\n".join(["The libraries differ from what was stored in:", *differ]) if differ else "All is as stored.")
    return int(bool(differ and arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
