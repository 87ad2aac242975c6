"""One snapshot of a tantivy index."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from search.engines.contract import (
    After,
    All,
    EngineHit,
    EngineResult,
    FacetCounts,
    FacetRequest,
    Histogram,
    HistogramRequest,
    PlanNode,
    SearchPlan,
    TextField,
)
from search.engines.plans import constant_score, unranked
from search.engines.tantivy.facets import FacetCounter
from search.engines.tantivy.failures import told_as_engine_error
from search.engines.tantivy.queries import QueryMaker, total
from search.engines.tantivy.schema import LACKING, SEQUENCE, SHADOW, day_and_number, newest_key, oldest_key
from search.facets import DATE

# Documents whose score ties at the end of a page are all fetched; first a few more than asked for, then eight times as
# many.
_MARGIN = 6
_WIDER = 8

# Counting all facets takes about so long for each document that matches: it is not begun where it would end behind the deadline.
_SECONDS_A_MATCH = 3e-7

# What is asked of a snapshot once: its sequence number, the days within which documents lie, what some of them lack.
_EXTREMES: dict[str, Any] = {
    SEQUENCE: {"max": {"field": SEQUENCE}},
    "earliest": {"max": {"field": "earliest"}},
    "latest": {"min": {"field": "latest"}},
    **{column: {"value_count": {"field": column}} for column in LACKING},
}

_REVISIONS_AT_ONCE = 100_000

_Address = Any  # tantivy.DocAddress


def last_commit(path: Path) -> int:
    """The stamp of the last commit. It changes with every commit and, unlike the file, not when segments are merged."""
    with told_as_engine_error("Reading meta.json", path):
        return int(json.loads((path / "meta.json").read_bytes())["opstamp"])


class TantivyReader:
    """Pins one searcher; ``refreshed`` makes another of the same index."""

    def __init__(self, path: Path, index: tantivy.Index, stamp: int) -> None:
        self._path = path
        self._index = index
        self._stamp = stamp
        with told_as_engine_error("Opening", path):
            self._searcher = index.searcher()
            extremes = self._searcher.aggregate(Query.all_query(), _EXTREMES)
        self._sequence = int(extremes[SEQUENCE]["value"])
        self._documents = int(self._searcher.num_docs) - 1  # the sentinel is none
        first_end, last_start = extremes["latest"]["value"], extremes["earliest"]["value"]
        extent = None if first_end is None or last_start is None else (int(first_end), int(last_start))
        lacking = frozenset(column for column in LACKING if extremes[column]["value"])
        self._queries = QueryMaker(index.schema, self._searcher, extent)
        self._facets = FacetCounter(self._searcher, self._queries, lacking)

    @property
    def sequence(self) -> int:
        return self._sequence

    @property
    def documents(self) -> int:
        return self._documents

    def search(self, plan: SearchPlan) -> EngineResult:
        with told_as_engine_error("Searching", self._path, hint=""):
            total, hits = self._hits(plan)
            facets, histogram, skipped = self._counted(plan, total if plan.want_total else None)
        return EngineResult(total=total, hits=hits, facets=facets, histogram=histogram, skipped=skipped)

    def facet(self, query: PlanNode, request: FacetRequest) -> FacetCounts:
        with told_as_engine_error("Counting a facet", self._path, hint=""):
            counted, _ = self._facets.count(query, request.scope, [request], None)
        return counted[request.field]

    def histogram(self, query: PlanNode, request: HistogramRequest) -> Histogram:
        with told_as_engine_error("Counting dates", self._path, hint=""):
            _, histogram = self._facets.count(query, request.scope, [], request)
        assert histogram is not None
        return histogram

    def numbers(self, query: PlanNode, scope: PlanNode) -> Sequence[int]:
        with told_as_engine_error("Listing documents", self._path, hint=""):
            matching = self._queries.both(unranked(query), scope)
            found = self._ordered(matching, "number", self._documents + 1)
            return [number for number, _ in found.hits]

    def vocabulary(self, field: TextField, prefix: str, limit: int) -> Sequence[tuple[str, int]] | None:
        with told_as_engine_error("Listing words", self._path, hint=""):
            found = self._searcher.terms_with_prefix(SHADOW[field], prefix, limit=limit + 1)
        return None if len(found) > limit else sorted(found)

    def document_frequency(self, field: TextField, term: str) -> int:
        with told_as_engine_error("Looking up a term", self._path, hint=""):
            return int(self._searcher.doc_freq(field, term))

    def word_frequencies(self, field: TextField, words: Iterable[str]) -> Mapping[str, int]:
        shadow = SHADOW[field]
        with told_as_engine_error("Looking up words", self._path, hint=""):
            return {word: count for word in words if (count := self._searcher.doc_freq(shadow, word))}

    def revisions(self) -> Mapping[int, int]:
        revisions: dict[int, int] = {}
        with told_as_engine_error("Listing revisions", self._path):
            everything = self._queries.query(All())
            last = -1
            while True:
                behind = self._behind("number", last)
                both = Query.boolean_query([(Occur.Must, everything), behind])
                found = self._ordered(both, "number", _REVISIONS_AT_ONCE)
                if not found.hits:
                    return revisions
                addresses = [address for _, address in found.hits]
                last = found.hits[-1][0]
                numbers = [number for number, _ in found.hits]
                revisions.update(zip(numbers, self._column("revision", addresses), strict=True))

    def refreshed(self) -> "TantivyReader":
        stamp = last_commit(self._path)
        if stamp == self._stamp:
            return self
        with told_as_engine_error("Refreshing", self._path):
            self._index.reload()
        return TantivyReader(self._path, self._index, stamp)

    def close(self) -> None:
        """Nothing to do: files are let go of with the last reference to the searcher."""

    # --- facets ---

    def _counted(
        self, plan: SearchPlan, total: int | None
    ) -> tuple[dict[str, FacetCounts], Histogram | None, tuple[str, ...]]:
        """Facets with one scope are counted in one pass: reading the matches costs more than one facet more."""
        groups: dict[PlanNode, tuple[list[FacetRequest], list[HistogramRequest]]] = {}
        for facet in plan.facets:
            groups.setdefault(facet.scope, ([], []))[0].append(facet)
        if plan.histogram is not None:
            groups.setdefault(plan.histogram.scope, ([], []))[1].append(plan.histogram)
        counted: dict[str, FacetCounts] = {}
        histogram: Histogram | None = None
        skipped: list[str] = []
        for scope, (facets, histograms) in groups.items():
            matching = total if total is not None and scope == plan.filter else self.documents
            if plan.deadline is not None and time.monotonic() + matching * _SECONDS_A_MATCH > plan.deadline:
                skipped += [facet.field for facet in facets] + [DATE] * len(histograms)
                continue
            matches = total if scope == plan.filter else None
            asked_dates = histograms[0] if histograms else None
            some, dates = self._facets.count(plan.query, scope, facets, asked_dates, matches=matches)
            counted |= some
            histogram = dates or histogram
        return counted, histogram, tuple(skipped)

    # --- hits ---

    def _hits(self, plan: SearchPlan) -> tuple[int, tuple[EngineHit, ...]]:
        ranked = plan.sort == "relevance" and plan.limit > 0
        query = self._queries.both(plan.query if ranked else unranked(plan.query), plan.filter)
        if plan.limit <= 0:
            return (total(self._searcher, query) if plan.want_total else 0), ()
        match plan.sort:
            case "newest":
                after = None if plan.after is None else newest_key(plan.after.date, plan.after.number)
                return self._by_column(plan, query, "newest", after, 0.0)
            case "oldest":
                after = None if plan.after is None else oldest_key(plan.after.date, plan.after.number)
                return self._by_column(plan, query, "oldest", after, 0.0)
            case "relevance":
                score = constant_score(plan.query)
                if score is None:
                    return self._by_score(plan, query)
                after = None if plan.after is None else plan.after.number
                return self._by_column(plan, query, "number", after, score)

    def _by_column(
        self, plan: SearchPlan, query: Query, column: str, after: int | None, score: float
    ) -> tuple[int, tuple[EngineHit, ...]]:
        """Hits in ascending order of a column that has another value in every document."""
        if after is None:
            found = self._ordered(query, column, plan.limit, offset=plan.offset, count=plan.want_total)
            count = found.count
        else:
            behind = Query.boolean_query([(Occur.Must, query), self._behind(column, after)])
            found = self._ordered(behind, column, plan.limit, offset=plan.offset)
            count = total(self._searcher, query) if plan.want_total else 0
        return count or 0, self._made(found.hits, lambda _: score)

    def _by_score(self, plan: SearchPlan, query: Query) -> tuple[int, tuple[EngineHit, ...]]:
        """Hits by score, then number. tantivy breaks ties by place in the index: whole ties are fetched and sorted."""
        first, wanted = plan.offset, plan.limit
        fetch = first + wanted + _MARGIN
        everything = self._documents + 1
        # Deep in a list, what was shown before is passed over rather than fetched; a little of it is, to find the place.
        back = _MARGIN
        last_shown = plan.after.score if plan.after is not None and plan.after.score is not None else 0.0
        skip = max(0, plan.seen - back) if plan.after is not None else 0
        fetch += min(back, plan.seen)
        while True:
            found: Any = self._searcher.search(query, min(fetch, everything), count=True, offset=skip)
            ranked = found.hits
            if skip and (not ranked or ranked[0][0] <= last_shown):
                # The list has become shorter before that place, or a tie begins further up.
                back *= _WIDER
                fetch += back
                skip = max(0, plan.seen - back)
                continue
            complete = len(ranked) < fetch
            if not complete:
                # The last tie may go on behind what was fetched.
                last = ranked[-1][0]
                ranked = [hit for hit in ranked if hit[0] > last]
            behind = ranked if plan.after is None else self._behind_score(ranked, plan.after)
            if complete or len(behind) >= first + wanted:
                break
            fetch *= _WIDER
        return found.count or 0, self._ties_by_number(behind, first + wanted)[first : first + wanted]

    def _behind_score(self, ranked: list[tuple[float, _Address]], after: After) -> list[tuple[float, _Address]]:
        assert after.score is not None
        tied = [hit for hit in ranked if hit[0] == after.score]
        numbers = self._column("number", [address for _, address in tied])
        lower = [hit for hit in ranked if hit[0] < after.score]
        return [hit for hit, number in zip(tied, numbers, strict=True) if number > after.number] + lower

    def _ties_by_number(self, ranked: list[tuple[float, _Address]], wanted: int) -> tuple[EngineHit, ...]:
        """The first ``wanted`` of ``ranked``, and what ties with the last of them, ties in order of number."""
        end = wanted
        while 0 < end < len(ranked) and ranked[end][0] == ranked[wanted - 1][0]:
            end += 1
        hits = self._made(ranked[:end], float)
        if len({hit.score for hit in hits}) < len(hits):
            return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.number)))
        return hits

    def _made(self, ranked: Sequence[tuple[Any, _Address]], score: Any) -> tuple[EngineHit, ...]:
        if not ranked:
            return ()
        addresses = [address for _, address in ranked]
        places = map(day_and_number, self._column("newest", addresses))
        revisions = self._column("revision", addresses)
        return tuple(
            [
                EngineHit(number, revision, score(key), day)
                for (key, _), (day, number), revision in zip(ranked, places, revisions, strict=True)
            ]
        )

    # --- tantivy, one call each ---

    def _ordered(self, query: Query, column: str, limit: int, *, offset: int = 0, count: bool = False) -> Any:
        return self._searcher.search(query, limit, count, order_by_field=column, offset=offset, order=Order.Asc)

    def _behind(self, column: str, value: int) -> tuple[Occur, Query]:
        """A clause for documents whose value in ``column`` is larger."""
        larger = Query.range_query(self._index.schema, column, FieldType.Unsigned, value + 1, None)
        return (Occur.Must, Query.const_score_query(larger, 0.0))

    def _column(self, name: str, addresses: list[_Address]) -> list[Any]:
        return list(self._searcher.fast_field_values(name, addresses)) if addresses else []
