"""How counts, dates, kinds and languages are said to a reader, in English."""

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import assert_never

from babel import Locale, UnknownLocaleError

from search.dates import DateSpan
from search.documents import Kind, Verdict
from search.facets import FACET, UNKNOWN

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

KIND_NAMES: dict[Kind, str] = {
    "person": "person",
    "place": "place",
    "org": "organisation",
    "event": "event",
    "agreement": "agreement",
}
KIND_SHORT: dict[Kind, str] = KIND_NAMES | {"org": "org."}
VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.KEEP: "kept",
    Verdict.DEMOTE: "demoted",
    Verdict.HARVEST: "harvested",
    Verdict.DROP: "dropped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date as it stands in the margin. ``day`` may be empty; ``known`` says how precisely, ``ticks`` 0..3 likewise."""

    day: str
    year: str
    known: str
    ticks: int
    machine: str | None  # for <time datetime>, to the known precision; None where HTML has no form for it

    @property
    def whole(self) -> str:
        return f"{self.day} {self.year}".strip()


def count(number: int) -> str:
    return f"{number:,}"


def upper_first(text: str) -> str:
    """With a capital at its beginning and nothing else changed."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """``No documents``, ``1 document``, ``1,204 documents``."""
    many = many or one + "s"
    return f"No {many}" if number == 0 else f"1 {one}" if number == 1 else f"{number:,} {many}"


@lru_cache(maxsize=4096)
def written_date(date: DateSpan | None) -> WrittenDate | None:
    if date is None:
        return None
    first, last = date.earliest, date.latest
    about = "about " if date.edtf.endswith("~") else ""
    match date.precision:
        case "day":
            known = "about this day" if about else "to the day"
            return WrittenDate(
                day=f"{first.day} {MONTHS[first.month - 1]}",
                year=str(first.year),
                known=known,
                ticks=3,
                machine=date.iso,
            )
        case "month":
            known = "about this month" if about else "to the month"
            return WrittenDate(
                day=MONTHS[first.month - 1], year=str(first.year), known=known, ticks=2, machine=date.iso
            )
        case "year":
            known = "about this year" if about else "to the year"
            return WrittenDate(day="", year=str(first.year), known=known, ticks=1, machine=date.iso)
        case "decade":
            return WrittenDate(day="", year=f"{about}{first.year}s", known="to the decade", ticks=1, machine=None)
        case "century":
            century = f"{about}{first.year}–{last.year}"
            return WrittenDate(day="", year=century, known="to the century", ticks=1, machine=None)
        case "interval":
            return WrittenDate(day="", year=_interval(first, last), known="an interval", ticks=1, machine=None)
        case _:
            assert_never(date.precision)


def in_words(date: DateSpan | None) -> str:
    """``1 March 2012``, ``March 2012``, ``about 2012``, ``undated``."""
    written = written_date(date)
    if date is None or written is None:
        return "undated"
    about = "about " if date.edtf.endswith("~") and date.precision in ("day", "month", "year") else ""
    return about + written.whole


def moment(iso: str | None) -> str | None:
    """``2026-11-22T18:04:11Z`` as ``22 November 2026, 18:04 UTC``."""
    if not iso:
        return None
    try:
        at = dt.datetime.fromisoformat(iso).astimezone(dt.UTC)
    except ValueError:
        return iso
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def range_in_words(first: DateSpan | None, last: DateSpan | None) -> str:
    if first is not None and last is not None:
        return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
    return f"from {in_words(first)}" if first is not None else f"until {in_words(last)}"


def value_label(field: str, value: str, label: str) -> str:
    """What a facet value is called: ``Source unknown``, ``French``, or the name it brings."""
    if value == UNKNOWN:
        return f"{FACET[field].label} unknown"
    return language_name(label) if field == "language" else label


@cache
def _english() -> Locale:
    return Locale("en")


@lru_cache(maxsize=1024)
def language_name(code: str) -> str:
    """``fr`` is French; a code that nobody knows stays as it is."""
    try:
        name = Locale.parse(code, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = _english().languages.get(code.split("-")[0].lower())
    return name or code


def _interval(first: dt.date, last: dt.date) -> str:
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
