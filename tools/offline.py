"""Pack the built book as one zip that opens from a folder: `python tools/offline.py`, the last part of `make book`.

It lies on the site, where each page offers it. Dates in it are the commit's, and its order is that of the names, so
that the same pages make the same file.
"""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

from serve import ROOT, SITE

ZIP = SITE / "adadelta-book.zip"
NEED_A_SERVER = {"lite", "404.html"}
"""What does nothing when opened from a disk."""
NO_COMMIT = 1_577_836_800
"""The start of 2020, where the files are not in git."""


def committed(folder: Path = ROOT) -> int:
    """Return when the last commit was made, in seconds since 1970."""
    command = ["git", "-C", str(folder), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)
    except (OSError, subprocess.CalledProcessError):
        return NO_COMMIT


def pack_site(target: Path, when: int, site: Path = SITE) -> None:
    """Zip the site, but for what needs a server and the whole book as zip or PDF, in one order and with one date."""
    date = time.gmtime(when)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in site.rglob("*") if path.is_file()):
            name = file.relative_to(site)
            if name.parts[0] not in NEED_A_SERVER and file.stem != target.stem:
                entry = zipfile.ZipInfo(f"{target.stem}/{name.as_posix()}", date)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, file.read_bytes(), compresslevel=9)


def main() -> int:
    """Pack."""
    pack_site(ZIP, committed())
    print(f"{ZIP.relative_to(ROOT)}: {ZIP.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
