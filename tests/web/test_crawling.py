"""What crawlers meet: every document by a short way, and no maze of filters."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import etree

from tests.web.archives import WITHDRAWN
from web import sitemap

Page = Callable[[str], BeautifulSoup]
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client: FlaskClient, path: str) -> list[str]:
    tree = etree.fromstring(client.get(path).data)
    return [urlsplit(address).path for address in tree.xpath("//s:loc/text()", namespaces=SPACE)]


def test_the_sitemap_leads_to_every_document_and_no_withdrawn_one(client: FlaskClient) -> None:
    listed = addresses(client, "/sitemap.xml")
    assert set(listed) == {hit["page"] for hit in client.get("/api/v1/search?limit=100").get_json()["hits"]}
    assert len(listed) == len(set(listed))
    assert not any(WITHDRAWN in address for address in listed)
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)


def test_a_long_sitemap_has_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(client, "/sitemap.xml")
    monkeypatch.setattr(sitemap, "IN_ONE_FILE", 8)
    parts = addresses(client, "/sitemap.xml")
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    assert [address for part in parts for address in addresses(client, part)] == whole
    assert client.get("/sitemap-9.xml").status_code == 404


def test_a_crawler_that_obeys_meets_only_a_few_pages_beside_the_documents(client: FlaskClient) -> None:
    """It follows every link that is not nofollow, from pages that do not forbid following, outside of robots.txt."""
    forbidden = [
        line.partition(": ")[2]
        for line in client.get("/robots.txt").get_data(as_text=True).splitlines()
        if line.startswith("Disallow: ")
    ]
    waiting, seen = ["/"], set()
    while waiting:
        address = waiting.pop()
        if address in seen or any(address.startswith(path) for path in forbidden):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code != 200 or not response.content_type.startswith("text/html"):
            continue
        page = BeautifulSoup(response.data, "lxml")
        robots = page.select_one("meta[name=robots]")
        if robots and "nofollow" in robots["content"]:
            continue
        waiting += [
            link["href"].split("#")[0]
            for link in page.select("a[href^='/']")
            if "nofollow" not in link.get("rel", ()) and link["href"].split("#")[0] not in seen
        ]
    entities = {address for address in seen if address.startswith("/entities/")}
    documents = {address for address in seen if address.startswith(("/documents/", "/cite/", "/text/"))}
    others = seen - entities - documents
    assert len(others) < 20, sorted(others)
    assert len(documents) <= 3 * 21  # as indexed, as scraped, seen from a name


def test_addresses_among_results_are_canonical(page: Page) -> None:
    got = page("/search?q=harbour&source=Northern%20Review&sort=oldest")
    for link in got.select("a[href^='/search?']"):
        names = [pair.partition("=")[0] for pair in urlsplit(link["href"]).query.split("&")]
        assert names == sorted(names)
        assert all(pair.partition("=")[2] for pair in urlsplit(link["href"]).query.split("&"))
