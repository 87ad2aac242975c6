"""Marks stand exactly where the plan matches: no more, no less."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import stem, tokens
from search.engines.contract import Best, Not, Phrase, PlanNode, Term, Values, Words
from search.highlight import NO_MARKS, beginning, find_matches, marks_of


def marked(text: str, *parts: PlanNode) -> list[str]:
    marks = marks_of([("part", part) for part in parts]).get("any", NO_MARKS)
    return [text[match.start : match.end] for match in find_matches(text, marks)]


def term(word: str) -> Term:
    return Term(field="any", term=stem(word))


def phrase(*words: str, slop: int = 0) -> Phrase:
    return Phrase(field="any", terms=tuple((stem(word),) for word in words), slop=slop)


def test_every_inflected_form_of_a_term_is_marked() -> None:
    assert marked("Talks and talking; he talked.", term("talk")) == ["Talks", "talking", "talked"]


def test_words_of_a_phrase_are_marked_only_where_they_stand_as_the_phrase() -> None:
    text = "The six-party talks: a party of six held talks. Six Party talks."
    assert marked(text, phrase("six", "party", "talks")) == ["six-party talks", "Six Party talks"]


@pytest.mark.parametrize(("slop", "expected"), [(0, []), (1, []), (2, ["nuclear", "tests"]), (9, ["nuclear", "tests"])])
def test_a_loose_phrase_allows_its_slop_and_no_more(slop: int, expected: list[str]) -> None:
    assert marked("nuclear and missile tests", phrase("nuclear", "tests", slop=slop)) == expected


def test_the_words_between_the_words_of_a_loose_phrase_are_not_marked() -> None:
    assert marked("nuclear and missile tests", phrase("nuclear", "tests", slop=5)) == ["nuclear", "tests"]


def test_a_phrase_does_not_match_the_other_way_round() -> None:
    assert marked("tests nuclear", phrase("nuclear", "tests", slop=9)) == []


def test_abbreviations_are_marked_and_pronouns_are_not() -> None:
    assert marked("The U.S. told us, the US, to wait.", Term(field="any", term="us.")) == ["U.S.", "US"]


def test_words_of_an_expansion_are_compared_unstemmed() -> None:
    assert marked("nuclear nuclei nuclearize", Words(field="any", words=("nuclear", "nuclearize"))) == [
        "nuclear",
        "nuclearize",
    ]


def test_what_is_excluded_or_merely_filtered_is_never_marked() -> None:
    assert marked("talks in Beijing", Not(child=term("talks")), Values(field="place", numbers=(1,))) == []


def test_a_part_for_another_field_marks_nothing_here() -> None:
    assert marked("talks", Term(field="title", term="talk")) == []


def test_spelling_variants_are_all_marked() -> None:
    assert marked(
        "NATO and Nato", Best(children=(Term(field="any", term="nato."), Term(field="any", term="nato")))
    ) == [
        "NATO",
        "Nato",
    ]


@given(
    words=st.lists(
        st.sampled_from(["talks", "U.S.", "US", "us", "six-party", "Müller", "test", "\n", "3.5"]), max_size=20
    ),
    wanted=st.lists(st.sampled_from(["talk", "us.", "us", "six", "muller", "3.5"]), min_size=1, max_size=3),
    slop=st.integers(0, 4),
)
def test_a_phrase_is_marked_exactly_when_a_plain_scan_finds_it(words: list[str], wanted: list[str], slop: int) -> None:
    text = " ".join(words)
    terms = [stem(token.term) for token in tokens(text)]

    def found(at: int, rest: list[str], slack: int) -> bool:
        return not rest or any(
            terms[following] == rest[0] and found(following, rest[1:], slack - (following - at - 1))
            for following in range(at + 1, min(len(terms), at + 2 + slack))
        )

    scan = any(terms[at] == wanted[0] and found(at, wanted[1:], slop) for at in range(len(terms)))
    node = Phrase(field="any", terms=tuple((one,) for one in wanted), slop=slop)
    assert bool(marked(text, node)) == scan


@given(st.text(max_size=200))
def test_matches_are_inside_the_text_in_order_and_never_overlap(text: str) -> None:
    terms = {stem(token.term) for token in tokens(text)}
    parts = [Term(field="any", term=one) for one in sorted(terms)]
    matches = find_matches(text, marks_of([("part", part) for part in parts]).get("any", NO_MARKS))
    assert all(0 <= match.start < match.end <= len(text) for match in matches)
    assert all(first.end <= second.start for first, second in pairwise(matches))
    assert len(matches) == len(list(tokens(text)))


WORDS = """skies dying ability sensibility hopping hoped policies relations nationalization generously agreed tying ponies
news only early gently idly howe succeed inning earring databases analyses Müller’s façade Straße œuvre Nguyễn
U.S. US’s NATO’s U.S.S.R. O’Neill co­operation ﬁnancial İstanbul KOREA’S l’Europe d’Estaing Łódź Þingvellir""".split()


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_by_its_own_stem_however_it_is_written(word: str) -> None:
    (token,) = tokens(word)
    text = f"Nothing here.\n\nSome words before {word} and after."
    assert marked(text, Term(field="any", term=stem(token.term))) == [text[text.index(word) :].split(" ")[0]]


@given(st.text(max_size=60), st.data())
def test_any_token_of_any_text_is_found_by_its_own_stem(text: str, data: st.DataObject) -> None:
    found = list(tokens(text))
    if found:
        chosen = data.draw(st.sampled_from(found))
        marks = marks_of([("part", Term(field="any", term=stem(chosen.term)))])["any"]
        matches = find_matches(text, marks)
        assert (chosen.start, chosen.end) in {(match.start, match.end) for match in matches}


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_every_word_begins_as_its_stem_promises(word: str) -> None:
    assert word.startswith(beginning(stem(word)))


@given(
    st.sampled_from(["ation", "ing", "ies", "ed", "ability", "ousness", "ly", "ied", "yed", "eed", "ement"]),
    st.text("bcdlmnpstaeiouy", min_size=2, max_size=6),
)
def test_words_with_suffixes_begin_as_their_stem_promises(suffix: str, root: str) -> None:
    assert (root + suffix).startswith(beginning(stem(root + suffix)))
