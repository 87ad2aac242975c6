"""A search has a time budget: what there is no time for is left out and named; what could never be done in time is refused."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import SearchRequest, budget, open_archive
from search.budget import ANY_TOTAL, SNIPPETS, SUGGESTION, Budget, entries_read, refuse_costly
from search.engines.contract import And, Not, Or, Phrase, Term, Values, Words
from search.errors import QueryError
from search.facets import DEFAULT_FACETS
from search.service import SearchService


class Clock:
    """Stands still until it is told to go on; then every look at it costs a second."""

    def __init__(self) -> None:
        self.now = time.monotonic()
        self.looks_until_running = 10**9

    def monotonic(self) -> float:
        self.looks_until_running -= 1
        if self.looks_until_running < 0:
            self.now += 1.0
        return self.now


@pytest.fixture
def hasty(service: SearchService) -> Iterator[SearchService]:
    """The same archive, with no time at all."""
    opened = open_archive(service.archive.path, time_budget=1e-9)
    yield opened
    opened.close()


def test_hits_and_totals_are_never_cut_short(service: SearchService, hasty: SearchService) -> None:
    asked = SearchRequest(text="nuclear", limit=20)
    whole, cut = service.search(asked), hasty.search(asked)
    assert cut.total == whole.total
    assert [hit.id for hit in cut.hits] == [hit.id for hit in whole.hits]


def test_everything_left_out_is_named(hasty: SearchService) -> None:
    result = hasty.search(SearchRequest(text="nuclear"))
    assert result.skipped == (*DEFAULT_FACETS, SUGGESTION, SNIPPETS)
    assert result.facets == {}
    assert result.dates is None
    few = hasty.search(SearchRequest(text="absentword nuclear"))
    assert (few.any_total, few.suggestion) == (None, None)
    assert set(few.skipped) == {*DEFAULT_FACETS, SUGGESTION, ANY_TOTAL}


def test_what_was_not_asked_for_is_not_named(hasty: SearchService) -> None:
    assert hasty.search(SearchRequest(text="nuclear", facets=(), limit=0)).skipped == (SUGGESTION,)
    assert hasty.search(SearchRequest(facets=())).skipped == (SUGGESTION,)


def test_hits_without_time_for_passages_show_how_they_begin(service: SearchService, hasty: SearchService) -> None:
    for hit in hasty.search(SearchRequest(text="nuclear")).hits:
        (snippet,) = hit.snippets
        assert snippet.field == "body"
        assert snippet.ranges == ()
        assert snippet.start == 0


def test_an_answer_with_gaps_is_not_remembered(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_archive(service.archive.path)
    asked = SearchRequest(text="sanctions")
    with monkeypatch.context() as patch:
        patch.setattr(opened, "_time_budget", 1e-9)
        assert opened.search(asked).skipped
    assert opened.search(asked).skipped == ()
    assert opened.search(asked).facets
    opened.close()


def test_passages_are_given_up_from_the_hit_on_where_time_ran_out(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = SearchRequest(text="nuclear", limit=10, facets=())
    service.search(asked)  # what is counted is remembered, so that only passages look at the clock
    clock = Clock()
    monkeypatch.setattr(budget.time, "monotonic", clock.monotonic)
    prepared = service.prepare(asked)
    hits = prepared.snapshot.reader
    whole = service.search(asked)
    assert whole.skipped == ()
    assert hits is prepared.snapshot.reader
    clock.looks_until_running = 4
    cut = service.search(asked)
    assert cut.skipped in ((SNIPPETS,), ())
    marked = [any(snippet.ranges for snippet in hit.snippets) for hit in cut.hits]
    assert marked == sorted(marked, reverse=True)


# --- what is refused before it begins -----------------------------------------------------------------------------------


class Index:
    """Says how many documents hold a term: its own length times a hundred."""

    documents = 10_000_000

    def document_frequency(self, field: str, term: str) -> int:
        return 100 * len(term)

    def word_frequencies(self, field: str, words: tuple[str, ...]) -> dict[str, int]:
        return {word: 100 * len(word) for word in words}


def term(text: str) -> Term:
    return Term(field="any", term=text)


def test_what_is_read_is_the_lists_of_all_words() -> None:
    index = Index()
    assert entries_read(term("abc"), index) == 300
    assert (
        entries_read(And(children=(term("a"), Not(child=term("bb")), Values(field="source", numbers=(1,)))), index)
        == 300
    )
    assert entries_read(Or(children=(term("a"), Words(field="any", words=("a", "bb")))), index) == 400
    phrase = Phrase(field="any", terms=(("a",), ("bb", "c")))
    assert entries_read(phrase, index) == 400 * budget.PHRASE_FACTOR


def test_a_query_that_would_read_too_much_is_refused_with_a_hint() -> None:
    common = "x" * 1_000_000  # in a hundred million documents
    text = "a b " * 50
    with pytest.raises(QueryError, match=r"stand 100,000,000 times in the index.*most frequent words") as caught:
        refuse_costly(text, term(common), Index(), 2.0)
    assert (caught.value.start, caught.value.end) == (0, len(text))
    refuse_costly(text, term(common), Index(), 5.0)
    refuse_costly(text, term("rare"), Index(), 2.0)


def test_a_query_of_less_than_a_second_is_never_refused() -> None:
    refuse_costly("a b " * 50, term("x" * 200_000), Index(), 1e-9)
    with pytest.raises(QueryError):
        refuse_costly("a b " * 50, term("x" * 400_000), Index(), 1e-9)


def test_small_archives_look_nothing_up() -> None:
    class Small(Index):
        documents = 1_000

        def document_frequency(self, field: str, term: str) -> int:
            raise AssertionError("looked up for nothing")

    refuse_costly("a few words", term("x"), Small(), 5.0)


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=30), st.sampled_from(("", "*", "~")))
def test_no_text_stands_for_more_words_than_estimated(words: list[str], sign: str) -> None:
    text = " ".join(word + sign for word in words)
    assert budget._most_words(text) >= len(words) * (1_000 if sign else 1)


def test_a_budget_remembers_what_was_left_out() -> None:
    spent = Budget(time.monotonic() - 1)
    assert spent.is_spent()
    spent.leave_out(SNIPPETS)
    assert spent.left_out == [SNIPPETS]
    assert replace(spent, deadline=time.monotonic() + 60).is_spent() is False
