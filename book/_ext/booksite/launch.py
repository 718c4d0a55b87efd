"""Where else a chapter can be opened, and what can be taken along: its notebook, and the whole book as zip and as PDF.

A button below the title runs a chapter in the browser, in the JupyterLite that `tools/lite.py` builds.
Colab and Binder fetch the notebook from the repository, so their buttons appear only where `_config.yml` names it. The
zip lies on the site (`tools/offline.py`), and so does the PDF (`tools/pdf.py`) where the book is built with `PDF=1`.
"""

import os
import posixpath
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

BINDER = "https://mybinder.org"
COLAB = "https://colab.research.google.com"
COLAB_BRANCH = "colab"
"""Where the publishing workflow puts what `tools/colab.py` makes of the notebooks."""


PLACE = "lite/notebooks/index.html?path={}.ipynb"
CDN = "cdn.jsdelivr.net"
MEGABYTES, SECONDS = 25, "15 to 30"
"""What the first run fetches, compressed as it travels, and how long that takes at home; later runs find it kept."""
RUN = """<div class="run">
<p class="run-here pst-js-only"><a class="btn" href="{address}">Run this page in your browser</a>
<span>The first time it fetches some {megabytes} MB from {source}: {seconds} seconds at home, minutes on a slow
phone.</span></p>
<p class="run-folder" hidden>This page was opened from a folder, where a browser lets no page start Python. To run it,
open it {site}.</p>
<noscript><p>Running this page in your browser needs JavaScript, which is switched off.</p></noscript>
</div>
"""


def list_launch(repository: str, branch: str, folder: str, name: str) -> dict[str, tuple[str, str]]:
    """Return the address of a notebook by the name of each service, and why it may not open."""
    parts = urlsplit(repository.removesuffix(".git").rstrip("/"))
    github = parts.netloc == "github.com"
    launch = {}
    if github:
        address = f"{COLAB}/github{parts.path}/blob/{COLAB_BRANCH}/{name}.ipynb"
        launch["Colab"] = address, "needs the internet and a Google account"
    source = f"gh{parts.path}" if github else f"git/{quote(repository, safe='')}"
    address = f"{BINDER}/v2/{source}/{quote(branch, safe='')}?urlpath=lab/tree/{folder}/{name}.ipynb"
    launch["Binder"] = address, "needs the internet, and some minutes to start"
    return launch


def list_books(printed: bool) -> dict[str, str]:
    """Return the files of the whole book, each with what it is for."""
    return {"zip": "To read offline"} | ({"pdf": "To print"} if printed else {})


def add_launch(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell `article-buttons.html` what the menus of a page offer."""
    options = app.config.html_theme_options
    repository = options.get("repository_url", "")
    context["books"] = list_books(app.config.booksite_pdf)
    if repository and is_chapter(app, pagename) and doctree:
        context["launch"] = list_launch(repository, options["repository_branch"], options["path_to_docs"], pagename)


class RunButton(nodes.Element):
    """The place of the button that runs a chapter in the browser, and of what the first run costs.

    Where running cannot work, the page says why instead of leading there: without JavaScript, and where the book
    was opened from a folder, whose files a browser does not let programs fetch.
    """


def is_chapter(app: Sphinx, docname: str) -> bool:
    """Return whether a page is a notebook."""
    return app.env.doc2path(docname).endswith(".ipynb") if docname in app.env.found_docs else False


def place_button(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the button below the title of a chapter and its reading time; the front page leads to the chapters."""
    title = next(document.findall(nodes.title), None)
    if title is None or docname == app.config.root_doc or not is_chapter(app, docname):
        return
    at = title.parent.index(title) + 1
    title.parent.insert(at + isinstance(title.parent[at], nodes.raw), RunButton(""))


def visit_button(writer: HTML5Translator, node: RunButton) -> None:
    """Write the button."""
    builder, name = writer.builder, writer.docnames[0]
    base, page = builder.config.html_baseurl, builder.get_target_uri(name)
    writer.body.append(
        RUN.format(
            address=relative_uri(page, PLACE.format(name)),
            source="this site" if builder.config.booksite_pyodide else CDN,
            site=f'<a href="{posixpath.join(base, page)}">on its web site</a>' if base else "on its web site",
            megabytes=MEGABYTES,
            seconds=SECONDS,
        )
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Connect; write the pages again when the PDF comes or goes, or Pyodide comes from elsewhere."""
    app.add_config_value("booksite_pdf", bool(os.environ.get("PDF")), "html")
    app.add_config_value("booksite_pyodide", bool(os.environ.get("PYODIDE")), "html")
    app.add_node(RunButton, html=(visit_button, None))
    app.connect("doctree-resolved", place_button)
    app.connect("html-page-context", add_launch)
