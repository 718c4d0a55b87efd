"""What is measured: each experiment takes a problem, runs all it needs, and returns numbers for each of 20 seeds.

The numbers are decimal logarithms, so a difference is a ratio: ``{series: {statistic: [one for each seed]}}``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adadelta.optimizers import SGD, Adadelta, Adagrad, Momentum, Optimizer
from adadelta_studies.claims.costs import costs
from adadelta_studies.claims.problems import PROBLEMS, REPORTED, TUNING, Drawn, Problem, batches, descend, draw, run
from adadelta_studies.claims.tuning import METHODS, RATES, Settings, climb, final, make, steps, tune

__all__ = ["EXPERIMENTS", "Table"]

LONG = ("ravine", "outliers", "rare", "digits")
"""Where rates are followed over ten budgets."""

GROUPS = ("outliers", "rare", "words", "digits", "pixels")
"""Where steps are compared among groups of parameters."""

Array = NDArray[np.float64]
Seeds = Sequence[int]
Table = dict[str, dict[str, list[float]]]


def tournament(place: str, method: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Tune a method by nine trials, run it on the reported seeds, and once more with all settings at their defaults.

    It is tuned twice, for the final loss and for the steps to the target, and reported for what it was tuned for.
    """
    problem, best = PROBLEMS[place], tune(PROBLEMS[place], method)
    lowest = [run(problem, make(method, best["final"].settings), seed) for seed in seeds]
    soonest = [run(problem, make(method, best["steps"].settings), seed) for seed in seeds]
    plain = [run(problem, make(method), seed) for seed in seeds]
    found: Table = {
        method: {
            "final": [final(curve, problem) for curve in lowest],
            "climb": [climb(curve, problem) for curve in lowest],
            "steps": [steps(curve, problem) for curve in soonest],
        },
        f"{method}, defaults": {
            "final": [final(curve, problem) for curve in plain],
            "steps": [steps(curve, problem) for curve in plain],
        },
    }
    if problem.louder:  # with the settings that were best in quiet
        loud = [run(problem, make(method, best["final"].settings), seed, noisy=True) for seed in seeds]
        cost = [final(after, problem) - final(before, problem) for after, before in zip(loud, lowest, strict=True)]
        found[method]["cost of noise"] = cost
    if method == "Adagrad":
        found["Adagrad, restarted"] = {"final": _restarted(problem, best["final"].settings, seeds)}
    if method in ("Adagrad", "Adadelta") and place in LONG:
        found |= _rates(problem, method, best["final"].settings if method == "Adagrad" else {}, seeds)
    if method == "Adadelta" and place in GROUPS:
        found |= _groups(problem, seeds)
    tuned = {name: {"settings": one.settings, "edge": one.edge} for name, one in best.items()}
    return found, {place: {method: tuned}}


def _restarted(problem: Problem, settings: Settings, seeds: Seeds) -> list[float]:
    """Final losses of Adagrad where its sums are set to zero halfway, which undoes the decay of its rates."""
    half = problem.updates // 2
    curves = [descend(draw(problem, seed), Adagrad(**settings), problem.updates, restart_at=half) for seed in seeds]
    return [final(curve, problem) for curve in curves]


def _rates(problem: Problem, method: str, settings: Settings, seeds: Seeds) -> Table:
    """Rates of a method over ten budgets at a stretch: the length of its steps by that of the gradients."""
    found: Table = {}
    for seed in seeds:
        watch = _Watch()
        descend(draw(problem, seed), make(method, settings), 10 * problem.updates, watch)
        g2, dx2 = (np.array_split(sums, 10) for sums in np.array(watch.squares).T)
        for words, tenth in (("first", 0), ("last", -1)):
            rate = 0.5 * np.log10(dx2[tenth].sum() / g2[tenth].sum())
            _note(found, f"{method}, {words} tenth of ten budgets", rate=rate)
    return found


def _groups(problem: Problem, seeds: Seeds) -> Table:
    """Adadelta's steps and rates, at its defaults, for thirds of the parameters: rare or frequent, small or large."""
    found: Table = {}
    for seed in seeds:
        watch = _Watch()
        descend(draw(problem, seed), make("Adadelta"), problem.updates, watch)
        for words, third in watch.thirds().items():
            walked, slope = watch.dx[third].sum(), watch.g[third].sum()
            _note(found, words, step=np.log10(walked / watch.met[third].sum()), rate=np.log10(walked / slope))
    return found


class _Watch:
    """Sums of what a run shows: how often each parameter met a gradient, sizes of gradients and steps, and signs."""

    def __init__(self) -> None:
        self.squares: list[tuple[float, float]] = []
        self.met: Array = np.zeros(1)
        self.g, self.dx, self.signed = self.met, self.met, self.met

    def __call__(self, grads: list[Array], updates: list[Array]) -> None:
        g, dx = (np.concatenate([a.ravel() for a in arrays]) for arrays in (grads, updates))
        self.squares.append((float(g @ g), float(dx @ dx)))
        self.met, self.signed = self.met + (g != 0), self.signed + g
        self.g, self.dx = self.g + np.abs(g), self.dx + np.abs(dx)

    def thirds(self) -> dict[str, NDArray[np.intp]]:
        """Thirds of the parameters that met any gradient: by how often, by its size, and by how it kept its sign."""
        met = np.flatnonzero(self.met)
        third, groups = met.size // 3, dict[str, NDArray[np.intp]]()
        for measure, low, high in (
            (self.met, "the rarest third", "the most frequent third"),
            (self.g / np.maximum(self.met, 1), "smallest gradients", "largest gradients"),
            (np.abs(self.signed) / np.where(self.g > 0, self.g, 1), "most fluctuating", "steadiest"),
        ):
            order = met[np.argsort(measure[met], kind="stable")]
            groups |= {low: order[:third], high: order[-third:]}
        return groups


def streams(place: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Feed Adadelta gradients that are made: steady or of random sign, small or a hundred times as large."""
    found: Table = {}
    for seed in seeds:
        rng = np.random.default_rng([seed, 1])
        size, sign = 1 + 0.1 * rng.standard_normal(600), rng.choice([-1.0, 1.0], 600)
        made = {"small and steady": 0.01 * size, "large and steady": size, "large and fluctuating": size * sign}
        for words, stream in made.items():
            x, optimizer = np.zeros(1), Adadelta()
            walked = [abs(float(optimizer.update([x], [np.array([g])])[0][0])) for g in stream]
            step = np.mean(walked[300:])
            _note(found, words, step=np.log10(step), rate=np.log10(step / np.mean(np.abs(stream[300:]))))
    return found, {}


def decay_rates(place: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Take the best and the worst of six decay rates for Adadelta, chosen on the tuning seeds, for two values of ε."""
    problem, found, chosen = PROBLEMS[place], Table(), {}
    for epsilon in (1e-6, 1e-4):
        trials: list[Settings] = [{"rho": rho, "epsilon": epsilon} for rho in (0.8, 0.9, 0.95, 0.98, 0.99, 0.995)]
        means = [np.mean([final(run(problem, make("Adadelta", t), seed), problem) for seed in TUNING]) for t in trials]
        for words, index in (("best", np.argmin(means)), ("worst", np.argmax(means))):
            curves = [run(problem, make("Adadelta", trials[index]), seed) for seed in seeds]
            found[f"{words} ρ at ε = {epsilon:g}"] = {"final": [final(curve, problem) for curve in curves]}
            chosen[f"{words} ρ at ε = {epsilon:g}"] = trials[index]
    return found, {place: {"decay rates": chosen}}


def sensitivity(place: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Spread of the final loss, worst over best, on the grids of the paper's tables 1 and 2."""
    problem, found = PROBLEMS[place], Table()
    grids: dict[str, list[Settings]] = {
        method: [{"learning_rate": 10.0**-power} for power in range(5)] for method in ("SGD", "Momentum", "Adagrad")
    }
    grids["Adadelta"] = [{"rho": rho, "epsilon": 10.0**-p} for rho in (0.9, 0.95, 0.99) for p in (2, 4, 6, 8)]
    for method, grid in grids.items():
        finals = np.array([[final(run(problem, make(method, t), s), problem) for s in seeds] for t in grid])
        found[method] = {"spread": (finals.max(axis=0) - finals.min(axis=0)).tolist()}
    return found, {}


RANGES: dict[str, tuple[float, float]] = {
    "learning_rate": (RATES[0] / 10, RATES[-1]),
    "momentum": (1e-3, 0.5),
    "rho": (1e-3, 0.5),
    "beta1": (1e-3, 0.5),
    "beta2": (1e-4, 0.5),
    "epsilon": (1e-10, 1e-1),
}
"""Where a random search draws each setting, evenly on a logarithmic scale; of decay rates, their distance from 1."""

TRIES = 12
"""How many draws a random search has; one that fails counts twice as many."""


def random_search(place: str, method: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Draw all of a method's settings at random until a run reaches the target, and count the draws."""
    problem, counts = PROBLEMS[place], []
    names = [name for name in make(method).settings if (method, name) != ("Adadelta", "learning_rate")]
    for seed in seeds:
        rng = np.random.default_rng([seed, METHODS.index(method)])
        for count in (*range(1, TRIES + 1), 2 * TRIES):
            drawn = {name: float(10 ** rng.uniform(*np.log10(RANGES[name]))) for name in names}
            settings = {n: 1 - v if n in ("momentum", "rho", "beta1", "beta2") else v for n, v in drawn.items()}
            if count > TRIES or np.any(run(problem, make(method, settings), seed) <= problem.target):
                counts.append(float(np.log10(count)))
                break
    return {method: {"draws": counts, "settings": [float(np.log10(len(names)))]}}, {}


def batch_sizes(place: str, seeds: Seeds = REPORTED) -> tuple[Table, dict[str, Any]]:
    """Noise of the gradient at the start, rows to an update, and the loss after two passes, for three batch sizes."""
    problem, found = PROBLEMS[place], Table()

    def two_passes(seed: int, size: int, rate: float) -> float:
        drawn, rng = draw(problem, seed), np.random.default_rng([seed, size])
        assert drawn.data is not None
        model, X, y = drawn.data
        size = min(size, len(X))
        own = drawn._replace(gradient=batches(model, X, y, size, rng))
        return final(descend(own, SGD(rate), 2 * len(X) // size), problem)

    for words, size in (("one row", 1), ("16 rows", 16), ("all rows", 10**6)):
        means = [np.mean([two_passes(seed, size, rate) for seed in TUNING[:3]]) for rate in RATES[2:]]
        rate = RATES[2:][int(np.argmin(means))]
        for seed in seeds:
            noise, rows = _gradient_noise(draw(problem, seed), size, np.random.default_rng(seed))
            _note(found, words, final=two_passes(seed, size, rate), noise=noise, rows=np.log10(rows))
    return found, {}


def _gradient_noise(drawn: Drawn, size: int, rng: np.random.Generator) -> tuple[float, int]:
    """Return how far batches' gradients lie from that of all rows, by its length, and the rows of a batch."""
    assert drawn.data is not None
    model, X, y = drawn.data
    size = min(size, len(X))
    flat = [np.concatenate([g.ravel() for g in batches(model, X, y, size, rng)()]) for _ in range(40)]
    whole = np.concatenate([g.ravel() for g in model.compute_gradients(X, y, model.predict(X))])
    error = np.mean([np.sum((g - whole) ** 2) for g in flat])
    return float(0.5 * np.log10(max(error / np.sum(whole**2), 1e-24))), size


class TwoConstants(Adadelta):
    """Adadelta with one ε for steps and one for gradients, which a change of units must scale each in its own way."""

    def __init__(self, rho: float, epsilon_dx: float, epsilon_g: float) -> None:
        super().__init__(rho)
        self.epsilon_dx, self.epsilon_g = epsilon_dx, epsilon_g

    def rule(self, g: Any, Eg2: Any, Edx2: Any) -> Any:
        """Return the step of equation 14."""
        Eg2 *= self.rho
        Eg2 += (1 - self.rho) * g**2
        dx = -np.sqrt(Edx2 + self.epsilon_dx) / np.sqrt(Eg2 + self.epsilon_g) * g
        Edx2 *= self.rho
        Edx2 += (1 - self.rho) * dx**2
        return dx


def units(place: str, seeds: Seeds = REPORTED, scale: float = 100.0) -> tuple[Table, dict[str, Any]]:
    """Rescale the parameters a hundredfold, as from meters to centimeters: how far the path parts from itself."""
    problem, found = PROBLEMS[place], Table()
    makers: dict[str, Callable[[float], Optimizer]] = {
        "Adadelta, rescaled": lambda s: Adadelta(),
        "Adadelta, both ε rescaled": lambda s: TwoConstants(0.95, 1e-6 * s**2, 1e-6 / s**2),
        "SGD, rescaled": lambda s: SGD(learning_rate=0.01),
        "Momentum, rescaled": lambda s: Momentum(learning_rate=0.001),
    }
    for words, maker in makers.items():
        for seed in seeds:
            ends = []
            for s in (1.0, scale):
                drawn = draw(problem, seed)
                start = [p.copy() for p in drawn.parameters]
                descend(_rescaled(drawn, s), maker(s), problem.updates)
                ends.append(np.concatenate([(p - p0).ravel() for p, p0 in zip(drawn.parameters, start, strict=True)]))
            apart = np.linalg.norm(ends[1] - ends[0]) / np.linalg.norm(ends[0])
            _note(found, words, deviation=np.log10(np.clip(np.nan_to_num(apart, nan=1e3), 1e-16, 1e3)))
    return found, {}


def _rescaled(drawn: Drawn, s: float) -> Drawn:
    """The same problem in other units: parameters s times as large, hence gradients s times as small."""
    outer = [s * p for p in drawn.parameters]

    def settle() -> None:
        for p, x in zip(drawn.parameters, outer, strict=True):
            p[...] = x / s

    def gradient() -> list[Any]:
        settle()
        return [g / s for g in drawn.gradient()]

    def loss() -> float:
        settle()
        return drawn.loss()

    return Drawn(outer, gradient, loss)


EXPERIMENTS: dict[str, Callable[..., tuple[Table, dict[str, Any]]]] = {
    function.__name__: function
    for function in (tournament, streams, decay_rates, sensitivity, random_search, batch_sizes, units, costs)
}
"""By name, as a claim asks for them."""


def _note(found: Table, series: str, **values: float) -> None:
    """Add one seed's values to a series."""
    for statistic, value in values.items():
        found.setdefault(series, {}).setdefault(statistic, []).append(float(value))
