"""A document that the catalog no longer holds as it was written: it explains itself, and no list goes down with it."""

import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.verify import verify
from search.archive import Archive
from search.errors import DamagedDocument
from search.service import open_archive
from tests.web.archives import RECORDS, write_archive
from web import create_app

HURT = "treaty"


def damaged(folder: Path, column: str) -> Path:
    """An archive in which this column of one document holds what nobody wrote."""
    archive = write_archive(folder, RECORDS, seeds=False)
    catalog = sqlite3.connect(archive / "catalog.sqlite")
    changed = catalog.execute(
        f"UPDATE revisions SET {column} = x'00ff00ff' WHERE document = (SELECT number FROM documents WHERE id = ?)",
        (HURT,),
    )
    assert changed.rowcount
    catalog.commit()
    catalog.close()
    return archive


@pytest.fixture(scope="module", params=["body", "detail"])
def hurt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damaged(tmp_path_factory.mktemp("damaged"), request.param)


@pytest.fixture
def client(hurt: Path) -> FlaskClient:
    return create_app(archive=hurt).test_client()


def test_its_page_says_that_it_is_damaged_and_what_its_keeper_has_to_do(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for address in (f"/documents/{HURT}?q=harbour", f"/documents/{HURT}?view=scraped&q=harbour"):
        response = client.get(address)
        page = BeautifulSoup(response.data, "lxml")
        assert response.status_code == 500
        assert response.headers["Cache-Control"] == "no-store"
        assert page.h1.text == "The document is damaged"
        assert HURT in page.main.text
        assert "regesta verify" in page.main.text
        assert page.select_one("#q")["value"] == "harbour"
        assert response.headers["X-Request-Id"] in page.main.text
        assert HURT in caplog.text


def test_programs_are_told_its_id_and_a_stable_code(client: FlaskClient) -> None:
    for address in (f"/api/v1/documents/{HURT}", f"/api/v1/cleaning/{HURT}", f"/api/v1/similar/{HURT}"):
        problem = client.get(address)
        assert problem.status_code == 500
        assert problem.mimetype == "application/problem+json"
        assert (problem.json["code"], problem.json["id"]) == ("damaged-document", HURT)
        assert "regesta verify" in problem.json["detail"]


def test_what_is_said_to_german_readers_is_german(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get(f"/documents/{HURT}", headers={"Accept-Language": "de"}).data, "lxml")
    assert page.h1.text == "Das Dokument ist beschädigt"
    assert not page.main.select("[lang=en]")


def test_every_other_document_is_shown_as_ever(client: FlaskClient) -> None:
    for address in ("/", "/documents/month-only", "/search?q=moratorium", "/feed?q=harbour", "/entities/place:NO"):
        assert client.get(address).status_code == 200, address
    assert client.get("/api/v1/documents/month-only").json["body"] == "Norway proposed a moratorium on dredging."


def test_verify_names_it(hurt: Path) -> None:
    assert any(HURT in problem for problem in verify(Archive(hurt)).problems)


def test_a_list_shows_what_is_left_of_it(tmp_path: Path) -> None:
    client = create_app(archive=damaged(tmp_path, "body")).test_client()
    page = BeautifulSoup(client.get("/search?q=treaty+Oslo").data, "lxml")
    entry = next(entry for entry in page.select(".entry") if "The harbour treaty is signed" in entry.h3.text)
    assert entry.select_one(".why").text == "Its text is damaged in the archive and cannot be shown."
    assert "Northern Review" in entry.select_one(".from").text
    assert "2003" in entry.select_one(".when").text
    hits = client.get("/api/v1/search?q=treaty+Oslo").json["hits"]
    assert {hit["id"]: hit["damaged"] for hit in hits}[HURT] is True
    assert [hit["damaged"] for hit in hits].count(True) == 1


def test_an_original_that_cannot_be_unpacked_names_its_document(tmp_path: Path) -> None:
    archive = write_archive(tmp_path, RECORDS, seeds=False)
    catalog = sqlite3.connect(archive / "catalog.sqlite")
    catalog.execute(
        "UPDATE versions SET original = x'00' WHERE key >> 16 = (SELECT number FROM documents WHERE id = ?)", (HURT,)
    )
    catalog.commit()
    catalog.close()
    with pytest.raises(DamagedDocument) as raised:
        open_archive(archive).original(HURT)
    assert raised.value.document_id == HURT
