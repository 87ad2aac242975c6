"""Names found by rule: what an island is, told by the titles, heads and first words in and around it."""

from typing import Literal

from indexer.entities.tokens import LINKS, Tokens, is_capitalised
from indexer.entities.words import FAMILY_FIRST, FUNCTION_WORDS, MONTHS, ORG_WORDS, PERSON_TITLES, PLACE_WORDS, TITLES

Label = Literal["person", "org", "place", "misc"]
Span = tuple[int, int, Label]  # token range [first, last) and what it seems to be

POSSESSIVE = "'s"


def bare(word: str) -> str:
    """Lower case, without a final full stop, as the word lists have it."""
    return word.lower().rstrip(".")


def recognise_by_rule(tokens: Tokens, islands: list[tuple[int, int]]) -> list[Span]:
    words = tokens.words
    found: list[Span] = []
    for first, last in islands:
        for start, end in _pieces(words, first, last):
            label = _label(words, start, end)
            while label == "person" and start < end and bare(words[start]) in TITLES:
                start += 1
            if label and start < end:
                found.append((start, end, label))
    return found


def _pieces(words: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """An island cut at possessives and "and", without leading function words, unless an institution holds it together."""
    cuts = [i for i in range(first, last) if words[i] == POSSESSIVE]
    edges = [first, *(i + 1 for i in cuts), last]
    ends = [*cuts, last]
    pieces: list[tuple[int, int]] = []
    for start, end in zip(edges, ends, strict=False):
        while start < end and (bare(words[start]) in FUNCTION_WORDS or words[start] in LINKS):
            start += 1
        joint = next((i for i in range(start, end) if words[i] in ("and", "&")), None)
        if joint is not None and not any(bare(w) in ORG_WORDS for w in words[start:joint]):
            pieces += [(start, joint), (joint + 1, end)]
        elif start < end:
            pieces.append((start, end))
    return [(a, b) for a, b in pieces if a < b]


def _label(words: list[str], start: int, end: int) -> Label | None:
    named = [bare(word) for word in words[start:end]]
    before = bare(words[start - 1]) if start else ""
    if all(word in MONTHS or word.isdigit() or word in FUNCTION_WORDS for word in named):
        return None
    if named[0] in PERSON_TITLES and end - start > 1 and not any(word in ORG_WORDS for word in named):
        return "person"
    if any(word in ORG_WORDS for word in named) and end - start > 1:
        return "org"
    if named[-1] in PLACE_WORDS and end - start > 1:
        return "place"
    if before in PERSON_TITLES and named[0] not in TITLES:
        return "person"
    return None


def surnames(words: list[str], spans: list[Span]) -> frozenset[str]:
    """What persons named in full may be called alone: their last word, and their first where family names stand first."""
    full = [words[start:end] for start, end, label in spans if label == "person" and end - start > 1]
    return frozenset(name[-1] for name in full) | {name[0] for name in full if name[0].lower() in FAMILY_FIRST}


def repeated_surnames(tokens: Tokens, islands: list[tuple[int, int]], spans: list[Span]) -> list[Span]:
    """Lone repeats of a known surname: the second "Wen" of a text about Wen Jiabao."""
    words = tokens.words
    known = surnames(words, spans)
    taken = {i for start, end, _ in spans for i in range(start, end)}
    return [
        (i, i + 1, "person")
        for first, last in islands
        for i in range(first, last)
        if words[i] in known
        and i not in taken
        and not (i > first and is_capitalised(words[i - 1]) and bare(words[i - 1]) not in TITLES | FUNCTION_WORDS)
        and not (i + 1 < last and is_capitalised(words[i + 1]))
    ]
