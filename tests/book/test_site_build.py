"""The built site and the extension that builds it; what a browser makes of the pages is tested beside this file.

The tests of the whole site read `_build/html`: `make book` comes first.
"""

import io
import json
import pickle
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import nbformat
import numpy as np
import pytest
from booksite import equations, outdated, palette
from docutils import nodes
from docutils.utils import DependencyList, new_document
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from serve import base_path, serve
from size import SCRIPT_LIMIT, TOTAL_LIMIT, Weight, list_pages
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from adadelta import plots

ROOT = Path(__file__).parents[2]
BOOK, SITE = ROOT / "book", ROOT / "_build" / "html"

pytestmark = pytest.mark.filterwarnings("ignore")  # Sphinx and its extensions warn of each other

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt"><path fill="#FFFFFF" stroke="{}"/></svg>'
PAGES = sorted(SITE.glob("*.html"))
BASE = base_path()
LEADING = ("next", "prev", "search", "index", "author", "canonical")  # what a page's head leads to and does not load


class Tags(HTMLParser):
    """All tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.found if tag in names]


def build(folder: Path, sources: dict[str, str], *extensions: str, **settings: object) -> tuple[Path, str]:
    """Build pages with nothing but these extensions; return the folder of the site, and the warnings."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    for name, text in sources.items():
        (source / name).write_text(text, encoding="utf-8")
    settings = {"extensions": ["myst_nb", *extensions], "nb_execution_mode": "off", "html_theme": "basic", **settings}
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(
            source, None, folder / "html", folder / "doctrees", "html", settings, status=None, warning=warnings
        )
        app.build()
    return folder / "html", warnings.getvalue()


def notebook(*cells: nbformat.NotebookNode) -> str:
    """Return the text of a notebook."""
    return nbformat.writes(new_notebook(cells=cells, metadata={"language_info": {"name": "python"}}))


def build_page(folder: Path, *outputs: dict[str, str], extensions=("booksite.figures",)) -> tuple[str, str]:
    """Build one notebook with these stored outputs and return the page and the warnings."""
    cells = [new_code_cell("...", outputs=[new_output("display_data", data=data)]) for data in outputs]
    site, warnings = build(folder, {"index.ipynb": notebook(*cells)}, *extensions)
    return (site / "index.html").read_text(encoding="utf-8"), warnings


# ---- Figures


def test_a_figure_becomes_a_light_and_a_dark_image_with_one_description(tmp_path):
    light, dark = (palette.load_palette()[theme] for theme in ("light", "dark"))
    output = {"image/svg+xml": DRAWING.format(light["step"]), "text/plain": "Figure: the path\n of the step"}
    html, warnings = build_page(tmp_path, output)
    images = Tags(html).named("img")
    assert warnings == ""
    assert [image["class"] for image in images] == ["only-light", "only-dark"]
    for image, colors in zip(images, (light, dark), strict=True):
        assert image["alt"] == "the path of the step"
        assert (image["width"], image["height"], image["loading"]) == ("96", "48", "lazy")
        svg = (tmp_path / "html" / image["src"]).read_text(encoding="utf-8").lower()
        assert re.findall("#[0-9a-f]{6}", svg) == [colors["paper"], colors["step"]]


def test_a_figure_and_its_data_are_offered_below_it(tmp_path):
    figure = plots.show(plots.loss({"a < b": [4.0, 2.0, np.inf]}), alt="The loss halves.")
    output = {"image/svg+xml": figure._repr_svg_(), "text/plain": repr(figure)}
    html, warnings = build_page(tmp_path, output)
    assert warnings == ""
    link, drawing = [a for a in Tags(html).named("a") if "download" in a and "_downloads" in a["href"]]
    assert Path(link["href"]).name == "index-figure-1.csv"
    assert Path(drawing["href"]).name == "index-figure-1.svg"
    assert "<svg" in (tmp_path / "html" / drawing["href"]).read_text(encoding="utf-8")
    data = (tmp_path / "html" / link["href"]).read_text(encoding="utf-8")
    assert data == figure.data == "series,epoch,mean squared error\na < b,0,4\na < b,1,2\na < b,2,\n"
    for image in Tags(html).named("img"):
        assert "mean squared error\n" not in (tmp_path / "html" / image["src"]).read_text(encoding="utf-8")
    (tmp_path / "source" / "index.ipynb").touch()
    assert "index-figure-1.csv" in build_page(tmp_path, output)[0], "the data stay where a page is built again"


# ---- The same twice


def test_the_first_build_names_the_checksum_of_every_style_sheet(tmp_path):
    site, _ = build(tmp_path, {"index.ipynb": notebook(new_code_cell("1"))}, "booksite.markup")
    sheets = re.findall(r'href="(_static/mystnb[^"]*)"', (site / "index.html").read_text(encoding="utf-8"))
    assert len(sheets) == 1
    assert "?v=" in sheets[0]


def test_a_second_build_finds_what_the_first_one_does(tmp_path):
    titles = {"index.md": "A", "b.md": "B", "c.md": "C"}
    pages = {name: f"# {title}\n\n```{{index}} {title}\n```\n" for name, title in titles.items()}
    index = (build(tmp_path, pages, "booksite.search")[0] / "searchindex.js").read_bytes()
    entries = json.loads(re.search(rb"setIndex\((.*)\)", index, re.DOTALL)[1])["indexentries"]
    assert set(entries) == {"a", "b", "c"}
    again = build(tmp_path, {"b.md": pages["b.md"]}, "booksite.search")[0] / "searchindex.js"
    assert again.read_bytes() == index


def test_the_pages_keep_the_time_of_their_writing():
    """What is older than its source or template is written again by every build."""
    environment = pickle.loads((ROOT / "_build" / ".doctrees" / "environment.pickle").read_bytes())
    for name in environment.found_docs:
        page = SITE / f"{name}.html"
        assert (
            page.stat().st_mtime >= environment.all_docs[name] / 1e6 > Path(environment.doc2path(name)).stat().st_mtime
        )


# ---- Printed text


@pytest.mark.parametrize("joins", [True, False])
def test_a_line_that_was_sent_in_pieces_is_one_line(tmp_path, joins):
    """The second case shows that without the extension MyST-NB breaks it."""
    cell = new_code_cell("print('one', end=' ', flush=True)\nprint('line')")
    settings = {"nb_execution_mode": "force", "nb_merge_streams": not joins}
    extensions = ("booksite.markup",) if joins else ()
    site, warnings = build(tmp_path, {"index.ipynb": notebook(cell)}, *extensions, **settings)
    assert warnings == ""
    assert ("one line\n" in (site / "index.html").read_text(encoding="utf-8")) == joins


# ---- Chapters

ORPHAN = "---\norphan: true\n---\n\n"

SOLUTION = new_code_cell("secret = 42", metadata={"tags": ["hide-cell"]})
CHAPTER = notebook(
    new_markdown_cell("# Chapter\n\nThe first paragraph. " + "word " * 597),
    new_code_cell("\n".join(["x = 1"] * 30)),
    new_markdown_cell("## Exercises"),
    SOLUTION,
)


def test_a_chapter_tells_the_minutes_it_takes(tmp_path):
    site, _ = build(
        tmp_path,
        {"index.ipynb": CHAPTER, "plain.ipynb": notebook(new_markdown_cell("# Plain\n\nText."))},
        "booksite.readingtime",
    )
    html = (site / "index.html").read_text(encoding="utf-8")
    assert '</h1>\n<p class="reading-time">5 minutes to read, exercises apart</p>' in html
    assert "reading-time" not in (site / "plain.html").read_text(encoding="utf-8")


def book(**own):
    """Return the pages of a book with two chapters, the first of which says this of itself."""
    text = "# About {}\n\nWords.\n\n## Exercises\n\n### 1. One\n\nText."
    first, second = (new_notebook(cells=[new_markdown_cell(text.format(name))]) for name in "ab")
    first.metadata, second.metadata = own, {"tagline": "What b is.", "needs": "a"}
    tree = "```{toctree}\n:caption: One\n\na\nb\n```\n\n```{toctree}\n:caption: Other\n\nplain\n```\n"
    return {
        "index.md": f"# Book\n\n```{{chapters}}\nIn Jupyter.\n```\n\n```{{chapters}}\n:table:\n```\n\n{tree}",
        "a.ipynb": nbformat.writes(first),
        "b.ipynb": nbformat.writes(second),
        "plain.md": "# Plain\n\nNo chapter.\n",
    }


def test_chapters_are_listed_by_their_own_words(tmp_path):
    extensions = ("booksite.readingtime", "booksite.chapters")
    for line in ("What a is.", "What a has become."):  # the list is written again when a chapter is
        pages = book(tagline=line, needs="nothing")
        site, warnings = build(tmp_path, pages if line == "What a is." else {"a.ipynb": pages["a.ipynb"]}, *extensions)
        html = (site / "index.html").read_text(encoding="utf-8")
        words = " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<strong>") : html.index("</table>")]).split())
        assert warnings == ""
        assert words == (
            f"One About a {line} About b What b is. chapter to read exercises needs About a 1 10 nothing About b 1 10 a"
        )
        assert 'href="b.html"' in html
    assert "the metadata of a.ipynb lack needs" in build(tmp_path, book(tagline="What a is."), *extensions)[1]


@pytest.mark.parametrize("shown", [True, False])
def test_the_book_can_be_built_without_solutions(tmp_path, shown):
    site, warnings = build(
        tmp_path,
        {"index.ipynb": CHAPTER},
        "booksite.solutions",
        booksite_solutions=shown,
        html_sourcelink_suffix="",
    )
    assert warnings == ""
    for file in ("index.html", "_sources/index.ipynb"):
        assert ("secret" in (site / file).read_text(encoding="utf-8")) == shown, file
    assert "x = 1" in (site / "_sources" / "index.ipynb").read_text(encoding="utf-8")


def test_solutions_are_left_out_where_the_environment_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("SOLUTIONS", "0")
    site, _ = build(tmp_path, {"index.ipynb": CHAPTER}, "booksite.solutions")
    assert "secret" not in (site / "index.html").read_text(encoding="utf-8")


def test_what_touches_an_equation_stays_with_it():
    paragraph = nodes.paragraph()
    for text in ("The rate (", r"$\eta$", "), the ", "$n$", "-th of ", "$a$", "/", "$b$", ", or ", "$c$", ""):
        paragraph += nodes.math("", text) if text.startswith("$") else nodes.Text(text)
    whole = paragraph.astext()
    document = new_document("page")
    document += paragraph
    equations.keep_together(None, document, "page")
    assert [span.astext() for span in paragraph.findall(nodes.inline)] == [r"($\eta$),", "$n$-th", "$b$,"]
    assert paragraph.astext() == whole


def test_a_term_is_linked_where_it_is_first_used(tmp_path):
    entries = "half-life\nhalf-lives\n  How long. And more.\n\nrate\n  How much.\n"
    glossary = f"{ORPHAN}# Glossary\n\n```{{glossary}}\n{entries}```\n"
    text = (
        "# Half-life\n\n## A half-life\n\nThe `half-life`, [half-life](https://example.org), behalf-life; the "
        "**Half-lives** and the half-life at a rate; $half-life$ and the rate."
    )
    pages = {
        "index.ipynb": notebook(new_markdown_cell(text)),
        "glossary.md": glossary,
        "page.md": f"{ORPHAN}# Page\n\nA rate.\n",
    }
    site, warnings = build(tmp_path, pages, "booksite.glossary")
    assert warnings == ""
    html = (site / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<span class="term"><a [^>]*href="([^"]*)" title="([^"]*)">([^<]*)<', html)
    assert links == [
        ("glossary.html#term-half-life", "How long.", "Half-lives"),
        ("glossary.html#term-rate", "How much.", "rate"),
    ]
    assert 'class="term"' not in (site / "page.html").read_text(encoding="utf-8")


def test_darkening_leaves_other_colors_alone():
    assert palette.darken('fill="#d55e00" id="#ffffff00"') == 'fill="#d55e00" id="#ffffff00"'


@pytest.mark.parametrize(
    "output",
    [
        {"image/svg+xml": DRAWING.format("#000000"), "text/plain": "<Figure size 640x480>"},
        {"image/svg+xml": DRAWING.format("#000000"), "text/plain": "Figure:  "},
        {"text/html": "<p><img src='data:,' alt=''></p>"},
        {"text/markdown": "![](https://example.org/picture.png)"},
    ],
)
def test_an_image_without_description_is_a_warning(tmp_path, output):
    assert "no alternative text" in build_page(tmp_path, output)[1]


def test_an_explorable_with_a_described_picture_is_none(tmp_path):
    html = "<div class='explorable' data-explorable='ema'><img src='data:,' alt='a curve'></div>"
    assert build_page(tmp_path, {"text/html": html})[1] == ""


# ---- What is built again, and when


def test_a_page_that_imports_the_package_depends_on_all_of_it():
    environment = SimpleNamespace(noted=DependencyList())
    environment.note_dependency = environment.noted.add
    app = SimpleNamespace(env=environment, srcdir=BOOK)
    outdated.note_package(app, "prose", ["We do not import anything."])
    assert environment.noted.list == []
    outdated.note_package(app, "chapter", ['"from adadelta.averages import ema\\n"'])
    assert {"../src/adadelta/averages.py", "../requirements.txt"} <= {
        Path(name).as_posix() for name in environment.noted.list
    }
    assert not any("__pycache__" in name for name in environment.noted.list)


def test_changing_the_package_outdates_exactly_the_chapters_that_import_it():
    environment = pickle.loads((ROOT / "_build" / ".doctrees" / "environment.pickle").read_bytes())
    depend = {
        name
        for name, files in environment.dependencies.items()
        if "../src/adadelta/averages.py" in {Path(file).as_posix() for file in files}
    }
    sources = {name: Path(environment.doc2path(name)).read_text(encoding="utf-8") for name in environment.found_docs}
    assert depend == {name for name, text in sources.items() if re.search(r"(import|from) adadelta\b", text)}
    assert depend


def test_a_page_that_failed_fails_again_until_it_is_mended(tmp_path):
    extensions = ("booksite.figures", "booksite.outdated")
    broken, whole = {"text/html": "<img src='data:,'>"}, {"text/html": "<img src='data:,' alt='a curve'>"}
    assert "no alternative text" in build_page(tmp_path, broken, extensions=extensions)[1]
    assert "no alternative text" in build_page(tmp_path, broken, extensions=extensions)[1]
    assert build_page(tmp_path, whole, extensions=extensions)[1] == ""
    assert not (tmp_path / "doctrees" / "in-doubt.txt").exists()


# ---- The built site


# ---- Weight and serving


def test_the_pages_that_readers_open_are_weighed():
    assert {"index.html", "search.html"} <= set(list_pages())


def test_a_weight_over_either_limit_is_too_heavy():
    assert not Weight("page", wire={"script": SCRIPT_LIMIT * 1000}).too_heavy
    assert Weight("page", wire={"script": SCRIPT_LIMIT * 1000 + 1}).too_heavy
    assert Weight("page", wire={"script": 0, "image": TOTAL_LIMIT * 1000 + 1}).too_heavy


def test_a_taken_port_moves_the_server_to_the_next(tmp_path):
    with serve(tmp_path, 0) as first:
        taken = urlsplit(first).port
        with serve(tmp_path, taken) as second:
            assert urlsplit(second).port > taken


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_hues_can_be_read_as_text(theme):
    def luminance(color: str) -> float:
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    colors = palette.load_palette()[theme]
    for role in ("ink", "muted", "gradient", "step"):
        low, high = sorted([luminance(colors[role]), luminance(colors["paper"])])
        assert (high + 0.05) / (low + 0.05) >= 4.5, role
