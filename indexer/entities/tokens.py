"""Tokens of a text, and its islands: the runs of capitalised words in which names are looked for."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import accumulate, compress, count, repeat
from operator import add

# One token: a plain word before a space or comma, or at a sentence's end, or a mark (most are, so they are tried first),
# white space, dotted initials, an
# abbreviation with its stop, an initial, a possessive, a word (with inner &, ', - and decimal points), line breaks, any
# other character. A space after it is taken with it, which halves the pieces. Every character is in one piece, so that
# offsets are running sums of lengths.
_PIECE = re.compile(
    r"""
    (?:[A-Z]?[a-z]+(?=[ ,])
    |[,.;:()"“”]
    |[a-z]+(?=\.?\s)
    |[^\S\n]+
    |(?:[A-Z]\.){2,}
    |(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Prof|St|Jr|Sr|Adm|Capt|Cmdr|Maj|Rev|Hon|Amb|Brig|Inc|Ltd|Corp|Co|Sens|Reps
       |Messrs|Mt|Ft|Dept)\.(?=\s|,)
    |(?:Mc|Mac)?[A-Z]\.(?=\s?[A-Z])
    |['’](?:s|(?<=[A-Z].)S)(?!\w)
    |[^\W_](?:[^\W_]+|(?<=[A-Za-z])&(?=[A-Z])|['’](?!s\b|(?<=[A-Z].)S\b)(?=[^\W\d_])|-(?=[^\W_])|\.(?=[A-Za-z]\b)|(?<=\d)[.,](?=\d))*
    |\n+
    |.)[ ]?
    """,
    re.VERBOSE,
)
# Beside the one that is written so among the words; in capitals only after a capital ("OBAMA'S").
_POSSESSIVES = frozenset(("’s", "'S", "’S"))
LONGEST_WORD = 60
# No name has more words; ten megabytes of capitalised words must not become one island.
LONGEST_ISLAND = 60

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
        "az",
        "ez",
    ]
)
_ARTICLE_PREFIXES = ("al-", "el-", "ul-", "as-", "ad-", "an-", "at-", "ar-", "az-")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text with their offsets (code points, half-open), three lists of one length; ``different`` are the
    words, each once, and ``unlike`` those of them that are not small letters throughout: names are found among a third of them.

    A curly possessive, and one in capitals, stands as a straight small one among the words; its offsets are those of the text.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    different: Set[str]
    unlike: Set[str]


def tokens_of(words: list[str], starts: list[int], ends: list[int]) -> Tokens:
    """Words that were told, with their offsets."""
    different = set(words)
    return Tokens(words, starts, ends, different, _unlike(different))


def _unlike(words: Set[str]) -> Set[str]:
    return {word for word in words if not word.islower()}


def tokenise(text: str, splits: frozenset[str], whole: frozenset[str] = frozenset()) -> Tokens:
    """Tokens of ``text``. "China-North" and "U.S.-DPRK" are parted at the dash when the left side is one of ``splits``, which
    have capitals, unless the word is one of ``whole`` ("Asia-Pacific")."""
    pieces = _PIECE.findall(text)
    starts = list(accumulate(map(len, pieces), initial=0))
    del starts[-1:]
    words = list(map(str.rstrip, pieces, repeat(" ")))
    different = set(words)
    unlike = _unlike(different)
    blank = {word for word in unlike if not "!" <= word <= "~" and (word < "!" or word.isspace()) and word[:1] != "\n"}
    if blank:
        filled = [word not in blank for word in words]
        words, starts = list(compress(words, filled)), list(compress(starts, filled))
    # Of words that come back, each is looked at once.
    to_part = {word for word in unlike if "-" in word and len(word) > 2 and word.partition("-")[0] in splits}
    if to_part:
        dashed = list(places_of(to_part, words))
        words, starts = _all_parted(words, starts, dashed, splits, whole)
    ends = list(map(add, starts, map(len, words)))
    possessives = _POSSESSIVES & different
    for at in places_of(possessives, words) if possessives else ():
        words[at] = "'s"
    if blank or to_part or not possessives.isdisjoint(unlike):
        return tokens_of(words, starts, ends)
    if possessives:
        different = different - possessives | {"'s"}
    return Tokens(words, starts, ends, different, unlike)


def places_of(wanted: Set[str], words: Iterable[str]) -> Iterator[int]:
    """Where any of ``wanted`` stands, in order; in a third of the time that a loop takes."""
    return compress(count(), map(wanted.__contains__, words))


def _all_parted(
    words: list[str], starts: list[int], dashed: list[int], splits: frozenset[str], whole: frozenset[str]
) -> tuple[list[str], list[int]]:
    """``words`` and ``starts`` with the dashed words parted."""
    new_words: list[str] = []
    new_starts: list[int] = []
    done = 0
    for i in dashed:
        parted = _parted(words[i], splits, whole)
        new_words += words[done:i]
        new_words += parted
        new_starts += starts[done:i]
        new_starts += list(accumulate(map(len, parted), initial=starts[i]))[:-1]
        done = i + 1
    return new_words + words[done:], new_starts + starts[done:]


def _parted(word: str, splits: frozenset[str], whole: frozenset[str]) -> list[str]:
    """A dashed word as its names and dashes: "U.S.-DPRK" in three."""
    parted: list[str] = []
    while word not in whole:
        left, dash, right = word.partition("-")
        if not right or left not in splits:
            break
        parted += (left, dash)
        word = right
    return [*parted, word]


def is_capitalised(word: str) -> bool:
    """Whether a word could begin or continue a name: "Kim", "al-Assad", "9th" not, "3M" yes."""
    first = word[0]
    if first.isupper():
        return len(word) <= LONGEST_WORD
    if first.isdigit():
        return len(word) <= LONGEST_WORD and any(c.isupper() for c in word)
    return word[:3] in _ARTICLE_PREFIXES and len(word) > 3 and word[3].isupper()


def islands(tokens: Tokens, ignored: frozenset[str]) -> list[tuple[int, int]]:
    """Maximal runs [first, last) of capitalised words, joined over at most two linking words, a possessive, or a dash
    inside a word. Longer ones than LONGEST_ISLAND are cut.

    A lone word whose lower-case form is in ``ignored`` ("The", "However") is no island.
    """
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    found: list[tuple[int, int]] = []
    done = 0
    # Most words are small throughout and no names, which is told at once.
    capitalised = {word for word in tokens.unlike if is_capitalised(word)}
    beyond = len(words)
    for at in places_of(capitalised, words):
        if at < done:
            continue
        last = at
        ahead = at + 1
        while ahead < beyond:
            word = words[ahead]
            if word in capitalised:
                last = ahead
            elif (
                word == "-"
                and ahead == last + 1
                and starts[ahead] == ends[last]
                and ends[ahead] in starts[ahead + 1 : ahead + 2]
            ):
                pass  # a dash that parts two names in one word
            elif ahead - last > 2 or not (word in LINKS or word == "'s"):
                break
            ahead += 1
        done = last + 1
        if last == at and words[at].lower() in ignored:
            continue
        while done - at > LONGEST_ISLAND:
            found.append((at, at + LONGEST_ISLAND))
            at += LONGEST_ISLAND
        found.append((at, done))
    return found
