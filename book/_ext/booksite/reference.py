"""The page on the package, made from its docstrings.

Two directives, for use within `{eval-rst}`, read what each module lists in `__all__`, so that a new name stands on the
page without being told of there. A name that `import adadelta` brings is documented as `adadelta.name`.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import stringify_signature

import adadelta

ARGUMENT = re.compile(r"\w[\w, ]* : ")
QUOTED = re.compile(r'\{[^}]*\}|"[^"]*"')


def list_names(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the path to import each public name by, and what it is, in the order of the module's source."""
    lines = {
        name: (getattr(getattr(module, name), "__module__", ""), place(getattr(module, name)))
        for name in module.__all__
    }
    for name in sorted(lines, key=lines.__getitem__):
        value = getattr(module, name)
        home = adadelta if getattr(adadelta, name, None) is value else module
        yield f"{home.__name__}.{name}", value


def place(value: Any) -> int:
    """Return the line where a class or a function begins; constants come before both."""
    return 0 if is_constant(value) else inspect.getsourcelines(value)[1]


def is_public(value: type) -> bool:
    """Return whether a class of the package is listed by its module."""
    package = value.__module__.startswith("adadelta.")
    return package and value.__name__ in getattr(importlib.import_module(value.__module__), "__all__", ())


def summarize(value: Any, constant: str = "") -> str:
    """Return the first paragraph of a docstring on one line; that of a constant stands below it in its module."""
    if constant:
        module, _, name = constant.rpartition(".")
        text = "\n".join(ModuleAnalyzer.for_module(module).find_attr_docs().get(("", name), []))
    else:
        text = inspect.getdoc(value) or ""
    return " ".join(text.split("\n\n")[0].split())


def is_constant(value: Any) -> bool:
    """Return whether a public name is neither a class nor a function, nor an object made of one, as an exercise is."""
    return not (inspect.isclass(value) or inspect.isfunction(inspect.unwrap(value)))


def list_members(value: type, exclude: set[str]) -> Iterator[str]:
    """Yield the methods and properties that a class adds.

    One that it overrides is documented at its base, unless it is abstract there: a method's `rule` is its own.
    """
    bases = [base for base in value.__mro__[1:] if is_public(base)]
    for name, member in vars(value).items():
        overrides = any(not getattr(vars(b).get(name), "__isabstractmethod__", name not in vars(b)) for b in bases)
        known = isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(member)
        if known and not name.startswith("_") and not overrides and name not in exclude and inspect.getdoc(member):
            yield name


class Summary(SphinxDirective):
    """Public names with the first line of their docstrings, a list for each module that is named."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Write the lists, have them read, and name them to the style sheet."""
        lines = []
        for module in (importlib.import_module(f"adadelta.{name}") for name in self.arguments[0].split()):
            lines += [f"**{module.__name__.removeprefix('adadelta.')}**: {summarize(module)}", ""]
            for path, value in list_names(module):
                lines += [f":py:obj:`{path.rpartition('.')[2]} <{path}>`"]
                lines += [f"   {summarize(value, path if is_constant(value) else '')}"]
            lines += [""]
        written = self.parse_text_to_nodes("\n".join(lines))
        for names in (node for node in written if isinstance(node, nodes.definition_list)):
            names["classes"].append("public-names")
        return written


class Module(SphinxDirective):
    """A module's docstring, and the docstrings of all of its public names."""

    required_arguments = 1
    option_spec = {"exclude": directives.unchanged}  # noqa: RUF012 - as docutils declares it

    def run(self) -> list[nodes.Node]:
        """Name every object to autodoc."""
        module = importlib.import_module(f"adadelta.{self.arguments[0]}")
        lines = [inspect.getdoc(module) or ""]
        for path, value in list_names(module):
            kind = "class" if inspect.isclass(value) else "data" if is_constant(value) else "function"
            lines += ["", f".. auto{kind}:: {path}"]
            lines += ["   :no-value:"] * is_constant(value)
            members = list(list_members(value, set(self.options.get("exclude", "").split()))) if kind == "class" else []
            if members:
                lines += [f"   :members: {', '.join(members)}", "   :member-order: bysource"]
        return self.parse_text_to_nodes("\n".join(lines))


def mend_signature(
    app: Sphinx, what: str, name: str, value: Any, options: Any, signature: str | None, returns: str | None
) -> tuple[str, None] | None:
    """Show none where there is nothing to give, and a widget's own, which its library hides."""
    if what != "class":
        return None
    if getattr(value, "_is_protocol", False) or inspect.isabstract(value):
        return "", None
    if signature == "(*args, **kwargs)":
        app.emit("autodoc-before-process-signature", value.__init__, True)  # notes defaults as they are written
        own = inspect.signature(value.__init__)
        own = own.replace(parameters=list(own.parameters.values())[1:])
        return stringify_signature(own, show_annotation=False, show_return_annotation=False), None
    return None


def keep_quotes(app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
    """Set as code the strings that an argument may be, before their quotes are made to curl."""
    lines[:] = [QUOTED.sub(r"``\g<0>``", line) if ARGUMENT.match(line) else line for line in lines]


def setup(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("package-summary", Summary)
    app.add_directive("package-module", Module)
    app.connect("autodoc-process-signature", mend_signature)
    app.connect("autodoc-process-docstring", keep_quotes, priority=400)  # before napoleon
