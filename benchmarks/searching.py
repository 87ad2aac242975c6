"""The same 200 searches over the same archive: Regesta's service, the yardstick, SQLite FTS5 and whoosh.

Every contender gives one results page: ten hits with highlighted passages, the exact total, facets over source, person, place,
organisation and date. Figures are CPU milliseconds of the asking thread, best of three passes. *Cold* means that Regesta's
memory of recent searches is emptied before each query (the operating system's page cache is warm for all).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import archives, fts5, yardstick
from benchmarks.generated import documents
from benchmarks.queries import FIRST_YEAR, LAST_YEAR, BenchQuery, make_queries
from benchmarks.timing import by_kind, figures, timed
from search import SearchRequest, open_archive
from search.dates import date_span
from search.service import SearchService

# Figures of a slow peer settle quickly, and whoosh's would take an hour at the full size.
WHOOSH_DOCUMENTS = 10_000
SAMPLE = 4_000


def request(query: BenchQuery, page: int = 1) -> SearchRequest:
    if query.source is None:
        return SearchRequest(text=query.text, page=page)
    return SearchRequest(
        text=query.text,
        page=page,
        included=(("source", (query.source,)),),
        date_from=date_span(FIRST_YEAR),
        date_to=date_span(LAST_YEAR),
        undated="exclude",
    )


def measure(count: int, folder: Path, *, shortest: int = 60, longest: int = 160) -> dict[str, Any]:
    """Build what is missing in ``folder`` and measure every contender on ``count`` documents."""

    def corpus(size: int = count) -> Any:
        return documents(size, shortest=shortest, longest=longest)

    queries = make_queries(corpus(min(count, SAMPLE)))
    rows: dict[str, Any] = {}
    builds: dict[str, float] = {}

    def built(name: str, build: Callable[[Path], float]) -> Path:
        path = folder / f"{name}-{count}-{shortest}-{longest}"
        if not path.exists():
            builds[name] = round(build(path), 2)
        return path

    generating = _cpu_of(lambda: sum(1 for _ in corpus()))
    builds["(generating the documents)"] = round(generating, 2)

    page = yardstick.opened(built("yardstick", lambda path: yardstick.build(corpus(), path)))
    rows["yardstick"] = _row(page, queries)

    service = open_archive(built("regesta", lambda path: archives.build(corpus(), path)))
    rows["regesta, cold"] = _row(lambda q: service.search(request(q)), queries, before=lambda: _forget(service))
    rows["regesta, remembered"] = _row(lambda q: service.search(request(q)), queries)
    rows["regesta, page 2 after page 1"] = _row(lambda q: service.search(request(q, page=2)), queries)
    rows["regesta, no facets, cold"] = _row(
        lambda q: service.search(SearchRequest(text=q.text, facets=())), queries, before=lambda: _forget(service)
    )

    rows["sqlite fts5"] = _row(
        fts5.opened(built("fts5", lambda path: fts5.build(corpus(), path))), queries, passes=1 if count > 20_000 else 3
    )

    small = folder / f"whoosh-{min(count, WHOOSH_DOCUMENTS)}-{shortest}-{longest}"
    if not small.exists():
        builds["whoosh (10k)"] = round(archives.build(corpus(min(count, WHOOSH_DOCUMENTS)), small, engine="whoosh"), 2)
    whoosh = open_archive(small)
    rows[f"regesta on whoosh, {min(count, WHOOSH_DOCUMENTS):,} documents, cold"] = _row(
        lambda q: whoosh.search(request(q)), queries, passes=1, before=lambda: _forget(whoosh)
    )
    totals = [(q.text, page(q), service.search(request(q)).total) for q in queries]
    return {
        "documents": count,
        "words": [shortest, longest],
        "queries": len(queries),
        "rows": rows,
        "build_cpu_seconds": builds,
        "ratios": _ratios(rows),
        "totals_agree": sum(a == b for _, a, b in totals),
    }


def _row(
    answer: Callable[[BenchQuery], Any],
    queries: Sequence[BenchQuery],
    *,
    passes: int = 3,
    before: Callable[[], None] | None = None,
) -> dict[str, Any]:
    best = timed(answer, queries, passes=passes, before=before)
    return {"cpu_ms": figures(best).as_dict(), "p50_by_kind": by_kind(best, [query.kind for query in queries])}


def _forget(service: SearchService) -> None:
    service.forget()


def _cpu_of(work: Callable[[], object]) -> float:
    import time

    began = time.process_time()
    work()
    return time.process_time() - began


def _ratios(rows: dict[str, Any]) -> dict[str, float]:
    def of(name: str, figure: str) -> float:
        return float(rows[name]["cpu_ms"][figure])

    return {
        "p50: regesta cold - yardstick, ms": round(of("regesta, cold", "p50") - of("yardstick", "p50"), 3),
        "p95: regesta cold / yardstick": round(of("regesta, cold", "p95") / of("yardstick", "p95"), 3),
        "p99: regesta cold / yardstick": round(of("regesta, cold", "p99") / of("yardstick", "p99"), 3),
        "p95: fts5 / regesta cold": round(of("sqlite fts5", "p95") / of("regesta, cold", "p95"), 1),
        "p50: page 2 / page 1": round(of("regesta, page 2 after page 1", "p50") / of("regesta, cold", "p50"), 3),
    }
