"""Where a query matches in a text, for every kind of query and every engine alike.

The text is read by the same token rules and compared with the same plan the engine ran, so a mark never claims more than the
search did: words of a phrase are marked only where they stand as the phrase.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import assert_never

from search.analysis import fold_plain, folder, stem, surface_spans, surfaces
from search.engines import contract as plan
from search.engines.contract import PlanNode

# A phrase of adjacent words does not reach over a line that holds none of them; any number above one says so.
_OVER_A_LINE = 1_000
# Beyond this many words the pattern that finds promising lines costs more than reading all of them.
_MOST_CANDIDATES = 40
_REMEMBERED_SURFACES = 100_000


class Marks:
    """What to look for in texts of one field: index terms, unstemmed words and phrases, each with the part of the query it answers."""

    def __init__(
        self,
        terms: Mapping[str, int],
        words: Mapping[str, int],
        phrases: Sequence[tuple[int, tuple[frozenset[str], ...], int]],
        *,
        stemmed: bool = True,
    ) -> None:
        self.terms = dict(terms)
        self.words = dict(words)
        self.phrases = tuple(phrases)
        self.stemmed = stemmed
        self.loose = any(slop for _, _, slop in self.phrases)
        self.phrase_terms = frozenset().union(*(spelled for _, phrase, _ in self.phrases for spelled in phrase))
        self.promising = _promising_lines({*self.terms, *self.phrase_terms}, self.words, stemmed=stemmed)
        self._decided: dict[str, tuple[int | None, str | None]] = {}

    def __bool__(self) -> bool:
        return bool(self.terms or self.words or self.phrases)

    def __or__(self, other: "Marks") -> "Marks":
        """Whatever either of them looks for."""
        return Marks(
            self.terms | other.terms, self.words | other.words, self.phrases + other.phrases, stemmed=self.stemmed
        )

    def decide(self, term: str) -> tuple[int | None, str | None]:
        """For an unstemmed term: the part it answers by itself, and the phrase term it is."""
        if (decided := self._decided.get(term)) is None:
            if len(self._decided) > _REMEMBERED_SURFACES:
                self._decided.clear()
            index_term = stem(term) if self.stemmed else term
            part = self.terms.get(index_term, self.words.get(term))
            decided = self._decided[term] = (part, index_term if index_term in self.phrase_terms else None)
        return decided


def _promising_lines(terms: AbstractSet[str], words: Iterable[str], *, stemmed: bool) -> re.Pattern[str] | None:
    """A pattern that finds something in every line that holds one of these, and nothing in most other lines."""
    beginnings = {beginning(term) if stemmed else term.removesuffix(".") for term in terms}
    beginnings.update(word.removesuffix(".") for word in words)
    if (
        not beginnings
        or len(beginnings) > _MOST_CANDIDATES
        or not all(one.isascii() and one.isalpha() for one in beginnings)
    ):
        return None
    spelled = ["".join(map(_SPELLINGS.__getitem__, one)) for one in sorted(beginnings)]
    return re.compile("|".join([*spelled, _LIGATURES]))


def beginning(term: str) -> str:
    """Letters that every word with this stem begins with: Snowball replaces at most two letters at a stem's end (``skies`` -> ``sky``).

    Of an abbreviation only the first letter, since points may stand between the others.
    """
    if term.endswith(".") or len(term) <= 3:
        return term[:1]
    return term[:-1] if len(term) == 4 else term[:-2]


def _spellings() -> tuple[dict[str, str], str]:
    """For each letter the characters that fold to it, in both cases; and all characters that fold to several letters."""
    spelled: dict[str, set[str]] = {letter: {letter, letter.upper()} for letter in "abcdefghijklmnopqrstuvwxyz"}
    ligatures: set[str] = set()
    for code in (*range(0xAA, 0x250), *range(0x1E00, 0x1F00), *range(0xFB00, 0xFB07)):
        folded = fold_plain(chr(code))
        if len(folded) > 1:
            ligatures.add(chr(code))
        else:
            spelled.get(folded, set()).add(chr(code))
    # A joiner, an apostrophe or a combining mark may stand behind any letter.
    classes = {letter: "[" + "".join(sorted(same)) + "][^\\w\\s]*" for letter, same in spelled.items()}
    return classes, "[" + "".join(sorted(ligatures)) + "]"


_SPELLINGS, _LIGATURES = _spellings()
NO_MARKS = Marks({}, {}, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One marked stretch of a text and the part of the query (its index) that it answers."""

    start: int
    end: int
    part: int


def marks_of(parts: Sequence[tuple[str, PlanNode]], field: plan.TextField) -> Marks:
    """What the positive parts of a lowered query look like in texts of ``field``."""
    terms: dict[str, int] = {}
    words: dict[str, int] = {}
    phrases: list[tuple[int, tuple[frozenset[str], ...], int]] = []

    def collect(node: PlanNode, number: int) -> None:
        match node:
            case plan.Term():
                if node.field == field:
                    terms.setdefault(node.term, number)
            case plan.Words():
                if node.field == field:
                    for word in node.words:
                        words.setdefault(word, number)
            case plan.Phrase():
                if node.field == field:
                    if len(node.terms) == 1:
                        for term in node.terms[0]:
                            terms.setdefault(term, number)
                    else:
                        phrases.append((number, tuple(map(frozenset, node.terms)), node.slop))
            case plan.And() | plan.Or() | plan.Best():
                for child in node.children:
                    collect(child, number)
            case plan.Boost() | plan.Constant():
                collect(node.child, number)
            case plan.Values() | plan.DateOverlap() | plan.Dated() | plan.Not() | plan.All():
                pass
            case _:
                assert_never(node)

    for number, (_, node) in enumerate(parts):
        collect(node, number)
    return Marks(terms, words, phrases, stemmed=field != "author")


def find_matches(text: str, marks: Marks) -> list[Match]:
    """Every match in ``text``, by place; a phrase whose words are adjacent is one match from its first word to its last."""
    if not marks:
        return []
    found: list[Match] = []
    positions: dict[str, list[int]] = {}
    places: dict[int, tuple[int, int]] = {}
    offset = position = 0
    for line in text.split("\n"):
        if marks.promising is None or marks.promising.search(line):
            folded = folder(line)
            terms = [folded[surface] for surface in surfaces(line)]
            read = [marks.decide(term) for term in terms if term]
            if any(part is not None or term is not None for part, term in read):
                spans = [span for span, term in zip(surface_spans(line), terms, strict=True) if term]
                for number, ((part, term), (start, end)) in enumerate(zip(read, spans, strict=True)):
                    if part is not None:
                        found.append(Match(start=offset + start, end=offset + end, part=part))
                    if term is not None:
                        positions.setdefault(term, []).append(position + number)
                        places[position + number] = (offset + start, offset + end)
            position += len(read)
        elif marks.phrases:
            folded = folder(line)
            held = sum(1 for surface in surfaces(line) if folded[surface]) if marks.loose else bool(surfaces(line))
            position += held if marks.loose else held * _OVER_A_LINE
        offset += len(line) + 1
    for part, phrase, slop in marks.phrases:
        found.extend(_phrase_matches(part, phrase, slop, positions, places))
    return _without_overlaps(found)


def _phrase_matches(
    part: int,
    phrase: tuple[frozenset[str], ...],
    slop: int,
    positions: Mapping[str, list[int]],
    places: Mapping[int, tuple[int, int]],
) -> Iterator[Match]:
    at = [{position for term in spelled for position in positions.get(term, ())} for spelled in phrase]
    if not all(at):
        return
    for first in sorted(at[0]):
        chain = [first]
        slack = slop
        for candidates in at[1:]:
            # The nearest next word leaves the most slack for the rest: greedy finds a match whenever there is one.
            following = next((p for p in range(chain[-1] + 1, chain[-1] + 2 + slack) if p in candidates), None)
            if following is None:
                break
            slack -= following - chain[-1] - 1
            chain.append(following)
        else:
            if chain[-1] - first == len(chain) - 1:
                yield Match(start=places[first][0], end=places[chain[-1]][1], part=part)
            else:
                for position in chain:
                    yield Match(start=places[position][0], end=places[position][1], part=part)


def _without_overlaps(matches: list[Match]) -> list[Match]:
    """By place; where two overlap the longer one stays."""
    matches.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    for match in matches:
        if kept and match.start < kept[-1].end:
            continue
        kept.append(match)
    return kept
