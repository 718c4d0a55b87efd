"""How long is an epoch? Trains the paper's network with Adadelta here and in PyTorch; writes EPOCH.md and epoch.json.

python measure/epoch.py            five rounds, some minutes; nothing else should run at the same time
python measure/epoch.py --quick    one round, only printed
python measure/epoch.py --render   write EPOCH.md anew from epoch.json, measuring nothing

`make bench` runs it after step.py. Each contender trains in a fresh process, on one thread and on two, from
the same initial weights on the same batches, and each round runs every contender once. Ends with status 1 if a bound is
not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from report import HERE, Bound, bound_table, describe_machine, head, list_broken, main, table, write
from step import bind, run_worker

from adadelta import MLP, Adadelta
from adadelta_studies.mnist import Mnist, load_mnist

RAW = HERE / "epoch.json"
CONTENDERS = {
    "ours": "ours, `step(check_finite=False)`",
    "checked": "ours, `step`",
    "torch": "PyTorch, `foreach=False`",
    "foreach": "PyTorch, `foreach=True`",
}
OURS = ("ours", "checked")
PARTS = ("batches", "forward", "backward", "update")
LAYERS = (784, 500, 300, 10)
SETTINGS = {"rho": 0.95, "epsilon": 1e-6}
BATCH, WARM_UP, ROUNDS = 100, 30, 5
THREADS = (1, 2)
MOST = 1.25  # times PyTorch's epoch, which leaves room for another processor's matrix products

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
    if contender in OURS:
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


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run everything; return what `render` takes."""
    about, began = describe_machine(("numpy", "torch")), time.time()
    names = [name for name in CONTENDERS if name in OURS or "torch" in about["versions"]]
    cases = [(name, threads) for threads in THREADS for name in names]
    epochs: dict[str, list[dict[str, Any]]] = {f"{name} {threads}": [] for name, threads in cases}
    rounds = 1 if arguments.quick else ROUNDS
    for i in range(rounds):
        for name, threads in cases:
            epochs[f"{name} {threads}"].append(run_worker(__file__, threads, name, str(threads)))
        print(f"round {i + 1} of {rounds}: {time.time() - began:.0f} s", file=sys.stderr, flush=True)
    losses = [report["loss"] for reports in epochs.values() for report in reports]
    if not np.allclose(losses, losses[0], rtol=0.01):
        sys.exit(f"losses are {min(losses)} to {max(losses)}: they do not train the same network")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"about": about | {"minutes": (time.time() - began) / 60, "load": load}, "epochs": epochs}


def read() -> dict[str, Any]:
    """Read the stored numbers."""
    return json.loads(RAW.read_text(encoding="utf-8"))


def total(reports: list[dict[str, Any]]) -> float:
    """Return the median over the rounds of an epoch's seconds."""
    return median(sum(report["seconds"]) for report in reports)


def say(threads: int) -> str:
    """Write a number of threads."""
    return f"{threads} thread{'s' * (threads > 1)}"


def ratios(results: dict[str, Any]) -> list[Bound]:
    """Return how many times PyTorch's epoch ours takes, and the bound that an undisturbed machine keeps."""
    epochs, bounds = results["epochs"], []
    for threads in THREADS:
        rivals = [total(epochs[key]) for name in ("torch", "foreach") if (key := f"{name} {threads}") in epochs]
        for name in OURS:
            ratio = total(epochs[f"{name} {threads}"]) / min(rivals) if rivals else None
            bounds.append(Bound(f"{say(threads)}: {CONTENDERS[name]} / the faster of PyTorch's", ratio, most=MOST))
    return bounds


def epoch_table(epochs: dict[str, list[dict[str, Any]]], threads: int) -> str:
    """Write the table for so many threads."""
    rows = []
    for name, title in CONTENDERS.items():
        if reports := epochs.get(f"{name} {threads}"):
            sums = [sum(report["seconds"]) for report in reports]
            spread = f"{total(reports):.2f} ±{(max(sums) - min(sums)) / 2 / total(reports):.0%}"
            parts = [median(part) for part in zip(*(report["seconds"] for report in reports), strict=True)]
            share = median(report["cpu"] for report in reports)
            rows.append([title, spread, *(f"{part:.2f}" for part in parts), f"{share:.2f}"])
    return table([f"{say(threads)}, seconds", "epoch", *PARTS, "CPU time / time"], rows)


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    about, epochs = results["about"], results["epochs"]
    missing = "" if "torch" in about["versions"] else "- PyTorch was not installed, so it has no rows\n"
    return f"""{head("How long is an epoch?", "bench", about)}\
- the system's load at the end (with nothing else running, 1 to 2): {about["load"]:.1f}
{missing}
Adadelta (ρ = 0.95, ε = 1e-6) trains the paper's network, 784-500-300-10 with rectified linear units, on the 60,000
images of MNIST in 600 batches of {BATCH}, in single precision.

{bound_table(ratios(results))}

{f"{chr(10)}{chr(10)}".join(epoch_table(epochs, threads) for threads in THREADS)}

- Medians of {ROUNDS} rounds; after ±, half their range. Each round runs every contender once, in a fresh process
  with {WARM_UP} updates before the clock starts. With one thread, the process is bound to one processor.
- All start from the same weights and see the same batches; their losses over the epoch agree within 1%.
- Batches: picking 100 images. Forward: the network's output and the loss. Backward: the gradients. Update: the
  optimizer. Ours works through the parameters block by block on one thread, whatever the number of threads; NumPy's
  matrix products use all of them, and so does all of PyTorch.
- PyTorch does not check that gradients are finite; our `step` does.
"""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        if sys.argv[3] == "1":
            bind()
        print(json.dumps(work(sys.argv[2], int(sys.argv[3]), load_mnist())))
    else:
        save = partial(write, RAW)
        sys.exit(main(HERE / "EPOCH.md", run, read, save, render, lambda results: list_broken(ratios(results))))
