"""How fast is a step? `make bench` times Adadelta's implementations and writes STEP.md and results.json here.

python measure/step.py            the whole run, about ten minutes; nothing else should run at the same time
python measure/step.py --quick    a smoke run: no 40,000,000 parameters, one short round, only printed
python measure/step.py --render   write STEP.md anew from results.json, measuring nothing

Each contender runs in a fresh process, on one thread, and each round runs every contender once. Ends with
status 1 if a bound is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

import numpy as np
from report import HERE, Bound, bound_table, describe_machine, head, list_broken, main, table, write

import adadelta

METHODS = tuple(method.__name__ for method in adadelta.METHODS)
DTYPES = ("float32", "float64")
RHO, EPSILON = 0.95, 1e-6
COPIED = 3.5  # numbers for each parameter: a step reads g, x and two averages, and writes back all but g
WARM_UP = 3  # steps, before the clock starts
MAIN, MANY = (4_000_000, 1), (100, 1_000)  # size and number of arrays
LOADS = [(545_810, 1), MAIN, MANY, (40_000_000, 1)]
SIZES = (400_000, 4_000_000)  # for the memory
CONTENDERS = {
    "copy": "`np.copyto`, for reference",
    "unchecked": "ours, `step(check_finite=False)`",
    "checked": "ours, `step`",
    "update": "ours, `update`",
    "article": "the article's plain code",
    "torch": "PyTorch, `foreach=False`",
    "foreach": "PyTorch, `foreach=True`",
    "optax": "Optax, jit, donated buffers",
}
RAW = HERE / "results.json"
LEDGER = HERE.parent / "src" / "adadelta" / "data" / "step_seconds.json"  # what the claims say of times
OURS = ("unchecked", "checked", "update")
LIBRARIES = {"torch": "torch", "foreach": "torch", "optax": "optax"}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")  # NPROC is JAX's


@dataclass(frozen=True)
class Case:
    """What is timed: one contender's step on so many arrays of one size."""

    contender: str
    dtype: str = "float32"
    size: int = MAIN[0]
    arrays: int = MAIN[1]
    method: str = "Adadelta"


Speed = dict[Case, list[float]]  # seconds of a step: each round's median
Step = Callable[[], list[Any]]  # returns the parameters


# --- the contenders ---


def our_step(case: Case, x: list[Any], g: list[Any]) -> Step:
    """The package's methods, Adadelta with the same settings as its rivals."""
    settings = {"rho": RHO, "epsilon": EPSILON} if case.method == "Adadelta" else {}
    optimizer = getattr(adadelta, case.method)(**settings)
    call = optimizer.update if case.contender == "update" else optimizer.step
    check = case.contender != "unchecked"

    def step() -> list[Any]:
        call(x, g, check_finite=check)
        return x

    return step


def copy_step(case: Case, x: list[Any], g: list[Any]) -> Step:
    """As many bytes as the update must move."""
    x[:], g[:] = ([np.ones(int(COPIED * case.size), case.dtype) for _ in x] for _ in range(2))

    def step() -> list[Any]:
        for target, source in zip(x, g, strict=True):
            np.copyto(target, source)
        return x

    return step


def article_step(case: Case, x: list[Any], g: list[Any]) -> Step:
    """Whole arrays, and a new one for each intermediate result."""
    Eg2, Edx2 = [np.zeros_like(p) for p in x], [np.zeros_like(p) for p in x]

    def step() -> list[Any]:
        for i in range(len(x)):
            Eg2[i] = RHO * Eg2[i] + (1 - RHO) * g[i] ** 2
            update = -(np.sqrt(Edx2[i] + EPSILON) / np.sqrt(Eg2[i] + EPSILON)) * g[i]
            Edx2[i] = RHO * Edx2[i] + (1 - RHO) * update**2
            x[i] += update
        return x

    return step


def torch_step(case: Case, x: list[Any], g: list[Any]) -> Step:
    """PyTorch's Adadelta, its tensors in its own memory."""
    import torch

    torch.set_num_threads(1)
    params = [torch.nn.Parameter(torch.tensor(p)) for p in x]
    for p, grad in zip(params, g, strict=True):
        p.grad = torch.tensor(grad)
    optimizer = torch.optim.Adadelta(params, lr=1.0, rho=RHO, eps=EPSILON, foreach=case.contender == "foreach")
    shown = [p.detach() for p in params]

    def step() -> list[Any]:
        optimizer.step()
        return shown

    return step


def optax_step(case: Case, x: list[Any], g: list[Any]) -> Step:
    """Optax's Adadelta, compiled together with the parameters' change; parameters and state are overwritten."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", case.dtype == "float64")
    method = optax.adadelta(learning_rate=1.0, rho=RHO, eps=EPSILON)

    def change(params: Any, state: Any, grads: Any) -> Any:
        updates, state = method.update(grads, state, params)
        return optax.apply_updates(params, updates), state

    compiled = jax.jit(change, donate_argnums=(0, 1))
    grads, params = [jax.numpy.array(p) for p in g], [jax.numpy.array(p) for p in x]
    now = [params, method.init(params)]

    def step() -> list[Any]:
        now[:] = jax.block_until_ready(compiled(*now, grads))
        return now[0]

    return step


MAKE = {"copy": copy_step, "article": article_step, "torch": torch_step, "foreach": torch_step, "optax": optax_step}


# --- the worker: a process that times one case ---


def draw(dtype: Any, size: int, arrays: int = 1) -> tuple[list[Any], list[Any]]:
    """Return parameters and gradients, so many arrays of one size."""
    rng = np.random.default_rng(0)
    x, g = ([rng.standard_normal(size, dtype) for _ in range(arrays)] for _ in range(2))
    return x, g


def work(case: Case, seconds: float) -> dict[str, float]:
    """Time a case; return the median of its steps, what it moved, and its CPU time divided by the elapsed time."""
    x, g = draw(case.dtype, case.size, case.arrays)
    before = x[0][:100].copy()
    step = MAKE.get(case.contender, our_step)(case, x, g)
    del x, g
    for _ in range(WARM_UP):
        after = step()
    moved = float(np.abs(np.asarray(after[0][:100]) - before).sum())
    times: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()
    while len(times) < 3 or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    return {"seconds": median(times), "moved": moved, "cpu": share}


def run_worker(file: str, threads: int, *arguments: str, **environment: str) -> dict[str, Any]:
    """Have one fresh process of a program do the work on so many threads; return what it prints."""
    clean = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    command = [sys.executable, file, "--worker", *arguments]
    clean |= dict.fromkeys(THREADS, str(threads)) | environment
    done = subprocess.run(command, env=clean, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def bind() -> None:
    """Keep this process to one processor, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def peak(call: str, dtype: str, size: int) -> int:
    """Return the most bytes that a call of Adadelta holds, in addition to what there was before and what it returns."""
    x, g = draw(dtype, size)
    optimizer = adadelta.Adadelta()
    act = optimizer.update if call == "update" else optimizer.step
    act(x, g)  # makes the state
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        returned = act(x, g, check_finite=call != "unchecked") or []
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return most - before - sum(array.nbytes for array in returned)


# --- the run ---


def list_cases(quick: bool, installed: Iterable[str]) -> list[Case]:
    """Return all that is timed: Adadelta by every contender at every load, and our other methods."""
    names = [name for name in CONTENDERS if LIBRARIES.get(name, "numpy") in installed]
    cases = [Case(name, dtype, *load) for dtype in DTYPES for load in LOADS[: 3 if quick else 4] for name in names]
    return cases + [
        Case(name, dtype, method=m) for dtype in DTYPES for m in METHODS if m != "Adadelta" for name in OURS
    ]


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run everything; return what `render` takes."""
    about, began = describe_machine(("numpy", "torch", "jax", "optax")), time.time()
    cases = list_cases(arguments.quick, about["versions"])
    speed: Speed = {case: [] for case in cases}
    moved: dict[Case, float] = {}
    shares: list[float] = []
    seconds, rounds = (0.1, 1) if arguments.quick else (0.3, 5)
    flags = {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1", "JAX_PLATFORMS": "cpu"}
    for i in range(rounds):
        for case in cases:
            if i >= (2 if case.size > MAIN[0] else 3 if case.method != "Adadelta" else rounds):
                continue  # fewer rounds of what takes long, and of the methods that nothing is compared with
            report = run_worker(__file__, 1, json.dumps([asdict(case), seconds]), **flags)
            speed[case].append(report["seconds"])
            shares.append(report["cpu"])
            if case.contender != "copy":
                same = moved.setdefault(replace(case, contender=""), report["moved"])
                if not np.isclose(report["moved"], same, rtol=1e-4, atol=0):
                    sys.exit(f"{case} moves by {report['moved']}, others by {same}: they are not the same method")
        print(f"round {i + 1} of {rounds}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)
    return {
        "about": about | {"cpu": [min(shares), max(shares)], "minutes": (time.time() - began) / 60},
        "speed": speed,
        "memory": {
            f"{call} {dtype} {size}": peak(call, dtype, size) for call in OURS for dtype in DTYPES for size in SIZES
        },
    }


# --- the report ---


def read() -> dict[str, Any]:
    """Read the stored numbers."""
    raw = json.loads(RAW.read_text(encoding="utf-8"))
    return raw | {"speed": {Case(**row["case"]): row["seconds"] for row in raw["speed"]}}


def save(results: dict[str, Any]) -> None:
    """Store the numbers, and those on which the claims rest with the package."""
    ledger: dict[str, dict[str, list[float]]] = {"float32": {}, "float64": {}}
    for case, times in results["speed"].items():
        if (case.contender, case.size) == ("checked", 4_000_000):
            ledger[case.dtype][case.method] = times
    write(LEDGER, ledger)
    write(RAW, results | {"speed": [{"case": case, "seconds": times} for case, times in results["speed"].items()]})


def ratios(results: dict[str, Any]) -> list[Bound]:
    """Return the run's ratios; those that an undisturbed machine keeps have a bound."""
    speed, memory = results["speed"], results["memory"]

    def ratio(above: Iterable[str], below: str, *load: Any) -> float | None:
        times = [median(speed[case]) for name in above if speed.get(case := Case(name, *load))]
        under = speed.get(Case(below, *load))
        return min(times) / median(under) if times and under else None

    rows = [Bound(f"4,000,000 float32: {CONTENDERS[name]} / copy", ratio([name], "copy")) for name in OURS]
    fastest = ratio(LIBRARIES, "unchecked")
    rows.append(Bound("4,000,000 float32: the fastest of PyTorch and Optax / `step(check_finite=False)`", fastest))
    plain = ratio(["article"], "checked")
    rows.append(Bound("4,000,000 float32: the article's plain code / ours, `step`", plain, least=1.5))
    for dtype in DTYPES:
        for name in OURS[:2]:
            what = f"1,000 × 100 {dtype}: {CONTENDERS[name]} / PyTorch, `foreach=False`"
            rows.append(Bound(what, ratio([name], "torch", dtype, *MANY), most=1.25))
    for name in OURS:
        grown = [memory[f"{name} {dtype} {SIZES[1]}"] / memory[f"{name} {dtype} {SIZES[0]}"] for dtype in DTYPES]
        rows.append(Bound(f"temporaries of {CONTENDERS[name]}: at 4,000,000 / at 400,000", max(grown), most=1.05))
    return rows


def cell(times: list[float] | None, copy: list[float] | None, scale: float, yard: float = 1.0) -> str:
    """Write a median, how many copies that is, and half the range of the rounds."""
    if not times:
        return "–"
    middle, text = median(times), f"{median(times) * scale:.3g}"
    if copy:
        text += f" ({middle / median(copy) / yard:.2f}×)"
    return text + (f" ±{(max(times) - min(times)) / 2 / middle:.0%}" if len(times) > 1 else "")


def speed_table(speed: Speed, dtype: str) -> str:
    """Write Adadelta's table for a dtype: a row for each contender, and one for the finite check."""
    loads = [load for load in LOADS if Case("copy", dtype, *load) in speed]
    rows = {name: [title] for name, title in CONTENDERS.items()}
    check = ["the finite check: the difference of the two above"]
    for load in loads:
        scale = 1e3 if load == MANY else 1e9 / load[0]
        copy, unchecked, checked = (speed[Case(name, dtype, *load)] for name in ("copy", "unchecked", "checked"))
        for name, row in rows.items():
            row.append(cell(speed.get(Case(name, dtype, *load)), copy, scale))
        check.append(cell([median(checked) - median(unchecked)], copy, scale))
    lines = [row for row in rows.values() if set(row[1:]) != {"–"}]
    lines.insert(lines.index(rows["checked"]) + 1, check)
    return table([dtype] + ["1,000 × 100 [ms]" if load == MANY else f"{load[0]:,} [ns]" for load in loads], lines)


def method_table(speed: Speed, dtype: str) -> str:
    """Write the table of all methods for a dtype."""
    rows = []
    for method in METHODS:
        moved = 3 + 2 * len(getattr(adadelta, method).state_names)  # g and x read, x written; the state both
        times = [speed.get(Case(name, dtype, method=method)) for name in OURS]
        copy = speed.get(Case("copy", dtype))
        rows.append([method, str(moved)] + [cell(t, copy, 1e9 / MAIN[0], moved / 2 / COPIED) for t in times])
    return table([dtype, "numbers moved"] + [CONTENDERS[name] + " [ns]" for name in OURS], rows)


def memory_table(memory: dict[str, int]) -> str:
    """Write the table of what a call holds."""
    rows = []
    for name in OURS:
        for dtype in DTYPES:
            held = [f"{memory[f'{name} {dtype} {size}'] / 1e3:,.0f} kB" for size in SIZES]
            rows.append([f"{CONTENDERS[name]}, {dtype}", *held])
    return table(["", *(f"{size:,}" for size in SIZES)], rows)


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    about, speed = results["about"], results["speed"]
    left_out = sorted({library for library in LIBRARIES.values() if library not in about["versions"]})
    missing = f"Not installed, so without a row: {', '.join(left_out)}.\n\n" if left_out else ""
    return f"""{head("How fast is a step?", "bench", about)}
{missing}{bound_table(ratios(results))}

## Adadelta

Nanoseconds per parameter, or milliseconds per step for 1,000 arrays of 100 numbers; in parentheses, the time divided
by that of the copy; after ±, half the range of the rounds. The paper's network has 545,810 parameters.

{speed_table(speed, "float32")}

{speed_table(speed, "float64")}

- The copy is `np.copyto` of 3.5 numbers for each parameter. A step reads g, x, E[g²] and E[Δx²] and writes back all but
  g, so it moves 7 numbers for each parameter. So does the copy, which reads 3.5 and writes 3.5.
- `update` returns the steps in new arrays: one more number to write.
- Neither PyTorch, Optax, nor the article's code checks that gradients are finite.
- Each contender runs in a fresh process, with {WARM_UP} steps before the clock starts. Each round runs every
  contender once, so a slow spell of the machine affects all of them. The table shows the median of the rounds' medians.
- Each process uses one thread, bound to one processor where the system allows it. CPU time divided by elapsed time was
  {about["cpu"][0]:.2f} to {about["cpu"][1]:.2f}: at most 1 with one thread, and less if the thread had to wait.
- In every round, the first steps of all contenders are compared: they are the same.

## Every method

At 4,000,000 parameters. In parentheses, the time divided by that of a copy that moves as many numbers: the copy above,
scaled.

{method_table(speed, "float32")}

{method_table(speed, "float64")}

## Memory

The most that a call of Adadelta holds in addition to its arguments, its state, and what it returns, by `tracemalloc`,
for arrays of two sizes. It works through an array block by block, so the size of the array does not matter.

{memory_table(results["memory"])}
"""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        bind()
        case, seconds = json.loads(sys.argv[2])
        print(json.dumps(work(Case(**case), seconds)))
    else:
        sys.exit(main(HERE / "STEP.md", run, read, save, render, lambda results: list_broken(ratios(results))))
