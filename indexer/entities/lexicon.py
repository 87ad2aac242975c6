"""The shipped lexicon, and what it and the word lists say about one word, as features for the tagger."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import assert_never

from indexer.entities.words import BODY_WORDS, FUNCTION_WORDS, MONTHS, ORG_WORDS, PLACE_WORDS, SAY, TITLES
from search.analysis import stem


@dataclass(frozen=True, slots=True)
class WordFacts:
    """What is known of a word wherever it stands. ``lists`` are letters; ``coarse`` and ``fine`` its classes, "-1" for none."""

    lower: str
    shape: str
    lists: str
    coarse: str
    fine: str
    is_org_word: bool
    is_title: bool


_UNKNOWN = ("", "-1", "-1")


@cache
def load_lexicon() -> Mapping[str, tuple[str, str, str]]:
    """Word to (list letters, coarse class, fine class)."""
    packed = (files("indexer.entities") / "tables" / "lexicon.tsv.gz").read_bytes()
    lexicon: dict[str, tuple[str, str, str]] = {}
    for line in gzip.decompress(packed).decode("utf-8").split("\n"):
        word, letters, coarse, fine = line.split("\t")
        lexicon[word] = (letters, coarse, fine)
    return lexicon


@cache
def load_towns() -> frozenset[str]:
    """Names of larger towns, provinces and states: hints, since many are people's names too."""
    packed = (files("indexer.entities") / "tables" / "towns.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n"))


@cache
def load_bodies() -> frozenset[str]:
    """Names of companies, papers, parties, universities, offices and committees: hints too."""
    folder = files("indexer.entities") / "tables"
    offices = gzip.decompress((folder / "offices.txt.gz").read_bytes()).decode("utf-8").split("\n")
    written = (folder / "bodies.txt").read_text("utf-8").splitlines()
    return frozenset(offices).union(*(line.split(";") for line in written if not line.startswith("#")))


@cache
def _written_small() -> tuple[frozenset[str], frozenset[str]]:
    """Words that texts write small, and their stems, which stand beside them where they differ: to find 25,000 takes a second."""
    packed = (files("indexer.entities") / "tables" / "small.tsv.gz").read_bytes()
    pairs = [line.partition("\t") for line in gzip.decompress(packed).decode("utf-8").split("\n")]
    return frozenset([word for word, _, _ in pairs]), frozenset([beside or word for word, _, beside in pairs])


@lru_cache(maxsize=20_000)
def is_written_small(word: str) -> bool:
    """Whether ``word``, all in capitals here, is one that texts write small, or an unknown form of one.

    >>> is_written_small("GUNFIRE"), is_written_small("BRAWLED"), is_written_small("LADAKH")
    (True, True, False)
    """
    words, stems = _written_small()
    lower, name = word.lower(), word.capitalize()
    if lower in words:
        return True
    # "DEMOCRATIC" has the stem of "democrats": texts that know a word with a capital have it as part of names.
    return len(lower) > 4 and stem(lower) in stems and name not in load_lexicon() and name not in load_towns()


def is_common(word: str) -> bool:
    """Whether a word, capitalised here, is one that texts mostly write in small letters: "Rescue" in "Rescue Agency"."""
    return "c" in load_lexicon().get(word.lower(), ("",))[0]


def shape(word: str) -> str:
    """Runs of capitals, small letters and digits: "Kim" is Aa, "IAEA" AA, "F-16" A-0."""
    if word.isupper():
        return "AA" if len(word) > 1 else "A"
    runs: list[str] = []
    for c in word:
        kind = "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c
        if not runs or runs[-1] != kind:
            runs.append(kind)
    return "".join(runs)[:8]


@lru_cache(maxsize=20_000)
def word_facts(word: str) -> WordFacts:
    # A feature's name is a line of the model's file.
    word = "¶" if word[0] == "\n" else word[:60]
    lower = word.lower()
    lexicon = load_lexicon()
    letters, coarse, fine = lexicon.get(word) or lexicon.get(word.capitalize() if word.isupper() else word) or _UNKNOWN
    common = lexicon.get(lower, _UNKNOWN)[0]
    lists = letters.replace("c", "")
    lists += "c" if "c" in common else ""
    plain = lower.rstrip(".")
    for letter, members in _LISTS:
        if plain in members:
            lists += letter
    if word.isupper() and 2 <= len(word) <= 6:
        lists += "U"
    return WordFacts(lower, shape(word), lists or "_", coarse, fine, lower in ORG_WORDS, plain in TITLES)


_LISTS = (
    ("O", ORG_WORDS),
    ("b", BODY_WORDS),
    ("G", PLACE_WORDS),
    ("M", MONTHS),
    ("t", TITLES),
    ("x", FUNCTION_WORDS),
    ("s", SAY),
)
EDGE = WordFacts("<>", "<>", "<>", "<>", "<>", False, False)


class Side(IntEnum):
    """To whom a word says something: to itself, to the next word and the one before, once removed, and, as the last of an
    island, to all its words."""

    OWN = 0
    TO_NEXT = 1
    TO_PREVIOUS = 2
    TO_SECOND_NEXT = 3
    TO_SECOND_PREVIOUS = 4
    TO_ALL = 5


def unheard_of(word: str) -> WordFacts:
    """``word`` as if nothing were known of it but its shape, not even how it is spelt."""
    return WordFacts("", shape(word), "_", "-1", "-1", False, False)


def told(word: WordFacts, side: Side) -> list[str]:
    """The features that a word gives."""
    lower, form, lists, coarse, fine = word.lower, word.shape, word.lists, word.coarse, word.fine
    if word is EDGE:
        return [[], ["-w=<>"], ["+w=<>"], ["--w=<>"], ["++w=<>"], []][side]
    if not lower:
        return [
            ["s=" + form, "k=_", "sk=" + form + "_"],
            ["-k=_", "-f=-1", "-c=-1", "-a=" + form],
            ["+k=_", "+f=-1", "+c=-1", "+a=" + form],
            ["--k=_", "--f=-1", "--c=-1"],
            ["++k=_", "++f=-1", "++c=-1"],
            [],
        ][side]
    match side:
        case Side.OWN:
            own = [
                "w=" + lower,
                "s=" + form,
                "k=" + lists,
                "3=" + lower[-3:],
                "2=" + lower[-2:],
                "4=" + lower[-4:],
                "p=" + lower[:3],
                "5=" + lower[-5:],
                "q=" + lower[:5],
                "1=" + lower[-1:],
                "sk=" + form + lists,
            ]
            return own if coarse == "-1" else [*own, "c=" + coarse, "f=" + fine]
        case Side.TO_NEXT:
            return ["-w=" + lower, "-k=" + lists, "-f=" + fine, "-c=" + coarse, "-a=" + form, "-3=" + lower[-3:]]
        case Side.TO_PREVIOUS:
            return ["+w=" + lower, "+k=" + lists, "+f=" + fine, "+c=" + coarse, "+a=" + form, "+3=" + lower[-3:]]
        case Side.TO_SECOND_NEXT:
            return ["--w=" + lower, "--c=" + coarse, "--f=" + fine, "--k=" + lists]
        case Side.TO_SECOND_PREVIOUS:
            return ["++w=" + lower, "++c=" + coarse, "++f=" + fine, "++k=" + lists]
        case Side.TO_ALL:
            return ["h=" + lower]
        case _:
            assert_never(side)
