"""Serve the built book on this machine: `python tools/serve.py [--port 8000]`, ended with Ctrl-C.

Text is sent compressed, as GitHub Pages sends it, so that `measure/size.py` counts what a reader loads there.
"""

import argparse
import errno
import gzip
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar
from urllib.parse import urlsplit

import yaml

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
HOST = "127.0.0.1"
TEXT = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".txt", ".xml"}
PORTS_TO_TRY = 20


@cache
def compress(path: Path, modified: int) -> bytes:
    """Return a file compressed, once for each version of it."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class Handler(SimpleHTTPRequestHandler):
    """Send files, and text compressed where the browser takes it."""

    protocol_version = "HTTP/1.1"
    always: ClassVar = {"Cache-Control": "no-cache"}
    """Have the browser ask again each time: the book may have been built anew."""

    def __init__(self, *args: Any, base: str = "/", **options: Any) -> None:
        self.base = base
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        """Find a file below the path that the site is published under."""
        return super().translate_path("/" + path.removeprefix(self.base))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the book's own page where there is none, as GitHub Pages does."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with compressed text, or as the base class does."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if path.suffix not in TEXT or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        body = compress(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def end_headers(self) -> None:
        """Add what is sent with every file."""
        for name, value in self.always.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the terminal belongs to the address."""


class Published(Handler):
    """Send files with GitHub Pages' own headers: kept for ten minutes, and open to other hosts."""

    always: ClassVar = {"Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*"}


class Server(ThreadingHTTPServer):
    """A server that never shares its port: Windows would let two servers have the same one."""

    daemon_threads = True
    request_queue_size = 64  # a page asks over several connections at once, and none is to be turned away
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that turns away in mid-answer is no error."""


def is_answered(port: int) -> bool:
    """Whether another server answers for localhost at its IPv6 address, which browsers try first."""
    try:
        socket.create_connection(("::1", port), timeout=0.2).close()
    except OSError:
        return False
    return True


def base_path(config: Path = ROOT / "_config.yml") -> str:
    """Return the path that the book is published under, with a slash at each end."""
    address = yaml.safe_load(config.read_text(encoding="utf-8"))["sphinx"]["config"]["html_baseurl"]
    return urlsplit(address).path.rstrip("/") + "/"


def open_server(directory: Path, port: int, base: str, handler: type[Handler] = Handler) -> ThreadingHTTPServer:
    """Return a server at the port or, where it is taken, at the next free one; port 0 takes any."""
    for candidate in range(port, port + PORTS_TO_TRY):
        if candidate and is_answered(candidate):
            continue
        try:
            return Server((HOST, candidate), partial(handler, directory=str(directory), base=base))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise SystemExit(f"No port from {port} to {port + PORTS_TO_TRY - 1} is free. Choose another with --port.")


@contextmanager
def serve(
    directory: Path = SITE, port: int = 0, base: str | None = None, handler: type[Handler] = Handler
) -> Iterator[str]:
    """Serve a folder in the background and give its address, without a slash at its end.

    It is served under the path that the book is published under, unless `base` names another.
    """
    base = base or base_path()
    with open_server(directory, port, base, handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}{base}".rstrip("/")
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Serve the built book on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="where to begin looking for a free port (8000)")
    wanted = parser.parse_args().port
    if not (SITE / "index.html").exists():
        raise SystemExit("There is no built book yet. Run: make book")
    with serve(SITE, wanted) as address:
        if urlsplit(address).port != wanted:
            print(f"Port {wanted} is taken; serving at {address} instead.", flush=True)
        else:
            print(f"The book is at {address}", flush=True)
        print("Ctrl-C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
