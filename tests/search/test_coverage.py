"""Where nothing is found the answer says what the archive holds of what was asked for."""

import pytest

from search import SearchRequest
from search.coverage import Coverage
from search.dates import parse_partial_date
from search.service import SearchService


def coverage(service: SearchService, text: str = "absentword", **more: object) -> tuple[Coverage, ...]:
    result = service.search(SearchRequest(text=text, **more))  # type: ignore[arg-type]
    assert result.total == 0
    return result.coverage


def day(text: str) -> object:
    return parse_partial_date(text, "date_from")


def test_of_a_source_it_says_how_much_and_from_when_to_when(service: SearchService) -> None:
    (held,) = coverage(service, included=(("source", ("The Bulletin",)),))
    plain = SearchRequest(included=(("source", ("The Bulletin",)),))
    oldest = service.search(SearchRequest(included=plain.included, sort="oldest")).hits[0].date
    newest = service.search(SearchRequest(included=plain.included, sort="newest")).hits[0].date
    undated = service.search(SearchRequest(included=plain.included, undated="only")).total
    assert (held.field, held.value, held.label) == ("source", "The Bulletin", "The Bulletin")
    assert held.documents == service.search(plain).total > 0
    assert (held.oldest, held.newest, held.undated, held.in_range) == (oldest, newest, undated, None)


def test_dates_outside_are_counted_as_none_in_range(service: SearchService) -> None:
    (held,) = coverage(
        service,
        "",
        included=(("source", ("The Bulletin",)),),
        date_to=day("1980"),
        undated="exclude",
    )
    assert held.in_range == 0
    assert held.oldest is not None
    assert held.oldest.earliest.year > 1980
    (whole,) = coverage(service, "", date_from=day("2020"), undated="exclude")
    assert (whole.field, whole.value, whole.documents, whole.in_range) == ("", "", 48, 0)


def test_names_in_the_query_and_unknown_values_are_told_too(service: SearchService) -> None:
    (held,) = coverage(service, 'person:"Kim Jong Il" absentword')
    assert (held.field, held.label) == ("person", "Kim Jong Il")
    assert held.documents > 0
    (nothing,) = coverage(service, included=(("source", ("Nobody's Paper",)),))
    assert (nothing.documents, nothing.oldest, nothing.undated) == (0, None, 0)
    (unknown,) = coverage(service, included=(("source", ("_unknown",)),))
    assert unknown.documents > 0


@pytest.mark.parametrize("text", ["absentword", "-absentword absentword", '-person:"Kim Jong Il" absentword'])
def test_where_no_value_was_asked_for_nothing_is_told(service: SearchService, text: str) -> None:
    assert coverage(service, text) == ()


def test_where_something_is_found_nothing_is_told(service: SearchService) -> None:
    result = service.search(SearchRequest(included=(("source", ("The Bulletin",)),)))
    assert (result.total > 0, result.coverage) == (True, ())
