"""Numbers in the text that move a figure, `[0.95](set:hidden-rate#rho=0.95)`, and those that follow it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from traitlets import TraitError

from adadelta import widgets
from adadelta.widgets._still import still

BOOK = Path(__file__).resolve().parents[2] / "book"
WIDGETS = {(widget := getattr(widgets, name)()).explorable: widget for name in widgets.__all__}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def read(path: Path) -> tuple[list[str], dict[str, str]]:
    """Return the Markdown of a page, and the state in which it shows each explorable first."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")], {}
    texts, states = [], {}
    for cell in nbformat.read(path, as_version=4).cells:
        texts += [cell.source] * (cell.cell_type == "markdown")
        for output in cell.get("outputs", []):
            texts.append(output.get("data", {}).get("text/markdown", ""))
            for mount in BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser").select(
                ".explorable"
            ):
                states.setdefault(mount["data-explorable"], mount["data-state"])
    return texts, states


def links(texts: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield scheme, explorable, what follows the #, and text of each link of these two kinds."""
    for token in (inline for text in texts for inline in MarkdownIt().parse(text)):
        for i, part in enumerate(token.children or []):
            address = urlsplit(str(part.attrGet("href") or ""))
            if address.scheme in ("set", "result"):
                yield address.scheme, address.path, address.fragment, token.children[i + 1].content


def faults(texts: list[str], states: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with each link."""
    for scheme, name, fragment, text in links(texts):
        link = f"[{text}]({scheme}:{name}#{fragment})"
        if name not in WIDGETS:
            yield f"{link}: there is no such explorable"
        elif scheme == "set":
            yield from (f"{link}: {fault}" for fault in refused(name, fragment, text))
        else:
            widget = WIDGETS[name]
            default = json.dumps({trait: getattr(widget, trait) for trait in widget.shared})
            said = still(name, states.get(name, default))["results"]
            if said.get(fragment) != text:
                yield f"{link}: the figure says {said.get(fragment, said)}"


def refused(name: str, fragment: str, text: str) -> Iterator[str]:
    """Yield why an explorable does not take settings, or why the text names another value."""
    settings = parse_qsl(fragment, strict_parsing=True)
    for key, value in settings:
        widget = type(WIDGETS[name])()
        if key not in widget.shared:
            yield f"it has no setting {key}"
            continue
        try:
            setattr(widget, key, widget.traits()[key].from_string(value))
        except (TraitError, ValueError) as error:
            yield str(error)
    shown = number(text)
    if len(settings) == 1 and shown is not None and shown != float(settings[0][1]):
        yield f"the text says {shown}"


def number(text: str) -> float | None:
    """Return the number that a text is, 10⁻⁶ as well; None if it is another."""
    plain = text.translate(RAISED)
    if plain != text and text.startswith("10"):
        plain = f"1e{plain.removeprefix('10')}"
    try:
        return float(plain)
    except ValueError:
        return None


@pytest.mark.parametrize("path", sorted(BOOK.glob("*.ipynb")) + sorted(BOOK.glob("*.md")), ids=lambda path: path.name)
def test_numbers_in_the_text_agree_with_their_figures(path):
    assert [*faults(*read(path))] == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("[0.95](set:hidden-rate#rho=0.95)", None),
        ("[10⁻⁴](set:hidden-rate#epsilon=1e-4)", None),
        ("[a bowl](set:hidden-rate#surface=bowl)", None),
        ("[both](set:hidden-rate#rho=0.9&epsilon=1e-4)", None),
        ("[0.9](set:hidden-rate#rho=0.95)", "the text says 0.9"),
        ("[10⁻⁵](set:hidden-rate#epsilon=1e-4)", "the text says 1e-05"),
        ("[2](set:hidden-rate#rho=2)", "2"),
        ("[high](set:hidden-rate#rho=high)", "high"),
        ("[0.9](set:hidden-rate#rate=0.9)", "no setting rate"),
        ("[0.9](set:hidden#rho=0.9)", "no such explorable"),
    ],
)
def test_a_wrong_link_is_found(link, fault):
    found = [*faults([f"Set {link} now."], {})]
    assert len(found) == bool(fault)
    assert not fault or fault in found[0]
