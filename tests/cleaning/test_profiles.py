"""What repeats in a source is counted over the whole of it, and the order of documents does not matter."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import lines_of, profile_of, profiles_of, source_key
from indexer.cleaning.levels import levels_of
from indexer.cleaning.line_features import REPETITION_ROWS, with_counts
from indexer.cleaning.models import line_model
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.repetition import is_blurb, is_common
from search.documents import Verdict
from tests.cleaning.raw import cleaned, raw
from tests.cleaning.test_text import PROSE

BLURB = (
    "Reflections mean to do exactly that: by thinking about what happened today, we consider what may come tomorrow."
)
LINES = st.lists(st.sampled_from(["Home", "Page 1", "Page 2", "A line of text", "Another line", "  home "]), max_size=5)


@given(st.lists(st.tuples(st.sampled_from(["A", "B", ""]), LINES), max_size=8), st.randoms())
def test_profiles_do_not_depend_on_order(documents: list[tuple[str, list[str]]], random: Random) -> None:
    shuffled = list(documents)
    random.shuffle(shuffled)
    assert profiles_of(documents) == profiles_of(shuffled)


def test_a_line_is_counted_once_a_document_whatever_its_case_spacing_and_numbers() -> None:
    profile = profile_of("A", [["Page 1", "page  2"], ["PAGE 37"], ["Other"]])
    assert profile.documents == 3
    assert profile.count("Page 99") == 2
    assert profile.count("Other") == 1


def test_documents_of_no_known_source_share_no_profile() -> None:
    assert profiles_of([("", ["Home"]), ("", ["Home"])]) == {}


def test_prose_that_repeats_is_demoted_with_its_counts_and_not_dropped() -> None:
    documents = [
        f"{PROSE} {number} times.\n\n{BLURB}\n\n{PROSE} {number} more." for number in "one two three four".split()
    ]
    profile = profile_of("A", [lines_of(raw(text)) for text in documents])
    document = cleaned(documents[0], profile=profile)
    [line] = [line for line in document.lines if line.text == BLURB]
    assert line.verdict is Verdict.DEMOTE
    assert line.evidence == "prose that repeats; in 4 of 4 documents of this source"
    assert BLURB in document.body
    assert cleaned(documents[0]).lines[1].verdict is Verdict.KEEP


def test_a_line_that_does_not_repeat_is_not_dropped_for_those_that_do() -> None:
    text = "\n".join((*(f"Menu {word}" for word in "one two three four five six".split()), PROSE, f"{PROSE} More."))
    alone = cleaned(text)
    profile = SourceProfile(source="A", documents=9, repeated={f"menu {word}": 9 for word in ("one", "two", "three")})
    learned = cleaned(text, profile=profile)
    for before, after in zip(alone.lines, learned.lines, strict=True):
        if before.verdict is Verdict.KEEP and profile.count(before.text) == 1:
            assert after.verdict is Verdict.KEEP


@given(st.integers(2, 5000), st.data())
def test_lines_on_one_level_are_the_same_to_the_model(documents: int, data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, documents), min_size=2, max_size=2))
    levels = levels_of(np.array(counts), documents)
    read = line_model().read(["A line", PROSE])
    answers = [read.among(np.array([count, 1]), documents)[0] for count in counts]
    if levels[0] == levels[1]:
        assert answers[0] == answers[1]
        for asks in (is_blurb, is_common):
            first, second = asks(np.array(counts), documents)
            assert first == second


@pytest.mark.parametrize(
    ("count", "documents", "blurb"),
    [(2, 2, False), (3, 3, True), (3, 60, True), (3, 61, False), (9, 500, False), (10, 9999, True)],
)
def test_how_often_prose_repeats_before_it_is_demoted(count: int, documents: int, blurb: bool) -> None:
    assert list(is_blurb(np.array([count]), documents)) == [blurb]


def test_a_signature_that_some_papers_share_stays() -> None:
    text = "\n\n".join((PROSE, f"{PROSE} More.", f"{PROSE} And more.", "John Foster Dulles"))
    for count in range(2, 50):
        profile = SourceProfile(source="A", documents=100, repeated={"john foster dulles": count})
        before, after = cleaned(text).lines[-1].verdict, cleaned(text, profile=profile).lines[-1].verdict
        assert after is before or after is Verdict.KEEP


def test_a_document_of_which_nothing_repeats_is_judged_as_if_it_stood_alone() -> None:
    read = line_model().read(["A line", PROSE, "Another line"])
    assert (read.among(np.array([1, 1, 1]), 9) == read.alone()).all()


def test_counts_are_read_where_the_levels_look_for_their_borders() -> None:
    rows = line_model().read(["A line", PROSE]).rows
    counted = with_counts(rows, np.array([4, 1]), 7)
    assert [list(counted[row]) for row in REPETITION_ROWS] == [[2, 0], [6, 0]]


def test_a_line_that_does_not_repeat_is_on_no_level() -> None:
    assert list(levels_of(np.array([1, 2, 3]), 3) > 0) == [False, True, True]
    assert list(levels_of(np.array([1]), 1)) == [0]


def test_a_document_that_is_a_copy_of_others_is_not_demoted() -> None:
    text = f"{PROSE}\n\n{BLURB}"
    profile = profile_of("A", [lines_of(raw(text))] * 5)
    assert {line.verdict for line in cleaned(text, profile=profile).lines} == {Verdict.KEEP}


def test_sources_are_told_apart_by_name_then_host_then_folder() -> None:
    assert source_key(raw("x", given_source="S", url="https://www.a.org/x")) == "S"
    assert source_key(raw("x", url="https://www.a.org/x", folder="f")) == "a.org"
    assert source_key(raw("x", folder="f")) == "f"
    assert source_key(raw("x")) == ""


def test_a_source_says_how_it_writes_its_dates_whatever_the_order_of_its_documents() -> None:
    documents = [["25/12/2012", "A talk."], ["Posted 31/1/2013", "Another."], ["03/04/2012", "A third."]]
    for order in (documents, documents[::-1]):
        profile = profile_of("The Courier", order)
        assert profile.day_first is True
        document = cleaned("Talks begin\n\n03/04/2012\n\nThe two sides met.", profile=profile)
        assert document.date is not None
        assert document.date.edtf == "2012-04-03"
    assert profile_of("The Courier", documents[2:]).day_first is None
