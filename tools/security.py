"""Look for holes in the workflows, and for secrets in any file: `python tools/security.py`. Needs no internet.

zizmor reads the workflows as an attacker would. detect-secrets reads each file that git tracks or would track, with the
settings of `.secrets.baseline`; a false alarm is marked on its line. `make security` looks further, with the internet.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / ".secrets.baseline"
GITHUB = ROOT / ".github"


def run(program: str, *arguments: str) -> bool:
    """Run a program of this environment, and return whether it found nothing."""
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        sys.exit(f"{program} is missing; requirements.txt brings it")
    return subprocess.run([found, *arguments], cwd=ROOT, check=False).returncode == 0


def tracked() -> list[str]:
    """Return the files that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def workflows_are_tight(folder: Path = GITHUB) -> bool:
    """Return whether zizmor finds nothing in what a folder tells GitHub to run."""
    files = [str(path) for path in sorted(folder.glob("**/*.y*ml"))]
    return run("zizmor", "--offline", "--no-progress", "--quiet", *files)


def no_secrets(files: Iterable[str]) -> bool:
    """Return whether detect-secrets finds nothing in these files."""
    return run("detect-secrets-hook", "--baseline", str(BASELINE), *files)


def main() -> int:
    """Look at everything; return the exit status."""
    tight = workflows_are_tight()
    return int(not (no_secrets(tracked()) and tight))


if __name__ == "__main__":
    sys.exit(main())
