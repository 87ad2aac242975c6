"""Document ids: what they are made of, and which are refused."""

import hashlib
import re
import unicodedata
from pathlib import PurePath

MAX_ID_BYTES = 512
_ORDINARY = re.compile(rf"[!-.0-~ ]{{3,{MAX_ID_BYTES}}}")  # ASCII that prints, without a slash: nothing to object to


def id_of_path(path: PurePath, root: PurePath | None) -> str:
    """The id of a file: its path relative to ``root``, or its base name when ``root`` is None; NFC, ``/``-separated."""
    relative = path.name if root is None else path.relative_to(root).as_posix()
    return unicodedata.normalize("NFC", relative)


def id_of_record(stated: str | None, url: str | None, text: str) -> str:
    """The id of a record: the one it states, else 16 hex digits of the sha256 of its URL, else of its text."""
    if stated is not None:
        return unicodedata.normalize("NFC", stated)
    return hashlib.sha256((url or text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def with_prefix(document_id: str, prefix: str) -> str:
    """``prefix`` and id joined by one ``/``; an empty prefix changes nothing."""
    return f"{unicodedata.normalize('NFC', prefix).rstrip('/')}/{document_id}" if prefix else document_id


def why_refused(document_id: str) -> str | None:
    """Why an id cannot be used, or None when it can.

    >>> why_refused("a/../b")
    "the id 'a/../b' has a segment '.' or '..'"
    """
    if not document_id.strip():
        return "the id is empty"
    if _ORDINARY.fullmatch(document_id):
        return None
    try:
        size = len(document_id.encode("utf-8"))
    except UnicodeEncodeError:
        return f"the id {document_id!r} is not valid Unicode"
    if size > MAX_ID_BYTES:
        return f"the id is {size} bytes long; at most {MAX_ID_BYTES} are allowed"
    if document_id.startswith("/"):
        return f"the id {document_id!r} begins with '/'"
    if any(segment in (".", "..") for segment in document_id.split("/")):
        return f"the id {document_id!r} has a segment '.' or '..'"
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in document_id):
        return f"the id {document_id!r} has a control character"
    return None
