"""Addresses of ours. A search always has one canonical address: parameters sorted, nothing empty, no default spelled out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode

from search.addresses import API, document_page
from search.addresses import entity_page as _entity_page
from search.dates import DateSpan
from search.facets import DATE, DEFAULT_FACETS, FACET
from search.params import write_params
from search.request import SearchRequest, Undated

Chosen = tuple[tuple[str, tuple[str, ...]], ...]

__all__ = ["API", "document_page", "entity_page"]


def searching(request: SearchRequest) -> str:
    """The results page of this search."""
    return _with_query("/search", _plain(request))


def calling(request: SearchRequest) -> str:
    """The same search in the API."""
    return _with_query(f"{API}/search", _plain(request))


def exporting(name: str, request: SearchRequest) -> str:
    """The whole list as a file in this format."""
    return _with_query("/export/" + quote(name, safe=""), _plain(first_page(request)))


def feed(request: SearchRequest) -> str:
    """The newest documents of the search as a feed."""
    return _with_query("/feed", _plain(replace(first_page(request), sort="relevance")))


def citing(name: str, document_id: str) -> str:
    return f"/cite/{quote(name, safe='')}/" + document_page(document_id).removeprefix("/documents/")


def comparing(document_id: str, **more: str) -> str:
    """A document beside another (``with``), or one ``version`` of it beside another (``with_version``)."""
    return with_query("/compare/" + document_page(document_id).removeprefix("/documents/"), more)


def with_query(path: str, more: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(more)}" if more else path


def plain_text(document_id: str) -> str:
    return "/text/" + document_page(document_id).removeprefix("/documents/")


def document_link(
    document_id: str, request: SearchRequest, *, hit: bool = False, more: Mapping[str, str] | None = None
) -> str:
    """A document's page, carrying the search it was found by: its words are marked there, and the way back is known."""
    address = _with_query(document_page(document_id), _plain(first_page(request)), more)
    return address + "#hit-1" if hit else address


def document_links(request: SearchRequest) -> Callable[[str, int | None], str]:
    """``document_link`` for a whole list: the search is written once. The second argument is the place in the list."""
    query = _plain(first_page(request))
    narrowed = bool(query)

    def address(document_id: str, at: int | None) -> str:
        if not narrowed:
            return document_page(document_id)
        place = f"&at={at}" if at is not None else ""
        return f"{document_page(document_id)}?{query}{place}"

    return address


def facet_link(field: str, request: SearchRequest, **more: str) -> str:
    """All values of a facet under this search."""
    return _with_query("/facets/" + quote(field, safe=""), _plain(first_page(request)), more)


def facet_api_link(field: str, request: SearchRequest, **more: str) -> str:
    return _with_query(f"{API}/facets/" + quote(field, safe=""), _plain(first_page(request)), more)


def hidden_fields(request: SearchRequest, *, without: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """The search as form fields, for a form that brings the parameters ``without`` itself."""
    left_out = set(without)
    return tuple((name, value) for name, value in _pairs(_plain(request)) if name not in left_out)


@lru_cache(maxsize=8192)  # the same names stand under many documents
def entity_page(entity_id: str) -> str:
    return _entity_page(entity_id)


# --- the next search --------------------------------------------------------------------------------------------------


def first_page(request: SearchRequest) -> SearchRequest:
    if request.page == 1 and request.cursor is None:  # as most are; a copy costs as much as writing the address
        return request
    return replace(request, page=1, cursor=None)


def with_value(request: SearchRequest, field: str, value: str) -> SearchRequest:
    return first_page(replace(request, included=_added(request.included, field, value)))


def without_value(request: SearchRequest, field: str, value: str) -> SearchRequest:
    return first_page(replace(request, included=_removed(request.included, field, value)))


def without_exclusion(request: SearchRequest, field: str, value: str) -> SearchRequest:
    return first_page(replace(request, excluded=_removed(request.excluded, field, value)))


def without_facet(request: SearchRequest, field: str) -> SearchRequest:
    """Without anything chosen or excluded in this facet."""
    if field == DATE:
        return first_page(replace(request, date_from=None, date_to=None, undated="include"))
    return first_page(
        replace(
            request,
            included=tuple(pair for pair in request.included if pair[0] != field),
            excluded=tuple(pair for pair in request.excluded if pair[0] != field),
        )
    )


def without_filters(request: SearchRequest) -> SearchRequest:
    return first_page(replace(request, included=(), excluded=(), date_from=None, date_to=None, undated="include"))


def within(request: SearchRequest, first: DateSpan | None, last: DateSpan | None) -> SearchRequest:
    """Only documents dated so, undated ones left out."""
    undated: Undated = "exclude" if first is not None or last is not None else "include"
    return first_page(replace(request, date_from=first, date_to=last, undated=undated))


def undated_only(request: SearchRequest) -> SearchRequest:
    return first_page(replace(request, date_from=None, date_to=None, undated="only"))


def entity_search(entity_id: str, field: str) -> SearchRequest:
    return SearchRequest(included=((field, (entity_id,)),))


# --- parts ------------------------------------------------------------------------------------------------------------


def numbered(request: SearchRequest) -> Callable[[int], str]:
    """Addresses of the pages of a search: written once, the number put in (in a value ``=`` would be percent-encoded)."""
    stand_in = 1_000_000
    before, _, after = searching(replace(request, page=stand_in, cursor=None)).partition(f"page={stand_in}")
    first = searching(first_page(request))
    return lambda number: first if number == 1 else f"{before}page={number}{after}"


@lru_cache(maxsize=512)  # one page asks for the same few searches again and again
def _plain(request: SearchRequest) -> str:
    """The canonical query string of what a reader chose; how many facets were counted is the page's own affair."""
    if request.facets != DEFAULT_FACETS or request.limit != SearchRequest().limit:
        request = replace(request, facets=DEFAULT_FACETS, limit=SearchRequest().limit)
    return write_params(request)


def _with_query(path: str, query: str, more: Mapping[str, str] | None = None) -> str:
    whole = "&".join(part for part in (query, urlencode(more) if more else "") if part)
    return f"{path}?{whole}" if whole else path


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _removed(chosen: Chosen, field: str, value: str) -> Chosen:
    kept = ((name, tuple(each for each in values if (name, each) != (field, value))) for name, values in chosen)
    return tuple((name, values) for name, values in kept if values)


def _added(chosen: Chosen, field: str, value: str) -> Chosen:
    values = dict(chosen)
    values[field] = tuple(dict.fromkeys((*values.get(field, ()), value)))
    return tuple((name, values[name]) for name in FACET if name in values)
