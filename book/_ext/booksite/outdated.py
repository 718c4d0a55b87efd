"""When a page is read, and so executed, again.

Sphinx reads a page again when the page or a file noted as its dependency has changed. Here it learns of the rest: the
package that a notebook imports, the code of this extension, the look of the pages, and pages that failed the last time.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).parents[3]
BOOK, PACKAGE = ROOT / "book", ROOT / "src" / "adadelta"
IMPORT = re.compile(r"\b(?:import|from)\s+adadelta\b")


def list_files(*places: Path) -> Iterator[Path]:
    """Yield the files below each place in a fixed order, leaving out what Python caches."""
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def digest(files: Iterable[Path]) -> str:
    """Return a short fingerprint of the names and contents of files."""
    parts = [f"{file.relative_to(ROOT).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def note_package(app: Sphinx, docname: str, source: list[str]) -> None:
    """Make a page that imports the package depend on all of it, and on the versions it runs with."""
    if IMPORT.search(source[0]):
        for file in (*list_files(PACKAGE), ROOT / "requirements.txt"):
            app.env.note_dependency(os.path.relpath(file, app.srcdir))


class Doubt:
    """The pages that a build has begun and not yet finished without a warning: the next build reads them again.

    Sphinx would call them up to date and a second build would pass in silence where the first one failed. A build
    that is killed also leaves the list behind.
    """

    def __init__(self, app: Sphinx) -> None:
        self.file = Path(app.doctreedir) / "in-doubt.txt"
        app.connect("env-get-outdated", self.recall)
        app.connect("source-read", self.add)
        app.connect("html-page-context", self.add)
        app.connect("build-finished", self.settle)

    def recall(self, app: Sphinx, env: BuildEnvironment, *changes: set[str]) -> list[str]:
        """Return the pages that the last build left in doubt."""
        return self.file.read_text(encoding="utf-8").split() if self.file.exists() else []

    def add(self, app: Sphinx, docname: str, *rest: object) -> None:
        """Doubt a page while it is read or written."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"{docname}\n")

    def settle(self, app: Sphinx, error: Exception | None) -> None:
        """Trust every page after a build without error and warning."""
        if error is None and not app._warncount:
            self.file.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Connect, and tell Sphinx what to do over: "env" reads every page again, "html" only writes it again."""
    look = list_files(BOOK / "_templates", BOOK / "_vendor", BOOK / "assets", PACKAGE / "static", BOOK / "glossary.md")
    app.add_config_value("booksite_code", digest(list_files(BOOK / "_ext")), "env")
    app.add_config_value("booksite_look", digest(look), "html")
    app.connect("source-read", note_package)
    Doubt(app)
