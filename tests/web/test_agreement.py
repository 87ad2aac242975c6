"""Page and API are two views of one search: wherever a reader walks, they say the same."""

import random
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.params import read_params
from web import create_app, links

STARTS = ("", "q=harbour", "q=moratorium", "q=harbour+treaty&match=any", "q=ferries&sort=oldest", "undated=only")
WALKS = 500
STEPS = 3


def steps_of(page: BeautifulSoup) -> list[str]:
    """Every link of the page that leads to another search, and what ticking a value or pressing "not" would lead to."""
    # The same list in another language is no step.
    found = [link["href"] for link in page.select("a[href^='/search']:not([hreflang])")]
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
    chosen = sum(len(values) for _, values in (*request.included, *request.excluded))
    ranged = request.date_from is not None or request.date_to is not None
    usual = "exclude" if ranged else "include"
    chips = page.select(".chips .chip a.x")
    assert len(chips) == chosen + ranged + (request.undated != usual), address
    for chip in chips:
        assert len(parse_qsl(urlsplit(chip["href"]).query)) < len(parse_qsl(query)) or ranged, chip
    if request.page == 1 and total:
        assert page.select_one(".drawer summary span").get_text().endswith(heading.partition(" for ")[0])
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert links.searching(read_params(parse_qsl(urlsplit(canonical).query), strict=True)) == canonical
    return page


def totals(client: FlaskClient, pairs: list[tuple[str, str]]) -> int:
    answer = client.get("/api/v1/search", query_string=[*pairs, ("limit", "0"), ("facets", "none")]).get_json()
    return int(answer["total"])


def counts_keep_their_word(client: FlaskClient, address: str, chance: random.Random) -> None:
    """A count is the total with that value alone in its group; leaving out never adds, a further value never takes away."""
    pairs = [pair for pair in parse_qsl(urlsplit(address).query) if pair[0] not in ("page", "sort")]
    told = client.get("/api/v1/search", query_string=pairs).get_json()
    if told["total"] > len(told["hits"]):
        assert client.get("/api/v1/search", query_string=[*pairs, ("page", "2")]).get_json()["total"] == told["total"]
    listed = [(field, value) for field, values in told["facets"].items() if field != "date" for value in values]
    if not listed:
        return
    field, value = chance.choice(listed)
    others = [pair for pair in pairs if pair[0] != field]
    if value["count"] is None:
        assert (f"not_{field}", value["value"]) in pairs
        return
    assert totals(client, [*others, (field, value["value"])]) == value["count"], (address, field, value)
    with_it = [*pairs, (field, value["value"])] if (field, value["value"]) not in pairs else pairs
    if any(name == field for name, _ in pairs):
        assert totals(client, with_it) >= told["total"]
    else:
        assert totals(client, with_it) <= told["total"]
    if (field, value["value"]) not in pairs:
        assert totals(client, [*pairs, (f"not_{field}", value["value"])]) <= told["total"]


@pytest.fixture(scope="module")
def walker(archive: Path) -> FlaskClient:
    """A client that is never told to wait: five hundred readers come from one address here."""
    return create_app(archive=archive, client_seconds=0, stranger_filters=0).test_client()


@pytest.mark.slow
@pytest.mark.parametrize("group", range(WALKS // 50))
def test_wherever_a_reader_walks_page_and_api_agree(walker: FlaskClient, group: int) -> None:
    for seed in range(group * 50, group * 50 + 50):
        chance = random.Random(seed)
        address = "/search?" + chance.choice(STARTS)
        page = compare(walker, address)
        for _ in range(chance.randint(1, STEPS)):
            address = chance.choice(steps_of(page) or ["/search"])
            page = compare(walker, address)
        landed = page.select_one("link[rel=canonical]")["href"]
        counts_keep_their_word(walker, landed, chance)
