"""Passages show why a document was found: inside what was searched, cut at words, with their marks in place."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import stem
from search.engines.contract import Phrase, PlanNode, Term
from search.highlight import NO_MARKS, Marks, marks_of
from search.result import Snippet
from search.snippets import PASSAGE_LENGTH, lead, passages

FILLER = "The committee met again in the afternoon and heard the report of the secretary without further remark. "


def marks(*words: str) -> Marks:
    parts: list[tuple[str, PlanNode]] = [(word, Term(field="any", term=stem(word))) for word in words]
    return marks_of(parts).get("any", NO_MARKS)


def whole(text: str) -> tuple[tuple[int, int], ...]:
    return ((0, len(text)),)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.ranges]


def test_a_passage_begins_with_the_sentence_of_the_match_when_that_is_near() -> None:
    text = FILLER * 5 + "A moratorium on tests was agreed. " + FILLER * 5
    (snippet,) = passages(text, marks("moratorium"), kept=whole(text))
    assert snippet.text.startswith("A moratorium on tests was agreed.")
    assert marked(snippet) == ["moratorium"]


def test_a_second_passage_is_shown_only_for_words_the_first_does_not_have() -> None:
    text = "Talks on aid. " + FILLER * 6 + "A moratorium. " + FILLER * 6 + "Talks again."
    found = passages(text, marks("talks", "moratorium"), kept=whole(text))
    assert [marked(snippet) for snippet in found] == [["Talks"], ["moratorium"]]
    assert len(passages(text, marks("talks"), kept=whole(text))) == 1


def test_the_passage_is_where_most_words_of_the_query_stand_together_and_then_where_most_matches_do() -> None:
    text = "Talks were held. " + FILLER * 6 + "Talks of a moratorium failed. " + FILLER * 6
    (snippet,) = passages(text, marks("talks", "moratorium"), kept=whole(text))
    assert marked(snippet) == ["Talks", "moratorium"]
    text = "Talks were held. " + FILLER * 6 + "Talks led to talks. " + FILLER * 6
    (snippet,) = passages(text, marks("talks"), kept=whole(text))
    assert marked(snippet) == ["Talks", "talks"]


def test_a_loose_phrase_is_shown_to_its_end() -> None:
    def loose(slop: int) -> Marks:
        return marks_of([("", Phrase(field="any", terms=((stem("talks"),), (stem("moratorium"),)), slop=slop))])["any"]

    text = "They ended the talks.\n\nA moratorium began.\n\nThird paragraph."
    (snippet,) = passages(text, loose(3), kept=whole(text))
    assert marked(snippet) == ["talks", "moratorium"]
    assert snippet.text == "They ended the talks.\n\nA moratorium began."

    far = FILLER + "They began talks. " + FILLER + "They agreed on one moratorium. " + FILLER
    (snippet,) = passages(far, loose(30), kept=whole(far))
    assert marked(snippet) == ["talks", "moratorium"]


def test_passages_stay_inside_one_paragraph() -> None:
    text = "First paragraph about nothing.\n\nTalks were held.\n\nThird paragraph."
    (snippet,) = passages(text, marks("talks"), kept=whole(text))
    assert snippet.text == "Talks were held."
    assert not snippet.cut_start
    assert not snippet.cut_end


def test_a_passage_is_not_chosen_for_what_stands_in_the_next_paragraph() -> None:
    text = "They tested nuclear arms and agreed on a ban at last.\n\nThe ban holds. The nuclear age began."
    (snippet,) = passages(text, marks("nuclear", "ban", "tested"), kept=whole(text))
    assert marked(snippet) == ["tested", "nuclear", "ban"]


def test_passages_that_would_overlap_are_one() -> None:
    text = "Talks went on, " + "and on and on " * 15 + "until the moratorium " + "came and went " * 20
    (snippet,) = passages(text, marks("talks", "moratorium"), kept=whole(text))
    assert marked(snippet) == ["Talks", "moratorium"]


@given(st.lists(st.sampled_from(["talks", "moratorium", "treaty", FILLER, "end.\n\n", "and on and on"]), max_size=40))
def test_no_words_are_shown_twice(words: list[str]) -> None:
    text = " ".join(words).strip()
    shown = [
        (one.start, one.start + len(one.text))
        for one in passages(text, marks("talks", "moratorium", "treaty"), kept=whole(text))
    ]
    assert all(end <= start for (_, end), (start, _) in pairwise(shown))


def test_nothing_is_shown_from_lines_that_are_not_searched() -> None:
    text = "Talks in a demoted line.\n\nTalks in the article."
    kept = ((text.index("Talks in the"), len(text)),)
    (snippet,) = passages(text, marks("talks"), kept=kept)
    assert snippet.text == "Talks in the article."


def test_a_document_without_a_match_in_its_body_shows_how_it_begins() -> None:
    text = "  \n\nDuring a visit. " + FILLER * 9
    opening = lead(text, whole(text))
    assert opening is not None
    assert opening.text.startswith("During a visit.")
    assert len(opening.text) <= PASSAGE_LENGTH
    assert opening.ranges == ()


def test_an_empty_document_has_no_beginning_to_show() -> None:
    assert lead("", ()) is None
    assert lead(" \n ", ((0, 3),)) is None


@given(
    st.lists(st.sampled_from(["talks", "aid", "A b.", "x" * 60, "Ünïcode", "\n\n", "?", "US"]), max_size=150),
    st.data(),
)
def test_passages_are_pieces_of_the_text_with_true_marks(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    ends = (
        sorted(
            data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True), label="kept"), key=int
        )
        if len(text) > 4
        else []
    )
    kept = tuple(zip(ends[::2], ends[1::2], strict=False)) or whole(text)
    for snippet in passages(text, marks("talks", "aid"), kept=kept):
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert snippet.ranges
        assert {word.lower() for word in marked(snippet)} <= {"talks", "aid", "talk"}
        assert any(start <= snippet.start and snippet.start + len(snippet.text) <= end for start, end in kept)
