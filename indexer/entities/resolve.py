"""From labelled spans to canonical entities: who or what each name in one text is."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities.annotation import Annotation
from indexer.entities.names import fold, slug, title_cased
from indexer.entities.tables import Known, load_tables
from indexer.entities.words import FAMILY_FIRST, PLACE_PREPOSITIONS
from search.documents import Entity, How, Kind, Mention


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text before it is resolved; ``known`` when a closed table has its form."""

    start: int
    end: int
    surface: str
    kind: Kind
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a found name was resolved to. ``name`` is the entity's display name."""

    entity: str
    kind: Kind
    name: str
    how: How


def resolve(text: str, found: Sequence[Found], acronyms: dict[str, str]) -> Annotation:
    """Mentions and entities of one text. ``found`` is ordered and free of overlaps; ``acronyms`` are defined in the text."""
    people = _People([f for f in found if f.kind == "person"])
    readings: list[tuple[Found, Reading]] = []
    for item in found:
        reading = _read(text, item, people, acronyms)
        if reading:
            readings.append((item, reading))
    return _annotation(readings)


def _read(text: str, item: Found, people: "_People", acronyms: dict[str, str]) -> Reading | None:
    names = load_tables().names
    known = item.known
    if known is not None:
        entity, how = known.entity, known.how
        if known.kind == "person":
            return people.read(item) or Reading(entity, "person", names[entity], how)
        if known.capital_of and _means_government(text, item.start, item.end):
            entity, how = known.capital_of, "metonym"
        return Reading(entity, known.kind, names[entity], how)
    if item.kind == "person":
        return people.read(item)
    how = "name"
    name = " ".join(item.surface.split())
    if item.kind == "org" and name in acronyms:
        name, how = acronyms[name], "acronym"
        defined = load_tables().forms.get(name)
        if defined:
            return Reading(defined.entity, defined.kind, names[defined.entity], how)
    key = slug(name)
    return Reading(f"{item.kind}:{key}", item.kind, title_cased(name), how) if key else None


_BEFORE = re.compile(r"(\w+)\W{1,3}(?:the\s+)?$")
_DEALING_WITH = re.compile(
    r"(?:agreement|deal|relations|ties|talks|pressure|negotiat\w+|influence|accord|dialogue|tensions?|war|contacts?)"
    r"\s(?:with|on|to|from|against|between)\s+$",
    re.IGNORECASE,
)
_CITY_AFTER = re.compile(
    r"[\s,]+(?:meeting|talks|conference|summit|olympics|airport|suburb|streets?|embassy|bureau|university|on\s+[A-Z])\b",
    re.I,
)


def _means_government(text: str, start: int, end: int) -> bool:
    """Whether a capital stands for its government here: by the word before it and what follows."""
    before = text[max(0, start - 40) : start]
    after = text[end : end + 25]
    if after[:2] in ("'s", "’s") or after[:1] in ("-", "–") or before[-1:] in ("-", "–"):
        return True
    if _DEALING_WITH.search(before):
        return True
    if _CITY_AFTER.match(after):
        return False
    word = _BEFORE.search(before)
    if word and word[1].lower() in PLACE_PREPOSITIONS:
        return False
    # A dateline ("Washington, January 11, 1952.") or an address names the city.
    return not (re.match(r",\s+(?:[A-Z][a-z]+\.?\s+\d|D\.?C)", after) or (not before.strip() and after[:1] == ","))


class _People:
    """The persons of one text: full names, and which of them a shorter form means."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._surfaces: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for item in found:
            key = _person_key(item.surface)
            if key:
                self._surfaces[key][_display(item.surface)] += 1
                if len(key) > 1:
                    self._places[key].append(item.start)

    def read(self, item: Found) -> Reading | None:
        key = _person_key(item.surface)
        if not key:
            return None
        full = key if len(key) > 1 else self._nearest_full_name(key[0], item.start)
        chosen = full or key
        how: How = "name" if chosen == key else "short"
        tables = load_tables()
        familiar = (
            tables.forms.get(self._surfaces[chosen].most_common(1)[0][0].replace("’", "'"))
            if self._surfaces[chosen]
            else None
        )
        person = familiar.entity if familiar and familiar.kind == "person" else None
        if person is None and not full and fold(item.surface) in tables.lone:
            person, how = tables.lone[fold(item.surface)], "short"
        if person is not None:
            return Reading(person, "person", tables.names[person], how)
        name = self._surfaces[chosen].most_common(1)[0][0]
        return Reading("person:" + "-".join(chosen), "person", name, how)

    def _nearest_full_name(self, word: str, start: int) -> tuple[str, ...] | None:
        """The full name that ends with ``word`` (or begins with it, family name first), last named before ``start``."""
        fitting = [key for key in self._places if key[-1] == word or (key[0] == word and word in FAMILY_FIRST)]
        if not fitting:
            fitting = [key for key in self._places if word in key]
        if not fitting:
            return None
        return max(
            fitting, key=lambda key: max((p for p in self._places[key] if p < start), default=-self._places[key][0] - 1)
        )


def _person_key(surface: str) -> tuple[str, ...]:
    words = fold(surface).split()
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii")) or tuple(words)


def _display(surface: str) -> str:
    return title_cased(" ".join(surface.split()))


def _annotation(readings: list[tuple[Found, Reading]]) -> Annotation:
    mentions = tuple(
        Mention(entity=r.entity, kind=r.kind, start=f.start, end=f.end, surface=f.surface, how=r.how)
        for f, r in readings
    )
    order: dict[str, Reading] = {}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for item, reading in readings:
        order.setdefault(reading.entity, reading)
        forms[reading.entity][" ".join(item.surface.split())] += 1
    entities = tuple(
        Entity(
            id=entity,
            kind=reading.kind,
            name=reading.name,
            aliases=tuple(form for form, _ in forms[entity].most_common() if form != reading.name),
        )
        for entity, reading in order.items()
    )
    return Annotation(mentions=mentions, entities=entities)
