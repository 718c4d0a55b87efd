"""The arithmetic of `make latency`, on made-up numbers."""

from pathlib import Path
from typing import Any

import controls
import latency
import pytest
from controls import Measured, Work


def event(name: str, begin: float, end: float | None = None, thread: int = 1, **more: Any) -> dict[str, Any]:
    """An event of a trace, its times in ms."""
    made = {"name": name, "ts": begin * 1000, "pid": 7, "tid": thread, "args": {}} | more
    return made if end is None else made | {"dur": (end - begin) * 1000}


def mark(number: int, at: float) -> dict[str, Any]:
    return event(f"{controls.MARK}{number}", at)


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
    assert controls.sum_work(events) == [Work(work=6.5, cpu=5.0, drawn=True)]


def test_a_movement_of_the_mouse_and_its_frame_are_one_task() -> None:
    events = [task(16, 20), mark(1, 17), fire(1, 18), task(32, 33), mark(2, 32.1), fire(2, 32.2)]
    assert controls.sum_work(events) == [Work(4, 4, drawn=False), Work(1, 1, drawn=False)]


def test_a_callback_of_a_frame_before_the_input_is_not_the_inputs() -> None:
    events = [task(0, 2), fire(1, 1), task(10, 11), mark(2, 10.5), task(16, 18), fire(2, 16.5)]
    assert controls.sum_work(events) == [Work(3, 3, drawn=False)]


def test_a_trace_without_inputs_or_without_their_frames() -> None:
    assert controls.sum_work([task(0, 1)]) == []
    with pytest.raises(ValueError, match="unpack"):
        controls.sum_work([task(0, 1), mark(1, 0.5)])


@pytest.mark.parametrize(("count", "percent", "expected"), [(100, 95, 95), (60, 95, 57), (20, 95, 19), (1, 95, 1)])
def test_percentiles_are_values_of_the_sample(count: int, percent: int, expected: int) -> None:
    assert latency.percentile(range(count, 0, -1), percent) == expected


def told(*durations: float) -> list[dict[str, float]]:
    return [{"event": duration} for duration in durations]


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


def test_a_slow_control_one_that_is_not_measured_and_a_quick_kernel_break_their_bounds() -> None:
    results = latency.load()
    assert all(bound.kept for bound in latency.bounds(results))
    slow, lost = results["controls"][:2]
    slow.cpu, lost.work = [300.0], []
    results["kernel"]["kernel"] = [90 * time for time in results["kernel"]["page"]]
    assert sum(not bound.kept for bound in latency.bounds(results)) == 2
    results["kernel"]["kernel"] = [9 * time for time in results["kernel"]["page"]]
    assert sum(not bound.kept for bound in latency.bounds(results)) == 3
    latency.render(results)


def test_one_explorable_without_the_kernel_is_rendered() -> None:
    results = latency.load()
    results |= {"controls": results["controls"][:2], "kernel": {}}
    assert "kernel" not in latency.render(results).partition("## The controls")[2]


def test_numbers_are_stored_and_read_as_they_were(tmp_path: Path) -> None:
    latency.save(latency.load(), tmp_path / "latency.json")
    assert latency.load(tmp_path / "latency.json") == latency.load()


def test_explorables_are_found_on_their_largest_page(tmp_path: Path) -> None:
    mount = '<div class="explorable" data-explorable="{}"></div>'
    (tmp_path / "a.html").write_text(mount.format("race") + mount.format("average") + "long" * 9)
    (tmp_path / "b.html").write_text(mount.format("race"))
    (tmp_path / "c.html").write_text("data-explorable=&quot;none&quot;" * 9)
    assert latency.find_explorables(tmp_path) == {"average": "a.html", "race": "a.html"}
