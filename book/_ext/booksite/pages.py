"""What a page is mended in, and what it loads."""

import re
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

from .palette import write_css

# What Sphinx and MyST-NB write, and what a screen reader is to read instead.
MENDED = {
    # A folded cell is named by the words that show, not by others.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # A reference is an item of the list that it stands in; its own role is obsolete.
    'role="doc-biblioentry"': 'role="listitem"',
}


def complete_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add colors, and load the explorables' script and style where there is one to bring alive."""
    context["palette_css"] = write_css()
    body = context.get("body", "")
    for written, mended in MENDED.items():
        body = body.replace(written, mended)
    # A number in a cell is not broken after the sign of its power of ten: a word joiner has no width.
    body = re.sub(r"<td>.*?</td>", lambda cell: re.sub(r"(?<=\de-)(?=\d)", "\u2060", cell[0]), body, flags=re.DOTALL)
    context["body"] = body
    if doctree and any("data-explorable=" in raw.astext() for raw in doctree.findall(nodes.raw)):
        app.add_css_file("explorables.css")
        app.add_js_file("explorables.js", priority=100)  # before Sphinx's own: what readers wait for
    # The state of the widgets holds random names, and no script here reads it.
    NbMetadataCollector.get_js_files(app.env, pagename).pop("ipywidgets_state", None)


def setup(app: Sphinx) -> None:
    """Run before the scripts of a page are listed."""
    app.connect("html-page-context", complete_page, priority=100)
