"""One snapshot of a whoosh index."""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import RLock

from whoosh.index import EmptyIndexError, FileIndex

from search.dates import buckets
from search.engines.contract import (
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
from search.engines.plans import constant_score
from search.engines.whoosh.failures import told_as_engine_error
from search.engines.whoosh.matching import Matcher
from search.engines.whoosh.schema import KEY, ROW, SENTINEL, SHADOW, Row, unpacked_row
from search.engines.whoosh.storage import opened_index, unmoved
from search.errors import EngineError
from search.facets import DATE, FACET

_Key = tuple[float, float, int]


class WhooshReader:
    """Reads all rows when it is opened; texts stay in the index. One lock, since whoosh's readers share a file position."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        with told_as_engine_error("Opening", path):
            self._index = opened_index(path)
            self._reader = unmoved(self._index.storage, self._index.reader)
            self._generation = self._reader.generation()
            self._rows, self._sequence = self._read_rows()
        self._matcher = Matcher(self._reader, self._rows)

    def _read_rows(self) -> tuple[dict[int, Row], int]:
        packed = self._reader.column_reader(ROW, translate=False)
        sentinel = self._reader.postings(KEY, SENTINEL).id()
        rows = {
            document: unpacked_row(packed[document]) for document in self._reader.all_doc_ids() if document != sentinel
        }
        return rows, int.from_bytes(packed[sentinel], "little")

    @property
    def sequence(self) -> int:
        return self._sequence

    @property
    def documents(self) -> int:
        return len(self._rows)

    def search(self, plan: SearchPlan) -> EngineResult:
        with self._lock, told_as_engine_error("Searching", self._path, hint=""):
            asked = self._matcher.matching(plan.query)
            found = asked & self._matcher.matching(plan.filter)
            facets: dict[str, FacetCounts] = {}
            histogram: Histogram | None = None
            skipped: list[str] = []
            hits = self._hits(plan, found) if plan.limit > 0 else ()
            scopes = {plan.filter: found}
            for request in plan.facets:
                if _is_over(plan.deadline):
                    skipped.append(request.field)
                else:
                    facets[request.field] = self._facet(self._within(asked, request.scope, scopes), request)
            if plan.histogram is not None:
                if _is_over(plan.deadline):
                    skipped.append(DATE)
                else:
                    scope = self._within(asked, plan.histogram.scope, scopes)
                    histogram = self._histogram(scope, plan.histogram)
        return EngineResult(
            total=len(found) if plan.want_total else 0,
            hits=hits,
            facets=facets,
            histogram=histogram,
            skipped=tuple(skipped),
        )

    def facet(self, query: PlanNode, request: FacetRequest) -> FacetCounts:
        with self._lock, told_as_engine_error("Counting a facet", self._path, hint=""):
            return self._facet(self._matcher.matching(query) & self._matcher.matching(request.scope), request)

    def histogram(self, query: PlanNode, request: HistogramRequest) -> Histogram:
        with self._lock, told_as_engine_error("Counting dates", self._path, hint=""):
            return self._histogram(self._matcher.matching(query) & self._matcher.matching(request.scope), request)

    def numbers(self, query: PlanNode, scope: PlanNode) -> Sequence[int]:
        with self._lock, told_as_engine_error("Listing documents", self._path, hint=""):
            found = self._matcher.matching(query) & self._matcher.matching(scope)
            return sorted(self._rows[document].number for document in found)

    def vocabulary(self, field: TextField, prefix: str, limit: int) -> Sequence[tuple[str, int]] | None:
        shadow = SHADOW[field]
        found: list[tuple[str, int]] = []
        with self._lock, told_as_engine_error("Listing words", self._path, hint=""):
            for word in self._reader.expand_prefix(shadow, prefix):
                if len(found) == limit:
                    return None
                term = word.decode("utf-8")
                found.append((term, int(self._reader.doc_frequency(shadow, term))))
        return sorted(found)

    def document_frequency(self, field: TextField, term: str) -> int:
        with self._lock, told_as_engine_error("Looking up a term", self._path, hint=""):
            return int(self._reader.doc_frequency(field, term))

    def word_frequencies(self, field: TextField, words: Iterable[str]) -> Mapping[str, int]:
        shadow = SHADOW[field]
        with self._lock, told_as_engine_error("Looking up words", self._path, hint=""):
            return {word: int(count) for word in words if (count := self._reader.doc_frequency(shadow, word))}

    def revisions(self) -> Mapping[int, int]:
        return {row.number: row.revision for row in self._rows.values()}

    def refreshed(self) -> "WhooshReader":
        with told_as_engine_error("Refreshing", self._path):
            if unmoved(self._index.storage, lambda: _generation_of(self._index)) == self._generation:
                return self
        return WhooshReader(self._path)

    def close(self) -> None:
        with self._lock:
            self._reader.close()

    # --- hits ---

    def _hits(self, plan: SearchPlan, found: set[int]) -> tuple[EngineHit, ...]:
        scores: Mapping[int, float] = {}
        constant = 0.0
        if plan.sort == "relevance":
            score = constant_score(plan.query)
            if score is None:
                scores = self._matcher.scores(plan.query, found)
            else:
                constant = score
        key = self._key(plan, scores)
        if plan.after is not None:
            last = _key_of(plan, plan.after.score or 0.0, plan.after.date, plan.after.number)
            if plan.sort == "relevance" and not scores:
                last = _key_of(plan, 0.0, None, plan.after.number)
            found = {document for document in found if key(document) > last}
        end = plan.offset + plan.limit
        page = heapq.nsmallest(end, found, key=key)[plan.offset :]
        return tuple(self._hit(document, scores.get(document, constant)) for document in page)

    def _hit(self, document: int, score: float) -> EngineHit:
        row = self._rows[document]
        return EngineHit(number=row.number, revision=row.revision, score=score, date=row.earliest)

    def _key(self, plan: SearchPlan, scores: Mapping[int, float]) -> Callable[[int], _Key]:
        def key(document: int) -> _Key:
            row = self._rows[document]
            return _key_of(plan, scores.get(document, 0.0), row.earliest, row.number)

        return key

    # --- facets ---

    def _within(self, asked: set[int], scope: PlanNode, known: dict[PlanNode, set[int]]) -> set[int]:
        """The documents asked for that are in the scope; each scope is worked out once."""
        if scope not in known:
            known[scope] = asked & self._matcher.matching(scope)
        return known[scope]

    def _facet(self, found: set[int], request: FacetRequest) -> FacetCounts:
        if request.field not in FACET:
            raise EngineError(f"No facet is called {request.field!r}.")
        counts = Counter(value for document in found for value in self._matcher.values(document, request.field))
        listed = heapq.nsmallest(request.size, counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return FacetCounts(
            counts=tuple(listed),
            asked={number: counts[number] for number in request.numbers},
            other=counts.total() - sum(count for _, count in listed),
        )

    def _histogram(self, found: set[int], request: HistogramRequest) -> Histogram:
        spans = Counter((self._rows[document].earliest, self._rows[document].latest) for document in found)
        counts: Counter[int] = Counter()
        undated = 0
        for (earliest, latest), documents in spans.items():
            if earliest is None or latest is None:
                undated += documents
            else:
                for bucket in buckets(earliest, latest, request.unit):
                    counts[bucket] += documents
        return Histogram(unit=request.unit, counts=tuple(sorted(counts.items())), undated=undated)


def _generation_of(index: FileIndex) -> int:
    generation = int(index.latest_generation())
    if generation < 0:
        raise EmptyIndexError
    return generation


def _key_of(plan: SearchPlan, score: float, date: int | None, number: int) -> _Key:
    """Ascending in this key is the plan's order."""
    match plan.sort:
        case "relevance":
            return (-score, 0.0, number)
        case "newest":
            return (1.0, 0.0, number) if date is None else (0.0, -date, number)
        case "oldest":
            return (1.0, 0.0, number) if date is None else (0.0, date, number)


def _is_over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() > deadline
