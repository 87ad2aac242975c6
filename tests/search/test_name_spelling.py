"""A name behind a field that nobody here bears is answered with the nearest one somebody does."""

import pytest

from search import SearchRequest
from search.service import SearchService


def suggestion(service: SearchService, text: str) -> str | None:
    found = service.search(SearchRequest(text=text)).suggestion
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('person:"Kim Jong Ill"', 'person:"Kim Jong Il"'),
        ('entity:"Hilary Clinton"', 'entity:"Hillary Clinton"'),
        ('person:"Barrack Obama" sanctions', 'person:"Barack Obama" sanctions'),
        ("place:Myanmer", "place:Myanmar"),
        ("source:Bulletn", None),  # "The Bulletin" is two words
        ('source:"The Buletin"', 'source:"The Bulletin"'),
        ('source:"Institut of Peace"', 'source:"Institute of Peace"'),
        ('source:("The Buletin" OR "Review, Quaterly")', 'source:("The Bulletin" OR "Review, Quarterly")'),
        ("place:Chiina moratorum", "place:China moratorium"),  # with words that are misspelt, too
        ('person:"Nobody Atall"', None),
        ('person:"Kim Jong Il"', None),
        ('-source:"The Buletin"', None),  # what is excluded may be unknown
        ('source:"!"', None),
    ],
)
def test_the_nearest_name_is_offered(service: SearchService, typed: str, meant: str | None) -> None:
    assert suggestion(service, typed) == meant


def test_the_offer_finds_something_under_the_same_filters(service: SearchService) -> None:
    asked = SearchRequest(text='source:"The Buletin"', included=(("language", ("de",)),))
    assert service.search(asked).suggestion is None


def test_the_unknown_name_is_told_too(service: SearchService) -> None:
    result = service.search(SearchRequest(text='source:"The Buletin"'))
    assert [warning.code for warning in result.query.warnings] == ["unknown-name"]
    assert result.total == 0
