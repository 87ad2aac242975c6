"""Each hit says which parts of the query it holds, as they were typed."""

from search import SearchRequest
from search.service import SearchService


def matched(service: SearchService, text: str, match: str = "all") -> dict[str, tuple[str, ...]]:
    request = SearchRequest(text=text, match="any" if match == "any" else "all", limit=100, aliases=False)
    return {hit.id: hit.matched for hit in service.search(request).hits}


def test_a_hit_of_all_words_has_them_all(service: SearchService) -> None:
    found = matched(service, 'nuclear "six-party talks" China')
    assert found
    assert set(found.values()) == {("nuclear", "“six-party talks”", "China")}


def test_a_hit_of_any_word_names_those_it_has(service: SearchService) -> None:
    found = matched(service, "missiles sanctions absent", "any")
    assert {("missiles",), ("sanctions",)} <= set(found.values())
    assert all("absent" not in words for words in found.values())


def test_a_beginning_is_matched_by_its_words_and_a_name_by_where_it_is_named(service: SearchService) -> None:
    assert set(matched(service, "morator*").values()) == {("morator*",)}
    assert set(matched(service, 'person:"Kim Jong Il"').values()) == {("person:“Kim Jong Il”",)}


def test_what_is_excluded_is_never_matched(service: SearchService) -> None:
    assert set(matched(service, "missiles -sanctions").values()) == {("missiles",)}
