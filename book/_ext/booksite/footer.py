"""The text at the foot of each page: the licenses, the version and its date, and what computed the numbers."""

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).parents[3]


def commit_date(folder: Path) -> str:
    """Return the date of the last commit, as 2015-12-31; nothing where the files are not in git."""
    command = ["git", "-C", str(folder), "log", "-1", "--format=%cs"]
    try:
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def write_footer(date: str) -> str:
    """Return the sentences."""
    edition = " of ".join(filter(None, [f"Version {version('adadelta')}", date]))
    return f"{edition}. Computed with Python {platform.python_version()} and NumPy {version('numpy')}."


def add_footer(app: Sphinx, config: Config) -> None:
    """Write it after the licenses; a new date or version writes every page again."""
    licenses = config.html_theme_options.get("extra_footer", "")
    config.html_theme_options["extra_footer"] = f"{licenses} {write_footer(commit_date(ROOT))}".strip()


def setup(app: Sphinx) -> None:
    """Connect."""
    app.connect("config-inited", add_footer)
