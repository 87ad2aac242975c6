"""The end of a run: lines are counted, and documents that the counts or changed rules move are judged again."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.catalog_writer import CatalogWriter
from indexer.cleaning import RuleBook
from indexer.learning.counting import count, count_changes
from indexer.learning.gathering import gather
from indexer.learning.judging import Judged, JudgeTask
from indexer.learning.members import COUNT_ALL
from indexer.writer import Writer
from search.catalog.line_counts import SOURCE
from search.engines.contract import IndexDocument

NAMED = 1_000  # documents that a report names; the log names all
_TASK = 64  # documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaned:
    """A document that came out otherwise. ``changes`` are (line from 1, verdict before, verdict now), the first fifty."""

    id: str
    changes: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """``judged`` documents were looked at, ``recleaned`` of them came out otherwise; ``named`` are the first thousand of those.
    ``outdated`` ones stay as another version of the program made them until a reindex."""

    judged: int = 0
    recleaned: int = 0
    outdated: int = 0
    named: tuple[Recleaned, ...] = ()


def learn(
    writer: Writer,
    rules: RuleBook,
    judged: Callable[[Iterable[JudgeTask]], Iterator[list[Judged]]],
    *,
    changed: Callable[[IndexDocument], None],
) -> Learned:
    """Bring every document's verdicts up to what is now known of its source. Nothing may be uncommitted.

    ``judged`` does tasks, in order, and sees what was committed; ``changed`` is given what the index must have. Cut short at
    any moment, the next call goes on. The last changes are left for the caller to commit.
    """
    catalog = writer.catalog
    gather(writer)
    looked_at = recleaned = outdated = 0
    named: list[Recleaned] = []
    for group in due_groups(catalog.connection, rules):
        tasks = _tasks(catalog.connection, group, _counted(writer, group), rules)
        for outcomes in judged(tasks):
            writer.begin()
            for outcome in outcomes:
                looked_at += 1
                outdated += outcome.outdated
                if _settle(catalog, outcome, group, changed):
                    recleaned += 1
                    if len(named) < NAMED:
                        named.append(Recleaned(id=outcome.id, changes=outcome.changes))
            if writer.is_due():
                writer.commit(more_to_come=True)
        writer.begin()
        catalog.connection.execute(
            "UPDATE line_groups SET due = 0, rules = ? WHERE number = ?", (group.rules, group.number)
        )
    return Learned(judged=looked_at, recleaned=recleaned, outdated=outdated, named=tuple(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """``rules`` is the fingerprint of what holds for its documents; ``documents`` how many there were when they were counted."""

    number: int
    rules: str
    due: int
    documents: int


def due_groups(catalog: sqlite3.Connection, rules: RuleBook) -> Iterator[_Group]:
    """The groups of which a document changed, or the rules."""
    after = 0
    while rows := catalog.execute(
        "SELECT number, name, due, rules, documents FROM line_groups WHERE number > ? ORDER BY number LIMIT 500",
        (after,),
    ).fetchall():
        for number, name, due, were, documents in rows:
            after = number
            source = name.removeprefix(SOURCE) if name.startswith(SOURCE) else None
            now = rules.fingerprint_for(source)
            if due or now != were:
                yield _Group(number=number, rules=now, due=due, documents=documents)


def _counted(writer: Writer, group: _Group) -> dict[int, int]:
    """Count the group's lines; returns the documents that this moves, and their levels as they are now."""
    catalog = writer.catalog.connection
    writer.begin()
    counted = count_changes(catalog, group.number, group.documents) if group.due != COUNT_ALL else None
    if counted is None:
        counted = count(catalog, group.number)
    catalog.execute("DELETE FROM line_changes WHERE member = ?", (group.number,))
    catalog.execute("UPDATE document_lines SET counted = 1 WHERE member = ? AND NOT counted", (group.number,))
    # Until all that are moved are judged, their rows do not tell what the counts are.
    catalog.execute(
        "UPDATE line_groups SET documents = ?, due = ? WHERE number = ?", (counted.documents, COUNT_ALL, group.number)
    )
    writer.commit(more_to_come=True)  # whoever judges reads it from there
    numbers, levels = counted.moved
    return dict(zip(numbers.tolist(), levels.tolist(), strict=True))


def _tasks(catalog: sqlite3.Connection, group: _Group, moved: Mapping[int, int], book: RuleBook) -> Iterator[JudgeTask]:
    """The documents that are moved, or were judged by other rules, by number."""
    waiting: list[tuple[int, int, bool]] = []
    after = 0
    while rows := catalog.execute(
        "SELECT document, levels, rules FROM document_lines WHERE member = ? AND document > ? ORDER BY document LIMIT 1000",
        (group.number, after),
    ).fetchall():  # in pieces: rows change meanwhile
        after = rows[-1][0]
        for number, levels, rules in rows:
            if number in moved or rules != group.rules:
                waiting.append((number, moved.get(number, levels), number not in moved))
            if len(waiting) >= _TASK:
                yield JudgeTask(documents=tuple(waiting), rules=book)
                waiting = []
    if waiting:
        yield JudgeTask(documents=tuple(waiting), rules=book)


def _settle(catalog: CatalogWriter, judged: Judged, group: _Group, changed: Callable[[IndexDocument], None]) -> bool:
    """Record what a document was judged by, and what came of it. Returns whether it came out otherwise."""
    if judged.derived is not None:
        known = catalog.known(judged.id)
        assert known is not None  # documents are never deleted
        because = "rules" if judged.only_rules else "what repeats in its source"
        if judged.redated and not judged.changes:
            because = "how its source writes dates"
        document = catalog.add_revision(
            known, judged.derived, "recleaned", {"because": because, "lines": judged.changes}
        )
        if document is not None:
            changed(document)
    catalog.connection.execute(
        "UPDATE document_lines SET levels = ?, rules = ?, revision = (SELECT revision FROM documents WHERE number = ?3) "
        "WHERE document = ?3",
        (judged.levels, group.rules, judged.number),
    )
    return judged.derived is not None
