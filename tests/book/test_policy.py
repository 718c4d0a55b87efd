"""The policy of each page: what belongs to the book works under it, at any address, and nothing else runs or loads."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

import pytest
from booksite.policy import write_policy
from playwright.sync_api import expect

OWN = ["'self'"]


class Head(HTMLParser):
    """The policy of a page, the tags before it, its inline scripts, and the attributes that would be scripts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.policy: dict[str, list[str]] = {}
        self.before: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = {name: sources for name, *sources in map(str.split, values["content"].split(";"))}
        elif not self.policy:
            self.before.append(tag)
        self.handlers += [f"{tag} {name}" for name in values if name.startswith("on")]
        self.handlers += [f"{tag} {value}" for value in values.values() if value.lower().startswith("javascript:")]
        self.inside = tag == "script" and "src" not in values
        if self.inside:
            self.scripts.append("")

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self.inside = False


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_the_policy_of_a_page_is_made_of_its_scripts():
    scripts = '<script src="a.js"></script><script>run("ρ");\n</script><script type="module">run()</script>'
    own, *hashes = write_policy(scripts).split("; ")[1].removeprefix("script-src ").split()
    assert [own, *hashes] == [*OWN, digest('run("ρ");\n'), digest("run()")]
    assert write_policy("").split("; ")[1] == "script-src 'self'"


REFUSED = {
    *("script-src", "script-src-attr", "script-src-elem", "EvalError"),
    *("connect-src", "form-action", "frame-src", "img-src", "object-src", "style-src-elem"),
}
# What could come into a page by a mistake in it; each of these would set `window.ran`, or leave the site.
# It waits until all is refused that should be, which a busy machine may do late, and then for what should not be.
INJECT = """async (expected) => {
  window.refused = [];
  addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  const add = (tag, attributes) => document.body.append(Object.assign(document.createElement(tag), attributes));
  const run = "window.ran = true";
  add("script", { textContent: run });
  add("script", { src: `data:text/javascript,${run}` });
  add("script", { src: URL.createObjectURL(new Blob([run])) });
  add("script", { src: "https://example.org/script.js" });
  add("div", { innerHTML: `<img src="data:," onerror="${run}">` });
  add("iframe", { srcdoc: `<script>parent.ran = true</script>` });
  add("iframe", { src: "https://example.org/" });
  add("img", { src: "https://example.org/pixel.gif" });
  add("link", { rel: "stylesheet", href: "https://example.org/style.css" });
  add("object", { data: "figure.svg" });
  add("a", { href: `javascript:${run}` });
  document.body.lastChild.click();
  add("form", { action: "https://example.org/", method: "post" });
  document.body.lastChild.submit();
  setTimeout(() => { try { eval(run); } catch (error) { refused.push(error.name); } });
  await fetch("https://example.org/").catch(() => {});
  const pause = () => new Promise((done) => setTimeout(done, 300));
  for (let i = 0; i < 60 && !expected.every((name) => refused.includes(name)); i += 1) await pause();
  await pause();
  return refused;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("unpacked", [False, True], ids=["served", "folder"])
def test_what_is_injected_neither_runs_nor_loads(visit, troubles, address, folder, unpacked):
    page = visit("ema.html", home=folder if unpacked else address)
    refused = page.evaluate(INJECT, [*REFUSED])
    assert page.evaluate("window.ran") is None
    assert {*refused} == REFUSED
    refusals = ("Content Security Policy", "failed:", "left the site: https://example.org/")  # asked for, and not sent
    assert [trouble for trouble in troubles if not any(refusal in trouble for refusal in refusals)] == []
    troubles.clear()  # each refusal is an error on the console


@pytest.mark.browser
def test_the_buttons_that_print_and_fill_the_screen_work(visit):
    page = visit("ema.html")
    page.evaluate("() => { window.printed = 0; window.print = () => { printed += 1; }; }")
    page.locator(".dropdown-download-buttons > button").click()
    page.locator(".btn-download-pdf-button").click()
    assert page.evaluate("window.printed") == 1
    for full in (True, False):
        page.locator(".btn-fullscreen-button").click()
        expect(page.locator(":fullscreen")).to_have_count(int(full))


@pytest.mark.browser
def test_what_a_search_marked_can_be_unmarked(visit, address):
    page = visit("ema.html?highlight=average")
    expect(page.locator("span.highlighted").first).to_be_attached()
    page.get_by_role("link", name="Hide Search Matches").click()
    expect(page.locator("span.highlighted")).to_have_count(0)
    assert page.url.partition("?")[0] == f"{address}/ema.html"


@pytest.mark.browser
@pytest.mark.parametrize("where", ["root", "below", "folder"])
def test_fonts_icons_and_figures_show_wherever_the_site_is(visit, address, below, folder, where):
    """At the root of a host, below it, and from a folder."""
    page = visit("update_rule.html", home={"root": address, "below": below, "folder": folder}[where])
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert {"KaTeX_Main", "KaTeX_Math", "Font Awesome 6 Free"} <= {name.strip("\"'") for name in loaded}
    expect(page.locator(".explorable-live .panels svg").first).to_be_visible()
