"""From an engine's numbers to the facets people read: labels, selected and excluded values, the unknown and the undated."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache

from search.catalog.rows import ValueName
from search.dates import Unit, bucket_label, date_span
from search.engines.contract import FacetCounts, FacetRequest, Histogram, HistogramRequest
from search.facets import DATE, FACET, UNKNOWN, UNKNOWN_NUMBER
from search.filters import Filters
from search.request import SearchRequest
from search.result import DateFacet, Facet, FacetValue

# Spans of years up to which a chart of months (36 bars) or of years (120 bars) can still be read.
MONTHS_UP_TO_YEARS = 3
YEARS_UP_TO_YEARS = 120


def facet_request(facet: str, size: int, filters: Filters) -> FacetRequest:
    """What to ask an engine for: one value more than shown where ``_unknown`` may be among them, and every value the request names."""
    unknown = FACET[facet].unknown
    asked = dict.fromkeys(filters.numbers.get(facet, {}).values())
    if unknown:
        asked[UNKNOWN_NUMBER] = None
    return FacetRequest(
        field=facet, size=size + 1 if unknown else size, scope=filters.without(facet), numbers=tuple(asked)
    )


def histogram_request(request: SearchRequest, extent: tuple[int, int] | None, filters: Filters) -> HistogramRequest:
    """In the finest unit that can still be read over the years asked for, else over the archive's."""
    first, last = extent or (0, 0)
    if request.date_from is not None:
        first = max(first, request.date_from.earliest.year)
    if request.date_to is not None:
        last = min(last, request.date_to.latest.year)
    return HistogramRequest(unit=_unit(last - first + 1), scope=filters.without(DATE))


def finer_request(histogram: Histogram, filters: Filters) -> HistogramRequest | None:
    """What to ask instead where the documents found lie so close together that a finer unit can be read; else None."""
    unit = fitting_unit(histogram)
    return HistogramRequest(unit=unit, scope=filters.without(DATE)) if unit != histogram.unit else None


def fitting_unit(histogram: Histogram) -> Unit:
    """The finest unit that can be read over the years in which documents were found."""
    if not histogram.counts or histogram.unit == "month":
        return histogram.unit
    first, last = histogram.counts[0][0], histogram.counts[-1][0]
    return _unit(last - first + (10 if histogram.unit == "decade" else 1))


def _unit(years: int) -> Unit:
    if years <= MONTHS_UP_TO_YEARS:
        return "month"
    return "year" if years <= YEARS_UP_TO_YEARS else "decade"


def named_facet(
    facet: str, size: int, request: SearchRequest, filters: Filters, counts: FacetCounts, names: Mapping[int, ValueName]
) -> Facet:
    """Most frequent first; then selected values that did not make the top; excluded ones; ``_unknown`` at the end."""
    selected = dict(request.included).get(facet, ())
    excluded = dict(request.excluded).get(facet, ())
    numbers = filters.numbers.get(facet, {})
    top = [pair for pair in counts.counts if pair[0] != UNKNOWN_NUMBER][:size]
    if selected:
        shown = {number for number, _ in top}
        top += [
            (numbers[value], counts.asked.get(numbers[value], 0))
            for value in selected
            if value in numbers and value != UNKNOWN and numbers[value] not in shown
        ]
    picked = {numbers[value] for value in selected if value in numbers}
    left_out = {numbers[value] for value in excluded if value in numbers}
    values = []
    for number, count in top:
        if number not in left_out:
            name = names[number]
            values.append(_listed(name.value, name.label, count, number in picked))
    values += [
        FacetValue(value=value, label=value, count=0, selected=True)
        for value in selected
        if value not in numbers and value != UNKNOWN
    ]
    values += [
        FacetValue(
            value=value,
            label=names[numbers[value]].label if value in numbers else value,
            count=None,
            excluded=True,
        )
        for value in excluded
        if value != UNKNOWN
    ]
    unknown = counts.asked.get(UNKNOWN_NUMBER, 0) if FACET[facet].unknown else 0
    if unknown or UNKNOWN in selected or UNKNOWN in excluded:
        values.append(
            FacetValue(
                value=UNKNOWN,
                label=f"{FACET[facet].label} unknown",
                count=None if UNKNOWN in excluded else unknown,
                selected=UNKNOWN in selected,
                excluded=UNKNOWN in excluded,
            )
        )
    pairs = sum([count for _, count in counts.counts]) + counts.other
    return Facet(field=facet, values=tuple(values), other=pairs - unknown - sum([count for _, count in top]))


@lru_cache(maxsize=20_000)  # forty a page, and what stands at the end of a list recurs with small counts
def _listed(value: str, label: str, count: int, selected: bool) -> FacetValue:
    return FacetValue(value=value, label=label, count=count, selected=selected)


def date_facet(request: SearchRequest, histogram: Histogram) -> DateFacet:
    """Buckets in order of time; the one that the request's own range equals is selected."""
    unit = histogram.unit
    counts: Sequence[tuple[int, int]] = histogram.counts
    if unit == "month" and (window := _window(request)) is not None:
        counts = [(bucket, count) for bucket, count in counts if window[0] <= bucket // 12 <= window[1]]
    chosen = None
    if request.date_from is not None and request.date_to is not None:
        chosen = (request.date_from.earliest, request.date_to.latest)
    return DateFacet(
        unit=unit,
        values=tuple(
            [
                _bar(bucket, unit, count, chosen is not None and chosen == _days(bucket, unit))
                for bucket, count in counts
            ]
        ),
        undated=histogram.undated,
        overlapping=True,
    )


@lru_cache(maxsize=50_000)  # eighty bars a page, and small counts recur
def _bar(bucket: int, unit: Unit, count: int, selected: bool) -> FacetValue:
    label = bucket_label(bucket, unit)
    return FacetValue(value=label, label=label, count=count, selected=selected)


def _window(request: SearchRequest) -> tuple[int, int] | None:
    """The years whose months are listed under a narrow range: its own and one either side."""
    if request.date_from is None or request.date_to is None:
        return None
    return request.date_from.earliest.year - 1, request.date_to.latest.year + 1


def _days(bucket: int, unit: Unit) -> tuple[dt.date, dt.date]:
    match unit:
        case "decade":
            return dt.date(bucket, 1, 1), dt.date(bucket + 9, 12, 31)
        case "year":
            return dt.date(bucket, 1, 1), dt.date(bucket, 12, 31)
        case "month":
            span = date_span(bucket // 12, bucket % 12 + 1)
            return span.earliest, span.latest
