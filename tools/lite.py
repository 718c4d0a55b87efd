"""Put JupyterLite beside the book, in `_build/html/lite`, where every notebook runs in the reader's browser.

`make book` runs this after the pages; nothing happens while nothing of it has changed. Python for the browser, which is
Pyodide, comes from its own network of servers, or from this site where the publisher has unpacked a distribution of it:
`make book PYODIDE=folder`.

`import adadelta` needs no `%pip`, because Pyodide's list of packages (its lock) is extended here by the package's wheel
and by those of what explorables need. Pyodide fetches what a cell imports.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from jupyterlite_pyodide_kernel.constants import PYODIDE_PYTHON_VERSION, PYODIDE_VERSION
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from serve import ROOT, SITE

LITE, WORK = SITE / "lite", ROOT / "_build" / "lite"
CORE = ROOT / "js" / "node_modules" / "pyodide"
NOTICE, KEPT = (ROOT / "tools" / f"{name}.js" for name in ("unreachable", "kept"))
"""Scripts of the notebooks' page."""
CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE_VERSION}/full"

ADDED = ("anywidget", "comm", "ipywidgets", "micropip", "psygnal")
"""What explorables need and Pyodide lacks, and what starts the kernel; the versions are those of requirements.txt."""
ONLY_IN_JUPYTERLAB = {"jupyterlab-widgets", "widgetsnbextension"}
"""What ipywidgets asks for and the page has already: the scripts that draw them."""
KERNEL = ("micropip", "ssl", "sqlite3", "comm", "jedi", "ipython")
"""What the kernel installs before its first cell."""

KERNELSPEC = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
EPOCH = "1577836800"  # the start of 2020, as in wheels: the time of a build stands in no file

Lock = dict[str, Any]


def main() -> int:
    """Build what is out of date."""
    distribution = os.environ.get("PYODIDE", "")
    if not (SITE / "index.html").exists():
        raise SystemExit("There is no built book yet. Run: make book")
    made_from, record = fingerprint(distribution), WORK / "made-from.txt"
    if (LITE / "index.html").exists() and record.exists() and record.read_text(encoding="utf-8") == made_from:
        print("JupyterLite is up to date.")
        return 0
    record.unlink(missing_ok=True)
    build(Path(distribution) if distribution else None)
    record.write_text(made_from, encoding="utf-8")
    return 0


def fingerprint(distribution: str) -> str:
    """Return what changes when anything that goes into JupyterLite has changed."""
    files = [*(SITE / "_sources").glob("*.ipynb"), *(ROOT / "src" / "adadelta").rglob("*.*"), *ROOT.glob("*.*")]
    files += [ROOT / "js" / "package-lock.json", Path(__file__), NOTICE, KEPT]
    known = [file for file in sorted(files) if file.is_file() and "__pycache__" not in file.parts]
    parts = [f"{file.relative_to(ROOT)} {checksum(file)}" for file in known]
    return hashlib.sha256("\n".join([distribution, sys.version, *parts]).encode()).hexdigest()


def build(distribution: Path | None) -> None:
    """Gather notebooks and wheels, run JupyterLite's own build, and add the lock and the notice."""
    check_version()
    print("Building JupyterLite ...", flush=True)
    made = WORK / "made" / "lite"  # not beside the pages: JupyterLite dates all that lies in the folder above
    shutil.rmtree(WORK / "site", ignore_errors=True)
    shutil.rmtree(made.parent, ignore_errors=True)
    wheels = [*get_wheels(WORK / "wheels"), build_wheel(WORK / "wheel")]
    stage(SITE / "_sources", WORK / "site" / "notebooks")
    configure(WORK / "site", made, here=distribution is not None)
    run("-m", "jupyterlite_core", "build", folder=WORK / "site")
    lock = read_lock(CORE / "pyodide-lock.json")
    if distribution is None:
        point_to(lock, CDN)
    else:
        host(lock, distribution, made / "static" / "pyodide")
    folder = made / "static" / "lock"
    folder.mkdir()
    add(lock, wheels, folder)
    if lacking := missing(lock):
        raise SystemExit(f"Pyodide's packages are not complete; missing: {', '.join(lacking)}")
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    add_notice(made, here=distribution is not None)
    shutil.rmtree(LITE, ignore_errors=True)
    made.rename(LITE)


def check_version() -> None:
    """Refuse a Pyodide that the kernel was not made for."""
    if not CORE.is_dir():
        raise SystemExit("Pyodide is not installed. Run: npm ci --prefix js")
    version = json.loads((CORE / "package.json").read_text(encoding="utf-8"))["version"]
    if version != PYODIDE_VERSION:
        raise SystemExit(f"js/package.json asks for Pyodide {version}; the kernel is made for {PYODIDE_VERSION}.")


# ---- What goes in


def stage(source: Path, target: Path) -> None:
    """Copy the notebooks that the book offers, without outputs, for the one kernel that there is."""
    target.mkdir(parents=True)
    for path in sorted(source.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"] = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        edition = hashlib.sha256(json.dumps(notebook["cells"]).encode()).hexdigest()[:16]
        notebook["metadata"]["adadelta"] = {"edition": edition}  # by which `kept.js` knows an older copy
        (target / path.name).write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def get_wheels(folder: Path) -> list[Path]:
    """Return the wheels of ADDED, in the lock's versions and with its checksums; downloaded when they are others."""
    lines = locked((ROOT / "requirements.txt").read_text(encoding="utf-8"), ADDED)
    record = folder / "requirements.txt"
    if not record.exists() or record.read_text(encoding="utf-8") != lines:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        wanted = folder / "wanted.txt"
        wanted.write_text(lines, encoding="utf-8")
        download(folder, "--require-hashes", "--requirement", str(wanted))
        wanted.rename(record)
    return sorted(folder.glob("*.whl"))


def download(folder: Path, *wanted: str) -> None:
    """Have pip fetch wheels of Python alone, those that are named and no others, for the browser's Python."""
    pip = ("-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", str(folder))
    pure = ("--only-binary", ":all:", "--platform", "any", "--python-version", PYODIDE_PYTHON_VERSION)
    run(*pip, *pure, *wanted, folder=folder)


def locked(requirements: str, names: Iterable[str]) -> str:
    """Return the lines of a lock about these packages, with their hashes, whatever Python and system they are for."""
    blocks = re.findall(r"^\S(?:.*\\\n)*.*\n", requirements, flags=re.MULTILINE)
    return "".join(re.sub(r" ; .*(?= \\\n)", "", block) for block in blocks if re.split("[= ]", block)[0] in names)


def build_wheel(folder: Path) -> Path:
    """Build the package's wheel."""
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), folder=ROOT)
    [wheel] = folder.glob("*.whl")
    return wheel


def configure(folder: Path, output: Path, *, here: bool) -> None:
    """Write the settings of JupyterLite's build, and those of the site that it builds."""
    build_settings = {
        "contents": [str(folder / "notebooks")],
        "output_dir": str(output),
        "apps": ["notebooks"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.js" if here else f"{CDN}/pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": "./static/lock/pyodide-lock.json"},
    }
    site_settings = {
        "appName": "Adadelta from Scratch",
        "appUrl": "./notebooks/index.html",
        "exposeAppInBrowser": True,
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    for name, content in (
        ("jupyter_lite_config.json", {"LiteBuildConfig": build_settings}),
        ("jupyter-lite.json", {"jupyter-lite-schema-version": 0, "jupyter-config-data": site_settings}),
    ):
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def run(*arguments: str, folder: Path) -> None:
    """Run Python quietly; show what it said if it fails."""
    environment = {"SOURCE_DATE_EPOCH": EPOCH, **os.environ}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nJupyterLite could not be built; the pages are.")


# ---- Pyodide's lock


def read_lock(path: Path) -> Lock:
    """Return the lock, its packages named as Python's tools name them."""
    lock: Lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package["depends"] = [canonicalize_name(name) for name in package["depends"]]
    return lock


def point_to(lock: Lock, address: str) -> None:
    """Have every package fetched from an address; its checksum stays."""
    for package in lock["packages"].values():
        package["file_name"] = f"{address}/{package['file_name']}"


def host(lock: Lock, distribution: Path, folder: Path) -> None:
    """Copy a distribution into the site: its core, and each package that it holds; others leave the lock."""
    folder.mkdir(parents=True)
    for name in ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy(distribution / name, folder)
    for key, package in list(lock["packages"].items()):
        file = distribution / package["file_name"]
        if not file.is_file():
            del lock["packages"][key]
            continue
        if checksum(file) != package["sha256"]:
            raise SystemExit(f"{file} is not the file of Pyodide {PYODIDE_VERSION}: its checksum differs.")
        shutil.copy(file, folder)
        package["file_name"] = f"../{folder.name}/{file.name}"


def add(lock: Lock, wheels: Iterable[Path], folder: Path) -> None:
    """Copy wheels beside the lock and enter them."""
    for wheel in wheels:
        shutil.copy(wheel, folder)
        entry = describe(wheel)
        lock["packages"][canonicalize_name(entry["name"])] = entry


def describe(wheel: Path) -> dict[str, Any]:
    """Return the entry of a wheel: what it needs, and the modules that an import in a cell may name."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [told] = [name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        about = HeaderParser().parsestr(archive.read(told).decode())
    environment = {"python_version": PYODIDE_PYTHON_VERSION, "sys_platform": "emscripten", "extra": ""}
    needs = [Requirement(text) for text in about.get_all("Requires-Dist") or []]
    depends = {canonicalize_name(n.name) for n in needs if n.marker is None or n.marker.evaluate(environment)}
    return {
        "name": about["Name"],
        "version": about["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": checksum(wheel),
        "package_type": "package",
        "imports": sorted({name.split("/")[0] for name in names if re.fullmatch(r"[^./]+/.*\.py", name)}),
        "depends": sorted(depends - ONLY_IN_JUPYTERLAB),
        "unvendored_tests": False,
    }


def missing(lock: Lock) -> list[str]:
    """Return the packages that the kernel or the book needs, themselves or through others, and that the lock lacks."""
    packages = lock["packages"]
    needed = set(needs(packages, ["adadelta", *KERNEL]))
    return sorted(needed - set(packages))


def needs(packages: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    """Yield packages and all that they depend on."""
    todo, seen = list(names), set[str]()
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            yield name
            todo += packages.get(name, {}).get("depends", [])


def checksum(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


# ---- The page


def add_notice(site: Path, *, here: bool) -> None:
    """Have the page of the notebooks say where Python cannot be had, and where a changed notebook is kept."""
    address = "../static/pyodide/pyodide.js" if here else f"{CDN}/pyodide.js"
    page = site / "notebooks" / "index.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert soup.head is not None, "the page of JupyterLite has no head"
    for script in (NOTICE, KEPT):
        shutil.copy(script, site)
        soup.head.append(soup.new_tag("script", src=f"../{script.name}", attrs={"defer": "", "data-pyodide": address}))
    page.write_text(str(soup), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
