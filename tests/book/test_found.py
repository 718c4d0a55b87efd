"""The book is found, and stays found: search, previews, addresses that change, doors to other places.

What needs the published site's address is tried on a small site that has one; the rest on the built book.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import colab
import nbformat
import numpy as np
import pytest
import yaml
from booksite import descriptions, footer, launch, notfound, palette, socialcards
from bs4 import BeautifulSoup
from docutils.core import publish_doctree
from IPython.core.inputtransformer2 import TransformerManager
from matplotlib.image import imread
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from patience import arrive
from playwright.sync_api import expect
from serve import SITE, base_path, serve
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

ROOT = SITE.parents[1]
BOOK = ROOT / "book"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
HOME = "https://example.org/adadelta/"
REPOSITORY = "https://github.com/somebody/something"
MODULES = ("explorables", "markup", "figures", "descriptions", "opengraph", "policy", "launch", "notfound", "footer")

pytestmark = pytest.mark.filterwarnings("ignore")  # Sphinx and its extensions warn of each other


# ---- A small site that is published


def drawing() -> str:
    """Return a drawing that is all of the color of steps."""
    color = palette.load_palette()["light"]["step"]
    path = f'<path d="M0 0H96V48H0z" fill="{color}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt">{path}</svg>'


def notebook(*cells: nbformat.NotebookNode) -> str:
    return nbformat.writes(new_notebook(cells=cells, metadata={"language_info": {"name": "python"}}))


FIGURE = new_output("display_data", data={"image/svg+xml": drawing(), "text/plain": "Figure: a step"})
PAGES = {
    "index.ipynb": notebook(
        new_markdown_cell("# Home\n\nWhere to <begin>? Here.\n\n```{toctree}\nchapter\nplain\n```"),
        new_code_cell("show()", outputs=[FIGURE]),
    ),
    "chapter.ipynb": notebook(
        new_markdown_cell("# A chapter\n\n**What does it ask?**"), new_code_cell("show()", outputs=[FIGURE])
    ),
    "plain.md": "# Plain\n\n[Both](set:hidden-rate#rho=0.9&epsilon=1e-4), [688](result:hidden-rate#steps).\n",
}


def build(folder: Path, **pages: str) -> Path:
    """Build the small site, with some of its pages changed; return its folder."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    for name, text in PAGES.items():
        if not (source / name).exists() or name in pages:
            (source / name).write_text(pages.get(name, text), encoding="utf-8")
    settings = {
        "extensions": ["myst_nb", "sphinx_book_theme", *(f"booksite.{name}" for name in MODULES)],
        "nb_execution_mode": "off",
        "html_theme": "sphinx_book_theme",
        "html_title": "The book",
        "author": "Somebody",
        "html_baseurl": HOME,
        "html_theme_options": {
            "repository_url": REPOSITORY,
            "repository_branch": "main",
            "path_to_docs": "book",
            "article_header_end": ["article-buttons.html"],
        },
        "templates_path": [str(BOOK / "_templates")],
        "booksite_moved": {"old": "chapter"},
        "myst_url_schemes": CONFIG["myst_url_schemes"],
    }
    with docutils_namespace():
        Sphinx(
            source, None, folder / "html", folder / "doctrees", "html", settings, status=None, warningiserror=True
        ).build()
    return folder / "html"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("published"))


def head(page: Path) -> dict[str, str]:
    """Return what a page says of itself, by name or property."""
    text = page.read_text(encoding="utf-8")
    told = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', text))
    return told | dict(re.findall(r'<link rel="(canonical)" href="([^"]*)"', text))


def test_a_page_says_what_it_is_and_where(site):
    told = head(site / "chapter.html")
    assert told["description"] == told["og:description"] == "What does it ask?"
    assert told["canonical"] == told["og:url"] == f"{HOME}chapter.html"
    assert told["og:title"] == "A chapter"
    assert (told["og:site_name"], told["og:type"]) == ("The book", "article")
    assert told["og:image"] == f"{HOME}cards/chapter.png"
    assert (site / "cards" / "chapter.png").exists()
    assert head(site / "index.html")["canonical"] == HOME
    assert head(site / "index.html")["description"] == "Where to &lt;begin&gt;? Here."
    assert "og:image" not in head(site / "plain.html")


def test_a_card_shows_the_figure_and_is_the_same_each_time(site):
    image = imread(site / "cards" / "chapter.png")
    assert image.shape[:2] == (630, 1200)
    colors = palette.load_palette()["light"]

    def share(role: str) -> float:
        color = [int(colors[role][i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return np.mean(np.all(np.isclose(image[..., :3], color, atol=0.01), axis=-1))

    assert share("step") > 0.2, "the figure is not there"
    assert share("ink") > 0.001, "the title is not there"
    assert share("paper") > 0.4
    card = socialcards.draw_card("The book", "A < chapter", "What & why?", drawing())
    assert socialcards.render(card) == socialcards.render(card)


def test_the_book_is_described_for_machines(site):
    [data] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', (site / "index.html").read_text(encoding="utf-8")
    )
    book = json.loads(data)
    assert (book["@type"], book["name"], book["url"]) == ("Book", "The book", HOME)
    assert book["description"] == "Where to <begin>? Here."
    [chapter] = book["hasPart"]
    assert (chapter["name"], chapter["url"], chapter["position"]) == ("A chapter", f"{HOME}chapter.html", 1)
    assert "ld+json" not in (site / "chapter.html").read_text(encoding="utf-8")


def test_the_sitemap_lists_the_pages(site):
    places = ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    assert [place.text for place in places] == [f"{HOME}chapter.html", HOME, f"{HOME}plain.html"]


def test_two_builds_are_the_same(site, tmp_path):
    again = build(tmp_path)
    for kind in ("*.html", "*.xml", "*.js", "cards/*.png"):
        files = sorted(site.glob(kind))
        assert files
        for file in files:
            assert file.read_bytes() == (again / file.relative_to(site)).read_bytes(), file.name


def test_the_page_before_tells_what_comes_and_follows_it(tmp_path):
    def line(page: Path) -> list[str]:
        return re.findall(r'<p class="prev-next-summary">(.*?)</p>', page.read_text(encoding="utf-8"))

    site = build(tmp_path)
    assert line(site / "index.html") == ["What does it ask?"]
    assert line(site / "plain.html") == []
    changed = notebook(new_markdown_cell("# A chapter\n\nWhat does it ask now?"))
    build(tmp_path, **{"chapter.ipynb": changed})
    assert line(site / "index.html") == ["What does it ask now?"]
    assert "What does it ask now?" in (site / "index.html").read_text(encoding="utf-8").split("ld+json")[1]


def test_a_summary_is_made_of_whole_sentences_where_they_fit():
    def describe(text: str) -> str:
        return descriptions.describe(publish_doctree(text), length=20)

    assert describe("Title\n=====\n\nOne and two. Three. And four.\n\nFive.") == "One and two. Three."
    assert describe("One sentence that is too long.") == "One sentence that …"
    assert describe("") == ""


def test_numbers_in_the_text_lead_to_the_state_of_a_figure(site):
    page = BeautifulSoup((site / "plain.html").read_text(encoding="utf-8"), "html.parser")
    links = {link["href"]: link["class"][0] for link in page.select("article a.external")}
    assert links == {
        "figures/hidden-rate.html#hidden-rate?rho=0.9&epsilon=1e-4": "set",
        "figures/hidden-rate.html#steps": "result",
    }


# ---- Addresses without a page


@pytest.fixture(scope="module")
def published(site):
    """The small site below the path of its address, as GitHub Pages serves it."""
    with serve(site, base="/adadelta/") as url:
        assert url.endswith("/adadelta")
        yield url


@pytest.mark.browser
@pytest.mark.parametrize("name", ["missing.html", "deep/down/missing.html"])
def test_a_missing_page_says_so_at_any_depth(browser, published, name):
    page = browser.new_page()
    failed = []
    page.on("response", lambda answer: answer.status < 400 or failed.append(answer.url))
    page.goto(f"{published}/{name}")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    arrive(page)
    assert failed == [f"{published}/{name}"], "a style or a script is missing"
    page.get_by_role("link", name="front page").click()
    expect(page).to_have_url(f"{published}/index.html")
    page.close()


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ('data-content_root="./"', 'data-content_root="/base/"'),
        ('href="a.html#b"', 'href="/base/a.html#b"'),
        ('href="#main"', None),
        ('href="https://example.org"', None),
        ('src="/there"', None),
        ('src="data:,"', None),
    ],
)
def test_links_become_absolute_and_places_on_the_page_do_not(link, absolute):
    assert notfound.make_absolute(f"<a {link}></a>", "/base/") == f"<a {absolute or link}></a>"


@pytest.mark.browser
def test_an_old_address_leads_to_the_new_one_and_keeps_the_state_of_a_figure(browser, published):
    page = browser.new_page()
    page.goto(f"{published}/old.html#moving-average?rho=0.5")
    page.wait_for_url(lambda url: url == f"{published}/chapter.html#moving-average?rho=0.5")
    page.close()
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{published}/old.html")
    page.wait_for_url(f"{published}/chapter.html")
    page.close()


def test_the_base_is_the_path_of_the_address(tmp_path):
    config = tmp_path / "_config.yml"
    for address, base in (("", "/"), ("https://example.org", "/"), (HOME, "/adadelta/"), (HOME[:-1], "/adadelta/")):
        config.write_text(f"sphinx: {{config: {{html_baseurl: '{address}'}}}}", encoding="utf-8")
        assert base_path(config) == base


# ---- Doors


def test_doors_lead_to_the_repository():
    assert {name: address for name, (address, _) in launch.list_launch(REPOSITORY, "main", "book", "ema").items()} == {
        "Colab": "https://colab.research.google.com/github/somebody/something/blob/colab/ema.ipynb",
        "Binder": "https://mybinder.org/v2/gh/somebody/something/main?urlpath=lab/tree/book/ema.ipynb",
    }
    [(name, (address, _))] = launch.list_launch("https://git.example.org/a/b", "main", "book", "ema").items()
    assert name == "Binder"
    assert "/v2/git/https%3A%2F%2Fgit.example.org%2Fa%2Fb/main?" in address


def test_doors_stand_on_notebooks_where_there_is_a_repository(site):
    assert "blob/colab/chapter.ipynb" in (site / "chapter.html").read_text(encoding="utf-8")
    assert "blob/colab" not in (site / "plain.html").read_text(encoding="utf-8")
    assert ("mybinder.org" in (SITE / "ema.html").read_text(encoding="utf-8")) == bool(
        CONFIG["html_theme_options"]["repository_url"]
    )


def test_the_pdf_is_offered_where_the_book_is_built_with_it():
    assert [*launch.list_books(True)] == ["zip", "pdf"]
    assert [*launch.list_books(False)] == ["zip"]


@pytest.mark.browser
def test_the_notebook_of_a_page_can_be_had_as_a_file(visit):
    page = visit("ema.html")
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="ema.ipynb").click()
    assert download.value.suggested_filename == "ema.ipynb"
    assert nbformat.read(download.value.path(), as_version=4).cells


@pytest.mark.browser
def test_from_a_folder_the_notebook_opens_beside_the_page(visit, folder):
    """There a browser shows the file instead of saving a copy: it is on the disk already."""
    page = visit("ema.html", home=folder)
    page.get_by_role("button", name="Download this page").click()
    assert page.get_by_role("link", name="Whole book (.zip)").count() == 0, "it is this"
    with page.expect_popup() as popup:
        page.get_by_role("link", name="ema.ipynb").click()
    assert popup.value.url == f"{folder}/_sources/ema.ipynb"
    assert nbformat.reads(popup.value.locator("pre").text_content(), as_version=4).cells


def run_cell(source: str, monkeypatch, modules: dict[str, object]) -> list[tuple[str, ...]]:
    """Run a cell as IPython would; return the magics that it calls."""
    called: list[tuple[str, ...]] = []
    shell = SimpleNamespace(run_line_magic=lambda *call: called.append(call))
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    exec(TransformerManager().transform_cell(source), {"get_ipython": lambda: shell})
    return called


def test_colab_installs_the_package_and_nobody_else_does(monkeypatch):
    stored = (BOOK / "ema.ipynb").read_text(encoding="utf-8")
    staged = nbformat.reads(colab.with_install(stored, REPOSITORY, "abc"), as_version=4)
    nbformat.validate(staged)
    first, *rest = staged.cells
    assert rest == nbformat.reads(stored, as_version=4).cells
    assert run_cell(first.source, monkeypatch, {}) == []
    [(magic, line)] = run_cell(first.source, monkeypatch, {"google.colab": SimpleNamespace()})
    assert (magic, line) == ("pip", f'install --quiet "git+{REPOSITORY}@abc"')


def test_no_notebook_is_staged_without_a_repository(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(colab, "TARGET", tmp_path / "colab")
    colab.main()
    assert (tmp_path / "colab").exists() == ("github.com" in CONFIG["html_theme_options"]["repository_url"])
    assert "notebooks for Colab" in capsys.readouterr().out


# ---- The foot of a page


def test_the_foot_tells_version_and_what_computed_the_numbers():
    page = (SITE / "ema.html").read_text(encoding="utf-8")
    [foot] = re.findall(r'<div class="extra_footer">\s*(.*?)\s*</div>', page, re.DOTALL)
    assert foot.endswith(footer.write_footer(footer.commit_date(ROOT)))
    assert re.search(r"Version \d[\d.]*( of \d{4}-\d\d-\d\d)?\. Computed with Python 3\.\d+\.\d+ and NumPy \d", foot)


def test_the_date_is_that_of_the_commit(monkeypatch, tmp_path):
    assert footer.commit_date(tmp_path) == ""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2015-12-31T12:00:00+00:00")
    for command in (["init"], ["-c", "user.name=a", "-c", "user.email=a@b.org", "commit", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True, capture_output=True)
    assert footer.commit_date(tmp_path) == "2015-12-31"


# ---- Search

IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,}")


def words_in_code() -> dict[str, list[str]]:
    """Return for each name in the code that pages show, the pages."""
    found: dict[str, set[str]] = {}
    for path in BOOK.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and not {"remove-input", "remove-cell"} & set(cell.metadata.get("tags", [])):
                for word in IDENTIFIER.findall(cell.source):
                    found.setdefault(word, set()).add(path.stem)
    return {word: sorted(pages) for word, pages in found.items()}


@pytest.mark.browser
def test_every_name_in_the_code_is_found_on_each_of_its_pages(visit):
    words = words_in_code()
    assert {"sqrt", "Adadelta", "epsilon"} <= set(words)
    missed = visit("search.html").evaluate(
        """(words) => Object.entries(words).flatMap(([word, pages]) => {
            const [query, terms, excluded, , objects] = Search._parseQuery(word);
            if (!terms.size) return [];
            const found = Search._performSearch(query, terms, excluded, new Set(), objects).map((result) => result[0]);
            return pages.filter((page) => !found.includes(page)).map((page) => `${word} on ${page}`);
        })""",
        words,
    )
    assert not missed


@pytest.mark.browser
@pytest.mark.parametrize("unpacked", [False, True])
@pytest.mark.parametrize(
    ("query", "page"),
    [("np.sqrt", "rms.html"), ("check_epsilon", "implementation.html"), ("half-life of an average", "ema.html")],
)
def test_search_finds_code_and_prose(visit, address, folder, query, page, unpacked):
    """From a folder, too, without a failed request (the fixture asserts it); passages have no LaTeX."""
    results = visit(f"search.html?q={query}", home=folder if unpacked else address)
    expect(results.locator(f'#search-results a[href^="{page}"]').first).to_be_visible()
    expect(results.locator("#search-results h2")).to_have_text("Search Results")
    passages = results.locator("#search-results p.context")
    expect(passages.first).to_be_visible(visible=not unpacked)
    expect(results.get_by_text("no passages are shown")).to_be_visible(visible=unpacked)
    assert not [text for text in passages.all_text_contents() if "\\mathrm" in text or "\\htmlClass" in text]


@pytest.mark.browser
def test_sphinx_itself_shows_each_equation_twice_in_a_passage(visit):
    """Where this fails, `toText` in search.html is no longer needed."""
    theirs, ours = visit("search.html").evaluate(
        """async () => {
            const html = await (await fetch("ema.html")).text();
            return [toText(html), Search.htmlToText(html)];
        }"""
    )
    assert "\\mathrm" in theirs
    assert "\\mathrm" not in ours
