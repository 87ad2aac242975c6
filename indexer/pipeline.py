"""Indexing paths: read, prepare, store, commit. The story of `regesta index`."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from indexer import walking
from indexer.cleaning import read_rule_book
from indexer.copies import settle_copies
from indexer.entity_decisions import joining
from indexer.intake import Intake
from indexer.learning import looking_ahead
from indexer.learning.applying import judged_by
from indexer.learning.settling import Learned, Recleaned, learn
from indexer.progress import Progress
from indexer.rebuilding import has_room_to_renew, renewed
from indexer.space import told_as_no_space
from indexer.tasks import LinesAhead, Options, Outcome, Preparer, Task
from indexer.walking import Paths, unpacked_bytes
from indexer.workers import Workers
from indexer.writer import Writer, open_for_writing
from search.archive import Archive

LARGE = 10_000  # documents, from which on it is asked how many there will be


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
        run = _Run(writer, options, dry_run=dry_run, committed=committed, progress=progress)
        with told_as_no_space(archive.path), looking_ahead.forgotten_after(archive.path):
            if entities and not dry_run:
                writer.hold_index()
            run.look_ahead(workers, paths, prefix)
            for tasks in (run.tasks(paths, prefix), run.tasks_again()):
                for outcomes in workers.prepared(tasks):
                    run.take_in(outcomes)
            missing = tuple(dict.fromkeys(run.missing(paths)))  # one path may lie below another
            learned = run.learn(workers)
            if copies and not dry_run:
                run.commit(more_to_come=True)
                settle_copies(writer)
            run.end()
            joined = 0 if dry_run else run.join(rewritten=learned.recleaned)
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
    """One run, stage by stage. What it remembers of the files it walked lies in a temporary table."""

    def __init__(
        self,
        writer: Writer,
        options: Options,
        *,
        dry_run: bool,
        committed: Callable[[int], None],
        progress: Callable[[Progress], None],
    ) -> None:
        self.progress = Progress()
        self.intake = Intake(writer, options, self.progress, dry_run=dry_run, commit=self.commit)
        self._writer = writer
        self._options = options
        self._dry_run = dry_run
        self._committed = committed
        self._tell = progress
        self._told = 0
        self._ask = writer.catalog.connection.execute
        self._ask("CREATE TEMP TABLE walked (path TEXT PRIMARY KEY) WITHOUT ROWID")
        self._foreseen: Path | None = None

    # --- what is to be done -------------------------------------------------------------------------------------------

    def tasks(self, paths: Paths, prefix: str) -> Iterator[Task | list[Outcome]]:
        """The files below ``paths`` as tasks, each file once."""
        with closing(Preparer(self._writer.archive, self._options)) as preparer:
            yield from walking.tasks(paths, prefix, preparer, take=self._take, foreseen=self._foreseen)

    def tasks_again(self) -> Iterator[Task | list[Outcome]]:
        """The unchanged files of which a document duplicates none any more, for what it duplicated was changed in this run."""
        if self._dry_run or not self.intake.has_duplicates:
            return
        self.commit(more_to_come=True)  # whoever reads them looks there for what is known
        released = list(self.intake.released())
        with closing(Preparer(self._writer.archive, self._options)) as preparer:
            yield from walking.tasks_of(released, preparer, foreseen=self._foreseen)

    def _take(self, path: str) -> bool:
        return bool(self._ask("INSERT OR IGNORE INTO walked (path) VALUES (?)", (path,)).rowcount)

    def look_ahead(self, workers: Workers, paths: Paths, prefix: str) -> None:
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
                self._tell(self.progress)
        self._foreseen = look.written(self._writer.archive.path, self._writer.catalog.connection)

    # --- what is done -------------------------------------------------------------------------------------------------

    def take_in(self, outcomes: Iterable[Outcome]) -> None:
        """Store what is new of a handful of outcomes, and commit where it is time to."""
        for outcome in outcomes:
            self.intake.settle(outcome)
        self._tell(self.progress)
        self._expect()
        if self._writer.is_due() and not self._dry_run:
            self.commit(more_to_come=True)

    def _expect(self) -> None:
        """Tell the writer of a large run how large it will be, by the bytes that its documents so far took."""
        documents, size = self.progress.added + self.progress.updated, self.progress.new_bytes
        if documents >= LARGE and size:
            expected = max(self.progress.all_bytes, size)
            self._writer.expect(documents * expected // size, expected)

    def learn(self, workers: Workers) -> Learned:
        """Judge again what the archive, now that it holds these documents, shows in another light."""
        if self._dry_run:
            return Learned()
        self.commit(more_to_come=not self._writer.is_in_parts)
        rules = read_rule_book(self._writer.archive.path)  # an export may have brought some

        def told(more: int) -> None:
            self.progress.judged += more
            self._tell(self.progress)

        return learn(self._writer, rules, lambda tasks: judged_by(workers, tasks, told), changed=self._writer.upsert)

    # --- the end ------------------------------------------------------------------------------------------------------

    def join(self, *, rewritten: int) -> int:
        """Merge the names that are one. Returns how many merges that made.

        They reach one document in five; ``rewritten`` documents came out otherwise before. An index in which documents were
        replaced is in pieces, searched half as fast, and ranks by what is dead in it too: where most documents came with this
        run it is built anew, in a tenth of the time they took.
        """
        writer, counts = self._writer, self.progress

        def told(done: int, of: int) -> None:
            counts.built, counts.to_build = done, of
            self._tell(counts)

        if writer.is_held:
            joined = joining.join_people(writer, with_index=False, as_decided=self.intake.has_ledger)
            writer.bring_up(told)
            return joined
        is_most = 2 * (counts.added + counts.updated) >= writer.catalog.next_document - 1
        if not is_most or not writer.leaves_dead or not has_room_to_renew(writer.archive):
            return joining.join_people(writer, as_decided=self.intake.has_ledger)
        writer.leave_index()
        joined = joining.join_people(writer, with_index=False, as_decided=self.intake.has_ledger)
        if joined or rewritten:
            renewed(writer, lambda _, done, of: told(done, of))
        return joined

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
        self._ask("DROP TABLE temp.walked")
        self.intake.close()

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
