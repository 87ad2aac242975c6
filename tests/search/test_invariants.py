"""What counts mean, whatever is asked: a facet never lies about what choosing a value would give.

The same laws hold on every engine and are tried on requests nobody chose.
"""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.dates import parse_partial_date
from search.facets import UNKNOWN
from search.request import SearchRequest
from search.result import FacetValue, SearchResult
from search.service import SearchService

TEXTS = ("", "talks", "nuclear tests", "aid OR sanctions", '"six party talks"', "-trade", "nucl*", "U.S.", "title:china", "in:raw talks",
         "person:\"Kim Jong Il\"", "moratorium aid", "tests~", "date:2012 talks", "officials -person:\"Wen Jiabao\"")  # fmt: skip
COUNTED = ("source", "person", "place", "language")
MANY = 200


def _request(draw: st.DrawFn, service: SearchService) -> SearchRequest:
    everything = service.search(SearchRequest(facets=COUNTED, facet_size=MANY))
    included, excluded = [], []
    for facet in COUNTED:
        values = [value.value for value in everything.facets[facet].values]
        chosen = draw(st.lists(st.sampled_from(values), max_size=2, unique=True))
        left = [value for value in values if value not in chosen]
        banned = draw(st.lists(st.sampled_from(left), max_size=1)) if left else []
        if chosen and draw(st.booleans()):
            included.append((facet, tuple(chosen)))
        if banned and draw(st.integers(0, 3)) == 0:
            excluded.append((facet, tuple(banned)))
    dates = [None, None, "2009", "2012", "2012-03", "2011-12-31"]
    first = draw(st.sampled_from(dates))
    last = draw(st.sampled_from([one for one in dates if one is None or first is None or one >= first]))
    ranged = first is not None or last is not None
    return SearchRequest(
        text=draw(st.sampled_from(TEXTS)),
        match=draw(st.sampled_from(["all", "any"])),
        included=tuple(included),
        excluded=tuple(excluded),
        date_from=parse_partial_date(first, "date_from") if first else None,
        date_to=parse_partial_date(last, "date_to") if last else None,
        undated=draw(st.sampled_from(["include", "exclude"] if ranged else ["include", "exclude", "only"])),
        sort=draw(st.sampled_from(["relevance", "newest", "oldest"])),
        facets=(*COUNTED, "date"),
        facet_size=MANY,
    )


def only(request: SearchRequest, facet: str, values: tuple[str, ...]) -> SearchRequest:
    """The request with these as the facet's included values."""
    others = tuple(pair for pair in request.included if pair[0] != facet)
    return replace(request, included=(*others, (facet, values)) if values else others)


def listed(result: SearchResult, facet: str) -> dict[str, FacetValue]:
    return {value.value: value for value in result.facets[facet].values}


law = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@law
@given(data=st.data())
def test_the_count_of_a_value_is_the_total_when_it_is_the_only_one_chosen(
    service: SearchService, data: st.DataObject
) -> None:
    request = data.draw(st.composite(_request)(service))
    result = service.search(request)
    facet = data.draw(st.sampled_from(COUNTED))
    for value in result.facets[facet].values:
        if value.count is not None:
            assert service.search(only(request, facet, (value.value,))).total == value.count


@law
@given(data=st.data())
def test_the_count_of_a_date_bucket_is_the_total_when_it_is_the_range(
    service: SearchService, data: st.DataObject
) -> None:
    request = data.draw(st.composite(_request)(service))
    dates = service.search(request).dates
    assert dates is not None
    for value in dates.values:
        if dates.unit != "decade":
            span = parse_partial_date(value.value, "date_from")
            chosen = replace(request, date_from=span, date_to=span, undated="exclude")
            assert service.search(chosen).total == value.count
    undated = replace(request, date_from=None, date_to=None, undated="only")
    assert service.search(undated).total == dates.undated


@law
@given(data=st.data())
def test_an_exclusion_or_a_first_value_never_raises_the_total_and_a_further_one_never_lowers_it(
    service: SearchService, data: st.DataObject
) -> None:
    request = data.draw(st.composite(_request)(service))
    total = service.search(request).total
    facet = data.draw(st.sampled_from(COUNTED))
    values = [
        value.value for value in service.search(SearchRequest(facets=(facet,), facet_size=MANY)).facets[facet].values
    ]
    value = data.draw(st.sampled_from(values))
    chosen = dict(request.included).get(facet, ())
    banned = dict(request.excluded).get(facet, ())
    if value not in chosen and value not in banned:
        others = tuple(pair for pair in request.excluded if pair[0] != facet)
        assert service.search(replace(request, excluded=(*others, (facet, (*banned, value))))).total <= total
        widened = service.search(only(request, facet, (*chosen, value))).total
        assert widened >= total if chosen else widened <= total


@law
@given(data=st.data())
def test_an_excluded_value_is_listed_and_marked_without_a_count(service: SearchService, data: st.DataObject) -> None:
    request = data.draw(st.composite(_request)(service))
    result = service.search(request)
    for facet, values in request.excluded:
        for value in values:
            shown = listed(result, facet)[value]
            assert shown.excluded
            assert shown.count is None
    for facet, values in request.included:
        assert {value.value for value in result.facets[facet].values if value.selected} == set(values)


@law
@given(data=st.data())
def test_pages_sorts_and_cursors_show_the_same_documents_once_each(service: SearchService, data: st.DataObject) -> None:
    request = replace(data.draw(st.composite(_request)(service)), limit=data.draw(st.integers(1, 20)))
    first = service.search(request)
    by_page: list[str] = []
    for page in range(1, 60):
        result = service.search(replace(request, page=page))
        assert result.total == first.total
        if not result.hits:
            break
        by_page += [hit.id for hit in result.hits]
    by_cursor, result = [hit.id for hit in first.hits], first
    while result.next_cursor is not None:
        result = service.search(replace(request, cursor=result.next_cursor))
        assert not result.changed
        by_cursor += [hit.id for hit in result.hits]
    assert by_cursor == by_page
    assert len(set(by_page)) == len(by_page) == first.total
    for sort in ("relevance", "newest", "oldest"):
        assert service.search(replace(request, sort=sort)).total == first.total


@law
@given(data=st.data())
def test_facets_counted_alone_or_together_are_the_same(service: SearchService, data: st.DataObject) -> None:
    request = data.draw(st.composite(_request)(service))
    together = service.search(request)
    facet = data.draw(st.sampled_from(COUNTED))
    service.forget()
    assert service.search(replace(request, facets=(facet,))).facets[facet] == together.facets[facet]


@law
@given(data=st.data())
def test_any_of_the_words_finds_whatever_all_of_them_find(service: SearchService, data: st.DataObject) -> None:
    request = replace(data.draw(st.composite(_request)(service)), limit=100)
    all_words = {hit.id for hit in service.search(replace(request, match="all")).hits}
    any_words = [hit.id for hit in service.search(replace(request, match="any", sort="relevance")).hits]
    assert all_words <= set(any_words)
    assert set(any_words[: len(all_words)]) == all_words or request.text in {"", "aid OR sanctions"}


@law
@given(data=st.data())
def test_every_hit_of_a_word_shows_it(service: SearchService, data: st.DataObject) -> None:
    text = data.draw(
        st.sampled_from(
            ["talks", '"six party talks"', "nucl*", "tests~", "U.S.", "title:china", "in:raw talks", "moratorium aid"]
        )
    )
    request = replace(data.draw(st.composite(_request)(service)), text=text, limit=100)
    for hit in service.search(request).hits:
        assert hit.title_ranges or any(snippet.ranges for snippet in hit.snippets), (text, hit)


def test_what_has_no_source_is_counted_and_found_as_unknown(service: SearchService) -> None:
    result = service.search(SearchRequest())
    unknown = listed(result, "source")[UNKNOWN]
    assert result.facets["source"].values[-1] == unknown
    found = service.search(SearchRequest(included=(("source", (UNKNOWN,)),), limit=100))
    assert unknown.count == found.total > 0
    assert all(hit.source is None for hit in found.hits)


def test_the_pronoun_is_not_the_country(service: SearchService) -> None:
    for text in ("U.S.", "US"):
        assert service.search(SearchRequest(text=text, aliases=False)).total == 7
    assert service.search(SearchRequest(text="us wait")).total == 7
