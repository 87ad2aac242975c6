"""Which way round a page or a source writes 03/04/2012, told by those of its dates that can be read in one way only."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.metadata.date_forms import find_dates
from search.dates import DateSpan, date_span

# 25/12/2012 and 12/25/2012; with full stops the day is always first, so those say nothing about the others.
_TELLING = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2((?:1[4-9]|20)\d\d)(?![\d/-])")
# A source is believed when two of its documents show its way and not more than one in ten the other: quotations, documents of
# others and wrong dates are in every archive.
_TWICE, _NEARLY_ALL = 2, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """How many dates are written with the day first and how many with the month first, or how many documents have such
    dates. Orders can be added."""

    day_first: int = 0
    month_first: int = 0

    def __add__(self, other: "DateOrder") -> "DateOrder":
        return DateOrder(day_first=self.day_first + other.day_first, month_first=self.month_first + other.month_first)

    @property
    def is_day_first(self) -> bool | None:
        """True for day first, False for month first, None when the dates do not settle it."""
        more = max(self.day_first, self.month_first)
        if more < _TWICE or more < _NEARLY_ALL * (self.day_first + self.month_first):
            return None
        return self.day_first > self.month_first

    @property
    def once(self) -> "DateOrder":
        """What a document with these dates says of its source: each way counts once, however often it is written."""
        return DateOrder(day_first=min(1, self.day_first), month_first=min(1, self.month_first))

    @property
    def agreed(self) -> bool | None:
        """The same for the dates of one page, which one hand wrote: a single date settles it, two that differ do not."""
        return None if bool(self.day_first) == bool(self.month_first) else bool(self.day_first)


def order_of(texts: Iterable[str]) -> DateOrder:
    """What the dates in some texts tell: the lines of a page, or the quotes that dated the documents of a source.

    The order of the texts does not matter.

    >>> order_of(["25/12/2012", "Posted 31/1/2013", "03/04/2012"]).is_day_first
    True
    """
    day_first = month_first = 0
    for text in texts:
        for found in _TELLING.finditer(text):
            first, second = int(found[1]), int(found[3])
            day_first += 12 < first <= 31 and 1 <= second <= 12
            month_first += 12 < second <= 31 and 1 <= first <= 12
    return DateOrder(day_first=day_first, month_first=month_first)


def is_ambiguous(span: DateSpan) -> bool:
    """Whether a span is one of two days, of which nobody has said which: ``[2012-03-04,2012-04-03]``."""
    return span.edtf.startswith("[")


def alternatives(span: DateSpan) -> tuple[dt.date, ...]:
    """The days an ambiguous span may be; none for any other."""
    return (span.earliest, span.latest) if is_ambiguous(span) else ()


def settled(span: DateSpan, quote: str, *, day_first: bool) -> DateSpan:
    """An ambiguous span read in one way, from the text it was read in; any other span as it is.

    >>> [found] = find_dates("03/04/2012")
    >>> settled(found.span, "03/04/2012", day_first=True).edtf
    '2012-04-03'
    """
    possible = alternatives(span)
    if possible:
        for found in find_dates(quote, day_first=day_first):
            if found.span.precision == "day" and found.span.earliest in possible:
                return found.span
    return span


def settled_by(span: DateSpan, days: Iterable[dt.date]) -> DateSpan:
    """An ambiguous span as the one of its two days that stands elsewhere on the page; as it is when both or neither do."""
    shared = set(alternatives(span)) & set(days)
    if len(shared) != 1:
        return span
    day = shared.pop()
    return date_span(day.year, day.month, day.day)
