"""Likely merges for staff to decide, with the evidence side by side: names, company, and a passage for each."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from indexer.entities.ledger import Decided
from indexer.entities.suggestions import Named, Suggestion, suggest_merges
from indexer.entity_decisions import store
from search.catalog.connection import open_readonly
from search.documents import EntityName
from search.engines.contract import All, FacetRequest, SearchPlan, Values
from search.entity_views import with_passages
from search.facets import ENTITY_FACETS
from search.request import SearchRequest
from search.result import Snippet
from search.service import SearchService

# Pairs are first ranked by their names alone; so many times what is wanted are then compared by the company they keep.
_LOOKED_AT = 3
_COMPANY = 40  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two entities: in how many documents it is, and the newest passage that names it, with the document."""

    id: str
    name: str
    documents: int
    document: str | None
    passage: Snippet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """``entity`` might become ``into``. ``score`` is 0..1; ``shared`` are entities found with both, at most ten."""

    entity: Side
    into: Side
    score: float
    why: str
    shared: tuple[EntityName, ...]


def suggestions(service: SearchService, *, kind: str | None = None, limit: int = 20) -> tuple[Suggested, ...]:
    """The likeliest merges of entities of one kind or all, best first; without those that were decided against."""
    with closing(open_readonly(service.archive.catalog_path)) as catalog:
        ledger = store.loaded(catalog)
        apart = _decided_against(catalog, ledger.decided) if ledger is not None else frozenset()
        named = _named(catalog, kind)
    by_name = suggest_merges(named, apart=apart, limit=limit * _LOOKED_AT)
    wanted = {entity for one in by_name for entity in (one.entity, one.into)}
    in_company = [replace(one, found_with=_company(service, one.entity)) for one in named if one.entity in wanted]
    ranked = suggest_merges(in_company, apart=apart, limit=limit)
    return tuple(_with_evidence(service, ranked, {one.entity: one for one in in_company}))


def _decided_against(catalog: sqlite3.Connection, decided: Decided) -> frozenset[frozenset[str]]:
    """Pairs kept apart, as what each of them is now, and parts of one name: they were told apart by hand."""
    pairs = {frozenset(map(decided.canonical, pair)) for pair in decided.kept_apart()}
    for part, of in decided.made.items():
        base = part.partition("~")[0]
        numbered = [other for other in decided.made if other.partition("~")[0] == base]
        pairs |= {frozenset((part, other)) for other in (of, decided.canonical(of), *numbered)}
    return frozenset(pair for pair in pairs if len(pair) == 2)


def _named(catalog: sqlite3.Connection, kind: str | None) -> list[Named]:
    fields: Sequence[str] = (kind,) if kind else ENTITY_FACETS
    return [
        Named(entity=value, name=label, documents=documents)
        for value, label, documents in catalog.execute(
            f"SELECT value, label, documents FROM facet_values WHERE documents > 0 AND field IN ({','.join('?' * len(fields))})",  # noqa: S608
            fields,
        )
    ]


def _company(service: SearchService, entity: str) -> frozenset[str]:
    """The entities most often found with this one."""
    kind = entity.partition(":")[0]
    number = service.catalog.numbers(kind, [entity]).get(entity)
    if number is None:
        return frozenset()
    carrying = Values(field=kind, numbers=(number,))
    facets = tuple(FacetRequest(field=field, size=_COMPANY, scope=carrying) for field in ENTITY_FACETS)
    answer = service.current().reader.search(
        SearchPlan(query=All(), filter=carrying, limit=0, facets=facets, want_total=False)
    )
    found = service.catalog.names({n for counts in answer.facets.values() for n, _ in counts.counts} - {0, number})
    return frozenset(name.value for name in found.values())


def _with_evidence(
    service: SearchService, ranked: Iterable[Suggestion], named: dict[str, Named]
) -> Iterable[Suggested]:
    for one in ranked:
        shared: list[EntityName] = []
        for entity in one.shared:
            kind = entity.partition(":")[0]
            names = service.catalog.names(service.catalog.numbers(kind, [entity]).values())
            shared += [name.entity for name in names.values() if name.entity is not None]
        yield Suggested(
            entity=_side(service, named[one.entity]),
            into=_side(service, named[one.into]),
            score=one.score,
            why=one.why,
            shared=tuple(shared),
        )


def _side(service: SearchService, named: Named) -> Side:
    request = SearchRequest(
        included=((named.entity.partition(":")[0], (named.entity,)),), sort="newest", limit=1, facets=()
    )
    hits = with_passages(service, service.search(request).hits, named.entity)
    return Side(
        id=named.entity,
        name=named.name,
        documents=named.documents,
        document=hits[0].id if hits else None,
        passage=hits[0].snippets[0] if hits and hits[0].snippets else None,
    )
