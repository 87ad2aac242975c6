"""What may follow ``date:``, read as a range of partial dates with both ends included."""

import datetime as dt
import re

from search.dates import DateSpan, parse_partial_date
from search.errors import QueryError, RequestError
from search.query.ast import DateRange, Span
from search.query.lexer import Warn
from search.typed_dates import partial_date

_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(.*)")
_DECADE = re.compile(r"([0-9]{3})0s")
_YEARS = re.compile(r"([0-9]{4})[-–—]([0-9]{4})")
_DOTS = re.compile(r"\.{2,}|…")


def read_range(text: str, span: Span, warn: Warn) -> DateRange | None:
    """``2012``, ``2009..2012``, ``2009..``, ``..2012``, ``>=2010-05``, ``<2010``, ``1990s``, ``2009-2012``, ``1 Mar 2012``; ``*``
    is any date at all. None when it is no date; QueryError when it has the form of one but no calendar has that day."""
    text = text.strip().rstrip(",;")
    if text == "*":
        return DateRange(first=None, last=None, span=span)
    if compared := _COMPARED.fullmatch(text):
        return _compared(compared[1], compared[2], span)
    if decade := _DECADE.fullmatch(text):
        return _between(f"{decade[1]}0", f"{decade[1]}9", span, warn)
    if years := _YEARS.fullmatch(text):
        return _between(years[1], years[2], span, warn)
    if dots := _DOTS.search(text):
        return _between(text[: dots.start()], text[dots.end() :], span, warn)
    return _between(text.rstrip("."), text.rstrip("."), span, warn)


def _between(first: str, last: str, span: Span, warn: Warn) -> DateRange | None:
    ends = [end.strip().replace("*", "") for end in (first, last)]
    dates = [partial_date(end) if end else None for end in ends]
    if any(end and date is None for end, date in zip(ends, dates, strict=True)):
        return None
    spans = [_days(date, span) if date else None for date in dates]
    if spans[0] and spans[1] and spans[0].earliest > spans[1].latest:
        warn("swapped-range", f"The range {dates[0]}..{dates[1]} runs backwards; its ends were swapped.", span)
        dates.reverse()
    return DateRange(first=dates[0], last=dates[1], span=span)


def _compared(sign: str, text: str, span: Span) -> DateRange | None:
    date = partial_date(text.rstrip("."))
    if date is None:
        return None
    days = _days(date, span)
    match sign:
        case ">=":
            return DateRange(first=date, last=None, span=span)
        case "<=":
            return DateRange(first=None, last=date, span=span)
        case ">":
            return DateRange(first=_beside(days, +1, span), last=None, span=span)
        case "<":
            return DateRange(first=None, last=_beside(days, -1, span), span=span)
        case _:
            return DateRange(first=date, last=date, span=span)


def _days(date: str, span: Span) -> DateSpan:
    try:
        return parse_partial_date(date, "q")
    except RequestError as error:
        raise QueryError(
            f"{date} is not a day of any calendar.",
            start=span[0],
            end=span[1],
            hint="Write 2012, 2012-03 or 2012-03-01.",
        ) from error


def _beside(days: DateSpan, step: int, span: Span) -> str:
    """The year, month or day right after (+1) or before (-1) ``days``, as precise as they are."""
    try:
        there = (days.latest if step > 0 else days.earliest) + dt.timedelta(days=step)
    except OverflowError as error:
        raise QueryError("There are no dates beyond that one.", start=span[0], end=span[1]) from error
    return there.isoformat()[: len(days.iso)]
