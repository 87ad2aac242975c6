"""Readers of files that are one document each: flattened text, Markdown, HTML pages."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from indexer.documents import Content, RawDocument
from indexer.errors import ReadFailure
from indexer.readers.charset import decode, why_not_text
from indexer.readers.found import FoundFile
from indexer.readers.limits import Limits
from indexer.readers.opening import whole


def read_text(found: FoundFile, limits: Limits, source: str | None) -> Iterator[RawDocument | ReadFailure]:
    """One document of flattened text."""
    yield _document(found, limits, source, "text")


def read_html(found: FoundFile, limits: Limits, source: str | None) -> Iterator[RawDocument | ReadFailure]:
    """One HTML page."""
    yield _document(found, limits, source, "html")


def _document(found: FoundFile, limits: Limits, source: str | None, content: Content) -> RawDocument:
    original = whole(Path(found.path), limits)
    binary = why_not_text(original)
    if binary:
        raise ReadFailure(found.path, binary)
    text, notes = decode(original, is_html=content == "html")
    too_much = limits.why_too_much(text, content)
    if too_much:
        raise ReadFailure(found.path, too_much)
    return RawDocument(
        id=found.id,
        origin=found.path,
        content=content,
        text=text,
        original=original,
        sha256=hashlib.sha256(original).hexdigest(),
        given_source=source,
        folder=found.folder,
        notes=notes,
    )
