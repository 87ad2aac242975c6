"""Acronyms that a text defines: "International Atomic Energy Agency (IAEA)"."""

import re

_IN_BRACKETS = re.compile(r"\((?<=\s\()[\"“]?([A-Z][A-Za-z.&-]{1,9})[\"”]?\)")
_REACH = 120  # characters before the bracket in which a long form may stand
_SMALL = frozenset("of for the and on in de to".split())


def defined_acronyms(text: str) -> dict[str, str]:
    """Acronym to long form, for each definition whose initials spell the acronym."""
    defined: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        letters = [c.lower() for c in match[1] if c.isalpha()]
        words = text[max(0, match.start() - _REACH) : match.start()].split()
        for first in range(len(words) - 1, -1, -1):
            word = words[first]
            if not word[0].isupper():
                if word not in _SMALL:
                    break
                continue
            parts = [part for part in re.split(r"[ -]", " ".join(words[first:])) if part]
            if [p[0].lower() for p in parts] == letters or [p[0].lower() for p in parts if p[0].isupper()] == letters:
                defined.setdefault(match[1], " ".join(words[first:]))
                break
    return defined
