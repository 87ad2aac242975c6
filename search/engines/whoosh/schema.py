"""The fields of a whoosh index, and how a document fills them.

Everything that is not text lies in one column of packed integers, the row: ``groupedby`` and stored fields are what makes
whoosh slow, and its keyword fields cut names at commas.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import analysis, columns, fields, formats

from search.analysis import stem, term_text
from search.engines.contract import IndexDocument, TextField
from search.engines.plans import MAX_SLOP, TITLE_WEIGHT
from search.facets import FACETS

SCHEMA_VERSION = 1  # of this module: fields, weights and the row

KEY = "key"  # the document number as text; the sentinel, which holds the sequence number, has a key of its own
SENTINEL = "sequence"
ROW = "row"

# The unstemmed shadow of each text field: documents only, no frequencies and no positions.
SHADOW: dict[TextField, str] = {"any": "any_words", "title": "title_words", "author": "author", "other": "other_words"}

# Terms hold no bar: the analyzer skips as many positions, so that no phrase reaches across.
_GAP_TERM = "|"
GAP = f" {_GAP_TERM} "


class SpacedTerms(analysis.Analyzer):  # type: ignore[misc]
    """Splits at spaces. Pickled with the schema by its name, so it must keep its place."""

    def __call__(self, value: str, **_: Any) -> Iterator[analysis.Token]:
        token = analysis.Token(positions=True)
        position = 0
        for term in value.split():
            if term == _GAP_TERM:
                position += MAX_SLOP
            else:
                token.text, token.pos, token.boost = term, position, 1.0
                yield token
            position += 1


def build_schema() -> fields.Schema:
    schema = fields.Schema()
    schema.add(KEY, fields.ID(unique=True))
    schema.add(ROW, fields.COLUMN(columns.VarBytesColumn()))
    for field, shadow in SHADOW.items():
        schema.add(field, fields.FieldType(formats.Positions(), SpacedTerms(), scorable=True))
        if shadow != field:
            schema.add(shadow, fields.FieldType(formats.Existence(), SpacedTerms()))
    return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of a document besides its text. ``values`` are in the order of ``FACETS``."""

    number: int
    revision: int
    earliest: int | None
    latest: int | None
    values: tuple[tuple[int, ...], ...]


def _packed(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}q", *numbers)


def packed_row(document: IndexDocument) -> bytes:
    """Number, revision, earliest, latest (0: undated), then each facet's number of values and the values."""
    numbers = [document.number, document.revision, document.earliest or 0, document.latest or 0]
    for facet in FACETS:
        values = sorted(set(document.values.get(facet.name, ())))
        numbers += [len(values), *values]
    return _packed(numbers)


def unpacked_row(packed: bytes) -> Row:
    number, revision, earliest, latest, *rest = struct.unpack(f"<{len(packed) // 8}q", packed)
    values: list[tuple[int, ...]] = []
    at = 0
    for _ in FACETS:
        end = at + 1 + rest[at]
        values.append(tuple(rest[at + 1 : end]))
        at = end
    return Row(number=number, revision=revision, earliest=earliest or None, latest=latest or None, values=tuple(values))


def whoosh_document(document: IndexDocument) -> dict[str, str | bytes]:
    title, body, other = term_text(document.title), term_text(document.body), term_text(document.other)
    texts = {
        "any": GAP.join([_stemmed(title)] * TITLE_WEIGHT + [_stemmed(body)]),
        "any_words": f"{title} {body}",
        "title": _stemmed(title),
        "title_words": title,
        "other": _stemmed(other),
        "other_words": other,
        "author": GAP.join(map(term_text, document.authors)),
    }
    return {KEY: str(document.number), ROW: packed_row(document), **texts}


def sentinel_document(sequence: int) -> dict[str, str | bytes]:
    return {KEY: SENTINEL, ROW: _packed([sequence])}


def _stemmed(terms: str) -> str:
    return " ".join(map(stem, terms.split()))
