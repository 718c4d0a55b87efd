"""Markup of others, written for those who hear the page; and outputs as they were printed."""

from html import escape, unescape
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.writers.html5 import HTML5Translator


def visit_fold(writer: HTML5Translator, node: nodes.Element) -> None:
    """Write a folded cell as MyST-NB does, but named by the words that show."""
    classes = " ".join(["admonition", "hide", *node["classes"]])
    titles = "".join(
        f'<p class="{state} admonition-title">{escape(node[prompt])}</p>\n'
        for state, prompt in (("collapsed", "prompt_show"), ("expanded", "prompt_hide"))
    )
    writer.body.append(f'<details class="{classes}">\n<summary>\n{titles}</summary>\n')


def depart_fold(writer: HTML5Translator, node: nodes.Element) -> None:
    """End it."""
    writer.body.append("</details>\n")


def visit_citation(writer: HTML5Translator, node: nodes.citation) -> None:
    """Write a reference as docutils does, but as an item of its list: the role that docutils writes is obsolete."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        writer.body.append('<div role="list" class="citation-list">\n')
    writer.body.append(writer.starttag(node, "div", classes=["citation"], role="listitem"))


def keep_numbers(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Break no number in a cell after the sign of its power of ten: a word joiner has no width."""
    for entry in document.findall(nodes.entry):
        for text in list(entry.findall(nodes.Text)):
            before, *rest = text.split("e-")
            parts = ["\u2060" * part[:1].isdigit() + part for part in rest]
            if rest:
                text.parent.replace(text, nodes.Text("e-".join([before, *parts])))


def unescape_addresses(app: Sphinx, document: nodes.document) -> None:
    """Take back one of two escapes: MyST-Parser writes & as &amp; in the address of a link, and docutils again."""
    for link in document.findall(nodes.reference):
        if "refuri" in link:
            link["refuri"] = unescape(link["refuri"])


class JoinStreams(SphinxTransform):
    """Join what a cell prints to what it printed: a page must not show where the kernel's buffer was sent.

    MyST-NB's own `nb_merge_streams` ends a line between the pieces, so a line that was sent in two would be broken.
    """

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        """Visit the outputs of all cells."""
        for outputs in self.document.findall(nodes.container):
            if outputs.get("nb_element") != "cell_code_output":
                continue
            first: dict[str, nodes.literal_block] = {}
            for piece in [child for child in outputs if isinstance(child, nodes.literal_block)]:
                name = piece["classes"][-1]
                if name not in ("stream", "stderr"):
                    continue
                if (whole := first.setdefault(name, piece)) is not piece:
                    whole.rawsource = whole.astext() + piece.astext()
                    whole[:] = [nodes.Text(whole.rawsource)]
                    outputs.remove(piece)


def copy_style(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have MyST-NB's style sheet there before a page is written, or only a second build would name its checksum."""
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)
    return []


def setup(app: Sphinx) -> None:
    """Take the places of the writers of MyST-NB and docutils, and connect."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_fold))
    app.add_node(nodes.citation, override=True, html=(visit_citation, None))
    app.add_transform(JoinStreams)
    app.connect("doctree-read", unescape_addresses)
    app.connect("doctree-resolved", keep_numbers)
    app.connect("env-updated", copy_style)
