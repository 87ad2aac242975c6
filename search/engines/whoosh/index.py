"""Creating and opening whoosh indexes."""

from pathlib import Path

from whoosh import versionstring
from whoosh.index import FileIndex

from search.analysis import ANALYSIS_VERSION
from search.engines.contract import EngineReader, EngineWriter
from search.engines.folder import check_card, prepare_folder, write_card
from search.engines.whoosh.failures import told_as_engine_error
from search.engines.whoosh.reader import WhooshReader
from search.engines.whoosh.schema import SCHEMA_VERSION, build_schema, sentinel_document
from search.engines.whoosh.storage import DurableStorage, opened_index, unmoved
from search.engines.whoosh.writer import WhooshWriter

NAME = "whoosh"


class WhooshEngine:
    """Keeps an index in a folder with whoosh. Stateless."""

    @property
    def name(self) -> str:
        return NAME

    @property
    def version(self) -> str:
        return f"whoosh {versionstring()}, schema {SCHEMA_VERSION}, analysis {ANALYSIS_VERSION}"

    @property
    def merged_at_once(self) -> int:
        return 1

    def create(self, path: Path) -> None:
        prepare_folder(path)
        with told_as_engine_error("Creating", path, hint=""):
            index = FileIndex.create(DurableStorage(path), build_schema())
            writer = index.writer()
            writer.add_document(**sentinel_document(0))
            writer.commit()
        write_card(path, NAME, self.version)

    def open(self, path: Path) -> EngineReader:
        check_card(path, NAME, self.version)
        return WhooshReader(path)

    def open_writer(self, path: Path, *, bulk: bool = False) -> EngineWriter:
        """``bulk`` changes nothing: what is to be written waits in memory in any case."""
        check_card(path, NAME, self.version)
        with told_as_engine_error("Opening", path):
            index = opened_index(path)
            # Opens every segment once, so that a damaged one is found before anything is written beside it.
            unmoved(index.storage, index.reader).close()
        return WhooshWriter(path, index)


def engine() -> WhooshEngine:
    return WhooshEngine()
