"""Hits as readers see them: the engine's numbers with their texts, the passages that match and the names under them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from search.budget import SNIPPETS, Budget
from search.catalog.reading import CatalogReader
from search.catalog.rows import StoredHit, ValueName
from search.documents import EntityName
from search.engines.contract import EngineHit, PlanNode
from search.highlight import NO_MARKS, Marks, find_matches, marks_of
from search.result import Hit, Snippet
from search.snippets import lead, matches_in, passages_of

# Names shown under a hit; more would drown the passages.
ENTITIES_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HitMarks:
    """What to look for in the texts of a hit. ``typed`` are the parts of the query as the reader typed them."""

    body: Marks
    title: Marks
    author: Marks
    other: Marks
    typed: tuple[str, ...]

    def matched(self, parts: Collection[int]) -> tuple[str, ...]:
        """These parts as they were typed, each once."""
        return tuple(dict.fromkeys([typed for number, typed in enumerate(self.typed) if number in parts]))


_UNMARKED = HitMarks(body=NO_MARKS, title=NO_MARKS, author=NO_MARKS, other=NO_MARKS, typed=())


def hit_marks(parts: Sequence[tuple[str, PlanNode]]) -> HitMarks:
    """What the positive parts of a lowered query look like in each text. A title is part of what ``any`` means."""
    marks = marks_of(parts)
    body = marks.get("any", NO_MARKS)
    return HitMarks(
        body=body,
        title=body | marks.get("title", NO_MARKS),
        author=marks.get("author", NO_MARKS),
        other=marks.get("other", NO_MARKS),
        typed=tuple([typed for typed, _ in parts]),
    )


def listed(
    catalog: CatalogReader,
    hits: Sequence[EngineHit],
    marks: HitMarks,
    *,
    scored: bool,
    budget: Budget | None = None,
) -> tuple[Hit, ...]:
    """The engine's hits with their texts, each as it was when it was indexed, and the passages that match.

    Where ``budget`` is spent the rest show how they begin. A hit whose text is gone from the catalog is left out.
    """
    stored = {row.revision: row for row in catalog.hits([(hit.number, hit.revision) for hit in hits])}
    rows = [(hit, stored[hit.revision]) for hit in hits if hit.revision in stored]
    numbers = {number for _, row in rows for number, _ in row.entities[:ENTITIES_SHOWN]}
    numbers.update(value for _, row in rows for value in (row.source, row.language) if value)
    names = catalog.names(numbers)
    entities = {number: name.entity for number, name in names.items() if name.entity is not None}
    made: list[Hit] = []
    for hit, row in rows:
        if budget is not None and marks.body and budget.is_spent():
            marks = _UNMARKED
            budget.leave_out(SNIPPETS)
        made.append(_hit(row, hit.score if scored else None, marks, names, entities))
    return tuple(made)


def _hit(
    row: StoredHit,
    score: float | None,
    marks: HitMarks,
    names: Mapping[int, ValueName],
    entities: Mapping[int, EntityName],
) -> Hit:
    title_matches = find_matches(row.title, marks.title)
    body_matches = matches_in(row.body, marks.body, row.kept) if marks.body else []
    snippets: list[Snippet] = list(passages_of(row.body, body_matches, kept=row.kept))
    parts = {match.part for match in body_matches}
    if title_matches:
        parts.update([match.part for match in title_matches])
    if row.authors and marks.author:
        author_text = "; ".join(row.authors)
        if author_matches := find_matches(author_text, marks.author):
            snippets.append(_whole("author", author_text, [(m.start, m.end) for m in author_matches]))
            parts.update(match.part for match in author_matches)
    if not snippets and marks.other:
        whole = ((0, len(row.other)),)
        other_matches = matches_in(row.other, marks.other, whole)
        snippets.extend(passages_of(row.other, other_matches, kept=whole, field="removed"))
        parts.update(match.part for match in other_matches)
    if not snippets:
        if title_matches:
            snippets.append(_whole("title", row.title, [(m.start, m.end) for m in title_matches]))
        if (opening := lead(row.body, row.kept)) is not None:
            snippets.append(opening)
    return Hit(
        id=row.id,
        number=row.number,
        version=row.version,
        revision=row.revision,
        title=row.title,
        title_ranges=tuple([(match.start, match.end) for match in title_matches]),
        date=row.date,
        source=names[row.source].value if row.source in names else None,
        authors=row.authors,
        language=names[row.language].value if row.language in names else None,
        url=row.url,
        score=score,
        snippets=tuple(snippets),
        entities=tuple([entities[number] for number, _ in row.entities[:ENTITIES_SHOWN] if number in entities]),
        matched=marks.matched(parts),
        damaged=row.damaged,
    )


def _whole(field: str, text: str, ranges: Sequence[tuple[int, int]]) -> Snippet:
    return Snippet(field=field, text=text, ranges=tuple(ranges))
