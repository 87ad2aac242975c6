"""The address of a document, with the line that says it."""

import pytest

from indexer.cleaning import clean
from indexer.documents import CleanedDocument, RawDocument
from search.documents import Verdict

BODY = "The President spoke on trade for an hour and left no doubt of what he meant to do about it."
ADDRESS = "http://www.example.gov/press-office/2011/03/17/remarks"


def cleaned(text: str, *, url: str | None = None, content: str = "text") -> CleanedDocument:
    return clean(
        RawDocument(id="a", origin="a", content=content, text=text, original=text.encode(), sha256="00" * 32, url=url)  # type: ignore[arg-type]
    )


def address_line(document: CleanedDocument) -> list[str]:
    return [line.text for line in document.lines if line.rule == "harvest.address"]


@pytest.mark.parametrize(
    "line", [f"Cite: {ADDRESS}", f"Permalink: {ADDRESS}/", f'Retrieved from "{ADDRESS}"', f"URL {ADDRESS}"]
)
@pytest.mark.parametrize("url", [None, ADDRESS])
def test_a_line_that_says_the_documents_own_address_becomes_metadata(line: str, url: str | None) -> None:
    document = cleaned(f"{line}\n\nRemarks on trade\n\n{BODY}\n\n{BODY}", url=url)
    assert address_line(document) == [line]
    assert (document.url or "").rstrip("/") == ADDRESS
    [evidence] = [one for one in document.evidence if one.field == "url"]
    assert (evidence.method, evidence.line) == ("given" if url else "address-line", 0)


def test_an_address_found_tells_date_and_source_where_nothing_else_does() -> None:
    document = cleaned(f"Cite: {ADDRESS}\n\nRemarks on trade\n\n{BODY}")
    assert document.date is not None
    assert (document.date.iso, document.source) == ("2011-03-17", "example.gov")


@pytest.mark.parametrize(
    "line", ["https://elsewhere.example/report", "Source: https://elsewhere.example/report", f"See {ADDRESS} for more."]
)
def test_an_address_that_may_belong_to_the_text_stays(line: str) -> None:
    document = cleaned(f"Remarks on trade\n\n{BODY}\n\n{line}", url=ADDRESS)
    assert address_line(document) == []


def test_an_address_in_the_middle_of_a_text_is_not_its_own() -> None:
    long = "\n\n".join([BODY] * 20)
    document = cleaned(f"Remarks on trade\n\n{long}\n\nURL: {ADDRESS}\n\n{long}")
    assert (address_line(document), document.url) == ([], None)


def test_a_page_tells_its_canonical_address_with_evidence() -> None:
    page = (
        f'<html><head><link rel="canonical" href="{ADDRESS}"></head><body><h1>Remarks</h1><p>{BODY}</p></body></html>'
    )
    document = cleaned(page, content="html")
    assert document.url == ADDRESS
    assert [one.method for one in document.evidence if one.field == "url"] == ["canonical-link"]


def test_the_line_of_an_address_is_kept_for_reading_as_scraped() -> None:
    document = cleaned(f"Cite: {ADDRESS}\n\nRemarks on trade\n\n{BODY}")
    assert [line.verdict for line in document.lines if "Cite" in line.text] == [Verdict.HARVEST]
    assert ADDRESS not in document.body
