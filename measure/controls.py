"""Move one control of an explorable by real input, and measure what each input costs.

Each control is moved by real input, which Playwright sends through the DevTools protocol: sliders and handles are
dragged and moved by arrow keys, numbers are typed, all else is clicked. One input is one event of mouse or keyboard:
pressing or moving the mouse in a drag, its release in a click, the pressing of a key. The next input is sent after the
frame of the previous one. What is measured of each:

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

To know the frame, a script in the page (latency.js) listens for the input's first event, asks there for an animation
frame, and writes that frame's number into the trace. That costs some microseconds, which are counted. Inputs
that led to no other callback of an animation frame moved nothing (a slider at its end) and are left out; if no input of
a control led to one, all are counted.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
MARK = "latency frame "  # the name of a mark in the trace, before the number of an animation frame
DONE = "latency: done"  # what the page's script says on the console after a frame
PATIENCE = 3_000  # ms to wait for a frame
AFTERWARD = 150  # ms to wait for the Event Timing of the last input
PROBE = Path(__file__).with_name("latency.js").read_text(encoding="utf-8").replace("DONE", DONE).replace("MARK", MARK)


def open_page(browser: Browser, url: str) -> Page:
    """Open a page in a fresh browser context, the probe in it."""
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
    drawn: bool  # whether there was a callback of an animation frame, other than the probe's


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
        """Change something to have something to reset."""
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
        """Return what to type: what the slider next to it has shown, else the field's own number and one near it."""
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
            self.event.append(entry["event"])


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
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARD)
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
