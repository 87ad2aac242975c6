"""Which language a text is written in, and what its words are made of where English would part them."""

import re
from collections.abc import Sequence, Set
from itertools import accumulate

from indexer.entities.tokens import Tokens, tokens_of
from indexer.metadata.languages import detect_language, votes

# Words looked at, from all over the text: a few tell that it is English, as most are.
_FIRST_LOOK, _SAMPLE = 60, 300
# Of words with marks among them. Prose has a quarter and more, lists of goods and fixtures a twentieth.
_LEAST_SHARE, _LEAST = 0.04, 4
_SURE, _TIMES_SURE = 8, 2
# An English text that quotes another language, or names its bodies, is English.
_TIMES_ENGLISH = 1.5


def foreign_language(words: Sequence[str]) -> str | None:
    """The language's code, ``de``; None for English and for what is too short to tell.

    ``words`` are the tokens of the text, marks among them.
    """
    found = votes([*map(str.lower, words[:: max(1, len(words) // _FIRST_LOOK)])])
    english = found.pop("en", 0)
    if english >= _SURE and english > _TIMES_SURE * max(found.values(), default=0):
        return None
    sample = words[:: max(1, len(words) // _SAMPLE)]
    found = votes([*map(str.lower, sample)])
    english = found.pop("en", 0)
    language, count = max(found.items(), key=lambda item: item[1], default=("", 0))
    if count >= _LEAST and count >= _LEAST_SHARE * len(sample) and count > _TIMES_ENGLISH * english:
        return language
    # Greek has no list of words, but letters of its own.
    if english < _LEAST and not all(map(str.isascii, sample)):
        told = detect_language(" ".join(sample))
        return told[0] if told is not None and told[0] in ("el", "hy") else None
    return None


# "l'Allemagne", "dell'Ucraina"; with a capital ("D'Alema") it may be part of the name.
_ELISION = re.compile(r"(?:[dljnstmc]|(?:jusqu|lorsqu|puisqu|qu)|dell|nell|all|dall|sull|quell|un)'", re.IGNORECASE)
_ELIDING = frozenset(("fr", "it"))
# "Türkiye'nin", "Rusya’ya": endings of names.
_TURKISH = re.compile(r"([^\W\d_]+)(['’][a-zçğıöşü]{1,6})")


def parts_of_word(word: str, language: str, splits: Set[str]) -> list[str]:
    """``word`` as its article, name and ending; parted at a dash, too, where one of ``splits`` stands before it.

    Curly apostrophes are straight in what comes back; it has as many characters as the word.
    """
    word = word.replace("’", "'")
    parts: list[str] = []
    if "'" in word:
        match = _ELISION.match(word) if language in _ELIDING else None
        if (
            match
            and word[match.end() : match.end() + 1].isupper()
            and (word[0].islower() or word[match.end() :] in splits)
        ):
            parts, word = [match[0]], word[match.end() :]
        elif language == "tr" and word[0].isupper() and (match := _TURKISH.fullmatch(word)):
            return [match[1], match[2]]
    left, dash, right = word.partition("-")
    if right and left in splits:
        return [*parts, left, dash, right]
    return [*parts, word]


def retokenised(tokens: Tokens, language: str, splits: Set[str], whole: Set[str]) -> Tokens:
    """``tokens`` with words parted as ``language`` makes them. Names of ``whole`` stay in one piece."""
    parted: dict[str, list[str]] = {}
    for word in tokens.different:
        if ("'" in word or "’" in word or "-" in word) and len(word) > 2 and word not in whole:
            pieces = parts_of_word(word, language, splits)
            if pieces != [word]:
                parted[word] = pieces
    if not parted:
        return tokens
    words: list[str] = []
    starts: list[int] = []
    for word, start in zip(tokens.words, tokens.starts, strict=True):
        pieces = parted.get(word, [word])
        words += pieces
        starts += [*accumulate(map(len, pieces[:-1]), initial=start)]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return tokens_of(words, starts, ends)
