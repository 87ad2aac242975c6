"""Reading the catalog while others write it. Every call is its own read transaction; nothing is held open between calls."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import orjson

from search.archive import Archive, refuse_network_file_system
from search.catalog import packing
from search.catalog.line_counts import counts_of, with_counts
from search.catalog.near_ids import did_you_mean, near_ids
from search.catalog.rows import (
    CatalogFigures,
    LogEntry,
    StoredDocument,
    StoredHit,
    VersionRow,
)
from search.catalog.values import ValueReader
from search.errors import DamagedDocument, NotFound, Withdrawn

VERSIONS_SHIFT = 16  # versions.key = documents.number << 16 | version

_HIT_COLUMNS = """r.document, r.revision, r.version, d.id, r.title, r.body, r.kept, r.other, r.earliest, r.latest, r.date_form,
    r.source, r.language, r.type, r.authors, r.url, r.entities"""
# SQLite takes 32766 parameters; pages and facets ask for at most some hundreds at once.
_CHUNK = 500
# What unpacking raises on bytes that nobody wrote: mostly Damaged, for texts carry a checksum; lists of numbers carry none.
_UNREADABLE = (ValueError, LookupError, TypeError)


class CatalogReader(ValueReader):
    """Documents, values and the archive's figures."""

    # --- documents ----------------------------------------------------------------------------------------------------

    def sequence(self) -> int:
        """The number of the last change."""
        (last,) = self._one("SELECT max(sequence) FROM log")
        return last or 0

    def hits(self, wanted: Sequence[tuple[int, int]]) -> list[StoredHit]:
        """The rows of these (document number, revision) pairs, in their order; one that is gone is left out."""
        revisions = [revision for _, revision in wanted]
        if not revisions:
            return []
        marks = ",".join("?" * len(revisions))
        found = {
            row[1]: _hit_or_what_is_left(row)
            for row in self._all(
                f"SELECT {_HIT_COLUMNS} FROM revisions r JOIN documents d ON d.number = r.document "  # noqa: S608
                f"WHERE r.revision IN ({marks})",
                revisions,
            )
        }
        return [found[revision] for revision in revisions if revision in found]

    def document(self, document_id: str, version: int | None = None) -> StoredDocument:
        """A document as it is now, or the newest that was made of an older version of its content.

        Raises NotFound, Withdrawn for a document that was removed, or DamagedDocument.
        """
        number = self._live(document_id)
        versions = self._all(
            "SELECT v.key & 65535, v.sha256, v.read_at, v.size, v.revision, g.value FROM versions v "
            "JOIN readings g ON g.number = v.reading WHERE v.key BETWEEN ? AND ? ORDER BY v.key",
            _keys_of(number),
        )
        chosen = next((row for row in versions if row[0] == version), None) if version is not None else versions[-1]
        if chosen is None:
            raise NotFound(f"{document_id} has no version {version}.", hint=f"It has versions 1 to {versions[-1][0]}.")
        row = self._one(
            f"SELECT {_HIT_COLUMNS}, r.detail, f.path, m.value FROM revisions r JOIN documents d ON d.number = r.document "  # noqa: S608
            "JOIN files f ON f.number = d.file JOIN fingerprints m ON m.number = r.fingerprint WHERE r.revision = ?",
            (chosen[4],),
        )
        try:
            hit = stored_hit(row)
            detail = packing.unpack_detail(row[-3], hit.body)
        except _UNREADABLE as error:
            raise DamagedDocument(document_id) from error
        with self._reading() as connection:
            lines = with_counts(detail.lines, counts_of(connection, number, detail.lines))
        (sequence,) = self._one("SELECT max(sequence) FROM log WHERE document = ?", (number,))
        overrides = self._all("SELECT field, value, reason FROM overrides WHERE document = ? ORDER BY field", (number,))
        return StoredDocument(
            hit=hit,
            lines=lines,
            evidence=detail.evidence,
            mentions=detail.mentions,
            notes=detail.notes,
            origin=row[-2],
            content=orjson.loads(chosen[5])["content"],
            section=detail.section,
            updated=detail.updated,
            versions=tuple(
                VersionRow(version=each, sha256=digest.hex(), read_at=read_at, size=size)
                for each, digest, read_at, size, _, _ in versions
            ),
            sequence=sequence,
            overrides=tuple(overrides),
            made_by=row[-1],
        )

    def original(self, document_id: str, version: int | None = None) -> bytes:
        """The bytes as read, of the newest version or the one named. Raises NotFound, Withdrawn or DamagedDocument."""
        number = self._live(document_id)
        first, last = _keys_of(number)
        if version is not None:
            first = last = first + version if 0 < version <= last - first else -1
        row = self._first(
            "SELECT original FROM versions WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1", (first, last)
        )
        if row is None:
            raise NotFound(f"{document_id} has no version {version}.")
        try:
            return packing.unsqueeze_bytes(row[0])
        except packing.Damaged as error:
            raise DamagedDocument(document_id) from error

    def number_of(self, document_id: str) -> int | None:
        """The number of a document, live or removed."""
        row = self._first("SELECT number FROM documents WHERE id = ?", (document_id,))
        return row[0] if row else None

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """The ids of the documents with these numbers, live or removed."""
        found: dict[int, str] = {}
        for start in range(0, len(numbers), _CHUNK):
            chunk = numbers[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            found.update(self._all(f"SELECT number, id FROM documents WHERE number IN ({marks})", chunk))  # noqa: S608
        return found

    def titles(self, prefix: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of live documents whose title begins so, whatever the case of ASCII letters, by title."""
        if not prefix:
            return []
        rows = self._all(
            "SELECT id, title FROM documents WHERE removed_at IS NULL AND title COLLATE NOCASE >= ?1 "
            "AND title COLLATE NOCASE < ?1 || char(1114111) ORDER BY title COLLATE NOCASE, id LIMIT ?2",
            (prefix, limit),
        )
        return [(document_id, title) for document_id, title in rows]

    def _live(self, document_id: str) -> int:
        row = self._first("SELECT number, title, removed_at, reason FROM documents WHERE id = ?", (document_id,))
        if row is None:
            self._say_duplicate(document_id)
            near = did_you_mean(near_ids(self.ask, document_id))
            raise NotFound(f"There is no document {document_id!r} in this archive.", hint=near)
        number: int = row[0]
        if row[2] is not None:
            raise self._withdrawn(document_id, *row)
        return number

    def _withdrawn(
        self, document_id: str, number: int, title: str | None, removed_at: str, reason: str | None
    ) -> Withdrawn:
        known = self._first(
            "SELECT r.earliest, r.latest, r.date_form, r.source, r.authors FROM revisions r "
            "JOIN documents d ON d.revision = r.revision WHERE d.number = ?",
            (number,),
        )
        earliest, latest, form, source, authors = known or (None, None, None, 0, None)
        names = self.names([source])
        return Withdrawn(
            document_id,
            title=title,
            reason=reason or "",
            removed_at=removed_at,
            date=packing.unpack_date(earliest, latest, form),
            source=names[source].label if source in names else None,
            authors=tuple(orjson.loads(authors)) if authors else (),
        )

    def _say_duplicate(self, document_id: str) -> None:
        row = self._first(
            "SELECT d.id FROM duplicates p JOIN documents d ON d.number = p.document WHERE p.id = ?", (document_id,)
        )
        if row:
            raise NotFound(f"{document_id!r} is an exact duplicate of {row[0]!r}, which is in this archive.")

    # --- the archive --------------------------------------------------------------------------------------------------

    def date_extent(self) -> tuple[int, int] | None:
        """The earliest and latest year that a live document touches."""
        (first,) = self._one("SELECT min(earliest) FROM documents WHERE removed_at IS NULL AND earliest IS NOT NULL")
        (last,) = self._one("SELECT max(latest) FROM documents WHERE removed_at IS NULL AND latest IS NOT NULL")
        if first is None or last is None:
            return None
        return dt.date.fromordinal(first).year, dt.date.fromordinal(last).year

    def statistics(self) -> CatalogFigures:
        with self._reading() as connection:
            connection.execute("BEGIN")  # one state of the catalog for all figures
            try:
                ask = connection.execute
                (all_,) = ask("SELECT count(*) FROM documents").fetchone()
                (removed,) = ask("SELECT count(*) FROM documents WHERE removed_at IS NOT NULL").fetchone()
                (dated,) = ask(
                    "SELECT count(*) FROM documents WHERE removed_at IS NULL AND earliest IS NOT NULL"
                ).fetchone()
                (duplicates,) = ask("SELECT count(*) FROM duplicates").fetchone()
                (sources,) = ask(
                    "SELECT count(*) FROM facet_values WHERE field = 'source' AND documents > 0"
                ).fetchone()
                (entities,) = ask(
                    "SELECT count(*) FROM facet_values WHERE documents > 0 "
                    "AND field IN ('person', 'place', 'org', 'event', 'agreement')"
                ).fetchone()
                last = ask("SELECT sequence, at FROM log ORDER BY sequence DESC LIMIT 1").fetchone()
            finally:
                connection.execute("COMMIT")
        return CatalogFigures(
            documents=all_ - removed,
            dated=dated,
            undated=all_ - removed - dated,
            removed=removed,
            duplicates=duplicates,
            sources=sources,
            entities=entities,
            catalog_bytes=sum(
                path.stat().st_size
                for path in (self._path, self._path.with_name(f"{self._path.name}-wal"))
                if path.exists()
            ),
            sequence=last[0] if last else 0,
            changed_at=last[1] if last else None,
        )

    def log(self, after: int = 0, limit: int = 100) -> list[LogEntry]:
        """Changes with a number above ``after``, oldest first."""
        return [
            LogEntry(sequence=sequence, at=at, actor=actor, action=action, document=document, detail=detail)
            for sequence, at, actor, action, document, detail in self._all(
                "SELECT l.sequence, l.at, l.actor, l.action, d.id, l.detail FROM log l "
                "LEFT JOIN documents d ON d.number = l.document WHERE l.sequence > ? ORDER BY l.sequence LIMIT ?",
                (after, limit),
            )
        ]


def open_catalog(archive: Archive) -> CatalogReader:
    """A reader of the archive's catalog. Opens nothing yet, so it may be made before a fork."""
    refuse_network_file_system(archive.path)
    return CatalogReader(archive.catalog_path)


def _hit_or_what_is_left(row: Sequence[Any]) -> StoredHit:
    """One document that is damaged takes no list down: what stands in columns of its own can still be shown."""
    try:
        return stored_hit(row)
    except _UNREADABLE:
        emptied = [*row]
        emptied[5], emptied[6], emptied[7], emptied[16] = packing.squeeze(""), None, None, None
        return stored_hit(emptied)._replace(damaged=True)


def stored_hit(row: Sequence[Any]) -> StoredHit:
    """A row that begins with ``_HIT_COLUMNS``. Raises one of ``_UNREADABLE`` where a blob of it is damaged."""
    body = packing.unsqueeze(row[5])
    return StoredHit(
        number=row[0],
        revision=row[1],
        version=row[2],
        id=row[3],
        title=row[4],
        body=body,
        kept=packing.unpack_ranges(row[6], len(body)),
        other=packing.unsqueeze(row[7]) if row[7] is not None else "",
        date=packing.unpack_date(row[8], row[9], row[10]),
        source=row[11],
        language=row[12],
        type=row[13],
        authors=tuple(orjson.loads(row[14])) if row[14] else (),
        url=row[15],
        entities=packing.unpack_entities(row[16]),
    )


def _keys_of(number: int) -> tuple[int, int]:
    """The first and last key that versions of a document can have."""
    return number << VERSIONS_SHIFT, ((number + 1) << VERSIONS_SHIFT) - 1
