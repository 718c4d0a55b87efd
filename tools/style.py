"""Hold every text to the house style: `python tools/style.py` exits nonzero if a rule is broken more often than before.

The rules are in `tools/style.toml`. `tools/style.json` has the number of places for each rule and kind of text. It may
only fall: `--store` writes lower numbers and refuses a higher one. With paths, all places in these files are listed.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from prose import ROOT, only_prose

STORED = ROOT / "tools" / "style.json"
RULES = tomllib.loads((ROOT / "tools" / "style.toml").read_text(encoding="utf-8"))
SHORT = {"START": r"(?:^|[.:;!?]\s+)[-*>\s]*", "BE": r"\b(?:is|are|was|were|be|been)"}
PATTERNS = {
    name: re.compile(re.sub("START|BE", lambda match: SHORT[match[0]], rule["pattern"]), re.MULTILINE)
    for name, rule in RULES.items()
}
COMMENT = re.compile(r"(?:^|(?<=\s))#+ .*(?:\n[ \t]*# .*)*", re.MULTILINE)
JAVASCRIPT = re.compile(
    r"(?P<comment>(?:(?<!:)//[^\n]*\s*)+|/\*.*?\*/)|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`", re.DOTALL
)
KINDS = ("comments", "docstrings", "documents", "pages", "readouts", "strings")
READ = ("*.md", "book/*.ipynb", "*.py", "js/src/*.mjs", "Makefile", "*.yml", "*.toml")
EXAMPLES = {"tools/style.toml", "tests/test_style.py"}  # of what is wrong


class Place(NamedTuple):
    """Where a text breaks a rule."""

    rule: str
    kind: str
    where: str
    text: str


def texts(name: str, content: str) -> Iterator[tuple[str, int | str, str]]:
    """Yield kind, first line (of a notebook the cell) and text of all that people read in a file."""
    if name.endswith(".md"):
        yield "pages" if name.startswith("book/") else "documents", 1, content
    elif name.endswith(".ipynb"):
        for i, cell in enumerate(json.loads(content)["cells"]):
            source = "".join(cell["source"])
            said = ["".join(out.get("data", {}).get("text/markdown", "")) for out in cell.get("outputs", [])]
            if cell["cell_type"] == "markdown" or not any(said):
                said = [source] if cell["cell_type"] == "markdown" else [text for _, _, text in python(source)]
            yield from (("pages", f"cell {i}", text) for text in said)
    elif name.endswith(".py"):
        for kind, line, text in python(content):
            if kind != "strings" or not name.startswith("tests/"):
                yield "readouts" if kind == "strings" and "/widgets/" in name else kind, line, text
    elif name.endswith(".mjs"):
        for match in JAVASCRIPT.finditer(content):
            kind, line = "comments" if match["comment"] else "readouts", content.count("\n", 0, match.start()) + 1
            yield kind, line, re.sub(r"\$\{[^}]*\}", "0", re.sub(r"(?m)^\s*[/*]+|^[\"`]", "", match[0]))
    else:
        yield from comments(content)


def python(source: str) -> Iterator[tuple[str, int, str]]:
    """Yield kind, line and text of the docstrings, the other strings and the comments of a program."""
    seen: set[ast.AST] = set()
    for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            seen.add(string := node.body[0].value)  # type: ignore[attr-defined]
            yield "docstrings", string.lineno, re.sub(r"^ *(?:>>>|\.\.\.).*$", "", string.value, flags=re.MULTILINE)
        elif isinstance(node, ast.JoinedStr):
            seen.update(node.values)
            parts = (part.value if isinstance(part, ast.Constant) else "0" for part in node.values)
            yield "strings", node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in seen:
            yield "strings", node.lineno, node.value
    yield from comments(source)


def comments(source: str) -> Iterator[tuple[str, int, str]]:
    """Yield kind, line and text of each run of comments that begin with #."""
    for match in COMMENT.finditer(source):
        yield "comments", source.count("\n", 0, match.start()) + 1, re.sub(r"(?m)^[ \t]*#+", "", match[0])


def check(name: str, content: str) -> Iterator[Place]:
    """Yield each place of a file that breaks a rule."""
    for kind, first, text in texts(name, content):
        plain = only_prose(text)
        for rule, pattern in PATTERNS.items():
            for match in pattern.finditer(plain) if kind in RULES[rule].get("kinds", KINDS) else ():
                line = first if isinstance(first, str) else first + plain.count("\n", 0, match.end())
                around = plain[max(0, match.start() - 30) : match.end() + 30]
                yield Place(rule, kind, f"{name}:{line}", " ".join(around.split()))


def git(*arguments: str) -> str:
    """Return what git prints; nothing where it fails."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False).stdout


def new(places: list[Place]) -> list[Place]:
    """Return the places that were not there when the counts were last committed; all, where git does not know."""
    commit = git("log", "-1", "--format=%H", "--", str(STORED)).strip()
    names = {place.where.partition(":")[0] for place in places}
    before = {name: git("show", f"{commit}:{name}") for name in names}
    old = {(place.rule, place.text) for name, content in before.items() if content for place in check(name, content)}
    return [place for place in places if (place.rule, place.text) not in old] or places


def compare(places: list[Place], stored: dict[str, int]) -> tuple[dict[str, int], list[Place]]:
    """Return the counts of all rules and kinds, and the places of each that has risen; a rule that is new has not."""
    kinds = {rule: RULES[rule].get("kinds", KINDS) for rule in sorted(RULES)}
    counts = {f"{rule}, {kind}": 0 for rule in kinds for kind in sorted(kinds[rule])}
    counts |= Counter(f"{place.rule}, {place.kind}" for place in places)
    risen = {key for key, count in counts.items() if count > stored.get(key, count)}
    return counts, [place for place in places if f"{place.rule}, {place.kind}" in risen]


def main() -> int:
    """Compare, store or list; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="store_true", help="store the counts, unless one has risen")
    parser.add_argument("paths", nargs="*", type=Path, help="files to list all places of")
    arguments = parser.parse_args()
    names = [path.resolve().relative_to(ROOT).as_posix() for path in arguments.paths]
    tracked = set(git("ls-files", "--cached", "--others", "--exclude-standard", *READ).splitlines()) - EXAMPLES
    names = names or sorted(name for name in tracked if (ROOT / name).is_file())
    found = [place for name in names for place in check(name, (ROOT / name).read_text(encoding="utf-8"))]
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    counts, risen = compare(found, stored)
    for rule, _, where, text in found if arguments.paths else new(risen):
        print(f"{where}: {rule}: {text} → {RULES[rule]['write']}", file=sys.stderr)
    if arguments.paths or risen:
        return int(bool(found))
    if arguments.store:
        STORED.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    elif counts != stored:
        print("There are fewer places than stored. Run: python tools/style.py --store", file=sys.stderr)
        return 1
    print(f"{len(names)} files read, {len(found)} places that could be plainer, none of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
