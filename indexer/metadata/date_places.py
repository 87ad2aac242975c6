"""Where on a page a document's own date stands: beside its headline, and not in a teaser or a clock in the page's head."""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from indexer.metadata.date_forms import years
from indexer.metadata.date_lines import MAX_LENGTH, NOT_OWN, UPDATED, read_date_line
from indexer.metadata.scraped import Finding, Scraped
from indexer.metadata.titles import without_site, words_of
from search.dates import DateSpan

FAR = 400  # lines; no date further down is the document's own
_HEAD_LINES = 60  # without a headline: a date line further down belongs to something else on the page
_ABOVE, _BELOW = 8, 16  # lines around a headline in which its date stands
# What stands this close to a headline is its own date: in the labelled pages where such a line and the markup disagree by
# more than a day, and the line is not the last change, the line is right in eleven of thirteen.
JUST_ABOVE, JUST_BELOW = 1, 4
_HEADINGS = ("h2", "h3", "h4")
_LONGEST_LABEL, _LONGEST_HEADING = 40, 300


def day_first_of(scraped: Scraped) -> bool | None:
    """Which way 03/04/2012 is read here: by the stated language; None for English without a country.

    The hyphen and the slash go by it; a full stop always puts the day first.
    """
    language = (scraped.language or (scraped.markup.language if scraped.markup else None) or "").lower()
    if language in ("en-us", "en-ph"):
        return False
    return None if language in ("", "en") else True


def headline_of(scraped: Scraped) -> int | None:
    """The line of the headline: the heading that is most like the title, h1 before others, else the first h1.

    Many pages put the name of the site into an h1 as well, hundreds of menu lines above the headline.
    """
    if scraped.markup is None:
        return None
    stated = next(iter(scraped.markup.meta.get("og:title", ())), scraped.markup.title)
    return _headline(scraped.lines, scraped.tags, stated)


@functools.lru_cache(maxsize=4)  # several clues of a document ask
def _headline(lines: tuple[str, ...], tags: tuple[str, ...], title: str) -> int | None:
    whole, bare = set(words_of(title)), set(words_of(without_site(title)))

    def likeness(index: int) -> int:
        """The words of a heading that the title has, less those that it has not."""
        words = set(words_of(lines[index]))
        return 2 * len(words & whole) - len(words)

    def is_title(index: int) -> bool:
        words = set(words_of(lines[index]))
        return len(words & whole) >= 0.8 * len(words) and len(words & bare) >= 0.5 * len(bare) > 0

    first = [index for index, tag in enumerate(tags) if tag == "h1"]
    others = [index for index, tag in enumerate(tags) if tag in _HEADINGS and len(lines[index]) <= _LONGEST_HEADING]
    titled = next(filter(is_title, (*first, *others)), None)
    return max(first, key=lambda index: (likeness(index), -index)) if titled is None and first else titled


def near_headline(scraped: Scraped) -> range:
    """The lines in which a document's own date stands: around its headline, or, without one, the first."""
    headline = headline_of(scraped)
    if headline is None:
        return range(min(_HEAD_LINES, len(scraped.lines)))
    return range(max(0, headline - _ABOVE), min(len(scraped.lines), headline + _BELOW))


def everywhere(scraped: Scraped) -> range:
    """All lines that are worth looking at."""
    return range(min(FAR, len(scraped.lines)))


@functools.lru_cache(maxsize=4)  # every clue of a document asks again
def _dated(lines: tuple[str, ...]) -> tuple[int, ...]:
    """The lines that may be date lines."""
    short = [index for index, line in enumerate(lines[:FAR]) if len(line) <= MAX_LENGTH]
    looked_at = [lines[index] for index in short]
    ends = list(accumulate([len(line) + 1 for line in looked_at]))
    with_year = dict.fromkeys([bisect_right(ends, place) for place in years("\n".join(looked_at))])
    return tuple([short[place] for place in with_year])


def date_lines(
    scraped: Scraped, kinds: tuple[str, ...], places: range | None = None
) -> Iterator[tuple[Finding[DateSpan], bool]]:
    """The lines in ``places`` (near the headline) that are dates of one of ``kinds``, and whether each says so.

    A date after a line that labels it as something else ("Joined", "Deadline") is passed over.
    """
    day_first = day_first_of(scraped)
    looked_at = places or near_headline(scraped)
    for index in _dated(scraped.lines):
        line = scraped.lines[index]
        if index not in looked_at or ("updated" in kinds and not _says_updated(line)):
            continue
        found = read_date_line(line, day_first=day_first)
        if found is None or found.kind not in kinds or (not found.labelled and labelled_otherwise(scraped, index)):
            continue
        confidence = (0.85 if found.labelled else 0.8) - (0.4 if found.ambiguous else 0)
        method = "dateline" if found.kind == "dateline" else "date-line"
        yield (
            Finding(value=found.span, method=method, quote=line, confidence=confidence, line=index, whole_line=True),
            found.labelled,
        )


@functools.lru_cache(maxsize=10_000)  # asked twice of a document that is dated by nothing else
def _says_updated(line: str) -> bool:
    return UPDATED.search(line) is not None


def labelled_otherwise(scraped: Scraped, index: int) -> bool:
    """Whether the line before says that a date is something else's: "Joined", "Deadline"."""
    before = scraped.lines[index - 1] if index else ""
    return len(before) <= _LONGEST_LABEL and NOT_OWN.search(before) is not None and re.search(r"\d{4}", before) is None
