"""How a revision lies in its row: the columns that the writer packs and every reader unpacks.

Small and fast before all else: a result page unpacks ten of them, an indexing run packs a hundred thousand.
"""

import datetime as dt
import struct
import threading
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import orjson
import zstandard

from search.dates import DateSpan, Precision
from search.documents import KINDS, Entity, Evidence, How, Kind, Line, Mention, Verdict
from search.engines.contract import IndexDocument
from search.facets import FACETS, UNKNOWN_NUMBER

_LEVEL = 1  # of Zstandard: on prose as small as zlib's level 6, in a sixth of the time
_WINDOW = 32_768  # how much of a body is used as dictionary: more costs more than it saves
PARAGRAPH = "\n\n"
assert array("I").itemsize == 4


class Damaged(ValueError):
    """A blob is not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What only the document page needs."""

    lines: tuple[Line, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()  # as this document names them
    notes: tuple[str, ...] = ()
    section: str | None = None
    updated: DateSpan | None = None


class _Codec(threading.local):
    """Neither side may be used by two threads at once."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_codec = _Codec()


def squeeze(text: str) -> bytes:
    """Text as a blob."""
    return _codec.compress(text.encode("utf-8"))


def unsqueeze(blob: bytes) -> str:
    return unsqueeze_bytes(blob).decode("utf-8")


def squeeze_bytes(content: bytes) -> bytes:
    return _codec.compress(content)


def unsqueeze_bytes(blob: bytes) -> bytes:
    """What was squeezed. Raises ``Damaged`` when the blob is not what was written: each carries a checksum."""
    try:
        return _codec.decompress(blob)
    except zstandard.ZstdError as error:
        raise Damaged(str(error)) from error


def pack_numbers(numbers: Iterable[int]) -> bytes | None:
    """Whole numbers below 2**32 as one blob; None for none."""
    return array("I", numbers).tobytes() or None


def unpack_numbers(blob: bytes | None) -> Sequence[int]:
    numbers = array("I")
    if blob:
        numbers.frombytes(blob)
    return numbers


def pack_ranges(ranges: Sequence[tuple[int, int]], length: int) -> bytes | None:
    """Ranges of a text of ``length`` code points; None stands for the whole text."""
    if tuple(ranges) == (((0, length),) if length else ()):
        return None
    return array("I", [end for pair in ranges for end in pair]).tobytes()


def unpack_ranges(blob: bytes | None, length: int) -> tuple[tuple[int, int], ...]:
    if blob is None:
        return ((0, length),) if length else ()
    numbers = unpack_numbers(blob)
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def pack_form(date: DateSpan | None) -> str | None:
    return f"{date.precision} {date.edtf}" if date else None


@lru_cache(maxsize=20_000)  # days recur from page to page
def unpack_date(earliest: int | None, latest: int | None, form: str | None) -> DateSpan | None:
    if earliest is None or latest is None or form is None:
        return None
    precision, _, edtf = form.partition(" ")
    first = dt.date.fromordinal(earliest)
    return DateSpan(
        earliest=first,
        latest=first if latest == earliest else dt.date.fromordinal(latest),
        precision=cast("Precision", precision),
        edtf=edtf,
    )


def pack_entities(entities: Iterable[tuple[int, int, Kind]]) -> bytes | None:
    """(entity number, mentions, kind), most mentioned first."""
    return pack_numbers(part for number, count, kind in entities for part in (number, count, KINDS.index(kind)))


_COUNTED = struct.Struct("=II4x")  # without the kind


def unpack_entities(blob: bytes | None) -> tuple[tuple[int, int], ...]:
    """(entity number, mentions) of what :func:`pack_entities` packed."""
    try:
        return tuple(_COUNTED.iter_unpack(blob or b""))
    except struct.error as error:
        raise Damaged(str(error)) from error


def by_kind(entities: Iterable[tuple[int, int, Kind]]) -> dict[str, tuple[int, ...]]:
    """The numbers of (number, mentions, kind) by kind, every kind present."""
    found: dict[str, tuple[int, ...]] = dict.fromkeys(KINDS, ())
    for number, _, kind in entities:
        found[kind] = (*found[kind], number)
    return found


def _entities_by_kind(blob: bytes | None) -> dict[str, tuple[int, ...]]:
    numbers = unpack_numbers(blob)
    kinds = [KINDS[kind] for kind in numbers[2::3]]
    return by_kind(zip(numbers[::3], numbers[1::3], kinds, strict=True))


def pack_detail(detail: Detail, body: str) -> bytes:
    """``detail`` as a blob that needs ``body`` to be read: both tell the same text, so the second costs little."""
    value: dict[str, object] = {}
    if detail.lines:
        first = detail.lines[0]
        if _is_plain(detail.lines, body):
            value["plain"] = [first.rule, first.evidence, first.confidence]
        else:
            value["lines"] = [
                [line.text, line.verdict.value, line.rule, line.evidence, line.confidence] for line in detail.lines
            ]
    if detail.evidence:
        value["evidence"] = [[e.field, e.method, e.quote, e.confidence, e.line] for e in detail.evidence]
    if detail.mentions:
        value["mentions"] = [[m.entity, m.kind, m.start, m.end, m.how] for m in detail.mentions]
    if detail.entities:
        value["entities"] = [[e.id, e.kind, e.name, *e.aliases] for e in detail.entities]
    if detail.notes:
        value["notes"] = detail.notes
    if detail.section is not None:
        value["section"] = detail.section
    if detail.updated is not None:
        date = detail.updated
        value["updated"] = [date.earliest.toordinal(), date.latest.toordinal(), pack_form(date)]
    if not value:
        return b""
    if "lines" in value:
        known = _dictionary(body)
        compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=known, write_checksum=True, write_dict_id=False)
        return b"d" + compressor.compress(orjson.dumps(value))
    return b"p" + _codec.compress(orjson.dumps(value))


def _is_plain(lines: Sequence[Line], body: str) -> bool:
    """All lines kept for one and the same reason, and the body says nothing else: then the body is the lines."""
    first = lines[0]
    reason = (first.rule, first.evidence, first.confidence)
    return (
        all(
            line.verdict is Verdict.KEEP and (line.rule, line.evidence, line.confidence) == reason and line.text
            for line in lines
        )
        and PARAGRAPH.join([line.text for line in lines]) == body
        and body.count(PARAGRAPH) == len(lines) - 1
        and "\n\n\n" not in body  # a line that begins or ends with a newline would get another one's
    )


def unpack_detail(blob: bytes, body: str, *, named: bool = True) -> Detail:
    """What :func:`pack_detail` packed. Without ``named``, for who asks about the lines alone, mentions and entities are left
    out: they are most of the work."""
    if not blob:
        return Detail()
    value: dict[str, Any] = orjson.loads(_detail_json(blob, body))
    if "plain" in value:
        rule, evidence, confidence = value["plain"]
        lines = tuple(
            Line(text=text, verdict=Verdict.KEEP, rule=rule, evidence=evidence, confidence=confidence)
            for text in body.split(PARAGRAPH)
        )
    else:
        lines = tuple(
            Line(text=text, verdict=Verdict(verdict), rule=rule, evidence=evidence, confidence=confidence)
            for text, verdict, rule, evidence, confidence in value.get("lines", ())
        )
    return Detail(
        lines=lines,
        evidence=tuple(
            Evidence(field=field, method=method, quote=quote, confidence=confidence, line=line)
            for field, method, quote, confidence, line in value.get("evidence", ())
        ),
        mentions=_mentions(value, body) if named else (),
        entities=tuple(
            Entity(id=entity, kind=kind, name=name, aliases=tuple(aliases))
            for entity, kind, name, *aliases in (value.get("entities", ()) if named else ())
        ),
        notes=tuple(value.get("notes", ())),
        section=value.get("section"),
        updated=unpack_date(*value["updated"]) if "updated" in value else None,
    )


def unpack_mentions(blob: bytes, body: str) -> tuple[Mention, ...]:
    """The mentions of what :func:`pack_detail` packed, alone."""
    return _mentions(orjson.loads(_detail_json(blob, body)), body) if blob else ()


def _mentions(value: Mapping[str, Any], body: str) -> tuple[Mention, ...]:
    found: Iterable[tuple[str, Kind, int, int, How]] = value.get("mentions", ())
    return tuple(
        [
            Mention(entity=entity, kind=kind, start=start, end=end, surface=body[start:end], how=how)
            for entity, kind, start, end, how in found
        ]
    )


def _detail_json(blob: bytes, body: str) -> bytes:
    if blob[:1] != b"d":
        return unsqueeze_bytes(blob[1:])
    try:
        return zstandard.ZstdDecompressor(dict_data=_dictionary(body)).decompress(blob[1:])
    except zstandard.ZstdError as error:
        raise Damaged(str(error)) from error


def _dictionary(body: str) -> zstandard.ZstdCompressionDict:
    # orjson escapes what JSON must; most of a body stands in it unchanged.
    return zstandard.ZstdCompressionDict(
        body[:_WINDOW].encode("utf-8")[:_WINDOW], dict_type=zstandard.DICT_TYPE_RAWCONTENT
    )


INDEX_COLUMNS = (
    "document, revision, title, body, other, kept, authors, earliest, latest, source, language, type, entities"
)


def index_document(row: Sequence[Any], languages: Callable[[int], tuple[int, ...]]) -> IndexDocument:
    """What an engine is given of a row of ``INDEX_COLUMNS``. ``languages`` gives a language and those it is part of."""
    number, revision, title, blob, other, kept, authors, earliest, latest, source, language, type_, entities = row
    body = unsqueeze(blob)
    return IndexDocument(
        number=number,
        revision=revision,
        title=title,
        body=kept_text(body, unpack_ranges(kept, len(body))) if kept is not None else body,
        other=unsqueeze(other) if other is not None else "",
        authors=tuple(orjson.loads(authors)) if authors else (),
        values=facet_numbers(source, languages(language), type_, _entities_by_kind(entities)),
        earliest=earliest,
        latest=latest,
    )


def kept_text(body: str, kept: Sequence[tuple[int, int]]) -> str:
    """The ranked part of a body; ranges that do not touch are parted by a blank line."""
    return PARAGRAPH.join([body[start:end] for start, end in kept])


def facet_numbers(
    source: int, languages: tuple[int, ...], type_: int, entities: Mapping[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """The value numbers of every facet, ``UNKNOWN_NUMBER`` alone where a facet knows "unknown" and there is no value."""
    own = {"source": (source or UNKNOWN_NUMBER,), "language": languages, "type": (type_ or UNKNOWN_NUMBER,)}
    return {facet.name: own[facet.name] if facet.name in own else entities[facet.name] for facet in FACETS}
