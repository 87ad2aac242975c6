"""Which lines each document has, kept up with the log: whatever was logged since the last look is looked at again.

Nothing is recorded while documents are stored, so that documents given as clean, which have nothing to learn from, cost
nothing; a run ends with one look at the log.
"""

from array import array
from collections.abc import Sequence
from typing import Any

import orjson

from indexer.catalog_writer import CatalogWriter
from indexer.learning.members import COUNT_CHANGES, NOT_KNOWN, count_anew, group_name, group_number, keys_of, put
from indexer.prepared import rules_part
from indexer.writer import Writer
from search.catalog import packing

CHUNK = 1_000  # documents between two commits
# Of so many changed documents at most it is noted which counts they change; beyond, counting all lines costs no more.
NOTED = 2_000


def gather(writer: Writer) -> None:
    """Bring ``document_lines`` up to the catalog, in transactions of its own."""
    catalog = writer.catalog
    ask = catalog.connection.execute
    (since,) = ask("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'learned_sequence'").fetchone()
    upto = catalog.sequence
    if since == upto:
        return
    cleaned = [
        number
        for number, value in ask("SELECT number, value FROM readings").fetchall()
        if orjson.loads(value)["content"] != "body"
    ]
    if cleaned:
        noted = _touched(catalog, since, cleaned) <= NOTED
        after = 0
        while rows := _rows(catalog, after, cleaned):
            catalog.begin()
            for row in rows:
                after = row[0]
                _take(catalog, row, noted=noted)
            writer.commit(more_to_come=True)
        ask("DROP TABLE temp.touched")
    catalog.begin()
    ask("UPDATE meta SET value = ? WHERE key = 'learned_sequence'", (str(upto),))
    writer.commit(more_to_come=True)


def _touched(catalog: CatalogWriter, since: int, cleaned: Sequence[int]) -> int:
    """The documents that were changed since. ``fresh``: they were only read, and so judged by themselves."""
    catalog.connection.execute("DROP TABLE IF EXISTS temp.touched")
    catalog.connection.execute(
        "CREATE TEMP TABLE touched (document INTEGER PRIMARY KEY, fresh INTEGER NOT NULL) STRICT"
    )
    catalog.connection.execute(
        "INSERT INTO temp.touched SELECT l.document, min(l.action IN ('added', 'updated')) FROM log l "  # noqa: S608
        "JOIN documents d ON d.number = l.document JOIN versions v ON v.key = d.number << 16 | d.version "
        f"WHERE l.sequence > ? AND (v.reading IN ({_marks(cleaned)}) "
        "OR EXISTS (SELECT 1 FROM document_lines x WHERE x.document = l.document)) GROUP BY l.document",
        (since, *cleaned),
    )
    (touched,) = catalog.connection.execute("SELECT count(*) FROM temp.touched").fetchone()
    return int(touched)


def _rows(catalog: CatalogWriter, after: int, cleaned: Sequence[int]) -> list[Any]:
    return catalog.connection.execute(
        "SELECT t.document, t.fresh, d.revision, "  # noqa: S608
        f"d.removed_at IS NULL AND v.reading IN ({_marks(cleaned)}), x.member, x.keys, "
        "r.body, r.detail, p.value, s.value, g.value FROM temp.touched t JOIN documents d ON d.number = t.document "
        "JOIN versions v ON v.key = d.number << 16 | d.version JOIN readings g ON g.number = v.reading "
        "JOIN revisions r ON r.revision = d.revision JOIN fingerprints p ON p.number = r.fingerprint "
        "LEFT JOIN facet_values s ON s.number = r.source LEFT JOIN document_lines x ON x.document = t.document "
        "WHERE t.document > ? "
        # What was foreseen has its row already.
        f"AND NOT (x.revision IS d.revision AND d.removed_at IS NULL AND v.reading IN ({_marks(cleaned)})) "
        "ORDER BY t.document LIMIT ?",
        (*cleaned, after, *cleaned, CHUNK),
    ).fetchall()


def _take(catalog: CatalogWriter, row: Sequence[Any], *, noted: bool) -> None:
    number, fresh, revision, counts, member, had_keys, body, detail, made_by, source, reading = row
    if member is not None:
        _changes(catalog, member, had_keys, -1, noted=noted)
    if not counts:
        catalog.connection.execute("DELETE FROM document_lines WHERE document = ?", (number,))
        return
    group = group_number(catalog.connection, group_name(source, orjson.loads(reading)["folder"]))
    told = packing.unpack_detail(detail, packing.unsqueeze(body), named=False)
    keys = keys_of([line.text for line in told.lines], told.evidence)
    _changes(catalog, group, keys, 1, noted=noted)
    levels = 0 if fresh else NOT_KNOWN
    put(catalog.connection, number, group=group, revision=revision, levels=levels, rules=rules_part(made_by), keys=keys)


def _changes(catalog: CatalogWriter, group: int, keys: bytes, change: int, *, noted: bool) -> None:
    """Note that a document with these lines came (1) or went (-1)."""
    ask = catalog.connection.execute
    if not noted:
        count_anew(catalog.connection, group)
        return
    ask("UPDATE line_groups SET due = ? WHERE number = ? AND due < ?1", (COUNT_CHANGES, group))
    catalog.connection.executemany(
        "INSERT INTO line_changes (member, key, change) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET change = change + excluded.change",
        [(group, key, change) for key in array("q", keys)],
    )


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
