"""The arithmetic of `make latency`, on made-up numbers; the stored report is of the stored numbers."""

from pathlib import Path
from typing import Any

import latency
import pytest
from latency import Measured, Work


def event(name: str, begin: float, end: float | None = None, thread: int = 1, **more: Any) -> dict[str, Any]:
    """An event of a trace, its times in ms."""
    made = {"name": name, "ts": begin * 1000, "pid": 7, "tid": thread, "args": {}} | more
    return made if end is None else made | {"dur": (end - begin) * 1000}


def mark(number: int, at: float) -> dict[str, Any]:
    return event(f"{latency.MARK}{number}", at)


def fire(number: int, at: float) -> dict[str, Any]:
    return event("FireAnimationFrame", at, args={"data": {"id": number}})


def task(begin: float, end: float, **more: Any) -> dict[str, Any]:
    return event("RunTask", begin, end, **more)


def test_work_is_summed_from_the_event_to_the_frame_without_the_pauses() -> None:
    events = [
        task(0, 50),  # before the input
        task(100, 102, tdur=1500),
        mark(5, 101),
        task(103, 103.5),  # between the input and its frame
        task(110, 114, tdur=3000),
        fire(5, 111),
        fire(6, 112),
        task(115, 190),  # after the frame
        task(101, 199, thread=2),  # another thread
    ]
    assert latency.sum_work(events) == [Work(work=6.5, cpu=5.0, drawn=True)]


def test_a_movement_of_the_mouse_and_its_frame_are_one_task() -> None:
    events = [task(16, 20), mark(1, 17), fire(1, 18), task(32, 33), mark(2, 32.1), fire(2, 32.2)]
    assert latency.sum_work(events) == [Work(4, 4, drawn=False), Work(1, 1, drawn=False)]


def test_a_callback_of_a_frame_before_the_input_is_not_the_inputs() -> None:
    events = [task(0, 2), fire(1, 1), task(10, 11), mark(2, 10.5), task(16, 18), fire(2, 16.5)]
    assert latency.sum_work(events) == [Work(3, 3, drawn=False)]


def test_a_trace_without_inputs_or_without_their_frames() -> None:
    assert latency.sum_work([task(0, 1)]) == []
    with pytest.raises(ValueError, match="unpack"):
        latency.sum_work([task(0, 1), mark(1, 0.5)])


@pytest.mark.parametrize(("count", "percent", "expected"), [(100, 95, 95), (60, 95, 57), (20, 95, 19), (1, 95, 1)])
def test_percentiles_are_values_of_the_sample(count: int, percent: int, expected: int) -> None:
    assert latency.percentile(range(count, 0, -1), percent) == expected


def told(*durations: float) -> list[dict[str, float]]:
    return [{"elapsed": 20.0, "event": duration, "interaction": duration} for duration in durations]


def test_inputs_that_move_nothing_are_left_out() -> None:
    row = Measured("average", "ema.html", "rho", 1)
    row.add([Work(3, 2, drawn=True), Work(1, 1, drawn=False), Work(4, 4, drawn=True)], told(0, 16, 24))
    assert (row.work, row.cpu, row.event, row.left_out, row.drawn) == ([3, 4], [2, 4], [0, 24], 1, True)


def test_where_no_input_draws_all_are_counted() -> None:
    row = Measured("average", "ema.html", "Copy as Python", 1)
    row.add([Work(3, 2, drawn=False), Work(1, 1, drawn=False)], told(0, 16))
    assert (row.work, row.left_out, row.drawn) == ([3, 1], 0, False)


def test_trace_and_page_must_agree() -> None:
    with pytest.raises(ValueError, match="the trace has 1 inputs, the page 2"):
        Measured("average", "ema.html", "rho", 1).add([Work(3, 2, drawn=True)], told(0, 16))


@pytest.fixture
def results() -> dict[str, Any]:
    """Made up: every limit is kept."""

    def row(control: str, slowdown: int, work: float, duration: float) -> Measured:
        times = {"cpu": [work], "event": [duration], "interaction": [duration], "elapsed": [work]}
        return Measured("average", "ema.html", control, slowdown, work=[work], **times)

    return {
        "about": {"machine": {"processor": "abacus"}, "versions": {"Chromium": "1"}},
        "controls": [row("rho", 1, 8, 0), row("start", 1, 2, 32), row("rho", 4, 32, 64), row("start", 4, 8, 24)],
        "kernel": {"page": [10, 12, 50], "kernel": [100, 120, 130]},
    }


def test_the_report_says_that_limits_are_kept(results: dict[str, Any]) -> None:
    report = latency.render(results)
    assert latency.find_broken(results) == []
    assert "All limits are kept." in report
    assert "| average | rho | 1 | 8.0 (8.0) | 8.0 | <16 (<16) | 1 | 32.0 (32.0) | 32.0 | 64 (64) |" in report
    assert "**10.0 times** slower; at least 10 are wanted: met." in " ".join(report.split())
    for group in report.split("\n\n"):
        if group.startswith("|"):
            assert len({line.count("|") for line in group.splitlines()}) == 1, "a row has a cell too many"


def test_the_report_says_which_limits_are_broken(results: dict[str, Any]) -> None:
    rho, start, rho_slow, start_slow = results["controls"]
    rho.work, start.event, rho_slow.work = [8.1], [40], []
    start_slow.trouble = "an input had no frame"
    results["kernel"]["kernel"] = [90, 90, 90]
    broken = latency.find_broken(results)
    assert broken == [
        "average, rho, 1×: work 8.1 ms > 8",
        "average, start, 1×: Event Timing 40 ms > 32",
        "average, rho, 4×: not measured",
        "average, start, 4×: an input had no frame",
        "the kernel is 7.5 times slower < 10",
    ]
    report = latency.render(results)
    assert "5 broken:" in report
    assert all(f"\n- {line}\n" in report for line in broken)
    assert "| **8.1** (8.1) |" in report
    assert "**not met**" in report


def test_numbers_are_stored_and_read_as_they_were(results: dict[str, Any], tmp_path: Path) -> None:
    latency.save(results, tmp_path / "latency.json")
    assert latency.load(tmp_path / "latency.json") == results


def test_explorables_are_found_on_their_largest_page(tmp_path: Path) -> None:
    mount = '<div class="explorable" data-explorable="{}"></div>'
    (tmp_path / "a.html").write_text(mount.format("race") + mount.format("average") + "long" * 9)
    (tmp_path / "b.html").write_text(mount.format("race"))
    (tmp_path / "c.html").write_text("data-explorable=&quot;none&quot;" * 9)
    assert latency.find_explorables(tmp_path) == {"average": "a.html", "race": "a.html"}


def test_the_stored_report_is_of_the_stored_numbers() -> None:
    assert latency.render(latency.load()) == latency.REPORT.read_text(encoding="utf-8"), "tools/latency.py --render"
