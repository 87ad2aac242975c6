"""The values of facets by number, and what names them."""

import time
from collections.abc import Iterable, Sequence
from itertools import filterfalse
from pathlib import Path

from search.catalog.connection import Connections
from search.catalog.names import name_key
from search.catalog.rows import KnownName, ValueName, value_name
from search.facets import ENTITY_FACETS, UNKNOWN_NUMBER
from search.languages import with_wider

# As often as a serving process looks for new commits: every look is a read transaction, a tenth of a page's budget.
LABELS_CHECKED_SECONDS = 0.25
# SQLite takes 32766 parameters; pages and facets ask for at most some hundreds at once.
_CHUNK = 500
# A name means an entity when it does so at least this often of all its mentions: "Washington" means neither city nor government.
_BEYOND_DOUBT = 0.7
# And unless it is the very name of another thing, in at least this share of its mentions: Berlin is a city, however often it
# stands for a government.
_OF_ITS_OWN = 0.05
_OWN_NAMES = 24


class ValueReader(Connections):
    """Value numbers to values and back, names to the values they mean."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._names: dict[int, ValueName] = {}
        self._names_as_of = ""
        self._names_checked = float("-inf")

    def names(self, numbers: Iterable[int]) -> dict[int, ValueName]:
        """The values with these numbers; 0 and numbers never given are left out.

        Remembered; a label that changed is seen within ``LABELS_CHECKED_SECONDS``.
        """
        wanted = dict.fromkeys(numbers)
        wanted.pop(UNKNOWN_NUMBER, None)
        if time.monotonic() - self._names_checked >= LABELS_CHECKED_SECONDS:
            (labels,) = self._one("SELECT value FROM meta WHERE key = 'labels_sequence'")
            with self._lock:
                if labels != self._names_as_of:
                    self._names, self._names_as_of = {}, labels
                self._names_checked = time.monotonic()
        known = self._names
        try:
            return dict(zip(wanted, map(known.__getitem__, wanted), strict=True))  # mostly all are remembered
        except KeyError:
            missing = [*filterfalse(known.__contains__, wanted)]
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            for number, field, value, label in self._all(
                f"SELECT number, field, value, label FROM facet_values WHERE number IN ({','.join('?' * len(chunk))})",  # noqa: S608
                chunk,
            ):
                known[number] = value_name(number, field, value, label)
        return {number: known[number] for number in wanted if number in known}

    def numbers(self, field: str, values: Sequence[str]) -> dict[str, int]:
        """The numbers of these values of a facet; values that nobody ever had are left out."""
        found: dict[str, int] = {}
        for value in values:
            row = self._first("SELECT number FROM facet_values WHERE field = ? AND value = ?", (field, value))
            if row:
                found[value] = row[0]
        return found

    def languages(self) -> dict[int, tuple[int, ...]]:
        """By language: the numbers under which a document in it is found, its own first, then those it is part of."""
        return with_wider(self._all("SELECT number, value FROM facet_values WHERE field = 'language'"))

    def find_values(self, field: str, text: str) -> tuple[int, ...]:
        """The values a person may mean by ``text``: by value, name or alias, folded. ``entity`` is any kind of entity.

        ``place:KP`` in a query is the id that every door shows for North Korea: behind its kind the rest of an id will do.
        """
        fields = ENTITY_FACETS if field == "entity" else (field,)
        marks = ",".join("?" * len(fields))
        of_kind = f"{field}:{text}" if field in ENTITY_FACETS else text
        rows = self._all(
            f"SELECT number FROM facet_values WHERE field IN ({marks}) "  # noqa: S608
            "AND value IN (coalesce((SELECT canonical FROM entity_now WHERE entity = ?), ?), "
            "coalesce((SELECT canonical FROM entity_now WHERE entity = ?), ?)) UNION "
            f"SELECT v.number FROM aliases a JOIN facet_values v ON v.number = a.number WHERE v.field IN ({marks}) AND a.key = ? "
            "ORDER BY 1",
            (*fields, text, text, of_kind, of_kind, *fields, name_key(text)),
        )
        return tuple(number for (number,) in rows)

    def named_so(self, field: str, text: str) -> frozenset[int]:
        """The values of a facet of which some name or alias, folded, begins so; their ids are no names."""
        key = name_key(text)
        if not key:
            return frozenset()
        rows = self._all(
            "SELECT DISTINCT v.number FROM aliases a JOIN facet_values v ON v.number = a.number "
            "WHERE a.key >= ?1 AND a.key < ?1 || char(1114111) AND v.field = ?2 AND a.surface <> v.value",
            (key, field),
        )
        return frozenset(number for (number,) in rows)

    def known_names(self, keys: Iterable[str]) -> dict[str, KnownName]:
        """Which of these folded names name one entity of live documents, and hardly ever another; with its other names."""
        wanted = list(keys)
        share: dict[str, list[tuple[int, int, int]]] = {}
        things: dict[int, tuple[str, str, str]] = {}
        fields = ",".join("?" * len(ENTITY_FACETS))
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            if not self._all(f"SELECT 1 FROM aliases WHERE key IN ({marks}) LIMIT 1", chunk):  # noqa: S608
                continue  # as most words of most queries
            for key, number, count, named, kind, value, label in self._all(
                "SELECT a.key, a.number, sum(a.count), sum(a.named), v.field, v.value, v.label FROM aliases a "  # noqa: S608
                "JOIN facet_values v ON v.number = a.number "
                f"WHERE a.key IN ({marks}) AND v.documents > 0 AND v.field IN ({fields}) GROUP BY 1, 2",
                (*chunk, *ENTITY_FACETS),
            ):
                share.setdefault(key, []).append((count, number, named))
                things[number] = (value, kind, label)
        found: dict[str, KnownName] = {}
        for key, counts in share.items():
            most, number, _ = max(counts)
            every = sum(count for count, _, _ in counts)
            if len(counts) > 1 and (not most or most < _BEYOND_DOUBT * every):
                continue
            if any(named and count >= _OF_ITS_OWN * every and other != number for count, other, named in counts):
                continue
            value, kind, label = things[number]
            found[key] = KnownName(id=value, kind=kind, name=label, names=self._own_names(number), mentions=most)
        return found

    def _own_names(self, number: int) -> tuple[str, ...]:
        rows = self._all(
            "SELECT surface, total FROM (SELECT key, surface, max(count), sum(count) AS total FROM aliases "
            "WHERE number = ?1 AND count > 0 GROUP BY key) AS own "
            "WHERE total >= ?2 * (SELECT sum(count) FROM aliases WHERE key = own.key) AND NOT EXISTS (SELECT 1 FROM aliases o "
            "WHERE o.key = own.key AND o.number <> ?1 AND o.named > 0 AND o.count >= ?3 * own.total) "
            "ORDER BY total DESC, surface LIMIT ?4",
            (number, _BEYOND_DOUBT, _OF_ITS_OWN, _OWN_NAMES),
        )
        return tuple(surface for surface, _ in rows)

    def surfaces(self, number: int) -> list[tuple[str, int]]:
        """The forms in which live documents name an entity, with how many mentions each has, most first."""
        return [
            (surface, count)
            for surface, count in self._all(
                "SELECT surface, count FROM aliases WHERE number = ? AND count > 0 ORDER BY count DESC, surface",
                (number,),
            )
        ]
