"""The same explorable with a real kernel behind it: slider and trait move each other in JupyterLab."""

from __future__ import annotations

import os
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

CELLS = [
    "from adadelta.widgets import MovingAverage\nexplorable = MovingAverage(rho=0.5)\nexplorable",
    "print('rho in Python:', explorable.rho)",
    "explorable.rho = 0.95",
]


@pytest.fixture
def lab(tmp_path: Path):
    """Start JupyterLab on a notebook of its own and give the notebook's address."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
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


def run_cell(page: Page, index: int) -> None:
    """Run one cell of the notebook."""
    page.locator(".jp-CodeCell .jp-InputArea-editor").nth(index).click()
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")


def test_slider_and_trait_move_each_other(lab: str, browser: Browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(lab)
    expect(page.locator(".jp-CodeCell")).to_have_count(len(CELLS), timeout=60_000)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")).to_be_visible(timeout=60_000)

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
    expect(page.locator(".explorable-live .readout")).to_contain_text("At ρ = 0.95")
    page.close()
