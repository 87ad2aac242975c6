"""What making a page of results costs beside the search: 10 hits, 60 facet values, 24 bars, the search answered from memory.

    python -m benchmarks --only pages

Everything from the WSGI call to the compressed bytes counts, CPU time of the thread, kept pages turned off.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.archives import build
from benchmarks.generated import documents
from benchmarks.http import _call
from benchmarks.timing import timed
from search import SearchRequest, open_archive
from search.facets import FACETS
from search.result import Facet, FacetValue, SearchResult
from search.service import SearchService
from web import create_app

VALUES = 60
RUNS = 300


class Answered(SearchService):
    """A service whose searches are answered at once, with the same result whatever is asked."""

    result: SearchResult

    def search(self, request: SearchRequest) -> SearchResult:
        return replace(self.result, request=request)


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive"
        build(documents(2_000), path)
        opened = open_archive(path)
        word = next(iter(opened.recent(1))).title.split()[-1]
        service = Answered(opened.archive)
        service.result = _widened(opened.search(SearchRequest(text=f"{word} OR the OR of")))
        app = create_app(service=service, kept_pages=0)
        query = f"q={word}+OR+the+OR+of"
        page = _call(app, "/search", query)
        times = timed(lambda _: _call(app, "/search", query), [None] * RUNS, passes=1)
        return {
            "hits": len(service.result.hits),
            "facet_values": sum(len(facet.values) for facet in service.result.facets.values()),
            "bars": len(service.result.dates.values) if service.result.dates else 0,
            "page_cpu_ms": {"least": round(min(times), 2), "median": round(median(times), 2)},
            "page_bytes_uncompressed": len(page),
        }


def _widened(result: SearchResult) -> SearchResult:
    """As many facet values as the page may have to show, the found ones repeated under other names."""
    names = [facet.name for facet in FACETS if facet.name != "language"][: VALUES // 10]
    values = [value for facet in result.facets.values() for value in facet.values][: VALUES // len(names)]
    facets = {
        name: Facet(
            field=name,
            values=tuple(
                FacetValue(value=f"{name}:{value.value}", label=value.label, count=value.count) for value in values
            ),
            other=7,
        )
        for name in names
    }
    return replace(result, facets=facets)
