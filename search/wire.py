"""The JSON shapes, one function each: what the API answers, what ``--json`` prints, what other programs may rely on.

Everything here is dicts, lists, strings, numbers, booleans and None. Ranges count code points and are half-open. Field
names are promises: new ones may come, none is ever renamed. A document's own shapes are in ``search.document_wire`` and ``search.text_wire``,
those of entities and of what was decided about them in ``search.entity_wire``.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from search.addresses import API, document_page, entity_page
from search.coverage import Coverage
from search.dates import DateSpan
from search.documents import EntityName
from search.params import write_params
from search.query import ast
from search.request import SearchRequest
from search.result import (
    Copies,
    DateFacet,
    FacetValue,
    Hit,
    QueryReading,
    SearchResult,
    Snippet,
    Suggestion,
)
from search.text_wire import Json
from search.views import EntityView, FacetPage, Statistics, SuggestedText

# --- search -----------------------------------------------------------------------------------------------------------


def search_json(result: SearchResult) -> Json:
    return {
        "query": query_json(result.query),
        "total": result.total,
        "hits": [hit_json(hit) for hit in result.hits],
        "facets": {
            **{name: [facet_value_json(value) for value in facet.values] for name, facet in result.facets.items()},
            **({"date": _bucket_list(result.dates)} if result.dates is not None else {}),
        },
        "facets_other": {name: facet.other for name, facet in result.facets.items()},
        "dates": None if result.dates is None else _date_facet_summary(result.dates),
        "suggestion": None if result.suggestion is None else _suggestion_json(result.suggestion, result.request),
        "any_total": result.any_total,
        "collapsed": result.collapsed,
        "coverage": [_coverage_json(held) for held in result.coverage],
        "next": next_address(result),
        "snapshot": result.snapshot,
        "changed": result.changed,
        "timed_out": list(result.skipped),
        "took_ms": round(result.took_ms, 3),
    }


def _coverage_json(held: Coverage) -> Json:
    """``field`` and ``value`` are null for the archive as a whole."""
    return {
        "field": held.field or None,
        "value": held.value or None,
        "label": held.label or None,
        "documents": held.documents,
        "undated": held.undated,
        "oldest": None if held.oldest is None else held.oldest.iso,
        "newest": None if held.newest is None else held.newest.iso,
        "in_range": held.in_range,
    }


def next_address(result: SearchResult) -> str | None:
    """The same search from where this page ends, relative to the server's root; None on the last page."""
    if result.next_cursor is None:
        return None
    return f"{API}/search?" + write_params(replace(result.request, page=1, cursor=result.next_cursor))


def _suggestion_json(suggestion: Suggestion, request: SearchRequest) -> Json:
    instead = replace(request, text=suggestion.text, page=1, cursor=None)
    return {"text": suggestion.text, "page": "/search?" + write_params(instead)}


def query_json(reading: QueryReading) -> Json:
    return {
        "text": reading.text,
        "canonical": reading.canonical,
        "match": reading.match,
        "warnings": [
            {"code": warning.code, "message": warning.message, "span": list(warning.span)}
            for warning in reading.warnings
        ],
        "also": [
            {"typed": one.typed, "entity": one.entity, "name": one.name, "names": list(one.names)}
            for one in reading.also
        ],
    }


def hit_json(hit: Hit) -> Json:
    return {
        "id": hit.id,
        "title": hit.title,
        "title_ranges": ranges_json(hit.title_ranges),
        **date_fields(hit.date),
        "source": hit.source,
        "authors": list(hit.authors),
        "language": hit.language,
        "score": hit.score,
        "url": hit.url,
        "page": document_page(hit.id),
        "version": hit.version,
        "snippets": [snippet_json(snippet) for snippet in hit.snippets],
        "entities": [entity_name_json(entity) for entity in hit.entities],
        "matched": list(hit.matched),
        "copies": None if hit.copies is None else copies_json(hit.copies),
        "damaged": hit.damaged,
    }


def copies_json(copies: Copies) -> Json:
    return {
        "total": copies.total,
        "listed": [
            {
                "id": one.id,
                "title": one.title,
                **date_fields(one.date),
                "source": one.source,
                "page": document_page(one.id),
            }
            for one in copies.listed
        ],
    }


def facet_value_json(value: FacetValue) -> Json:
    """``count`` is null for an excluded value: it is listed and marked, without a count."""
    return {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
        "excluded": value.excluded,
    }


def facet_page_json(page: FacetPage, next_page: str | None = None) -> Json:
    return {
        "field": page.field,
        "total": page.total,
        "values": [facet_value_json(value) for value in page.values],
        "next": next_page,
        "snapshot": page.snapshot,
    }


def entity_name_json(entity: EntityName) -> Json:
    return {"id": entity.id, "kind": entity.kind, "name": entity.name}


def parse_json(reading: QueryReading) -> Json:
    """How a query is read: the search JSON's ``query`` and the tree that is searched."""
    return {**query_json(reading), "tree": node_json(reading.tree)}


def node_json(node: ast.Node) -> Json:
    """One node of the query tree, with the part of the query it was read from."""
    return {"type": type(node).__name__.lower(), **_node_fields(node), "span": list(node.span)}


def _node_fields(node: ast.Node) -> Json:
    match node:
        case ast.Word() | ast.Prefix() | ast.Wildcard() | ast.Named():
            return {"field": node.field, "text": node.text}
        case ast.Phrase():
            return {"field": node.field, "text": node.text, "slop": node.slop}
        case ast.Fuzzy():
            return {"field": node.field, "text": node.text, "distance": node.distance}
        case ast.DateRange():
            return {"first": node.first, "last": node.last}
        case ast.And():
            return {"implicit": node.implicit, "children": [node_json(child) for child in node.children]}
        case ast.Or():
            return {"children": [node_json(child) for child in node.children]}
        case ast.Not():
            return {"child": node_json(node.child)}
        case ast.Boost():
            return {"child": node_json(node.child), "factor": node.factor}
        case ast.All():
            return {}
        case _:
            assert_never(node)


# --- entities, the archive -----------------------------------------------------------------------------------


def entity_json(view: EntityView) -> Json:
    return {
        "id": view.id,
        "kind": view.kind,
        "name": view.name,
        "names": [{"surface": surface, "count": count} for surface, count in view.names],
        "documents": view.documents,
        "page": entity_page(view.id),
        "recent": [hit_json(hit) for hit in view.recent],
        "date": [] if view.dates is None else _bucket_list(view.dates),
        "dates": None if view.dates is None else _date_facet_summary(view.dates),
        "sources": [facet_value_json(value) for value in view.sources],
        "together": [{**entity_name_json(entity), "count": count} for entity, count in view.together],
        "snapshot": view.snapshot,
    }


def statistics_json(statistics: Statistics) -> Json:
    return {
        "documents": statistics.documents,
        "sources": statistics.sources,
        "dated": statistics.dated,
        "undated": statistics.undated,
        "entities": statistics.entities,
        "index_bytes": statistics.index_bytes,
        "catalog_bytes": statistics.catalog_bytes,
        "snapshot": statistics.snapshot,
        "engine": statistics.engine,
        "earliest": None if statistics.earliest is None else statistics.earliest.iso,
        "latest": None if statistics.latest is None else statistics.latest.iso,
        "indexed_at": statistics.indexed_at,
    }


def suggestions_json(text: str, suggestions: Iterable[SuggestedText]) -> Json:
    return {
        "q": text,
        "suggestions": [
            {"text": each.text, "kind": each.kind, "value": each.value, "count": each.count} for each in suggestions
        ],
    }


# --- parts ------------------------------------------------------------------------------------------------------------


def date_fields(date: DateSpan | None) -> Json:
    if date is None:
        return {"date": None, "date_precision": None, "date_edtf": None}
    return {"date": date.iso, "date_precision": date.precision, "date_edtf": date.edtf}


def snippet_json(snippet: Snippet) -> Json:
    return {
        "field": snippet.field,
        "text": snippet.text,
        "ranges": ranges_json(snippet.ranges),
        "start": snippet.start,
        "cut_start": snippet.cut_start,
        "cut_end": snippet.cut_end,
    }


def ranges_json(ranges: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [[start, end] for start, end in ranges]


def _bucket_list(dates: DateFacet) -> list[Json]:
    return [{"value": bucket.value, "count": bucket.count, "selected": bucket.selected} for bucket in dates.values]


def _date_facet_summary(dates: DateFacet) -> Json:
    return {"unit": dates.unit, "undated": dates.undated, "overlapping": dates.overlapping}
