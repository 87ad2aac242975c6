"""Pages in German in a real browser: accessible, fitting a narrow screen, and changed without losing the place."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.archives import archive_app
from tests.browser.chromium import until, wcag_violations
from tests.browser.test_pages import PAGES
from tests.web.archives import REVIEW

__all__ = ["archive_app"]


@pytest.fixture
def site(serve: Callable[[Flask], str], archive_app: Flask) -> str:
    return serve(archive_app)


@pytest.mark.parametrize("name", [*PAGES, "every number"])
def test_no_german_page_breaks_a_rule_of_accessibility_or_the_width_of_a_phone(
    site: str, open_page: Callable[..., Page], name: str
) -> None:
    page = open_page(locale="de-DE", viewport={"width": 320, "height": 6000})
    page.goto(site + PAGES.get(name, "/sources?view=table"))
    assert page.locator("html").get_attribute("lang") == "de"
    assert wcag_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_is_changed_at_the_foot_and_the_page_stays(
    site: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    address = f"{site}/search?q=harbour&source=Northern%20Review"
    page.goto(address)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url == address
    expect(page.locator("h1")).to_contain_text("Dokumente zu harbour")
    page.get_by_role("link", name="Quellen", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Quellen")


def test_a_german_list_renews_itself_and_says_its_count_in_german(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(locale="de-DE")
    page.goto(site + "/search?q=harbour")
    page.locator(f"#filters input[name=source][value='{REVIEW}']").click()
    page.wait_for_url("**source=**")
    expect(page.locator("body > [role=status]")).to_have_text("5 Dokumente")
    page.locator("#filters input[name=date_from]").fill("1. Januar 2003")
    page.locator("#filters input[name=date_from]").press("Enter")
    page.wait_for_url("**date_from=2003-01-01**")
    expect(page.locator("#filters input[name=date_from]")).to_be_focused()


def test_a_citation_is_copied_and_said_to_be_in_german(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(locale="de-DE", permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + "/documents/treaty")
    button = page.get_by_role("button", name="Zitat nach Chicago kopieren")
    # The button says so for two seconds only, which a busy machine may oversleep.
    button.evaluate(
        "each => { window.said = [];"
        " new MutationObserver(() => said.push(each.textContent)).observe(each, {childList: true, characterData: true, subtree: true}) }"
    )
    button.click()
    expect(page.locator("body > [role=status]")).to_have_text("Zitat nach Chicago kopiert")
    until(page, lambda: len(page.evaluate("said")) == 2)
    assert page.evaluate("said") == ["Kopiert", "Kopieren"]
