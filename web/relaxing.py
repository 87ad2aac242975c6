"""When nothing was found: which nearby searches would find something, with their counts, so that no offer is a dead end."""

from dataclasses import dataclass, replace

from search.errors import RegestaError
from search.facets import DATE
from search.query import ast
from search.request import SearchRequest
from search.result import SearchResult
from search.service import SearchService
from web import links
from web.holding import HeldView, held_views
from web.language import gettext
from web.wording import facet_words, range_in_words

# Each offer costs a search; these are tried, nearest first, and the first ones that find something are shown.
MOST_TRIED = 12
MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """``total`` documents answer the search at ``href``, which differs as ``change`` says."""

    total: int
    change: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """``lists`` nearest first; ``fruitless``: changes that still find nothing. ``words``: (word, documents, address)."""

    lists: tuple[Nearby, ...]
    fruitless: tuple[str, ...]
    words: tuple[Nearby, ...]
    held: tuple[HeldView, ...]


def nearest_lists(service: SearchService, asked: SearchRequest, result: SearchResult) -> Nearest:
    several = isinstance(result.query.tree, ast.And) and result.query.tree.implicit
    changes = _changes(links.first_page(asked), result, widen=several and asked.match == "all")
    counted = [(change, request, _total(service, request)) for change, request in changes[:MOST_TRIED]]
    lists: list[Nearby] = []
    for change, request, total in counted:
        # Of two offers that ask for any of the words, the wider one is made only where it finds more.
        narrower = [near.total for near in lists if "match=any" in near.href] if request.match == "any" else []
        if total and total not in narrower:
            lists.append(Nearby(total=total, change=change, href=links.searching(request)))
    return Nearest(
        lists=tuple(lists),
        fruitless=tuple(change for change, _, total in counted if not total),
        words=_each_word(service, result.query.tree) if several else (),
        held=held_views(result.coverage, asked),
    )


def _changes(asked: SearchRequest, result: SearchResult, *, widen: bool) -> list[tuple[str, SearchRequest]]:
    """(how it differs, search), nearest first. ``widen``: any of the words may be offered for all of them."""
    changes: list[tuple[str, SearchRequest]] = []
    if result.suggestion is not None:
        changes.append(
            (gettext("for “%(words)s”", words=result.suggestion.text), replace(asked, text=result.suggestion.text))
        )
    fields = dict.fromkeys(field for field, _ in (*asked.included, *asked.excluded))
    changes += [
        (gettext("without the choice of %(facet)s", facet=facet_words(field).many), links.without_facet(asked, field))
        for field in fields
    ]
    if asked.date_from is not None or asked.date_to is not None:
        said = range_in_words(asked.date_from, asked.date_to)
        changes.append((gettext("without the date %(range)s", range=said), links.without_facet(asked, DATE)))
    elif asked.undated != "include":
        changes.append((gettext("with every date and none"), links.without_facet(asked, DATE)))
    if widen:
        changes.append((gettext("with any of the words"), replace(asked, match="any")))
    without = links.without_filters(asked)
    if without != asked:
        if len(changes) > 1 + widen:
            changes.append((gettext("without any filter"), without))
        if widen:
            changes.append((gettext("with any of the words, without any filter"), replace(without, match="any")))
    return changes


def _each_word(service: SearchService, tree: ast.Node) -> tuple[Nearby, ...]:
    """How many documents hold each word of the query, whatever the filters."""
    found = []
    for node in tree.children[:MOST_WORDS] if isinstance(tree, ast.And) else ():
        match node:
            case ast.Word():
                text = node.text
            case ast.Phrase():
                text = f'"{node.text}"'
            case _:
                continue
        alone = SearchRequest(text=text)
        found.append(Nearby(total=_total(service, alone), change=text, href=links.searching(alone)))
    return tuple(found)


def _total(service: SearchService, request: SearchRequest) -> int:
    try:
        return service.search(replace(request, limit=0, facets=())).total
    except RegestaError:  # an offer that cannot be searched is no offer
        return 0
