"""Whether a document comes out otherwise by what is now known of its source, and what it then is. Reads only."""

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from indexer.cleaning import RuleBook
from indexer.decisions import decisions_of
from indexer.documents import Content
from indexer.learning.foreseeing import foreseen_in_steps
from indexer.learning.known import known_of
from indexer.prepared import Derived, annotated, cleaned_in_steps, made_here
from indexer.rereading import StoredContent, raw_again, stored_content
from indexer.steps import Steps, side_by_side
from search.documents import Line

log = logging.getLogger(__name__)
_LINES_TOLD = 50  # changed lines that are named in the log; more are counted

Changes = tuple[tuple[int, str, str], ...]  # (line from 1, verdict before, verdict now)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeTask:
    """Documents by number, each with the levels it is to be judged by, and whether only rules changed since it was."""

    documents: tuple[tuple[int, int, bool], ...]
    rules: RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``derived`` None: it stays as it is. ``changes`` are (line from 1, verdict before, verdict now), the first of them.
    ``redated``: what changed is how its date is read. ``outdated``: another version of the program made it, which this one
    does not judge."""

    number: int
    id: str
    levels: int
    only_rules: bool
    derived: Derived | None = None
    changes: Changes = ()
    redated: bool = False
    outdated: bool = False


def judge(catalog: sqlite3.Connection, task: JudgeTask) -> Iterator[Judged]:
    """Each document of the task, in order. One that cannot be judged stays as it is, and that is said in the program's log."""
    return side_by_side(
        _judged(catalog, task.rules, number, levels=levels, only_rules=only_rules)
        for number, levels, only_rules in task.documents
    )


def _judged(
    catalog: sqlite3.Connection, rules: RuleBook, number: int, *, levels: int, only_rules: bool
) -> Steps[Judged]:
    stored = stored_content(catalog, number)
    judged = Judged(number=number, id=stored.id, levels=levels, only_rules=only_rules)
    try:
        return (yield from _anew(catalog, stored, rules, judged))
    except Exception as error:  # whatever one document does to us, the others are still judged
        log.warning("%s could not be cleaned again: %r", stored.id, error)
        return judged


def _anew(catalog: sqlite3.Connection, stored: StoredContent, rules: RuleBook, judged: Judged) -> Steps[Judged]:
    if not made_here(stored.fingerprint):
        return replace(judged, outdated=True)  # `reindex` makes it anew first
    known = known_of(catalog, stored.number)
    content: Content = orjson.loads(stored.reading)["content"]
    yield sum([len(line.text) for line in known.lines])
    if not (yield from foreseen_in_steps(known, content, rules, only_rules=judged.only_rules)):
        return judged
    raw = raw_again(stored)
    cleaned = yield from cleaned_in_steps(raw, decisions_of(catalog, stored.number), rules, known.profile)
    redated = (cleaned.date, cleaned.updated) != (known.date, known.updated)
    if cleaned.lines == known.lines and not redated:
        return judged
    derived = yield from annotated(raw, cleaned, rules, with_entities="entities-off" not in stored.fingerprint)
    return replace(judged, derived=derived, changes=changed_lines(known.lines, cleaned.lines), redated=redated)


def changed_lines(before: tuple[Line, ...], now: tuple[Line, ...]) -> Changes:
    return tuple(
        (place, old.verdict.value, new.verdict.value)
        for place, (old, new) in enumerate(zip(before, now, strict=False), 1)
        if old.verdict is not new.verdict
    )[:_LINES_TOLD]
