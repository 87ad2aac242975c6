"""The two seed documents come out right, line by line."""

from pathlib import Path

from indexer.cleaning import clean
from indexer.documents import CleanedDocument, RawDocument
from indexer.readers import read_paths
from search.documents import Verdict
from tests.cleaning.raw import texts

SEEDS = Path(__file__).parents[2] / "seeds"


def seed(name: str) -> tuple[RawDocument, CleanedDocument]:
    [document] = read_paths([SEEDS / name])
    assert isinstance(document, RawDocument)
    return document, clean(document)


def test_the_stratfor_seed_is_titled_dated_and_attributed_with_evidence() -> None:
    _, document = seed("003_bb01f1feaf2e59d7.txt")
    assert document.title == "Small Steps Reduce Tensions Between U.S. and North Korea"
    assert document.date is not None
    assert document.date.edtf == "2012-03-01"
    assert document.source == "Stratfor"
    assert document.language == "en"
    evidence = {item.field: item for item in document.evidence}
    assert evidence["date"].quote == "Mar 1, 2012 | 06:33 GMT"
    assert evidence["source"].quote == "Copyright © Stratfor Enterprises, LLC. All rights reserved."
    assert document.lines[evidence["title"].line or -1].text == document.title


def test_the_stratfor_seed_loses_its_furniture_and_nothing_else() -> None:
    raw, document = seed("003_bb01f1feaf2e59d7.txt")
    assert texts(document, Verdict.HARVEST) == ["Mar 1, 2012 | 06:33 GMT", "4 mins read", document.title]
    assert texts(document, Verdict.DROP) == [
        "Article Search",
        "Copyright © Stratfor Enterprises, LLC. All rights reserved.",
        "Stratfor Worldview",
        "To empower members to confidently understand and navigate a continuously changing and complex global environment.",
    ]
    why = {line.text[:18]: (line.rule, line.evidence) for line in document.lines}
    assert why["Stratfor Worldview"] == ("text.publisher-name", "the publisher's name below the copyright notice")
    assert why["To empower members"] == ("text.page-foot", "stands below the copyright notice")
    paragraphs = [line for line in raw.text.splitlines() if len(line) > 150]
    assert document.body.split("\n\n") == paragraphs
    assert len(paragraphs) == 7


def test_the_other_seed_has_a_title_and_neither_date_nor_source() -> None:
    raw, document = seed("000_69ed255d60970c7c.txt")
    assert document.title == "The Return of U.S.-North Korea Relations?"
    assert document.date is None
    assert document.source is None
    assert texts(document, Verdict.HARVEST) == [document.title]
    assert texts(document, Verdict.DROP) == ["About this publication", "Be the first to comment", "Leave a Reply"]
    assert document.body.split("\n\n") == [line for line in raw.text.splitlines() if len(line) > 150]
    assert len(document.body.split("\n\n")) == 10
