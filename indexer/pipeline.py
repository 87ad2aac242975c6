"""Indexing paths: read, prepare, store, commit. The story of `regesta index`."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from indexer import walking
from indexer.catalog_writer import Known
from indexer.cleaning import read_rule_book
from indexer.cleaning.rulebook import save_rules
from indexer.copies import settle_copies
from indexer.entities.ledger import Ledger
from indexer.entity_decisions import deciding, joining
from indexer.importing import Imported, ImportedDuplicate, ImportedLedger, ImportedRules
from indexer.learning import looking_ahead
from indexer.learning.applying import judged_by
from indexer.learning.judging import Judged
from indexer.learning.settling import Learned, Recleaned, learn
from indexer.prepared import Prepared
from indexer.readers import FoundFile
from indexer.remaking import Remade
from indexer.space import told_as_no_space
from indexer.tasks import Failed, FileRead, LinesAhead, Options, Outcome, Preparer, Same, Task
from indexer.walking import Paths, unpacked_bytes
from indexer.workers import Workers
from indexer.writer import Writer, open_for_writing
from search.archive import Archive

log = logging.getLogger(__name__)

LARGE = 10_000  # documents, from which on it is asked how many there will be


@dataclass(slots=True, kw_only=True)
class Progress:
    """Documents so far. read = added + updated + unchanged + duplicates + len(failed), failures of whole files included."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # (path or path:line, reason)
    ahead: int = 0  # of which only the lines were looked at so far, before the first was read
    judged: int = 0  # again, by what repeats, when all were read; of documents read before this run too
    new_bytes: int = 0  # of those added and updated
    all_bytes: int = 0  # of all files, unpacked; an estimate

    @property
    def share(self) -> float | None:
        """How much of the run is done, 0..1, by the bytes; None where most of it is not new, of which no bytes are counted."""
        if not self.new_bytes or self.unchanged > self.added + self.updated:
            return None
        return min(1.0, self.new_bytes / max(self.all_bytes, 1))

    @property
    def stored(self) -> int:
        """Documents of this run that the archive holds: what `committed N` counts."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """``failed`` and ``missing`` in the order met; ``missing`` are files read before below the same paths that are gone.

    ``joined`` names were merged with others by rule.
    ``recleaned`` documents came out otherwise once all of their source was known, or by changed rules; at most a thousand of
    them are named. ``outdated`` ones that this concerns stay as another version of the program made them.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    duplicates: int
    failed: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    seconds: float
    joined: int = 0
    recleaned: int = 0
    recleaned_documents: tuple[Recleaned, ...] = ()
    outdated: int = 0


def index_paths(
    archive: Archive,
    paths: Paths,
    *,
    jobs: int = 1,
    source: str | None = None,
    prefix: str = "",
    dry_run: bool = False,
    entities: bool = True,
    copies: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    committed: Callable[[int], None] = lambda _: None,
) -> IndexReport:
    """Store every document below ``paths`` that is new or changed.

    ``committed(n)`` is called when the first ``n`` stored documents of this run are safe; ``progress`` every few dozen
    documents. ``dry_run`` counts what would happen and leaves the archive as it is. ``copies``: look for near copies at the end.
    """
    started = time.monotonic()
    options = Options(source=source, entities=entities, rules=read_rule_book(archive.path))
    # Workers first: they must inherit neither the lock nor the database.
    with Workers(archive, options, jobs) as workers, open_for_writing(archive, "index") as writer:
        run = _Run(writer, options, dry_run=dry_run, committed=committed)
        with told_as_no_space(archive.path), looking_ahead.forgotten_after(archive.path):
            run.look_ahead(workers, paths, prefix, progress)
            for tasks in (run.tasks(paths, prefix), run.tasks_again()):
                for outcomes in workers.prepared(tasks):
                    for outcome in outcomes:
                        run.settle(outcome)
                    progress(run.progress)
                    run.expect()
                    if writer.is_due() and not dry_run:
                        run.commit(more_to_come=True)
            missing = tuple(run.missing(paths))
            learned = run.learn(workers, progress)
            if copies and not dry_run:
                run.commit(more_to_come=True)
                settle_copies(writer)
            run.end()
            joined = 0 if dry_run else joining.join_people(writer, as_decided=run.has_ledger)
    counts = run.progress
    return IndexReport(
        read=counts.read,
        added=counts.added,
        updated=counts.updated,
        unchanged=counts.unchanged,
        duplicates=counts.duplicates,
        failed=tuple(counts.failed),
        missing=missing,
        recleaned=learned.recleaned,
        recleaned_documents=learned.named,
        outdated=learned.outdated,
        seconds=round(time.monotonic() - started, 3),
        joined=joined,
    )


class _Run:
    """One run's decisions, in the order of the documents; what it remembers of them lies in temporary tables."""

    def __init__(self, writer: Writer, options: Options, *, dry_run: bool, committed: Callable[[int], None]) -> None:
        self.progress = Progress()
        self.has_ledger = False  # an export brought its own
        self._writer = writer
        self._catalog = writer.catalog
        self._options = options
        self._dry_run = dry_run
        self._committed = committed
        self._told = 0
        self._first_new = writer.catalog.next_document
        self._ask = writer.catalog.connection.execute
        self._ask("CREATE TEMP TABLE walked (path TEXT PRIMARY KEY) WITHOUT ROWID")
        self._ask("CREATE TEMP TABLE seen (document INTEGER PRIMARY KEY)")
        self._imperfect: set[str] = set()  # files under way of which something failed
        self._duplicates: dict[
            int, tuple[FoundFile, int, int]
        ] = {}  # unchanged files that hold or held some, by number
        self._foreseen: Path | None = None

    # --- what is to be done -------------------------------------------------------------------------------------------

    def tasks(self, paths: Paths, prefix: str) -> Iterator[Task | list[Outcome]]:
        """The files below ``paths`` as tasks, each file once."""
        with closing(Preparer(self._writer.archive, self._options)) as preparer:
            yield from walking.tasks(paths, prefix, preparer, take=self._take, foreseen=self._foreseen)

    def tasks_again(self) -> Iterator[Task | list[Outcome]]:
        """The unchanged files of which a document duplicates none any more, for what it duplicated was changed in this run."""
        if self._dry_run or not self._duplicates:
            return
        self.commit(more_to_come=True)  # whoever reads them looks there for what is known
        released = []
        for number, (found, documents, duplicates) in self._duplicates.items():
            if self._ask("SELECT sha256 FROM files WHERE number = ?", (number,)).fetchone() == (None,):
                released.append(found)
                self._count_unchanged(-documents, -duplicates)
                self.progress.read -= documents
        with closing(Preparer(self._writer.archive, self._options)) as preparer:
            yield from walking.tasks_of(released, preparer, foreseen=self._foreseen)

    def _take(self, path: str) -> bool:
        return bool(self._ask("INSERT OR IGNORE INTO walked (path) VALUES (?)", (path,)).rowcount)

    def look_ahead(self, workers: Workers, paths: Paths, prefix: str, progress: Callable[[Progress], None]) -> None:
        """Count the lines of a run that brings more than the archive has, so that its documents are cleaned knowing them."""
        self.progress.all_bytes = unpacked_bytes(paths)
        stored = self._writer.archive.catalog_path.stat().st_size
        if self._dry_run or not looking_ahead.is_worth_it(self.progress.all_bytes, stored):
            return

        look = looking_ahead.LookAhead()
        with closing(Preparer(self._writer.archive, self._options)) as preparer:
            for answers in workers.prepared(walking.tasks_ahead(paths, prefix, preparer, pays=look.pays)):
                for ahead in answers:
                    assert isinstance(ahead, LinesAhead)
                    look.add(ahead.read, ahead.documents)
                    self.progress.ahead += ahead.read
                progress(self.progress)
        self._foreseen = look.written(self._writer.archive.path, self._catalog.connection)

    # --- what is done about each --------------------------------------------------------------------------------------

    def settle(self, outcome: Outcome) -> None:
        """Count one outcome, and store what is new."""
        self._writer.begin()
        match outcome:
            case Prepared():
                self.progress.read += 1
                self._document(outcome)
            case Same():
                self.progress.read += 1
                self._same(outcome)
            case Failed():
                self.progress.read += 1
                self._fail(outcome.path, outcome.reason, outcome.file)
            case Imported():
                self.progress.read += 1
                self._imported(outcome)
            case ImportedDuplicate():
                self.progress.read += 1
                self._imported_duplicate(outcome)
            case ImportedLedger():
                self._imported_ledger(outcome)
            case ImportedRules():
                self._imported_rules(outcome)
            case FileRead():
                self._file(outcome)
            case Judged() | Remade() | LinesAhead():
                raise AssertionError("documents are judged when all are stored, and looked at ahead before any is")
            case _:
                assert_never(outcome)

    def expect(self) -> None:
        """Tell the writer of a large run how large it will be, by the bytes that its documents so far took."""
        documents, size = self.progress.added + self.progress.updated, self.progress.new_bytes
        if documents >= LARGE and size:
            expected = max(self.progress.all_bytes, size)
            self._writer.expect(documents * expected // size, expected)

    def _document(self, prepared: Prepared) -> None:
        known = self._catalog.known(prepared.id)
        if known is None:
            self._new(prepared)
        elif known.origin != prepared.origin:
            self._other_origin(known, prepared.origin, prepared.content.sha256)
        elif (known.sha256, known.reading) == (prepared.content.sha256, prepared.content.reading):
            self._count_known(known.number)
        elif self._was_seen(known.number):
            self._twice(known)
        else:
            self.progress.updated += 1
            self.progress.new_bytes += prepared.content.size
            document = self._catalog.add_version(known, prepared)
            if document is not None and not self._dry_run:
                self._writer.upsert(document)

    def _new(self, prepared: Prepared) -> None:
        holder = self._catalog.holder_of(prepared.content.key)
        if holder is not None:
            self.progress.duplicates += 1
            self._catalog.add_duplicate(prepared.id, prepared.origin, prepared.content.key, holder[0])
            return
        self.progress.added += 1
        self.progress.new_bytes += prepared.content.size
        self._catalog.forget_duplicate(prepared.id)
        document = self._catalog.add(prepared)
        if not self._dry_run:
            self._writer.upsert(document)

    def _same(self, same: Same) -> None:
        known = self._catalog.known(same.id)
        assert known is not None  # documents are never deleted
        if known.sha256 == same.sha256:
            self._count_known(known.number)
        else:  # an earlier record of this run, under the same id, has changed it
            self._twice(known)

    def _count_known(self, number: int) -> None:
        if self._was_seen(number):
            self.progress.duplicates += 1  # the very same record a second time
        else:
            self.progress.unchanged += 1

    def _was_seen(self, number: int) -> bool:
        """Whether this run met the document before; from now on it has."""
        if number >= self._first_new:
            return True
        return not self._ask("INSERT OR IGNORE INTO seen (document) VALUES (?)", (number,)).rowcount

    def _twice(self, known: Known) -> None:
        self._fail(
            known.origin, f"the id {known.id!r} occurs twice with different content; the first was kept", known.origin
        )

    def _other_origin(self, known: Known, origin: str, sha256: bytes) -> None:
        if known.sha256 == sha256:
            self.progress.duplicates += 1
            return
        self._fail(
            origin,
            f"the id {known.id!r} is already taken by {known.origin}; use --prefix to set {origin} apart",
            origin,
        )

    def _imported(self, imported: Imported) -> None:
        known = self._catalog.known(imported.id)
        newest = imported.versions[-1][0]
        if known is None:
            self.progress.added += 1
            self._catalog.forget_duplicate(imported.id)
            document = self._catalog.add_imported(imported)
            if document is not None and not self._dry_run:
                self._writer.upsert(document)
        elif (known.sha256, known.reading) == (newest.sha256, newest.reading):
            self.progress.unchanged += 1
        else:
            self._fail(
                imported.origin,
                f"the id {imported.id!r} is already taken here by other content from {known.origin}; "
                "read the export into a new archive",
                imported.origin,
            )

    def _imported_duplicate(self, duplicate: ImportedDuplicate) -> None:
        of = self._catalog.known(duplicate.of)
        if of is None:
            self._fail(
                duplicate.origin, f"{duplicate.id!r} duplicates {duplicate.of!r}, which is not here", duplicate.origin
            )
            return
        self.progress.duplicates += 1
        if self._catalog.known(duplicate.id) is None:
            self._catalog.add_duplicate(duplicate.id, duplicate.origin, duplicate.key, of.number)

    def _imported_ledger(self, imported: ImportedLedger) -> None:
        """Decisions come before the documents, so that these are stored as decided; an archive with its own keeps them."""
        before = self._catalog.ledger or Ledger()
        if imported.ledger.decisions == before.decisions[: len(imported.ledger.decisions)]:
            return
        if before.decisions:
            self._fail(
                imported.origin,
                "this archive has decisions about entities of its own; `regesta entities import` adds those of another",
                imported.origin.rpartition(":")[0],
            )
        elif not self._dry_run:
            self.commit()
            deciding.adopt(self._writer, before, imported.ledger, note=False)
            self.has_ledger = True
            self._writer.begin()
            for event in imported.history:
                self._catalog.note_again(event)

    def _imported_rules(self, imported: ImportedRules) -> None:
        """An archive that has other rules for the same source keeps its own."""
        if self._dry_run or save_rules(self._writer.archive.path, imported.name, imported.text):
            return
        self._fail(
            imported.origin,
            f"the archive has a file {imported.name} of rules that says something else; it was left as it is",
            imported.origin.rpartition(":")[0],
        )

    def _fail(self, path: str, reason: str, file: str) -> None:
        self.progress.failed.append((path, reason))
        self._imperfect.add(file)

    def _file(self, read: FileRead) -> None:
        found = read.found
        if read.unchanged:
            self.progress.read += read.documents
            self._unchanged_file(found, read.documents)
            return
        whole = found.path not in self._imperfect
        self._imperfect.discard(found.path)
        self._catalog.file_done(
            found.path,
            size=found.size,
            mtime_ns=found.mtime_ns,
            # A file of which something failed is read again next time, so that the failure is told again.
            sha256=read.sha256 if whole else None,
            options=f"{self._options.key}{found.id}",
            documents=read.documents,
        )

    def _unchanged_file(self, found: FoundFile, documents: int) -> None:
        number = self._catalog.file_number(found.path)
        is_released, duplicates = self._ask(
            "SELECT sha256 IS NULL, (SELECT count(*) FROM duplicates WHERE file = number) FROM files WHERE number = ?",
            (number,),
        ).fetchone()
        if is_released or duplicates:
            self._duplicates[number] = found, documents, duplicates
        self._count_unchanged(documents, duplicates)

    def _count_unchanged(self, documents: int, duplicates: int) -> None:
        self.progress.duplicates += duplicates
        self.progress.unchanged += documents - duplicates

    # --- what all of them say about each ------------------------------------------------------------------------------

    def learn(self, workers: Workers, progress: Callable[[Progress], None]) -> Learned:
        """Judge again what the archive, now that it holds these documents, shows in another light."""
        if self._dry_run:
            return Learned()
        self.commit(more_to_come=not self._writer.is_in_parts)
        rules = read_rule_book(self._writer.archive.path)  # an export may have brought some

        def told(more: int) -> None:
            self.progress.judged += more
            progress(self.progress)

        return learn(self._writer, rules, lambda tasks: judged_by(workers, tasks, told), changed=self._writer.upsert)

    # --- the end ------------------------------------------------------------------------------------------------------

    def commit(self, *, more_to_come: bool = False) -> None:
        self._writer.commit(more_to_come=more_to_come)
        if self.progress.stored > self._told:
            self._told = self.progress.stored
            self._committed(self._told)

    def end(self) -> None:
        if self._dry_run:
            self._writer.rollback()
        else:
            self.commit()
        for table in ("walked", "seen"):
            self._ask(f"DROP TABLE temp.{table}")

    def missing(self, paths: Paths) -> Iterator[str]:
        """Files that gave documents before, lie below ``paths``, and are gone."""
        for path in paths:
            root = os.path.abspath(path)
            below = root.rstrip(os.sep) + os.sep
            rows = self._ask(
                "SELECT path FROM files WHERE documents > 0 AND (path = ?1 OR (path >= ?2 AND path < ?3)) "
                "AND path NOT IN (SELECT path FROM temp.walked) ORDER BY path",
                (root, below, below[:-1] + chr(ord(os.sep) + 1)),
            ).fetchall()
            yield from (gone for (gone,) in rows if not os.path.lexists(gone))
