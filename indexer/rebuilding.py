"""A new generation of the index, made from the catalog while the old one serves; and the way back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.cleaning import RuleBook, read_rule_book
from indexer.copies import settle_again
from indexer.entity_decisions import joining, pending
from indexer.generations import declare_whole, new_index, next_number, refuse_other_version, sweep, switch_to
from indexer.learning.applying import judged_by
from indexer.learning.settling import Learned, Recleaned, learn
from indexer.remaking import Remade, count_stale, remake_tasks, stale_fingerprints
from indexer.segments import ends_part
from indexer.space import LEAST_FREE, bytes_below, refuse_little_space, told_as_no_space
from indexer.superseded import let_go_of_superseded
from indexer.tasks import Options
from indexer.workers import Workers
from indexer.writer import Writer, open_for_writing, sequence_of
from search.archive import Archive, archive_exists
from search.catalog import packing
from search.engines import DEFAULT_ENGINE, engine_named
from search.engines.contract import Engine
from search.errors import ArchiveError

# While segments merge an index takes about twice its size.
_ROOM_FACTOR = 2
_CHUNK = 500

# What a rebuild is at: making stale documents anew, judging what repeats, filling the new generation.
Stage = Literal["cleaned again", "judged again", "indexed"]
# (stage, documents done, of how many: 0 while that is not known)
Told = Callable[[Stage, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """``recleaned`` documents were stale, ``reasons`` says why: (made by, now made by, how many). ``failed``: (id, reason).

    ``rejudged`` documents came out otherwise by what repeats in their source or by changed rules; a thousand are named.
    """

    generation: int
    engine: str
    documents: int
    recleaned: int
    reasons: tuple[tuple[str, str, int], ...]
    failed: tuple[tuple[str, str], ...]
    rejudged: int
    rejudged_documents: tuple[Recleaned, ...]


def reindex(
    archive: Archive,
    engine: str | None = None,
    *,
    jobs: int = 1,
    progress: Told = lambda stage, done, of: None,
    committed: Callable[[int], None] = lambda _: None,
) -> RebuildReport:
    """Build the index anew from the catalog and switch to it when it is whole.

    Documents made by another version of cleaning or extraction are made again first, in ``jobs`` processes. ``engine`` None
    keeps the one there is. ``committed(n)`` once the new generation of n documents is live. Cut short at any moment, the next
    call goes on: what was made anew is kept, and the old generation serves until the new one is whole.
    """
    before = _usable(archive)
    chosen = engine_named(engine or (before[1] if before else DEFAULT_ENGINE))
    rules = read_rule_book(archive.path)
    # Workers first: they must inherit neither the lock nor the database.
    with (
        Workers(archive, Options(rules=rules), jobs) as workers,
        open_for_writing(archive, "reindex", with_index=False) as writer,
        told_as_no_space(archive.path),
    ):
        refuse_little_space(archive.path, _ROOM_FACTOR * _index_bytes(archive, before))
        if _holds_all(archive, writer):
            let_go_of_superseded(writer)
        pending.finish(writer, with_index=False)
        joining.meet_anew(writer)
        writer.commit()  # workers see what is committed
        reasons, failed = _remade(writer, rules, workers, progress)
        learned = _relearned(writer, rules, workers, progress)
        joining.join_people(writer, with_index=False)
        settle_again(writer)
        writer.commit()
        # The live one stays for rollback, unless it was broken.
        documents = _built(writer, chosen, progress, previous=before[0] if before else None)
    committed(documents)
    return RebuildReport(
        generation=archive.current().number,
        engine=chosen.name,
        documents=documents,
        recleaned=sum(count for _, _, count in reasons),
        reasons=reasons,
        failed=failed,
        rejudged=learned.recleaned,
        rejudged_documents=learned.named,
    )


def renewed(writer: Writer, progress: Told) -> None:
    """Fill another generation from the catalog, which holds more than the live one, and switch to it; nothing is made anew."""
    live = writer.archive.current()
    writer.leave_index()
    _built(writer, engine_named(live.engine), progress, previous=live.number)


def has_room_to_renew(archive: Archive) -> bool:
    """Whether the disk has room for another generation beside the live one."""
    needed = _ROOM_FACTOR * bytes_below(archive.folder_of(archive.current().number))
    return shutil.disk_usage(archive.path).free > LEAST_FREE + needed


def rollback(archive: Archive, *, committed: Callable[[int], None] = lambda _: None) -> int:
    """Make the generation before the live one live again, brought up to the catalog. Returns its number.

    A second rollback comes back to where the first one began.
    """
    live = archive.pointer()
    previous = live.get("previous")
    if previous is None:
        raise ArchiveError(
            f"{archive.path} has no generation to go back to.", hint="Only a reindex leaves one; run `regesta reindex`."
        )
    with open_for_writing(archive, "rollback", with_index=False) as writer, told_as_no_space(archive.path):
        refuse_other_version(archive, archive.generation(previous))
        # Brought up before it is switched to: nobody ever sees it without the changes made since.
        writer.open_index(archive.generation(previous))
        (documents,) = writer.catalog.connection.execute(
            "SELECT count(*) FROM documents WHERE removed_at IS NULL"
        ).fetchone()
        switch_to(archive, previous, previous=live["generation"])
    committed(documents)
    return previous


def _relearned(writer: Writer, rules: RuleBook, workers: Workers, progress: Told) -> Learned:
    """Count the lines of sources that changed and judge again, in the catalog alone."""
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress("judged again", done, 0)

    learned = learn(writer, rules, lambda tasks: judged_by(workers, tasks, told), changed=lambda _: None)
    writer.commit()
    return learned


def _remade(
    writer: Writer, rules: RuleBook, workers: Workers, progress: Told
) -> tuple[tuple[tuple[str, str, int], ...], tuple[tuple[str, str], ...]]:
    """Make stale documents anew, in the catalog; the index is left to whoever asked. Returns reasons and failures."""
    catalog = writer.catalog
    stale = stale_fingerprints(catalog.connection)
    total = count_stale(catalog.connection, stale) if stale else 0
    reasons: dict[tuple[str, str], int] = {}
    failed: list[tuple[str, str]] = []
    done = 0
    for outcomes in workers.prepared(remake_tasks(catalog.connection, stale, rules) if total else ()):
        writer.begin()
        for one in outcomes:
            assert isinstance(one, Remade)
            done += 1
            if one.derived is None:
                failed.append((one.id, one.reason))
                continue
            known = catalog.known(one.id)
            assert known is not None
            catalog.add_revision(known, one.derived, "recleaned", {"was": one.was, "is": one.derived.fingerprint})
            reasons[one.was, one.derived.fingerprint] = reasons.get((one.was, one.derived.fingerprint), 0) + 1
        if done % _CHUNK < len(outcomes):
            writer.commit()
        progress("cleaned again", done, total)
    writer.commit()
    return tuple((old, new, count) for (old, new), count in sorted(reasons.items())), tuple(failed)


def _built(writer: Writer, engine: Engine, progress: Told, *, previous: int | None) -> int:
    """Fill another generation from the catalog and make it live. Returns how many documents it has; a failure leaves nothing."""
    archive, catalog = writer.archive, writer.catalog.connection
    number = next_number(archive)
    (total,) = catalog.execute("SELECT count(*) FROM documents WHERE removed_at IS NULL").fetchone()
    try:
        index = engine.open_writer(new_index(archive, number, engine), bulk=True)
        try:
            done = after = committed = size = 0
            progress("indexed", done, total)
            columns = ", ".join(f"r.{name.strip()}" for name in packing.INDEX_COLUMNS.split(","))
            while rows := catalog.execute(
                f"SELECT {columns} FROM documents d JOIN revisions r ON r.revision = d.revision "  # noqa: S608
                "WHERE d.number > ? AND d.removed_at IS NULL ORDER BY d.number LIMIT ?",
                (after, _CHUNK),
            ).fetchall():
                for row in rows:
                    document = packing.index_document(row, writer.catalog.values.languages)
                    index.upsert(document)
                    size += len(document.body) + len(document.other)
                after = rows[-1][0]
                done += len(rows)
                if ends_part(done, committed, total, size, engine.merged_at_once):
                    index.commit(writer.catalog.sequence)
                    committed = done
                progress("indexed", done, total)
            index.commit(writer.catalog.sequence)
            index.optimize()
        finally:
            index.close()
        declare_whole(archive, number, engine)
    except BaseException:
        shutil.rmtree(archive.folder_of(number), ignore_errors=True)
        raise
    switch_to(archive, number, previous=previous)
    sweep(archive)
    return done


def _usable(archive: Archive) -> tuple[int, str] | None:
    """(number, engine) of the live generation, or None when pointer or generation are broken: then this mends them."""
    if not archive_exists(archive.path):
        archive.current()
    try:
        live = archive.current()
    except ArchiveError:
        return None
    return live.number, live.engine


def _holds_all(archive: Archive, writer: Writer) -> bool:
    """Whether the live index can be read and lacks nothing, so that searches ask for no text but the newest."""
    try:
        live = archive.current()
        return sequence_of(engine_named(live.engine), live) == writer.catalog.sequence
    except ArchiveError:
        return False


def _index_bytes(archive: Archive, live: tuple[int, str] | None) -> int:
    """About how large the new index will be: like the old one, or when there is none like the catalog."""
    if live is None:
        return archive.catalog_path.stat().st_size
    return bytes_below(archive.folder_of(live[0]))
