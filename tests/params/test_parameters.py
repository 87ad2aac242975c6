"""One reader for every door: what parameters mean, what is refused, and that all errors are told at once."""

import unicodedata
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import date_span
from search.engines.contract import Sort
from search.errors import BadRequest, RequestError
from search.facets import FACET_NAMES, FACETS
from search.params import MAX_VALUES, PARAMETERS, read_params, write_params
from search.query.limits import DEFAULT_LIMITS
from search.request import Match, SearchRequest, Undated

_NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Cn"], max_codepoint=0x2000),
    min_size=1,
    max_size=8,
).filter(lambda name: name == " ".join(unicodedata.normalize("NFC", name).split()))
_DATES = st.one_of(
    st.none(),
    st.builds(date_span, st.integers(1500, 2030)),
    st.builds(date_span, st.integers(1500, 2030), st.integers(1, 12)),
    st.builds(date_span, st.integers(1500, 2030), st.integers(1, 12), st.integers(1, 28)),
)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    included, excluded = [], []
    for facet in FACETS:
        values = draw(st.lists(_NAMES, max_size=4, unique=True))
        cut = draw(st.integers(0, len(values)))
        if values[:cut]:
            included.append((facet.name, tuple(values[:cut])))
        if values[cut:]:
            excluded.append((facet.name, tuple(values[cut:])))
    first, last = draw(_DATES), draw(_DATES)
    if first and last and first.earliest > last.latest:
        first, last = last, first
    undated: tuple[Undated, ...] = ("include", "exclude") if first or last else get_args(Undated)
    limit = draw(st.integers(0, 100))
    return SearchRequest(
        text=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
        match=draw(st.sampled_from(get_args(Match))),
        aliases=draw(st.booleans()),
        included=tuple(included),
        excluded=tuple(excluded),
        date_from=first,
        date_to=last,
        undated=draw(st.sampled_from(undated)),
        sort=draw(st.sampled_from(get_args(Sort))),
        page=draw(st.integers(1, 10_000 // max(limit, 1) + 1)),
        limit=limit,
        cursor=draw(st.one_of(st.none(), st.text("abcXYZ012-_", min_size=1, max_size=60))),
        facets=tuple(draw(st.lists(st.sampled_from(FACET_NAMES), unique=True))),
        facet_size=draw(st.integers(1, 100)),
    )


def read(query_string: str, *, strict: bool = True) -> SearchRequest:
    return read_params(parse_qsl(query_string), strict=strict)


def errors(query_string: str, *, strict: bool = True) -> tuple[RequestError, ...]:
    with pytest.raises(BadRequest) as caught:
        read(query_string, strict=strict)
    return caught.value.errors


@given(requests(), st.booleans())
def test_a_request_written_out_is_read_back_as_itself(request_: SearchRequest, strict: bool) -> None:
    assert read(write_params(request_), strict=strict) == request_


@given(requests())
def test_the_written_form_is_sorted_and_has_no_empty_values(request_: SearchRequest) -> None:
    pairs = parse_qsl(write_params(request_), keep_blank_values=True)
    assert [name for name, _ in pairs] == sorted(name for name, _ in pairs)
    assert all(value for _, value in pairs)


@given(
    st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(st.characters(), max_size=12)), max_size=6), st.booleans()
)
def test_anything_given_is_read_or_refused_with_reasons(pairs: list[tuple[str, str]], strict: bool) -> None:
    try:
        request_ = read_params(pairs, strict=strict)
    except BadRequest as bad:
        assert all(error.parameter in PARAMETERS and error.message for error in bad.errors)  # noqa: PT017
        return
    assert read(write_params(request_), strict=strict) == request_


def test_the_default_request_is_written_as_nothing() -> None:
    assert write_params(SearchRequest()) == ""
    assert read("") == SearchRequest()


def test_changes_replace_what_the_request_says() -> None:
    assert write_params(SearchRequest(text="food aid", page=3), page=1, sort="newest") == "q=food%20aid&sort=newest"


def test_repeated_values_are_kept_once_in_their_order_and_empty_ones_not_at_all() -> None:
    asked = read("source=Reuters&person=&source=AP&source=Reuters&not_place=place:KP")
    assert asked.included == (("source", ("Reuters", "AP")),)
    assert asked.excluded == (("place", ("place:KP",)),)


def test_values_are_composed_and_freed_of_invisible_characters() -> None:
    asked = read_params([("source", " Le\u0301on\u202e\0 \ud800")], strict=True)
    assert asked.included == (("source", ("Léon",)),)


def test_undated_documents_are_left_out_of_a_range_unless_asked_for() -> None:
    assert read("").undated == "include"
    assert read("date_from=2012").undated == "exclude"
    assert read("date_to=2012&undated=include").undated == "include"


def test_only_the_page_understands_dates_as_people_type_them() -> None:
    assert read("date_from=1 Mar 2012&date_to=March 2012", strict=False) == read("date_from=2012-03-01&date_to=2012-03")
    assert [error.parameter for error in errors("date_from=1 Mar 2012")] == ["date_from"]


@pytest.mark.parametrize(
    "typed", ["1 Mar 2012", "1st of March 2012", "March 1, 2012", "Mar. 1 2012", "2012/3/1", "2012-3-01", "01 mar 2012"]
)
def test_a_day_may_be_typed_in_many_ways(typed: str) -> None:
    assert read_params([("date_from", typed)], strict=False).date_from == date_span(2012, 3, 1)


@pytest.mark.parametrize("typed", ["1/3/2012", "Marchish 2012", "yesterday", "12", "31 February 2012", "March 12"])
def test_what_could_mean_two_days_or_none_is_refused(typed: str) -> None:
    with pytest.raises(BadRequest):
        read_params([("date_from", typed)], strict=False)


@pytest.mark.parametrize(
    ("query_string", "parameter", "suggestion"),
    [
        ("sorce=Reuters", "sorce", "source"),
        ("xyzzy=1", "xyzzy", None),
        ("sort=newst", "sort", "newest"),
        ("match=some", "match", None),
        ("undated=exlude", "undated", "exclude"),
        ("limit=101", "limit", "100"),
        ("limit=-1", "limit", "0"),
        ("limit=ten", "limit", "10"),
        ("page=0", "page", "1"),
        ("page=1002", "page", "1001"),
        ("page=1&page=2", "page", None),
        ("facets=sources", "facets", "source"),
        ("facet_size=1000", "facet_size", "100"),
        ("date_from=2012-13-45", "date_from", None),
        ("date_from=2013&date_to=2012-12", "date_from", None),
        ("date_from=2012&undated=only", "undated", None),
        ("source=AP&not_source=AP", "not_source", None),
        ("source=" + "x" * 513, "source", None),
        ("&".join(f"source={number}" for number in range(MAX_VALUES + 1)), "source", None),
        ("q=" + "x" * (DEFAULT_LIMITS.characters + 1), "q", None),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(query_string: str, parameter: str, suggestion: str | None) -> None:
    assert [(error.parameter, error.suggestion) for error in errors(query_string)] == [(parameter, suggestion)]


def test_all_errors_of_a_request_are_told_at_once() -> None:
    told = errors("sorce=AP&sort=best&limit=500&date_from=soon&q=talks")
    assert [error.parameter for error in told] == ["sorce", "date_from", "limit", "sort"]


def test_the_page_overlooks_unknown_parameters() -> None:
    pairs = [("q", "talks"), ("utm_source", "x"), ("utm_source", "y")]
    assert read_params(pairs, strict=False) == SearchRequest(text="talks")


def test_a_cursor_goes_deeper_than_pages_may() -> None:
    assert errors("page=500&limit=100")[0].hint.startswith("Follow the cursor")
    assert read("page=500&limit=100&cursor=abc").cursor == "abc"


def test_no_facets_can_be_asked_for() -> None:
    assert read("facets=none").facets == ()
    assert read("facets=date,source").facets == ("date", "source")
    assert read("facets=date&facets=source").facets == ("date", "source")
