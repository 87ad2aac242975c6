"""Ids that somebody may have meant who wrote one that is not there: beginnings of ids, and paths that begin elsewhere."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

MOST = 3
Ask = Callable[[str, Sequence[object]], Sequence[Any]]


def near_ids(ask: Ask, written: str) -> list[str]:
    """Up to three ids of live documents: the end of the path ``written``, or ids that begin as it does. Looked up by the index
    of ids alone, so that it costs nothing in a large archive."""
    return list(dict.fromkeys(_near(ask, written)))[:MOST]


def did_you_mean(ids: Sequence[str]) -> str:
    """The question to ask, empty where nothing is near."""
    return f"Did you mean {', '.join(ids)}?" if ids else ""


def asking(connection: sqlite3.Connection) -> Ask:
    return lambda sql, values: connection.execute(sql, values).fetchall()


def _near(ask: Ask, written: str) -> Iterator[str]:
    segments = [segment for segment in written.split("/") if segment not in ("", ".", "..")]
    for start in range(len(segments)):
        yield from _ids(ask, "id = ?", ("/".join(segments[start:]),))
    for beginning in dict.fromkeys(("/".join(segments), *segments[-1:])):
        stem, dot, suffix = beginning.rpartition(".")
        for each in (beginning, stem if dot and len(suffix) <= 5 else ""):
            if each:
                yield from _ids(ask, "id >= ? AND id < ? || char(1114111)", (each, each))


def _ids(ask: Ask, where: str, values: Sequence[object]) -> list[str]:
    rows = ask(f"SELECT id FROM documents WHERE {where} AND removed_at IS NULL ORDER BY id LIMIT {MOST}", values)  # noqa: S608
    return [document_id for (document_id,) in rows]
