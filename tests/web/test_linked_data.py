"""A document's JSON-LD says what is known, as exactly as it is known, and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.dates import DateSpan, date_span
from search.service import open_archive
from tests.web.conftest import Page
from web.citing import reference_of_document
from web.linked_data import json_ld


def linked(page: Page, address: str) -> dict[str, Any]:
    return json.loads(page(address).select_one("script[type='application/ld+json']").string)


def test_what_is_known_is_said(page: Page) -> None:
    known = linked(page, "/documents/treaty?q=harbour")
    assert known["@context"] == "https://schema.org"
    assert known["@id"] == known["url"] == "http://localhost/documents/treaty"
    assert known["name"] == "The harbour treaty is signed"
    assert "; ".join(known["author"]) == "Ada Quist; Bo Lund"
    assert known["publisher"] == {"@type": "Organization", "name": "Northern Review"}
    assert (known["datePublished"], known["inLanguage"], known["version"]) == ("2003-05-04", "en", 1)
    assert known["isBasedOn"] == "https://review.example/treaty?a=1&b=2"
    assert {"@type": "Place", "name": "Norway"} in known["mentions"]


def test_what_is_not_known_is_left_out(page: Page) -> None:
    known = linked(page, "/documents/nobody")
    assert not {"author", "publisher", "datePublished", "dateModified", "isBasedOn"} & set(known)


def test_the_lines_as_scraped_are_not_another_work(page: Page) -> None:
    assert not page("/documents/treaty?view=scraped").select("script[type='application/ld+json']")


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (date_span(2012, 3, 1), "2012-03-01"),
        (date_span(2012, 3), "2012-03"),
        (date_span(2012), "2012"),
        (replace(date_span(2012), edtf="2012~"), None),
        (replace(date_span(2012), precision="decade", edtf="201X"), None),
        (None, None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(client: FlaskClient, archive: Any, date: DateSpan | None, said: str) -> None:
    view = open_archive(archive).document("treaty")
    reference = replace(reference_of_document(view, archive="Regesta", base_url=""), date=date)
    assert json.loads(json_ld(view, reference)).get("datePublished") == said


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_comes_back_and_never_ends_the_block(title: str, name: str) -> None:
    reference = replace(REFERENCE, title=f"</script>{title}", authors=(name,) if name else ())
    block = json_ld(VIEW, reference)
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block)["name"] == f"</script>{title}"


@pytest.fixture(scope="module", autouse=True)
def _a_view(archive: Any) -> None:
    global VIEW, REFERENCE
    VIEW = open_archive(archive).document("treaty")
    REFERENCE = reference_of_document(VIEW, archive="Regesta", base_url="")
