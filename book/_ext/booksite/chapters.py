"""The chapters, listed from their own words: on the front page by part, for teachers as a table.

A chapter is a page whose minutes are counted. The metadata of its notebook hold `tagline`, its line on the front page,
and `needs`, what a teacher's class must know before it. Titles, parts and order are those of the table of contents.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

logger = getLogger(__name__)

HEAD = ("chapter", "to read", "exercises", "needs")
FIELDS = ("minutes", "minutes exercises", "needs")


class Pending(nodes.General, nodes.Element):
    """A place for the chapters: their words are known when all pages have been read."""


class Chapters(SphinxDirective):
    """All chapters with their lines, or with `:table:` what each takes; the content is what Jupyter shows instead."""

    has_content = True
    option_spec = {"table": directives.flag}  # noqa: RUF012 - as docutils declares it

    def run(self) -> list[nodes.Node]:
        """Leave a place, and remember the page."""
        self.env.metadata[self.env.docname]["lists chapters"] = "yes"
        return [Pending("", table="table" in self.options)]


def list_parts(env: BuildEnvironment) -> Iterator[tuple[str, list[str]]]:
    """Yield each part that has chapters, with their names."""
    for toctree in env.tocs[env.config.root_doc].findall(addnodes.toctree):
        chapters = [name for _, name in toctree["entries"] if "minutes" in env.metadata[name]]
        if chapters:
            yield toctree["caption"], chapters


class FillChapters(SphinxPostTransform):
    """Put the chapters in their places."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Replace each place by the list or the table."""
        for place in list(self.document.findall(Pending)):
            place.replace_self([self.make_table()] if place["table"] else list(self.make_lists()))

    def make_lists(self) -> Iterator[nodes.Node]:
        """Yield for each part its caption and its chapters."""
        for caption, chapters in list_parts(self.env):
            yield nodes.paragraph("", "", nodes.strong("", caption))
            items = nodes.bullet_list(bullet="-")
            for name in chapters:
                line = nodes.paragraph("", "", nodes.strong("", "", self.link(name)))
                line += nodes.Text(f" {self.tell(name, 'tagline')}")
                items += nodes.list_item("", line)
            yield items

    def make_table(self) -> nodes.table:
        """Return a row for each chapter: its title, its minutes, those of its exercises, what it needs."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=25) for _ in HEAD), cols=len(HEAD))
        group += nodes.thead("", make_row(nodes.Text(name) for name in HEAD))
        body = nodes.tbody()
        for _, chapters in list_parts(self.env):
            for name in chapters:
                body += make_row([self.link(name), *(nodes.Text(self.tell(name, field)) for field in FIELDS)])
        group += body
        return nodes.table("", group, classes=["colwidths-auto"])

    def link(self, name: str) -> nodes.reference:
        """Return a link to a chapter, with its title."""
        title = nodes.inline("", self.env.titles[name].astext(), classes=["std", "std-doc"])
        address = self.app.builder.get_relative_uri(self.env.docname, name)
        return nodes.reference("", "", title, internal=True, refuri=address)

    def tell(self, name: str, field: str) -> str:
        """Return what a chapter says of itself."""
        words = self.env.metadata[name].get(field, "")
        if not words:
            logger.warning("the metadata of %s.ipynb lack %s", name, field, location=name)
        return words


def make_row(cells: Any) -> nodes.row:
    """Return a row of a table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that list chapters: they are written again whenever a page has been read."""
    return [name for name, about in env.metadata.items() if "lists chapters" in about]


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("chapters", Chapters)
    app.add_post_transform(FillChapters)
    app.connect("env-updated", write_again)
