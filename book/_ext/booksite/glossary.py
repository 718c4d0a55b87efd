"""Terms of the glossary are linked where a chapter first uses them; the link's hint is the definition."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

PAGE = "glossary"
STRESS = (nodes.emphasis, nodes.strong)


def find_terms(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Return for each term, in lower case, the place of its entry and the first sentence of its definition."""
    terms: dict[str, tuple[str, str]] = {}
    if PAGE not in app.env.found_docs:
        return terms
    for item in app.env.get_doctree(PAGE).findall(nodes.definition_list_item):
        definition = next(item.findall(nodes.definition)).astext()
        hint = re.split(r"(?<=[.])\s", " ".join(definition.split()))[0]
        names = list(item.findall(nodes.term))
        terms.update({name.astext().casefold(): (names[0]["ids"][0], hint) for name in names if names[0]["ids"]})
    return terms


def is_prose(text: nodes.Text) -> bool:
    """Return whether a text stands in a paragraph, outside links, code, equations and tables."""
    node = text.parent
    while isinstance(node, STRESS):
        node = node.parent
    return isinstance(node, nodes.paragraph) and not isinstance(node.parent, nodes.entry)


def first_uses(
    document: nodes.document, terms: dict[str, tuple[str, str]]
) -> Iterator[tuple[nodes.Text, re.Match[str]]]:
    """Yield each text that uses a term for the first time, and where in it; one term a text."""
    open_entries = {place for place, _ in terms.values()}
    pattern = re.compile(
        r"(?<![\w-])(" + "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)) + r")(?![\w-])",
        re.IGNORECASE,
    )
    for text in [text for text in document.findall(nodes.Text) if is_prose(text)]:
        for match in pattern.finditer(text.astext()):
            entry = terms[match[1].casefold()][0]
            if entry in open_entries:
                open_entries.remove(entry)
                yield text, match


def link_terms(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Link each term of the glossary once on every page that is a notebook."""
    if not app.env.doc2path(docname).endswith(".ipynb") or not (terms := find_terms(app)):
        return
    glossary = app.builder.get_relative_uri(docname, PAGE)
    found: dict[int, tuple[nodes.Text, list[re.Match[str]]]] = {}
    for text, match in first_uses(document, terms):
        found.setdefault(id(text), (text, []))[1].append(match)
    for text, matches in found.values():
        parts, end, whole = [], 0, text.astext()
        for match in matches:
            place, hint = terms[match[1].casefold()]
            link = nodes.reference("", match[0], internal=True, refuri=f"{glossary}#{place}", reftitle=hint)
            parts += [nodes.Text(whole[end : match.start()]), nodes.inline("", "", link, classes=["term"])]
            end = match.end()
        text.parent.replace(text, [*parts, nodes.Text(whole[end:])])


def setup(app: Sphinx) -> None:
    """Link when all pages are known."""
    app.connect("doctree-resolved", link_terms)
