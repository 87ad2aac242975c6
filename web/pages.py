"""The pages: what is asked of the service for each address, and what its template is given."""

import re
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Flask, Response, current_app, request

from search.addresses import api_address
from search.budget import ANY_TOTAL, COPIES, SNIPPETS, SUGGESTION
from search.catalog import decided
from search.catalog.copies import has_copies
from search.errors import ArchiveError, NotFound
from search.facets import DATE, DEFAULT_FACETS, ENTITY_FACETS, FACET, FACETS
from search.params import PARAMETERS, SINGLE, read_params
from search.query import ast
from search.request import MAX_OFFSET, SearchRequest
from search.result import Hit, QueryReading, SearchResult
from web import caching, filtering, links, problems
from web.archive import service
from web.chart import chart_of
from web.citing import reference_of_hit
from web.decided import decision_views
from web.document_page import document_context
from web.entries import entry_views
from web.exports import EXPORTS, coins
from web.language import N_, gettext
from web.options import WebOptions
from web.paging import page_links
from web.reading import chips, heading, is_telling
from web.relaxing import nearest_lists
from web.render import base_url, page
from web.typed import typed_date
from web.wording import facet_words

blueprint = Blueprint("pages", __name__)

VALUES_ON_A_PAGE = 100
HOME_VALUES = 6
_WRITTEN_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
HOME_RECENT = 5
# What a search may leave out for want of time, beside facets.
_LEFT_OUT = {
    DATE: N_("Date"),
    SNIPPETS: N_("passages that match"),
    SUGGESTION: N_("other spellings"),
    ANY_TOTAL: N_("how many have any of the words"),
    COPIES: N_("counting near copies once"),
}


def add_pages(app: Flask) -> None:
    app.register_blueprint(blueprint)


def _tagged(answer: Callable[[], Response]) -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], answer)


# --- home and help ----------------------------------------------------------------------------------------------------


@blueprint.get("/")
def home() -> Response:
    if any(value and name in PARAMETERS for name, value in request.args.items(multi=True)):
        # An address cut short by hand, or a search box elsewhere that names only the site.
        return _led_to("/search?" + request.query_string.decode("ascii", "replace"))
    return _tagged(_home)


def _home() -> Response:
    if service().statistics().documents == 0:
        return page("empty.html")
    everything = SearchRequest(limit=0, facets=("source", *ENTITY_FACETS, "date"), facet_size=HOME_VALUES)
    result = service().search(everything)
    plain = SearchRequest()
    names = sorted(
        ((value, field) for field in ENTITY_FACETS for value in result.facets[field].values),
        key=lambda pair: -(pair[0].count or 0),
    )[:HOME_VALUES]
    return page(
        "home.html",
        sources=filtering.value_views("source", result.facets["source"].values[: HOME_VALUES + 1]),
        names=names,
        chart=chart_of(result.dates, plain) if result.dates else None,
        dates=result.dates,
        recent=entry_views(service().recent(HOME_RECENT), plain),
        undated_href=links.searching(links.undated_only(plain)),
        plain=plain,
        links=links,
    )


@blueprint.get("/help")
def help_page() -> Response:
    return page("help.html", problem_kinds=problems.every_kind())


# --- results ----------------------------------------------------------------------------------------------------------


@blueprint.get("/search")
def results() -> Response:
    if (canonical := _without_form_leftovers()) is not None:
        return canonical
    return _tagged(_results)


def _without_form_leftovers() -> Response | None:
    """A form sends empty fields, dates as they were typed, and "allow" buttons; the reader is led on to the plain address."""
    pairs = list(request.args.items(multi=True))
    dropped = {value for name, value in pairs if name == "drop"}
    # "not" pressed on a value that is ticked: the button was pressed last.
    dropped |= {f"{name[4:]}={value}" for name, value in pairs if name.startswith("not_")}
    conflict = any(f"{name}={value}" in dropped for name, value in pairs)
    typed = any(name in ("date_from", "date_to") and not _WRITTEN_DATE.fullmatch(value) for name, value in pairs)
    # "not" pressed on a ticked "Undated", too: a parameter that has one value was sent twice, and the last one counts.
    names = [name for name, _ in pairs if name in SINGLE]
    twice = len(names) != len(set(names))
    if not conflict and not typed and not twice and all(value and name != "drop" for name, value in pairs):
        return None
    kept = [
        (name, typed_date(value) if name in ("date_from", "date_to") else value)
        for name, value in pairs
        if value and name != "drop" and f"{name}={value}" not in dropped
    ]
    return _led_to(links.searching(read_params(kept, strict=False)))


def _led_to(address: str) -> Response:
    return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def _results() -> Response:
    # How many entries a page has, and cursors, are the API's: pages are numbered and alike.
    asked = replace(read_params(request.args.items(multi=True), strict=False), limit=SearchRequest().limit, cursor=None)
    chosen = {field for field, _ in (*asked.included, *asked.excluded)}
    shown = (*DEFAULT_FACETS, *(facet.name for facet in FACETS if facet.name in chosen and not facet.shown))
    result = service().search(replace(asked, facets=shown))
    if result.skipped:
        caching.do_not_keep()
    asked = replace(result.request, facets=DEFAULT_FACETS)
    chips_in_force = filtering.filter_chips(asked, result.facets, {})
    return page(
        "results.html",
        asked=asked,
        result=result,
        heading=heading(result.query),
        read_as=chips(result.query) if is_telling(result.query) else (),
        filters=chips_in_force,
        facets=filtering.facet_views(asked, result.facets),
        unlisted=tuple(facet for facet in FACETS if facet.name not in result.facets),
        chart=chart_of(result.dates, asked) if result.dates else None,
        pages=page_links(asked, result.total),
        entries=entry_views(
            result.hits, asked, first=asked.offset + 1, coins_of=_coins(), tells_matched=_may_differ(result.query)
        ),
        dates=result.dates,
        skipped=[facet_words(name).label if name in FACET else gettext(_LEFT_OUT[name]) for name in result.skipped],
        form_fields=links.hidden_fields(asked, without=_in_form(result)),
        with_text=lambda text: links.first_page(replace(asked, text=text)),
        any_words=links.first_page(replace(asked, match="any")),
        as_typed=links.first_page(replace(asked, aliases=False)),
        with_names=links.first_page(replace(asked, aliases=True)),
        all_words=links.first_page(replace(asked, match="all")),
        last_page=links.searching(replace(asked, page=max(1, -(-min(result.total, MAX_OFFSET) // asked.limit)))),
        first=asked.offset + 1,
        last=asked.offset + len(result.hits),
        nearest=nearest_lists(service(), asked, result) if result.total == 0 else None,
        kept=links.hidden_fields(asked, without=("q", "page")),
        sorts=_sorts(asked),
        copies=_other_way_with_copies(asked),
        links=links,
        canonical=links.searching(asked),
        exports=EXPORTS,
    )


def _other_way_with_copies(asked: SearchRequest) -> SearchRequest | None:
    """The same list with near copies once, or each; None where the archive has none."""
    if asked.copies == "collapse":
        return links.first_page(replace(asked, copies="show"))
    return links.first_page(replace(asked, copies="collapse")) if has_copies(service().catalog) else None


def _may_differ(reading: QueryReading) -> bool:
    """Whether documents found may hold different parts of the query."""
    return isinstance(reading.tree, ast.Or) or (reading.match == "any" and isinstance(reading.tree, ast.And))


def _coins() -> Callable[[Hit], str]:
    options: WebOptions = current_app.extensions["regesta_options"]
    base = base_url()
    return lambda hit: coins(reference_of_hit(hit, archive=options.name, base_url=base))


def _in_form(result: SearchResult) -> set[str]:
    """The parameters that the form of filters has fields for."""
    names = {facet for facet, found in result.facets.items() if found.values}
    return {"page", "date_from", "date_to", "undated", *names, *(f"not_{name}" for name in names)}


def _sorts(asked: SearchRequest) -> tuple[tuple[str, str, bool], ...]:
    names = (("relevance", gettext("Relevance")), ("newest", gettext("Newest")), ("oldest", gettext("Oldest")))
    return tuple(
        (label, links.searching(links.first_page(replace(asked, sort=sort))), asked.sort == sort)  # type: ignore[arg-type]
        for sort, label in names
    )


# --- documents and entities -------------------------------------------------------------------------------------------


@blueprint.get("/documents/<path:name>")
def document(name: str) -> Response:
    asks_to_compare = name.endswith("/compare") and not {"with", "version", "with_version"}.isdisjoint(request.args)
    if asks_to_compare and service().catalog.number_of(name) is None:  # an id may end so, too
        address = links.with_query(links.comparing(name.removesuffix("/compare")), request.args.to_dict())
        return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})
    return _tagged(lambda: _document(name))


def _document(name: str) -> Response:
    context = document_context(service(), name)
    template = "scraped.html" if context["view_name"] == "scraped" else "document.html"
    return page(template, **context)


@blueprint.get("/entities/<path:name>")
def entity(name: str) -> Response:
    # A decision is told before the documents it touches, and with them the snapshot, have followed.
    options: WebOptions = current_app.extensions["regesta_options"]
    return caching.tagged(options, lambda: _entity(name), depends_on=decided.stamp(service().catalog))


def _entity(name: str) -> Response:
    view = service().entity(name)
    if view.id != name:
        # Whoever kept the answer for good would miss that the decision was undone.
        return Response(status=301, headers={"Location": links.entity_page(view.id), "Cache-Control": "no-cache"})
    found_by = links.entity_search(view.id, view.kind)
    return page(
        "entity.html",
        view=view,
        recent=entry_views(view.recent, SearchRequest()),  # plain addresses: names times documents would be a maze
        all_href=links.searching(found_by),
        chart=chart_of(view.dates, found_by) if view.dates else None,
        dates=view.dates,
        found_by=found_by,
        links=links,
        sources=filtering.value_views("source", view.sources),
        decisions=decision_views(view.decisions),
        api_href=api_address("entities", view.id),
    )


# --- facets -----------------------------------------------------------------------------------------------------------


@blueprint.get("/facets/<field>")
def facet(field: str) -> Response:
    return _tagged(lambda: _facet(field))


def _facet(field: str) -> Response:
    if field not in FACET:
        raise NotFound(f"There is no facet {field!r}.", hint=f"Choose one of: {', '.join(FACET)}.")
    own = ("prefix", "order", "page")
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in own and value]
    asked = read_params(pairs, strict=False)
    prefix = request.args.get("prefix", "")
    order = "label" if request.args.get("order") == "label" else "count"
    number = request.args.get("page", "")
    at = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    found = service().facet(field, asked, prefix=prefix, order=order, page=at, size=VALUES_ON_A_PAGE)
    here = {value.value for value in found.values}
    elsewhere = tuple(
        (name, value) for name, value in links.hidden_fields(asked) if not (name == field and value in here)
    )
    more = {"prefix": prefix} if prefix else {}
    return page(
        "facet.html",
        facet=FACET[field],
        words=facet_words(field),
        facets=FACETS,
        found=found,
        listed=filtering.value_views(field, found.values),
        asked=asked,
        prefix=prefix,
        order=order,
        orders=(
            (gettext("Most documents"), links.facet_link(field, asked, **more), order == "count"),
            (gettext("A to Z"), links.facet_link(field, asked, order="label", **more), order == "label"),
        ),
        kept=links.hidden_fields(asked),
        elsewhere=elsewhere,
        pages=page_links(
            asked,
            found.total,
            at=at,
            size=VALUES_ON_A_PAGE,
            address=lambda n: links.facet_link(
                field,
                asked,
                **more,
                **({"order": order} if order != "count" else {}),
                **({"page": str(n)} if n > 1 else {}),
            ),
        ),
        links=links,
        is_entity=field in ENTITY_FACETS,
        back=links.searching(asked),
    )


# --- is it running, and does it answer ----------------------------------------------------------------------------------


@blueprint.get("/healthz")
def healthz() -> Response:
    return Response('{"status":"ok"}', mimetype="application/json", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """503 until the archive answers a search."""
    try:
        snapshot = service().search(SearchRequest(limit=0, facets=())).snapshot
    except (OSError, RuntimeError) as error:
        raise ArchiveError("The archive does not answer.", hint="Ask `regesta verify` what is wrong.") from error
    body = f'{{"status":"ready","snapshot":"{snapshot}"}}'
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})
