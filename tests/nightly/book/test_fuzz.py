"""Ten thousand random inputs to every explorable throw nothing and leave nothing behind in memory."""

import fuzzing
import pytest
from driving import KINDS, PAGE


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_random_inputs_throw_nothing_and_leave_nothing(visit, name):
    fuzzing.fuzz(visit(PAGE, permissions=("clipboard-read", "clipboard-write")), name, 10_000)
