"""Bringing documents up to changed rules without indexing anything."""

from collections.abc import Callable, Iterable, Iterator

from indexer.cleaning import read_rule_book
from indexer.copies import settle_again
from indexer.entity_decisions import joining
from indexer.learning.judging import Judged, JudgeTask
from indexer.learning.settling import Learned, learn
from indexer.space import told_as_no_space
from indexer.tasks import Options
from indexer.workers import Workers
from indexer.writer import open_for_writing
from search.archive import Archive


def judged_by(
    workers: Workers, tasks: Iterable[JudgeTask], told: Callable[[int], None] = lambda _: None
) -> Iterator[list[Judged]]:
    """What the workers answer to tasks of judging. ``told(n)`` when n more documents are settled."""
    for outcomes in workers.prepared(tasks):
        yield [outcome for outcome in outcomes if isinstance(outcome, Judged)]
        told(len(outcomes))


def apply_rules(archive: Archive, *, jobs: int = 1, committed: Callable[[int], None] = lambda _: None) -> Learned:
    """Judge again what the archive's rules as they now are, or what repeats, show in another light.

    ``committed(n)`` when n documents that came out otherwise are safe.
    """
    options = Options(rules=read_rule_book(archive.path))
    # Workers first: they must inherit neither the lock nor the database.
    with (
        Workers(archive, options, jobs) as workers,
        open_for_writing(archive, "rules") as writer,
        told_as_no_space(archive.path),
    ):
        learned = learn(writer, options.rules, lambda tasks: judged_by(workers, tasks), changed=writer.upsert)
        settle_again(writer)
        writer.commit()
        joining.join_people(writer)
    committed(learned.recleaned)
    return learned
