"""Pages speak the reader's language: chosen, remembered, complete; what programs read stays English."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from flask.testing import FlaskClient
from markupsafe import Markup

import web
from search.settings import SETTINGS
from web import problems
from web.language import ENGLISH, LANGUAGES, TRANSLATIONS, count, language_of, speak
from web.sentences import SENTENCES, form_of, translated
from web.typed import typed_date

WEB = Path(web.__file__).parent
REPOSITORY = WEB.parent
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
OTHERS = [tag for tag in LANGUAGES if tag != "en"]
PLACE = re.compile(r"%\((\w+)\)s")
TAG = re.compile(r"</?[a-z]+[^>]*>")


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    speak(ENGLISH)


def marked_texts() -> list[tuple[str | tuple[str, ...], str]]:
    """Every text that templates and code mark for translation, and the file it stands in."""
    mapping, options = parse_mapping_cfg(io.StringIO((TRANSLATIONS / "messages.cfg").read_text(encoding="utf-8")))
    keywords = {"_": None, "gettext": None, "N_": None, "NN_": (1, 2), "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    found = extract_from_dir(WEB, mapping, options, keywords=keywords)
    return [(message, file) for file, _, message, _, _ in found]


def catalogue(tag: str) -> Catalog:
    with (TRANSLATIONS / f"{tag}.po").open("rb") as file:
        return read_po(file, locale=tag)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


# --- the catalogue ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", OTHERS)
def test_every_text_of_the_pages_is_translated(tag: str) -> None:
    known = {message.id: message for message in catalogue(tag) if message.id}
    # A text that is also the singular of a pair shares its entry.
    known |= {one: message for (one, _), message in [pair for pair in known.items() if isinstance(pair[0], tuple)]}
    asked = dict(marked_texts())
    assert len(asked) > 300
    assert {text: file for text, file in asked.items() if text not in known} == {}, "run `make messages` and translate"
    singulars = {text[0] for text in asked if isinstance(text, tuple)}
    assert [text for text in known if text not in asked and text not in singulars] == []
    assert [m.id for m in known.values() if m.fuzzy or not all(strings(m))] == []


@pytest.mark.parametrize("tag", OTHERS)
def test_translations_keep_the_places_and_the_markup_of_their_texts(tag: str) -> None:
    for message in catalogue(tag):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        for original, said in zip((*originals, originals[-1]), strings(message), strict=False):
            assert sorted(PLACE.findall(original)) == sorted(PLACE.findall(said)), said
            bare = {re.sub(' lang="en"', "", each) for each in TAG.findall(said)}
            assert bare == set(TAG.findall(original)), said
            assert original.count("%%") == said.count("%%"), said
            # Texts stand in attributes, too.
            if not TAG.search(said) and '"' not in original:
                assert '"' not in said, said


def test_every_language_names_itself_in_its_own_words() -> None:
    for tag, name in LANGUAGES.items():
        assert language_of(tag).locale.get_display_name(tag) == name or tag == "en"


# --- sentences that search and cleaning say -----------------------------------------------------------------------------

# Where sentences for readers are made, and by which calls.
SPEAKING = (
    *(REPOSITORY / "search" / "query").glob("*.py"),
    *(REPOSITORY / "search" / name for name in ("params.py", "dates.py", "lowering.py", "browsing.py", "cursor.py")),
    *(REPOSITORY / "search" / name for name in ("expansion.py", "service.py", "catalog/reading.py")),
    REPOSITORY / "search" / "engines" / "tantivy" / "queries.py",
    *(
        REPOSITORY / "indexer" / "cleaning" / name
        for name in ("rules.py", "judging.py", "repetition.py", "overrides.py")
    ),
    *(path for path in WEB.glob("*.py") if path.name != "batch_api.py"),  # answers programs alone
)
CALLS = {
    "warn", "_warn", "Warning", "QueryError", "RequestError", "NotFound", "CursorError", "_too_much", "_wrong", "_answer",
    "Kind", "LineRule", "Judgment",
}  # fmt: skip
WORDS = {"message", "hint", "title", "because", "evidence"}


def spoken_sentences() -> Iterator[tuple[str, str]]:
    """(file, sentence): what is passed to the calls above, with ``X`` or a number for what is filled in."""
    for file in SPEAKING:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if name not in CALLS:
                continue
            given = [*call.args, *(word.value for word in call.keywords if word.arg in WORDS)]
            for sentence in (found for each in given for found in sentences_in(each)):
                if " " in sentence:
                    yield (
                        file.name,
                        sentence + ("; 7 are allowed." if name == "_too_much" and sentence[-1] != "." else ""),
                    )


def sentences_in(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            parts = (part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
            yield "".join(map(str, parts))
        case ast.IfExp():
            yield from sentences_in(node.body)
            yield from sentences_in(node.orelse)
        case _:
            return


def test_every_sentence_of_search_and_cleaning_is_known() -> None:
    forms = [form_of(sentence) for sentence in SENTENCES]
    said = set(spoken_sentences())
    assert len(said) > 80
    missing = {(file, text) for file, text in said if not any(form.fullmatch(text) for form in forms)}
    # Not sentences of their own: put together in the code around them, or not for readers.
    assert {text for _, text in missing} <= {
        "X is X, not X.",  # params: "... is a whole number from ..."
        "Choose X.",  # params: with "or" between the last two
        "There is no parameter X.", "Did you mean X?", "See the list of parameters in the API's description.",  # API only
        "X is given more than once.", "Give it once.", "X means nothing here.", "X is none of: X.",
        "There is no parameter X here.", "X; X are allowed.", "became the X",  # put together, or said otherwise
        "X is not a whole number X.", "Known: X.", "None is known.", "X X",
    }  # fmt: skip


def test_what_the_pages_call_a_problem_is_known() -> None:
    titles = {kind.title for kind in problems.every_kind()}
    assert titles <= set(SENTENCES)


def test_sentences_are_translated_with_what_is_filled_in() -> None:
    speak(language_of("de"))
    assert translated("“*abc” begins with a wildcard.") == "„*abc“ beginnt mit einem Platzhalter."
    assert "20.000" in translated("The query has 21,000 characters; 20,000 are allowed.")
    two = translated("“*abc” begins with a wildcard. Take some of them away.")
    assert two == "„*abc“ beginnt mit einem Platzhalter. Nehmen Sie einige davon weg."
    assert translated("This archive knows no organisation “x”.") == "Dieses Archiv kennt „x“ (Organisation) nicht."


def test_a_sentence_nobody_translated_is_marked_as_english_and_escaped() -> None:
    speak(language_of("de"))
    assert translated("wrong <b>") == Markup('<span lang="en">wrong &lt;b&gt;</span>')
    hostile = translated("There is no document '<script>alert(1)</script>' in this archive.")
    assert not isinstance(hostile, Markup), "an untouched string is escaped by the template"


def test_a_sentence_of_a_hostile_reader_takes_no_time_to_recognise() -> None:
    speak(language_of("de"))
    parts = " is a whole number from 1 to 2, not 3" * 200 + ". a; b? c! " * 200
    assert translated(parts) == Markup('<span lang="en">{}</span>').format(parts)
    assert 'lang="en"' in translated(parts[:390])


# --- who chooses --------------------------------------------------------------------------------------------------------


def html(client: FlaskClient, address: str, **headers: str) -> BeautifulSoup:
    response = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return BeautifulSoup(response.data, "lxml")


def test_a_browser_that_asks_for_nothing_is_answered_in_english(client: FlaskClient) -> None:
    assert html(client, "/").html["lang"] == "en"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("fr, de;q=0.5", "de"),
        ("fr", "en"),
        ("en, de;q=0.9", "en"),
        ("*", "en"),
        (";;q", "en"),
    ],
)
def test_the_browser_is_asked(client: FlaskClient, asked: str, spoken: str) -> None:
    response = client.get("/help", headers={"Accept-Language": asked})
    assert response.headers["Content-Language"] == spoken
    assert BeautifulSoup(response.data, "lxml").html["lang"] == spoken


def test_the_readers_choice_counts_more_and_the_address_stays_the_same(client: FlaskClient) -> None:
    link = html(client, "/search?q=harbour&sort=newest").select_one('.languages a[hreflang="de"]')
    assert "nofollow" in link["rel"]
    chosen = client.get(link["href"])
    assert (chosen.status_code, chosen.location) == (302, "/search?q=harbour&sort=newest")
    assert chosen.headers["Cache-Control"] == "no-store"
    page = html(client, "/search?q=harbour&sort=newest", Accept_Language="en")
    assert page.html["lang"] == "de"
    assert "lang=" not in page.select_one('link[rel="canonical"]')["href"]
    back = client.get(page.select_one('.languages a[hreflang="en"]')["href"])
    assert back.location == "/search?q=harbour&sort=newest"
    assert html(client, "/", Accept_Language="de").html["lang"] == "en"


@pytest.mark.parametrize("wish", ["xx", "", "de\r\nSet-Cookie: a=b", "../de"])
def test_a_language_that_is_none_is_forgotten(client: FlaskClient, wish: str) -> None:
    response = client.get("/help", query_string={"lang": wish})
    assert (response.status_code, response.location, "Set-Cookie" in response.headers) == (302, "/help", False)
    client.set_cookie("lang", wish)
    assert html(client, "/help").html["lang"] == "en"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/documents//evil.example"])
def test_choosing_a_language_never_leads_elsewhere(client: FlaskClient, path: str) -> None:
    response = client.get(path + "?lang=de")
    assert response.location is None or re.match(r"/(?![/\\])", response.location)


def test_languages_are_not_mixed_up_by_caches(client: FlaskClient) -> None:
    address = "/search?q=harbour"
    english, german = client.get(address), client.get(address, headers=GERMAN)
    assert english.headers["ETag"] != german.headers["ETag"]
    for response in (english, german):
        assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(response.vary)
    same = client.get(address, headers={**GERMAN, "If-None-Match": german.headers["ETag"]})
    assert (same.status_code, "Accept-Language" in same.vary) == (304, True)
    other = client.get(address, headers={**GERMAN, "If-None-Match": english.headers["ETag"]})
    assert (other.status_code, "Dokumente" in other.get_data(as_text=True)) == (200, True)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/search?q=harbour", "/feed?q=harbour", "/export/csv?q=harbour", "/cite/ris/treaty", "/text/undated",
     "/openapi.json", "/sitemap.xml", "/api/v1/documents/nope"],
)  # fmt: skip
def test_what_programs_read_is_the_same_for_everyone(client: FlaskClient, address: str) -> None:
    client.set_cookie("lang", "de")
    german = client.get(address, headers=GERMAN)
    client.delete_cookie("lang")
    english = client.get(address)
    volatile = re.compile(rb'"(took_ms|took|request_id)":[^,}]+')
    assert volatile.sub(b"", german.data) == volatile.sub(b"", english.data)
    assert "Accept-Language" not in german.vary
    assert german.headers.get("ETag") == english.headers.get("ETag")


# --- what is said -------------------------------------------------------------------------------------------------------


def test_numbers_and_dates_are_written_as_the_language_does(client: FlaskClient) -> None:
    assert (count(999), count(1204), count(1234567)) == ("999", "1,204", "1,234,567")
    speak(language_of("de"))
    assert (count(999), count(1204), count(1234567)) == ("999", "1.204", "1.234.567")
    page = html(client, "/documents/treaty", Accept_Language="de")
    assert page.select_one("time.dy .d").get_text() == "4. Mai"
    assert "Zuletzt" not in page.get_text()
    assert page.select_one("time.dy")["datetime"] == "2003-05-04"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1. März 2012", "2012-03-01"), ("1.3.2012", "2012-03-01"), ("03.2012", "2012-03"), ("Dez. 2011", "2011-12"),
     ("1 Mar 2012", "2012-03-01"), ("2012", "2012")],
)  # fmt: skip
def test_dates_are_typed_in_the_language_of_the_page(client: FlaskClient, typed: str, read: str) -> None:
    response = client.get("/search", query_string={"date_from": typed, "q": ""}, headers=GERMAN)
    location = response.location or f"/search?date_from={typed}"
    assert location == f"/search?date_from={read}"


def test_english_readers_mean_no_day_by_a_stop() -> None:
    assert typed_date("1.3.2012") == "1.3.2012"


def test_a_documents_words_carry_their_own_language(client: FlaskClient) -> None:
    english, german = (
        html(client, "/documents/francais"),
        html(client, "/documents/francais", Accept_Language="de"),
    )
    assert [page.h1["lang"] for page in (english, german)] == ["fr", "fr"]
    assert [page.select_one(".text")["lang"] for page in (english, german)] == ["fr", "fr"]
    page = html(client, "/documents/treaty", Accept_Language="de")
    assert (page.h1["lang"], page.select_one(".text")["lang"]) == ("en", "en")
    assert page.select_one(".cite")["lang"] == "en"
    entry = html(client, "/search?q=treaty", Accept_Language="de").select_one(".entry h3")
    assert (entry["lang"], entry["dir"]) == ("en", "auto")
    assert html(client, "/search?q=treaty").select_one(".entry h3").get("lang") is None


# Words that are the same in both languages, names of things, and what whoever keeps the archive wrote.
SAME = {
    "API", "OpenAPI", "CSV", "JSON", "JSON Lines", "RIS", "BibTeX", "CSL-JSON", "Chicago", "MLA", "APA", "English", "Deutsch",
    "Regesta",
}  # fmt: skip


def own_words(page: BeautifulSoup) -> set[str]:
    """The texts of a page that are neither a document's nor marked as being in another language."""
    title = page.select_one("h1[dir]")
    own = title.get_text() if title else "\0"
    for other in page.select(
        "script, style, bdi, code, svg, .ticks, [dir], [lang]:not(html)"
    ):  # Sep 2003 is said alike
        other.decompose()
    texts = (" ".join(node.split()) for node in page.find_all(string=True) if type(node) is NavigableString)
    attributes = (each[name] for name in ("aria-label",) for each in page.select(f"[{name}]"))
    return {text for text in (*texts, *attributes) if re.search(r"[A-Za-z]{3}", text) and own not in text}


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=harbour", "/search?q=harbor", "/search?q=xyzzy+harbour&source=Harbour%20Gazette&not_place=NO",
     "/search?q=(harbour&date_from=2001&undated=include", "/search?q=*x", "/help", "/sources", "/timeline?q=harbour&q2=dredging",
     "/timeline?q=xyzzy", "/facets/source", "/facets/person?prefix=zz", "/documents/treaty?q=harbour&at=1",
     "/documents/undated?view=scraped", "/documents/nope", "/documents/withdrawn/letter", "/entities/place:NO", "/nowhere",
     "/search?date_from=never", "/search?page=99999", "/search?undated=only", "/search?not_source=_unknown"],
)  # fmt: skip
def test_no_page_is_left_half_english(client: FlaskClient, address: str) -> None:
    """Whatever a German page says of its own is not what the English one says."""
    english = own_words(BeautifulSoup(client.get(address).data, "lxml"))
    german = own_words(BeautifulSoup(client.get(address, headers=GERMAN).data, "lxml"))
    said = {message.id: strings(message) for message in catalogue("de") if message.id}
    same = {text for text in english & german if text not in SAME and said.get(text) != (text,)}
    assert same == set()


def test_the_setting_for_the_language_offers_every_language() -> None:
    row = next(setting for setting in SETTINGS if setting.name == "language")
    for tag in LANGUAGES:
        assert row.kind.read(tag) == tag
