"""What a run of `regesta index` does about each document, file and decision that comes out of reading: new, changed, known, or not to be had."""

from collections.abc import Callable, Iterator
from typing import assert_never

from indexer.catalog_writer import Known
from indexer.cleaning.rulebook import save_rules
from indexer.entities.ledger import Ledger
from indexer.entity_decisions import deciding
from indexer.importing import Imported, ImportedDuplicate, ImportedLedger, ImportedRules
from indexer.learning.judging import Judged
from indexer.prepared import Prepared
from indexer.progress import Progress
from indexer.readers import FoundFile
from indexer.remaking import Remade
from indexer.tasks import Failed, FileRead, LinesAhead, Options, Outcome, Same
from indexer.writer import Writer


class Intake:
    """Settles outcomes in the order in which documents stand, and counts them in ``progress``.

    ``commit`` makes safe what was stored so far. A ``dry_run`` counts and leaves the index alone; whoever began it rolls the
    catalog back. What is remembered of documents lies in a temporary table, ended by :meth:`close`.
    """

    def __init__(
        self, writer: Writer, options: Options, progress: Progress, *, dry_run: bool, commit: Callable[[], None]
    ) -> None:
        self.progress = progress
        self.has_ledger = False  # an export brought its own
        self._writer = writer
        self._catalog = writer.catalog
        self._options = options
        self._dry_run = dry_run
        self._commit = commit
        self._first_new = writer.catalog.next_document
        self._ask = writer.catalog.connection.execute
        self._ask("CREATE TEMP TABLE seen (document INTEGER PRIMARY KEY)")
        self._imperfect: set[str] = set()  # files under way of which something failed
        # Unchanged files that hold or held duplicates: number, then documents and duplicates in it.
        self._duplicates: dict[int, tuple[FoundFile, int, int]] = {}

    def close(self) -> None:
        self._ask("DROP TABLE temp.seen")

    @property
    def has_duplicates(self) -> bool:
        """Whether an unchanged file holds a duplicate, or held one."""
        return bool(self._duplicates)

    def released(self) -> Iterator[FoundFile]:
        """The unchanged files of which a document duplicates none any more; they are taken back from the counts."""
        for number, (found, documents, duplicates) in self._duplicates.items():
            if self._ask("SELECT sha256 FROM files WHERE number = ?", (number,)).fetchone() == (None,):
                self._count_unchanged(-documents, -duplicates)
                self.progress.read -= documents
                yield found

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
            self._commit()
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
