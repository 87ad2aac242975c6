"""The one writer of a tantivy index."""

from pathlib import Path

import tantivy
from tantivy import Query

from search.engines.contract import IndexDocument
from search.engines.tantivy.failures import told_as_engine_error
from search.engines.tantivy.schema import SENTINEL, sentinel_document, tantivy_document

# A segment is written whenever this many bytes are full (about 150,000 short documents in the first), and few segments are
# searched faster. Memory is taken as it is filled, so that small runs stay small.
HEAP = 512_000_000
BULK_HEAP = 1_000_000_000


class TantivyWriter:
    """Never used as a context manager's body: tantivy's own commits even when the body raises."""

    def __init__(self, path: Path, index: tantivy.Index, *, bulk: bool) -> None:
        self._path = path
        self._index = index
        self._heap = BULK_HEAP if bulk else HEAP
        self._pending = False
        self._writer: tantivy.IndexWriter | None = None
        with told_as_engine_error("Opening for writing", path):
            searcher = index.searcher()
            highest = searcher.aggregate(Query.all_query(), {"number": {"max": {"field": "number"}}})["number"]["value"]
            # Above it there is nothing to replace: a rebuild, whose numbers ascend, deletes nothing at all.
            self._highest = -1 if highest is None else int(highest)
            del searcher
            self._writer = self._new_writer()
            # A commit that was cut short leaves a list of deletions under the very name that the next one will choose, and
            # tantivy refuses to write over it.
            self._writer.garbage_collect_files()

    def _new_writer(self) -> tantivy.IndexWriter:
        # One thread: several would each write segments of their own, and leave the order of documents to chance.
        return self._index.writer(heap_size=self._heap, num_threads=1)

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise ValueError("the writer is closed")
        return self._writer

    def _delete(self, writer: tantivy.IndexWriter, field: str, value: int) -> None:
        # delete_documents_by_term takes the value for a signed integer and then finds nothing in an unsigned field.
        writer.delete_documents_by_query(Query.term_query(self._index.schema, field, value, "basic"))

    def upsert(self, document: IndexDocument) -> None:
        made = tantivy_document(document)
        with told_as_engine_error(f"Indexing document {document.number}", self._path):
            writer = self._open_writer()
            self._pending = True
            if document.number <= self._highest:
                self._delete(writer, "number", document.number)
            else:
                self._highest = document.number
            writer.add_document(made)

    def delete(self, number: int) -> None:
        with told_as_engine_error(f"Deleting document {number}", self._path):
            self._pending = True
            self._delete(self._open_writer(), "number", number)

    def commit(self, sequence: int) -> None:
        with told_as_engine_error("Committing", self._path):
            writer = self._open_writer()
            self._delete(writer, SENTINEL, 1)
            writer.add_document(sentinel_document(sequence))
            writer.commit()
            self._pending = False

    def rollback(self) -> None:
        with told_as_engine_error("Rolling back", self._path):
            self._open_writer().rollback()
            self._pending = False

    def optimize(self) -> None:
        """Wait until running merges have ended. tantivy decides by itself what to merge."""
        with told_as_engine_error("Optimizing", self._path):
            if self._pending:
                raise ValueError("commit or roll back first")
            self._end_merges()
            self._writer = self._new_writer()

    def _end_merges(self) -> None:
        writer, self._writer = self._open_writer(), None
        writer.wait_merging_threads()

    def close(self) -> None:
        """Also waits for merges: cut off each time, they would never end, and segments would pile up."""
        if self._writer is None:
            return
        with told_as_engine_error("Closing", self._path):
            if self._pending:
                self._writer.rollback()
            self._end_merges()
