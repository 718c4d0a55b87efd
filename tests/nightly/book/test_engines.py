"""Each explorable is moved once in Firefox, and in WebKit: another engine's sliders, pointers and SVG.

Firefox is the system's own, driven by WebDriver BiDi, which it speaks without a driver (on Debian: apt-get install
firefox-esr). WebKit is Playwright's (playwright install webkit). Where one of them is missing its test is skipped.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from driving import KINDS, PAGE
from playwright.sync_api import Playwright

pytestmark = pytest.mark.browser

READY = "document.querySelectorAll('.explorable[data-alive]').length"
GRIP = """((name) => {
  const root = document.querySelector(`[data-explorable="${name}"] .explorable-live`);
  const grip = root.querySelector("input[type=range]") ?? root.querySelector(".handle");
  grip.scrollIntoView({ block: "center" });
  const box = grip.getBoundingClientRect(), part = grip.max ? grip.value / grip.max : 0.5;
  const [x, y] = [box.x + 12 + part * (box.width - 24), box.y + box.height / 2];
  const [dx, dy] = grip.max ? [part > 0.5 ? -60 : 60, 0] : [0, -25];
  return JSON.stringify({ from: [x, y], to: [x + dx, y + dy] });
})"""
SAID = """((name) => document.querySelector(`[data-explorable="${name}"] .readout`).textContent)"""


class Firefox:
    """A Firefox that is there already, with as much of WebDriver BiDi as a test needs."""

    def __init__(self, program: str, profile: Path) -> None:
        command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8")
        assert self.process.stderr
        lines = iter(self.process.stderr)
        address = next(line.split()[-1] for line in lines if "WebDriver BiDi listening on" in line)
        self.socket = websocket.create_connection(f"{address}/session", timeout=60, suppress_origin=True)
        self.count, self.errors = itertools.count(1), list[str]()
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": 1280, "height": 900})

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self.count)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.errors.append(answer["params"]["text"])
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                result: dict[str, Any] = answer["result"]
                return result

    def goto(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, script: str) -> Any:
        target = {"context": self.context}
        result = self.ask("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert result["type"] == "success", result
        return result["result"].get("value")

    def drag(self, start: list[float], end: list[float]) -> None:
        points = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in (start, end)]
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        mouse = {"type": "pointer", "id": "mouse", "actions": [points[0], down, {**points[1], "duration": 200}, up]}
        self.ask("input.performActions", context=self.context, actions=[mouse])

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait()


class WebKit:
    """Playwright's WebKit, by the same few verbs."""

    def __init__(self, playwright: Playwright) -> None:
        self.browser = playwright.webkit.launch()
        self.page, self.errors = self.browser.new_page(viewport={"width": 1280, "height": 900}), list[str]()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.goto, self.evaluate, self.close = self.page.goto, self.page.evaluate, self.browser.close

    def drag(self, start: list[float], end: list[float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()


@pytest.fixture(params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, playwright: Playwright) -> Iterator[Firefox | WebKit]:
    """Give each of the other engines that is there."""
    if request.param == "webkit":
        if not Path(playwright.webkit.executable_path).exists():
            pytest.skip("there is no WebKit; get it by: playwright install --with-deps webkit")
        made: Firefox | WebKit = WebKit(playwright)
    else:
        program = shutil.which("firefox") or shutil.which("firefox-esr")
        if program is None:
            pytest.skip("there is no Firefox; get it by: apt-get install firefox-esr")
        made = Firefox(program, tmp_path)
    yield made
    made.close()


def test_every_explorable_moves(engine: Firefox | WebKit, address: str):
    engine.goto(f"{address}/{PAGE}")
    while engine.evaluate(READY) < len(KINDS):
        pass
    for name in KINDS:
        before = engine.evaluate(f"{SAID}({json.dumps(name)})")
        grip = json.loads(engine.evaluate(f"{GRIP}({json.dumps(name)})"))
        engine.drag(grip["from"], grip["to"])
        engine.evaluate("new Promise((done) => setTimeout(done, 300))")
        assert engine.evaluate(f"{SAID}({json.dumps(name)})") != before, name
    assert engine.errors == []
