"""How counts, dates, kinds, facets and languages are said to a reader, in the language of the page."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar, assert_never

from babel import Locale, UnknownLocaleError

from search.dates import DateSpan, Unit
from search.documents import Kind, Verdict
from search.facets import UNKNOWN
from web.language import N_, NN_, Language, count, gettext, language, ngettext

__all__ = ["count"]

Key = TypeVar("Key")

# For the styles of citation, which are English wherever they are read.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class InLanguage(Mapping[Key, str]):
    """A table of marked texts, each read in the language of the page."""

    def __init__(self, marked: Mapping[Key, str]) -> None:
        self._marked = marked
        self._said: dict[str, dict[Key, str]] = {}  # by the language's tag: read once for every name on a page

    def __getitem__(self, key: Key) -> str:
        spoken = language()
        if (said := self._said.get(spoken.tag)) is None:
            said = self._said[spoken.tag] = {name: spoken.gettext(text) for name, text in self._marked.items()}
        return said[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._marked)

    def __len__(self) -> int:
        return len(self._marked)


_KINDS: dict[Kind, str] = {
    "person": N_("person"),
    "place": N_("place"),
    "org": N_("organisation"),
    "event": N_("event"),
    "agreement": N_("agreement"),
}
KIND_NAMES = InLanguage(_KINDS)
KIND_SHORT = InLanguage(_KINDS | {"org": N_("org.")})
VERDICT_NAMES = InLanguage(
    {
        Verdict.KEEP: N_("kept"),
        Verdict.DEMOTE: N_("demoted"),
        Verdict.HARVEST: N_("harvested"),
        Verdict.DROP: N_("dropped"),
    }
)

# What is counted: none of it, one, several.
_COUNTED = {
    "document": (N_("No documents"), NN_("%(num)s document", "%(num)s documents")),
    "hit": (N_("No hits"), NN_("%(num)s hit", "%(num)s hits")),
    "line": (N_("No lines"), NN_("%(num)s line", "%(num)s lines")),
    "name": (N_("No names"), NN_("%(num)s name", "%(num)s names")),
    "source": (N_("No sources"), NN_("%(num)s source", "%(num)s sources")),
    "person": (N_("No people"), NN_("%(num)s person", "%(num)s people")),
    "place": (N_("No places"), NN_("%(num)s place", "%(num)s places")),
    "org": (N_("No organisations"), NN_("%(num)s organisation", "%(num)s organisations")),
    "event": (N_("No events"), NN_("%(num)s event", "%(num)s events")),
    "agreement": (N_("No agreements"), NN_("%(num)s agreement", "%(num)s agreements")),
    "language": (N_("No languages"), NN_("%(num)s language", "%(num)s languages")),
    "type": (N_("No types"), NN_("%(num)s type", "%(num)s types")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetWords:
    """``label`` heads its values; ``one`` and ``many`` stand in a sentence; ``unknown`` is the value of documents without."""

    label: str
    one: str
    many: str
    unknown: str = ""


_FACET_WORDS = {
    "source": FacetWords(label=N_("Source"), one=N_("source"), many=N_("sources"), unknown=N_("Source unknown")),
    "person": FacetWords(label=N_("Person"), one=N_("person"), many=N_("people")),
    "place": FacetWords(label=N_("Place"), one=N_("place"), many=N_("places")),
    "org": FacetWords(label=N_("Organisation"), one=N_("organisation"), many=N_("organisations")),
    "event": FacetWords(label=N_("Event"), one=N_("event"), many=N_("events")),
    "agreement": FacetWords(label=N_("Agreement"), one=N_("agreement"), many=N_("agreements")),
    "language": FacetWords(
        label=N_("Language"), one=N_("language"), many=N_("languages"), unknown=N_("Language unknown")
    ),
    "type": FacetWords(label=N_("Type"), one=N_("type"), many=N_("types"), unknown=N_("Type unknown")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """``label`` heads a column; ``heading`` stands over a chart, ``bars`` under it; ``of`` names it, with ``what`` in it."""

    label: str
    heading: str
    bars: str
    of: str


_UNIT_WORDS: dict[Unit, UnitWords] = {
    "decade": UnitWords(
        label=N_("Decade"),
        heading=N_("By decade"),
        bars=N_("One bar is a decade; press one to open it."),
        of=N_("%(what)s by decade"),
    ),
    "year": UnitWords(
        label=N_("Year"),
        heading=N_("By year"),
        bars=N_("One bar is a year; press one to open it."),
        of=N_("%(what)s by year"),
    ),
    "month": UnitWords(
        label=N_("Month"),
        heading=N_("By month"),
        bars=N_("One bar is a month; press one to open it."),
        of=N_("%(what)s by month"),
    ),
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


# --- counts, facets, units ----------------------------------------------------------------------------------------------


def upper_first(text: str) -> str:
    """With a capital at its beginning and nothing else changed."""
    return text[:1].upper() + text[1:]


def counted(number: int, what: str) -> str:
    """``No documents``, ``1 document``, ``1,204 documents``: ``what`` is a key of the table, a facet's name among them."""
    return _counted(number, what, language())


@lru_cache(maxsize=8192)  # every bar of a chart and every page has some
def _counted(number: int, what: str, spoken: Language) -> str:
    none, (one, many) = _COUNTED[what]
    return spoken.gettext(none) if number == 0 else ngettext(one, many, number)


def documents(number: int) -> str:
    """``document`` or ``documents``, as stands behind this number."""
    return _documents(number, language())


@lru_cache(maxsize=8192)
def _documents(number: int, spoken: Language) -> str:
    return spoken.ngettext("document", "documents", number)


@lru_cache(maxsize=128)
def _facet_words(field: str, spoken: Language) -> FacetWords:
    words = _FACET_WORDS[field]
    return FacetWords(
        label=spoken.gettext(words.label),
        one=spoken.gettext(words.one),
        many=spoken.gettext(words.many),
        unknown=spoken.gettext(words.unknown) if words.unknown else "",
    )


def facet_words(field: str) -> FacetWords:
    return _facet_words(field, language())


@lru_cache(maxsize=32)
def _unit_words(unit: Unit, spoken: Language) -> UnitWords:
    words = _UNIT_WORDS[unit]
    return UnitWords(
        label=spoken.gettext(words.label),
        heading=spoken.gettext(words.heading),
        bars=spoken.gettext(words.bars),
        of=spoken.gettext(words.of),
    )


def unit_words(unit: Unit) -> UnitWords:
    return _unit_words(unit, language())


def by_unit(what: str, unit: Unit) -> str:
    """``Documents found by year``."""
    return unit_words(unit).of % {"what": what}


def value_label(field: str, value: str, label: str) -> str:
    """What a facet value is called: ``Source unknown``, ``French``, or the name it brings."""
    if value == UNKNOWN:
        return facet_words(field).unknown
    return language_name(label) if field == "language" else label


# --- dates ------------------------------------------------------------------------------------------------------------


def written_date(date: DateSpan | None) -> WrittenDate | None:
    return _written(date, language()) if date is not None else None


@lru_cache(maxsize=4096)
def _written(date: DateSpan, spoken: Language) -> WrittenDate:
    first, last = date.earliest, date.latest
    near = date.edtf.endswith("~")
    month = spoken.locale.months["format"]["wide"][first.month]
    match date.precision:
        case "day":
            day = spoken.gettext("%(day)s %(month)s") % {"day": first.day, "month": month}
            known = spoken.gettext("about this day") if near else spoken.gettext("to the day")
            return WrittenDate(day=day, year=str(first.year), known=known, ticks=3, machine=date.iso)
        case "month":
            known = spoken.gettext("about this month") if near else spoken.gettext("to the month")
            return WrittenDate(day=month, year=str(first.year), known=known, ticks=2, machine=date.iso)
        case "year":
            known = spoken.gettext("about this year") if near else spoken.gettext("to the year")
            return WrittenDate(day="", year=str(first.year), known=known, ticks=1, machine=date.iso)
        case "decade":
            decade = _about(decade_name(first.year, spoken), near, spoken)
            return WrittenDate(day="", year=decade, known=spoken.gettext("to the decade"), ticks=1, machine=None)
        case "century":
            century = _about(f"{first.year}–{last.year}", near, spoken)
            return WrittenDate(day="", year=century, known=spoken.gettext("to the century"), ticks=1, machine=None)
        case "interval":
            is_either = date.edtf.startswith("[")
            known = spoken.gettext("one of two days") if is_either else spoken.gettext("an interval")
            if first.year != last.year:
                return WrittenDate(day="", year=f"{first.year}–{last.year}", known=known, ticks=1, machine=None)
            days = _either(date, spoken) if is_either else _from_to(date, spoken)
            return WrittenDate(day=days, year=str(first.year), known=known, ticks=1, machine=None)
        case _:
            assert_never(date.precision)


def in_words(date: DateSpan | None, spoken: Language | None = None) -> str:
    """``1 March 2012``, ``March 2012``, ``about 2012``, ``undated``; in the language of the page if none is named."""
    spoken = spoken or language()
    if date is None:
        return spoken.gettext("undated")
    near = date.edtf.endswith("~") and date.precision in ("day", "month", "year")
    return _about(_written(date, spoken).whole, near, spoken)


def moment(iso: str | None) -> str | None:
    """``2026-11-22T18:04:11Z`` as ``22 November 2026, 18:04 UTC``."""
    if not iso:
        return None
    try:
        at = dt.datetime.fromisoformat(iso).astimezone(dt.UTC)
    except ValueError:
        return iso
    day = gettext("%(day)s %(month)s", day=at.day, month=language().locale.months["format"]["wide"][at.month])
    return gettext("%(day)s %(year)s, %(time)s UTC", day=day, year=at.year, time=f"{at:%H:%M}")


def range_in_words(first: DateSpan | None, last: DateSpan | None) -> str:
    if first is not None and last is not None:
        if first == last:
            return in_words(first)
        return gettext("%(first)s to %(last)s", first=in_words(first), last=in_words(last))
    if first is not None:
        return gettext("from %(date)s", date=in_words(first))
    return gettext("until %(date)s", date=in_words(last))


def month_and_year(year: int, month: int, *, short: bool = False) -> str:
    """``March 2012``, short ``Mar 2012``."""
    names = language().locale.months["stand-alone" if short else "format"]["abbreviated" if short else "wide"]
    return f"{names[month]} {year}"


def decade_name(year: int, spoken: Language | None = None) -> str:
    """``1990s``."""
    return (spoken or language()).gettext("%(year)ss") % {"year": year}


def _about(said: str, near: bool, spoken: Language) -> str:
    return spoken.gettext("about %(date)s") % {"date": said} if near else said


def _either(date: DateSpan, spoken: Language) -> str:
    """``4 March or 3 April``: of a date whose day and month may be swapped."""
    one, other = _day(date.earliest, spoken), _day(date.latest, spoken)
    return spoken.gettext("%(one)s or %(other)s") % {"one": one, "other": other}


def _from_to(date: DateSpan, spoken: Language) -> str:
    """``12–14 March``, ``28 February – 2 March``, ``March – May``: an interval of days or months within a year."""
    first, last = date.earliest, date.latest
    if all(len(end) == _LENGTH_OF_A_DAY for end in date.edtf.replace("~", "").split("/")):
        if first.month == last.month:
            month = spoken.locale.months["format"]["wide"][first.month]
            return spoken.gettext("%(day)s %(month)s") % {"day": f"{first.day}–{last.day}", "month": month}
        return f"{_day(first, spoken)} – {_day(last, spoken)}"
    months = spoken.locale.months["stand-alone"]["wide"]
    return f"{months[first.month]} – {months[last.month]}" if first.month != last.month else str(months[first.month])


def _day(day: dt.date, spoken: Language) -> str:
    month = spoken.locale.months["format"]["wide"][day.month]
    return spoken.gettext("%(day)s %(month)s") % {"day": day.day, "month": month}


_LENGTH_OF_A_DAY = len("2012-03-01")


# --- languages --------------------------------------------------------------------------------------------------------


def language_name(code: str) -> str:
    """``fr`` is French; a code that nobody knows stays as it is."""
    return _language_name(code, language())


def foreign(code: str | None) -> str | None:
    """The ``lang`` attribute of a document's words: None where the page's own holds, empty where nobody knows."""
    return None if code == language().tag else code or ""


@lru_cache(maxsize=1024)
def _language_name(code: str, spoken: Language) -> str:
    try:
        name = Locale.parse(code, sep="-").get_display_name(spoken.locale)
    except (UnknownLocaleError, ValueError):
        name = spoken.locale.languages.get(code.split("-")[0].lower())
    return name or code
