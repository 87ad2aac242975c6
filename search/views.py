"""What the service answers besides a search: a document, an entity, a list of values, the archive's own figures."""

from dataclasses import dataclass

from search.catalog.decided import EntityDecision
from search.catalog.rows import StoredDocument
from search.dates import DateSpan
from search.documents import EntityName, Kind
from search.result import Copies, DateFacet, FacetValue, Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document with names in the place of numbers. ``highlights``: where the query of ``?q=`` matches in the body and title.

    Ranges are code points, half-open, ascending, not overlapping.
    """

    stored: StoredDocument
    source: str | None
    language: str | None
    type: str | None
    entities: tuple[EntityName, ...]
    renamed: tuple[tuple[str, EntityName | None], ...]  # (as found, what it is by decision; None: no name)
    highlights: tuple[tuple[int, int], ...]
    title_highlights: tuple[tuple[int, int], ...]
    snapshot: str
    copies: Copies | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """One entity: ``names`` are its surface forms with how many documents or mentions each has, most first."""

    id: str
    kind: Kind
    name: str
    names: tuple[tuple[str, int], ...]
    documents: int
    recent: tuple[Hit, ...]
    dates: DateFacet | None
    sources: tuple[FacetValue, ...]
    together: tuple[tuple[EntityName, int], ...]  # entities found in the same documents, with how many they share
    also: tuple[str, ...]  # other ids that by decisions are this entity
    decisions: tuple[EntityDecision, ...]  # about it, the newest first
    waiting: int  # documents of the archive that do not show the newest decisions yet
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPage:
    """The values of one facet, for "show all" and search within. ``total`` distinct values match; ``values`` are one page of them.

    ``named``: the same without ``_unknown``, which is listed and is none.
    """

    field: str
    values: tuple[FacetValue, ...]
    total: int
    named: int
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedText:
    """One completion while typing. ``kind``: "title", "source", or an entity kind; ``value`` an id where there is one."""

    text: str
    kind: str
    value: str | None
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The archive in figures. ``indexed_at`` UTC, ISO 8601, of the last change; None for an empty archive."""

    documents: int
    sources: int
    dated: int
    undated: int
    entities: int
    index_bytes: int
    catalog_bytes: int
    snapshot: str
    engine: str
    earliest: DateSpan | None
    latest: DateSpan | None
    indexed_at: str | None
