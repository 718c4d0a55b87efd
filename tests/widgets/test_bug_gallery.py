import base64
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import traitlets

from adadelta import Adadelta, descend, mistakes, surfaces
from adadelta.widgets import BugGallery

BUGS = {
    "ahead": mistakes.NumeratorAhead,
    "order": mistakes.StaleDenominator,
    "epsilon": mistakes.EpsilonOutside,
    "rate": mistakes.RateInside,
    "bracket": mistakes.SlippedBracket,
}
GROUNDS = {
    "bowl": surfaces.noisy_bowl(noise=0),
    "ravine": surfaces.ravine(),
    "rosenbrock": surfaces.rosenbrock(),
    "himmelblau": surfaces.himmelblau(),
}


def value(cell):
    return math.inf if cell == "∞" else float(cell.replace("−", "-"))


@pytest.mark.parametrize(
    ("trait", "bad"),
    [
        ("bug", ["none", "typo", None]),
        ("surface", ["saddle", 3]),
        ("steps", [0, 301, 1.5, "1"]),
        ("rho", [-0.1, 1.0, math.nan, "0.9"]),
        ("epsilon", [0.0, 9e-9, 1.1, math.nan]),
        ("learning_rate", [0.0, 0.009, 2.1, math.inf]),
    ],
)
def test_what_is_out_of_bounds_is_refused_and_changes_nothing(trait, bad):
    gallery = BugGallery()
    before = {name: getattr(gallery, name) for name in gallery.shared}
    for given in bad:
        with pytest.raises(traitlets.TraitError, match=trait):
            setattr(gallery, trait, given)
        with pytest.raises(traitlets.TraitError, match=trait):
            BugGallery(**{trait: given})
    assert {name: getattr(gallery, name) for name in gallery.shared} == before


def test_every_mistake_of_the_package_hangs_in_the_gallery():
    assert {rule.__name__ for rule in BUGS.values()} == set(mistakes.__all__)
    assert set(BugGallery.bug.values) == set(BUGS)
    assert set(BugGallery.surface.values) == set(GROUNDS)


@pytest.mark.parametrize("bug", BUGS)
@pytest.mark.parametrize("surface", GROUNDS)
def test_the_numbers_are_those_of_two_descents(bug, surface):
    settings = {"rho": 0.9, "epsilon": 1e-4, "learning_rate": 0.5}
    rows = BugGallery(bug, surface, 40, **settings).table().rows
    assert [row[0] for row in rows] == ["1", "2", "5", "10", "20", "40"]
    for column, method in ((1, BUGS[bug]), (2, Adadelta)):
        path = descend(GROUNDS[surface], method(**settings), 40, stop=True)
        for t, row in zip((1, 2, 5, 10, 20, 40), rows, strict=True):
            if t < len(path.points):
                length = math.dist(path.points[t], path.points[t - 1])
                assert value(row[column]) == pytest.approx(length, rel=1e-4)
                assert value(row[column + 3]) == pytest.approx(path.values[t], rel=1e-4)
            else:
                assert row[column] == row[column + 3] == "–"
    for _, wrong, right, times, *_ in rows:
        if wrong != "–" and value(wrong) < math.inf:
            assert value(times) == pytest.approx(value(wrong) / value(right), rel=1e-3)


def test_the_loss_falls_and_the_first_steps_give_the_mistake_away():
    """What the page teaches: the loss hides them, the first two steps tell them apart."""
    for bug in ("ahead", "epsilon", "bracket"):
        sentence = BugGallery(bug).sentence()
        first, last = (float(n) for n in re.search(r"goes from ([\d.]+) to ([\d.]+) in 100 steps", sentence).groups())
        assert last < first
        assert "the steps first differ by more than 1% at step 1, " in sentence
    assert "at step 2, which is 0.7906 times as long" in BugGallery("rate", learning_rate=0.5).sentence()


def test_a_slipped_bracket_gets_lower_than_the_right_rule():
    row = BugGallery("bracket").table().rows[-1]
    assert value(row[4]) < value(row[5]) / 4


def test_a_rate_inside_is_the_right_rule_at_1():
    gallery = BugGallery("rate")
    assert gallery.sentence().endswith("no step differs by more than 1%, and no loss by more than 10%.")
    assert all(row[1] == row[2] and row[4] == row[5] for row in gallery.table().rows)


def test_where_the_losses_part_is_the_first_such_step():
    gallery = BugGallery("epsilon")
    k = int(re.search(r"the losses by more than 10% after step (\d+)", gallery.sentence())[1])
    wrong, right = (descend(surfaces.ravine(), method(), 100).values for method in (mistakes.EpsilonOutside, Adadelta))
    apart = np.abs(wrong - right) > 0.1 * right
    assert apart[k]
    assert not apart[:k].any()


def test_numbers_that_overflow_end_there_and_it_is_said():
    gallery = BugGallery("order", steps=100)
    assert "in 77 steps, the last before a square overflows, and by the right rule to 24.06;" in gallery.sentence()
    assert gallery.table().rows[-1][1:5:3] == ["–", "–"]
    assert gallery.table().rows[-1][5] == "24.064"


@pytest.mark.parametrize("surface", GROUNDS)
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.999])
def test_the_right_rule_overflows_nothing(surface, rho):
    for epsilon in (1e-8, 1.0):
        last = BugGallery("rate", surface, 300, rho, epsilon, learning_rate=2.0).table().rows[-1][5]
        assert math.isfinite(value(last))


@pytest.mark.parametrize(
    ("state", "said"),
    [({"bug": "bracket"}, ["wrong", "right"] * 2), ({"bug": "order", "surface": "bowl"}, ["wrong: 0", "right"] * 2)],
)
def test_only_what_is_zero_is_called_zero(state, said):
    markup = BugGallery(**state)._repr_mimebundle_()[0]["text/html"]
    drawing = ET.fromstring(base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", markup)[1]))
    words = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert sorted(w for w in words if w.startswith(("wrong", "right"))) == sorted(said)
