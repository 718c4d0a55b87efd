"""Print the built book as one PDF: `python tools/pdf.py [file]`, by default beside its pages (`make pdf`).

The pages of the site are joined into a single one, in the order of the contents and with its folded parts open, and
Chromium prints it: figures and equations as vectors, links within the book to their places, an outline, page numbers.
What only a screen can do (move a figure, download a file) is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, sync_playwright
from serve import SITE, serve

ROOT = Path(__file__).parents[1]
TARGET = SITE / "adadelta-book.pdf"
NAME = "printed.html"
"""What the single page is called while it is printed; there is no such file."""

LEFT_OUT = ".headerlink, .figure-data, .only-dark, script, noscript, button, #jb-print-toc"
STYLE = """
@page { size: A4; margin: 18mm 17mm 20mm; }
body { max-width: none; padding: 0; }
article { break-before: page; }
figcaption { color: inherit !important; }
article table :is(td, th) { padding: 1pt 3pt !important; white-space: normal !important; font-size: 7.5pt; }
.book-title { margin: 60mm 0 6mm; font-size: 26pt; text-align: center; }
.book-author { text-align: center; }
pre, code { white-space: pre-wrap; overflow-wrap: anywhere; }
h1, h2, h3, summary { break-after: avoid; }
"""
FOOTER = """<div style="width: 100%; font: 8pt system-ui, sans-serif; text-align: center; color: #555">
<span class="pageNumber"></span></div>"""


def contents() -> list[tuple[str, list[str]]]:
    """Return the parts of the book and the names of their pages; the front page stands before them."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = [(part["caption"], [page["file"] for page in part["chapters"]]) for part in toc["parts"]]
    return [("", [toc["root"]]), *parts]


def place(page: str, fragment: str) -> str:
    """Return the id that a place of a page has on the single page."""
    return f"{page}--{fragment}" if fragment else page


def move_links(article: Tag, page: str, pages: set[str]) -> None:
    """Lead links within the book to their places on the single page; a link to any other file of the site is text."""
    for link in article.select("a[href]"):
        parts = urlsplit(str(link["href"]))
        name = parts.path.removesuffix(".html") or page
        if parts.scheme:
            continue
        if name in pages:
            link["href"] = f"#{place(name, parts.fragment)}"
        else:
            del link["href"]


def articles(site: Path = SITE) -> Iterator[tuple[str, str, Tag]]:
    """Yield the name, the title and the text of each page, made ready to stand among the others."""
    names = [name for _, part in contents() for name in part]
    for name in names:
        soup = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        article = soup.select_one("article.bd-article")
        assert article is not None, f"{name}.html has no article"
        for useless in article.select(LEFT_OUT):
            useless.decompose()
        for image in article.select("img[loading]"):
            del image["loading"]
        for folded in article.select("details"):
            folded["open"] = ""
        for explorable in article.select(".explorable"):
            explorable["data-still"] = ""  # with its numbers, and no room for what comes alive
        for attribute in ("id", "aria-labelledby", "aria-describedby", "for"):
            for element in article.select(f"[{attribute}]"):
                element[attribute] = place(name, str(element[attribute]))
        move_links(article, name, set(names))
        article["id"] = name
        heading = article.find("h1")
        assert heading is not None, f"{name}.html has no title"
        yield name, heading.get_text().strip(), article


def join(site: Path = SITE) -> str:
    """Return the single page: a title, the contents, and every page of the site."""
    about = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    page = BeautifulSoup((site / "explorables.html").read_text(encoding="utf-8"), "html.parser")
    styles = "".join(str(style) for style in page.select('head link[rel="stylesheet"], head style'))
    found = {name: (title, article) for name, title, article in articles(site)}
    lines = []
    for caption, names in contents():
        links = "".join(f'<li><a href="#{name}">{found[name][0]}</a></li>' for name in names)
        lines.append(f"<li>{caption}<ol>{links}</ol></li>" if caption else links)
    texts = "".join(str(article) for _, article in found.values())
    return f"""<!doctype html>
<html lang="en" data-theme="light" data-mode="light"><head><meta charset="utf-8"><title>{about["title"]}</title>
{styles}<style>{STYLE}</style></head><body>
<p class="book-title">{about["title"]}</p><p class="book-author">{about["author"]}</p>
<article class="bd-article" id="contents"><h1>Contents</h1><ol>{"".join(lines)}</ol></article>
{texts}</body></html>"""


def print_page(browser: Browser, address: str, body: str, target: Path) -> None:
    """Print a page that stands for a moment at the address of the site."""
    page = browser.new_page()
    page.route(f"**/{NAME}", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(f"{address}/{NAME}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.pdf(
        path=target,
        prefer_css_page_size=True,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        outline=True,
        tagged=True,
    )
    page.close()


def print_book(target: Path = TARGET, site: Path = SITE) -> None:
    """Write the PDF."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with serve(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        print_page(browser, address, join(site), target)
        browser.close()


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Print the built book as one PDF.")
    parser.add_argument("target", nargs="?", type=Path, default=TARGET)
    target = parser.parse_args().target
    print_book(target)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
