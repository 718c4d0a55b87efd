"""The colors of each page, and the script and style of the explorables on the pages that have one."""

import hashlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from .palette import write_css

SCRIPT = Path(__file__).parents[3] / "src" / "adadelta" / "static" / "explorables.js"


class Script(nodes.Element):
    """The place of the script: below the first explorable, which then answers before the browser reads on."""


def place_script(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the script below the first explorable."""
    for raw in document.findall(nodes.raw):
        if "data-explorable=" in raw.astext():
            raw.parent.insert(raw.parent.index(raw) + 1, Script(""))
            return


def visit_script(writer: HTML5Translator, node: Script) -> None:
    """Write the tag with the script's checksum, as Sphinx does in the head."""
    address = relative_uri(writer.builder.get_target_uri(writer.docnames[0]), f"_static/{SCRIPT.name}")
    version = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:8]
    writer.body.append(f'<script src="{address}?v={version}"></script>\n')
    raise nodes.SkipNode


def complete_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the colors, and the explorables' style where there is one."""
    context["palette_css"] = write_css()
    if doctree and next(doctree.findall(Script), None):
        app.add_css_file("explorables.css")


def setup(app: Sphinx) -> None:
    """Connect; a page is completed before its style sheets are listed."""
    app.add_node(Script, html=(visit_script, None))
    app.connect("doctree-resolved", place_script)
    app.connect("html-page-context", complete_page, priority=100)
