"""Likely merges as JSON, and remembered: they are found by comparing every name of the archive."""

import threading

from indexer.entity_decisions.suggesting import Side, Suggested, suggestions
from search.addresses import document_page, entity_page
from search.service import SearchService
from search.text_wire import Json
from search.wire import entity_name_json, snippet_json

# So many are found at once, whatever is asked for: who asks for one more must not have all names compared again.
MOST_SUGGESTED = 50
_lock = threading.Lock()
_remembered: dict[tuple[str, str, str | None], tuple[Suggested, ...]] = {}
_MOST_REMEMBERED = 8


def remembered_suggestions(service: SearchService, kind: str | None, limit: int) -> tuple[Suggested, ...]:
    """The first of the suggestions of the newest snapshot, found once for all who ask; at most ``MOST_SUGGESTED``."""
    key = (str(service.archive.path), service.snapshot, kind)
    with _lock:
        if key not in _remembered:
            while len(_remembered) >= _MOST_REMEMBERED:
                del _remembered[next(iter(_remembered))]
            _remembered[key] = suggestions(service, kind=kind, limit=MOST_SUGGESTED)
        return _remembered[key][:limit]


def suggestion_json(suggested: Suggested) -> Json:
    return {
        "entity": _side_json(suggested.entity),
        "into": _side_json(suggested.into),
        "score": suggested.score,
        "why": suggested.why,
        "shared": [entity_name_json(one) for one in suggested.shared],
    }


def _side_json(side: Side) -> Json:
    return {
        "id": side.id,
        "kind": side.id.partition(":")[0],
        "name": side.name,
        "documents": side.documents,
        "page": entity_page(side.id),
        "document": None if side.document is None else {"id": side.document, "page": document_page(side.document)},
        "passage": None if side.passage is None else snippet_json(side.passage),
    }
