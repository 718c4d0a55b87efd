"""Addresses without a page: the page that the server shows instead, and those that lead on to a page's new name.

`_config.yml` lists names that pages once had, as `booksite_moved: {old: new}`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

NOT_FOUND = "404"
"""GitHub Pages shows the page of this name wherever there is none."""


def list_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of each page."""
    yield NOT_FOUND, {"title": "No page at this address", "pageurl": None}, f"{NOT_FOUND}.html"
    for old, new in app.config.booksite_moved.items():
        if old in app.env.titles or new not in app.env.titles:
            logger.warning("booksite_moved: %s must be a page that is gone, and %s one that is there", old, new)
            continue
        target = app.builder.get_relative_uri(old, new)
        yield old, {"title": app.env.titles[new].astext(), "target": target, "pageurl": None}, "moved.html"


def make_absolute(page: str, home: str) -> str:
    """Return a page whose links begin at the site's home, a path that ends with a slash, wherever it is shown."""
    soup = BeautifulSoup(page, "html.parser")
    for tag in soup.find_all(True):
        for attribute in ("href", "src", "action", "data-content_root"):
            if (link := str(tag.get(attribute, "#"))).startswith("#"):
                continue
            tag[attribute] = urljoin(home, link)
    return str(soup)


def settle(app: Sphinx, error: Exception | None) -> None:
    """Make the page's links absolute where the site's address is known: else they hold at its top only."""
    if error or app.builder.name != "html" or not app.config.html_baseurl:
        return
    path = Path(app.outdir) / f"{NOT_FOUND}.html"
    home = urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"
    path.write_text(make_absolute(path.read_text(encoding="utf-8"), home), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Add the pages to those that Sphinx makes of itself."""
    app.add_config_value("booksite_moved", {}, "html", dict)
    app.connect("html-collect-pages", list_pages)
    app.connect("build-finished", settle)
