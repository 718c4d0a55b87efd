"""Copy what the site serves itself but does not hold in git: KaTeX's style sheet and fonts.

Run by each build, after `npm ci --prefix js`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
KATEX = ROOT / "js" / "node_modules" / "katex"
TARGET = ROOT / "book" / "_vendor" / "katex"


def vendor() -> None:
    """Write the style sheet and its fonts."""
    if not KATEX.is_dir():
        sys.exit("KaTeX is not installed. Run: npm ci --prefix js")
    css = (KATEX / "dist" / "katex.min.css").read_bytes()
    (TARGET / "fonts").mkdir(parents=True, exist_ok=True)
    write_if_new(TARGET / "katex.min.css", css)
    for font in (KATEX / "dist" / "fonts").iterdir():
        write_if_new(TARGET / "fonts" / font.name, font.read_bytes())


def write_if_new(path: Path, content: bytes) -> None:
    """Leave a file that is right untouched, so that nothing is built again for it."""
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


if __name__ == "__main__":
    vendor()
