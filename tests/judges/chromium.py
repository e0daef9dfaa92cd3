"""Chromium, without a window and without a way out: what a reader of a page sees and meets.

Every request that leaves the machine is blocked and recorded.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

LEFT = "net::ERR_ABORTED"
"""Why a request fails when the visitor leaves the page."""


@lru_cache(maxsize=None)
def program() -> str | None:
    """The Chromium of this machine: PIPEVIZ_CHROMIUM, one on the path, or the one that playwright has installed."""
    named = os.environ.get("PIPEVIZ_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if named:
        return named
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """A browser for a whole session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Seen:
    """What went on while pages were open: errors on the console or of scripts, and requests for other machines."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@contextmanager
def visit(browser: Browser, home: str, **options: Any) -> Iterator[tuple[Page, Seen]]:
    """A page in a fresh context (`options` as of playwright's `new_context`) that reaches nothing but `home`."""
    context: BrowserContext = browser.new_context(**options)
    seen = Seen()

    def gate(route: Route) -> None:
        if route.request.url.startswith((home, "data:", "blob:")):
            route.continue_()
        else:
            seen.outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    page = context.new_page()
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: None if request.failure == LEFT else seen.errors.append(f"failed: {request.url}"),
    )
    yield page, seen
    context.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server over a folder, ending in `/`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
