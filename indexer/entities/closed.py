"""Closed-table names in a text: the longest form that stands at each place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from indexer.entities.lexicon import load_bodies, load_towns
from indexer.entities.names import slug
from indexer.entities.tables import Known, load_tables
from indexer.entities.tokens import Tokens, tokenise

NO_SPLITS: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Beginning:
    """The forms that begin with one word: that word alone, and longer ones by their second word, longest first."""

    alone: Known | None = None
    longer: dict[str, list[tuple[list[str], Known]]] = field(default_factory=dict)


@cache
def _by_first_word() -> dict[str, _Beginning]:
    index: dict[str, _Beginning] = {}
    tables = load_tables()
    for form, known in (
        *tables.forms.items(),
        *((name, known) for name, known in _hints().items() if name not in tables.forms),
    ):
        words = tokenise(form, NO_SPLITS).words
        beginning = index.setdefault(words[0], _Beginning())
        if len(words) == 1:
            beginning.alone = known
        else:
            beginning.longer.setdefault(words[1], []).append((words, known))
    for beginning in index.values():
        for entries in beginning.longer.values():
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
    count = len(words)
    found: list[tuple[int, int, Known]] = []
    for first, last in islands:
        at = first
        # "al Qaeda", "2030 Agenda": a form may begin with a small word or a number before the island.
        if first and words[first - 1] in index and words[first - 1] != "the":
            at = first - 1
        while at < last:
            beginning = index.get(words[at])
            if beginning is None:
                at += 1
                continue
            size, match = 1, beginning.alone
            if at + 1 < count and beginning.longer:
                for form, known in beginning.longer.get(words[at + 1], ()):
                    if words[at : at + len(form)] == form:
                        size, match = len(form), known
                        break
            if match is not None:
                found.append((at, at + size, match))
            at += size
    return _without_namesakes(found, words)


_PARTY_TALKS = re.compile(r"\b(two|three|four|five|six|seven|eight)[- ]party talks\b", re.IGNORECASE)


def party_talks(text: str) -> list[tuple[int, int, str]]:
    """Rounds of talks written small, which no island holds: start, end, entity id."""
    if "party talks" not in text.lower():
        return []
    return [(m.start(), m.end(), f"event:{m[1].lower()}-party-talks") for m in _PARTY_TALKS.finditer(text)]


# Of these peoples there are others, at other ends of the earth: the country is meant only where it is named itself.
_NAMESAKES = frozenset(("Indian", "Indians", "Georgian", "Georgians"))


def _without_namesakes(found: list[tuple[int, int, Known]], words: list[str]) -> list[tuple[int, int, Known]]:
    doubted = [match for match in found if match[1] - match[0] == 1 and words[match[0]] in _NAMESAKES]
    if not doubted:
        return found
    named = {known.entity for _, _, known in found if known.how != "demonym"}
    return [match for match in found if match not in doubted or match[2].entity in named]
