"""Pages made from records: where the article's parts are in the book, and what ran, where, and for how long."""

import csv
import json
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

logger = getLogger(__name__)


class Record(SphinxDirective):
    """A directive that reads a file beside the page that it stands on."""

    def open(self, name: str) -> str:
        """Return the text of a record, and have the page read again when it changes."""
        path = Path(self.env.doc2path(self.env.docname)).with_name(name)
        self.env.note_dependency(os.path.relpath(path, self.env.srcdir))
        return path.read_text(encoding="utf-8")

    def link(self, docname: str, place: str, words: str) -> str:
        """Return Markdown that leads to a heading of a page, by the page's file."""
        suffix = Path(self.env.doc2path(docname)).suffix
        return f"[{words}]({docname}{suffix}{'#' + place if place else ''})"

    def table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[nodes.Node]:
        """Have a Markdown table read."""
        lines = ["| " + " | ".join(cells) + " |" for cells in (head, ("---" for _ in head), *rows)]
        return self.parse_text_to_nodes("\n".join(lines))


class Coverage(Record):
    """The parts of one section of the article, and where each is in the book.

    A place is the page and the id of a heading, as the built page has it: it is linked when all pages are known.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the table of the section that is named."""
        rows = list(csv.DictReader(self.open("coverage.csv").splitlines()))
        rows = [row for row in rows if row["section"] == self.arguments[0]]
        if not rows:
            logger.warning("coverage.csv has no section %s", self.arguments[0], location=self.get_location())
            return []
        head = ("what", "in the article", "in this book")
        found = self.table(head, ((row["kind"], row["item"], self.right(row)) for row in rows))
        cells = [list(line.findall(nodes.entry))[2] for table in found for line in list(table.findall(nodes.row))[1:]]
        for row, cell in zip(rows, cells, strict=True):
            places = nodes.paragraph()
            for i, place in enumerate(row["where"].split()):
                page, _, heading = place.partition("#")
                places += [nodes.Text(" · ")] if i else []
                places += Place("", page=page, heading=heading)
            cell.insert(0, places)
        return found

    def right(self, row: dict[str, str]) -> str:
        """Return in words what the article has wrong, if it has."""
        return f"**Put right.** {row['verdict']}" if row["verdict"] else " "


class Place(nodes.Element):
    """A heading of a page, before it is linked."""


def link_places(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Link each place, with the words of its heading."""
    for place in list(document.findall(Place)):
        page, heading = place["page"], place["heading"]
        words = heading_of(app, page, heading)
        if words is None:
            logger.warning("%s has no heading %s", page, heading or "at all", location=docname)
            place.replace_self(nodes.Text(page))
            continue
        uri = app.builder.get_relative_uri(docname, page) + (f"#{heading}" if heading else "")
        place.replace_self(nodes.reference("", words, internal=True, refuri=uri))


def heading_of(app: Sphinx, page: str, heading: str) -> str | None:
    """Return the words of a heading, or None if the page has none with this id."""
    if page not in app.env.found_docs:
        return None
    headings = headings_of(app.env, page)
    return headings.get(heading) if heading else next(iter(headings.values()), None)


@cache  # a page is read from disk, and the article's outline leads to each of them again and again
def headings_of(env: BuildEnvironment, page: str) -> dict[str, str]:
    """Return the words of a page's headings by their ids, in order."""
    sections = env.get_doctree(page).findall(nodes.section)
    return {name: next(section.findall(nodes.title)).astext() for section in sections for name in section["ids"]}


class RunTimes(Record):
    """How long each notebook took to run when its outputs were stored."""

    def run(self) -> list[nodes.Node]:
        """Make the table, the longest first, and say on what it was measured."""
        record = json.loads(self.open("runtimes.json"))
        seconds: dict[str, float] = record["seconds"]
        rows = [(self.link(name, "", f"{name}.ipynb"), f"{time:g}") for name, time in in_order(seconds)]
        rows.append((f"**all {len(rows)}**", f"**{sum(seconds.values()):.0f}**"))
        told = (
            f"Measured on {record['date']} with {record['cores']} cores, {record['system']}, "
            f"Python {record['python']}, NumPy {record['numpy']} and Matplotlib {record['matplotlib']}; "
            "starting the kernel is part of it."
        )
        return [*self.table(("notebook", "seconds"), rows), nodes.paragraph("", told)]


def in_order(seconds: dict[str, float]) -> list[tuple[str, float]]:
    """Return names and times, the longest first."""
    return sorted(seconds.items(), key=lambda item: (-item[1], item[0]))


class Versions(Record):
    """The versions of what this build of the book ran with."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Make the table of the packages that are named."""
        rows = [("Python", platform.python_version()), *((name, version(name)) for name in self.arguments[0].split())]
        return self.table(("what", "version"), rows)


class Citation(Record):
    """How to cite the book, from its own title, author and version."""

    def run(self) -> list[nodes.Node]:
        """Write the plain form and the one for BibTeX."""
        year = json.loads(self.open("runtimes.json"))["date"][:4]
        title, author, number = self.config.html_title, self.config.author, version("adadelta")
        address = [f"url = {{{self.config.html_baseurl}}}"] if self.config.html_baseurl else []
        fields = [f"author = {{{{{author}}}}}", f"title = {{{title}}}", f"year = {{{year}}}", f"version = {{{number}}}"]
        entry = "@book{adadelta-book,\n  " + ",\n  ".join(fields + address) + ",\n}"
        plain = nodes.paragraph(
            "", f"{author} ({year}). ", nodes.emphasis("", title), nodes.Text(f". Version {number}.")
        )
        return [plain, nodes.literal_block(entry, entry, language="bibtex")]


def setup(app: Sphinx) -> None:
    """Add the directives, and link when all pages are known."""
    directives: dict[str, Any] = {
        "coverage": Coverage,
        "run-times": RunTimes,
        "versions": Versions,
        "citation": Citation,
    }
    for name, directive in directives.items():
        app.add_directive(name, directive)
    app.connect("doctree-resolved", link_places)
