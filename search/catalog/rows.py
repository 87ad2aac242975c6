"""What the catalog hands out: values read from its tables, nothing bound to a connection."""

from dataclasses import dataclass
from typing import NamedTuple, cast

from search.dates import DateSpan
from search.documents import EntityName, Evidence, Kind, Line, Mention
from search.facets import ENTITY_FACETS


class StoredHit(NamedTuple):
    """What one entry of a result list needs. ``kept``: the ranked ranges of ``body`` (code points, half-open). A tuple, for speed.

    ``source``, ``language``, ``type`` are value numbers (0 unknown); ``entities`` are (entity number, mentions), most mentioned first.
    ``damaged``: the text cannot be unpacked; it stands here as empty, for what else is known is still worth a line.
    """

    number: int
    revision: int
    version: int
    id: str
    title: str
    body: str
    kept: tuple[tuple[int, int], ...]
    other: str
    date: DateSpan | None
    source: int
    language: int
    type: int
    authors: tuple[str, ...]
    url: str | None
    entities: tuple[tuple[int, int], ...]
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """What a name names, and in how many ``mentions``. ``names``: the forms in which documents name it and hardly ever
    anything else, most frequent first."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a document's content. ``sha256`` of the bytes as read; ``read_at`` UTC, ISO 8601."""

    version: int
    sha256: str
    read_at: str
    size: int  # bytes of the original


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """Everything the document page shows. Value numbers as in StoredHit."""

    hit: StoredHit
    lines: tuple[Line, ...]
    evidence: tuple[Evidence, ...]
    mentions: tuple[Mention, ...]
    notes: tuple[str, ...]
    origin: str
    content: str  # "text", "html" or "body"
    section: str | None
    updated: DateSpan | None
    versions: tuple[VersionRow, ...]
    sequence: int
    overrides: tuple[tuple[str, str, str], ...]  # (field or "line 7", value, reason), as the archivist decided
    made_by: str  # the versions of cleaning, of names and of the archivists' rules that made this revision


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueName:
    """A facet value by its number. ``value`` is what doors use (a name or an entity id), ``label`` what people read.

    ``entity`` is None for sources, languages and types.
    """

    number: int
    field: str
    value: str
    label: str
    entity: EntityName | None


def value_name(number: int, field: str, value: str, label: str) -> ValueName:
    entity = EntityName(id=value, kind=cast("Kind", field), name=label) if field in ENTITY_FACETS else None
    return ValueName(number=number, field=field, value=value, label=label, entity=entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the append-only log. ``at`` UTC, ISO 8601; ``detail`` is JSON text."""

    sequence: int
    at: str
    actor: str
    action: str
    document: str | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFigures:
    """The record in figures; documents are live ones. ``changed_at`` UTC, ISO 8601, None for an empty catalog."""

    documents: int
    dated: int
    undated: int
    removed: int
    duplicates: int
    sources: int
    entities: int
    catalog_bytes: int
    sequence: int
    changed_at: str | None
