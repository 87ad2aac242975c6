"""Names and sources that complete what somebody types, letter by letter: from memory, since a database looks at all of them each time.

Asking SQLite takes 8 to 20 ms of CPU a letter with 20,000 names; the lists here take .05 ms, and 2 ms where a slip is looked for. They are
made at the first letter anybody types and made again beside the answers when the archive has changed; what is offered is checked against
the catalog, so a name that no document carries any more is gone at once, while a new one may take ``REFRESH_SECONDS`` to appear.
"""

import heapq
import threading
import time
from array import array
from bisect import bisect_left

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.catalog.names import name_key
from search.catalog.reading import CatalogReader
from search.catalog.rows import ValueName, value_name
from search.facets import ENTITY_FACETS

REFRESH_SECONDS = 30.0
_FIELDS = (*ENTITY_FACETS, "source")
# Behind what a reader types before choosing.
_LONGEST = 32
# Of a slip so many letters must be there, and so many for two slips.
_ONE_SLIP, _TWO_SLIPS = 4, 8
# Beginnings of so many letters are few, and the lists behind them long: the best of them are remembered.
_REMEMBERED_LETTERS = 3
# "kor" is Korea before North Korea; yet "nix" is Richard Nixon (of a hundred documents) before the Nixon Library (of two).
_AT_THE_HEAD = 10
_LAST = chr(0x10FFFF)


class Completions:
    """All names of one state of the catalog, by the words in them."""

    def __init__(self, catalog: CatalogReader) -> None:
        marks = ",".join("?" * len(_FIELDS))
        live = catalog.ask(
            f"SELECT number, label, documents FROM facet_values WHERE documents > 0 AND field IN ({marks})",  # noqa: S608
            _FIELDS,
        )
        documents = {number: count for number, _, count in live}
        keys = {(name_key(label), number) for number, label, _ in live}
        keys.update(
            (key, number) for key, number in catalog.ask("SELECT key, number FROM aliases") if number in documents
        )
        entries = sorted({(part, number) for key, number in keys for part in _beginnings(key)})
        self._keys = [key for key, _ in entries]
        self._numbers = array("q", [number for _, number in entries])
        self._documents = array("q", [documents[number] for _, number in entries])
        self._best: dict[str, tuple[int, ...]] = {}

    def numbers(self, key: str, limit: int) -> tuple[int, ...]:
        """Values with a name in which a word begins so, the most frequent first; where there is none those a slip away."""
        key = key[:_LONGEST]
        found = self._beginning_so(key, limit)
        return found or (self._nearly(key, limit) if len(key) >= _ONE_SLIP else ())

    def _beginning_so(self, key: str, limit: int) -> tuple[int, ...]:
        kept = self._best.get(key)
        if kept is not None and len(kept) >= limit:
            return kept[:limit]
        found = self._most_frequent(range(bisect_left(self._keys, key), bisect_left(self._keys, key + _LAST)), limit)
        if len(key) <= _REMEMBERED_LETTERS:
            self._best[key] = found
        return found

    def _nearly(self, key: str, limit: int) -> tuple[int, ...]:
        """The first letter is hardly ever the wrong one."""
        first, last = bisect_left(self._keys, key[0]), bisect_left(self._keys, key[0] + _LAST)
        near: set[int] = set()
        for length in (len(key), len(key) + 1):  # with a letter left out, what was typed stands for one more
            found = process.extract(
                key,
                [name[:length] for name in self._keys[first:last]],
                scorer=OSA.distance,
                processor=None,
                score_cutoff=2 if len(key) >= _TWO_SLIPS else 1,
                limit=4 * limit,
            )
            near.update(first + place for _, _, place in found)
        return self._most_frequent(sorted(near), limit)

    def _most_frequent(self, places: "range | list[int]", limit: int) -> tuple[int, ...]:
        # A value stands here once for each of its names: some more are looked at than are wanted.
        best = heapq.nsmallest(8 * limit, places, key=lambda place: (-self._documents[place], self._numbers[place]))
        return tuple(dict.fromkeys(self._numbers[place] for place in best))[:limit]


def _beginnings(key: str) -> list[str]:
    """The name from each of its words on.

    >>> _beginnings("kim jong il")
    ['kim jong il', 'jong il', 'il']
    """
    words = key.split()
    return [" ".join(words[place:])[:_LONGEST] for place in range(len(words))]


class Completing:
    """Keeps ``Completions`` for one service. Safe for threads."""

    def __init__(self, catalog: CatalogReader) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._made: tuple[str, float, Completions] | None = None
        self._refreshing = False

    def names(self, key: str, limit: int, snapshot: str) -> list[ValueName]:
        """Live values for this folded beginning, the most frequent first; one whose own name begins so counts ``_AT_THE_HEAD`` times."""
        numbers = self._current(snapshot).numbers(key, limit)
        marks = ",".join("?" * len(numbers))
        rows = self._catalog.ask(
            f"SELECT number, field, value, label, documents FROM facet_values WHERE documents > 0 AND number IN ({marks})",  # noqa: S608
            numbers,
        )
        found = {row[0]: value_name(*row[:4]) for row in rows}
        weights = {row[0]: row[4] * (_AT_THE_HEAD if name_key(row[3]).startswith(key) else 1) for row in rows}
        return [found[number] for number in sorted(weights, key=lambda number: (-weights[number], number))]

    def _current(self, snapshot: str) -> Completions:
        made = self._made
        if made is None:
            with self._lock:
                if self._made is None:
                    self._made = (snapshot, time.monotonic(), Completions(self._catalog))
                made = self._made
        elif made[0] != snapshot and time.monotonic() - made[1] >= REFRESH_SECONDS:
            self._refresh(snapshot)
        return made[2]

    def _refresh(self, snapshot: str) -> None:
        """In a thread of its own: whoever types meanwhile is answered from what there is."""
        with self._lock:
            if self._refreshing:
                return
            self._refreshing = True

        def make() -> None:
            try:
                self._made = (snapshot, time.monotonic(), Completions(self._catalog))
            finally:
                self._refreshing = False

        threading.Thread(target=make, name="completions", daemon=True).start()
