"""One writer: a lock that the operating system holds and lets go by itself when its holder dies."""

import errno
import fcntl
import json
import os
from datetime import UTC, datetime

from indexer.errors import WriterBusy
from search.archive import Archive


class WriterLock:
    """The archive's write lock, held from :meth:`take` to :meth:`release` or the end of the process.

    The file's content only tells others who holds it; that it exists means nothing. Python opens files so that no
    program started from here inherits them, so no worker can keep the lock alive.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._handle: int | None = None

    def take(self, command: str) -> None:
        """Raise WriterBusy, naming the holder, when another process has the lock."""
        path = self._archive.lock_path
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            held_by = _holder(handle)
            os.close(handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise WriterBusy(
                f"Another process is writing to {self._archive.path}: {held_by}.",
                hint="Wait until it is done, or stop it; what it has acknowledged is safe either way.",
            ) from error
        self._handle = handle
        about = {"pid": os.getpid(), "command": command, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(about).encode(), 0)
        except OSError:  # a full disk: the lock holds all the same, only nobody can read who has it
            pass

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _holder(handle: int) -> str:
    try:
        about = json.loads(os.pread(handle, 4096, 0))
        return f"`regesta {about['command']}`, process {about['pid']}, since {about['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not said which it is"
