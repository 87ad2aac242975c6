"""Counting the lines of one group, exactly and in bounded memory, and finding the documents that the counts move.

The keys of a document's lines are eight bytes each and lie together, so that all of a group are read as fast as the disk
gives them: counting anew is cheap, cleaning anew is not. Where few documents changed the keys are read once, to find those
that these documents share with others and those whose level changed; nothing is sorted.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.levels import Levels, levels_of
from indexer.learning.date_signs import WAITING, are_signs, level_of_waiting
from indexer.learning.members import NOT_KNOWN

Integers = NDArray[np.int64]
# So many lines are counted at once (about 50 bytes each while they are); a group with more is counted in parts by key.
LINES_AT_ONCE = 2_000_000
_MOST_WATCHED = 200_000  # keys looked for at once among all lines
_ROWS = 1_000
_ODD = np.uint64(0x9E3779B97F4A7C15)  # splitmix64's increment and multipliers: mixing keys with levels
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """``moved``: the documents whose verdicts rest on other levels than their lines now have, and these levels as one number."""

    documents: int
    moved: tuple[Integers, Integers]
    counts_changed: bool


def count(catalog: sqlite3.Connection, group: int, *, lines_at_once: int = LINES_AT_ONCE) -> Counted:
    """Count a group's lines, bring ``repeated_lines`` up to that, and compare. The caller's transaction."""
    documents, lines = catalog.execute(
        "SELECT count(*), coalesce(sum(length(keys)), 0) / 8 FROM document_lines WHERE member = ?", (group,)
    ).fetchone()
    parts = 1 + lines // lines_at_once
    borders = [-(2**63) + (2**64 * part) // parts for part in range(parts)] + [2**63 - 1]
    numbers = np.empty(documents, np.int64)
    before = np.empty(documents, np.int64)
    for place, (number, judged_by, _) in enumerate(_keys(catalog, group)):
        numbers[place], before[place] = number, judged_by
    now = np.zeros(documents, np.uint64)
    changed = False
    for first, last in pairwise(borders):
        keys, places = _part(catalog, group, documents, first, last)
        unique, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        levels = _levels(unique, counts, documents)
        np.add.at(now, places, _marks(unique, levels)[inverse])
        repeated = _is_kept(unique, counts)
        changed |= _write(catalog, group, unique[repeated], counts[repeated], first, last)
    return Counted(documents=documents, moved=_moved(numbers, before, now), counts_changed=changed)


def count_changes(catalog: sqlite3.Connection, group: int, documents_before: int) -> Counted | None:
    """The same as :func:`count` from the counts as they were and ``line_changes``; None where counting all costs no more.

    ``document_lines.levels`` must be what the counts before make them, except in rows that are not counted yet.
    """
    (documents,) = catalog.execute("SELECT count(*) FROM document_lines WHERE member = ?", (group,)).fetchone()
    stored = _pairs(catalog, "SELECT key, documents FROM repeated_lines WHERE member = ? ORDER BY key", group)
    change = _pairs(catalog, "SELECT key, change FROM line_changes WHERE member = ? AND change ORDER BY key", group)
    known = _found(stored[0], change[0])
    counts = stored[1].copy()
    counts[np.searchsorted(stored[0], change[0][known])] += change[1][known]
    before, after = _levels(*stored, documents_before), _levels(stored[0], counts, documents)
    shifted = before != after
    # Keys that were in one document or in none, and are now in more, by one look at all lines.
    unknown = change[0][~known & (change[1] > 0)]
    watched = np.union1d(stored[0][shifted], unknown)
    if len(watched) > _MOST_WATCHED or are_signs(unknown).any():
        return None
    numbers, judged_by, fresh, places, hits = _watched(catalog, group, documents, watched)
    among = np.bincount(hits, minlength=len(watched))[np.searchsorted(watched, unknown)]
    twice = among > 1
    now_keys = np.concatenate([stored[0], unknown[twice]])
    now_counts = np.concatenate([counts, among[twice]])
    order = np.argsort(now_keys)
    now_keys, now_counts = now_keys[order], now_counts[order]
    now_levels = _levels(now_keys, now_counts, documents)
    differences = np.zeros(len(watched), np.uint64)
    differences[np.searchsorted(watched, stored[0][shifted])] = _marks(stored[0], after)[shifted]
    differences[np.searchsorted(watched, stored[0][shifted])] -= _marks(stored[0], before)[shifted]
    differences[np.searchsorted(watched, unknown)] = _marks(unknown, levels_of(among, documents))
    now = judged_by.copy().view(np.uint64)
    np.add.at(now, places, differences[hits])
    for place, keys in fresh:
        own = keys[_found(now_keys, keys)]
        now[place] = _marks(own, now_levels[np.searchsorted(now_keys, own)]).sum(dtype=np.uint64)
    repeated = _is_kept(now_keys, now_counts)
    changed = _write(catalog, group, now_keys[repeated], now_counts[repeated], -(2**63), 2**63 - 1)
    return Counted(documents=documents, moved=_moved(numbers, judged_by, now), counts_changed=changed)


def levels_as_number(keys: Integers, counts: Integers, documents: int) -> int:
    """What ``document_lines.levels`` is of a document with these lines while they are counted so."""
    levels = levels_of(counts, documents)
    levels[are_signs(keys)] = 0  # whatever its source's dates show, it was dated without them
    return int(_as_levels(_marks(keys, levels).sum(dtype=np.uint64)[None])[0])


def _watched(
    catalog: sqlite3.Connection, group: int, documents: int, watched: Integers
) -> tuple[Integers, Integers, list[tuple[int, Integers]], Integers, Integers]:
    """(document numbers, their levels, (place, keys) of those not counted yet, and where watched keys stand: places, which)."""
    numbers, levels = np.empty(documents, np.int64), np.empty(documents, np.int64)
    fresh: list[tuple[int, Integers]] = []
    places: list[Integers] = []
    hits: list[Integers] = []
    rows = catalog.execute(
        "SELECT document, levels, counted, keys FROM document_lines WHERE member = ? ORDER BY document", (group,)
    )
    begin = 0
    while chunk := rows.fetchmany(_ROWS):
        end = begin + len(chunk)
        numbers[begin:end] = [row[0] for row in chunk]
        levels[begin:end] = [row[1] for row in chunk]
        fresh += [
            (begin + place, np.frombuffer(keys, np.int64))
            for place, (_, _, counted, keys) in enumerate(chunk)
            if not counted
        ]
        keys = np.frombuffer(b"".join([row[3] for row in chunk]), np.int64)
        found = _found(watched, keys)
        owners = np.repeat(np.arange(begin, end), [len(row[3]) // 8 for row in chunk])
        places.append(owners[found])
        hits.append(np.searchsorted(watched, keys[found]))
        begin = end
    none = np.empty(0, np.int64)
    return numbers, levels, fresh, np.concatenate([none, *places]), np.concatenate([none, *hits])


def _pairs(catalog: sqlite3.Connection, sql: str, group: int) -> tuple[Integers, Integers]:
    rows = np.array(catalog.execute(sql, (group,)).fetchall(), np.int64).reshape(-1, 2)
    return np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])


def _found(ordered: Integers, keys: Integers) -> NDArray[np.bool_]:
    """Which of the keys are among the ordered ones."""
    if not len(ordered):
        return np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[places] == keys
    return found


def _levels(keys: Integers, counts: Integers, documents: int) -> Levels:
    """The level of each key. Signs of how dates are written have none, but for the one that waits for what they decide."""
    levels = levels_of(counts, documents)
    signs = are_signs(keys)
    if signs.any():
        levels[signs] = 0
        levels[keys == WAITING] = level_of_waiting(keys, counts)
    return levels


def _is_kept(keys: Integers, counts: Integers) -> NDArray[np.bool_]:
    """Which counts are stored: of lines those that repeat, of signs all, because a single date against others weighs."""
    return (counts > 1) | ((counts > 0) & are_signs(keys))


def _marks(keys: Integers, levels: Levels) -> NDArray[np.uint64]:
    """What each line adds to the number that stands for a document's levels; nothing where it does not repeat."""
    return np.where(levels > 0, _mixed(keys.view(np.uint64) + levels * _ODD), np.uint64(0))


def _moved(numbers: Integers, judged_by: Integers, now: NDArray[np.uint64]) -> tuple[Integers, Integers]:
    signed = _as_levels(now)
    moved = signed != judged_by
    return numbers[moved], signed[moved]


def _as_levels(sums: NDArray[np.uint64]) -> Integers:
    signed = sums.view(np.int64)
    signed[signed == NOT_KNOWN] -= 1
    return signed


def _keys(catalog: sqlite3.Connection, group: int) -> Iterator[tuple[int, int, bytes]]:
    yield from catalog.execute(
        "SELECT document, levels, keys FROM document_lines WHERE member = ? ORDER BY document", (group,)
    )


def _part(
    catalog: sqlite3.Connection, group: int, documents: int, first: int, last: int
) -> tuple[Integers, NDArray[np.int32]]:
    """The keys from ``first`` to ``last`` (excluded but for the last of all) and the place of each one's document."""
    found: list[Integers] = []
    sizes = np.zeros(documents, np.int32)
    whole = first == -(2**63) and last == 2**63 - 1
    for place, (_, _, blob) in enumerate(_keys(catalog, group)):
        keys = np.frombuffer(blob, np.int64)
        if not whole:
            begin = np.searchsorted(keys, first)
            end = len(keys) if last == 2**63 - 1 else np.searchsorted(keys, last)
            keys = keys[begin:end].copy()  # a slice would keep the whole blob
        found.append(keys)
        sizes[place] = len(keys)
    keys = np.concatenate(found) if found else np.empty(0, np.int64)
    return keys, np.repeat(np.arange(documents, dtype=np.int32), sizes)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    mixed: NDArray[np.uint64] = values ^ (values >> np.uint64(31))
    return mixed


def _write(catalog: sqlite3.Connection, group: int, keys: Integers, counts: Integers, first: int, last: int) -> bool:
    """Make the stored counts of a range of keys these, touching only rows that differ. Returns whether any did."""
    stored = np.array(
        catalog.execute(
            "SELECT key, documents FROM repeated_lines WHERE member = ? AND key >= ? AND (key < ? OR ?) ORDER BY key",
            (group, first, last, last == 2**63 - 1),
        ).fetchall(),
        np.int64,
    ).reshape(-1, 2)
    gone = np.setdiff1d(stored[:, 0], keys, assume_unique=True)
    places = np.searchsorted(stored[:, 0], keys)
    places[places == len(stored)] = 0
    same = (stored[places, 0] == keys) & (stored[places, 1] == counts) if len(stored) else np.zeros(len(keys), bool)
    catalog.executemany(
        "DELETE FROM repeated_lines WHERE member = ? AND key = ?", [(group, key) for key in gone.tolist()]
    )
    catalog.executemany(
        "INSERT OR REPLACE INTO repeated_lines (member, key, documents) VALUES (?, ?, ?)",
        [(group, key, number) for key, number in zip(keys[~same].tolist(), counts[~same].tolist(), strict=True)],
    )
    return bool(len(gone) or not same.all())
