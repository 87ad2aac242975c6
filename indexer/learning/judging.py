"""Whether a document comes out otherwise by what is now known of its source, and what it then is. Reads only."""

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from indexer.cleaning import RuleBook, SourceProfile
from indexer.cleaning.archivist import by_archivist
from indexer.cleaning.judging import Judgment
from indexer.cleaning.overrides import RULE as BY_HAND
from indexer.cleaning.repetition import BODY, DEMOTED, demoted
from indexer.decisions import decisions_of
from indexer.documents import Content
from indexer.prepared import Derived, annotated, cleaned_by, made_here
from indexer.rereading import StoredContent, raw_again, stored_content
from search.catalog import packing
from search.catalog.line_counts import SOURCE, LineCounts, counts_of, key_number, line_key
from search.documents import Line, Verdict

log = logging.getLogger(__name__)
_ARCHIVIST = "archivist."  # how the rules of archivists begin in a line's ``rule``
_LINES_TOLD = 50  # changed lines that are named in the log; more are counted

Changes = tuple[tuple[int, str, str], ...]  # (line from 1, verdict before, verdict now)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeTask:
    """Documents by number, each with the levels it is to be judged by, and whether only rules changed since it was."""

    documents: tuple[tuple[int, int, bool], ...]
    rules: RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``derived`` None: it stays as it is. ``changes`` are (line from 1, verdict before, verdict now), the first of them."""

    number: int
    id: str
    levels: int
    only_rules: bool
    derived: Derived | None = None
    changes: Changes = ()


def judge(catalog: sqlite3.Connection, task: JudgeTask) -> Iterator[Judged]:
    """Each document of the task, in order. One that cannot be judged stays as it is, and that is said in the program's log."""
    for number, levels, only_rules in task.documents:
        stored = stored_content(catalog, number)
        derived: Derived | None = None
        changes: Changes = ()
        try:
            derived, changes = _anew(catalog, stored, task.rules, only_rules=only_rules)
        except Exception as error:  # whatever one document does to us, the others are still judged
            log.warning("%s could not be cleaned again: %r", stored.id, error)
        yield Judged(
            number=number, id=stored.id, levels=levels, only_rules=only_rules, derived=derived, changes=changes
        )


def _anew(
    catalog: sqlite3.Connection, stored: StoredContent, rules: RuleBook, *, only_rules: bool
) -> tuple[Derived | None, Changes]:
    if not made_here(stored.fingerprint):
        return None, ()  # by another version of the program: `reindex` makes it anew first
    lines, source = stored_lines(catalog, stored.number)
    counts = counts_of(catalog, stored.number, lines)
    content = content_of(stored)
    if not may_change(lines, content, source, profile_from(lines, counts), rules, only_rules=only_rules):
        return None, ()
    raw = raw_again(stored)
    cleaned = cleaned_by(raw, decisions_of(catalog, stored.number), rules, profile_from(lines, counts))
    if cleaned.lines == lines:
        return None, ()
    with_entities = "entities-off" not in stored.fingerprint
    return annotated(raw, cleaned, rules, with_entities=with_entities), changed_lines(lines, cleaned.lines)


def changed_lines(before: tuple[Line, ...], now: tuple[Line, ...]) -> Changes:
    return tuple(
        (place, old.verdict.value, new.verdict.value)
        for place, (old, new) in enumerate(zip(before, now, strict=False), 1)
        if old.verdict is not new.verdict
    )[:_LINES_TOLD]


def stored_lines(catalog: sqlite3.Connection, number: int) -> tuple[tuple[Line, ...], str | None]:
    """The lines of a document's newest revision, and its source."""
    body, detail, source = catalog.execute(
        "SELECT r.body, r.detail, s.value FROM revisions r JOIN documents d ON d.revision = r.revision "
        "LEFT JOIN facet_values s ON s.number = r.source WHERE d.number = ?",
        (number,),
    ).fetchone()
    return packing.unpack_detail(detail, packing.unsqueeze(body)).lines, source


def profile_of_document(catalog: sqlite3.Connection, number: int) -> SourceProfile | None:
    """What is known of the lines of one document; None for one whose lines are not counted."""
    lines, _ = stored_lines(catalog, number)
    return profile_from(lines, counts_of(catalog, number, lines))


def profile_from(lines: tuple[Line, ...], known: LineCounts | None) -> SourceProfile | None:
    """Counts by key number as cleaning takes them: by key, for the lines of one document."""
    if known is None:
        return None
    keys = {line_key(line.text) for line in lines}
    return SourceProfile(
        source=known.group.removeprefix(SOURCE),
        documents=known.documents,
        repeated={key: count for key in keys if (count := known.counts.get(key_number(key)))},
        group=known.group,
    )


# --- what can be told without cleaning --------------------------------------------------------------------------------


def content_of(stored: StoredContent) -> Content:
    content: Content = orjson.loads(stored.reading)["content"]
    return content


def may_change(
    lines: tuple[Line, ...],
    content: Content,
    source: str | None,
    profile: SourceProfile | None,
    rules: RuleBook,
    *,
    only_rules: bool,
) -> bool:
    """False when the lines as they were judged show that cleaning anew would change nothing; cheaper than cleaning by far."""
    texts = [" ".join(line.text.split()) for line in lines]
    if _ruled_otherwise(lines, texts, content, source, rules):
        return True
    if only_rules:
        return False
    # In pages the counts decide about repeated prose alone.
    return content != "html" or _demoted_otherwise(lines, texts, profile)


def _ruled_otherwise(
    lines: tuple[Line, ...], texts: list[str], content: Content, source: str | None, rules: RuleBook
) -> bool:
    holding = rules.holding_for(source)
    if content == "html" and any(rule.by == "selector" for each in holding for rule in each.rules):
        return True  # the elements around a line are not stored
    ruled = by_archivist(texts, holding)
    for index, line in enumerate(lines):
        said = ruled.get(index)
        if line.rule == BY_HAND:
            return True  # beneath lies a verdict that the decision is told against ("was drop")
        if said is None:
            if line.rule.startswith(_ARCHIVIST):
                return True
        elif (said.rule, said.verdict, said.evidence) != (line.rule, line.verdict, line.evidence):
            return True
    return False


def _demoted_otherwise(lines: tuple[Line, ...], texts: list[str], profile: SourceProfile | None) -> bool:
    """Demoting comes last and looks at nothing but lines kept as body, so that it can be undone and done again."""
    judged = {
        index: Judgment(verdict=Verdict.KEEP, rule=BODY)
        if line.rule == DEMOTED.rule
        else Judgment(verdict=line.verdict, rule=line.rule)
        for index, line in enumerate(lines)
    }
    then = {index for index, line in enumerate(lines) if line.rule == DEMOTED.rule}
    return set(demoted(texts, judged, profile)) != then
