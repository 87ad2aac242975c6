"""Page and API are two views of one search: wherever a reader walks, they say the same."""

import random
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.params import read_params
from web import links

STARTS = ("", "q=harbour", "q=moratorium", "q=harbour+treaty&match=any", "q=ferries&sort=oldest", "undated=only")
STEPS = 6


def steps_of(page: BeautifulSoup) -> list[str]:
    """Every link of the page that leads to another search, and what ticking a value or pressing "not" would lead to."""
    found = [link["href"] for link in page.select("a[href^='/search']")]
    form = page.select_one("aside.filters form")
    if form is None:
        return found
    hidden = [(field["name"], field["value"]) for field in form.select("input[type=hidden]")]
    ticked = [(box["name"], box["value"]) for box in form.select("input[type=checkbox][checked]")]
    more = [(box["name"], box["value"]) for box in form.select("input[type=checkbox]:not([checked]), button[name]")]
    for choice in more:
        pairs = [*hidden, *ticked, choice]
        found.append("/search?" + "&".join(f"{name}={links.quote(value)}" for name, value in pairs))
    return found


def compare(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == 200, address
    page = BeautifulSoup(response.data, "lxml")
    query = urlsplit(response.request.path + "?" + response.request.query_string.decode()).query
    told = client.get("/api/v1/search?" + query).get_json()
    heading = " ".join(page.h1.get_text().split())
    total = 0 if heading.startswith("No ") else int(re.match(r"[\d,]+", heading)[0].replace(",", ""))
    assert total == told["total"], address
    shown = [link["href"].split("?")[0].split("#")[0] for link in page.select(".entry h3 a")]
    assert shown == [hit["page"] for hit in told["hits"]]
    for field, values in told["facets"].items():
        if field == "date" or not total:
            continue
        boxes = {
            box["value"]: box.parent.select_one(".n").get_text().split()[0]
            for box in page.select(f"aside.filters input[type=checkbox][name={field}]")
        }
        assert boxes == {value["value"]: f"{value['count']:,}" for value in values if value["count"] is not None}
        ticked = {box["value"] for box in page.select(f"aside.filters input[name={field}][checked]")}
        assert ticked == {value["value"] for value in values if value["selected"]}
    bars = {bar.title.get_text().split(":")[0]: bar for bar in page.select(".band .plot a")}
    if bars:
        assert len(bars) == len(told["facets"]["date"])
    request = read_params(parse_qsl(query), strict=True)
    chips = page.select("section .chip a.x")
    chosen = sum(len(values) for _, values in (*request.included, *request.excluded))
    assert len(chips) >= chosen
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert links.searching(read_params(parse_qsl(urlsplit(canonical).query), strict=True)) == canonical
    return page


@pytest.mark.parametrize("seed", range(8))
def test_wherever_a_reader_walks_page_and_api_agree(client: FlaskClient, seed: int) -> None:
    chance = random.Random(seed)
    page = compare(client, "/search?" + chance.choice(STARTS))
    for _ in range(STEPS):
        page = compare(client, chance.choice(steps_of(page) or ["/search"]))
