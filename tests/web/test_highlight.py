"""Text becomes HTML once, whole, and nothing in it becomes markup."""

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from web.highlight import Link, coded, joined, linked_and_marked, marked, passage, printable, shortened, web_address

HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "&lt;",
        "&amp;lt;",
        "</mark>",
        "\u202eevil\u202c",
        "\0",
        "'",
        "]]>",
    ]
)
TEXTS = st.lists(st.one_of(HOSTILE, st.text(max_size=8), st.sampled_from([" ", "word", "é", "\n"])), max_size=12).map(
    "".join
)


@st.composite
def texts_with_ranges(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    text = draw(TEXTS)

    def ranges() -> list[tuple[int, int]]:
        edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False) if start < end]

    return text, ranges(), ranges()


def parsed(html: Markup) -> BeautifulSoup:
    return BeautifulSoup(f"<pre>{printable(html)}</pre>", "html.parser")


def same(text: str) -> str:
    """As it must come back: every line break is one in a parsed page."""
    return printable(text)


@given(texts_with_ranges())
def test_a_page_shows_exactly_the_text_and_marks_exactly_the_ranges(given_: tuple) -> None:
    text, ranges, _ = given_
    got = parsed(marked(text, ranges))
    assert got.get_text() == same(text)
    assert {tag.name for tag in got.find_all(True)} <= {"pre", "mark"}
    assert [mark.get_text() for mark in got.find_all("mark")] == [same(text)[a:b] for a, b in joined(text, ranges)]


@given(texts_with_ranges())
def test_marks_and_links_may_cross_and_lose_nothing(given_: tuple) -> None:
    text, ranges, spans = given_
    links = [Link(start=a, end=b, href='/entities/"><script>', title="<person>") for a, b in spans]
    got = parsed(linked_and_marked(text, ranges, links, start=0, end=len(text), first_number=1))
    assert got.get_text() == same(text)
    assert {tag.name for tag in got.find_all(True)} <= {"pre", "mark", "a"}
    assert [link.get_text() for link in got.find_all("a")] == [same(text)[a:b] for a, b in spans]
    assert "".join(mark.get_text() for mark in got.find_all("mark")) == "".join(same(text)[a:b] for a, b in ranges)
    assert [mark["id"] for mark in got.find_all("mark", id=True)] == [f"hit-{n + 1}" for n in range(len(ranges))]
    assert all(link["href"] == '/entities/"><script>' for link in got.find_all("a"))


@given(texts_with_ranges(), st.data())
def test_a_part_of_a_text_is_drawn_with_what_lies_in_it(given_: tuple, data: st.DataObject) -> None:
    text, ranges, _ = given_
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    got = parsed(linked_and_marked(text, ranges, [], start=start, end=end, first_number=1))
    assert got.get_text() == same(text)[start:end]


def test_words_side_by_side_are_one_mark() -> None:
    assert marked("food aid now", [(0, 4), (5, 8)]) == Markup("<mark>food aid</mark> now")
    assert marked("food-aid", [(0, 4), (5, 8)]) == Markup("<mark>food</mark>-<mark>aid</mark>")


def test_a_cut_passage_has_an_ellipsis_that_is_not_read_aloud() -> None:
    assert passage("a", [], before=True, after=False) == Markup('<span aria-hidden="true">…</span> a')
    assert passage("<", [], before=False, after=True) == Markup('&lt; <span aria-hidden="true">…</span>')


def test_long_text_is_cut_and_marks_beyond_it_are_left_out() -> None:
    assert shortened("x" * 1_000_000, 10) == "x" * 9 + "…"
    assert marked("abcdefghij", [(1, 2), (8, 10)], longest=5) == Markup("a<mark>b</mark>cd…")


def test_only_web_addresses_are_links() -> None:
    good = "https://a.example/b?c=d&e#f"
    assert web_address(good) == good
    assert web_address("HTTP://a.example") == "HTTP://a.example"
    for bad in (
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", "https://",
        "https:///x", " https://a.example", "java\nscript:x", "vbscript:x", "https://a.example\0", "ftp://a.example",
    ):  # fmt: skip
        assert web_address(bad) is None


def test_what_a_message_puts_between_backticks_is_code() -> None:
    assert coded("Run `regesta verify` <now>.") == "Run <code>regesta verify</code> &lt;now&gt;."
    assert coded(Markup('<span lang="en">`a` and ` <b>`</b></span>')).count("<code>") == 1


@given(TEXTS)
def test_a_message_is_never_anything_but_text_and_code(text: str) -> None:
    got = BeautifulSoup(coded(printable(text)), "html.parser")
    assert {element.name for element in got.find_all(True)} <= {"code"}
