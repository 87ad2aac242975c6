"""The forms in which dates are written: our own rules find them, so that nothing is guessed that is not there."""

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.dates import EARLIEST_YEAR, DateSpan, date_span

# English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish, Romanian, Russian, Turkish, Arabic;
# lower-case, without a final full stop, in the case that stands beside a day.
_MONTH_NAMES = (
    "jan january januar jänner janvier enero ene gennaio gen janeiro januari stycznia ianuarie января ocak يناير",
    "feb february februar feber février fevrier févr fév febrero febbraio fevereiro fev februari lutego "
    "februarie февраля şubat فبراير",
    "mar march märz maerz mär mrz mars marzo março maart mrt marts marca martie марта mart مارس",
    "apr april avril avr abril abr aprile kwietnia aprilie апреля nisan أبريل ابريل",
    "may mai mayo maggio mag maio mei maj maja мая mayıs مايو",
    "jun june juni juin junio giugno giu junho czerwca iunie июня haziran يونيو",
    "jul july juli juillet juil julio luglio lug julho lipca iulie июля temmuz يوليو",
    "aug august août aout agosto ago augustus augusti sierpnia августа ağustos أغسطس اغسطس",
    "sep sept september septembre septiembre settembre set setembro września septembrie сентября eylül سبتمبر",
    "oct october oktober okt octobre octubre ottobre ott outubro out października octombrie октября ekim أكتوبر اكتوبر",
    "nov november novembre noviembre novembro listopada noiembrie ноября kasım نوفمبر",
    "dec december dezember dez décembre décem déc diciembre dic dicembre dezembro grudnia decembrie "
    "декабря aralık ديسمبر",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Letters that are i, s and k in another form or case: NİSAN and MAYIS are in small letters what they should be only so.
_FOLDED = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
_NUMBER_OF = {name.translate(_FOLDED): number for name, number in MONTHS.items()}


def _branching(words: Iterable[str]) -> str:
    """An expression for any of some words that tries each letter once, ten times faster than one word after the other."""
    begins: dict[str, list[str]] = {}
    for word in words:
        begins.setdefault(word[:1], []).append(word[1:])
    ways = [letter + _branching(rest) for letter, rest in sorted(begins.items(), reverse=True) if letter]
    return f"(?:{'|'.join(ways)}){'?' * ('' in begins)}" if ways else ""


_NAMES = _branching(_NUMBER_OF)  # a word ends behind each, so that none is found in a longer one
_MONTH = "(?P<month>" + _NAMES + r")\b\.?"
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text: its span and the code points it stands on. ``ambiguous`` when day and month may be swapped."""

    span: DateSpan
    start: int
    end: int
    ambiguous: bool = False


Reader = Callable[[re.Match[str], bool | None], tuple[DateSpan, bool]]


def _named(found: re.Match[str], day_first: bool | None) -> tuple[DateSpan, bool]:
    day = found.groupdict().get("day")
    return date_span(int(found["year"]), _NUMBER_OF[found["month"]], int(day) if day else None), False


def _days(found: re.Match[str], day_first: bool | None) -> tuple[DateSpan, bool]:
    """12-14 March 2011, 28 February to 2 March 2011: from the first day to the last, both inclusive."""
    groups = found.groupdict()
    last_year, last_month = int(groups["year"]), _month(groups["month"])
    first_month = _month(groups["month1"]) if groups.get("month1") else last_month
    first_year = int(groups["year1"]) if groups.get("year1") else last_year - (first_month > last_month)
    if not groups.get("day1"):
        return interval(date_span(first_year, first_month), date_span(last_year, last_month)), False
    first = date_span(first_year, first_month, int(groups["day1"]))
    return interval(first, date_span(last_year, last_month, int(groups["day"]))), False


def _month_first(found: re.Match[str], day_first: bool | None) -> tuple[DateSpan, bool]:
    """March 12-14, 2011; March 28 to April 2, 2011."""
    groups = found.groupdict()
    year, month = int(groups["year"]), _month(groups["month2"] or groups["month1"])
    first_month = _month(groups["month1"])
    first_year = int(groups["year1"]) if groups["year1"] else year - (first_month > month)
    first = date_span(first_year, first_month, int(groups["day1"]))
    return interval(first, date_span(year, month, int(groups["day"]))), False


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _NUMBER_OF[written]


def interval(first: DateSpan, last: DateSpan) -> DateSpan:
    """From one day or month to a later one; ValueError when it is not later."""
    if first.earliest >= last.earliest:
        raise ValueError(f"{first.edtf} is not before {last.edtf}")
    return DateSpan(earliest=first.earliest, latest=last.latest, precision="interval", edtf=f"{first.edtf}/{last.edtf}")


def _numbered(found: re.Match[str], day_first: bool | None) -> tuple[DateSpan, bool]:
    day = found.groupdict().get("day")
    return date_span(int(found["year"]), int(found["month"]), int(day) if day else None), False


def _either_order(found: re.Match[str], day_first: bool | None) -> tuple[DateSpan, bool]:
    """03/04/2012: by the mark (a full stop: day first), by the size of the numbers, by the given order, or both."""
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    if year < 100:
        year += 2000 if year <= _today().year % 100 + 1 else 1900
    if found["mark"] == "." or first > 12 or (day_first is True and second <= 12):
        return date_span(year, second, first), False
    if second > 12 or day_first is False or first == second:
        return date_span(year, first, second), False
    one, other = sorted((dt.date(year, first, second), dt.date(year, second, first)))
    return DateSpan(earliest=one, latest=other, precision="interval", edtf=f"[{one},{other}]"), True


# The surest and longest first: a place in the text that one form has read is not read by a later one.
_ANY = r"(?P<year>1[4-9]\d\d|20\d\d)"  # a year that something follows
_IN_YEAR = r"(?P<month>1[0-2]|0?[1-9])"
_PAIR = r"(?<![\d/.-])(?P<first>3[01]|[12]\d|0?[1-9])(?P<mark>[./-])[ ]?(?P<second>3[01]|[12]\d|0?[1-9])(?P=mark)[ ]?"
_TO = r"(?:[ ]?[-–—/][ ]?|[ ](?:to|until|bis|au|al?|tot)[ ](?:den[ ]|the[ ])?)"
_NTH = r"(?:st|nd|rd|th|er|\.|º|ª)?"
_FIRST_DAY = _DAY.replace("<day>", "<day1>")
_FIRST_MONTH = _MONTH.replace("<month>", "<month1>")
_OF = r"[ ]?(?:day of |of |de )?"
_NUMBER_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_FORMS: tuple[tuple[str, Reader], ...] = (
    # Spans of days and of months before single ones, whose end they are.
    (_FIRST_DAY + _NTH + _TO + _NUMBER_DAY + _NTH + _OF + _MONTH + r",?[ ]?(?:de |del )?" + _YEAR, _days),
    (
        _FIRST_DAY + _NTH + _OF + _FIRST_MONTH + r"(?:,?[ ](?P<year1>1[4-9]\d\d|20\d\d))?" + _TO
        + _NUMBER_DAY + _NTH + _OF + _MONTH + r",?[ ]?(?:de |del )?" + _YEAR,
        _days,
    ),
    (
        r"(?<![^\W\d_])" + _FIRST_MONTH + r"[ ]" + _FIRST_DAY + _NTH + r"(?:,[ ](?P<year1>1[4-9]\d\d|20\d\d))?" + _TO
        + r"(?:" + _MONTH.replace("<month>", "<month2>") + r"[ ])?" + _NUMBER_DAY + _NTH + r",?[ ]" + _YEAR,
        _month_first,
    ),
    (
        _FIRST_DAY + r"\.[ ]?(?:(?P<month1>1[0-2]|0?[1-9])\.[ ]?(?P<year1>1[4-9]\d\d|20\d\d)?)?(?:[ ]?[-–—][ ]?|[ ]bis[ ])"
        + _NUMBER_DAY + r"\.[ ]?(?P<month>1[0-2]|0?[1-9])\.[ ]?" + _YEAR,
        _days,
    ),
    (r"(?<!\w)" + _FIRST_MONTH + r"[ ]?[-–—/][ ]?" + _MONTH + r"[ ]" + _YEAR, _days),
    (r"(?<![\d/.-])" + _ANY + r"(?P<m>[-/.])" + _IN_YEAR + r"(?P=m)(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/-])", _numbered),
    (
        r"(?<![^\W\d_])" + _MONTH + r"[ ]{0,3}" + _DAY + r"(?:st|nd|rd|th)?(?:[ ]?,[ ]{0,3}|[ ]{1,3})(?:at [\d:]+ ?[ap]m,? )?" + _YEAR,
        _named,
    ),
    (
        _DAY + r"(?:st|nd|rd|th|er|\.|º|ª)?[ ]?(?:day of |of |de |-|/)?[ ]{0,2}"
        + _MONTH + r",?[ ]?(?:de |del |-|/)?[ ]{0,2}" + _YEAR,
        _named,
    ),
    (_ANY + r"\s?年\s?" + _IN_YEAR + r"\s?月(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?日)?", _numbered),
    (_PAIR + _ANY + r"(?![\d/-])", _either_order),
    (_YEAR + r"[ -]" + _MONTH + r"[ -]" + _DAY + r"(?!\d)", _named),
    (r"(?<!\w)" + _MONTH + r",?[ ]{0,3}(?:de |del )?" + _YEAR, _named),
    (_PAIR.replace("[./-]", "[.]") + r"(?P<year>[0-4]\d|9\d)(?![\d.,:%])", _either_order),
)  # fmt: skip
FORMS = tuple((re.compile(pattern), reader) for pattern, reader in _FORMS)  # of texts in small letters
# Forms with the name of a month, forms of numbers with marks between, and those with the signs for year and month. Most texts
# can hold one kind only, and looking for what a kind cannot do without is ten times cheaper than trying its forms.
_MONTH_NAME = re.compile(_NAMES + r"\b")
_MARKED_NUMBERS = re.compile(r"\d[./-] ?\d")
_SIGN = "年"
_KINDS = tuple("named" if _NAMES in pattern else "signed" if _SIGN in pattern else "marked" for pattern, _ in _FORMS)


@functools.cache
def _forms_of(kinds: frozenset[str]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The forms of some kinds, in their order."""
    return tuple(form for form, kind in zip(FORMS, _KINDS, strict=True) if kind in kinds)


def _forms_for(small: str) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The forms in which a text, in small letters, may hold a date."""
    kinds = set()
    if _MONTH_NAME.search(small):
        kinds.add("named")
    if _MARKED_NUMBERS.search(small):
        kinds.add("marked")
    if _SIGN in small:
        kinds.add("signed")
    return _forms_of(frozenset(kinds))


# Cheap test before the forms: every one of them has a year of four digits, or of two after a full stop. The leading class
# lets the search leap to the next digit.
_ANY_YEAR = re.compile(r"[12.](?:(?<=1)[4-9]\d\d|(?<=2)0\d\d|(?<=\.)[ ]?\d\d\b)")


def has_year(text: str) -> bool:
    """Whether there may be a date in the text; far cheaper than looking for one."""
    return _ANY_YEAR.search(text) is not None


def years(text: str) -> Iterator[int]:
    """Where in the text :func:`has_year` sees years, in order. None reaches over the end of a line."""
    return (found.start() for found in _ANY_YEAR.finditer(text))


def find_dates(text: str, *, day_first: bool | None = None) -> Iterator[FoundDate]:
    """The dates written in ``text``, in order of place. ``day_first`` settles 03/04/2012; None leaves it ambiguous.

    Days that no calendar has (30 February) and years no document can have are passed over.
    """
    if not has_year(text):
        return
    taken: list[tuple[int, int]] = []
    found_dates: list[FoundDate] = []
    small = (text if text.isascii() else text.translate(_FOLDED)).lower()  # as long as the text: only U+0130 would grow
    for form, read in _forms_for(small):
        for found in form.finditer(small):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())  # also when no calendar has it: 30 February 2012 is not February 2012
            try:
                span, ambiguous = read(found, day_first)
            except (ValueError, IndexError):
                continue
            if plausible(span):
                found_dates.append(FoundDate(span=span, start=found.start(), end=found.end(), ambiguous=ambiguous))
    yield from sorted(found_dates, key=lambda found: found.start)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def plausible(span: DateSpan) -> bool:
    """Not before printing, not after next year."""
    return span.earliest.year >= EARLIEST_YEAR and span.latest.year <= _today().year + 1
