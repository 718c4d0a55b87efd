"""How long a chapter takes to read, below its title."""

from docutils import nodes
from sphinx.application import Sphinx

WORDS_A_MINUTE = 200
"""Slower than a novel: there is something to think about in each sentence."""
SECONDS_A_LINE = 4
"""For a line of code or an equation."""


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
    if title is None or "Exercises" not in headings:
        return
    words = f"{minutes_to_read(document)} minutes to read, exercises apart"
    below = nodes.raw("", f'<p class="reading-time">{words}</p>', format="html")
    title.parent.insert(title.parent.index(title) + 1, below)


def setup(app: Sphinx) -> None:
    """Count when a page has been read."""
    app.connect("doctree-read", tell_minutes)
