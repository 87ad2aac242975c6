"""Which documents are counted together, and the rows that say which lines each of them has (``document_lines``)."""

import sqlite3
from array import array
from collections.abc import Iterable, Sequence

from indexer.learning.date_signs import signs_of
from search.catalog.line_counts import FOLDER, SOURCE, key_number, line_key
from search.documents import Evidence

NOT_KNOWN = -1  # of ``document_lines.levels``: no level is that, so the document will be judged
COUNT_CHANGES, COUNT_ALL = 1, 2  # line_groups.due


def group_name(source: str | None, folder: str | None) -> str:
    """What a document's lines are counted with: its source's documents; where none is known its folder's, or the rest."""
    if source is not None:
        return SOURCE + source
    return FOLDER + folder if folder else ""


def keys_of(texts: Sequence[str], evidence: Iterable[Evidence]) -> bytes:
    """The keys of the lines and the signs of how their dates are written, as :func:`packed_keys` packs them."""
    return packed_keys([key_number(line_key(text)) for text in texts], signs_of(texts, evidence))


def packed_keys(keys: Iterable[int], signs: Iterable[int]) -> bytes:
    """Keys and signs ascending, each once, eight bytes each."""
    return array("q", sorted({*keys, *signs})).tobytes()


def group_number(catalog: sqlite3.Connection, name: str) -> int:
    """The number of the group with that name, which is made when there is none."""
    catalog.execute("INSERT OR IGNORE INTO line_groups (name) VALUES (?)", (name,))
    (number,) = catalog.execute("SELECT number FROM line_groups WHERE name = ?", (name,)).fetchone()
    return int(number)


def put(
    catalog: sqlite3.Connection, document: int, *, group: int, revision: int, levels: int, rules: str, keys: bytes
) -> None:
    """Make this the row of a document, to be counted with the next count of its group."""
    catalog.execute(
        "INSERT OR REPLACE INTO document_lines (document, member, revision, levels, rules, counted, keys) "
        "VALUES (?, ?, ?, ?, ?, 0, ?)",
        (document, group, revision, levels, rules, keys),
    )


def count_anew(catalog: sqlite3.Connection, group: int) -> None:
    """Have all lines of a group counted at the end of the run."""
    catalog.execute("UPDATE line_groups SET due = ? WHERE number = ? AND due <> ?1", (COUNT_ALL, group))
