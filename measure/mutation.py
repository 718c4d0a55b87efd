"""Change the package in hundreds of places, and see whether the tests notice.

python measure/mutation.py           run mutmut, then judge
python measure/mutation.py --judge   judge what its last run left in mutants/

Status 1 if fewer than 95 of a hundred mutants are killed, or one survives that tests/survivors.toml does not explain.
What is changed, and which tests run, is in pyproject.toml.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SURVIVORS = ROOT / "tests" / "survivors.toml"
LEAST = 0.95
SURVIVED = 0
"""The exit status of the tests that mutmut notes for a mutant: they passed."""

Mutant = tuple[str, str, str]
"""The function, the lines as they are, and as the mutant has them."""


def mutmut(*arguments: str) -> str:
    """Return what a command of mutmut prints."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


def outcomes() -> dict[str, int]:
    """Return the exit status of the tests for each mutant, by its name."""
    found: dict[str, int] = {}
    for path in sorted((ROOT / "mutants" / "src").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def mutant(name: str) -> Mutant:
    """Return what a mutant changes, in words that stay when others come or go."""
    function = re.sub(r"__mutmut_\d+$", "", name.removeprefix("adadelta."))
    lines = mutmut("show", name).splitlines()
    old, new = (
        " ".join(line[1:].strip() for line in lines if re.match(rf"\{sign}(?!\{sign}\{sign} )", line)) for sign in "-+"
    )
    return function.replace("x_", "", 1).replace("xǁ", "").replace("ǁ", "."), old, new


def explained() -> dict[Mutant, str]:
    """Return the survivors that are explained, and why no test can tell each from the package."""
    groups = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivors"]
    return {(function, old, new): group["why"] for group in groups for function, old, new in group["mutants"]}


def judge() -> int:
    """Print how many mutants were killed and which ones live; return the exit status."""
    found = outcomes()
    counts = Counter(name.removeprefix("adadelta.").partition(".")[0] for name in found)
    lived = {name: mutant(name) for name, status in found.items() if status == SURVIVED}
    alive = Counter(name.removeprefix("adadelta.").partition(".")[0] for name in lived)
    reasons = explained()
    for module, count in counts.items():
        print(f"{module:12}{count - alive[module]:5} of {count:4} killed")
    score = 1 - len(lived) / len(found)
    print(f"{'all':12}{len(found) - len(lived):5} of {len(found):4} killed, {100 * score:.1f}%")
    unexplained = {name: change for name, change in lived.items() if change not in reasons}
    for name, (function, old, new) in unexplained.items():
        print(f"\n{function} survived, and {SURVIVORS.name} does not say why ({name})\n- {old}\n+ {new}")
    for function, old, new in reasons.keys() - set(lived.values()):
        print(f"\n{function} did not survive, though {SURVIVORS.name} explains it\n- {old}\n+ {new}")
    return 0 if score >= LEAST and not unexplained else 1


def main(arguments: list[str]) -> int:
    """Run and judge, as asked; return the exit status."""
    if arguments not in ([], ["--judge"]):
        print(f"usage: python measure/mutation.py [--judge]; got {' '.join(arguments)}", file=sys.stderr)
        return 2
    if not arguments:
        shutil.rmtree(ROOT / "mutants", ignore_errors=True)
        subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, check=True)
    return judge()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
