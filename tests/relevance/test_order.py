"""Which document stands first, and that what ranks never decides what is found."""

import pytest

from search import SearchRequest
from search.request import Match
from search.service import SearchService


def ids(service: SearchService, text: str, match: Match = "all", *, aliases: bool = False) -> list[str]:
    return [hit.id for hit in service.search(SearchRequest(text=text, match=match, limit=100, aliases=aliases)).hits]


def test_documents_with_all_the_words_stand_above_those_with_some_however_often(service: SearchService) -> None:
    found = ids(service, "nuclear tests treaty", "any")
    assert found[0] == "treaty"
    assert "arms" in found[1:]


def test_any_word_finds_what_all_words_find_and_more(service: SearchService) -> None:
    for text in ("nuclear tests treaty", "six-party talks", "border war", "DPRK envoy"):
        assert set(ids(service, text)) <= set(ids(service, text, "any"))


def test_words_that_stand_together_count_for_more(service: SearchService) -> None:
    for match in ("all", "any"):
        assert ids(service, "fishing quota", match) == ["near", "apart"]


@pytest.mark.parametrize("text", ["THE BORDER WAR", "WAR ON THE BORDER", "war on the border"])
def test_function_words_are_ignored_in_capitals_too(service: SearchService, text: str) -> None:
    assert ids(service, text) == ["border"]


def test_a_sentence_in_capitals_has_no_operators(service: SearchService) -> None:
    assert ids(service, "THE TREATY AND THE NUCLEAR WEAPONS NOT HELD BY NIKITA", "any")[0] in {"treaty", "arms"}
    assert ids(service, "INSPECTORS AND IAEA") == ["iaea"]


def test_pages_follow_each_other_without_gap_or_repeat(service: SearchService) -> None:
    text = "nuclear tests treaty talks envoy border"
    whole = ids(service, text, "any")
    cursor: str | None = None
    collected: list[str] = []
    while True:
        request = SearchRequest(text=text, match="any", limit=2, cursor=cursor, aliases=False)
        result = service.search(request)
        assert result.total == len(whole)
        collected += [hit.id for hit in result.hits]
        cursor = result.next_cursor
        if cursor is None:
            break
    assert collected == whole


# --- other names ------------------------------------------------------------------------------------------------------


def test_an_alias_also_finds_the_usual_name_below_itself(service: SearchService) -> None:
    assert set(ids(service, "DPRK")) == {"dprk", "only-dprk"}
    found = ids(service, "DPRK", aliases=True)
    assert set(found) == {"dprk", "only-dprk", "moratorium", "talks"}
    assert set(found[:2]) == {"dprk", "only-dprk"}


def test_an_alias_that_no_document_uses_finds_the_usual_name_all_the_same(service: SearchService) -> None:
    assert ids(service, "Burma") == []
    assert ids(service, "Burma", aliases=True) == ["yangon"]
    assert ids(service, "elections in Burma", aliases=True) == ["yangon"]
    assert [hit.id for hit in service.search(SearchRequest(text="place:Burma")).hits] == ["yangon"]


def test_the_reading_tells_what_was_also_searched(service: SearchService) -> None:
    reading = service.search(SearchRequest(text="DPRK envoy")).query
    assert [(one.typed, one.entity, one.name) for one in reading.also] == [("DPRK", "place:KP", "North Korea")]
    assert reading.warnings == ()
    assert service.search(SearchRequest(text="DPRK envoy", aliases=False)).query.also == ()
    assert service.search(SearchRequest(text="North Korea")).query.also == ()


@pytest.mark.parametrize("match", ["all", "any"])
def test_hits_by_another_name_are_marked_and_say_so(service: SearchService, match: Match) -> None:
    (talks,) = (h for h in service.search(SearchRequest(text="DPRK", match=match)).hits if h.id == "talks")
    assert talks.matched == ("North Korea",)
    marked = [snippet.text[start:end] for snippet in talks.snippets for start, end in snippet.ranges]
    assert marked == ["North Korea"]
