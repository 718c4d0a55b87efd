"""The book's name is told once, as `title` in `_config.yml`: the front page's heading and the logo follow it."""

import json
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HEADING = re.compile(r"\A# .*$", re.MULTILINE)


def name_logo(app: Sphinx, config: Config) -> None:
    """Let the words beside the logo be the title, unless the configuration has shorter ones."""
    logo = config.html_theme_options.setdefault("logo", {})
    logo.setdefault("text", config.html_title)


def with_title(page: str, suffix: str, title: str) -> str:
    """Return the text of a page, or of a notebook, under another heading."""
    if suffix != ".ipynb":
        return HEADING.sub(lambda _: f"# {title}", page, count=1)
    content = json.loads(page)
    first = content["cells"][0]
    first["source"] = HEADING.sub(lambda _: f"# {title}", "".join(first["source"]), count=1)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def name_front_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read the front page as if the title were its heading."""
    if docname == app.config.root_doc:
        source[0] = with_title(source[0], Path(app.env.doc2path(docname)).suffix, app.config.html_title)


def name_download(app: Sphinx, error: Exception | None) -> None:
    """Give the front page that is offered for download the same heading."""
    if error is None:
        for path in (Path(app.outdir) / "_sources").glob(f"{app.config.root_doc}.*"):
            suffix = Path(app.env.doc2path(app.config.root_doc)).suffix
            path.write_text(
                with_title(path.read_text(encoding="utf-8"), suffix, app.config.html_title), encoding="utf-8"
            )


def setup(app: Sphinx) -> None:
    """Connect, and read the front page again when the title has changed."""
    app.connect("config-inited", name_logo)
    app.connect("source-read", name_front_page)
    app.connect("build-finished", name_download)
    app.add_config_value("booksite_title", lambda config: config.html_title, "env")
