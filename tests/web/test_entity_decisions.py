"""What pages and API tell of decisions: new ids, old ids that lead to them, passages, the log, and what still waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.entities.decisions import AddAlias, Merge, Rename, Suppress, Undo
from indexer.entity_decisions.deciding import decide, split
from search.archive import Archive
from search.service import open_archive
from tests.entity_decisions.archives import made
from web import create_app


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return made(tmp_path)


@pytest.fixture
def client(archive: Archive) -> Iterator[FlaskClient]:
    service = open_archive(archive.path)
    yield create_app(service).test_client()
    service.close()


def html(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.data, "lxml")


def test_an_old_id_leads_to_the_entity_it_became_until_that_is_undone(archive: Archive, client: FlaskClient) -> None:
    moved = client.get("/entities/person:j-smith")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/entities/person:john-smith")
    assert moved.headers["Cache-Control"] == "no-cache"
    answer = client.get("/api/v1/entities/person:j-smith").get_json()
    assert (answer["id"], answer["also"]) == ("person:john-smith", ["person:j-smith"])
    decide(archive, [Undo(number=1)])
    assert client.get("/entities/person:j-smith").status_code == 200
    assert client.get("/api/v1/entities/person:j-smith").get_json()["id"] == "person:j-smith"


def test_an_entity_page_lists_names_passages_and_decisions(archive: Archive, client: FlaskClient) -> None:
    decide(archive, [Rename(entity="person:john-smith", name="Sir John Smith")], why="knighted <1905>")
    page = html(client, "/entities/person:john-smith")
    assert page.h1.text == "Sir John Smith"
    assert {row.th.text: row.td.text for row in page.select("tbody tr")}["J. Smith"] == "2"
    passages = [passage.text for passage in page.select(".entries .pass")]
    assert len(passages) == 4
    assert {mark.text for mark in page.select(".entries .pass mark")} >= {"John Smith", "J. Smith"}
    said = page.select_one("section[aria-labelledby=h-dec]").text
    assert "person:john-smith is called Sir John Smith" in said
    assert "person:j-smith is the same as person:john-smith" in said
    assert "By rule" in said
    assert "knighted <1905>" in said


def test_a_rename_shows_at_once_although_pages_are_kept(archive: Archive, client: FlaskClient) -> None:
    first = client.get("/entities/place:KP")
    decide(archive, [Rename(entity="place:KP", name="DPRK, as it says")])
    client.application.extensions["regesta"].service()._snapshots._checked = 0
    again = client.get("/entities/place:KP", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "DPRK, as it says" in again.text


def test_what_still_waits_is_told(archive: Archive, client: FlaskClient) -> None:
    before = client.get("/entities/person:john-smith")
    assert "is being applied" not in before.text
    with closing(sqlite3.connect(archive.catalog_path)) as catalog, catalog:
        catalog.execute("INSERT INTO entity_pending (document) VALUES (1), (2)")
    again = client.get("/entities/person:john-smith", headers={"If-None-Match": before.headers["ETag"]})
    assert "2 documents of this archive do not show it yet" in again.text
    assert client.get("/api/v1/entities/person:john-smith").get_json()["pending"] == 2
    assert client.get("/api/v1/entities/log").get_json()["pending"] == 2


def test_what_is_no_name_is_not_found_and_the_reason_told(archive: Archive, client: FlaskClient) -> None:
    decide(archive, [Suppress(entity="org:acme")], why="a brand of paper")
    answer = client.get("/entities/org:acme")
    assert answer.status_code == 404
    assert "a brand of paper" in answer.text


def test_a_document_links_whom_it_shows_and_says_what_was_decided(archive: Archive, client: FlaskClient) -> None:
    split(archive, "person:john-smith", ["d3"])
    decide(archive, [Suppress(entity="org:acme")])
    document = client.get("/api/v1/documents/d3").get_json()
    assert {mention["entity"] for mention in document["mentions"]} == {"person:john-smith~2", "place:KP"}
    page = html(client, "/documents/d1")
    assert "By decision: “Acme” is no name" in page.text
    assert "By decision: “J. Smith” is John Smith" in page.text
    assert "/entities/person:john-smith" in {link["href"] for link in page.select(".prose a")}


def test_an_old_address_of_a_search_finds_what_the_entity_became(archive: Archive, client: FlaskClient) -> None:
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")])
    answer = client.get("/api/v1/search?person=person:mary-jones").get_json()
    assert answer["total"] == 4
    (value,) = answer["facets"]["person"]
    assert (value["value"], value["selected"]) == ("person:john-smith", True)
    listed = client.get("/api/v1/facets/person?person=person:mary-jones&prefix=smith").get_json()
    assert [(one["value"], one["selected"]) for one in listed["values"]] == [("person:john-smith", True)]


def test_values_are_found_by_their_other_names_too(archive: Archive, client: FlaskClient) -> None:
    decide(archive, [AddAlias(entity="org:acme", alias="Widget Works")])
    for facet, typed, value in (
        ("place", "DPRK", "place:KP"),
        ("place", "dpr", "place:KP"),
        ("place", "korea", "place:KP"),
        ("org", "widget", "org:acme"),
    ):
        listed = client.get(f"/api/v1/facets/{facet}?prefix={typed}").get_json()
        assert [one["value"] for one in listed["values"]] == [value], typed
    for facet, typed in (("place", "place"), ("place", "prk"), ("org", "dprk"), ("person", "...")):
        values = client.get(f"/api/v1/facets/{facet}?prefix={typed}").get_json()["values"]
        assert (len(values) == 0) == (typed != "..."), typed


def test_entities_and_decisions_are_listed_a_page_at_a_time(archive: Archive, client: FlaskClient) -> None:
    for name in ("One", "Two", "Three"):
        decide(archive, [Rename(entity="place:KP", name=name)], why=name, by="ada")
    answer = client.get("/api/v1/entities?kind=person&size=1").get_json()
    assert (answer["total"], answer["entities"][0]["id"], answer["entities"][0]["also"]) == (2, "person:john-smith", 1)
    assert client.get(answer["next"]).get_json()["entities"][0]["id"] == "person:mary-jones"
    numbers, address = [], "/api/v1/entities/log?size=2"
    while address:
        page = client.get(address).get_json()
        numbers += [one["number"] for one in page["decisions"]]
        address = page["next"]
    assert numbers == [4, 3, 2, 1]
    mine = client.get("/api/v1/entities/log?entity=place:KP&by=people").get_json()["decisions"]
    assert [(one["by"], one["name"], one["why"]) for one in mine][-1] == ("ada", "One", "One")
    assert client.get("/api/v1/entities/log?entity=place:KPP").status_code == 404
    assert client.get("/api/v1/entities?kind=thing").status_code == 400


def test_suggestions_come_with_both_sides(archive: Archive, client: FlaskClient) -> None:
    decide(archive, [Undo(number=1)])
    answer = client.get("/api/v1/entities/suggestions?kind=person").get_json()
    assert answer == {"suggestions": []}  # what staff undid is not suggested either
