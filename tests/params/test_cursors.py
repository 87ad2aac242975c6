"""A cursor comes back as it was made, or not at all."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import SearchRequest
from search.cursor import Cursor, cursor_behind, decode_cursor, encode_cursor, requested_cursor
from search.dates import date_span
from search.engines.contract import After, EngineHit, Sort
from search.errors import CursorError

CURSORS = st.builds(
    Cursor,
    snapshot=st.builds(
        lambda generation, sequence: f"{generation}.{sequence}", st.integers(0, 10**9), st.integers(0, 10**15)
    ),
    sort=st.sampled_from(get_args(Sort)),
    after=st.builds(
        After,
        score=st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
        date=st.one_of(st.none(), st.integers(1, 3_652_059)),
        number=st.integers(0, 2**63),
    ),
    position=st.integers(0, 2**32 - 1),
    asked=st.integers(0, 2**32 - 1),
)


@given(CURSORS)
def test_a_cursor_comes_back_as_it_was_made(cursor: Cursor) -> None:
    assert decode_cursor(encode_cursor(cursor)) == cursor


@given(CURSORS)
def test_a_cursor_is_short_and_needs_no_escaping(cursor: Cursor) -> None:
    text = encode_cursor(cursor)
    assert len(text) < 90
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum()


@given(CURSORS, st.data())
def test_a_cursor_with_one_character_changed_is_refused(cursor: Cursor, data: st.DataObject) -> None:
    text = encode_cursor(cursor)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("Aa0-_.é =").filter(lambda character: character != text[at]))
    with pytest.raises(CursorError):
        decode_cursor(text[:at] + other + text[at + 1 :])


_HIT = EngineHit(number=7, revision=7, score=1.5, date=733_000)


@pytest.mark.parametrize(
    "asked",
    [
        SearchRequest(text="nuclear", sort="newest"),
        SearchRequest(text="nuclear war"),
        SearchRequest(text="nuclear", match="any"),
        SearchRequest(text="nuclear", aliases=False),
        SearchRequest(text="nuclear", excluded=(("source", ("A", "B")),)),
        SearchRequest(text="nuclear", date_from=date_span(2001)),
    ],
)
def test_a_cursor_of_another_search_is_refused(asked: SearchRequest) -> None:
    cursor = cursor_behind("1.1", SearchRequest(text="nuclear"), [_HIT], 10)
    with pytest.raises(CursorError, match="belongs to"):
        requested_cursor(replace(asked, cursor=cursor))


def test_a_cursor_holds_for_another_page_size_other_facets_and_filters_in_another_order() -> None:
    request = SearchRequest(text="nuclear", included=(("source", ("A", "B")),), date_to=date_span(2001))
    cursor = cursor_behind("1.1", request, [_HIT], 10)
    other = replace(request, cursor=cursor, limit=50, facets=(), included=(("source", ("B", "A")),))
    assert requested_cursor(other) is not None
    with pytest.raises(CursorError, match="belongs to"):
        requested_cursor(replace(other, date_to=None, date_from=request.date_to))


@given(CURSORS, st.integers(1, 40))
def test_a_cursor_cut_short_is_refused(cursor: Cursor, cut: int) -> None:
    with pytest.raises(CursorError):
        decode_cursor(encode_cursor(cursor)[:-cut])


@given(st.text(st.characters(), max_size=120))
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(text)


@pytest.mark.parametrize("text", ["", "=", "AAAA", "A" * 10_000])
def test_empty_and_endless_cursors_are_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(text)


@given(st.sampled_from([float("nan"), float("inf"), float("-inf")]))
def test_a_cursor_with_a_score_that_cannot_be_compared_is_refused(score: float) -> None:
    cursor = Cursor(
        snapshot="1.1", sort="relevance", after=After(score=score, date=None, number=1), position=10, asked=0
    )
    with pytest.raises(CursorError):
        decode_cursor(encode_cursor(cursor))
