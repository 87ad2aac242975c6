"""The contract by brute force: every document is looked at for every question. Slow, plain, and right by inspection."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import assert_never

from search.analysis import stem, tokens
from search.dates import buckets
from search.engines.contract import (
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    FacetCounts,
    FacetRequest,
    Histogram,
    HistogramRequest,
    IndexDocument,
    Not,
    Or,
    Phrase,
    PlanNode,
    Preferred,
    SearchPlan,
    Term,
    TextField,
    Values,
    Words,
)


def _terms(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


def _parts(document: IndexDocument, field: TextField) -> list[list[str]]:
    """The unstemmed terms of a field, in the parts that no phrase crosses."""
    match field:
        case "any":
            return [_terms(document.title), _terms(document.body)]
        case "title":
            return [_terms(document.title)]
        case "author":
            return [_terms(author) for author in document.authors]
        case "other":
            return [_terms(document.other)]
        case _:
            assert_never(field)


def words_of(document: IndexDocument, field: TextField) -> set[str]:
    return {term for part in _parts(document, field) for term in part}


def _index_parts(document: IndexDocument, field: TextField) -> list[list[str]]:
    parts = _parts(document, field)
    return parts if field == "author" else [[stem(term) for term in part] for part in parts]


def _spaced(part: Sequence[str], terms: tuple[tuple[str, ...], ...], slop: int) -> bool:
    """Try every choice of ascending positions."""

    def places(alternatives: tuple[str, ...]) -> list[int]:
        return [place for place, term in enumerate(part) if term in alternatives]

    def fits(chosen: tuple[int, ...]) -> bool:
        steps = [after - before for before, after in pairwise(chosen)]
        return all(step > 0 for step in steps) and sum(step - 1 for step in steps) <= slop

    return any(fits(chosen) for chosen in product(*map(places, terms)))


def matches(node: PlanNode, document: IndexDocument) -> bool:
    match node:
        case Term(field=field, term=term):
            return any(term in part for part in _index_parts(document, field))
        case Words(field=field, words=words):
            return not words_of(document, field).isdisjoint(words)
        case Phrase(field=field, terms=terms, slop=slop):
            return any(_spaced(part, terms, slop) for part in _index_parts(document, field))
        case Values(field=field, numbers=numbers):
            return not set(document.values.get(field, ())).isdisjoint(numbers)
        case DateOverlap(first=first, last=last):
            if document.earliest is None or document.latest is None:
                return False
            return (first is None or document.latest >= first) and (last is None or document.earliest <= last)
        case Dated():
            return document.earliest is not None
        case And(children=children):
            return all(matches(child, document) for child in children)
        case Or(children=children) | Best(children=children):
            return any(matches(child, document) for child in children)
        case Not(child=child):
            return not matches(child, document)
        case Boost(child=child) | Constant(child=child) | Preferred(child=child):
            return matches(child, document)
        case All():
            return True
        case _:
            assert_never(node)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    documents: tuple[IndexDocument, ...]

    def matching(self, *nodes: PlanNode) -> list[IndexDocument]:
        return [document for document in self.documents if all(matches(node, document) for node in nodes)]

    def numbers(self, plan: SearchPlan) -> list[int]:
        """Every hit's number; in the right order where the order does not depend on scores, else ascending."""

        def key(document: IndexDocument) -> tuple[int, int, int]:
            if plan.sort == "relevance" or document.earliest is None:
                return (plan.sort != "relevance", 0, document.number)
            return (0, document.earliest if plan.sort == "oldest" else -document.earliest, document.number)

        return [document.number for document in sorted(self.matching(plan.query, plan.filter), key=key)]

    def facet(self, query: PlanNode, request: FacetRequest) -> FacetCounts:
        pairs: Iterator[int] = (
            value
            for document in self.matching(query, request.scope)
            for value in set(document.values.get(request.field, ()))
        )
        counts = Counter(pairs)
        listed = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: request.size]
        return FacetCounts(
            counts=tuple(listed),
            asked={number: counts[number] for number in request.numbers},
            other=counts.total() - sum(count for _, count in listed),
        )

    def histogram(self, query: PlanNode, request: HistogramRequest) -> Histogram:
        found = self.matching(query, request.scope)
        counts: Counter[int] = Counter()
        for document in found:
            if document.earliest is not None and document.latest is not None:
                counts.update(buckets(document.earliest, document.latest, request.unit))
        return Histogram(
            unit=request.unit,
            counts=tuple(sorted(counts.items())),
            undated=sum(document.earliest is None for document in found),
        )

    def vocabulary(self, field: TextField, prefix: str) -> list[tuple[str, int]]:
        counts = Counter(word for document in self.documents for word in words_of(document, field))
        return sorted((word, count) for word, count in counts.items() if word.startswith(prefix))
