"""One name for each publisher, read where pages put it."""

import pytest

from indexer.metadata.authors import names_in
from indexer.metadata.languages import detect_language, language_tag
from indexer.metadata.sources import canonical_source, holder_in
from indexer.metadata.titles import without_site
from tests.cleaning.raw import cleaned


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Stratfor Enterprises, LLC", "Stratfor"),
        ("The Economist Newspaper Limited", "The Economist Newspaper"),
        ("  Foreign   Affairs ", "Foreign Affairs"),
        ("www.the-courier.org", "the-courier.org"),
        ("{$plugin.site_name}", None),
        ("%%NAME%%", None),
        ("Free Enterprises", "Free Enterprises"),
        ("WEISSER RING e.V", "WEISSER RING"),
        ("Samsonite IP Holdings S.à r.l.", "Samsonite IP"),
        ("_unknown", "unknown"),
        ("The White House, Office of the Press Secretary", "The White House, Office of the Press Secretary"),
        ("LLC", "LLC"),
        (
            "Foreign Relations of the United States, 1952–1954, Guatemala",
            "Foreign Relations of the United States, 1952–1954, Guatemala",
        ),
    ],
)
def test_names_lose_their_legal_form_and_nothing_else(name: str, canonical: str) -> None:
    assert canonical_source(name) == canonical


@pytest.mark.parametrize("name", ["", "  ", "123", "—"])
def test_what_is_no_name_is_none(name: str) -> None:
    assert canonical_source(name) is None


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("Copyright © Stratfor Enterprises, LLC. All rights reserved.", "Stratfor Enterprises, LLC"),
        ("(c) Stratfor 2012", "Stratfor"),
        ("(c) Copyright Stratfor", "Stratfor"),
        ("(C) Full independence under majority rule in 18 months.", None),
        ("(c) titles to property; etc.", None),
        ("© Institute / Photo J. Doe", None),
        ("© privat", None),
        ("© 2012 - made by Jane Doe and a lot of tea", None),
        ("© 2026 The Courier Corp. 420 9th Ave, New York, NY 10001", "The Courier Corp"),
        ("© 2009-2012 Foreign Policy", "Foreign Policy"),
        ("Copyright 2012, by the Regents", "the Regents"),
        ("(c) 2012 The Courier | Privacy", "The Courier"),
        ("Copyright reform bill passes the Senate", None),
        ("© WEISSER RING e. V. 2021", "WEISSER RING e.V"),
        ("© Simply Thrilled Ltd MMXXV and", "Simply Thrilled Ltd"),
        ("© MMXVIX", None),
        ("© unsplash/Jane Doe", None),
        ("© T. Doe (Own work) [CC-BY-SA-3.0], via Wikimedia Commons", None),
        ("The copyright holder objected.", None),
    ],
)
def test_copyright_lines_name_their_holder(line: str, holder: str | None) -> None:
    assert holder_in(line) == holder


@pytest.mark.parametrize(
    ("title", "stripped"),
    [
        ("Talks resume | The Courier", "Talks resume"),
        ("Talks resume in Geneva - World - The Courier", "Talks resume in Geneva"),
        ("Six-party talks", "Six-party talks"),
        ("The Courier: talks", "The Courier: talks"),
    ],
)
def test_site_names_leave_titles(title: str, stripped: str) -> None:
    assert without_site(title, "The Courier") == stripped


def test_a_given_source_is_believed_however_short() -> None:
    assert cleaned("Some text.", given_source="A").source == "A"
    assert cleaned("Some text.", given_source="24").source == "24"
    assert cleaned("Some text.", given_source="_unknown").source == "unknown"
    assert cleaned("Some text.", given_source=" ").source is None


def test_bylines_list_their_names() -> None:
    assert names_in("By Jane Doe and John O'Neill") == ("Jane Doe", "John O'Neill")
    assert names_in("Jane Doe; John Roe, Staff") == ("Jane Doe", "John Roe")
    assert names_in("admin") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met in Geneva to discuss the reduction of strategic arms and agreed to meet again.", "en"),
        (
            "Die Minister trafen sich in Genf, um über die Abrüstung zu sprechen, und einigten sich auf ein Treffen.",
            "de",
        ),
        ("Les ministres se sont réunis à Genève pour discuter de la réduction des armes et ils sont convenus.", "fr"),
        ("Los ministros se reunieron en Ginebra para hablar de la reducción de las armas y acordaron que no se.", "es"),
        (
            "Министры встретились в Женеве, чтобы обсудить сокращение вооружений, и договорились, что это не конец.",
            "ru",
        ),
        ("Tres muertos en un choque frontal en la ruta a Villegas, de acuerdo con la policía.", "es"),
        ("Le ministre de la Santé est sommé de démissionner après la publication de photos de lui.", "fr"),
        ("O presidente da República disse a jornalistas que a reforma de impostos vai a votação.", "pt"),
        ("Președintele României a declarat la București că legea va fi trimisă la Parlament de luni.", "ro"),
        ("部长们在日内瓦会晤，讨论削减战略武器问题。", "zh"),
        ("大臣たちはジュネーブで会談し、戦略兵器の削減について話し合った。", "ja"),
    ],
)
def test_languages_are_told_by_script_and_common_words(text: str, language: str) -> None:
    found = detect_language(text)
    assert found is not None
    assert found[0] == language


def test_too_little_text_has_no_language() -> None:
    assert detect_language("Kim Jong-Il") is None
    assert detect_language("12 34") is None


@pytest.mark.parametrize(
    ("stated", "tag"),
    [
        ("en_gb", "en-GB"),
        ("DE", "de"),
        ("zh-hans", "zh-Hans"),
        ("ger", "de"),
        ("ENG", "en"),
        ("chr", "chr"),
        ("hbs", "hbs"),
        ("", None),
        ("english please", None),
    ],
)
def test_stated_languages_become_tags(stated: str, tag: str | None) -> None:
    assert language_tag(stated) == tag


@pytest.mark.parametrize(
    ("stated", "source"),
    [
        ("Utne – Cure Ignorance", "Utne"),
        ("Jessie on a Journey | Solo Female Travel Blog", "Jessie on a Journey"),
        ("News | The Courier", "The Courier"),
        ("• The Courier ·", "The Courier"),
        ("Coca-Cola", "Coca-Cola"),
    ],
)
def test_the_name_of_a_site_comes_without_its_motto(stated: str, source: str) -> None:
    page = f'<html><head><meta property="og:site_name" content="{stated}"></head><body><p>The parties met.</p></body></html>'
    assert cleaned(page, "html").source == source


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By undefined", ()),
        ("By Olivier Minot Olivier Minot", ("Olivier Minot",)),
        ("By Duran Duran", ("Duran Duran",)),
    ],
)
def test_a_name_shown_twice_is_one_and_a_missing_one_none(byline: str, names: tuple[str, ...]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("The Courier GmbH, Munich, Germany", ("The Courier GmbH",)),
        ("Hof und Garten, Münster, Germany", ("Hof und Garten",)),
        ("Jane Doe; (Image: The Courier); (Image: John Roe)", ("Jane Doe",)),
        ("text: Jane Doe, design: John Roe", ("Jane Doe",)),
        ("Jane DoeFounder", ("Jane Doe",)),
        ("Jane Doe Associated Press", ("Jane Doe",)),
        ("The Associated Press", ("The Associated Press",)),
        ("Jane Doe, The Courier Jane Doe, The Courier", ("Jane Doe", "The Courier")),
        ("Af Jens Jensen", ("Jens Jensen",)),
        ("Licensed Coffee Grader, M.A. Journalism", ()),
        ("Written by:", ()),
        ("Artikel von", ()),
        ("Our editors", ()),
        ("Developed by Jane Doe", ()),
        ("publisher", ()),
    ],
)
def test_an_author_field_is_cut_to_who_wrote(stated: str, names: tuple[str, ...]) -> None:
    assert names_in(stated) == names


def test_a_page_that_an_archive_of_the_web_kept_is_its_own_sites() -> None:
    address = "http://web.archive.org/web/20160920123248/http://www.courier.example/talks"
    assert cleaned("Talks begin\n\nThe parties met in Geneva.", url=address).source == "courier.example"
    assert cleaned("Talks begin\n\nThe parties met.", url="https://web.archive.org/about").source == "web.archive.org"


def test_an_address_whose_host_can_be_none_names_no_source() -> None:
    assert cleaned("Talks begin.", url="https://exa mple.org/talks").source is None
    assert cleaned("Talks begin.", url="https://例え.example/talks").source == "例え.example"


def test_titles_and_names_are_one_line_whatever_the_record_says() -> None:
    document = cleaned("Talks begin.", given_title="Talks\r\n begin\tnow\u2028here", given_source="The\n Times")
    assert (document.title, document.source) == ("Talks begin now here", "The Times")


@pytest.mark.parametrize(
    ("site", "url", "source"),
    [
        (
            "University halls are too full to be safe, experts warn",
            "https://courier.example/2012/halls",
            "courier.example",
        ),
        (
            "The Official Blog of the Courier and its Readers",
            "https://courier.example/",
            "The Official Blog of the Courier and its Readers",
        ),
        ("The Courier", "https://courier.example/2012/halls", "The Courier"),
    ],
)
def test_a_page_that_states_its_headline_as_its_site_has_not_named_it(site: str, url: str, source: str) -> None:
    head = f'<title>{site}</title><meta property="og:title" content="{site}"><meta property="og:site_name" content="{site}">'
    page = f"<html><head>{head}</head><body><h1>{site}</h1><p>The halls of the university are full, they say.</p></body></html>"
    assert cleaned(page, content="html", url=url).source == source
