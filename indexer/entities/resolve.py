"""From labelled spans to canonical entities: who or what each name in one text is."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.entities.abroad import name_abroad
from indexer.entities.annotation import Annotation
from indexer.entities.names import fold, folded_passage, title_cased
from indexer.entities.spans import bare
from indexer.entities.tables import Known, load_tables
from indexer.entities.words import (
    AGREEMENT_HEADS,
    EVENT_HEADS,
    FAMILY_FIRST,
    GIVEN_ALONE,
    ORG_WORDS,
    PLACE_PREPOSITIONS,
    SHORT_HEADS,
    TITLES,
)
from search.documents import Entity, How, Kind, Mention


class Found(NamedTuple):
    """A name in a text before it is resolved; ``known`` when a closed table has its form.

    A tuple, as a reading and a mention are: of each there are a hundred to a document, made in a third of the time that frozen
    dataclasses take.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    known: Known | None = None


class Reading(NamedTuple):
    """What a found name was resolved to. ``name`` is the entity's display name."""

    entity: str
    kind: Kind
    name: str
    how: How


def resolve(text: str, found: Sequence[Found], acronyms: Mapping[str, str]) -> Annotation:
    """Mentions and entities of one text. ``found`` is ordered and free of overlaps; ``acronyms`` are defined in the text."""
    people = _People([f for f in found if f.kind == "person"])
    readings: list[tuple[Found, Reading]] = []
    institutions: dict[str, Reading] = {}
    for item in found:
        head = fold(item.surface)
        named = institutions.get(head) if item.kind == "org" and head in SHORT_HEADS else None
        if named is not None:
            reading: Reading | None = named._replace(how="short")  # "the Council" is the council last named
        elif item.kind == "org" and head in ("council", "assembly", "board", "organization"):
            reading = None  # with none named before, it names nobody
        else:
            reading = _read(text, item, people, acronyms)
            if reading and reading.kind == "org":
                institutions[fold(reading.name).rpartition(" ")[2]] = reading
        if reading:
            readings.append((item, reading))
    return _annotation(readings)


# What bears a name of its own behind its kind: "Operation Overlord", "Hurricane Sandy".
_NAMED_EVENTS = frozenset(("operation", "hurricane", "hurricanes", "typhoon", "cyclone", "cyclones"))
_CONVENTIONS = frozenset(
    "national republican democratic constitutional party gop annual labor labour conservative".split()
)


@lru_cache(maxsize=10_000)
def kind_by_head(name: str) -> Kind:
    """What a name is by its head word: talks and wars are events, treaties agreements, all others organisations.

    The head is the last word, or the first before "of" or "on" ("Treaty of Rome", "Operation Overlord").
    """
    words = name.lower().split()
    if len(words) == 3 and words[1] == "of" and words[0].removesuffix("s") in ORG_WORDS:
        return "org"  # "Department of War"
    if words[-1] == "year" and (len(words) < 3 or words[-2] in ("the", "new")):
        return "org"  # "Teacher of the Year", "Happy New Year"
    if words[-1] == "convention" and not _CONVENTIONS.isdisjoint(words):
        return "event"  # of parties; those of states are agreements
    heads = [words[-1]]
    if len(words) > 2 and words[1] in ("of", "on", "for", "against"):
        heads.append(words[0])
    if any(head in AGREEMENT_HEADS for head in heads):
        return "agreement"
    if any(head in EVENT_HEADS for head in heads) or (words[0] in _NAMED_EVENTS and len(words) > 1):
        return "event"
    return "org"


def _read(text: str, item: Found, people: "_People", acronyms: Mapping[str, str]) -> Reading | None:
    tables = load_tables()
    name = " ".join(item.surface.split())
    if name in acronyms and item.kind != "person":
        # What the text defines wins over what the letters usually mean.
        return _named(item.kind, acronyms[name], "acronym")
    known = item.known
    if known is not None:
        entity, how = known.entity, known.how
        if known.kind == "person":
            return people.read(item, text) or Reading(entity, "person", tables.names[entity], how)
        if known.capital_of and _means_government(text, item.start, item.end):
            entity, how = known.capital_of, "metonym"
        return _familiar(entity, known.kind, how)
    if item.kind == "person":
        return people.read(item, text)
    return _named(item.kind, name, "name")


@lru_cache(maxsize=5_000)
def _familiar(entity: str, kind: Kind, how: How) -> Reading:
    """An entity of the tables, named in that way."""
    return Reading(entity, kind, load_tables().names.get(entity) or name_abroad(entity), how)


# "Kingdom of Hanover" is Hanover; states of today that are called so are in the tables.
_REALM = re.compile(
    r"(?:Grand Duchy|Duchy|Kingdom|Empire|Principality|Electorate|Margraviate|Sultanate|Emirate|Republic|Dominion|"
    r"Protectorate|Province|Governorate|City|Town|State|Free State|Canton|County) [Oo]f (?:the )?(?=[A-Z])"
)


@lru_cache(maxsize=20_000)
def _named(kind: Kind, name: str, how: How) -> Reading | None:
    """The entity of a name: one of the tables' when they have it in any case, else one made of the name itself."""
    tables = load_tables()
    if kind in ("org", "place") and (realm := _REALM.match(name)) and (kind, fold(name)) not in tables.folded:
        kind, name = "place", name[realm.end() :]
    known = tables.folded.get((kind, fold(name)), ())
    if len(known) == 1:
        return Reading(known[0], kind, tables.names[known[0]], how)
    key = _key(kind, name)
    shown = title_cased(name) if " " in name else name
    return Reading(f"{kind}:{key}", kind, shown, how) if key else None


# One spelling in ids for what English writes in two ways; the name shown keeps its own.
_SPELLINGS = (
    (r"organis", "organiz"), (r"\bdefence\b", "defense"), (r"\bcentre\b", "center"), (r"\blabour\b", "labor"),
    (r"\bprogramme\b", "program"), (r"^united states(?: of america)? ", "us "), (r"^united nations ", "un "),
    (r"^st ", "saint "), (r"^mt ", "mount "), (r" (?:inc|ltd|llc|plc|corp)$", ""),
)  # fmt: skip


def _key(kind: Kind, name: str) -> str:
    folded = fold(name.replace("&", " and "))
    if kind in ("org", "place"):
        for pattern, spelling in _SPELLINGS:
            folded = re.sub(pattern, spelling, folded)
    return folded.replace(" ", "-")


_BEFORE = re.compile(r"(\w+)\W{1,3}(?:the\s+)?$")
_DEALING_WITH = re.compile(
    r"(?:agreement|deal|relations|ties|talks|pressure|negotiat\w+|influence|accord|dialogue|tensions?|war|contacts?)"
    r"\s(?:with|on|to|from|against|between)\s+$",
    re.IGNORECASE,
)
# What only a town has, or lies beside: "the city of Berlin", "the mayor of Seoul", "north of Baghdad", "the road to Damascus".
_CITY_BEFORE = re.compile(
    r"\b(?:(?:city|cities|capital|town|streets?|suburbs?|outskirts|cent(?:er|re)|heart|ports?|districts?|quarters?|mayor|"
    r"(?:arch)?bishop|universit(?:y|ies)|airports?|residents|inhabitants|battle|siege|fall|bombing|sector|"
    r"north|south|east|west|northeast|northwest|southeast|southwest|miles|kilomet(?:er|re)s|km) (?:of|from)|"
    r"(?:road|train|flight|flights) (?:to|from))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"(?: \([^)\n]{1,30}\))? ?[-–—]{1,2} ")
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
    if _CITY_AFTER.match(after) or _CITY_BEFORE.search(before):
        return False
    word = _BEFORE.search(before)
    if word and word[1].lower() in PLACE_PREPOSITIONS:
        return False
    # A dateline ("Washington, January 11, 1952.", "BAGHDAD (AP) - ...") or an address names the city.
    if _DATELINE.match(text, end, end + 40) and not before.rpartition("\n")[2].strip():
        return False
    return not (re.match(r",\s+(?:[A-Z][a-z]+\.?\s+\d|D\.?C)", after) or (not before.strip() and after[:1] == ","))


# Of whom a text says only this and a name, it means the one whom the name means alone.
_OFFICES = frozenset("president chancellor premier minister".split())


class _People:
    """The persons of one text: full names, and which of them a shorter form means."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._surfaces: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._in_office: dict[str, str] = {}
        for item in found:
            key = _person_key(item.surface)
            if key:
                self._surfaces[key][_display(item.surface)] += 1
                if len(key) > 1:
                    self._places[key].append(item.start)

    def read(self, item: Found, text: str) -> Reading | None:
        key = _person_key(item.surface)
        if not key:
            return None
        if len(key) > 1:
            return self._reading(key, "name")
        tables = load_tables()
        full = self._nearest_full_name(key[0], item.start)
        if full is not None:
            reading = self._reading(full, "short")
            # Of two whom the tables know the office decides: "President Obama" is not Michelle Obama, who was named before.
            if reading.entity not in tables.names:
                return reading
            held = self._by_office(item, text)
            if held is None or held == reading.entity:
                return reading
            return Reading(held, "person", tables.names[held], "short")
        # An office says more than a name: "Mrs. Obama" is not the one whom "Obama" means alone.
        person = self._by_office(item, text) or tables.lone.get(key[0]) or self._in_office.get(key[0])
        if person is not None:
            if key[0] not in tables.lone:
                self._in_office.setdefault(key[0], person)
            return Reading(person, "person", tables.names[person], "short")
        if key[0] in GIVEN_ALONE and not self._is_titled(item, text):
            return None  # "Bill": one of many, whom only those present could name
        return self._reading(key, "name")

    def _is_titled(self, item: Found, text: str) -> bool:
        """Whether a title makes a lone name one's own: "Queen Elizabeth"."""
        before = text[max(0, item.start - 20) : item.start].split()
        return bool(before) and bare(before[-1]) in TITLES

    def _reading(self, key: tuple[str, ...], how: How) -> Reading:
        tables = load_tables()
        familiar = tables.folded.get(("person", " ".join(key)), ())
        if len(familiar) == 1:
            return Reading(familiar[0], "person", tables.names[familiar[0]], how)
        return Reading("person:" + "-".join(key), "person", self._surfaces[key].most_common(1)[0][0], how)

    def _by_office(self, item: Found, text: str) -> str | None:
        """Who "Carter" is after "President"."""
        lone = load_tables().lone
        before = folded_passage(text[max(0, item.start - 30) : item.start]).split()
        name = fold(item.surface)
        for size in (1, 2, 3):
            person = lone.get(" ".join((*before[-size:], name)))
            if person is not None:
                return person
        return lone.get(name) if before and before[-1] in _OFFICES else None

    def _nearest_full_name(self, word: str, start: int) -> tuple[str, ...] | None:
        """The full name that ends with ``word`` (or begins with it, family name first), last named before ``start``."""
        fitting = [key for key in self._places if key[-1] == word or (key[0] == word and word in FAMILY_FIRST)]
        if not fitting:
            fitting = [key for key in self._places if word in key]
            if word in GIVEN_ALONE and len({self._reading(key, "name").entity for key in fitting}) > 1:
                return None  # "David" between two of that name
        if not fitting:
            return None
        return max(
            fitting, key=lambda key: max((p for p in self._places[key] if p < start), default=-self._places[key][0] - 1)
        )


@lru_cache(maxsize=20_000)
def _person_key(surface: str) -> tuple[str, ...]:
    words = fold(surface).split()
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii", "esq")) or tuple(words)


@lru_cache(maxsize=20_000)
def _display(surface: str) -> str:
    return title_cased(" ".join(surface.split()))


def _by_count(forms: dict[str, int]) -> list[str]:
    """The most frequent first; of equals the one that was met first."""
    return list(forms) if len(forms) == 1 else sorted(forms, key=lambda form: -forms[form])


def _annotation(readings: list[tuple[Found, Reading]]) -> Annotation:
    mentions = tuple(
        [
            Mention(reading.entity, reading.kind, found.start, found.end, found.surface, reading.how)
            for found, reading in readings
        ]
    )
    order: dict[str, Reading] = {}
    forms: dict[str, dict[str, int]] = {}
    for item, reading in readings:
        order.setdefault(reading.entity, reading)
        seen = forms.setdefault(reading.entity, {})
        form = " ".join(item.surface.split())
        seen[form] = seen.get(form, 0) + 1
    entities = tuple(
        [
            Entity(
                id=entity,
                kind=reading.kind,
                name=reading.name,
                aliases=tuple([form for form in _by_count(forms[entity]) if form != reading.name]),
            )
            for entity, reading in order.items()
        ]
    )
    return Annotation(mentions=mentions, entities=entities)
