"""The quality report of an archive: every doubt with its documents, and repeated lines that nobody has judged. Reads only."""

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from indexer.cleaning.assembly import IN_BODY
from indexer.cleaning.quality import DOUBTS, MUCH, Doubt, doubts
from indexer.cleaning.repetition import BODY, REPEATED
from indexer.documents import CleanedDocument
from search.archive import Archive
from search.catalog import packing
from search.catalog.connection import open_readonly
from search.catalog.line_counts import counts_of, key_number, line_key, told

REPEATED_LINES = "repeated lines"  # how the report calls what is about lines and not about documents
_CHUNK = 500
_LONGEST = 200  # characters of a repeated line that are remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedLine:
    """A line that stands in ``documents`` of a source's and was kept as text in ``kept_in`` of them, by no archivist's word.

    ``evidence`` tells the count as it is told everywhere.
    """

    text: str
    group: str
    evidence: str
    kept_in: int
    member: int
    key: int


class Report:
    """Made by :func:`report`; ids are looked up when they are asked for, so that memory holds eight bytes a document."""

    def __init__(self, catalog: sqlite3.Connection, documents: int, numbers: dict[str, "array[int]"]) -> None:
        self._catalog = catalog
        self.documents = documents
        self._numbers = numbers

    def doubts(self) -> Iterator[tuple[Doubt, int]]:
        """Each doubt with the number of its documents."""
        for doubt in DOUBTS:
            yield doubt, len(self._numbers[doubt.name])

    def ids(self, name: str, limit: int | None = None) -> Iterator[str]:
        """The documents of a doubt, in the order they came into the archive."""
        numbers = self._numbers[name]
        yield from self._ids(numbers if limit is None else numbers[:limit])

    def lines(self, limit: int | None = None) -> Iterator[RepeatedLine]:
        """Repeated lines that were kept, by how many documents they were kept in."""
        rows = self._catalog.execute(
            "SELECT k.member, k.key, min(k.text), count(*) AS kept, g.name, g.documents, max(k.documents) FROM temp.kept k "
            "JOIN line_groups g ON g.number = k.member GROUP BY k.member, k.key ORDER BY kept DESC, min(k.text), k.member"
        )
        for member, key, text, kept, name, of, count in islice(rows, limit):
            yield RepeatedLine(
                text=text, group=name, evidence=told(count, of, name), kept_in=kept, member=member, key=key
            )

    def ids_with(self, line: RepeatedLine, limit: int | None = None) -> Iterator[str]:
        """The documents in which a repeated line was kept."""
        rows = self._catalog.execute(
            "SELECT d.id FROM temp.kept k JOIN documents d ON d.number = k.document WHERE k.member = ? AND k.key = ? "
            "ORDER BY d.number LIMIT ?",
            (line.member, line.key, -1 if limit is None else limit),
        ).fetchall()
        yield from (document_id for (document_id,) in rows)

    def close(self) -> None:
        self._catalog.close()

    def _ids(self, numbers: Sequence[int]) -> Iterator[str]:
        for start in range(0, len(numbers), _CHUNK):
            chunk = list(numbers[start : start + _CHUNK])
            marks = ",".join("?" * len(chunk))
            yield from (
                document_id
                for (document_id,) in self._catalog.execute(
                    f"SELECT id FROM documents WHERE number IN ({marks}) ORDER BY number",  # noqa: S608
                    chunk,
                ).fetchall()
            )


def report(archive: Archive, *, much: float = MUCH, progress: Callable[[int], None] = lambda _: None) -> Report:
    """Look at every live document. ``much`` is the share of characters (0..1) beyond which a document counts as much removed.

    The caller closes what is returned.
    """
    catalog = open_readonly(archive.catalog_path)
    numbers = {doubt.name: array("q") for doubt in DOUBTS}
    catalog.execute(
        "CREATE TEMP TABLE kept (member INTEGER, key INTEGER, document INTEGER, documents INTEGER, text TEXT, "
        "PRIMARY KEY (member, key, document)) WITHOUT ROWID"
    )
    count = 0
    for count, (number, cleaned, member) in enumerate(_documents(catalog), 1):
        for name in doubts(cleaned, much):
            numbers[name].append(number)
        if member is not None:
            _note_kept(catalog, number, member, cleaned)
        progress(count)
    return Report(catalog, count, numbers)


def _documents(catalog: sqlite3.Connection) -> Iterator[tuple[int, CleanedDocument, int | None]]:
    """(number, the document as it is stored, the group its lines are counted in) of live documents."""
    after = 0
    while rows := catalog.execute(
        "SELECT d.number, d.id, r.title, r.body, r.detail, r.earliest, r.latest, r.date_form, s.value, x.member "
        "FROM documents d JOIN revisions r ON r.revision = d.revision LEFT JOIN facet_values s ON s.number = r.source "
        "LEFT JOIN document_lines x ON x.document = d.number "
        "WHERE d.number > ? AND d.removed_at IS NULL ORDER BY d.number LIMIT ?",
        (after, _CHUNK),
    ).fetchall():
        after = rows[-1][0]
        for row in rows:
            yield row[0], _stored(row), row[9]


def _stored(row: Sequence[Any]) -> CleanedDocument:
    """As much of a cleaned document as doubts ask about."""
    _, document_id, title, blob, detail_blob, earliest, latest, form, source, _ = row
    body = packing.unsqueeze(blob)
    detail = packing.unpack_detail(detail_blob, body)
    return CleanedDocument(
        id=document_id,
        title=title,
        body=body,
        lines=detail.lines,
        kept=(),
        date=packing.unpack_date(earliest, latest, form),
        source=source,
        notes=detail.notes,
    )


def _note_kept(catalog: sqlite3.Connection, number: int, member: int, cleaned: CleanedDocument) -> None:
    """Remember the lines that repeat and were kept by the model alone."""
    kept = [line for line in cleaned.lines if line.rule.endswith(BODY) and line.verdict in IN_BODY]
    known = counts_of(catalog, number, kept)
    if known is None:
        return
    for line in kept:
        key = key_number(line_key(line.text))
        count = known.counts.get(key, 1)
        if count >= REPEATED:
            catalog.execute(
                "INSERT OR IGNORE INTO temp.kept VALUES (?, ?, ?, ?, ?)",
                (member, key, number, count, " ".join(line.text.split())[:_LONGEST]),
            )
