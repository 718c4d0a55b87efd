"""Are the pages quick on a slow phone? `make audit` measures that, with a stock book and Lighthouse.

python measure/audit.py                 the whole run, a quarter of an hour; writes AUDIT.md and audit.json here
python measure/audit.py --quick         each page once, without Lighthouse, only printed
python measure/audit.py --only NAME     a page (such as ema.html), `stock` or `lighthouse`, only printed
python measure/audit.py --render        write AUDIT.md anew from audit.json, measuring nothing

Ends with status 1 if a bound is not kept. The report says what is measured, and how (`page_section` below); audit.js
does the part in the page, stock.py builds and serves the stock book.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import chromium
from browser import launch
from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize
from prose import NODE
from report import HERE, describe_machine, head, main, table, write
from serve import SITE, Published, serve
from size import SCRIPT_LIMIT, TOTAL_LIMIT, list_pages
from stock import PACKAGES, build, gather, serve_stock

RAW = HERE / "audit.json"
PROBE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
LOADS = 5
PHONE: ViewportSize = {"width": 390, "height": 844}
DENSITY = 1.75  # dots to the px, as on the phone that Lighthouse simulates
SLOWDOWN = 4  # of the processor
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
REST = 1_000  # ms of silence before a load is over
PATIENCE = 60_000  # ms
MOST_HUNG = 3  # loads of a page: so many that do not end end the run
FRONT, FRONT_PAINT = "index.html", 1.5  # the front page, which is there sooner
BOUNDS = {"paint": 2.0, "shift": 0.02, "usable": 2.5, "total": TOTAL_LIMIT, "script": SCRIPT_LIMIT}
STRICT = ("paint", "shift", "usable")  # under the bound; the others at most
TITLES = {
    "paint": "largest paint (s)",
    "shift": "shift",
    "usable": "usable (s)",
    "total": "kB",
    "script": "kB of scripts",
}
DIGITS = {"paint": 2, "shift": 4, "usable": 2, "total": 1, "script": 1}
CHAPTER = "ema.html"  # the one that is also built as a stock book
STOCK_BOUNDS = {"total": 5, "usable": 5}  # how many times better than the stock book's
JUDGED = ("index.html", CHAPTER, "comparison.html")  # by Lighthouse; the race is on the last
PERFECT = ("accessibility", "best-practices", "seo")


@dataclass
class Loads:
    """What the loads of one page measured."""

    page: str
    paint: list[float] = field(default_factory=list)
    shift: list[float] = field(default_factory=list)
    usable: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)
    script: list[float] = field(default_factory=list)
    hung: int = 0  # loads that did not end, and were repeated

    @property
    def medians(self) -> dict[str, float]:
        """The median of each figure that there is, as the report gives it."""
        return {key: round(median(values), DIGITS[key]) for key in BOUNDS if (values := getattr(self, key))}

    @property
    def bounds(self) -> dict[str, float]:
        """The bounds of this page."""
        return BOUNDS | ({"paint": FRONT_PAINT} if self.page == FRONT else {})

    @property
    def missed(self) -> dict[str, float]:
        """The medians that miss their bounds."""
        return {
            key: value
            for key, value in self.medians.items()
            if value > self.bounds[key] or (key in STRICT and value == self.bounds[key])
        }


# --- measuring ---


@contextmanager
def slow_page(browser: Browser) -> Iterator[tuple[Page, dict[str, list[float]]]]:
    """Open an empty page on a slow phone with an empty cache; give it, and what it loads: bytes by kind."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=DENSITY, is_mobile=True, has_touch=True)
    context.add_init_script(PROBE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    kinds: dict[str, str] = {}
    wire: dict[str, list[float]] = {}

    def note(event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):  # and not data:
            kinds[event["requestId"]] = event["type"]

    def count(event: dict[str, Any]) -> None:
        if kind := kinds.get(event["requestId"]):
            wire.setdefault(kind, []).append(event["encodedDataLength"])

    protocol = context.new_cdp_session(page)
    protocol.on("Network.responseReceived", note)
    protocol.on("Network.loadingFinished", count)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", SLOW_4G)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    try:
        yield page, wire
    finally:
        context.close()


def measure(browser: Browser, url: str, name: str, times: int, explorable: bool) -> Loads:
    """Load a page some times for its weight and its paints, and as often again for its explorable if it has one."""
    loads = Loads(name)
    while len(loads.paint) < times or len(loads.usable) < times * explorable:
        try:
            load(browser, url, loads, explorable, again=len(loads.paint) > len(loads.usable))
        except TimeoutError:
            loads.hung += 1
            if loads.hung == MOST_HUNG:
                raise
    return loads


def load(browser: Browser, url: str, loads: Loads, explorable: bool, again: bool) -> None:
    """Load a page once and note what was measured: its weight and its paints or, `again`, when it is usable."""
    with slow_page(browser) as (page, wire):
        if explorable and again:
            page.goto(url, wait_until="commit")
            loads.usable.append(round(page.evaluate("(patience) => audit.usable(patience)", PATIENCE) / 1000, 3))
            return
        page.goto(url)
        if explorable:
            page.locator(".explorable-live").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(REST)
        seen = page.evaluate("audit.seen()")
    loads.paint.append(round(seen["paint"] / 1000, 3))
    loads.shift.append(round(seen["shift"], 5))
    loads.total.append(round(sum(map(sum, wire.values())) / 1000, 1))
    loads.script.append(round(sum(wire.get("Script", [])) / 1000, 1))


def ask_lighthouse(url: str) -> dict[str, Any]:
    """Return Lighthouse's score in each category, and which of its audits cost one a point."""
    command = [str(NODE), str(PACKAGES / "lighthouse" / "cli" / "index.js"), url, "--output=json", "--quiet"]
    command += [f"--chrome-flags=--headless=new {' '.join(chromium.arguments())}", "--no-enable-error-reporting"]
    command += [f"--only-categories={','.join(('performance', *PERFECT))}"]
    environment = os.environ | {"CHROME_PATH": chromium.find() or ""}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    report = json.loads(done.stdout)
    audits, categories = report["audits"], report["categories"]
    scores = {name: round(100 * (category["score"] or 0)) for name, category in categories.items()}
    counted = [each["id"] for name in PERFECT for each in categories[name]["auditRefs"] if each["weight"]]
    return {"scores": scores, "costly": [name for name in counted if audits[name]["score"] not in (None, 1)]}


def describe_run(browser: Browser) -> dict[str, Any]:
    """Return the machine, the versions and the date."""
    about = describe_machine((), Chromium=browser.version)
    packages = json.loads((PACKAGES.parent / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return about | {"versions": about["versions"] | packages}


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure everything, or one part; return what `render` takes."""
    only, times = arguments.only, 1 if arguments.quick else LOADS
    began = time.monotonic()
    results: dict[str, Any] = {"pages": [], "stock": None, "lighthouse": {}}

    def tell(what: object) -> None:
        print(f"{time.monotonic() - began:4.0f} s: {what}", file=sys.stderr, flush=True)

    with serve(handler=Published) as address:
        with launch() as browser:
            results["about"] = describe_run(browser)
            for name in list_pages():
                if only in (None, name):
                    explorable = 'data-explorable="' in (SITE / name).read_text(encoding="utf-8")
                    results["pages"].append(measure(browser, f"{address}/{name}", name, times, explorable))
                    tell(f"{name} {results['pages'][-1].medians}")
            if only in (None, "stock"):
                build(CHAPTER)
                gather()
                with serve_stock(CHAPTER) as stock:
                    results["stock"] = measure(browser, stock, "stock", times, explorable=True)
                tell(f"stock {results['stock'].medians}")
        for name in JUDGED if times == LOADS and only in (None, "lighthouse") else ():
            results["lighthouse"][name] = ask_lighthouse(f"{address}/{name}")
            tell(f"Lighthouse on {name} {results['lighthouse'][name]}")
    results["about"]["minutes"] = round((time.monotonic() - began) / 60)
    return results


# --- the report ---


def compare(results: dict[str, Any]) -> dict[str, float]:
    """Return how many times better the chapter is than the stock book's, in what has a bound."""
    ours = {loads.page: loads.medians for loads in results["pages"]}.get(CHAPTER)
    stock = results["stock"] and results["stock"].medians
    return {key: round(stock[key] / ours[key], 1) for key in STOCK_BOUNDS} if ours and stock else {}


def find_missed(results: dict[str, Any]) -> list[str]:
    """Return the bounds that are missed, in words."""
    missed = [
        f"{loads.page}: {TITLES[key]} {value:.{DIGITS[key]}f}; the bound is {loads.bounds[key]}"
        for loads in results["pages"]
        for key, value in loads.missed.items()
    ]
    missed += [
        f"{page}: {told['scores'][name]} in {name} by Lighthouse, because of {', '.join(told['costly'])}"
        for page, told in results["lighthouse"].items()
        for name in PERFECT
        if told["scores"][name] < 100
    ]
    return missed + [
        f"{CHAPTER}: {ratio} times better than stock in {TITLES[key]}; at least {STOCK_BOUNDS[key]} are wanted"
        for key, ratio in compare(results).items()
        if ratio < STOCK_BOUNDS[key]
    ]


def write_row(loads: Loads, bounded: bool = True) -> list[str]:
    """Write a page's medians, bold where one misses its bound, a dash where there is none."""
    row = [loads.page]
    for key in BOUNDS:
        text = f"{loads.medians[key]:.{DIGITS[key]}f}" if key in loads.medians else "–"
        row.append(f"**{text}**" if bounded and key in loads.missed else text)
    return row


def page_section(pages: list[Loads]) -> str:
    """Write the table of all pages."""
    bounds = [f"*{'under' if key in STRICT else 'at most'} {bound}*" for key, bound in BOUNDS.items()]
    width, height = PHONE["width"], PHONE["height"]
    count = sum(loads.hung for loads in pages)
    hung = f" {count} more did not end in {PATIENCE // 1000} s and were repeated." if count else ""
    return f"""## Every page

{table(["page", *TITLES.values()], [["*bound*", *bounds], *map(write_row, pages)])}

Medians of {len(pages[0].total)} loads, each with a cold cache in a fresh browser context.{hung}
The largest paint of {FRONT} has its own bound: under {FRONT_PAINT} s.

- The phone: {width} × {height} px of {DENSITY} dots each, touch. Its processor is this machine's, slowed down
  {SLOWDOWN} times; its network is slow 4G, 1.6 Mbit/s down, 750 kbit/s up, 150 ms. Both are Chromium's own throttling,
  by the DevTools protocol. A server on this machine sends the site over HTTP/1.1, as GitHub Pages sends it: text
  compressed by gzip, `Cache-Control: max-age=600`.
- The largest paint is the last `largest-contentful-paint` entry, a second after the network fell silent. The shift is
  the sum of all `layout-shift` entries until then, which is at least the CLS.
- Usable is the page's first explorable, in separate loads: from the start of the navigation to the end of the frame
  in which a movement of its first control has changed its picture. A script scrolls there as soon as the explorable is
  in the page, and moves the control as soon as there is one. A page without an explorable has a dash.
- kB (1,000 bytes) are all bytes that came over the wire at load, headers included, without scrolling; kB of scripts are
  those of files of JavaScript, compressed.
"""


def stock_section(results: dict[str, Any]) -> str:
    """Write the comparison with the stock book."""
    [ours] = [loads for loads in results["pages"] if loads.page == CHAPTER]
    better = compare(results)
    last = ["*times better*", *(f"{better[key]}" if key in better else "" for key in BOUNDS)]
    return f"""## Next to a stock Jupyter Book

{table(["page", *TITLES.values()], [write_row(ours), write_row(results["stock"], bounded=False), last])}

The bounds: at least {STOCK_BOUNDS["total"]} times fewer bytes, and usable {STOCK_BOUNDS["usable"]} times sooner.

- The stock page was built in this run by the same `jupyter-book`, from the same notebook and a `_config.yml` that
  contains only a title and that notebooks are executed. Its slider is the same explorable, shown by the widget manager:
  an anywidget, so it needs no kernel either. It was measured like the pages above, and usable means the same.
- It loads RequireJS and the widget manager, anywidget and MathJax from other hosts (cdnjs and jsDelivr). A second
  server on this machine replaces them, under the same throttling. It sends the files of the npm packages in the
  versions that the page asks for, its scripts compressed by Brotli at the highest level, which is smaller than gzip.
  esbuild minifies RequireJS, because its package has no minified file, so the page's check of that file's sum is left
  out. Only the hosts' names are changed in the page.
- The stock page itself, its style sheets and the theme's scripts are sent as the book's pages are.
"""


def lighthouse_section(told: dict[str, Any]) -> str:
    """Write Lighthouse's scores."""
    names = {"performance": "performance", "accessibility": "accessibility"}
    names |= {"best-practices": "best practices", "seo": "SEO"}
    rows = []
    for page, each in told.items():
        scores = {name: each["scores"][name] for name in names}
        low = {name for name in PERFECT if scores[name] < 100}
        rows.append([page, *(f"**{score}**" if name in low else f"{score}" for name, score in scores.items())])
    return f"""## Lighthouse

{table(["page", *names.values()], rows)}

The bound is 100 in accessibility, best practices and SEO; performance has none. One run a page with Lighthouse's own
settings, which simulate a phone, and the same server. It sees a canonical address only if `_config.yml` has the site's
address.
"""


def render(results: dict[str, Any]) -> str:
    """Write the report."""
    missed = find_missed(results)
    verdict = "".join(f"- not kept: {line}\n" for line in missed) or "All bounds are kept.\n"
    sections = [f"{head('How quick are the pages on a slow phone?', 'audit', results['about'])}\n{verdict}"]
    sections += [page_section(results["pages"])] if results["pages"] else []
    sections += [stock_section(results)] if compare(results) else []
    sections += [lighthouse_section(results["lighthouse"])] if results["lighthouse"] else []
    return "\n".join(sections)


def read() -> dict[str, Any]:
    """Read the stored numbers."""
    raw = json.loads(RAW.read_text(encoding="utf-8"))
    return raw | {"pages": [Loads(**row) for row in raw["pages"]], "stock": Loads(**raw["stock"])}


if __name__ == "__main__":
    sys.exit(main(HERE / "AUDIT.md", run, read, partial(write, RAW), render, find_missed))
