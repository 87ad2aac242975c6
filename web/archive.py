"""The archive behind the application: opened late, once per process, and again after it was missing or replaced."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from search.service import SearchService, open_archive

# A stat costs a few microseconds; an archive is replaced seldom, and only then.
_LOOKED_AT_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """``catalog`` tells its file from another at the same place: device and inode, which stays taken while we hold it open."""

    process: int
    catalog: tuple[int, int] | None
    service: SearchService


class Archive:
    """Opens the service at the first request of each process; index and catalog do not survive a fork."""

    def __init__(self, path: Path, time_budget: float, service: SearchService | None = None) -> None:
        self.path = path
        self._time_budget = time_budget
        self._lock = threading.Lock()
        self._given = service
        self._opened: _Opened | None = None
        self._replaced: SearchService | None = None
        self._looked = 0.0

    def service(self) -> SearchService:
        """Raise ArchiveError while there is no archive that can be read; the next request tries again."""
        if self._given is not None:
            return self._given
        opened = self._opened
        if opened is not None and opened.process == os.getpid() and not self._is_due():
            return opened.service
        with self._lock:
            opened = self._opened
            if opened is None or opened.process != os.getpid():
                opened = self._opened = self._open()
            elif self._is_due() and (there := _identity(opened.service)) is not None and there != opened.catalog:
                # Made anew, or restored, in the same place: its snapshots have the names that the old one's had.
                again = self._open()
                if self._replaced is not None:
                    self._replaced.close()  # the last one may still be answering somebody
                self._replaced, opened = opened.service, again
                self._opened = opened
            self._looked = time.monotonic()
            return opened.service

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked >= _LOOKED_AT_SECONDS

    def _open(self) -> _Opened:
        service = open_archive(self.path, time_budget=self._time_budget)
        return _Opened(process=os.getpid(), catalog=_identity(service), service=service)

    def close(self) -> None:
        if self._opened is not None and self._opened.process == os.getpid():
            self._opened.service.close()
            if self._replaced is not None:
                self._replaced.close()
        self._opened = self._replaced = None


def _identity(service: SearchService) -> tuple[int, int] | None:
    try:
        status = service.archive.catalog_path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def service() -> SearchService:
    """The service of the application that answers the current request."""
    archive: Archive = current_app.extensions["regesta"]
    return archive.service()
