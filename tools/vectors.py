"""What is derived from the package and stored: vectors that the JavaScript is held to, and the README's picture.

python tools/vectors.py           write tests/vectors/*.json and book/assets/readme.svg
python tools/vectors.py --check   compare them with the package instead; status 1 if they differ
"""

from __future__ import annotations

import json
import math
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from adadelta import (
    Adadelta,
    LinearRegression,
    article_line,
    ema,
    ema_weights,
    fit,
    half_life,
    least_squares,
    mean_age,
)
from adadelta._static_figure import fixed, number, picture, setting
from adadelta.widgets import ArticleRegression, Explorable, MovingAverage

ROOT = Path(__file__).parents[1]
VECTORS = ROOT / "tests" / "vectors"
PICTURE = ROOT / "book" / "assets" / "readme.svg"
RHOS = (0.0, 0.5, 0.9, 0.95, 0.999)
EPSILONS = (1e-12, 1e-6, 1e-4, 1e-2)
CLOSE = ("about", "state")
"""Keys of numbers in which platforms may differ by a last digit: powers, logarithms, sums."""


def gradients(n: int) -> list[float]:
    """Return `n` numbers from tiny to huge, zeros among them, that are the same on every platform."""
    rng = np.random.RandomState(0)  # whose stream never changes
    values = rng.randint(-1000, 1001, n) * 2.0 ** rng.randint(-30, 20, n)
    values[rng.randint(0, n, n // 10)] = 0.0
    return [float(value) for value in values]


def ema_vectors() -> dict[str, Any]:
    """Moving averages, bit for bit; weights, corrected averages and half-lives, which take a power or a log."""
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
    return {"values": values, "cases": cases}


def adadelta_vectors() -> dict[str, Any]:
    """Adadelta's steps and both averages for given gradients, bit for bit."""
    grads = gradients(80)
    cases = []
    for rho in RHOS:
        for epsilon in EPSILONS:
            x, optimizer = np.zeros(1), Adadelta(rho=rho, epsilon=epsilon)
            dx = [float(optimizer.update([x], [np.array([g])])[0][0]) for g in grads]
            state = {name: float(getattr(optimizer, name)[0][0]) for name in optimizer.state_names}
            cases.append({"rho": rho, "epsilon": epsilon, "dx": dx, **state})
    return {"gradients": grads, "cases": cases}


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
    best = least_squares(X, y)
    least = {"W": float(best.W[0, 0]), "b": float(best.b[0]), "loss": best.loss(X, y)}
    data = {"x": X[:, 0].tolist(), "y": y[:, 0].tolist(), "W0": float(W0[0, 0])}
    return {"about": {**data, "least": least}, "epochs": epochs, "cases": cases}


def sentence_vectors() -> dict[str, Any]:
    """What each explorable says, the bounds of its settings, and numbers in words.

    A state holds what differs from the first one.
    """
    averages: list[Explorable] = [
        MovingAverage(rho, start)
        for rho, start in ((0.9, "zero"), (0.0, "zero"), (0.2, "corrected"), (0.999, "corrected"))
    ]
    averages += [MovingAverage(1 / 3, values=[-0.001, 1e-9, -2.5]), MovingAverage(0.5, values=[0.125, -0.125])]
    lines: list[Explorable] = [
        ArticleRegression(rho, epsilon, epochs)
        for rho, epsilon, epochs in (
            (0.95, 1e-6, 100),
            (0.95, 1e-6, 0),
            (0.9, 1.2345678901234e-5, 1),
            (0.0, 1e-12, 2000),
            (0.999, 1.0, 3),
            (0.5, 1e-2, 1000),
        )
    ]
    explorables = {}
    for group in (averages, lines):
        kind = type(group[0])
        bounds = {
            name: [trait.min, trait.max]
            for name, trait in kind.class_traits().items()
            if name in kind.shared and math.isfinite(getattr(trait, "max", math.inf))
        }
        states = [
            {
                "state": {
                    name: value
                    for name in kind.shared
                    if (value := getattr(explorable, name)) != getattr(group[0], name) or explorable is group[0]
                },
                "sentence": explorable.sentence(),
            }
            for explorable in group
        ]
        explorables[group[0].explorable] = {"shared": kind.shared, "bounds": bounds, "states": states}
    numbers = [0.0, 0.25, -0.25, 2.5, 0.28125, 999.96, 12345.5, 99999.0, 1e5, 123456.0, 1e-3, 9.9996e-4]
    numbers += [-1.5e-7, 1 / 3, 5e-324, math.inf, -math.inf, 20.0, -0.0004]
    words = [
        {
            "value": repr(value),
            "number": number(value),
            "fixed": fixed(value, 3) if math.isfinite(value) else None,
            "setting": setting(value) if math.isfinite(value) else None,
        }
        for value in numbers
    ]
    return {"explorables": explorables, "words": words}


MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "ema": ema_vectors,
    "adadelta": adadelta_vectors,
    "regression": regression_vectors,
    "sentences": sentence_vectors,
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


def readme_picture() -> str:
    """Return the article's regression as it stands after its 100 epochs."""
    return picture(ArticleRegression().panels()) + "\n"


def check() -> list[str]:
    """Say where what is stored differs from the package: nothing, when all is well."""
    found: list[str] = []
    if not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != readme_picture():
        found.append(f"{PICTURE.name} is not what the package draws")
    for name, make in MAKERS.items():
        path = VECTORS / f"{name}.json"
        if not path.exists():
            found.append(f"{path.name} is missing")
            continue
        stored = json.loads(path.read_text(encoding="utf-8"))
        stored.pop("made_by", None)
        found += differences(stored, json.loads(json.dumps(make())), path.name)
    return found


def write() -> None:
    """Write the vectors, with the versions that made them: to be read, not compared."""
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        text = json.dumps({"made_by": versions, **make()}, ensure_ascii=False, allow_nan=False)
        (VECTORS / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    PICTURE.write_text(readme_picture(), encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """Write or check, as asked; return the exit status."""
    if arguments not in ([], ["--check"]):
        print(f"usage: python tools/vectors.py [--check]; got {' '.join(arguments)}", file=sys.stderr)
        return 2
    if not arguments:
        write()
        return 0
    found = check()
    if found:
        print(f"What is stored differs from the package in {len(found)} places, such as:", file=sys.stderr)
        print("\n".join(f"  {line}" for line in found[:10]), file=sys.stderr)
        print("If the package is right: python tools/vectors.py", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
