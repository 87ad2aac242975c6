"""Many searches in one request: each is answered as it would be alone, and limits are told."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.json_schema import faults
from web import batch_api
from web.batch_api import MOST_BYTES, MOST_QUERIES, PATH


def post(client: FlaskClient, *queries: object) -> list[dict[str, Any]]:
    response = client.post(PATH, json={"queries": queries})
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    results: list[dict[str, Any]] = response.get_json()["results"]
    return results


def alone(client: FlaskClient, query_string: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/search?{query_string}").get_json()
    return answer


def test_each_query_is_answered_as_it_would_be_alone(client: FlaskClient) -> None:
    asked = {
        "q=moratorium": {"q": "moratorium"},
        "q=harbour&source=Northern%20Review&source=_unknown&limit=3&page=2": {
            "q": "harbour", "source": ["Northern Review", "_unknown"], "limit": 3, "page": "2",
        },
        "match=any&q=ferries+treaty&not_source=Harbour%20Gazette&facets=source,date&sort=newest": {
            "match": "any", "q": "ferries treaty", "not_source": "Harbour Gazette", "facets": ["source", "date"], "sort": "newest",
        },
        "": {},
    }  # fmt: skip
    results = post(client, *asked.values())
    for query_string, answer in zip(asked, results, strict=True):
        expected = alone(client, query_string)
        assert (answer["status"], answer["problem"]) == (200, None)
        for each in (expected, answer["result"]):
            each.pop("took_ms")
        assert answer["result"] == expected


def test_ids_come_back_as_they_were_sent_in_order(client: FlaskClient) -> None:
    results = post(client, {"id": "b", "q": "x"}, {"id": 7}, {"q": "y"}, {"id": "b"})
    assert [each["id"] for each in results] == ["b", 7, None, "b"]


def test_a_bad_query_is_a_problem_and_the_others_are_answered(client: FlaskClient) -> None:
    good, *bad = post(
        client,
        {"q": "moratorium"},
        {"id": 1, "q": " OR ".join(["x"] * 500)},
        {"id": 2, "soruce": "x"},
        {"id": 3, "date_from": "2012-13-45"},
        {"id": 4, "cursor": "nonsense"},
        {"id": 5, "q": {"text": "x"}},
        {"id": 6, "limit": True},
        "talks",
    )
    assert good["status"] == 200
    assert [each["status"] for each in bad] == [400, 400, 400, 410, 400, 400, 400]
    assert [each["id"] for each in bad] == [1, 2, 3, 4, 5, 6, None]
    assert bad[1]["problem"]["errors"][0]["suggestion"] == "source"
    assert bad[3]["problem"]["code"] == "cursor-gone"
    for each in bad:
        assert each["result"] is None
        assert each["problem"]["detail"]
        assert each["problem"]["instance"] == PATH


def test_answers_keep_to_the_description(client: FlaskClient) -> None:
    description = client.get("/openapi.json").get_json()
    answer = client.post(PATH, json={"queries": [{"q": "harbour"}, {"limit": -1}]}).get_json()
    assert not list(faults(answer, {"$ref": "#/components/schemas/BatchAnswer"}, description))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"queries": {}}', b'{"query": []}', b'{"queries": [], "limit": 3}', b"\xff\xfe"]
)
def test_what_is_no_list_of_queries_is_refused_with_an_example(client: FlaskClient, body: bytes) -> None:
    response = client.post(PATH, data=body)
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert '{"queries": [{"q": "..."}]}' in response.get_json()["detail"]


def test_too_many_queries_are_refused(client: FlaskClient) -> None:
    assert len(post(client, *[{"limit": 0, "facets": "none"}] * MOST_QUERIES)) == MOST_QUERIES
    response = client.post(PATH, json={"queries": [{}] * (MOST_QUERIES + 1)})
    assert response.status_code == 400
    assert f"at most {MOST_QUERIES}" in response.get_json()["detail"]


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
def test_too_many_bytes_are_refused(client: FlaskClient, declared: bool) -> None:
    body = b'{"queries": [{"q": "' + b"x" * MOST_BYTES + b'"}]}'
    if declared:
        response = client.post(PATH, data=body)
    else:
        response = client.post(PATH, input_stream=BytesIO(body), environ_overrides={"wsgi.input_terminated": True})
    assert (response.status_code, response.content_type) == (413, "application/problem+json")
    assert response.get_json()["code"] == "too-large"


def test_what_there_is_no_time_for_is_told_query_by_query(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_api, "BUDGETS", -1)
    (answer,) = post(client, {"id": 1, "q": "moratorium"})
    assert (answer["status"], answer["problem"]["code"]) == (503, "out-of-time")


def test_other_sites_may_send_json(client: FlaskClient) -> None:
    response = client.options(PATH, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_batch_is_posted(client: FlaskClient) -> None:
    response = client.get(PATH)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
