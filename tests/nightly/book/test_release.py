"""What a release offers beside the site: the book as one page to print, and as a zip that is the same each time."""

from __future__ import annotations

import re
import zipfile
from collections import Counter

import offline
import pdf
import pytest
import release
import twice
from bs4 import BeautifulSoup
from serve import SITE


@pytest.fixture(scope="module")
def articles():
    return {name: article for name, _, article in pdf.articles()}


def test_every_page_of_the_site_is_printed(articles):
    names = {name for _, part in pdf.contents() for name in part}
    assert set(articles) == names
    written = {path.stem for path in SITE.glob("*.html")} - {"search", "404"}
    assert written == names


def test_every_link_of_the_printed_book_leads_somewhere(articles):
    ids = Counter([*articles, *(element["id"] for page in articles.values() for element in page.select("[id]"))])
    assert [name for name, times in ids.items() if times > 1] == []
    links = {link["href"] for page in articles.values() for link in page.select("a[href]")}
    assert {link for link in links if not re.match("#|https?:|mailto:", link)} == set()
    assert {link for link in links if link.startswith("#") and link[1:] not in ids} == set()
    assert len([link for link in links if link.startswith("#")]) > 400


def test_nothing_on_the_printed_page_waits_for_a_script_or_is_folded(articles):
    for name, page in articles.items():
        assert not page.select("script, noscript, button, img[loading], details:not([open])"), name
    assert sum(len(page.select(".explorable[data-still] table")) for page in articles.values()) >= 20


def test_the_contents_lead_to_every_page_in_order(articles, monkeypatch):
    monkeypatch.setattr(pdf, "articles", lambda site: ((name, f"On {name}", page) for name, page in articles.items()))
    contents = pdf.join().split("</article>")[0]
    names = [name for _, part in pdf.contents() for name in part]
    assert re.findall(r'<a href="#([\w-]+)">On ([\w-]+)</a>', contents) == [(name, name) for name in names]


@pytest.mark.browser
def test_a_page_is_printed_with_links_and_an_outline(browser, address, tmp_path):
    second = '<h2 id="b" style="break-before: page">B</h2>'
    body = f'<!doctype html><html lang="en"><title>T</title><h1>A</h1><a href="#b">to B</a>{second}</html>'
    pdf.print_page(browser, address, body, tmp_path / "book.pdf")
    printed = (tmp_path / "book.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    assert len(re.findall(rb"/Subtype\s*/Link\b", printed)) == 1
    assert re.search(rb"/Type\s*/Outlines\b", printed)


def test_links_go_to_the_single_page_and_files_become_text():
    article = BeautifulSoup(
        '<article><a href="#here">1</a><a href="rms.html">2</a><a href="rms.html#mean">3</a>'
        '<a href="_images/figure.csv">4</a><a href="https://example.org/">5</a></article>',
        "html.parser",
    ).article
    pdf.move_links(article, "ema", {"ema", "rms"})
    assert [link.get("href") for link in article.select("a")] == [
        "#ema--here",
        "#rms",
        "#rms--mean",
        None,
        "https://example.org/",
    ]


def test_the_zip_is_the_same_whenever_and_wherever_it_is_made(tmp_path):
    for place in ("one", "two"):
        site = tmp_path / place / "html"
        (site / "lite").mkdir(parents=True)
        for name in ["b.html", "a.html"] if place == "one" else ["a.html", "b.html"]:
            (site / name).write_text(name, encoding="utf-8")
        (site / "lite" / "index.html").write_text("needs a server", encoding="utf-8")
        (site / "book.pdf").write_text("is the whole book", encoding="utf-8")
        for _ in range(2):  # the second time it is there already, and does not go into itself
            offline.pack_site(site / "book.zip", 1_700_000_000, site)
    first, second = ((tmp_path / place / "html" / "book.zip").read_bytes() for place in ("one", "two"))
    assert first == second
    with zipfile.ZipFile(tmp_path / "one" / "html" / "book.zip") as archive:
        assert archive.namelist() == ["book/a.html", "book/b.html"]
        assert archive.getinfo("book/a.html").date_time == (2023, 11, 14, 22, 13, 20)


def test_the_sums_are_those_of_the_files(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "SHA256SUMS").write_text("old")
    assert release.sums(tmp_path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"


def test_two_builds_differ_where_a_file_is_another_or_is_missing():
    assert twice.differences({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "0", "d": "4"}) == ["b", "c", "d"]
    assert twice.differences({"a": "1"}, {"a": "1"}) == []
