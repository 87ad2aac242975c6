"""Dates as readers of other languages type them, brought to what ``search.params`` reads: ``1. März 2012``, ``1.3.2012``.

Days and months parted by stops are taken in this order only where the page is not English: there nobody writes them so.
"""

import re
from functools import lru_cache

from web.language import ENGLISH, Language, language

_STOPS = re.compile(r"(?:([0-9]{1,2})\. ?)?([0-9]{1,2})\. ?([0-9]{4})")
_NAMED = re.compile(r"(?:([0-9]{1,2})\.? )?(\w+)\.? ([0-9]{4})")


def typed_date(text: str) -> str:
    """The date as ``2012-03-01`` or ``2012-03`` if it is one in the language of the page, else as it was typed."""
    spoken = language()
    words = " ".join(text.split())
    if spoken is ENGLISH:
        return text
    if found := _STOPS.fullmatch(words):
        return _written(found[3], int(found[2]), found[1])
    if (found := _NAMED.fullmatch(words)) and (month := _months(spoken).get(found[2].casefold())):
        return _written(found[3], month, found[1])
    return text


def _written(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")


@lru_cache(maxsize=8)
def _months(spoken: Language) -> dict[str, int]:
    return {
        name.rstrip(".").casefold(): number
        for style in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in spoken.locale.months[context][style].items()
    }
