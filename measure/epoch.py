"""How long is an epoch? Trains the paper's network with Adadelta here and in PyTorch; writes EPOCH.md and epoch.json.

python benchmarks/epoch.py            five rounds, some minutes; nothing else should run beside it
python benchmarks/epoch.py --render   write EPOCH.md anew from epoch.json, measuring nothing

`make bench` runs it after bench.py. Each contender trains in a fresh process of its own, on one thread and on two, from
the same first weights on the same batches, and the rounds take all in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from bench import THREADS, describe_machine, judge, table

from adadelta import MLP, Adadelta
from adadelta.datasets import Mnist, load_mnist
from adadelta.experiments import LAYERS

REPORT, RAW = (Path(__file__).with_name(name) for name in ("EPOCH.md", "epoch.json"))
CONTENDERS = {
    "ours": "ours, `step(check_finite=False)`",
    "checked": "ours, `step`",
    "torch": "PyTorch, `foreach=False`",
    "foreach": "PyTorch, `foreach=True`",
}
PARTS = ("batches", "forward", "backward", "update")
SETTINGS = {"rho": 0.95, "epsilon": 1e-6}
BATCH, WARM_UP, ROUNDS = 100, 30, 5
TARGETS = {1: 1.0, 2: 1.1}
"""Threads, and how many times PyTorch's epoch ours may take."""

Stages = Sequence[Callable[[Any], Any]]  # one for each of PARTS; each takes what the one before returned


def our_network(data: Mnist, check: bool) -> Stages:
    """The package's network and method; the forward part ends with the loss, as PyTorch's does."""
    model = MLP(LAYERS, "relu", rng=np.random.default_rng(0), dtype=np.float32)
    optimizer, parameters = Adadelta(**SETTINGS), model.parameters

    def batches(rows: Any) -> Any:
        return data.X[rows], data.y[rows]

    def forward(batch: Any) -> Any:
        X, y = batch
        y_pred = model.predict(X)
        return X, y, y_pred, float(-np.log(y_pred[np.arange(len(y)), y]).mean())

    def backward(found: Any) -> Any:
        X, y, y_pred, loss = found
        return model.compute_gradients(X, y, y_pred), loss

    def update(found: Any) -> float:
        grads, loss = found
        optimizer.step(parameters, grads, check_finite=check)
        return loss

    return batches, forward, backward, update


def torch_network(data: Mnist, foreach: bool, threads: int) -> Stages:
    """The same in PyTorch, from the same weights."""
    import torch

    torch.set_num_threads(threads)
    X_all, y_all = torch.from_numpy(data.X), torch.from_numpy(data.y)
    first = MLP(LAYERS, "relu", rng=np.random.default_rng(0), dtype=np.float32)
    layers: list[Any] = []
    for W, b in zip(first.weights, first.biases, strict=True):
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, torch.nn.ReLU()]
    model, measure = torch.nn.Sequential(*layers[:-1]), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adadelta(
        model.parameters(), lr=1.0, rho=SETTINGS["rho"], eps=SETTINGS["epsilon"], foreach=foreach
    )

    def batches(rows: Any) -> Any:
        rows = torch.from_numpy(rows)
        return X_all[rows], y_all[rows]

    def forward(batch: Any) -> Any:
        X, y = batch
        return measure(model(X), y)

    def backward(loss: Any) -> Any:
        optimizer.zero_grad()
        loss.backward()
        return loss

    def update(loss: Any) -> float:
        optimizer.step()
        return loss.item()

    return batches, forward, backward, update


def work(contender: str, threads: int, data: Mnist) -> dict[str, Any]:
    """Train for an epoch; return the seconds of each part, the loss over it, and the CPU time by wall time."""
    if contender in ("ours", "checked"):
        stages = our_network(data, contender == "checked")
    else:
        stages = torch_network(data, contender == "foreach", threads)
    seconds, losses = [0.0] * len(PARTS), []
    rng, m = np.random.default_rng(1), len(data.X)
    plan = [*np.array_split(rng.permutation(m), m // BATCH)[:WARM_UP], *np.array_split(rng.permutation(m), m // BATCH)]
    warm = min(WARM_UP, m // BATCH)
    for i, rows in enumerate(plan):
        if i == warm:
            seconds, began, cpu = [0.0] * len(PARTS), time.perf_counter(), time.process_time()
        value: Any = rows
        for part, stage in enumerate(stages):
            start = time.perf_counter()
            value = stage(value)
            seconds[part] += time.perf_counter() - start
        losses.append(value)
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    return {"seconds": seconds, "loss": float(np.mean(losses)), "cpu": share}


def run_worker(contender: str, threads: int) -> dict[str, Any]:
    """Have one fresh process do the work on so many threads."""
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    environment |= dict.fromkeys(THREADS, str(threads))
    command = [sys.executable, __file__, "--worker", contender, str(threads)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def run() -> dict[str, Any]:
    """Run everything; return what `render` takes."""
    about, began = describe_machine(), time.time()
    names = [name for name in CONTENDERS if name in ("ours", "checked") or "torch" in about["versions"]]
    cases = [(name, threads) for threads in TARGETS for name in names]
    epochs: dict[str, list[dict[str, Any]]] = {f"{name} {threads}": [] for name, threads in cases}
    for i in range(ROUNDS):
        for name, threads in cases:
            epochs[f"{name} {threads}"].append(run_worker(name, threads))
        print(f"round {i + 1} of {ROUNDS}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)
    losses = [report["loss"] for reports in epochs.values() for report in reports]
    if not np.allclose(losses, losses[0], rtol=0.01):
        sys.exit(f"losses are {min(losses)} to {max(losses)}: they do not train the same network")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"about": about | {"minutes": (time.time() - began) / 60, "load": load}, "epochs": epochs}


def total(reports: list[dict[str, Any]]) -> float:
    """Return the median over the rounds of an epoch's seconds."""
    return median(sum(report["seconds"]) for report in reports)


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    about, epochs = results["about"], results["epochs"]
    goals, tables = [], []
    for threads, bound in TARGETS.items():
        names = [name for name in CONTENDERS if f"{name} {threads}" in epochs]
        rivals = [total(epochs[f"{name} {threads}"]) for name in names if name in ("torch", "foreach")]
        ratio = total(epochs[f"ours {threads}"]) / min(rivals) if rivals else None
        what = f"{threads} thread{'s' * (threads > 1)}: ours, `step(check_finite=False)` / the faster of PyTorch's"
        goals.append([what, f"≤ {bound}", "–" if ratio is None else f"{ratio:.2f}", judge("≤", bound, ratio)])
        rows = []
        for name in names:
            reports = epochs[f"{name} {threads}"]
            sums = [sum(report["seconds"]) for report in reports]
            spread = f"{total(reports):.2f} ±{(max(sums) - min(sums)) / 2 / total(reports):.0%}"
            parts = zip(*(report["seconds"] for report in reports), strict=True)
            shares = [median(report["cpu"] for report in reports)]
            rows.append([CONTENDERS[name], spread, *(f"{median(part):.2f}" for part in parts), f"{shares[0]:.2f}"])
        head = [f"{threads} thread{'s' * (threads > 1)}, seconds", "epoch", *PARTS, "CPU time / time"]
        tables.append(table(head, rows))
    met, blank = sum(row[-1] == "met" for row in goals), "\n\n"
    missing = "" if "torch" in about["versions"] else "- PyTorch was not installed, so its rows are left out\n"
    return f"""# How long is an epoch?

Written by `make bench` on {about["date"]}, in {about["minutes"]:.0f} minutes. Do not edit it: run it again, with
nothing else running. (`python benchmarks/epoch.py` measures this page alone.)

{"".join(f"- {key}: {value}{chr(10)}" for key, value in about["machine"].items())}\
- versions: {", ".join(f"{name} {version}" for name, version in about["versions"].items())}
- the system's load at the end, which should be that of this benchmark alone, 1 to 2: {about["load"]:.1f}
{missing}
The paper's network, 784-500-300-10 with rectified linear units, is trained by Adadelta (ρ = 0.95, ε = 1e-6) on the
60,000 images of MNIST in 600 batches of {BATCH}, in single precision.

{table(["target", "bound", "measured", ""], goals)}

{met} of {len(goals)} targets are met.

{blank.join(tables)}

- Medians of {ROUNDS} rounds; after ±, half their range. A round takes all contenders in turn, each in a fresh process
  that has made {WARM_UP} updates before the clock starts. On one thread the process is bound to one processor.
- All start from the same weights and see the same batches; their losses over the epoch agree within 1 %.
- Batches: picking 100 images. Forward: the network's output and the loss. Backward: the gradients. Update: the
  optimizer. Ours works through the parameters block by block on one thread, whatever the number of threads; NumPy's
  matrix products use all of them, and so does all of PyTorch.
- PyTorch does not check that gradients are finite; the second row is with our check.
"""


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time an epoch of the paper's network, ours beside PyTorch's.")
    parser.add_argument("--render", action="store_true", help="write the report anew from the stored numbers")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        contender, threads = arguments.worker[0], int(arguments.worker[1])
        if threads == 1 and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        print(json.dumps(work(contender, threads, load_mnist())))
        return 0
    results = json.loads(RAW.read_text(encoding="utf-8")) if arguments.render else run()
    RAW.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8", newline="\n")
    REPORT.write_text(render(results), encoding="utf-8", newline="\n")
    print(f"Wrote {REPORT.name} and {RAW.name} in benchmarks.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
