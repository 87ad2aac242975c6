"""Dates as honest as their sources: a span of days, how precisely it is known, and its EDTF form.

A document dated "2012" is known to lie somewhere in 2012-01-01 .. 2012-12-31; it is *in range* of a filter when its
span overlaps the filter's. Days are proleptic Gregorian ordinals (``datetime.date.toordinal``), both ends inclusive.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.errors import RequestError

Precision = Literal["day", "month", "year", "decade", "century", "interval"]
Unit = Literal["decade", "year", "month"]

# A document that claims to be younger than Gutenberg's press or older than next year is wrong, not old or new.
EARLIEST_YEAR = 1450

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """The days a document may have been published on, ``earliest`` .. ``latest`` inclusive.

    ``edtf`` is the Extended Date/Time Format (ISO 8601-2) form: ``2012-03-01``, ``2012-03``, ``2012``, ``201X``,
    ``2009-10~`` when approximate.
    """

    earliest: dt.date
    latest: dt.date
    precision: Precision
    edtf: str

    @property
    def iso(self) -> str:
        """ISO 8601 reduced to what is known: ``2012-03-01``, ``2012-03``, ``2012``; a decade or century gives its first year, an
        interval its month where it lies in one, else the year it begins in."""
        match self.precision:
            case "day":
                return self.earliest.isoformat()
            case "month":
                return self.earliest.isoformat()[:7]
            case "interval":
                first, last = self.earliest.isoformat()[:7], self.latest.isoformat()[:7]
                return first if first == last else first[:4]
            case "year" | "decade" | "century":
                return self.earliest.isoformat()[:4]


def date_span(year: int, month: int | None = None, day: int | None = None, *, approximate: bool = False) -> DateSpan:
    """The span of a year, a month or a day. Raises ValueError for a date that no calendar has."""
    mark = "~" if approximate else ""
    if month is None:
        return DateSpan(
            earliest=dt.date(year, 1, 1), latest=dt.date(year, 12, 31), precision="year", edtf=f"{year:04d}{mark}"
        )
    if day is None:
        last = calendar.monthrange(year, month)[1]
        return DateSpan(
            earliest=dt.date(year, month, 1),
            latest=dt.date(year, month, last),
            precision="month",
            edtf=f"{year:04d}-{month:02d}{mark}",
        )
    that = dt.date(year, month, day)
    return DateSpan(earliest=that, latest=that, precision="day", edtf=f"{that.isoformat()}{mark}")


def parse_partial_date(text: str, parameter: str) -> DateSpan:
    """Read ``2012``, ``2012-03`` or ``2012-03-01``; anything else raises RequestError naming ``parameter``."""
    found = _PARTIAL.fullmatch(text.strip())
    if not found:
        raise RequestError(
            parameter, f"{text!r} is not a date.", suggestion="2012-03-01", hint="Write 2012, 2012-03 or 2012-03-01."
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        return date_span(year, month, day)
    except (ValueError, IndexError) as error:
        raise RequestError(
            parameter, f"{text!r} is not a day of any calendar.", hint="Write 2012, 2012-03 or 2012-03-01."
        ) from error


def buckets(earliest: int, latest: int, unit: Unit) -> tuple[int, ...]:
    """Every decade (1990), year (1994) or month (year * 12 + month - 1) that the days ``earliest`` .. ``latest`` touch.

    This is the one overlap rule: histograms and range filters both follow it, so a document known only to its year
    counts in each of its twelve months.
    """
    first, last = dt.date.fromordinal(earliest), dt.date.fromordinal(latest)
    match unit:
        case "decade":
            return tuple(range(first.year // 10 * 10, last.year // 10 * 10 + 1, 10))
        case "year":
            return tuple(range(first.year, last.year + 1))
        case "month":
            return tuple(range(first.year * 12 + first.month - 1, last.year * 12 + last.month))


@lru_cache(maxsize=10_000)
def bucket_label(bucket: int, unit: Unit) -> str:
    """The wire form of a bucket: ``1990s``, ``1994``, ``1994-03``."""
    match unit:
        case "decade":
            return f"{bucket:04d}s"
        case "year":
            return f"{bucket:04d}"
        case "month":
            return f"{bucket // 12:04d}-{bucket % 12 + 1:02d}"
