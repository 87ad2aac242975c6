"""A new generation of the index, made from the catalog while the old one serves; and the way back."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer.catalog_writer import CatalogWriter
from indexer.cleaning import RuleBook, read_rule_book
from indexer.copies import settle_again
from indexer.entity_decisions import joining, pending
from indexer.errors import ReadFailure
from indexer.generations import declare_whole, new_index, next_number, refuse_other_version, sweep, switch_to
from indexer.learning.judging import Judged, JudgeTask, judge
from indexer.learning.known import known_of
from indexer.learning.settling import Learned, Recleaned, learn
from indexer.prepared import derive, fingerprint
from indexer.rereading import StoredContent, raw_again, stale_contents
from indexer.segments import documents_a_part
from indexer.space import bytes_below, refuse_little_space, told_as_no_space
from indexer.writer import Writer, open_for_writing
from search.archive import Archive, archive_exists
from search.catalog import packing
from search.engines import DEFAULT_ENGINE, engine_named
from search.engines.contract import Engine
from search.errors import ArchiveError

# While segments merge an index takes about twice its size.
_ROOM_FACTOR = 2
_CHUNK = 500


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
    progress: Callable[[int, int], None] = lambda done, of: None,
    committed: Callable[[int], None] = lambda _: None,
) -> RebuildReport:
    """Build the index anew from the catalog and switch to it when it is whole.

    Documents made by another version of cleaning or extraction are made again first. ``engine`` None keeps the one there is.
    ``progress(done, of)`` in documents; ``committed(n)`` once the new generation of n documents is live.
    """
    before = _usable(archive)
    chosen = engine_named(engine or (before[1] if before else DEFAULT_ENGINE))
    with open_for_writing(archive, "reindex", with_index=False) as writer, told_as_no_space(archive.path):
        refuse_little_space(archive.path, _ROOM_FACTOR * _index_bytes(archive, before))
        pending.finish(writer, with_index=False)
        joining.meet_anew(writer)
        rules = read_rule_book(archive.path)
        reasons, failed = reclean(writer, rules)
        learned = relearn(writer, rules)
        joining.join_people(writer, with_index=False)
        settle_again(writer)
        writer.commit()
        number = next_number(archive)
        documents = _build(writer, number, chosen, progress)
        # The live one stays for rollback, unless it was broken.
        switch_to(archive, number, previous=before[0] if before else None)
        sweep(archive)
    committed(documents)
    return RebuildReport(
        generation=number,
        engine=chosen.name,
        documents=documents,
        recleaned=sum(count for _, _, count in reasons),
        reasons=reasons,
        failed=failed,
        rejudged=learned.recleaned,
        rejudged_documents=learned.named,
    )


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


def relearn(writer: Writer, rules: RuleBook) -> Learned:
    """Count the lines of sources that changed and judge again, in the catalog alone."""

    def judged(tasks: Iterable[JudgeTask]) -> Iterator[list[Judged]]:
        for task in tasks:
            yield list(judge(writer.catalog.connection, task))

    learned = learn(writer, rules, judged, changed=lambda _: None)
    writer.commit()
    return learned


def reclean(writer: Writer, rules: RuleBook) -> tuple[tuple[tuple[str, str, int], ...], tuple[tuple[str, str], ...]]:
    """Make stale documents anew, in the catalog; the index is left to whoever asked. Returns reasons and failures."""
    reasons: dict[tuple[str, str], int] = {}
    failed: list[tuple[str, str]] = []
    for with_entities in (True, False):
        current, after = fingerprint(with_entities=with_entities), 0
        while chunk := stale_contents(writer.catalog.connection, current, after, _CHUNK):
            writer.begin()
            for stored in chunk:
                after = stored.number
                if ("entities-off" in stored.fingerprint) == with_entities:
                    continue
                try:
                    _reclean_one(writer.catalog, stored, rules, with_entities)
                except ReadFailure as failure:
                    failed.append((stored.id, failure.reason))
                    continue
                reasons[stored.fingerprint, current] = reasons.get((stored.fingerprint, current), 0) + 1
            writer.commit()
    return tuple((old, new, count) for (old, new), count in sorted(reasons.items())), tuple(failed)


def _reclean_one(catalog: CatalogWriter, stored: StoredContent, rules: RuleBook, with_entities: bool) -> None:
    known = catalog.known(stored.id)
    assert known is not None
    derived = derive(
        raw_again(stored),
        catalog.decisions(stored.number),
        with_entities=with_entities,
        rules=rules,
        # What is counted of its lines holds on: what is then judged again is what the new version moves, and is told.
        profile=known_of(catalog.connection, stored.number).profile,
    )
    catalog.add_revision(known, derived, "recleaned", {"was": stored.fingerprint, "is": derived.fingerprint})


def _build(writer: Writer, number: int, engine: Engine, progress: Callable[[int, int], None]) -> int:
    """Fill generation ``number`` from the catalog and declare it whole. A failure leaves nothing of it."""
    archive, catalog = writer.archive, writer.catalog.connection
    (total,) = catalog.execute("SELECT count(*) FROM documents WHERE removed_at IS NULL").fetchone()
    try:
        index = engine.open_writer(new_index(archive, number, engine), bulk=True)
        try:
            done = after = committed = size = 0
            columns = ", ".join(f"r.{name.strip()}" for name in packing.INDEX_COLUMNS.split(","))
            while rows := catalog.execute(
                f"SELECT {columns} FROM documents d JOIN revisions r ON r.revision = d.revision "  # noqa: S608
                "WHERE d.number > ? AND d.removed_at IS NULL ORDER BY d.number LIMIT ?",
                (after, _CHUNK),
            ).fetchall():
                for document in map(packing.index_document, rows):
                    index.upsert(document)
                    size += len(document.body) + len(document.other)
                after = rows[-1][0]
                done += len(rows)
                part = documents_a_part(total, size * total // done, engine.merged_at_once)
                if done - committed >= part and 2 * (total - done) >= part:  # what little is left goes with the last
                    index.commit(writer.catalog.sequence)
                    committed = done
                progress(done, total)
            index.commit(writer.catalog.sequence)
            index.optimize()
        finally:
            index.close()
        declare_whole(archive, number, engine)
    except BaseException:
        shutil.rmtree(archive.folder_of(number), ignore_errors=True)
        raise
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


def _index_bytes(archive: Archive, live: tuple[int, str] | None) -> int:
    """About how large the new index will be: like the old one, or when there is none like the catalog."""
    if live is None:
        return archive.catalog_path.stat().st_size
    return bytes_below(archive.folder_of(live[0]))
