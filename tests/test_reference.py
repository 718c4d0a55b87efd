"""What the book's page on the package promises: every public name is on it, with an example that runs."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from booksite import reference

import adadelta
from adadelta import models
from adadelta.optimizers import Optimizer

PAGE = (Path(__file__).parents[1] / "book" / "api.md").read_text(encoding="utf-8")
MODULES = sorted(module.name for module in pkgutil.iter_modules(adadelta.__path__) if not module.name.startswith("_"))


def public_names():
    """Yield the path and the value of every public function and class, once."""
    for module in MODULES:
        for path, value in reference.list_names(importlib.import_module(f"adadelta.{module}")):
            if not reference.is_constant(value):
                yield path, value


def public_methods():
    """Yield the path and the value of what the base of the optimizers and each model can do."""
    found = [Optimizer, *(value for name in models.__all__ if inspect.isclass(value := getattr(models, name)))]
    for cls in found:
        if not getattr(cls, "_is_protocol", False):  # its example shows all of its methods
            for name, value in vars(cls).items():
                if not name.startswith("_") and (isinstance(value, property) or inspect.isfunction(value)):
                    yield f"{cls.__name__}.{name}", value


@pytest.mark.parametrize(
    "value", [pytest.param(value, id=path) for path, value in [*public_names(), *public_methods()]]
)
def test_an_example_shows_how_it_is_used(value):
    """`pytest src --doctest-modules` runs it."""
    text = inspect.cleandoc(value.__doc__ or "")  # its own, not its base's
    examples = re.split(r"^Examples\n-{8}$", text, flags=re.MULTILINE)
    assert len(examples) == 2, "there is no example"
    assert re.search(r"^>>> ", examples[1], flags=re.MULTILINE), "the example does not run"


@pytest.mark.parametrize("name", MODULES)
def test_a_public_module_has_a_section(name):
    assert re.search(rf"^## .+\n\n```{{eval-rst}}\n(.|\n)*?^\.\. package-module:: {name}$", PAGE, flags=re.MULTILINE)
    assert name in re.search(r"^\.\. package-summary:: (.+)$", PAGE, flags=re.MULTILINE)[1].split()


def test_every_name_that_is_imported_from_the_package_is_on_the_page():
    paths = [path for path, _ in public_names()]
    assert {f"adadelta.{name}" for name in adadelta.__all__} <= set(paths)
    assert len(paths) == len(set(paths)), "a name would stand on the page twice"


def test_a_name_is_found_where_it_is_imported_from():
    found = dict(reference.list_names(importlib.import_module("adadelta.prose")))
    assert list(found) == ["adadelta.prose.Sentence", "adadelta.say"]


def test_an_overridden_method_is_documented_once():
    assert list(reference.list_members(adadelta.Adadelta, set())) == ["rule"]
    assert {"step", "update", "check_params"} <= set(reference.list_members(Optimizer, set()))
    assert "step" not in reference.list_members(Optimizer, {"step"})
