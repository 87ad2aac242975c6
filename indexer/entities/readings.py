"""What is read of a text before names are marked in it."""

from dataclasses import dataclass

from indexer.entities.spans import Span
from indexer.entities.tables import Known
from indexer.entities.tokens import Tokens


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text as tokens, its islands (token ranges where capitals are), the closed-table names in them, the names that the
    shape of its lines tells, and the language where that is another than English."""

    text: str
    tokens: Tokens
    islands: list[tuple[int, int]]
    closed: list[tuple[int, int, Known]]
    settled: list[Span]
    language: str | None = None  # None for English
