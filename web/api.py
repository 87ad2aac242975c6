"""The API: the same searches as the page, as JSON."""

from collections.abc import Callable
from urllib.parse import urlencode

import orjson
from flask import Flask, Response, current_app, request

from search import document_wire, entity_wire, wire
from search.addresses import API
from search.catalog import decided
from search.comparing import compare_documents
from search.errors import NotFound
from search.facets import FACET
from search.params import read_params
from search.request import SearchRequest
from search.text_wire import Json
from web import caching, links, routes
from web.archive import service
from web.entity_suggestions import remembered_suggestions, suggestion_json
from web.routes import one_of, refuse_unknown, whole_number
from web.timeline import timeline_json

LONGEST_SUGGESTIONS = 20


def add_api(app: Flask) -> None:
    """Every row of the table becomes a route, its parameters checked and its answer tagged."""
    for operation in routes.OPERATIONS:
        # The last part of a path may hold slashes, as ids may.
        rule = API + operation.path.replace("{id}", "<path:name>").replace("{field}", "<name>")
        view = _checked(globals()[operation.view], operation)
        app.add_url_rule(rule, endpoint=f"api.{operation.view}", view_func=view, methods=["GET"])


def _checked(view: Callable[..., Response], operation: routes.Operation) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        if operation.view != "search":  # there the reader of search parameters refuses, naming all faults at once
            refuse_unknown(operation.parameters)
        # Decisions are told before the documents they touch, and with them the snapshot, have followed.
        depends_on = decided.stamp(service().catalog) if operation.path.startswith("/entities") else ""
        options = current_app.extensions["regesta_options"]
        return caching.tagged(options, lambda: view(**path), depends_on=depends_on)

    return answer


def search() -> Response:
    asked = read_params(request.args.items(multi=True), strict=True)
    result = service().search(asked)
    if result.skipped:
        caching.do_not_keep()
    response = _json(wire.search_json(result))
    if (following := wire.next_address(result)) is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def document(name: str) -> Response:
    version = whole_number("version", 0) or None
    view = service().document(name, version=version, request=_query_alone())
    return _json(document_wire.document_json(view))


def cleaning(name: str) -> Response:
    version = whole_number("version", 0) or None
    return _json(document_wire.cleaning_json(service().document(name, version=version)))


def similar(name: str) -> Response:
    limit = whole_number("limit", 5)
    service().document(name)  # says what is wrong with a document that is unknown or withdrawn
    return _json(document_wire.similar_json(name, service().similar(name, limit=limit)))


def compare(name: str) -> Response:
    version, other = whole_number("version", 0) or None, whole_number("with_version", 0) or None
    with_ = request.args.get("with") or None
    return _json(
        document_wire.comparison_json(compare_documents(service(), name, with_, version=version, other_version=other))
    )


def facet(name: str) -> Response:
    if name not in FACET:
        raise NotFound(f"There is no facet {name!r}.", hint=f"Choose one of: {', '.join(FACET)}.")
    asked = read_params(_pairs_without("prefix", "order", "page", "size"), strict=True)
    prefix, order = request.args.get("prefix", ""), one_of("order")
    page, size = whole_number("page", 1), whole_number("size", 100)
    found = service().facet(name, asked, prefix=prefix, order=order, page=page, size=size)
    following = None
    if page * size < found.total:
        more = {"prefix": prefix, "order": order, "page": str(page + 1), "size": str(size)}
        following = links.facet_api_link(name, asked, **{key: value for key, value in more.items() if value})
    return _json(wire.facet_page_json(found, following))


def timeline() -> Response:
    return _json(timeline_json())


def suggest() -> Response:
    text = request.args.get("q", "")
    limit = min(whole_number("limit", 8), LONGEST_SUGGESTIONS)
    return _json(wire.suggestions_json(text, service().suggest(text, limit=limit)))


def entity(name: str) -> Response:
    return _json(entity_wire.decided_entity_json(service().entity(name)))


def entity_list() -> Response:
    text, kind = request.args.get("q", ""), _kind()
    page, size = whole_number("page", 1), whole_number("size", 100)
    total, found = decided.listed(service().catalog, text=text, kind=kind, page=page, size=size)
    following = None
    if page * size < total:
        following = _following("entities", q=text, kind=kind, page=page + 1, size=size)
    return _json(entity_wire.entity_list_json(total, found, following))


def entity_log() -> Response:
    catalog = service().catalog
    size, before = whole_number("size", 100), whole_number("before", 0) or None
    entity, by = request.args.get("entity"), one_of("by")
    if entity:
        decided.refuse_unknown(catalog, entity)
        entity = decided.now(catalog, entity).id
    found = decided.decisions(catalog, about=entity, before=before, limit=size + 1, by_rules=by == "all")
    following = None
    if len(found) > size:
        following = _following("entities/log", entity=entity, by=by, before=found[size - 1].number, size=size)
    total, waiting = decided.decision_count(catalog), decided.waiting(catalog)
    return _json(entity_wire.log_json(found[:size], total, waiting, following))


def entity_suggestions() -> Response:
    found = remembered_suggestions(service(), _kind(), whole_number("limit", 20) or 20)
    return _json({"suggestions": [suggestion_json(one) for one in found]})


def _kind() -> str | None:
    return one_of("kind") if "kind" in request.args else None


def _following(path: str, **parameters: str | int | None) -> str:
    return f"{API}/{path}?{urlencode({name: value for name, value in parameters.items() if value})}"


def parse() -> Response:
    return _json(wire.parse_json(service().parse(request.args.get("q", ""), match=one_of("match"))))


def stats() -> Response:
    return _json(wire.statistics_json(service().statistics()))


def _query_alone() -> SearchRequest | None:
    """The query whose words are to be marked in a document, without filters; None without a query."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name in ("q", "match")]
    asked = read_params(pairs, strict=True)
    return asked if asked.text else None


def _pairs_without(*names: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name not in names]


def _json(body: Json) -> Response:
    return Response(orjson.dumps(body), mimetype="application/json")
