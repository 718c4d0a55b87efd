"""One hash of the code that decides the stored numbers: of its syntax tree, so words and layout do not count.

``python -m adadelta_studies.stamp`` (`make stamp`) repeats one run of every kind. If every digit is that of the last
stamp, the stored results also belong to the code as it is now: its hash is written, and nothing else has to run again.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

__all__ = ["MODULES", "STAMP", "code", "digits", "shape", "stored"]

MODULES = (
    "adadelta._arrays",
    "adadelta.claims",
    "adadelta.datasets",
    "adadelta.experiments",
    "adadelta.models",
    "adadelta.optimizers",
    "adadelta.surfaces",
    "adadelta_studies.claims.costs",
    "adadelta_studies.claims.experiments",
    "adadelta_studies.claims.problems",
    "adadelta_studies.claims.tuning",
    "adadelta_studies.mnist",
    "adadelta_studies.paper.cells",
    "adadelta_studies.paper.changes",
    "adadelta_studies.paper.training",
)
"""What decides the numbers."""

STAMP = Path(str(resources.files("adadelta") / "data" / "stamp.json"))
"""Where the hash is stored."""


def shape(node: Any) -> str:
    r"""Return the shape of a syntax tree, the same in every version of Python: no docstrings, no empty fields.

    Parameters
    ----------
    node : ast.AST
        Tree to describe.

    Examples
    --------
    >>> one = 'def f(x):\n    "Words."\n    return x  # as it is'
    >>> shape(ast.parse(one)) == shape(ast.parse("def f(x): return x"))
    True
    >>> shape(ast.parse(one)) == shape(ast.parse("def f(x): return -x"))
    False
    """
    if isinstance(node, list):
        return f"[{', '.join(shape(item) for item in node if not _is_text(item))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, value) for name, value in ast.iter_fields(node) if value is not None and value != []]
    return f"{type(node).__name__}({', '.join(f'{name}={shape(value)}' for name, value in fields)})"


def _is_text(node: Any) -> bool:
    """Whether a statement is a string by itself, as a docstring is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def code(modules: Iterable[str] = MODULES) -> str:
    """Return the hash of the code that decides the stored numbers.

    Parameters
    ----------
    modules : iterable of str
        Names of the modules; by default all that decide them.

    Examples
    --------
    >>> len(code())
    12
    """
    digest = hashlib.sha256()
    for name in modules:
        spec = importlib.util.find_spec(name)
        assert spec is not None, name
        assert spec.origin is not None, name
        digest.update(shape(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))).encode())
    return digest.hexdigest()[:12]


def stored() -> dict[str, Any]:
    """Return the last stamp: the hash of the `code`, the one `before`, and for each repeated run that of its `digits`.

    Examples
    --------
    >>> list(stored())
    ['code', 'before', 'digits']
    """
    stamp: dict[str, Any] = json.loads(STAMP.read_text(encoding="utf-8"))
    return stamp


def digits(n_jobs: int = -1) -> dict[str, str]:
    """Repeat one run of every kind, and return a hash of the digits of each.

    Parameters
    ----------
    n_jobs : int, default -1
        Processes, as joblib counts them.
    """
    import joblib  # type: ignore[import-untyped]
    from tqdm import tqdm

    from adadelta_studies.repeats import kinds, repeat  # here, since a sweep needs the hash alone

    runs = kinds()
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        found = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(joblib.delayed(repeat)(k) for k in runs.values())
        return dict(zip(runs, tqdm(found, "runs", total=len(runs)), strict=True))


def main() -> int:
    """Repeat the runs, and write the hash of the code unless a digit differs."""
    parser = argparse.ArgumentParser(prog="python -m adadelta_studies.stamp", description=__doc__)
    parser.add_argument("--jobs", type=int, default=-1, help="processes (default: one for each core)")
    parser.add_argument("--runs", type=Path, default=Path(".runs"), help="folder of the finished runs on MNIST")
    parser.add_argument("--anew", action="store_true", help="take other digits as well: all results were made anew")
    options = parser.parse_args()
    last, now, found = stored(), code(), digits(options.jobs)
    old = last["code"]
    differ = [name for name, digest in found.items() if digest != last["digits"].get(name)]
    print("".join(f"other digits: {name}\n" for name in differ), end="")
    if differ and now != old and not options.anew:
        print(
            "Nothing was written. If the change is meant: `make claims`, `make reproduce`, `make stamp ANEW=1`.\n"
            "Processors round differently: if the last stamp is from another one, first run `make stamp` there or on "
            "the code of that stamp here."
        )
        return 1
    before = old if now != old else last["before"]
    text = json.dumps({"code": now, "before": before, "digits": found}, indent=1)
    STAMP.write_text(f"{text}\n", encoding="utf-8")
    if not differ and (options.runs / old).exists() and not (options.runs / now).exists():
        (options.runs / old).rename(options.runs / now)  # what is finished need not run again
    print(f"Stamped {now}, before {before}: {len(found)} runs, {len(differ)} with other digits.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
