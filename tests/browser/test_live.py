"""A list renews itself in place: the old one stays until the new one is here, its count is said, focus stays."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.browser.archives import archive_app
from tests.browser.chromium import renewed, until
from tests.web.archives import GAZETTE, REVIEW

__all__ = ["archive_app"]

SOURCE = "#filters input[name=source][value='{}']"


@pytest.fixture
def site(serve: Callable[[Flask], str], archive_app: Flask) -> str:
    return serve(archive_app)


def asked(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def stamp(page: Page) -> None:
    """Something that a page loaded anew would not know any more."""
    page.evaluate("window.stamp = true")


def is_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.stamp === true"))


def test_ticking_a_value_renews_the_list_where_it_stands(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    stamp(page)
    before = page.locator("h1").inner_text()
    box = page.locator(SOURCE.format(REVIEW))
    box.hover()  # waits until it stands still
    above = box.bounding_box()
    box.click()
    page.wait_for_url("**source=Northern**")
    expect(page.locator("h1")).not_to_have_text(before)
    assert is_the_same_page(page)
    assert asked(page) == {"q": "harbour", "source": REVIEW}
    box = page.locator(SOURCE.format(REVIEW))
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    after = box.bounding_box()
    assert above is not None
    assert after is not None
    assert abs(above["y"] - after["y"]) < 2  # not carried off by the chip above
    count = page.locator("h1").inner_text().split(" for ")[0]
    expect(page.locator("body > [role=status]")).to_have_text(count)
    assert page.title().startswith(count)
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"/search?{urlsplit(page.url).query}"


def test_back_and_forward_lead_through_the_lists(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    stamp(page)
    first = page.locator("h1").inner_text()
    page.locator(SOURCE.format(REVIEW)).click()
    page.wait_for_url("**source=**")
    renewed(page)
    second = page.locator("h1").inner_text()
    page.locator(SOURCE.format(GAZETTE)).click()
    page.wait_for_url("**source=Harbour**")
    renewed(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text(second)
    renewed(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text(first)
    expect(page.locator(SOURCE.format(REVIEW))).not_to_be_checked()
    page.go_forward()
    expect(page.locator("h1")).to_have_text(second)
    assert is_the_same_page(page)


def test_focus_goes_from_not_to_allow_and_on_to_the_next_chip(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    stamp(page)
    for source in (REVIEW, GAZETTE):
        page.locator(f"#filters button[name=not_source][value='{source}']").focus()
        page.keyboard.press("Enter")
        allow = page.locator(f"#filters button[name=drop][value='not_source={source}']")
        expect(allow).to_be_focused()
    chips = page.locator(".chips a.x")
    chips.first.focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(1)
    expect(chips.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()
    assert is_the_same_page(page)
    assert asked(page) == {"q": "harbour"}


def test_the_old_list_stays_while_the_new_one_is_fetched(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    waiting: list[Route] = []
    page.route("**/search?*sort=newest*", lambda route: waiting.append(route))
    entries = page.locator(".entry").count()
    page.locator(".line1 a", has_text="Newest").click()
    expect(page.locator(".sheet")).to_have_attribute("aria-busy", "true")
    assert page.locator(".entry").count() == entries
    assert "sort" not in asked(page)
    until(page, lambda: waiting)
    waiting[0].continue_()
    page.wait_for_url("**sort=newest**")
    expect(page.locator(".sheet")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator(".line1 a[aria-current]")).to_have_text("Newest")
    expect(page.locator(".line1 a[aria-current]")).to_be_focused()


def test_dates_written_while_a_list_is_on_its_way_stay(site: str, page: Page) -> None:
    page.goto(f"{site}/search?q=harbour&date_from=1990")
    held: list[Route] = []
    page.route("**/search?*sort=newest*", lambda route: held.append(route))
    page.locator(".line1 a", has_text="Newest").click()
    page.get_by_label("To", exact=True).fill("2003")
    until(page, lambda: held)
    held[0].continue_()
    page.wait_for_url("**sort=newest**")
    expect(page.locator(".sheet")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_label("From", exact=True)).to_have_value("1990")
    expect(page.get_by_label("To", exact=True)).to_have_value("2003")


def test_only_the_last_of_quick_choices_counts(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    held: list[Route] = []
    page.route("**/search?*sort=newest*", lambda route: held.append(route))
    page.locator(".line1 a", has_text="Newest").click()
    until(page, lambda: held)
    page.locator(".line1 a", has_text="Oldest").click()
    page.wait_for_url("**sort=oldest**")
    expect(page.locator(".line1 a[aria-current]")).to_have_text("Oldest")
    for route in held:
        route.abort()
    expect(page.locator(".line1 a[aria-current]")).to_have_text("Oldest")


def test_a_new_query_keeps_the_filters_and_what_is_being_typed(site: str, page: Page) -> None:
    page.goto(f"{site}/search?q=harbour&source={REVIEW}")
    stamp(page)
    page.fill("#q", "moratorium")
    page.press("#q", "Enter")
    page.wait_for_url("**q=moratorium**")
    assert asked(page) == {"q": "moratorium", "source": REVIEW}
    expect(page.locator("#q")).to_be_focused()
    assert is_the_same_page(page)


def test_groups_that_were_closed_stay_closed(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    place = page.locator("details.facet", has=page.locator("h3", has_text="Place"))
    place.locator("summary").click()
    page.locator(SOURCE.format(REVIEW)).click()
    page.wait_for_url("**source=**")
    renewed(page)
    assert place.get_attribute("open") is None
    stamp(page)
    page.locator(".when-band summary").click()
    page.locator(".when-band tbody a").first.click()
    page.wait_for_url("**date_from=**")
    assert is_the_same_page(page)


def test_an_error_explains_itself_on_its_own_page(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    stamp(page)
    page.fill("#q", "*harbour")
    with page.expect_navigation():
        page.press("#q", "Enter")
    expect(page.locator("h1")).to_have_text("The query cannot be searched for")
    assert page.input_value("#q") == "*harbour"


def test_a_server_that_fails_once_is_simply_gone_to(
    serve: Callable[[Flask], str], archive_app: Flask, page: Page
) -> None:
    page.goto(serve(archive_app) + "/search?q=harbour")
    page.route("**/search?*source=*", lambda route: route.abort(), times=1)
    page.locator(SOURCE.format(REVIEW)).click()
    page.wait_for_url("**source=**")
    expect(page.locator(SOURCE.format(REVIEW))).to_be_checked()


def test_on_a_phone_the_button_says_what_it_will_show(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(site + "/search?q=harbour")
    stamp(page)
    before = page.url
    page.locator(".drawer > summary").click()
    page.locator(SOURCE.format(REVIEW)).click()
    button = page.locator(".apply button")
    expect(button).to_have_text("Show 5 documents")
    assert page.url == before
    button.click()
    page.wait_for_url("**source=**")
    assert page.locator("h1").inner_text().startswith("5 documents")
    assert is_the_same_page(page)


def test_the_call_that_a_renewed_list_stands_for_is_copied_whole(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + "/search?q=harbour")
    page.locator(SOURCE.format(REVIEW)).click()
    page.wait_for_url("**source=**")
    renewed(page)
    page.get_by_role("button", name="Copy API call").click()
    expect(page.locator("body > [role=status]")).to_have_text("API call copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site}/api/v1/search?q=harbour&source=Northern%20Review"


def test_links_pressed_to_open_elsewhere_are_left_to_the_browser(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    with page.context.expect_page() as opened:
        page.locator(".line1 a", has_text="Newest").click(modifiers=["ControlOrMeta"])
    assert "sort=newest" in opened.value.url or opened.value.url == "about:blank"
    assert "sort" not in page.url
    opened.value.close()
