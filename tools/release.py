"""Make what a release offers: `python tools/release.py` (`make release`), in `_build/release`.

The package as wheel and sdist, the built book as a zip and as a PDF, and their SHA-256 sums. The book's files have the
same names in each release, so that a page can lead to the latest. The wheel is installed in a clean environment and
used. Dates in the archives are the commit's, so that two releases of one commit are the same to the byte, but for the
PDF, in which Chromium writes when it was printed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from offline import ZIP, committed
from pdf import print_book

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "_build" / "release"
USE = """
import numpy as np
from adadelta import Adadelta, widgets
from adadelta.claims import load_results
x = np.array([1.0, -1.0])
Adadelta().step([x], [2 * x])
print(x, len(load_results().results), widgets.MovingAverage()._repr_mimebundle_()[0]["text/plain"])
"""
"""What is tried with the wheel: a step, stored data, an explorable."""


def build_package(folder: Path, when: int, root: Path = ROOT) -> Path:
    """Write wheel and sdist, and return the wheel."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(when)}
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--target", "sdist", "-d", str(folder)]
    subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)
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
    print("In a clean environment:", use(build_package(FOLDER, committed())))
    shutil.copy(ZIP, FOLDER)
    print_book(FOLDER / f"{ZIP.stem}.pdf")
    (FOLDER / "SHA256SUMS").write_text(sums(FOLDER), encoding="utf-8", newline="\n")
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size:12,} {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
