"""The day of a document: the surest clue, checked against what the page shows, and honest about what it cannot know."""

from dataclasses import replace
from typing import Any

import pytest

from indexer.metadata.publication import publication_date, update_date
from indexer.metadata.scraped import Markup, Scraped
from tests.cleaning.raw import cleaned


def scraped(*lines: str, url: str | None = None, day_first: bool | None = None) -> Scraped:
    return Scraped(lines=lines, tags=("",) * len(lines), url=url, day_first=day_first)


def page(*lines: tuple[str, str], language: str | None = None, **markup: Any) -> Scraped:
    """Lines as pairs of tag and text, with what the page says of itself."""
    tags, texts = zip(*lines, strict=True)
    return Scraped(lines=texts, tags=tags, markup=Markup(language=language, **markup))


def dated(found: Scraped) -> str | None:
    finding = publication_date(found)[0]
    return finding.value.edtf if finding else None


def test_a_month_in_the_address_is_narrowed_by_the_line_that_names_the_day() -> None:
    found, _ = publication_date(scraped("3 May 2012", url="https://example.org/2012/05/talks"))
    assert found is not None
    assert found.value.edtf == "2012-05-03"
    found, _ = publication_date(scraped("Talks", url="https://example.org/2012/05/talks"))
    assert found is not None
    assert found.value.edtf == "2012-05"


def test_a_copyright_year_is_no_publication_date() -> None:
    assert publication_date(scraped("Talks", "Copyright © 2012 The Courier"))[0] is None


def test_the_update_is_not_the_publication() -> None:
    found, _ = publication_date(scraped("Talks", "Published: 1 May 2012", "Updated: 3 May 2012"))
    assert found is not None
    assert found.value.edtf == "2012-05-01"


def test_a_document_that_dates_only_its_update_is_dated_approximately() -> None:
    found, _ = publication_date(scraped("Talks", "Updated: 3 May 2012"))
    assert found is not None
    assert (found.value.edtf, found.method) == ("2012-05-03~", "update-only")


HEADLINE = ("h1", "Talks begin in the spring")


def test_the_headline_that_is_the_title_is_looked_around_and_not_the_name_of_the_site() -> None:
    menu = [("li", f"Topic {number}") for number in range(40)]
    lines = [("h1", "The Courier"), ("p", "3 May 2020"), *menu, HEADLINE, ("p", "1 March 2012"), ("p", "Text.")]
    assert dated(page(*lines, title="Talks begin in the spring | The Courier")) == "2012-03-01"


def test_a_date_above_the_headline_gives_way_to_one_below_it() -> None:
    assert dated(page(("p", "Monday, 5 May 2014"), ("p", "Menu"), HEADLINE, ("p", "1 March 2012"))) == "2012-03-01"


def test_a_clock_in_the_head_of_the_page_dates_nothing_when_there_is_another_date() -> None:
    times = (("", "Monday, 5 May 2014", "mod_datetime < div navtop"),)
    lines = [("p", "Monday, 5 May 2014"), ("p", "1 March 2012"), ("p", "Text.")]
    assert dated(page(*lines, times=times)) == "2012-03-01"


def test_what_the_page_shows_beside_its_headline_wins_over_what_its_markup_states() -> None:
    moved: dict[str, Any] = {"linked_data": ({"@type": "Article", "datePublished": "2025-06-12"},)}
    assert dated(page(HEADLINE, ("p", "November 2, 2022"), **moved)) == "2022-11-02"


@pytest.mark.parametrize(
    ("address", "edtf"),
    [
        ("https://example.org/home/2017/7/12/talks", "2017-07-12"),  # the site moved in 2019
        ("https://example.org/home/2019/6/12/talks", "2019-06-17"),  # drafted a few days before
        ("https://example.org/home/2017-07-12-talks", "2019-06-17"),  # may be the day of the talks
        ("https://example.org/home/2017/7/talks", "2019-06-17"),
    ],
)
def test_a_day_in_the_address_wins_over_markup_that_states_a_much_later_one(address: str, edtf: str) -> None:
    markup = Markup(linked_data=({"@type": "Article", "datePublished": "2019-06-17"},))
    assert dated(Scraped(lines=("Talks",), tags=("h1",), markup=markup, url=address)) == edtf


def test_a_day_beside_the_headline_that_contradicts_address_and_markup_is_anothers() -> None:
    lines = [HEADLINE, ("p", "14/08/2021"), ("p", "Text.")]
    stated = ({"@type": "Article", "datePublished": "2022-08-14"},)
    found = page(*lines, title="Talks begin in the spring", linked_data=stated, language="de")
    assert dated(found) == "2021-08-14"
    assert dated(replace(found, url="https://example.org/news/2022-08/talks")) == "2022-08-14"


def test_the_only_day_in_the_description_dates_a_page_that_nothing_else_dates() -> None:
    def described(text: str) -> str | None:
        return dated(page(("p", "Bears were counted."), meta={"description": (text,)}))

    assert described("Bear count 2019 (News of 14 January 2020)") == "2020-01-14"
    assert described("From 14 January 2020 to 3 May 2021, after 1 June 2019") is None
    assert described("The fair takes place on 14 January 2020") is None


def test_a_last_change_beside_the_headline_does_not() -> None:
    stated: dict[str, Any] = {
        "linked_data": ({"@type": "Article", "datePublished": "2012-03-01", "dateModified": "2012-06-12"},)
    }
    assert dated(page(HEADLINE, ("p", "June 12, 2012"), **stated)) == "2012-03-01"
    update = update_date(page(HEADLINE, ("p", "June 12, 2012"), **stated))
    assert update is not None
    assert update.value.iso == "2012-06-12"


@pytest.mark.parametrize(
    ("instant", "shown", "edtf"),
    [
        ("2012-03-02T03:00:00Z", "March 1, 2012", "2012-03-01"),
        ("2012-03-01T22:00:00Z", "March 2, 2012", "2012-03-02"),
        ("2012-03-02T13:00:00Z", "March 1, 2012", "2012-03-02"),  # nowhere on earth is it the first any more
        ("2012-03-01T06:00:00Z", "March 2, 2012", "2012-03-01"),  # nowhere is it the second yet
    ],
)
def test_an_instant_in_utc_is_the_day_shown_where_that_can_be(instant: str, shown: str, edtf: str) -> None:
    assert dated(page(HEADLINE, ("p", shown), meta={"article:published_time": (instant,)})) == edtf


def test_a_time_element_that_markup_calls_published_wins_over_a_date_without_a_label() -> None:
    times = (("2018-06-22 10:20:00", "22.06.2018", "hidden datepublished < article"),)
    assert dated(page(HEADLINE, ("p", "2018-08-29 14:15:57"), times=times)) == "2018-06-22"


def test_dates_of_members_and_events_are_not_the_documents() -> None:
    lines = [HEADLINE, ("dt", "Joined"), ("dd", "May 11, 2010"), ("p", "Text of the post.")]
    assert dated(page(*lines)) is None
    event = "Das nächste Treffen findet am 5. Februar 2020 ab 19 Uhr im Rathaus statt."
    edited = "Diese Seite wurde zuletzt am 29. Januar 2020 um 13:22 Uhr geändert."
    assert dated(page(HEADLINE, ("p", event), *[("p", "Text.")] * 40, ("li", edited))) == "2020-01-29~"


def test_a_label_at_the_foot_of_the_page_dates_it_before_the_last_change_does() -> None:
    foot = [("p", "Letzte Änderung: 31.10.2023"), ("p", "Erschienen am: 01.11.2023")]
    assert dated(page(HEADLINE, *[("p", "Text.")] * 40, *foot)) == "2023-11-01"


def test_linked_data_whose_quotation_marks_are_escaped_is_read() -> None:
    script = "{&quot;@type&quot;:&quot;Article&quot;,&quot;datePublished&quot;:&quot;2023-10-17&quot;}"
    document = cleaned(f"<h1>Talks</h1><script type='application/ld+json'>{script}</script><p>Text.</p>", "html")
    assert document.date is not None
    assert document.date.edtf == "2023-10-17"


def test_a_span_of_days_dates_a_document_with_both_its_ends() -> None:
    assert dated(scraped("Conference papers", "12–14 March 2011")) == "2011-03-12/2011-03-14"


@pytest.mark.parametrize("language", ["de", "en-GB"])
def test_swappable_dates_go_by_the_language_of_the_page(language: str) -> None:
    assert dated(page(HEADLINE, ("p", "03/04/2012"), language=language)) == "2012-04-03"


def test_swappable_dates_go_by_the_other_dates_of_the_page() -> None:
    assert dated(page(HEADLINE, ("p", "03/04/2012"), ("p", "Next meeting: 25/12/2012"))) == "2012-04-03"
    assert dated(page(HEADLINE, ("p", "03/04/2012"), ("p", "Next meeting: 12/25/2012"))) == "2012-03-04"
    assert dated(page(HEADLINE, ("p", "03/04/2012"), ("p", "Signed in Paris, 3 April 2012."))) == "2012-04-03"


def test_swappable_dates_go_by_the_source_where_the_page_says_nothing() -> None:
    assert dated(scraped("Talks", "03/04/2012", day_first=True)) == "2012-04-03"
    assert dated(scraped("Talks", "03/04/2012", "12/25/2012", day_first=True)) == "2012-03-04"


def test_swappable_dates_that_nothing_settles_stay_two_days() -> None:
    assert dated(scraped("Talks", "03/04/2012")) == "[2012-03-04,2012-04-03]"
    between = scraped("Talks", "03/04/2012", url="https://example.org/2012/03/20/talks")
    assert dated(between) == "[2012-03-04,2012-04-03]"


LONG = "The ministers met again and agreed on nearly everything that had been left open in the spring. " * 3


def test_short_lines_of_a_clean_text_still_say_who_wrote_it_and_when_it_was_changed() -> None:
    found = cleaned(f"By Jane Doe\n\n{LONG}\n\nLast updated: 3 May 2012", content="body")
    assert found.authors == ("Jane Doe",)
    assert found.updated is not None
    assert found.updated.edtf == "2012-05-03"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Office of the Press Secretary ______ FOR IMMEDIATE RELEASE April 5, 2009", "2009-04-05"),
        ("For Immediate Release: June 26, 2009 REMARKS BY THE PRESIDENT ON THE FAIR OF MAY 3, 2009", "2009-06-26"),
        ("FOR RELEASE AT 10:00 A.M. EST FRIDAY, JANUARY 7, 2011 Federal Statistics", "2011-01-07"),
        ("Embargoed until 00:01 on 3 May 2012 Report of the commission", "2012-05-03"),
        (
            "THE HOUSE Office of the Clerk, March 17, 2011 For Immediate Release Remarks on trade in the spring",
            "2011-03-17",
        ),
        ("For immediate release 03/04/2012 Remarks on trade in the spring of that year and the next", None),
        (
            "The prisoners were held for release in another year, some until 3 May 2012, which nobody had foreseen.",
            None,
        ),
    ],
)
def test_a_press_release_is_dated_by_the_day_beside_those_words(line: str, day: str | None) -> None:
    assert (
        dated(scraped("Remarks on trade", line, "The President spoke for an hour about trade with all of them.")) == day
    )


@pytest.mark.parametrize(
    "told",
    [
        "On November 9, 1989, thousands of jubilant Germans brought down the Berlin Wall.",
        "The Congress first met in Philadelphia on September 5, 1774, with delegates from each of the 13 colonies.",
        "Kosovo declared its independence from Serbia on February 17, 2008. In its declaration it committed itself.",
        "In an April 23, 1965, letter to the Assistant Secretary the Ambassador stated this.",
        "Telegram 616 to Taipei, March 22, 1963, informed the Embassy that the President came.",
        "First treaty between the United States and Norway signed, June 7, 1893.",
        "Johnson with Gandhi, March 28, 1966. (White House Photo Office)",
        "In a letter to Diem, May 8, 1961 (see Document 48), the President offered to send experts.",
    ],
)
def test_what_a_text_tells_of_a_day_is_not_when_it_was_written(told: str) -> None:
    assert dated(scraped("A heading of the text", told, "Another paragraph of the text follows it.")) is None


@pytest.mark.parametrize(
    ("opening", "date"),
    [
        ("(18.01.2018) Farmers tremble. Since 2007 the fever has come nearer.", "2018-01-18"),
        ("Peter Grimm / 07.11.2023 / 09:30 / and what he wrote on that morning", "2023-11-07"),
        ("Pressemitteilung vom 25. Januar 2022 | Berlin – Die Zusammenarbeit stand im Mittelpunkt.", "2022-01-25"),
        ("March 1, 2012 The President met the ministers and spoke to them at length.", "2012-03-01"),
    ],
)
def test_a_day_at_the_head_of_the_first_words_dates_a_text(opening: str, date: str) -> None:
    assert dated(scraped("A heading of the text", opening, "Another paragraph of the text follows it.")) == date


def test_the_first_day_that_a_page_names_is_not_one_that_a_sentence_tells_of() -> None:
    filler = [("p", "Plain words of a page that goes on for a while.")] * 30
    told = ("p", "Find all the members of the band that joined after 1 January 1961, and list them.")
    written = ("p", "This article was written on 14 December 2015 at 14:48 by the editors.")
    assert dated(page(HEADLINE, *filler, told)) is None
    assert dated(page(HEADLINE, *filler, told, written)) == "2015-12-14"
