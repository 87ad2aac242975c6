"""One entity as readers see it: its names, when and where it is named and by which words, with whom, and what was decided about it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from search.catalog import decided
from search.counting import date_facet, fitting_unit
from search.engines.contract import All, FacetRequest, HistogramRequest, SearchPlan, Values
from search.errors import NotFound
from search.facets import ENTITY_FACETS
from search.naming import AskedFor, named_matches, named_texts
from search.request import SearchRequest
from search.result import FacetValue, Hit
from search.snippets import passages_of
from search.views import EntityView

if TYPE_CHECKING:
    from search.service import SearchService

TOGETHER_SHOWN = 20
RECENT_SHOWN = 10
DECISIONS_SHOWN = 200


def entity_view(service: "SearchService", entity_id: str) -> EntityView:
    """Of the entity that ``entity_id`` is now: the view's ``id`` is another one when decisions made it that.

    Raise NotFound when no document was ever found to name it, or when it was decided to be no name.
    """
    catalog = service.catalog
    kind = entity_id.partition(":")[0]
    now = decided.now(catalog, entity_id)
    kind = now.id.partition(":")[0]
    numbers = catalog.numbers(kind, [now.id]) if kind in ENTITY_FACETS else {}
    if not numbers:
        decided.refuse_unknown(catalog, entity_id)
        raise NotFound(f"No document of this archive names {now.id!r} yet.")
    decisions = decided.decisions(catalog, about=now.id, limit=DECISIONS_SHOWN)
    if now.hidden:
        reason = next((one for one in decisions if one.action == "suppress" and one.undone_by is None), None)
        raise NotFound(
            f"{entity_id} was decided to be no name and is shown nowhere.",
            hint=f"The reason given: {reason.why}." if reason is not None and reason.why else "",
        )
    number = numbers[now.id]
    name = catalog.names([number])[number].entity
    assert name is not None
    prepared = service.prepare(SearchRequest())
    reader = prepared.snapshot.reader
    carrying = Values(field=kind, numbers=(number,))
    facets = tuple(
        FacetRequest(field=field, size=TOGETHER_SHOWN + 1, scope=carrying) for field in ("source", *ENTITY_FACETS)
    )
    histogram = HistogramRequest(unit="year", scope=carrying)
    answer = reader.search(
        SearchPlan(query=All(), filter=carrying, sort="newest", limit=RECENT_SHOWN, facets=facets, histogram=histogram)
    )
    by_time = answer.histogram
    if by_time is not None and (unit := fitting_unit(by_time)) != by_time.unit:
        by_time = reader.histogram(All(), replace(histogram, unit=unit))
    names = catalog.names({n for counts in answer.facets.values() for n, _ in counts.counts} - {0})
    together = [
        (entity, count)
        for field in ENTITY_FACETS
        for n, count in answer.facets[field].counts
        if n != number and n in names and (entity := names[n].entity) is not None
    ]
    together.sort(key=lambda pair: (-pair[1], pair[0].name))
    return EntityView(
        id=name.id,
        kind=name.kind,
        name=name.name,
        names=tuple(catalog.surfaces(number)),
        documents=answer.total,
        recent=with_passages(service, service.hits(answer.hits, prepared, scored=False), now.id),
        dates=date_facet(SearchRequest(), by_time) if by_time else None,
        sources=tuple(
            FacetValue(value=names[n].value, label=names[n].label, count=count)
            for n, count in answer.facets["source"].counts
            if n in names
        ),
        together=tuple(together[:TOGETHER_SHOWN]),
        also=decided.became(catalog, now.id),
        decisions=decisions,
        waiting=decided.waiting(catalog) if decisions else 0,
        snapshot=prepared.snapshot.name,
    )


def with_passages(service: "SearchService", hits: Sequence[Hit], entity: str) -> tuple[Hit, ...]:
    """The hits, each with the passage that names ``entity`` in the place of its opening."""
    asked = (AskedFor(part=0, typed="", entities=frozenset({entity})),)
    found = {
        text.revision: passages_of(text.body, named_matches(text.mentions, text.kept, asked, ()), kept=text.kept)
        for text in named_texts(service.catalog, hits)
    }
    return tuple(hit._replace(snippets=found.get(hit.revision) or hit.snippets) for hit in hits)
