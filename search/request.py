"""What a reader asks for, whichever door they came through."""

from dataclasses import dataclass
from typing import Literal

from search.dates import DateSpan
from search.engines.contract import Sort
from search.facets import DEFAULT_FACETS

Match = Literal["all", "any"]
Undated = Literal["include", "only", "exclude"]
CopiesShown = Literal["show", "collapse"]

MAX_LIMIT = 100
MAX_OFFSET = 10_000  # deeper than this, continue with a cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """``included``/``excluded``: (facet name, values) pairs, facets in the order of ``search.facets.FACETS``, values as given
    without repeats. Values are what the doors use: a source's canonical name, an entity's id, ``_unknown``.

    ``undated`` is never None here: without a range it defaults to include, with one to exclude. ``cursor`` wins over ``page``.
    ``aliases``: names in the query are also searched by their other names. ``copies``: near copies are listed and counted each, or
    once for all of them.
    """

    text: str = ""
    match: Match = "all"
    included: tuple[tuple[str, tuple[str, ...]], ...] = ()
    excluded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    date_from: DateSpan | None = None
    date_to: DateSpan | None = None
    undated: Undated = "include"
    sort: Sort = "relevance"
    page: int = 1
    limit: int = 10
    cursor: str | None = None
    aliases: bool = True
    copies: CopiesShown = "show"
    facets: tuple[str, ...] = DEFAULT_FACETS
    facet_size: int = 10

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit
