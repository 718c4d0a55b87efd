"""The colors of each page, and the script and style of the explorables on the pages that have one."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from .palette import write_css

STATIC = Path(__file__).parents[3] / "src" / "adadelta" / "static"
SCRIPT, STYLE = "explorables.js", "explorables.css"


class Script(nodes.Element):
    """The place of the script: below the first explorable, which then answers before the browser reads on."""


def find_explorables(document: nodes.document) -> Iterator[tuple[nodes.raw, str]]:
    """Yield each explorable on a page, and its name."""
    for raw in list(document.findall(nodes.raw)):
        if "data-explorable=" in raw.astext():
            for mount in BeautifulSoup(raw.astext(), "html.parser").select("[data-explorable]"):
                yield raw, str(mount["data-explorable"])


def place_script(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the script below the first explorable; the theme folds its contents where one has the page's whole width."""
    for number, (raw, _) in enumerate(find_explorables(document)):
        cell = next((parent for parent in ancestors(raw) if "cell" in parent.get("classes", [])), None)
        if cell is not None:
            cell["classes"].append("full-width")
        if number == 0:
            raw.parent.insert(raw.parent.index(raw) + 1, Script(""))


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield what a node is in, from the inside to the outside."""
    while node.parent is not None:
        node = node.parent
        yield node


def locate(name: str, page: str) -> str:
    """Return the address of the script or the style, as seen from a page, with its checksum."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"{relative_uri(page, f'_static/{name}')}?v={version}"


def visit_script(writer: HTML5Translator, node: Script) -> None:
    """Write the tag."""
    page = writer.builder.get_target_uri(writer.docnames[0])
    writer.body.append(f'<script src="{locate(SCRIPT, page)}"></script>\n')
    raise nodes.SkipNode


def complete_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the colors, and the explorables' style where there is one."""
    context["palette_css"] = write_css()
    if doctree and next(doctree.findall(Script), None):
        app.add_css_file(STYLE)


def setup(app: Sphinx) -> None:
    """Connect; a page is completed before its style sheets are listed."""
    app.add_node(Script, html=(visit_script, None))
    app.connect("doctree-resolved", place_script)
    app.connect("html-page-context", complete_page, priority=100)
