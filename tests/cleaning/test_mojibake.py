"""UTF-8 that was once read as windows-1252 or Latin-1 is read as what it was; what only looks like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import clean
from indexer.cleaning.assembly import assemble, collapsed, readable
from indexer.cleaning.mojibake import is_mended, mended
from indexer.readers import record
from indexer.readers.charset import REPAIRED
from search.documents import Line, Verdict

SENTENCE = "The ministers agreed that inspectors would be admitted before the end of the year, and that talks go on. "


def misread(text: str, charset: str = "windows-1252", *, times: int = 1) -> str:
    """What becomes of a text whose UTF-8 is taken for another charset; bytes that mean nothing there come through."""
    for _ in range(times):
        text = "".join(_one(byte, charset) for byte in text.encode())
    return text


def _one(byte: int, charset: str) -> str:
    try:
        return bytes((byte,)).decode(charset)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("charset", ["windows-1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    "text",
    [
        "Obama’s plan",
        "“We will talk,” he said – and the fiancée agreed.",
        "USAGov en Español",
        "44 U.S.C. § 3507",
        "€5 million",
        "Contact the\xa0Defense Contract Audit Agency",
        "Переговоры в Женеве о ядерном оружии",
        "中国核武器谈判",
        "thanks 😀 all",
    ],
)
def test_what_was_misread_is_read_as_it_was_written(text: str, charset: str, times: int) -> None:
    assert mended(misread(text, charset, times=times)) == text
    assert is_mended(misread(text, charset, times=times))


@pytest.mark.parametrize(
    "text",
    [
        "naïve façade “quoted” – über",
        "a page shows â€™ instead of an apostrophe",
        'use the "n" instead of the "Ã±" in the address bar',
        "'Ã©' for e, \"Ã±\" for n, (â€™) and `â€œ` for quotation marks",
        "“espaÃ±ol” instead of “español”",
        "IRMÃ” e MANHÃ\xa0no SÃO PAULO",
        "“HÄR GÅR” … “GÅ PÅ”",
        "«è caffè»… l’été »",
        "ĐÀ NẴNG, HUẾ Â” CẦN",
        "Ã",
        "â€",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert mended(text) == text
    assert not is_mended(text)


def test_a_quotation_mark_that_lost_its_last_byte_is_put_back_where_the_line_was_misread() -> None:
    assert mended("â€œWe will,â€ he said. â€œNo.â€") == "“We will,” he said. “No.”"
    assert mended("It wasâ\x80\x99nt so on WednesdayÂ and after") == "It was’nt so on Wednesday and after"


def test_quotation_marks_of_windows_that_came_through_as_control_characters_stay_in_the_text() -> None:
    assert readable("\x93It\x92s done\x94 \x96 1995") == "“It’s done” – 1995"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_mending_ends_and_leaves_ascii_alone(text: str) -> None:
    once = mended(text)
    assert mended(once) == once or is_mended(once)  # read wrongly more than three times
    assert [c for c in once if c.isascii()] == [c for c in text if c.isascii()]


@given(st.characters(codec="utf-8", min_codepoint=0xA0), st.sampled_from(["windows-1252", "latin-1"]))
def test_every_character_that_was_misread_is_noticed(character: str, charset: str) -> None:
    # An alphabet beside it that is misread beyond doubt: what a single one means may be open.
    text = f"“Talks” – {character} – “go on”"
    assert mended(misread(text, charset)) == text


@given(st.text(st.sampled_from("àâäçéèêëîïôöùûüœßñ’“”«»–… abcdeN.,"), max_size=60))
def test_running_text_in_small_letters_is_never_touched(text: str) -> None:
    if "â€" not in text:
        words = " ".join(text.split())
        assert mended(words) == words


@pytest.mark.parametrize("content", ["text", "html", "body"])
def test_a_document_is_searched_as_it_was_meant_shown_as_scraped_and_counted(content: str) -> None:
    line = misread("“Obama’s fiancée said so,” he wrote. ") + SENTENCE * 3
    inside = f"<html><body><article><h1>A title</h1><p>{line}</p><p>{SENTENCE * 3}</p></article></body></html>"
    text = inside if content == "html" else f"{line}\n\n{SENTENCE * 3}"
    given = {"id": "a", content: text, "title": misread("The minister’s café")}
    cleaned = clean(record(given, b"{}", where="a", origin="a"))
    assert "“Obama’s fiancée said so,” he wrote." in cleaned.body
    assert cleaned.title == "The minister’s café"
    assert REPAIRED in cleaned.notes
    assert any(misread("Obama’s") in shown.text for shown in cleaned.lines)


def test_a_document_read_rightly_has_no_such_note() -> None:
    text = f"“Obama’s fiancée said so,” he wrote. {SENTENCE}"
    assert clean(record({"id": "a", "text": text}, b"{}", where="a", origin="a")).notes == ()


def _line(text: str) -> Line:
    return Line(text=text, verdict=Verdict.KEEP, rule="r", evidence="", confidence=1.0)


@given(
    st.lists(st.one_of(st.text(), st.sampled_from(["Obama’s plan", "café", " wide  gap "]).map(misread)), max_size=5)
)
def test_a_body_is_the_same_where_the_words_of_its_lines_are_known(texts: list[str]) -> None:
    lines, breaks = [_line(text) for text in texts], ["\n\n"] * len(texts)
    assert assemble(lines, breaks, [collapsed(text) for text in texts]) == assemble(lines, breaks)


def test_a_line_that_prints_as_it_stands_is_mended_too() -> None:
    line = misread("Obama’s speech was heard by all the delegates of both sides. ") + SENTENCE.strip()
    assert line.isprintable()
    cleaned = clean(record({"id": "a", "text": f"{SENTENCE}\n\n{line}\n\n{SENTENCE}"}, b"", where="a", origin="a"))
    assert "Obama’s speech was heard" in cleaned.body
