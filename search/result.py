"""What a search found, as values: no HTML, no JSON, no engine's numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from search.aliases import AlsoSearched
from search.coverage import Coverage
from search.dates import DateSpan, Unit
from search.documents import EntityName
from search.query.ast import Node, Warning
from search.request import Match, SearchRequest


class Snippet(NamedTuple):
    """A passage of ``field`` ("title", "body", "author", "removed"). ``ranges`` are the matched words, ascending.

    ``start`` is where the passage begins in the field's whole text (code points). ``cut_start``/``cut_end``: there is more before or after.
    """

    field: str
    text: str
    ranges: tuple[tuple[int, int], ...]
    start: int = 0
    cut_start: bool = False
    cut_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another document with nearly the same text."""

    id: str
    title: str
    source: str | None
    date: DateSpan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The near copies of a document, itself left out. ``listed`` are the first of ``total``, earliest first, undated last."""

    total: int
    listed: tuple[Copy, ...]


class Hit(NamedTuple):
    """One document of the result, as it was when it was indexed (``version`` and ``revision`` say which text).

    A tuple like its snippets, for a page makes ten of them, and a frozen dataclass takes three times as long to make.
    """

    id: str
    number: int
    version: int
    revision: int
    title: str
    title_ranges: tuple[tuple[int, int], ...]
    date: DateSpan | None
    source: str | None
    authors: tuple[str, ...]
    language: str | None
    url: str | None
    score: float | None
    snippets: tuple[Snippet, ...]
    entities: tuple[EntityName, ...]
    matched: tuple[str, ...] = ()  # words as the reader typed them that this document holds, for "matched in"
    copies: Copies | None = None  # looked up only where copies are collapsed
    damaged: bool = False  # the catalog's text of it cannot be unpacked: title, date and source are all there is


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """``count`` is None for an excluded value: it is listed and marked, without a count."""

    value: str
    label: str
    count: int | None
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Values most frequent first, then the selected and excluded ones that did not make the top, ``_unknown`` last. ``other``: see contract."""

    field: str
    values: tuple[FacetValue, ...]
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFacet:
    """The date histogram: values ``1990s``, ``1994`` or ``1994-03`` ascending, only those above zero; and the undated documents."""

    unit: Unit
    values: tuple[FacetValue, ...]
    undated: int
    overlapping: bool  # some documents touch several buckets, so they may add up to more than the total


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryReading:
    """How the query was read. ``tree`` is what was searched; ``also``: other names that were searched for names in it."""

    text: str
    canonical: str
    match: Match
    tree: Node
    warnings: tuple[Warning, ...] = ()
    also: tuple[AlsoSearched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Another query worth trying; never put in the place of the reader's own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """``snapshot`` is "<generation>.<sequence>". ``next_cursor`` is None on the last page. ``changed``: the cursor came from another snapshot.

    ``skipped`` names facets that the time budget left out; ``any_total`` is how many documents have any of the words, told
    when all of the words found few. ``collapsed``: how many documents that match are not listed and not counted because each is a
    near copy of one that is; None where copies are listed like any other document. ``coverage``: where nothing was found, what the
    archive holds of what was asked for.
    """

    request: SearchRequest
    query: QueryReading
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    dates: DateFacet | None
    snapshot: str
    took_ms: float
    next_cursor: str | None = None
    suggestion: Suggestion | None = None
    changed: bool = False
    skipped: tuple[str, ...] = ()
    any_total: int | None = None
    collapsed: int | None = None
    coverage: tuple[Coverage, ...] = ()
