"""Fixtures for tests of pages in a real Chromium; without one they skip visibly, and with ``CI=true`` they fail."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.chromium import LONGEST_WAIT, installed_chromium, started, watched_pages

expect.set_options(timeout=LONGEST_WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; what belongs to one test lives in its pages."""
    executable = installed_chromium()
    if executable is None:
        reason = "no Chromium or Chrome found; install one or name it in REGESTA_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with started(executable) as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh context: ``open_page(javascript=False)``, ``open_page(color_scheme="dark")``.

    The test fails if a page of its asked another machine for anything, ran into a script error, or had something
    refused by its content security policy. Keywords are those of Playwright's ``new_context``.
    """
    with watched_pages(browser) as (opened, complaints):
        yield opened
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page with JavaScript, 1280 by 720, light."""
    return open_page()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an app on a free local port until the test ends: ``page.goto(serve(app) + "/search?q=x")``."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(_served(app))


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
