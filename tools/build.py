"""Build the book into `_build/html`: `python tools/build.py`, from anywhere. Exits nonzero on a warning or an error.

This is `jupyter-book build .` without its report, and with warnings as errors. Only pages that are out of date are
executed and built; `book/_ext/booksite/outdated.py` says when that is. With `--linkcheck` it follows the links that
leave the site instead.
"""

import argparse
import subprocess
import sys

from serve import ROOT

START = "from jupyter_book.cli.main import main; main()"  # the command `jupyter-book`, of this environment
COMMAND = [sys.executable, "-c", START, "build", str(ROOT), "--warningiserror", "--keep-going", "--quiet"]


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build the book into _build/html.")
    parser.add_argument("--linkcheck", action="store_true", help="follow the links that leave the site instead")
    builder = "linkcheck" if parser.parse_args().linkcheck else "html"
    return subprocess.run([*COMMAND, "--builder", builder], check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
