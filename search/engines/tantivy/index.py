"""Creating and opening tantivy indexes."""

from pathlib import Path

import tantivy

from search.analysis import ANALYSIS_VERSION
from search.engines.contract import EngineReader, EngineWriter
from search.engines.folder import check_card, prepare_folder, write_card
from search.engines.tantivy.failures import told_as_engine_error
from search.engines.tantivy.reader import TantivyReader, last_commit
from search.engines.tantivy.schema import SCHEMA_VERSION, build_schema, register_analyzers, sentinel_document
from search.engines.tantivy.writer import HEAP, TantivyWriter

NAME = "tantivy"


class TantivyEngine:
    """Keeps an index in a folder with tantivy. Stateless."""

    @property
    def name(self) -> str:
        return NAME

    @property
    def version(self) -> str:
        # tantivy promises no index format across minor versions; its own text names library and format.
        return f"{tantivy.tantivy.__version__}, schema {SCHEMA_VERSION}, analysis {ANALYSIS_VERSION}"

    @property
    def merged_at_once(self) -> int:
        # The least number of its merge policy (LogMergePolicy); of like size are those within a factor of 1.7.
        return 8

    def create(self, path: Path) -> None:
        prepare_folder(path)
        with told_as_engine_error("Creating", path, hint=""):
            index = tantivy.Index(build_schema(), path=str(path), reuse=False)
            register_analyzers(index)
            writer = index.writer(heap_size=HEAP, num_threads=1)
            writer.add_document(sentinel_document(0))
            writer.commit()
            writer.wait_merging_threads()
        write_card(path, NAME, self.version)

    def open(self, path: Path) -> EngineReader:
        stamp, index = self._opened(path)
        return TantivyReader(path, index, stamp)

    def open_writer(self, path: Path, *, bulk: bool = False) -> EngineWriter:
        _, index = self._opened(path)
        return TantivyWriter(path, index, bulk=bulk)

    def _opened(self, path: Path) -> tuple[int, tantivy.Index]:
        check_card(path, NAME, self.version)
        stamp = last_commit(path)
        with told_as_engine_error("Opening", path):
            index = tantivy.Index.open(str(path))
            register_analyzers(index)
            # A thread that watches for commits would not survive a fork; readers reload when they are asked to.
            index.config_reader("manual")
            index.reload()
        return stamp, index


def engine() -> TantivyEngine:
    return TantivyEngine()
