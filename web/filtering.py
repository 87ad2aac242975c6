"""What narrows a search, said twice as the page shows it: as chips that can be taken off, and in place in the facets."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.facets import DATE, FACETS, UNKNOWN
from search.request import SearchRequest, Undated
from search.result import Facet, FacetValue
from web import links
from web.language import N_, count, gettext
from web.wording import InLanguage, documents, facet_words, range_in_words, value_label

# Widths of the proportion rule under a value, in steps of 1/25 of the largest (one class each in the stylesheet).
PROPORTION_STEPS = 25
_UNDATED = InLanguage[Undated]({"include": N_("included"), "only": N_("only these"), "exclude": N_("left out")})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChip:
    """``about`` is the facet, ``text`` the value; ``href`` the search without it; ``removal`` says what that does."""

    about: str
    text: str
    href: str
    removal: str
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """``css``: its classes, among them ``w1`` .. ``w25`` for its share of the most frequent value. ``noun`` follows the
    count; ``button`` says what the button beside it does.
    """

    value: str
    label: str
    count: str
    noun: str
    button: str
    css: str
    selected: bool
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetView:
    field: str
    label: str
    one: str  # as in "Clear source"
    many: str  # as in "All sources"
    state: str  # "(1 selected, 2 left out)", or empty
    values: tuple[ValueView, ...]
    more: bool  # there are values that are not listed
    all_href: str
    clear_href: str | None


def filter_chips(
    request: SearchRequest, facets: Mapping[str, Facet], names: Mapping[str, str]
) -> tuple[FilterChip, ...]:
    """One chip for each value, exclusion, range or undated choice in force. ``names``: labels of values no facet lists."""
    found: list[FilterChip] = []
    for field, values in request.included:
        for value in values:
            label = _label(field, value, facets, names)
            words = facet_words(field)
            href = links.searching(links.without_value(request, field, value))
            removal = gettext("Remove %(facet)s %(value)s", facet=words.one, value=label)
            found.append(FilterChip(about=words.label, text=label, href=href, removal=removal))
    if request.date_from is not None or request.date_to is not None:
        said = range_in_words(request.date_from, request.date_to)
        href = links.searching(links.without_facet(request, DATE))
        found.append(
            FilterChip(
                about=gettext("Date"), text=said, href=href, removal=gettext("Remove date %(range)s", range=said)
            )
        )
    found += _undated_chip(request)
    for field, values in request.excluded:
        for value in values:
            label = _label(field, value, facets, names)
            href = links.searching(links.without_exclusion(request, field, value))
            removal = gettext("Remove exclusion of %(value)s", value=label)
            found.append(
                FilterChip(about=facet_words(field).label, text=label, href=href, removal=removal, excluded=True)
            )
    return tuple(found)


def facet_views(request: SearchRequest, facets: Mapping[str, Facet]) -> tuple[FacetView, ...]:
    """In the order of the table; a facet with nothing to choose is left out."""
    return tuple(
        _facet_view(request, facets[facet.name])
        for facet in FACETS
        if facet.name in facets and facets[facet.name].values
    )


def value_views(field: str, values: tuple[FacetValue, ...]) -> tuple[ValueView, ...]:
    largest = max((value.count or 0 for value in values), default=0)
    leave_out, allow = gettext("Leave out %(value)s"), gettext("Allow %(value)s again")
    return tuple(_value_view(field, value, largest, allow if value.excluded else leave_out) for value in values)


def _facet_view(request: SearchRequest, facet: Facet) -> FacetView:
    words = facet_words(facet.field)
    selected = sum(value.selected for value in facet.values)
    excluded = sum(value.excluded for value in facet.values)
    parts = [
        gettext("%(num)s selected", num=selected) if selected else "",
        gettext("%(num)s left out", num=excluded) if excluded else "",
    ]
    state = ", ".join(filter(None, parts))
    chosen = selected or excluded
    return FacetView(
        field=facet.field,
        label=words.label,
        one=words.one,
        many=words.many,
        state=f"({state})" if state else "",
        values=value_views(facet.field, facet.values),
        more=facet.other > 0,
        all_href=links.facet_link(facet.field, request),
        clear_href=links.searching(links.without_facet(request, facet.field)) if chosen else None,
    )


def _value_view(field: str, value: FacetValue, largest: int, button: str) -> ValueView:
    label = value_label(field, value.value, value.label)
    share = (value.count or 0) / largest if largest else 0.0
    step = max(1, round(share * PROPORTION_STEPS)) if value.count else 0
    state = "ex " if value.excluded else "on " if value.selected else ""
    last = "last " if value.value == UNKNOWN else ""
    return ValueView(
        value=value.value,
        label=label,
        count="" if value.count is None else count(value.count),
        noun=documents(value.count or 0),
        button=button % {"value": label},
        css=f"val {state}{last}w{step}",
        selected=value.selected,
        excluded=value.excluded,
    )


def _undated_chip(request: SearchRequest) -> list[FilterChip]:
    ranged = request.date_from is not None or request.date_to is not None
    said = _UNDATED[request.undated]
    usual = "exclude" if ranged else "include"
    if request.undated == usual:
        return []
    without = links.within(request, request.date_from, request.date_to)
    return [
        FilterChip(
            about=gettext("Undated"),
            text=said,
            href=links.searching(without),
            removal=gettext("Remove undated %(choice)s", choice=said),
        )
    ]


def _label(field: str, value: str, facets: Mapping[str, Facet], names: Mapping[str, str]) -> str:
    facet = facets.get(field)
    listed = next((each.label for each in facet.values if each.value == value), None) if facet else None
    return value_label(field, value, listed or names.get(value) or value)
