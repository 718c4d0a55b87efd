"""The one palette of the book, as the site needs it: style-sheet variables, and light colors turned into dark ones."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PALETTE = ROOT / "src" / "adadelta" / "static" / "palette.json"


def load_palette() -> dict[str, dict[str, str]]:
    """Return the colors of each theme by their role."""
    palette = json.loads(PALETTE.read_text(encoding="utf-8"))
    return {theme: palette[theme] for theme in ("light", "dark")}


def write_css() -> str:
    """Return rules that define `--paper`, `--ink` and the rest; without a script and on paper they are light."""

    def variables(theme: str) -> str:
        return " ".join(f"--{role}: {color};" for role, color in load_palette()[theme].items())

    light, dark = variables("light"), variables("dark")
    return f":root {{ {light} }}\n@media screen {{ html[data-theme=dark] {{ {dark} }} }}"


def darken(svg: str) -> str:
    """Return a figure that was drawn in the light colors in the dark ones; other colors stay as they are."""
    themes = load_palette()
    dark = {color.lower(): themes["dark"][role] for role, color in themes["light"].items()}
    pattern = re.compile(rf"({'|'.join(dark)})(?![0-9a-f])", re.IGNORECASE)
    return pattern.sub(lambda match: dark[match[0].lower()], svg)
