"""What repeats in a source is counted over the whole of it, and the order of documents does not matter."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import lines_of, profile_of, profiles_of, source_key
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


def test_profiles_with_other_counts_have_other_fingerprints() -> None:
    one, two = profile_of("A", [["x"], ["x"]]), profile_of("A", [["x"], ["x"], ["x"]])
    assert one.fingerprint != two.fingerprint
    assert one.fingerprint == profile_of("A", [["x"], ["x"]]).fingerprint


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


def test_a_document_that_is_a_copy_of_others_is_not_demoted() -> None:
    text = f"{PROSE}\n\n{BLURB}"
    profile = profile_of("A", [lines_of(raw(text))] * 5)
    assert {line.verdict for line in cleaned(text, profile=profile).lines} == {Verdict.KEEP}


def test_sources_are_told_apart_by_name_then_host_then_folder() -> None:
    assert source_key(raw("x", given_source="S", url="https://www.a.org/x")) == "S"
    assert source_key(raw("x", url="https://www.a.org/x", folder="f")) == "a.org"
    assert source_key(raw("x", folder="f")) == "f"
    assert source_key(raw("x")) == ""
