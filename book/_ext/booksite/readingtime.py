"""How long a chapter takes to read, below its title, and where another page asks.

`` {minutes}`ema` `` tells the minutes to read that chapter, `` {minutes}`ema exercises` `` an estimate for its
exercises.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole
from sphinx.util.logging import getLogger

logger = getLogger(__name__)

WORDS_A_MINUTE = 200
"""Slower than a novel: there is something to think about in each sentence."""
SECONDS_A_LINE = 4
"""For a line of code or an equation."""
MINUTES_AN_EXERCISE = 10
"""An estimate; nobody's clock has been read."""


def minutes_to_read(document: nodes.document) -> int:
    """Return the minutes that the text, the equations and the code shown take; solutions and outputs do not count."""
    words = lines = 0
    for node in document.findall():
        if isinstance(node, nodes.paragraph):
            words += len(node.astext().split())
        elif isinstance(node, nodes.math_block):
            lines += 1
        elif isinstance(node, nodes.container) and "cell_input" in node["classes"]:
            lines += 0 if hidden(node) else len(node.astext().splitlines())
    return max(1, round(words / WORDS_A_MINUTE + lines * SECONDS_A_LINE / 60))


def hidden(node: nodes.Element) -> bool:
    """Return whether a cell's code is folded away."""
    return any("tag_hide-cell" in parent.get("classes", []) for parent in (node, node.parent))


def tell_minutes(app: Sphinx, document: nodes.document) -> None:
    """Put the minutes below the title of a notebook that is a chapter: it has exercises."""
    headings = {title.astext() for title in document.findall(nodes.title)}
    title = next(document.findall(nodes.title), None)
    notebook = app.env.doc2path(app.env.docname).endswith(".ipynb")
    if title is None or "Exercises" not in headings or not notebook:
        return
    minutes = minutes_to_read(document)
    below = nodes.raw("", f'<p class="reading-time">{minutes} minutes to read, exercises apart</p>', format="html")
    title.parent.insert(title.parent.index(title) + 1, below)
    told = app.env.metadata[app.env.docname]
    told["minutes"] = str(minutes)
    told["minutes exercises"] = str(MINUTES_AN_EXERCISE * count_exercises(document))


def count_exercises(document: nodes.document) -> int:
    """Return how many sections of a chapter are exercises: their titles begin with a number."""
    sections = (node for node in document.findall(nodes.section) if "exercises" in node["ids"])
    titles = (title.astext() for section in sections for title in section.findall(nodes.title))
    return sum(bool(re.match(r"\d+\. ", title)) for title in titles)


class Minutes(SphinxRole):
    """The minutes that the chapter of this name takes, or its exercises."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave a place for the number: it is known when all pages are."""
        self.env.metadata[self.env.docname]["tells minutes"] = "yes"
        chapter, _, what = self.text.partition(" ")
        return [Pending("", chapter=chapter, what=f"minutes {what}".strip())], []


class Pending(nodes.Inline, nodes.Element):
    """A place for the minutes of a chapter."""


def fill_minutes(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the numbers in their places."""
    for place in list(document.findall(Pending)):
        minutes = app.env.metadata.get(place["chapter"], {}).get(place["what"])
        if minutes is None:
            logger.warning("there is no chapter %s whose minutes were counted", place["chapter"], location=docname)
        place.replace_self(nodes.Text(minutes or "?"))


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that tell minutes: they are written again whenever a page has been read."""
    return [docname for docname, about in env.metadata.items() if "tells minutes" in about]


def setup(app: Sphinx) -> None:
    """Count when a page has been read, and tell when all have been."""
    app.add_role("minutes", Minutes())
    app.connect("doctree-read", tell_minutes)
    app.connect("env-updated", write_again)
    app.connect("doctree-resolved", fill_minutes)
