"""Search an archive of documents: ``open_archive(path).search(SearchRequest(text="moratorium"))``.

This is the package's front door; ``web`` and ``indexer`` come in by it and by the modules of plain values beside it.
"""

from search.request import SearchRequest
from search.result import SearchResult

__all__ = ["SearchRequest", "SearchResult", "SearchService", "open_archive"]


def __getattr__(name: str) -> object:
    # Opening an archive loads engines and the catalog; commands that do not search should not wait for that.
    if name in {"SearchService", "open_archive"}:
        from search import service

        return getattr(service, name)
    raise AttributeError(f"module 'search' has no attribute {name!r}")
