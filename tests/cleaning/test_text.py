"""Flattened text: every line is judged, what an article says stays."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import apply_line_overrides
from search.documents import Verdict
from tests.cleaning.raw import cleaned, texts

PROSE = (
    "The ministers met in Geneva on Tuesday to discuss the reduction of strategic arms, and agreed that the talks "
    "should be resumed before the end of the year if both governments consent to the terms."
)

MUST_KEEP = (
    "The ministry declined to comment.",
    "Copyright reform bill passes the Senate after a long debate on the rights of libraries.",
    "Related: the Senate will take up the treaty next week, and its chairman expects a long debate before any vote.",
    "It was over.",
    '"Leave a reply," the message said, but nobody in the embassy did.',
    "Article 1. Each Party undertakes to destroy its chemical weapons.",
    "Article 2. Nothing in this Treaty shall be interpreted as affecting the right of self-defence.",
)


@pytest.mark.parametrize("line", MUST_KEEP)
def test_lines_that_only_look_like_furniture_are_kept(line: str) -> None:
    document = cleaned(f"{PROSE}\n\n{line}\n\n{PROSE}\n")
    assert line in texts(document, Verdict.KEEP)


def test_a_poem_keeps_its_lines_and_its_stanzas() -> None:
    poem = "The guns fell silent\nin the snow,\nand those who heard it\ndid not know.\n\nThe peace had come\non quiet feet."
    document = cleaned(f"{PROSE}\n\n{poem}\n\n{PROSE}")
    assert poem in document.body


def test_lines_wrapped_at_a_column_are_rejoined() -> None:
    words = (PROSE + " ") * 4
    wrapped, line = [], ""
    for word in words.split():
        if len(line) + len(word) > 70:
            wrapped.append(line)
            line = ""
        line = f"{line} {word}".strip()
    wrapped.append(line)
    text = "\n".join(wrapped)
    assert cleaned(f"{text}\n\n{text}").body.split("\n\n") == [words.strip()] * 2


def test_lines_without_blank_lines_between_are_paragraphs() -> None:
    assert cleaned(f"{PROSE}\n{PROSE} Second.\n").body == f"{PROSE}\n\n{PROSE} Second."


def test_windows_line_ends_make_the_same_body() -> None:
    text = f"A headline of the day\n\n{PROSE}\n\n{PROSE}\n"
    assert cleaned(text.replace("\n", "\r\n")).body == cleaned(text).body


def test_a_document_of_one_long_line_is_its_own_body() -> None:
    text = PROSE * 200
    assert cleaned(text).body == text


def test_a_document_without_text_says_so() -> None:
    document = cleaned("Leave a Reply\n")
    assert document.body == ""
    assert "no body found" in document.notes
    assert document.title


def test_the_body_holds_no_invisible_characters_and_the_lines_do() -> None:
    line = f"Nego\u00adtia\u200btions\u202e re\u0301sume\u0301 {PROSE}"
    document = cleaned(line)
    assert document.body == f"Negotiations résumé {PROSE}"
    assert document.lines[0].text == line


def test_given_bodies_are_taken_as_they_are() -> None:
    document = cleaned("First line\nof a paragraph.\n\nLeave a Reply", "body", given_title="T")
    assert document.body == "First line\nof a paragraph.\n\nLeave a Reply"
    assert {line.rule for line in document.lines} == {"given.body"}
    assert document.kept == ((0, len(document.body)),)


def test_an_override_restores_a_line_in_its_place() -> None:
    document = cleaned(f"{PROSE}\n\nShare this:\n\n{PROSE} End.")
    restored = apply_line_overrides(document, {1: Verdict.KEEP})
    assert restored.body == f"{PROSE}\n\nShare this:\n\n{PROSE} End."
    assert restored.lines[1].rule == "archivist"
    demoted = apply_line_overrides(document, {0: Verdict.DEMOTE})
    assert demoted.body == document.body
    assert [demoted.body[start:end] for start, end in demoted.kept] == [f"{PROSE} End."]


def test_an_override_of_a_line_that_is_gone_is_said() -> None:
    document = apply_line_overrides(cleaned(PROSE), {9: Verdict.DROP})
    assert document.body == PROSE
    assert document.notes == ("override of line 9 has no line",)


TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\n\r\t .©|")), max_size=400)


@given(TEXTS)
def test_the_lines_are_all_lines_with_a_character(text: str) -> None:
    document = cleaned(text)
    wanted = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    assert [line.text.strip() for line in document.lines] == wanted


@given(TEXTS)
def test_what_is_kept_lies_in_the_body_in_order(text: str) -> None:
    document = cleaned(text)
    ends = 0
    for start, end in document.kept:
        assert ends <= start < end <= len(document.body)
        ends = end
    assert document.body == document.body.strip()
    assert len(document.breaks) == len(document.lines)


@given(TEXTS)
def test_cleaning_is_deterministic(text: str) -> None:
    assert cleaned(text) == cleaned(text)


@pytest.mark.parametrize(
    "text",
    [
        "One line only here.",
        "Sanctions eased\n\nThe council eased its sanctions after a long debate.",
        "First note.\nSecond note.\nThird note.",
        "Talks resume\n\nThe parties met in Geneva on Friday to resume talks.\n\nBe the first to comment",
    ],
)
def test_a_text_of_a_few_lines_loses_nothing_but_what_a_rule_names(text: str) -> None:
    document = cleaned(text)
    assert texts(document, Verdict.DROP) == [line for line in text.split("\n") if line == "Be the first to comment"]
    assert document.body


@pytest.mark.parametrize(
    "byline", ["Von Peter Müller", "Par Jean Dupont", "Por Ana García López", "Written by Jane Doe"]
)
def test_a_byline_is_no_headline(byline: str) -> None:
    document = cleaned(f"Abrüstung\n\n12. März 2010\n\n{byline}\n\n{PROSE}\n")
    assert document.title == "Abrüstung"
    assert document.authors


def test_a_headline_without_spaces_becomes_the_title() -> None:
    headline = "安理会讨论叙利亚局势"
    document = cleaned(
        f"{headline}\n\n2012年3月1日\n\n{'联合国安全理事会星期二在纽约举行紧急会议，讨论叙利亚局势。' * 5}\n"
    )
    assert document.title == headline
    assert texts(document, Verdict.HARVEST) == [headline, "2012年3月1日"]


def test_a_model_is_never_said_to_be_certain() -> None:
    article = f"A headline of the day\n\n{(PROSE + chr(10) * 2) * 12}Share\nTweet\nMore from this section\nLog in\n"
    page = f"<title>T</title><nav><a href=/>Home</a></nav><article>{f'<p>{PROSE}</p>' * 12}</article><footer>About us</footer>"
    for document in (cleaned(article), cleaned(page, "html")):
        sure = [line.confidence for line in document.lines]
        assert 0.9 < max(sure) <= 0.99


def test_the_headline_of_wrapped_text_becomes_the_title() -> None:
    wrapped = "\r\n\r\n".join("\r\n".join(textwrap.wrap(PROSE, 60)) for _ in range(2))
    document = cleaned(f"Talks resume in Geneva\r\nMarch 1, 2012\r\n\r\n{wrapped}\r\n")
    assert document.title == "Talks resume in Geneva"
    assert document.body == f"{PROSE}\n\n{PROSE}"


def test_the_first_line_of_wrapped_prose_is_no_headline() -> None:
    wrapped = "\n".join(textwrap.wrap(f"{PROSE} {PROSE}", 62))
    for text in (wrapped, f"It was over.\n{wrapped}", f"{wrapped}\n\n{wrapped}"):
        assert " ".join(cleaned(text).body.split()) == " ".join(text.split())
