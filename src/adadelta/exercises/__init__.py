"""Checks for the chapters' exercises: each takes the reader's own function and says in words what differs.

A check never raises: it prints "right: ..." or "not yet: ...". It compares with the package on a few inputs, and
recognizes the mistakes that are made most often by making them itself. Each chapter's checks are a module of its name.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        _found = import_module(f"{__name__}.{_module.name}")
        globals().update({_name: getattr(_found, _name) for _name in _found.__all__})

__all__ = sorted(name for name in globals() if name.startswith("check_"))
