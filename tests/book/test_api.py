"""The page on the package in a browser: every name has its place, equations are set, and examples copy as code."""

from __future__ import annotations

import re

import pytest
from booksite.equations import add_alignment
from playwright.sync_api import expect
from serve import SITE

import adadelta
from adadelta import exercises, mistakes, plots, widgets

HTML = (SITE / "api.html").read_text(encoding="utf-8") if (SITE / "api.html").exists() else ""
PATHS = [
    f"{module.__name__}.{name}" for module in (adadelta, plots, widgets, exercises, mistakes) for name in module.__all__
]


@pytest.mark.parametrize("path", PATHS)
def test_a_name_has_its_place_and_a_link_to_it(path):
    assert f'id="{path}"' in HTML, "build the book anew: make book"
    assert f'href="#{path}"' in HTML


def test_a_name_has_one_place():
    assert len(re.findall(r'id="adadelta\.fit"', HTML)) == 1
    assert 'id="adadelta.training.fit"' not in HTML


def test_lines_of_an_equation_are_aligned_once():
    assert add_alignment(r"a &= b \\ c &= d") == r"\begin{aligned}a &= b \\ c &= d\end{aligned}"
    assert add_alignment("a = b") == "a = b"
    whole = r"\begin{aligned} a &= b \\ c &= d \end{aligned}"
    assert add_alignment(whole) == whole


@pytest.mark.browser
def test_equations_and_examples_are_set_and_an_example_copies_as_code(visit):
    page = visit("api.html", permissions=("clipboard-read", "clipboard-write"))
    text = page.locator(".bd-article").evaluate(
        "article => { const copy = article.cloneNode(true);"
        " copy.querySelectorAll('.katex').forEach(e => e.remove()); return copy.textContent; }"
    )
    for raw in (r"\frac", r"\sqrt", r"\rho", ":math:", ".. math::", "&="):
        assert raw not in text
    entry = page.locator('dl.py:has(> dt[id="adadelta.Adadelta"]) > dd')
    assert entry.locator("div.math .katex-display").count() == 1
    colors = {
        hue: entry.locator(f"div.math .hue-{hue}").first.evaluate("e => getComputedStyle(e).color")
        for hue in ("gradient", "step")
    }
    assert colors["gradient"] != colors["step"]
    example = page.locator('dl.py:has(> dt[id="adadelta.Adadelta"]) > dd > div.doctest pre')
    assert example.first.text_content().startswith(">>> ")
    assert example.first.locator(".gp").first.text_content().strip() == ">>>"
    # Copying leaves the prompts and the output behind.
    example = page.locator('dl.py:has(> dt[id="adadelta.half_life"]) div.doctest').first
    example.scroll_into_view_if_needed()
    example.hover()
    example.locator("button.copybtn").click()
    expect(example.locator("button.copybtn.success")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()").strip() == "round(half_life(0.95), 1)"
