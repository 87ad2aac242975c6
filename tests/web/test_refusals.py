"""What goes wrong is said plainly, with a number, and without showing anything from inside."""

import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from search.errors import ArchiveError, EngineError, Unsupported, Withdrawn
from tests.web.archives import write_archive
from web import create_app
from web.problems import KINDS, answer_for


def test_a_missing_archive_is_a_503_that_says_what_to_do_and_heals(tmp_path: Path) -> None:
    client = create_app(archive=tmp_path / "a" / "archive").test_client()
    for address in ("/", "/search?q=x", "/documents/x", "/api/v1/search?q=x", "/readyz", "/api/v1/stats"):
        response = client.get(address)
        assert response.status_code == 503, address
        assert response.headers["Retry-After"]
        assert response.headers["Cache-Control"] == "no-store"
        assert "regesta index" in response.get_data(as_text=True)
        assert str(tmp_path) not in response.get_data(as_text=True)
    assert client.get("/healthz").status_code == 200
    assert client.get("/help").status_code == 200
    write_archive(tmp_path / "a", [])
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("lost", ["generations", "CURRENT", "."])
def test_an_archive_that_breaks_while_serving_is_a_503_until_it_is_mended(tmp_path: Path, lost: str) -> None:
    made = write_archive(tmp_path / "a", [])
    client = create_app(archive=made).test_client()
    assert client.get("/search?q=talks").status_code == 200
    (made / lost).resolve().rename(tmp_path / "lost")
    time.sleep(0.3)  # a snapshot is trusted for a quarter of a second
    for address in ("/search?q=moratorium", "/api/v1/search?q=moratorium", "/readyz"):
        assert client.get(address).status_code == 503, address
    (tmp_path / "lost").rename((made / lost).resolve() if lost != "." else made)
    time.sleep(0.3)
    assert client.get("/search?q=moratorium").status_code == 200


def test_an_unexpected_error_shows_a_number_and_no_traceback(archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(archive=archive)
    app.add_url_rule("/api/boom", "boom", lambda: 1 // 0)
    app.add_url_rule("/boom", "page_boom", lambda: 1 // 0)
    client = app.test_client()
    for address in ("/boom?q=harbour", "/api/boom?q=harbour"):
        response = client.get(address)
        body = response.get_data(as_text=True)
        assert response.status_code == 500
        assert response.headers["X-Request-Id"] in body
        assert response.headers["X-Request-Id"] in caplog.text
        for inside in ("Traceback", "ZeroDivision", "division", ".py"):
            assert inside not in body
    page = BeautifulSoup(client.get("/boom?q=harbour").data, "lxml")
    assert page.select_one("input#q")["value"] == "harbour"
    assert "harbour" not in caplog.text.split("Traceback")[0]


def test_addresses_beyond_the_limit_are_414(client: FlaskClient) -> None:
    for address in ("/search?q=", "/api/v1/search?q="):
        assert client.get(address + "x" * 70_000).status_code == 414
    assert client.get("/api/v1/search?q=" + "word " * 2_000).status_code == 200  # ten kilobytes of pasted text


def test_a_query_past_its_limits_says_which_and_keeps_it_in_the_box(client: FlaskClient) -> None:
    text = "(" * 40 + "x" + ")" * 40
    response = client.get("/search", query_string={"q": text})
    if response.status_code == 400:
        assert BeautifulSoup(response.data, "lxml").select_one("input#q")["value"] == text
    long = client.get("/api/v1/search", query_string={"q": "y" * 20_001})
    assert long.status_code == 400
    (error,) = long.get_json(force=True)["errors"]
    assert error["parameter"] == "q"
    assert error["position"] == [20_000, 20_001]


def test_only_trusted_hosts_are_answered(archive: Path) -> None:
    client = create_app(archive=archive, trusted_hosts=("archive.example",)).test_client()
    assert client.get("/healthz", headers={"Host": "archive.example"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_whole_addresses_come_from_the_setting_not_from_the_request(archive: Path) -> None:
    client = create_app(archive=archive, base_url="https://archive.example").test_client()
    response = client.get("/documents/treaty", headers={"Host": "evil.example"})
    html = response.get_data(as_text=True)
    assert "https://archive.example/documents/treaty" in html
    assert "evil.example" not in html


def test_an_option_nobody_knows_is_refused(archive: Path) -> None:
    with pytest.raises(TypeError, match="colour"):
        create_app(archive=archive, colour="blue")


def test_every_answer_is_protected(client: FlaskClient) -> None:
    for address in (
        "/",
        "/search?q=x",
        "/nowhere",
        "/api/v1/search",
        "/api/v1/nowhere",
        "/robots.txt",
        "/favicon.svg",
        "/openapi.json",
    ):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert len(headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ArchiveError("x"), 503),
        (EngineError("x"), 503),
        (Unsupported("x"), 501),
        (Withdrawn("a", title=None, reason="r", removed_at="2026-01-01T00:00:00+00:00"), 410),
    ],
)
def test_each_error_has_its_status(app: Flask, error: ArchiveError, status: int) -> None:
    with app.test_request_context("/api/v1/search"):
        assert answer_for(error).status_code == status


def test_problem_types_lead_to_their_explanation(client: FlaskClient) -> None:
    got = BeautifulSoup(client.get("/help").data, "lxml")
    for _, kind in KINDS:
        assert got.find(id=f"problem-{kind.code}") is not None


def test_static_files_are_kept_for_good_under_an_address_that_changes(client: FlaskClient) -> None:
    got = BeautifulSoup(client.get("/").data, "lxml")
    address = got.select_one("link[rel=stylesheet]")["href"]
    response = client.get(address)
    assert response.content_type.startswith("text/css")
    assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/none.css").status_code == 404
    assert client.get("/favicon.ico").content_type.startswith("image/svg+xml")


def test_pages_travel_compressed_to_those_who_can_read_that(client: FlaskClient) -> None:
    plain = client.get("/search?q=harbour")
    small = client.get("/search?q=harbour", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 3
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_first_page_with_its_style_weighs_less_than_60_kilobytes(client: FlaskClient) -> None:
    compressed = {"Accept-Encoding": "gzip"}
    page = client.get("/search?q=harbour", headers=compressed)
    got = BeautifulSoup(client.get("/search?q=harbour").data, "lxml")
    parts = [
        client.get(link["href"], headers=compressed) for link in got.select("link[rel=stylesheet], link[rel=icon]")
    ]
    assert len(page.data) + sum(len(part.data) for part in parts) < 60_000


def test_a_page_names_the_field_that_cannot_be_read_and_leads_on_without_it(archive: Path) -> None:
    client = create_app(archive=archive).test_client()
    response = client.get("/search?q=harbour&source=Northern%20Review&date_from=never")
    got = BeautifulSoup(response.data, "lxml")
    assert response.status_code == 400
    assert got.select_one(".warn b").text == "From"
    assert got.select_one(".warn").text.count("2012-03-01") == 1
    assert got.select_one("#q")["value"] == "harbour"
    on = got.find("a", string="Search without it")
    assert on["href"] == "/search?q=harbour&source=Northern%20Review"
    assert client.get(on["href"]).status_code == 200
    # Of a query there is nothing to leave out, and what is wrong with it needs no name.
    got = BeautifulSoup(client.get("/search?q=*harbour").data, "lxml")
    assert got.find("a", string="Search without it") is None
    assert not got.select(".warn b")
