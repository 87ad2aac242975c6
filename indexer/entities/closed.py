"""Closed-table names in a text: the longest form that stands at each place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from indexer.entities.abroad import names_abroad
from indexer.entities.lexicon import load_bodies, load_towns
from indexer.entities.names import slug
from indexer.entities.tables import Known, load_tables
from indexer.entities.tokens import Tokens, tokenise
from indexer.entities.tongue import parts_of_word
from indexer.entities.words import PLACE_WORDS

NO_SPLITS: frozenset[str] = frozenset()
_CLUBS = frozenset("FC SC SV FK TSV VfB VfL AC AS CD CF".split())
_BEFORE_SENTENCES = frozenset('\n.!?:;…¿¡«»"“”„-–—•*()')


@dataclass(slots=True)
class _Beginning:
    """The forms that begin with one word: that word alone, and longer ones by their second word, longest first."""

    alone: Known | None = None
    longer: dict[str, list[tuple[list[str], Known]]] = field(default_factory=dict)


@cache
def _by_first_word(language: str | None) -> dict[str, _Beginning]:
    index: dict[str, _Beginning] = {}
    forms = load_tables().forms if language is None else names_abroad(language).forms
    for form, known in (
        *forms.items(),
        *((name, known) for name, known in _hints().items() if name not in forms),
    ):
        words = tokenise(form, NO_SPLITS).words
        if language is not None:
            words = [part for word in words for part in parts_of_word(word, language, dash_splits())]
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


# How many small words a name may begin with where articles and prepositions are many: "bande de Gaza".
_REACH_ABROAD = 3


def closed_matches(
    tokens: Tokens, islands: Iterable[tuple[int, int]], language: str | None = None
) -> list[tuple[int, int, Known]]:
    """Token ranges [first, last) that spell a known form, left to right, never overlapping, never leaving an island.

    A form may run past its island's end when its last words are lower case ("Korean peninsula"). ``language`` is that of the
    text, None for English.
    """
    index = _by_first_word(language)
    words = tokens.words
    count = len(words)
    found: list[tuple[int, int, Known]] = []
    for first, last in islands:
        at = first
        # "al Qaeda", "2030 Agenda": a form may begin with a small word or a number before the island.
        if first and language is None:
            at = first - 1 if words[first - 1] in index and words[first - 1] != "the" else first
        elif first:
            before = range(max(found[-1][1] if found else 0, first - _REACH_ABROAD), first)
            at = next((i for i in before if words[i] in index), first)
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
    if language is not None:
        return [match for match in found if not _is_no_name_here(tokens, *match[:2])]
    return _without_namesakes(found, words)


def _is_no_name_here(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a lone word only looks like a name: it begins a sentence and stands in small letters elsewhere in the text,
    or is the end of another's ("Shelter Island" in German, "FC Bayern")."""
    if last - first > 1:
        return False
    word, before = tokens.words[first], tokens.words[first - 1] if first else "\n"
    if begins_sentence(tokens.words, first):
        return word.lower() in tokens.different and not word.islower()
    return before in _CLUBS or (
        word.lower() in PLACE_WORDS and before.istitle() and before.lower() not in tokens.different
    )


def begins_sentence(words: Sequence[str], at: int) -> bool:
    """Whether a sentence, a line or a quotation begins at ``at``."""
    return at == 0 or words[at - 1][0] in _BEFORE_SENTENCES


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
