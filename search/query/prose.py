"""Pasted text: too long to be a query anyone built, so it is read as what it is about, word by word."""

import re

from search.analysis import MAX_TERM_LENGTH, STOPWORDS, term_text, tokens
from search.query.ast import Node, Word
from search.query.lexer import FIELD_NAMES, Cleaned, Warn, compact
from search.query.limits import Limits
from search.query.tree import all_of

# Prose holds a stray OR or colon; a text with an operator in every five words was built by someone, who wants to know
# that it is too long rather than see it read as something else.
_OPERATOR = re.compile(rf"[-+!(]*(?:AND|OR|NOT|&&|\|+|(?:{'|'.join(FIELD_NAMES)}):\S*|\S+[*~]\d?\)*)")
_PROSE = 5

_OPERATOR_WORDS = ("AND", "OR", "NOT")


def built_by_hand(text: str) -> bool:
    words = text.split()
    return _PROSE * sum(1 for word in words if len(word) <= MAX_TERM_LENGTH and _OPERATOR.fullmatch(word)) > len(words)


def bag_of_words(clean: Cleaned, warn: Warn, limits: Limits) -> Node:
    """The first distinct words of the text side by side; function words only when it has nothing else."""
    words = _distinct(clean, limits, leave_out=STOPWORDS) or _distinct(clean, limits, leave_out=frozenset())
    warn(
        "long-text",
        f"The text is long; it was read as its first {len(words)} distinct words, without quotation marks or operators.",
        clean.original((0, len(clean.text))),
    )
    return all_of(words, implicit=True)


def _distinct(clean: Cleaned, limits: Limits, *, leave_out: frozenset[str]) -> list[Node]:
    found: dict[str, Node] = {}
    room = limits.operator_characters
    for token in tokens(clean.text):
        word = compact(clean.text[token.start : token.end])[:MAX_TERM_LENGTH]
        word = word.lower() if word in _OPERATOR_WORDS else word
        term = term_text(word)
        if not term or " " in term or term in found or term in leave_out:
            continue
        room -= len(word) + 1
        if room < 0:
            break
        found[term] = Word(text=word, span=clean.original((token.start, token.end)))
        if len(found) == limits.pasted_words:
            break
    return list(found.values())
