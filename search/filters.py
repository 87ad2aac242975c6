"""From a request's filters to plan nodes: OR inside a facet, AND across, exclusions always.

A facet is counted without its own inclusions (so that its other values stay visible) but with every exclusion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.engines.contract import All, And, Dated, DateOverlap, Not, Or, PlanNode, Values
from search.facets import DATE, FACET, UNKNOWN, UNKNOWN_NUMBER
from search.request import SearchRequest

# (facet, values) -> {value: number}; values the archive does not know are absent.
FindNumbers = Callable[[str, Sequence[str]], dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """``always`` holds for every count; ``included`` maps a facet (or ``date``) to its own inclusion; numbers are by facet and value."""

    always: tuple[PlanNode, ...]
    included: dict[str, PlanNode]
    numbers: dict[str, dict[str, int]]

    def all(self) -> PlanNode:
        return _conjunction((*self.always, *self.included.values()))

    def without(self, facet: str) -> PlanNode:
        """The scope in which ``facet`` is counted."""
        return _conjunction((*self.always, *(node for name, node in self.included.items() if name != facet)))


def filters_of(request: SearchRequest, find_numbers: FindNumbers) -> Filters:
    """The request's filters over the archive whose numbers ``find_numbers`` knows; an unknown value includes nothing and excludes nothing."""
    always: list[PlanNode] = []
    included: dict[str, PlanNode] = {}
    numbers: dict[str, dict[str, int]] = {}
    for facet, values in request.included:
        numbers[facet] = _numbers(facet, values, find_numbers)
        included[facet] = Values(field=facet, numbers=tuple(numbers[facet].values()))
    for facet, values in request.excluded:
        found = _numbers(facet, values, find_numbers)
        numbers[facet] = numbers.get(facet, {}) | found
        if found:
            always.append(Not(child=Values(field=facet, numbers=tuple(found.values()))))
    if (dates := _date_filter(request)) is not None:
        included[DATE] = dates
    return Filters(always=tuple(always), included=included, numbers=numbers)


def _numbers(facet: str, values: Sequence[str], find_numbers: FindNumbers) -> dict[str, int]:
    found = find_numbers(facet, [value for value in values if value != UNKNOWN])
    return found | {UNKNOWN: UNKNOWN_NUMBER} if UNKNOWN in values and FACET[facet].unknown else found


def _date_filter(request: SearchRequest) -> PlanNode | None:
    ranged = request.date_from is not None or request.date_to is not None
    if not ranged:
        match request.undated:
            case "include":
                return None
            case "only":
                return Not(child=Dated())
            case "exclude":
                return Dated()
    overlap = DateOverlap(
        first=request.date_from.earliest.toordinal() if request.date_from else None,
        last=request.date_to.latest.toordinal() if request.date_to else None,
    )
    return Or(children=(overlap, Not(child=Dated()))) if request.undated == "include" else overlap


def _conjunction(nodes: tuple[PlanNode, ...]) -> PlanNode:
    match len(nodes):
        case 0:
            return All()
        case 1:
            return nodes[0]
        case _:
            return And(children=nodes)
