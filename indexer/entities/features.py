"""What the tagger is told about each word of an island: itself, its neighbours, the tables, and the rest of the text."""

from collections import Counter
from dataclasses import dataclass

from indexer.entities.lexicon import EDGE, WordFeatures, word_features
from indexer.entities.spans import bare
from indexer.entities.tables import Known
from indexer.entities.tokens import Tokens
from indexer.entities.words import ORG_WORDS, PERSON_TITLES, SAY

SENTENCE_EDGES = frozenset('.!?:"“”-*•—')
_TABLE_LETTERS = {"place": "C", "org": "I", "person": "P", "event": "E", "agreement": "E"}


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
            elif before in _IN:
                seen.add("d:in")
            elif i > first and "F" in word_features(previous).lists:
                seen.add("d:first")
            after = following.lower()
            if after in SAY:
                seen.add("d:say")
            elif after in ORG_WORDS:
                seen.add("d:org")
            elif previous == "(" and following == ")":
                seen.add("d:defined")
    marks: dict[int, str] = {}
    for first, last, known in closed:
        letter = (
            ("T" if known.kind == "place" else "B")
            if not known.certain
            else "D"
            if known.how == "demonym"
            else "K"
            if known.capital_of
            else _TABLE_LETTERS[known.kind]
        )
        marks[first] = "B" + letter
        for i in range(first + 1, last):
            marks[i] = "I" + letter
    return TextView(
        words,
        frozenset(filter(str.islower, set(words))),
        inside,
        marks,
        {word: tuple(sorted(seen)) for word, seen in company.items() if seen},
    )


_IN = frozenset(("in", "at", "near", "from"))


def lexical(words: list[str], first: int, last: int) -> list[WordFeatures]:
    """The words of an island with two more on either side."""
    count = len(words)
    if first >= 2 and last + 2 <= count:
        return [word_features(word) for word in words[first - 2 : last + 2]]
    return [word_features(words[i]) if 0 <= i < count else EDGE for i in range(first - 2, last + 2)]


def pair_features(previous: WordFeatures, own: WordFeatures) -> tuple[str, str]:
    """Two words side by side: by their looks and by themselves. Told to both, with "-" and "+" before it."""
    return previous.shape + "|" + own.shape, "w" + previous.lower + "|" + own.lower


def triple_feature(previous: WordFeatures, own: WordFeatures, following: WordFeatures) -> str:
    return "k" + previous.lists + "|" + own.lists + "|" + following.lists


def whole_features(island: list[WordFeatures]) -> list[str]:
    """What is told to every word of an island about the island; ``island`` as from ``lexical``."""
    size = len(island) - 4
    whole = ["h=" + island[-3].lower, f"n{min(size, 6)}"]
    if any(word.is_org_word for word in island[2:-2]):
        whole.append("io")
    if island[1].is_title:
        whole.append("it")
    return whole


Place = tuple[str, str, str, bool, str, int]


def place(text: TextView, i: int, own: WordFeatures, first: int, last: int) -> Place:
    """Where the word at ``i`` stands: table letters of it and the next, its lists, whether the text has it in small
    letters, "b" at the beginning of a sentence and "<", ">" at an island's ends, how often it stands inside sentences."""
    words = text.words
    before = words[i - 1] if i else "\n"
    edges = "b" if before[0] == "\n" or before in SENTENCE_EDGES else ""
    if i == first:
        edges += "<"
    if i == last - 1:
        edges += ">"
    marks = text.marks
    inside = text.inside.get(words[i], 0)
    return marks.get(i, "O"), marks.get(i + 1, "O"), own.lists, own.lower in text.lower, edges, min(inside, 4)


def place_features(where: Place) -> list[str]:
    mark, next_mark, lists, small, edges, inside = where
    features = ["g=" + mark, "g+=" + mark + next_mark, "gk=" + mark + lists, "m3" if inside > 3 else f"m{inside}"]
    if "b" in edges:
        features.append(("b:low" if small else "b:not") + ("m" if inside else ""))
    if small:
        features.append("low")
    return features + ["i" + edge for edge in edges if edge != "b"]


def island_features(text: TextView, first: int, last: int) -> list[list[str]]:
    """All features of each word of an island. Learned from as it is; ``Tagger`` sums it up."""
    island = lexical(text.words, first, last)
    whole = whole_features(island)
    rows: list[list[str]] = []
    for i in range(first, last):
        j = i - first + 2
        own, previous, following = island[j], island[j - 1], island[j + 1]
        rows.append(
            [
                *own.own,
                *previous.as_previous,
                *following.as_next,
                *island[j - 2].as_second_previous,
                *island[j + 2].as_second_next,
                *("-" + pair for pair in pair_features(previous, own)),
                *("+" + pair for pair in pair_features(own, following)),
                triple_feature(previous, own, following),
                *whole,
                *place_features(place(text, i, own, first, last)),
                *text.company.get(text.words[i], ()),
            ]
        )
    return rows
