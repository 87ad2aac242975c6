"""The same pages in Firefox: they are drawn, searched, filtered and worked with keys, and nothing is refused or complained about."""

import os
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.browser.archives import archive_app
from tests.browser.firefox import Firefox, FirefoxPage, installed_firefox, started_firefox
from tests.browser.test_pages import PAGES
from tests.web.archives import GAZETTE, REVIEW

__all__ = ["archive_app"]


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    executable = installed_firefox()
    if executable is None:
        reason = "no Firefox found; install one or name it in REGESTA_FIREFOX"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with started_firefox(executable) as running:
        yield running


@pytest.fixture
def site(serve: Callable[[Flask], str], archive_app: Flask) -> str:
    return serve(archive_app)


@pytest.fixture
def page(firefox: Firefox) -> Iterator[FirefoxPage]:
    """The test fails if the page ran into a script error, asked another machine for something, or was refused something."""
    firefox.complaints.clear()
    opened = firefox.open()
    yield opened
    assert opened.refused() == []
    opened.close()
    assert firefox.complaints == []


def test_firefox_is_watched_for_what_goes_wrong(firefox: Firefox, serve: Callable[[Flask], str]) -> None:
    app = Flask(__name__)
    policy = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src *"}
    html = "<!doctype html><title>t</title><script src=/s.js></script><script>inline</script><img src=http://elsewhere.invalid/>"
    app.add_url_rule("/", "page", lambda: (html, policy))
    app.add_url_rule("/s.js", "script", lambda: ("throw new Error('on purpose')", {"Content-Type": "text/javascript"}))
    firefox.complaints.clear()
    opened = firefox.open()
    opened.goto(serve(app))
    assert any("script-src" in each for each in opened.refused())
    opened.close()
    assert any("on purpose" in each for each in firefox.complaints)
    assert any("elsewhere.invalid" in each for each in firefox.complaints)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_drawn_at_every_width(site: str, page: FirefoxPage, name: str) -> None:
    page.goto(site + PAGES[name])
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().height") > 10
    # The stylesheet has come and is understood.
    assert page.evaluate("getComputedStyle(document.querySelector('.mast')).borderTopWidth") == "3px"
    assert page.screenshot().startswith(b"\x89PNG")
    page.resize(320, 640)
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]


def test_a_reader_searches_filters_reads_and_returns(site: str, page: FirefoxPage) -> None:
    page.goto(site)
    page.click("main input[name=q]")
    page.press("harbour treaty", "Enter")
    page.wait_for("document.querySelector('h1').innerText.includes('harbour treaty')")
    before = int(page.text("h1").split()[0])
    # Filters stand open beside the list.
    page.click(f"#filters input[name=source][value='{REVIEW}']")
    page.wait_for("document.querySelectorAll('.chip').length == 1")
    page.click(f"#filters button[name=not_source][value='{GAZETTE}']")
    page.wait_for("document.querySelectorAll('.chip').length == 2")
    assert 0 < int(page.text("h1").split()[0]) < before
    page.click(".entry h3 a")
    page.wait_for("document.querySelector('article h1')")
    page.wait_for("document.querySelector('mark#hit-1') && document.readyState == 'complete'")
    page.click("a[href*='view=scraped']")
    page.wait_for("document.querySelector('ol.lines li')")


def test_the_keyboard_alone_searches_opens_and_filters(site: str, page: FirefoxPage) -> None:
    page.goto(site + "/search?q=harbour")
    page.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to documents"
    page.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.goto(site + "/search?q=harbour")
    page.press("j")
    page.wait_for("document.activeElement.closest('.entry h3')")
    page.press("Enter")
    page.wait_for("document.querySelector('article h1')")
    page.goto(site + "/search?q=harbour")
    page.press("Tab", "Tab", "Enter")  # skip to filters
    for _ in range(12):
        page.press("Tab")
        if page.evaluate("document.activeElement.name") == "source":
            break
    page.press("Space")
    assert page.evaluate("document.activeElement.checked")
    page.press("Enter")
    page.wait_for("document.querySelector('.chip')")


def test_a_bar_of_the_band_opens_its_year(site: str, page: FirefoxPage) -> None:
    page.goto(site + "/search?q=harbour")
    page.click(".band .plot a:nth-of-type(2) .hit")
    page.wait_for("document.querySelector('.chip')")
    assert "Date" in page.text(".chip")
