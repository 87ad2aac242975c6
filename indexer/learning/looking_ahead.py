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
_LEAST = 4_000_000  # bytes; of a smaller run what repeats is learned at its end in no time


def is_worth_it(coming: int, stored: int) -> bool:
    """Whether a run of so many bytes deserves a look ahead: it is large, and most of it is new to a catalog of that size."""
    return coming >= max(_LEAST, stored)


def written(archive: Path, catalog: sqlite3.Connection, documents: Iterable[tuple[str, bytes]]) -> Path | None:
    """Count (group, keys) of coming documents with what the catalog has of their groups. The folder with the counts; None
    where nothing is counted, or more than is held."""
    lines: dict[str, list[bytes]] = {}
    held = 0
    for group, keys in documents:
        lines.setdefault(group, []).append(keys)
        held += len(keys) // 8
        if held > MOST_LINES:
            return None
    if not lines:
        return None
    folder = archive / FOLDER
    _forget(archive)
    folder.mkdir()
    foreseen.write(folder, _counted(catalog, lines))
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
