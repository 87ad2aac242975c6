"""The one writer of an archive: the catalog first, then the index, and what the index missed is caught up with at opening."""

import logging
import time
from collections.abc import Callable
from types import TracebackType

from indexer import segments
from indexer.catalog_writer import CatalogWriter
from indexer.entity_decisions import pending
from indexer.generations import refuse_other_version, sweep
from indexer.lock import WriterLock
from indexer.space import refuse_little_space, told_as_no_space
from search.archive import Archive, Generation
from search.catalog.connection import open_readwrite
from search.engines.contract import Engine, EngineWriter, IndexDocument
from search.errors import ArchiveError

log = logging.getLogger(__name__)
Told = Callable[[int, int], None]  # documents done, of how many

# The catalog is committed often: at most half a minute of work is ever lost. The bytes bound the write-ahead log.
COMMIT_DOCUMENTS = 20_000
COMMIT_BYTES = 128_000_000
COMMIT_SECONDS = 30.0
# The index less often: a commit costs it a new segment (see ``segments``). What it lacks after a crash is replayed from the
# catalog. Readers of a long run see its documents this often.
INDEX_COMMIT_SECONDS = 600.0
# Documents are handed to the index in groups: a processor that does one kind of work for a while does it faster.
TOGETHER = 64


class Writer:
    """Made by :func:`open_for_writing`. Leaving it by an exception takes back what was not committed."""

    def __init__(self, archive: Archive, lock: WriterLock, catalog: CatalogWriter) -> None:
        self.archive = archive
        self.catalog = catalog
        self._lock = lock
        self._index: EngineWriter | None = None
        self._waiting: list[IndexDocument] = []  # for the index, in the order of their changes
        self._indexed = 0  # the last change the index holds
        self._pending = 0
        self._pending_bytes = 0
        self._since = time.monotonic()
        self._unindexed = 0  # documents the index was given since its last commit
        self._index_since = time.monotonic()
        self._part = segments.MOST_DOCUMENTS
        self._merged_at_once = 1
        self._held = False

    # --- changes ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start a batch unless one is under way."""
        if not self.catalog.connection.in_transaction:
            self._since = time.monotonic()
        self.catalog.begin()

    def upsert(self, document: IndexDocument) -> None:
        self._pending += 1
        self._pending_bytes += len(document.body) + len(document.other)
        if self._held:
            return
        self._waiting.append(document)
        if len(self._waiting) >= TOGETHER:
            self._hand_over()

    def delete(self, number: int) -> None:
        self._pending += 1
        self._hand_over()
        self._writing_index().delete(number)

    def _hand_over(self) -> None:
        waiting, self._waiting = self._waiting, []
        for document in waiting:
            self._writing_index().upsert(document)

    @property
    def is_held(self) -> bool:
        """Whether the index lacks what the catalog took since :meth:`hold_index`."""
        return self._held

    def hold_index(self) -> None:
        """Give the index of an archive without documents nothing until :meth:`bring_up`: names that are joined at the end of a
        run reach one document in five, and each would be written twice. Readers of a long run see its documents all the same,
        after ``INDEX_COMMIT_SECONDS``: from then on the index is given whatever comes.
        """
        if self.catalog.next_document == 1 and self.leaves_dead:
            self._held = True

    def bring_up(self, told: Told = lambda done, of: None) -> None:
        """Fill a held index from the catalog. Nothing may be uncommitted."""
        if self._held:
            self._held = False
            self._replay(self._indexed, told)

    def expect(self, documents: int, size: int) -> None:
        """About so many documents, with so many bytes, are stored in this run: the index is committed in equal parts of it."""
        self._part = segments.documents_a_part(documents, size, self._merged_at_once)

    @property
    def is_in_parts(self) -> bool:
        """What is expected is more than one commit of the index takes."""
        return self._part < segments.MOST_DOCUMENTS

    @property
    def leaves_dead(self) -> bool:
        """Whether the engine merges by size alone, so that what is replaced stays in its segment for long."""
        return self._merged_at_once > 1

    def is_due(self) -> bool:
        """The batch is large or old enough to be committed."""
        return (
            self._pending >= COMMIT_DOCUMENTS
            or self._unindexed + self._pending >= self._part
            or self._pending_bytes >= COMMIT_BYTES
            or (self._pending > 0 and time.monotonic() - self._since >= COMMIT_SECONDS)
        )

    def commit(self, *, more_to_come: bool = False) -> None:
        """Make the batch durable: when this returns it survives everything but the loss of the disk.

        Searches see it too, unless there is ``more_to_come`` in this run and the index may wait for that. Should the index
        fail, the batch is in the catalog all the same, and the next opening brings the index up.
        """
        with told_as_no_space(self.archive.path):
            self._hand_over()
            self.catalog.commit()
            self._unindexed += self._pending
            self._pending = self._pending_bytes = 0
            if not more_to_come or self._index_is_due():
                self._commit_index()
            checkpoint(self.catalog)

    def _index_is_due(self) -> bool:
        return self._unindexed >= self._part or time.monotonic() - self._index_since >= INDEX_COMMIT_SECONDS

    def _commit_index(self) -> None:
        if self._held:
            self._unindexed = 0
            if time.monotonic() - self._index_since >= INDEX_COMMIT_SECONDS:
                self.bring_up()
            return
        if self._index is not None and self._indexed < self.catalog.sequence:
            self._index.commit(self.catalog.sequence)
            self._indexed = self.catalog.sequence
        self._unindexed = 0
        self._index_since = time.monotonic()

    def rollback(self) -> None:
        self.catalog.rollback()
        self._waiting.clear()
        if self._index is not None and (self._pending or self._unindexed):
            self._index.rollback()
        self._pending = self._pending_bytes = self._unindexed = 0

    # --- opening and closing ------------------------------------------------------------------------------------------

    def _writing_index(self) -> EngineWriter:
        if self._index is None:
            raise ArchiveError(f"The index of {self.archive.path} is not open for writing.")
        return self._index

    def open_index(self, generation: Generation | None = None) -> None:
        """Open the index of a generation (the live one) and replay the catalog's changes that it lacks."""
        generation = generation or self.archive.current()
        engine = refuse_other_version(self.archive, generation)
        behind_from = sequence_of(engine, generation)
        if behind_from > self.catalog.sequence:
            raise ArchiveError(
                f"The index of {self.archive.path} holds change {behind_from}, but the catalog ends at "
                f"{self.catalog.sequence}: they do not belong together.",
                hint="Run `regesta reindex` to build the index anew from the catalog.",
            )
        self._index = engine.open_writer(generation.index_path)
        self._merged_at_once = engine.merged_at_once
        self._indexed = behind_from
        if behind_from < self.catalog.sequence:
            self._replay(behind_from)

    def leave_index(self) -> None:
        """Let go of the index after the last commit: another generation takes its place, or the next opening brings it up."""
        if self._index is not None:
            index, self._index = self._index, None
            index.close()

    def _replay(self, sequence: int, told: Told = lambda done, of: None) -> None:
        index, total = self._writing_index(), self.catalog.count_changed_since(sequence)
        count = committed = size = 0
        told(0, total)  # from here on the time that is left is reckoned
        for number, removed in self.catalog.changed_since(sequence):
            count += 1
            if removed:
                self.delete(number)
            else:
                document = self.catalog.index_document(number)
                size += len(document.body) + len(document.other)
                self.upsert(document)
            if segments.ends_part(count, committed, total, size, self._merged_at_once):
                self._hand_over()
                index.commit(sequence)  # of what comes behind it the index holds only some
                committed = count
            told(count, total)
        self._hand_over()
        index.commit(self.catalog.sequence)
        self._indexed = self.catalog.sequence
        self._pending = self._pending_bytes = self._unindexed = 0
        self._index_since = time.monotonic()
        log.info("The index was brought up from change %d to %d: %d documents", sequence, self.catalog.sequence, count)

    def close(self) -> None:
        """Let go of everything; what was not committed is forgotten."""
        try:
            self.leave_index()
        finally:
            self.catalog.connection.close()
            self._lock.release()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        # The first error is the one to tell: what fails while letting go of a full disk only repeats it.
        try:
            self.rollback()
            self.close()
        except Exception as another:
            log.warning("While taking back what was not committed: %s", another)
            self.close()


def open_for_writing(archive: Archive, command: str, *, with_index: bool = True) -> Writer:
    """The archive's one writer, caught up and ready. ``command`` is what others are told who find it locked.

    Raises WriterBusy, NoSpace, or ArchiveError for an archive that cannot be used. ``with_index=False`` leaves the index
    alone, which is how it can be rebuilt when it is broken.
    """
    if with_index:
        archive.current()
    lock = WriterLock(archive)
    lock.take(command)
    try:
        refuse_little_space(archive.path)
        with told_as_no_space(archive.path):
            catalog = CatalogWriter(open_readwrite(archive.catalog_path))
    except BaseException:
        lock.release()
        raise
    writer = Writer(archive, lock, catalog)
    try:
        if with_index:
            with told_as_no_space(archive.path):
                sweep(archive)
                writer.open_index()
                pending.finish(writer)
    except BaseException:
        writer.close()
        raise
    return writer


def checkpoint(catalog: CatalogWriter) -> None:
    """Bring the write-ahead log back to nothing, or as far as readers of this moment let it."""
    catalog.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sequence_of(engine: Engine, generation: Generation) -> int:
    """The last change of the catalog that a generation of the index holds."""
    reader = engine.open(generation.index_path)
    try:
        return reader.sequence
    finally:
        reader.close()
