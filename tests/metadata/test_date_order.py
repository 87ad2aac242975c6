"""Which way a source writes 03/04/2012 is told by its other dates, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.date_forms import find_dates
from indexer.metadata.date_order import DateOrder, order_of, settled


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["25/12/2012", "Posted 31/1/2013"], True),
        (["12/25/2012", "Posted 1-31-2013"], False),
        (["25/12/2012"], None),  # one may be wrong
        (["25/12/2012", "12/25/2012", "31/1/2013"], None),
        (["03/04/2012", "05/06/2012", "25.12.2012", "2012/12/25", "1/25"], None),
        ([], None),
    ],
)
def test_dates_that_can_be_read_in_one_way_tell_the_order(texts: list[str], day_first: bool | None) -> None:
    assert order_of(texts).is_day_first is day_first


def test_a_source_is_believed_although_a_few_of_its_dates_are_odd() -> None:
    assert order_of(["25/12/2012"] * 19 + ["12/25/2012"]).is_day_first is True


@given(st.lists(st.sampled_from(["25/12/2012", "12/25/2012", "3/4/2012", "no date"])), st.randoms())
def test_the_order_of_documents_does_not_matter(texts: list[str], chance: object) -> None:
    shuffled = sorted(texts, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert order_of(texts) == order_of(shuffled)
    assert sum((order_of([text]) for text in texts), DateOrder()) == order_of(texts)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1990, 2020))
def test_settling_gives_the_day_that_the_order_says(first: int, second: int, year: int) -> None:
    text = f"Posted on {first}/{second}/{year}"
    [found] = find_dates(text)
    for day_first in (True, False):
        month, day = (second, first) if day_first else (first, second)
        assert settled(found.span, text, day_first=day_first).iso == f"{year}-{month:02}-{day:02}"
