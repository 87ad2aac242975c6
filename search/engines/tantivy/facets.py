"""Exact facet counts and histograms from tantivy's aggregations.

A terms aggregation keeps the most frequent values of each segment (``segment_size``); a value cut from one of several
segments would be counted too low. With several segments all values of each are kept: on 100,000 documents in three
segments that costs less than to keep a few hundred and count the doubtful ones again.
"""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.dates import Unit
from search.engines.contract import FacetCounts, FacetRequest, Histogram, HistogramRequest, PlanNode, Values
from search.engines.plans import unranked
from search.engines.tantivy.queries import QueryMaker, total
from search.engines.tantivy.schema import UNDATED, WITHOUT
from search.facets import DATE, FACET, UNKNOWN_NUMBER

# How many values beyond the wanted ones are asked for, to see where a tie at the end of the list ends. Then eight times
# as many, and so on; tantivy itself allows 65,000.
_MARGIN = 20
# Where no more documents than this match, most values tie at one or two: the list then is asked for nearly whole at once.
_FEW_MATCHES = 40
_FEW_MARGIN = 220
_WIDER = 8
_MOST_VALUES = 60_000

_ALL_VALUES = 1 << 31  # of a segment: more than any archive has

_Answer = Mapping[str, Any]
_NONE: _Answer = {"value": 0}


class FacetCounter:
    """Counts facets in one snapshot. Holds nothing that changes, so threads may share it.

    ``lacking``: which of ``UNDATED`` and ``WITHOUT`` any document has; no others are read.
    """

    def __init__(self, searcher: tantivy.Searcher, queries: QueryMaker, lacking: Collection[str]) -> None:
        self._searcher = searcher
        self._queries = queries
        self._lacking = lacking
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
        margin = _FEW_MARGIN if matches is not None and matches <= _FEW_MATCHES else _MARGIN
        matching = self._queries.both(unranked(query), scope)
        asked: dict[str, Any] = {}
        for request in facets:
            if request.field not in FACET:
                raise ValueError(f"no facet is called {request.field!r}")
            asked[request.field] = self._terms(request.field, request.size + margin)
            if UNKNOWN_NUMBER in request.numbers and WITHOUT.get(request.field) in self._lacking:
                asked[WITHOUT[request.field]] = _counting(WITHOUT[request.field])
        if histogram is not None:
            asked[DATE] = {"histogram": {"field": histogram.unit, "interval": 1, "min_doc_count": 1}}
            if UNDATED in self._lacking:
                asked[UNDATED] = _counting(UNDATED)
        if not asked:
            return {}, None
        answers = self._searcher.aggregate(matching, asked)
        counted = {
            request.field: self._settled(
                matching,
                request,
                request.size + margin,
                answers[request.field],
                answers.get(WITHOUT.get(request.field, ""), _NONE),
            )
            for request in facets
        }
        if histogram is None:
            return counted, None
        return counted, _histogram(histogram.unit, answers[DATE], answers.get(UNDATED, _NONE))

    def _terms(self, field: str, size: int) -> dict[str, Any]:
        return {"terms": {"field": field, "size": size, "segment_size": size if self._one_segment else _ALL_VALUES}}

    def _settled(
        self, matching: Query, request: FacetRequest, size: int, answer: _Answer, without: _Answer
    ) -> FacetCounts:
        """The first of the list in exact order. Asks again, wider, until the list does not end within a tie."""
        while True:
            buckets: Sequence[_Answer] = answer["buckets"]  # most documents first, ties in any order
            beyond: int = answer["sum_other_doc_count"]
            counts = [bucket["doc_count"] for bucket in buckets]
            listed, open_end = _first(buckets, counts, request.size)
            if not (beyond and open_end):
                break
            if size >= _MOST_VALUES:
                listed = self._tie_broken(matching, request, listed)
                break
            size = min(size * _WIDER, _MOST_VALUES)
            answer = self._searcher.aggregate(matching, {request.field: self._terms(request.field, size)})[
                request.field
            ]
        return FacetCounts(
            counts=listed,
            asked=self._asked(matching, request, answer, without),
            other=sum(counts[len(listed) :]) + beyond,
        )

    def _tie_broken(
        self, matching: Query, request: FacetRequest, listed: tuple[tuple[int, int], ...]
    ) -> tuple[tuple[int, int], ...]:
        """With the smallest numbers among more tied values than tantivy lists: asked for in order of number."""
        tied = listed[-1][1]
        ordered = {
            "field": request.field,
            "size": 2 * request.size,
            "segment_size": _ALL_VALUES,
            "min_doc_count": tied,
            "order": {"_key": "asc"},
        }
        buckets = self._searcher.aggregate(matching, {request.field: {"terms": ordered}})[request.field]["buckets"]
        first = [(int(bucket["key"]), tied) for bucket in buckets if bucket["doc_count"] == tied]
        above = [pair for pair in listed if pair[1] > tied]
        return tuple((above + first)[: request.size])

    def _asked(self, matching: Query, request: FacetRequest, answer: _Answer, without: _Answer) -> dict[int, int]:
        """The counts of the request's numbers: from the list, as far as it tells them."""
        asked: dict[int, int] = {}
        if UNKNOWN_NUMBER in request.numbers and request.field in WITHOUT:
            asked[UNKNOWN_NUMBER] = int(without["value"])
        if missing := [number for number in request.numbers if number not in asked]:
            known = {int(bucket["key"]): bucket["doc_count"] for bucket in answer["buckets"]}
            for number in missing:
                if number in known or not answer["sum_other_doc_count"]:
                    asked[number] = known.get(number, 0)
                else:
                    asked[number] = self._count_of(matching, request.field, number)
        return asked

    def _count_of(self, matching: Query, field: str, number: int) -> int:
        carrying = self._queries.query(Values(field=field, numbers=(number,)))
        return total(self._searcher, Query.boolean_query([(Occur.Must, matching), (Occur.Must, carrying)]))


def _counting(column: str) -> dict[str, Any]:
    return {"value_count": {"field": column}}


def _first(buckets: Sequence[_Answer], counts: list[int], size: int) -> tuple[tuple[tuple[int, int], ...], bool]:
    """The first ``size`` of tantivy's buckets, ties by number; and whether a tie may go on behind the last bucket."""
    if size <= 0 or not buckets:
        return (), False
    last = counts[min(size, len(counts)) - 1]
    above = counts.index(last)
    listed = [(int(bucket["key"]), bucket["doc_count"]) for bucket in buckets[:above]]
    listed.sort()
    listed.sort(key=_COUNT, reverse=True)  # which leaves ties as they are
    tied = [bucket["key"] for bucket in buckets[above : above + counts.count(last)]]
    tied.sort()
    listed += [(int(number), last) for number in tied[: size - above]]
    return tuple(listed), len(counts) >= size and counts[-1] == last


_COUNT = itemgetter(1)


def _histogram(unit: Unit, buckets: _Answer, undated: _Answer) -> Histogram:
    counts = tuple([(int(bucket["key"]), bucket["doc_count"]) for bucket in buckets["buckets"]])
    return Histogram(unit=unit, counts=counts, undated=int(undated["value"]))
