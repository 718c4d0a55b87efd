"""`make latency` finds and drives every kind of control, and counts the work of a page whose work is known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import controls
import pytest
from playwright.sync_api import Browser

# An explorable that burns 5 ms in its handler and 5 ms in its frame, and 100 ms when that is over.
BUSY = """<!doctype html>
<div data-explorable="busy"><div class="explorable-live">
  <div data-control="load"><input type="range" min="0" max="1000" style="width: 400px"></div>
</div></div>
<script>
const burn = (ms) => { for (const start = performance.now(); performance.now() - start < ms;); };
let frame = 0;
document.querySelector("input").oninput = () => {
  burn(5);
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    burn(5);
    setTimeout(() => burn(100));
  });
};
</script>
"""

# An explorable with a control of each kind, which counts what it was asked to draw by.
KINDS = """<!doctype html>
<div data-explorable="kinds"><div class="explorable-live">
  <svg width="300" height="200" style="background: silver"></svg>
  <div class="handle" role="slider" tabindex="0" aria-label="start, moved by all four arrow keys"
    style="position: absolute; left: 40px; top: 40px; width: 24px; height: 24px"></div>
  <div data-control="rho"><input type="range" max="100"><input type="text" value="50"></div>
  <div data-control="step"><button>Back</button><button>Step</button><button disabled>Play</button></div>
  <fieldset data-control="method"><input type="radio" name="m"><input type="radio" name="m" checked></fieldset>
  <fieldset data-control="shown"><label>one <input type="checkbox" id="more"></label></fieldset>
  <div data-control="later" hidden><select><option>a<option>b<option>c</select></div>
  <div data-control="loss"><select><option>a<option>b<option>c</select></div>
  <div data-control="count"><input type="number" value="3"></div>
  <fieldset data-control="weights"><input type="text" value="1"><input type="text" value="2"></fieldset>
  <details class="group"><summary>More</summary><div data-control="folded"><input type="checkbox"></div></details>
  <button>Reset</button><button>Copy as Python</button>
  <ul class="presets"><li><button>Try: one</button></li><li><button>Try: two</button></li></ul>
  <details><summary>Numbers</summary>none</details>
</div></div>
<script>
let drawn = {};
const draw = (what) => requestAnimationFrame(() => { drawn[what] = (drawn[what] ?? 0) + 1; });
const [range, text] = document.querySelectorAll("[data-control=rho] input");
range.oninput = () => { text.value = range.value; draw("range"); };
for (const field of document.querySelectorAll("[type=text], [type=number]")) field.onchange = () => draw("typed");
for (const input of document.querySelectorAll("[type=radio], [type=checkbox], select")) {
  input.onchange = () => {
    draw(input.type);
    document.querySelector("[data-control=later]").hidden = !document.querySelector("#more").checked;
  };
}
for (const button of document.querySelectorAll("button")) {
  if (!button.textContent.startsWith("Copy")) button.onclick = () => draw(button.textContent);
}
const handle = document.querySelector(".handle");
handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId);
handle.onpointermove = (event) => { if (handle.hasPointerCapture(event.pointerId)) draw("dragged"); };
handle.onkeydown = (event) => draw(event.key);
</script>
"""


def test_work_of_a_known_amount_is_counted(browser: Browser, tmp_path: Path):
    page = tmp_path / "busy.html"
    page.write_text(BUSY)
    [row] = controls.measure_explorable(browser, page.as_uri(), "busy", slowdown=1, count=16)
    assert len(row.work) >= 8
    assert min(row.work) >= 10, "a handler's 5 ms and a frame's 5 ms"
    assert min(row.work) < 100, "what comes after the frame is not counted"
    assert not row.trouble


def test_every_kind_of_control_is_moved(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "kinds.html"
    page.write_text(KINDS)
    drawn: dict[str, Counter[str]] = {}
    measure = controls.measure_control

    def spy(browser: Browser, driver: controls.Driver, row: controls.Measured, count: int) -> None:
        driver.page.evaluate("() => { drawn = {}; }")
        measure(browser, driver, row, count)
        drawn[row.control] = Counter(driver.page.evaluate("() => drawn")) - Counter(Reset=1)  # at its beginning

    monkeypatch.setattr(controls, "measure_control", spy)
    rows = controls.measure_explorable(browser, page.as_uri(), "kinds", slowdown=1, count=12)

    assert [row.control for row in rows if row.trouble] == []
    measured = {row.control: len(row.work) for row in rows if row.work}
    assert list(measured)[-5:] == ["presets", "Reset", "Copy as Python", "folds", "later"]
    assert [row.control for row in rows if not row.drawn] == ["Copy as Python", "folds"]
    assert drawn["handle: start"]["dragged"] >= 3
    assert {key for key in drawn["handle: start"] if key.startswith("Arrow")} == set(controls.ARROWS)
    assert drawn["rho"]["range"] >= 4
    assert drawn["rho"]["typed"] >= 3
    assert drawn["step"] == {"Back": 6, "Step": 6}
    assert drawn["method"] == {"radio": 12}
    assert drawn["shown"] == drawn["folded"] == {"checkbox": 12}
    assert drawn["loss"]["select-one"] >= 4
    assert drawn["later"]["select-one"] >= 4
    assert drawn["count"]["typed"] >= 6
    assert drawn["weights"] == {"typed": 12}
    assert drawn["presets"] == {"Try: one": 6, "Try: two": 6}
    assert drawn["Reset"]["Reset"] == 12
    assert all(count >= 4 for count in measured.values())
