"""Room on the disk: refusing to start without it, and saying so plainly when it runs out."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import NoSpace
from search.errors import ArchiveError, EngineError

# A commit writes a new segment and a stretch of the write-ahead log before it frees anything.
LEAST_FREE = 16_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LAST = 1_000_000  # bytes; a failed write leaves what it could not fill
_INTACT = "The archive is as it was after its last commit; run the command again and it goes on from there."
# What engines, which hide the error number, let through of the operating system's message.
_SIGNS = tuple(sign for number in _FULL for sign in (os.strerror(number), f"os error {number}"))


def bytes_below(path: Path) -> int:
    """The size of all files below a folder; files that vanish meanwhile count nothing."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size
            except FileNotFoundError:
                continue
    return total


def refuse_little_space(path: Path, needed: int = 0) -> None:
    """Raise NoSpace unless ``needed`` bytes beyond the least that any writing takes are free where ``path`` is."""
    wanted = LEAST_FREE + needed
    free = shutil.disk_usage(path).free
    if free < wanted:
        raise NoSpace(
            f"Too little room on the disk of {path}: {free / 1e6:.0f} MB are free, about {wanted / 1e6:.0f} MB are needed.",
            hint="Free some and run the command again; nothing was changed.",
        )


@contextmanager
def told_as_no_space(path: Path) -> Iterator[None]:
    """Turn every way of finding the disk full into NoSpace, and a damaged catalog into ArchiveError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _is_full(error):
            raise NoSpace(f"The disk of {path} is full ({error}).", hint=_INTACT) from error
        raise ArchiveError(
            f"Writing the catalog of {path} failed: {error}.",
            hint="Run `regesta verify`; if it finds the catalog damaged, restore a backup.",
        ) from error
    except ArchiveError as error:
        hidden = isinstance(error.__cause__, sqlite3.DatabaseError) and _is_full(error.__cause__)
        if hidden or (
            isinstance(error, EngineError) and (any(sign in str(error) for sign in _SIGNS) or _no_room(path))
        ):
            raise NoSpace(f"The disk of {path} is full: {error.message}", hint=_INTACT) from error
        raise
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace(
            f"The disk of {path} is full: {error.strerror} ({error.filename or 'no name'}).", hint=_INTACT
        ) from error


def _no_room(path: Path) -> bool:
    """Whether an engine that ended without a reason had none but this: only the first of its threads to fail is told why."""
    try:
        return shutil.disk_usage(path).free < _LAST
    except OSError:
        return False


def _is_full(error: sqlite3.DatabaseError) -> bool:
    # SQLite reports a full disk as FULL, or as an I/O error when a limit on file size or quota stops a write.
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return code == sqlite3.SQLITE_FULL or code in (
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    )
