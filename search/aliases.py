"""What an alias names is found by its other names too: ``DPRK`` also finds North Korea, weighted lower, told to the reader.

The names are the archive's own: the forms in which its documents name each entity. A thing's usual name is searched as it is,
so that most queries mean just what they say; and so is whatever stands in quotation marks, behind a field's name or under NOT.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from search.analysis import ORDINARY_WORDS, STOPWORDS, stem, tokens
from search.catalog.names import name_key
from search.catalog.rows import KnownName
from search.query import ast
from search.query.ast import NO_SPAN, Node, Span
from search.ranking import Ranking

# Folded names -> what each of them names, where that is beyond doubt.
FindAliases = Callable[[Collection[str]], Mapping[str, KnownName]]
# Unstemmed words -> in how many documents each stands.
CountWords = Callable[[Collection[str]], Mapping[str, int]]

LONGEST_NAME = 4  # words; longer names stand in queries as they stand in texts
MOST_WORDS = 32  # of a query, looked up
# Documents that hold a word for each mention that it is: of 100,000 real documents "state" stands in 47 for each time it names
# the State Department, "labour" in 20 for each Labour Party; "congress", "NATO" and the like in less than one.
_WORDS_A_NAME = 10

# What English calls the people of a place and what is theirs ("Syrian", "Danes", "Iraqi"): no alias of the place, since it is
# mostly said of something else (Syrian refugees). Found as another name of it, though: what is Chinese is of the PRC.
_OF_PEOPLE = re.compile(
    r"(?:an|ans|ese|ish|i|is|icelandic|ch|er|ers|ard|ards|ons|briton|men|man|dane|danes|swedes?|finns?|turks?|poles?|arabs?|serbs?|croats?"
    r"|kurds?|greeks?|cypriots?|thais?)$"
)
# Names of states in other languages end so, too: "Frankreich", "Kasachstan", "États-Unis", "Türkei".
_OF_STATES = (
    "stan", "sztan", "reich", "kei", "lei", "unis", "uni", "uniti", "bassi", "jemen", "iemen", "sudan", "soudan", "soedan",
    "liban", "vatican", "vatikan", "vaticaan", "balkan", "teheran", "alger", "algier", "algeri", "parigi", "tunisi", "tiflis",
    "tripolis", "chili", "malaui", "paraguai", "uruguai", "buti", "aidschan", "aidjan", "aigian", "aiyan", "eidzjan", "ejdzan",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoSearched:
    """``typed`` in the query names ``name`` (``entity``: its id), which was also searched by these other ``names``."""

    typed: str
    entity: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the query, by their spans, that together name something."""

    words: tuple[Span, ...]
    also: AlsoSearched


def known_runs(
    tree: Node, find: FindAliases, count: CountWords, ranking: Ranking, capitals_mean_nothing: bool | None
) -> tuple[Run, ...]:
    """The names in the query that have others: the longest first, none overlapping."""
    stretches = list(_stretches(tree))
    wanted: dict[str, None] = {}
    for words in stretches:
        for first in range(min(len(words), MOST_WORDS)):
            for last in range(first + 1, min(first + LONGEST_NAME, len(words)) + 1):
                if key := _key(words[first:last], capitals_mean_nothing):
                    wanted[key] = None
    known = find(wanted) if wanted else {}
    if not known:
        return ()
    runs: list[Run] = []
    for words in stretches:
        first = 0
        while first < len(words):
            run = None
            for last in range(min(first + LONGEST_NAME, len(words)), first, -1):
                named = words[first:last]
                key = _key(named, capitals_mean_nothing)
                if key not in known or (last - first == 1 and _is_mostly_a_word(named[0], known[key], count)):
                    continue
                if run := _run(named, key, known[key], ranking):
                    runs.append(run)
                    break
            first += len(run.words) if run else 1
    return tuple(runs)


def _stretches(node: Node) -> Iterator[Sequence[ast.Word]]:
    """Words that stand side by side, outside quotation marks and NOT."""
    match node:
        case ast.Word():
            if node.field == "any" and node.span != NO_SPAN:
                yield (node,)
        case ast.And() if node.implicit:
            stretch: list[ast.Word] = []
            for child in node.children:
                if isinstance(child, ast.Word) and child.field == "any" and child.span != NO_SPAN:
                    stretch.append(child)
                    continue
                yield stretch
                stretch = []
                yield from _stretches(child)
            yield stretch
        case ast.And() | ast.Or():
            for child in node.children:
                yield from _stretches(child)
        case ast.Boost():
            yield from _stretches(node.child)
        case (
            ast.Phrase()
            | ast.Prefix()
            | ast.Wildcard()
            | ast.Fuzzy()
            | ast.Named()
            | ast.DateRange()
            | ast.Not()
            | ast.All()
        ):
            return
        case _:
            assert_never(node)


def _key(words: Sequence[ast.Word], capitals_mean_nothing: bool | None) -> str:
    """The folded name, or nothing for what is far more often a word than a name: ``us``, but not ``US``."""
    terms = [token.term for word in words for token in tokens(word.text, capitals_mean_nothing=capitals_mean_nothing)]
    if len(terms) == 1 and (terms[0] in STOPWORDS or terms[0] in ORDINARY_WORDS or len(terms[0]) < 2):
        return ""
    if terms and (terms[0] in STOPWORDS or terms[-1] in STOPWORDS):
        return ""
    return name_key(" ".join(word.text for word in words))


def _is_mostly_a_word(word: ast.Word, known: KnownName, count: CountWords) -> bool:
    """Whether it stands in far more documents than name the thing by it: ``state``, which now and then is a department.

    What no document names so is an archivist's word, and believed.
    """
    if not known.mentions:
        return False
    terms = {token.term for token in tokens(word.text)}
    return sum(count(terms).values()) > _WORDS_A_NAME * known.mentions


def _run(words: Sequence[ast.Word], key: str, known: KnownName, ranking: Ranking) -> Run | None:
    label = name_key(known.name)
    if key == label or _is_of_people(key, known.kind):
        return None
    names: list[str] = []
    seen = [_stems(key)]
    for surface in (known.name, *known.names):
        stems = _stems(surface)
        folded = name_key(surface)
        if not stems or any(other <= stems for other in seen) or (stems <= seen[0] and folded != label):
            continue  # finds nothing, or what the others find already, or any part of the name
        if known.kind == "person" and len(stems) < 2:
            continue  # a surname alone is anyone's
        names.append(surface)
        seen.append(stems)
    del names[ranking.aliases :]
    if not names:
        return None
    typed = " ".join(word.text for word in words)
    also = AlsoSearched(typed=typed, entity=known.id, name=known.name, names=tuple(names))
    return Run(tuple(word.span for word in words), also)


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(term) for term in name_key(name).split())


def _is_of_people(key: str, kind: str) -> bool:
    return kind == "place" and _OF_PEOPLE.search(key) is not None and not key.endswith(_OF_STATES)
