"""What a page may load and run: a Content-Security-Policy in the head of each, and nothing from other hosts.

Scripts are files of the site, and those in the page as it was built, known by their hashes. So markup that
comes in by any other way runs nothing and fetches nothing.
"""

import base64
import hashlib
from typing import Any

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.jinja2glue import BuiltinTemplateLoader

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
PLACE = "POLICY-OF-THIS-PAGE"
TAG = f'\n    <meta http-equiv="Content-Security-Policy" content="{PLACE}" />'


def write_policy(page: str) -> str:
    """Return the policy that lets this page run the scripts that it holds, and no others."""
    scripts = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("script", src=False))
    digests = (hashlib.sha256(script.get_text().encode()).digest() for script in scripts.find_all("script"))
    hashes = dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    rules = RULES | {"script-src": " ".join([RULES["script-src"], *hashes])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates; what is a page gets its policy when it is whole."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override] # as its base has it
        """Put the policy in its place at the top of the page: it holds for what comes after it."""
        page: str = super().render(template, context)
        if "</html>" not in page:  # a part of one, which the theme asks for to see whether it is empty
            return page
        if page.count(PLACE) != 1:
            raise ExtensionError(f"{template} has no place for the policy: the theme leaves out the meta tags")
        return page.replace(PLACE, write_policy(page))


def keep_place(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Keep a place for the policy before all other tags of the head but the encoding's and the size's."""
    context["metatags"] = TAG + context.get("metatags", "")


def choose_templates(app: Sphinx, config: Config) -> None:
    """Have Sphinx use these templates."""
    config["template_bridge"] = f"{__name__}.{Templates.__name__}"


def setup(app: Sphinx) -> None:
    """Connect."""
    app.connect("config-inited", choose_templates)
    app.connect("html-page-context", keep_place)
