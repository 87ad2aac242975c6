"""When a query's word is another name of something else, and when it is not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import SearchRequest
from search.service import SearchService, open_archive

SAYS = "Germany will vote on the treaty in May. Berlin rejected the offer of the other governments, and Berlin insisted on talks."
CITY = "The hall in Berlin was rented. The delegates arrived at Berlin and stayed near Berlin for three days."
PARTY = "The Palestine Liberation Organization (PLO) sent an observer to the talks. The PLO agreed to the text of the statement."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    bodies = {**{f"says{number}": f"{SAYS} It was day {number}." for number in range(4)}, "city": CITY, "party": PARTY}
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(json.dumps({"id": name, "body": body}) + "\n" for name, body in bodies.items()))
    archive = create_archive(tmp_path / "archive")
    assert index_paths(archive, [lines]).added == len(bodies)
    opened = open_archive(archive.path)
    yield opened
    opened.close()


def test_a_capital_is_searched_as_the_city_however_often_it_stands_for_a_government(service: SearchService) -> None:
    germany = service.catalog.known_names(["germany"])["germany"]
    assert service.catalog.surfaces(service.catalog.find_values("place", "place:DE")[0]) == [
        ("Berlin", 8),
        ("Germany", 4),
    ]
    assert "Berlin" not in germany.names
    assert service.search(SearchRequest(text="berlin")).query.also == ()
    assert service.search(SearchRequest(text="berlin hall")).total == 1


@pytest.mark.parametrize("query", ["PLO", "plo", "P.L.O."])
def test_an_acronym_is_found_in_small_letters_too(service: SearchService, query: str) -> None:
    found = service.search(SearchRequest(text=query))
    assert [hit.id for hit in found.hits] == ["party"]
