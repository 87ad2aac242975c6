"""How long one search may take, and what it may cost: estimated before it begins, checked between its parts.

A search asks the engine for the hits, then for one facet after the other, then makes passages; none of that can be interrupted. So
the clock is looked at in between, what there is no time left for is left out, and the answer says so by name (``timed_out``). A query that
would by itself read more of the index than there is time for is refused, with a hint.
"""

import time
from dataclasses import dataclass, field
from typing import assert_never

from search.engines.contract import (
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    EngineReader,
    Not,
    Or,
    Phrase,
    PlanNode,
    Preferred,
    Term,
    Values,
    Words,
)
from search.errors import QueryError

# What may be left out beside facets, as ``timed_out`` names it.
SNIPPETS, SUGGESTION, ANY_TOTAL, COPIES = "snippets", "suggestion", "any_total", "copies"
# An entry of a word's list in the index: which document holds it, how often. Measured with tantivy, 100,000 documents, queries of 1 to 100
# words of all frequencies, on the safe side. Phrases read places, too.
SECONDS_AN_ENTRY = 3e-8
PHRASE_FACTOR = 5
# What ends within a second is never refused, however small the budget: then facets are left out instead.
LEAST_SECONDS_REFUSED = 1.0
# A prefix, wildcard or fuzzy word may stand for a thousand; any other word has two letters and its blank, or more.
_OPEN_ENDED = frozenset("*?~")
_LETTERS_A_WORD = 2
_WORDS_A_PATTERN = 1_000


@dataclass(slots=True)
class Budget:
    """What one search has left. ``deadline`` as ``time.monotonic()`` counts; ``left_out`` names what was given up for it."""

    deadline: float
    left_out: list[str] = field(default_factory=list)

    def is_spent(self) -> bool:
        return time.monotonic() > self.deadline

    def leave_out(self, what: str) -> None:
        self.left_out.append(what)


def budget_of(seconds: float) -> Budget:
    """A budget that begins now."""
    return Budget(time.monotonic() + seconds)


def refuse_costly(text: str, node: PlanNode, reader: EngineReader, seconds: float) -> None:
    """Raise QueryError where reading what ``node`` asks for would by itself take longer than ``seconds`` (and than a second)."""
    seconds = max(seconds, LEAST_SECONDS_REFUSED)
    if _most_words(text) * reader.documents * SECONDS_AN_ENTRY * PHRASE_FACTOR <= seconds:
        return  # not even if every word stood in every document: nothing has to be looked up
    entries = entries_read(node, reader)
    if entries * SECONDS_AN_ENTRY > seconds:
        raise QueryError(
            f"The words of the query stand {entries:,} times in the index; looking through them takes too long.",
            end=len(text),
            hint="Leave out the most frequent words, or write more of the letters before a “*”.",
        )


def entries_read(node: PlanNode, reader: EngineReader) -> int:
    """About how many entries an engine reads to find what ``node`` matches: an upper bound for engines that can skip."""
    match node:
        case Term():
            return reader.document_frequency(node.field, node.term)
        case Words():
            return sum(reader.word_frequencies(node.field, node.words).values())
        case Phrase():
            spelled = [term for position in node.terms for term in position]
            return PHRASE_FACTOR * sum(reader.document_frequency(node.field, term) for term in spelled)
        case And() | Or() | Best():
            return sum(entries_read(child, reader) for child in node.children)
        case Preferred():
            return entries_read(node.child, reader)  # what only ranks is looked up for what was found
        case Not() | Boost() | Constant():
            return entries_read(node.child, reader)
        case All() | Values() | DateOverlap() | Dated():
            return 0  # read as a whole, many times as fast
        case _:
            assert_never(node)


def _most_words(text: str) -> int:
    """More words than ``text`` can stand for."""
    patterns = sum(text.count(sign) for sign in _OPEN_ENDED)
    return len(text) // _LETTERS_A_WORD + 1 + patterns * _WORDS_A_PATTERN
