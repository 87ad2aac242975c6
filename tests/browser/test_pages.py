"""A reader's way through the archive in a real browser, with and without JavaScript, on every size of screen."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.archives import archive_app, hostile_app
from tests.browser.chromium import is_wider_than_the_screen, renewed, wcag_violations_when_opened
from tests.web.archives import GAZETTE, REVIEW, WITHDRAWN

__all__ = ["archive_app", "hostile_app"]

SEED = "/documents/003_bb01f1feaf2e59d7.txt"
PAGES = {
    "first": "/",
    "results": "/search?q=harbour",
    "filtered": "/search?q=harbour+%22treaty&source=Northern%20Review&not_source=Harbour%20Gazette&date_from=2000&date_to=2009",
    "nothing found": "/search?q=harbour+xyzzy&source=Northern%20Review",
    "everything": "/search?page=2",
    "document": SEED + "?q=moratorium&at=1",
    "as scraped": SEED + "?view=scraped",
    "entity": "/entities/place:NO",
    "facet": "/facets/source?order=label",
    "help": "/help",
    "names": "/facets/place",
    "timeline": "/timeline?q=harbour&q2=moratorium",
    "sources": "/sources",
    "error": "/search?q=x&date_from=never",
    "missing": "/documents/none",
    "withdrawn": f"/documents/{WITHDRAWN}",
}


def tick(page: Page, source: str) -> Locator:
    """The box of a source among the filters."""
    return page.locator(f"#filters input[name=source][value='{source}']")


@pytest.fixture
def site(serve: Callable[[Flask], str], archive_app: Flask) -> str:
    return serve(archive_app)


@pytest.fixture
def hostile_site(serve: Callable[[Flask], str], hostile_app: Flask) -> str:
    return serve(hostile_app)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def reader(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    return open_page(javascript=request.param)


def test_a_reader_searches_narrows_reads_and_finds_the_way_back(site: str, reader: Page) -> None:
    reader.goto(site)
    reader.get_by_role("searchbox").fill("harbour treaty")
    reader.get_by_role("button", name="Search").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("documents for harbour treaty")
    before = int(reader.locator("h1").inner_text().split()[0])

    tick(reader, REVIEW).click()
    renewed(reader)
    reader.locator("#filters").get_by_role("button", name=f"Leave out {GAZETTE}").click()
    expect(reader.locator(".chip", has_text=REVIEW)).to_be_visible()
    expect(reader.locator(".chip.not", has_text=GAZETTE)).to_be_visible()
    assert int(reader.locator("h1").inner_text().split()[0]) < before
    assert dict(parse_qsl(urlsplit(reader.url).query))["source"] == REVIEW

    reader.get_by_role("link", name=f"Remove exclusion of {GAZETTE}").click()
    expect(reader.locator(".chip.not")).to_have_count(0)
    reader.get_by_label("From", exact=True).fill("May 2003")
    reader.get_by_label("To", exact=True).fill("2003")
    reader.locator("#filters").get_by_role("button", name="Show documents").last.click()
    expect(reader.locator(".chip", has_text="May 2003 to 2003")).to_be_visible()
    renewed(reader)
    found = reader.url

    reader.get_by_role("link", name="The harbour treaty is signed").click()
    expect(reader.locator("h1")).to_have_text("The harbour treaty is signed")
    expect(reader.locator("mark#hit-1")).to_be_in_viewport()
    reader.get_by_role("link", name="As scraped").click()
    expect(reader.locator("ol.lines li").first).to_be_visible()
    reader.get_by_role("link", name="As indexed").click()
    reader.get_by_role("link", name="Back to 1 document").click()
    expect(reader.locator(".strip h1")).to_contain_text("1 document")
    assert sorted(parse_qsl(urlsplit(reader.url).query)) == sorted(parse_qsl(urlsplit(found).query))


def test_a_bar_of_the_band_opens_its_year(site: str, reader: Page) -> None:
    reader.goto(site + "/search?q=harbour")
    bar = reader.locator(".band .plot a").nth(1)
    said = bar.locator("title").text_content() or ""
    bar.click()
    expect(reader.locator("h1")).to_contain_text(said.split(": ")[1])
    expect(reader.locator(".chip", has_text=said.split(":")[0])).to_be_visible()


def test_the_keyboard_alone_reaches_documents_and_filters(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to documents")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to filters")).to_be_focused()
    page.keyboard.press("Enter")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert "date_from" in seen
    assert "source" in seen
    page.goto(site + "/search?q=harbour")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.entry h3') !== null"):
            break
    else:
        pytest.fail("no document is reached by the keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()


def test_enter_in_a_date_field_shows_documents_and_leaves_nothing_out(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    page.get_by_label("From", exact=True).fill("2003")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.locator(".chip", has_text="from 2003")).to_be_visible()
    assert page.locator(".chip.not").count() == 0


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


def test_filters_open_and_close_on_a_phone(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, javascript=False)
    page.goto(site + "/search?q=harbour")
    expect(tick(page, REVIEW)).to_be_hidden()
    page.locator("summary", has_text="Filters").click()
    tick(page, REVIEW).check()
    page.locator("#filters").get_by_role("button", name="Show documents").last.click()
    expect(page.locator(".chip", has_text=REVIEW)).to_be_visible()


@pytest.mark.parametrize(
    "address",
    ["/search?q=needle", "/", "/facets/source", "/facets/person", "/search?source=%3Cscript%3Ealert(1)%3C/script%3E"],
)
def test_hostile_text_never_runs(hostile_site: str, open_page: Callable[..., Page], address: str) -> None:
    page = open_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(hostile_site + address)
    documents = [link.get_attribute("href") for link in page.locator(".entry h3 a").all()]
    for document in documents:
        for view in ("", "&view=scraped"):
            path, _, _ = (document or "").partition("#")
            page.goto(hostile_site + path + ("&" if "?" in path else "?") + view.lstrip("&"))
            page.mouse.move(300, 300)
    assert dialogs == []


def test_hostile_and_endless_text_keeps_to_a_narrow_page(hostile_site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    for address in ("/search?q=needle", "/documents/long", "/documents/right-to-left", "/documents/long?view=scraped"):
        page.goto(hostile_site + address)
        widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert widths[0] <= widths[1], address


def test_a_document_prints_without_the_apparatus(site: str, page: Page) -> None:
    page.goto(site + SEED)
    page.emulate_media(media="print")
    expect(page.locator(".print.note")).to_be_visible()
    expect(page.locator("form.ask")).to_be_hidden()
    expect(page.locator("nav.nav")).to_be_hidden()
    assert len(page.pdf()) > 10_000


# Paper of A4 between the margins of the style sheet, in pixels of CSS.
PAPER = {"width": 658, "height": 970}
# WCAG 2.2, 1.4.12: what readers may set without losing anything.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)


def test_on_paper_every_page_keeps_its_columns_and_its_charts(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PAPER)
    page.emulate_media(media="print")
    for name in ("results", "filtered", "document", "as scraped", "entity", "timeline", "facet", "withdrawn"):
        page.goto(site + PAGES[name])
        margin, text, drawn = page.evaluate(
            """[document.querySelector('main').getBoundingClientRect().x, document.querySelector('h1').getBoundingClientRect(),
                [...document.querySelectorAll('.band')].every(band => band.getBoundingClientRect().height > 50)]"""
        )
        assert text["x"] > margin + 60, name  # beside what stands in the margin
        assert text["width"] > 350, name
        assert drawn, name
        assert not is_wider_than_the_screen(page), name
    expect(page.locator(".nav")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_wider_spacing_of_the_text_takes_nothing_away(site: str, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    for name, address in PAGES.items():
        page.goto(site + address)
        page.add_style_tag(content=SPACED)
        assert not is_wider_than_the_screen(page), name
        cut = page.evaluate(
            """[...document.querySelectorAll('h1, h2, h3, p, a, button, label, td, th, .chip > span')]
                .filter(each => !each.closest('.vh, .skips, .scroll, svg') && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
                .filter(each => getComputedStyle(each).overflowX !== 'visible').map(each => each.outerHTML.slice(0, 80))"""
        )
        assert cut == [], name


def test_nothing_moves_while_a_page_loads(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour", wait_until="load")
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value })"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
    )
    assert shift == 0


def test_dragging_over_the_band_chooses_its_years(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    bars = page.locator(".when-band .plot a")
    first, last = bars.nth(1).bounding_box(), bars.nth(4).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 20, steps=5)
    page.mouse.up()
    expect(page.locator(".chip", has_text="Date")).to_be_visible()
    renewed(page)
    query = dict(parse_qsl(urlsplit(page.url).query))
    titles = [bar.locator("title").text_content() or "" for bar in (bars.nth(1), bars.nth(4))]
    assert [query["date_from"], query["date_to"]] == [title[:4] for title in titles]
    assert query["q"] == "harbour"


def test_keys_reach_the_box_and_the_documents_and_can_be_turned_off(site: str, page: Page) -> None:
    page.goto(site + "/search?q=harbour")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".entry h3 a").nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.goto(site + "/help")
    page.get_by_label("Use these keys").uncheck()
    page.goto(site + "/search?q=harbour")
    page.keyboard.press("j")
    expect(page.locator(".entry h3 a").first).not_to_be_focused()


def test_a_citation_is_copied_and_said_to_be(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + "/documents/treaty")
    page.get_by_role("button", name="Copy the Chicago citation").click()
    expect(page.get_by_role("status")).to_have_text("Chicago citation copied")
    assert "The harbour treaty is signed" in page.evaluate("navigator.clipboard.readText()")


def test_escape_closes_the_filters_and_gives_the_focus_back(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(site + "/search?q=harbour")
    summary = page.locator("summary", has_text="Filters")
    summary.click()
    tick(page, REVIEW).focus()
    page.keyboard.press("Escape")
    expect(tick(page, REVIEW)).to_be_hidden()
    expect(summary).to_be_focused()
