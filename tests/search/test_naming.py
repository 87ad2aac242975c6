"""Whoever a search asks for by name is marked where the texts name them, under whatever form."""

import pytest

from search import SearchRequest
from search.result import Hit
from search.service import SearchService


def hits(service: SearchService, text: str = "", **filters: str) -> tuple[Hit, ...]:
    included = tuple((facet, (value,)) for facet, value in filters.items())
    request = SearchRequest(text=text, included=included, limit=100)
    return service.search(request).hits


def marked(hit: Hit) -> set[str]:
    return {snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.ranges}


@pytest.mark.parametrize(
    "query", ['place:"North Korea"', "place:DPRK", "entity:DPRK", "place:KP", 'place:"North Korea"^2']
)
def test_a_name_behind_a_field_is_marked_in_every_hit(service: SearchService, query: str) -> None:
    found = hits(service, query)
    assert found
    for hit in found:
        assert marked(hit) == {"North Korea"}
        assert hit.matched == (query.removesuffix("^2").replace('"North Korea"', "“North Korea”"),)


def test_words_and_names_are_marked_together(service: SearchService) -> None:
    found = hits(service, "sanctions place:China")
    assert found
    for hit in found:
        assert {"china", "sanctions"} <= {word.lower() for word in marked(hit)}
        assert hit.matched == ("sanctions", "place:China")


def test_a_ticked_name_is_marked_where_nothing_of_the_query_is(service: SearchService) -> None:
    for hit in hits(service, place="place:CN"):
        assert marked(hit) == {"China"}
        assert hit.matched == ()
    for hit in hits(service, "sanctions", place="place:CN"):
        assert "China" not in marked(hit)


def test_what_a_search_leaves_out_or_has_otherwise_is_not_marked(service: SearchService) -> None:
    for hit in hits(service, "missiles -place:China"):
        assert marked(hit) == {"missiles"}
    either = hits(service, 'person:"Kim Jong Il" OR nuclear')
    assert {hit.matched for hit in either} == {
        ("nuclear",),
        ("person:“Kim Jong Il”",),
        ("person:“Kim Jong Il”", "nuclear"),
    }
    for hit in either:
        assert ("Kim Jong Il" in marked(hit)) == ("person:“Kim Jong Il”" in hit.matched)


def test_a_document_carries_the_marks_over(service: SearchService) -> None:
    hit = hits(service, 'place:"North Korea"')[0]
    for request in (SearchRequest(text="place:DPRK"), SearchRequest(included=(("place", ("place:KP",)),))):
        view = service.document(hit.id, request=request)
        assert view.highlights
        assert {view.stored.hit.body[start:end] for start, end in view.highlights} == {"North Korea"}
    assert service.document(hit.id, request=SearchRequest(text="absent")).highlights == ()
