"""Documents that another version of the program made, made anew by this one. Reads only: the writer stores what comes out."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.cleaning import RuleBook
from indexer.decisions import decisions_of
from indexer.errors import ReadFailure
from indexer.learning.known import known_of
from indexer.prepared import Derived, derived_in_steps, made_here
from indexer.rereading import raw_again, stored_content
from indexer.steps import Steps, side_by_side

_TASK = 32  # documents


@dataclass(frozen=True, slots=True, kw_only=True)
class RemakeTask:
    """Documents by number."""

    documents: tuple[int, ...]
    rules: RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """``was`` is the fingerprint of what made it before. ``derived`` None: it stays as it is, for this ``reason``."""

    id: str
    was: str
    derived: Derived | None = None
    reason: str = ""


def remake(catalog: sqlite3.Connection, task: RemakeTask) -> Iterator[Remade]:
    """Each document of the task, in order, with entities where it had them."""
    return side_by_side(_remade(catalog, number, task.rules) for number in task.documents)


def _remade(catalog: sqlite3.Connection, number: int, rules: RuleBook) -> Steps[Remade]:
    stored = stored_content(catalog, number)
    try:
        derived = yield from derived_in_steps(
            raw_again(stored),
            decisions_of(catalog, number),
            with_entities="entities-off" not in stored.fingerprint,
            rules=rules,
            # What is counted of its lines holds on: what is then judged again is what the new version moves, and is told.
            profile=known_of(catalog, number).profile,
        )
    except ReadFailure as failure:  # this program cannot read what an older one could
        return Remade(id=stored.id, was=stored.fingerprint, reason=failure.reason)
    except Exception as error:  # whatever one document does to us, the others are still made
        return Remade(id=stored.id, was=stored.fingerprint, reason=f"cleaning failed: {error!r}")
    return Remade(id=stored.id, was=stored.fingerprint, derived=derived)


def stale_fingerprints(catalog: sqlite3.Connection) -> list[int]:
    """The numbers of fingerprints that this program does not leave. Archivists' rules at their end do not count: what those
    change is found line by line."""
    return [
        number for number, value in catalog.execute("SELECT number, value FROM fingerprints") if not made_here(value)
    ]


def count_stale(catalog: sqlite3.Connection, fingerprints: list[int]) -> int:
    """How many live documents have a newest revision with one of these fingerprints."""
    (count,) = catalog.execute(f"SELECT count(*) {_stale(fingerprints)}", fingerprints).fetchone()
    return int(count)


def remake_tasks(catalog: sqlite3.Connection, fingerprints: list[int], rules: RuleBook) -> Iterator[RemakeTask]:
    """Those documents by number, a few to a task; found while the tasks before are done."""
    after = 0
    while numbers := [
        number
        for (number,) in catalog.execute(
            f"SELECT d.number {_stale(fingerprints)} AND d.number > ? ORDER BY d.number LIMIT ?",
            (*fingerprints, after, _TASK),
        )
    ]:
        yield RemakeTask(documents=tuple(numbers), rules=rules)
        after = numbers[-1]


def _stale(fingerprints: list[int]) -> str:
    return (
        "FROM documents d JOIN revisions r ON r.revision = d.revision "
        f"WHERE d.removed_at IS NULL AND r.fingerprint IN ({','.join('?' * len(fingerprints))})"
    )
