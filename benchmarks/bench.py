"""How fast is a step? `make bench` times Adadelta's implementations and writes README.md and results.json here.

python benchmarks/bench.py            the whole run, about ten minutes; nothing else should run beside it
python benchmarks/bench.py --quick    a smoke run: no 40,000,000 parameters, one short round, only printed
python benchmarks/bench.py --render   write README.md anew from results.json, measuring nothing

Each contender runs in a fresh process of its own, on one thread, and the rounds take all contenders in turn.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import adadelta
from adadelta.optimizers import BLOCK

REPORT, RAW = (Path(__file__).with_name(name) for name in ("README.md", "results.json"))
STEPS = Path(__file__).parents[1] / "src" / "adadelta" / "data" / "step_seconds.json"  # what the claims tell of times
METHODS = tuple(method.__name__ for method in adadelta.METHODS)
DTYPES = ("float32", "float64")
RHO, EPSILON = 0.95, 1e-6
COPIED = 3.5  # numbers for each parameter: a step reads g, x and two averages, and writes back all but g
WARM_UP = 3  # steps, before the clock starts
MAIN, MANY = (4_000_000, 1), (100, 1_000)  # size and number of arrays
LOADS = [(545_810, 1), MAIN, MANY, (40_000_000, 1)]
SIZES = (400_000, 4_000_000)  # for the memory
CONTENDERS = {
    "copy": "`np.copyto`, the yardstick",
    "unchecked": "ours, `step(check_finite=False)`",
    "checked": "ours, `step`",
    "update": "ours, `update`",
    "article": "the article's plain code",
    "torch": "PyTorch, `foreach=False`",
    "foreach": "PyTorch, `foreach=True`",
    "optax": "Optax, jit, donated buffers",
}
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


# --- the worker: a process that times a few cases, most often one ---


def work(cases: Iterable[Case], seconds: float, rounds: int) -> list[dict[str, Any]]:
    """Time cases in turn; return for each its rounds' medians, what it moved, and its CPU time by wall time."""
    steps, reports = [], []
    for case in cases:
        rng = np.random.default_rng(0)
        x, g = ([rng.standard_normal(case.size, case.dtype) for _ in range(case.arrays)] for _ in range(2))
        before = x[0][:100].copy()
        step = MAKE.get(case.contender, our_step)(case, x, g)
        for _ in range(WARM_UP):
            after = step()
        steps.append(step)
        moved = float(np.abs(np.asarray(after[0][:100]) - before).sum())
        reports.append({"seconds": [], "moved": moved, "cpu": []})
        del x, g
    for _ in range(rounds):
        for step, report in zip(steps, reports, strict=True):
            times: list[float] = []
            began, cpu = time.perf_counter(), time.process_time()
            while len(times) < 3 or time.perf_counter() - began < seconds:
                start = time.perf_counter()
                step()
                times.append(time.perf_counter() - start)
            report["cpu"].append((time.process_time() - cpu) / (time.perf_counter() - began))
            report["seconds"].append(median(times))
    return reports


def run_worker(cases: list[Case], seconds: float, rounds: int = 1) -> list[dict[str, Any]]:
    """Have one fresh process do the work, on one thread."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    environment |= dict.fromkeys(THREADS, "1") | {"JAX_PLATFORMS": "cpu"}
    environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    command = [sys.executable, __file__, "--worker", json.dumps([[asdict(case) for case in cases], seconds, rounds])]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def peak(call: str, dtype: str, size: int) -> int:
    """Return the most bytes that a call of Adadelta holds beside what there was before and what it returns."""
    rng = np.random.default_rng(0)
    x, g = ([rng.standard_normal(size, dtype)] for _ in range(2))
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


def run(quick: bool) -> dict[str, Any]:
    """Run everything; return what `render` takes."""
    about, began = describe_machine(), time.time()
    names = [name for name in CONTENDERS if LIBRARIES.get(name, "numpy") in about["versions"]]
    cases = [Case(name, dtype, *load) for dtype in DTYPES for load in LOADS[: 3 if quick else 4] for name in names]
    cases += [Case(name, dtype, method=m) for dtype in DTYPES for m in METHODS if m != "Adadelta" for name in OURS]
    speed: Speed = {case: [] for case in cases}
    moved: dict[Case, float] = {}
    shares: list[float] = []
    seconds, rounds = (0.1, 1) if quick else (0.3, 5)
    for i in range(rounds):
        for case in cases:
            if i >= (2 if case.size > MAIN[0] else 3 if case.method != "Adadelta" else rounds):
                continue  # fewer rounds of what takes long, and of what no target hangs on
            [report] = run_worker([case], seconds)
            speed[case] += report["seconds"]
            shares += report["cpu"]
            if case.contender != "copy":
                same = moved.setdefault(replace(case, contender=""), report["moved"])
                if not np.isclose(report["moved"], same, rtol=1e-4, atol=0):
                    sys.exit(f"{case} moves by {report['moved']}, others by {same}: they are not the same method")
        print(f"round {i + 1} of {rounds}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)
    reports = run_worker([Case(name) for name in names], seconds, rounds)
    return {
        "about": about | {"cpu": [min(shares), max(shares)], "minutes": (time.time() - began) / 60},
        "speed": speed,
        "shared": {name: report["seconds"] for name, report in zip(names, reports, strict=True)},
        "memory": {
            f"{call} {dtype} {size}": peak(call, dtype, size) for call in OURS for dtype in DTYPES for size in SIZES
        },
    }


def describe_machine() -> dict[str, Any]:
    """Return the machine, the versions and the date, as far as the system tells."""
    machine = {"system": f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}"}
    try:
        told = subprocess.run(["lscpu"], env=os.environ | {"LC_ALL": "C"}, capture_output=True, encoding="utf-8").stdout
        facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in told.splitlines())}
    except OSError:  # not Linux
        facts = {}
    machine["processor"] = facts.get("Model name") or platform.processor() or "unknown"
    machine |= {key: facts[key] for key in ("CPU family", "Model", "Hypervisor vendor") if key in facts}
    machine |= {"CPUs": str(os.cpu_count())} | {k: v for k, v in facts.items() if k.endswith(" cache")}
    try:
        machine["memory"] = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
        machine["transparent huge pages"] = Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text().strip()
    except (AttributeError, OSError, ValueError):
        pass  # not told
    versions = {"Python": platform.python_version()}
    for name in ("numpy", "torch", "jax", "optax"):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {"machine": machine, "versions": versions, "date": datetime.date.today().isoformat()}


# --- the report ---


def targets(results: dict[str, Any]) -> list[tuple[str, str, float, float | None]]:
    """Return each target: what it is, at least or at most, the bound, and what was measured."""
    speed, memory = results["speed"], results["memory"]

    def ratio(above: Iterable[str], below: str, *load: Any) -> float | None:
        times = [median(speed[case]) for name in above if speed.get(case := Case(name, *load))]
        under = speed.get(Case(below, *load))
        return min(times) / median(under) if times and under else None

    fastest = ratio(LIBRARIES, "unchecked")
    rows: list[tuple[str, str, float, float | None]] = [
        ("4,000,000 float32: the fastest of PyTorch and Optax / `step(check_finite=False)`", "≥", 1.5, fastest)
    ]
    for name, bound in zip(OURS, (2.3, 2.6, 3.0), strict=True):
        rows.append((f"4,000,000 float32: {CONTENDERS[name][6:]} / copy", "≤", bound, ratio([name], "copy")))
    for dtype in DTYPES:
        for name in OURS[:2]:
            what = f"1,000 × 100 {dtype}: {CONTENDERS[name][6:]} / PyTorch, `foreach=False`"
            rows.append((what, "≤", 1.0, ratio([name], "torch", dtype, *MANY)))
    for name in OURS:
        grown = [memory[f"{name} {dtype} {SIZES[1]}"] / memory[f"{name} {dtype} {SIZES[0]}"] for dtype in DTYPES]
        rows.append((f"temporaries of {CONTENDERS[name][6:]}: at 4,000,000 / at 400,000", "≤", 1.05, max(grown)))
    return rows


def judge(sign: str, bound: float, value: float | None) -> str:
    """Say whether a target was met, and if not by how much it was missed."""
    if value is None:
        return "not measured"
    met = value >= bound if sign == "≥" else value <= bound
    return "met" if met else f"**not met**, by {abs(value / bound - 1):.1%}"


def cell(times: list[float] | None, copy: list[float] | None, scale: float, yard: float = 1.0) -> str:
    """Write a median, how many copies that is, and half the range of the rounds."""
    if not times:
        return "–"
    middle, text = median(times), f"{median(times) * scale:.3g}"
    if copy:
        text += f" ({middle / median(copy) / yard:.2f}×)"
    return text + (f" ±{(max(times) - min(times)) / 2 / middle:.0%}" if len(times) > 1 else "")


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
    return table([dtype, "numbers moved"] + [CONTENDERS[name][6:] + " [ns]" for name in OURS], rows)


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    about, speed, shared = results["about"], results["speed"], results["shared"]
    goals = []
    for what, sign, bound, value in targets(results):
        goals.append([what, f"{sign} {bound}", "–" if value is None else f"{value:.2f}", judge(sign, bound, value)])
    met = sum(row[-1] == "met" for row in goals)
    fresh = {name: speed[Case(name)] for name in shared}
    one = [[CONTENDERS[n], *(cell(t[n], t["copy"], 1e9 / MAIN[0]) for t in (fresh, shared))] for n in shared]
    memory = []
    for name in OURS:
        for dtype in DTYPES:
            held = [results["memory"][f"{name} {dtype} {size}"] for size in SIZES]
            sizes = [f"{size / 1e3:,.0f} kB, {size / BLOCK:.1f} blocks" for size in held]
            memory.append([f"{CONTENDERS[name][6:]}, {dtype}", *sizes])
    left_out = sorted({library for library in LIBRARIES.values() if library not in about["versions"]})
    return f"""# How fast is a step?

Written by `make bench` on {about["date"]}, in {about["minutes"]:.0f} minutes. Do not edit it: run it again, with
nothing else running.

{"".join(f"- {key}: {value}{chr(10)}" for key, value in about["machine"].items())}\
- versions: {", ".join(f"{name} {version}" for name, version in about["versions"].items())}
{"".join(f"- {library} was not installed, so its rows are left out{chr(10)}" for library in left_out)}
## The targets

{table(["target", "bound", "measured", ""], goals)}

{met} of {len(goals)} targets are met.

## Adadelta

Nanoseconds per parameter, or milliseconds per step for 1,000 arrays of 100 numbers; in parentheses, how many copies
that is; after ±, half the range of the rounds. 545,810 is the number of parameters of the paper's network.

{speed_table(speed, "float32")}

{speed_table(speed, "float64")}

- The copy is `np.copyto` of 3.5 numbers for each parameter. A step reads g, x, E[g²] and E[Δx²] and writes all but g
  back: it moves 7 numbers for each parameter. So does the copy, which reads 3.5 and writes 3.5.
- `update` returns the steps taken in new arrays: one more number to write.
- Neither PyTorch nor Optax nor the article's code checks that gradients are finite.
- Each contender runs in a fresh process of its own, {WARM_UP} steps before the clock starts. The rounds take all
  contenders in turn, so that a slow spell of the machine hits all alike. Shown is the median of the rounds' medians.
- Each process keeps to one thread: to one processor, where the system can bind it, and by environment variables. XLA's
  flags alone do not hold JAX to one. CPU time was from {about["cpu"][0]:.2f} to {about["cpu"][1]:.2f} of the time on
  the clock: no more than 1 where one thread runs, and less where it had to wait for others.
- All get the same numbers. In every round their first steps are compared: they are the same.

## One process for all

Contenders that share a process measure differently. A large temporary may be new memory, which the system maps page
by page at every step, or memory used before: that depends on what others allocated and freed. At 4,000,000 float32:

{table(["", "a process each [ns]", "one process for all [ns]"], one)}

## Every method

At 4,000,000 parameters. In parentheses, how many times the copy that moves as many numbers; that is the copy above,
scaled.

{method_table(speed, "float32")}

{method_table(speed, "float64")}

## Memory

The most that a call of Adadelta holds beside what was there before it and what it returns, by `tracemalloc`; the first
call, which makes the state, comes before. A block is {BLOCK:,} bytes: in float32, an array
of 400,000 is {4 * SIZES[0] / BLOCK:.1f} blocks, one of 4,000,000 is {4 * SIZES[1] / BLOCK:.1f}.

{table(["", "400,000", "4,000,000"], memory)}
"""


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time Adadelta's implementations side by side.")
    parser.add_argument("--quick", action="store_true", help="a smoke run that writes no file")
    parser.add_argument("--render", action="store_true", help="write the report anew from the stored numbers")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        cases, seconds, rounds = json.loads(arguments.worker)
        print(json.dumps(work([Case(**case) for case in cases], seconds, rounds)))
        return 0
    if arguments.render:
        raw = json.loads(RAW.read_text(encoding="utf-8"))
        results = raw | {"speed": {Case(**row["case"]): row["seconds"] for row in raw["speed"]}}
    else:
        results = run(arguments.quick)
    if arguments.quick:
        print(render(results))
        return 0
    raw = results | {"speed": [{"case": asdict(case), "seconds": times} for case, times in results["speed"].items()]}
    RAW.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8", newline="\n")
    steps: dict[str, dict[str, list[float]]] = {"float32": {}, "float64": {}}
    for case, times in results["speed"].items():
        if (case.contender, case.size) == ("checked", 4_000_000):
            steps[case.dtype][case.method] = times
    STEPS.write_text(json.dumps(steps, indent=1) + "\n", encoding="utf-8", newline="\n")
    REPORT.write_text(render(results), encoding="utf-8", newline="\n")
    print(f"Wrote {REPORT.name} and {RAW.name} in benchmarks.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
