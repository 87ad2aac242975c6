"""Bringing decisions to the documents they touch: remembered first, then done in batches, and gone on with after a crash.

A decision holds as soon as it is in the catalog. Documents it touches wait in ``entity_pending`` until catalog and index
show them by it; whoever opens the archive for writing finishes what waits, so nobody ever writes beside a half-done one.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from indexer.entities.ledger import Decided, affected, replay
from indexer.entity_decisions import documents, store
from indexer.entity_decisions.applying import kind_of
from search.catalog import packing
from search.engines import engine_named
from search.engines.contract import All, Values

if TYPE_CHECKING:
    from indexer.catalog_writer import CatalogWriter
    from indexer.writer import Writer

log = logging.getLogger(__name__)

# Readers are told how many documents still wait; a batch takes about a second.
BATCH = 1_000
_AT_ONCE = 500  # values in one question to the index
Progress = Callable[[int, int], None]


def nobody(done: int, of: int) -> None:
    pass


def remember(writer: "Writer", before: Decided, after: Decided, *, with_index: bool) -> int:
    """Put the documents that may show something else by ``after`` than by ``before`` on the list. Returns how many wait.

    ``with_index`` asks the index, which must hold what the catalog holds; without it the catalog is read through.
    """
    catalog = writer.catalog.connection
    entities, named = affected(before, after)
    numbers: dict[str, list[int]] = {}
    for entity in entities:
        kind = kind_of(entity)
        row = catalog.execute(
            "SELECT number FROM facet_values WHERE field = ? AND value = ?", (kind, entity)
        ).fetchone()
        if row is not None:
            numbers.setdefault(kind, []).append(row[0])
    for field, of_kind in sorted(numbers.items()):
        is_in_index = with_index and not writer.is_held
        carrying = _in_index(writer, field, of_kind) if is_in_index else _in_catalog(writer.catalog, of_kind)
        _put(catalog, carrying)
    every = [number for of_kind in numbers.values() for number in of_kind]
    catalog.executemany(
        "INSERT OR IGNORE INTO entity_pending (document) SELECT document FROM entity_elsewhere WHERE number = ?",
        [(number,) for number in every],
    )
    catalog.executemany(
        "INSERT OR IGNORE INTO entity_pending (document) SELECT number FROM documents WHERE id = ?",
        [(document,) for document in sorted(named)],
    )
    return waiting(writer.catalog)


def _put(catalog: sqlite3.Connection, documents: Iterable[int]) -> None:
    catalog.executemany(
        "INSERT OR IGNORE INTO entity_pending (document) VALUES (?)", ((number,) for number in documents)
    )


def waiting(catalog: "CatalogWriter") -> int:
    """How many documents wait for a decision to reach them."""
    (count,) = catalog.connection.execute("SELECT count(*) FROM entity_pending").fetchone()
    return int(count)


def finish(writer: "Writer", *, with_index: bool = True, progress: Progress = nobody) -> int:
    """Bring every decision to every document that waits for it. Returns how many documents now show something else."""
    catalog = writer.catalog
    connection = catalog.connection
    ledger = catalog.ledger
    (applied,) = connection.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'entities_applied'").fetchone()
    if ledger is None or applied == len(ledger.decisions):
        return 0
    before = replay(ledger.decisions[:applied])
    total, done, changed = waiting(catalog), 0, 0
    while chunk := [
        number
        for (number,) in connection.execute(
            "SELECT document FROM entity_pending ORDER BY 1 LIMIT ?", (BATCH,)
        ).fetchall()
    ]:
        writer.begin()
        for number in chunk:
            if documents.show(connection, catalog.values, number, before):
                changed += 1
                document = catalog.shown_otherwise(number)
                if document is not None and with_index:
                    writer.upsert(document)
        connection.executemany("DELETE FROM entity_pending WHERE document = ?", [(number,) for number in chunk])
        done += len(chunk)
        progress(done, total)
        if len(chunk) == BATCH:
            writer.commit(more_to_come=True)
    writer.begin()
    _forget_names(writer, before, ledger.decided)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'entities_applied'", (str(len(ledger.decisions)),))
    writer.commit()
    if changed:
        log.info("Decisions up to %d reached %d documents", len(ledger.decisions), changed)
    return changed


def _forget_names(writer: "Writer", before: Decided, after: Decided) -> None:
    catalog = writer.catalog
    catalog.values.settle(catalog.sequence)
    moved, _ = affected(before, after)
    ends = {end(entity) for entity in moved for end in (before.canonical, after.canonical)} | moved
    rows = [
        catalog.connection.execute(
            "SELECT number FROM facet_values WHERE field = ? AND value = ?", (kind_of(entity), entity)
        ).fetchone()
        for entity in sorted(ends)
    ]
    store.forget_unused(catalog.connection, catalog.values, [row[0] for row in rows if row is not None])


def _in_index(writer: "Writer", kind: str, numbers: Collection[int]) -> Iterator[int]:
    generation = writer.archive.current()
    reader = engine_named(generation.engine).open(generation.index_path)
    try:
        listed = sorted(numbers)
        for start in range(0, len(listed), _AT_ONCE):
            yield from reader.numbers(All(), Values(field=kind, numbers=tuple(listed[start : start + _AT_ONCE])))
    finally:
        reader.close()


def _in_catalog(catalog: "CatalogWriter", numbers: Collection[int]) -> Iterator[int]:
    wanted = frozenset(numbers)
    for document, entities in catalog.connection.cursor().execute(
        "SELECT d.number, r.entities FROM documents d JOIN revisions r ON r.revision = d.revision WHERE r.entities IS NOT NULL"
    ):
        if not wanted.isdisjoint(packing.unpack_numbers(entities)[::3]):
            yield document
