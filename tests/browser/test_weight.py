"""What a first page costs a reader: bytes, requests, scripts that would keep it from being drawn, things that move; and zoom."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from tests.browser.archives import archive_app
from tests.browser.chromium import renewed
from tests.browser.test_pages import PAGES, tick
from tests.web.archives import REVIEW

__all__ = ["archive_app"]

PARTS = ("responseBodySize", "responseHeadersSize")
LARGEST_FIRST_PAGE = 60_000  # bytes over the wire: page, stylesheet, script, icon
# 1280 by 1024 at 400 %, which WCAG 2.2 (1.4.10) asks for.
ZOOMED = {"width": 320, "height": 256}


@pytest.fixture
def site(serve: Callable[[Flask], str], archive_app: Flask) -> str:
    return serve(archive_app)


@pytest.mark.parametrize("name", ["first", "results", "filtered", "document", "timeline"])
def test_a_first_page_is_light_and_nothing_but_the_stylesheet_holds_it_up(site: str, page: Page, name: str) -> None:
    asked_for: list[Request] = []
    page.on("requestfinished", lambda request: asked_for.append(request))
    page.goto(site + PAGES[name], wait_until="networkidle")
    sizes = {request.url: sum(request.sizes()[part] for part in PARTS) for request in asked_for}
    assert {"document", "stylesheet", "script"} <= {request.resource_type for request in asked_for}
    assert sum(sizes.values()) <= LARGEST_FIRST_PAGE, sizes
    assert len(sizes) <= 4
    blocking = page.evaluate(
        "performance.getEntriesByType('resource').filter(each => each.renderBlockingStatus === 'blocking')"
        ".map(each => new URL(each.name).pathname)"
    )
    assert blocking == ["/static/regesta.css"]


@pytest.mark.parametrize("name", ["first", "results", "document", "entity", "timeline"])
def test_what_is_drawn_largest_is_text_that_came_with_the_page_and_nothing_moves_after_it(
    site: str, page: Page, name: str
) -> None:
    page.goto(site + PAGES[name].replace("?q=moratorium&at=1", ""), wait_until="load")
    largest, shift = page.evaluate(
        """new Promise(done => {
            let largest = null, shift = 0, quiet;
            const tell = () => done([largest && [largest.url, largest.element.tagName], shift]);
            new PerformanceObserver(list => { for (const each of list.getEntries()) shift += each.value })
                .observe({type: 'layout-shift', buffered: true});
            // Half a second after the last of them, whenever a busy machine comes to paint it.
            new PerformanceObserver(list => {
                largest = list.getEntries().at(-1);
                clearTimeout(quiet);
                quiet = setTimeout(tell, 500);
            }).observe({type: 'largest-contentful-paint', buffered: true});
            setTimeout(tell, 60_000);
        })"""
    )
    assert largest is not None
    assert largest[0] == ""  # no picture, no font: nothing that is fetched after the page
    assert largest[1] in ("H1", "P", "A", "H3")
    assert shift == 0


@pytest.mark.parametrize("name", PAGES)
def test_at_four_hundred_percent_nothing_scrolls_sideways_and_nothing_covers_the_text(
    site: str, open_page: Callable[..., Page], name: str
) -> None:
    page = open_page(viewport=ZOOMED)
    page.goto(site + PAGES[name])
    page.evaluate("scrollTo(0, 300)")
    wide, narrow, covered = page.evaluate(
        """[document.documentElement.scrollWidth, document.documentElement.clientWidth,
            [...document.querySelectorAll('body *')]
                .filter(each => ['sticky', 'fixed'].includes(getComputedStyle(each).position))
                .map(each => each.getBoundingClientRect())
                .filter(box => box.top < innerHeight && box.bottom > 0 && box.width > innerWidth / 2)
                .reduce((sum, box) => sum + Math.min(box.bottom, innerHeight) - Math.max(box.top, 0), 0)]"""
    )
    assert wide <= narrow
    assert covered <= ZOOMED["height"] / 3


def test_filters_can_be_used_at_four_hundred_percent(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=ZOOMED)
    page.goto(site + "/search?q=harbour")
    page.locator("summary", has_text="Filters").click()
    tick(page, REVIEW).check()
    show = page.locator("#filters .apply button")
    expect(show).to_have_text(re.compile(r"^Show \d+ documents?$"))  # said before the list moves
    show.click()
    expect(page.locator(".chip", has_text=REVIEW)).to_be_visible()


# --- the keyboard alone -----------------------------------------------------------------------------------------------


def tab_to(page: Page, what: str) -> None:
    """Tab until the focused element fulfils this (an expression over ``e``); what is focused can always be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {what})(document.activeElement)"):
            assert page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement.matches('input')"
            )
            return
    pytest.fail(f"the keyboard does not reach: {what}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_whole_journey_needs_no_pointer(site: str, open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto(site)
    tab_to(page, "e.name === 'q'")
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("documents for harbour")

    # Limit to a source, leave another one out, choose years.
    tab_to(page, f"e.name === 'source' && e.value === '{REVIEW}'")
    page.keyboard.press("Space")
    renewed(page)
    tab_to(page, "e.matches('.apply button')")
    page.keyboard.press("Enter")
    expect(page.locator(".chip", has_text=REVIEW)).to_be_visible()
    renewed(page)
    tab_to(page, "e.name === 'date_from'")
    page.keyboard.type("1 Jan 2000")
    page.keyboard.press("Enter")
    expect(page.locator(".chip", has_text="2000")).to_be_visible()
    renewed(page)

    # Open the first document, see what was removed, cite, and go back to the list.
    tab_to(page, "e.closest('.entry h3') !== null")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()
    tab_to(page, "e.getAttribute('href')?.includes('view=scraped') === true")
    page.keyboard.press("Enter")
    expect(page.locator("ol.lines li").first).to_be_visible()
    tab_to(page, "e.closest('.tabs') !== null && !e.hasAttribute('aria-current')")
    page.keyboard.press("Enter")
    expect(page.locator(".text")).to_be_visible()
    tab_to(page, "e.getAttribute('href')?.startsWith('/cite/') === true")
    page.reload()
    tab_to(page, "e.innerText.startsWith('Back to')")
    page.keyboard.press("Enter")
    expect(page.locator(".chip", has_text=REVIEW)).to_be_visible()
