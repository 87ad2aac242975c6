"""The fields of a tantivy index, and how a document fills them.

Texts come analysed (``search.analysis.spaced_terms``), so tantivy only splits at spaces and stems. Nothing is stored but
numbers in columns (fast fields): snippets and texts are the catalog's business.
"""

from collections.abc import Sequence
from functools import lru_cache

import tantivy
from tantivy import PreTokenizedString, Token

from search.analysis import spaced_terms, term_text
from search.dates import Unit, buckets
from search.engines.contract import IndexDocument, TextField
from search.engines.plans import MAX_SLOP, TITLE_WEIGHT
from search.errors import EngineError
from search.facets import FACETS, UNKNOWN_NUMBER

SCHEMA_VERSION = 3  # of this module: fields, weights and keys

STEMMED = "stemmed"
PLAIN = "plain"

# The unstemmed shadow of each text field: documents only, no frequencies and no positions.
SHADOW: dict[TextField, str] = {"any": "any_words", "title": "title_words", "author": "author", "other": "other_words"}

# Fast integer columns that are also looked up by value.
SENTINEL = "sentinel"  # 1 on one document only, which carries nothing but the last catalog sequence number
SEQUENCE = "sequence"
UNDATED = "undated"  # 1 on documents without a date, absent on all others: so short a column costs nothing to count
# Likewise 1 on documents without a value in a facet that counts such documents.
WITHOUT: dict[str, str] = {facet.name: f"without_{facet.name}" for facet in FACETS if facet.unknown}
LACKING = (UNDATED, *WITHOUT.values())
UNITS: tuple[Unit, ...] = ("decade", "year", "month")

COLUMNS = (SEQUENCE, "revision", "earliest", "latest", "newest", "oldest", *WITHOUT.values(), *UNITS)

# Values lie so far apart that no phrase reaches from one to the next.
_APART = MAX_SLOP + 1

# Sort keys hold day and number in one integer, since tantivy sorts by one field: the day in the upper bits, undated
# above every day, the document number below. The last day of year 9999 needs 22 bits.
_NUMBER_BITS = 40
_UNDATED_DAY = 1 << 22
LARGEST_NUMBER = (1 << _NUMBER_BITS) - 1


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field, shadow in SHADOW.items():
        builder.add_text_field(field, tokenizer_name=PLAIN if shadow == field else STEMMED, index_option="position")
        if shadow != field:
            builder.add_text_field(shadow, tokenizer_name=PLAIN, index_option="basic")
    for name in ("number", SENTINEL, UNDATED, *(facet.name for facet in FACETS)):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in COLUMNS:
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


_STEMS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


def register_analyzers(index: tantivy.Index) -> None:
    """Needed after every open: tantivy keeps only the names, and says nothing until one is missed."""
    index.register_tokenizer(PLAIN, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer(STEMMED, _STEMS)


def newest_key(earliest: int | None, number: int) -> int:
    """Ascending in this key is newest first, undated last, then by number."""
    return (_UNDATED_DAY if earliest is None else _UNDATED_DAY - earliest) << _NUMBER_BITS | number


def oldest_key(earliest: int | None, number: int) -> int:
    """Ascending in this key is oldest first, undated last, then by number."""
    return (_UNDATED_DAY if earliest is None else earliest) << _NUMBER_BITS | number


def day_and_number(key: int) -> tuple[int | None, int]:
    """The (earliest day or None, number) of which ``newest_key`` made ``key``.

    >>> day_and_number(newest_key(733_000, 7)), day_and_number(newest_key(None, 7))
    ((733000, 7), (None, 7))
    """
    day = _UNDATED_DAY - (key >> _NUMBER_BITS)
    return day or None, key & LARGEST_NUMBER


@lru_cache(maxsize=20_000)  # days recur: an archive of 100,000 documents over fifty years has at most 18,000
def _dated(earliest: int, latest: int) -> tuple[tuple[Unit, int], ...]:
    return tuple((unit, bucket) for unit in UNITS for bucket in buckets(earliest, latest, unit))


def tantivy_document(document: IndexDocument) -> tantivy.Document:
    number = document.number
    if not 0 <= number <= LARGEST_NUMBER:
        raise EngineError(f"Document number {number} is outside 0 .. {LARGEST_NUMBER}.")
    made = tantivy.Document()
    title, body = term_text(document.title), spaced_terms(document.body)
    made.add_text("any", body)
    made.add_text("any_words", f"{title} {body}")
    if title:
        made.add_pre_tokenized_text("any", _weighted(title))
        made.add_text("title", title)
        made.add_text("title_words", title)
    if document.other:
        other = spaced_terms(document.other)
        made.add_text("other", other)
        made.add_text("other_words", other)
    if document.authors:
        made.add_pre_tokenized_text("author", _apart([term_text(author).split() for author in document.authors]))
    for name, values in document.values.items():
        for value in set(values) if len(values) > 1 else values:
            made.add_unsigned(name, value)
        if name in WITHOUT and UNKNOWN_NUMBER in values:
            made.add_unsigned(WITHOUT[name], 1)
    earliest, latest = document.earliest, document.latest
    if earliest is None or latest is None:
        made.add_unsigned(UNDATED, 1)
    else:
        made.add_unsigned("earliest", earliest)
        made.add_unsigned("latest", latest)
        for unit, bucket in _dated(earliest, latest):
            made.add_unsigned(unit, bucket)
    made.add_unsigned("number", number)
    made.add_unsigned("revision", document.revision)
    made.add_unsigned("newest", newest_key(earliest, number))
    made.add_unsigned("oldest", oldest_key(earliest, number))
    return made


def _weighted(title: str) -> PreTokenizedString:
    """The title's terms ``TITLE_WEIGHT`` times over, also apart from the body before it."""
    return _apart([_STEMS.analyze(title)] * TITLE_WEIGHT, first=_APART)


def _apart(values: Sequence[Sequence[str]], *, first: int = 0) -> PreTokenizedString:
    """The terms of the values, the first term at position ``first``.

    Tokens made here know their positions: filling the gaps with terms to be filtered out costs eight times as much.
    """
    made: list[Token] = []
    for terms in values:
        made += [Token(term, position, 0, 0) for position, term in enumerate(terms, first)]
        first += len(terms) + _APART
    return PreTokenizedString("", made)


def sentinel_document(sequence: int) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned(SENTINEL, 1)
    made.add_unsigned(SEQUENCE, sequence)
    return made
