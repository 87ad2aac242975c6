"""Passages that name whom a search asks for: ``person:"Kim Jong Il"`` and a ticked value mean an entity and no words, and a
text names it under many forms. Where they stand was found when the document was read, so a mark is never a guess.

Only searches that ask for an entity pay for it: the details of the listed documents are unpacked, about half a millisecond each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from search.catalog import decided, packing
from search.catalog.reading import CatalogReader
from search.documents import Mention
from search.engines import contract as plan
from search.engines.contract import PlanNode
from search.facets import ENTITY_FACETS, UNKNOWN_NUMBER
from search.highlight import Match
from search.result import Hit
from search.snippets import matches_in, passages_of

if TYPE_CHECKING:
    from search.service import Prepared

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """Entities that one part of a search asks for. ``typed`` is empty for a filter, ``part`` its place in the query."""

    part: int
    typed: str
    entities: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """The text of a hit, what of it is indexed, and who is named there by all decisions."""

    revision: int
    body: str
    kept: tuple[Range, ...]
    mentions: tuple[Mention, ...]


def with_names(catalog: CatalogReader, hits: tuple[Hit, ...], prepared: "Prepared") -> tuple[Hit, ...]:
    """The hits, each with a passage that names the entities the search asks for, in the place of its opening."""
    if not hits or not _asks_for_entities(prepared):
        return hits
    asked = asked_for(catalog, prepared)
    of_query = any(each.typed for each in asked)
    waiting = [hit for hit in hits if of_query or not any(snippet.ranges for snippet in hit.snippets)]
    texts = {text.revision: text for text in named_texts(catalog, waiting)} if asked else {}
    return tuple(_named(hit, texts[hit.revision], asked, prepared) if hit.revision in texts else hit for hit in hits)


def _asks_for_entities(prepared: "Prepared") -> bool:
    """What most searches do not, which then pay for nothing here."""
    included = prepared.filters.included
    return any(facet in included for facet in ENTITY_FACETS) or any(
        True for _, node in prepared.lowered.parts for _ in _entities(node)
    )


def asked_for(catalog: CatalogReader, prepared: "Prepared") -> tuple[AskedFor, ...]:
    """The entities of the positive parts of the query, then those of its filters."""
    parts = prepared.lowered.parts
    numbers = [(number, typed, frozenset(_entities(node))) for number, (typed, node) in enumerate(parts)]
    numbers += [
        (len(parts), "", frozenset(node.numbers))
        for facet, node in prepared.filters.included.items()
        if facet in ENTITY_FACETS and isinstance(node, plan.Values)
    ]
    names = catalog.names({number for _, _, found in numbers for number in found} - {UNKNOWN_NUMBER})
    asked = (
        AskedFor(
            part=part,
            typed=typed,
            entities=frozenset(
                entity.id for number in found if number in names and (entity := names[number].entity) is not None
            ),
        )
        for part, typed, found in numbers
    )
    return tuple(each for each in asked if each.entities)


def named_matches(
    mentions: Sequence[Mention], kept: Sequence[Range], asked: Sequence[AskedFor], words: Sequence[Match]
) -> list[Match]:
    """Where the entities are named inside ``kept``, and ``words``, the matches of words, by place; of overlapping ones the
    longer. What only filters ask for is marked where nothing of the query is."""
    of_query = _matches(mentions, kept, [each for each in asked if each.typed])
    found = sorted([*words, *of_query] or _matches(mentions, kept, asked), key=lambda match: (match.start, -match.end))
    apart: list[Match] = []
    for match in found:
        if not apart or match.start >= apart[-1].end:
            apart.append(match)
    return apart


def named_texts(catalog: CatalogReader, hits: Sequence[Hit]) -> Iterator[NamedText]:
    """The texts of the hits in the revisions that are listed; one that cannot be unpacked is left out."""
    ids = {hit.revision: hit.id for hit in hits}
    for revision, blob, kept, detail in catalog.ask(
        f"SELECT revision, body, kept, detail FROM revisions WHERE revision IN ({','.join('?' * len(ids))})",  # noqa: S608
        tuple(ids),
    ):
        try:
            body = packing.unsqueeze(blob)
            mentions = packing.unpack_mentions(detail, body)
        except packing.Damaged:  # said where the document is shown
            continue
        yield NamedText(
            revision=revision,
            body=body,
            kept=packing.unpack_ranges(kept, len(body)),
            mentions=decided.mentions_as_decided(catalog, ids[revision], mentions),
        )


def _named(hit: Hit, text: NamedText, asked: Sequence[AskedFor], prepared: "Prepared") -> Hit:
    words = matches_in(text.body, prepared.marks.body, text.kept)
    matches = named_matches(text.mentions, text.kept, asked, words)
    if matches == words:
        return hit
    found = {match.part for match in matches}
    held = {*hit.matched, *(each.typed for each in asked if each.part in found)}
    elsewhere = tuple(snippet for snippet in hit.snippets if snippet.field != "body" and snippet.ranges)
    return hit._replace(
        snippets=(*passages_of(text.body, matches, kept=text.kept), *elsewhere),
        matched=tuple(dict.fromkeys(typed for typed, _ in prepared.lowered.parts if typed in held)),
    )


def _matches(mentions: Sequence[Mention], kept: Sequence[Range], asked: Sequence[AskedFor]) -> list[Match]:
    part_of = {entity: each.part for each in reversed(asked) for entity in each.entities}
    named = [mention for mention in mentions if mention.entity in part_of]
    return [
        Match(mention.start, mention.end, part_of[mention.entity])
        for mention in named
        if any(start <= mention.start and mention.end <= end for start, end in kept)
    ]


def _entities(node: PlanNode) -> Iterator[int]:
    """The numbers of the entities that documents are asked to name."""
    match node:
        case plan.Values(field=field, numbers=numbers):
            if field in ENTITY_FACETS:
                yield from numbers
        case plan.And() | plan.Or() | plan.Best():
            for child in node.children:
                yield from _entities(child)
        case plan.Boost() | plan.Constant() | plan.Preferred():
            yield from _entities(node.child)
        case plan.Term() | plan.Words() | plan.Phrase():
            pass
        case plan.DateOverlap() | plan.Dated() | plan.Not() | plan.All():
            pass
        case _:
            assert_never(node)
