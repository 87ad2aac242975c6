"""What a plan means, worked out over whoosh's postings: sets of documents, and scores for those that are wanted.

A document is whoosh's own number for it, good for one snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import log
from typing import Any, assert_never

from whoosh.reading import IndexReader, TermNotFound

from search.engines.contract import (
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    Not,
    Or,
    Phrase,
    PlanNode,
    Preferred,
    Term,
    Values,
    Words,
)
from search.engines.plans import UNSCORED, WORDS_SCORE
from search.engines.whoosh.schema import SHADOW, Row
from search.facets import FACETS

# BM25 as everyone has it.
_K1 = 1.2
_B = 0.75

_FACET_PLACE = {facet.name: place for place, facet in enumerate(FACETS)}

_Scores = dict[int, float]


class Matcher:
    """Answers for one snapshot. ``rows`` holds every living document but the sentinel."""

    def __init__(self, reader: IndexReader, rows: Mapping[int, Row]) -> None:
        self._reader = reader
        self._rows = rows

    @cached_property
    def _everything(self) -> frozenset[int]:
        return frozenset(self._rows)

    @cached_property
    def _carrying(self) -> dict[tuple[str, int], set[int]]:
        """The documents of each facet value."""
        carrying: dict[tuple[str, int], set[int]] = {}
        for document, row in self._rows.items():
            for facet, values in zip(FACETS, row.values, strict=True):
                for value in values:
                    carrying.setdefault((facet.name, value), set()).add(document)
        return carrying

    def values(self, document: int, field: str) -> tuple[int, ...]:
        return self._rows[document].values[_FACET_PLACE[field]]

    # --- sets ---

    def matching(self, node: PlanNode) -> set[int]:
        match node:
            case Term(field=field, term=term):
                return set(self._weights(field, term))
            case Words(field=field, words=words):
                return self._any_of(self._weights(SHADOW[field], word) for word in words)
            case Phrase():
                return self._phrase(node)
            case Values(field=field, numbers=numbers):
                if field not in _FACET_PLACE:
                    raise ValueError(f"no facet is called {field!r}")
                return self._any_of(self._carrying.get((field, number), ()) for number in numbers)
            case DateOverlap(first=first, last=last):
                return {document for document, row in self._rows.items() if _overlaps(row, first, last)}
            case Dated():
                return {document for document, row in self._rows.items() if row.earliest is not None}
            case And(children=children):
                return self._all_of(children)
            case Or(children=children) | Best(children=children):
                return self._any_of(map(self.matching, children))
            case Not(child=child):
                return set(self._everything - self.matching(child))
            case Boost(child=child) | Constant(child=child) | Preferred(child=child):
                return self.matching(child)
            case All():
                return set(self._everything)
            case _:
                assert_never(node)

    @staticmethod
    def _any_of(some: Iterable[Iterable[int]]) -> set[int]:
        found: set[int] = set()
        return found.union(*some)

    def _all_of(self, children: Sequence[PlanNode]) -> set[int]:
        found = set(self._everything)
        for child in children:
            found &= self.matching(child)
            if not found:
                break
        return found

    def _phrase(self, phrase: Phrase) -> set[int]:
        if len(phrase.terms) == 1:
            return self._any_of(self._weights(phrase.field, term) for term in phrase.terms[0])
        candidates: set[int] | None = None
        for alternatives in phrase.terms:
            holding = self._any_of(self._weights(phrase.field, term) for term in alternatives)
            candidates = holding if candidates is None else candidates & holding
            if not candidates:
                return set()
        assert candidates is not None
        places = [self._places(phrase.field, alternatives, candidates) for alternatives in phrase.terms]
        return {document for document in candidates if within_slop([place[document] for place in places], phrase.slop)}

    def _places(self, field: str, alternatives: Sequence[str], wanted: set[int]) -> dict[int, list[int]]:
        """Where any of the alternatives stands, ascending, for each wanted document."""
        places: dict[int, list[int]] = {}
        for term in dict.fromkeys(alternatives):
            postings = self._postings(field, term)
            while postings is not None and postings.is_active():
                if (document := postings.id()) in wanted:
                    places.setdefault(document, []).extend(postings.value_as("positions"))
                postings.next()
        for found in places.values():
            found.sort()
        return places

    # --- scores ---

    def scores(self, node: PlanNode, wanted: set[int]) -> _Scores:
        """The scores of the ``wanted`` documents that ``node`` matches. They depend on no other document's being wanted."""
        match node:
            case Term(field=field, term=term):
                return self._bm25(field, term, wanted)
            case Phrase(field=field, terms=terms):
                best = [self._best([self._bm25(field, term, wanted) for term in one]) for one in terms]
                return {
                    document: sum(scores.get(document, UNSCORED) for scores in best)
                    for document in wanted & self.matching(node)
                }
            case Words():
                return dict.fromkeys(wanted & self.matching(node), WORDS_SCORE)
            case And(children=children) | Or(children=children):
                added = dict.fromkeys(wanted & self.matching(node), UNSCORED)
                for child in children:
                    for document, score in self.scores(child, added.keys() & wanted).items():
                        added[document] += score
                return added
            case Best(children=children):
                return self._best([self.scores(child, wanted) for child in children])
            case Boost(child=child, factor=factor):
                return {document: score * factor for document, score in self.scores(child, wanted).items()}
            case Constant(child=child, score=score):
                return dict.fromkeys(wanted & self.matching(child), score)
            case Preferred(child=child, bonus=bonus):
                scores = self.scores(child, wanted)
                for document, score in self.scores(bonus, scores.keys() & wanted).items():
                    scores[document] += score
                return scores
            case Values() | DateOverlap() | Dated() | Not() | All():
                return dict.fromkeys(wanted & self.matching(node), UNSCORED)
            case _:
                assert_never(node)

    @staticmethod
    def _best(several: Sequence[_Scores]) -> _Scores:
        best: _Scores = {}
        for scores in several:
            for document, score in scores.items():
                best[document] = max(score, best.get(document, score))
        return best

    def _bm25(self, field: str, term: str, wanted: set[int]) -> _Scores:
        weights = self._weights(field, term)
        documents = self._reader.doc_count_all()
        average = self._reader.field_length(field) / max(documents, 1)
        rarity = log(1 + (documents - len(weights) + 0.5) / (len(weights) + 0.5))
        scores: _Scores = {}
        for document in wanted & weights.keys():
            weight = weights[document]
            length = self._reader.doc_field_length(document, field) / (average or 1.0)
            scores[document] = rarity * weight * (_K1 + 1) / (weight + _K1 * (1 - _B + _B * length))
        return scores

    # --- postings ---

    def _weights(self, field: str, term: str) -> _Scores:
        weights: _Scores = {}
        postings = self._postings(field, term)
        while postings is not None and postings.is_active():
            weights[postings.id()] = postings.weight()
            postings.next()
        return weights

    def _postings(self, field: str, term: str) -> Any:
        try:
            return self._reader.postings(field, term)
        except TermNotFound:
            return None


def _overlaps(row: Row, first: int | None, last: int | None) -> bool:
    if row.earliest is None or row.latest is None:
        return False
    return (first is None or row.latest >= first) and (last is None or row.earliest <= last)


def within_slop(places: Sequence[Sequence[int]], slop: int) -> bool:
    """Whether positions can be chosen, one of each list, ascending, with at most ``slop`` others between them.

    For a given first position, always taking the next one possible ends soonest.
    """
    for first in places[0]:
        last = first
        for following in places[1:]:
            after = next((place for place in following if place > last), None)
            if after is None:
                return False  # nor can a later first position
            last = after
        if last - first - (len(places) - 1) <= slop:
            return True
    return False
