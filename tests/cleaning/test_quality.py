"""The quality report names the documents an archivist should look at."""

from indexer.cleaning.quality import DOUBTS, doubts, removed_share
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


def test_every_doubt_says_what_it_means() -> None:
    assert all(doubt.name == doubt.name.lower() and doubt.about for doubt in DOUBTS)
    assert len({doubt.name for doubt in DOUBTS}) == len(DOUBTS)


def test_a_date_that_cannot_be_is_a_doubt() -> None:
    for date in ("2912-03-01", "2012-13-45", "banana"):
        document = cleaned(f"{PROSE} {PROSE}", "body", given_date=date, given_source="The Courier")
        assert doubts(document) == ("undated", "implausible date")


def test_an_interval_is_no_doubt() -> None:
    document = cleaned(
        f"Papers of the conference\n\n12–14 March 2011\n\n{PROSE}\n\n{PROSE}", given_source="The Courier"
    )
    assert document.date is not None
    assert document.date.precision == "interval"
    assert doubts(document) == ()


def test_how_much_is_much_can_be_said() -> None:
    document = cleaned(f"{PROSE}\n\nLeave a Reply\n\n{PROSE} Again.")
    share = removed_share(document)
    assert 0 < share < 0.5
    assert "much removed" in doubts(document, share / 2)
    assert "much removed" not in doubts(document)
