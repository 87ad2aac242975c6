"""Where a search finds nothing: what the archive does hold of the sources and names that were asked for, and from when to when."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.catalog.reading import CatalogReader
from search.dates import DateSpan
from search.engines.contract import All, And, Dated, DateOverlap, EngineReader, PlanNode, SearchPlan, Sort, Values
from search.facets import ENTITY_FACETS, FACET, UNKNOWN, UNKNOWN_NUMBER
from search.query import ast
from search.query.ast import Node
from search.request import SearchRequest

MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the archive holds of one value. ``field`` and ``value`` are empty for the archive as a whole.

    ``oldest`` and ``newest`` are None where all are undated. ``in_range``: documents in the range of dates asked for, None without one.
    """

    field: str
    value: str
    label: str
    documents: int
    undated: int
    oldest: DateSpan | None
    newest: DateSpan | None
    in_range: int | None


def coverage_of(
    request: SearchRequest, tree: Node, catalog: CatalogReader, reader: EngineReader
) -> tuple[Coverage, ...]:
    """For each source and name asked for, by filter or in the query; for the whole archive where only dates were. At most ``MOST_TOLD``."""
    wanted = list(dict.fromkeys(_wanted(request, tree, catalog)))[:MOST_TOLD]
    ranged = _range(request)
    if not wanted and ranged is not None:
        return (_held("", "", "", All(), ranged, catalog, reader),)
    return tuple(_held(field, value, label, node, ranged, catalog, reader) for field, value, label, node in wanted)


def _wanted(request: SearchRequest, tree: Node, catalog: CatalogReader) -> Iterator[tuple[str, str, str, PlanNode]]:
    for field, values in request.included:
        numbers = catalog.numbers(field, [value for value in values if value != UNKNOWN])
        names = catalog.names(numbers.values())
        for value in values:
            if value == UNKNOWN:
                if FACET[field].unknown:
                    yield field, value, value, Values(field=field, numbers=(UNKNOWN_NUMBER,))
            elif value in numbers:
                number = numbers[value]
                yield field, value, names[number].label, Values(field=field, numbers=(number,))
            else:
                yield field, value, value, Values(field=field, numbers=())
    for named in _names(tree):
        for number in catalog.find_values(named.field, named.text)[:MOST_TOLD]:
            name = catalog.names([number])[number]
            if name.field in (named.field, *(ENTITY_FACETS if named.field == "entity" else ())):
                yield name.field, name.value, name.label, Values(field=name.field, numbers=(number,))


def _names(node: Node) -> Iterator[ast.Named]:
    match node:
        case ast.Named():
            yield node
        case ast.And() | ast.Or():
            for child in node.children:
                yield from _names(child)
        case ast.Boost():
            yield from _names(node.child)
        case _:  # words have no dates of their own; what is excluded was not asked for
            return


def _range(request: SearchRequest) -> DateOverlap | None:
    if request.date_from is None and request.date_to is None:
        return None
    return DateOverlap(
        first=request.date_from.earliest.toordinal() if request.date_from else None,
        last=request.date_to.latest.toordinal() if request.date_to else None,
    )


def _held(
    field: str,
    value: str,
    label: str,
    node: PlanNode,
    ranged: DateOverlap | None,
    catalog: CatalogReader,
    reader: EngineReader,
) -> Coverage:
    documents = _total(reader, node)
    return Coverage(
        field=field,
        value=value,
        label=label,
        documents=documents,
        undated=documents - _total(reader, And(children=(node, Dated()))),
        oldest=_first(reader, node, "oldest", catalog),
        newest=_first(reader, node, "newest", catalog),
        in_range=None if ranged is None else _total(reader, And(children=(node, ranged))),
    )


def _total(reader: EngineReader, node: PlanNode) -> int:
    return reader.search(SearchPlan(query=All(), filter=node, limit=0)).total


def _first(reader: EngineReader, node: PlanNode, sort: Sort, catalog: CatalogReader) -> DateSpan | None:
    hits = reader.search(SearchPlan(query=All(), filter=node, sort=sort, limit=1, want_total=False)).hits
    stored = catalog.hits([(hit.number, hit.revision) for hit in hits])
    return stored[0].date if stored else None
