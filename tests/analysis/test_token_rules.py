"""The token rules as a table of examples: how text becomes terms, in documents and in queries alike."""

import unicodedata

import pytest
import tantivy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import (
    MAX_TERM_LENGTH,
    ORDINARY_WORDS,
    STOPWORDS,
    alternatives,
    is_all_capitals,
    stem,
    term_text,
    tokens,
)

RULES = [
    # words are letters, marks and digits; everything else parts them
    ("Food aid", "food aid"),
    ("six-party", "six party"),
    ("Kim Jong-Il", "kim jong il"),
    ("a_b", "a b"),
    ("Dostoyevsky—Tolstoy", "dostoyevsky tolstoy"),
    ("«mot» “word” 'quoted'", "mot word quoted"),
    ("C++ C# 50%", "c c 50"),
    ("COVID-19", "covid. 19"),
    ("...", ""),
    # apostrophes
    ("O'Neill", "oneill"),
    ("O’Neill", "oneill"),
    ("Sana'a", "sanaa"),
    ("who's", "who"),
    ("McDonald’s", "mcdonald"),
    ("dogs' rock 'n' roll", "dogs rock n roll"),
    ("don't", "dont"),
    ("o'clock", "oclock"),
    ("l'eau d'accord qu'il L’Europe", "eau accord il europe"),
    # numbers
    ("3.5", "3.5"),
    ("240,000", "240000"),
    ("1,234,567.89", "1234567.89"),
    ("1,5", "1 5"),
    ("5.", "5"),
    ("v1.2", "v1 2"),
    ("3.5m 20th G8", "3 5m 20th g8"),
    ("06:33 2012-03-01", "06 33 2012 03 01"),
    # abbreviations are terms of their own, written with a point
    ("U.S.", "us."),
    ("US", "us."),
    ("U.S", "us."),
    ("u.s.", "us."),
    ("U.S.A. USA", "usa. usa."),
    ("U.S.'s", "us."),
    ("NATO's", "nato."),
    ("U.N.-backed", "un. backed"),
    ("e.g. a.m.", "eg. am."),
    ("us", "us"),
    ("J. Smith", "j smith"),
    ("AT&T", "at. t"),
    ("MI6", "mi6"),
    # lines all in capitals
    ("NORTH KOREA AND US TALKS", "north korea and us talks"),
    ("U.S. AND NORTH KOREA TALKS", "us. and north korea talks"),
    ("NORTH KOREA TALKS FAIL\nThe US", "north korea talks fail the us."),
    # folding
    ("Müller café cafe\u0301", "muller cafe cafe"),
    ("Straße STRASSE", "strasse strasse."),
    ("Ångström Łódź Đà Nẵng", "angstrom lodz da nang"),
    ("ﬁsh ｆｕｌｌ Ⅷ", "fish full viii"),
    ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul. istanbul"),
    ("λόγος λόγοσ", "λογοσ λογοσ"),
    ("co\u00adop North Ko\u200brea", "coop north korea"),
    # other scripts
    ("Москва", "москва"),
    ("العَرَبِيَّة كتـاب", "العربية كتاب"),
    ("हिन्दी", "हिन्दी"),
    ("한국어", "한국어"),
    ("北京大学 ひらがな", "北 京 大 学 ひ ら が な"),
    ("สวัสดี", "ส ว ั ส ด ี"),
    ("🙂", "🙂"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "terms"), RULES, ids=[repr(text) for text, _ in RULES])
def test_text_becomes_these_terms(text: str, terms: str) -> None:
    assert term_text(text) == unicodedata.normalize("NFC", terms)


_SPECIAL = st.sampled_from(
    [
        "U.S.", "US", "3.5", "240,000", "O'Neill", "’s", "'s", "l'", "-", "_", "ß", "ς", "İ", "\u00ad", "\u200d", "\u0301", "北",
        "ก", "ـ", "ﷺ", "🙂", "ALL", "CAPITALS", "HERE", "\n", " ", "\r", "\u2028", ".", ",", "½", "²", "\ud800", "\0",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60), st.lists(st.one_of(_SPECIAL, st.text(max_size=4)), max_size=20).map("".join)
)


@given(TEXTS)
@example("a " * 20 + "b" * 65 + " c")
@example("d" * 200)
@settings(max_examples=500)
def test_terms_of_a_text_are_its_tokens_in_order(text: str) -> None:
    assert term_text(text) == " ".join(token.term for token in tokens(text))


@given(TEXTS)
@settings(max_examples=500)
def test_every_term_stands_where_its_token_says(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        # read by itself a token is the same term; only a whole line tells that capitals mean nothing
        assert token.term in {
            alone.term
            for capitals in (True, False)
            for alone in tokens(text[token.start : token.end], capitals_mean_nothing=capitals)
        }
        end = token.end


@given(TEXTS)
@settings(max_examples=500)
def test_terms_are_short_hold_no_white_space_and_are_never_empty(text: str) -> None:
    for token in tokens(text):
        assert 0 < len(token.term) <= MAX_TERM_LENGTH
        assert token.term.split() == [token.term]


@given(TEXTS)
@example("a\u0315\u0300")
def test_composed_and_decomposed_texts_have_the_same_terms(text: str) -> None:
    # Capitals are told by letter, so only composed texts (as documents and query words are) have those.
    decomposed = unicodedata.normalize("NFD", text.lower())
    assert term_text(unicodedata.normalize("NFC", decomposed)) == term_text(decomposed)


@given(st.text("abcdefghijklmnopqrstuvwxyz'’ .,-\nABCÉßς", max_size=80))
def test_a_terms_own_terms_are_itself(text: str) -> None:
    for token in tokens(text):
        assert token.term in (term_text(token.term), term_text(token.term) + ".", term_text(token.term.upper()))


_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()
)
_LETTERS = st.text("abcdefghijklmnopqrstuvwxyzéñßσж'0123456789", min_size=1, max_size=14)
_SUFFIXED = st.tuples(
    _LETTERS, st.sampled_from(["", "s", "es", "ing", "ed", "edly", "ly", "ness", "ational", "ization", "ies", "y", "ement", "e"])
).map("".join)  # fmt: skip


@given(st.lists(_SUFFIXED, min_size=1, max_size=20))
@settings(max_examples=300)
def test_tantivys_own_stemmer_gives_the_same_stems(words: list[str]) -> None:
    terms = term_text(" ".join(words)).split()
    assert _ANALYZER.analyze(" ".join(terms)) == [stem(term) for term in terms]


@given(TEXTS)
def test_tantivy_sees_the_very_terms_of_any_text(text: str) -> None:
    terms = term_text(text)
    assert "\ud800" not in terms
    assert _ANALYZER.analyze(terms) == [stem(term) for term in terms.split(" ") if term]


@pytest.mark.parametrize(
    ("word", "its_stem"),
    [
        ("talks", "talk"),
        ("talking", "talk"),
        ("agreements", "agreement"),
        ("nuclear", "nuclear"),
        ("reactors", "reactor"),
        ("generously", "generous"),
        ("us.", "us."),
        ("news.", "news."),
        ("3.5", "3.5"),
        ("北", "北"),
    ],
)
def test_endings_are_cut_but_not_from_abbreviations(word: str, its_stem: str) -> None:
    assert stem(word) == its_stem


def test_an_abbreviation_and_its_word_mean_each_other_unless_the_word_is_an_ordinary_one() -> None:
    assert alternatives("nato") == ("nato", "nato.")
    assert alternatives("nato.") == ("nato.", "nato")
    assert alternatives("us") == ("us",)
    assert alternatives("us.") == ("us.",)
    assert alternatives("mi6") == ("mi6",)
    assert alternatives("x") == ("x",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NORTH KOREA AND US TALKS", True),
        ("NATO AND U.S.", False),
        ("The NATO, IAEA and CTBTO", False),
        ("NATO", False),
        ("", False),
        ("ΑΒΓ ΔΕΖ ΗΘΙ", True),
    ],
)
def test_capitals_mean_nothing_only_where_a_whole_line_is_in_them(line: str, expected: bool) -> None:
    assert is_all_capitals(line) is expected


def test_word_lists_hold_terms() -> None:
    assert all(term_text(word) == word for word in STOPWORDS | ORDINARY_WORDS)
