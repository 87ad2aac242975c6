"""Every request that is made to hurt is refused with a hint, or answered as documented; on the page as in the API."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from benchmarks.hostile import HOSTILE, Hostile

IDS = [case.name for case in HOSTILE]


@pytest.mark.parametrize("case", HOSTILE, ids=IDS)
def test_the_api_answers_as_promised(client: FlaskClient, case: Hostile) -> None:
    response = client.get(f"/api/v1/search?{case.query_string}")
    assert response.status_code == case.status
    body = response.get_json()
    if case.status == 200:
        told = " ".join(warning["message"] for warning in body["query"]["warnings"])
        assert len(body["hits"]) <= 100
    else:
        assert response.content_type == "application/problem+json"
        told = body["detail"]
    assert case.told in told
    assert bool(told) == bool(case.told)


@pytest.mark.parametrize("case", HOSTILE, ids=IDS)
def test_the_page_says_so_in_words_and_keeps_what_was_typed(client: FlaskClient, case: Hostile) -> None:
    response = client.get(f"/search?{case.query_string}", follow_redirects=True)
    assert response.status_code in (200, 400)
    page = BeautifulSoup(response.data, "lxml")
    assert page.h1 is not None
    assert page.select_one("input#q") is not None


@pytest.mark.parametrize(
    "path", ["/feed", "/export/csv", "/timeline", "/facets/source", "/api/v1/parse", "/api/v1/suggest"]
)
@pytest.mark.parametrize("case", [case for case in HOSTILE if case.parameters[0][0] == "q"], ids=lambda case: case.name)
def test_no_other_address_breaks_either(client: FlaskClient, path: str, case: Hostile) -> None:
    parameters = case.query_string.partition("&")[0]
    assert client.get(f"{path}?{parameters}").status_code in (200, 302, 400)


def test_a_page_past_the_end_leads_to_the_last_one(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/search?q=harbour&page=40").data, "lxml")
    assert "This list ends before page 40." in page.main.get_text()
    last = BeautifulSoup(client.get(page.find("a", string="Its last page")["href"]).data, "lxml")
    assert last.select(".entry")
    assert "This list ends" not in last.main.get_text()
    assert "Showing 11–" in last.main.get_text()
