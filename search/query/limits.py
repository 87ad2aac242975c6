"""How much one query may ask for. What passes a limit is refused early, with a hint, before any index is opened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Lengths count code points.

    ``characters``: longer texts are refused. ``operator_characters``: longer texts are taken for pasted prose and read
    as a bag of their first ``pasted_words`` distinct words. ``clauses``: words, phrases and filters of one query.
    ``nesting``: parentheses within parentheses. ``stars``: ``*`` within one word, since matching a pattern with many of them
    takes steps in their power. ``slop`` and boosts beyond their limits are brought back to them, with
    a warning.
    """

    characters: int = 20_000
    operator_characters: int = 2_000
    pasted_words: int = 64
    clauses: int = 128
    nesting: int = 20
    stars: int = 3
    slop: int = 100
    least_boost: float = 0.01
    most_boost: float = 100.0


DEFAULT_LIMITS = Limits()
