"""Dates are read as written: never more precise than the text, never invented."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.date_forms import find_dates
from indexer.metadata.date_lines import read_date_line
from indexer.metadata.machine_dates import read_date
from indexer.metadata.publication import stated_date


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
        ("3 NİSAN 2012", "2012-04-03"),  # capitals with and without a dot, which stand for small letters of their own
        ("3 MAYIS 2012", "2012-05-03"),
        ("12. MÄRZ 2012", "2012-03-12"),
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


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("12-14 March 2011", "2011-03-12/2011-03-14"),
        ("12 to 14 March 2011", "2011-03-12/2011-03-14"),
        ("March 12–14, 2011", "2011-03-12/2011-03-14"),
        ("March 28 – April 2, 2011", "2011-03-28/2011-04-02"),
        ("28 February to 2 March 2011", "2011-02-28/2011-03-02"),
        ("December 31, 2021 – January 6, 2022", "2021-12-31/2022-01-06"),
        ("30 December - 2 January 2012", "2011-12-30/2012-01-02"),
        ("12.–14. März 2011", "2011-03-12/2011-03-14"),
        ("12. bis 14. März 2011", "2011-03-12/2011-03-14"),
        ("12.-14.03.2011", "2011-03-12/2011-03-14"),
        ("28.02. - 02.03.2011", "2011-02-28/2011-03-02"),
        ("du 12 au 14 mars 2011", "2011-03-12/2011-03-14"),
        ("del 12 al 14 de marzo de 2011", "2011-03-12/2011-03-14"),
        ("March/April 2012", "2012-03/2012-04"),
    ],
)
def test_spans_of_days_are_intervals_with_both_ends_inside(text: str, edtf: str) -> None:
    [found] = find_dates(text)
    assert (found.span.edtf, found.span.precision) == (edtf, "interval")
    assert not found.ambiguous


@pytest.mark.parametrize("text", ["14-12 March 2011", "30-31 February 2011", "March 14-12, 2011"])
def test_spans_that_end_before_they_begin_are_no_dates(text: str) -> None:
    assert first(text) is None


def test_two_dates_beside_each_other_are_two_dates() -> None:
    assert [found.span.edtf for found in find_dates("3 May 2012 and 1 June 2012")] == ["2012-05-03", "2012-06-01"]


@given(st.dates(dt.date(1500, 1, 1), dt.date(2024, 11, 1)), st.integers(1, 60))
def test_spans_of_any_length_keep_their_first_and_last_day(day: dt.date, days: int) -> None:
    last = day + dt.timedelta(days)
    [found] = find_dates(f"{day.day} {day:%B} {day.year} - {last.day} {last:%B} {last.year}")
    assert (found.span.earliest, found.span.latest) == (day, last)


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
        ("1293840000", "2011-01-01"),
        ("1293840000000", "2011-01-01"),
        ("20120301063300", "2012-03-01"),
        ("201203010633Z", "2012-03-01"),
        ("2012-00-00", "2012"),
        ("2012-05-00 00:00:00", "2012-05"),
        ("2010-05-01/2010-06-30", "2010-05-01/2010-06-30"),
        ("2010/2012", "2010/2012"),
        ("2010-05-01/2010-05-01", "2010-05-01"),
        ("ca. 1950", "1950~"),
        ("circa 1950", "1950~"),
        ("[1962]", "1962~"),
        ("1962-1965", "1962/1965"),
        ("1962 – 1965", "1962/1965"),
        ("Spring 2012", "2012"),
        ("1293840000.5", "2011-01-01"),
        ("/Date(1293840000000)/", "2011-01-01"),
    ],
)
def test_date_fields_keep_the_precision_they_state(text: str, edtf: str) -> None:
    span = read_date(text)
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize(
    "text", ["", "Monday", "10:30", "March 3", "soon", "12", "2012/2010", "2012-2010", "0000-00-00", "x" * 500]
)
def test_dateutil_is_not_allowed_to_invent(text: str) -> None:
    assert read_date(text) is None


def test_implausible_stated_dates_are_fenced_and_said() -> None:
    assert stated_date("0203-01-01")[0] is None
    assert "implausible" in (stated_date("9999-01-01")[1] or "")
    assert "is not a date" in (stated_date("yesterday")[1] or "")


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
        ("Publiziert am 13. Januar 2014 von Uwe Riebe", "2014-01-13", "published"),
        ("Erschienen am: 01.11.2023", "2023-11-01", "published"),
        ("Veröffentlicht am 3. Jänner 2012", "2012-01-03", "published"),
        ("Stand: 25.01.2022", "2022-01-25", "updated"),
        ("Letzte Änderung: 31.10.2023 - 14:49:39", "2023-10-31", "updated"),
        ("Diese Seite wurde zuletzt am 29. Januar 2020 um 13:22 Uhr geändert.", "2020-01-29", "updated"),
        ("This page was last edited on 7 April 2020, at 05:33.", "2020-04-07", "updated"),
        ("Mis à jour le 19 février 2020", "2020-02-19", "updated"),
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
        "— Jane Doe (@jane_doe) September 27, 2020",
        "Anmeldeschluss: 3. Mai 2012",
        "Registered: 3 May 2012",
        "The talks between March 1, 2012 and May 3, 2012 failed to bring the parties closer.",
    ],
)
def test_phrases_about_a_date_are_no_date_lines(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("12–14 March 2011", "2011-03"),
        ("28 February to 2 March 2011", "2011"),
        ("03/04/2012", "2012"),
    ],
)
def test_an_interval_is_reduced_to_what_all_of_it_has(line: str, iso: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert found.span.iso == iso
