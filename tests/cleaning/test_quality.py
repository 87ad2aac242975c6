"""The quality report names the documents an archivist should look at; a preview says what a rule would change."""

from indexer.cleaning import NO_RULES, RuleBook
from indexer.cleaning.archivist import read_rules
from indexer.cleaning.preview import preview
from indexer.cleaning.quality import doubts, removed_share
from search.documents import Verdict
from tests.cleaning.raw import cleaned, raw
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


def test_a_preview_lists_the_lines_a_rule_would_change_and_changes_nothing() -> None:
    rules = read_rules(
        'version = 1\n[[rule]]\nid = "r"\nverdict = "drop"\nprefix = "The ministers"\ncatches = ["The ministers met."]'
    )
    changes = list(
        preview(
            [raw(f"{PROSE}\n\nNothing was agreed, and no new date was set for the talks between them.")],
            current=NO_RULES,
            proposed=RuleBook(sets=(rules,)),
        )
    )
    assert [(change.line, change.before, change.after, change.rule) for change in changes] == [
        (0, Verdict.KEEP, Verdict.DROP, "archivist.r")
    ]
