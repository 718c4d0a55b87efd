"""Leave out of the built site what no page uses: most of the theme's icons, and files that only developers open.

And one act of the theme's script, which measures every box that might scroll, and so lays out all of a page at once,
when the page has loaded and again after each change. `layout.html` does it for what has been laid out.
"""

import re
from pathlib import Path

from fontTools import subset
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

ICON_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"[^"]*"\}')

MEASURING = re.compile(
    r',"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)(?=}\)\(\);)'
)


def keep_used_icons(css: str, used: set[str]) -> str:
    """Return the style sheet without the rules of icons that are not used."""

    def keep(rule: re.Match[str]) -> str:
        return rule[0] if used.intersection(re.findall(r"\.(fa-[\w-]+):", rule[1])) else ""

    return ICON_RULE.sub(keep, css)


def subset_font(font: Path, characters: set[int]) -> None:
    """Keep only these characters in a web font."""
    options = subset.Options(flavor="woff2", notdef_outline=True, layout_features=[])
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(loaded)
    subset.save_font(loaded, str(font), options)


def slim(app: Sphinx, error: Exception | None) -> None:
    """Trim the copies in the output folder; Sphinx copies them afresh whenever it writes a page."""
    static = Path(app.outdir) / "_static"
    sheet = static / "styles" / "pydata-sphinx-theme.css"
    webfonts = static / "vendor" / "fontawesome" / "webfonts"
    if error or app.builder.name != "html" or not list(webfonts.glob("*.ttf")):
        return
    unused = ("*.map", "*.ttf", "fontawesome.js*", "*-macros.html")  # the last are templates of the themes
    for file in {file for name in unused for file in static.rglob(name)}:
        file.unlink()
    texts = [*Path(app.outdir).glob("**/*.html"), *static.glob("scripts/*.js"), *static.glob("*.js")]
    used = {name for text in texts for name in re.findall(r"\bfa-[\w-]+", text.read_text(encoding="utf-8"))}
    css = keep_used_icons(sheet.read_text(encoding="utf-8"), used)
    css = re.sub(r',url\([^)]*\.ttf\) format\("truetype"\)', "", css)
    sheet.write_text(css, encoding="utf-8")
    script = static / "scripts" / "pydata-sphinx-theme.js"
    acts, found = MEASURING.subn("", script.read_text(encoding="utf-8"))
    script.write_text(acts, encoding="utf-8")
    if found != 1:
        logger.warning("the theme's script no longer measures what scrolls in the way that slimming.py knows")
    sheets = css + (static / "styles" / "sphinx-book-theme.css").read_text(encoding="utf-8")
    characters = {int(code, 16) for code in re.findall(r'"\\([0-9a-f]{4})"', sheets)}
    characters |= {ord(character) for character in re.findall("[\ue000-\uf8ff]", sheets)}
    for font in webfonts.glob("*.woff2"):
        subset_font(font, characters)


def setup(app: Sphinx) -> None:
    """Run when everything is written."""
    app.connect("build-finished", slim)
