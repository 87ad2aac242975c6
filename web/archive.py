"""The archive behind the application: opened late, once per process, and again after it was missing."""

import os
import threading
from pathlib import Path

from flask import current_app

from search.service import SearchService, open_archive


class Archive:
    """Opens the service at the first request of each process; index and catalog do not survive a fork."""

    def __init__(self, path: Path, time_budget: float, service: SearchService | None = None) -> None:
        self.path = path
        self._time_budget = time_budget
        self._lock = threading.Lock()
        self._given = service
        self._opened: tuple[int, SearchService] | None = None

    def service(self) -> SearchService:
        """Raise ArchiveError while there is no archive that can be read; the next request tries again."""
        if self._given is not None:
            return self._given
        opened = self._opened
        if opened is not None and opened[0] == os.getpid():
            return opened[1]
        with self._lock:
            if self._opened is None or self._opened[0] != os.getpid():
                self._opened = (os.getpid(), open_archive(self.path, time_budget=self._time_budget))
            return self._opened[1]

    def close(self) -> None:
        if self._opened is not None and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None


def service() -> SearchService:
    """The service of the application that answers the current request."""
    archive: Archive = current_app.extensions["regesta"]
    return archive.service()
