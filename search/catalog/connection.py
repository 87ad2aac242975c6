"""Opening the catalog: what every connection is set to, what is refused before a row is read, and how a reader asks."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from search.errors import ArchiveError, NotWritable

APPLICATION_ID = 0x52656765  # "Rege", in the file's header, so that another program's database is told apart
SCHEMA_VERSION = 2

# A reader never waits for the writer (WAL); a writer waits for nobody but a checkpoint or a backup.
BUSY_MS = 10_000
# How much of the file a reader maps: the most SQLite takes. What lies behind is copied page by page: of an archive of a
# million (3 GB) with a quarter of a GB mapped, a page of hits took a sixth longer to read.
_MAPPED = 0x7FFF0000
# What SQLite says where its log cannot be made or used. The plain code would be a reader of ours that tried to write.
_FORBIDDEN = (sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_READONLY_CANTINIT)


def schema() -> str:
    """The statements that make an empty catalog."""
    return files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")


def open_readonly(path: Path) -> sqlite3.Connection:
    """A connection that can only read, each statement its own transaction. May be closed from another thread.

    Raises ArchiveError when the file is missing, damaged, another program's, or of a newer version.
    """
    if not path.is_file():
        raise ArchiveError(
            f"There is no catalog at {path}.", hint="Restore it from a backup, or index into a new folder."
        )
    connection = _checked(
        path, sqlite3.connect(_uri(path, "ro"), uri=True, isolation_level=None, check_same_thread=False)
    )
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")  # workers of one server then share their pages
    return connection


def open_readwrite(path: Path) -> sqlite3.Connection:
    """A connection for the one writer, durable at every commit; the same refusals as :func:`open_readonly`."""
    if not path.is_file():
        raise ArchiveError(
            f"There is no catalog at {path}.", hint="Restore it from a backup, or index into a new folder."
        )
    connection = _checked(path, sqlite3.connect(_uri(path, "rw"), uri=True, isolation_level=None))
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # the writer does it between batches
        connection.execute("PRAGMA cache_size = -65536")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise unusable(path, error) from error
    return connection


def create_catalog(path: Path) -> None:
    """Make an empty catalog at ``path``, whole or not at all."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(
            f"BEGIN IMMEDIATE;{schema()};PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA user_version = {SCHEMA_VERSION};COMMIT;"
        )
    finally:
        connection.close()


def unusable(path: Path, error: Exception) -> ArchiveError:
    """What to say when SQLite cannot read the catalog."""
    code = getattr(error, "sqlite_errorcode", 0)
    # A read-only file system says no more than that something cannot be opened; so do too many open files.
    if code in _FORBIDDEN or (code == sqlite3.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK)):
        return NotWritable(path.parent)
    return ArchiveError(
        f"The catalog {path} cannot be read: {error}.",
        hint="Nothing was changed. Restore the archive from a backup (`regesta backup` makes one); "
        "the index cannot take the catalog's place.",
    )


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path))}?mode={mode}"


def _checked(path: Path, connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise unusable(path, error) from error
    if application == APPLICATION_ID and version == SCHEMA_VERSION:
        return connection
    connection.close()
    if application != APPLICATION_ID:
        raise ArchiveError(
            f"{path} is not a catalog of Regesta.", hint="Name another folder with --archive, or restore a backup."
        )
    raise ArchiveError(
        f"The archive {path.parent} has catalog version {version}; this program knows version {SCHEMA_VERSION}.",
        hint="Use the newer program that wrote it, or export from there and index the export here."
        if version > SCHEMA_VERSION
        else "Export it with the program that wrote it and index the export into a new folder.",
    )


class Connections:
    """Opens one connection in each thread that asks, at its first question: make it before a fork, use it after.

    Every question is its own read transaction.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except sqlite3.DatabaseError as error:
            raise unusable(self._path, error) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = open_readonly(self._path)
            with self._lock:
                self._opened.append(connection)
        return connection

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """The rows of one question, for what reads the catalog beside this class."""
        return self._all(sql, parameters)

    def _all(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        # fetchall ends the statement, and with it the read transaction: a WAL cannot be cut while one is open.
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise unusable(self._path, error) from error

    def _first(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        rows = self._all(sql, parameters)
        return rows[0] if rows else None

    def _one(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        return self._all(sql, parameters)[0]

    def close(self) -> None:
        """Close the connections of all threads; asking again opens new ones."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._local = threading.local()
