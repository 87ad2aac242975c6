"""Raw documents for tests, made from text."""

import hashlib
from typing import Any

from indexer.cleaning import SourceProfile, clean
from indexer.documents import CleanedDocument, Content, RawDocument
from search.documents import Verdict


def raw(text: str, content: Content = "text", **fields: Any) -> RawDocument:
    original = text.encode("utf-8", "surrogatepass")
    return RawDocument(
        id="d",
        origin="/d",
        content=content,
        text=text,
        original=original,
        sha256=hashlib.sha256(original).hexdigest(),
        **fields,
    )


def cleaned(
    text: str, content: Content = "text", profile: SourceProfile | None = None, **fields: Any
) -> CleanedDocument:
    return clean(raw(text, content, **fields), profile)


def texts(document: CleanedDocument, *verdicts: Verdict) -> list[str]:
    return [line.text for line in document.lines if line.verdict in verdicts]
