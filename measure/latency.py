"""How long does a control take to answer? `make latency` measures it on the built pages, and once through a kernel.

python tools/latency.py                 the whole run, some minutes; writes benchmarks/LATENCY.md and latency.json
python tools/latency.py --quick         a smoke run of few inputs, only printed
python tools/latency.py --only NAME     one explorable, without the kernel, only printed
python tools/latency.py --render        write LATENCY.md anew from latency.json, measuring nothing

Ends with status 1 where a limit is broken or a control could not be measured.

Each control of each explorable is moved by real input, which Playwright sends through the DevTools protocol: sliders
and handles are dragged and moved by arrow keys, numbers are typed, all else is clicked. One input is one event of mouse
or keyboard: pressing or moving the mouse in a drag, its release in a click, the pressing of a key. The next is sent
after the frame of the one before. What is measured of each:

work       Milliseconds that the renderer's main thread works from the input's handler to the end of its frame, from a
           trace: the durations of the thread's top-level tasks (`RunTask`), summed from the one in which the input's
           first event is dispatched to the one that runs the next animation frame, both included; one task may be both.
           In Chromium the task that runs the animation frame's callbacks also does style, layout, paint and the commit
           to the compositor, so its end is the end of the frame on the main thread. Idle time between the tasks is not
           counted; time in which the thread was waiting for a processor or for the compositor within a task is.
cpu        The same tasks' time on a processor: the work without that waiting.
event      The longest duration of the `PerformanceEventTiming` entries of the input's events: from the input to the
           next paint on the screen, in steps of 8 ms. There is no entry under 16 ms; that is stored as 0.
           Nor does the browser make entries for movements of the mouse: of a drag it times the `input` events.
elapsed    From the input's time stamp to the end of its frame, by the page's clock, all waiting included.

To know the frame, a script in the page (latency.js) listens for the input's first event, asks there for an animation
frame of its own, and writes that frame's number into the trace. It costs some microseconds, which are counted. Inputs
that led to no other callback of an animation frame moved nothing (a slider at its end) and are left out; where no input
of a control led to one, all are counted.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import chromium
from playwright.sync_api import Browser, Page, TimeoutError, expect, sync_playwright
from serve import ROOT, SITE, serve

REPORT, RAW = (ROOT / "benchmarks" / name for name in ("LATENCY.md", "latency.json"))
PERCENT = 95
INPUTS = {1: 60, 4: 30}  # for each control, by how many times the CPU is slowed down
WORK_LIMITS = {1: 8, 4: 32}  # ms
EVENT_LIMITS = {1: 32, 4: 64}  # ms
KERNEL_LIMIT = 10  # times
PRESSES = 20  # in the comparison with the kernel
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
MARK = "latency frame "  # the name of a mark in the trace, before the number of an animation frame
DONE = "latency: done"  # what the page's script says on the console after a frame
PATIENCE = 3_000  # ms to wait for a frame
AFTERWARDS = 150  # ms to wait for the Event Timing of the last input
PROBE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").replace("DONE", DONE).replace("MARK", MARK)


def open_page(browser: Browser, url: str) -> Page:
    """Open a page in a browser context of its own, the probe in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(PROBE)
    page = context.new_page()
    page.goto(url)
    return page


# --- the trace ---


@dataclass(frozen=True)
class Work:
    """What the main thread did for one input, in ms."""

    work: float
    cpu: float
    drawn: bool  # whether there was a callback of an animation frame, beside the probe's


def sum_work(events: list[dict[str, Any]]) -> list[Work]:
    """Return the work of each input of a trace, in their order; see the top of this file."""
    marks = sorted((e for e in events if e["name"].startswith(MARK)), key=lambda e: e["ts"])
    if not marks:
        return []
    [thread] = {(e["pid"], e["tid"]) for e in marks}
    own = [e for e in events if (e["pid"], e["tid"]) == thread]
    tasks = sorted((e for e in own if e["name"] == "RunTask" and "dur" in e), key=lambda e: e["ts"])
    starts = [task["ts"] for task in tasks]
    frames = [(e["args"]["data"]["id"], e["ts"]) for e in own if e["name"] == "FireAnimationFrame"]
    works = []
    for mark in marks:
        number = int(mark["name"].removeprefix(MARK))
        [frame] = [ts for i, ts in frames if i == number]
        spent = tasks[bisect_right(starts, mark["ts"]) - 1 : bisect_right(starts, frame)]
        begin, end = spent[0]["ts"], spent[-1]["ts"] + spent[-1]["dur"]
        work = Work(
            work=sum(task["dur"] for task in spent) / 1000,
            cpu=sum(task.get("tdur", task["dur"]) for task in spent) / 1000,
            drawn=any(i != number and begin <= ts <= end for i, ts in frames),
        )
        works.append(work)
    return works


def percentile(values: Iterable[float], percent: int = PERCENT) -> float:
    """Return the least of the values that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


# --- one control ---

ARROWS = ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown")
RADIUS = 40  # px of the circle in which a handle is dragged


@dataclass
class Driver:
    """Sends one control's inputs, and waits for the frame of each."""

    page: Page
    name: str
    control: str
    kinds: list[str]
    ticked: bool = False  # whether the control shows only where every box is ticked
    seen: list[str] = field(default_factory=list)  # values that the first number field has shown

    def ready(self, index: int, **wishes: bool) -> dict[str, Any] | None:
        """Get one part ready for an input, and return where it is; None where it is gone."""
        wanted = {"name": self.name, "control": self.control, "index": index} | wishes
        part = self.page.evaluate("(wanted) => latency.ready(wanted)", wanted)
        if part:
            self.seen += [text for text in part["beside"] if text not in self.seen]
        return part

    def send(self, act: Callable[[], None]) -> None:
        """Send the input for which the page is armed, and wait for its frame."""
        with self.page.expect_console_message(lambda message: message.text == DONE, timeout=PATIENCE):
            act()

    def drag(self, index: int, count: int) -> None:
        """Drag a slider to and fro, or a handle in a circle within its panel."""
        part = self.ready(index)
        if not part or part["covered"]:
            return
        mouse, x, y = self.page.mouse, part["x"], part["y"]
        towards = math.atan2(part["panel"][1] - y, part["panel"][0] - x)
        mouse.move(x, y)
        for i in range(count):
            turn = 2 * math.pi * i / max(1, count - 1)
            across, up = 0.4 * part["width"] * math.sin(turn), 0.0
            if self.kinds[index] == "handle":
                across = RADIUS * (math.cos(towards) - math.cos(towards + turn))
                up = RADIUS * (math.sin(towards) - math.sin(towards + turn))
            self.ready(index, arm=True)
            self.send(partial(mouse.move, x + across, y + up) if i else mouse.down)
        mouse.up()

    def keys(self, index: int, count: int) -> None:
        """Press each arrow some times; in a list of few words go down and up by three."""
        for i in range(count):
            key = ARROWS[len(ARROWS) * i // count]
            if self.kinds[index] == "select":
                key = ("ArrowDown", "ArrowUp")[i // 3 % 2]
            if self.ready(index, focus=True, arm=True) is None:
                return
            self.send(partial(self.page.keyboard.down, key))
            self.page.keyboard.up(key)

    def type(self, index: int, count: int) -> None:
        """Type numbers; what is measured is the Enter at the end of each."""
        values = self.numbers(index)
        for i in range(count):
            if self.ready(index, focus=True, select=True) is None:
                return
            self.page.keyboard.insert_text(values[i % len(values)])
            self.ready(index, focus=True, quiet=True, arm=True)
            self.send(partial(self.page.keyboard.down, "Enter"))
            self.page.keyboard.up("Enter")

    def click(self, indices: list[int], count: int) -> None:
        """Click the parts in turn, but for those of no use at the time; measured is the mouse button's release."""
        turns = cycle(indices)
        for _ in range(count):
            for index in islice(turns, len(indices)):
                part = self.ready(index)
                if part and part["usable"] and not part["covered"]:
                    break
            else:
                return
            if re.match("reset", self.control, re.IGNORECASE):
                self.disturb()
            self.page.mouse.move(part["x"], part["y"])
            self.page.mouse.down()
            self.ready(index, quiet=True, arm=True)
            self.send(self.page.mouse.up)

    def disturb(self) -> None:
        """Change something, so that there is something to reset."""
        slider = self.page.locator(f'[data-explorable="{self.name}"] .explorable-live input[type=range]').first
        if slider.count():
            slider.press("ArrowLeft")

    def drive(self, count: int) -> None:
        """Send so many inputs, in equal parts for each way of moving the control; typing, which takes long, half."""
        ways: list[tuple[float, Callable[[int], None]]] = []
        for i, kind in enumerate(self.kinds):
            if kind in ("range", "handle"):
                ways.append((1, partial(self.drag, i)))
            if kind in ("range", "handle", "select", "number"):
                ways.append((1, partial(self.keys, i)))
            if kind in ("text", "number", "textarea"):
                ways.append((0.5, partial(self.type, i)))
        clickable = [i for i, kind in enumerate(self.kinds) if kind in ("radio", "checkbox", "button", "summary")]
        if clickable:
            ways.append((1, partial(self.click, clickable)))
        for share, way in ways:
            way(math.ceil(count * share / sum(share for share, _ in ways)))

    def numbers(self, index: int) -> list[str]:
        """Return what to type: what the slider beside has shown, else the field's own number and one near it."""
        if "range" in self.kinds and len(self.seen) > 1:
            return self.seen
        part = self.ready(index)
        text = part["value"] if part else ""
        try:
            return [f"{float(text) * 0.9:.3g}" if float(text) else "0.1", text]
        except ValueError:
            return ["", text]


@dataclass
class Measured:
    """One control at one speed: what `sum_work` and the page say of each input that is counted, in ms."""

    explorable: str
    page: str
    control: str
    slowdown: int
    work: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    event: list[float] = field(default_factory=list)
    interaction: list[float] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)
    drawn: bool = True  # whether any input led to a callback of an animation frame; if none did, all are counted
    left_out: int = 0
    trouble: str = ""

    def add(self, works: list[Work], told: list[dict[str, float]]) -> None:
        """Take over what was measured, without the inputs that moved nothing."""
        if len(works) != len(told):
            raise ValueError(f"the trace has {len(works)} inputs, the page {len(told)}")
        self.drawn = any(work.drawn for work in works)
        for work, entry in zip(works, told, strict=True):
            if self.drawn and not work.drawn:
                self.left_out += 1
                continue
            self.work.append(round(work.work, 2))
            self.cpu.append(round(work.cpu, 2))
            self.elapsed.append(round(entry["elapsed"], 1))
            self.event.append(entry["event"])
            self.interaction.append(entry["interaction"])

    @property
    def broken(self) -> list[str]:
        """The limits that are broken."""
        if not self.work:
            return ["not measured"]
        work, event = percentile(self.work), percentile(self.event)
        broken = [f"work {work:.1f} ms > {WORK_LIMITS[self.slowdown]}"] if work > WORK_LIMITS[self.slowdown] else []
        if event > EVENT_LIMITS[self.slowdown]:
            broken.append(f"Event Timing {event:.0f} ms > {EVENT_LIMITS[self.slowdown]}")
        return broken


def measure_control(browser: Browser, driver: Driver, measured: Measured, count: int) -> None:
    """Send a control's inputs, and measure them."""
    page = driver.page
    page.evaluate("([name, ticked]) => latency.reset(name, ticked)", [driver.name, driver.ticked])
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        driver.drive(count)
    except TimeoutError:
        measured.trouble = "an input had no frame"
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARDS)
    if not measured.trouble:
        try:
            measured.add(sum_work(trace), told)
        except ValueError as error:
            measured.trouble = f"the trace cannot be read: {error}"


def measure_explorable(browser: Browser, url: str, name: str, slowdown: int, count: int) -> list[Measured]:
    """Measure every control of an explorable on a fresh page."""
    page = open_page(browser, url)
    page.wait_for_load_state("networkidle")
    page.locator(f'[data-explorable="{name}"]').first.scroll_into_view_if_needed()
    page.locator(f'[data-explorable="{name}"] .explorable-live').first.wait_for()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    measured: list[Measured] = []
    for ticked in (False, True):
        page.evaluate("([name, ticked]) => latency.reset(name, ticked)", [name, ticked])
        for control, kinds in page.evaluate("(name) => latency.list(name)", name):
            if any(row.control == control for row in measured):
                continue
            row = Measured(name, url.rsplit("/", 1)[-1], control, slowdown)
            measure_control(browser, Driver(page, name, control, kinds, ticked), row, count)
            measured.append(row)
    page.context.close()
    return measured


def find_explorables(site: Path = SITE) -> dict[str, str]:
    """Return each explorable's name and a page that has it: the largest, where there are several."""
    pages = sorted(site.glob("*.html"), key=lambda path: (path.stat().st_size, path.name))
    found = {}
    for path in pages:
        for name in re.findall(r'\bdata-explorable="([\w-]+)"', path.read_text(encoding="utf-8")):
            found[name] = path.name
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


# --- the kernel ---

# The moving-average explorable as a notebook would have it; 20 presses take it from 0.5 to 0.8, as they do there.
NOTEBOOK = """\
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact
from adadelta import ema, ema_weights, noisy_step

%matplotlib inline
values = noisy_step(np.random.default_rng(0))


def plot(rho):
    _, (series, memory) = plt.subplots(1, 2, figsize=(7, 2.7), layout="constrained")
    series.plot(values, ".")
    series.plot(ema(values, rho))
    series.set(xlabel="step t", ylabel="value and its moving average")
    memory.bar(np.arange(60), ema_weights(rho, 60))
    memory.set(xlabel="age of the value in steps", ylabel="its weight in the average")
    plt.show()


interact(plot, rho=FloatSlider(0.5, min=0.5, max=0.8, step=0.015, continuous_update=True));
"""


def is_answering(url: str) -> bool:
    """Whether a server is there."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except OSError:
        return False
    return True


@contextmanager
def jupyterlab() -> Iterator[str]:
    """Start JupyterLab on the notebook, and give its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        work = Path(folder, "work")
        work.mkdir()
        cell: dict[str, Any] = {"cell_type": "code", "id": "a", "source": NOTEBOOK}
        cell |= {"execution_count": None, "metadata": {}, "outputs": []}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": [cell]}
        (work / "average.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        home = {key: str(Path(folder, key)) for key in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}"]
        command += ["--ServerApp.port_retries=0"]
        command += ["--IdentityProvider.token=", "--expose-app-in-browser", "--LabApp.news_url=None"]
        command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", f"--notebook-dir={work}"]
        log = Path(folder, "lab.log")
        with log.open("w") as out:
            server = subprocess.Popen(command, env=os.environ | home, stdout=out, stderr=out)
        try:
            until = time.monotonic() + 60
            while not is_answering(f"http://127.0.0.1:{port}/api"):
                if server.poll() is not None or time.monotonic() > until:
                    sys.exit("JupyterLab did not start:\n" + log.read_text())
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}/lab/tree/average.ipynb"
        finally:
            server.terminate()
            server.wait(timeout=20)


def time_kernel(browser: Browser, url: str) -> list[float]:
    """Return the ms from each press of a key on the slider to the end of the frame with the kernel's new image."""
    page = open_page(browser, url)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible(timeout=60_000)
    image, handle = page.locator(".jp-OutputArea img"), page.locator(".jp-OutputArea .noUi-handle")
    for _ in range(6):  # "idle" is said too early, and what is run then is lost
        page.locator(".jp-CodeCell .jp-InputArea-editor").click()
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell'); }")  # lost, it never returns
        with suppress(TimeoutError):
            image.wait_for(timeout=10_000)
            break
    handle.evaluate("(element) => { element.dataset.lmSuppressShortcuts = 'true'; element.focus(); }")
    for _ in range(PRESSES):
        page.wait_for_timeout(100)  # the kernel has come to rest
        page.evaluate("() => latency.forImage('.jp-OutputArea')")
        with page.expect_console_message(lambda message: message.text == DONE, timeout=20_000):
            page.keyboard.press("ArrowRight")
    expect(page.locator(".jp-OutputArea .widget-readout")).to_have_text("0.80")
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARDS)
    page.context.close()
    return [round(entry["elapsed"], 1) for entry in told]


def time_explorable(browser: Browser, url: str) -> list[float]:
    """Return the ms from each press of a key on the explorable's slider to the end of the frame that shows it."""
    page = open_page(browser, url)
    page.wait_for_load_state("networkidle")
    rho = page.locator('[data-explorable="moving-average"] .explorable-live [data-control="rho"]').first
    rho.locator("input[type=text]").fill("0.5")
    rho.locator("input[type=text]").press("Enter")
    driver = Driver(page, "moving-average", "rho", ["range"])
    for _ in range(PRESSES):
        page.wait_for_timeout(100)
        driver.ready(0, focus=True, arm=True)
        driver.send(partial(page.keyboard.down, "ArrowRight"))
        page.keyboard.up("ArrowRight")
    if (shown := rho.locator("input[type=text]").input_value()) != "0.8":
        sys.exit(f"{PRESSES} presses lead the moving-average explorable from 0.5 to {shown}, not to 0.8.")
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARDS)
    page.context.close()
    return [round(entry["elapsed"], 1) for entry in told]


# --- the run ---


def describe(browser: Browser) -> dict[str, dict[str, str]]:
    """Return the machine and the versions."""
    machine = {"processor": platform.processor() or "unknown", "CPUs": str(os.cpu_count())}
    try:
        told = subprocess.run(["lscpu"], env=os.environ | {"LC_ALL": "C"}, capture_output=True, encoding="utf-8").stdout
        if model := re.search(r"^Model name:\s*(.+)$", told, re.MULTILINE):
            machine["processor"] = model[1]
    except OSError:  # not Linux
        pass
    machine["system"] = f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}"
    versions = {"Chromium": browser.version, "Python": platform.python_version()}
    versions |= {name: importlib.metadata.version(name) for name in ("numpy", "matplotlib", "ipywidgets", "jupyterlab")}
    return {"machine": machine, "versions": versions}


def run(only: str | None, inputs: dict[int, int]) -> dict[str, Any]:
    """Measure everything; return what `render` takes."""
    explorables = {name: page for name, page in find_explorables().items() if only in (None, name)}
    if not explorables:
        sys.exit(f"There is no explorable {only or ''} on the built pages. Run: make book")
    controls: list[Measured] = []
    kernel: dict[str, list[float]] = {}
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        about, began = describe(browser), time.monotonic()
        if only is None:
            with jupyterlab() as lab:
                kernel["kernel"] = time_kernel(browser, lab)
            kernel["page"] = time_explorable(browser, f"{address}/{explorables['moving-average']}")
            print(f"kernel: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        for name, page in explorables.items():
            for slowdown, count in inputs.items():
                controls += measure_explorable(browser, f"{address}/{page}", name, slowdown, count)
                print(f"{name} at {slowdown}x: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        browser.close()
    return {"about": about, "controls": controls, "kernel": kernel}


# --- the report ---


def find_broken(results: dict[str, Any]) -> list[str]:
    """Return the limits that are broken, in words."""
    broken = [
        f"{row.explorable}, {row.control}, {row.slowdown}×: {row.trouble or '; '.join(row.broken)}"
        for row in results["controls"]
        if row.trouble or row.broken
    ]
    if kernel := results["kernel"]:
        ratio = median(kernel["kernel"]) / median(kernel["page"])
        broken += [f"the kernel is {ratio:.1f} times slower < {KERNEL_LIMIT}"] if ratio < KERNEL_LIMIT else []
    return broken


def table(head: list[str], rows: Iterable[list[str]], words: int = 1) -> str:
    """Write a table in Markdown, its first columns words and the others numbers."""
    lines = [head, ["---"] * words + ["---:"] * (len(head) - words), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(values: list[float], limit: float, digits: int = 1) -> str:
    """Write the 95th percentile, bold where it breaks the limit, and the greatest of all."""
    if not values:
        return "**–**"

    def write(value: float) -> str:
        return f"{value:.{digits}f}" if value or digits else "<16"

    high = percentile(values)
    return f"{f'**{write(high)}**' if high > limit else write(high)} ({write(max(values))})"


def control_table(controls: list[Measured]) -> str:
    """Write the table of all controls: a row for each, both speeds side by side."""
    rows: dict[tuple[str, str], list[str]] = {}
    for row in controls:
        line = rows.setdefault((row.explorable, row.control), [row.explorable, row.control.replace("|", "\\|")])
        line += [
            str(len(row.work)),
            cell(row.work, WORK_LIMITS[row.slowdown]),
            f"{percentile(row.cpu):.1f}" if row.cpu else "–",
            cell(row.event, EVENT_LIMITS[row.slowdown], digits=0),
        ]
    head = ["explorable", "control"]
    for slowdown in INPUTS:
        head += [f"{slowdown}×: inputs", "work", "CPU", "Event Timing"]
    return table(head, rows.values(), words=2)


def limit_table(controls: list[Measured]) -> str:
    """Write the table of the limits, each with the worst control."""
    rows = []
    for slowdown in INPUTS:
        some = [row for row in controls if row.slowdown == slowdown and row.work]
        for what, key, limits in (("work", "work", WORK_LIMITS), ("Event Timing", "event", EVENT_LIMITS)):
            limit, high = limits[slowdown], [percentile(getattr(row, key)) for row in some]
            met = f"{sum(value <= limit for value in high)} of {len(some)}"
            worst = max(zip(high, some, strict=True), key=lambda pair: pair[0])
            rows.append(
                [
                    f"{what} at {slowdown}×",
                    f"≤ {limit} ms",
                    met,
                    f"{worst[0]:.1f} ms",
                    f"{worst[1].explorable}, {worst[1].control}",
                ]
            )
    return table(["limit", "", "controls that hold it", "worst", "of"], rows)


def kernel_section(kernel: dict[str, list[float]]) -> str:
    """Write the comparison with the kernel."""
    ratio = median(kernel["kernel"]) / median(kernel["page"])
    names = {"page": "the explorable on the built page", "kernel": "`interact` with Matplotlib in JupyterLab"}
    rows = [
        [title, *(f"{value:.1f}" for value in (median(kernel[key]), percentile(kernel[key]), max(kernel[key])))]
        for key, title in names.items()
    ]
    return f"""## Through a kernel

The moving average again, by `ipywidgets.interact` and a Matplotlib figure of the same content (values, their average,
its weights), in JupyterLab with server and kernel on this machine. {PRESSES} presses of the right arrow on the slider
of ρ lead both from 0.5 to 0.8. From the key's time stamp to the end of the frame which shows the change, by the page's
clock, waiting for the frame included: on the page the frame after the key, in JupyterLab the frame after the new image
was in the page and decoded. Each press comes 100 ms after the one before was shown.

{table(["ms", "median", f"{PERCENT}th percentile", "most"], rows)}

By the medians the kernel is **{ratio:.1f} times** slower; at least {KERNEL_LIMIT} are wanted:
{"met" if ratio >= KERNEL_LIMIT else "**not met**"}.
"""


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    about, controls, kernel = results["about"], results["controls"], results["kernel"]
    broken = find_broken(results)
    pages = {row.explorable: row.page for row in controls}
    undrawn = "; ".join(f"{row.explorable}, {row.control}" for row in controls if row.slowdown == 1 and not row.drawn)
    return f"""# How long does a control take to answer?

Written by `make latency`. Do not edit it: run it again, with nothing else running.

{"".join(f"- {key}: {value}{chr(10)}" for key, value in about["machine"].items())}\
- versions: {", ".join(f"{name} {version}" for name, version in about["versions"].items())}

## The limits

{limit_table(controls)}

{f"{len(broken)} broken:" if broken else "All limits are kept."}
{"".join(f"{chr(10)}- {line}" for line in broken)}

## The controls

Milliseconds: the {PERCENT}th percentile of a control's inputs, and in parentheses the worst of them; at full speed and
with the processor slowed down {max(INPUTS)} times, by the DevTools protocol.

{control_table(controls)}

- Work is what the page's main thread does from the input's handler to the end of its frame (script, style, layout,
  paint), from a trace: the tasks from the one with the input's event to the one with the frame, by the clock on the
  wall. CPU is the same tasks' time on a processor, without their waiting for one. `tools/latency.py` defines it.
- Event Timing is the longest `PerformanceEventTiming` entry of the input's events: until the next paint on the screen,
  in steps of 8 ms. "<16" is where the browser makes no entry.
- One input is one event of mouse or keyboard, sent by the browser's own protocol: sliders and handles are dragged and
  moved by arrow keys, numbers typed (the Enter counts), all else clicked. Inputs that move nothing are not counted.
{f"- Of these no input asks for an animation frame, so all are counted: {undrawn}.{chr(10)}" if undrawn else ""}\
- Each explorable is as the page opens it, with its folded settings open; for controls that show only where a box is
  ticked, every box is ticked. An explorable that is on several pages is measured on the largest:
  {", ".join(f"{name} on {page}" for name, page in pages.items())}.

{kernel_section(kernel) if kernel else ""}"""


def load(path: Path = RAW) -> dict[str, Any]:
    """Read what `save` wrote."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return raw | {"controls": [Measured(**row) for row in raw["controls"]]}


def save(results: dict[str, Any], path: Path = RAW) -> None:
    """Write the numbers, one control to a line."""
    rows = ",\n  ".join(json.dumps(asdict(row), ensure_ascii=False) for row in results["controls"])
    parts = {key: json.dumps(results[key], ensure_ascii=False) for key in ("about", "kernel")}
    text = f'{{\n "about": {parts["about"]},\n "kernel": {parts["kernel"]},\n "controls": [\n  {rows}\n ]\n}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure how long the explorables' controls take to answer.")
    parser.add_argument("--quick", action="store_true", help="a smoke run of few inputs that writes no file")
    parser.add_argument("--only", metavar="NAME", help="one explorable, without the kernel; writes no file")
    parser.add_argument("--render", action="store_true", help="write the report anew from the stored numbers")
    arguments = parser.parse_args()
    inputs = {1: 8, 4: 6} if arguments.quick else INPUTS
    results = load() if arguments.render else run(arguments.only, inputs)
    report = render(results)
    print(report)
    if not (arguments.quick or arguments.only):
        if not arguments.render:
            save(results)
        REPORT.write_text(report, encoding="utf-8", newline="\n")
        print(f"Wrote {REPORT.name} and {RAW.name} in benchmarks.", file=sys.stderr)
    return int(bool(find_broken(results)))


if __name__ == "__main__":
    sys.exit(main())
