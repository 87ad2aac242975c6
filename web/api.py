"""The API: the same searches as the page, as JSON."""

from collections.abc import Callable

import orjson
from flask import Flask, Response, current_app, request

from search import wire
from search.comparing import compare_documents
from search.errors import NotFound
from search.facets import FACET
from search.params import read_params
from search.request import SearchRequest
from web import caching, links, routes
from web.archive import service
from web.routes import one_of, refuse_unknown, whole_number

LONGEST_SUGGESTIONS = 20


def add_api(app: Flask) -> None:
    """Every row of the table becomes a route, its parameters checked and its answer tagged."""
    for operation in routes.OPERATIONS:
        # The last part of a path may hold slashes, as ids may.
        rule = wire.API + operation.path.replace("{id}", "<path:name>").replace("{field}", "<name>")
        view = _checked(globals()[operation.view], operation)
        app.add_url_rule(rule, endpoint=f"api.{operation.view}", view_func=view, methods=["GET"])


def _checked(view: Callable[..., Response], operation: routes.Operation) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        if operation.view != "search":  # there the reader of search parameters refuses, naming all faults at once
            refuse_unknown(operation.parameters)
        return caching.tagged(current_app.extensions["regesta_options"], lambda: view(**path))

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
    return _json(wire.document_json(view))


def cleaning(name: str) -> Response:
    version = whole_number("version", 0) or None
    return _json(wire.cleaning_json(service().document(name, version=version)))


def similar(name: str) -> Response:
    limit = whole_number("limit", 5)
    service().document(name)  # says what is wrong with a document that is unknown or withdrawn
    return _json(wire.similar_json(name, service().similar(name, limit=limit)))


def compare(name: str) -> Response:
    version, other = whole_number("version", 0) or None, whole_number("with_version", 0) or None
    with_ = request.args.get("with") or None
    return _json(wire.comparison_json(compare_documents(service(), name, with_, version=version, other_version=other)))


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


def suggest() -> Response:
    text = request.args.get("q", "")
    limit = min(whole_number("limit", 8), LONGEST_SUGGESTIONS)
    return _json(wire.suggestions_json(text, service().suggest(text, limit=limit)))


def entity(name: str) -> Response:
    return _json(wire.entity_json(service().entity(name)))


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


def _json(body: wire.Json) -> Response:
    return Response(orjson.dumps(body), mimetype="application/json")
