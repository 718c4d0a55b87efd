"""What a page is mended in, and what it loads."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .palette import write_css

# What Sphinx and MyST-NB write, and what a screen reader is to read instead.
MENDED = {
    # A folded cell is named by the words that show, not by others.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # A reference is an item of the list that it stands in; its own role is obsolete.
    'role="doc-biblioentry"': 'role="listitem"',
}
SCRIPT_PLACE = "<!-- explorables.js -->"
"""Where the layout puts the explorables' script: below the first, which then answers before the browser reads on."""


def complete_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add colors, and load the explorables' script and style where there is one to bring alive."""
    context.update(palette_css=write_css(), script_place=SCRIPT_PLACE)
    body = context.get("body", "")
    raw = (node.astext() for node in doctree.findall(nodes.raw)) if doctree else ()
    if first := next((text for text in raw if "data-explorable=" in text), None):
        body = body.replace(first, first + SCRIPT_PLACE, 1)
        app.add_css_file("explorables.css")
        app.add_js_file("explorables.js")
    for written, mended in MENDED.items():
        body = body.replace(written, mended)
    # A number in a cell is not broken after the sign of its power of ten: a word joiner has no width.
    body = re.sub(r"<td>.*?</td>", lambda cell: re.sub(r"(?<=\de-)(?=\d)", "\u2060", cell[0]), body, flags=re.DOTALL)
    context["body"] = body
    # The state of the widgets holds random names, and no script here reads it.
    NbMetadataCollector.get_js_files(app.env, pagename).pop("ipywidgets_state", None)


def copy_style(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have MyST-NB's style sheet there before a page is written, or only a second build would name its checksum."""
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)
    return []


def setup(app: Sphinx) -> None:
    """Connect; a page is completed before its scripts are listed."""
    app.connect("html-page-context", complete_page, priority=100)
    app.connect("env-updated", copy_style)
