"""Build what `make audit` compares with: a chapter as a stock Jupyter Book shows it, its slider in the widget manager.

The chapter's own notebook, executed by the same `jupyter-book` with a `_config.yml` that holds no more than a title and
that notebooks are executed. So equations are set by MathJax in the reader's browser, and the explorable is what any
widget is there: RequireJS, the widget manager and anywidget come from other hosts, its state is in the page.

Those hosts cannot be slowed down and need not be reachable. Their files come from packages of the same versions
(`measure/audit/package.json`), and a server on this machine replaces them: compressed by Brotli at its highest level
as they compress, while the site itself is sent as GitHub Pages sends it. Only the hosts' names are changed in the page.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import brotli
from build import START
from prose import NODE
from serve import ROOT, TEXT, Published, serve

FOLDER = ROOT / "_build" / "stock"
SITE = FOLDER / "_build" / "html"
ELSEWHERE = FOLDER / "elsewhere"  # what replaces other hosts
PACKAGES = ROOT / "measure" / "audit" / "node_modules"
CONFIG = 'title: "{}"\nexecute:\n  execute_notebooks: force\n'
FILES = {
    "npm/mathjax@3.2.2/es5": "mathjax/es5",
    "npm/@jupyter-widgets/html-manager@1.0.6/dist": "@jupyter-widgets/html-manager/dist",
    "npm/anywidget@0.11.0/dist": "anywidget/dist",
}
"""Where the page finds files on jsDelivr, and the packages' folders that hold them."""
RANGES = {"mathjax@3/": "mathjax@3.2.2/", "anywidget@~0.11.*/": "anywidget@0.11.0/"}
"""Which version jsDelivr sends where the page asks for any in a range."""
REQUIRE = "ajax/libs/require.js/2.3.4/require.min.js"
HOSTS = re.compile(r"https://(?:cdn\.jsdelivr\.net|cdnjs\.cloudflare\.com)/")


class Elsewhere(Published):
    """Send files compressed by Brotli, as the hosts do that the stock page loads from."""

    def translate_path(self, path: str) -> str:
        """Find the version that is meant."""
        for asked, meant in RANGES.items():
            path = path.replace(asked, meant)
        return super().translate_path(path)

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with the compressed file where there is one."""
        path = Path(self.translate_path(self.path))
        packed = path.with_name(path.name + ".br")
        if "br" not in self.headers.get("Accept-Encoding", "") or not packed.is_file():
            return super().send_head()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(packed.stat().st_size))
        self.end_headers()
        return packed.open("rb")


def build(chapter: str) -> None:
    """Build the stock book of one chapter, such as `ema.html`."""
    chapter = chapter.removesuffix(".html")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    shutil.copy(ROOT / "book" / f"{chapter}.ipynb", FOLDER)
    (FOLDER / "_config.yml").write_text(CONFIG.format(f"A stock book: {chapter}"), encoding="utf-8")
    (FOLDER / "_toc.yml").write_text(f"format: jb-book\nroot: {chapter}\n", encoding="utf-8")
    command = [sys.executable, "-c", START, "build", str(FOLDER)]
    log = FOLDER / "build.log"
    with log.open("w", encoding="utf-8") as out:
        if subprocess.run(command, stdout=out, stderr=out).returncode:
            sys.exit(f"The stock book was not built:\n{log.read_text(encoding='utf-8')}")


def gather() -> None:
    """Lay out, and compress, the files that the stock page loads from other hosts."""
    for place, package in FILES.items():
        shutil.copytree(PACKAGES / package, ELSEWHERE / place, ignore=shutil.ignore_patterns("*.map"))
    require = ELSEWHERE / REQUIRE
    require.parent.mkdir(parents=True)
    wish = {"entryPoints": [str(PACKAGES / "requirejs" / "require.js")], "minify": True, "outfile": str(require)}
    minify = f"require('esbuild').buildSync({json.dumps(wish)})"
    subprocess.run([str(NODE), "-e", minify], cwd=ROOT / "js", check=True)
    loaded = ("require.min.js", "embed-amd.js", "index.js", "tex-mml-chtml.js")
    for path in [path for path in ELSEWHERE.rglob("*") if path.name in loaded and path.suffix in TEXT]:
        path.with_name(path.name + ".br").write_bytes(brotli.compress(path.read_bytes()))


@contextmanager
def serve_stock(chapter: str) -> Iterator[str]:
    """Serve the stock chapter, and what it loads from other hosts beside it; give its address."""
    with serve(ELSEWHERE, base="/", handler=Elsewhere) as elsewhere, serve(SITE, base="/", handler=Published) as site:
        stock = (SITE / chapter).read_text(encoding="utf-8")
        page = re.sub(r' integrity="[^"]*"', "", HOSTS.sub(f"{elsewhere}/", stock))
        (SITE / "measured.html").write_text(page, encoding="utf-8")
        yield f"{site}/measured.html"
