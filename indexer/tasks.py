"""What can be done about documents side by side: reading, hashing, cleaning, naming entities. Nothing here writes.

The catalog is looked at only to leave alone what it already has. It may lag behind the writer, which therefore decides
everything anew; the answer never depends on how far a worker could see.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

import orjson

from indexer.cleaning import NO_RULES, RuleBook
from indexer.decisions import Decision, decisions_of
from indexer.documents import RawDocument
from indexer.errors import ReadFailure
from indexer.importing import Imported, ImportedDuplicate, ImportedLedger, ImportedRules
from indexer.learning.foreseen import Foreseen, derived_with, lines_ahead
from indexer.learning.judging import Judged, JudgeTask, judge
from indexer.prepared import Derived, Prepared, content_of, derived_in_steps, reading_of
from indexer.readers import FoundFile, file_sha256, parse_json, read_file, record
from indexer.remaking import Remade, RemakeTask, remake
from indexer.steps import Steps, settled, side_by_side
from search.archive import Archive
from search.catalog.connection import open_readonly

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``source`` for documents that name none. ``entities`` False leaves them unnamed. ``rules`` are archivists'."""

    source: str | None = None
    entities: bool = True
    rules: RuleBook = NO_RULES

    @property
    def key(self) -> str:
        """What a file's recorded hash is only good together with."""
        return orjson.dumps([self.source, self.entities]).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTask:
    """Whole files, each hashed first and read only when its hash is not the recorded one. ``foreseen``: where counts lie."""

    files: tuple[FoundFile, ...]
    foreseen: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesTask:
    """Some lines of a file of records, with their numbers from 1. ``foreseen``: where counts lie."""

    found: FoundFile
    lines: tuple[tuple[int, bytes], ...]
    foreseen: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadTask:
    """Tasks of which only the lines of new documents of flattened text are wanted."""

    of: FilesTask | LinesTask


Task = FilesTask | LinesTask | AheadTask | JudgeTask | RemakeTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A document whose content and way of reading the catalog had already when a worker looked."""

    id: str
    origin: str
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    path: str
    reason: str
    file: str  # the file that ``path`` lies in


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """A file's end. ``sha256`` is of the file as stored, taken before it was read; ``unchanged``: it was not read past that."""

    found: FoundFile
    sha256: bytes
    unchanged: bool
    documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAhead:
    """(group, keys of the lines) of each document whose lines will be counted, of ``read``; see ``learning.foreseen``."""

    read: int
    documents: tuple[tuple[str, bytes], ...]


Outcome = (
    Prepared
    | Same
    | Failed
    | FileRead
    | Imported
    | ImportedDuplicate
    | ImportedLedger
    | ImportedRules
    | Judged
    | Remade
    | LinesAhead
)


class Preparer:
    """Does tasks, one after the other. Looks at the catalog through a connection of its own, where there is an archive."""

    def __init__(self, archive: Archive | None, options: Options) -> None:
        self._archive = archive
        self._options = options
        self._catalog: sqlite3.Connection | None = None
        self._foreseen: tuple[Path, Foreseen] | None = None

    def outcomes(self, task: Task) -> list[Outcome]:
        with self._one_look():
            match task:
                case FilesTask():
                    self._foresee(task.foreseen)
                    return list(side_by_side(work for found in task.files for work in self._file(found)))
                case LinesTask():
                    self._foresee(task.foreseen)
                    return list(side_by_side(self._line(task.found, number, line) for number, line in task.lines))
                case AheadTask():
                    return [self._ahead(task.of)]
                case JudgeTask():
                    assert self._catalog is not None, "what is judged again comes out of an archive"
                    return list(judge(self._catalog, task))
                case RemakeTask():
                    assert self._catalog is not None, "what is made anew comes out of an archive"
                    return list(remake(self._catalog, task))

    def close(self) -> None:
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None

    def _file(self, found: FoundFile) -> Iterator[Steps[Outcome]]:
        try:
            sha256 = bytes.fromhex(file_sha256(found.path))
        except ReadFailure as failure:
            yield settled(Failed(path=failure.path, reason=failure.reason, file=found.path))
            return
        recorded = self.recorded(found, sha256)
        if recorded is not None:
            yield settled(FileRead(found=found, sha256=sha256, unchanged=True, documents=recorded))
            return
        count = 0
        for raw in read_file(found, source=self._options.source):
            match raw:
                case ReadFailure():
                    yield settled(Failed(path=raw.path, reason=raw.reason, file=found.path))
                case RawDocument():
                    count += 1
                    yield self._document(raw, found, raw.origin)
        yield settled(FileRead(found=found, sha256=sha256, unchanged=False, documents=count))

    def recorded(self, found: FoundFile, sha256: bytes) -> int | None:
        """How many documents a file gave when it was read to its end, if it is the very same file; None otherwise."""
        row = self._look(
            "SELECT documents FROM files WHERE path = ? AND sha256 = ? AND options = ?",
            (found.path, sha256, f"{self._options.key}{found.id}"),
        )
        return row[0] if row else None

    def _line(self, found: FoundFile, number: int, line: bytes) -> Steps[Outcome]:
        try:
            raw = self._record(found, number, line)
            return (yield from self._document(raw, found, f"{found.path}:{number}"))
        except ReadFailure as failure:
            return Failed(path=failure.path, reason=failure.reason, file=found.path)

    def _foresee(self, folder: Path | None) -> None:
        if folder is None:
            self._foreseen = None
        elif self._foreseen is None or self._foreseen[0] != folder:
            self._foreseen = (folder, Foreseen(folder))

    def _ahead(self, task: FilesTask | LinesTask) -> LinesAhead:
        read = 0
        documents: list[tuple[str, bytes]] = []
        for raw in self._coming(task):
            read += 1
            if isinstance(raw, RawDocument) and raw.content == "text" and self._known(raw.id)[0] is None:
                try:
                    documents.append(lines_ahead(raw))
                except Exception as error:  # it will be told where the document is read in earnest
                    log.debug("The lines of %s could not be looked at: %r", raw.id, error)
        return LinesAhead(read=read, documents=tuple(documents))

    def _coming(self, task: FilesTask | LinesTask) -> Iterator[RawDocument | ReadFailure]:
        match task:
            case FilesTask():
                for found in task.files:
                    with suppress(ReadFailure):
                        if self.recorded(found, bytes.fromhex(file_sha256(found.path))) is None:
                            yield from read_file(found, source=self._options.source)
            case LinesTask():
                for number, line in task.lines:
                    with suppress(ReadFailure):
                        yield self._record(task.found, number, line)
            case _:
                assert_never(task)

    def _record(self, found: FoundFile, number: int, line: bytes) -> RawDocument:
        where = f"{found.path}:{number}"
        return record(
            json_value(line, where),
            line,
            where=where,
            origin=found.path,
            prefix=found.prefix,
            source=self._options.source,
            folder=found.folder,
        )

    def _document(self, raw: RawDocument, found: FoundFile, where: str) -> Steps[Outcome]:
        reading = reading_of(raw, is_record=found.holds_records, source=self._options.source)
        number, known = self._known(raw.id)
        if known == (bytes.fromhex(raw.sha256), reading, raw.origin):
            return Same(id=raw.id, origin=raw.origin, sha256=known[0])
        try:
            derived = yield from self._derived(raw, number)
            content = content_of(raw, is_record=found.holds_records, source=self._options.source)
            return Prepared(id=raw.id, origin=raw.origin, content=content, derived=derived)
        except Exception as error:  # whatever one document does to us, the others are still read
            if isinstance(error, ReadFailure):
                raise
            return Failed(path=where, reason=f"cleaning failed: {error!r}", file=found.path)

    def _derived(self, raw: RawDocument, number: int | None) -> Steps[Derived]:
        options = self._options
        if self._foreseen is not None and number is None and raw.content == "text":
            return derived_with(self._foreseen[1], raw, options.rules, with_entities=options.entities)
        return derived_in_steps(raw, self._decisions(number), with_entities=options.entities, rules=options.rules)

    # --- the catalog, as of the last commit ---------------------------------------------------------------------------

    def _known(self, document_id: str) -> tuple[int | None, tuple[bytes, str, str] | None]:
        row = self._look(
            "SELECT d.number, v.sha256, g.value, f.path FROM documents d JOIN files f ON f.number = d.file "
            "JOIN versions v ON v.key = d.number << 16 | d.version JOIN readings g ON g.number = v.reading WHERE d.id = ?",
            (document_id,),
        )
        return (row[0], (row[1], row[2], row[3])) if row else (None, None)

    def _decisions(self, number: int | None) -> dict[str, Decision]:
        if number is None or self._catalog is None:
            return {}
        return decisions_of(self._catalog, number)

    @contextmanager
    def _one_look(self) -> Iterator[None]:
        """See the catalog as it is now until the task is done: to look anew for each document costs four times as much."""
        if self._archive is None:
            yield
            return
        if self._catalog is None:
            self._catalog = open_readonly(self._archive.catalog_path)
        self._catalog.execute("BEGIN")
        try:
            yield
        finally:
            self._catalog.execute("COMMIT")

    def _look(self, sql: str, parameters: tuple[object, ...]) -> Any:
        if self._archive is None:
            return None
        if self._catalog is None:
            self._catalog = open_readonly(self._archive.catalog_path)
        return next(iter(self._catalog.execute(sql, parameters).fetchall()), None)


def json_value(line: bytes, where: str) -> object:
    """The value of a JSON text. Raises ReadFailure with the place where reading ended."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        # Stricter than most writers of JSON: the reader's own parser takes other charsets and NaN, and says what is wrong.
        return parse_json(line, where)


def batches(
    found: FoundFile, lines: Iterable[tuple[int, bytes]], *, size: int, most: int, foreseen: Path | None = None
) -> Iterator[LinesTask]:
    """Lines in tasks of at most ``most`` lines and about ``size`` bytes."""
    waiting: list[tuple[int, bytes]] = []
    weight = 0
    for number, line in lines:
        waiting.append((number, line))
        weight += len(line)
        if len(waiting) >= most or weight >= size:
            yield LinesTask(found=found, lines=tuple(waiting), foreseen=foreseen)
            waiting, weight = [], 0
    if waiting:
        yield LinesTask(found=found, lines=tuple(waiting), foreseen=foreseen)
