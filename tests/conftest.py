"""What all tests share: the same examples on every run, figures that need no screen, small data, numbers in a text."""

import base64
import hashlib
import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from hypothesis import settings
from shown import plain

from adadelta_studies import mnist

matplotlib.use("Agg")
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=25, database=None)
settings.register_profile("nightly", settings.get_profile("quick"), max_examples=60)
settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked nightly, unless `--hypothesis-profile=nightly` asks for it."""
    if config.getoption("--hypothesis-profile") != "nightly":
        left_out = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session")
def numbers_in() -> Callable[[str], set[float]]:
    """Return what finds the numbers of a text, less their signs, whichever way they are written: 10⁻⁶, 1e-06, −2.50."""
    number = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]*\d)")

    def find(text: str) -> set[float]:
        return {abs(float(found)) for found in number.findall(plain(text).replace("- ", "-"))}

    return find


@pytest.fixture
def idx_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with four files in the format of MNIST, images of 2 by 3 pixels, which then count as the true."""
    rng, folder, sums = np.random.default_rng(0), tmp_path / "idx", {}
    folder.mkdir()
    for name in mnist._MNIST:
        shape = (5 if name.startswith("train") else 4, *((2, 3) if "images" in name else ()))
        values = rng.integers(10, size=shape, dtype=np.uint8)
        content = bytes([0, 0, 8, len(shape)]) + np.array(shape, ">u4").tobytes() + values.tobytes()
        (folder / name).write_bytes(content)
        sums[name] = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(mnist, "_MNIST", sums)
    return folder


@pytest.fixture(scope="session")
def drawn() -> Callable[..., tuple[ET.Element, set[str]]]:
    """Return what gives the drawing that a notebook stores of an explorable, as XML, and the words in it."""

    def read(explorable):
        markup = explorable._repr_mimebundle_()[0]["text/html"]
        assert 'alt="' in markup, "there is no Node"
        assert len(html.unescape(re.search(r' alt="([^"]*)"', markup)[1])) >= 40
        root = ET.fromstring(base64.b64decode(re.search(r'svg\+xml;base64,([^"]+)"', markup)[1]))
        return root, {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}

    return read
