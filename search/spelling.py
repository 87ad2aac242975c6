"""Did you mean: another spelling for words that no document holds, from the words the archive does hold.

Never put in the place of what was typed: the corrected query is only ever offered, and only when it finds something.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, assert_never

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import STOPWORDS, alternatives, is_all_capitals, stem, tokens
from search.engines.contract import EngineReader, Phrase, SearchPlan
from search.query import ast
from search.query.ast import Node
from search.result import Suggestion
from search.term_nodes import spellings

MIN_LENGTH = 3
# At two edits almost any word of five letters becomes any other.
MIN_LENGTH_FOR_TWO = 6
# Words with these letters in front are looked at for two edits. tantivy lists 20,000 words in about 5 ms.
MOST_NEIGHBOURS = 20_000
# Of all spellings near a word so many, the most frequent, are tried beside the words around it.
TRIED = 6
LONGEST_ABBREVIATION = 6
SHORTEST_HALF = 3
# A known word is doubted when the query finds next to nothing, it stands in so few documents, and a word near it in so
# many times more: archives hold misspellings too.
RARE = 2
DOUBTED = 100

# How likely a spelling is, in units of the logarithm of its frequency: standing beside the query's neighbouring word
# counts twice; the first letter is hardly ever the wrong one, nor is it the blank that is missing.
BESIDE = 2.0
OTHER_FIRST_LETTER = 2.5
MISSING_BLANK = 2.5

# Accents are folded, and words of other scripts are too short or too inflected to be guessed at like this.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


_FIELD = re.compile(r"title\s*:\s*", re.IGNORECASE)


class _Typed(NamedTuple):
    """One term of the query: its place in the text, and what stands before and after it in its phrase or bag."""

    term: str
    start: int
    end: int
    surface: str


class _Candidate(NamedTuple):
    words: tuple[str, ...]  # two where a blank is missing
    frequency: int


def suggest_spelling(text: str, tree: Node, reader: EngineReader, *, doubtful: bool = False) -> Suggestion | None:
    """``text`` with every unknown word replaced by the likeliest known one; None when a word has none near.

    ``doubtful``: rare words may be replaced by far more frequent ones too. Whether the corrected text finds anything under the
    reader's filters is the caller's to ask.
    """
    capitals = is_all_capitals(text) or None
    corrected = text
    for stretch in reversed(list(_stretches(tree, text, capitals))):
        for number in reversed(range(len(stretch))):
            typed = stretch[number]
            known = _frequency(typed.term, reader)
            if known is None or known > (RARE if doubtful else 0):
                continue
            neighbours = (stretch[max(number - 1, 0) : number], stretch[number + 1 : number + 2])
            best = _likeliest(typed.term, neighbours, reader, at_least=known * DOUBTED)
            if best is None and not known:
                return None
            if best is None:
                continue
            corrected = corrected[: typed.start] + _written(best, typed.surface) + corrected[typed.end :]
    return Suggestion(text=corrected) if corrected != text else None


# --- the words of the query -------------------------------------------------------------------------------------------


def _stretches(node: Node, text: str, capitals: bool | None) -> Iterator[list[_Typed]]:
    """Terms that stand side by side in the query, in the order of the text; what is excluded or open-ended is left as it is."""
    match node:
        case ast.Word() | ast.Phrase():
            yield _typed([node], text, capitals)
        case ast.And() if node.implicit:
            words: list[ast.Word | ast.Phrase] = []
            for child in node.children:
                if isinstance(child, ast.Word | ast.Phrase):
                    words.append(child)
                    continue
                yield _typed(words, text, capitals)
                words = []
                yield from _stretches(child, text, capitals)
            yield _typed(words, text, capitals)
        case ast.And() | ast.Or():
            for child in node.children:
                yield from _stretches(child, text, capitals)
        case ast.Boost():
            yield from _stretches(node.child, text, capitals)
        case ast.Not() | ast.Prefix() | ast.Wildcard() | ast.Fuzzy() | ast.Named() | ast.DateRange() | ast.All():
            return
        case _:
            assert_never(node)


def _typed(words: Sequence[ast.Word | ast.Phrase], text: str, capitals: bool | None) -> list[_Typed]:
    found: list[_Typed] = []
    for word in words:
        start, end = word.span
        if word.field not in ("any", "title") or start == end:  # a title's words are among those of "any"
            continue
        if (named := _FIELD.match(text, start, end)) is not None and word.field == "title":
            start = named.end()
        for token in tokens(text[start:end], capitals_mean_nothing=capitals):
            surface = text[start + token.start : start + token.end]
            found.append(_Typed(token.term, start + token.start, start + token.end, surface))
    return found


def _frequency(term: str, reader: EngineReader) -> int | None:
    """In how many documents it stands in any form; None for what nobody misspells."""
    if len(term) < MIN_LENGTH or not term.removesuffix(".").isalpha() or term.removesuffix(".") in STOPWORDS:
        return None
    return max(reader.document_frequency("any", stem(one)) for one in alternatives(term))


# --- spellings near a word --------------------------------------------------------------------------------------------


def _likeliest(
    term: str, neighbours: tuple[list[_Typed], list[_Typed]], reader: EngineReader, *, at_least: int
) -> _Candidate | None:
    plain = term.removesuffix(".")
    near = _known(_one_edit(plain), reader) + list(_split(plain, reader))
    if not near and len(plain) >= MIN_LENGTH_FOR_TWO:
        near = _two_edits(plain, reader)
    near = [one for one in near if one.frequency >= at_least]
    near.sort(key=lambda one: (-one.frequency, one.words))
    tried = near[:TRIED]
    if len(tried) < 2:
        return tried[0] if tried else None
    return max(tried, key=lambda one: _likelihood(one, plain, neighbours, reader))


def _likelihood(
    one: _Candidate, typed: str, neighbours: tuple[list[_Typed], list[_Typed]], reader: EngineReader
) -> float:
    """Frequency, what stands beside it, and how people mistype: hardly ever at the first letter."""
    before, after = neighbours
    beside = sum(_together(other.term, one.words[0], reader) for other in before)
    beside += sum(_together(one.words[-1], other.term, reader) for other in after)
    likelihood = math.log(one.frequency) + BESIDE * math.log1p(beside)
    if one.words[0][0] != typed[0] and one.words[0][:2] != typed[1] + typed[0]:
        likelihood -= OTHER_FIRST_LETTER
    if len(one.words) > 1:
        likelihood -= MISSING_BLANK
    return likelihood


def _together(first: str, second: str, reader: EngineReader) -> int:
    phrase = Phrase(field="any", terms=(spellings("any", first), spellings("any", second)))
    return reader.search(SearchPlan(query=phrase, limit=0)).total


def _one_edit(term: str) -> set[str]:
    """Every string one insertion, deletion, replacement or swap of neighbours away."""
    parts = [(term[:at], term[at:]) for at in range(len(term) + 1)]
    deleted = {head + tail[1:] for head, tail in parts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in parts if tail for letter in _LETTERS}
    inserted = {head + letter + tail for head, tail in parts for letter in _LETTERS}
    return (deleted | swapped | replaced | inserted) - {term}


def _known(words: Iterable[str], reader: EngineReader) -> list[_Candidate]:
    """Those that some document holds, as words or as abbreviations."""
    asked = [word for word in words if len(word) >= MIN_LENGTH - 1]
    asked += [f"{word}." for word in asked if len(word) <= LONGEST_ABBREVIATION]
    return [_Candidate((word,), frequency) for word, frequency in reader.word_frequencies("any", asked).items()]


def _split(term: str, reader: EngineReader) -> Iterator[_Candidate]:
    """Two words with a blank missing between them, where some document has them side by side."""
    halves = [(term[:at], term[at:]) for at in range(SHORTEST_HALF, len(term) - SHORTEST_HALF + 1)]
    known = reader.word_frequencies("any", {half for pair in halves for half in pair})
    for first, second in halves:
        if first in known and second in known and (frequency := _together(first, second, reader)):
            yield _Candidate((first, second), frequency)


def _two_edits(term: str, reader: EngineReader) -> list[_Candidate]:
    """Words two edits away that share the first two letters, or else the first."""
    for letters in (2, 1):
        listed = reader.vocabulary("any", term[:letters], MOST_NEIGHBOURS) or ()
        frequency = {word: count for word, count in listed if abs(len(word) - len(term)) <= 2 and word.isalpha()}
        near = process.extract(term, list(frequency), scorer=OSA.distance, processor=None, score_cutoff=2, limit=None)
        if near:
            return [_Candidate((str(word),), frequency[word]) for word, _, _ in near]
    return []


def _written(candidate: _Candidate, surface: str) -> str:
    """The words with the capitals of what was typed; abbreviations in capitals."""

    def cased(word: str) -> str:
        if word.endswith("."):
            return word.removesuffix(".").upper()
        if surface.isupper() and len(surface) > 1:
            return word.upper()
        return word.capitalize() if surface[:1].isupper() else word

    return " ".join(map(cased, candidate.words))
