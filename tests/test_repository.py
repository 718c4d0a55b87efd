"""The rules that the files of the repository keep: pins, locks, addresses, the Makefile's help."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
SUPPORTED_PYTHONS = ("3.11", "3.12", "3.13")

# In pieces, so this file keeps the rules it checks.
REGISTRIES = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "pypi.python" + ".org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb.debian" + ".org",
    "ana" + "conda.org",
    "crates" + ".io",
]
HOMES = ["work", "root", "home", "Users"]
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES), re.IGNORECASE)
# A path that starts at the root of a machine: no word, dot or slash before it, as there is in an address.
MACHINE_PATH = re.compile(r"(?<![\w.:/~$}\-])/(?:" + "|".join(HOMES) + r")/\w|\b[A-Za-z]:\\Users\\", re.ASCII)

PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\s+#\s*v\d+(\.\d+)*")
EXCUSED = re.compile(r"#.*\bnot pinned\b.*\bbecause\b\s+\S+")


def text_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    for name in sorted(set(listed.split("\0")) - {""}):
        path = ROOT / name
        if not path.is_file():  # tracked, and deleted since
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            yield name, text


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def uses() -> list[tuple[str, str, str]]:
    """Return where, what and the line before, for each `uses:` of the workflows."""
    found = []
    for path in WORKFLOWS:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if match := re.match(r"\s*(?:-\s+)?uses:\s*(.*)", line):
                found.append((f"{path.name}:{number}", match[1].strip(), lines[number - 2].strip()))
    return found


def locked() -> list[tuple[Requirement, str]]:
    """Return each requirement of the lock, with all that is written after it."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        requirement, _, rest = line.partition(" --")
        found.append((Requirement(requirement), rest and "--" + rest))
    return found


def make(*arguments: str) -> str:
    """Run make as someone at a terminal would, whatever make the tests themselves run under."""
    program = shutil.which("make")
    assert program, "the tests need make"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    run = subprocess.run(
        [program, *arguments], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def phony_targets() -> list[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    return " ".join(re.findall(r"^\.PHONY\s*:(.*)$", text, flags=re.MULTILINE)).split()


# --- workflows ---


def test_each_action_is_pinned_by_its_commit() -> None:
    actions = [(where, what, before) for where, what, before in uses() if not what.startswith("./")]
    assert actions, "no action found: the pattern of this test is out of date"
    loose = [
        f"{where}: {what}"
        for where, what, before in actions
        if not PINNED.fullmatch(what) and not EXCUSED.search(what) and not EXCUSED.match(before)
    ]
    assert not loose, "neither a commit with its version nor `# not pinned, because …`"


def test_every_use_of_an_action_is_of_one_version() -> None:
    versions: dict[str, set[str]] = {}
    for _, what, _ in uses():
        action, _, version = what.partition("@")
        versions.setdefault(action, set()).add(version)
    assert {action: found for action, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_asks_for_little_and_calls_what_there_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow: dict[str, Any] = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job.get("timeout-minutes"), f"{name} may run for hours"
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, f"{name} leaves its token on the disk"
    # Every `uses:` that YAML sees is one that the tests above see.
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    seen = [what.split()[0] for where, what, _ in uses() if where.startswith(f"{path.name}:")]
    assert [step["uses"] for step in steps if "uses" in step] == seen

    called = re.findall(r"\bmake\s+([\w-]+)", "\n".join(step.get("run", "") for step in steps))
    assert set(called) <= set(phony_targets())


def test_the_supported_pythons_are_the_tested_ones() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["package"]["strategy"]["matrix"]
    assert tuple(matrix["python"]) == SUPPORTED_PYTHONS
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={SUPPORTED_PYTHONS[0]}"


def test_ci_is_make_test() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^\s*(?:exec\s+)?make\b.*$", script, flags=re.MULTILINE) == ["exec make test"]
    if os.name == "posix":
        assert os.access(ROOT / ".ci" / "run", os.X_OK)


# --- addresses ---


def test_the_files_of_the_repository_are_found() -> None:
    names = [name for name, _ in text_files()]
    assert {"pyproject.toml", "requirements.txt", "tests/test_repository.py"} <= set(names)
    assert not [name for name in names if name.startswith((".venv/", "_build/", "js/node_modules/"))]


def test_no_file_names_a_package_registry() -> None:
    assert lines_that_match(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_that_match(MACHINE_PATH) == []


# --- locks ---


@pytest.mark.parametrize("folder", ["js", "measure/audit"])
def test_the_javascript_lock_has_hashes_and_no_addresses(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name and not package.get("link")}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


@pytest.mark.parametrize("folder", ["js", "measure/audit"])
def test_the_javascript_lock_is_of_the_package_file(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    root = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert root.get(kind, {}) == package.get(kind, {})


def test_each_locked_package_has_one_version_and_hashes() -> None:
    requirements = locked()
    assert requirements
    for requirement, rest in requirements:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert re.fullmatch(r"(--hash=sha256:[0-9a-f]{64}\s*)+", rest), requirement


@pytest.mark.parametrize("python", SUPPORTED_PYTHONS)
@pytest.mark.parametrize(
    ("platform", "system"),
    [("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows")],
    ids=lambda value: value,
)
def test_the_lock_satisfies_the_project(python: str, platform: str, system: str) -> None:
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": system,
        "os_name": "nt" if platform == "win32" else "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }

    def applies(requirement: Requirement) -> bool:
        return requirement.marker is None or requirement.marker.evaluate(environment | {"extra": ""})

    versions: dict[str, list[Version]] = {}
    for requirement, _ in locked():
        if applies(requirement):
            version = Version(str(requirement.specifier).removeprefix("=="))
            versions.setdefault(canonicalize_name(requirement.name), []).append(version)
    assert [name for name, found in versions.items() if len(found) > 1] == []

    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [pyproject["project"]["dependencies"], pyproject["build-system"]["requires"]]
    groups += pyproject["dependency-groups"].values()
    wanted = [Requirement(text) for group in groups for text in group if isinstance(text, str)]
    assert {"numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm"} <= {wish.name for wish in wanted}
    unmet = [
        str(wish)
        for wish in wanted
        if applies(wish)
        and not (
            (found := versions.get(canonicalize_name(wish.name)))
            and wish.specifier.contains(found[0], prereleases=True)
        )
    ]
    assert unmet == [], "`make lock` brings the lock up to date"


# --- citation and Binder ---


def test_the_citation_is_of_this_book_and_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["title"] == config["title"]
    assert [author["name"] for author in citation["authors"]] == [config["author"]]
    assert citation["version"] == project["version"]
    assert set(citation["license"]) <= set(project["license"].split(" AND "))
    settings = config["sphinx"]["config"]
    assert citation.get("repository-code", "") in ("", settings["html_theme_options"]["repository_url"])
    assert citation.get("url", "") in ("", settings["html_baseurl"])


def test_binder_installs_the_lock_and_then_the_package() -> None:
    binder = ROOT / "binder"
    lock, *more = (binder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lock == "-r ../requirements.txt"
    assert all(re.fullmatch(r"[\w-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}", line) for line in more)
    assert (binder / "runtime.txt").read_text(encoding="utf-8").strip() in {f"python-{p}" for p in SUPPORTED_PYTHONS}
    assert re.search(r"--no-deps --no-build-isolation \.$", (binder / "postBuild").read_text(encoding="utf-8").strip())
    if os.name == "posix":
        assert os.access(binder / "postBuild", os.X_OK)


# --- the Makefile ---


def test_help_lists_every_target() -> None:
    targets = phony_targets()
    assert {"help", "serve", "book", "test", "lab", "clean"} <= set(targets)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", make("--no-print-directory", "help"))
    listed = re.findall(r"^\s*(?:make\s+)?([\w-]+)\s+\S", shown, flags=re.MULTILINE)  # a name, and what it does
    assert [target for target in targets if target not in listed] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_files_that_the_documents_link_to_are_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert "://" in link or link.startswith(("set:", "result:")) or (ROOT / link).exists(), (
            f"{name} links to {link}, which is not there"
        )
