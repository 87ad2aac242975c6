"""A peer: SQLite's FTS5 with facets counted in SQL, the usual way to add search to a small archive."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.generated import KINDS, Generated
from benchmarks.queries import FIRST_YEAR, LAST_YEAR, BenchQuery

_TABLES = """
CREATE TABLE document (id INTEGER PRIMARY KEY, key TEXT UNIQUE, title TEXT, body TEXT, source INTEGER, day INTEGER, year INTEGER);
CREATE VIRTUAL TABLE words USING fts5(title, body, content='document', content_rowid='id',
    tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE name (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, UNIQUE (kind, name));
CREATE TABLE document_name (document INTEGER, name INTEGER, kind TEXT, PRIMARY KEY (document, name)) WITHOUT ROWID;
CREATE INDEX document_source ON document (source);
CREATE INDEX document_day ON document (day);
"""


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=wal",
        "synchronous=normal",
        "cache_size=-200000",
        "mmap_size=4000000000",
        "temp_store=memory",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def build(documents: Iterable[Generated], folder: Path) -> float:
    """CPU seconds."""
    folder.mkdir(parents=True)
    connection = _connect(folder / "fts5.sqlite")
    connection.executescript(_TABLES)
    numbers: dict[tuple[str, str], int] = {}
    began = time.process_time()

    def number(kind: str, name: str) -> int:
        if (kind, name) not in numbers:
            numbers[kind, name] = len(numbers) + 1
            connection.execute("INSERT INTO name VALUES (?, ?, ?)", (numbers[kind, name], kind, name))
        return numbers[kind, name]

    connection.execute("BEGIN")
    for rowid, one in enumerate(documents, start=1):
        source = number("source", one.source)
        connection.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?)",
            (rowid, one.id, one.title, one.body, source, one.date.toordinal(), one.date.year),
        )
        connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (rowid, one.title, one.body))
        connection.executemany(
            "INSERT OR IGNORE INTO document_name VALUES (?, ?, ?)",
            [(rowid, number(kind, name), kind) for kind, name in one.entities],
        )
        if rowid % 5_000 == 0:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    spent = time.process_time() - began
    connection.close()
    return spent


def opened(folder: Path) -> Callable[[BenchQuery], int]:
    """What answers one query with its page and returns the total."""
    connection = _connect(folder / "fts5.sqlite")

    def match(query: BenchQuery) -> str:
        quoted = [f'"{word}"' for word in query.words]
        match query.kind:
            case "or":
                return " OR ".join(quoted)
            case "phrase":
                return f'"{" ".join(query.words)}"'
            case "common" | "rare" | "and" | "filtered":
                return " AND ".join(quoted)

    def page(query: BenchQuery) -> int:
        words = match(query)
        connection.execute("DROP TABLE IF EXISTS temp.found")
        # The matches once, with their ranks; every count below reads this list.
        connection.execute(
            "CREATE TEMP TABLE found AS SELECT w.rowid AS id, w.rank AS rank, d.source AS source, d.year AS year "
            "FROM words w JOIN document d ON d.id = w.rowid WHERE words MATCH ?",
            (words,),
        )
        where, values = "", ()
        if query.source is not None:
            (source,) = connection.execute(
                "SELECT id FROM name WHERE kind = 'source' AND name = ?", (query.source,)
            ).fetchone()
            where, values = "WHERE source = ? AND year BETWEEN ? AND ?", (source, FIRST_YEAR, LAST_YEAR)
        top = connection.execute(f"SELECT id FROM found {where} ORDER BY rank LIMIT 10", values).fetchall()
        (total,) = connection.execute(f"SELECT count(*) FROM found {where}", values).fetchone()
        siblings = "WHERE year BETWEEN ? AND ?" if query.source is not None else ""
        connection.execute(
            f"SELECT n.name, f.c FROM (SELECT source, count(*) AS c FROM found {siblings} GROUP BY 1 ORDER BY 2 DESC LIMIT 10) f "
            "JOIN name n ON n.id = f.source",
            values[1:],
        ).fetchall()
        connection.execute(f"SELECT year, count(*) FROM found {where} GROUP BY 1", values).fetchall()
        for kind in KINDS:
            connection.execute(
                "SELECT n.name, f.c FROM (SELECT dn.name AS name, count(*) AS c FROM "
                f"(SELECT id FROM found {where}) m CROSS JOIN document_name dn ON dn.document = m.id "
                "WHERE dn.kind = ? GROUP BY 1 ORDER BY 2 DESC LIMIT 10) f JOIN name n ON n.id = f.name",
                (*values, kind),
            ).fetchall()
        if top:
            ids = ",".join(str(rowid) for (rowid,) in top)
            connection.execute(
                "SELECT rowid, title, snippet(words, 1, '<b>', '</b>', '…', 30) FROM words "
                f"WHERE words MATCH ? AND rowid IN ({ids})",
                (words,),
            ).fetchall()
        return int(total)

    return page
