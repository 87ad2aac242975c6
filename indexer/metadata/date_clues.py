"""When a document was published: every clue we know, the surest first."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from indexer.metadata.date_forms import find_dates, has_year, plausible
from indexer.metadata.date_lines import ANNOUNCED, NOT_OWN, PUBLISHED, UPDATED
from indexer.metadata.date_order import is_ambiguous
from indexer.metadata.date_places import (
    FAR,
    JUST_ABOVE,
    date_lines,
    day_first_of,
    everywhere,
    headline_of,
    labelled_otherwise,
    near_headline,
)
from indexer.metadata.machine_dates import is_local_day, read_date
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
_MARKED_PUBLISHED = re.compile(r"datepublished|(?<![a-z])published(?![a-z])|pubdate|entry-date")
_TIME_OTHER = re.compile(
    r"updat|modif|comment|related|sidebar|widget|footer|recommend|teaser|event|weather|navtop|masthead"
)


def linked_data(scraped: Scraped) -> Finding[DateSpan] | None:
    """``datePublished`` of the page's JSON-LD."""
    return linked_dates(scraped, ("datePublished", "dateCreated", "uploadDate"))


def linked_dates(scraped: Scraped, names: tuple[str, ...]) -> Finding[DateSpan] | None:
    """The first of some fields of the page's JSON-LD that holds a date; articles before other objects."""
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


def stated_update(scraped: Scraped) -> Finding[DateSpan] | None:
    """The last change as JSON-LD or a ``<meta>`` element states it."""
    return linked_dates(scraped, ("dateModified",)) or _meta(scraped, _UPDATED_META, 0.9)


def _meta(scraped: Scraped, names: tuple[str, ...], confidence: float) -> Finding[DateSpan] | None:
    if scraped.markup is None:
        return None
    for name in names:
        for stated in scraped.markup.meta.get(name, ()):
            if span := read_date(stated, day_first=day_first_of(scraped)):
                return Finding(value=span, method="meta", quote=f"{name}: {stated}", confidence=confidence)
    return None


def published_times(scraped: Scraped) -> Finding[DateSpan] | None:
    """The first ``<time>`` or date element that markup itself calls the day of publication."""
    times = [time for time in _own_times(scraped) if _MARKED_PUBLISHED.search(time[2].split(" < ")[0])]
    return _first_time(times, day_first_of(scraped))


def time_elements(scraped: Scraped) -> Finding[DateSpan] | None:
    """The first ``<time>`` or date element that is about this document and not about a comment or another article."""
    times = sorted(_own_times(scraped), key=lambda time: not _TIME_PUBLISHED.search(time[2]))
    return _first_time(times, day_first_of(scraped))


def _own_times(scraped: Scraped) -> list[tuple[str, str, str]]:
    times = scraped.markup.times if scraped.markup else ()
    return [
        (stated, text, where) for stated, text, where in times if not _TIME_OTHER.search(where) and not _is_update(text)
    ]


def _first_time(times: Iterable[tuple[str, str, str]], day_first: bool | None) -> Finding[DateSpan] | None:
    for stated, text, _ in times:
        spans = [read_date(written, day_first=day_first) if written else None for written in (stated, text)]
        machine, shown = (span if span and span.precision == "day" else None for span in spans)
        span = shown if machine and shown and is_local_day(stated, machine, shown) else machine or shown
        if span:
            return Finding(value=span, method="time-element", quote=(text or stated)[:200], confidence=0.8)
    return None


def _is_update(text: str) -> bool:
    return UPDATED.search(text) is not None and not PUBLISHED.search(text)


def labelled_date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line near the headline that says that the document was published, and when; or a dateline."""
    return next((finding for finding, labelled in date_lines(scraped, ("published", "dateline")) if labelled), None)


def date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line near the headline that is a date and nothing else, and that markup does not place in something else."""
    found = [finding for finding, _ in date_lines(scraped, ("published", "dateline"))]
    headline = headline_of(scraped) or 0
    found.sort(key=lambda finding: (finding.line or 0) < headline - JUST_ABOVE)  # what stands higher may be a teaser's
    others = {text for _, text, where in scraped.markup.times if _TIME_OTHER.search(where)} if scraped.markup else set()
    return _surest(finding for finding in found if finding.quote not in others) or _surest(found)


def _surest(findings: Iterable[Finding[DateSpan]]) -> Finding[DateSpan] | None:
    """The first that names a day, or one of two, else the first."""
    first = None
    for finding in findings:
        if finding.value.precision == "day" or is_ambiguous(finding.value):
            return finding
        first = first or finding
    return first


# Press releases say so, often on one line with the office above and the headline below.
_RELEASE = re.compile(
    r"\b(?:F(?i:or (?:immediate |general |public |press )?release)|E(?i:mbargoed until)|R(?i:elease date)|D(?i:ate of release))\b"
)
_RELEASE_LINES = 20
_BESIDE = 64  # characters between which "For Immediate Release" and its day stand


def release_words(scraped: Scraped) -> Finding[DateSpan] | None:
    """The day right behind, or right before, "For Immediate Release" near the top."""
    for index, line in enumerate(scraped.lines[:_RELEASE_LINES]):
        for label in (
            _RELEASE.finditer(line)
            if "elease" in line or "ELEASE" in line or "mbargo" in line or "MBARGO" in line
            else ()
        ):
            low, high = max(0, label.start() - _BESIDE), label.end() + _BESIDE
            for found in (
                *find_dates(line[label.end() : high], day_first=day_first_of(scraped)),
                *find_dates(line[low : label.start()], day_first=day_first_of(scraped)),
            ):
                if found.span.precision == "day" and not found.ambiguous:
                    quote = line[low:high].strip(" _-–—*=.,;:")
                    return Finding(value=found.span, method="release-words", quote=quote, confidence=0.85, line=index)
    return None


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
# "On November 9, 1989, thousands ...", "met in Philadelphia on September 5, 1774, with": what happened then is told, later.
_HAPPENED = re.compile(
    r"(?i)(?:^|\W)(?:on|in|of|by|since|until|till|from|to|before|after|an?|the|am|vom|seit|le|du|el|il)\W+$"
)
_GOES_ON = re.compile(r",\s+\w|\s+[a-z]")
# "Johnson with Gandhi, March 28, 1966. (White House Photo)", "In a letter to Diem, May 8, 1961 (see Document 48)": words in small
# letters before the day, and be it a point behind it.
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-zà-ÿ]{2,}")
_RELEASE_OF = re.compile(
    r"(?i)(?:press[\w ]*|mitteilung|meldung|release|communiqué[\w ]*)\s+(?:vom|of|from|du|del)\s+$"
)


def opening_words(scraped: Scraped) -> Finding[DateSpan] | None:
    """A full date within the first words of one of the lines near the headline."""
    for index in near_headline(scraped):
        line = scraped.lines[index]
        if not has_year(line[:_OPENING]) or COPYRIGHT.match(line) or _is_anothers(scraped, index):
            continue
        for found in find_dates(line[:_OPENING], day_first=day_first_of(scraped)):
            about_this = found.start < 60 and not _is_update(line[: found.start]) and not ANNOUNCED.search(line)
            if scraped.markup is None and _is_told(line, found.start, found.end):
                continue  # pages are mostly news, which tell of their own days
            if about_this and found.span.precision == "day" and not found.ambiguous:
                return Finding(
                    value=found.span, method="opening-words", quote=line[:_OPENING], confidence=0.5, line=index
                )
    return None


def _is_told(line: str, start: int, end: int) -> bool:
    """Whether a date stands in a sentence that tells what happened on it, and does not say when the text was written."""
    before = line[:start]
    if _RELEASE_OF.search(before):
        return False
    if _HAPPENED.search(before):
        return True
    if _SMALL_WORD.search(before) and line[end:].strip():
        return True
    return any(c.isalpha() for c in before) and _GOES_ON.match(line, end) is not None


def _is_anothers(scraped: Scraped, index: int) -> bool:
    """A line that dates a member, a message or an event, by itself or by the label before it."""
    line = scraped.lines[index]
    return len(line) <= 60 and (NOT_OWN.search(line) is not None or labelled_otherwise(scraped, index))


def far_labelled_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """Of a page: a line that says when it was published, far from the headline: at the foot, in a side column."""
    if scraped.markup is None:
        return None
    lines = date_lines(scraped, ("published",), everywhere(scraped))
    found = next((finding for finding, labelled in lines if labelled and finding.value.precision == "day"), None)
    return replace(found, confidence=0.5, whole_line=False) if found else None


def far_date_line(scraped: Scraped) -> Finding[DateSpan] | None:
    """A line that is a date, far from the headline."""
    found = _surest(finding for finding, _ in date_lines(scraped, ("published", "dateline"), everywhere(scraped)))
    return replace(found, confidence=0.4, whole_line=False) if found else None


def description_day(scraped: Scraped) -> Finding[DateSpan] | None:
    """The only full date of the page's description of itself: "Bear count 2019 (News of 14 January 2020)"."""
    for name in ("description", "og:description") if scraped.markup else ():
        for stated in scraped.markup.meta.get(name, ()) if scraped.markup else ():
            found = list(find_dates(stated[:_DESCRIPTION], day_first=day_first_of(scraped)))
            if len(found) == 1 and found[0].span.precision == "day" and not ANNOUNCED.search(stated):
                return Finding(value=found[0].span, method="meta", quote=f"{name}: {stated}"[:200], confidence=0.4)
    return None


_DESCRIPTION = 400  # characters


def first_mentioned(scraped: Scraped) -> Finding[DateSpan] | None:
    """The first full date of the page that no sentence tells of, wherever it stands, when nothing better is there."""
    for index, line in enumerate(scraped.lines[:FAR]):
        if COPYRIGHT.match(line) or _is_update(line) or ANNOUNCED.search(line) or _is_anothers(scraped, index):
            continue
        for found in find_dates(line[:400], day_first=day_first_of(scraped)):
            told = _is_told(line, found.start, found.end) and not PUBLISHED.search(line)
            if found.span.precision == "day" and not found.ambiguous and not told:
                return Finding(
                    value=found.span, method="first-mentioned", quote=line[:_OPENING], confidence=0.3, line=index
                )
    return None


DATE_CLUES: tuple[DateClue, ...] = (  # surest first
    linked_data,
    meta_tags,
    labelled_date_line,
    published_times,
    date_line,
    release_words,
    time_elements,
    url_path,
    opening_words,
)
LAST_RESORTS: tuple[DateClue, ...] = (
    far_date_line,
    description_day,
    first_mentioned,
)  # only for pages, which nearly always show their date
