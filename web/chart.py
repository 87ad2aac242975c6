"""From counted dates to the bars, ticks and links of a chart; the templates only place what is computed here.

Coordinates are for an SVG that is stretched to its place (``preserveAspectRatio="none"``), so that labels stay in HTML
and never scale: one bar is 10 wide, the plot 100 high.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

from search.dates import DateSpan, Unit, bucket_label, date_span
from search.request import SearchRequest
from search.result import DateFacet
from web import links
from web.language import Language, language, percent
from web.language import count as spoken_count
from web.wording import UnitWords, by_unit, decade_name, month_and_year, unit_words

BAR = 10.0
# More labels than this touch each other in the narrowest place where a chart stands.
MOST_LABELS = 9
# What the axis is parted into, so that labels can stand at round numbers wherever it begins.
MOST_CELLS = 60
# A label needs this share of the axis to its right, or it would stick out.
ROOM_OF_A_LABEL = 1 / 14
# More bars than this are thinner than a pixel on a phone.
MOST_BARS = 600
_STEPS: dict[Unit, tuple[int, ...]] = {
    "decade": (1, 2, 5, 10, 20),
    "year": (1, 2, 5, 10, 20, 50, 100),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
}
# A lone bar stands in the year, decade or half-century around it, or it would be a wall.
_LEAST: dict[Unit, int] = {"decade": 5, "year": 10, "month": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``label`` in words; ``value`` as on the wire; ``href`` the search narrowed to it; ``on``: inside the chosen range.
    ``share``: of all that is held of that time, where charts are drawn by it."""

    label: str
    value: str
    count: int
    x: float
    y: float
    height: float
    href: str
    on: bool
    share: float | None = None

    @property
    def said(self) -> str:
        """How high it is: ``1,204``, or ``12%`` of what is held."""
        return spoken_count(self.count) if self.share is None else percent(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``bars`` only where there is something. ``labels``: one for each cell of the axis, all equally wide, most of them empty.
    ``top`` counts documents, or hundredths of what is held where the chart is drawn by ``shares``."""

    unit: Unit
    bars: tuple[Bar, ...]
    labels: tuple[str, ...]
    width: float
    top: int
    undated: int
    undated_height: float
    undated_href: str
    largest: Bar | None
    chosen: tuple[float, float] | None  # x and width of the chosen range
    shares: bool = False

    @property
    def scale(self) -> tuple[str, str]:
        """What is written beside the plot, at its top and at half of it."""
        if self.shares:
            return percent(self.top / 100), percent(self.top / 200)
        return spoken_count(self.top), spoken_count(self.top // 2)

    @property
    def words(self) -> UnitWords:
        return unit_words(self.unit)

    def named(self, what: str) -> str:
        """``Documents found by year``."""
        return by_unit(what, self.unit)


def chart_of(
    dates: DateFacet,
    request: SearchRequest,
    *,
    extent: tuple[int, int] | None = None,
    top: int | None = None,
    held: DateFacet | None = None,
) -> Chart | None:
    """None when no document has a date.

    ``extent`` (first and last bucket) and ``top`` are given where charts are to be compared; they are then drawn whatever
    they hold. With ``held``, by the same unit, bars are shares of it, and ``top`` counts hundredths.
    """
    shares = shares_of(dates, held) if held else {}
    numbered = numbered_counts(dates)
    if not numbered and extent is None:
        return None
    width_of = 10 if dates.unit == "decade" else 1
    first, last = extent or (numbered[0][0], numbered[-1][0])
    first, last = first // width_of, last // width_of
    if last - first + 1 < (least := _LEAST[dates.unit]):
        first = first // least * least
        last = max(last, first + least - 1)
    step = next((s for s in _STEPS[dates.unit] if (last - first) / s < MOST_LABELS), _STEPS[dates.unit][-1])
    # Labels stand at round numbers; the axis begins and ends within one cell of the bars, so that no room is empty.
    cell = next(c for c in range(1, step + 1) if c == step or (step % c == 0 and last // c - first // c < MOST_CELLS))
    first = first // cell * cell
    last = min(last, first + MOST_BARS - 1) // cell * cell + cell - 1
    top = top or nice_top(hundredths(shares) if held else max(count for _, count in numbered))
    link = _bucket_links(request)
    range_first, range_last = request.date_from, request.date_to
    ranged = range_first is not None or range_last is not None
    spoken = language()
    bars = []
    for number, count in numbered:
        bucket = _bucket(number, dates.unit, spoken)
        share = shares.get(number, 0.0) if held else None
        height = max(100.0 * (count if share is None else 100.0 * share) / top, 1.0)
        bars.append(
            Bar(
                label=bucket.name,
                value=bucket.value,
                count=count,
                x=(number // width_of - first) * BAR,
                y=round(100 - height, 1),
                height=round(height, 1),
                href=link(bucket.from_iso, bucket.to_iso),
                on=ranged
                and (range_first is None or bucket.last.latest >= range_first.earliest)
                and (range_last is None or bucket.first.earliest <= range_last.latest),
                share=share,
            )
        )
    undated = 100.0 * dates.undated / (held.undated or 1) if held else dates.undated
    undated_height = min(max(100.0 * undated / top, 1.0), 100.0) if dates.undated else 0.0
    chosen = [bar.x for bar in bars if bar.on]
    return Chart(
        unit=dates.unit,
        bars=tuple(bars),
        labels=_labels(first, last, cell, step, dates.unit),
        width=(last - first + 1) * BAR,
        top=top,
        undated=dates.undated,
        undated_height=round(undated_height, 2),
        undated_href=links.searching(links.undated_only(request)),
        largest=_largest(bars),
        chosen=(chosen[0], chosen[-1] - chosen[0] + BAR) if ranged and chosen else None,
        shares=held is not None,
    )


def _largest(bars: list[Bar]) -> Bar | None:
    """The one bar that is higher than all others; None when several are."""

    def value(bar: Bar) -> float:
        return bar.count if bar.share is None else bar.share

    highest = max(bars, key=value, default=None)
    if highest is None or len(bars) < 2 or sum(value(bar) == value(highest) for bar in bars) > 1:
        return None
    return highest


def shares_of(dates: DateFacet, held: DateFacet) -> dict[int, float]:
    """What part of all that is ``held`` in a bucket these documents are, from 0 to 1, for each bucket that has any."""
    every = dict(numbered_counts(held))
    return {bucket: count / every[bucket] for bucket, count in numbered_counts(dates) if every.get(bucket)}


def hundredths(shares: Mapping[int, float]) -> int:
    """The largest of them, rounded up to whole hundredths, at least one."""
    return max(1, math.ceil(100 * max(shares.values(), default=0.0)))


def numbered_counts(dates: DateFacet) -> list[tuple[int, int]]:
    """(bucket, documents) ascending: 1990 for a decade, 1994 for a year, year * 12 + month - 1 for a month."""
    return [(_number(value.value, dates.unit), value.count or 0) for value in dates.values]


def nice_top(largest: int) -> int:
    """The smallest of 2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 60, 80, 100, 120 ... that is not below ``largest``.

    Half of each is whole, and is written beside the chart, too.
    """
    scale = 1
    while True:
        for base in _TOPS if scale > 1 else (2, 4, 6, 8, *_TOPS):
            if base * scale >= largest:
                return base * scale
        scale *= 10


_TOPS = (10, 12, 16, 20, 24, 30, 40, 60, 80, 100)


def bucket_name(bucket: int, unit: Unit) -> str:
    """``the 1990s`` is ``1990s``, a year itself, a month ``March 2012``."""
    match unit:
        case "decade":
            return decade_name(bucket)
        case "year":
            return str(bucket)
        case "month":
            return month_and_year(bucket // 12, bucket % 12 + 1)
        case _:
            assert_never(unit)


def _labels(first: int, last: int, cell: int, step: int, unit: Unit) -> tuple[str, ...]:
    width = 10 if unit == "decade" else 1
    room = ROOM_OF_A_LABEL * (last - first + 1)
    return tuple(
        _tick(bucket * width, unit, step) if bucket % step == 0 and last + 1 - bucket >= room else ""
        for bucket in range(first, last + 1, cell)
    )


def _tick(bucket: int, unit: Unit, step: int) -> str:
    if unit == "month":
        year = bucket // 12
        return str(year) if step >= 12 else month_and_year(year, bucket % 12 + 1, short=True)
    return bucket_name(bucket, unit)


def _number(value: str, unit: Unit) -> int:
    """A bucket's number from its wire form: 1990, 1994, or year * 12 + month - 1."""
    match unit:
        case "decade" | "year":
            return int(value.rstrip("s"))
        case "month":
            year, _, month = value.partition("-")
            return int(year) * 12 + int(month) - 1
        case _:
            assert_never(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bucket:
    """What a bucket is called, to a reader and on the wire, and the range that it is."""

    name: str
    value: str
    first: DateSpan
    last: DateSpan
    from_iso: str
    to_iso: str


@lru_cache(maxsize=8192)  # every list draws the same years
def _bucket(number: int, unit: Unit, _spoken: Language) -> _Bucket:
    first, last = _span(number, unit)
    return _Bucket(
        name=bucket_name(number, unit),
        value=bucket_label(number, unit),
        first=first,
        last=last,
        from_iso=first.iso,
        to_iso=last.iso,
    )


def _span(bucket: int, unit: Unit) -> tuple[DateSpan, DateSpan]:
    match unit:
        case "decade":
            return date_span(bucket), date_span(bucket + 9)
        case "year":
            return date_span(bucket), date_span(bucket)
        case "month":
            month = date_span(bucket // 12, bucket % 12 + 1)
            return month, month
        case _:
            assert_never(unit)


def _bucket_links(request: SearchRequest) -> Callable[[str, str], str]:
    """One address is written and the dates are put into it: sixty bars cost as much as one.

    The stand-in cannot occur elsewhere in the address: in a value its ``=`` would be percent-encoded.
    """
    stand_in = date_span(1111)
    address = links.searching(replace(links.within(request, stand_in, stand_in), sort=request.sort))
    before, _, rest = address.partition("date_from=1111")
    between, _, after = rest.partition("date_to=1111")
    return lambda first, last: f"{before}date_from={first}{between}date_to={last}{after}"
