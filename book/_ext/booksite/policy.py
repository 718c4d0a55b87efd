"""What a page may load and run: a Content-Security-Policy in the head of each, and nothing from other hosts.

Scripts are files of the site, and those that stand in the page as it was built, known by their hashes. So markup that
comes in by any other way runs nothing and fetches nothing.
"""

import base64
import hashlib
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

SITE = "'self'"
"""The site's own files, wherever it is: in Chromium and Firefox those of a folder on disk, too."""
RULES = {
    "default-src": SITE,
    "script-src": SITE,
    "style-src": f"{SITE} 'unsafe-inline'",  # equations are set with styles
    "img-src": f"{SITE} data:",  # icons and static figures
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": SITE,  # the search
}
CHARSET = re.compile(r'<meta charset="[^"]*" ?/>')
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def write_policy(page: str) -> str:
    """Return the policy that lets this page run the scripts that stand in it, and no others."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(page))
    hashes = dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    rules = RULES | {"script-src": " ".join([RULES["script-src"], *hashes])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def add_policy(page: str) -> str:
    """Return a page with its policy at the top: it holds for what comes after it."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{write_policy(page)}" />'
    return CHARSET.sub(lambda charset: f"{charset[0]}\n    {tag}", page, count=1)


def guard(app: Sphinx) -> None:
    """Add the policy to each page once it is whole, which no event of Sphinx waits for."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    render = app.builder.templates.render

    def render_guarded(template: str, context: dict[str, Any]) -> str:
        return add_policy(render(template, context))

    app.builder.templates.render = render_guarded


def setup(app: Sphinx) -> None:
    """Run when the templates are loaded."""
    app.connect("builder-inited", guard)
