"""Results and standings, line by line: clubs that are called by their towns ("BUFFALO 5 Hartford 1") are no towns there."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from indexer.entities.lexicon import load_bodies, load_towns
from indexer.entities.spans import Span
from indexer.entities.tables import load_tables
from indexer.entities.tokens import Tokens

_NAME = r"[A-Z][\w.'’&-]*(?:[ ][A-Z][\w.'’&-]*){0,3}"
_SCORERS = r"(?:[ ]\([^()\n]{1,120}\))?"
_LINES = (
    re.compile(rf"({_NAME})[ ]\d{{1,3}}{_SCORERS}[ ]({_NAME})[ ]\d{{1,3}}(?=[ ]?(?:[(.,;]|\Z))"),
    re.compile(rf"({_NAME})[ ](?:at|AT|v|vs)\.?[ ]({_NAME})\Z"),
    # Played, won, lost, points ...: four figures at least.
    re.compile(rf"({_NAME})(?:[ ]+\.?\d[\d.,/-]*){{4,}}(?:[ ]-)?\Z"),
)
_LONGEST = 250  # code points; a paragraph is no line of a table


def clubs(text: str, tokens: Tokens, lines: Iterable[int]) -> list[Span]:
    """The clubs in the results, fixtures and standings among ``lines``, which are given by the offsets where they begin.

    States play for themselves. A line in which no name is known as a town or club is none of these: there are votes and
    inventories too.
    """
    found: list[Span] = []
    for at in lines:
        after = text.find("\n", at, at + _LONGEST)
        if after < 0 and len(text) > at + _LONGEST:
            continue
        match = next(
            (m for pattern in _LINES if (m := pattern.match(text, at, after if after > 0 else len(text)))), None
        )
        if match is None:
            continue
        names = [(match.span(group), _calm(match[group])) for group in range(1, len(match.groups()) + 1)]
        if not any(name in load_towns() or name in load_bodies() for _, name in names):
            continue
        for (start, end), name in names:
            known = load_tables().forms.get(name)
            if known is not None and known.kind == "place" and known.how == "name" and known.capital_of is None:
                continue
            first, last = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
            if tokens.starts[first] == start and tokens.ends[last - 1] == end:
                found.append((first, last, "org"))
    return found


def _calm(name: str) -> str:
    return " ".join(word.capitalize() if word.isupper() and len(word) > 2 else word for word in name.split())
