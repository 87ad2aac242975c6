"""Datelines: the place in capitals that begins a report, as agencies, papers and ministries write it ("BUENOS AIRES, March 3 -")."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from indexer.entities.lexicon import is_common, load_towns
from indexer.entities.spans import Span
from indexer.entities.tables import load_tables
from indexer.entities.tokens import Tokens
from indexer.entities.words import HEADINGS, NOT_NAMES, ORG_WORDS, TITLES

# A date or an agency's name after it leaves no doubt; a dash or colon does when the place is known ("SUMMARY: ...").
_DATELINE = re.compile(
    r"""
    (?P<place>[A-Z][A-Z'’.-]{2,}(?:[ ][A-Z][A-Z'’.-]+){0,3})
    (?:,[ ](?P<land>[A-Z][\w.]+(?:[ ][A-Z][\w.]+){0,2}))?
    (?:
      (?P<sure>,?[ ](?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?[ ]\d|\d{1,2}[ ][A-Z][a-z]{2}|\d{4}-\d\d-\d\d)
        |[ ]\([A-Z][\w.]+(?:[ ][A-Z][\w.]+){0,2}\)[ ]?[-–—])
      |(?::|[ ]?(?:--?|–|—))[ ]["“]?[A-Z]
    )
    """,
    re.VERBOSE,
)

_LONGEST = 120  # code points of what is looked at


def datelines(text: str, tokens: Tokens, lines: Iterable[int]) -> list[Span]:
    """Token ranges of the places at the beginning of ``lines``, which are given by the offsets where they begin."""
    found: list[Span] = []
    for at in lines:
        if text[at : at + 3].isupper() and (match := _DATELINE.match(text, at, at + _LONGEST)) and _is_place(match):
            start, end = match.span("place")
            first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            if tokens.starts[first] == start and tokens.ends[last - 1] == end:
                found.append((first, last, "place"))
    return found


def _is_place(match: re.Match[str]) -> bool:
    words = match["place"].split()
    name = " ".join(word.capitalize() for word in words)
    known = load_tables().forms.get(name)
    if len(name) < 4:
        return False
    if known is not None:
        return known.kind == "place" and known.how == "name"
    if name in load_towns():
        return True
    return match["sure"] is not None and not any(_is_common(word.lower()) for word in words)


_HEADS = NOT_NAMES | TITLES | HEADINGS | ORG_WORDS  # of lines that a date may follow as well: "PRESS RELEASE, May 5"


def _is_common(word: str) -> bool:
    return word in _HEADS or is_common(word)
