"""The pages say what was found, how it was asked for, and how to go on; complete without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from indexer.generations import create_archive
from indexer.prepared import fingerprint
from tests.web.archives import GAZETTE, OFFICE, REVIEW, WITHDRAWN, record, write_archive
from web import create_app

Page = Callable[[str], BeautifulSoup]
SEED = "/documents/003_bb01f1feaf2e59d7.txt"


def text(part: Tag | None) -> str:
    assert part is not None
    return " ".join(part.get_text().split())


def asked(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def submitted(
    form: Tag, *, pressed: Tag | None = None, without: str | None = None, also: tuple[str, str] | None = None
) -> str:
    """The address a browser without JavaScript goes to. ``without`` unticks a value, ``also`` ticks one or fills a field."""
    pairs = []
    for field in form.find_all(["input", "button"]):
        name, value, kind = field.get("name"), field.get("value", ""), field.get("type", "text")
        if field.name == "button":
            sent = field is pressed
        elif kind == "checkbox":
            sent = (field.has_attr("checked") or (name, value) == also) and value != without
        else:
            sent = True
            value = also[1] if also and name == also[0] else value
        if name and sent:
            pairs.append((name, value))
    return form["action"] + "?" + "&".join(f"{name}={quote(value)}" for name, value in pairs)


def facet_form(page: BeautifulSoup) -> Tag:
    form = page.select_one("aside.filters form")
    assert form is not None
    return form


def total(page: BeautifulSoup) -> int:
    found = re.match(r"(No|[\d,]+) documents?", text(page.h1))
    assert found
    return 0 if found[1] == "No" else int(found[1].replace(",", ""))


# --- results ----------------------------------------------------------------------------------------------------------


def test_heading_and_title_tell_the_count_and_the_query(page: Page) -> None:
    got = page("/search?q=harbour+treaty")
    count = total(got)
    assert count > 10
    assert text(got.h1) == f"{count} documents for harbour treaty"
    assert text(got.title).startswith(f"{count} documents for harbour treaty")
    assert got.select_one("input#q")["value"] == "harbour treaty"


def test_every_entry_has_title_source_date_and_passage(page: Page) -> None:
    entries = page("/search?q=moratorium").select("li.entry")
    assert len(entries) == 4
    for entry in entries:
        assert entry.select_one("h3 a")["href"].startswith("/documents/")
        assert entry.select_one(".when") is not None
        assert entry.select_one("mark") is not None
    said = {text(entry.select_one("h3")): text(entry.select_one(".when")) for entry in entries}
    assert said["The harbour treaty is signed"] == "4 May 2003 to the day"
    assert said["A moratorium is proposed"] == "June 2003 to the month"
    assert said["A note without a date"] == "Undated no date found"


def test_a_warning_says_how_odd_input_was_read(page: Page) -> None:
    got = page("/search?q=" + quote('harbour "treaty'))
    assert text(got.select_one(".warn"))
    assert [text(chip) for chip in got.select(".chip.read")] == ["harbour", "“treaty”"]


def test_every_choice_in_force_is_said_with_the_way_back(page: Page) -> None:
    any_words = page("/search?q=harbour+moratorium&match=any")
    back = next(link for link in any_words.select("a") if text(link) == "Only documents with all of the words")
    assert total(page(back["href"])) < total(any_words)
    typed = page("/search?q=harbour&aliases=off")
    assert asked(next(link for link in typed.select("a") if text(link) == "Look for them, too")["href"]) == [
        ("q", "harbour")
    ]


def test_filters_stand_as_chips_that_can_be_taken_off(page: Page) -> None:
    base = f"/search?q=harbour&date_from=2000&date_to=2008&not_source={quote(REVIEW)}&source={quote(GAZETTE)}&source={quote(OFFICE)}"
    got = page(base)
    chips = got.select("section .chip")
    assert [text(chip)[:-1].strip() for chip in chips] == [
        f"Source {GAZETTE}",
        f"Source {OFFICE}",
        "Date 2000 to 2008",
        f"Source not {REVIEW}",
    ]
    for chip in chips:
        link = chip.select_one("a.x")
        assert link["aria-label"].startswith("Remove ")
        fewer = page(link["href"])
        assert len(fewer.select("section .chip")) == len(chips) - 1
        assert total(fewer) >= total(got) or GAZETTE in text(chip) or OFFICE in text(chip)
    clear = next(link for link in got.select("a.more") if "Clear all" in text(link))
    assert asked(clear["href"]) == [("q", "harbour")]


def test_a_ticked_value_survives_pressing_not_on_another(page: Page, client: FlaskClient) -> None:
    form = facet_form(page("/search?q=harbour"))
    button = next(b for b in form.select("button[name=not_source]") if b["value"] == REVIEW)
    address = submitted(form, pressed=button, also=("source", GAZETTE))
    landed = client.get(address)
    assert landed.status_code == 302
    assert asked(landed.location) == [("not_source", REVIEW), ("q", "harbour"), ("source", GAZETTE)]
    assert total(page(landed.location)) > 0


def test_pressing_not_on_a_ticked_value_leaves_it_out(page: Page, client: FlaskClient) -> None:
    form = facet_form(page(f"/search?source={quote(REVIEW)}"))
    button = next(b for b in form.select("button[name=not_source]") if b["value"] == REVIEW)
    assert asked(client.get(submitted(form, pressed=button)).location) == [("not_source", REVIEW)]


def test_an_excluded_value_is_allowed_again_by_its_button_or_by_unticking(page: Page, client: FlaskClient) -> None:
    form = facet_form(page(f"/search?q=harbour&not_source={quote(REVIEW)}"))
    button = form.select_one("button[name=drop]")
    assert asked(client.get(submitted(form, pressed=button)).location) == [("q", "harbour")]
    assert asked(client.get(submitted(form, without=REVIEW)).location) == [("q", "harbour")]


def test_dates_are_taken_as_people_type_them(page: Page, client: FlaskClient) -> None:
    form = facet_form(page("/search?q=harbour"))
    landed = client.get(submitted(form, also=("date_from", "4 May 2003")))
    assert asked(landed.location) == [("date_from", "2003-05-04"), ("q", "harbour")]


def test_undated_documents_are_a_value_that_can_be_chosen_or_left_out(page: Page, client: FlaskClient) -> None:
    form = facet_form(page("/search"))
    only = client.get(submitted(form, also=("undated", "only"))).location
    assert total(page(only)) == 3
    button = form.select_one("button[name=undated]")
    without = client.get(submitted(form, pressed=button)).location
    assert asked(without) == [("undated", "exclude")]
    assert total(page(only)) + total(page(without)) == total(page("/search"))


def test_bars_lead_to_their_years_and_stand_in_a_table(page: Page) -> None:
    got = page("/search?q=harbour")
    bars = got.select(".band .plot a")
    rows = got.select(".band tbody tr")
    table = {(text(row.th), text(row.td)) for row in rows}
    assert len(bars) > 5
    assert len(rows) == len(bars) + 1  # and the undated
    for bar in bars[:4]:
        name, count = text(bar.title).split(": ")
        narrowed = page(bar["href"])
        assert total(narrowed) == int(count.split()[0])
        assert bar["tabindex"] == "-1"
        assert (name, count.split()[0]) in table


def test_pages_are_numbered_and_lead_on(page: Page) -> None:
    first = page("/search?q=harbour")
    pager = first.select_one("nav.pages")
    assert text(pager.select_one("[aria-current=page]")) == "1"
    second = page(pager.select_one("a[rel=next]")["href"])
    ids = [[a["href"].split("?")[0] for a in got.select(".entry h3 a")] for got in (first, second)]
    assert not set(ids[0]) & set(ids[1])
    assert total(first) == total(second)
    assert "page 2" in text(second.title)


def test_pages_are_alike_whatever_the_api_would_make_of_the_address(page: Page) -> None:
    assert len(page("/search?q=harbour&limit=3&cursor=nonsense&facets=none").select("li.entry")) == 10


def test_sorting_puts_undated_documents_last(page: Page) -> None:
    for sort in ("newest", "oldest"):
        last = page(f"/search?q=moratorium&sort={sort}").select("li.entry")[-1]
        assert text(last.select_one(".when")).startswith("Undated")


def test_a_list_offers_itself_as_an_api_call(page: Page, client: FlaskClient) -> None:
    got = page(f"/search?q=harbour&source={quote(REVIEW)}&sort=newest")
    call = next(link for link in got.select("a") if text(link) == "API call")
    assert client.get(call["href"]).get_json()["total"] == total(got)


def test_links_among_results_are_kept_from_crawlers(page: Page, client: FlaskClient) -> None:
    got = page("/search?q=harbour")
    assert got.select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    assert "Disallow: /search" in client.get("/robots.txt").get_data(as_text=True)


def test_nothing_found_offers_only_what_finds_something(page: Page) -> None:
    got = page(f"/search?q=harbour+xyzzy&source={quote(REVIEW)}")
    assert text(got.h1) == "No documents for harbour xyzzy"
    offers = got.select(".relax li")
    assert offers
    for offer in offers:
        promised = int(text(offer.select_one(".n")))
        assert promised == total(page(offer.select_one("a")["href"])) > 0
    words = {text(row.th): text(row.td) for row in got.select("tbody tr")}
    assert words["xyzzy"] == "0"
    assert int(words["harbour"]) > 0


def test_empty_fields_of_a_form_leave_the_address(client: FlaskClient) -> None:
    landed = client.get("/search?q=harbour&date_from=&date_to=&source=")
    assert landed.status_code == 302
    assert landed.location == "/search?q=harbour"
    assert client.get("/search?q=").location == "/search"


def test_a_search_asked_of_the_first_page_is_answered_by_the_list(client: FlaskClient) -> None:
    assert client.get("/?q=harbour&date_from=some+day").location == "/search?q=harbour&date_from=some+day"
    assert client.get("/?person=person:wen-jiabao").location == "/search?person=person:wen-jiabao"
    assert client.get("/?q=%D8%AD%D8%B1%D8%A8&source=a%26b").location == "/search?q=%D8%AD%D8%B1%D8%A8&source=a%26b"
    assert client.get("/?q=&utm_source=elsewhere").status_code == 200


def test_a_wrong_date_is_explained_with_the_query_still_in_the_box(client: FlaskClient) -> None:
    response = client.get("/search?q=harbour&date_from=some+day")
    got = BeautifulSoup(response.data, "lxml")
    assert response.status_code == 400
    assert got.select_one("input#q")["value"] == "harbour"
    assert "'some day' is not a date" in text(got.select_one(".warn"))


def test_unknown_parameters_are_overlooked(page: Page) -> None:
    assert total(page("/search?q=harbour&utm_source=elsewhere")) == total(page("/search?q=harbour"))


# --- documents ---------------------------------------------------------------------------------------------------------


def test_a_document_shows_what_is_known_with_its_evidence(page: Page) -> None:
    got = page(SEED)
    assert text(got.h1) == "Small Steps Reduce Tensions Between U.S. and North Korea"
    rows = {text(row.dt): row.dd for row in got.select("dl.meta .row")}
    assert text(rows["Source"]).startswith("Stratfor")
    assert rows["Date"].select_one("time")["datetime"] == "2012-03-01"
    assert text(rows["Date"].select_one("blockquote")) == "Mar 1, 2012 | 06:33 GMT"
    assert "none found" in text(rows["Author"])


def test_the_words_searched_for_are_marked_numbered_and_linked(page: Page) -> None:
    found = page("/search?q=moratorium&source=Stratfor").select_one(".entry h3 a")
    assert found["href"].endswith("#hit-1")
    got = page(found["href"].split("#")[0])
    marks = got.select(".text mark")
    assert [mark["id"] for mark in marks] == [f"hit-{n + 1}" for n in range(len(marks))]
    assert all(text(mark).lower() == "moratorium" for mark in marks)
    targets = {link["href"] for link in got.select(".hits a, .pn a") if link["href"].startswith("#")}
    assert targets == {f"#{mark['id']}" for mark in marks}
    assert "Back to 1 document" in text(got.select_one(".where"))


def test_the_way_through_the_list_leads_from_document_to_document(page: Page) -> None:
    listed = [link["href"].split("?")[0] for link in page("/search?q=moratorium").select(".entry h3 a")]
    address, seen = page("/search?q=moratorium").select_one(".entry h3 a")["href"], []
    while address:
        got = page(address.split("#")[0])
        seen.append(urlsplit(address).path)
        following = got.select_one(".where a[rel=next]")
        address = following["href"] if following else None
    assert seen == listed


def test_a_search_from_a_document_keeps_no_filter_that_cannot_be_seen(page: Page) -> None:
    form = page("/documents/treaty?q=harbour&source=Northern%20Review&at=1").select_one("form.ask")
    assert [field["name"] for field in form.select("input")] == ["q"]
    form = page("/search?q=harbour&source=Northern%20Review").select_one("form.ask")
    assert [field["name"] for field in form.select("input")] == ["q", "source"]


def test_names_are_links_to_their_pages(page: Page) -> None:
    got = page(SEED)
    links = got.select(".text a.ent")
    assert links
    assert len({link["href"] for link in links}) == len(links)  # the first mention of each
    assert len(page(SEED + "?names=all").select(".text a.ent")) > len(links)
    assert page(links[0]["href"]).h1 is not None


def test_as_scraped_shows_every_line_with_what_became_of_it(page: Page, client: FlaskClient) -> None:
    got = page(SEED + "?view=scraped")
    lines = client.get("/api/v1/cleaning/003_bb01f1feaf2e59d7.txt").get_json()["lines"]
    shown = got.select("ol.lines li")
    assert [text(line.select_one(".prose")) for line in shown] == [" ".join(line["text"].split()) for line in lines]
    for element, line in zip(shown, lines, strict=True):
        assert line["verdict"] in element["class"]
        assert (element.select_one("del") is not None) == (line["verdict"] == "drop")
        assert line["rule"] in text(element.select_one(".why"))
        assert f"{round(100 * line['confidence'])} % sure" in text(element.select_one(".why")).replace("\u202f", " ")
    date_line = next(element for element in shown if "06:33 GMT" in text(element))
    assert "became the date" in text(date_line)


def test_only_harmless_addresses_become_links(page: Page) -> None:
    link = next(a for a in page("/documents/treaty").select("dd a") if "review.example" in a["href"])
    assert link["href"] == "https://review.example/treaty?a=1&b=2"
    assert "nofollow" in link["rel"]


def test_a_long_title_stands_whole_and_smaller_on_its_own_page(tmp_path: Path) -> None:
    title = "Report of the Committee on the Dredging of the Outer Harbour " * 7
    write_archive(tmp_path, [record("a", title.strip(), "2001", None, "Dredging was discussed.")], seeds=False)
    client = create_app(archive=tmp_path / "archive").test_client()
    heading = BeautifulSoup(client.get("/documents/a").data, "lxml").h1
    assert heading.get_text() == title.strip()
    assert heading["class"] == ["long"]
    assert not BeautifulSoup(client.get("/search?q=dredging").data, "lxml").h1.get("class")


def test_no_full_stop_follows_an_alias_that_ends_in_one(page: Page) -> None:
    also = page("/search?q=U.S.").select_one("[aria-labelledby=h-also]")
    assert "for U.S. Only" in text(also)
    assert ".." not in text(also)


def test_foreign_text_says_its_language(page: Page) -> None:
    assert page("/documents/francais").select_one(".text")["lang"] == "fr"
    assert page("/search?q=Norvège").select_one(".entry h3")["lang"] == "fr"


def test_a_withdrawn_document_leaves_a_tombstone(client: FlaskClient) -> None:
    response = client.get(f"/documents/{WITHDRAWN}")
    got = BeautifulSoup(response.data, "lxml")
    assert response.status_code == 410
    assert text(got.h1) == "A letter that was withdrawn"
    assert "the writer asked for it" in text(got.select_one("dl"))
    # Enough to know that it is the one that was cited.
    assert "State Paper Office" in text(got.select_one("dl"))
    assert got.select_one(".when time")["datetime"] == "2006-07-01"
    assert "secretword" not in text(got)
    assert total(BeautifulSoup(client.get("/search?q=secretword").data, "lxml")) == 0


def test_a_missing_document_says_so(client: FlaskClient) -> None:
    response = client.get("/documents/none/such")
    assert response.status_code == 404
    assert text(BeautifulSoup(response.data, "lxml").h1) == "Not in this archive"


# --- names, facets, first page ------------------------------------------------------------------------------------------


def test_an_entity_page_counts_the_documents_it_leads_to(page: Page) -> None:
    got = page("/entities/place:NO")
    assert text(got.h1) == "Norway"
    link = got.select_one(".lead a")
    assert total(page(link["href"])) == int(text(link).split()[0])
    assert "Norway" in text(got.select_one("table"))


def test_all_values_of_a_facet_can_be_found_ticked_and_shown(page: Page, client: FlaskClient) -> None:
    got = page("/facets/source?q=harbour&order=label")
    labels = [text(label) for label in got.select(".allvals .t")]
    assert labels == [GAZETTE, REVIEW, OFFICE, "Source unknown"]
    landed = client.get(submitted(got.select_one(".allvals").parent, also=("source", OFFICE))).location
    assert asked(landed or "") in ([("q", "harbour"), ("source", OFFICE)], [])
    begins = page("/facets/source?q=harbour&prefix=har")
    assert [text(label) for label in begins.select(".allvals .t")] == [GAZETTE]
    assert "None has a word that begins" in text(page("/facets/source?prefix=zzz").main)


def test_the_first_page_tells_what_the_archive_holds(page: Page) -> None:
    got = page("/")
    facts = {text(fact.dt): text(fact.dd) for fact in got.select(".facts div")}
    assert facts["documents"] == "21"
    assert facts["years covered"] == "1999–2012"
    assert facts["undated"] == "3"
    assert total(page(got.select_one(".facts a")["href"])) == 3
    first = got.select_one("#sources li")
    assert total(page(first.a["href"])) == int(text(first.select_one(".n")))
    assert got.select_one("form[role=search] input[type=search]") is not None


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    create_archive(tmp_path / "archive")
    client = create_app(archive=tmp_path / "archive").test_client()
    assert "regesta index PATH" in client.get("/").get_data(as_text=True)
    found = BeautifulSoup(client.get("/search?q=x").data, "lxml")
    assert "regesta index PATH" in text(found.main)
    assert "0 documents" not in text(found.main)
    assert client.get("/api/v1/search").get_json()["total"] == 0
    assert client.get("/readyz").status_code == 200


def test_ways_to_search_shown_in_the_help_can_be_followed(page: Page) -> None:
    links = page("/help").select("table a[href^='/search']")
    assert len(links) > 8
    for link in links:
        page(link["href"])


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=harbour",
        SEED,
        SEED + "?view=scraped",
        "/help",
        "/facets/place",
        "/entities/place:NO",
        "/timeline?q=harbour&q2=moratorium",
        "/sources",
    ],
)
def test_every_page_has_one_heading_landmarks_and_a_way_past_them(page: Page, address: str) -> None:
    got = page(address)
    assert len(got.select("h1")) == 1
    assert len(got.select("main")) == 1
    assert got.select_one("html")["lang"] == "en"
    ids = [element["id"] for element in got.select("[id]")]
    assert len(ids) == len(set(ids))
    for skip in got.select(".skips a"):
        assert skip["href"].removeprefix("#") in ids
    for labelled in got.select("[aria-labelledby], [aria-describedby]"):
        for reference in (labelled.get("aria-labelledby", "") + " " + labelled.get("aria-describedby", "")).split():
            assert reference in ids
    assert not got.select("script:not([src], [type='application/ld+json']), style, [style]")


def test_not_pressed_on_a_ticked_undated_leaves_undated_documents_out(client: FlaskClient) -> None:
    landed = client.get("/search?q=harbour&undated=only&undated=exclude")
    assert (landed.status_code, landed.location) == (302, "/search?q=harbour&undated=exclude")


def test_a_document_tells_which_version_of_the_rules_cleaned_it(page: Page, client: FlaskClient) -> None:
    made_by = client.get("/api/v1" + SEED).get_json()["made_by"]
    assert made_by == fingerprint()
    assert f"Cleaned by version {made_by}" in text(page(SEED).select_one("aside.index"))
