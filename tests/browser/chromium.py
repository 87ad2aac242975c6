"""Finding, starting and watching a real Chromium.

Playwright's package is only the driver: it starts the Chromium or Chrome that the system has and downloads none.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Headless comes from Playwright. The sandbox needs privileges that containers lack; the rest keeps the browser from
# looking up its maker's hosts, which on a machine without internet delays every start.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Milliseconds for whatever is waited for: a machine may be busy with much else, and only a failing test ever waits so long.
LONGEST_WAIT = 60_000

# The levels that make up WCAG 2.2 AA, as axe-core names them.
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def installed_chromium() -> str | None:
    """The path of the browser to drive, or None when there is none: $REGESTA_CHROMIUM, else the first found."""
    if named := os.environ.get("REGESTA_CHROMIUM"):
        return named
    found = next(filter(None, map(shutil.which, CHROMES)), None)
    return found or (str(MAC_CHROME) if MAC_CHROME.exists() else None)


@contextmanager
def started(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def watched_pages(browser: Browser) -> Iterator[tuple[Callable[..., Page], list[str]]]:
    """A function that opens a page in a context of its own, and the list that fills with what its pages do wrong.

    Wrong is: asking another machine for anything, a script error, something refused by the content security policy.
    """
    complaints: list[str] = []

    def opened(*, javascript: bool = True, **options: Any) -> Page:
        context = contexts.enter_context(_context(browser, java_script_enabled=javascript, **options))
        context.route(lambda url: not _is_local(url), lambda route: _refuse(route, complaints))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda message: _listen(message, complaints))
        return page

    with ExitStack() as contexts:
        yield opened, complaints


def renewed(page: Page) -> None:
    """Wait until no list is on its way. A press while the old one gives way to the new would meet neither.

    A choice marks the list as busy in the very event that it causes, so what was just chosen is never overlooked. Without
    JavaScript no list is ever on its way.
    """
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def until(page: Page, condition: Callable[[], object]) -> None:
    """Wait until something has come about on this side: what the browser asks for is heard of only while one waits for it."""
    deadline = time.monotonic() + LONGEST_WAIT / 1000
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        page.wait_for_timeout(20)


def wcag_violations_when_opened(page: Page) -> list[str]:
    """The same, with all that can be unfolded in view."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    return wcag_violations(page)


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether the page must be moved sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def wcag_violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, one line per element: rule, explanation, selector."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(WCAG_22_AA)}})
    return [
        f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


@contextmanager
def _context(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(**options)
    context.set_default_timeout(LONGEST_WAIT)
    try:
        yield context
    finally:
        context.close()


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost", "::1")


def _refuse(route: Route, complaints: list[str]) -> None:
    complaints.append(f"asked another machine for {route.request.url}")
    route.abort()


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # Chromium also logs every 4xx answer as an error; that a page shows one may be what a test is about.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        complaints.append(f"console: {message.text}")
