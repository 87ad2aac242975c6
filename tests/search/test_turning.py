"""Pages that were looked up once are not looked up again, and nobody can tell but by the time."""

import json
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import open_archive
from search.engines import ENGINES
from search.errors import CursorError
from search.request import SearchRequest
from search.result import SearchResult
from search.service import SearchService
from tests.search.test_invariants import TEXTS

_SORTS = st.sampled_from(["relevance", "newest", "oldest"])


def told(result: SearchResult) -> tuple[object, ...]:
    return [hit.id for hit in result.hits], result.total, result.next_cursor, result.changed


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(TEXTS), _SORTS, st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=8)
)
def test_every_page_is_what_it_is_without_memory(
    service: SearchService, text: str, sort: str, steps: list[tuple[int, int]]
) -> None:
    """A step is a page by its number, or, as 0, the one behind the page before by its cursor; and its size."""
    service.forget()
    request = SearchRequest(text=text, sort=sort)  # type: ignore[arg-type]
    asked, cursor = [], None
    for page, limit in steps:
        step = replace(request, limit=limit, page=page or 1, cursor=None if page else cursor)
        result = service.search(step)
        cursor = result.next_cursor
        asked.append((step, told(result)))
    for step, answer in asked:
        service.forget()
        assert told(service.search(step)) == answer


def test_a_cursor_of_another_query_is_refused(service: SearchService) -> None:
    """Also where the hit it stands behind is among those remembered, with another score."""
    request = SearchRequest(limit=3)
    for text in TEXTS:
        for other in TEXTS:
            cursor = service.search(replace(request, text=other)).next_cursor
            service.search(replace(request, text=text))  # its hits are now remembered
            if cursor is not None and text != other:
                with pytest.raises(CursorError, match="another query"):
                    service.search(replace(request, text=text, cursor=cursor))


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_a_repeated_search_and_the_next_page_ask_the_engine_nothing(service: SearchService, sort: str) -> None:
    service.forget()
    request = SearchRequest(text="talks OR aid OR officials", sort=sort, limit=5)  # type: ignore[arg-type]
    first = service.search(request)
    assert first.total > 20
    reader = type(service.current().reader)
    with mock.patch.object(reader, "search", side_effect=AssertionError("the engine was asked")):
        assert told(service.search(request)) == told(first)
    with mock.patch.object(reader, "search", side_effect=AssertionError("the engine was asked")):
        second = service.search(replace(request, cursor=first.next_cursor))
        assert told(service.search(replace(request, page=2)))[0] == told(second)[0]
    third = service.search(replace(request, page=3))
    with mock.patch.object(reader, "search", side_effect=AssertionError("the engine was asked")):
        assert (
            service.search(replace(request, page=4)).hits
            == service.search(replace(request, cursor=third.next_cursor)).hits
        )


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_list_by_relevance_goes_on_where_it_was_when_documents_come_in(engine: str, tmp_path: Path) -> None:
    def written(name: str, count: int, words: str) -> Path:
        path = tmp_path / f"{name}.jsonl"
        lines = [
            json.dumps({"id": f"{name}{number}", "body": f"{words} " * (1 + number % 7) + "and so on " * number})
            for number in range(count)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    archive = create_archive(tmp_path / "archive", engine)
    index_paths(archive, [written("old", 40, "harbour")])
    service = open_archive(archive.path)
    request = SearchRequest(text="harbour", limit=8)
    listed, cursor = [], None
    for page in range(5):
        if page == 2:
            index_paths(archive, [written("new", 60, "a ferry")])
            service._snapshots._checked = float("-inf")
        result = service.search(replace(request, cursor=cursor))
        assert result.changed == (page == 2)
        listed += [hit.id for hit in result.hits]
        cursor = result.next_cursor
    assert sorted(listed) == sorted(f"old{number}" for number in range(40))
    service.close()
