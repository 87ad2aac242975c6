"""A query that names a state in another language finds what the texts call it."""

import pytest

from search import SearchRequest
from search.service import SearchService


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
