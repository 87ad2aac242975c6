"""The API answers in the shapes it promises, and refuses plainly."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.web.archives import GAZETTE, RECORDS, REVIEW, WITHDRAWN

HELD = len(RECORDS) - 1 + 2  # one was withdrawn, two are the seeds
SEED = "003_bb01f1feaf2e59d7.txt"


def answer(client: FlaskClient, address: str, status: int = 200) -> dict:
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json(force=True)


def test_the_word_of_one_seed_finds_it_and_says_where(client: FlaskClient) -> None:
    found = answer(client, f"/api/v1/search?q=moratorium&source={quote('Stratfor')}")
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert hit["id"] == SEED
    assert hit["page"] == f"/documents/{SEED}"
    assert hit["url"] is None
    for snippet in hit["snippets"]:
        for start, end in snippet["ranges"]:
            assert snippet["text"][start:end].lower().startswith("morator")
    assert any(snippet["ranges"] for snippet in hit["snippets"])


def test_a_search_answer_has_every_promised_part(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=harbour")
    promised = {"query", "total", "hits", "facets", "suggestion", "next", "snapshot", "took_ms"}
    assert promised <= set(found)
    assert set(found["query"]) >= {"text", "canonical", "match", "warnings"}
    assert found["query"]["match"] == "all"
    parts = {"id", "title", "date", "source", "score", "url", "page", "snippets", "entities"}
    assert all(parts <= set(hit) for hit in found["hits"])
    assert set(found["facets"]) == {"source", "person", "place", "org", "date"}
    for value in found["facets"]["source"]:
        assert set(value) >= {"value", "label", "count", "selected"}
    for bucket in found["facets"]["date"]:
        assert set(bucket) >= {"value", "count", "selected"}


def test_scores_stand_only_in_lists_by_relevance(client: FlaskClient) -> None:
    assert all(hit["score"] is not None for hit in answer(client, "/api/v1/search?q=harbour")["hits"])
    assert all(hit["score"] is None for hit in answer(client, "/api/v1/search?q=harbour&sort=newest")["hits"])


def test_dates_are_reduced_to_what_is_known(client: FlaskClient) -> None:
    dates = {hit["id"]: hit["date"] for hit in answer(client, "/api/v1/search?limit=100")["hits"]}
    assert dates["treaty"] == "2003-05-04"
    assert dates["month-only"] == "2003-06"
    assert dates["year-only"] == "2004"
    assert dates["undated"] is None


def test_following_next_lists_every_document_once(client: FlaskClient) -> None:
    address, seen, pages = "/api/v1/search?limit=4&sort=oldest", [], 0
    while address:
        response = client.get(address)
        body = response.get_json(force=True)
        seen += [hit["id"] for hit in body["hits"]]
        assert body["total"] == HELD
        address = body["next"]
        link = response.headers.get("Link")
        assert (link == f'<{address}>; rel="next"') if address else link is None
        pages += 1
    assert len(seen) == len(set(seen)) == HELD
    assert pages == -(-HELD // 4)


def test_no_hits_are_listed_when_none_are_asked_for(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=harbour&limit=0")
    assert found["hits"] == []
    assert found["total"] > 12
    assert found["facets"]["source"]


def test_only_the_facets_asked_for_are_counted(client: FlaskClient) -> None:
    assert set(answer(client, "/api/v1/search?facets=source&facets=language")["facets"]) == {"source", "language"}
    assert answer(client, "/api/v1/search?facets=none")["facets"] == {}


def test_a_chosen_value_is_marked_and_its_count_is_the_total(client: FlaskClient) -> None:
    found = answer(client, f"/api/v1/search?q=harbour&source={quote(REVIEW)}")
    chosen = [value for value in found["facets"]["source"] if value["selected"]]
    assert [value["value"] for value in chosen] == [REVIEW]
    assert chosen[0]["count"] == found["total"]
    assert any(value["value"] == GAZETTE and value["count"] for value in found["facets"]["source"])


def test_an_excluded_value_is_listed_without_a_count(client: FlaskClient) -> None:
    found = answer(client, f"/api/v1/search?not_source={quote(REVIEW)}")
    (excluded,) = [value for value in found["facets"]["source"] if value["value"] == REVIEW]
    assert excluded["count"] is None
    assert excluded["excluded"]
    assert all(hit["source"] != REVIEW for hit in found["hits"])


@pytest.mark.parametrize(
    ("address", "parameter", "suggestion"),
    [
        ("/api/v1/search?soruce=x", "soruce", "source"),
        ("/api/v1/search?sort=newst", "sort", "newest"),
        ("/api/v1/search?date_from=yesterday", "date_from", "2012-03-01"),
        ("/api/v1/search?limit=101", "limit", "100"),
        ("/api/v1/search?undated=only&date_from=2003", "undated", None),
        (f"/api/v1/documents/{SEED}?vresion=1", "vresion", "version"),
        ("/api/v1/facets/source?order=lable", "order", "label"),
        ("/api/v1/facets/source?page=0", "page", "1"),
        ("/api/v1/stats?q=x", "q", None),
        ("/api/v1/suggest?q=a&limit=x", "limit", "8"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_would_do(
    client: FlaskClient, address: str, parameter: str, suggestion: str | None
) -> None:
    problem = answer(client, address, 400)
    assert client.get(address).content_type == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert problem["status"] == 400
    (error,) = problem["errors"]
    assert error["parameter"] == parameter
    assert error["suggestion"] == suggestion
    assert error["detail"]


def test_a_cursor_that_cannot_be_read_is_gone(client: FlaskClient) -> None:
    assert answer(client, "/api/v1/search?cursor=nonsense", 410)["code"] == "cursor-gone"


@pytest.mark.parametrize("route", ["documents", "cleaning", "similar", "entities"])
def test_what_is_not_there_is_404(client: FlaskClient, route: str) -> None:
    assert answer(client, f"/api/v1/{route}/no/such/thing", 404)["status"] == 404


@pytest.mark.parametrize("route", ["documents", "cleaning", "similar"])
def test_a_withdrawn_document_is_410_and_says_why(client: FlaskClient, route: str) -> None:
    problem = answer(client, f"/api/v1/{route}/{WITHDRAWN}", 410)
    assert problem["reason"] == "the writer asked for it"
    assert problem["id"] == WITHDRAWN
    assert "secretword" not in str(problem)


def test_every_listed_document_can_be_fetched_whatever_its_id(client: FlaskClient) -> None:
    hits = answer(client, "/api/v1/search?limit=100")["hits"]
    assert "odd ids/a b?c#d%20é.txt" in [hit["id"] for hit in hits]
    for hit in hits:
        assert client.get(hit["page"]).status_code == 200
        document = answer(client, hit["page"].replace("/documents/", "/api/v1/documents/"))
        assert document["id"] == hit["id"]
        assert answer(client, document["cleaning"])["id"] == hit["id"]
        assert answer(client, document["similar"])["id"] == hit["id"]


def test_a_document_tells_where_a_query_matches(client: FlaskClient) -> None:
    document = answer(client, f"/api/v1/documents/{SEED}?q=moratorium")
    found = [document["body"][start:end] for start, end in document["highlights"]]
    assert found
    assert set(found) == {"moratorium"}


def test_mentions_are_where_they_say(client: FlaskClient) -> None:
    document = answer(client, f"/api/v1/documents/{SEED}")
    assert document["mentions"]
    for mention in document["mentions"]:
        assert document["body"][mention["start"] : mention["end"]] == mention["surface"]


def test_cleaning_tells_every_line_and_the_evidence(client: FlaskClient) -> None:
    cleaning = answer(client, f"/api/v1/cleaning/{SEED}")
    assert cleaning["title"] == "Small Steps Reduce Tensions Between U.S. and North Korea"
    assert cleaning["date"] == "2012-03-01"
    assert cleaning["date_evidence"] == "Mar 1, 2012 | 06:33 GMT"
    assert cleaning["source"] == "Stratfor"
    assert "Stratfor Enterprises, LLC" in cleaning["source_evidence"]
    verdicts = {line["text"]: line["verdict"] for line in cleaning["lines"]}
    assert verdicts["Article Search"] == "drop"
    assert verdicts["4 mins read"] == "harvest"
    assert sum(cleaning["verdicts"].values()) == len(cleaning["lines"])


def test_all_values_of_a_facet_are_paged_ordered_and_searched_within(client: FlaskClient) -> None:
    first = answer(client, "/api/v1/facets/source?size=2&order=label")
    assert first["total"] == 5  # three of ours, the seed's, unknown
    assert [value["value"] for value in first["values"]] == [GAZETTE, REVIEW]
    second = answer(client, first["next"])
    assert second["values"][0]["value"] not in (GAZETTE, REVIEW)
    begins = answer(client, "/api/v1/facets/source?prefix=gaz")
    assert [value["value"] for value in begins["values"]] == [GAZETTE]
    assert answer(client, "/api/v1/facets/colour", 404)["detail"].startswith("There is no facet 'colour'")


def test_a_query_is_explained_without_searching(client: FlaskClient) -> None:
    read = answer(client, "/api/v1/parse?q=" + quote('"six-party talks" OR "food aid'))
    assert read["tree"]["type"] == "or"
    assert [warning["code"] for warning in read["warnings"]]
    assert answer(client, "/api/v1/parse?q=" + quote(read["canonical"]))["warnings"] == []


def test_completions_begin_with_what_was_typed(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/suggest?q=Harb")
    assert any(each["text"] == GAZETTE and each["kind"] == "source" for each in found["suggestions"])
    assert answer(client, "/api/v1/suggest?q=")["suggestions"] == []


def test_an_entity_tells_its_names_and_company(client: FlaskClient) -> None:
    listed = answer(client, "/api/v1/facets/place")["values"]
    entity = answer(client, "/api/v1/entities/" + quote(listed[0]["value"]))
    assert entity["documents"] == listed[0]["count"]
    assert entity["names"]
    assert entity["page"].startswith("/entities/")


def test_the_figures_add_up(client: FlaskClient) -> None:
    stats = answer(client, "/api/v1/stats")
    assert stats["documents"] == HELD == stats["dated"] + stats["undated"]
    assert stats["sources"] == 4


def test_an_unchanged_archive_answers_304(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=harbour", "/search?q=harbour", "/documents/treaty", "/", "/facets/place"):
        tag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.data == b""
        assert (
            client.get(
                address + "?x" if "?" not in address else address + "s", headers={"If-None-Match": tag}
            ).status_code
            != 304
        )


def test_anyone_may_read_from_anywhere(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=harbour")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=harbour").headers


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=harbour", "/search?q=harbour", "/documents/treaty", "/healthz", "/openapi.json"):
        got, headed = client.get(address), client.head(address)
        assert headed.status_code == got.status_code == 200
        assert headed.data == b""
        assert headed.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("address", ["/api/v1/search", "/search", "/documents/treaty", "/healthz"])
def test_nothing_can_be_sent(client: FlaskClient, address: str) -> None:
    response = client.post(address, data="x")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    if address != "/search" and address.startswith("/api"):
        assert response.content_type == "application/problem+json"


def test_it_says_that_it_is_running_and_answers(client: FlaskClient) -> None:
    assert answer(client, "/healthz") == {"status": "ok"}
    assert answer(client, "/readyz")["status"] == "ready"
