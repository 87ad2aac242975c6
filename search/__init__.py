"""Search an archive of documents: ``open_archive(path).search(SearchRequest(text="moratorium"))``.

This is the package's front door; ``web`` and ``indexer`` come in by it and by the modules of plain values beside it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.request import SearchRequest
    from search.result import SearchResult
    from search.service import SearchService, open_archive

__all__ = ["SearchRequest", "SearchResult", "SearchService", "open_archive"]

# Loaded when asked for: every import of a module beside this one passes here, and `regesta --help` should not wait for
# the query language, engines and the catalog.
_PLACES = {
    "SearchRequest": "search.request",
    "SearchResult": "search.result",
    "SearchService": "search.service",
    "open_archive": "search.service",
}


def __getattr__(name: str) -> object:
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'search' has no attribute {name!r}")
