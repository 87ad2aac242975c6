"""Near copies in a real browser: the way from a list to two texts side by side, on every size of screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.chromium import is_wider_than_the_screen, wcag_violations_when_opened
from tests.web.copies import write_copies
from web import create_app

PAGES = {
    "each article once": "/search?q=pilots&copies=collapse",
    "a document with copies": "/documents/herald",
    "side by side": "/compare/courier/1?with=herald",
    "in one text": "/compare/herald?with=hostile&view=inline",
    "two versions": "/compare/other",
}


@pytest.fixture(scope="session")
def copies_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("browser-copies")
    return create_app(archive=write_copies(folder))


@pytest.fixture
def site(serve: Callable[[Flask], str], copies_app: Flask) -> str:
    return serve(copies_app)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_reader_sees_who_else_published_an_article_and_what_they_changed(
    site: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"{site}/search?q=pilots")
    page.get_by_role("link", name="List near copies once").click()
    expect(page.locator("h1")).to_contain_text("1 document")
    page.get_by_text("Also published 2 times").click()
    page.get_by_role("link", name="Pilots & <b>buoys</b>").click()
    page.get_by_role("link", name="Compare with Pilots complain").click()
    expect(page.locator("h1")).to_have_text("Two documents compared")
    expect(page.locator(".cmp ins", has_text="in haste,")).to_be_visible()
    expect(page.locator(".cmp del", has_text="carelessly,")).to_be_visible()
    for element, line in (("ins", "underline"), ("del", "line-through")):
        drawn = page.locator(f".cmp {element}").first.evaluate("each => getComputedStyle(each).textDecorationLine")
        assert drawn == line
    page.get_by_role("link", name="In one text").click()
    expect(page.locator(".cmp.inline del", has_text="carelessly,")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_of_accessibility(
    site: str, open_page: Callable[..., Page], name: str, scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    page.goto(site + PAGES[name])
    assert wcag_violations_when_opened(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_a_narrow_screen(site: str, open_page: Callable[..., Page], name: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(site + PAGES[name])
    assert not is_wider_than_the_screen(page)
