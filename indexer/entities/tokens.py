"""Tokens of a text, and its islands: the runs of capitalised words in which names are looked for."""

import re
from dataclasses import dataclass

# One token: dotted initials, an abbreviation with its stop, an initial, a possessive, a word (with inner &, ', - and
# decimal points), a line break, any other character. Words longer than 60 characters are no names and are passed over
# in one piece, so that a megabyte without a space costs nothing.
_TOKEN = re.compile(
    r"""
    (?:[A-Z]\.){2,}
    |(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Prof|St|Jr|Sr|Adm|Capt|Cmdr|Maj|Rev|Hon|Amb|Brig|Inc|Ltd|Corp|Co|Sens|Reps
       |Messrs|Mt|Ft|Dept)\.(?=\s|,)
    |[A-Z]\.(?=\s?[A-Z])
    |['’]s(?!\w)
    |[^\W_](?:[^\W_]+|(?<=[A-Za-z])&(?=[A-Z])|['’](?!s\b)(?=[^\W\d_])|-(?=[^\W_])|\.(?=[A-Za-z]\b)|(?<=\d)[.,](?=\d))*
    |\n+
    |[^\w\s]
    """,
    re.VERBOSE,
)
LONGEST_WORD = 60

# Lower-case words that may stand inside a name ("Bank of England", "Osama bin Laden").
LINKS = frozenset(
    [
        "of",
        "for",
        "the",
        "and",
        "de",
        "la",
        "del",
        "al",
        "el",
        "bin",
        "bint",
        "ibn",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "du",
        "le",
        "&",
        "y",
        "e",
        "ul",
        "ur",
        "abu",
    ]
)
_ARTICLE_PREFIXES = ("al-", "el-", "ul-", "as-", "ad-", "an-", "at-", "ar-", "az-")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text with their offsets (code points, half-open), three lists of one length."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenise(text: str, splits: frozenset[str], whole: frozenset[str] = frozenset()) -> Tokens:
    """Tokens of ``text``. "China-North" and "U.S.-DPRK" are parted at the dash when the left side is one of ``splits``,
    unless the word is one of ``whole`` ("Asia-Pacific")."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        start = match.start()
        while "-" in word and len(word) > 2:
            left, _, right = word.partition("-")
            if not right or left not in splits or word in whole:
                break
            middle = start + len(left)
            words += (left, "-")
            starts += (start, middle)
            ends += (middle, middle + 1)
            word, start = right, middle + 1
        words.append(word)
        starts.append(start)
        ends.append(match.end())
    return Tokens(words, starts, ends)


def is_capitalised(word: str) -> bool:
    """Whether a word could begin or continue a name: "Kim", "al-Assad", "9th" not, "3M" yes."""
    first = word[0]
    if first.isupper():
        return len(word) <= LONGEST_WORD
    if first.isdigit():
        return len(word) <= LONGEST_WORD and any(c.isupper() for c in word)
    return word[:3] in _ARTICLE_PREFIXES and len(word) > 3 and word[3].isupper()


def islands(words: list[str], ignored: frozenset[str]) -> list[tuple[int, int]]:
    """Maximal runs [first, last) of capitalised words, joined over at most two linking words or a possessive.

    A lone word whose lower-case form is in ``ignored`` ("The", "However") is no island.
    """
    found: list[tuple[int, int]] = []
    count = len(words)
    at = 0
    while at < count:
        if not is_capitalised(words[at]):
            at += 1
            continue
        last = at
        ahead = at + 1
        while ahead < count:
            word = words[ahead]
            if is_capitalised(word):
                last = ahead
            elif ahead - last > 2 or not (word in LINKS or word == "'s" or word == "’s"):
                break
            ahead += 1
        if last > at or words[at].lower() not in ignored:
            found.append((at, last + 1))
        at = last + 1
    return found
