"""Make what a release offers: `python tools/release.py` (`make release`), in `_build/release`.

The package as wheel and sdist, the built book as a zip that opens from a folder and as a PDF, and their SHA-256 sums.
The wheel is installed in a clean environment and used. Dates in the archives are the commit's, so that two releases of
one commit are the same to the byte, but for the PDF, in which Chromium writes when it was printed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
import zipfile
from pathlib import Path

from pdf import print_book
from serve import SITE

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "_build" / "release"
NEED_A_SERVER = {"lite"}
"""Folders of the site that do nothing when opened from a disk."""
USE = """
import numpy as np
from adadelta import Adadelta, widgets
from adadelta.claims import load_results
x = np.array([1.0, -1.0])
Adadelta().step([x], [2 * x])
print(x, len(load_results().results), widgets.MovingAverage().sentence())
"""
"""What is tried with the wheel: a step, stored data, an explorable."""


def version() -> str:
    """Return the package's version."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(about["project"]["version"])


def committed() -> int:
    """Return when the commit was made, in seconds since 1970."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return int(done.stdout)


def pack_site(target: Path, when: int, site: Path = SITE) -> None:
    """Zip the built book, in one order and with one date."""
    date = time.gmtime(when)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in site.rglob("*") if path.is_file()):
            name = file.relative_to(site)
            if name.parts[0] not in NEED_A_SERVER:
                entry = zipfile.ZipInfo(f"{target.stem}/{name.as_posix()}", date)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, file.read_bytes(), compresslevel=9)


def build_package(folder: Path, when: int) -> Path:
    """Write wheel and sdist, and return the wheel."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(when)}
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--target", "sdist", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def use(wheel: Path) -> str:
    """Install the wheel, with what it needs, in an environment of its own; return what it said there."""
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        python = Path(name, "Scripts" if os.name == "nt" else "bin", "python")
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
        subprocess.run(install, check=True, cwd=name)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run([python, "-c", USE], check=True, cwd=name, env=environment, stdout=subprocess.PIPE)
        return done.stdout.decode().strip()


def sums(folder: Path) -> str:
    """Return a line for each file, as `sha256sum --check` reads them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def main() -> int:
    """Make everything anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    when, name = committed(), f"adadelta-book-{version()}"
    print("In a clean environment:", use(build_package(FOLDER, when)))
    pack_site(FOLDER / f"{name}.zip", when)
    print_book(FOLDER / f"{name}.pdf")
    (FOLDER / "SHA256SUMS").write_text(sums(FOLDER), encoding="utf-8", newline="\n")
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size:12,} {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
