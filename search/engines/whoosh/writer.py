"""The one writer of a whoosh index."""

from pathlib import Path

from whoosh.index import FileIndex

from search.engines.contract import IndexDocument
from search.engines.whoosh.failures import told_as_engine_error
from search.engines.whoosh.schema import KEY, SENTINEL, sentinel_document, whoosh_document
from search.errors import EngineError


class WhooshWriter:
    """Keeps what is to be done in memory until ``commit``: whoosh cannot replace a document it has not committed yet.

    Its own lock is let go with every commit, so this one holds another from opening to closing.
    """

    def __init__(self, path: Path, index: FileIndex) -> None:
        self._path = path
        self._index = index
        self._pending: dict[int, IndexDocument | None] = {}  # None: delete
        with told_as_engine_error("Opening for writing", path):
            self._lock = index.storage.lock("writer.lock")
            if not self._lock.acquire():
                raise EngineError(
                    f"The index in {path} is being written by another process.",
                    hint="Wait until the other writer ends.",
                )
        self._closed = False

    def _still_open(self) -> None:
        if self._closed:
            raise EngineError(f"The writer of the index in {self._path} is closed.")

    def upsert(self, document: IndexDocument) -> None:
        self._still_open()
        self._pending[document.number] = document

    def delete(self, number: int) -> None:
        self._still_open()
        self._pending[number] = None

    def commit(self, sequence: int) -> None:
        self._still_open()
        with told_as_engine_error("Committing", self._path):
            writer = self._index.writer()
            try:
                for number, document in self._pending.items():
                    writer.delete_by_term(KEY, str(number))
                    if document is not None:
                        writer.add_document(**whoosh_document(document))
                writer.delete_by_term(KEY, SENTINEL)
                writer.add_document(**sentinel_document(sequence))
            except BaseException:
                writer.cancel()
                raise
            writer.commit()
            self._pending.clear()

    def rollback(self) -> None:
        self._still_open()
        self._pending.clear()

    def optimize(self) -> None:
        """Merge everything into one segment."""
        self._still_open()
        with told_as_engine_error("Optimizing", self._path):
            self._index.writer().commit(optimize=True)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._pending.clear()
            self._lock.release()
