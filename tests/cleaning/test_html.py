"""HTML pages: every visible character is in one block, the article stays, the furniture goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.cleaning.blocks import parse_page
from search.documents import Verdict
from tests.cleaning.raw import cleaned, texts

PROSE = (
    "The ministers met in Geneva on Tuesday to discuss the reduction of strategic arms, and agreed that the talks "
    "should be resumed before the end of the year if both governments consent to the terms."
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Talks resume | The Courier</title>
<meta property="og:site_name" content="The Courier"><link rel="canonical" href="https://courier.example/talks">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2012-03-01T06:33:00Z",
"author": [{{"name": "Jane Doe"}}]}}</script><style>p {{color: red}}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Talks resume</h1><p>{PROSE}</p><h2>What was agreed</h2><p>{PROSE}<br><br>{PROSE}</p>
<ul><li>First, an end of testing at all sites.</li><li>Second, a return of the inspectors.</li></ul></article>
<div class="comments"><h3>Leave a Reply</h3><p>I do not agree with this at all.</p></div>
<footer>Copyright © 2012 The Courier. All rights reserved.</footer></body></html>"""


def test_an_article_is_found_and_described() -> None:
    document = cleaned(PAGE, "html")
    assert document.title == "Talks resume"
    assert document.date is not None
    assert document.date.edtf == "2012-03-01"
    assert (document.source, document.authors) == ("The Courier", ("Jane Doe",))
    assert (document.language, document.url) == ("en-GB", "https://courier.example/talks")
    assert document.body == "\n\n".join(
        (
            PROSE,
            "What was agreed",
            PROSE,
            PROSE,
            "First, an end of testing at all sites.\nSecond, a return of the inspectors.",
        )
    )
    assert "Home" in texts(document, Verdict.DROP)
    assert "I do not agree with this at all." in texts(document, Verdict.DROP)


def visible(page: str) -> str:
    """Every character a reader of the page could see, by another way than the code's own."""
    tree = parse_page(page)
    etree.strip_elements(
        tree,
        *"script style noscript template head iframe object embed applet canvas audio video map noembed noframes datalist "
        "desc metadata defs".split(),
        with_tail=False,
    )
    return "".join("".join(str(piece) for piece in tree.itertext("*")).split())


def in_lines(page: str) -> str:
    return "".join("".join(line.text for line in cleaned(page, "html").lines).split())


def test_the_blocks_hold_every_visible_character_once() -> None:
    assert in_lines(PAGE) == visible(PAGE)


TAGS = st.sampled_from("p div span a b br li ul table td tr h1 nav section script style noscript option pre".split())
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.text(max_size=12),
    st.sampled_from(
        ["&amp;", "&nbsp;", "&#8212;", "&bogus;", "<!-- c -->", "<?pi x?>", "<", ">", "<![CDATA[x]]>", "\x00"]
    ),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_ends_with_all_its_visible_characters_in_lines(page: str) -> None:
    assert in_lines(page) == visible(page)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "   ",
        "<html></html>",
        "<noscript><p>Please enable JavaScript.</p></noscript>",
        "<frameset><frame src=a></frameset>",
        '<?xml version="1.0" encoding="utf-8"?><html><body></body></html>',
        "<nav><a href=/>Home</a> <a href=/b>World</a></nav>",
    ],
)
def test_a_page_without_text_says_that_no_body_was_found(page: str) -> None:
    document = cleaned(page, "html")
    assert document.body == ""
    assert "no body found" in document.notes


def test_deep_nesting_neither_fails_nor_loses_the_text() -> None:
    page = f"<nav>Home</nav>{'<div>' * 20_000}{PROSE}<br>{PROSE}<script>var x</script>{'</div>' * 20_000}"
    document = cleaned(page, "html")
    assert [line.text for line in document.lines] == ["Home", PROSE, PROSE]


def test_a_tag_of_very_many_attributes_costs_only_its_attributes() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(30_000))
    assert cleaned(f"<p {attributes}>{PROSE}</p>", "html").body == PROSE


def test_a_fragment_without_html_and_body_is_a_page() -> None:
    assert cleaned(f"<p>{PROSE}</p><p>{PROSE}</p>", "html").body == f"{PROSE}\n\n{PROSE}"


def test_right_to_left_text_is_kept() -> None:
    arabic = "اجتمع الوزراء في جنيف يوم الثلاثاء لبحث خفض الأسلحة الاستراتيجية واتفقوا على استئناف المحادثات قبل نهاية العام."
    document = cleaned(f'<html dir="rtl"><body><p>{arabic}</p><p>{arabic}</p></body></html>', "html")
    assert document.body == f"{arabic}\n\n{arabic}"
    assert document.language == "ar"


@pytest.mark.parametrize("tag", ["main", "article", "section", "header", "nav", "div", "talks-item"])
def test_a_page_that_leaves_out_the_tags_of_head_and_body_is_read_whole(tag: str) -> None:
    page = f"<!doctype html><title>Talks</title><{tag}>Menu</{tag}> and <b>more</b> <meta name=a><main><p>{PROSE}</main> the end"
    document = cleaned(page, "html")
    assert " ".join(line.text for line in document.lines) == f"Menu and more {PROSE} the end"
    assert PROSE in document.body
    assert document.title == "Talks"


def test_a_title_that_only_names_the_site_gives_way_to_the_headline() -> None:
    page = f"<title>The Courier</title><nav><a href=/>Home</a></nav><main><h1>Talks resume</h1><p>{PROSE}</p><p>{PROSE}</p></main>"
    assert cleaned(page, "html", url="https://www.thecourier.example/a").title == "Talks resume"
    assert cleaned(page, "html", url="https://www.thecourier.example/").title == "The Courier"
    assert cleaned(page, "html").title == "The Courier"
    named = f'<meta property="og:site_name" content="The Courier">{page}'
    assert cleaned(named, "html").title == "Talks resume"
