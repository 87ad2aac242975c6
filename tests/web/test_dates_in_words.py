"""Dates as a reader reads them: no more exact than they are known, and no less."""

import datetime as dt

import pytest

from search.dates import DateSpan
from web.language import language_of
from web.wording import in_words, written_date


def span(earliest: str, latest: str, edtf: str) -> DateSpan:
    first, last = dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest)
    return DateSpan(earliest=first, latest=last, precision="interval", edtf=edtf)


@pytest.mark.parametrize(
    ("date", "english", "german"),
    [
        (span("2011-03-12", "2011-03-14", "2011-03-12/2011-03-14"), "12–14 March 2011", "12–14. März 2011"),
        (
            span("2011-02-28", "2011-03-02", "2011-02-28/2011-03-02"),
            "28 February – 2 March 2011",
            "28. Februar – 2. März 2011",
        ),
        (span("2011-03-01", "2011-05-31", "2011-03/2011-05"), "March – May 2011", "März – Mai 2011"),
        (span("2011-12-30", "2012-01-02", "2011-12-30/2012-01-02"), "2011–2012", "2011–2012"),
        (
            span("2012-03-04", "2012-04-03", "[2012-03-04,2012-04-03]"),
            "4 March or 3 April 2012",
            "4. März oder 3. April 2012",
        ),
    ],
)
def test_an_interval_has_its_days_and_a_date_that_may_be_swapped_both(
    date: DateSpan, english: str, german: str
) -> None:
    assert in_words(date, language_of("en")) == english
    assert in_words(date, language_of("de")) == german


def test_which_of_the_two_it_is_is_told_beside_them() -> None:
    known = [
        written.known
        for edtf in ("2012-03-04/2012-04-03", "[2012-03-04,2012-04-03]")
        if (written := written_date(span("2012-03-04", "2012-04-03", edtf))) is not None
    ]
    assert known == ["an interval", "one of two days"]
