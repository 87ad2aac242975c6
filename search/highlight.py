"""Where a query matches in a text, for every kind of query and every engine alike.

The text is read by the same token rules and compared with the same plan the engine ran, so a mark never claims more than the
search did: words of a phrase are marked only where they stand as the phrase.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from search.analysis import stem, tokens
from search.engines import contract as plan
from search.engines.contract import PlanNode

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What to look for: index terms (stems), unstemmed words, and phrases, each with the number of the query's part it belongs to."""

    terms: dict[str, int]
    words: dict[str, int]
    phrases: tuple[tuple[int, tuple[frozenset[str], ...], int], ...]

    def __bool__(self) -> bool:
        return bool(self.terms or self.words or self.phrases)


NO_MARKS = Marks(terms={}, words={}, phrases=())


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
    return Marks(terms=terms, words=words, phrases=tuple(phrases))


def find_matches(text: str, marks: Marks, *, stemmed: bool = True) -> list[Match]:
    """Every match in ``text``, by place; a phrase whose words are adjacent is one match from its first word to its last."""
    if not marks:
        return []
    found: list[Match] = []
    positions: dict[str, list[int]] = {}
    wanted = frozenset().union(*(spelled for _, phrase, _ in marks.phrases for spelled in phrase))
    places: list[Range] = []
    for position, (word, start, end) in enumerate(tokens(text)):
        term = stem(word) if stemmed else word
        part = marks.terms.get(term)
        if part is None:
            part = marks.words.get(word)
        if part is not None:
            found.append(Match(start=start, end=end, part=part))
        if wanted:
            places.append((start, end))
            if term in wanted:
                positions.setdefault(term, []).append(position)
    for number, phrase, slop in marks.phrases:
        found.extend(_phrase_matches(number, phrase, slop, positions, places))
    return _without_overlaps(found)


def _phrase_matches(
    number: int,
    phrase: tuple[frozenset[str], ...],
    slop: int,
    positions: dict[str, list[int]],
    places: Sequence[Range],
) -> Iterable[Match]:
    at = [{position for term in spelled for position in positions.get(term, ())} for spelled in phrase]
    if not all(at):
        return
    for first in sorted(at[0]):
        chain = [first]
        budget = slop
        for candidates in at[1:]:
            # The nearest next word leaves the most slack for the rest, so the greedy choice finds a match if there is one.
            following = next((p for p in range(chain[-1] + 1, chain[-1] + 2 + budget) if p in candidates), None)
            if following is None:
                break
            budget -= following - chain[-1] - 1
            chain.append(following)
        else:
            if chain[-1] - first == len(chain) - 1:
                yield Match(start=places[first][0], end=places[chain[-1]][1], part=number)
            else:
                for position in chain:
                    yield Match(start=places[position][0], end=places[position][1], part=number)


def _without_overlaps(matches: list[Match]) -> list[Match]:
    """By place; where two overlap the longer one stays."""
    matches.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    for match in matches:
        if kept and match.start < kept[-1].end:
            continue
        kept.append(match)
    return kept
