"""Near copies on the pages and in the API: counted once on request, named under a document, compared word by word."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search.comparing import LEAST_IN_COMMON, MOST_WORDS
from tests.web.copies import REPRINT, STORY, write_copies
from tests.web.json_schema import faults
from web import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(archive=write_copies(tmp_path_factory.mktemp("copies"))).test_client()


def got(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    return BeautifulSoup(response.data, "lxml")


# --- results ------------------------------------------------------------------------------------------------------------


def test_the_api_counts_articles_on_request(client: FlaskClient) -> None:
    shown = client.get("/api/v1/search?q=pilots&facets=source").get_json()
    once = client.get("/api/v1/search?q=pilots&facets=source&copies=collapse").get_json()
    assert (shown["total"], shown["collapsed"]) == (3, None)
    assert (once["total"], once["collapsed"]) == (1, 2)
    assert [hit["id"] for hit in once["hits"]] == ["courier/1"]
    copies = once["hits"][0]["copies"]
    assert copies["total"] == 2
    assert [(one["id"], one["source"], one["date"], one["page"]) for one in copies["listed"]] == [
        ("herald", "Herald", "2001-05-04", "/documents/herald"),
        ("hostile", None, None, "/documents/hostile"),
    ]
    assert {value["value"]: value["count"] for value in once["facets"]["source"]} == {
        "Courier": 1, "Herald": 1, "_unknown": 1,
    }  # fmt: skip


def test_an_article_is_listed_by_a_copy_where_only_that_matches(client: FlaskClient) -> None:
    once = client.get("/api/v1/search?q=pilots&source=Herald&copies=collapse").get_json()
    assert [hit["id"] for hit in once["hits"]] == ["herald"]
    assert once["hits"][0]["copies"]["listed"][0]["id"] == "courier/1"


def test_a_wrong_value_is_refused_with_the_right_ones(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?copies=colapse")
    assert response.status_code == 400
    (error,) = response.get_json()["errors"]
    assert (error["parameter"], error["suggestion"]) == ("copies", "collapse")


def test_the_page_offers_to_list_copies_once_and_says_who_else_published(client: FlaskClient) -> None:
    page = got(client, "/search?q=pilots")
    link = page.find("a", string="List near copies once")
    once = got(client, link["href"])
    assert once.h1.get_text() == "1 document for pilots"
    assert "2 near copies are left out" in once.get_text()
    entry = once.select_one(".entry")
    assert entry.select_one("details.also summary").get_text() == "Also published 2 times"
    assert [item.get_text(" ", strip=True) for item in entry.select("details.also li")] == [
        "Pilots & <b>buoys</b> 4 May 2001, Herald",
        "Pilots again Undated, source unknown",
    ]
    back = once.find("a", string="List every copy")
    assert back["href"] == "/search?q=pilots"
    assert once.select_one("aside input[type=hidden][name=copies][value=collapse]")


def test_an_archive_without_copies_offers_nothing(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive")
    lines = tmp_path / "one.jsonl"
    lines.write_text(json.dumps({"id": "one", "body": STORY}) + "\n")
    index_paths(archive, [lines], copies=True)
    page = got(create_app(archive=archive.path).test_client(), "/search")
    assert "copies" not in page.get_text()


def test_a_facets_page_keeps_counting_articles(client: FlaskClient) -> None:
    page = got(client, "/facets/source?q=pilots&copies=collapse")
    assert [count.get_text() for count in page.select(".vals .n")] == ["1 document"] * 3
    answer = client.get("/api/v1/facets/language?q=pilots&copies=collapse").get_json()
    assert [value["count"] for value in answer["values"]] == [1]


# --- a document ---------------------------------------------------------------------------------------------------------


def test_a_document_lists_its_other_copies(client: FlaskClient) -> None:
    answer = client.get("/api/v1/documents/herald").get_json()
    assert [one["id"] for one in answer["copies"]["listed"]] == ["courier/1", "hostile"]
    assert client.get("/api/v1/documents/other").get_json()["copies"] is None
    aside = next(
        part for part in got(client, "/documents/herald").select("details.app") if part.h2.get_text() == "Other copies"
    )
    assert "2 documents have nearly the same text." in aside.get_text()
    compare = aside.find("a", rel="nofollow")
    assert compare.get_text() == "Compare with Pilots complain"
    assert got(client, compare["href"]).h1.get_text() == "Two documents compared"


# --- comparing ----------------------------------------------------------------------------------------------------------


def test_the_comparison_gives_both_texts_back(client: FlaskClient) -> None:
    answer = client.get("/api/v1/compare/courier/1?with=herald").get_json()
    description = client.get("/openapi.json").get_json()
    assert not list(faults(answer, {"$ref": "#/components/schemas/Comparison"}, description))
    old = client.get("/api/v1/documents/courier/1").get_json()["body"]
    new = client.get("/api/v1/documents/herald").get_json()["body"]
    for side, body in (("before", old), ("after", new)):
        ranges = [piece[side] for piece in answer["pieces"] if piece[side]]
        assert (
            "".join(body[start:end] for start, end in ranges).split() == body.split()
            or [word for start, end in ranges for word in body[start:end].split()] == body.split()
        )
    for piece in answer["pieces"]:
        assert {"same": (True, True), "removed": (True, False), "added": (False, True)}[piece["kind"]] == (
            piece["before"] is not None, piece["after"] is not None,
        )  # fmt: skip
    told = [(piece["kind"], piece["text"]) for piece in answer["pieces"] if piece["kind"] != "same"]
    assert ("removed", "in haste,") in told
    assert ("added", "carelessly,") in told
    assert answer["words"]["removed"] == sum(len(text.split()) for kind, text in told if kind == "removed")
    assert 0.8 < answer["share"] < 1
    assert answer["cut"] is False


@pytest.mark.parametrize("view", ["", "&view=inline"])
def test_differences_are_told_without_colour_and_escaped(client: FlaskClient, view: str) -> None:
    page = got(client, f"/compare/herald?with=hostile{view}")
    assert not page.select(".cmp script, .cmp b:not(.from b)")
    removed = [part.get_text() for part in page.select(".cmp del")]
    added = [part.get_text() for part in page.select(".cmp ins")]
    assert any("carelessly," in text and text.startswith("only in the first:") for text in removed)
    assert any("<script>alert(1)</script>" in text and text.startswith("only in the second:") for text in added)
    assert page.select_one(".tabs [aria-current]").get_text() == ("In one text" if view else "Side by side")


def test_each_side_holds_its_own_text_alone(client: FlaskClient) -> None:
    page = got(client, "/compare/courier/1?with=herald")
    for hidden in page.select(".cmp .vh"):
        hidden.decompose()
    pairs = page.select(".cmp .pair:not(.heads)")
    left, right = (" ".join(pair.select(".half")[side].get_text() for pair in pairs).split() for side in (0, 1))
    assert left == STORY.split()
    assert right == REPRINT.split()


def test_versions_are_compared_and_linked(client: FlaskClient) -> None:
    document = got(client, "/documents/other")
    link = document.find("a", string="Compare with the version before")
    page = got(client, link["href"])
    assert page.h1.get_text() == "Two versions of a document"
    assert [part.find(string=True, recursive=False) for part in page.select(".cmp ins")] == ["seven"]
    older = got(client, "/documents/other?version=1")
    assert older.find("a", string="Compare with the newest version")["href"] == link["href"]
    plain = client.get("/api/v1/compare/other").get_json()
    assert (plain["before"]["version"], plain["after"]["version"]) == (1, 2)


def test_the_address_below_a_document_leads_there(client: FlaskClient) -> None:
    response = client.get("/documents/courier/1/compare?with=herald")
    assert (response.status_code, response.headers["Location"]) == (302, "/compare/courier/1?with=herald")
    assert client.get("/documents/courier/1/compare").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("herald", 400),
        ("herald?with=herald", 400),
        ("herald?with=nothing", 404),
        ("nothing?with=herald", 404),
        ("other?version=2&with_version=2", 400),
        ("other?version=9", 404),
        ("other?version=x", 400),
    ],
)
def test_what_cannot_be_compared_is_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(f"/compare/{address}").status_code == status
    answer = client.get(f"/api/v1/compare/{address}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_long_texts_are_compared_as_far_as_promised(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(MOST_WORDS + 500)]
    lines = tmp_path / "long.jsonl"
    records = [{"id": "a", "body": " ".join(words)}, {"id": "b", "body": " ".join(["first", *words])}]
    lines.write_text("".join(json.dumps(each) + "\n" for each in records))
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [lines])
    client = create_app(archive=archive.path).test_client()
    answer = client.get("/api/v1/compare/a?with=b").get_json()
    assert answer["cut"] is True
    assert answer["words"] == {"same": MOST_WORDS - 1, "removed": 1, "added": 1}
    assert "Only the first 10,000 words of each are compared." in got(client, "/compare/a?with=b").get_text()


def test_a_few_words_that_happen_to_agree_do_not_cut_a_change_up(tmp_path: Path) -> None:
    assert LEAST_IN_COMMON == 3
    start, end = "The pilots met at noon and said", "before they went home again to sleep"
    records = [
        {"id": "a", "body": f"{start} nothing of the old treaty {end}"},
        {"id": "b", "body": f"{start} much that was of the greatest interest {end}"},
    ]
    lines = tmp_path / "few.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in records))
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [lines])
    answer = create_app(archive=archive.path).test_client().get("/api/v1/compare/a?with=b").get_json()
    assert [(piece["kind"], piece["text"]) for piece in answer["pieces"]] == [
        ("same", start),
        ("removed", "nothing of the old treaty"),
        ("added", "much that was of the greatest interest"),
        ("same", end),
    ]
