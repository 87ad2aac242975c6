"""Facet values in the catalog: their numbers, how many live documents carry each, and the names they are found by."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError

from indexer.entities.abroad import names_to_ask_by
from indexer.entities.ledger import Decided
from indexer.entities.tables import load_tables
from indexer.entity_decisions.applying import Shown, shown
from indexer.prepared import tally
from search.catalog import packing
from search.catalog.names import name_key
from search.documents import Kind
from search.facets import UNKNOWN_NUMBER
from search.languages import wider_tags, with_wider

# What one document names, (entity, kind, name, mentions), and in which forms, (entity, folded, surface, mentions).
Carried = tuple[Sequence[tuple[str, Kind, str, int]], Sequence[tuple[str, str, str, int]]]
# How many value numbers are remembered; more are looked up again. Keeps memory flat whatever the archive holds.
REMEMBERED = 200_000


@cache
def _table_names() -> dict[str, list[str]]:
    """What else the closed tables call an entity, so that it is found by names that no document uses. What they call its
    people is none of its names."""
    names: dict[str, list[str]] = {}
    for form, known in load_tables().forms.items():
        if known.how in ("name", "acronym"):
            names.setdefault(known.entity, []).append(form)
    for entity, abroad in names_to_ask_by().items():
        names.setdefault(entity, []).extend(abroad)
    return names


def given_names(value: str, label: str) -> set[str]:
    """The names that a value has whatever documents call it."""
    return {label, value, *_table_names().get(value, ())}


def _language_names(tag: str) -> set[str]:
    """What a language is called in English and by itself: *German*, *Deutsch*. A tag that CLDR does not know has no name."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return set()
    return {name for name in (locale.english_name, locale.display_name) if name}


class Values:
    """Counts are gathered over a batch and written by :meth:`settle`, before its commit.

    ``decided`` is what was decided about entities, None where nothing ever was.
    """

    def __init__(self, connection: sqlite3.Connection, decided: Decided | None = None) -> None:
        self.decided = decided
        self._people: dict[int, str] = {}
        self._connection = connection
        self._ask = connection.execute
        self._numbers: dict[tuple[str, str], int] = {}
        self._languages: dict[int, tuple[int, ...]] = {}
        self._documents_of: Counter[int] = Counter()
        self._mentions_of: Counter[tuple[str, int, str]] = Counter()
        self._named: Counter[tuple[str, int, str]] = Counter()

    def number(self, field: str, value: str | None, label: str | None = None) -> int:
        """The number of a facet value, given when it is first met and never again to another; 0 for None."""
        if value is None:
            return 0
        number: int | None = self._numbers.get((field, value))
        if number is not None:
            return number
        row = self._ask("SELECT number FROM facet_values WHERE field = ? AND value = ?", (field, value)).fetchone()
        if row is None:
            shown_as, more = label or value, set()
            if self.decided is not None:
                shown_as = self.decided.names.get(value, shown_as)
                more = {*self.decided.aliases.get(value, ()), label or value}
            (number,) = self._ask(
                "INSERT INTO facet_values (field, value, label) VALUES (?, ?, ?) RETURNING number",
                (field, value, shown_as),
            ).fetchone()
            if field == "language":
                more |= _language_names(value)
                self._languages.clear()
            self.name(number, given_names(value, shown_as) | more)
        else:
            (number,) = row
        if len(self._numbers) >= REMEMBERED:
            self._numbers.clear()
        self._numbers[field, value] = number
        return number

    def languages(self, number: int) -> tuple[int, ...]:
        """The language with this number and those it is part of, which are given numbers too; 0 alone for none."""
        found = self._languages.get(number)
        if found is None:
            tags = "SELECT number, value FROM facet_values WHERE field = 'language'"
            for _, tag in self._ask(tags).fetchall():
                for wider in wider_tags(tag):
                    self.number("language", wider)
            self._languages = {UNKNOWN_NUMBER: (UNKNOWN_NUMBER,)} | with_wider(self._ask(tags))
            found = self._languages[number]
        return found

    def name(self, number: int, names: Iterable[str]) -> None:
        """Make a value found by these names too."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO aliases (key, number, surface) VALUES (?, ?, ?)",
            [(name_key(name), number, name) for name in names],
        )

    def count(self, revision: int, sign: int) -> None:
        """Count what a stored revision carries in (1) or out (-1)."""
        source, language, type_, blob, detail = self._ask(
            "SELECT source, language, type, body, detail FROM revisions WHERE revision = ?", (revision,)
        ).fetchone()
        read = packing.unpack_detail(detail, packing.unsqueeze(blob))
        named, surfaces = tally(read)
        single = (source, language, type_)
        if self.decided is not None:
            (document,) = self._ask(
                "SELECT d.id FROM revisions r JOIN documents d ON d.number = r.document WHERE r.revision = ?",
                (revision,),
            ).fetchone()
            instead = shown(self.decided, document, named, surfaces)
            if instead is not None:
                self.gather_shown(single, self.numbered(instead.named), instead, sign)
                return
        self.gather(single, self.numbered(named), named, surfaces, sign)

    def numbered(self, named: Iterable[tuple[str, Kind, str, int]]) -> tuple[tuple[int, int, Kind], ...]:
        """(number, mentions, kind) of each."""
        return tuple((self.number(kind, entity, name), count, kind) for entity, kind, name, count in named)

    def gather(
        self,
        single: tuple[int, int, int],
        numbered: Sequence[tuple[int, int, Kind]],
        named: Sequence[tuple[str, Kind, str, int]],
        surfaces: Sequence[tuple[str, str, str, int]],
        sign: int,
    ) -> None:
        """Remember (1) or take back (-1) what one document carries; written by :meth:`settle`."""
        self._carry(single, numbered, named, surfaces, sign)
        for (number, _, kind), (_, _, name, _) in zip(numbered, named, strict=True):
            if kind == "person":
                self._meet(number, name)

    def gather_shown(
        self, single: tuple[int, int, int], numbered: Sequence[tuple[int, int, Kind]], instead: Shown, sign: int
    ) -> None:
        """The same for a document that by decisions shows something else than was found in it."""
        self._carry(single, numbered, instead.named, instead.surfaces, sign)
        self.meet(instead.found)

    def exchange(self, out: Carried, into: Carried) -> None:
        """Take back what one document carries as ``out`` has it, and remember it as ``into`` has it: (named, surfaces)."""
        for (named, surfaces), (others, other_surfaces), sign in ((out, into, -1), (into, out, 1)):
            numbers = {entity: self.number(kind, entity, name) for entity, kind, name, _ in named}
            for entity, _, name, _ in set(named) - set(others):
                self._documents_of[numbers[entity]] += sign
                self._named[name_key(name), numbers[entity], name] += sign
            for entity, folded, surface, mentions in set(surfaces) - set(other_surfaces):
                self._mentions_of[folded, numbers[entity], surface] += sign * mentions

    def meet(self, named: Iterable[tuple[str, Kind, str, int]]) -> None:
        """Remember the people that were found in a document."""
        for entity, kind, name, _ in named:
            if kind == "person":
                self._meet(self.number(kind, entity, name), name)

    def _meet(self, number: int, name: str) -> None:
        """The fullest of the names that documents have for a person, whatever the order in which they come."""
        known = self._people.get(number)
        if known is None or (len(known), known) < (len(name), name):
            self._people[number] = name

    def _carry(
        self,
        single: tuple[int, int, int],
        numbered: Sequence[tuple[int, int, Kind]],
        named: Sequence[tuple[str, Kind, str, int]],
        surfaces: Sequence[tuple[str, str, str, int]],
        sign: int,
    ) -> None:
        for number in single:
            if number:
                self._documents_of[number] += sign
        numbers: dict[str, int] = {}
        for (number, _, _), (entity, _, name, _) in zip(numbered, named, strict=True):
            numbers[entity] = number
            self._documents_of[number] += sign
            self._named[name_key(name), number, name] += sign
        for entity, folded, surface, mentions in surfaces:
            self._mentions_of[folded, numbers[entity], surface] += sign * mentions

    def settle(self, sequence: int) -> None:
        """Write what was gathered, and name each touched entity by what most documents call it."""
        self._connection.executemany(
            "UPDATE facet_values SET documents = documents + ? WHERE number = ?",
            [(change, number) for number, change in self._documents_of.items() if change],
        )
        add = (
            "INSERT INTO aliases (key, number, surface, {0}) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET {0} = {0} + excluded.{0}"
        )
        for column, counts in (("count", self._mentions_of), ("named", self._named)):
            rows = [(*alias, change) for alias, change in sorted(counts.items()) if change]
            self._connection.executemany(add.format(column), rows)
        renamed = 0
        for number in sorted({number for (_, number, _), change in self._named.items() if change}):
            renamed += self._ask(
                "UPDATE facet_values SET label = best.surface FROM (SELECT surface FROM aliases WHERE number = ?1 AND named > 0 "
                "ORDER BY named DESC, length(surface) DESC, surface LIMIT 1) AS best WHERE number = ?1 AND label <> best.surface "
                "AND NOT EXISTS (SELECT 1 FROM entity_labels WHERE entity = value)",
                (number,),
            ).rowcount
        self._connection.executemany(
            "INSERT INTO people (number, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, fresh = 1 "
            "WHERE (length(excluded.name), excluded.name) > (length(name), name)",
            sorted(self._people.items()),
        )
        if renamed:
            self._ask("UPDATE meta SET value = ? WHERE key = 'labels_sequence'", (str(sequence),))
        self._documents_of.clear()
        self._mentions_of.clear()
        self._named.clear()
        self._people.clear()
