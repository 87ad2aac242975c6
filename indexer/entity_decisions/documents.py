"""What decisions do to the rows of one document. The detail of a revision keeps what was found, ``revisions.entities`` what is shown."""

import sqlite3
from typing import TYPE_CHECKING

from indexer.entities.ledger import Decided
from indexer.entity_decisions.applying import Shown, shown
from search.catalog import packing

if TYPE_CHECKING:
    from indexer.values import Values

_ROW = (
    "SELECT d.id, d.removed_at, r.revision, r.body, r.detail, r.entities FROM documents d "
    "JOIN revisions r ON r.revision = d.revision WHERE d.number = ?"
)


def show(catalog: sqlite3.Connection, values: "Values", number: int, before: Decided | None = None) -> bool:
    """Bring a document's newest revision to what is decided now; whether the index is to be told.

    With ``before``, by which it was counted, a live document is counted anew; without, it is taken for not counted.
    """
    from indexer.prepared import tally

    document, removed_at, revision, body, detail, stored = catalog.execute(_ROW, (number,)).fetchone()
    named, surfaces = tally(packing.unpack_detail(detail, packing.unsqueeze(body)))
    assert values.decided is not None
    now = shown(values.decided, document, named, surfaces)
    then = shown(before, document, named, surfaces) if before is not None else None
    note_elsewhere(catalog, values, number, now)
    if before is not None and now == then:
        return False
    entities = values.numbered(named if now is None else now.named)
    if before is not None and removed_at is None:
        values.exchange(
            (named, surfaces) if then is None else (then.named, then.surfaces),
            (named, surfaces) if now is None else (now.named, now.surfaces),
        )
    packed = packing.pack_entities(entities)
    if packed != stored:
        catalog.execute("UPDATE revisions SET entities = ? WHERE revision = ?", (packed, revision))
    return bool(packed != stored)


def note_elsewhere(catalog: sqlite3.Connection, values: "Values", number: int, instead: Shown | None) -> None:
    """Remember which entities were found in a document but are not shown in it as themselves."""
    catalog.execute("DELETE FROM entity_elsewhere WHERE document = ?", (number,))
    if instead is not None:
        catalog.executemany(
            "INSERT OR IGNORE INTO entity_elsewhere (number, document) VALUES (?, ?)",
            [(values.number(kind, entity, name), number) for entity, kind, name in instead.elsewhere],
        )
