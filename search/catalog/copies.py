"""Reading the clusters of near copies: which documents they hold, and what counting each article once needs to know of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.catalog import packing
from search.catalog.reading import CatalogReader
from search.dates import DateSpan
from search.documents import KINDS

# Live documents only: a removed one leaves its cluster with the transaction that removes it.
_LIVE = "FROM copies c JOIN documents d ON d.number = c.document AND d.removed_at IS NULL JOIN revisions r ON r.revision = d.revision"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One document of a cluster, with the numbers of its values by facet (0 unknown) and its days (ordinals; None undated)."""

    number: int
    cluster: int
    earliest: int | None
    latest: int | None
    values: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyName:
    """One document of a cluster as it is named under another. ``source`` is a value number, 0 unknown."""

    number: int
    cluster: int
    id: str
    title: str
    source: int
    date: DateSpan | None


def has_copies(catalog: CatalogReader) -> bool:
    """Whether any two documents are near copies, as of the last time anyone looked."""
    return bool(catalog.ask("SELECT 1 FROM copies LIMIT 1"))


def copy_rows(catalog: CatalogReader) -> Iterator[CopyRow]:
    """Every live document that is in a cluster; clusters of which one document is left are still among them."""
    after = -1
    languages = catalog.languages()
    while rows := catalog.ask(
        "SELECT c.document, c.cluster, r.earliest, r.latest, r.source, r.language, r.type, r.entities "
        f"{_LIVE} WHERE c.document > ? ORDER BY c.document LIMIT 10000",
        (after,),
    ):
        after = rows[-1][0]
        for number, cluster, earliest, latest, source, language, type_, entities in rows:
            yield CopyRow(
                number=number,
                cluster=cluster,
                earliest=earliest,
                latest=latest,
                values={
                    "source": (source,),
                    "language": languages.get(language, (language,)),
                    "type": (type_,),
                    **_by_kind(entities),
                },
            )


def copies_of(catalog: CatalogReader, numbers: Sequence[int]) -> dict[int, tuple[CopyName, ...]]:
    """The other live documents of the clusters these documents are in, earliest first, undated last; without those that have none."""
    if not numbers:
        return {}
    marks = ",".join("?" * len(numbers))
    rows = catalog.ask(
        "SELECT c.document, c.cluster, d.id, r.title, r.source, r.earliest, r.latest, r.date_form "  # noqa: S608
        f"{_LIVE} WHERE c.cluster IN (SELECT cluster FROM copies WHERE document IN ({marks})) "
        "ORDER BY r.earliest IS NULL, r.earliest, c.document",
        numbers,
    )
    members: dict[int, list[CopyName]] = {}
    cluster_of: dict[int, int] = {}
    for number, cluster, document_id, title, source, earliest, latest, form in rows:
        date = packing.unpack_date(earliest, latest, form)
        named = CopyName(number=number, cluster=cluster, id=document_id, title=title, source=source, date=date)
        members.setdefault(cluster, []).append(named)
        cluster_of[number] = cluster
    found = {
        number: tuple(one for one in members[cluster_of[number]] if one.number != number)
        for number in numbers
        if number in cluster_of
    }
    return {number: others for number, others in found.items() if others}


def _by_kind(blob: bytes | None) -> dict[str, tuple[int, ...]]:
    numbers: Any = packing.unpack_numbers(blob)
    return packing.by_kind(
        (number, count, KINDS[kind])
        for number, count, kind in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    )
