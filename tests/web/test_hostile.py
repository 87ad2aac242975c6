"""An archive whose every field attacks the page: all of it is shown, none of it acts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.web.archives import Record, record, write_archive
from web import create_app

SCRIPT = "<script>alert('x')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
ATTACKS = (
    SCRIPT,
    IMAGE,
    "' onmouseover='alert(1)",
    "</title></textarea></style><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;amp;",
    "\u202etxt.exe\u202c",
    "%3Cscript%3E",
    "<!-- --><a href=javascript:alert(1)>x</a>",
)


def hostile_records() -> Iterator[Record]:
    for index, attack in enumerate(ATTACKS):
        yield record(
            f"hostile/{index}/{attack.replace('/', '_')}"[:200],
            f"Title {attack} ends",
            "2001-02-03",
            f"Source {attack}",
            f"The body begins. {attack} The word needle stands between. {attack}\n\nNear Norway: {attack}",
            author=f"Author {attack}",
            url=f"javascript:alert({index})//https://a.example",
            type=f"Type {attack}",
        )
    yield record("long", "needle " + "X" * 1_000_000, "2002", "Y" * 400, "needle " + "Z" * 200_000)
    yield record("right-to-left", "עברית needle مرحبا", "2003", "مصدر", "نص needle עברית. Norway.", language="he")


@pytest.fixture(scope="module")
def hostile_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("hostile"), hostile_records(), seeds=False)


@pytest.fixture(scope="module")
def hostile(hostile_archive: Path) -> FlaskClient:
    return create_app(archive=hostile_archive).test_client()


def harmless(client: FlaskClient, address: str) -> BeautifulSoup:
    """The page, after looking at every element and attribute for something that would act."""
    response = client.get(address)
    html = response.get_data(as_text=True)
    got = BeautifulSoup(html, "lxml")
    assert not got.select(
        "script:not([src^='/static/'], [type='application/ld+json']), img, iframe, object, embed, style, base, textarea, meta[http-equiv]"
    )
    for block in got.select("script[type='application/ld+json']"):  # data: read by nobody as markup, and whole
        assert not set("<>&") & set(block.string)
        json.loads(block.string)
    for element in got.find_all(True):
        for name, value in element.attrs.items():
            assert not name.startswith("on"), (address, element)
            assert name != "style"
            if name in ("href", "src", "action", "formaction"):
                assert re.match(r"(/|#|https?://)", value), (address, value)
                assert not value.startswith("//")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", html)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    return got


def ids(client: FlaskClient) -> list[str]:
    return [hit["page"] for hit in client.get("/api/v1/search?limit=100").get_json()["hits"]]


def test_results_show_hostile_titles_sources_and_passages_as_text(hostile: FlaskClient) -> None:
    got = harmless(hostile, "/search?q=needle")
    titles = [" ".join(link.get_text().split()) for link in got.select(".entry h3")]
    assert f"Title {SCRIPT} ends" in titles
    assert any(SCRIPT in passage.get_text() for passage in got.select(".pass"))
    assert any(SCRIPT in label.get_text() for label in got.select(".facet .t"))


def test_documents_show_hostile_fields_as_text(hostile: FlaskClient) -> None:
    pages = ids(hostile)
    assert len(pages) == len(ATTACKS) + 2
    for page in pages:
        got = harmless(hostile, page + "?q=needle")
        assert got.select(".text mark")
        known = json.loads(got.select_one("script[type='application/ld+json']").string)
        assert (known["name"][:60], known["@id"].endswith(page)) == (got.h1.get_text().strip()[:60], True)
        assert "isBasedOn" not in known
        assert not got.select("dd a[rel~=external]")  # no javascript: address became a link
        harmless(hostile, page + "?view=scraped&q=needle")
        harmless(hostile, page + "?names=all")


def test_entities_facets_and_the_first_page_are_harmless(hostile: FlaskClient) -> None:
    harmless(hostile, "/")
    harmless(hostile, "/search")
    for field in ("source", "person", "place", "org", "event", "agreement", "language", "type"):
        got = harmless(hostile, f"/facets/{field}")
        for link in got.select("a[href^='/entities/']"):
            harmless(hostile, link["href"])
    for entity in hostile.get("/api/v1/search?facets=person&facets=place&facets=org").get_json()["facets"].values():
        for value in entity:
            harmless(hostile, "/entities/" + quote(value["value"]))


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_addresses_are_answered_with_text(hostile: FlaskClient, attack: str) -> None:
    quoted = quote(attack, safe="")
    got = harmless(hostile, f"/search?q={quoted}")
    assert got.select_one("input#q")["value"] == attack
    for address in (
        f"/search?source={quoted}&not_place={quoted}",
        f"/search?q=x&date_from={quoted}&sort={quoted}&page={quoted}",
        f"/search?q=needle&type={quoted}",
        f"/documents/{quoted}",
        f"/documents/{quoted}?q={quoted}&view={quoted}&version={quoted}",
        f"/entities/{quoted}",
        f"/facets/{quoted}",
        f"/facets/source?prefix={quoted}&order={quoted}&page={quoted}",
        f"/{quoted}",
    ):
        harmless(hostile, address)


def test_a_page_stays_a_page_whatever_the_title(hostile: FlaskClient) -> None:
    response = hostile.get("/search?q=needle")
    assert len(response.data) < 200_000
    title = BeautifulSoup(response.data, "lxml").select_one(".entry h3 a[href^='/documents/long']")
    assert len(title.get_text()) == 300
    assert len(hostile.get("/documents/long").data) < 400_000


def test_nothing_overrides_the_direction_in_which_a_name_is_read(hostile: FlaskClient) -> None:
    for address in ("/search?q=needle", "/facets/source", "/sources", "/facets/type"):
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(harmless(hostile, address).get_text())


def test_right_to_left_text_keeps_to_itself(hostile: FlaskClient) -> None:
    got = harmless(hostile, "/documents/right-to-left?q=needle")
    assert got.h1["dir"] == "auto"
    assert got.select_one(".text p.prose")["dir"] == "auto"
    listed = harmless(hostile, "/search?q=needle&language=he").select_one(".entry")
    assert listed.h3["lang"] == "he"
    assert listed.select_one(".from bdi") is not None


def test_the_api_hands_out_the_text_as_it_is(hostile: FlaskClient) -> None:
    response = hostile.get("/api/v1/search?q=needle&limit=100")
    assert response.content_type == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert f"Title {SCRIPT} ends" in [hit["title"] for hit in response.get_json()["hits"]]
