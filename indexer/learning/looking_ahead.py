"""Counting the lines of a large run before its documents are cleaned; see ``foreseen``."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from indexer.learning import foreseen
from indexer.learning.counting import Integers

FOLDER = "foreseen"  # within the archive, while a run lasts
MOST_LINES = 50_000_000  # eight bytes each, held in memory; a run of more learns at its end
# After so many documents a look ahead ends where no such share of them is flattened text.
_SAMPLE, _FEW = 1_000, 0.2
_LEAST = 4_000_000  # bytes; of a smaller run what repeats is learned at its end in no time


def is_worth_it(coming: int, stored: int) -> bool:
    """Whether a run of so many bytes deserves a look ahead: it is large, and most of it is new to a catalog of that size."""
    return coming >= max(_LEAST, stored)


class LookAhead:
    """What was seen so far of the documents that are coming."""

    def __init__(self) -> None:
        self._lines: dict[str, list[bytes]] = {}
        self._held = 0
        self._read = self._texts = 0

    def add(self, read: int, documents: Iterable[tuple[str, bytes]]) -> None:
        """(group, keys) of those documents, of so many that were read, whose lines will be counted."""
        self._read += read
        for group, keys in documents:
            self._texts += 1
            self._held += len(keys) // 8
            self._lines.setdefault(group, []).append(keys)

    def pays(self) -> bool:
        """Whether to go on: most documents may be given as clean, or the lines may become too many to be held."""
        return self._held <= MOST_LINES and (self._read < _SAMPLE or self._texts >= _FEW * self._read)

    def written(self, archive: Path, catalog: sqlite3.Connection) -> Path | None:
        """Count, with what the catalog has of the same groups. The folder with the counts; None where it did not pay."""
        if not self._lines or not self.pays():
            return None
        folder = archive / FOLDER
        _forget(archive)
        folder.mkdir()
        foreseen.write(folder, _counted(catalog, self._lines))
        return folder


@contextmanager
def forgotten_after(archive: Path) -> Iterator[None]:
    """Take away what a run counted ahead when it ends, however it ends; and what one that was killed has left."""
    try:
        yield
    finally:
        _forget(archive)


def _forget(archive: Path) -> None:
    shutil.rmtree(archive / FOLDER, ignore_errors=True)


def _counted(
    catalog: sqlite3.Connection, lines: dict[str, list[bytes]]
) -> Iterator[tuple[str, int, Integers, Integers]]:
    for group in sorted(lines):
        coming = lines.pop(group)
        keys, counts = np.unique(np.frombuffer(b"".join(coming), np.int64), return_counts=True)
        documents = len(coming)
        row = catalog.execute("SELECT number, documents FROM line_groups WHERE name = ?", (group,)).fetchone()
        if row is not None:
            documents += row[1]
            stored = np.array(
                catalog.execute("SELECT key, documents FROM repeated_lines WHERE member = ?", row[:1]).fetchall(),
                np.int64,
            ).reshape(-1, 2)
            keys, places = np.unique(np.concatenate([keys, stored[:, 0]]), return_inverse=True)
            counts = np.bincount(places, np.concatenate([counts, stored[:, 1]])).astype(np.int64)
        again = counts > 1
        yield group, documents, keys[again], counts[again].astype(np.int64)
