"""Checking that originals, catalog and index agree. Reads only, and may run beside readers and the writer."""

import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass

from indexer.entity_decisions.checking import DecisionCheck
from indexer.generations import refuse_other_version
from search.archive import Archive
from search.catalog import packing
from search.catalog.connection import open_readonly, unusable
from search.catalog.packing import Detail
from search.catalog.reading import VERSIONS_SHIFT
from search.errors import ArchiveError, NotWritable

_CHUNK = 500
_LISTED = 20  # problems of one kind that are named before the rest are only counted
_REINDEX = "run `regesta reindex`"
_RESTORE = "restore a backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """``problems`` say what contradicts what, and what to do; none means the archive is whole.

    ``behind``: how many changes the index has yet to take from the catalog; the next writer replays them, which is no problem.
    """

    documents: int
    removed: int
    originals: int
    indexed: int
    behind: int
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.problems


class _Problems:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._told: list[str] = []

    def add(self, kind: str, what: str, remedy: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= _LISTED:
            self._told.append(f"{what}: {remedy}.")

    def told(self) -> tuple[str, ...]:
        more = [f"and {count - _LISTED} more {kind}." for kind, count in self._counts.items() if count > _LISTED]
        return (*self._told, *more)


def verify(archive: Archive) -> VerifyReport:
    """Compare everything with everything. Raises ArchiveError only when there is no archive or its catalog cannot be opened."""
    problems = _Problems()
    catalog = open_readonly(archive.catalog_path)
    try:
        _check_pages(archive, catalog, problems)
        originals = _check_contents(catalog, problems)
        _check_value_counts(catalog, problems)
        indexed, behind = _check_index(archive, catalog, problems)
        documents, removed = catalog.execute("SELECT count(*), count(removed_at) FROM documents").fetchone()
    except (sqlite3.DatabaseError, packing.Damaged) as error:
        raise unusable(archive.catalog_path, error) from error
    finally:
        catalog.close()
    return VerifyReport(
        documents=documents - removed,
        removed=removed,
        originals=originals,
        indexed=indexed,
        behind=behind,
        problems=problems.told(),
    )


def _check_pages(archive: Archive, catalog: sqlite3.Connection, problems: _Problems) -> None:
    for (said,) in catalog.execute("PRAGMA quick_check(20)").fetchall():
        if said != "ok":
            problems.add("damaged pages", f"{archive.catalog_path} is damaged ({said})", _RESTORE)


def _check_contents(catalog: sqlite3.Connection, problems: _Problems) -> int:
    """Every original has its sha256, every document its versions and a revision that can be read."""
    checked = after = 0
    while rows := catalog.execute(
        "SELECT v.key, v.sha256, v.size, v.original, d.id FROM versions v LEFT JOIN documents d ON d.number = v.key >> 16 "
        "WHERE v.key > ? ORDER BY v.key LIMIT ?",
        (after, _CHUNK),
    ).fetchall():
        after = rows[-1][0]
        for key, sha256, size, blob, document_id in rows:
            checked += 1
            name = f"the original of {document_id or f'document {key >> VERSIONS_SHIFT}'}, version {key & 0xFFFF}"
            try:
                original = packing.unsqueeze_bytes(blob)
            except packing.Damaged as error:
                problems.add("originals", f"{name} cannot be unpacked ({error})", _RESTORE)
                continue
            if len(original) != size or hashlib.sha256(original).digest() != sha256:
                problems.add("originals", f"{name} is not what was read: its sha256 differs", _RESTORE)
    after = 0
    decided = DecisionCheck(catalog)
    while rows := catalog.execute(
        "SELECT d.number, d.id, d.version, v.key, r.document, r.version, r.body, r.kept, r.detail, r.entities, "
        "d.removed_at FROM documents d "
        "LEFT JOIN versions v ON v.key = d.number << 16 | d.version LEFT JOIN revisions r ON r.revision = d.revision "
        "WHERE d.number > ? ORDER BY d.number LIMIT ?",
        (after, _CHUNK),
    ).fetchall():
        after = rows[-1][0]
        for number, document_id, version, key, owner, made_from, body, kept, detail, entities, removed in rows:
            if key is None or owner != number or made_from != version:
                problems.add("revisions", f"{document_id} has lost its version or its revision", _RESTORE)
                continue
            try:
                read = _check_offsets(document_id, body, kept, detail, problems)
                if removed is None:  # a removed one learns of decisions when it is restored
                    decided.look(number, document_id, read, entities)
            except (ValueError, LookupError, TypeError) as error:
                problems.add("revisions", f"the text of {document_id} cannot be unpacked ({error})", _RESTORE)
    for problem in decided.problems():
        problems.add("decisions", problem, _RESTORE)
    return checked


def _check_offsets(document_id: str, blob: bytes, kept: bytes | None, detail: bytes, problems: _Problems) -> Detail:
    body = packing.unsqueeze(blob)
    ranges = packing.unpack_ranges(kept, len(body))
    read = packing.unpack_detail(detail, body)
    mentions = read.mentions
    inside = all(0 <= start < end <= len(body) for start, end in ranges) and all(
        0 <= mention.start < mention.end <= len(body) for mention in mentions
    )
    if not inside:
        problems.add(
            "offsets", f"{document_id} has offsets outside its text", "run `regesta reindex`, else restore a backup"
        )
    return read


def _check_value_counts(catalog: sqlite3.Connection, problems: _Problems) -> None:
    """Each facet value's number of live documents is what counting them gives. In one transaction: both change together."""
    catalog.execute("BEGIN")
    try:
        counted: Counter[int] = Counter()
        for source, language, type_, entities in catalog.execute(
            "SELECT r.source, r.language, r.type, r.entities FROM documents d "
            "JOIN revisions r ON r.revision = d.revision WHERE d.removed_at IS NULL"
        ):
            counted.update(number for number in (source, language, type_) if number)
            counted.update(number for number, _ in packing.unpack_entities(entities))
        for number, field, value, documents in catalog.execute(
            "SELECT number, field, value, documents FROM facet_values"
        ):
            found = counted.pop(number, 0)
            if found != documents:
                problems.add(
                    "counts", f"{field} {value!r} is counted {documents} times, but {found} documents have it", _RESTORE
                )
        for number in counted:
            problems.add("counts", f"documents carry value {number}, which has no name", _RESTORE)
    finally:
        catalog.execute("COMMIT")


def behind(archive: Archive) -> int:
    """How many changes the index has yet to take from the catalog; 0 also where either cannot be read, which is no lag."""
    try:
        generation = archive.current()
        reader = refuse_other_version(archive, generation).open(generation.index_path)
        try:
            with closing(open_readonly(archive.catalog_path)) as catalog:
                (last,) = catalog.execute("SELECT coalesce(max(sequence), 0) FROM log").fetchone()
            return max(0, int(last) - reader.sequence)
        finally:
            reader.close()
    except (ArchiveError, sqlite3.DatabaseError):
        return 0


def _check_index(archive: Archive, catalog: sqlite3.Connection, problems: _Problems) -> tuple[int, int]:
    """(documents in the index, changes it is behind)."""
    try:
        generation = archive.current()
        # The index first: the catalog that is read afterwards holds at least all that the index holds.
        reader = refuse_other_version(archive, generation).open(generation.index_path)
    except NotWritable:  # says nothing about what the index holds
        raise
    except ArchiveError as error:
        problems.add("indexes", error.message.rstrip("."), error.hint.rstrip(".") or _REINDEX)
        return 0, 0
    try:
        held = dict(reader.revisions())
        sequence = reader.sequence
    finally:
        reader.close()
    catalog.execute("BEGIN")
    try:
        (last,) = catalog.execute("SELECT coalesce(max(sequence), 0) FROM log").fetchone()
        (waiting,) = catalog.execute("SELECT count(*) FROM entity_pending").fetchone()
        if sequence > last:
            problems.add("indexes", f"the index holds change {sequence}, but the catalog ends at {last}", _REINDEX)
        lagging = {number for (number,) in catalog.execute("SELECT document FROM log WHERE sequence > ?", (sequence,))}
        indexed = len(held)
        for number, document_id, revision, removed in catalog.execute(
            "SELECT number, id, revision, removed_at IS NOT NULL FROM documents"
        ):
            found = held.pop(number, None)
            if number in lagging:
                continue
            if removed and found is not None:
                problems.add("documents", f"{document_id} was removed, but the index still finds it", _REINDEX)
            elif not removed and found is None:
                problems.add("documents", f"{document_id} is missing from the index", _REINDEX)
            elif not removed and found != revision:
                problems.add(
                    "documents", f"{document_id} is in the index as it was before (revision {found})", _REINDEX
                )
        for number in held:
            problems.add("documents", f"the index holds document {number}, which the catalog does not know", _REINDEX)
    finally:
        catalog.execute("COMMIT")
    return indexed, max(0, last - sequence, waiting)
