import ast
import importlib
import inspect
import itertools
import json
import pkgutil
import subprocess
import sys
import textwrap
import tomllib
from importlib import resources
from pathlib import Path

import pytest

import adadelta
from adadelta import optimizers, plots, widgets

MODULES = sorted(module.name for module in pkgutil.iter_modules(adadelta.__path__))
PUBLIC = [
    (f"{module.__name__}.{name}", getattr(module, name))
    for module in (adadelta, plots, widgets)
    for name in module.__all__
]


def run(script):
    """Run a script in a fresh interpreter."""
    return subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True)


def test_importing_the_package_needs_only_numpy():
    done = run("""
        import sys
        for name in ("matplotlib", "ipywidgets", "anywidget", "tqdm", "traitlets", "IPython"):
            sys.modules[name] = None  # importing it raises ImportError
        import adadelta
        X, y, W0 = adadelta.article_line()
        model = adadelta.LinearRegression(1, W=W0)
        adadelta.fit(model, adadelta.Adadelta(), X, y, epochs=3, progress=False)
        adadelta.penguins()
    """)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["", *[f".{name}" for name in MODULES if not name.startswith("_")]])
def test_all_lists_what_is_public_in_order(name):
    module = importlib.import_module(f"adadelta{name}")
    listed = module.__all__
    assert len(set(listed)) == len(listed)
    # Constants, then classes, then functions: as ruff sorts them.
    kinds = {n: (not n.isupper(), not n[0].isupper(), n) for n in listed}
    assert name == "" or listed == sorted(listed, key=kinds.get)
    here = {
        n
        for n, value in vars(module).items()
        if (inspect.isclass(value) or inspect.isfunction(value))
        and not n.startswith("_")
        and (value.__module__ == module.__name__ or name == "")
    }
    base_classes = {"Explorable", "Number", "Figure"}
    assert here - base_classes <= set(listed), "public, and not in __all__"
    assert all(hasattr(module, n) for n in listed)


@pytest.mark.parametrize(("name", "value"), PUBLIC, ids=[name for name, _ in PUBLIC])
def test_what_is_public_says_what_it_takes_raises_and_does(name, value):
    text = inspect.getdoc(value)
    assert text, f"{name} has no docstring"
    if inspect.isclass(value) and hasattr(value, "__dataclass_fields__"):
        assert "Attributes\n----" in text, f"{name} does not name its attributes"
        return
    assert "Examples\n----" in text, f"{name} has no example"
    function = value.__init__ if inspect.isclass(value) else value
    if not inspect.isfunction(function):
        return  # a class without anything to give it
    parameters = [n for n in inspect.signature(function).parameters if n not in ("self", "args", "kwargs")]
    if parameters:
        assert "Parameters\n----" in text, f"{name} does not name its parameters"
        section = text.split("Parameters\n----")[1].split("\n\n----")[0]
        for parameter in parameters:
            assert parameter in section, f"{name} does not tell of {parameter}"
    source = inspect.getsource(function)
    if "raise " in source or "_checks." in source:
        assert "Raises\n----" in text, f"{name} raises errors and does not tell of them"


ROOT = Path(adadelta.__file__).parent
SOURCES = [path for path in sorted(ROOT.parent.rglob("*.py")) if path != ROOT / "__init__.py"]
NAMED = {"_replace", "_fields", "_repr_mimebundle_"}  # by Python and by Jupyter


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT.parent).as_posix())
def test_a_module_uses_neither_the_root_nor_anothers_private_names_nor_files_outside(path):
    modules = {p.stem for p in ROOT.parent.rglob("*")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = {name.name for name in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
        assert "adadelta" not in names
        rooms = {name.partition(".")[0] for name in {*names, getattr(node, "module", None) or ""}}
        assert "adadelta_studies" in path.parts or "adadelta_studies" not in rooms
        if isinstance(node, ast.ImportFrom):
            assert node.module != "adadelta" or names <= modules, "from the root only modules"
            assert not {name for name in names - modules if name.startswith("_")}
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            own = ast.unparse(node.value) in ("self", "cls") or node.attr.endswith("__")
            assert own or node.attr in NAMED, ast.unparse(node)
        if isinstance(node, ast.Attribute):
            assert not ast.unparse(node).startswith(("Path(__file__).parents", "Path(__file__).parent.parent"))


def test_the_package_ships_what_it_needs():
    package = resources.files("adadelta")
    for path in (
        "py.typed",
        "data/penguins.csv",
        "data/digits.npz",
        "data/claims.json",
        "data/step_seconds.json",
        "data/stamp.json",
        "data/libraries.json",
        "data/LICENSE",
        "static/palette.json",
        "static/traits.json",
        *(f"static/explorables.{kind}" for kind in ("mjs", "js", "css")),
        *(f"static/stills/{getattr(widgets, name)().explorable}.json" for name in widgets.__all__),
    ):
        assert (package / path).is_file(), f"src/adadelta/{path} is missing"
    settings = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [
        "src/adadelta",
        "src/adadelta_studies",
    ]
    assert settings["project"]["version"] == adadelta.__version__


# The palette: contrast as WCAG 2 defines it

PALETTE = json.loads((resources.files("adadelta") / "static" / "palette.json").read_text(encoding="utf-8"))


def luminance(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_defined():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colors_can_be_told_from_the_paper(theme):
    colors = PALETTE[theme]
    assert set(colors) == set(PALETTE["light"]), "both themes name the same colors"
    least = dict.fromkeys(("ink", "muted", "gradient", "step"), 4.5)
    shades = {name: colors[name] for name in least}
    for method, style in PALETTE["methods"].items():
        shades[method] = colors.get(style["color"], style["color"])
    for name, shade in shades.items():
        ratio = contrast(shade, colors["paper"])
        assert ratio >= least.get(name, 3.0), f"{name} {shade} has a contrast of {ratio:.2f} on {theme} paper"


def test_every_method_is_in_the_list_and_has_its_look():
    named = [method.__name__ for method in adadelta.METHODS]
    assert sorted(named) == sorted(set(optimizers.__all__) - {"Optimizer"}), "METHODS in src/adadelta/optimizers.py"
    assert list(PALETTE["methods"]) == named, "src/adadelta/static/palette.json"


def test_methods_differ_without_color():
    for (one, a), (other, b) in itertools.combinations(PALETTE["methods"].items(), 2):
        same_look = (a["dash"], a["marker"]) == (b["dash"], b["marker"])
        assert not same_look or {one, other} == {"SGD", "Adadelta"}, f"{one} and {other} differ in color only"
