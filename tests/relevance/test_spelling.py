"""Another spelling is offered for what no document holds, and never put in its place."""

import pytest

from search import SearchRequest
from search.request import Match
from search.service import SearchService


def suggestion(service: SearchService, text: str, match: Match = "all") -> str | None:
    found = service.search(SearchRequest(text=text, match=match)).suggestion
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("moratorum", "moratorium"),  # a letter left out
        ("moratoriium", "moratorium"),  # one too many
        ("maratorium", "moratorium"),  # another one
        ("moratoruim", "moratorium"),  # two changed places
        ("mroatoriun", "moratorium"),  # two mistakes
        ("omratorium", "moratorium"),  # at the beginning
        ("Khruschev", "Khrushchev"),  # a name keeps its capital
        ("KHRUSCHEV IN MOSCOW", "KHRUSHCHEV IN MOSCOW"),
        ("IAEEA", "IAEA"),  # an abbreviation keeps its own
        ("nuclear tets", "nuclear tests"),
        ('"six-prty talks"', '"six-party talks"'),  # within quotation marks and hyphens
        ("treaty OR moratorum", "treaty OR moratorium"),
        ("nuclear moratorum -tests", "nuclear moratorium -tests"),
        ("foodaid", "food aid"),  # a blank left out
        ("title:moratorum", "title:moratorium"),
        ("title: (moratorum OR tets)", "title: (moratorium OR tests)"),
    ],
)
def test_a_misspelling_is_recognised(service: SearchService, typed: str, meant: str) -> None:
    expected = None if typed.endswith("-tests") else meant
    assert suggestion(service, typed) == expected


def test_the_word_beside_it_decides_between_spellings(service: SearchService) -> None:
    assert suggestion(service, "oorder war", "any") == "order war"
    assert suggestion(service, "boorder war", "any") == "border war"
    assert suggestion(service, "brder war", "any") == "border war"


def test_a_misspelling_is_recognised_where_other_words_find_enough(service: SearchService) -> None:
    assert suggestion(service, "nuclear tests moratorum", "any") == "nuclear tests moratorium"


@pytest.mark.parametrize(
    "text", ["moratorium", "xyzzyqux", "nuclear xyzzyqux", "-moratorum", "morat*", "moratorum~", "1963x", "the", ""]
)
def test_nothing_is_offered_for_known_words_or_for_what_is_near_nothing(service: SearchService, text: str) -> None:
    assert suggestion(service, text) is None


def test_what_is_offered_finds_something_under_the_same_filters(service: SearchService) -> None:
    assert suggestion(service, "moratorum weapons") is None
    assert suggestion(service, "moratorum nuclear") == "moratorium nuclear"
    elsewhere = SearchRequest(text="moratorum", included=(("place", ("place:CH",)),))
    assert service.search(elsewhere).suggestion is None


def test_the_query_itself_is_answered_as_typed(service: SearchService) -> None:
    result = service.search(SearchRequest(text="moratorum"))
    assert result.total == 0
    assert result.query.text == "moratorum"
