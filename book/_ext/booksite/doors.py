"""Where else a chapter can be opened, and what can be taken along: its notebook, and the whole book as zip and as PDF.

Colab and Binder fetch the notebook from the repository, so their buttons stand only where `_config.yml` names it. The
zip lies on the site (`tools/offline.py`), and so does the PDF (`tools/pdf.py`) where the book is built with `PDF=1`.
"""

import os
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

BINDER = "https://mybinder.org"
COLAB = "https://colab.research.google.com"
COLAB_BRANCH = "colab"
"""Where the publishing workflow puts what `tools/colab.py` makes of the notebooks."""


def list_doors(repository: str, branch: str, folder: str, name: str) -> dict[str, tuple[str, str]]:
    """Return the address of a notebook behind each door, and what stands beside it: why it may not open."""
    parts = urlsplit(repository.removesuffix(".git").rstrip("/"))
    github = parts.netloc == "github.com"
    doors = {}
    if github:
        address = f"{COLAB}/github{parts.path}/blob/{COLAB_BRANCH}/{name}.ipynb"
        doors["Colab"] = address, "needs the internet and a Google account"
    source = f"gh{parts.path}" if github else f"git/{quote(repository, safe='')}"
    address = f"{BINDER}/v2/{source}/{quote(branch, safe='')}?urlpath=lab/tree/{folder}/{name}.ipynb"
    doors["Binder"] = address, "needs the internet, and some minutes to start"
    return doors


def list_books(printed: bool) -> list[dict[str, str]]:
    """Return the buttons that offer the whole book, with the names of its files."""
    books = {"zip": "To read offline"} | ({"pdf": "To print"} if printed else {})
    return [
        {
            "type": "link",
            "icon": "fas fa-book",
            "label": f"book-{kind}",
            "text": f"Whole book (.{kind})",
            "tooltip": note,
            "url": f"adadelta-book.{kind}",
        }
        for kind, note in books.items()
    ]


def add_doors(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Name what the menu of downloads offers, add the whole book to it, and a menu of doors to a notebook's page."""
    options = app.config.html_theme_options
    repository = options.get("repository_url", "")
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if button.get("label") == "download-source-button":
                button["text"], button["tooltip"] = context["sourcename"], "Download the source of this page"
            if button.get("label") == "download-pdf-button":
                button["text"], button["tooltip"], button["icon"] = (
                    "Print this page",
                    "On paper, or as PDF",
                    "fas fa-print",
                )
        if group.get("label") == "download-buttons":
            for book in list_books(app.config.booksite_pdf):
                group["buttons"].append(book | {"url": context["pathto"](book["url"], 1)})
    if not repository or not doctree or not app.env.doc2path(pagename).endswith(".ipynb"):
        return
    doors = list_doors(repository, options["repository_branch"], options["path_to_docs"], pagename)
    buttons = [
        {"type": "link", "text": f"{name}: {note}", "url": address, "label": f"open-in-{name.lower()}"}
        for name, (address, note) in doors.items()
    ]
    menu = {"type": "group", "tooltip": "Open this notebook in", "icon": "fas fa-rocket", "label": "doors"}
    context["header_buttons"].insert(0, {**menu, "buttons": buttons})


def setup(app: Sphinx) -> None:
    """Run when the theme has its buttons; write the pages again when the PDF comes or goes."""
    app.add_config_value("booksite_pdf", bool(os.environ.get("PDF")), "html")
    app.connect("html-page-context", add_doors, priority=600)
