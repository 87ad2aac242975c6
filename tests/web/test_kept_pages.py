"""Pages that were made lately are kept, within bounds, and only where asking again would give the same."""

from pathlib import Path

import pytest

from search.result import SearchResult
from search.service import SearchService
from web import create_app
from web.caching import LARGEST_KEPT, RecentPages


def test_what_is_kept_never_exceeds_its_room_and_what_was_asked_for_last_stays() -> None:
    pages = RecentPages(100)
    for number in range(50):
        pages.put(str(number), b"x" * 30)
        assert pages.held <= 100
        assert pages.get("0") == b"x" * 30  # asked for each time
    assert [number for number in range(50) if pages.get(str(number)) is not None] == [0, 48, 49]
    pages.put("0", b"y" * 10)
    assert pages.held == 70
    pages.put("too large", b"x" * 101)
    assert pages.get("too large") is None
    room = RecentPages(10 * LARGEST_KEPT)
    room.put("a long document", b"x" * (LARGEST_KEPT + 1))
    assert room.held == 0


def test_a_kept_page_is_the_page_that_would_be_made_and_carries_the_same_headers(archive: Path) -> None:
    app = create_app(archive=archive, kept_pages=10_000_000)
    never = create_app(archive=archive, kept_pages=0).test_client()
    for address in ("/", "/search?q=harbour", "/documents/treaty", "/help", "/entities/place:NO"):
        first, again, made = (client.get(address) for client in (app.test_client(), app.test_client(), never))
        assert first.data == again.data == made.data
        same = ("ETag", "Cache-Control", "Content-Type", "Vary", "Content-Security-Policy", "Content-Language")
        assert [first.headers.get(name) for name in same] == [again.headers.get(name) for name in same]
    assert app.extensions["regesta_pages"].held > 0
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_pages_are_kept_apart_by_language(archive: Path) -> None:
    client = create_app(archive=archive).test_client()
    english, german, again = (
        client.get("/search?q=harbour", headers={"Accept-Language": tag}) for tag in ("en", "de", "en")
    )
    assert [each.headers["Content-Language"] for each in (english, german, again)] == ["en", "de", "en"]
    assert english.headers["ETag"] == again.headers["ETag"] != german.headers["ETag"]
    assert english.data == again.data


def test_an_answer_that_lacks_something_for_want_of_time_is_not_kept(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SearchService.search

    def hurried(self: SearchService, request: object) -> SearchResult:
        found = whole(self, request)
        object.__setattr__(found, "skipped", ("person",))
        return found

    app = create_app(archive=archive)
    monkeypatch.setattr(SearchService, "search", hurried)
    for address in ("/search?q=harbour", "/api/v1/search?q=harbour"):
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.headers["Cache-Control"], answer.headers.get("ETag")) == (
            200,
            "no-store",
            None,
        )
    assert app.extensions["regesta_pages"].held == 0
