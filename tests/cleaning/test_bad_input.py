"""Whatever is called a page or a text ends in lines that are complete, a body whose ranges hold, and notes that say why."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.blocks import Page, parse_page, segment
from indexer.cleaning.html import BY_ELEMENTS, MOST_BLOCKS, is_too_long
from indexer.documents import CleanedDocument, RawDocument
from indexer.errors import ReadFailure
from indexer.readers import Limits, list_files, read_file, read_paths
from search.documents import Verdict
from tests.cleaning.raw import cleaned, texts

PROSE = (
    "The ministers met in Geneva on Tuesday to discuss the reduction of strategic arms, and agreed that the talks "
    "should be resumed before the end of the year if both governments consent to the terms."
)


def holds(document: CleanedDocument) -> None:
    """Body, ranges and lines agree with each other."""
    end = 0
    for start, stop in document.kept:
        assert end <= start < stop <= len(document.body)
        end = stop
    assert document.body == document.body.strip()
    assert bool(document.body) == ("no body found" not in document.notes)
    for line in document.lines:
        assert line.text.strip()
        assert line.rule
        assert 0 <= line.confidence <= 1
    in_body = [line for line in document.lines if line.verdict in (Verdict.KEEP, Verdict.DEMOTE)]
    # Control characters of Latin-1 are letters of Windows that were misread, and are mended in the body.
    letters = sum(c.isalnum() or "\x80" <= c <= "\x9f" for line in in_body for c in line.text)
    assert letters >= sum(character.isalnum() for character in document.body) // 2  # NFC may join what is apart
    for evidence in document.evidence:
        assert evidence.line is None or 0 <= evidence.line < len(document.lines)


WORDS = st.sampled_from(
    ["talks", "Leave a Reply", PROSE, "3 May 2012", "By Jane Doe", "©", "Copyright © 2012 The Courier", "03/04/2012", "---",
     "title: x", "المحادثات", "部长们在日内瓦会晤。", "\u202e", "\u00ad", "\x85", "\u2028", "e\u0301", "1. 2. 3.", "• a", "🙂", "\x00"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", " ", "\t", "\x0b", "\x0c"])
TEXTS = st.lists(st.one_of(WORDS, ENDS, st.text(max_size=20)), max_size=30).map("".join)
TAGS = (
    "html head title body main article section nav aside footer header div p span a b br hr li ul ol dl dt dd table tr td th "
    "h1 h2 h3 pre code blockquote figure figcaption time script style noscript option select form button iframe frameset "
    "frame svg math textarea template"
)
NAMES = st.sampled_from(
    ['class="comments"', "id=main", "hidden", 'style="display:none"', "datetime=2012-03-01", "href=/", "x"]
)
OPENINGS = st.tuples(st.sampled_from(TAGS.split()), NAMES).map(lambda pair: f"<{pair[0]} {pair[1]}>")
BROKEN = st.sampled_from(
    ["&amp;", "&nbsp;", "&#8212;", "&bogus;", "&#xFFFFFFFF;", "&#0;", "&", "<!-- c", "-->", "<?pi x?>", "<", "</", ">",
     "<![CDATA[x]]>", "<!DOCTYPE html>", "<p class=", '<script type="application/ld+json">{"datePublished": "2012', "]]>"]
)  # fmt: skip
CLOSINGS = st.sampled_from(TAGS.split()).map(lambda tag: f"</{tag}>")
PAGES = st.lists(st.one_of(OPENINGS, CLOSINGS, BROKEN, WORDS, st.text(max_size=12)), max_size=40).map("".join)


@given(TEXTS)
def test_any_text_ends_with_all_its_lines_and_ranges_that_hold(text: str) -> None:
    document = cleaned(text)
    holds(document)
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    assert [line.text for line in document.lines] == lines


@given(PAGES)
def test_any_page_ends_with_all_its_blocks_and_ranges_that_hold(page: str) -> None:
    document = cleaned(page, "html", url="https://courier.example/2012/03/talks")
    holds(document)
    assert [line.text for line in document.lines] == [block.text for block in segment(parse_page(page)).blocks]


@given(st.binary(max_size=200), st.sampled_from([".html", ".txt", ".md"]))
def test_any_bytes_are_a_document_or_a_failure_that_says_why(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"a{ending}"
    path.write_bytes(content)
    [read] = read_paths([path])
    if isinstance(read, ReadFailure):
        assert read.reason
    else:
        holds(cleaned(read.text, read.content))


@pytest.mark.parametrize(
    ("page", "note"),
    [
        ("<frameset><frame src=a><frame src=b></frameset>", "made of frames: the text is in other pages"),
        (f"<noscript><p>{PROSE}</p></noscript>", "its only text is for browsers without scripts"),
        ("<script>document.write('text')</script>", "without visible text"),
        ("<nav><a href=/>Home</a> <a href=/b>World</a></nav>", "nothing but navigation and other furniture"),
    ],
)
def test_a_page_without_a_body_says_why(page: str, note: str) -> None:
    document = cleaned(page, "html")
    assert {note, "no body found"} <= set(document.notes)
    holds(document)


def test_a_page_too_long_for_the_model_is_judged_by_its_elements_and_says_so() -> None:
    page = (
        f"<nav><p>Home</p></nav><main>{f'<p>{PROSE}</p>' * MOST_BLOCKS}</main><div class=comments><p>I agree.</p></div>"
    )
    document = cleaned(page, "html")
    assert BY_ELEMENTS in document.notes
    assert texts(document, Verdict.DROP) == ["Home", "I agree."]
    assert document.body.count(PROSE) == MOST_BLOCKS
    holds(document)


def test_the_longest_page_for_the_model_is_read_by_it() -> None:
    page = Page(blocks=(), tags=(), parents=(), names=(), hidden=())
    assert not is_too_long(page)
    assert BY_ELEMENTS not in cleaned(f"<main>{f'<p>{PROSE}</p>' * 50}</main>", "html").notes


def test_width_below_depth_costs_no_product_of_both() -> None:
    page = f"{'<div>' * 1_500}{'<p>a</p>' * 30_000}{'</div>' * 1_500}"
    assert len(cleaned(page, "html").lines) == 30_000


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.html", "<p>a</p>" * 6, "12 tags, more than 10"),
        ("a.txt", "a\n" * 11, "11 lines, more than 10"),
        ("a.md", "a\r" * 11, "11 lines, more than 10"),
    ],
)
def test_documents_of_too_many_pieces_are_counted_failures(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_bytes(text.encode())
    [found] = list_files([tmp_path])
    assert not isinstance(found, ReadFailure)
    [failure] = read_file(found, limits=Limits(max_tags=10, max_lines=10))
    assert isinstance(failure, ReadFailure)
    assert reason in failure.reason


def test_a_document_of_as_many_pieces_as_are_allowed_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>a</p>" * 5)
    [found] = list_files([tmp_path])
    assert not isinstance(found, ReadFailure)
    [read] = read_file(found, limits=Limits(max_tags=10))
    assert isinstance(read, RawDocument)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.4 ...", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"PK\x03\x04", "ZIP"), (b"a\x00b", "NUL")],
)
def test_files_that_are_no_pages_are_counted_failures(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "a.html").write_bytes(content)
    [failure] = read_paths([tmp_path])
    assert isinstance(failure, ReadFailure)
    assert kind in failure.reason


@pytest.mark.parametrize("declared", ["utf-8", "no-such-charset", "utf-16", ""])
def test_a_page_in_another_charset_than_it_declares_is_read_and_said(tmp_path: Path, declared: str) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body><p>Müßiggang — {PROSE} Größe, Maß, Schluß, Fuß.</p></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode("windows-1252"))
    [read] = read_paths([tmp_path])
    assert isinstance(read, RawDocument)
    assert "encoding repaired" in read.notes
    assert "Größe, Maß, Schluß" in cleaned(read.text, "html").body


def test_prose_set_like_a_listing_has_its_paragraphs() -> None:
    paragraphs = [f"{PROSE} {number}." for number in ("One", "Two", "Three", "Four")]
    page = "<pre>" + "\n\n".join(paragraph.replace(", ", ",\n") for paragraph in paragraphs) + "</pre>"
    assert [block.text for block in segment(parse_page(page)).blocks] == paragraphs


def test_the_lines_of_a_listing_are_one_block() -> None:
    page = "<pre><code><div>for line in text:</div><div>    print(line)<br>    count += 1</div></code></pre>"
    [block] = segment(parse_page(page)).blocks
    assert block.text == "for line in text: print(line) count += 1"
    assert block.code_share > 0.7


def test_an_id_made_from_its_heading_says_nothing_about_the_place() -> None:
    page = segment(
        parse_page("<section id='related-names'><h2>Related names</h2></section><section id=related><p>a</p></section>")
    )
    assert [name for name in page.names if name] == ["related"]


def test_a_page_nested_too_deep_for_a_tree_keeps_what_its_head_states() -> None:
    head = '<title>Talks resume</title><meta property="article:published_time" content="2011-03-04">'
    document = cleaned(
        f'<html lang="en-GB"><head>{head}</head><body>{"<div>" * 3000}<p>{PROSE}</p>{"</div>" * 3000}</body></html>',
        "html",
    )
    assert (document.title, document.language) == ("Talks resume", "en-GB")
    assert document.date is not None
    assert document.date.iso == "2011-03-04"
    assert document.body == PROSE
