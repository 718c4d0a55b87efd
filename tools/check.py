"""Run targets of the Makefile and say where the time went: `python tools/check.py lint+book pages-test`.

Targets joined by + run at the same time, the first of them before the others where there are too few processors; what
each prints comes when it ends. The first step that fails is the last one.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

MAKES_OWN = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def run(target: str, alone: bool, waits: bool) -> tuple[str, float, int]:
    """Make a target; return its name, the seconds that it took, and its exit status."""
    print(f"== {target} ...", flush=True)
    start = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if name not in MAKES_OWN}
    pipe = None if alone else subprocess.PIPE
    command = [*(["nice"] if waits and shutil.which("nice") else []), os.environ.get("MAKE", "make"), target]
    done = subprocess.run(
        command, env=environment, check=False, stdout=pipe, stderr=pipe and subprocess.STDOUT, encoding="utf-8"
    )
    seconds = time.monotonic() - start
    print(f"{done.stdout or ''}== {target}: {'failed' if done.returncode else 'done'} in {seconds:.0f} s", flush=True)
    return target, seconds, done.returncode


def main() -> int:
    """Run the steps and print the table; return the exit status."""
    start, times, status = time.monotonic(), list[tuple[str, float, int]](), 0
    for step in sys.argv[1:]:
        targets = step.split("+")
        with ThreadPoolExecutor(len(targets)) as pool:
            alone, waits = len(targets) == 1, [target != targets[0] for target in targets]
            times += pool.map(run, targets, [alone] * len(targets), waits)
        if status := max(code for _, _, code in times):
            break
    print(f"\nWhere the time went ({' '.join(sys.argv[1:])}; what is joined by + ran at the same time):")
    for target, seconds, code in times:
        print(f"{target:16}{seconds:6.0f} s{'  failed' if code else ''}")
    print(f"{'in all':16}{time.monotonic() - start:6.0f} s", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
