"""The table of the article's parts: nothing left out, nothing that leads nowhere."""

import csv
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
ROWS = list(csv.DictReader((BOOK / "coverage.csv").read_text(encoding="utf-8").splitlines()))
ERRORS = {f"E{i}" for i in range(1, 14)}
CLAIMS = {f"C{i}" for i in range(1, 20)}
# How many there are of each in the article, counted in it.
PARTS = {"formula": 3, "code": 25, "cell": 32, "step": 6, "symbol": 6, "figure": 1}
METHODS = ["Adagrad", "Adadelta", "RMSprop", "Adam"]
FEATURES = [
    "basic idea",
    "learning rate",
    "momentum",
    "Adagrad's decay",
    "hyperparameters",
    "cost",
    "advantages",
    "disadvantages",
]


@cache
def headings(page):
    """Return the headings of a page in words that a heading's id is made of."""
    if (path := BOOK / f"{page}.ipynb").exists():
        text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown")
    else:
        text = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    return {simplify(title) for title in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)}


def simplify(words):
    """Return the letters a to z and the digits, without those that a heading begins with: what its id is made of."""
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", words).lower()).lstrip("0123456789")


def test_each_section_of_the_table_stands_on_the_page_once_and_in_order():
    shown = re.findall(r"^```\{coverage\} (.*)$", (BOOK / "coverage.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert shown == list(dict.fromkeys(row["section"] for row in ROWS))


def test_no_part_is_told_twice():
    told = Counter((row["section"], row["kind"], row["item"]) for row in ROWS)
    assert [part for part, count in told.items() if count > 1] == []


@pytest.mark.parametrize("kind", PARTS)
def test_there_are_as_many_as_in_the_article(kind):
    assert sum(row["kind"] == kind for row in ROWS) == PARTS[kind]


def test_each_cell_of_the_articles_table_has_its_row():
    cells = [row["item"] for row in ROWS if row["kind"] == "cell"]
    assert cells == [f"{feature}: {name}" for feature in FEATURES for name in METHODS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['section']}: {row['item']}")
def test_a_part_is_somewhere_in_the_book(row):
    assert row["where"]
    for place in row["where"].split():
        page, _, heading = place.partition("#")
        found = headings(page)
        assert not heading or simplify(heading) in found, f"{page} has no heading {heading}"


def test_what_is_wrong_in_the_article_is_put_right_and_said():
    assert {row["error"] for row in ROWS} - {""} == ERRORS
    assert [row["item"] for row in ROWS if row["error"] and not row["verdict"]] == []  # a wrong reason has no number


def test_each_claim_is_linked_but_the_papers_own():
    linked = {match.upper() for row in ROWS for match in re.findall(r"claims#(c\d+)-", row["where"])}
    assert linked == CLAIMS - {"C18"}, "C18 is the paper's claim; the article does not make it"
