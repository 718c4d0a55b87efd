"""Copy what the site serves itself but does not hold in git: KaTeX's style sheet and fonts.

Run by `make book` after `npm ci --prefix js`. The version must be the one that sets the equations while the book is
built, because the style sheet has to fit the markup.
"""

import json
import re
import sys
from pathlib import Path

from sphinxcontrib.katex import katex_version

ROOT = Path(__file__).parents[1]
KATEX = ROOT / "js" / "node_modules" / "katex"
TARGET = ROOT / "book" / "_vendor" / "katex"


def vendor() -> None:
    """Write the style sheet, reduced to one format of each font, and those fonts."""
    if not KATEX.is_dir():
        sys.exit("KaTeX is not installed. Run: npm ci --prefix js")
    version = json.loads((KATEX / "package.json").read_text(encoding="utf-8"))["version"]
    if version != katex_version:
        sys.exit(f"js/package.json asks for KaTeX {version}; it must be {katex_version}, which sets the equations.")
    css = (KATEX / "dist" / "katex.min.css").read_text(encoding="utf-8")
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    (TARGET / "fonts").mkdir(parents=True, exist_ok=True)
    write_if_new(TARGET / "katex.min.css", css.encode())
    for font in set(re.findall(r"url\((fonts/[^)]+)\)", css)):
        write_if_new(TARGET / font, (KATEX / "dist" / font).read_bytes())


def write_if_new(path: Path, content: bytes) -> None:
    """Leave a file that is right untouched, so that nothing is built again for it."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


if __name__ == "__main__":
    vendor()
