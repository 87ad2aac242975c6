"""Dates that machines wrote or people put into a date field: the whole text is the date."""

import datetime as dt
import re

from dateutil import parser as dateutil_parser

from indexer.metadata.date_forms import find_dates, interval
from search.dates import DateSpan, date_span

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T ])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:$|T?\d{4}(?:\d\d)?Z?$)")
# What databases write for a month or day that nobody knows.
_ZERO = re.compile(r"(\d{4})-(\d{2})-00(?=$|[T ])")
_INTERVAL = re.compile(r"(\d{4}(?:-\d{2}){0,2})/(\d{4}(?:-\d{2}){0,2})")
_YEARS = re.compile(r"(\d{4}) ?[-–—] ?(\d{4})")
# Catalogers bracket what is not on the document itself; what else is stated beside a year is less than a month.
_SUPPLIED = re.compile(r"\[(\d{4})\??\]")
_SEASON = re.compile(r"(?:spring|summer|autumn|fall|winter),? (\d{4})", re.IGNORECASE)
_ABOUT = re.compile(r"(?:c|ca|circa|approx|about|around|um|vers|hacia)\.? *(\d{4})", re.IGNORECASE)
_DECADE = re.compile(r"(\d{3})[X0]s?|(\d{3})X")
_EDTF_YEAR = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%])")
_EPOCH = re.compile(r"(?:/Date\()?(1\d{9})(?:\d{3}|\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
# dateutil fills what a text leaves open from a default. Read with two defaults that differ in every field, a field that
# comes out twice the same was really written; what follows the default was not and stays unknown.
_DEFAULTS = (dt.datetime(1904, 1, 1, tzinfo=dt.UTC), dt.datetime(1908, 2, 2, tzinfo=dt.UTC))


def read_date(text: str, *, day_first: bool | None = None) -> DateSpan | None:
    """The date that ``text`` as a whole states, with the precision it states; None when it states none.

    >>> read_date("2009-10~").edtf
    '2009-10~'
    >>> read_date("Thu, 01 Mar 2012 06:33:00 GMT").iso
    '2012-03-01'
    """
    text = text.strip()
    if not text or len(text) > 100:
        return None
    try:
        if len(text) == 10 and text[4] == text[7] == "-":  # what nearly every record states
            day = dt.date.fromisoformat(text)
            return DateSpan(earliest=day, latest=day, precision="day", edtf=text)
    except ValueError:
        pass
    try:
        return _by_pattern(text) or _in_words(text, day_first) or _by_dateutil(text, day_first)
    except (ValueError, OverflowError, IndexError):
        return None


def _by_pattern(text: str) -> DateSpan | None:
    if found := _EDTF_YEAR.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups()[:3])
        assert year is not None
        return date_span(year, month, day, approximate=True)
    if found := _ABOUT.fullmatch(text) or _SUPPLIED.fullmatch(text):
        return date_span(int(found[1]), approximate=True)
    if found := _SEASON.fullmatch(text):
        return date_span(int(found[1]))
    if found := _INTERVAL.fullmatch(text) or _YEARS.fullmatch(text):
        begin, end = (date_span(*map(int, text.split("-"))) for text in found.groups())
        return begin if begin == end else interval(begin, end)
    if found := _ZERO.match(text):
        return date_span(int(found[1]), int(found[2]) or None)
    if found := _ISO.match(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        return date_span(year, month, day)
    if found := _COMPACT.fullmatch(text):
        return date_span(int(found[1]), int(found[2]), int(found[3]))
    if found := _DECADE.fullmatch(text):
        first = int(found[1] or found[2]) * 10
        return DateSpan(
            earliest=dt.date(first, 1, 1), latest=dt.date(first + 9, 12, 31), precision="decade", edtf=f"{first // 10}X"
        )
    if found := _EPOCH.fullmatch(text):
        that = dt.datetime.fromtimestamp(int(found[1]), dt.UTC)
        return date_span(that.year, that.month, that.day)
    return None


def _in_words(text: str, day_first: bool | None) -> DateSpan | None:
    found = next(find_dates(text, day_first=day_first), None)
    return found.span if found else None


def _by_dateutil(text: str, day_first: bool | None) -> DateSpan | None:
    if not re.search(r"\d{4}|\d[./-]\d", text):
        return None  # without a year there is no date, however willing dateutil is
    first, second = (dateutil_parser.parse(text, default=default, dayfirst=bool(day_first)) for default in _DEFAULTS)
    if first.year != second.year:
        return None
    month = first.month if first.month == second.month else None
    day = first.day if month is not None and first.day == second.day else None
    return date_span(first.year, month, day)


# Clues that give an instant in UTC; the day the reader was shown may be the one before or after.
_UTC = re.compile(r"T(?P<hour>\d\d):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:?00)$")
_WEST, _EAST = 12, 14  # hours that the clocks furthest behind and furthest ahead differ from UTC


def is_instant(stated: str) -> bool:
    """Whether a text ends in an instant of UTC: ``2012-03-01T06:33:00Z``."""
    return _UTC.search(stated) is not None


def is_local_day(stated: str, day: DateSpan, shown: DateSpan) -> bool:
    """Whether a stated instant in UTC, which falls on ``day``, falls on the neighbouring day ``shown`` somewhere on earth."""
    instant = _UTC.search(stated)
    if not instant:
        return False
    hour = int(instant["hour"])
    days = (shown.earliest - day.earliest).days
    return (days == -1 and hour < _WEST) or (days == 1 and hour + _EAST >= 24)
