"""When a document was published: every clue we know, the surest first."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from indexer.metadata.date_forms import find_dates, has_year, plausible
from indexer.metadata.date_lines import MAX_LENGTH, PUBLISHED, UPDATED, read_date_line
from indexer.metadata.machine_dates import read_date
from indexer.metadata.scraped import Finding, Scraped
from indexer.metadata.sources import COPYRIGHT
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
# In an address: 2012/03/01, 2012-03-01, 20120301; 01-03-2012, 01032012 (nobody writes the month first there); 2012/03.
_URL_DATES = (
    (
        re.compile(
            r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[/_-])(?P<mo>0?[1-9]|1[0-2])(?P=m)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
        ),
        0.9,
    ),
    (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<mo>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"), 0.6),
    (re.compile(r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])(?P<m>[/_.-]?)(?P<mo>0[1-9]|1[0-2])(?P=m)(?P<y>20\d\d)(?!\d)"), 0.7),
    (re.compile(r"/(?P<y>(?:19|20)\d\d)[/_-](?P<mo>0[1-9]|1[0-2])(?=[/_.-]|$)"), 0.5),
)
_TIME_PUBLISHED = re.compile(r"publish|posted|pubdate|created|entry-date|post-date|article[-_]?date|dateline|issued")
_TIME_OTHER = re.compile(r"updat|modif|comment|related|sidebar|widget|footer|recommend|teaser|event")
_FAR = 400  # lines; no date further down is the document's own
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
    times = [time for time in scraped.markup.times if not _TIME_OTHER.search(time[2]) and not _is_update(time[1])]
    for stated, text, _ in sorted(times, key=lambda time: not _TIME_PUBLISHED.search(time[2])):
        for written in (stated, text):
            span = read_date(written, day_first=day_first_of(scraped)) if written else None
            if span and span.precision == "day":
                return Finding(value=span, method="time-element", quote=(text or stated)[:200], confidence=0.8)
    return None


def _is_update(text: str) -> bool:
    return UPDATED.search(text) is not None and not PUBLISHED.search(text)


def labelled_date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line near the headline that says that the document was published, and when; or a dateline."""
    return next((finding for finding, labelled in _date_lines(scraped, ("published", "dateline")) if labelled), None)


def date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line near the headline that is a date and nothing else."""
    return _surest(finding for finding, _ in _date_lines(scraped, ("published", "dateline")))


def _surest(findings: Iterable[Finding[DateSpan]]) -> Finding[DateSpan] | None:
    """The first that names a day, else the first."""
    first = None
    for finding in findings:
        if finding.value.precision == "day":
            return finding
        first = first or finding
    return first


def _near_headline(scraped: Scraped) -> range:
    """The lines in which a document's own date stands: around its h1, or, without one, the first."""
    headline = next((index for index, tag in enumerate(scraped.tags) if tag == "h1"), None)
    if headline is None:
        return range(min(_HEAD_LINES, len(scraped.lines)))
    return range(max(0, headline - 8), min(len(scraped.lines), headline + 16))


@functools.lru_cache(maxsize=4)  # every clue of a document asks again
def _dated(lines: tuple[str, ...]) -> tuple[int, ...]:
    """The lines that may be date lines."""
    return tuple(index for index, line in enumerate(lines[:_FAR]) if len(line) <= MAX_LENGTH and has_year(line))


def _date_lines(
    scraped: Scraped, kinds: tuple[str, ...], places: range | None = None
) -> Iterator[tuple[Finding[DateSpan], bool]]:
    day_first = day_first_of(scraped)
    looked_at = places or _near_headline(scraped)
    for index in _dated(scraped.lines):
        line = scraped.lines[index]
        if index not in looked_at or ("updated" in kinds and not UPDATED.search(line)):
            continue
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
    """A date in the address: ``/2012/03/01/``. Year and month alone where the day is not there."""
    if not scraped.url:
        return None
    parts = urlsplit(scraped.url)
    for form, confidence in _URL_DATES:
        for found in form.finditer(parts.path):
            day = found.groupdict().get("d")
            try:
                span = date_span(int(found["y"]), int(found["mo"]), int(day) if day else None)
            except ValueError:
                continue
            if plausible(span):
                return Finding(value=span, method="url", quote=scraped.url, confidence=confidence)
    return None


# "WASHINGTON, March 1, 2012 (Reuters) - The president ..." and "Remarks in Berlin, 3 May 2012"
_OPENING = 160


def opening_words(scraped: Scraped) -> Finding[DateSpan] | None:
    """A full date within the first words of one of the lines near the headline."""
    for index in _near_headline(scraped):
        line = scraped.lines[index]
        if COPYRIGHT.match(line):
            continue
        for found in find_dates(line[:_OPENING], day_first=day_first_of(scraped)):
            about_this = found.start < 60 and not _is_update(line[: found.start])
            if about_this and found.span.precision == "day" and not found.ambiguous:
                return Finding(
                    value=found.span, method="opening-words", quote=line[:_OPENING], confidence=0.5, line=index
                )
    return None


def far_date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line that is a date, far from the headline."""
    found = _surest(finding for finding, _ in _date_lines(scraped, ("published", "dateline"), _everywhere(scraped)))
    return replace(found, confidence=0.4, whole_line=False) if found else None


def _everywhere(scraped: Scraped) -> range:
    return range(min(_FAR, len(scraped.lines)))


def first_mentioned(scraped: Scraped) -> Finding[DateSpan] | None:
    """The first full date of the page, wherever it stands, when nothing better is there."""
    for index, line in enumerate(scraped.lines[:_FAR]):
        if COPYRIGHT.match(line) or _is_update(line):
            continue
        for found in find_dates(line[:400], day_first=day_first_of(scraped)):
            if found.span.precision == "day" and not found.ambiguous:
                return Finding(
                    value=found.span, method="first-mentioned", quote=line[:_OPENING], confidence=0.3, line=index
                )
    return None


DATE_CLUES: tuple[DateClue, ...] = (  # surest first
    linked_data,
    meta_tags,
    labelled_date_line,
    date_line,
    time_elements,
    url_path,
    opening_words,
)
LAST_RESORTS: tuple[DateClue, ...] = (
    far_date_line,
    first_mentioned,
)  # only for pages, which nearly always show their date
_SHOWN: tuple[DateClue, ...] = (labelled_date_line, date_line, time_elements, url_path)
# Clues that give an instant in UTC; the day the reader was shown may be the one before or after.
_UTC = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:?00)$")


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
            best = replace(found, confidence=min(1.0, found.confidence + 0.1))
        if best.value.precision == "day":
            break
    if best is None:
        last = (found for clue in LAST_RESORTS if scraped.markup and (found := clue(scraped)))
        return _by_update(scraped) or next(last, None), tuple(notes)
    return _as_shown(best, scraped), tuple(notes)


def _as_shown(best: Finding[DateSpan], scraped: Scraped) -> Finding[DateSpan]:
    """The day shown to readers when it is next to the day of an instant in UTC."""
    if not _UTC.search(best.quote):
        return best
    for clue in _SHOWN:
        found = clue(scraped)
        if found and found.value.precision == "day" and abs((found.value.earliest - best.value.earliest).days) <= 1:
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
    return inner != outer and outer.earliest <= inner.earliest and inner.latest <= outer.latest


def update_date(scraped: Scraped) -> Finding[DateSpan] | None:
    """When the document was last changed, where it says so."""
    stated = _linked_data(scraped, ("dateModified",)) or _meta(scraped, _UPDATED_META, 0.9)
    line = next((finding for finding, _ in _date_lines(scraped, ("updated",), _everywhere(scraped))), None)
    if line and line.line not in _near_headline(scraped):
        line = replace(line, whole_line=False)  # "Update, 8:10 a.m.:" inside a text is part of it
    found = stated or line
    return found if found and plausible(found.value) else None
