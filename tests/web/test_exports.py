"""What is taken along arrives whole in the programs it is made for, whatever is in it."""

import csv
import datetime as dt
import io
import json
import re
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from search.dates import DateSpan, date_span
from tests.web.archives import RECORDS
from web.citing import Reference, citations
from web.exports import EXPORTS, coins, one_line, write_bibtex, write_csl, write_csv, write_json_lines, write_ris

HOSTILE = st.sampled_from(
    [
        "=1+1",
        "@SUM(A1)",
        "-2",
        "+3",
        "\tx",
        "}",
        "{",
        "\\",
        "%",
        "a\nER  - \nTY  - JOUR",
        '"',
        ",",
        " and ",
        "\r\n",
        "\u2028",
        "&",
        "$x$",
        "~",
    ]
)
WORDS = (
    st.lists(st.one_of(HOSTILE, st.text(max_size=6)), min_size=1, max_size=5).map("".join).filter(lambda t: one_line(t))
)
DATES = st.one_of(
    st.none(),
    st.dates(dt.date(1500, 1, 1), dt.date(2026, 1, 1)).map(lambda day: date_span(day.year, day.month, day.day)),
    st.tuples(st.integers(1500, 2026), st.one_of(st.none(), st.integers(1, 12))).map(lambda pair: date_span(*pair)),
    st.integers(1500, 2026).map(lambda year: date_span(year, approximate=True)),
    st.just(DateSpan(earliest=dt.date(1990, 1, 1), latest=dt.date(1999, 12, 31), precision="decade", edtf="199X")),
)
REFERENCES = st.builds(
    Reference,
    id=WORDS,
    title=WORDS,
    authors=st.lists(WORDS, max_size=3).map(tuple),
    source=st.one_of(st.none(), WORDS),
    date=DATES,
    language=st.sampled_from([None, "en", "fr"]),
    url=st.sampled_from([None, "https://a.example/?a=1&b={2}"]),
    address=st.just("https://archive.example/documents/a%20b"),
    version=st.integers(1, 9),
    archive=st.just("Regesta"),
    accessed=st.just(dt.date(2026, 11, 23)),
)
LISTS = st.lists(REFERENCES, max_size=4)


@given(LISTS)
def test_a_table_comes_back_row_by_row_and_no_cell_is_a_formula(refs: list[Reference]) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(write_csv(refs)))))
    assert len(rows) == len(refs)
    for row, ref in zip(rows, refs, strict=True):
        assert None not in row
        assert row["title"].removeprefix("'") == one_line(ref.title).removeprefix("'")
        assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for cell in row.values())
        assert row["date"] == (ref.date.iso if ref.date else "")


@given(LISTS)
def test_json_lines_keep_the_text_as_it_is(refs: list[Reference]) -> None:
    lines = [json.loads(line) for line in "".join(write_json_lines(refs)).split("\n") if line]
    assert [(line["id"], line["title"], tuple(line["authors"])) for line in lines] == [
        (r.id, r.title, r.authors) for r in refs
    ]


@given(LISTS)
def test_ris_has_one_record_each_and_nothing_breaks_out_of_its_field(refs: list[Reference]) -> None:
    records = [part for part in "".join(write_ris(refs)).split("ER  - \r\n\r\n") if part]
    assert len(records) == len(refs)
    for record, ref in zip(records, refs, strict=True):
        lines = record.split("\r\n")[:-1]
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
        fields = [(line[:2], line[6:]) for line in lines]
        assert fields[0] == ("TY", "GEN")
        assert [value for tag, value in fields if tag == "TI"] == [one_line(ref.title)]
        assert [value for tag, value in fields if tag == "AU"] == [one_line(author) for author in ref.authors]


@given(LISTS)
def test_bibtex_braces_always_close(refs: list[Reference]) -> None:
    text = "".join(write_bibtex(refs))
    entries = [part for part in text.split("@misc{") if part]
    assert len(entries) == len(refs)
    for entry, ref in zip(entries, refs, strict=True):
        bare = re.sub(r"\\[{}]", "", entry)
        depth = 1  # the entry's own brace, split off above
        for character in bare:
            depth += (character == "{") - (character == "}")
            assert depth >= 0
        assert depth == 0
        assert re.match(r"[A-Za-z0-9.:+/-]+,\n", entry)
        title = re.search(r"^  title = \{\{(.*)\}\},?$", entry, flags=re.MULTILINE)
        assert title
        assert unescaped(title[1]) == one_line(ref.title)


def unescaped(text: str) -> str:
    text = text.replace(r"\textasciitilde{}", "~").replace(r"\textasciicircum{}", "^")
    return re.sub(r"\\textbackslash\{\}|\\([{}&%$#_])", lambda found: found[1] or "\\", text)


@given(LISTS)
def test_csl_is_json_with_what_is_known(refs: list[Reference]) -> None:
    items = json.loads("".join(write_csl(refs)))
    assert [item["title"] for item in items] == [one_line(ref.title) for ref in refs]
    for item, ref in zip(items, refs, strict=True):
        assert ("issued" in item) == (ref.date is not None)
        assert ("author" in item) == bool(ref.authors)
        if ref.date and ref.date.precision == "month":
            assert item["issued"]["date-parts"] == [[ref.date.earliest.year, ref.date.earliest.month]]


@given(REFERENCES)
def test_coins_hold_what_zotero_reads(ref: Reference) -> None:
    fields = parse_qs(coins(ref))
    assert fields["rft.title"] == [one_line(ref.title)[:300]]
    assert fields["ctx_ver"] == ["Z39.88-2004"]
    assert ("rft.date" in fields) == (ref.date is not None)


@given(REFERENCES)
def test_citations_never_make_up_what_is_not_known(ref: Reference) -> None:
    for citation in citations(ref):
        said = "".join(piece.text for piece in citation.pieces)
        assert ref.address in said
        if not any("None" in given for given in (ref.title, ref.id, ref.source or "", *ref.authors)):
            assert "None" not in said
        if ref.date is None and citation.style == "APA":
            assert "(n.d.)" in said


def test_what_the_archive_says_in_a_citation_keeps_to_its_own_direction() -> None:
    ref = Reference(
        id="a", title="معاهدة الميناء", authors=("أحمد بن علي",), source="وزارة الخارجية", date=None, language="ar",
        url=None, address="https://archive.example/documents/a", version=1, archive="Regesta", accessed=dt.date(2026, 9, 3),
    )  # fmt: skip
    for citation in citations(ref):
        isolated = [piece.text for piece in citation.pieces if piece.isolated]
        assert isolated == ["أحمد بن علي", "معاهدة الميناء", "وزارة الخارجية"]
        assert all(
            piece.text.isascii() or set(piece.text) <= set("“.” ") for piece in citation.pieces if not piece.isolated
        )


def test_citations_follow_their_styles() -> None:
    ref = Reference(
        id="a", title="Small Steps", authors=("Ada Quist", "Bo Lund"), source="Review", date=date_span(2012, 3, 1), language="en",
        url=None, address="https://archive.example/documents/a", version=2, archive="Regesta", accessed=dt.date(2026, 9, 3),
    )  # fmt: skip
    said = {citation.style: "".join(piece.text for piece in citation.pieces) for citation in citations(ref)}
    assert said == {
        "Chicago": "Ada Quist and Bo Lund. “Small Steps.” Review, March 1, 2012. Regesta, a, version 2. "
        "https://archive.example/documents/a.",
        "MLA": "Ada Quist and Bo Lund. “Small Steps.” Review, 1 Mar. 2012. Regesta, https://archive.example/documents/a. "
        "Accessed 3 Sept. 2026.",
        "APA": "Ada Quist & Bo Lund. (2012, March 1). Small Steps. Review. Regesta. https://archive.example/documents/a",
    }


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_list_is_exported_whole_in_its_order(client: FlaskClient, export: object) -> None:
    response = client.get(f"/export/{export.name}?q=harbour&sort=oldest")
    body = response.get_data(as_text=True)
    told = client.get("/api/v1/search?q=harbour&sort=oldest&limit=100").get_json()
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="harbour.{export.extension}"'
    places = [body.index(hit["page"]) for hit in told["hits"]]
    assert len(places) == told["total"] > 10
    assert places == sorted(places)


def test_an_unknown_format_and_a_hostile_name_are_refused(client: FlaskClient) -> None:
    assert client.get("/export/exe?q=x").status_code == 404
    response = client.get("/export/csv?q=%22%0d%0aSet-Cookie:x%00..%2f..")
    assert response.headers["Content-Disposition"] == 'attachment; filename="Set-Cookie-x.csv"'
    assert "Set-Cookie" not in response.headers


def test_a_document_is_cited_and_taken_as_text(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/documents/treaty").data, "lxml")
    links = {link.get_text(): link["href"] for link in page.select("aside a[download]")}
    assert set(links) == {"RIS", "BibTeX", "CSL-JSON", "Text"}
    assert json.loads(client.get(links["CSL-JSON"]).data)[0]["issued"] == {"date-parts": [[2003, 5, 4]]}
    text = client.get(links["Text"]).get_data(as_text=True)
    body = next(str(each["body"]) for each in RECORDS if each["id"] == "treaty")
    assert body in text
    assert "Ada Quist" in page.select_one(".cite").get_text()
    metas = {meta.get("name"): meta["content"] for meta in page.select("meta[name]")}
    assert metas["citation_publication_date"] == "2003/05/04"
    assert metas["citation_public_url"].endswith("/documents/treaty")


def test_nothing_is_said_of_a_date_that_is_not_known(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/documents/undated").data, "lxml")
    assert "citation_publication_date" not in {meta.get("name") for meta in page.select("meta[name]")}


def test_a_feed_is_xml_with_the_newest_first(client: FlaskClient) -> None:
    response = client.get("/feed?q=moratorium")
    assert response.content_type.startswith("application/atom+xml")
    feed = etree.fromstring(response.data)
    space = {"a": "http://www.w3.org/2005/Atom"}
    updated = feed.xpath("a:entry/a:updated/text()", namespaces=space)
    assert updated[0] == "2012-03-01T00:00:00Z"
    assert len(updated) == 4
    for entry in feed.xpath("a:entry", namespaces=space):
        for part in ("id", "title", "updated", "author", "summary"):
            assert entry.xpath(f"a:{part}", namespaces=space)


def test_a_browser_can_take_the_archive_as_a_search_engine(client: FlaskClient) -> None:
    description = etree.fromstring(client.get("/opensearch.xml").data)
    templates = description.xpath("//*[local-name()='Url']/@template")
    assert any(template.endswith("/search?q={searchTerms}") for template in templates)
