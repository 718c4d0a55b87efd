"""What a page is about, in one line: in its head, in previews, and beside the link that leads to it as the next."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

LENGTH = 160
"""Characters that search engines and previews show."""


def describe(doctree: nodes.document, length: int = LENGTH) -> str:
    """Return the sentences of the first paragraph that fit; where not one does, as many of its words."""
    paragraph = next(doctree.findall(nodes.paragraph), None)
    text = " ".join(paragraph.astext().split()) if paragraph else ""
    summary = ""
    for sentence in re.split(r"(?<=[.?!])\s", text):
        longer = f"{summary} {sentence}".strip()
        if len(longer) > length:
            break
        summary = longer
    return summary or (text and text[:length].rsplit(" ", 1)[0] + " …")


def summarize(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the summary with the page."""
    app.env.metadata[app.env.docname]["summary"] = describe(doctree)


def tell(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Hand the templates the summary of the page (the book's title where it has no text), and that of the next."""
    summaries = {name: about.get("summary", "") for name, about in app.env.metadata.items()}
    context["description"] = summaries.get(pagename) or app.config.html_title
    _, _, following = app.env.collect_relations().get(pagename, (None, None, None))
    context["next_summary"] = summaries.get(following or "", "")


class Neighbors:
    """A page that has been read may say something else now: those that tell of it are written again."""

    def __init__(self, app: Sphinx) -> None:
        self.read: set[str] = set()
        app.connect("env-before-read-docs", self.note)
        app.connect("env-updated", self.recall)

    def note(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Remember which pages are read."""
        self.read = set(docnames)

    def recall(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages before those, and the front page, which lists all."""
        before = [name for name, (_, _, following) in env.collect_relations().items() if following in self.read]
        return [*before, app.config.root_doc] if self.read else []


def setup(app: Sphinx) -> None:
    """Summarize when a page has been read."""
    app.connect("doctree-read", summarize)
    app.connect("html-page-context", tell, priority=100)
    Neighbors(app)
