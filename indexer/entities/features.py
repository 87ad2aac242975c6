"""What the tagger is told about each word of an island: itself, its neighbours, the tables, and the rest of the text."""

from collections import Counter
from dataclasses import dataclass

from indexer.entities.lexicon import EDGE, WordFeatures, word_features
from indexer.entities.spans import bare
from indexer.entities.tables import Known
from indexer.entities.tokens import Tokens
from indexer.entities.words import ORG_WORDS, PERSON_TITLES, SAY, TITLES

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
    company: dict[str, list[str]]


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
            "T"
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
        frozenset(w for w in words if w.islower()),
        inside,
        marks,
        {word: sorted(seen) for word, seen in company.items() if seen},
    )


_IN = frozenset(("in", "at", "near", "from"))


def island_features(text: TextView, first: int, last: int) -> list[list[str]]:
    words = text.words
    count = len(words)
    lexical: list[WordFeatures] = [
        word_features(words[i]) if 0 <= i < count else EDGE for i in range(first - 2, last + 2)
    ]
    head = "h=" + lexical[last - first + 1].lower
    whole = [head, f"n{min(last - first, 6)}"]
    if any(lexical[j].lower in ORG_WORDS for j in range(2, last - first + 2)):
        whole.append("io")
    if lexical[1].lower.rstrip(".") in TITLES:
        whole.append("it")
    marks = text.marks
    rows: list[list[str]] = []
    for i in range(first, last):
        j = i - first + 2
        word = words[i]
        own, previous, following = lexical[j], lexical[j - 1], lexical[j + 1]
        mark = marks.get(i, "O")
        row = own.own + whole + previous.as_previous + following.as_next
        row += lexical[j - 2].as_second_previous
        row += lexical[j + 2].as_second_next
        row += (
            "-s=" + previous.shape + "|" + own.shape,
            "+s=" + own.shape + "|" + following.shape,
            "kk=" + previous.lists + "|" + own.lists + "|" + following.lists,
            "-ww=" + previous.lower + "|" + own.lower,
            "+ww=" + own.lower + "|" + following.lower,
            "g=" + mark,
            "g+=" + mark + marks.get(i + 1, "O"),
            "gk=" + mark + own.lists,
        )
        before = words[i - 1] if i else "\n"
        if before[0] == "\n" or before in SENTENCE_EDGES:
            row.append("b:" + ("low" if own.lower in text.lower else "not") + ("m" if word in text.inside else ""))
        if own.lower in text.lower:
            row.append("low")
        inside = text.inside.get(word, 0)
        row.append("m3" if inside > 3 else f"m{inside}")
        if i == first:
            row.append("i<")
        if i == last - 1:
            row.append("i>")
        company = text.company.get(word)
        if company:
            row += company
        rows.append(row)
    return rows
