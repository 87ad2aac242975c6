"""The JSON shapes, one function each: what the API answers, what ``--json`` prints, what other programs may rely on.

Everything here is dicts, lists, strings, numbers, booleans and None. Ranges count code points and are half-open. Field
names are promises: new ones may come, none is ever renamed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, assert_never
from urllib.parse import quote

from search.catalog.rows import VersionRow
from search.coverage import Coverage
from search.dates import DateSpan
from search.documents import EntityName, Evidence, Line, Mention, Verdict
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
from search.views import DocumentView, EntityView, FacetPage, Statistics, SuggestedText

if TYPE_CHECKING:
    from search.comparing import Comparison

Json = dict[str, Any]

API = "/api/v1"
# RFC 3986: what a path may hold unescaped, beside letters and digits. A colon is left out of `page` addresses of
# documents (an id `a:b` must not look like a scheme when a client makes the address relative).
_PATH_SAFE = "/-._~!$&'()*+,=@"


class Cleaned(Protocol):
    """What a cleaning run and a stored document have in common, enough for the clean JSON."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def date(self) -> DateSpan | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def language(self) -> str | None: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


# --- addresses --------------------------------------------------------------------------------------------------------


def document_page(document_id: str) -> str:
    """Our page of a document: ``/documents/<percent-encoded id>``, slashes kept."""
    return "/documents/" + quote(document_id, safe=_PATH_SAFE)


def entity_page(entity_id: str) -> str:
    return "/entities/" + quote(entity_id, safe=_PATH_SAFE + ":")


def api_address(kind: str, name: str) -> str:
    """``/api/v1/documents/<id>`` and its like; ``kind`` is the part between."""
    return f"{API}/{kind}/" + quote(name, safe=_PATH_SAFE + ":")


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
        "title_ranges": _ranges(hit.title_ranges),
        **_date_fields(hit.date),
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
    }


def copies_json(copies: Copies) -> Json:
    return {
        "total": copies.total,
        "listed": [
            {
                "id": one.id,
                "title": one.title,
                **_date_fields(one.date),
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


# --- documents --------------------------------------------------------------------------------------------------------


def document_json(view: DocumentView) -> Json:
    """A document as indexed; every line of it as scraped is in ``cleaning_json``."""
    stored = view.stored
    hit = stored.hit
    return {
        "id": hit.id,
        "title": hit.title,
        **_date_fields(hit.date),
        "date_earliest": None if hit.date is None else hit.date.earliest.isoformat(),
        "date_latest": None if hit.date is None else hit.date.latest.isoformat(),
        "updated": None if stored.updated is None else stored.updated.iso,
        "source": view.source,
        "authors": list(hit.authors),
        "language": view.language,
        "type": view.type,
        "section": stored.section,
        "url": hit.url,
        "page": document_page(hit.id),
        "body": hit.body,
        "ranked": _ranges(hit.kept),
        "highlights": _ranges(view.highlights),
        "title_ranges": _ranges(view.title_highlights),
        "entities": [entity_name_json(entity) for entity in view.entities],
        "mentions": [mention_json(mention) for mention in stored.mentions],
        "evidence": [evidence_json(evidence) for evidence in stored.evidence],
        "notes": list(stored.notes),
        "decisions": [{"about": about, "value": value, "reason": why} for about, value, why in stored.overrides],
        "version": hit.version,
        "versions": [version_json(version) for version in stored.versions],
        "copies": None if view.copies is None else copies_json(view.copies),
        "cleaning": api_address("cleaning", hit.id),
        "similar": api_address("similar", hit.id),
        "snapshot": view.snapshot,
    }


def clean_json(cleaned: Cleaned) -> Json:
    """A cleaned document: its metadata, its body, and every line with what became of it and why."""
    return {
        "id": cleaned.id,
        "title": cleaned.title,
        "date": None if cleaned.date is None else cleaned.date.iso,
        "date_precision": None if cleaned.date is None else cleaned.date.precision,
        "date_edtf": None if cleaned.date is None else cleaned.date.edtf,
        "date_evidence": _quote_for("date", cleaned.evidence),
        "source": cleaned.source,
        "source_evidence": _quote_for("source", cleaned.evidence),
        "authors": list(cleaned.authors),
        "language": cleaned.language,
        "body": cleaned.body,
        "lines": [line_json(line) for line in cleaned.lines],
        "evidence": [evidence_json(evidence) for evidence in cleaned.evidence],
    }


def cleaning_json(view: DocumentView) -> Json:
    """The clean JSON of a stored document, and how many lines met each verdict."""
    stored = view.stored
    return {
        **clean_json(_StoredAsCleaned(view)),
        "verdicts": {verdict.value: sum(line.verdict is verdict for line in stored.lines) for verdict in Verdict},
        "decisions": [{"about": about, "value": value, "reason": why} for about, value, why in stored.overrides],
        "version": stored.hit.version,
        "snapshot": view.snapshot,
    }


def line_json(line: Line) -> Json:
    return {
        "text": line.text,
        "verdict": line.verdict.value,
        "rule": line.rule,
        "evidence": line.evidence,
        "confidence": round(line.confidence, 4),
    }


def evidence_json(evidence: Evidence) -> Json:
    return {
        "field": evidence.field,
        "method": evidence.method,
        "quote": evidence.quote,
        "confidence": round(evidence.confidence, 4),
        "line": evidence.line,
    }


def mention_json(mention: Mention) -> Json:
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind,
        "how": mention.how,
        "entity": mention.entity,
    }


def version_json(version: VersionRow) -> Json:
    return {"version": version.version, "sha256": version.sha256, "read_at": version.read_at, "size": version.size}


def similar_json(document_id: str, hits: Sequence[Hit]) -> Json:
    return {"id": document_id, "hits": [hit_json(hit) for hit in hits]}


def comparison_json(found: "Comparison") -> Json:
    """``share`` of all words stand in both; ranges are of the two bodies."""
    return {
        "before": _compared_json(found.before),
        "after": _compared_json(found.after),
        "words": {"same": found.same, "removed": found.removed, "added": found.added},
        "share": round(found.share, 4),
        "cut": found.cut,
        "pieces": [
            {
                "kind": piece.kind,
                "text": piece.text,
                "before": None if piece.before is None else list(piece.before),
                "after": None if piece.after is None else list(piece.after),
            }
            for piece in found.pieces
        ],
        "snapshot": found.after.snapshot,
    }


def _compared_json(view: DocumentView) -> Json:
    hit = view.stored.hit
    return {
        "id": hit.id,
        "title": hit.title,
        **_date_fields(hit.date),
        "source": view.source,
        "version": hit.version,
        "page": document_page(hit.id),
    }


class _StoredAsCleaned:
    """A stored document seen as what cleaning made of it."""

    def __init__(self, view: DocumentView) -> None:
        hit = view.stored.hit
        self.id, self.title, self.body, self.date = hit.id, hit.title, hit.body, hit.date
        self.authors, self.source, self.language = hit.authors, view.source, view.language
        self.lines, self.evidence = view.stored.lines, view.stored.evidence


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


def _date_fields(date: DateSpan | None) -> Json:
    if date is None:
        return {"date": None, "date_precision": None, "date_edtf": None}
    return {"date": date.iso, "date_precision": date.precision, "date_edtf": date.edtf}


def snippet_json(snippet: Snippet) -> Json:
    return {
        "field": snippet.field,
        "text": snippet.text,
        "ranges": _ranges(snippet.ranges),
        "start": snippet.start,
        "cut_start": snippet.cut_start,
        "cut_end": snippet.cut_end,
    }


def _ranges(ranges: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [[start, end] for start, end in ranges]


def _bucket_list(dates: DateFacet) -> list[Json]:
    return [{"value": bucket.value, "count": bucket.count, "selected": bucket.selected} for bucket in dates.values]


def _date_facet_summary(dates: DateFacet) -> Json:
    return {"unit": dates.unit, "undated": dates.undated, "overlapping": dates.overlapping}


def _quote_for(field: str, evidence: Iterable[Evidence]) -> str | None:
    """The line or value that the first, surest evidence for this field was read in."""
    return next((each.quote for each in evidence if each.field == field), None)
