"""Pasted text: too long to be a query anyone built, so it is read as what it is about, word by word."""

import re
from collections import Counter

from search.analysis import MAX_TERM_LENGTH, STOPWORDS, is_all_capitals, term_text, tokens
from search.query.ast import Node, Word
from search.query.lexer import FIELD_NAMES, Cleaned, Warn, compact
from search.query.limits import Limits
from search.query.tree import all_of, boosted

# Prose holds a stray OR or colon; a text with an operator in every five words was built by someone, who wants to know
# that it is too long rather than see it read as something else.
_OPERATOR = re.compile(rf"[-+!(]*(?:AND|OR|NOT|&&|\|+|(?:{'|'.join(FIELD_NAMES)}):\S*|\S+[*~]\d?\)*)")
_PROSE = 5

_OPERATOR_WORDS = ("AND", "OR", "NOT")
_ROOM_OF_A_BOOST = len(" ^100")


def built_by_hand(text: str) -> bool:
    words = text.split()
    return _PROSE * sum(1 for word in words if len(word) <= MAX_TERM_LENGTH and _OPERATOR.fullmatch(word)) > len(words)


def in_capitals_throughout(text: str) -> bool:
    """Whether this is a sentence in capitals, as telegrams are: capitals alone are no sign of it (``NATO AND UNESCO``)."""
    return is_all_capitals(text) and any(
        word.lower() in STOPWORDS for word in text.split() if word not in _OPERATOR_WORDS and len(word) > 1
    )


def operator_words(text: str) -> bool:
    return any(word in _OPERATOR_WORDS for word in text.split())


def bag_of_words(clean: Cleaned, warn: Warn, limits: Limits) -> Node:
    """The first distinct words of the text side by side, those that recur counting as often as they do; function words
    only when it has nothing else."""
    words = _distinct(clean, limits, leave_out=STOPWORDS) or _distinct(clean, limits, leave_out=frozenset())
    warn(
        "long-text",
        f"The text is long; it was read as its first {len(words)} distinct words, without quotation marks or operators.",
        clean.original((0, len(clean.text))),
    )
    return all_of(words, implicit=True)


def _distinct(clean: Cleaned, limits: Limits, *, leave_out: frozenset[str]) -> list[Node]:
    found: dict[str, Word] = {}
    times: Counter[str] = Counter()
    room = limits.operator_characters
    for token in tokens(clean.text):
        word = compact(clean.text[token.start : token.end])[:MAX_TERM_LENGTH]
        word = word.lower() if word in _OPERATOR_WORDS else word
        term = term_text(word)
        if not term or " " in term or term in leave_out:
            continue
        times[term] += 1
        if term in found or len(found) == limits.pasted_words:
            continue
        room -= len(word) + _ROOM_OF_A_BOOST
        if room >= 0:
            found[term] = Word(text=word, span=clean.original((token.start, token.end)))
    return [boosted(word, times[term], word.span, limits=limits) for term, word in found.items()]
