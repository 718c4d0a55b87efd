"""Make the runs of the paper's tables and figures that are not made yet; store the results, or print a part of them."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from adadelta.experiments import DATA, RUNS, Cell, Run, paper_error, summarize
from adadelta_studies.mnist import load_mnist
from adadelta_studies.paper.cells import (
    figure_1,
    figure_2,
    quick,
    table_1,
    table_1_smaller,
    table_2,
    table_2_smaller,
    table_new,
)
from adadelta_studies.paper.changes import sweep_extra
from adadelta_studies.paper.sweeping import sweep
from adadelta_studies.paper.tables import write_extra, write_results

PARTS: dict[str, Callable[[], list[Cell]]] = {
    "table-2": table_2,
    "table-1": table_1,
    "new": table_new,
    "smaller": lambda: table_1_smaller() + table_2_smaller(),
    "tanh": lambda: table_2("tanh") + table_1("tanh") + table_new("tanh"),
    "figure-2": figure_2,
    "figure-1": figure_1,
}


def tell(runs: Sequence[Run]) -> None:
    """Print the test error of each setting, with its spread over the seeds, beside the paper's."""
    print(f"{'test error in percent':70} {'ours':>6} {'spread':>6} {'paper':>6}")
    for summary in summarize(runs):
        settings = ", ".join(f"{name}={value:g}" for name, value in summary.settings.items())
        printed = paper_error(summary.method, summary.settings) if summary.errors.shape[1] == 6 else None
        scale = "" if summary.scale == 1 else f", weights × {summary.scale:.2f}"
        what = f"{summary.method}({settings}), {summary.activation}{scale}, {summary.errors.shape[1]} epochs"
        paper = "" if printed is None else f"{printed:6.2f}"
        mark = f"  {summary.diverged} of {len(summary.errors)} diverged" if summary.diverged else ""
        print(f"{what:70} {summary.mean:6.2f} {summary.spread:6.2f} {paper:>6}{mark}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m adadelta_studies.paper", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"what to run and print: {', '.join(PARTS)}, or quick, one column of table 2 on two seeds; "
        "nothing is stored then (default: all but quick, in this order, stored in the package)",
    )
    parser.add_argument("--jobs", type=int, default=-1, metavar="N", help="processes (default: one for each core)")
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="scheduler of a Dask cluster to run on instead (tcp://10.0.0.1:8786), its workers of one thread each",
    )
    parser.add_argument("--data", metavar="FOLDER", help="where MNIST is (default: where `make data` puts it)")
    parser.add_argument(
        "--runs",
        default=".runs",
        metavar="FOLDER",
        help="where each finished run is kept, so that it is not made again (default: .runs)",
    )
    options = parser.parse_args(arguments)
    parts = PARTS | {"quick": quick}
    if unknown := [part for part in options.parts if part not in parts]:
        parser.error(f"PART must be one of {', '.join(parts)}; got {unknown[0]!r}")
    start = time.perf_counter()
    cells = [cell for part in options.parts or PARTS for cell in parts[part]()]
    try:
        data = load_mnist(options.data)
    except (FileNotFoundError, ValueError) as error:
        parser.error(str(error))
    runs = sweep(cells, data, options.runs, n_jobs=options.jobs, dask=options.dask, progress=True)
    tell(runs)
    alone = sum(run.seconds for run in runs) / 60
    print(f"\n{len(runs)} runs in {(time.perf_counter() - start) / 60:.1f} minutes; one after another: {alone:.0f}")
    if not options.parts:
        write_results(runs)
        write_extra(sweep_extra(data, options.runs, n_jobs=options.jobs, dask=options.dask, progress=True))
        print(f"stored in {DATA / RUNS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
