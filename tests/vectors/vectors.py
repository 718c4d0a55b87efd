"""What is derived from the package and stored: vectors that tests compare with, the explorables' stills, and traits.

`python tests/vectors/vectors.py traits` writes the explorables' bounds and defaults, which the JavaScript is built
with. Without `traits` it writes all else: the vectors, to which the tests of JavaScript and of exercises hold the
package; the stills that the wheel holds, as the built JavaScript draws them; and one of them, the README's picture.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from adadelta import (
    METHODS,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    LinearRegression,
    Momentum,
    Optimizer,
    RMSprop,
    article_line,
    descend,
    ema,
    ema_weights,
    exercises,
    fit,
    half_life,
    least_squares,
    mean_age,
    mistakes,
    rms,
    surfaces,
    widgets,
)
from adadelta.exercises._exercise import flat
from adadelta.training import feed
from adadelta.widgets._still import STATIC, as_json, ask_node
from adadelta.widgets.rate_over_time import PATTERNS

VECTORS = Path(__file__).parent
PICTURE = VECTORS.parents[1] / "book" / "assets" / "readme.svg"
TRAITS = STATIC / "traits.json"
STILLS = STATIC / "stills"
RHOS = (0.0, 0.5, 0.9, 0.95, 0.999)
EPSILONS = (1e-12, 1e-6, 1e-4, 1e-2)
SURFACES = tuple(name for name in surfaces.__all__ if name != "Surface")
ROUNDED = ("plateau", "rotated_ravine")
"""Surfaces that take exp, sin or cos, which platforms round in their own ways; the others are polynomials."""
CLOSE = ("about",)
"""Keys of numbers in which platforms may differ by a last digit: powers, logarithms, sums."""


def gradients(n: int) -> list[float]:
    """Return `n` numbers from tiny to huge, zeros among them, that are the same on every platform."""
    rng = np.random.RandomState(0)  # whose stream never changes
    values = rng.randint(-1000, 1001, n) * 2.0 ** rng.randint(-30, 20, n)
    values[rng.randint(0, n, n // 10)] = 0.0
    return [float(value) for value in values]


def ema_vectors() -> dict[str, Any]:
    """Moving averages, bit for bit; weights, corrected averages and half-lives, which take a power or a log.

    Root mean squares of 1 to 7 values, bit for bit, and of all: NumPy sums 8 or more in another order.
    """
    values = gradients(60)
    cases = [
        {
            "rho": rho,
            "average": ema(values, rho).tolist(),
            "about": {
                "corrected": ema(values, rho, bias_corrected=True).tolist(),
                "weights": ema_weights(rho, 30).tolist(),
                "half_life": half_life(rho),
                "mean_age": mean_age(rho),
            },
        }
        for rho in RHOS
    ]
    few = [rms(values[n : 2 * n]) for n in range(1, 8)]
    return {"values": values, "cases": cases, "rms": few, "about": {"rms": rms(values)}}


def takes_powers(optimizer: Optimizer) -> bool:
    """Return whether the steps hold a power, which platforms round in their own ways: the correction for the start."""
    return "beta1" in optimizer.settings


def steps_of(optimizer: Optimizer, grads: list[float], keep: int) -> dict[str, Any]:
    """Return a method's last `keep` steps for given gradients, and the state that it ends in."""
    x = np.zeros(1)
    dx = [float(optimizer.update([x], [np.array([g])])[0][0]) for g in grads][-keep:]
    ends = {name: float(getattr(optimizer, name)[0][0]) for name in optimizer.state_names}
    steps = {"about": {"dx": dx}} if takes_powers(optimizer) else {"dx": dx}
    return {"settings": optimizer.settings, "ends": ends, **steps}


def drawn(method: type[Optimizer], rng: np.random.RandomState) -> Optimizer:
    """Return the method with settings drawn at random, in decimals that are the same on every platform."""
    settings: dict[str, float] = {name: rng.randint(0, 1000) / 1000 for name in ("momentum", "rho", "beta1", "beta2")}
    settings["learning_rate"] = rng.randint(1, 2000) / 1000
    settings["epsilon"] = float(f"{rng.randint(1, 1000)}e-{rng.randint(3, 13)}")
    return method(**{name: settings[name] for name in method().settings})


def method_vectors(methods: Sequence[type[Optimizer]], draws: int) -> dict[str, Any]:
    """Each method's steps for given gradients, bit for bit: all of them by default, the last for drawn settings."""
    grads, rng = gradients(60), np.random.RandomState(0)
    cases = {
        method.__name__: [
            steps_of(method(), grads, keep=len(grads)),
            *(steps_of(drawn(method, rng), grads, keep=1) for _ in range(draws)),
        ]
        for method in methods
    }
    return {"gradients": grads, "cases": cases}


def optimizers_vectors() -> dict[str, Any]:
    """The methods; Adam's steps take powers, its state does not."""
    return method_vectors(METHODS, draws=60)


def mistakes_vectors() -> dict[str, Any]:
    """The five mistakes."""
    return method_vectors([getattr(mistakes, name) for name in mistakes.__all__], draws=30)


def pattern(gradients: str, steps: int = 1000) -> list[float]:
    """Return the gradients of a pattern of `RateOverTime`, before they are scaled."""
    if gradients == "noisy":
        seeds = accumulate(range(steps), lambda seed, _: seed * 16807 % 2147483647, initial=70000)
        return [3.0 if 2 * seed > 2147483647 else -1.0 for seed in list(seeds)[1:]]
    if gradients == "shrinking":
        return list(accumulate(range(steps - 1), lambda g, _: g * 0.98, initial=1.0))
    if gradients == "rare":
        return [1.0 if t % 10 == 0 else 0.0 for t in range(steps)]
    if gradients == "drop":
        return [0.01 if t >= 500 else 1.0 for t in range(steps)]
    spike = float(gradients.removeprefix("spike_")) if gradients.startswith("spike_") else 1.0
    return [spike if t == 200 else 1.0 for t in range(steps)]


def feeds_vectors() -> dict[str, Any]:
    """What four methods make of each pattern of `RateOverTime`, bit for bit, with its own settings."""
    at, cases = [1, 2, 11, 200, 201, 202, 301, 500, 501, 502, 1000], {}
    for i, gradients in enumerate(PATTERNS):
        scale, rho, epsilon = (1.0, 100.0, 1e-3)[i % 3], RHOS[(i + 3) % 5], EPSILONS[(i + 1) % 4]
        g = [scale * value for value in pattern(gradients)]
        fed = [
            feed(one, g)
            for one in (SGD(0.1), Adagrad(0.1, epsilon), RMSprop(0.1, rho, epsilon), Adadelta(rho, epsilon))
        ]
        runs = {run.name: {key: [getattr(run, key)[t - 1] for t in at] for key in ("rates", "walked")} for run in fed}
        settings = {"scale": scale, "rho": rho, "epsilon": epsilon}
        cases[gradients] = {"settings": settings, "fed": [g[t - 1] for t in at], "runs": runs}
    return {"at": at, "cases": cases}


def surfaces_vectors() -> dict[str, Any]:
    """Values and gradients of every surface, bit for bit where it is a polynomial; and what else it holds."""
    rng = np.random.RandomState(0)
    points = np.concatenate([10 * rng.random_sample((36, 2)) - 5, [[0.0, 0.0], [-0.0, -0.0], [1.0, 1.0], [-1e3, 1e-3]]])
    cases = {}
    for name in SURFACES:
        surface = getattr(surfaces, name)()
        seen = {"values": surface.value(points).tolist(), "gradients": surface.gradient(points).tolist()}
        facts = {"words": surface.name, "minima": surface.minima, "least": surface.least}
        facts |= {"window": surface.window, "start": surface.start, "noise": surface.noise}
        cases[name] = facts | ({"about": seen} if name in ROUNDED else seen)
    return {"points": points.tolist(), "cases": cases}


def descents_vectors() -> dict[str, Any]:
    """Each method down each surface, all meeting the same noise; and descents that leave the numbers.

    Bit for bit, but for Adam and where the surface is no polynomial.
    """
    noise = np.random.RandomState(0).randint(-2000, 2001, (60, 2)) / 1000
    at = [1, 2, 10, 60]
    cases = []
    for name in SURFACES:
        for optimizer in (SGD(0.001), Momentum(0.001), Adagrad(0.1), RMSprop(0.01), Adadelta(), Adam(0.05)):
            surface = getattr(surfaces, name)()
            descent = descend(surface, optimizer, len(noise), noise=noise)
            seen = {"points": descent.points[at].tolist(), "values": descent.values[at].tolist()}
            seen["gradients"] = descent.gradients[-1:].tolist()
            about = name in ROUNDED or takes_powers(optimizer)
            cases.append(who(name, optimizer) | ({"about": seen} if about else seen))
    lost = []
    for name, optimizer, start in (
        ("rosenbrock", SGD(1.0), (-1.2, 1.0)),
        ("rosenbrock", Momentum(0.01), (-1.2, 1.0)),
        ("himmelblau", SGD(0.1), (-4.0, -1.0)),
        ("beale", Momentum(0.1), (4.0, 4.0)),
        ("saddle", RMSprop(1.0, rho=0.0, epsilon=1.0), (1e60, 1e60)),
        ("ravine", Adagrad(), (1e154, 0.0)),
        ("ravine", Adadelta(), (1e200, 1.0)),
    ):
        points, values = longest_descent(getattr(surfaces, name)(), optimizer, start)
        ends = {"point": [repr(v) for v in points[-1].tolist()], "value": repr(float(values[-1]))}  # may be infinite
        lost.append(who(name, optimizer) | {"start": start, "steps": len(points) - 1, **ends})
    return {"noise": noise.tolist(), "at": at, "cases": cases, "lost": lost}


def who(surface: str, optimizer: Optimizer) -> dict[str, Any]:
    """Return the names and settings that say which descent it is."""
    return {"surface": surface, "method": type(optimizer).__name__, "settings": optimizer.settings}


def longest_descent(
    surface: surfaces.Surface, optimizer: Optimizer, start: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points and values of the longest descent that is possible from here."""
    points = np.array([start])
    with np.errstate(over="ignore"):
        values = surface.value(points)
    for steps in range(1, 1000):
        try:
            descent = descend(surface, optimizer, steps, start=start)
        except ValueError:
            return points, values
        points, values = descent.points, descent.values
    raise ValueError(f"a descent must leave the numbers to be of use here; that of {optimizer!r} did not")


def regression_vectors() -> dict[str, Any]:
    """Losses and parameters of the article's regression, within 1e-12: sums may be taken in another order."""
    X, y, W0 = article_line()
    epochs = [0, 1, 2, 10, 100, 500]
    cases = []
    for rho in RHOS:
        for epsilon in EPSILONS:
            model = LinearRegression(1, W=W0)
            history = fit(model, Adadelta(rho=rho, epsilon=epsilon), X, y, epochs=epochs[-1], progress=False)
            W, b = (values.reshape(-1)[epochs].tolist() for values in history.parameters)
            about = {"loss": history.loss[epochs].tolist(), "W": W, "b": b}
            cases.append({"rho": rho, "epsilon": epsilon, "about": about})
    batches = []
    for batch_size in (1, 7, 10, 100):
        model = LinearRegression(1, W=W0)
        history = fit(model, Adadelta(), X, y, epochs=100, batch_size=batch_size, shuffle=False, progress=False)
        W, b = (values.reshape(-1)[epochs[:-1]].tolist() for values in history.parameters)
        about = {"loss": history.loss[epochs[:-1]].tolist(), "W": W, "b": b}
        batches.append({"batch_size": batch_size, "about": about})
    descents, rates = [], (0.1, 0.5, 1.0)
    for batch_size, rate in zip((1, 7, 10), rates, strict=True):
        model, rng = LinearRegression(1, W=W0), np.random.default_rng(1)
        history = fit(model, SGD(rate), X, y, epochs=3, batch_size=batch_size, rng=rng, progress=False)
        W, b = (values.ravel().tolist() for values in history.parameters)
        about = {"loss": history.loss.tolist(), "W": W, "b": b}
        descents.append({"size": batch_size, "rate": rate, "about": about})
    rng = np.random.default_rng(1)
    orders = [rng.permutation(len(X)).tolist() for _ in range(3)]
    best = least_squares(X, y)
    least = {"W": float(best.W[0, 0]), "b": float(best.b[0]), "loss": best.loss(X, y)}
    data = {"x": X[:, 0].tolist(), "y": y[:, 0].tolist(), "W0": float(W0[0, 0])}
    return {"about": {**data, "least": least}, "epochs": epochs, "cases": cases, "batches": batches} | {
        "orders": orders,
        "descents": descents,
    }


def exercises_vectors() -> dict[str, Any]:
    """What each listed mistake of an exercise answers."""
    checks = {name: getattr(exercises, name) for name in exercises.__all__}
    return {
        name: {
            words: {"about": [flat(wrong(*case)).tolist() for case in check.cases]}
            for words, wrong in check.mistakes.items()
        }
        for name, check in checks.items()
        if check.cases
    }


def defaults_vectors() -> dict[str, Any]:
    """The states that the explorables start in, their data among them: what their JavaScript is tried with."""
    kinds = [getattr(widgets, name)() for name in widgets.__all__]
    return {"about": {one.explorable: {name: getattr(one, name) for name in one.shared} for one in kinds}}


MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "ema": ema_vectors,
    "optimizers": optimizers_vectors,
    "mistakes": mistakes_vectors,
    "feeds": feeds_vectors,
    "surfaces": surfaces_vectors,
    "descents": descents_vectors,
    "regression": regression_vectors,
    "exercises": exercises_vectors,
    "defaults": defaults_vectors,
}


def differences(old: Any, new: Any, where: str, *, close: bool = False) -> Iterator[str]:
    """Say where two values differ: to the last bit, or beneath the keys in CLOSE by more than 1e-12 of their size."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from differences(old[key], new[key], f"{where}.{key}", close=close or key in CLOSE)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{where}[{i}]", close=close)
    elif close and isinstance(old, float) and isinstance(new, float):
        if abs(old - new) > 1e-12 * max(1.0, abs(old)):
            yield f"{where} is {old!r}, the package gives {new!r}"
    elif old != new or repr(old) != repr(new):  # repr tells 0.0 from -0.0
        yield f"{where} is {old!r}, the package gives {new!r}"


def stills() -> dict[str, list[dict[str, Any]]]:
    """Return each explorable's stills, of its defaults and its presets, by its name."""
    drawn: dict[str, list[dict[str, Any]]] | None = ask_node(as_json(defaults_vectors()["about"]))
    assert drawn, "there is no Node"
    return {name: [{k: v for k, v in one.items() if k != "results"} for one in drawn[name]] for name in sorted(drawn)}


def stills_text(drawn: list[dict[str, Any]]) -> str:
    """Return the stills of one explorable as JSON, one line for each."""
    lines = (json.dumps(one, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for one in drawn)
    return "[" + ",\n".join(lines) + "]\n"


def readme_picture(drawn: dict[str, list[dict[str, Any]]]) -> str:
    """Return the article's regression after its 100 epochs."""
    return str(drawn["article-regression"][0]["svg"]) + "\n"


def bounds(trait: Any) -> dict[str, Any]:
    """Return what a trait declares of its values: options, bounds, whole numbers only, and how many a list holds."""
    if isinstance(trait, traitlets.List):
        counts = {"least": trait._minlen, "most": trait._maxlen}
        return bounds(trait._trait) | {key: count for key, count in counts.items() if 0 < count < sys.maxsize}
    if isinstance(trait, traitlets.Enum):
        return {"options": list(trait.values or ())}
    whole = {"whole": True} if isinstance(trait, traitlets.Int) else {}
    return {"min": trait.min, "max": trait.max, **whole}


def settings_of(kind: Any) -> dict[str, dict[str, Any]]:
    """Return for each setting of an explorable its default and its bounds; data that a reader cannot set have none."""
    explorable = kind()
    traits = {name: explorable.traits()[name] for name in kind.shared}
    settings = {name: trait for name, trait in traits.items() if not trait.read_only}
    return {name: {"default": getattr(explorable, name), **bounds(trait)} for name, trait in settings.items()}


def traits_text() -> str:
    """Return the bounds and defaults of all explorables as JSON, one line for each setting."""
    kinds = {kind().explorable: kind for kind in (getattr(widgets, name) for name in widgets.__all__)}
    blocks = []
    for name, kind in sorted(kinds.items()):
        rows = [f'"{key}":{json.dumps(spec, separators=(",", ":"))}' for key, spec in settings_of(kind).items()]
        blocks.append(f'"{name}":{{\n' + ",\n".join(rows) + "}")
    return "{" + ",\n".join(blocks) + "}\n"


def outdated(path: Path, made: dict[str, Any]) -> list[str]:
    """Say where what is stored differs from what the package gives now."""
    if not path.exists():
        return [f"{path.name} is missing"]
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored.pop("made_by", None)
    return list(differences(stored, json.loads(json.dumps(made)), path.name))


def write() -> None:
    """Write the vectors that are outdated, with the versions that made them: to be read, not compared."""
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        path, made = VECTORS / f"{name}.json", make()
        if outdated(path, made):
            text = json.dumps({"made_by": versions, **made}, ensure_ascii=False, allow_nan=False)
            path.write_text(text + "\n", encoding="utf-8", newline="\n")
    drawn = stills()
    STILLS.mkdir(exist_ok=True)
    for name, states in drawn.items():
        (STILLS / f"{name}.json").write_text(stills_text(states), encoding="utf-8", newline="\n")
    PICTURE.write_text(readme_picture(drawn), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["traits"]:
        TRAITS.write_text(traits_text(), encoding="utf-8", newline="\n")
    else:
        write()
