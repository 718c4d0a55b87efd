"""How long a chapter takes to read, below its title; kept with an estimate for its exercises for lists of chapters."""

import re

from docutils import nodes
from sphinx.application import Sphinx

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


def setup(app: Sphinx) -> None:
    """Count when a page has been read."""
    app.connect("doctree-read", tell_minutes)
