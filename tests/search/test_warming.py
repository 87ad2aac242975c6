"""Broad searches are made ahead, so that asking for them counts nothing anew."""

import threading

import pytest

from search import SearchRequest, open_archive, warming
from search.engines.contract import EngineResult, SearchPlan
from search.service import SearchService
from search.warming import BROAD, broad_requests, keep_warm, warm


def test_everything_comes_first_and_then_the_most_frequent_words(service: SearchService) -> None:
    requests = list(broad_requests(service, 3))
    assert [request.text for request in requests[:2]] == ["", ""]
    words = [request.text for request in requests[2:]]
    assert len(words) == 3
    found = [service.search(SearchRequest(text=word)).total for word in words]
    assert min(found) >= BROAD * service.current().reader.documents
    assert found == sorted(found, reverse=True)


def test_words_that_say_nothing_and_rare_ones_are_left_alone(service: SearchService) -> None:
    words = {request.text for request in broad_requests(service, 1_000)}
    assert words.isdisjoint({"the", "of", "and", "in"})
    assert all(
        service.search(SearchRequest(text=word)).total >= BROAD * service.current().reader.documents for word in words
    )


def test_what_was_made_ahead_is_not_counted_again(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_archive(service.archive.path)
    monkeypatch.setattr(warming, "SHARE", 1.0)
    made = warm(opened, 5, threading.Event())
    assert made == 7
    reader = opened.current().reader
    counted: list[SearchPlan] = []
    search = reader.search

    def watched(plan: SearchPlan) -> EngineResult:
        counted.extend([plan] if plan.facets or plan.histogram else [])
        return search(plan)

    monkeypatch.setattr(type(reader), "search", lambda self, plan: watched(plan))
    for request in broad_requests(opened, 5):
        assert opened.search(request).facets
    assert counted == []
    opened.search(SearchRequest(text="moratorium"))
    assert len(counted) == 1
    opened.close()


def test_warming_ends_when_it_is_told_to(service: SearchService) -> None:
    stop = threading.Event()
    stop.set()
    assert warm(service, 100, stop) == 1
    keep_warm(service, 100, stop)  # returns


def test_an_archive_that_does_not_answer_is_waited_for(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    tried: list[int] = []

    def fail(*_: object) -> int:
        tried.append(1)
        if len(tried) == 2:
            stop.set()
        raise OSError("gone")

    monkeypatch.setattr(warming, "warm", fail)
    monkeypatch.setattr(warming, "LOOK_SECONDS", 0.001)
    keep_warm(service, 1, stop)
    assert len(tried) == 2
