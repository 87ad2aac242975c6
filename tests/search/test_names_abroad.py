"""A query that names a state in another language finds what the texts call it."""

import json
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import SearchRequest
from search.service import SearchService, open_archive


@pytest.mark.parametrize(
    ("query", "name", "used"),
    [
        ("Nordkorea", "North Korea", "North Korea"),
        ("Corée du Nord", "North Korea", "North Korea"),
        ("corea del norte", "North Korea", "North Korea"),
        ("États-Unis", "United States", "United States"),
        ("Chine", "China", "China"),
        ("Birma", "Myanmar", "Myanmar"),
    ],
)
def test_a_name_in_another_language_also_finds_the_english_one(
    service: SearchService, query: str, name: str, used: str
) -> None:
    found = service.search(SearchRequest(text=query))
    assert [also.name for also in found.query.also] == [name]
    assert used in found.query.also[0].names
    assert found.total == service.search(SearchRequest(text=f'place:"{name}"')).total


def test_english_words_are_no_names_of_states(service: SearchService) -> None:
    # "Island" is Iceland in German, "Inde" India in French, "Chili" Chile.
    for word in ("island", "chili", "roma"):
        assert service.search(SearchRequest(text=word)).query.also == ()


ARTICLES = {
    "en": "The ministers of both sides said in the evening that the talks with North Korea will be held in the spring. Pyongyang agreed. "
    "The North Koreans and the DPRK's press have been told of it.",
    "de": "Die Minister der beiden Seiten sagten am Abend, dass die Gespräche mit Nordkorea im Frühjahr nicht stattfinden werden.",
    "fr": "Les ministres des deux parties ont dit dans la soirée que les pourparlers avec la Corée du Nord auront lieu au printemps.",
    "es": "Los ministros de las dos partes dijeron por la noche que las conversaciones con Corea del Norte serán en la primavera.",
    "pt": "Os ministros das duas partes disseram à noite que as conversações com a Coreia do Norte serão na primavera e não antes.",
    "nl": "De ministers van beide partijen zeiden in de avond dat de gesprekken met Noord-Korea in het voorjaar niet doorgaan.",
}


@pytest.mark.parametrize("query", ["DPRK", "Nordkorea", "Corée du Nord", "Noord-Korea"])
def test_another_name_of_a_state_finds_it_in_every_language_of_the_archive(tmp_path: Path, query: str) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(json.dumps({"id": name, "body": body}) + "\n" for name, body in ARTICLES.items()))
    archive = create_archive(tmp_path / "archive")
    assert index_paths(archive, [lines]).added == len(ARTICLES)
    opened = open_archive(archive.path)
    found = opened.search(SearchRequest(text=query))
    opened.close()
    assert {hit.id for hit in found.hits} == set(ARTICLES)
