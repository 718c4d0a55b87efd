"""What search engines and previews read: Open Graph, the book's data as JSON-LD, the sitemap.

Most of it needs the site's address, `html_baseurl` in `_config.yml`; without one, only what holds anywhere is written.
The theme then writes each page's canonical address, too.
"""

import json
import posixpath
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx

from .socialcards import SIZE, write_card

LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def locate(app: Sphinx, name: str) -> str:
    """Return the address of a page, the front page's being the site's; nothing where that is not known."""
    base = app.config.html_baseurl
    page = "" if name == app.config.root_doc else app.builder.get_target_uri(name)
    return posixpath.join(base, page) if base else ""


def preview(app: Sphinx, name: str, summary: str, card: str) -> dict[str, str]:
    """Return the properties of a page by which others show a link to it."""
    book = name == app.config.root_doc
    properties = {
        "og:type": "book" if book else "article",
        "og:site_name": app.config.html_title,
        "og:title": app.config.html_title if book else app.env.titles[name].astext(),
        "og:description": summary,
        "og:url": locate(app, name),
    }
    if card:
        properties |= {"og:image": posixpath.join(app.config.html_baseurl, card), "twitter:card": "summary_large_image"}
        properties |= {"og:image:width": str(SIZE[0]), "og:image:height": str(SIZE[1])}
        properties["og:image:alt"] = f"{properties['og:title']}: {summary}"
    return {name: content for name, content in properties.items() if content}


def describe_book(app: Sphinx) -> dict[str, Any]:
    """Return the book in the words of schema.org; its notebooks are the chapters."""
    config, about = app.config, app.env.metadata
    chapters = [
        {"@type": "Chapter", "position": i, **describe_page(app, name, app.env.titles[name].astext(), about)}
        for i, name in enumerate((name for name in list_pages(app) if app.env.doc2path(name).endswith(".ipynb")), 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Book",
        **describe_page(app, config.root_doc, config.html_title, about),
        "author": {"@type": "Organization", "name": config.author},
        "inLanguage": config.language,
        "version": version("adadelta"),
        "license": LICENSE,
        "isAccessibleForFree": True,
        "hasPart": chapters,
    }


def describe_page(app: Sphinx, name: str, title: str, about: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return what the book and a chapter have in common."""
    known = {"name": title, "description": about[name].get("summary", ""), "url": locate(app, name)}
    return {key: value for key, value in known.items() if value}


def list_pages(app: Sphinx) -> list[str]:
    """Return the pages after the front page, in the order of the contents."""
    return [name for name in app.env.collect_relations() if name != app.config.root_doc]


def share(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Draw the page's card, and hand the template what it writes into the head."""
    if doctree is None:
        return
    card = write_card(app, pagename, context["description"], doctree) if app.config.html_baseurl else ""
    context["pageurl"] = locate(app, pagename)
    context["preview"] = preview(app, pagename, context["description"], card)
    if pagename == app.config.root_doc:
        # In a script an end tag must not stand, wherever it comes from.
        context["structured_data"] = json.dumps(describe_book(app), ensure_ascii=False).replace("<", "\\u003c")


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """List all pages by their addresses."""
    if error or app.builder.name != "html" or not app.config.html_baseurl:
        return
    entries = "\n".join(f"<url><loc>{escape(locate(app, name))}</loc></url>" for name in sorted(app.env.found_docs))
    sitemap = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n'
    (Path(app.outdir) / "sitemap.xml").write_text(sitemap, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Run when the page's summary is known."""
    app.connect("html-page-context", share, priority=200)
    app.connect("build-finished", write_sitemap)
