"""When nothing was found: which nearby searches would find something, with their counts, so that no offer is a dead end."""

from dataclasses import dataclass, replace

from search.errors import RegestaError
from search.facets import DATE, FACET
from search.query import ast
from search.request import SearchRequest
from search.result import SearchResult
from search.service import SearchService
from web import links
from web.wording import range_in_words

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


def nearest_lists(service: SearchService, asked: SearchRequest, result: SearchResult) -> Nearest:
    changes: list[tuple[str, SearchRequest]] = []
    bare = links.first_page(asked)
    if result.suggestion is not None:
        changes.append((f"for “{result.suggestion.text}”", replace(bare, text=result.suggestion.text)))
    fields = dict.fromkeys(field for field, _ in (*asked.included, *asked.excluded))
    changes += [(f"without the choice of {FACET[field].plural}", links.without_facet(bare, field)) for field in fields]
    if asked.date_from is not None or asked.date_to is not None:
        said = range_in_words(asked.date_from, asked.date_to)
        changes.append((f"without the date {said}", links.without_facet(bare, DATE)))
    elif asked.undated != "include":
        changes.append(("with every date and none", links.without_facet(bare, DATE)))
    several = isinstance(result.query.tree, ast.And) and result.query.tree.implicit
    if several and asked.match == "all":
        changes.append(("with any of the words", replace(bare, match="any")))
    without = links.without_filters(bare)
    if without != bare and len(changes) > 1:
        changes.append(("without any filter", without))
        if several and asked.match == "all":
            changes.append(("with any of the words, without any filter", replace(without, match="any")))
    counted = [(change, request, _total(service, request)) for change, request in changes[:MOST_TRIED]]
    return Nearest(
        lists=tuple(Nearby(total=n, change=change, href=links.searching(r)) for change, r, n in counted if n),
        fruitless=tuple(change for change, _, n in counted if not n),
        words=_each_word(service, result.query.tree) if several else (),
    )


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
