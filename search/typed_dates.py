"""Dates as people type them into a form or a query, brought to the one form everything else reads: ``2012-03-01``.

Only spellings that can mean one thing are taken: ``1/3/2012`` is January in one country and March in the next, so it is
not a date here.
"""

import re

_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

_NUMBERS = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]+)\.?,?\s+([0-9]{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")


def partial_date(text: str) -> str | None:
    """``1 Mar 2012``, ``March 1, 2012``, ``March 2012``, ``2012/3/1`` as ``2012-03-01`` or ``2012-03``; None if it is no date.

    The result has the right form; whether such a day exists is for ``search.dates.parse_partial_date`` to say.
    """
    words = " ".join(text.split()).lower()
    if found := _NUMBERS.fullmatch(words):
        return _written(found[1], found[2], found[3])
    if (found := _DAY_FIRST.fullmatch(words)) and (month := _month(found[2])):
        return _written(found[3], month, found[1])
    if (found := _MONTH_FIRST.fullmatch(words)) and (month := _month(found[1])):
        return _written(found[3], month, found[2])
    return None


def _month(word: str) -> str | None:
    if word in _FULL_MONTHS:
        return str(_FULL_MONTHS.index(word) + 1)
    short = "sep" if word == "sept" else word
    return str(_SHORT_MONTHS.index(short) + 1) if short in _SHORT_MONTHS else None


def _written(year: str, month: str | None, day: str | None) -> str:
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part is not None)])
