"""Counting the lines of one group, exactly and in bounded memory, and finding the documents that the counts move.

The keys of a document's lines are eight bytes each and lie together, so that all of a group are read as fast as the disk
gives them: counting anew is cheap, cleaning anew is not.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.levels import levels_of
from indexer.learning.gathering import NOT_KNOWN

Integers = NDArray[np.int64]
# So many lines are counted at once (about 50 bytes each while they are); a group with more is counted in parts by key.
LINES_AT_ONCE = 2_000_000
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
        levels = levels_of(counts, documents)
        marks = np.where(levels > 0, _mixed(unique.view(np.uint64) + levels * _ODD), np.uint64(0))
        np.add.at(now, places, marks[inverse])
        repeated = counts > 1
        changed |= _write(catalog, group, unique[repeated], counts[repeated], first, last)
    signed = now.view(np.int64)
    signed[signed == NOT_KNOWN] -= 1
    moved = signed != before
    return Counted(documents=documents, moved=(numbers[moved], signed[moved]), counts_changed=changed)


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
