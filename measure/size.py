"""Weigh what each page loads: `python measure/size.py` (`make size`). Exits nonzero where a page is over a limit.

Each page of the built book is opened in Chromium with an empty cache and not scrolled; counted is what went over the
wire until it fell silent, text compressed as GitHub Pages compresses it.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import chromium
from playwright.sync_api import Browser, Response, sync_playwright
from serve import SITE, serve

TOTAL_LIMIT = 450  # kB of a page
SCRIPT_LIMIT = 110  # kB of it that are JavaScript
KINDS = ("document", "stylesheet", "script", "font", "image", "other")


@dataclass
class Weight:
    """What one page loaded, in bytes: over the wire by kind, and unpacked."""

    page: str
    requests: int = 0
    wire: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    unpacked: int = 0

    @property
    def total(self) -> float:
        """All of it, in kB."""
        return sum(self.wire.values()) / 1000

    @property
    def script(self) -> float:
        """The JavaScript, in kB."""
        return self.wire["script"] / 1000

    @property
    def too_heavy(self) -> bool:
        """Whether it is over a limit."""
        return self.total > TOTAL_LIMIT or self.script > SCRIPT_LIMIT

    def add(self, response: Response) -> None:
        """Count one answer."""
        kind = response.request.resource_type
        sizes = response.request.sizes()
        self.requests += 1
        self.wire[kind if kind in KINDS else "other"] += sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.unpacked += len(response.body())


def list_pages(site: Path = SITE) -> list[str]:
    """Return the pages that a reader opens, by their names."""
    return sorted(path.name for path in site.glob("*.html"))


def weigh(browser: Browser, address: str, name: str) -> Weight:
    """Open one page of a served book with an empty cache and weigh it."""
    weight, responses = Weight(name), list[Response]()
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda response: responses.append(response))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    for response in responses:
        weight.add(response)
    context.close()
    return weight


def main() -> int:
    """Print the table."""
    print(f"{'kB':22}{'requests':>9}" + "".join(f"{kind:>11}" for kind in KINDS) + f"{'total':>9}{'unpacked':>10}")
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        weights = [weigh(browser, address, name) for name in list_pages()]
        browser.close()
    for weight in weights:
        kinds = "".join(f"{weight.wire[kind] / 1000:11.1f}" for kind in KINDS)
        note = "  too heavy" if weight.too_heavy else ""
        print(f"{weight.page:22}{weight.requests:9}{kinds}{weight.total:9.1f}{weight.unpacked / 1000:10.1f}{note}")
    print(f"At most {TOTAL_LIMIT} kB a page, of it {SCRIPT_LIMIT} kB of scripts.")
    return int(any(weight.too_heavy for weight in weights))


if __name__ == "__main__":
    sys.exit(main())
