"""What the finished HTML says without a browser: each page is parsed once, and a failure lists all that was found."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from booksite import descriptions, launch
from booksite.policy import RULES
from bs4 import BeautifulSoup, Tag
from serve import ROOT, SITE, base_path

PAGES = sorted(path.name for path in SITE.glob("*.html"))
BASE = base_path()
LEADING = {"next", "prev", "search", "index", "author", "canonical"}  # what a page's head leads to and does not load
LEFTOVERS = ("widget-state+json", "widget-view+json", "thebe", "togglebutton", "mathjax", "polyfill", "fontawesome.js")


@cache
def read(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_text(encoding="utf-8"), "html.parser")


@cache
def places(name: str) -> set[str]:
    """What links can point to on a page."""
    return {element["id"] for element in read(name).select("[id]")}


def start(element: Tag) -> str:
    return str(element)[:150]


def headings(page: BeautifulSoup, name: str) -> Iterator[str]:
    """They go down by one level at a time, from one first."""
    titles = page.select("main article :is(h1, h2, h3, h4, h5, h6)") or page.select("main :is(h1, h2, h3, h4, h5, h6)")
    levels = [int(title.name[1]) for title in titles]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the levels of its headings are {levels}"
    for before, level in itertools.pairwise(levels):
        if level > before + 1:
            yield f"h{before} is followed by h{level}"


def tables(page: BeautifulSoup, name: str) -> Iterator[str]:
    """Each column has a header, and a header of a row says that it is one."""
    for table in page.select("main table"):
        columns = table.select("thead th") or table.select("tr:first-child th")
        width = max(len(row.find_all(["td", "th"])) for row in table.select("tr"))
        if len(columns) != width:
            yield f"{len(columns)} headers for {width} columns: {start(table)}"
        yield from (f"heads no row: {start(th)}" for th in table.select("tbody th") if th.get("scope") != "row")


def equations(page: BeautifulSoup, name: str) -> Iterator[str]:
    """A screen reader finds MathML with its LaTeX, and not the picture; no LaTeX is left as text."""
    for equation in page.select(".katex"):
        math = equation.select("math")
        latex = equation.select_one('math annotation[encoding="application/x-tex"]')
        shown = equation.select(".katex-html")
        if len(math) != 1 or not latex or not latex.get_text().strip() or "htmlClass" in latex.get_text():
            yield f"no single MathML with its LaTeX: {start(equation)}"
        elif not math[0].select_one("semantics > :not(annotation)"):
            yield f"the MathML is empty: {start(equation)}"
        if not shown or any(part.get("aria-hidden") != "true" for part in shown):
            yield f"the picture is not there, or read aloud: {start(equation)}"
    text = " ".join(
        text
        for text in page.select_one("main").find_all(string=True)
        if not text.find_parent(["math", "code", "pre", "script"])
    )
    yield from (f"left as LaTeX: {part}" for part in re.findall(r"\\(?:frac|Delta|mathrm|sqrt|rho)\b|\$\$", text))


def head(page: BeautifulSoup, name: str) -> Iterator[str]:
    """One language, a title, and a description that a search engine can show."""
    if {part["lang"] for part in page.select("[lang]")} != {"en"} or page.html.get("lang") != "en":
        yield "it is not in English alone"
    if not page.title.get_text().strip():
        yield "it has no title"
    description = page.select_one('meta[name="description"]')
    if not description or not 10 <= len(description["content"]) <= descriptions.LENGTH + 2:
        yield f"its description is {description and description['content']!r}"
    known = bool(yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["html_baseurl"])
    if bool(page.select('link[rel="canonical"]')) != known:
        yield "its address is told where none is known, or the other way around"


def alt_texts(page: BeautifulSoup, name: str) -> Iterator[str]:
    """Each image has words that say enough and are not a file's name; the logo has the book's name next to it."""
    for image in page.select("img"):
        alt = image.get("alt")
        if alt is None or ("logo__image" not in image.get("class", []) and (len(alt) < 15 or "_images/" in alt)):
            yield f"its alt text says too little: {start(image)}"


def links(page: BeautifulSoup, name: str) -> Iterator[str]:
    """Each leads to a file of the site and, on a page, to a place that is there."""
    for element in page.select("a[href], link[href], script[src], img[src]"):
        link = element.get("href", element.get("src"))
        parts = urlsplit(link)
        if parts.scheme in ("http", "https", "data"):
            continue
        # Shown at any address, the page for missing ones has its links absolute.
        path = parts.path.removeprefix(BASE) if name == "404.html" else parts.path
        target = SITE / unquote(path) if path else SITE / name
        if parts.scheme or not target.resolve().exists():
            yield f"a dead link: {link}"
        elif not parts.fragment or target.suffix != ".html" or target.parent.name == "figures":  # whose is a state
            continue
        elif unquote(parts.fragment) not in places(target.name):
            yield f"{target.name} has no such place: {link}"


def ids(page: BeautifulSoup, name: str) -> Iterator[str]:
    """Each place has its own name."""
    times = Counter(element["id"] for element in page.select("[id]"))
    yield from (f"{count} places are called {place}" for place, count in times.items() if count > 1)


def loads(page: BeautifulSoup, name: str) -> Iterator[str]:
    """It loads files of the site, and only those that it needs."""
    loading = page.select("script, img, source, iframe, video, audio, link")
    for element in loading:
        if LEADING & set(element.get("rel", [])):
            continue
        for address in (element.get(key, "") for key in ("src", "href", "srcset")):
            if re.match(r"(https?:)?//", address):
                yield f"from elsewhere: {address}"
    text = (SITE / name).read_text(encoding="utf-8")
    plain = text.lower().replace("sphinx-book-theme", "")
    yield from (f"a leftover: {word}" for word in LEFTOVERS if word in plain)
    scripts = [script["src"].split("?")[0] for script in page.select("script[src]")]
    if ("searchindex.js" in scripts) != (name == "search.html"):
        yield "the search's index is loaded where it is not needed, or not where it is"
    if ("explorables.js" in text) != ("data-explorable=" in text):
        yield "the explorables' script is loaded where it is not needed, or not where it is"
    if len(scripts) != len(set(scripts)):
        yield "it loads a script twice"


def painting(page: BeautifulSoup, name: str) -> Iterator[str]:
    """No script keeps it from being painted, but the one that brings the first explorable alive, right below that."""
    above, _, below = (
        (SITE / name).read_text(encoding="utf-8").partition("</head>")[2].partition('<template id="later">')
    )
    inside = [script for script in page.head.select("script") if script.get("type") != "application/ld+json"]
    if [script for script in inside if script.get("src")] or len(inside) != 1:
        yield f"the head has scripts: {[start(script) for script in inside]}"
    if page.head.select('script:not([type]), link[rel="stylesheet"]')[0].name != "script":
        yield "the script of the head waits for a style sheet"
    if name == "search.html":
        return
    awaited = re.findall(r'<script[^>]* src="([^"?]*)', above)
    if awaited != ["_static/explorables.js"] * ("data-explorable=" in above):
        yield f"the browser waits for {awaited}"
    if above.partition('<script src="_static/explorables.js')[0].count("data-explorable=") != len(awaited):
        yield "the explorables' script is not below the first of them"
    if re.match(r"<script[^>]* src=", below.partition("</template>")[2].lstrip()):
        yield "a script right after the template is awaited"


def policy(page: BeautifulSoup, name: str) -> Iterator[str]:
    """It lets run its own scripts and no others, and it comes first, but for the encoding and the size."""
    own = ["'self'"]
    tag = page.select_one('meta[http-equiv="Content-Security-Policy"]')
    if tag is None:
        yield "there is none"
        return
    rules = {rule: sources for rule, *sources in map(str.split, tag["content"].split(";"))}
    digests = (
        base64.b64encode(hashlib.sha256((script.string or "").encode()).digest()).decode()
        for script in page.select("script:not([src])")
    )
    wanted = {
        "default-src": own,
        "script-src": [*own, *dict.fromkeys(f"'sha256-{digest}'" for digest in digests)],
        "style-src": [*own, "'unsafe-inline'"],
        "img-src": [*own, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
    }
    yield from (f"{rule} is {rules.get(rule)}" for rule, sources in wanted.items() if rules.get(rule) != sources)
    if rules.keys() != RULES.keys():
        yield f"it has the rules {sorted(rules)}"
    if [element.name for element in tag.find_all_previous()] != ["meta", "meta", "head", "html"]:
        yield "it does not come first"
    for element in page.find_all(True):
        for key, value in element.attrs.items():
            if key.startswith("on") or str(value).lower().startswith("javascript:"):
                yield f"a script in an attribute: {start(element)}"


def whole_book(page: BeautifulSoup, name: str) -> Iterator[str]:
    """Where a page can be downloaded, the whole book can be."""
    offered = [f"adadelta-book.{kind}" for kind in launch.list_books(bool(os.environ.get("PDF")))]
    found = [Path(link["href"]).name for link in page.select('a[href*="adadelta-book."]')]
    if found != (offered if page.select(".btn-download-source-button") else []):
        yield f"offered are {found}"


def own_place(page: BeautifulSoup, name: str) -> Iterator[str]:
    """A page does not say in what folder it was built."""
    for text in page.find_all(string=lambda text: str(ROOT) in text):
        yield str(text)[:150]


CHECKS = (headings, tables, equations, head, alt_texts, links, ids, loads, painting, policy, whole_book, own_place)


@pytest.mark.parametrize("name", PAGES)
def test_page(name):
    page = read(name)
    found = [f"{check.__name__}: {line}" for check in CHECKS for line in check(page, name)]
    if found:
        pytest.fail("\n".join([f"{name}: {len(found)} found", *found]), pytrace=False)


def test_the_site_has_its_pages():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = {f"{page['file']}.html" for part in toc["parts"] for page in part["chapters"]}
    assert {"index.html", "search.html", "404.html", *listed} <= set(PAGES), "build the book anew: make book"
    known = bool(yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]["html_baseurl"])
    assert (SITE / "sitemap.xml").exists() == known


def test_style_sheets_load_only_files_of_the_site():
    for sheet in (SITE / "_static").rglob("*.css"):
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r"""(?:url\(|@import\s+)["']?([^"')]+)""", css):
            local = (sheet.parent / re.split("[?#]", address)[0]).resolve()
            assert address.startswith(("data:", "#")) or local.is_file(), f"{sheet.name}: {address}"
