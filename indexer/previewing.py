"""What rules would do to a whole archive, before they are saved. Reads only."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import orjson

from indexer.cleaning import NO_RULES, RuleBook
from indexer.cleaning.archivist import RuleSet, by_archivist
from indexer.decisions import decisions_of
from indexer.documents import CleanedDocument, Content
from indexer.errors import ReadFailure
from indexer.learning.known import known_of
from indexer.prepared import cleaned_by
from indexer.rereading import raw_again, stored_content
from search.archive import Archive
from search.catalog.connection import open_readonly
from search.documents import Verdict

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEffect:
    """A line that the rules decide about, or decided about before. ``line`` counts from 1; ``rule`` decides about it now."""

    document: str
    line: int
    text: str
    before: Verdict
    after: Verdict
    rule: str

    @property
    def changes(self) -> bool:
        return self.before is not self.after


def preview(
    archive: Archive, current: RuleBook, proposed: RuleBook, *, progress: Callable[[int], None] = lambda _: None
) -> Iterator[LineEffect]:
    """Every line that the rules of ``proposed`` which are not those of ``current`` decide about, and every line whose verdict
    differs between the two, document by document. ``progress(n)``: so many documents were looked at.
    """
    catalog = open_readonly(archive.catalog_path)
    try:
        for count, (number, source, content) in enumerate(_documents(catalog), 1):
            before, after = current.holding_for(source), proposed.holding_for(source)
            if before != after and content != "body":
                yield from _effects(catalog, number, content, (before, after))
            progress(count)
    finally:
        catalog.close()


def _documents(catalog: sqlite3.Connection) -> Iterator[tuple[int, str | None, Content]]:
    """(number, source, content) of live documents."""
    after = 0
    while rows := catalog.execute(
        "SELECT d.number, s.value, g.value FROM documents d JOIN revisions r ON r.revision = d.revision "
        "JOIN versions v ON v.key = d.number << 16 | d.version JOIN readings g ON g.number = v.reading "
        "LEFT JOIN facet_values s ON s.number = r.source WHERE d.number > ? AND d.removed_at IS NULL "
        "ORDER BY d.number LIMIT ?",
        (after, _CHUNK),
    ).fetchall():
        for number, source, reading in rows:
            yield number, source, cast("Content", orjson.loads(reading)["content"])
        after = rows[-1][0]


Sets = tuple[RuleSet, ...]


def _effects(
    catalog: sqlite3.Connection, number: int, content: Content, held: tuple[Sets, Sets]
) -> Iterator[LineEffect]:
    known = known_of(catalog, number)
    texts = [" ".join(line.text.split()) for line in known.lines]
    selecting = content == "html" and any(
        rule.by == "selector" for sets in held for each in sets for rule in each.rules
    )
    if not selecting and by_archivist(texts, held[0]) == by_archivist(texts, held[1]):
        return  # nothing but the rules' own judgments can differ
    stored = stored_content(catalog, number)
    try:
        raw = raw_again(stored)
    except ReadFailure:
        return  # what cannot be read again cannot be cleaned again
    decisions = decisions_of(catalog, number)

    def cleaned(sets: Sets) -> CleanedDocument:
        # Of no source: these sets were chosen for the document already.
        chosen = RuleBook(sets=tuple(RuleSet(source=None, rules=each.rules) for each in sets)) if sets else NO_RULES
        return cleaned_by(raw, decisions, chosen, known.profile)

    before, after = cleaned(held[0]), cleaned(held[1])
    for place, (old, new) in enumerate(zip(before.lines, after.lines, strict=True), 1):
        if (old.verdict, old.rule) != (new.verdict, new.rule):
            yield LineEffect(
                document=stored.id, line=place, text=old.text, before=old.verdict, after=new.verdict, rule=new.rule
            )
