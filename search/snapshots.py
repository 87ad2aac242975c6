"""Which state of the archive a request sees: one generation, one commit, pinned for as long as the request takes.

Serving processes notice a new commit or a new generation within ``CHECK_SECONDS`` of their next request, without a restart; a
request that began before goes on with what it began with.
"""

import threading
import time
from dataclasses import dataclass

from search.archive import Archive, Generation
from search.engines import engine_named
from search.engines.contract import EngineReader
from search.errors import ArchiveError

# A stat of the pointer and of the engine's own record costs about 20 microseconds; four times a second is free.
CHECK_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One generation of the index at one catalog sequence number.

    ``name`` is ``"<generation>.<sequence>"``: cache key, ETag and what a cursor carries.
    """

    generation: Generation
    reader: EngineReader
    name: str


def _snapshot(generation: Generation, reader: EngineReader) -> Snapshot:
    return Snapshot(generation=generation, reader=reader, name=f"{generation.number}.{reader.sequence}")


class Snapshots:
    """Opens the archive's index in this process at the first request and follows it from then on. Safe for threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._stamp: object = None
        self._checked = 0.0

    def current(self) -> Snapshot:
        """The newest snapshot, at most ``CHECK_SECONDS`` old. Raise ArchiveError when there is none."""
        now = time.monotonic()
        current = self._current
        if current is not None and now - self._checked < CHECK_SECONDS:
            return current
        with self._lock:
            if self._current is None or now - self._checked >= CHECK_SECONDS:
                self._current = self._newest(self._current)
                self._checked = time.monotonic()
            return self._current

    def _newest(self, known: Snapshot | None) -> Snapshot:
        # A rebuild may switch and delete between our look at the pointer and our opening: then look again.
        for attempt in range(3):
            stamp = self._archive.pointer_stamp()
            try:
                if known is None or stamp != self._stamp:
                    generation = self._archive.current()
                    if known is None or generation.number != known.generation.number:
                        reader = engine_named(generation.engine).open(generation.index_path)
                        known = _snapshot(generation, reader)
                    self._stamp = stamp
                reader = known.reader.refreshed()
                return known if reader is known.reader else _snapshot(known.generation, reader)
            except ArchiveError:
                if attempt == 2 or self._archive.pointer_stamp() == stamp:
                    raise
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        with self._lock:
            if self._current is not None:
                self._current.reader.close()
                self._current = None
