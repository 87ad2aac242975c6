"""Ids and scores alone, as deep as one likes: what evaluation wants of a search, without passages, names or facets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.engines.contract import SearchPlan
from search.request import SearchRequest

if TYPE_CHECKING:
    from search.service import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """``score`` is None unless the request is sorted by relevance."""

    id: str
    score: float | None


def rank(service: "SearchService", request: SearchRequest, depth: int) -> tuple[Ranked, ...]:
    """The first ``depth`` documents of the request in its order; its page and limit do not count. Raise as search does."""
    prepared = service.prepare(request)
    plan = SearchPlan(
        query=prepared.lowered.plan,
        filter=prepared.filters.all(),
        sort=request.sort,
        limit=depth,
        want_total=False,
    )
    hits = prepared.snapshot.reader.search(plan).hits
    ids = service.catalog.ids([hit.number for hit in hits])
    scored = request.sort == "relevance"
    return tuple(Ranked(id=ids[hit.number], score=hit.score if scored else None) for hit in hits)
