"""Readers of records: JSON Lines, and JSON files that hold one record or a list of them."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import overload

from indexer.documents import Content, RawDocument
from indexer.errors import ReadFailure
from indexer.readers.charset import BOMS, REPAIRED, decode, why_not_text
from indexer.readers.found import FoundFile
from indexer.readers.ids import id_of_record, why_refused, with_prefix
from indexer.readers.limits import DEFAULT_LIMITS, Limits
from indexer.readers.opening import lines, whole

CONTENTS: tuple[Content, ...] = ("body", "html", "text")  # the surest first, when a record has several
# Only what ends as it should: a plain & stands in many names.
_REFERENCE = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def read_json_lines(found: FoundFile, limits: Limits, source: str | None) -> Iterator[RawDocument | ReadFailure]:
    """A document for each line; a line that cannot be read is a failure at ``path:line`` and the next one is read."""
    for number, line in enumerate(lines(Path(found.path), limits), 1):
        where = f"{found.path}:{number}"
        binary = why_not_text(line) if number == 1 and isinstance(line, bytes) else None
        if binary:
            raise ReadFailure(found.path, binary)
        match line:
            case ReadFailure():
                yield ReadFailure(where, line.reason)
            case bytes() if line.strip():
                yield _record_or_failure(line.rstrip(b"\r\n"), where, found, source)
            case _:
                pass


def read_json(found: FoundFile, limits: Limits, source: str | None) -> Iterator[RawDocument | ReadFailure]:
    """The one record of a JSON file, or each record of its list; a bad record is a failure at ``path:item``."""
    original = whole(Path(found.path), limits)
    value = parse_json(original, found.path)
    if not isinstance(value, list):
        yield _record_or_failure(original, found.path, found, source)
        return
    for number, item in enumerate(value, 1):
        where = f"{found.path}:{number}"
        try:
            as_line = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass")
            yield record(
                item,
                as_line,
                where=where,
                origin=found.path,
                prefix=found.prefix,
                source=source,
                folder=found.folder,
            )
        except ReadFailure as failure:
            yield failure


def _record_or_failure(line: bytes, where: str, found: FoundFile, source: str | None) -> RawDocument | ReadFailure:
    try:
        value = parse_json(line, where)
        return record(
            value, line, where=where, origin=found.path, prefix=found.prefix, source=source, folder=found.folder
        )
    except ReadFailure as failure:
        return failure


def parse_json(content: bytes, where: str) -> object:
    """The value of a JSON text; anything else raises ReadFailure with the place where reading ended."""
    binary = why_not_text(content)
    if binary:
        raise ReadFailure(where, binary)
    text, _ = decode(content, is_html=False)
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadFailure(where, f"is not JSON: {error.msg} at column {error.colno}") from error
    except (RecursionError, ValueError) as error:  # nested a thousand deep; a number of many thousand digits
        raise ReadFailure(where, f"is not JSON that can be read: {error}") from error
    return value


def record(
    value: object,
    original: bytes,
    *,
    where: str,
    origin: str,
    prefix: str = "",
    source: str | None = None,
    folder: str | None = None,
) -> RawDocument:
    """The document a parsed record describes. What cannot be one raises ReadFailure at ``where``.

    ``source`` is used when the record names none. ``original`` are the record's own bytes.
    """
    if not isinstance(value, Mapping):
        raise ReadFailure(where, "is not a record: a JSON object with text, html or body is wanted")
    content = next((name for name in CONTENTS if value.get(name) is not None), None)
    if content is None:
        raise ReadFailure(where, "has none of text, html and body")
    text = value[content]
    if not isinstance(text, str):
        raise ReadFailure(where, f"has a {content} that is not a string")
    too_much = DEFAULT_LIMITS.why_too_much(text, content)
    if too_much:
        raise ReadFailure(where, too_much)
    url = _string(value, "url", where)
    stated = _string(value, "id", where)
    if stated is None and value.get("id") == "":
        raise ReadFailure(where, "the id is empty")
    document_id = with_prefix(id_of_record(stated, url, text), prefix)
    refused = why_refused(document_id)
    if refused:
        raise ReadFailure(where, refused)
    return RawDocument(
        id=document_id,
        notes=() if _is_utf8(original) else (REPAIRED,),
        origin=origin,
        content=content,
        text=_without_surrogates(text),
        original=original,
        sha256=hashlib.sha256(original).hexdigest(),
        url=url,
        given_title=_named(_string(value, "title", where)),
        given_date=_string(value, "date", where),
        given_source=_named(_string(value, "source", where)) or source,
        given_authors=tuple(map(_named, _names(value.get("author", value.get("authors")), where))),
        given_language=_string(value, "language", where),
        given_type=_string(value, "type", where),
        folder=folder,
    )


def _is_utf8(original: bytes) -> bool:
    try:
        original.decode("utf-8")
    except UnicodeDecodeError:
        return original.startswith(BOMS)
    return True


def _string(value: Mapping[object, object], name: str, where: str) -> str | None:
    """A field as text; numbers are taken for text (``"date": 2012``), empty and null for missing."""
    field = value.get(name)
    match field:
        case None:
            return None
        case str():
            return _without_surrogates(field.strip()) or None
        case bool():
            raise ReadFailure(where, f"has a {name} that is true or false, not text")
        case int() | float():
            return str(field)
        case _:
            raise ReadFailure(where, f"has a {name} that is not text")


def _names(field: object, where: str) -> tuple[str, ...]:
    """Authors as given: one string is one name (it may hold commas), a list is a list of names, of ``{"name"}`` or of
    the names of CSL (``{"given", "family"}``)."""
    match field:
        case None:
            return ()
        case str():
            return (_without_surrogates(field.strip()),) if field.strip() else ()
        case {"name": str() as name} | {"literal": str() as name}:
            return _names(name, where)
        case {"given": str() as given, "family": str() as family}:
            return _names(f"{given.strip()} {family}", where)
        case {"family": str() as name}:
            return _names(name, where)
        case list():
            return tuple(name for item in field for name in _names(item, where))
        case _:
            raise ReadFailure(where, "has an author that is neither text nor a list of texts")


@overload
def _named(text: str) -> str: ...
@overload
def _named(text: None) -> None: ...
def _named(text: str | None) -> str | None:
    """A title or name with the characters its references stand for: publishing systems give out ``AT&amp;T``, ``Obama&#8217;s``."""
    if text is None or "&" not in text:
        return text
    for _ in range(2):  # ``&amp;#8217;`` was escaped twice
        text = _REFERENCE.sub(lambda found: unescape(found[0]), text)
    return _without_surrogates(text).strip() or text


def _without_surrogates(text: str) -> str:
    r"""Text that can be written as UTF-8: pairs of ``\ud83d\ude00`` joined, lone halves replaced."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
