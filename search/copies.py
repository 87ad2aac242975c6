"""``copies=collapse``: of every cluster of near copies one document is listed, and each article counts once.

Listed is the first published of those that match (undated last, then the older document number), wherever the copies rank, so that
pages, cursors and sorts agree. A facet value counts the articles of which any matching copy carries it: it still is what choosing
the value would give. Engines know nothing of copies: they list the numbers that match, and all else is looked up here,
in arrays made once a snapshot.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.also_published import copies_under
from search.budget import COPIES, Budget, budget_of
from search.cache import RecentAnswers
from search.catalog.copies import copy_rows
from search.catalog.reading import CatalogReader
from search.counting import date_facet, facet_request, finer_request, histogram_request, named_facet
from search.cursor import Cursor, cursor_behind, requested_cursor
from search.dates import Unit, buckets
from search.engines.contract import (
    After,
    EngineHit,
    EngineReader,
    FacetCounts,
    FacetRequest,
    Histogram,
    HistogramRequest,
    PlanNode,
    SearchPlan,
)
from search.facets import DATE, FACET, UNKNOWN_NUMBER
from search.request import SearchRequest
from search.result import Facet, SearchResult

if TYPE_CHECKING:
    from search.service import Prepared, SearchService

# What an engine needs to list one number that matches (measured: tantivy, 100,000 of them), on the safe side.
_SECONDS_A_NUMBER = 1e-6
_REMEMBERED = 50
_EVERY_VALUE = 10_000_000

_Numbers = NDArray[np.int64]
_Mask = NDArray[np.bool_]


class CopyTable:
    """The documents of all clusters, those of one cluster together and the first published first."""

    def __init__(self, catalog: CatalogReader) -> None:
        rows = sorted(
            copy_rows(catalog), key=lambda row: (row.cluster, row.earliest is None, row.earliest or 0, row.number)
        )
        sizes = Counter(row.cluster for row in rows)
        rows = [row for row in rows if sizes[row.cluster] > 1]
        self._numbers = np.array([row.number for row in rows], dtype=np.int64)
        self._clusters = np.array([row.cluster for row in rows], dtype=np.int64)
        self._by_number = np.argsort(self._numbers)
        self._ordered = self._numbers[self._by_number]
        self._days = [(row.earliest, row.latest) for row in rows]
        self._values = {
            facet: (
                np.repeat(np.arange(len(rows)), [len(row.values[facet]) for row in rows]),
                np.array([value for row in rows for value in row.values[facet]], dtype=np.int64),
            )
            for facet in FACET
        }

    def __len__(self) -> int:
        return len(self._numbers)

    def among(self, numbers: Sequence[int]) -> _Mask:
        """Which rows are of documents among these (ascending)."""
        matching = np.asarray(numbers, dtype=np.int64)
        mask = np.zeros(len(self), dtype=bool)
        if len(matching) and len(self):
            at = np.minimum(np.searchsorted(matching, self._ordered), len(matching) - 1)
            mask[self._by_number] = matching[at] == self._ordered
        return mask

    def redundant(self, mask: _Mask) -> frozenset[int]:
        """The documents of these rows before which another of the same cluster comes."""
        clusters = self._clusters[mask]
        again = np.zeros(len(clusters), dtype=bool)
        again[1:] = clusters[1:] == clusters[:-1]
        return frozenset(self._numbers[mask][again].tolist())

    def surplus(self, mask: _Mask, facet: str) -> dict[int, int]:
        """For each value of the facet, how many of these rows carry it beyond one a cluster; only above zero."""
        rows, values = self._values[facet]
        chosen = mask[rows]
        clusters, values = self._clusters[rows[chosen]], values[chosen]
        if not len(values):
            return {}
        order = np.lexsort((clusters, values))
        clusters, values = clusters[order], values[order]
        again = (clusters[1:] == clusters[:-1]) & (values[1:] == values[:-1])
        numbers, counts = np.unique(values[1:][again], return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def surplus_dates(self, mask: _Mask, unit: Unit) -> tuple[Counter[int], int]:
        """The same of buckets of time, and of undated documents."""
        seen: set[tuple[int, int]] = set()
        undated_clusters: set[int] = set()
        beyond: Counter[int] = Counter()
        undated = 0
        for place in np.flatnonzero(mask).tolist():
            cluster = int(self._clusters[place])
            earliest, latest = self._days[place]
            if earliest is None or latest is None:
                undated += cluster in undated_clusters
                undated_clusters.add(cluster)
                continue
            for bucket in _buckets(earliest, latest, unit):
                if (cluster, bucket) in seen:
                    beyond[bucket] += 1
                seen.add((cluster, bucket))
        return beyond, undated


@lru_cache(maxsize=50_000)
def _buckets(earliest: int, latest: int, unit: Unit) -> tuple[int, ...]:
    return tuple(buckets(earliest, latest, unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    total: int
    redundant: frozenset[int]
    facets: Mapping[str, Facet]
    histogram: Histogram | None
    skipped: tuple[str, ...]


class Collapsing:
    """Searches of one service that list each article once. Safe for threads."""

    def __init__(self, service: "SearchService", time_budget: float) -> None:
        self._service = service
        self._time_budget = time_budget
        self._tables: RecentAnswers[CopyTable] = RecentAnswers(2)
        self._counted: RecentAnswers[_Counted] = RecentAnswers(_REMEMBERED)

    def table(self, snapshot: str) -> CopyTable:
        return self._tables.get(snapshot, lambda: CopyTable(self._service.catalog))

    def search(self, request: SearchRequest) -> SearchResult:
        began = time.perf_counter()
        budget = budget_of(self._time_budget)
        service = self._service
        shown = replace(request, copies="show")
        prepared = service.prepare(request)
        plain = service.search(replace(shown, limit=1, page=1, cursor=None, facets=()))
        if plain.total * _SECONDS_A_NUMBER > self._time_budget:
            whole = service.search(shown)
            return replace(whole, request=request, skipped=(*whole.skipped, COPIES))
        table = self.table(prepared.snapshot.name)
        if not len(table):
            return replace(service.search(shown), request=request, collapsed=0)
        key = (prepared.snapshot.name, replace(request, sort="relevance", page=1, limit=0, cursor=None))
        counted = self._counted.peek(key)
        if counted is None:
            counted = self._count(request, prepared, table, budget)
            if not counted.skipped:
                self._counted.put(key, counted)
        hits, more, cursor = self._page(request, prepared, counted.redundant)
        listed = service.hits(hits, prepared, scored=request.sort == "relevance", budget=budget)
        copies = copies_under(service.catalog, [hit.number for hit in listed])
        shown_before = cursor.position if cursor else request.offset
        any_total = plain.any_total
        if any_total is not None:
            any_total = self.search(replace(request, match="any", limit=0, page=1, cursor=None, facets=())).total
        return SearchResult(
            request=request,
            query=plain.query,
            total=counted.total,
            hits=tuple(hit._replace(copies=copies.get(hit.number)) for hit in listed),
            facets={facet: counted.facets[facet] for facet in request.facets if facet in counted.facets},
            dates=date_facet(request, counted.histogram) if counted.histogram else None,
            snapshot=prepared.snapshot.name,
            next_cursor=cursor_behind(prepared.snapshot.name, request, hits, shown_before) if more else None,
            changed=cursor is not None and cursor.snapshot != prepared.snapshot.name,
            skipped=(*counted.skipped, *budget.left_out),
            any_total=any_total,
            suggestion=plain.suggestion,
            coverage=plain.coverage,
            collapsed=len(counted.redundant),
            took_ms=(time.perf_counter() - began) * 1_000,
        )

    def facet(self, prepared: "Prepared", request: FacetRequest) -> FacetCounts:
        """One facet of everything under the request, each article counted once."""
        table = self.table(prepared.snapshot.name)
        reader, query = prepared.snapshot.reader, prepared.lowered.plan
        mask = table.among(reader.numbers(query, request.scope))
        return _facet_once(reader, query, request, table.surplus(mask, request.field))

    # --- what is counted ----------------------------------------------------------------------------------------------

    def _count(self, request: SearchRequest, prepared: "Prepared", table: CopyTable, budget: Budget) -> _Counted:
        reader, query, filters = prepared.snapshot.reader, prepared.lowered.plan, prepared.filters
        masks: dict[PlanNode, _Mask] = {}

        def mask_of(scope: PlanNode) -> _Mask:
            if scope not in masks:
                masks[scope] = table.among(reader.numbers(query, scope))
            return masks[scope]

        everything = filters.all()
        numbers = reader.numbers(query, everything)
        masks[everything] = table.among(numbers)
        redundant = table.redundant(masks[everything])
        counts: dict[str, FacetCounts] = {}
        skipped: list[str] = []
        for facet in request.facets:
            if budget.is_spent():
                skipped.append(facet)
            elif facet in FACET:
                asked = facet_request(facet, request.facet_size, filters)
                counts[facet] = _facet_once(reader, query, asked, table.surplus(mask_of(asked.scope), facet))
        histogram = None
        if DATE in request.facets and DATE not in skipped:

            def dates(asked: HistogramRequest) -> Histogram:
                return _dates_once(reader, query, asked, table.surplus_dates(mask_of(asked.scope), asked.unit))

            histogram = dates(histogram_request(request, self._service.catalog.date_extent(), filters))
            if (finer := finer_request(histogram, filters)) is not None:
                histogram = dates(finer)
        wanted = {number for found in counts.values() for number, _ in found.counts}
        wanted.update(number for values in filters.numbers.values() for number in values.values())
        names = self._service.catalog.names(wanted - {UNKNOWN_NUMBER})
        return _Counted(
            total=len(numbers) - len(redundant),
            redundant=redundant,
            facets={
                facet: named_facet(facet, request.facet_size, request, filters, found, names)
                for facet, found in counts.items()
            },
            histogram=histogram,
            skipped=tuple(skipped),
        )

    # --- what is listed -----------------------------------------------------------------------------------------------

    def _page(
        self, request: SearchRequest, prepared: "Prepared", redundant: frozenset[int]
    ) -> tuple[tuple[EngineHit, ...], bool, Cursor | None]:
        """(hits, whether more follow, the cursor they continue): the engine's list without the redundant ones."""
        cursor = requested_cursor(request)
        if request.limit == 0:
            return (), False, cursor
        skip = 0 if cursor else request.offset
        wanted = skip + request.limit + 1
        after = cursor.after if cursor else None
        kept: list[EngineHit] = []
        chunk = wanted + min(len(redundant), wanted)
        while len(kept) < wanted:
            plan = SearchPlan(
                query=prepared.lowered.plan,
                filter=prepared.filters.all(),
                sort=request.sort,
                limit=chunk,
                after=after,
                want_total=False,
            )
            found = prepared.snapshot.reader.search(plan).hits
            kept += [hit for hit in found if hit.number not in redundant]
            if len(found) < chunk:
                break
            after = After(score=found[-1].score, date=found[-1].date, number=found[-1].number)
            chunk *= 2
        page = kept[skip:wanted]
        return tuple(page[: request.limit]), len(page) > request.limit, cursor


def _facet_once(
    reader: EngineReader, query: PlanNode, request: FacetRequest, surplus: Mapping[int, int]
) -> FacetCounts:
    """The exact top with the surplus taken off: values are asked for until no unlisted one can belong to it."""
    size = 2 * request.size + 20
    while True:
        counts = reader.facet(query, replace(request, size=size))
        once = sorted(
            ((number, count - surplus.get(number, 0)) for number, count in counts.counts),
            key=lambda pair: (-pair[1], pair[0]),
        )
        listed = tuple(once[: request.size])
        if not counts.other or not request.size or listed[-1][1] > counts.counts[-1][1]:
            break
        size = min(size * 8, _EVERY_VALUE)
    pairs = sum(count for _, count in counts.counts) + counts.other - sum(surplus.values())
    return FacetCounts(
        counts=listed,
        asked={number: count - surplus.get(number, 0) for number, count in counts.asked.items()},
        other=pairs - sum(count for _, count in listed),
    )


def _dates_once(
    reader: EngineReader, query: PlanNode, request: HistogramRequest, surplus: tuple[Mapping[int, int], int]
) -> Histogram:
    histogram = reader.histogram(query, request)
    beyond, undated = surplus
    return Histogram(
        unit=histogram.unit,
        counts=tuple((bucket, count - beyond.get(bucket, 0)) for bucket, count in histogram.counts),
        undated=histogram.undated - undated,
    )
