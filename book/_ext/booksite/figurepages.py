"""One page for each explorable, without anything around it: for frames in other pages, for slides and projectors.

Its title is that of the figure's section on the page of all explorables; it links to the chapter that shows it first.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from adadelta import widgets

from .explorables import SCRIPT, STYLE, ancestors, find_explorables, locate
from .opengraph import LICENSE, list_pages

logger = logging.getLogger(__name__)

GALLERY = "explorables"
"""The page that shows each explorable once."""


def note_figures(app: Sphinx, document: nodes.document) -> None:
    """Note in what sections of a page the explorables are, each by its name: the section's title and its place."""
    for raw, name in find_explorables(document):
        section = next(parent for parent in ancestors(raw) if isinstance(parent, nodes.section))
        title = section.next_node(nodes.title)
        figures = app.env.metadata[app.env.docname].setdefault("figures", {})
        figures.setdefault(name, (title.astext() if title else "", section["ids"][0]))


def list_figures(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of each page."""
    shown = {name: app.env.metadata[name].get("figures", {}) for name in list_pages(app)}
    for widget in (getattr(widgets, name)() for name in widgets.__all__):
        name = widget.explorable
        page = f"figures/{name}"
        if name not in shown[GALLERY]:
            logger.warning("the page %s does not show %s, so its own page has no title", GALLERY, name)
            continue
        first = next(chapter for chapter, figures in shown.items() if name in figures)
        yield (
            page,
            {
                "title": shown[GALLERY][name][0],
                "name": name,
                "mount": widget._repr_mimebundle_()[0]["text/html"],
                "chapter": app.env.titles[first].astext(),
                "chapter_url": f"{app.builder.get_relative_uri(page, first)}#{shown[first][name][1]}",
                "license_url": LICENSE,
                "style_url": locate(STYLE, page),
                "script_url": locate(SCRIPT, page),
            },
            "figure.html",
        )


def setup(app: Sphinx) -> None:
    """Note them while pages are read, and add theirs to those that Sphinx makes of itself."""
    app.connect("doctree-read", note_figures)
    app.connect("html-collect-pages", list_figures)
