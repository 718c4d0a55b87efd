"""Put into `_build/colab` the notebooks as Colab opens them: `python tools/colab.py` (`make colab`).

Each begins with a cell that installs the package of this very commit from the repository, quietly, and on Colab only.
Where `_config.yml` names no repository on GitHub there is nothing to open, and nothing is written.
"""

import shutil
import subprocess
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "_build" / "colab"
CELL = """\
# On Colab this installs the package that the book is about. Elsewhere it does nothing.
import sys

if "google.colab" in sys.modules:
    %pip install --quiet "git+{repository}@{commit}"
"""


def with_install(notebook: str, repository: str, commit: str) -> str:
    """Return the text of a notebook that begins with the cell."""
    content = nbformat.reads(notebook, as_version=4)
    content.cells.insert(0, new_code_cell(CELL.format(repository=repository, commit=commit).rstrip(), id="install"))
    return str(nbformat.writes(content, version=nbformat.NO_CONVERT)) + "\n"


def main() -> None:
    """Write all of them."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    repository = config["html_theme_options"]["repository_url"]
    shutil.rmtree(TARGET, ignore_errors=True)
    if "://github.com/" not in repository:
        print("_config.yml names no repository on GitHub: there are no notebooks for Colab.")
        return
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()
    TARGET.mkdir(parents=True)
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        text = with_install(path.read_text(encoding="utf-8"), repository, commit)
        (TARGET / path.name).write_text(text, encoding="utf-8")
    print(f"The notebooks for Colab are in {TARGET}.")


if __name__ == "__main__":
    main()
