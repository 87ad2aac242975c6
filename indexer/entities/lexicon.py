"""The shipped lexicon, and what it and the word lists say about one word, as features for the tagger."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.entities.words import FUNCTION_WORDS, MONTHS, ORG_WORDS, PLACE_WORDS, SAY, TITLES


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """Feature strings of a word as seen from its own place and from its neighbours', made once per word."""

    lower: str
    shape: str
    lists: str
    is_org_word: bool
    is_title: bool
    own: list[str]
    as_previous: list[str]
    as_next: list[str]
    as_second_previous: list[str]
    as_second_next: list[str]


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


_UNKNOWN = ("", "-1", "-1")
_cache: dict[str, WordFeatures] = {}
_CACHE_LIMIT = 100_000  # words; about 150 MB would be reached at a million


def word_features(word: str) -> WordFeatures:
    features = _cache.get(word)
    if features is None:
        features = _features(word)
        if len(_cache) >= _CACHE_LIMIT:
            _cache.clear()
        _cache[word] = features
    return features


def _features(word: str) -> WordFeatures:
    # A feature's name is a line of the model's file.
    word = "¶" if word[0] == "\n" else word[:60]
    lower = word.lower()
    lexicon = load_lexicon()
    letters, coarse, fine = lexicon.get(word) or lexicon.get(word.capitalize() if word.isupper() else word) or _UNKNOWN
    common = lexicon.get(lower, _UNKNOWN)[0]
    lists = letters.replace("c", "")
    lists += "c" if "c" in common else ""
    for letter, members in _LISTS:
        if lower.rstrip(".") in members:
            lists += letter
    if word.isupper() and 2 <= len(word) <= 6:
        lists += "U"
    lists = lists or "_"
    form = shape(word)
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
    if coarse != "-1":
        own += ["c=" + coarse, "f=" + fine]
    return WordFeatures(
        lower,
        form,
        lists,
        lower in ORG_WORDS,
        lower.rstrip(".") in TITLES,
        own,
        ["-w=" + lower, "-k=" + lists, "-f=" + fine, "-c=" + coarse, "-a=" + form, "-3=" + lower[-3:]],
        ["+w=" + lower, "+k=" + lists, "+f=" + fine, "+c=" + coarse, "+a=" + form, "+3=" + lower[-3:]],
        ["--w=" + lower, "--c=" + coarse, "--f=" + fine, "--k=" + lists],
        ["++w=" + lower, "++c=" + coarse, "++f=" + fine, "++k=" + lists],
    )


_LISTS = (("O", ORG_WORDS), ("G", PLACE_WORDS), ("M", MONTHS), ("t", TITLES), ("x", FUNCTION_WORDS), ("s", SAY))
EDGE = WordFeatures("<>", "<>", "<>", False, False, [], ["-w=<>"], ["+w=<>"], ["--w=<>"], ["++w=<>"])
