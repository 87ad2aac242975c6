"""Which of the clues dates a document: the surest, checked against what the page shows its readers."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.metadata.date_clues import (
    DATE_CLUES,
    LAST_RESORTS,
    DateClue,
    date_line,
    far_labelled_line,
    labelled_date_line,
    stated_update,
    time_elements,
    url_path,
)
from indexer.metadata.date_forms import find_dates, plausible
from indexer.metadata.date_order import is_ambiguous, order_of, settled, settled_by
from indexer.metadata.date_places import FAR, JUST_ABOVE, JUST_BELOW, date_lines, everywhere, headline_of, near_headline
from indexer.metadata.machine_dates import is_instant, is_local_day, read_date
from indexer.metadata.scraped import Finding, Scraped
from search.dates import DateSpan, date_span

_SHOWN: tuple[DateClue, ...] = (labelled_date_line, date_line, time_elements, url_path)


def stated_date(
    stated: str | None, method: str = "given", *, day_first: bool | None = None
) -> tuple[Finding[DateSpan] | None, str | None]:
    """The date that a record or the head of a file states, and a note when it states one that cannot be."""
    if not stated:
        return None, None
    span = read_date(stated, day_first=day_first)
    if span is None:
        return None, f"the {method} date {stated!r} is not a date"
    if not plausible(span):
        return None, f"the {method} date {stated!r} is implausible"
    return Finding(value=span, method=method, quote=stated, confidence=1.0 if method == "given" else 0.98), None


def publication_date(scraped: Scraped) -> tuple[Finding[DateSpan] | None, tuple[str, ...]]:
    """The surest plausible date and notes about implausible ones that were found before it.

    A year, a month or a swappable day that a surer clue states is narrowed by a later clue that lies inside it. Where
    only the last change is dated, the document is dated by it, marked approximate.
    """
    notes: list[str] = []
    best: Finding[DateSpan] | None = None
    for clue in DATE_CLUES:
        found = clue(scraped)
        if found is None:
            continue
        if not plausible(found.value):
            notes.append(f"implausible date {found.quote!r} passed over")
            continue
        if best is None:
            best = found
        elif _narrows(found.value, best.value):
            best = replace(found, confidence=min(0.99, found.confidence + 0.1))
        if best.value.precision == "day":
            break
    if best is None:
        last = (found for clue in LAST_RESORTS if scraped.markup and (found := clue(scraped)))
        return far_labelled_line(scraped) or _by_update(scraped) or next(last, None), tuple(notes)
    best = _in_address(best, scraped) or _beside_headline(best, scraped) or best
    return _settled(best, scraped) if is_ambiguous(best.value) else _as_shown(best, scraped), tuple(notes)


def _settled(best: Finding[DateSpan], scraped: Scraped) -> Finding[DateSpan]:
    """03/04/2012 read as the rest of the page reads such dates, else as the source does; as found where neither says.

    The page says by naming one of the two days in words or in its markup, or by a date such as 25/12/2012.
    """
    days = [found.span.earliest for line in scraped.lines[:FAR] for found in find_dates(line) if _is_day(found.span)]
    for stated, _, _ in scraped.markup.times if scraped.markup else ():
        span = read_date(stated)
        days += [span.earliest] if span and _is_day(span) else []
    value = settled_by(best.value, days)
    if value == best.value:
        order = order_of(scraped.lines[:FAR]).agreed
        day_first = scraped.day_first if order is None else order
        if day_first is None:
            return best
        value = settled(best.value, best.quote, day_first=day_first)
    return replace(best, value=value, confidence=min(0.7, best.confidence + 0.3))


def _is_day(span: DateSpan) -> bool:
    return span.precision == "day"


# The day in an address and the one in markup differ by a day where the one is in UTC; beyond a week by a move of the site.
_MOVED = dt.timedelta(days=7)


def _in_address(best: Finding[DateSpan], scraped: Scraped) -> Finding[DateSpan] | None:
    """The day in the address, when the markup states a later one: an address is given once, when a page appears."""
    by_machine = best.method in ("json-ld", "meta") and best.value.precision == "day"
    address = url_path(scraped) if by_machine and scraped.url and _DAY_FOLDER.search(scraped.url) else None
    return address if address and best.value.earliest - address.value.earliest > _MOVED else None


_DAY_FOLDER = re.compile(
    r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?:/|$)"
)  # words may name other days


def _beside_headline(best: Finding[DateSpan], scraped: Scraped) -> Finding[DateSpan] | None:
    """The day that stands right beside the headline, when the markup states another one.

    Publishing systems state when a page was made in them, which after a move is years after it appeared. Not where the
    address has the month that the markup states, and not the other.
    """
    headline = headline_of(scraped) if best.method in ("json-ld", "meta") and best.value.precision == "day" else None
    if headline is None:
        return None
    address = url_path(scraped)
    places = range(max(0, headline - JUST_ABOVE), headline + JUST_BELOW + 1)
    for found, _ in date_lines(scraped, ("published", "dateline"), places):
        if found.value.precision == "day":
            known = (best.value, *_stated_updates(scraped))
            far = all(abs((found.value.earliest - span.earliest).days) > 1 for span in known)
            against = address and _within(best.value, address.value) and not _within(found.value, address.value)
            return found if far and plausible(found.value) and not against else None
    return None


def _stated_updates(scraped: Scraped) -> Iterator[DateSpan]:
    """Every last change the page states."""
    line = next((finding for finding, _ in date_lines(scraped, ("updated",), everywhere(scraped))), None)
    for found in (stated_update(scraped), line):
        if found:
            yield found.value


def _as_shown(best: Finding[DateSpan], scraped: Scraped) -> Finding[DateSpan]:
    """The day shown to readers when it is the day of an instant in UTC somewhere on earth."""
    if not is_instant(best.quote):
        return best
    for clue in _SHOWN:
        found = clue(scraped)
        if found and found.value.precision == "day" and is_local_day(best.quote, best.value, found.value):
            return replace(found, confidence=best.confidence)
    return best


def _by_update(scraped: Scraped) -> Finding[DateSpan] | None:
    update = update_date(scraped)
    if update is None or update.value.precision == "interval":
        return None
    first = update.value.earliest
    month = first.month if update.value.precision in ("day", "month") else None
    day = first.day if update.value.precision == "day" else None
    span = date_span(first.year, month, day, approximate=True)
    return replace(update, value=span, method="update-only", confidence=0.4)


def _narrows(inner: DateSpan, outer: DateSpan) -> bool:
    if is_ambiguous(outer):
        return inner.precision == "day" and inner.earliest in (outer.earliest, outer.latest)
    return inner != outer and _within(inner, outer)


def _within(inner: DateSpan, outer: DateSpan) -> bool:
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def update_date(scraped: Scraped) -> Finding[DateSpan] | None:
    """When the document was last changed, where it says so."""
    stated = stated_update(scraped)
    line = next((finding for finding, _ in date_lines(scraped, ("updated",), everywhere(scraped))), None)
    if line and line.line not in near_headline(scraped):
        line = replace(line, whole_line=False)  # "Update, 8:10 a.m.:" inside a text is part of it
    found = stated or line
    return found if found and plausible(found.value) else None
