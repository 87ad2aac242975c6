"""From plan nodes to tantivy queries.

What is not scored becomes a query of constant score nothing, so that filters never change a score. The sentinel
document carries no field that a positive query looks at; only ``All`` and ``Not`` must leave it out by name.
"""

from collections.abc import Sequence
from itertools import accumulate, product
from math import comb, prod
from typing import Any, assert_never

import tantivy
from tantivy import FieldType, Occur, Query

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
    TextField,
    Values,
    Words,
)
from search.engines.plans import UNSCORED, WORDS_SCORE, gap_distributions
from search.engines.tantivy.schema import SENTINEL, SHADOW, UNDATED
from search.errors import QueryError
from search.facets import FACET

# A loose phrase becomes this many exact ones at most: two words within 100 positions need 101.
MAX_EXACT_PHRASES = 256

_EVERYTHING = Query.const_score_query(Query.all_query(), UNSCORED)
_NOTHING = Query.empty_query()

_Clauses = list[tuple[Occur, Query]]


class QueryMaker:
    """Makes queries for one snapshot. Holds nothing that changes, so threads may share it.

    ``extent``: the first day on which a dated document of it ends and the last on which one begins, as ordinals.
    """

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, extent: tuple[int, int] | None) -> None:
        self._schema = schema
        self._first_end, self._last_start = extent or (0, 0)
        self._searcher = searcher
        self._sentinel = Query.term_query(schema, SENTINEL, 1, "basic")
        self._undated = self._unscored(Query.term_query(schema, UNDATED, 1, "basic"))
        self._all = Query.boolean_query([(Occur.Must, _EVERYTHING), (Occur.MustNot, self._sentinel)])

    def both(self, query: PlanNode, scope: PlanNode) -> Query:
        """Documents of ``query`` and ``scope``, scored by ``query`` alone."""
        if isinstance(scope, All):
            return self.query(query)
        clauses: _Clauses = []
        self._add(clauses, query, scored=True)
        self._add(clauses, scope, scored=False)
        return self._conjunction(clauses)

    def query(self, node: PlanNode) -> Query:
        match node:
            case Term(field=field, term=term):
                return Query.term_query(self._schema, field, term, "freq")
            case Words(field=field, words=words):
                return self._words(field, words)
            case Phrase():
                return self._phrase(node)
            case Values(field=field, numbers=numbers):
                return self._values(field, numbers)
            case DateOverlap(first=first, last=last):
                return self._date_overlap(first, last)
            case And() | Preferred():
                clauses: _Clauses = []
                self._add(clauses, node, scored=True)
                return self._conjunction(clauses)
            case Or(children=()):
                return _NOTHING
            case Or(children=children):
                return Query.boolean_query([(Occur.Should, self.query(child)) for child in children])
            case Best(children=children):
                return best_of([self.query(child) for child in children])
            case Not() | Dated():
                return self._conjunction(self._clauses(node))
            case Boost(child=child, factor=factor):
                return Query.boost_query(self.query(child), factor)
            case Constant(child=child, score=score):
                return Query.const_score_query(self.query(child), score)
            case All():
                return self._all
            case _:
                assert_never(node)

    def _clauses(self, node: PlanNode) -> _Clauses:
        clauses: _Clauses = []
        self._add(clauses, node, scored=False)
        return clauses

    def _add(self, clauses: _Clauses, node: PlanNode, *, scored: bool) -> None:
        """Add one member of a conjunction, flattened: fewer levels are fewer scorers."""
        match node:
            case All():
                pass  # the conjunction of nothing is everything
            case And(children=children):
                for child in children:
                    self._add(clauses, child, scored=scored)
            case Preferred(child=child, bonus=bonus):
                self._add(clauses, child, scored=scored)
                if scored:
                    # Beside what must match, tantivy takes what should match for a bonus only.
                    bonuses = bonus.children if isinstance(bonus, Or) else (bonus,)
                    clauses += [(Occur.Should, self.query(one)) for one in bonuses]
            case Not(child=Dated()):
                clauses.append((Occur.Must, self._undated))
            case Dated():
                clauses.append((Occur.MustNot, self._undated))
            case Not(child=child):
                clauses.append((Occur.MustNot, self.query(child)))
            case _:
                query = self.query(node)
                clauses.append((Occur.Must, query if scored else self._unscored(query)))

    def _conjunction(self, clauses: _Clauses) -> Query:
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses = [(Occur.Must, _EVERYTHING), (Occur.MustNot, self._sentinel), *clauses]
        if len(clauses) == 1:
            return clauses[0][1]
        return Query.boolean_query(clauses)

    @staticmethod
    def _unscored(query: Query) -> Query:
        return Query.const_score_query(query, UNSCORED)

    def _words(self, field: TextField, words: tuple[str, ...]) -> Query:
        if not words:
            return _NOTHING
        shadow = SHADOW[field]
        if len(words) == 1:
            query = Query.term_query(self._schema, shadow, words[0], "basic")
        else:
            query = Query.term_set_query(self._schema, shadow, words)
        return Query.const_score_query(query, WORDS_SCORE)

    def _values(self, field: str, numbers: tuple[int, ...]) -> Query:
        if field not in FACET:
            raise ValueError(f"no facet is called {field!r}")
        if len(numbers) == 1:
            return self._unscored(Query.term_query(self._schema, field, numbers[0], "basic"))
        return self._unscored(Query.term_set_query(self._schema, field, numbers)) if numbers else _NOTHING

    def _date_overlap(self, first: int | None, last: int | None) -> Query:
        # A limit that no document lies beyond is none. Each is a look into a column for every document the words match,
        # and readers who ask "since 2009" often send an end that is today.
        first = None if first is not None and first <= self._first_end else first
        last = None if last is not None and last >= self._last_start else last
        if first is None and last is None:
            return self.query(Dated())
        clauses: _Clauses = []
        if last is not None:
            begins = Query.range_query(self._schema, "earliest", FieldType.Unsigned, None, max(last, 0))
            clauses.append((Occur.Must, self._unscored(begins)))
        if first is not None:
            ends = Query.range_query(self._schema, "latest", FieldType.Unsigned, max(first, 0), None)
            clauses.append((Occur.Must, self._unscored(ends)))
        return self._conjunction(clauses)

    def _phrase(self, phrase: Phrase) -> Query:
        """Exact phrases at every allowed spacing, since tantivy's own slop also lets terms change places.

        Alternatives that no document holds are left out first, so that they do not multiply.
        """
        field = phrase.field
        positions = [self._living(field, alternatives) for alternatives in phrase.terms]
        if not all(positions):
            return _NOTHING
        if len(positions) == 1:
            return best_of([Query.term_query(self._schema, field, term, "freq") for term in positions[0]])
        gaps = len(positions) - 1
        spacings = comb(phrase.slop + gaps, gaps)
        if spacings > MAX_EXACT_PHRASES:
            raise QueryError(
                f"The phrase allows {spacings} different spacings; at most {MAX_EXACT_PHRASES} are searched.",
                hint="Use fewer words or a smaller distance, or join the words with AND.",
            )
        exact = []
        for spread in gap_distributions(gaps, phrase.slop):
            offsets = list(accumulate((1 + extra for extra in spread), initial=0))
            if spacings * prod(map(len, positions)) <= MAX_EXACT_PHRASES:
                exact += [self._exact(field, offsets, terms) for terms in product(*positions)]
            else:
                exact.append(self._exact_alternatives(field, offsets, positions))
        return best_of(exact)

    def _exact(self, field: TextField, offsets: list[int], terms: Sequence[str]) -> Query:
        return Query.phrase_query(self._schema, field, list(zip(offsets, terms, strict=True)))

    def _exact_alternatives(self, field: TextField, offsets: list[int], positions: list[list[str]]) -> Query:
        """Alternatives at each position in one query, as patterns: slower than one phrase, faster than hundreds."""
        patterns = ["|".join(term.replace(".", r"\.") for term in alternatives) for alternatives in positions]
        return Query.regex_phrase_query(self._schema, field, list(zip(offsets, patterns, strict=True)))

    def _living(self, field: TextField, alternatives: tuple[str, ...]) -> list[str]:
        distinct = list(dict.fromkeys(alternatives))
        if len(distinct) == 1:
            return distinct
        return [term for term in distinct if self._searcher.doc_freq(field, term)]


def best_of(queries: list[Query]) -> Query:
    """At least one of them; the score is the best one's."""
    match queries:
        case []:
            return _NOTHING
        case [only]:
            return only
        case _:
            return Query.disjunction_max_query(queries)


def total(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents match. tantivy panics at a limit of nothing, so one hit is fetched, unscored."""
    found: Any = searcher.search(Query.const_score_query(query, UNSCORED), 1, count=True)
    return int(found.count)
