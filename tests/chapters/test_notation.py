"""Every symbol of the chapters is in the notation, and what the notation names in the code is there."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml

BOOK = Path(__file__).resolve().parents[2] / "book"
TOC = yaml.safe_load((BOOK.parent / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [TOC["root"], *(page["file"] for part in TOC["parts"] for page in part["chapters"])]
NOTEBOOKS = [path for page in PAGES if (path := BOOK / f"{page}.ipynb").exists()]
NOTATION = (BOOK / "notation.md").read_text(encoding="utf-8")

# What arranges an equation, and says nothing by itself.
LAYOUT = re.compile(
    r"\\(?:begin|end|[dt]?frac|sqrt|[bB]ig[lr]?|q?quad|cdot|dots|textstyle|le|ge|pm|in|top|left|right)(?![A-Za-z])"
)


def equations(text):
    """Return all equations of a Markdown text."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [a or b for a, b in re.findall(r"\$\$(.*?)\$\$|\$([^$\n]+)\$", text, flags=re.DOTALL)]


def symbols(equation):
    """Return the letters and the commands that stand for something, without their indices."""
    words = r"\\(?:text|mathrm|htmlClass)\{[^{}]*\}|\\(?:begin|end)\{\w*\}(?:\{\w*\})?|\[[\d.]*ex\]"
    equation = re.sub(words, " ", equation)
    equation = re.sub(r"_\{[^{}]*\}|_\\?\w|\^\{[^{}]*\}", " ", equation)
    equation = LAYOUT.sub(" ", equation)
    return set(re.findall(r"\\[A-Za-z]+|[A-Za-z]", equation))


LISTED = {symbol for equation in equations(NOTATION) for symbol in symbols(equation)}


def test_symbols_are_found():
    assert symbols(r"\Delta x_t = -\frac{\mathrm{RMS}[\Delta x]_{t-1}}{\sqrt{E[g^2]_t + \epsilon}}\; g_t") == {
        r"\Delta",
        "x",
        "E",
        "g",
        r"\epsilon",
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_symbol_is_in_the_notation(path):
    cells = nbformat.read(path, as_version=4).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    texts += [output.get("data", {}).get("text/markdown", "") for cell in cells for output in cell.get("outputs", [])]
    used = {symbol: equation for text in texts for equation in equations(text) for symbol in symbols(equation)}
    assert {symbol: equation for symbol, equation in used.items() if symbol not in LISTED} == {}
