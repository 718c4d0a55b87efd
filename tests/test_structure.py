"""The diagram is true to the code: each box's line is there, in the order in which a run comes to it."""

import inspect
import re
import sys
from functools import reduce
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest

from adadelta import Adadelta, LinearRegression, fit, structure
from adadelta.structure import LOOPS, STEPS

SVG = "{http://www.w3.org/2000/svg}"
LISTINGS = list(dict.fromkeys(part.where for part in (*STEPS, *LOOPS)))


def function(where):
    module, *names = where.split(".")
    return reduce(getattr, names, import_module(f"adadelta.{module}"))


def place(part):
    """Return the file, and the number of the only line of the function, that holds the part's code; and its end."""
    lines, first = inspect.getsourcelines(function(part.where))
    [line] = [i for i, text in enumerate(lines) if part.code in text]
    return inspect.getsourcefile(function(part.where)), first + line, lines[line].index(part.code) + len(part.code)


@pytest.fixture(scope="module")
def drawing():
    return ElementTree.fromstring(re.sub(r"^<figure[^>]*>|</figure>$", "", structure.diagram().html))


@pytest.mark.parametrize("part", [*STEPS, *LOOPS], ids=lambda part: part.key)
def test_the_code_of_a_box_stands_once_in_the_function_it_names(part):
    file, _, _ = place(part)
    assert file.endswith(f"{part.where.split('.')[0]}.py")


def test_the_boxes_stand_in_the_order_in_which_a_run_comes_to_their_code():
    lines = {}
    for step in STEPS:
        file, number, end = place(step)
        lines.setdefault((file, number), []).append((end, step.key))
    codes = {function(where).__code__ for where in LISTINGS}
    codes |= {inner for code in codes for inner in code.co_consts if inspect.iscode(inner)}
    seen = []

    def trace(frame, event, _):
        if event == "line":
            here = (inspect.getsourcefile(frame.f_code), frame.f_lineno)
            # What is inside of a line's expression is computed before what the line as a whole does.
            seen.extend(key for _, key in sorted(lines.get(here, [])))
        return trace if frame.f_code in codes else None

    X = np.linspace(-1, 1, 6)[:, None]
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fit(LinearRegression(1, W=[[0.0]]), Adadelta(), X, 2 * X, epochs=2, batch_size=3, shuffle=False)
    finally:
        sys.settrace(before)
    assert list(dict.fromkeys(seen)) == [step.key for step in STEPS]
    counts = {step.key: seen.count(step.key) for step in STEPS}
    # Four batches, two parameters with a block each, two passes over the data; the three losses need predictions too.
    expected = {"settings": 1, "zeros": 1, "predict": 4 + 3, "gradient": 4, "hand": 4, "check": 4, "note": 2}
    assert counts == {step.key: expected.get(step.key, 8) for step in STEPS}


def test_a_frame_encloses_what_its_lines_repeat():
    keys = [step.key for step in STEPS]
    for loop in LOOPS:
        assert keys.index(loop.first) < keys.index(loop.last)
        inside = STEPS[keys.index(loop.first) : keys.index(loop.last) + 1]
        _, line, _ = place(loop)
        for step in inside:
            if step.where == loop.where:
                assert place(step)[1] > line
    lines = [next(line for line in structure.source(loop.where).splitlines() if loop.code in line) for loop in LOOPS]
    assert [line.strip().startswith("for ") for line in lines] == [loop.repeats for loop in LOOPS]


def test_what_is_kept_is_used_above_where_it_is_made():
    [kept] = [step for step in STEPS if step.kept]
    keys = [step.key for step in STEPS]
    assert (kept.key, kept.kept) == ("Edx2", "rms_dx")
    assert keys.index(kept.kept) < keys.index(kept.key)


def test_every_box_and_frame_is_a_link_with_a_name_in_the_order_of_the_boxes(drawing):
    links = drawing.findall(f".//{SVG}a")
    names = [" ".join("".join(link.itertext()).split()) for link in links]
    assert names == [loop.name for loop in LOOPS] + [
        f"{i} {step.name} {step.words}" for i, step in enumerate(STEPS, start=1)
    ]
    assert [link.get("href") for link in links] == [f"#line-{part.key}" for part in (*LOOPS, *STEPS)]


def test_links_lead_to_the_listings_and_back(drawing):
    html = "".join(structure.listing(where).html for where in LISTINGS)
    lines = re.findall(r'id="([^"]+)"', html)
    assert sorted(lines) == sorted(f"line-{part.key}" for part in (*STEPS, *LOOPS))
    boxes = {link.get("id") for link in drawing.findall(f".//{SVG}a")}
    back = re.findall(r'href="#([^"]+)"', html)
    assert set(back) <= boxes
    assert len(back) == len({place(part)[:2] for part in (*STEPS, *LOOPS)})
    assert {href[1:] for href in re.findall(r'href="([^"]+)"', structure.outline().html)} <= set(lines)


def test_the_drawing_has_a_title_a_description_and_no_script(drawing):
    named = {element.get("id"): element.text for element in drawing if element.get("id")}
    assert drawing.get("role") == "group"
    assert len(named[drawing.get("aria-labelledby")]) > 10
    description = named[drawing.get("aria-describedby")]
    assert all(step.name in description for step in STEPS)
    text = structure.diagram().html
    assert "<script" not in text
    assert not re.search(r"\son\w+=", text)


def test_boxes_do_not_overlap_and_lie_within_the_drawing_and_their_frames(drawing):
    _, _, width, height = map(float, drawing.get("viewBox").split())

    def rectangle(element):
        return [float(element.get(name)) for name in ("x", "y", "width", "height")]

    boxes = [rectangle(link.find(f"{SVG}rect")) for link in drawing.findall(f"{SVG}a")[len(LOOPS) :]]
    frames = [rectangle(rect) for rect in drawing.findall(f"{SVG}rect")]
    assert (len(boxes), len(frames)) == (len(STEPS), len(LOOPS))
    for x, y, w, h in (*boxes, *frames):
        assert x >= 0
        assert x + w <= width
        assert y >= 0
        assert y + h <= height
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            beside = a[0] >= b[0] + b[2] or b[0] >= a[0] + a[2]
            assert beside or a[1] >= b[1] + b[3]
    keys = [step.key for step in STEPS]
    for loop, (x, y, w, h) in zip(LOOPS, frames, strict=True):
        for i, (bx, by, bw, bh) in enumerate(boxes):
            inside = x < bx and bx + bw < x + w and y < by and by + bh < y + h
            assert inside == (keys.index(loop.first) <= i <= keys.index(loop.last))


def test_a_notebook_shows_the_html_and_keeps_the_text():
    shown = structure.diagram()
    assert shown._repr_html_() == shown.html
    assert repr(shown) == str(shown) == shown.text
    assert len(shown.text) > 100


def test_colors_come_from_the_palette():
    text = structure.diagram().html
    assert set(re.findall(r"var\(--([a-z]+)", text)) == {"paper", "ink", "muted", "gradient", "step"}
    assert not re.search(r'(?:fill|stroke)[:=]"?#', text)


def test_a_listing_shows_a_part_of_the_code_and_refuses_what_is_not_there():
    part = structure.listing("training.fit", first="for epoch in", last="note(epoch)")
    assert str(part).splitlines()[0] == "   │ for epoch in _with_bar(range(1, epochs + 1), progress):"
    assert str(part).splitlines()[-1] == "13 │     note(epoch)"
    for bad in ({"first": "nowhere"}, {"first": "note(epoch)", "last": "np.empty(epochs"}):
        with pytest.raises(ValueError, match=r"must be a piece of a line of training\.fit"):
            structure.listing("training.fit", **bad)
    assert '"""' not in structure.source("training.fit")
