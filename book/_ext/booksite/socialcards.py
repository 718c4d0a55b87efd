"""The picture that stands for a page where others show a link to it: its title, its summary, its first figure.

No page loads it. It is drawn in the palette's light colors, with the letters of Matplotlib, from the SVG that the page
itself shows; the renderer uses no font of the machine, so every machine draws the same.
"""

import base64
import textwrap
from html import escape
from pathlib import Path

import matplotlib
import resvg_py
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

from .palette import load_palette

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 60
LETTER = 0.62
"""The width of a letter, in sizes of the font, with room to spare."""
FONTS = [str(path) for path in sorted((Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob("DejaVuSans*.ttf"))]
STATIC = "data:image/svg+xml;base64,"


def find_figure(app: Sphinx, doctree: nodes.document) -> str:
    """Return the first figure of a page, an explorable's or a drawing, as SVG; nothing where there is none."""
    sources = {name: path for path, name in app.builder.images.items()}  # the page has been written: it has new names
    for node in doctree.findall():
        if isinstance(node, nodes.raw) and STATIC in node.astext():
            image = BeautifulSoup(node.astext(), "html.parser").select_one(f"img[src^='{STATIC}']")
            if image:
                return base64.b64decode(str(image["src"]).removeprefix(STATIC)).decode()
        if isinstance(node, nodes.image) and node["uri"].endswith("-light.svg"):
            return (Path(app.srcdir) / sources[Path(node["uri"]).name]).read_text(encoding="utf-8")
    return ""


def draw_card(book: str, title: str, summary: str, figure: str) -> str:
    """Return the card as SVG, the figure as wide and high as the words leave room for."""
    colors = load_palette()["light"]
    width = WIDTH - 2 * MARGIN
    size = min(56, width / (LETTER * len(title)))
    lines = textwrap.wrap(summary, int(width / (LETTER * 28)))
    first = MARGIN + (84 if book else 24)
    words = [(MARGIN + 12, 24, "muted", book), (first, size, "ink", title)]
    words += [(first + 56 + 38 * i, 28, "muted", line) for i, line in enumerate(lines)]
    top = first + 46 + 38 * len(lines)
    texts = "".join(
        f'<text x="{MARGIN}" y="{y}" font-size="{size:.1f}" fill="{colors[role]}">{escape(text)}</text>'
        for y, size, role, text in words
    )
    picture = base64.b64encode(figure.encode()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="{colors["paper"]}"/>{texts}'
        f'<image x="{MARGIN}" y="{top}" width="{width}" height="{HEIGHT - top - MARGIN // 2}" '
        f'href="data:image/svg+xml;base64,{picture}"/></svg>'
    )


def render(svg: str) -> bytes:
    """Return a drawing as PNG."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=WIDTH,
            height=HEIGHT,
            dpi=96,
            font_files=FONTS,
            skip_system_fonts=True,
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


def write_card(app: Sphinx, name: str, summary: str, doctree: nodes.document) -> str:
    """Write the card of a page that has a figure; return its place in the site, or nothing."""
    if not (figure := find_figure(app, doctree)):
        return ""
    book, title = app.config.html_title, app.env.titles[name].astext()
    path = Path(app.outdir) / "cards" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(render(draw_card("" if title == book else book, title, summary, figure)))
    return f"cards/{name}.png"
