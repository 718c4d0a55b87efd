"""Keep the chapters' stored outputs true and small.

`python tools/notebooks.py` executes every chapter and stores its outputs; `--check` executes nothing and fails
when a stored notebook holds more than it should, or a figure that the explorables' JavaScript now draws in another
way. What is stored is text, and the static figures of explorables: no image, no widget view, no widget state, no time,
no execution metadata, so that a stored output changes only when what the cell says changes. Figures of Matplotlib are
made anew wherever the book is built.

When it executes all chapters, it also writes down how long each took, and on what, in `book/runtimes.json`.
"""

from __future__ import annotations

import argparse
import datetime
import html
import json
import os
import platform
import re
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from adadelta.widgets._still import ask_node, mount

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "book"
KEPT_TYPES = ("text/plain", "text/markdown", "text/html")
RUN_TIMES = CHAPTERS / "runtimes.json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
OWN = ("needs", "tagline")
"""Metadata that a chapter has for lists of chapters (`book/_ext/booksite/chapters.py`)."""
FOLDED = {"hide-cell", "remove-input"}
"""Tags of cells whose code JupyterLab folds, too: solutions, and sentences that compute their numbers."""
EXPLORABLE_LIMIT = 40_000
"""Bytes that the static figure of one explorable may take."""


def chapters() -> list[Path]:
    """Return the notebooks of the book, in alphabetical order."""
    return sorted(CHAPTERS.glob("*.ipynb"))


def clean(notebook: nbformat.NotebookNode) -> None:
    """Leave in a notebook what belongs into git, and nothing else."""
    own = {key: notebook.metadata[key] for key in OWN if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict(METADATA | own)
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        folded = {"jupyter": {"source_hidden": True}} if FOLDED & set(tags) else {}
        cell.metadata = nbformat.from_dict(folded | ({"tags": tags} if tags else {}))
        if cell.cell_type != "code":
            cell.pop("attachments", None)
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = _merge_streams(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
            if "data" in output:
                output.data = nbformat.from_dict({k: v for k, v in output.data.items() if _belongs(k, v)})
                output.metadata = nbformat.from_dict({})


def _merge_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Join what was printed in several gulps: where they part is a matter of timing."""
    merged: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = merged[-1] if merged else None
        if output.output_type == "stream" and last is not None and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def _belongs(mime_type: str, value: Any) -> bool:
    """Whether an output of this type is stored: text, and the `text/html` of explorables only."""
    return mime_type in KEPT_TYPES and (mime_type != "text/html" or 'class="explorable"' in value)


def write(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as the text that is stored."""
    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)).rstrip("\n") + "\n"


def execute(path: Path) -> float:
    """Execute a chapter in its own folder and store its outputs; return the seconds that it ran, kernel and all."""
    notebook = nbformat.read(path, as_version=4)
    start = time.perf_counter()
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    seconds = time.perf_counter() - start
    clean(notebook)
    path.write_text(write(notebook), encoding="utf-8", newline="\n")
    return seconds


def write_run_times(seconds: dict[str, float]) -> None:
    """Store the times with what they depend on; tenths mean nothing where a run takes ten seconds or more."""
    record = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "matplotlib": version("matplotlib"),
        "seconds": {name: round(time, 1) if time < 10 else round(time) for name, time in sorted(seconds.items())},
    }
    RUN_TIMES.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")


def problems(path: Path) -> list[str]:
    """Return what is wrong with a stored chapter, in words."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = []
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                found.append(f"cell {i} stores an error: {output.ename}")
            for mime_type, value in output.get("data", {}).items():
                if not _belongs(mime_type, value):
                    found.append(f"cell {i} stores {mime_type}")
                elif mime_type == "text/html" and len(value.encode()) > EXPLORABLE_LIMIT:
                    found.append(f"cell {i} stores {len(value.encode())} bytes of text/html; {EXPLORABLE_LIMIT} may be")
        if cell.cell_type == "code" and cell.execution_count is None and cell.source.strip():
            found.append(f"cell {i} has not been executed")
    nbformat.validate(notebook)
    clean(notebook)
    if not found and write(notebook) != text:
        found.append("it holds metadata, or is laid out in a way, that tools/notebooks.py does not write")
    return found


def stale(notebooks: dict[Path, nbformat.NotebookNode]) -> list[str]:
    """Return which stored figures the JavaScript now draws in another way; one process of Node draws all."""
    found = [
        (f"{path.name}: cell {i}", output.data)
        for path, notebook in notebooks.items()
        for i, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if 'class="explorable"' in output.get("data", {}).get("text/html", "")
    ]
    states = [re.findall(r' data-explorable="([^"]*)" data-state="([^"]*)"', data["text/html"])[0] for _, data in found]
    asked = ",".join(f'["{name}",{html.unescape(state)}]' for name, state in states)
    drawn = ask_node(f"[{asked}]")
    if drawn is None:
        return ["no figure can be compared: there is no Node"]
    return [
        f"{where} stores an outdated {name}"
        for (where, data), (name, state), now in zip(found, states, drawn, strict=True)
        if (data["text/plain"], data["text/html"]) != (now["sentence"], mount(name, html.unescape(state), now))
    ]


def main() -> int:
    """Execute the chapters, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="execute nothing; fail if a stored notebook is not clean")
    parser.add_argument("paths", nargs="*", type=Path, help="the notebooks (default: all chapters)")
    arguments = parser.parse_args()
    paths = arguments.paths or chapters()
    if arguments.check:
        found = [f"{path.name}: {problem}" for path in paths for problem in problems(path)]
        found += stale({path: nbformat.read(path, as_version=4) for path in paths})
        for problem in found:
            print(f"{problem}; run: make notebooks", file=sys.stderr)
        return int(bool(found))
    seconds = {}
    for path in paths:
        print(f"executing {path.name}", flush=True)
        seconds[path.stem] = execute(path)
    if not arguments.paths:
        write_run_times(seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
