"""Time the moving average through a Jupyter kernel, and the same explorable on the built page, to compare them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from controls import AFTERWARD, DONE, Driver, open_page
from playwright.sync_api import Browser, TimeoutError, expect

PRESSES = 20

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
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARD)
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
    told = page.evaluate("(wait) => latency.take(wait)", AFTERWARD)
    page.context.close()
    return [round(entry["elapsed"], 1) for entry in told]
