"""Build the committed book twice, each time from nothing, and compare: `python measure/twice.py` (`make twice`).

All cells are executed in each build. Every file of the site, the zip among them, the wheel and the sdist have to be the
same to the byte. What differs is listed, and the two builds stay in `_build/twice` to be looked at.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from offline import committed
from release import build_package
from serve import ROOT

FOLDER = ROOT / "_build" / "twice"


def build(origin: Path, place: Path) -> dict[str, str]:
    """Clone what is committed, build all, and return the checksum of each file."""
    subprocess.run(["git", "clone", "--quiet", str(origin), str(place)], check=True)
    (place / "js" / "node_modules").symlink_to(ROOT / "js" / "node_modules", target_is_directory=True)
    environment = os.environ | {"PYTHONPATH": str(place / "src")}
    with (place / "build.log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "tools/build.py"]
        subprocess.run(command, cwd=place, env=environment, check=True, stdout=log, stderr=subprocess.STDOUT)
    build_package(place / "dist", committed(place), place)
    made = [file for top in ("_build/html", "dist") for file in (place / top).rglob("*") if file.is_file()]
    return {file.relative_to(place).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in made}


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return the files that are not the same in both, or in one only."""
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def main() -> int:
    """Build, compare, and say what differs."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    first = build(ROOT, FOLDER / "first")
    second = build(FOLDER / "first", FOLDER / "second")
    differ = differences(first, second)
    for name in differ:
        print(f"differs: {name}")
    print(f"{len(first.keys() | second.keys()) - len(differ)} files are the same in two builds, {len(differ)} are not.")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
