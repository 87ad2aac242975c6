"""From the query text to lexemes: words, phrases, parentheses, operators, field names. Never fails, never backtracks.

A hyphen negates only at the start of a word, after white space or an opening parenthesis, so ``six-party`` and
``Kim Jong-Il`` stay what they are. Apostrophes are never quotation marks: ``who's`` has one.
"""

import re
import unicodedata
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from search.query.ast import NAME_FIELDS, TEXT_FIELDS, Span
from search.typed_dates import partial_date

Kind = Literal["word", "phrase", "open", "close", "and", "or", "not", "field", "unknown-field", "in"]
Warn = Callable[[str, str, Span], None]  # code, message, span

# Typewriter, English, low-9 (German, Polish), high-reversed-9, guillemets, full width. Any of them closes any other:
# phones and word processors mix them within one pair.
QUOTES = '"“”„‟«»＂'

FIELD_NAMES = {name: name for name in (*TEXT_FIELDS, *NAME_FIELDS, "date")} | {
    "organisation": "org",
    "organization": "org",
    "lang": "language",
    "intitle": "title",  # as Google calls them
    "inauthor": "author",
}
_OPERATORS: dict[str, Kind] = {"AND": "and", "&&": "and", "OR": "or", "NOT": "not"}

_RAW = re.compile(rf"[^\s()|{QUOTES}]+")
_FIELD = re.compile(r"([^\W\d_]\w*):(?!//)")
_IN = re.compile(rf"in:\s*({'|'.join(TEXT_FIELDS)})(?=[\s(){QUOTES}]|$)", re.IGNORECASE)
_CLOSING = re.compile(rf"[-–—.,;:!?…'’]+(?=[\s()|{QUOTES}]|$)")
_NEXT_QUOTE = re.compile(f"[{QUOTES}]")
_QUOTE_RUN = re.compile(f"[{QUOTES}]+")
_SUFFIX = re.compile(r"(?:~[0-9.]*|\^[0-9.]*)*")
_BRACKETED = re.compile(rf"\s*[\[{{]\s*([^\s{QUOTES}]+)\s+TO\s+([^\s\]}}{QUOTES}]+)\s*[\]}}]")
_COMPARED = re.compile(rf"\s*(>=|<=|>|<|=)\s*([^\s()|{QUOTES}]+)")
_SPOKEN = re.compile(r"(?:[0-9]{1,2}\s+)?[A-Za-z]{3,9}\.?\s+(?:[0-9]{1,2},?\s+)?[0-9]{4}(?!\w)")

# Marks that turn the direction of writing, and the byte order mark: they come with copied text and mean nothing here.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_UNWANTED = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{_BIDI}]")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``text`` is a word as typed, a phrase's content, or the name of a field. ``suffix`` is ``~5`` or ``^2`` behind it."""

    kind: Kind
    text: str
    start: int
    end: int
    suffix: str = ""

    @property
    def span(self) -> Span:
        return (self.start, self.end)

    def moved(self, span: Span) -> "Lexeme":
        return replace(self, start=span[0], end=span[1])


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The query text without control characters, bidirectional marks and lone surrogates, with the places of the rest."""

    text: str
    places: tuple[int, ...] | None  # None: nothing was removed

    def original(self, span: Span) -> Span:
        """Where a span of ``text`` stands in the text as given."""
        if self.places is None:
            return span
        start, end = span
        if start >= end:
            at = self.places[start] if start < len(self.places) else (self.places[-1] + 1 if self.places else 0)
            return (at, at)
        return (self.places[start], self.places[end - 1] + 1)


def cleaned(text: str) -> Cleaned:
    """Remove what no reader can see and no index holds."""
    if not _UNWANTED.search(text):
        return Cleaned(text, None)
    kept = [(place, character) for place, character in enumerate(text) if not _UNWANTED.match(character)]
    return Cleaned("".join(character for _, character in kept), tuple(place for place, _ in kept))


def compact(text: str) -> str:
    """NFC, with every run of white space made one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lex(text: str, warn: Warn, *, operators: bool = True) -> Iterator[Lexeme]:
    """The lexemes of ``text`` in order. Without ``operators``, ``AND``, ``OR`` and ``NOT`` are words."""
    place, fresh = 0, True  # fresh: at the start of a word, where - ! + have a meaning
    while place < len(text):
        character = text[place]
        following = text[place + 1 : place + 2]
        if character.isspace():
            place, fresh = place + 1, True
        elif character == "(":
            yield Lexeme("open", "(", place, place + 1)
            place, fresh = place + 1, True
        elif character == ")":
            suffix = _suffix(text, place + 1)
            yield Lexeme("close", ")", place, place + 1, suffix)
            place, fresh = place + 1 + len(suffix), False
        elif character == "|":
            end = place + (2 if following == "|" else 1)
            yield Lexeme("or", text[place:end], place, end)
            place, fresh = end, True
        elif character in QUOTES:
            place = yield from _phrase(text, place, fresh, warn)
            fresh = False
        elif fresh and character == "+":
            place += 1
        elif fresh and character in "-!" and following and not following.isspace() and following not in "-!)|":
            yield Lexeme("not", character, place, place + 1)
            place, fresh = place + 1, False
        elif not fresh and (closing := _CLOSING.match(text, place)):
            place = closing.end()  # the full stop behind a phrase or a parenthesis
        else:
            place = yield from _word(text, place, warn, operators)
            fresh = False


def _suffix(text: str, place: int) -> str:
    found = _SUFFIX.match(text, place)
    return found.group() if found else ""


def _phrase(text: str, start: int, fresh: bool, warn: Warn) -> Generator[Lexeme, None, int]:
    """The phrase that the quotation mark at ``start`` opens; returns the place behind it."""
    run = _QUOTE_RUN.match(text, start)
    assert run
    begin = run.end()
    after = text[begin : begin + 1]
    if begin - start > 1 and (begin - start) % 2 == 0 and (not after or after.isspace() or after == ")"):
        yield Lexeme("phrase", "", start, begin)
        return begin
    closing = _NEXT_QUOTE.search(text, begin)
    if closing is None:
        if not fresh and start and text[start - 1].isalnum():  # 6" gun
            warn("ignored-characters", "A single quotation mark behind a word was ignored.", (start, begin))
            return begin
        content = text[begin:].rstrip().rstrip(")")
        warn("unclosed-quote", "A quotation mark is never closed; the phrase was read to the end.", (start, start + 1))
        yield Lexeme("phrase", compact(content), start, begin + len(content))
        return begin + len(content)
    content, end = text[begin : closing.start()], closing.end()
    if begin - start > 1 and (more := _QUOTE_RUN.match(text, end)):
        end = more.end()  # ""doubled"", as spreadsheets write it
    suffix = _suffix(text, end)
    yield Lexeme("phrase", compact(content), start, end, suffix)
    return end + len(suffix)


def _word(text: str, start: int, warn: Warn, operators: bool) -> Generator[Lexeme, None, int]:
    """The word, operator or field name at ``start``; returns the place behind it."""
    found = _RAW.match(text, start)
    assert found
    raw, end = found.group(), found.end()
    if raw in _OPERATORS and (operators or not raw.isalpha()):
        yield Lexeme(_OPERATORS[raw], raw, start, end)
        return end
    begin = next((at for at in range(start, end) if text[at].isalnum()), end)
    if inside := _IN.match(text, begin):
        yield Lexeme("in", inside[1].lower(), begin, inside.end())
        return inside.end()
    named = _FIELD.match(text, begin, end)
    if named is None:
        yield Lexeme("word", raw, start, end)
        return end
    value = named.end()
    glued = value < len(text) and not text[value].isspace() and text[value] not in ")|"
    field = FIELD_NAMES.get(named[1].lower())
    if field is None:
        if not glued:
            yield Lexeme("word", raw, start, end)
            return end
        yield Lexeme("unknown-field", named[1], begin, value)
        return value
    if not glued:
        rest = len(text) - len(text[value:].lstrip())
        if rest == len(text) or text[rest] in ")|":
            yield Lexeme("word", raw, start, end)
            return end
        warn("space-after-field", f"“{named[1]}:” was read together with what follows the space.", (begin, rest))
        value = rest
    yield Lexeme("field", field, begin, named.end())
    if field == "date" and (dates := _BRACKETED.match(text, value)):
        yield Lexeme("word", f"{dates[1]}..{dates[2]}", value, dates.end())
        return dates.end()
    if field == "date" and (dates := _COMPARED.match(text, value)):
        yield Lexeme("word", dates[1] + dates[2], value, dates.end())
        return dates.end()
    if field == "date" and (dates := _SPOKEN.match(text, value)) and partial_date(dates.group()):
        yield Lexeme("word", dates.group(), value, dates.end())
        return dates.end()
    if field not in TEXT_FIELDS and (name := _RAW.match(text, value)):  # ids hold colons: person:kim-jong-il
        yield Lexeme("word", name.group(), value, name.end())
        return name.end()
    return value
