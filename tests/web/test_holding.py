"""A page without results says what the archive holds of what was asked for."""

import pytest
from flask.testing import FlaskClient

from tests.web.archives import GAZETTE, OFFICE, REVIEW
from tests.web.conftest import Page


@pytest.mark.parametrize(
    ("address", "name", "extent", "lack"),
    [
        (f"source={REVIEW}&date_to=1990", REVIEW, "10 January 1999 to ", "Nothing before 10 January 1999."),
        (f"source={GAZETTE}&date_from=2020", GAZETTE, "6 documents, ", "Nothing after "),
        (f"q=absentword&source={OFFICE}", OFFICE, " documents, ", None),
        ("source=Nobody%27s%20Paper", "Nobody's Paper", "no document", None),
        ("date_from=2050", "All documents", " undated", "Nothing after "),
    ],
)  # fmt: skip
def test_what_the_archive_holds_is_said(page: Page, address: str, name: str, extent: str, lack: str | None) -> None:
    section = page(f"/search?{address}").find("section", {"aria-labelledby": "h-held"})
    assert section.h2.get_text() == "The archive holds"
    (item,) = section.find_all("li")
    assert item.bdi.get_text() == name
    assert extent in item.select_one(".note").get_text()
    told = item.select_one(".ui")
    assert (told is None) if lack is None else lack in told.get_text()


def test_the_holdings_are_a_link_where_there_are_any(page: Page, client: FlaskClient) -> None:
    held = page(f"/search?q=absentword&source={REVIEW}").select_one("[aria-labelledby=h-held] a")
    assert client.get(held["href"]).status_code == 200
    assert page("/search?source=Nobody").select_one("[aria-labelledby=h-held] a") is None


def test_the_api_says_it_too(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/search?source={REVIEW}&date_to=1990").get_json()
    (held,) = answer["coverage"]
    assert (held["field"], held["value"], held["oldest"], held["in_range"]) == ("source", REVIEW, "1999-01-10", 0)
    assert client.get("/api/v1/search?q=moratorium").get_json()["coverage"] == []
