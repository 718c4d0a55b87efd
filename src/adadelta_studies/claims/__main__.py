"""Run the ledger, store what it finds, or compare a part of it with what is stored."""

import argparse
import sys

from adadelta.claims import STORED, Results, load_results
from adadelta_studies.claims.ledger import LEDGER, tasks
from adadelta_studies.claims.running import changes, part_to_repeat, run, store


def tell(found: Results) -> None:
    """Print each verdict with what it rests on."""
    for name, result in found.results.items():
        print(f"\n{name:4} {result.verdict:14} {result.claim.words}")
        for finding in result.findings:
            print(f"     {'' if finding.part.judged else '(beside) '}{finding.part.words}: {finding.verdict}")
            for place in finding.intervals:
                ratio, low, high = finding.ratio(place)
                mark = "*" if place in finding.support else " "
                print(f"       {mark} {place:12} {ratio:9.3g}   {low:9.3g} to {high:.3g}")


def main() -> int:
    """Run what the command line asks for; return 1 if a verdict has changed."""
    parser = argparse.ArgumentParser(prog="python -m adadelta_studies.claims", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(LEDGER), help="claims to run and print; nothing is stored")
    parser.add_argument("--check", action="store_true", help="run a part again; fail if it would change a verdict")
    parser.add_argument("--jobs", type=int, default=-1, help="processes (default: one for each core)")
    options = parser.parse_args()
    if options.check:
        stored = load_results()
        wanted = [task for name in options.only or () for task in tasks(LEDGER[name])] or part_to_repeat()
        changed = changes(stored, wanted, options.jobs, progress=True)
        print("\n".join(changed) or f"{len(stored.results)} verdicts unchanged: {len(wanted)} experiments run again.")
        return bool(changed)
    found = run(options.only, options.jobs)
    tell(found)
    if not options.only:
        store(found)
        print(f"\n{found.about['seconds']} seconds; stored in {STORED}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
