"""The API's description is whole, true to its routes, and its answers keep to it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.params import PARAMETERS as READ_PARAMETERS
from tests.web.json_schema import faults, resolve
from web.routes import OPERATIONS, PARAMETERS, SEARCH_PARAMETERS


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    return client.get("/openapi.json").get_json()


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def test_every_route_of_the_api_is_described_and_nothing_else(app: Flask, description: dict[str, Any]) -> None:
    routed = {
        re.sub(r"<(?:path:)?\w+>", "{}", str(rule))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/") or str(rule) in ("/healthz", "/readyz")
    }
    assert {re.sub(r"\{\w+\}", "{}", path) for path in description["paths"]} == routed


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    assert all(resolve(reference, description) for reference in references(description))


def test_operations_are_named_once_and_wholly_described(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1.")
    assert description["info"]["title"]
    assert description["info"]["version"]
    named = []
    for path, methods in description["paths"].items():
        (operation,) = methods.values()
        named.append(operation["operationId"])
        assert operation["summary"]
        assert operation["responses"]
        in_path = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path))
        for parameter in operation.get("parameters", ()):
            assert set(parameter) >= {"name", "in", "schema"}
            assert parameter["in"] == "query" or parameter["required"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            assert "$ref" in response or response["description"]
    assert len(named) == len(set(named))


def test_search_is_described_with_exactly_the_parameters_it_reads() -> None:
    assert set(SEARCH_PARAMETERS) == set(READ_PARAMETERS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.view)
def test_every_described_parameter_is_accepted(client: FlaskClient, operation: Any) -> None:
    samples = {
        "date_from": "2003",
        "date_to": "2004",
        "cursor": "",
        "facets": "source",
        "undated": "include",
        "version": "1",
        "with": "month-only",
        "with_version": "1",
        "kind": "person",
        "entity": "place:KP",
        "before": "5",
    }
    path = operation.path.replace("{id}", PLACES.get(operation.view, "")).replace("{field}", "source")
    for name in operation.parameters:
        schema = PARAMETERS[name].schema
        value = samples.get(name, str(schema.get("default", "x")))
        beside = "&with=month-only" if "with" in operation.parameters and name != "with" else ""
        response = client.get(f"/api/v1{path}?{name}={quote(value)}{beside}")
        assert response.status_code == 200, (name, response.get_data(as_text=True))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.view)
def test_answers_keep_to_their_description(client: FlaskClient, description: dict[str, Any], operation: Any) -> None:
    path = operation.path.replace("{id}", PLACES.get(operation.view, "")).replace("{field}", "place")
    asking = "?q=harbour+OR+moratorium+OR+North" if "q" in operation.parameters else ""
    asking = "?with=month-only" if "with" in operation.parameters else asking
    response = client.get(f"/api/v1{path}{asking}")
    assert response.status_code == 200
    schema = description["components"]["schemas"][operation.answer]
    assert list(faults(response.get_json(), schema, description)) == []


def test_problems_keep_to_their_description(client: FlaskClient, description: dict[str, Any]) -> None:
    schema = description["components"]["schemas"]["Problem"]
    for address in ("/api/v1/search?x=1", "/api/v1/documents/none", "/api/v1/search?cursor=x", "/api/v1/nowhere"):
        assert list(faults(client.get(address).get_json(force=True), schema, description)) == []


PLACES = {
    "document": "003_bb01f1feaf2e59d7.txt",
    "cleaning": "003_bb01f1feaf2e59d7.txt",
    "similar": "treaty",
    "compare": "treaty",
    "entity": "place:KP",
    "search": "",
    "facet": "",
    "suggest": "",
    "parse": "",
    "stats": "",
}
