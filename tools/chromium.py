"""Find a Chromium for the browser tests: the installed one, else Playwright's download, else Debian's package.

`python tools/chromium.py` prints where it is, getting it if need be; where it cannot be had it prints the line
that installs it and ends with status 2.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def arguments() -> list[str]:
    """Return the command-line flags for a quiet headless Chromium; root needs it without its sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if root else [])]


def find(running: Playwright | None = None) -> str | None:
    """Return the path of a Chromium that is there already, or None; a Playwright that runs already is asked."""
    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    if installed:
        return installed
    if running:
        own = running.chromium.executable_path
    else:
        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def get() -> str | None:
    """Return the path of a Chromium, installing it where that is allowed, or None."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if (path := find()) is not None:
        return path
    print("No Chromium found; trying Playwright's download.", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)
    if (path := find()) is not None:
        return path
    if root and shutil.which("apt-get"):
        print("Trying apt-get install chromium.", file=sys.stderr, flush=True)
        subprocess.run(["apt-get", "update"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
            check=False,
            stdout=sys.stderr,
        )
    return find()


def main() -> int:
    """Print where Chromium is; return the exit status."""
    path = get()
    if path is None:
        line = (
            "sudo apt-get install -y chromium" if shutil.which("apt-get") else "python -m playwright install chromium"
        )
        print(
            f"The browser tests need Chromium, and it could not be had. Install it with:\n    {line}",
            file=sys.stderr,
        )
        return 2
    print(f"Chromium: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
