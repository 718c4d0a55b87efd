"""The same explorable with a real kernel behind it: slider and trait move each other in JupyterLab."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.lab

SLIDER = [
    "from adadelta.widgets import MovingAverage\nexplorable = MovingAverage(rho=0.5)\nexplorable",
    "print('rho in Python:', explorable.rho)",
    "explorable.rho = 0.95",
]
OWN = [
    """from adadelta import Adadelta, Optimizer
from adadelta.widgets import OneUpdate, OptimizerRace

class Mine(Optimizer):
    def rule(self, g):
        return -0.001 * g

race = OptimizerRace([Adadelta(), Mine()], steps=10)
race""",
    "race",  # the same once more
    "other = OptimizerRace([Mine()], steps=10)\nother",
    "race.steps = 20",
    "print([len(own['points']) for own in race.own])",
    "race.close()\nother.steps = 30",
    "OneUpdate(optimizer=Mine())",
]


@pytest.fixture
def lab(tmp_path: Path, request: pytest.FixtureRequest):
    """Start JupyterLab on a notebook with the test's cells and give the notebook's address."""
    cells = request.param
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "work").mkdir()
    nbformat.write(notebook, tmp_path / "work" / "explorable.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}"]
    command += ["--IdentityProvider.token=", "--expose-app-in-browser", "--LabApp.news_url=None"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += [f"--notebook-dir={tmp_path / 'work'}"]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **home}, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("JupyterLab did not start:\n" + (tmp_path / "lab.log").read_text())
        yield f"{url}/lab/tree/explorable.ipynb"
    finally:
        server.terminate()
        server.wait(timeout=20)


ANSWERS = """async () => {
  let kernel;
  while (!(kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel))
    await new Promise((later) => setTimeout(later, 100));
  await kernel.info;
}"""
"""Waits until the notebook's kernel has answered. Run before, a cell has no kernel, and JupyterLab asks for one."""


def run_cell(page: Page, index: int) -> None:
    """Run one cell of the notebook, and wait until it has run.

    JupyterLab may call a kernel idle that is not listening yet; what it is sent then is lost, and is sent again.
    """
    prompt = page.locator(".jp-CodeCell .jp-InputArea-prompt").nth(index)
    for _ in range(4):
        page.locator(".jp-CodeCell .jp-InputArea-editor").nth(index).click()
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-cell'); }")  # lost, it never returns
        with contextlib.suppress(AssertionError):
            return expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=15_000)
    pytest.fail(f"cell {index} does not run: its prompt is {prompt.text_content()}")


def open_notebook(lab: str, browser: Browser, cells: list[str]) -> Page:
    """Open the notebook and wait for its kernel. Where JupyterLab asks something, it gets the answer it suggests."""
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.add_locator_handler(page.locator(".jp-Dialog"), lambda box: box.locator(".jp-mod-accept").click())
    page.goto(lab)
    expect(page.locator(".jp-CodeCell")).to_have_count(len(cells), timeout=60_000)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible(timeout=60_000)
    page.evaluate(ANSWERS)
    return page


@pytest.mark.parametrize("lab", [SLIDER], indirect=True, ids=["slider"])
def test_slider_and_trait_move_each_other(lab: str, browser: Browser):
    page = open_notebook(lab, browser, SLIDER)
    run_cell(page, 0)
    slider = page.locator('.explorable-live [data-control="rho"] input[type="range"]')
    field = page.locator('.explorable-live [data-control="rho"] input[type="text"]')
    expect(slider).to_be_visible(timeout=60_000)
    expect(field).to_have_value("0.5")
    before = page.locator(".explorable-live .average").get_attribute("d")

    slider.focus()
    page.keyboard.press("PageUp")
    expect(field).not_to_have_value("0.5")
    moved = field.input_value()
    assert page.locator(".explorable-live .average").get_attribute("d") != before
    run_cell(page, 1)
    expect(page.locator(".jp-OutputArea-output").nth(1)).to_contain_text(f"rho in Python: {moved}", timeout=30_000)

    run_cell(page, 2)
    expect(field).to_have_value("0.95", timeout=30_000)
    expect(page.locator(".explorable-live .readout")).to_contain_text("0.95")
    page.close()


@pytest.mark.parametrize("lab", [OWN], indirect=True, ids=["own"])
def test_ones_own_optimizer_joins_and_views_live_side_by_side(lab: str, browser: Browser):
    page = open_notebook(lab, browser, OWN)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for cell in range(3):
        run_cell(page, cell)
        expect(page.locator(".explorable-live")).to_have_count(cell + 1, timeout=60_000)
    first, second, third = (page.locator(".explorable-live").nth(i) for i in range(3))
    for view in (first, second):
        view.get_by_role("button", name="Data", exact=True).click()
        expect(view.locator(".numbers th", has_text="Mine")).to_have_count(1)
        expect(view.locator(".readout")).to_contain_text("After 10 steps")

    steps = first.locator(".handle.time")
    steps.focus()
    page.keyboard.press("ArrowRight")
    for view in (first, second):  # two views of one widget
        expect(view.locator(".readout")).to_contain_text("After 11 steps", timeout=30_000)
        expect(view.locator("path.own")).not_to_have_count(0, timeout=30_000)  # Python has computed its eleventh step
    expect(third.locator(".readout")).to_contain_text("After 10 steps")  # another widget

    run_cell(page, 3)
    expect(second.locator(".readout")).to_contain_text("After 20 steps", timeout=30_000)
    run_cell(page, 4)
    expect(page.locator(".jp-OutputArea-output", has_text="[21]")).to_have_count(1, timeout=30_000)

    run_cell(page, 5)
    expect(page.locator(".explorable-live")).to_have_count(1, timeout=30_000)  # closed, and both its views with it
    expect(page.locator(".explorable-live .readout")).to_contain_text("After 30 steps", timeout=30_000)
    run_cell(page, 6)
    stepper = page.locator(".explorable-live").nth(1)
    expect(stepper.locator(".readout")).to_contain_text("Mine", timeout=30_000)
    assert errors == []
    page.close()
