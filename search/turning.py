"""The engine's hits around a page that was shown, kept: asking again or turning the page then needs no second search."""

from dataclasses import dataclass, replace

from search.cursor import Cursor
from search.engines.contract import EngineHit, EngineReader, PlanNode, SearchPlan
from search.request import MAX_OFFSET, SearchRequest

# Who turns one page often turns the next. With the first page the one behind it is fetched (11 us on average at 100,000
# documents, where the page takes 2.8 ms), with a page that was turned to two more.
_USUAL = 20  # hits a page; of larger ones the next is not fetched with the first
_PAGES_AHEAD = 2
_MOST_AHEAD = 60  # hits
_MOVED = 500  # places that a hit is looked for before and behind its old one


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a list of hits in one snapshot: ``first`` is the place of its first hit, from nought; ``is_last``: nothing
    comes behind it."""

    first: int
    hits: tuple[EngineHit, ...]
    is_last: bool

    def page(self, request: SearchRequest, cursor: Cursor | None) -> tuple[EngineHit, ...] | None:
        """The hits of a page, and one more where there is one; None where they are not all here."""
        first = self._behind(cursor) if cursor else request.offset - self.first
        if first is None or first < 0:
            return None
        found = self.hits[first : first + request.limit + 1]
        return found if self.is_last or len(found) > request.limit else None

    def _behind(self, cursor: Cursor) -> int | None:
        after = cursor.after
        return next(
            (
                place
                for place, hit in enumerate(self.hits, 1)
                if (hit.number, hit.score, hit.date) == (after.number, after.score, after.date)
            ),
            None,
        )


def hits_ahead(request: SearchRequest) -> int:
    """How many hits to fetch beyond a page."""
    if request.offset or request.cursor:
        return min(_PAGES_AHEAD * request.limit, _MOST_AHEAD)
    return request.limit if request.limit <= _USUAL else 0


def as_scored_now(cursor: Cursor, reader: EngineReader, query: PlanNode, scope: PlanNode) -> Cursor:
    """A cursor by relevance from another snapshot with the score that its hit has in this one.

    A few new documents change every score a little: behind the old one the same hits would be listed again, or some left out.
    The hit is looked for about where it stood; where it is gone or far away, the old score is all there is.
    """
    if cursor.position > MAX_OFFSET:
        return cursor
    first = max(0, cursor.position - _MOVED)
    around = reader.search(
        SearchPlan(query=query, filter=scope, limit=cursor.position - first + _MOVED, offset=first, want_total=False)
    )
    score = next((hit.score for hit in around.hits if hit.number == cursor.after.number), cursor.after.score)
    return replace(cursor, after=replace(cursor.after, score=score))
