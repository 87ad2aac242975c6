"""What the tagger is told about each word of an island: itself, its neighbours, the tables, and the rest of the text."""

from collections import Counter
from dataclasses import dataclass

from indexer.entities.lexicon import EDGE, Side, WordFacts, told, unheard_of, word_facts
from indexer.entities.spans import bare
from indexer.entities.tables import Known
from indexer.entities.tokens import Tokens
from indexer.entities.words import ORG_WORDS, PERSON_TITLES, SAY

SENTENCE_EDGES = frozenset('.!?:"“”-*•—')
BEFORE_PLACES = frozenset(("in", "at", "near", "from"))
MOST_COUNTED = 4  # a word that stands oftener inside sentences is told alike
# What company a word may keep: what stands before it and after it, of either the first that holds; whether an article does,
# and whether a comma and a place follow.
COMPANY = ("d:title", "d:in", "d:first", "d:say", "d:org", "d:defined", "d:the", "d:where")
PLACES = ("BT", "BK", "BC")
_TABLE_LETTERS = {"place": "C", "org": "I", "person": "P", "event": "E", "agreement": "E"}
MARKS = ("O", *(edge + letter for letter in "TBDKCIPE" for edge in "BI"))


@dataclass(frozen=True, slots=True)
class TextView:
    """What is known of a whole text before its islands are tagged.

    ``marks`` gives a table letter with B or I for the tokens of closed-table matches; ``company`` gives, for each
    capitalised word, features for the company it keeps anywhere in the text.
    """

    words: list[str]
    lower: frozenset[str]
    inside: Counter[str]
    marks: dict[int, str]
    company: dict[str, tuple[str, ...]]


def view(tokens: Tokens, islands: list[tuple[int, int]], closed: list[tuple[int, int, Known]]) -> TextView:
    words = tokens.words
    marks: dict[int, str] = {}
    for first, last, known in closed:
        letter = mark_letters(known)
        marks[first] = "B" + letter
        for i in range(first + 1, last):
            marks[i] = "I" + letter
    inside: Counter[str] = Counter()
    company: dict[str, set[str]] = {}
    count = len(words)
    for first, last in islands:
        for i in range(first, last):
            word = words[i]
            previous = words[i - 1] if i else "\n"
            if previous[0] == "\n" or previous in SENTENCE_EDGES:
                continue
            inside[word] += 1
            following = words[i + 1] if i + 1 < count else "\n"
            seen = company.get(word)
            if seen is None:
                seen = company[word] = set()
            before = bare(previous)
            if before in PERSON_TITLES:
                seen.add("d:title")
            elif before in BEFORE_PLACES:
                seen.add("d:in")
            elif i > first and "F" in word_facts(previous).lists:
                seen.add("d:first")
            after = following.lower()
            if after in SAY:
                seen.add("d:say")
            elif after in ORG_WORDS:
                seen.add("d:org")
            elif previous == "(" and following == ")":
                seen.add("d:defined")
            if before == "the":
                seen.add("d:the")
            if following == "," and marks.get(i + 2) in PLACES:
                seen.add("d:where")
    return TextView(
        words,
        frozenset(filter(str.islower, tokens.different)),
        inside,
        marks,
        {word: tuple(sorted(seen)) for word, seen in company.items() if seen},
    )


def mark_letters(known: Known) -> str:
    """The letter for a form of the tables: what it names, and how."""
    if not known.certain:
        return "T" if known.kind == "place" else "B"
    if known.how == "demonym":
        return "D"
    return "K" if known.capital_of else _TABLE_LETTERS[known.kind]


def lexical(words: list[str], first: int, last: int) -> list[WordFacts]:
    """The words of an island with two more on either side."""
    count = len(words)
    if first >= 2 and last + 2 <= count:
        return [word_facts(word) for word in words[first - 2 : last + 2]]
    return [word_facts(words[i]) if 0 <= i < count else EDGE for i in range(first - 2, last + 2)]


def pair_features(previous: WordFacts, own: WordFacts) -> list[str]:
    """Two words side by side: by their looks and by themselves. Told to both, with "-" and "+" before it."""
    looks = previous.shape + "|" + own.shape
    return [looks, "w" + previous.lower + "|" + own.lower] if previous.lower and own.lower else [looks]


def triple_feature(previous: WordFacts, own: WordFacts, following: WordFacts) -> str:
    return "k" + previous.lists + "|" + own.lists + "|" + following.lists


def whole_features(size: int, body: bool, title: bool) -> list[str]:
    """What is told to every word of an island about it: how many words it has, whether one of them is a word for a body,
    and whether a title stands before it."""
    whole = [f"n{min(size, 6)}"]
    if body:
        whole.append("io")
    if title:
        whole.append("it")
    return whole


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: how often inside sentences, whether the text has it in small letters, whether it begins a
    sentence, whether it is an island's first or last."""

    inside: int
    small: bool
    begins: bool
    first: bool
    last: bool


def place_features(where: Place) -> list[str]:
    features = ["m3" if where.inside > 3 else f"m{where.inside}"]
    if where.begins:
        features.append(("b:low" if where.small else "b:not") + ("m" if where.inside else ""))
    if where.small:
        features.append("low")
    return features + ["i<"] * where.first + ["i>"] * where.last


def island_features(text: TextView, first: int, last: int, unheard: frozenset[int] = frozenset()) -> list[list[str]]:
    """All features of each word of an island. Learned from as it is; ``Evidence`` sums it up.

    The words at ``unheard`` are told of as if nobody had heard of them before.
    """
    island = lexical(text.words, first, last)
    for i in unheard:
        island[i - first + 2] = unheard_of(text.words[i])
    marks = {i: mark for i, mark in text.marks.items() if i not in unheard} if unheard else text.marks
    body = any(word.is_org_word for word in island[2:-2])
    whole = [*told(island[-3], Side.TO_ALL), *whole_features(last - first, body, island[1].is_title)]
    if text.words[last : last + 1] == [","]:
        whole.append("n,=" + text.marks.get(last + 1, "O"))
    if first and text.words[first - 1] == ",":
        whole.append("p,=" + text.marks.get(first - 2, "O"))
    rows: list[list[str]] = []
    for i in range(first, last):
        j = i - first + 2
        own, previous, following = island[j], island[j - 1], island[j + 1]
        word, before = text.words[i], text.words[i - 1] if i else "\n"
        mark = marks.get(i, "O")
        where = Place(
            inside=text.inside.get(word, 0),
            small=word_facts(word).lower in text.lower,
            begins=before[0] == "\n" or before in SENTENCE_EDGES,
            first=i == first,
            last=i == last - 1,
        )
        rows.append(
            [
                *told(own, Side.OWN),
                *told(previous, Side.TO_NEXT),
                *told(following, Side.TO_PREVIOUS),
                *told(island[j - 2], Side.TO_SECOND_NEXT),
                *told(island[j + 2], Side.TO_SECOND_PREVIOUS),
                *("-" + pair for pair in pair_features(previous, own)),
                *("+" + pair for pair in pair_features(own, following)),
                triple_feature(previous, own, following),
                *whole,
                "g=" + mark,
                "g+=" + mark + marks.get(i + 1, "O"),
                "gk=" + mark + own.lists,
                *place_features(where),
                *text.company.get(word, ()),
            ]
        )
    return rows
