"""How long does a control take to answer? `make latency` measures it on the built pages, and once through a kernel.

python measure/latency.py                 the whole run, some minutes; writes LATENCY.md and latency.json here
python measure/latency.py --quick         a smoke run of few inputs, only printed
python measure/latency.py --only NAME     one explorable, without the kernel, only printed
python measure/latency.py --render        write LATENCY.md anew from latency.json, measuring nothing

Ends with status 1 if a bound is not kept or a control could not be measured. controls.py moves the controls and says
what is measured; kernel.py does the same through a kernel.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from browser import launch
from controls import Measured, measure_explorable
from kernel import PRESSES, jupyterlab, time_explorable, time_kernel
from report import HERE, Bound, bound_table, describe_machine, head, judge, store, table
from serve import SITE, serve

RAW = HERE / "latency.json"
LIBRARIES = ("numpy", "matplotlib", "ipywidgets", "jupyterlab")
PERCENT = 95
INPUTS = {1: 60, 4: 30}  # for each control, by how many times the CPU is slowed down
MOST = {1: 50, 4: 200}  # ms on a processor: what browsers call a long task, and what they call a good response
LEAST_KERNEL = 10  # times


def percentile(values: Iterable[float], percent: int = PERCENT) -> float:
    """Return the least of the values that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def find_explorables(site: Path = SITE) -> dict[str, str]:
    """Return each explorable's name and a page that has it: the largest, where there are several."""
    pages = sorted(site.glob("*.html"), key=lambda path: (path.stat().st_size, path.name))
    found = {}
    for path in pages:
        for name in re.findall(r'\bdata-explorable="([\w-]+)"', path.read_text(encoding="utf-8")):
            found[name] = path.name
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


# --- the run ---


def run(only: str | None, inputs: dict[int, int]) -> dict[str, Any]:
    """Measure everything; return what `render` takes."""
    explorables = {name: page for name, page in find_explorables().items() if only in (None, name)}
    if not explorables:
        sys.exit(f"There is no explorable {only or ''} on the built pages. Run: make book")
    controls: list[Measured] = []
    kernel: dict[str, list[float]] = {}
    with serve() as address, launch() as browser:
        about, began = describe_machine(LIBRARIES, Chromium=browser.version), time.monotonic()
        if only is None:
            with jupyterlab() as lab:
                kernel["kernel"] = time_kernel(browser, lab)
            kernel["page"] = time_explorable(browser, f"{address}/{explorables['moving-average']}")
            print(f"kernel: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        for name, page in explorables.items():
            for slowdown, count in inputs.items():
                controls += measure_explorable(browser, f"{address}/{page}", name, slowdown, count)
                print(f"{name} at {slowdown}x: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return {"about": about, "controls": controls, "kernel": kernel}


# --- the report ---


def bounds(results: dict[str, Any]) -> list[Bound]:
    """Return the figures that have a bound."""
    controls, kernel = results["controls"], results["kernel"]
    found = [Bound("controls that could not be measured", sum(not row.work for row in controls), most=0)]
    for slowdown, most in MOST.items():
        worst = max((percentile(row.cpu) for row in controls if row.slowdown == slowdown and row.cpu), default=None)
        found.append(Bound(f"CPU time at {slowdown}×, worst control (ms)", worst, most=most))
    ratio = median(kernel["kernel"]) / median(kernel["page"]) if kernel else None
    return [*found, Bound("through a kernel / on the page, medians (times)", ratio, least=LEAST_KERNEL)]


def cell(values: list[float], digits: int = 1) -> str:
    """Write the 95th percentile, and the greatest of all."""

    def write(value: float) -> str:
        return f"{value:.{digits}f}" if value or digits else "<16"

    return f"{write(percentile(values))} ({write(max(values))})" if values else "–"


def control_table(controls: list[Measured]) -> str:
    """Write the table of all controls: a row for each, both speeds side by side."""
    rows: dict[tuple[str, str], list[str]] = {}
    for row in controls:
        line = rows.setdefault((row.explorable, row.control), [row.explorable, row.control.replace("|", "\\|")])
        cpu = f"{percentile(row.cpu):.1f}" if row.cpu else "–"
        line += [str(len(row.work)), cell(row.work), cpu, cell(row.event, digits=0)]
    head = ["explorable", "control"]
    for slowdown in INPUTS:
        head += [f"{slowdown}×: inputs", "work", "CPU", "Event Timing"]
    return table(head, rows.values(), words=2)


def summary_table(controls: list[Measured]) -> str:
    """Write a summary: the median and the worst control at each speed."""
    rows = []
    for slowdown in INPUTS:
        some = [row for row in controls if row.slowdown == slowdown and row.work]
        for what, key in (("work", "work"), ("Event Timing", "event")):
            high = {f"{row.explorable}, {row.control}": percentile(getattr(row, key)) for row in some}
            if high:
                worst = max(high, key=high.__getitem__)
                middle = f"{median(high.values()):.1f}" if median(high.values()) else "<16"
                rows.append([f"{what} at {slowdown}×", worst, middle, f"{high[worst]:.1f}"])
    return table(["ms", "worst control", "median control", "worst"], rows, words=2)


def kernel_section(kernel: dict[str, list[float]]) -> str:
    """Write the comparison with the kernel."""
    names = {"page": "the explorable on the built page", "kernel": "`interact` with Matplotlib in JupyterLab"}
    rows = [
        [title, *(f"{value:.1f}" for value in (median(kernel[key]), percentile(kernel[key]), max(kernel[key])))]
        for key, title in names.items()
    ]
    return f"""## Through a kernel

The moving average again, by `ipywidgets.interact` and a Matplotlib figure of the same content (values, their average,
its weights), in JupyterLab with server and kernel on this machine. {PRESSES} presses of the right arrow on the slider
of ρ take both from 0.5 to 0.8. The time is that from the key's time stamp to the end of the frame that shows the
change, by the page's clock, including the wait for that frame: on the page the frame after the key, in JupyterLab the
frame after the new image was in the page and decoded. Each press comes 100 ms after the previous one was shown.

{table(["ms", "median", f"{PERCENT}th percentile", "most"], rows)}
"""


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    controls, kernel = results["controls"], results["kernel"]
    pages = {row.explorable: row.page for row in controls}
    trouble = [
        f"- {row.explorable}, {row.control}, {row.slowdown}×: {row.trouble}\n" for row in controls if row.trouble
    ]
    undrawn = "; ".join(f"{row.explorable}, {row.control}" for row in controls if row.slowdown == 1 and not row.drawn)
    return f"""{head("How long does a control take to answer?", "latency", results["about"])}
{bound_table(bounds(results))}

{summary_table(controls)}

## The controls

Milliseconds: the {PERCENT}th percentile of a control's inputs, and in parentheses the worst of them; at full speed and
with the processor slowed down {max(INPUTS)} times, by the DevTools protocol.

{control_table(controls)}

{"".join(trouble)}\
- Work is what the page's main thread does from the input's handler to the end of its frame (script, style, layout,
  paint), from a trace: the tasks from the one with the input's event to the one with the frame, by elapsed time. CPU is
  the same tasks' time on a processor, without waiting for one. `measure/controls.py` defines it.
- Event Timing is the longest `PerformanceEventTiming` entry of the input's events: until the next paint on the screen,
  in steps of 8 ms. The browser makes no entry for less than 16 ms ("<16").
- One input is one event of mouse or keyboard, sent by the browser's own protocol: sliders and handles are dragged and
  moved by arrow keys, numbers typed (the Enter counts), all else clicked. Inputs that move nothing are not counted.
{f"- No input of these asks for an animation frame, so all are counted: {undrawn}.{chr(10)}" if undrawn else ""}\
- Each explorable is as the page opens it, with its folded settings open; for controls that appear only if a box is
  checked, every box is checked. An explorable that is on several pages is measured on the largest:
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
    if arguments.quick or arguments.only:
        print(render(results))
    else:
        save(results)
        store("LATENCY.md", render(results))
    return judge(bounds(results))


if __name__ == "__main__":
    sys.exit(main())
