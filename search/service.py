"""The one way to search an archive: page, API, command line and scripts all ask this and show what it answers."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from search import browsing, entity_views
from search.archive import Archive
from search.budget import ANY_TOTAL, SUGGESTION, Budget, budget_of, refuse_costly
from search.cache import RecentAnswers
from search.catalog.decided import request_as_decided
from search.catalog.reading import CatalogReader, open_catalog
from search.catalog.rows import LogEntry, ValueName
from search.counting import date_facet, facet_request, finer_request, histogram_request, named_facet
from search.coverage import Coverage, coverage_of
from search.cursor import Cursor, cursor_behind, requested_cursor
from search.engines.contract import EngineHit, EngineResult, FacetCounts, Histogram, SearchPlan
from search.facets import DATE, FACET
from search.filters import Filters, filters_of
from search.listing import HitMarks, hit_marks, listed
from search.lowering import Lowered, lower
from search.name_spelling import correct_names
from search.naming import with_names
from search.query import parse_query
from search.query.ast import And, Node, Phrase, Word
from search.ranking import RANKING, Ranking
from search.request import SearchRequest
from search.result import Facet, Hit, QueryReading, SearchResult, Suggestion
from search.snapshots import Snapshot, Snapshots
from search.spelling import suggest_spelling
from search.turning import Stretch, as_scored_now, hits_ahead
from search.views import DocumentView, EntityView, FacetPage, Statistics, SuggestedText

if TYPE_CHECKING:
    from search.completing import Completing
    from search.copies import Collapsing

# How many recent searches keep their facets and totals: turning a page or sorting costs only the hits.
REMEMBERED_SEARCHES = 1_000
# With this many hits or fewer, tell how many documents have any of the words.
FEW = 3
# Give facets up, by name, rather than let a request wait longer than this.
TIME_BUDGET_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What a search counts, as opposed to the hits it lists: the same on every page and under every sort."""

    total: int
    facets: dict[str, Facet]
    histogram: Histogram | None
    skipped: tuple[str, ...]
    any_total: int | None
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request made ready for one snapshot."""

    snapshot: Snapshot
    reading: QueryReading
    lowered: Lowered
    filters: Filters
    marks: HitMarks


class SearchService:
    """Searches one archive. Opens it at the first request, in the process and after the fork that serve it; safe for threads."""

    def __init__(
        self, archive: Archive, *, time_budget: float = TIME_BUDGET_SECONDS, ranking: Ranking = RANKING
    ) -> None:
        self.archive = archive
        self.catalog: CatalogReader = open_catalog(archive)
        self._snapshots = Snapshots(archive)
        self._time_budget = time_budget
        self._ranking = ranking
        self._prepared: RecentAnswers[tuple[QueryReading, Lowered, HitMarks]] = RecentAnswers(REMEMBERED_SEARCHES)
        self._extents: RecentAnswers[tuple[tuple[int, int] | None]] = RecentAnswers(2)
        self._statistics: RecentAnswers[Statistics] = RecentAnswers(2)
        self._counted: RecentAnswers[_Counted] = RecentAnswers(REMEMBERED_SEARCHES)
        self._stretches: RecentAnswers[Stretch] = RecentAnswers(REMEMBERED_SEARCHES)

    @property
    def snapshot(self) -> str:
        """The name of the newest snapshot, at most a quarter of a second old."""
        return self._snapshots.current().name

    def current(self) -> Snapshot:
        return self._snapshots.current()

    def forget(self) -> None:
        """Empty the memory of recent searches; measurements do, nobody else needs to."""
        self._prepared.clear()
        self._counted.clear()
        self._stretches.clear()

    def close(self) -> None:
        self._snapshots.close()
        self.catalog.close()

    def parse(self, text: str, match: str = "all") -> QueryReading:
        """How ``text`` would be read, without searching for it."""
        parsed = parse_query(text)
        return QueryReading(
            text=text,
            canonical=parsed.canonical,
            match="any" if match == "any" else "all",
            tree=parsed.tree,
            warnings=parsed.warnings,
        )

    def search(self, request: SearchRequest) -> SearchResult:
        """Raise QueryError for a query past its limits, CursorError for a cursor that cannot be read."""
        request = request_as_decided(self.catalog, request)
        if request.copies == "collapse":
            return self.collapsing.search(request)
        began = time.perf_counter()
        budget = budget_of(self._time_budget)
        prepared = self.prepare(request)
        cursor = requested_cursor(request)
        if cursor is not None and cursor.snapshot != prepared.snapshot.name and cursor.sort == "relevance":
            cursor = as_scored_now(cursor, prepared.snapshot.reader, prepared.lowered.plan, prepared.filters.all())
        counted = self._counted.peek(key := self._counting_key(request, prepared))
        found = self._shown_before(request, prepared, cursor) if counted is not None else None
        if counted is None or found is None:
            answer = self._run(request, prepared, cursor, budget, count=counted is None)
            found = answer.hits[: request.limit + 1]
            if counted is None:
                counted = self._count(request, prepared, answer, budget)
                if not counted.skipped:
                    self._counted.put(key, counted)
        hits = found[: request.limit]
        position = cursor.position if cursor else request.offset
        listed = self.hits(hits, prepared, scored=request.sort == "relevance", budget=budget)
        return SearchResult(
            request=request,
            query=prepared.reading,
            total=counted.total,
            hits=listed,
            facets={facet: counted.facets[facet] for facet in request.facets if facet in counted.facets},
            dates=date_facet(request, counted.histogram) if counted.histogram else None,
            snapshot=prepared.snapshot.name,
            next_cursor=cursor_behind(prepared.snapshot.name, request, hits, position)
            if len(found) > len(hits)
            else None,
            changed=cursor is not None and cursor.snapshot != prepared.snapshot.name,
            skipped=(*counted.skipped, *budget.left_out),
            coverage=()
            if counted.total or not (request.limit or request.facets)
            else self._coverage(request, prepared),
            any_total=counted.any_total,
            suggestion=counted.suggestion,
            took_ms=(time.perf_counter() - began) * 1_000,
        )

    @cached_property
    def collapsing(self) -> "Collapsing":
        """Searches that count near copies once."""
        from search.copies import Collapsing  # it brings numpy, which most searches never need

        return Collapsing(self, self._time_budget)

    @cached_property
    def completing(self) -> "Completing":
        """Completions while typing."""
        from search.completing import Completing

        return Completing(self.catalog)

    def prepare(self, request: SearchRequest) -> Prepared:
        """Read the request against the newest snapshot."""
        snapshot = self._snapshots.current()
        reading, lowered, marks = self._prepared.get(
            (snapshot.name, request.text, request.match, request.aliases), lambda: self._read(request, snapshot)
        )
        return Prepared(
            snapshot=snapshot,
            reading=reading,
            lowered=lowered,
            filters=filters_of(request, self.catalog.numbers),
            marks=marks,
        )

    def _read(self, request: SearchRequest, snapshot: Snapshot) -> tuple[QueryReading, Lowered, HitMarks]:
        parsed = self.parse(request.text, request.match)
        lowered = self._lowered(parsed, request, snapshot)
        refuse_costly(request.text, lowered.plan, snapshot.reader, self._time_budget)
        if lowered.warnings or lowered.also:
            parsed = replace(parsed, warnings=(*parsed.warnings, *lowered.warnings), also=lowered.also)
        return parsed, lowered, hit_marks(lowered.parts)

    def _lowered(self, reading: QueryReading, request: SearchRequest, snapshot: Snapshot) -> Lowered:
        return lower(
            reading.tree,
            request.text,
            request.match,
            snapshot.reader,
            self.catalog.find_values,
            self.catalog.known_names if request.aliases else None,
            self._ranking,
        )

    def _counting_key(self, request: SearchRequest, prepared: Prepared) -> tuple[object, ...]:
        return (*self._matching_key(request, prepared), request.facets, request.facet_size)

    def _matching_key(self, request: SearchRequest, prepared: Prepared) -> tuple[object, ...]:
        return (
            prepared.snapshot.name,
            request.text,
            request.match,
            request.aliases,
            request.included,
            request.excluded,
            request.date_from,
            request.date_to,
            request.undated,
        )

    def _run(
        self, request: SearchRequest, prepared: Prepared, cursor: Cursor | None, budget: Budget, *, count: bool
    ) -> EngineResult:
        facets = [facet for facet in request.facets if facet in FACET] if count else []
        histogram = count and DATE in request.facets
        ahead = hits_ahead(request)
        answer = prepared.snapshot.reader.search(
            SearchPlan(
                query=prepared.lowered.plan,
                filter=prepared.filters.all(),
                sort=request.sort,
                limit=request.limit + 1 + ahead if request.limit else 0,
                offset=0 if cursor else request.offset,
                after=cursor.after if cursor else None,
                seen=cursor.position if cursor else 0,
                facets=tuple(facet_request(facet, request.facet_size, prepared.filters) for facet in facets),
                histogram=histogram_request(request, self._extent(prepared.snapshot), prepared.filters)
                if histogram
                else None,
                want_total=count,
                deadline=budget.deadline,
            )
        )
        if request.limit and (cursor is None or cursor.snapshot == prepared.snapshot.name):
            stretch = Stretch(
                first=cursor.position if cursor else request.offset,
                hits=answer.hits,
                is_last=len(answer.hits) <= request.limit + ahead,
            )
            self._stretches.put(self._listing_key(request, prepared), stretch)
        return answer

    def _shown_before(
        self, request: SearchRequest, prepared: Prepared, cursor: Cursor | None
    ) -> tuple[EngineHit, ...] | None:
        """The hits of the page and one more, where a search before this one has found them."""
        if not request.limit:
            return ()
        stretch = self._stretches.peek(self._listing_key(request, prepared))
        return stretch.page(request, cursor) if stretch else None

    def _listing_key(self, request: SearchRequest, prepared: Prepared) -> tuple[object, ...]:
        return (*self._matching_key(request, prepared), request.sort)

    def _extent(self, snapshot: Snapshot) -> tuple[int, int] | None:
        """The archive's first and last year, asked once a snapshot; it only decides how wide a bar is."""
        return self._extents.get(snapshot.name, lambda: (self.catalog.date_extent(),))[0]

    def _count(self, request: SearchRequest, prepared: Prepared, answer: EngineResult, budget: Budget) -> _Counted:
        skipped = [*answer.skipped]
        any_total = suggestion = None
        if budget.is_spent():
            skipped += [SUGGESTION, ANY_TOTAL] if _may_widen(request, prepared, answer.total) else [SUGGESTION]
        else:
            any_total = self._any_total(request, prepared, answer.total)
            suggestion = self._suggestion(request, prepared, answer.total)
        names = self._names_of(answer.facets.values(), prepared.filters)
        return _Counted(
            total=answer.total,
            facets={
                facet: named_facet(facet, request.facet_size, request, prepared.filters, counts, names)
                for facet, counts in answer.facets.items()
            },
            histogram=answer.histogram if budget.is_spent() else self._finest(prepared, answer.histogram),
            skipped=tuple(skipped),
            any_total=any_total,
            suggestion=suggestion,
        )

    def _finest(self, prepared: Prepared, histogram: Histogram | None) -> Histogram | None:
        finer = finer_request(histogram, prepared.filters) if histogram else None
        return prepared.snapshot.reader.histogram(prepared.lowered.plan, finer) if finer else histogram

    def _suggestion(self, request: SearchRequest, prepared: Prepared, total: int) -> Suggestion | None:
        """Another spelling, where it finds something, and no less than what was typed."""
        reader = prepared.snapshot.reader
        text, tree = request.text, prepared.reading.tree
        if total and request.match == "all" and _is_plain(tree):
            return None  # a document has them all, so that none is unknown
        if (named := correct_names(text, tree, self.catalog)) is not None:
            text, tree = named, parse_query(named).tree
        found = suggest_spelling(text, tree, reader, doubtful=total == 0) or Suggestion(text=text)
        if found.text == request.text:
            return None
        corrected = self.prepare(replace(request, text=found.text))
        if corrected.snapshot.reader is not reader:
            return None
        count = reader.search(SearchPlan(query=corrected.lowered.plan, filter=prepared.filters.all(), limit=0)).total
        return found if count > total or (count == total and request.match == "any") else None

    def _any_total(self, request: SearchRequest, prepared: Prepared, total: int) -> int | None:
        """How many documents have any of the words, where all of them found few and there is more than one."""
        if not _may_widen(request, prepared, total):
            return None
        widened = self._lowered(prepared.reading, replace(request, match="any"), prepared.snapshot)
        plan = SearchPlan(query=widened.plan, filter=prepared.filters.all(), limit=0)
        return prepared.snapshot.reader.search(plan).total

    def _coverage(self, request: SearchRequest, prepared: Prepared) -> tuple[Coverage, ...]:
        return coverage_of(request, prepared.reading.tree, self.catalog, prepared.snapshot.reader)

    def _names_of(self, counts: Iterable[FacetCounts], filters: Filters) -> dict[int, ValueName]:
        wanted = {number for facet in counts for number, _ in facet.counts}
        wanted.update(number for values in filters.numbers.values() for number in values.values())
        return self.catalog.names(wanted - {0})

    def hits(
        self, hits: Sequence[EngineHit], prepared: Prepared, *, scored: bool, budget: Budget | None = None
    ) -> tuple[Hit, ...]:
        """The engine's hits with their texts and the passages that match, see ``search.listing.listed``."""
        found = listed(self.catalog, hits, prepared.marks, scored=scored, budget=budget)
        return found if budget and budget.left_out else with_names(self.catalog, found, prepared)

    def document(
        self, document_id: str, *, version: int | None = None, request: SearchRequest | None = None
    ) -> DocumentView:
        """Raise NotFound, or Withdrawn for a document that was removed. ``request``'s query is marked in the body."""
        return browsing.document_view(self, document_id, version, request)

    def original(self, document_id: str, version: int | None = None) -> bytes:
        """The document's bytes as they were read."""
        return self.catalog.original(document_id, version)

    def similar(self, document_id: str, limit: int = 5) -> tuple[Hit, ...]:
        return browsing.similar(self, document_id, limit)

    def facet(
        self,
        facet: str,
        request: SearchRequest,
        *,
        prefix: str = "",
        order: str = "count",
        page: int = 1,
        size: int = 100,
    ) -> FacetPage:
        """All values of one facet under the request, ``order`` by count or label. Raise NotFound for an unknown facet."""
        return browsing.facet_page(self, facet, request, prefix, order, page, size)

    def suggest(self, text: str, limit: int = 8) -> tuple[SuggestedText, ...]:
        return browsing.suggest(self, text, limit)

    def entity(self, entity_id: str) -> EntityView:
        """Raise NotFound when no document of the archive was ever found to name it."""
        return entity_views.entity_view(self, entity_id)

    def statistics(self) -> Statistics:
        return self._statistics.get(self.snapshot, lambda: browsing.statistics(self))

    def recent(self, limit: int = 10) -> tuple[Hit, ...]:
        return tuple(browsing.recent(self, limit))

    def log(self, after: int = 0, limit: int = 100) -> tuple[LogEntry, ...]:
        return tuple(self.catalog.log(after, limit))


def _may_widen(request: SearchRequest, prepared: Prepared, total: int) -> bool:
    tree = prepared.reading.tree
    return request.match == "all" and total <= FEW and isinstance(tree, And) and tree.implicit


def _is_plain(tree: Node) -> bool:
    """Whether the query is words and phrases side by side, each of which must stand in what is found."""
    words = tree.children if isinstance(tree, And) and tree.implicit else (tree,)
    return all(isinstance(word, Word | Phrase) and word.field == "any" for word in words)


def open_archive(path: str | Path, *, time_budget: float = TIME_BUDGET_SECONDS) -> SearchService:
    """The search service of the archive in this folder. Raise ArchiveError, saying what to do, when there is none."""
    archive = Archive(Path(path))
    archive.current()
    return SearchService(archive, time_budget=time_budget)
