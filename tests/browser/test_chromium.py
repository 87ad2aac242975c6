"""The browser fixtures notice what they promise to notice."""

from collections.abc import Callable

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page

from tests.browser.chromium import watched_pages, wcag_violations

STRICT_POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src *"}
PAGES = {
    "/good": "<h1>Heading</h1><p id=p>before</p><script src=/script.js></script>",
    "/picture-without-words": "<h1>Heading</h1><img>",
    "/broken-script": "<script src=/broken.js></script>",
    "/refused-script": "<script>document.title = 'inline'</script>",
    "/foreign-picture": "<img alt='' src='http://elsewhere.invalid/x.png'>",
}
SCRIPTS = {
    "/script.js": "document.getElementById('p').textContent = 'after'",
    "/broken.js": "throw new Error('broken on purpose')",
}


@pytest.fixture
def site(serve: Callable[[Flask], str]) -> str:
    app = Flask(__name__)

    @app.get("/<path:path>")
    def answer(path: str) -> Response:
        if script := SCRIPTS.get(f"/{path}"):
            return Response(script, mimetype="text/javascript")
        html = f"<!doctype html><html lang=en><title>Page</title><main>{PAGES.get(f'/{path}', '')}</main>"
        return Response(html, headers=STRICT_POLICY)

    return serve(app)


def test_a_page_runs_its_own_scripts_under_a_strict_policy(site: str, page: Page) -> None:
    page.goto(site + "/good")
    assert page.inner_text("#p") == "after"


def test_a_page_can_be_opened_without_javascript(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(javascript=False)
    page.goto(site + "/good")
    assert page.inner_text("#p") == "before"


def test_accessibility_is_checked_under_a_strict_policy(site: str, page: Page) -> None:
    page.goto(site + "/good")
    assert wcag_violations(page) == []
    page.goto(site + "/picture-without-words")
    (violation,) = wcag_violations(page)
    assert violation.startswith("image-alt: ")
    assert violation.endswith(": img")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/broken-script", "script error: broken on purpose"),
        ("/refused-script", "console: Executing inline script violates"),
        ("/foreign-picture", "asked another machine for http://elsewhere.invalid/x.png"),
    ],
)
def test_a_misbehaving_page_is_complained_about(site: str, browser: Browser, path: str, complaint: str) -> None:
    with watched_pages(browser) as (opened, complaints):
        opened().goto(site + path, wait_until="load")
    assert len(complaints) == 1
    assert complaints[0].startswith(complaint)
