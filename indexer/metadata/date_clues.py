"""When a document was published: every clue we know, the surest first."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from indexer.metadata.date_forms import find_dates, plausible
from indexer.metadata.date_lines import UPDATED, read_date_line
from indexer.metadata.machine_dates import read_date
from indexer.metadata.scraped import Finding, Scraped
from search.dates import DateSpan, date_span

DateClue = Callable[[Scraped], Finding[DateSpan] | None]

_PUBLISHED_META = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "publication_date",
    "publish_date",
    "publish-date",
    "published_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "date",
    "datecreated",
    "bt:pubdate",
)
_UPDATED_META = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=/))(?:[/_-]?(0[1-9]|[12]\d|3[01]|[1-9](?=/)))?(?=[/_.-]|$)"
)
_TIME_PUBLISHED = re.compile(r"publish|posted|pubdate|created|entry-date|post-date|article[-_]?date|dateline|issued")
_TIME_OTHER = re.compile(r"updat|modif|comment|related|sidebar|widget|footer|recommend|teaser|event")
_HEAD_LINES = 60  # a date line further down belongs to something else on the page


def day_first_of(scraped: Scraped) -> bool | None:
    """Which way 03/04/2012 is read here: by the stated language; None for English without a country."""
    language = (scraped.language or (scraped.markup.language if scraped.markup else None) or "").lower()
    if language in ("en-us", "en-ph"):
        return False
    return None if language in ("", "en") else True


def linked_data(scraped: Scraped) -> Finding[DateSpan] | None:
    """``datePublished`` of the page's JSON-LD."""
    return _linked_data(scraped, ("datePublished", "dateCreated", "uploadDate"))


def _linked_data(scraped: Scraped, names: tuple[str, ...]) -> Finding[DateSpan] | None:
    if scraped.markup is None:
        return None
    for name in names:
        for item in sorted(scraped.markup.linked_data, key=_not_an_article):
            stated = item.get(name)
            if isinstance(stated, str) and (span := read_date(stated)):
                return Finding(value=span, method="json-ld", quote=f"{name}: {stated}", confidence=0.95)
    return None


def _not_an_article(item: Mapping[str, object]) -> bool:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return not any(isinstance(kind, str) and re.search("Article|Posting|Report|Blog|News", kind) for kind in kinds)


def meta_tags(scraped: Scraped) -> Finding[DateSpan] | None:
    """A ``<meta>`` element that states the publication."""
    return _meta(scraped, _PUBLISHED_META, 0.92)


def _meta(scraped: Scraped, names: tuple[str, ...], confidence: float) -> Finding[DateSpan] | None:
    if scraped.markup is None:
        return None
    for name in names:
        for stated in scraped.markup.meta.get(name, ()):
            if span := read_date(stated, day_first=day_first_of(scraped)):
                return Finding(value=span, method="meta", quote=f"{name}: {stated}", confidence=confidence)
    return None


def time_elements(scraped: Scraped) -> Finding[DateSpan] | None:
    """The first ``<time>`` or date element that is about this document and not about a comment or another article."""
    if scraped.markup is None:
        return None
    times = [time for time in scraped.markup.times if not _TIME_OTHER.search(time[2])]
    for stated, text, _ in sorted(times, key=lambda time: not _TIME_PUBLISHED.search(time[2])):
        for written in (stated, text):
            if written and (span := read_date(written, day_first=day_first_of(scraped))):
                return Finding(value=span, method="time-element", quote=(text or stated)[:200], confidence=0.85)
    return None


def date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line near the head that is a date and nothing else; one that says "Published" before one that does not."""
    unlabelled = None
    for finding, labelled in _date_lines(scraped, ("published", "dateline")):
        if labelled:
            return finding
        unlabelled = unlabelled or finding
    return unlabelled


def _date_lines(scraped: Scraped, kinds: tuple[str, ...]) -> Iterator[tuple[Finding[DateSpan], bool]]:
    day_first = day_first_of(scraped)
    for index, line in enumerate(scraped.lines[:_HEAD_LINES]):
        found = read_date_line(line, day_first=day_first)
        if found and found.kind in kinds:
            confidence = (0.85 if found.labelled else 0.8) - (0.4 if found.ambiguous else 0)
            method = "dateline" if found.kind == "dateline" else "date-line"
            yield (
                Finding(
                    value=found.span, method=method, quote=line, confidence=confidence, line=index, whole_line=True
                ),
                found.labelled,
            )


def url_path(scraped: Scraped) -> Finding[DateSpan] | None:
    """A date in the address: ``/2012/03/01/``. Month and day alone where the day is not there."""
    if not scraped.url:
        return None
    found = _URL_DATE.search(urlsplit(scraped.url).path)
    if not found:
        return None
    try:
        span = date_span(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    except ValueError:
        return None
    return Finding(value=span, method="url", quote=scraped.url, confidence=0.9 if found[3] else 0.6)


# "WASHINGTON, March 1, 2012 (Reuters) - The president ..." and "Remarks in Berlin, 3 May 2012"
_OPENING = 160


def opening_words(scraped: Scraped) -> Finding[DateSpan] | None:
    """A full date within the first words of one of the first lines of text."""
    for index, line in enumerate(scraped.lines[:8]):
        for found in find_dates(line[:_OPENING], day_first=day_first_of(scraped)):
            about_this = found.start < 60 and not UPDATED.search(line[: found.start])
            if about_this and found.span.precision == "day" and not found.ambiguous:
                return Finding(
                    value=found.span, method="opening-words", quote=line[:_OPENING], confidence=0.5, line=index
                )
    return None


DATE_CLUES: tuple[DateClue, ...] = (  # surest first
    linked_data,
    meta_tags,
    date_line,
    time_elements,
    url_path,
    opening_words,
)


def given_date(stated: str | None) -> tuple[Finding[DateSpan] | None, str | None]:
    """The date a record states, and a note when it states one that cannot be."""
    if not stated:
        return None, None
    span = read_date(stated)
    if span is None:
        return None, f"the given date {stated!r} is not a date"
    if not plausible(span):
        return None, f"the given date {stated!r} is implausible"
    return Finding(value=span, method="given", quote=stated, confidence=1.0), None


def publication_date(scraped: Scraped) -> tuple[Finding[DateSpan] | None, tuple[str, ...]]:
    """The surest plausible date and notes about implausible ones that were found before it.

    A year or a month that a surer clue states is narrowed by a later clue that lies inside it.
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
            best = replace(found, confidence=min(1.0, found.confidence + 0.1))
        if best.value.precision == "day":
            break
    return best, tuple(notes)


def _narrows(inner: DateSpan, outer: DateSpan) -> bool:
    return inner != outer and outer.earliest <= inner.earliest and inner.latest <= outer.latest


def update_date(scraped: Scraped) -> Finding[DateSpan] | None:
    """When the document was last changed, where it says so."""
    stated = _linked_data(scraped, ("dateModified",)) or _meta(scraped, _UPDATED_META, 0.9)
    line = next((finding for finding, _ in _date_lines(scraped, ("updated",))), None)
    found = stated or line
    return found if found and plausible(found.value) else None
