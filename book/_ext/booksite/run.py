"""A button at the head of each chapter: run it in the browser, in the JupyterLite that `tools/lite.py` builds.

Beside it stands what the first run costs. Where running cannot work, the reader is told why instead of being led there:
without JavaScript, and where the book was opened from a folder, whose files a browser does not let programs fetch.
"""

import os
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

PLACE = "lite/notebooks/index.html?path={}.ipynb"
CDN = "cdn.jsdelivr.net"
MEGABYTES, SECONDS = 25, "15 to 30"
"""What the first run fetches, compressed as it travels, and how long that takes at home; later runs find it kept."""

HEAD = re.compile(r'</h1>\n(?:<p class="reading-time">.*?</p>\n?)?')
LINE = """<div class="run">
<p class="run-here pst-js-only"><a class="btn" href="{address}">Run this page in your browser</a>
<span>The first time it fetches some {megabytes} MB from {source}: {seconds} seconds at home, minutes on a slow
phone.</span></p>
<p class="run-folder" hidden>This page was opened from a folder, where a browser lets no page start Python. To run it,
open it {site}.</p>
<noscript><p>Running this page in your browser needs JavaScript, which is switched off.</p></noscript>
</div>
"""


def add_button(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the line below the title of a chapter; the front page leads to those."""
    if doctree is None or pagename == app.config.root_doc or not app.env.doc2path(pagename).endswith(".ipynb"):
        return
    line = LINE.format(
        address=context["pathto"](PLACE.format(pagename), 1),
        source="this site" if app.config.booksite_pyodide else CDN,
        site=f'<a href="{url}">on its web site</a>' if (url := context.get("pageurl")) else "on its web site",
        megabytes=MEGABYTES,
        seconds=SECONDS,
    )
    context["body"] = HEAD.sub(lambda head: head[0] + line, context["body"], count=1)


def setup(app: Sphinx) -> None:
    """Run for each page; write them again when Pyodide comes from elsewhere."""
    app.add_config_value("booksite_pyodide", bool(os.environ.get("PYODIDE")), "html")
    app.connect("html-page-context", add_button, priority=100)
