"""The API described as OpenAPI 3.1, from the same table that makes its routes."""

import re
from functools import cache

import orjson
from flask import Flask, Response

from search.addresses import API
from web import batch_api
from web.routes import OPERATIONS, PARAMETERS, Json, Operation, Parameter
from web.schemas import SCHEMAS

_PROBLEMS = {
    400: "A parameter or the query cannot be read",
    404: "Nothing by that name",
    410: "Withdrawn, or a cursor that cannot be continued",
    413: "The body is too large",
    429: "Your address has used up its share; try again after Retry-After seconds",
    503: "The archive does not answer at the moment",
}


def add_openapi(app: Flask) -> None:
    app.add_url_rule("/openapi.json", "openapi", openapi)


def openapi() -> Response:
    response = Response(_written(), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@cache
def _written() -> bytes:
    return orjson.dumps(description())


def description() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regesta",
            "version": "1",
            "summary": "Search an archive of policy documents.",
            "description": "Read-only and anonymous. The parameters are those of the page. Ranges count Unicode code "
            "points and are half-open. Fields may be added, never renamed or removed.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {API + operation.path: {"get": _operation(operation)} for operation in OPERATIONS}
        | {batch_api.PATH: batch_api.described()}
        | _HEALTH,
        "components": {
            "schemas": SCHEMAS | batch_api.SCHEMAS,
            "responses": {
                str(status): {
                    "description": said,
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, said in _PROBLEMS.items()
            },
        },
    }


def _operation(operation: Operation) -> Json:
    names = re.findall(r"\{(\w+)\}", operation.path)
    return {
        "operationId": operation.view,
        "summary": operation.summary,
        "description": operation.about,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names),
            *(_parameter(PARAMETERS[name]) for name in operation.parameters),
        ],
        "responses": {
            "200": {
                "description": operation.summary,
                "headers": {"ETag": {"description": "Names the snapshot", "schema": {"type": "string"}}},
                "content": {operation.media: {"schema": {"$ref": f"#/components/schemas/{operation.answer}"}}},
            },
            "304": {"description": "The answer with this ETag still holds"},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (*operation.problems, 429)},
        },
    }


def _parameter(parameter: Parameter) -> Json:
    schema: Json = {"type": "array", "items": parameter.schema} if parameter.many else parameter.schema
    described: Json = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "schema": schema,
    }
    if parameter.many:
        described |= {"style": "form", "explode": True}
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _status(said: str) -> Json:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}
    return {"200": {"description": said, "content": content}}


_HEALTH: Json = {
    "/healthz": {"get": {"operationId": "healthz", "summary": "Is the process alive", "responses": _status("It is")}},
    "/readyz": {
        "get": {
            "operationId": "readyz",
            "summary": "Does the archive answer",
            "responses": _status("It does") | {"503": {"$ref": "#/components/responses/503"}},
        }
    },
}
