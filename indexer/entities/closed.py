"""Closed-table names in a text: the longest form that stands at each place."""

import re
from collections.abc import Iterable
from functools import cache

from indexer.entities.lexicon import load_bodies, load_towns
from indexer.entities.names import slug
from indexer.entities.tables import Known, load_tables
from indexer.entities.tokens import Tokens, tokenise

NO_SPLITS: frozenset[str] = frozenset()


@cache
def _by_first_word() -> dict[str, list[tuple[list[str], Known]]]:
    """Forms as token sequences, keyed by first token, longest first."""
    index: dict[str, list[tuple[list[str], Known]]] = {}
    tables = load_tables()
    for form, known in (
        *tables.forms.items(),
        *((name, known) for name, known in _hints().items() if name not in tables.forms),
    ):
        words = tokenise(form, NO_SPLITS).words
        index.setdefault(words[0], []).append((words, known))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def _hints() -> dict[str, Known]:
    """Names that may be towns or bodies, or something else."""
    hints = {body: Known(f"org:{slug(body)}", "org", "name", certain=False) for body in load_bodies()}
    return hints | {town: Known(f"place:{slug(town)}", "place", "name", certain=False) for town in load_towns()}


@cache
def dash_splits() -> frozenset[str]:
    """What may stand left of a dash that parts two names: "China" and "U.S.", but not "Six" nor "Asia" of "Asia-Pacific"."""
    return frozenset(
        form for form, known in load_tables().forms.items() if known.kind in ("place", "org") and "-" not in form
    )


@cache
def dashed_forms() -> frozenset[str]:
    """Forms with a dash inside, which must not be parted: "Asia-Pacific", "Guinea-Bissau"."""
    return frozenset(word for form in load_tables().forms for word in form.split() if "-" in word)


def closed_matches(tokens: Tokens, islands: Iterable[tuple[int, int]]) -> list[tuple[int, int, Known]]:
    """Token ranges [first, last) that spell a known form, left to right, never overlapping, never leaving an island.

    A form may run past its island's end when its last words are lower case ("Korean peninsula").
    """
    index = _by_first_word()
    words = tokens.words
    found: list[tuple[int, int, Known]] = []
    for first, last in islands:
        at = first
        # "al Qaeda", "2030 Agenda": a form may begin with a small word or a number before the island.
        if first and words[first - 1] in index and words[first - 1] != "the":
            at = first - 1
        while at < last:
            step = 1
            for form, known in index.get(words[at], ()):
                size = len(form)
                if size == 1 or words[at : at + size] == form:
                    found.append((at, at + size, known))
                    step = size
                    break
            at += step
    return found


_PARTY_TALKS = re.compile(r"\b(two|three|four|five|six|seven|eight)[- ]party talks\b", re.IGNORECASE)


def party_talks(text: str) -> list[tuple[int, int, str]]:
    """Rounds of talks written small, which no island holds: start, end, entity id."""
    return [(m.start(), m.end(), f"event:{m[1].lower()}-party-talks") for m in _PARTY_TALKS.finditer(text)]
