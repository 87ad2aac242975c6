"""Exact facet counts and histograms from tantivy's aggregations.

A terms aggregation keeps only the most frequent values of each segment (``segment_size``). With one segment that is
exact; with several, a value cut from one of them is counted too low. ``doc_count_error_upper_bound`` says by how much
at most: unless it is nothing, the values that may belong to the top are counted one by one, and where too many may, the
aggregation is asked again, wider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.dates import Unit
from search.engines.contract import FacetCounts, FacetRequest, Histogram, HistogramRequest, PlanNode, Values
from search.engines.plans import unranked
from search.engines.tantivy.queries import QueryMaker, total
from search.engines.tantivy.schema import UNDATED
from search.facets import DATE, FACET

# How many values beyond the wanted ones are asked for, to see where a tie at the end of the list ends. Then eight times
# as many, and so on; tantivy itself allows 65,000.
_MARGIN = 20
# Where no more documents than this match, most values tie at one or two: the list then is asked for nearly whole at once.
_FEW_MATCHES = 40
_FEW_MARGIN = 220
_WIDER = 8
_MOST_VALUES = 60_000

# How many values of each of several segments are kept, tried in turn while the counts are not exact. The last is more
# than any archive has, and costs about twice the first on 100,000 documents with 20,000 entities.
_SEGMENT_SIZES = (300, 5_000, 1 << 31)
# Up to so many doubtful values are counted one by one (about 30 microseconds each), rather than all of them again.
_MOST_DOUBTFUL = 40

_Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """One terms aggregation: how many values in all, and how many of each segment."""

    size: int
    kept: int | None  # index into _SEGMENT_SIZES; None: as many as listed, which is exact with one segment

    def asked_of(self, field: str) -> dict[str, Any]:
        of_each = self.size if self.kept is None else max(self.size, _SEGMENT_SIZES[self.kept])
        return {"terms": {"field": field, "size": self.size, "segment_size": of_each}}


class FacetCounter:
    """Counts facets in one snapshot. Holds nothing else, so threads may share it."""

    def __init__(self, searcher: tantivy.Searcher, queries: QueryMaker) -> None:
        self._searcher = searcher
        self._queries = queries
        self._one_segment = searcher.num_segments <= 1

    def count(
        self,
        query: PlanNode,
        scope: PlanNode,
        facets: Sequence[FacetRequest],
        histogram: HistogramRequest | None,
        *,
        matches: int | None = None,
    ) -> tuple[dict[str, FacetCounts], Histogram | None]:
        """Count facets that share a scope, in one pass over what ``query`` and ``scope`` match: ``matches`` documents, if known."""
        few = matches is not None and matches <= _FEW_MATCHES
        matching = self._queries.both(unranked(query), scope)
        asked: dict[str, Any] = {}
        for request in facets:
            if request.field not in FACET:
                raise ValueError(f"no facet is called {request.field!r}")
            asked[request.field] = self._first(request, few).asked_of(request.field)
        if histogram is not None:
            asked[DATE] = {"histogram": {"field": histogram.unit, "interval": 1, "min_doc_count": 1}}
            asked[UNDATED] = {"value_count": {"field": UNDATED}}
        if not asked:
            return {}, None
        answers = self._searcher.aggregate(matching, asked)
        counted = {
            request.field: self._settled(matching, request, self._first(request, few), answers[request.field])
            for request in facets
        }
        if histogram is None:
            return counted, None
        return counted, _histogram(histogram.unit, answers[DATE], answers[UNDATED])

    def _first(self, request: FacetRequest, few: bool) -> _Terms:
        margin = _FEW_MARGIN if few else _MARGIN
        return _Terms(size=request.size + margin, kept=None if self._one_segment else 0)

    def _settled(self, matching: Query, request: FacetRequest, terms: _Terms, answer: _Answer) -> FacetCounts:
        """Ask again, wider, until the counts are exact and the list does not end within a tie."""
        while True:
            counts = sorted(
                ((int(bucket["key"]), int(bucket["doc_count"])) for bucket in answer["buckets"]),
                key=lambda pair: (-pair[1], pair[0]),
            )
            beyond = int(answer["sum_other_doc_count"])
            all_pairs = sum(count for _, count in counts) + beyond
            known = dict(counts)
            if terms.kept is not None and (error := int(answer["doc_count_error_upper_bound"])):
                sure = self._made_sure(matching, request, counts, error, complete=not beyond)
                if sure is not None:
                    counts, known, beyond = sure, dict(sure), 1
                    break
                terms = _Terms(size=max(terms.size, min(terms.size * _WIDER, _MOST_VALUES)), kept=terms.kept + 1)
            elif beyond and 0 < request.size <= len(counts) and counts[request.size - 1][1] == counts[-1][1]:
                if terms.size >= _MOST_VALUES:
                    counts = self._tie_broken(matching, request, counts)
                    break
                terms = _Terms(size=min(terms.size * _WIDER, _MOST_VALUES), kept=terms.kept)
            else:
                break
            answer = self._searcher.aggregate(matching, {request.field: terms.asked_of(request.field)})[request.field]
        listed = tuple(counts[: request.size])
        return FacetCounts(
            counts=listed,
            asked=self._asked(matching, request, known, complete=not beyond),
            other=all_pairs - sum(count for _, count in listed),
        )

    def _made_sure(
        self, matching: Query, request: FacetRequest, counts: list[tuple[int, int]], error: int, *, complete: bool
    ) -> list[tuple[int, int]] | None:
        """The exact top, from counts that may each be up to ``error`` too low; None when too many values may belong to it."""
        if request.size == 0:
            return []
        if len(counts) < request.size:
            return None
        least = counts[request.size - 1][1]
        # A value that is not listed was cut behind the last one listed, or from every segment.
        unlisted = error if complete else counts[-1][1] + error
        doubtful = [number for number, count in counts if count + error >= least]
        if unlisted >= least or len(doubtful) > _MOST_DOUBTFUL:
            return None
        exact = [(number, self._count_of(matching, request.field, number)) for number in doubtful]
        return sorted(exact, key=lambda pair: (-pair[1], pair[0]))[: request.size]

    def _count_of(self, matching: Query, field: str, number: int) -> int:
        carrying = self._queries.query(Values(field=field, numbers=(number,)))
        return total(self._searcher, Query.boolean_query([(Occur.Must, matching), (Occur.Must, carrying)]))

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
                asked[number] = self._count_of(matching, request.field, number)
        return asked


def _histogram(unit: Unit, buckets: _Answer, undated: _Answer) -> Histogram:
    counts = tuple((int(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets["buckets"])
    return Histogram(unit=unit, counts=counts, undated=int(undated["value"]))
