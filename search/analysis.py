"""The token rules: how text becomes terms, for every engine and for every query alike.

Engines index ``term_text`` (terms parted by single spaces, one per position) and stem with the Snowball English
stemmer; they never split, fold or lower-case by themselves, so that all of them agree to the letter. The rules as a
table of examples are in ``tests/analysis/test_token_rules.py``. In short:

* a term is a run of letters, marks and digits; accents, case, ligatures and final sigma are folded (``Müller`` = ``muller``);
* an apostrophe inside a word joins (``O'Neill`` = ``oneill``, ``Sana'a`` = ``sanaa``), a possessive ``'s`` and the elided French
  articles ``l' d' qu'`` are cut;
* a hyphen, an underscore or any other character parts words (``six-party`` is two terms);
* digits keep inner points (``3.5``) and lose the commas that group thousands (``240,000`` = ``240000``);
* dotted and all-capital forms are a term of their own, written with a final point: ``U.S.`` = ``US`` = ``us.``, never the
  pronoun ``us``. In a line that is all capitals, capitals say nothing and only dotted forms are treated so;
* scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) give one term a character; a query for several becomes a phrase.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import NamedTuple

import snowballstemmer

# A change here makes every index stale: it is part of the fingerprint kept beside each index.
ANALYSIS_VERSION = "1"

# Terms longer than this are cut, in texts and queries alike; the longest English dictionary word has 45 letters.
MAX_TERM_LENGTH = 64

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphens and joiners: inside words, removed when folded
_SPACELESS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u1049\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d\u309e"
    "\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)


_PLANE = "".join(map(chr, range(0x10000)))  # the Basic Multilingual Plane
_RUNS = re.compile(rf"(?:(?!{_SPACELESS.pattern})[^\W_])+")  # of what ``isalnum`` says yes to


def _ranges(plane: str) -> str:
    """A character class, as ranges, of the characters in whose places letters and digits stand in ``plane``.

    Spelled out, because ``[^\\W_...]`` is tested range by range at every character, while a plain class becomes one
    bitmap: five times faster over a text. Found by one search, since every command begins with it.
    """
    return "".join(
        [f"{_PLANE[start]}-{_PLANE[end - 1]}" for start, end in (run.span() for run in _RUNS.finditer(plane))]
    )


def _with_marks_as_letters(plane: str) -> str:
    """Combining marks and vowel signs belong to the word they stand in; Python's ``isalnum`` leaves them out."""
    marks = [sign for sign in re.findall(r"\W", plane) if unicodedata.category(sign)[0] == "M"]
    return plane.translate({ord(mark): "a" for mark in marks if not _SPACELESS.match(mark)})


_ASTRAL = "\U00010000-\U0001ffff"  # historic scripts, mathematical letters, emoji (which make a term of their own)
_LETTER = f"[{_ranges(_PLANE)}{_ASTRAL}]"
_INNER = f"[{_ranges(_with_marks_as_letters(_PLANE))}{_ASTRAL}{_INVISIBLE}]"
_CAPITAL = "[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]"
_TOKEN = re.compile(
    rf"[0-9](?:[0-9]{{0,2}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?(?![0-9])|[0-9]*(?:\.[0-9]+)+(?!{_LETTER}))"  # 240,000  3.5
    rf"|{_CAPITAL}\.(?:(?:{_CAPITAL}\.)+(?:{_CAPITAL}(?!{_LETTER}))?(?:['’]s(?!{_LETTER}))?|{_CAPITAL}(?!{_INNER}))"  # U.S.  U.S
    r"|[a-z]\.(?:[a-z]\.)+"  # u.s. as people type it
    rf"|{_LETTER}{_INNER}*(?:['’ʼ＇]{_LETTER}{_INNER}*)*"
    rf"|{_SPACELESS.pattern}"
)

_FOLDED_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ς": "σ",
        "ħ": "h",
    }
)
_REMOVED = re.compile(f"[\u0300-\u036f\u0640\u064b-\u065f\u0670{_INVISIBLE}]")
_APOSTROPHES = re.compile("['’ʼ＇]")
_POSSESSIVE = re.compile("['’ʼ＇][sS]$")
_ELISION = re.compile("^(?:l|d|qu)['’ʼ＇](?=[aeiouyhàâäéèêëîïôöûü])", re.IGNORECASE)
_ALL_CAPITALS = re.compile(f"^{_CAPITAL}{{2,}}$")
_LOWER_RUN = re.compile("[a-zà-öø-ÿα-ωа-я]{3}")
_UPPER_RUN = re.compile(f"{_CAPITAL}{{3,}}")

# Words that are far more often the word than the abbreviation: capitals keep these two apart in a query, for all
# others ``NATO`` also finds "Nato" and ``nato`` also finds "NATO".
ORDINARY_WORDS = frozenset(
    """a aid aids all am an and are art as at act acts ban be bit but by can cap care cat cope core do fast fed for form go had
    has have he her his how i if in into ion is it its led lot may me more most mat my nice no not of off on one or our out
    pact pen per pin plan rest rice salt safe she so sort start step stop swift than that the then they this to too top under
    up us was we were what when where which who whom why will with you your""".split()
)

# Ignored when scoring a bag of words, respected inside quotation marks, kept when a query has nothing else. Lucene's
# 33 and about 100 function words more: measured better than 33 on four public collections.
STOPWORDS = frozenset(
    """a about above after again against all am an and any are as at be because been before being below between both but by
    could did do does doing down during each few for from further had has have having he her here hers herself him himself his
    how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours ourselves
    out over own same she should so some such than that the their theirs them themselves then there these they this those
    through to too under until up very was we were what when where which while who whom why will with would you your yours
    yourself yourselves also among amongst can cannot may might must shall upon within without whether""".split()
)


class Token(NamedTuple):
    """A term and the code points of the text it was read from, half-open."""

    term: str
    start: int
    end: int


def is_all_capitals(line: str) -> bool:
    """Say whether capitals carry no meaning in this line: three or more words in capitals and no lower-case run of three.

    Telegrams, headlines and the TIME collection are printed so; "US" in them may be the pronoun.
    """
    return not _LOWER_RUN.search(line) and len(_UPPER_RUN.findall(line, 0)) >= 3


def _fold(surface: str, capitals_mean_nothing: bool) -> str:
    word = _POSSESSIVE.sub("", surface)
    if "." in word and not word[0].isdecimal():
        return word.replace(".", "").lower()[:MAX_TERM_LENGTH] + "."
    if not capitals_mean_nothing and _ALL_CAPITALS.match(word):
        return fold_plain(word)[: MAX_TERM_LENGTH - 1] + "."
    return fold_plain(_ELISION.sub("", word))[:MAX_TERM_LENGTH]


def fold_plain(word: str) -> str:
    """Lower case, without accents, marks, apostrophes and ligatures."""
    if word.isascii():
        return word.lower().replace("'", "").replace(",", "")
    word = unicodedata.normalize("NFKD", word.lower())
    word = unicodedata.normalize("NFC", _REMOVED.sub("", word)).translate(_FOLDED_LETTERS)
    return _APOSTROPHES.sub("", word).lower().replace(",", "").replace(" ", "")


class _Remembered(dict[str, str]):
    """A function of one string with its answers kept: words recur, and a dict look-up is ten times cheaper than a call."""

    LIMIT = 500_000  # about 60 MB; then start again, which costs less than keeping score of what was used last

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        value = self[key] = self._function(key)
        return value


_folded = _Remembered(lambda surface: _fold(surface, False))
_folded_in_capitals = _Remembered(lambda surface: _fold(surface, True))


def _folds_for(line: str) -> _Remembered:
    return _folded_in_capitals if is_all_capitals(line) else _folded


def tokens(text: str, *, capitals_mean_nothing: bool | None = None) -> Iterator[Token]:
    """Every term of ``text`` in order, unstemmed, with its place in ``text``.

    ``capitals_mean_nothing`` settles for all lines what is otherwise asked of each: a query's words are read by the whole query.
    """
    offset = 0
    for line in text.split("\n"):
        capitals = is_all_capitals(line) if capitals_mean_nothing is None else capitals_mean_nothing
        folded = _folded_in_capitals if capitals else _folded
        for found in _TOKEN.finditer(line):
            if term := folded[found.group()]:
                yield Token(term, offset + found.start(), offset + found.end())
        offset += len(line) + 1


def is_spaceless(text: str) -> bool:
    """Whether some of it is written without spaces between words, so that one term is a sign and no word."""
    return _SPACELESS.search(text) is not None


def surfaces(line: str) -> list[str]:
    """The tokens of one line as written; some may fold to nothing. With ``folder`` the quick way to look for terms."""
    return _TOKEN.findall(line)


def surface_spans(line: str) -> list[tuple[int, int]]:
    """Where the ``surfaces`` of the line stand in it."""
    return [found.span() for found in _TOKEN.finditer(line)]


def token_at(text: str, start: int) -> tuple[int, int] | None:
    """The token that begins at ``start``, where the caller knows that none is under way; None when none begins there."""
    found = _TOKEN.match(text, start)
    return found.span() if found else None


def terms_between(text: str, start: int, end: int) -> Iterator[str]:
    """The terms between two tokens of ``text``, the first ending at ``start``, the second beginning at ``end``."""
    for found in _TOKEN.finditer(text, start, end):
        if term := _folded[found.group()]:
            yield term


def folder(line: str) -> Mapping[str, str]:
    """What folds the surfaces of this line to their unstemmed terms, by its capitals."""
    return _folds_for(line)


def stemmer(line: str) -> Mapping[str, str]:
    """What takes the surfaces of this line to their stems in one step."""
    return _stemmed_in_capitals if is_all_capitals(line) else _stemmed


# A line that holds none of these is words of plain letters and what parts them: its terms are its letters in lower case.
# The leading class is what lets the search leap from candidate to candidate.
_UNPLAIN = re.compile(
    "['.A-Z0-9\x80-\U0010ffff](?:(?<=['0-9\x80-\U0010ffff])|(?<=[A-Z])(?=[A-Z.])|(?<=\\.)(?=[A-Za-z0-9]))"
)
_PLAIN_LETTERS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalpha()})
# Every run of letters longer than a term may be fills a window of half that length somewhere.
_WINDOW = MAX_TERM_LENGTH // 2


def _plain_terms(text: str) -> str:
    """The terms of a text without anything ``_UNPLAIN``, parted by spaces."""
    spaced = text.lower().translate(_PLAIN_LETTERS)
    if all(" " in spaced[start : start + _WINDOW] for start in range(0, len(spaced) - _WINDOW, _WINDOW)):
        return spaced
    return " ".join([word[:MAX_TERM_LENGTH] for word in spaced.split()])


def _terms_of_chunk(chunk: str, folded: _Remembered) -> str:
    if _UNPLAIN.search(chunk):
        return " ".join(filter(None, map(folded.__getitem__, _TOKEN.findall(chunk))))
    return " ".join(_plain_terms(chunk).split())


# No token spans white space, so a chunk's terms are the same wherever it stands: half the work of finding each token.
_chunks = _Remembered(lambda chunk: _terms_of_chunk(chunk, _folded))
_chunks_in_capitals = _Remembered(lambda chunk: _terms_of_chunk(chunk, _folded_in_capitals))


def spaced_terms(text: str) -> str:
    """The terms of ``text``, unstemmed, parted by one space or several: what engines index."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not _UNPLAIN.search(line):
            lines.append(_plain_terms(line))
        else:
            chunks = _chunks_in_capitals if is_all_capitals(line) else _chunks
            lines.append(" ".join(map(chunks.__getitem__, line.split())))
    return " ".join(lines)


def term_text(text: str) -> str:
    """The terms of ``text`` parted by single spaces. Equals ``tokens`` term by term."""
    return " ".join(spaced_terms(text).split())


_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()


def _stem(term: str) -> str:
    if term.endswith("."):
        return term
    with _stemming:  # a stemmer keeps the word it is working on: two threads at once get each other's stems
        return str(_stemmer.stemWord(term))


_stems = _Remembered(_stem)
_stemmed = _Remembered(lambda surface: _stems[_folded[surface]])
_stemmed_in_capitals = _Remembered(lambda surface: _stems[_folded_in_capitals[surface]])


def stem(term: str) -> str:
    """The Snowball English stem of a term; terms that end in a point (abbreviations) are their own stem."""
    return _stems[term]


def alternatives(term: str) -> tuple[str, ...]:
    """The terms a reader may mean by one typed term: ``nato`` and ``nato.`` mean each other, ``us`` and ``us.`` never do."""
    plain = term.removesuffix(".")
    if plain in ORDINARY_WORDS or not plain.isalpha() or len(plain) < 2:
        return (term,)
    return (term, plain if term.endswith(".") else f"{plain}.")
