"""From a stored original back to the raw document, as it was when it was read from its file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from indexer.documents import RawDocument
from indexer.readers import parse_json, record
from indexer.readers.charset import decode
from search.catalog.packing import unsqueeze_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredContent:
    """The newest content of a document, ``squeezed``. ``fingerprint`` is what its newest revision was made by."""

    number: int
    id: str
    origin: str
    version: int
    sha256: bytes
    reading: str
    squeezed: bytes
    fingerprint: str

    @property
    def original(self) -> bytes:
        """The bytes as they were read. Raises ``Damaged`` when they no longer are."""
        return unsqueeze_bytes(self.squeezed)


_CONTENT = (
    "SELECT d.number, d.id, f.path, d.version, v.sha256, g.value, v.original, p.value FROM documents d "
    "JOIN files f ON f.number = d.file JOIN versions v ON v.key = d.number << 16 | d.version "
    "JOIN readings g ON g.number = v.reading JOIN revisions r ON r.revision = d.revision "
    "JOIN fingerprints p ON p.number = r.fingerprint "
)


def stored_content(catalog: sqlite3.Connection, number: int) -> StoredContent:
    """The newest content of the document with this number."""
    return next(_contents(catalog, "WHERE d.number = ?", (number,)))


def stale_contents(catalog: sqlite3.Connection, fingerprint: str, after: int, limit: int) -> list[StoredContent]:
    """Live documents above number ``after`` whose newest revision was made by something else, by number.

    Archivists' rules at the end of a fingerprint do not count: what they change is found line by line.
    """
    where = (
        "WHERE d.number > ?1 AND d.removed_at IS NULL AND p.value <> ?2 "
        "AND substr(p.value, 1, length(?2) + 1) <> ?2 || ' ' ORDER BY d.number LIMIT ?3"
    )
    return list(_contents(catalog, where, (after, fingerprint, limit)))


def _contents(catalog: sqlite3.Connection, where: str, parameters: tuple[object, ...]) -> Iterator[StoredContent]:
    for number, document_id, origin, version, sha256, reading, original, made_by in catalog.execute(
        _CONTENT + where, parameters
    ).fetchall():
        yield StoredContent(
            number=number,
            id=document_id,
            origin=origin,
            version=version,
            sha256=sha256,
            reading=reading,
            squeezed=original,
            fingerprint=made_by,
        )


def raw_again(stored: StoredContent) -> RawDocument:
    """The document as its reader gave it. Raises ReadFailure if this program cannot read what an older one could."""
    reading = orjson.loads(stored.reading)
    original = stored.original
    if reading["record"]:
        raw = record(
            parse_json(original, stored.origin),
            original,
            where=stored.origin,
            origin=stored.origin,
            source=reading["source"],
            folder=reading["folder"],
        )
        return replace(raw, id=stored.id)
    text, notes = decode(original, is_html=reading["content"] == "html")
    return RawDocument(
        id=stored.id,
        origin=stored.origin,
        content=reading["content"],
        text=text,
        original=original,
        sha256=stored.sha256.hex(),
        given_source=reading["source"],
        folder=reading["folder"],
        notes=notes,
    )
