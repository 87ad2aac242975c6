"""``POST /api/v1/search/batch``: many searches in one request, an answer or a problem for each, in their order."""

import time
from collections.abc import Iterator
from typing import Any

import orjson
from flask import Flask, Response, current_app, request

from search import wire
from search.addresses import API
from search.errors import BadRequest, OutOfTime, RegestaError, RequestError
from search.params import read_params
from web.archive import service
from web.options import WebOptions
from web.problems import TOO_LARGE, answer_for, problem, problem_of
from web.routes import PARAMETERS, SEARCH_PARAMETERS, Json

PATH = f"{API}/search/batch"
MOST_QUERIES = 100
MOST_BYTES = 262_144
# The whole batch may take so many times what one search may; what has not been asked by then is told so.
BUDGETS = 4
_LONGEST_ID = 512  # code points


def add_batch(app: Flask) -> None:
    app.add_url_rule(PATH, "api.batch", batch, methods=["POST"], provide_automatic_options=False)
    app.add_url_rule(PATH, "api.batch_allowed", _allowed, methods=["OPTIONS"])


def batch() -> Response:
    queries = _queries()
    if isinstance(queries, Response):
        return queries
    options: WebOptions = current_app.extensions["regesta_options"]
    deadline = time.monotonic() + BUDGETS * options.time_budget
    answers = [_answer(each, deadline) for each in queries]
    body = {"results": answers, "snapshot": service().snapshot}
    return Response(orjson.dumps(body), mimetype="application/json", headers={"Cache-Control": "no-store"})


def _queries() -> list[Any] | Response:
    """The queries as they were sent; or what is wrong with the request as a whole."""
    request.max_content_length = MOST_BYTES + 1  # reading one more tells a body without a length that is too long
    if (request.content_length or 0) > MOST_BYTES:
        return problem(TOO_LARGE, f"A batch has at most {MOST_BYTES:,} bytes. Send it in several parts.")
    content = request.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return problem(TOO_LARGE, f"A batch has at most {MOST_BYTES:,} bytes. Send it in several parts.")
    try:
        sent = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RequestError(
            "queries", f"The body is not JSON: {error}.", hint='Send {"queries": [{"q": "..."}]}.'
        ) from error
    match sent:
        case {"queries": list(queries), **rest} if not rest:
            pass
        case _:
            raise RequestError(
                "queries",
                "The body is not an object with a list of queries alone.",
                hint='Send {"queries": [{"q": "..."}]}.',
            )
    if len(queries) > MOST_QUERIES:
        return answer_for(
            RequestError(
                "queries",
                f"There are {len(queries):,} queries; a batch has at most {MOST_QUERIES}.",
                hint="Send them in several parts.",
            )
        )
    return queries


def _answer(sent: Any, deadline: float) -> Json:
    """``{"id", "status", "result", "problem"}``: one of the last two is null. An id is sent back as it came."""
    name = sent.get("id") if isinstance(sent, dict) else None
    try:
        if time.monotonic() > deadline:
            raise OutOfTime("The batch took too long; this query was not asked.", hint="Send it in another batch.")
        asked = read_params(_pairs(sent), strict=True)
        result = wire.search_json(service().search(asked))
    except RegestaError as error:
        body = problem_of(error)
        return {"id": name, "status": body["status"], "result": None, "problem": body}
    return {"id": name, "status": 200, "result": result, "problem": None}


def _pairs(sent: Any) -> Iterator[tuple[str, str]]:
    """Parameters as the address of a search would have them; a list is a parameter given several times."""
    if not isinstance(sent, dict):
        raise BadRequest(
            (RequestError("queries", "A query is an object of parameters.", hint='For example {"q": "talks"}.'),)
        )
    for name, value in sent.items():
        if name == "id":
            if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > _LONGEST_ID:
                raise RequestError("id", f"An id is a text of up to {_LONGEST_ID} characters or a whole number.")
            continue
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, str | int) or isinstance(one, bool):
                raise RequestError(name[:64], f"{name[:64]} is a text, a whole number, or a list of these.")
            yield name, str(one)


def _allowed() -> Response:
    """What a browser asks before it lets a page of another site send JSON."""
    headers = {
        "Allow": "POST, OPTIONS",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers)


def _sent_parameter(name: str) -> Json:
    schema = PARAMETERS[name].schema
    return {"anyOf": [schema, {"type": "array", "items": schema}]} if PARAMETERS[name].many else schema


SCHEMAS: dict[str, Json] = {
    "Batch": {
        "type": "object",
        "required": ["queries"],
        "properties": {
            "queries": {
                "type": "array",
                "maxItems": MOST_QUERIES,
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                        **{name: _sent_parameter(name) for name in SEARCH_PARAMETERS},
                    },
                },
            }
        },
    },
    "BatchAnswer": {
        "type": "object",
        "required": ["results", "snapshot"],
        "properties": {
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "status", "result", "problem"],
                    "properties": {
                        "id": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
                        "status": {"type": "integer"},
                        "result": {"anyOf": [{"$ref": "#/components/schemas/SearchAnswer"}, {"type": "null"}]},
                        "problem": {"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]},
                    },
                },
            },
            "snapshot": {"type": "string"},
        },
    },
}


def described() -> Json:
    """The path's part of the API's description."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/BatchAnswer"}}}
    return {
        "post": {
            "operationId": "batch",
            "summary": "Many searches",
            "description": f"Up to {MOST_QUERIES} searches in up to {MOST_BYTES:,} bytes, each an object of the parameters of "
            "/search and an `id` of yours; what may be given several times may be a list. One result or problem each, in their order.",
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
            },
            "responses": {
                "200": {"description": "An answer to each query", "content": content},
                **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (400, 413, 429, 503)},
            },
        }
    }
