"""What the API answers at which address, as one table: routes are made from it, parameters checked, OpenAPI written."""

from dataclasses import dataclass
from typing import Any, Literal

from flask import request

from search.errors import BadRequest, RequestError
from search.facets import FACET_NAMES, FACETS
from search.params import MAX_FACET_SIZE, closest
from search.request import MAX_LIMIT

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One query parameter. ``schema`` is JSON Schema; ``many``: it may be given several times."""

    name: str
    about: str
    schema: Json
    many: bool = False
    example: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address. ``view`` names the function in ``web.api``; ``answer`` a schema in ``web.schemas``.

    ``path`` is below /api/v1; ``{id}`` there may hold slashes. ``parameters`` are names in ``PARAMETERS``.
    """

    path: str
    view: str
    summary: str
    about: str
    answer: str
    parameters: tuple[str, ...] = ()
    problems: tuple[int, ...] = (400, 503)
    media: Literal["application/json"] = "application/json"


_TEXT: Json = {"type": "string"}
_DATE: Json = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


def _choice(*values: str) -> Json:
    return {"type": "string", "enum": list(values), "default": values[0]}


_LISTED = (
    Parameter(
        name="q", about="The query, in the query language. Empty: every document.", schema=_TEXT, example="moratorium"
    ),
    Parameter(
        name="match",
        about="Whether all words that merely stand side by side must be there, or any.",
        schema=_choice("all", "any"),
    ),
    Parameter(
        name="aliases",
        about="Whether an alias in the query (DPRK) also finds the name it stands for (North Korea), weighted lower; "
        "`query.also` tells what was added.",
        schema=_choice("on", "off"),
    ),
    *(
        Parameter(
            name=facet.name,
            about=f"Only documents with this {facet.label.lower()}; several widen the list."
            + (" `_unknown`: none is known." if facet.unknown else ""),
            schema=_TEXT,
            many=True,
        )
        for facet in FACETS
    ),
    *(
        Parameter(
            name=f"not_{facet.name}",
            about=f"Without documents that have this {facet.label.lower()}.",
            schema=_TEXT,
            many=True,
        )
        for facet in FACETS
    ),
    Parameter(
        name="date_from",
        about="Documents dated then or later: a year, a month or a day, inclusive. A document is in range when the days "
        "it may be of overlap the range.",
        schema=_DATE,
        example="2009-03",
    ),
    Parameter(name="date_to", about="Documents dated then or earlier, inclusive.", schema=_DATE, example="2012"),
    Parameter(
        name="undated",
        about="Documents without a date. The default is include without a range and exclude with one; only cannot "
        "stand beside a range.",
        schema={"type": "string", "enum": ["include", "only", "exclude"]},
    ),
    Parameter(
        name="copies",
        about="Near copies, documents with nearly the same text: show lists and counts each, collapse lists the first published "
        "of those that match and counts each article once; `collapsed` tells how many were left out.",
        schema=_choice("show", "collapse"),
    ),
    Parameter(
        name="sort",
        about="Undated documents come last in both orders of time.",
        schema=_choice("relevance", "newest", "oldest"),
    ),
    Parameter(
        name="page",
        about="Counts from 1. Beyond the first 10,000 documents continue with a cursor.",
        schema={"type": "integer", "minimum": 1, "default": 1},
    ),
    Parameter(
        name="limit",
        about="How many documents a page holds; 0 asks for totals and facets alone.",
        schema={"type": "integer", "minimum": 0, "maximum": MAX_LIMIT, "default": 10},
    ),
    Parameter(
        name="cursor",
        about="Where the page before ended: take the whole address from `next` instead of writing it.",
        schema=_TEXT,
    ),
    Parameter(
        name="facets",
        about=f"Which facets to count, several or comma-separated: {', '.join(FACET_NAMES)}.",
        schema=_TEXT,
        many=True,
    ),
    Parameter(
        name="facet_size",
        about="How many values of each facet to list.",
        schema={"type": "integer", "minimum": 1, "maximum": MAX_FACET_SIZE, "default": 10},
    ),
    Parameter(
        name="version",
        about="A version of the document; the newest if left out.",
        schema={"type": "integer", "minimum": 1},
    ),
    Parameter(name="with", about="The id of another document.", schema=_TEXT),
    Parameter(
        name="with_version",
        about="A version of the document it is compared with; the newest if left out.",
        schema={"type": "integer", "minimum": 1},
    ),
    Parameter(
        name="prefix",
        about="Only values with a word that begins so, or with another name that does, in capitals or not, accents or not.",
        schema=_TEXT,
    ),
    Parameter(
        name="kind",
        about="Only entities of this kind.",
        schema={"type": "string", "enum": ["person", "place", "org", "event", "agreement"]},
    ),
    Parameter(name="entity", about="Only decisions about this entity or an id that became it.", schema=_TEXT),
    Parameter(name="by", about="All decisions, or only those of people.", schema=_choice("all", "people")),
    Parameter(
        name="before",
        about="Only decisions with lower numbers: where the page before ended.",
        schema={"type": "integer", "minimum": 1},
    ),
    Parameter(name="order", about="Most frequent first, or A to Z.", schema=_choice("count", "label")),
    *(
        Parameter(name=name, about="Another query to follow beside the first.", schema=_TEXT)
        for name in ("q2", "q3", "q4")
    ),
    Parameter(
        name="unit",
        about="How wide a bucket is: as fits the years found, or as named. Where that would make more than 600 of them it is "
        "the next wider one; the answer's `unit` tells.",
        schema=_choice("auto", "decade", "year", "month"),
    ),
    Parameter(
        name="size",
        about="How many values a page holds.",
        schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
    ),
)
PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _LISTED}

_FILTERS = (
    *(facet.name for facet in FACETS),
    *(f"not_{facet.name}" for facet in FACETS),
    "date_from",
    "date_to",
    "undated",
)
SEARCH_PARAMETERS = (
    "q",
    "match",
    "aliases",
    *_FILTERS,
    "copies",
    "sort",
    "page",
    "limit",
    "cursor",
    "facets",
    "facet_size",
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        path="/search",
        view="search",
        summary="Search",
        about="Documents that answer a query, with facet counts and the passages that match. Totals are exact. A facet's "
        "counts ignore that facet's own choices, so they say what each value would give.",
        answer="SearchAnswer",
        parameters=SEARCH_PARAMETERS,
        problems=(400, 410, 503),
    ),
    Operation(
        path="/documents/{id}",
        view="document",
        summary="A document",
        about="Text and metadata as indexed, with the evidence for each field. With a query, where its words stand.",
        answer="Document",
        parameters=("q", "match", "version"),
        problems=(400, 404, 410, 503),
    ),
    Operation(
        path="/cleaning/{id}",
        view="cleaning",
        summary="How a document was cleaned",
        about="Every line as scraped with its verdict: keep, demote, harvest or drop, by which rule and why.",
        answer="Cleaning",
        parameters=("version",),
        problems=(400, 404, 410, 503),
    ),
    Operation(
        path="/similar/{id}",
        view="similar",
        summary="Similar documents",
        about="Documents that share this one's rarest words, most like it first.",
        answer="SimilarAnswer",
        parameters=("limit",),
        problems=(400, 404, 410, 503),
    ),
    Operation(
        path="/compare/{id}",
        view="compare",
        summary="Two documents, or two versions of one, word by word",
        about="What both say and what only one of them does, in order. The first is the document named in the path, the second the one named "
        "by `with`; without it two versions of the document, the newest and the one before it where nothing else is said.",
        answer="Comparison",
        parameters=("with", "version", "with_version"),
        problems=(400, 404, 410, 503),
    ),
    Operation(
        path="/facets/{field}",
        view="facet",
        summary="All values of a facet",
        about="Every value under a search, a page at a time.",
        answer="FacetAnswer",
        parameters=("q", "match", "aliases", *_FILTERS, "copies", "prefix", "order", "page", "size"),
        problems=(400, 404, 503),
    ),
    Operation(
        path="/timeline",
        view="timeline",
        summary="Words over time",
        about="How many documents of up to four queries there are by decade, year or month, and what part that is of all the "
        "archive holds of that time under the same filters. A document whose date spans several buckets counts in each.",
        answer="Timeline",
        parameters=("q", "q2", "q3", "q4", "unit", "match", "aliases", *_FILTERS),
        problems=(400, 503),
    ),
    Operation(
        path="/suggest",
        view="suggest",
        summary="Completions",
        about="Titles, sources and names that hold a word beginning with what was typed. Never what others searched for.",
        answer="SuggestAnswer",
        parameters=("q", "limit"),
    ),
    Operation(
        path="/entities",
        view="entity_list",
        summary="People, places, organisations, events and agreements",
        about="Those that documents name, of most documents first; with `q`, those of which a word of a name begins so.",
        answer="EntityList",
        parameters=("q", "kind", "page", "size"),
    ),
    Operation(
        path="/entities/log",
        view="entity_log",
        summary="Decisions about entities",
        about="Merges, splits, new names and the like, by archivists and by rule, the newest first, also those undone. "
        "`pending` is how many documents do not show the newest ones yet.",
        answer="EntityLog",
        parameters=("entity", "by", "before", "size"),
        problems=(400, 404, 503),
    ),
    Operation(
        path="/entities/suggestions",
        view="entity_suggestions",
        summary="Entities that may be one",
        about="Pairs for an archivist to decide, the likeliest first, with what speaks for it side by side; at most 50.",
        answer="EntitySuggestions",
        parameters=("kind", "limit"),
    ),
    Operation(
        path="/entities/{id}",
        view="entity",
        summary="A person, place, organisation, event or agreement",
        about="The names it was found under, when and where it is named, with whom, and what was decided about it. An id that "
        "by a decision became another one is answered with that other one.",
        answer="Entity",
        problems=(400, 404, 503),
    ),
    Operation(
        path="/parse",
        view="parse",
        summary="How a query is read",
        about="The query tree, its canonical form and the warnings, without searching.",
        answer="ParseAnswer",
        parameters=("q", "match"),
    ),
    Operation(path="/stats", view="stats", summary="The archive in figures", about="What the archive holds.", answer="Statistics"),
)  # fmt: skip


def refuse_unknown(known: tuple[str, ...]) -> None:
    """Raise BadRequest naming every parameter that this address does not know, with the nearest it does."""
    errors = [
        RequestError(
            name,
            f"There is no parameter {name!r} here.",
            suggestion=closest(name, known),
            hint=f"Known: {', '.join(known)}." if known else "None is known.",
        )
        for name in request.args
        if name not in known
    ]
    if errors:
        raise BadRequest(tuple(errors))


def whole_number(name: str, usual: int) -> int:
    """An integer parameter within its table row's bounds; raise RequestError otherwise."""
    text = request.args.get(name)
    if text is None:
        return usual
    schema = PARAMETERS[name].schema
    least, most = schema.get("minimum", 0), schema.get("maximum")
    if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= (most or int(text)):
        return int(text)
    bounds = f"from {least} to {most}" if most is not None else f"of at least {least}"
    raise RequestError(name, f"{text!r} is not a whole number {bounds}.", suggestion=str(max(usual, least)))


def one_of(name: str) -> str:
    """A parameter with a fixed set of values; raise RequestError otherwise."""
    choices: list[str] = PARAMETERS[name].schema["enum"]
    text = request.args.get(name, choices[0])
    if text in choices:
        return text
    near = closest(text, choices) or choices[0]
    raise RequestError(name, f"{text!r} is none of: {', '.join(choices)}.", suggestion=near)
