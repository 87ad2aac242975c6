"""Charts of time: bars fill the axis, labels stand at round numbers, the scale is as high as it must be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import Unit
from search.request import SearchRequest
from search.result import DateFacet, FacetValue
from tests.web.archives import record, write_archive
from web import create_app
from web.chart import BAR, MOST_CELLS, MOST_LABELS, Chart, chart_of, nice_top


def drawn(unit: Unit, buckets: dict[str, int]) -> Chart:
    values = tuple(FacetValue(value=name, label=name, count=count) for name, count in buckets.items())
    chart = chart_of(DateFacet(unit=unit, values=values, undated=0, overlapping=False), SearchRequest())
    assert chart is not None
    return chart


def test_the_axis_begins_and_ends_with_the_bars_and_labels_stand_at_round_decades() -> None:
    decades = [f"{year}s" for year in range(1790, 2030, 10)]
    chart = drawn("decade", dict.fromkeys(decades, 3))
    assert (chart.bars[0].x, chart.bars[-1].x + BAR) == (0.0, chart.width)
    assert [label for label in chart.labels if label] == ["1800s", "1850s", "1900s", "1950s", "2000s"]
    assert len(chart.labels) == len(decades)
    assert chart.labels[1] == "1800s"


@pytest.mark.parametrize(("last", "unit"), [(1792, "month"), (1850, "year"), (1999, "decade")])
def test_a_name_is_drawn_in_the_finest_unit_that_can_be_read(tmp_path: Path, last: int, unit: str) -> None:
    records = [record(f"r{year}", f"Paper of {year}", f"{year}-05-01", None, "Norway.") for year in (1790, last)]
    client = create_app(archive=write_archive(tmp_path, records, seeds=False)).test_client()
    assert client.get("/api/v1/entities/place:NO").get_json()["dates"]["unit"] == unit
    assert f"By {unit}" in client.get("/entities/place:NO").get_data(as_text=True)


def test_a_lone_bar_stands_in_the_half_century_around_it() -> None:
    chart = drawn("decade", {"1960s": 2})
    assert chart.width == 5 * BAR
    assert chart.bars[0].x == BAR


@given(first=st.integers(1500, 2020), years=st.integers(1, 400))
def test_cells_are_few_equally_wide_and_each_bar_stands_where_its_label_says(first: int, years: int) -> None:
    last = min(first + years, 2026)
    chart = drawn("year", {str(first): 1, str(last): 2} if last > first else {str(first): 1})
    cell = chart.width / len(chart.labels)
    assert len(chart.labels) <= MOST_CELLS
    assert sum(map(bool, chart.labels)) <= MOST_LABELS + 1
    assert cell % BAR == 0
    for bar in chart.bars:
        assert 0 <= bar.x <= chart.width - BAR
        for number, label in enumerate(chart.labels):
            if label:
                assert int(bar.label) - int(label) == (bar.x - number * cell) / BAR


@given(st.integers(1, 10_000_000))
def test_a_scale_is_at_most_half_as_high_again_as_the_highest_bar_and_half_of_it_is_whole(largest: int) -> None:
    top = nice_top(largest)
    assert top >= largest
    assert top % 2 == 0
    assert largest <= 2 or top <= largest * 3 / 2 + 1
