"""From a stored original back to the raw document, as it was when it was read from its file."""

import sqlite3
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
    number, document_id, origin, version, sha256, reading, original, made_by = catalog.execute(
        f"{_CONTENT}WHERE d.number = ?", (number,)
    ).fetchone()
    return StoredContent(
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
