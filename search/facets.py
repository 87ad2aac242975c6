"""The facets, as one table: engines, parameters, API and sidebar all follow its rows."""

from dataclasses import dataclass

UNKNOWN = "_unknown"  # the value of documents that have none; no name begins with an underscore


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetField:
    """One facet over values, of which a document may carry several.

    ``unknown``: documents without a value count under ``_unknown`` (always number 0 in an engine). ``shown`` by default on
    the page and in the API.
    """

    name: str
    label: str
    plural: str
    unknown: bool
    shown: bool


FACETS: tuple[FacetField, ...] = (
    FacetField(name="source", label="Source", plural="sources", unknown=True, shown=True),
    FacetField(name="person", label="Person", plural="people", unknown=False, shown=True),
    FacetField(name="place", label="Place", plural="places", unknown=False, shown=True),
    FacetField(name="org", label="Organisation", plural="organisations", unknown=False, shown=True),
    FacetField(name="event", label="Event", plural="events", unknown=False, shown=False),
    FacetField(name="agreement", label="Agreement", plural="agreements", unknown=False, shown=False),
    FacetField(name="language", label="Language", plural="languages", unknown=True, shown=False),
    FacetField(name="type", label="Type", plural="types", unknown=True, shown=False),
)
FACET = {facet.name: facet for facet in FACETS}
DATE = "date"  # the date facet is not a set of values but a histogram; it is asked for by this name beside the others
ENTITY_FACETS = ("person", "place", "org", "event", "agreement")
DEFAULT_FACETS: tuple[str, ...] = (*(facet.name for facet in FACETS if facet.shown), DATE)
FACET_NAMES: tuple[str, ...] = (*FACET, DATE)
UNKNOWN_NUMBER = 0
