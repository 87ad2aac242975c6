"""What readers do besides searching: open a document, an entity, a long facet; complete what they type; see the archive's figures."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from search.also_published import copies_under
from search.analysis import STOPWORDS, stem, tokens
from search.catalog import decided
from search.catalog.names import name_key
from search.catalog.reading import CatalogReader
from search.catalog.rows import StoredDocument
from search.dates import date_span
from search.documents import EntityName, Mention
from search.engines.contract import (
    All,
    Boost,
    EngineReader,
    FacetRequest,
    HistogramRequest,
    Or,
    PlanNode,
    SearchPlan,
    Term,
)
from search.errors import NotFound
from search.facets import ENTITY_FACETS, FACET, UNKNOWN, UNKNOWN_NUMBER
from search.highlight import find_matches
from search.naming import asked_for, named_matches
from search.request import SearchRequest
from search.result import FacetValue, Hit
from search.snapshots import Snapshot
from search.snippets import matches_in
from search.views import DocumentView, FacetPage, Statistics, SuggestedText

if TYPE_CHECKING:
    from search.service import SearchService

# Terms that characterise a document when looking for others like it: tf-idf of the 25 strongest, as Lucene's
# MoreLikeThis uses by default; terms of fewer than 3 characters say little.
SIMILAR_TERMS = 25
SIMILAR_MIN_LENGTH = 3
SIMILAR_READ = 100_000  # code points; a book's first chapters say what it is about
# More distinct values than any archive's facet is expected to have: a facet asked for whole.
EVERY_VALUE = 10_000_000


def document_view(
    service: "SearchService", document_id: str, version: int | None, request: SearchRequest | None
) -> DocumentView:
    stored = service.catalog.document(document_id, version)
    found = stored.mentions
    stored = replace(stored, mentions=decided.mentions_as_decided(service.catalog, document_id, stored.mentions))
    if version is not None:  # what an old version shows was counted by what was decided then
        stored = replace(stored, hit=stored.hit._replace(entities=_named_by(service.catalog, stored)))
    hit = stored.hit
    names = service.catalog.names({hit.source, hit.language, hit.type, *(number for number, _ in hit.entities)} - {0})
    highlights: tuple[tuple[int, int], ...] = ()
    title_highlights: tuple[tuple[int, int], ...] = ()
    if request is not None:
        prepared = service.prepare(decided.request_as_decided(service.catalog, request))
        words = matches_in(hit.body, prepared.marks.body, hit.kept)
        matches = named_matches(stored.mentions, hit.kept, asked_for(service.catalog, prepared), words)
        highlights = tuple((match.start, match.end) for match in matches)
        title_highlights = tuple((match.start, match.end) for match in find_matches(hit.title, prepared.marks.title))
    return DocumentView(
        stored=stored,
        source=names[hit.source].value if hit.source else None,
        language=names[hit.language].value if hit.language else None,
        type=names[hit.type].value if hit.type else None,
        entities=tuple(
            entity for number, _ in hit.entities if number in names and (entity := names[number].entity) is not None
        ),
        renamed=_renamed(service.catalog, found, stored.mentions),
        highlights=highlights,
        title_highlights=title_highlights,
        snapshot=service.snapshot,
        copies=copies_under(service.catalog, [hit.number]).get(hit.number),
    )


def _renamed(
    catalog: CatalogReader, found: Sequence[Mention], shown: Sequence[Mention]
) -> tuple[tuple[str, EntityName | None], ...]:
    """What was found as something else than it is shown as: the first form of each, with what it is."""
    if tuple(found) == tuple(shown):
        return ()
    now = {mention.start: mention for mention in shown}
    pairs: dict[tuple[str, str], tuple[str, EntityName | None]] = {}
    for mention in found:
        instead = now.get(mention.start)
        if instead is not None and instead.entity == mention.entity:
            continue
        numbers = catalog.numbers(instead.kind, [instead.entity]).values() if instead is not None else ()
        names = [name.entity for name in catalog.names(numbers).values()]
        pairs.setdefault(
            (mention.entity, instead.entity if instead is not None else ""),
            (mention.surface, names[0] if names else None),
        )
    return tuple(pairs.values())


def _named_by(catalog: CatalogReader, stored: StoredDocument) -> tuple[tuple[int, int], ...]:
    """(entity number, mentions) of a document by its mentions, most mentioned first."""
    counts = Counter((mention.kind, mention.entity) for mention in stored.mentions)
    found = [(catalog.numbers(kind, [entity]).get(entity), count) for (kind, entity), count in counts.most_common()]
    return tuple((number, count) for number, count in found if number is not None)


def similar(service: "SearchService", document_id: str, limit: int) -> tuple[Hit, ...]:
    """Documents that share this one's rarest words, most like it first; itself left out."""
    stored = service.catalog.document(document_id, None)
    prepared = service.prepare(SearchRequest())
    reader = prepared.snapshot.reader
    query = _characteristic_terms(stored, reader)
    if query is None:
        return ()
    answer = reader.search(SearchPlan(query=query, limit=limit + 1, want_total=False))
    others = [hit for hit in answer.hits if hit.number != stored.hit.number][:limit]
    return service.hits(others, prepared, scored=True)


def _characteristic_terms(stored: StoredDocument, reader: EngineReader) -> PlanNode | None:
    kept = "\n".join(stored.hit.body[start:end] for start, end in stored.hit.kept)
    text = f"{stored.hit.title}\n{kept[:SIMILAR_READ]}"
    counts = Counter(
        stem(token.term)
        for token in tokens(text)
        if token.term not in STOPWORDS and len(token.term) >= SIMILAR_MIN_LENGTH
    )
    documents = reader.documents
    weighted: list[tuple[float, str]] = []
    for term, count in counts.most_common(SIMILAR_TERMS * 8):
        frequency = reader.document_frequency("any", term)
        if frequency > 1:
            weighted.append(((1 + math.log(count)) * math.log(1 + documents / frequency), term))
    weighted.sort(key=lambda pair: (-pair[0], pair[1]))
    if not weighted:
        return None
    return Or(
        children=tuple(
            Boost(child=Term(field="any", term=term), factor=weight) for weight, term in weighted[:SIMILAR_TERMS]
        )
    )


def facet_page(
    service: "SearchService", facet: str, request: SearchRequest, prefix: str, order: str, page: int, size: int
) -> FacetPage:
    """Every value of the facet under the request's query and other filters whose label holds a word that begins with ``prefix``,
    or that has another name that begins so."""
    if facet not in FACET:
        raise NotFound(f"There is no facet {facet!r}.", hint=f"Choose one of: {', '.join(FACET)}.")
    request = decided.request_as_decided(service.catalog, request)
    prepared = service.prepare(request)
    asked = FacetRequest(
        field=facet, size=EVERY_VALUE, scope=prepared.filters.without(facet), numbers=(UNKNOWN_NUMBER,)
    )
    if request.copies == "collapse":
        counts = service.collapsing.facet(prepared, asked)
    else:
        counts = prepared.snapshot.reader.facet(prepared.lowered.plan, asked)
    selected = dict(request.included).get(facet, ())
    excluded = dict(request.excluded).get(facet, ())
    names = service.catalog.names({number for number, _ in counts.counts} - {UNKNOWN_NUMBER})
    wanted = _folded(prefix)
    also = service.catalog.named_so(facet, prefix) if wanted else frozenset()
    values = [
        FacetValue(
            value=names[number].value,
            label=names[number].label,
            count=count,
            selected=names[number].value in selected,
        )
        for number, count in counts.counts
        if number in names
        and names[number].value not in excluded
        and (number in also or _begins(names[number].label, wanted))
    ]
    if order == "label":
        values.sort(key=lambda value: (_folded(value.label), value.value))
    named = len(values)
    unknown = counts.asked.get(UNKNOWN_NUMBER, 0)
    if unknown and FACET[facet].unknown and not wanted and UNKNOWN not in excluded:
        label = f"{FACET[facet].label} unknown"
        values.append(FacetValue(value=UNKNOWN, label=label, count=unknown, selected=UNKNOWN in selected))
    first = (page - 1) * size
    return FacetPage(
        field=facet,
        values=tuple(values[first : first + size]),
        total=len(values),
        named=named,
        snapshot=prepared.snapshot.name,
    )


def _folded(text: str) -> str:
    return " ".join(token.term for token in tokens(text, capitals_mean_nothing=True))


def _begins(label: str, wanted: str) -> bool:
    return not wanted or f" {wanted}" in f" {_folded(label)}"


def suggest(service: "SearchService", text: str, limit: int) -> tuple[SuggestedText, ...]:
    """Entities and sources, then titles, that hold a word beginning with what was typed (or nearly so); never what others searched for."""
    if not (key := name_key(text)):
        return ()
    catalog: CatalogReader = service.catalog
    found = [
        SuggestedText(text=name.label, kind=name.field, value=name.value, count=None)
        for name in service.completing.names(key, limit, service.snapshot)
    ]
    half = max(limit - 3, limit // 2)
    titles = [
        SuggestedText(text=title, kind="title", value=document_id, count=None)
        for document_id, title in catalog.titles(text, limit)
    ]
    return (*found[:half], *titles)[:limit]


def statistics(service: "SearchService") -> Statistics:
    """Documents, sources and entities are counted in the snapshot, so they follow removals at once."""
    snapshot: Snapshot = service.current()
    stored = service.catalog.statistics()
    distinct: dict[str, int] = {}
    for field in ("source", *ENTITY_FACETS):
        counts = snapshot.reader.facet(All(), FacetRequest(field=field, size=EVERY_VALUE))
        distinct[field] = sum(1 for number, _ in counts.counts if number != UNKNOWN_NUMBER)
    histogram = snapshot.reader.histogram(All(), HistogramRequest(unit="year"))
    extent = service.catalog.date_extent()
    return Statistics(
        documents=snapshot.reader.documents,
        sources=distinct["source"],
        dated=snapshot.reader.documents - histogram.undated,
        undated=histogram.undated,
        entities=sum(distinct[field] for field in ENTITY_FACETS),
        index_bytes=_bytes_below(snapshot.generation.index_path),
        catalog_bytes=stored.catalog_bytes,
        snapshot=snapshot.name,
        engine=snapshot.generation.engine,
        earliest=date_span(extent[0]) if extent else None,
        latest=date_span(extent[1]) if extent else None,
        indexed_at=stored.changed_at,
    )


def recent(service: "SearchService", limit: int) -> Sequence[Hit]:
    """The documents with the newest dates."""
    prepared = service.prepare(SearchRequest())
    answer = prepared.snapshot.reader.search(SearchPlan(query=All(), sort="newest", limit=limit, want_total=False))
    return service.hits(answer.hits, prepared, scored=False)


def _bytes_below(path: Path) -> int:
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:  # a merge removed the file between listing and looking
            continue
    return total
