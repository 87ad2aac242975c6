"""Cursors: the place where a page of results ended, as a short text that travels in a URL.

A cursor is not a secret and not signed; its checksum only tells a damaged one from a whole one, and whatever it says
is checked again when it is used. It carries the sort's own key of the last hit, so that the next page begins right
behind it even when the snapshot has moved meanwhile.
"""

import base64
import binascii
import datetime as dt
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from search.engines.contract import After, EngineHit, Sort
from search.errors import CursorError
from search.request import SearchRequest

# version, sort, flags, score, date, document number, position, what was asked; then the snapshot; then a CRC-32 over all of it
_HEAD = struct.Struct(">BBBdiQII")
_CHECKSUM = struct.Struct(">I")
_SORTS: tuple[Sort, ...] = get_args(Sort)
_VERSION = 2
_HAS_SCORE, _HAS_DATE = 1, 2
_SAME = "Send the cursor with the parameters it was given for."
_LONGEST = 200  # characters; ours have fewer than 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """``after`` is the last hit shown, ``position`` how many hits were shown up to and with it, ``snapshot`` when.

    ``asked`` is a CRC-32 of what decides which documents match: behind the last hit of one query lies no page of another.
    """

    snapshot: str
    sort: Sort
    after: After
    position: int
    asked: int


def requested_cursor(request: SearchRequest) -> Cursor | None:
    """The cursor a request continues. Raise CursorError where it is nobody's, or another sort's."""
    if request.cursor is None:
        return None
    cursor = decode_cursor(request.cursor)
    if cursor.sort != request.sort:
        raise CursorError(
            f"The cursor belongs to sort={cursor.sort}, the request asks for sort={request.sort}.",
            hint=_SAME,
        )
    if cursor.asked != _asked(request):
        raise CursorError("The cursor belongs to another query or other filters.", hint=_SAME)
    return cursor


def _asked(request: SearchRequest) -> int:
    filters = [
        sorted((facet, sorted(values)) for facet, values in some) for some in (request.included, request.excluded)
    ]
    dates = [(span.earliest, span.latest) if span else None for span in (request.date_from, request.date_to)]
    matching = (request.text, request.match, filters, dates, request.undated, request.aliases, request.copies)
    return zlib.crc32(repr(matching).encode("utf-8", "surrogatepass"))


def cursor_behind(snapshot: str, request: SearchRequest, hits: Sequence[EngineHit], position: int) -> str | None:
    """The cursor that continues behind the last of these hits, before which ``position`` were shown; None without hits."""
    if not hits:
        return None
    last = hits[-1]
    after = After(score=last.score, date=last.date, number=last.number)
    return encode_cursor(
        Cursor(snapshot=snapshot, sort=request.sort, after=after, position=position + len(hits), asked=_asked(request))
    )


def encode_cursor(cursor: Cursor) -> str:
    """URL-safe text (letters, digits, ``-``, ``_``), about 66 characters. Scores come back exactly."""
    after = cursor.after
    flags = (_HAS_SCORE if after.score is not None else 0) | (_HAS_DATE if after.date is not None else 0)
    body = _HEAD.pack(
        _VERSION,
        _SORTS.index(cursor.sort),
        flags,
        after.score or 0.0,
        after.date or 0,
        after.number,
        cursor.position,
        cursor.asked,
    )
    body += cursor.snapshot.encode("ascii")
    return base64.urlsafe_b64encode(body + _CHECKSUM.pack(zlib.crc32(body))).decode("ascii").rstrip("=")


def decode_cursor(text: str) -> Cursor:
    """Raise CursorError for anything that ``encode_cursor`` did not write."""
    try:
        if len(text) > _LONGEST:
            raise ValueError("too long")
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body, checksum = whole[: -_CHECKSUM.size], whole[-_CHECKSUM.size :]
        if _CHECKSUM.unpack(checksum) != (zlib.crc32(body),):
            raise ValueError("checksum")
        version, sort, flags, score, date, number, position, asked = _HEAD.unpack_from(body)
        if version != _VERSION:
            raise ValueError("version")
        if not math.isfinite(score) or not 0 <= date <= dt.date.max.toordinal():
            raise ValueError("no such key")
        cursor = Cursor(
            snapshot=body[_HEAD.size :].decode("ascii"),
            sort=_SORTS[sort],
            after=After(
                score=score if flags & _HAS_SCORE else None,
                date=date if flags & _HAS_DATE else None,
                number=number,
            ),
            position=position,
            asked=asked,
        )
    except (ValueError, IndexError, struct.error, binascii.Error) as error:
        raise _unreadable() from error
    if encode_cursor(cursor) != text:  # padding bits, unused flags: one cursor has one spelling
        raise _unreadable()
    return cursor


def _unreadable() -> CursorError:
    return CursorError("This cursor cannot be read.", hint="Start again from the first page, without a cursor.")
