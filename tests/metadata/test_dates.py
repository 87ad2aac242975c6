"""Dates are read as written: never more precise than the text, never invented."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.date_clues import given_date, publication_date
from indexer.metadata.date_forms import find_dates
from indexer.metadata.date_lines import read_date_line
from indexer.metadata.machine_dates import read_date
from indexer.metadata.scraped import Scraped


def first(text: str, *, day_first: bool | None = None) -> str | None:
    return next((found.span.edtf for found in find_dates(text, day_first=day_first)), None)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Mar 1, 2012 | 06:33 GMT", "2012-03-01"),
        ("1 March 2012", "2012-03-01"),
        ("the 3rd of May, 1969", "1969-05-03"),
        ("Washington, April 10, 1969.", "1969-04-10"),
        ("1. März 2012", "2012-03-01"),
        ("le 1er août 1914", "1914-08-01"),
        ("3 de mayo de 2010", "2010-05-03"),
        ("2012-03-01T06:33:00Z", "2012-03-01"),
        ("2012/03/01", "2012-03-01"),
        ("2012年3月1日", "2012-03-01"),
        ("01.03.2012", "2012-03-01"),
        ("23/4/2012", "2012-04-23"),
        ("4/23/2012", "2012-04-23"),
        ("May 2012", "2012-05"),
        ("Sept. 5, 2001", "2001-09-05"),
    ],
)
def test_written_forms(text: str, edtf: str) -> None:
    assert first(text) == edtf


@pytest.mark.parametrize(
    "text",
    [
        "may 5 people died",
        "30 February 2012",
        "in 2012",
        "1.2.3",
        "10.1000/2012",
        "phone 555-2012",
        "March 3",
        "the march of 2012 men",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert first(text) is None


def test_swappable_days_and_months_are_marked_unless_the_order_is_known() -> None:
    [found] = find_dates("03/04/2012")
    assert found.ambiguous
    assert found.span.edtf == "[2012-03-04,2012-04-03]"
    assert found.span.iso == "2012"
    assert first("03/04/2012", day_first=True) == "2012-04-03"
    assert first("03/04/2012", day_first=False) == "2012-03-04"


@given(st.dates(dt.date(1500, 1, 1), dt.date(2024, 12, 31)))
def test_every_day_is_found_in_every_unambiguous_form(day: dt.date) -> None:
    for form in (
        "{d:%B} {d.day}, {d.year}",
        "{d.day} {d:%b} {d.year}",
        "{d.year}-{d:%m}-{d:%d}",
        "{d.day}.{d.month}.{d.year}",
    ):
        assert first(form.format(d=day)) == day.isoformat()


@given(st.text(max_size=200))
def test_no_text_makes_dates_fail(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
    read_date(text)
    read_date_line(text)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2012", "2012"),
        ("2012-03", "2012-03"),
        ("201X", "201X"),
        ("2009-10~", "2009-10~"),
        ("20120301", "2012-03-01"),
        ("Thu, 01 Mar 2012 06:33:00 GMT", "2012-03-01"),
        ("March 2012", "2012-03"),
        ("Thu Mar 1 06:33:00 UTC 2012", "2012-03-01"),
    ],
)
def test_date_fields_keep_the_precision_they_state(text: str, edtf: str) -> None:
    span = read_date(text)
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize("text", ["", "Monday", "10:30", "March 3", "soon", "12", "x" * 500])
def test_dateutil_is_not_allowed_to_invent(text: str) -> None:
    assert read_date(text) is None


def test_implausible_given_dates_are_fenced_and_said() -> None:
    assert given_date("0203-01-01")[0] is None
    assert "implausible" in (given_date("9999-01-01")[1] or "")
    assert "is not a date" in (given_date("yesterday")[1] or "")


@pytest.mark.parametrize(
    ("line", "edtf", "kind"),
    [
        ("Mar 1, 2012 | 06:33 GMT", "2012-03-01", "published"),
        ("Published: 3 May 2012, 10:15 a.m. EST", "2012-05-03", "published"),
        ("By Jane Doe | May 3, 2012", "2012-05-03", "published"),
        ("Last updated 3 May 2012", "2012-05-03", "updated"),
        ("Washington, April 10, 1969, 2322Z.", "1969-04-10", "dateline"),
        ("November 12, 2011 For Immediate Release", "2011-11-12", "published"),
        ("Montag, 5. März 2012 um 10:15 Uhr", "2012-03-05", "published"),
    ],
)
def test_date_lines(line: str, edtf: str, kind: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert (found.span.edtf, found.kind) == (edtf, kind)


@pytest.mark.parametrize(
    "line",
    [
        "On March 1, 2012 the two sides met in Beijing.",
        "The accord of 3 March 2012",
        "The talks between March 1, 2012 and May 3, 2012 failed to bring the parties closer.",
    ],
)
def test_phrases_about_a_date_are_no_date_lines(line: str) -> None:
    assert read_date_line(line) is None


def scraped(*lines: str, url: str | None = None) -> Scraped:
    return Scraped(lines=lines, tags=("",) * len(lines), url=url)


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
