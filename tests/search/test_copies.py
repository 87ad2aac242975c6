"""``copies=collapse``: what is listed and counted, told by looking at every document of the plain answer."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.changes import remove
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import SearchRequest, open_archive
from search.budget import COPIES
from search.catalog.copies import copies_of, copy_rows
from search.dates import parse_partial_date
from search.engines import ENGINES
from search.request import MAX_LIMIT
from search.result import Hit, SearchResult
from search.service import SearchService
from search.wire import search_json

SOURCES = ("Courier", "Herald", "Observer", "Post", None)
WORDS = ("harbour", "treaty", "tariff", "ferry", "dredging", "pilot")


def _articles() -> Iterator[dict[str, object]]:
    """Forty articles, each published by one to five, at their own dates and with small changes."""
    draw = random.Random(7)
    for article in range(40):
        body = [f"{draw.choice(WORDS)}" if draw.random() < 0.03 else f"w{draw.randrange(4000)}" for _ in range(150)]
        for copy in range(draw.choice((1, 1, 2, 3, 5))):
            words = [word if draw.random() > 0.02 else f"x{draw.randrange(4000)}" for word in body]
            year, month = draw.randrange(1998, 2004), draw.randrange(1, 13)
            yield {
                "id": f"{article:02d}-{copy}",
                "title": f"Article {article}",
                "date": draw.choice((f"{year}-{month:02d}-03", f"{year}-{month:02d}", f"{year}", None)),
                "source": draw.choice(SOURCES),
                "language": draw.choice(("en", "en-GB", "fr")),
                "body": " ".join(words),
            }


@pytest.fixture(scope="module", params=list(ENGINES))
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp(request.param)
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in _articles()))
    archive = create_archive(folder / "archive", request.param)
    report = index_paths(archive, [lines], copies=True)
    assert not report.failed
    opened = open_archive(archive.path)
    yield opened
    opened.close()


def every(service: SearchService, request: SearchRequest) -> list[Hit]:
    hits: list[Hit] = []
    cursor = None
    while True:
        result = service.search(_with(request, limit=MAX_LIMIT, cursor=cursor))
        hits += result.hits
        cursor = result.next_cursor
        if cursor is None:
            return hits


def _with(request: SearchRequest, **changes: object) -> SearchRequest:
    from dataclasses import replace

    return replace(request, **changes)  # type: ignore[arg-type]


def expected(service: SearchService, request: SearchRequest) -> list[str]:
    """The ids that should be listed, in order: of each cluster the first published of those that match."""
    plain = every(service, _with(request, copies="show"))
    cluster = {row.number: row.cluster for row in copy_rows(service.catalog)}
    first: dict[int, Hit] = {}
    for hit in plain:
        own = cluster.get(hit.number, -hit.number)
        if own not in first or _key(hit) < _key(first[own]):
            first[own] = hit
    listed = {hit.number for hit in first.values()}
    return [hit.id for hit in plain if hit.number in listed]


def _key(hit: Hit) -> tuple[bool, int, int]:
    return (hit.date is None, hit.date.earliest.toordinal() if hit.date else 0, hit.number)


REQUESTS = (
    SearchRequest(),
    SearchRequest(text="harbour"),
    SearchRequest(text="harbour OR treaty OR ferry", sort="newest"),
    SearchRequest(text="harbour treaty", match="any", sort="oldest"),
    SearchRequest(included=(("source", ("Herald",)),)),
    SearchRequest(included=(("source", ("Herald", "_unknown")), ("language", ("fr",)))),
    SearchRequest(excluded=(("source", ("Courier",)),), sort="newest"),
    SearchRequest(text="tariff", date_from=parse_partial_date("2000", "date_from"), undated="exclude"),
    SearchRequest(undated="only"),
    SearchRequest(text="absentword"),
)
ALL_FACETS = ("source", "language", "type", "person", "date")


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: search_id(request))
def test_each_article_is_listed_once_by_its_first_publication(service: SearchService, request_: SearchRequest) -> None:
    asked = _with(request_, copies="collapse")
    wanted = expected(service, request_)
    plain = service.search(_with(request_, limit=0))
    result = service.search(_with(asked, limit=100))
    assert [hit.id for hit in result.hits] == wanted[:100]
    assert result.total == len(wanted)
    assert result.collapsed == plain.total - result.total


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: search_id(request))
def test_pages_and_cursors_list_the_same(service: SearchService, request_: SearchRequest) -> None:
    asked = _with(request_, copies="collapse", limit=7)
    wanted = expected(service, request_)
    pages = [hit.id for page in range(1, len(wanted) // 7 + 2) for hit in service.search(_with(asked, page=page)).hits]
    assert pages == wanted
    walked, cursor = [], None
    while True:
        result = service.search(_with(asked, cursor=cursor))
        walked += [hit.id for hit in result.hits]
        assert result.total == len(wanted)
        cursor = result.next_cursor
        if cursor is None:
            break
    assert walked == wanted


@pytest.mark.parametrize("request_", REQUESTS[:8], ids=lambda request: search_id(request))
def test_a_facet_value_counts_what_choosing_it_gives(service: SearchService, request_: SearchRequest) -> None:
    asked = _with(request_, copies="collapse", limit=0, facets=ALL_FACETS, facet_size=2)
    result = service.search(asked)
    assert set(result.facets) == {"source", "language", "type", "person"}
    for facet in ("source", "language"):
        others = tuple(pair for pair in request_.included if pair[0] != facet)
        for value in result.facets[facet].values:
            if value.count is None:
                continue
            chosen = tuple(
                sorted((*others, (facet, (value.value,))), key=lambda pair: ("source", "language").index(pair[0]))
            )
            alone = service.search(_with(asked, included=chosen, facets=()))
            assert alone.total == value.count, (facet, value)
    assert result.dates is not None
    if request_.date_from is None and request_.undated == "include":
        for bar in result.dates.values:
            span = parse_partial_date(bar.value, "date_from")
            within = service.search(_with(asked, date_from=span, date_to=span, undated="exclude", facets=()))
            assert within.total == bar.count
        assert service.search(_with(asked, undated="only", facets=())).total == result.dates.undated


def test_a_facets_page_counts_articles_too(service: SearchService) -> None:
    asked = SearchRequest(text="harbour", copies="collapse", facets=("source",), facet_size=10)
    page = service.facet("source", asked)
    listed = {value.value: value.count for value in service.search(asked).facets["source"].values}
    assert {value.value: value.count for value in page.values} == listed


def test_a_short_list_of_a_facet_is_the_head_of_the_long_one(service: SearchService) -> None:
    def listed(size: int) -> tuple[list[tuple[str, int | None]], int]:
        facet = service.search(SearchRequest(copies="collapse", facets=("source",), facet_size=size)).facets["source"]
        return [(value.value, value.count) for value in facet.values if value.value != "_unknown"], facet.other

    long, other = listed(10)
    assert other == 0
    short, other = listed(2)
    assert short == long[:2]
    assert other == sum(count or 0 for _, count in long[2:])


def test_hits_say_who_else_published_the_article_and_when(service: SearchService) -> None:
    result = service.search(SearchRequest(copies="collapse", limit=100))
    by_article: dict[str, list[Hit]] = {}
    for hit in every(service, SearchRequest()):
        by_article.setdefault(hit.id[:2], []).append(hit)
    assert {len(hits) for hits in by_article.values()} == {1, 2, 3, 5}
    for hit in result.hits:
        others = sorted((one for one in by_article[hit.id[:2]] if one.id != hit.id), key=_key)
        if not others:
            assert hit.copies is None
            continue
        assert hit.copies is not None
        assert hit.copies.total == len(others)
        told = [(one.id, one.title, one.source, one.date) for one in hit.copies.listed]
        assert told == [(one.id, one.title, one.source, one.date) for one in others]
        assert copies_of(service.catalog, [hit.number])


def test_an_unasked_search_says_nothing_of_copies(service: SearchService) -> None:
    result = service.search(SearchRequest())
    assert result.collapsed is None
    assert {hit.copies for hit in result.hits} == {None}
    assert search_json(result)["collapsed"] is None


def test_a_document_names_its_copies(service: SearchService) -> None:
    several = next(hit for hit in service.search(SearchRequest(copies="collapse", limit=100)).hits if hit.copies)
    assert service.document(several.id).copies == several.copies


def test_what_would_take_too_long_is_not_collapsed_and_named(service: SearchService) -> None:
    hasty = open_archive(service.archive.path, time_budget=1e-9)
    result = hasty.search(SearchRequest(copies="collapse"))
    assert COPIES in result.skipped
    assert result.total == service.search(SearchRequest()).total
    assert result.collapsed is None
    hasty.close()


def search_id(request: SearchRequest) -> str:
    from search.params import write_params

    return write_params(request) or "everything"


def test_removed_documents_leave_at_once(tmp_path: Path) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in _articles()))
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [lines], copies=True)
    service = open_archive(archive.path)
    first = next(hit for hit in _listed(service) if hit.copies and hit.copies.total == 1)
    assert first.copies is not None
    remove(archive, [first.id], "a test")
    service.close()
    service = open_archive(archive.path)
    left = next(hit for hit in _listed(service) if hit.id == first.copies.listed[0].id)
    assert left.copies is None
    service.close()


def _listed(service: SearchService) -> tuple[Hit, ...]:
    result: SearchResult = service.search(SearchRequest(copies="collapse", limit=100))
    return result.hits
