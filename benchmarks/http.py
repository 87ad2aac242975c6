"""What the doors add to a search: the API's JSON and the page's HTML, called as a WSGI server calls them."""

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.generated import documents
from benchmarks.queries import FIRST_YEAR, LAST_YEAR, BenchQuery, make_queries
from benchmarks.searching import SAMPLE, request
from benchmarks.timing import figures
from search import open_archive
from web import create_app


def measure(count: int, folder: Path, *, shortest: int = 60, longest: int = 160) -> dict[str, Any]:
    """Needs the archive that ``benchmarks.searching`` built in ``folder``. Nothing is remembered between requests."""
    queries = make_queries(documents(min(count, SAMPLE), shortest=shortest, longest=longest))
    service = open_archive(folder / f"regesta-{count}-{shortest}-{longest}")
    app = create_app(service=service, kept_pages=0)

    def search(query: BenchQuery) -> None:
        service.search(request(query))

    def fetch(path: str) -> Callable[[BenchQuery], None]:
        def fetched(query: BenchQuery) -> None:
            _call(app, path, _query_string(query))

        return fetched

    # Alternating, so that what the machine does meanwhile falls on all alike.
    times = _interleaved([search, fetch("/api/v1/search"), fetch("/search")], queries, service.forget)
    added = [
        sorted(door - alone for door, alone in zip(times[which], times[0], strict=True))[len(queries) // 2]
        for which in (1, 2)
    ]
    size = len(_call(app, "/search", _query_string(queries[0])))
    return {
        "documents": count,
        "service": figures(times[0]).as_dict(),
        "api": figures(times[1]).as_dict(),
        "page": figures(times[2]).as_dict(),
        "added_p50_ms": {"api": round(added[0], 3), "page": round(added[1], 3)},
        "page_bytes_uncompressed": size,
    }


def _query_string(query: BenchQuery) -> str:
    pairs = [("q", query.text)]
    if query.source is not None:
        pairs += [("source", query.source), ("date_from", str(FIRST_YEAR)), ("date_to", str(LAST_YEAR))]
    return urlencode(pairs)


def _call(app: Any, path: str, query_string: str) -> bytes:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query_string,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    body = app(environ, lambda line, headers, error=None: status.append(line))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    assert status[0].startswith("200"), (status, content[:500])
    return content


def _interleaved(
    answers: Sequence[Callable[[BenchQuery], None]],
    queries: Sequence[BenchQuery],
    forget: Callable[[], None],
    passes: int = 3,
) -> list[list[float]]:
    best = [[float("inf")] * len(queries) for _ in answers]
    for _ in range(passes):
        for number, query in enumerate(queries):
            for which, answer in enumerate(answers):
                forget()
                began = time.thread_time()
                answer(query)
                best[which][number] = min(best[which][number], (time.thread_time() - began) * 1_000)
    return best
