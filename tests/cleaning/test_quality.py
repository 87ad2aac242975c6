"""The quality report names the documents an archivist should look at."""

from indexer.cleaning.quality import doubts, removed_share
from tests.cleaning.raw import cleaned
from tests.cleaning.test_text import PROSE


def test_a_document_without_date_and_source_is_in_doubt() -> None:
    document = cleaned(f"{PROSE}\n\n{PROSE} Again.")
    assert doubts(document) == ("undated", "unknown source", "nothing removed")


def test_given_metadata_clears_the_doubts() -> None:
    document = cleaned(f"{PROSE} {PROSE}", "body", given_date="2012-03-01", given_source="The Courier")
    assert doubts(document) == ()


def test_a_swappable_date_and_a_missing_body_are_doubts() -> None:
    document = cleaned("Leave a Reply", given_date="03/04/2012", given_source="S")
    assert doubts(document) == ("ambiguous date", "no body found", "much removed")
    assert removed_share(document) == 1.0
