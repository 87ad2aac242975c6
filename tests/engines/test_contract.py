"""What a plan means, engine by engine: nodes, scores, order, paging, facets, histograms."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from search.analysis import tokens
from search.dates import Unit
from search.engines.contract import (
    After,
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    Engine,
    EngineHit,
    EngineReader,
    FacetRequest,
    HistogramRequest,
    Not,
    Or,
    PlanNode,
    Preferred,
    SearchPlan,
    Sort,
    Values,
)
from search.errors import QueryError, RegestaError
from tests.engines.samples import day, document, found, indexed, phrase, ranked, term, words

TALKS = document(
    1,
    "Six-party talks resumed in Beijing. The U.S. envoy spoke of reducing tensions.",
    title="Small Steps Reduce Tensions",
    other="Leave a reply",
    authors=("Jane Doe", "John Roe"),
    dates=("2012-03-01", "2012-03-01"),
    source=(1,),
    person=(10, 11),
)
MORATORIUM = document(
    2,
    "A moratorium on nuclear tests and a talk with us about reduced aid.",
    title="The Return of Relations",
    authors=("Roe Jane",),
    dates=("2012-01-01", "2012-12-31"),
    source=(2,),
    person=(11,),
)
UNDATED = document(3, "Nothing but weather.", title="Weather", other="U.S. talks", source=(0,))


@pytest.fixture(scope="module")
def reader(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> EngineReader:
    path = tmp_path_factory.mktemp(engine.name) / "index"
    engine.create(path)
    return indexed(engine, path, TALKS, MORATORIUM, UNDATED)


# --- nodes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (term("talk"), {1, 2}),  # talks, talk
        (term("reduces"), {1, 2}),  # Reduce, reducing, reduced
        (term("us."), {1}),  # U.S.
        (term("us"), {2}),  # the pronoun
        (term("absent"), set()),
        (term("talk", "title"), set()),
        (term("weather", "title"), {3}),
        (term("jane", "author"), {1, 2}),
        (term("talks", "other"), {3}),
        (term("repli", "other"), {1}),
        (words("talks"), {1}),
        (words("talks", "talk", "talks", "absent"), {1, 2}),
        (words("reduce"), {1}),
        (words("weather", field="title"), {3}),
        (words("jane", field="author"), {1, 2}),
        (words("talks", field="other"), {3}),
        (words(), set()),
        (Values(field="source", numbers=(1,)), {1}),
        (Values(field="source", numbers=(0, 2, 99)), {2, 3}),
        (Values(field="person", numbers=(11,)), {1, 2}),
        (Values(field="person", numbers=()), set()),
        (Values(field="org", numbers=(1,)), set()),
        (Dated(), {1, 2}),
        (All(), {1, 2, 3}),
        (And(children=()), {1, 2, 3}),
        (Or(children=()), set()),
        (Best(children=()), set()),
        (And(children=(term("talk"), term("moratorium"))), {2}),
        (Or(children=(term("envoy"), term("weather"))), {1, 3}),
        (Best(children=(term("envoy"), term("weather"))), {1, 3}),
        (Not(child=term("talk")), {3}),
        (Not(child=All()), set()),
        (Not(child=Not(child=term("talk"))), {1, 2}),
        (Not(child=Dated()), {3}),
        (And(children=(Not(child=term("envoy")), Not(child=term("weather")))), {2}),
        (And(children=(All(), Not(child=Dated()))), {3}),
        (Or(children=(Not(child=term("talk")), term("envoy"))), {1, 3}),
        (And(children=(Dated(), Not(child=Values(field="person", numbers=(10,))))), {2}),
        (Boost(child=term("envoy"), factor=3.0), {1}),
        (Boost(child=Not(child=term("talk")), factor=3.0), {3}),
        (Constant(child=term("talk"), score=2.0), {1, 2}),
        (Or(children=(And(children=(term("envoy"), Or(children=()))), Best(children=(All(),)))), {1, 2, 3}),
    ],
    ids=str,
)
def test_nodes_match_what_they_say_scored_or_as_a_filter(
    reader: EngineReader, node: PlanNode, expected: set[int]
) -> None:
    assert found(reader, node) == expected
    assert found(reader, All(), within=node) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, {1, 2}),
        ("2012-03-01", "2012-03-01", {1, 2}),
        ("2012-03-02", None, {2}),
        ("2012-12-31", None, {2}),
        ("2013-01-01", None, set()),
        (None, "2012-02-29", {2}),
        (None, "2011-12-31", set()),
        ("2012-04-01", "2012-04-30", {2}),
    ],
)
def test_a_date_range_finds_dated_documents_whose_days_overlap_it(
    reader: EngineReader, first: str | None, last: str | None, expected: set[int]
) -> None:
    assert found(reader, DateOverlap(first=day(first) if first else None, last=day(last) if last else None)) == expected


# --- phrases ------------------------------------------------------------------------------------------------------------

LINE = "one two three four five two one"


@pytest.mark.parametrize(
    ("text", "slop", "matches"),
    [
        ("one", 0, True),
        ("one", 5, True),
        ("absent", 0, False),
        ("one two", 0, True),
        ("two one", 0, True),
        ("three two", 0, False),
        ("three two", 1, False),
        ("three two", 2, True),
        ("three one", 2, False),
        ("three one", 3, True),
        ("one three five", 1, False),
        ("one three five", 2, True),
        ("one five", 2, False),
        ("one five", 3, True),
        ("five four", 100, False),
        ("two two", 2, False),
        ("two two", 3, True),
        ("three three", 100, False),
        ("one|absent two", 0, True),
        ("absent|one two|three three|four", 0, True),
        ("five|four three|one", 0, False),
        ("one absent", 3, False),
    ],
)
def test_a_phrase_keeps_order_and_at_most_slop_extra_positions(
    engine: Engine, folder: Path, text: str, slop: int, matches: bool
) -> None:
    reader = indexed(engine, folder, document(1, LINE))
    assert found(reader, phrase(text, slop=slop)) == ({1} if matches else set())


def test_a_phrase_counts_positions_within_hyphenated_words(reader: EngineReader) -> None:
    assert found(reader, phrase("six party talks")) == {1}
    assert found(reader, phrase("six talks")) == set()
    assert found(reader, phrase("the us. envoy")) == {1}


@pytest.mark.parametrize("slop", [0, 1, 100])
def test_no_phrase_crosses_from_title_to_body_or_between_authors(engine: Engine, folder: Path, slop: int) -> None:
    reader = indexed(
        engine,
        folder,
        document(1, "gamma delta", title="alpha beta", authors=("Ann Bee", "Cee Dee")),
        document(2, "omega"),
    )
    for crossing in ("beta gamma", "alpha delta", "beta alpha", "delta alpha"):
        assert found(reader, phrase(crossing, slop=slop)) == set()
    for crossing in ("bee cee", "ann dee"):
        assert found(reader, phrase(crossing, slop=slop, field="author")) == set()
    assert found(reader, phrase("alpha beta", slop=slop)) == {1}
    assert found(reader, phrase("gamma delta", slop=slop)) == {1}
    assert found(reader, phrase("cee dee", slop=slop, field="author")) == {1}


def test_a_long_phrase_of_words_with_spelling_variants_is_found(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, " ".join(f"word{letter}" for letter in "abcdefghijkl")))
    asked = " ".join(f"word{letter}|word{letter}." for letter in "abcdefghijkl")
    assert found(reader, phrase(asked)) == {1}


def test_a_phrase_whose_words_all_have_variants_is_found(engine: Engine, folder: Path) -> None:
    spelled = "alpha bravo charlie delta echo foxtrot golf hotel india juliet"
    reader = indexed(
        engine, folder, document(1, spelled), document(2, spelled.upper() + " and so on"), document(3, "alpha")
    )
    both_ways = " ".join(f"{word}|{word}." for word in spelled.split())
    assert found(reader, phrase(both_ways)) == {1, 2}
    assert found(reader, phrase(both_ways.replace("bravo", "hotel"))) == set()


def test_a_phrase_too_loose_for_the_engine_is_refused_with_a_hint_or_answered_right(
    engine: Engine, folder: Path
) -> None:
    reader = indexed(engine, folder, document(1, " filler filler ".join("abcdef")))
    try:
        numbers = found(reader, phrase("a b c d e f", slop=50))
    except QueryError as refused:
        numbers = {1} if refused.hint else set()
    assert numbers == {1}


# --- scores and order ---------------------------------------------------------------------------------------------------


def test_the_title_counts_for_more_than_the_body(engine: Engine, folder: Path) -> None:
    reader = indexed(
        engine,
        folder,
        document(1, "treaty talks", title="weather today"),
        document(2, "weather today", title="treaty talks"),
    )
    assert ranked(reader, term("treaty")) == [2, 1]


def test_boost_changes_the_order_and_not_what_is_found(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, "alpha"), document(2, "beta"))

    def either(boosted: str) -> Or:
        return Or(children=tuple(Boost(child=term(w), factor=5.0 if w == boosted else 1.0) for w in ("alpha", "beta")))

    assert ranked(reader, either("alpha")) == [1, 2]
    assert ranked(reader, either("beta")) == [2, 1]


def test_or_adds_scores_and_best_takes_the_best(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, "alpha beta"), document(2, "alpha gamma"))
    both = (term("alpha"), term("beta"))
    alone = [reader.search(SearchPlan(query=each)).hits[0].score for each in both]
    added = reader.search(SearchPlan(query=Or(children=both))).hits[0]
    best = reader.search(SearchPlan(query=Best(children=both))).hits[0]
    assert (added.number, best.number) == (1, 1)
    assert added.score == pytest.approx(sum(alone))
    assert best.score == pytest.approx(max(alone))


def test_a_bonus_raises_scores_and_finds_nothing_more(reader: EngineReader) -> None:
    both = Or(children=(term("moratorium"), term("weather")))
    plain = {hit.number: hit.score for hit in reader.search(SearchPlan(query=both)).hits}
    constant = Constant(child=term("talk"), score=5.0)  # also in a document that has neither
    preferred = reader.search(SearchPlan(query=Preferred(child=both, bonus=constant)))
    lifted = {hit.number for hit in reader.search(SearchPlan(query=And(children=(both, constant)))).hits}
    assert preferred.total == len(plain)
    assert lifted == {2}
    assert {hit.number: hit.score for hit in preferred.hits} == pytest.approx(
        {number: score + (5.0 if number in lifted else 0.0) for number, score in plain.items()}
    )


def test_a_bonus_of_no_score_changes_nothing(reader: EngineReader) -> None:
    hits = reader.search(SearchPlan(query=Preferred(child=Dated(), bonus=All()))).hits
    assert len({hit.score for hit in hits}) == 1
    assert [hit.number for hit in hits] == sorted(hit.number for hit in hits)


def test_word_lists_and_constants_score_every_match_the_same(reader: EngineReader) -> None:
    for node, score in (
        (words("talks", "talk"), 1.0),
        (Boost(child=words("talks", "talk"), factor=3.0), 3.0),
        (Constant(child=term("talk"), score=2.5), 2.5),
    ):
        hits = reader.search(SearchPlan(query=node)).hits
        assert [(hit.number, hit.score) for hit in hits] == [(1, score), (2, score)]


@pytest.mark.parametrize(
    "node", [All(), Dated(), Not(child=term("absent")), Values(field="source", numbers=(0, 1, 2))], ids=str
)
def test_hits_of_a_query_that_scores_nothing_have_one_score_and_come_by_number(
    reader: EngineReader, node: PlanNode
) -> None:
    hits = reader.search(SearchPlan(query=node)).hits
    assert len({hit.score for hit in hits}) == 1
    assert [hit.number for hit in hits] == sorted(hit.number for hit in hits)


@pytest.mark.parametrize(
    "within",
    [Values(field="source", numbers=(1, 2)), Dated(), Not(child=term("weather")), words("talks", "talk")],
    ids=str,
)
def test_filters_never_change_scores(reader: EngineReader, within: PlanNode) -> None:
    query = Or(children=(term("talk"), phrase("reduce tension"), term("weather")))
    free = {hit.number: hit.score for hit in reader.search(SearchPlan(query=query)).hits}
    filtered = reader.search(SearchPlan(query=query, filter=within)).hits
    assert filtered
    assert all(hit.score == free[hit.number] for hit in filtered)


def test_hits_name_revision_and_earliest_day(engine: Engine, folder: Path) -> None:
    reader = indexed(
        engine, folder, document(7, "alpha", revision=4, dates=("2012-01-01", "2012-12-31")), document(8, "beta")
    )
    (hit,) = reader.search(SearchPlan(query=term("alpha"))).hits
    assert (hit.number, hit.revision, hit.date) == (7, 4, day("2012-01-01"))
    (undated,) = reader.search(SearchPlan(query=term("beta"), sort="newest")).hits
    assert undated.date is None


DATES = {5: None, 4: "2012-03-01", 3: "2010-01-01", 2: "2012-03-01", 1: None, 6: "1999-12-31"}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("newest", [2, 4, 3, 6, 1, 5]), ("oldest", [6, 3, 2, 4, 1, 5]), ("relevance", [1, 2, 3, 4, 5, 6])],
)
def test_sorting_puts_undated_last_and_breaks_ties_by_number(
    engine: Engine, folder: Path, sort: Sort, expected: list[int]
) -> None:
    archive = [document(number, "same words", dates=(date, date) if date else None) for number, date in DATES.items()]
    reader = indexed(engine, folder, *archive)
    assert ranked(reader, term("word"), sort) == expected
    assert ranked(reader, All(), sort) == expected


# --- paging -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> EngineReader:
    """Ninety documents in three commits, out of order, with long ties of score and day."""
    path = tmp_path_factory.mktemp(engine.name) / "index"
    engine.create(path)
    writer = engine.open_writer(path)
    numbers = [number * 37 % 91 for number in range(1, 91)]
    for sequence, part in enumerate((numbers[:30], numbers[30:60], numbers[60:]), start=1):
        for number in part:
            date = None if number % 5 == 0 else f"2012-0{1 + number % 3}-01"
            writer.upsert(
                document(
                    number,
                    "alpha " * (1 + number % 3) + "beta",
                    dates=(date, date) if date else None,
                    person=(number % 7,),
                )
            )
        writer.commit(sequence)
    writer.close()
    return engine.open(path)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", [term("alpha"), All(), words("alpha")], ids=str)
@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_offsets_and_cursors_walk_every_hit_once_in_one_order(
    many: EngineReader, query: PlanNode, sort: Sort, size: int
) -> None:
    whole = many.search(SearchPlan(query=query, sort=sort, limit=1000))
    assert whole.total == len(whole.hits) == len({hit.number for hit in whole.hits}) == 90
    paged = [
        hit
        for offset in range(0, 91, size)
        for hit in many.search(SearchPlan(query=query, sort=sort, limit=size, offset=offset)).hits
    ]
    assert tuple(paged) == whole.hits
    walked: list[EngineHit] = []
    after = None
    while True:
        page = many.search(SearchPlan(query=query, sort=sort, limit=size, after=after))
        assert page.total == 90
        if not page.hits:
            break
        walked += page.hits
        after = After(score=page.hits[-1].score, date=page.hits[-1].date, number=page.hits[-1].number)
    assert tuple(walked) == whole.hits


@pytest.mark.parametrize("misled", [0, 1, -1, 3, -20, 60, 10_000])
@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_hint_how_many_hits_were_seen_changes_no_answer(many: EngineReader, size: int, misled: int) -> None:
    for query in (term("alpha"), Or(children=(term("alpha"), term("beta"))), All()):
        whole = many.search(SearchPlan(query=query, limit=1000)).hits
        for place, hit in list(enumerate(whole, 1))[::11]:
            after = After(score=hit.score, date=hit.date, number=hit.number)
            plan = SearchPlan(query=query, limit=size, after=after, seen=max(0, place + misled), want_total=False)
            assert many.search(plan).hits == whole[place : place + size]


def test_an_offset_behind_the_last_hit_gives_no_hits_and_the_total(many: EngineReader) -> None:
    sorts: tuple[Sort, ...] = ("relevance", "newest")
    for sort in sorts:
        result = many.search(SearchPlan(query=term("alpha"), sort=sort, offset=5000))
        assert (result.hits, result.total) == ((), 90)


def test_a_limit_of_nothing_gives_totals_and_facets(many: EngineReader) -> None:
    result = many.search(SearchPlan(query=term("alpha"), limit=0, facets=(FacetRequest(field="person", size=1),)))
    assert (result.hits, result.total) == ((), 90)
    assert result.facets["person"].counts == ((1, 13),)
    assert many.search(SearchPlan(query=term("absent"), limit=0)).total == 0


# --- facets -------------------------------------------------------------------------------------------------------------


def test_facet_values_come_most_first_ties_by_number_with_the_rest_as_other(many: EngineReader) -> None:
    def counted(size: int, *asked: int) -> tuple[object, dict[int, int], int]:
        counts = many.facet(All(), FacetRequest(field="person", size=size, numbers=asked))
        return counts.counts, dict(counts.asked), counts.other

    assert counted(2) == (((1, 13), (2, 13)), {}, 64)
    assert counted(0, 0, 1, 99) == ((), {0: 12, 1: 13, 99: 0}, 90)
    assert counted(100)[2] == 0


def test_a_document_counts_once_for_each_of_its_values(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, person=(5, 5, 6)), document(2, person=(6,)), document(3))
    counts = reader.facet(All(), FacetRequest(field="person"))
    assert (counts.counts, counts.other) == (((6, 2), (5, 1)), 0)


def test_each_facet_is_counted_under_its_own_scope(reader: EngineReader) -> None:
    only = Values(field="source", numbers=(1,))
    excluded = Not(child=Values(field="person", numbers=(10,)))
    result = reader.search(
        SearchPlan(
            query=All(),
            filter=And(children=(only, excluded)),
            facets=(
                FacetRequest(field="source", scope=excluded, numbers=(1,)),
                FacetRequest(field="person", scope=only),
                FacetRequest(field="org", scope=And(children=(only, excluded))),
            ),
            histogram=HistogramRequest(unit="year", scope=only),
        )
    )
    assert result.total == 0
    assert result.facets["source"].counts == ((0, 1), (2, 1))
    assert result.facets["source"].asked == {1: 0}
    assert result.facets["person"].counts == ((10, 1), (11, 1))
    assert result.facets["org"].counts == ()
    assert result.histogram is not None
    assert result.histogram.counts == ((2012, 1),)


def test_a_facet_nobody_declared_is_refused(reader: EngineReader) -> None:
    with pytest.raises(RegestaError, match="colour"):
        reader.facet(All(), FacetRequest(field="colour"))
    with pytest.raises(RegestaError, match="colour"):
        found(reader, Values(field="colour", numbers=(1,)))


def test_counts_stay_exact_over_many_segments_and_many_values(engine: Engine, folder: Path) -> None:
    """In every commit other values are rare: a count cut short in each segment would lose the value frequent overall."""
    commits, values = 3, 1200
    writer = engine.open_writer(folder)
    for commit in range(commits):
        first = commit * 1000
        # Value 7 stands in one document a commit, all others of this commit in two.
        fill = tuple(10_000 * (commit + 1) + value for value in range(values))
        writer.upsert(document(first + 1, "alpha", person=fill))
        writer.upsert(document(first + 2, "alpha", person=(*fill, 7)))
        writer.commit(commit + 1)
    writer.close()
    counts = engine.open(folder).facet(term("alpha"), FacetRequest(field="person", size=2, numbers=(7, 20_001)))
    assert counts.counts == ((7, 3), (10_000, 2))
    assert counts.asked == {7: 3, 20_001: 2}
    assert counts.other == commits * (2 * values + 1) - 5


def test_a_tie_of_more_values_than_are_listed_at_once_is_broken_by_number(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, person=tuple(range(9000, 0, -1))), document(2, person=(8000,)))
    counts = reader.facet(All(), FacetRequest(field="person", size=3))
    assert counts.counts == ((8000, 2), (1, 1), (2, 1))
    assert counts.other == 9001 - 4


# --- histograms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("decade", ((1990, 1), (2010, 2))),
        ("year", ((1999, 1), (2012, 2))),
        ("month", ((1999 * 12 + 11, 1), *((2012 * 12 + month, 2 if month == 2 else 1) for month in range(12)))),
    ],
)
def test_a_document_counts_in_every_bucket_its_days_touch(
    engine: Engine, folder: Path, unit: Unit, expected: tuple[tuple[int, int], ...]
) -> None:
    reader = indexed(
        engine,
        folder,
        document(1, dates=("2012-03-01", "2012-03-01")),
        document(2, dates=("2012-01-01", "2012-12-31")),
        document(3, dates=("1999-12-31", "1999-12-31")),
        document(4),
    )
    histogram = reader.histogram(All(), HistogramRequest(unit=unit))
    assert (histogram.unit, histogram.counts, histogram.undated) == (unit, expected, 1)
    undated = reader.histogram(All(), HistogramRequest(unit=unit, scope=Not(child=Dated())))
    assert (undated.counts, undated.undated) == ((), 1)


def test_a_span_counts_in_both_decades_it_touches(engine: Engine, folder: Path) -> None:
    reader = indexed(engine, folder, document(1, dates=("1989-06-01", "1991-06-01")))
    assert reader.histogram(All(), HistogramRequest(unit="decade")).counts == ((1980, 1), (1990, 1))


def test_what_the_deadline_leaves_no_time_for_is_named(reader: EngineReader) -> None:
    plan = SearchPlan(
        query=All(),
        facets=(FacetRequest(field="source"), FacetRequest(field="person", scope=Dated())),
        histogram=HistogramRequest(unit="year"),
    )
    late = reader.search(replace(plan, deadline=time.monotonic() - 1))
    assert (late.total, len(late.hits)) == (3, 3)
    assert set(late.skipped) == {"source", "person", "date"}
    assert (dict(late.facets), late.histogram) == ({}, None)
    assert reader.search(replace(plan, deadline=time.monotonic() + 600)).skipped == ()


# --- words --------------------------------------------------------------------------------------------------------------


def test_the_vocabulary_is_unstemmed_counted_and_limited(reader: EngineReader) -> None:
    assert reader.vocabulary("any", "ta", 10) == [("talk", 1), ("talks", 1)]
    assert reader.vocabulary("any", "reduc", 10) == [("reduce", 1), ("reduced", 1), ("reducing", 1)]
    assert reader.vocabulary("title", "re", 10) == [("reduce", 1), ("relations", 1), ("return", 1)]
    assert reader.vocabulary("author", "j", 10) == [("jane", 2), ("john", 1)]
    assert reader.vocabulary("other", "u", 10) == [("us.", 1)]
    assert reader.vocabulary("any", "ta", 2) is not None
    assert reader.vocabulary("any", "ta", 1) is None
    assert reader.vocabulary("any", "zzz", 1) == []


def test_word_frequencies_are_those_of_unstemmed_words_that_stand_somewhere(reader: EngineReader) -> None:
    assert reader.word_frequencies("any", ["talk", "talks", "talking", "us."]) == {"talk": 1, "talks": 1, "us.": 1}
    assert reader.word_frequencies("author", ["jane"]) == {"jane": 2}
    assert reader.word_frequencies("title", []) == {}


def test_the_document_frequency_is_that_of_index_terms(reader: EngineReader) -> None:
    assert reader.document_frequency("any", "talk") == 2
    assert reader.document_frequency("any", "talks") == 0
    assert reader.document_frequency("author", "jane") == 2
    assert reader.document_frequency("any", "absent") == 0


@pytest.mark.parametrize(
    "text",
    ["generously", "policies", "U.S.", "AIDS", "yes.", "O'Neill’s", "Müller", "核武器", "3.5", "240,000", "skis", "dying",
     "communiqué", "Владимир", "ngày", "x" * 200],
)  # fmt: skip
def test_engine_and_query_stem_alike(engine: Engine, folder: Path, text: str) -> None:
    reader = indexed(engine, folder, document(1, text), document(2, "something else"))
    for token in tokens(text):
        assert found(reader, term(token.term)) == {1}
        assert found(reader, words(token.term)) == {1}
