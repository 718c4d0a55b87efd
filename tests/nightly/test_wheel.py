"""The chapters of stored results run from the wheel alone: outside the clone, without Node, MNIST or the repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with what the wheel holds, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("name", ["claims", "reproduction"])
def test_a_chapter_runs_from_the_wheel(name, installed, tmp_path):
    notebook = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4)
    where = "import adadelta, adadelta_studies; print(adadelta.__file__, adadelta_studies.__file__)"
    notebook.cells.append(nbformat.v4.new_code_cell(where))
    env = os.environ | {"PYTHONPATH": str(installed), "PATH": str(tmp_path), "ADADELTA_DATA": str(tmp_path)}
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, kernel_name="python3", timeout=300, resources=resources).execute(env=env)
    told = notebook.cells[-1].outputs[0]["text"].split()
    assert all(Path(path).is_relative_to(installed) for path in told), told
