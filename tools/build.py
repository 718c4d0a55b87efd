"""Build the book into `_build/html`: `python tools/build.py`, from anywhere. Exits nonzero on a warning or an error.

Only pages that are out of date are executed and built; `book/_ext/booksite/freshness.py` says when that is.
With `--linkcheck` it follows the links that leave the site instead.
"""

import argparse
import subprocess
import sys

from serve import ROOT, SITE
from vendor import vendor

# Jupyter Book's command without a grammar of addresses that takes two seconds to load and checks nothing here.
START = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyter_book.cli.main import main; main()"


def build(builder: str) -> int:
    """Copy what the pages need, run Jupyter Book, and return its exit status."""
    vendor()
    (SITE / "adadelta-book.pdf").unlink(missing_ok=True)  # of the pages as they were
    command = [sys.executable, "-c", START, "build", str(ROOT / "book"), "--path-output", str(ROOT)]
    command += ["--config", str(ROOT / "_config.yml"), "--toc", str(ROOT / "_toc.yml"), "--builder", builder]
    command += ["--warningiserror", "--keep-going", "--quiet"]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build the book into _build/html.")
    parser.add_argument("--linkcheck", action="store_true", help="follow the links that leave the site instead")
    return build("linkcheck" if parser.parse_args().linkcheck else "html")


if __name__ == "__main__":
    sys.exit(main())
