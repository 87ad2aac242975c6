"""Exact facet counts and histograms from tantivy's aggregations.

A terms aggregation keeps only the most frequent values of each segment (``segment_size``). With one segment that is
exact; with several, a value cut from one of them is counted too low. ``doc_count_error_upper_bound`` says by how much
at most: unless it is nothing, the aggregation is asked again, wider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.dates import Unit
from search.engines.contract import FacetCounts, FacetRequest, Histogram, HistogramRequest, PlanNode, Values
from search.engines.tantivy.queries import QueryMaker, total
from search.engines.tantivy.schema import UNDATED
from search.facets import DATE, FACET

# How many values beyond the wanted ones are asked for, to see where a tie at the end of the list ends. Then eight times
# as many, and so on; tantivy itself allows 65,000.
_MARGIN = 20
_WIDER = 8
_MOST_VALUES = 60_000

# How many values of each segment are kept, tried in turn while the counts are not exact. The last is more than any
# archive has, and costs about twice the first on 100,000 documents with 20,000 entities.
_SEGMENT_SIZES = (1_000, 100_000, 1 << 31)

_Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """One terms aggregation: how many values in all, and how many of each segment."""

    size: int
    kept: int  # index into _SEGMENT_SIZES

    def asked_of(self, field: str) -> dict[str, Any]:
        return {"terms": {"field": field, "size": self.size, "segment_size": max(self.size, _SEGMENT_SIZES[self.kept])}}


class FacetCounter:
    """Counts facets in one snapshot. Holds nothing else, so threads may share it."""

    def __init__(self, searcher: tantivy.Searcher, queries: QueryMaker) -> None:
        self._searcher = searcher
        self._queries = queries
        self._one_segment = searcher.num_segments <= 1

    def count(
        self, query: PlanNode, scope: PlanNode, facets: Sequence[FacetRequest], histogram: HistogramRequest | None
    ) -> tuple[dict[str, FacetCounts], Histogram | None]:
        """Count facets that share a scope, in one pass over what ``query`` and ``scope`` match."""
        matching = self._queries.both(query, scope)
        asked: dict[str, Any] = {}
        for request in facets:
            if request.field not in FACET:
                raise ValueError(f"no facet is called {request.field!r}")
            asked[request.field] = self._first(request).asked_of(request.field)
        if histogram is not None:
            asked[DATE] = {"histogram": {"field": histogram.unit, "interval": 1, "min_doc_count": 1}}
            asked[UNDATED] = {"value_count": {"field": UNDATED}}
        if not asked:
            return {}, None
        answers = self._searcher.aggregate(matching, asked)
        counted = {
            request.field: self._settled(matching, request, self._first(request), answers[request.field])
            for request in facets
        }
        if histogram is None:
            return counted, None
        return counted, _histogram(histogram.unit, answers[DATE], answers[UNDATED])

    @staticmethod
    def _first(request: FacetRequest) -> _Terms:
        return _Terms(size=request.size + _MARGIN, kept=0)

    def _settled(self, matching: Query, request: FacetRequest, terms: _Terms, answer: _Answer) -> FacetCounts:
        """Ask again, wider, until the counts are exact and the list does not end within a tie."""
        while True:
            counts = sorted(
                ((int(bucket["key"]), int(bucket["doc_count"])) for bucket in answer["buckets"]),
                key=lambda pair: (-pair[1], pair[0]),
            )
            beyond = int(answer["sum_other_doc_count"])
            if not (self._one_segment or answer["doc_count_error_upper_bound"] == 0):
                terms = _Terms(size=terms.size, kept=terms.kept + 1)
            elif beyond and 0 < request.size <= len(counts) and counts[request.size - 1][1] == counts[-1][1]:
                if terms.size >= _MOST_VALUES:
                    counts = self._tie_broken(matching, request, counts)
                    break
                terms = _Terms(size=min(terms.size * _WIDER, _MOST_VALUES), kept=terms.kept)
            else:
                break
            answer = self._searcher.aggregate(matching, {request.field: terms.asked_of(request.field)})[request.field]
        all_pairs = sum(count for _, count in counts) + beyond
        listed = tuple(counts[: request.size])
        return FacetCounts(
            counts=listed,
            asked=self._asked(matching, request, dict(counts), complete=not beyond),
            other=all_pairs - sum(count for _, count in listed),
        )

    def _tie_broken(
        self, matching: Query, request: FacetRequest, counts: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """The smallest numbers among more tied values than tantivy lists: asked for in order of number."""
        tied = counts[request.size - 1][1]
        ordered = {
            "field": request.field,
            "size": 2 * request.size,
            "segment_size": _SEGMENT_SIZES[-1],
            "min_doc_count": tied,
            "order": {"_key": "asc"},
        }
        buckets = self._searcher.aggregate(matching, {request.field: {"terms": ordered}})[request.field]["buckets"]
        first = [(int(bucket["key"]), tied) for bucket in buckets if bucket["doc_count"] == tied]
        above = [pair for pair in counts if pair[1] > tied]
        # As many pairs as came in: whoever sums them up sees the same number.
        return (above + first)[: request.size] + counts[request.size :]

    def _asked(
        self, matching: Query, request: FacetRequest, known: Mapping[int, int], *, complete: bool
    ) -> dict[int, int]:
        asked: dict[int, int] = {}
        for number in request.numbers:
            if number in known or complete:
                asked[number] = known.get(number, 0)
            else:
                carrying = self._queries.query(Values(field=request.field, numbers=(number,)))
                both = Query.boolean_query([(Occur.Must, matching), (Occur.Must, carrying)])
                asked[number] = total(self._searcher, both)
        return asked


def _histogram(unit: Unit, buckets: _Answer, undated: _Answer) -> Histogram:
    counts = tuple((int(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets["buckets"])
    return Histogram(unit=unit, counts=counts, undated=int(undated["value"]))
