"""What an archivist decides: recorded, reversible, and replayed whenever a document is made anew."""

import json
from pathlib import Path

import pytest

from indexer import cleaning
from indexer.changes import edit, override_lines, remove, restore
from indexer.rebuilding import reindex
from search import SearchRequest, open_archive
from search.archive import Archive
from search.catalog.reading import CatalogReader
from search.completing import Completing
from search.documents import Verdict
from search.errors import NotFound, RequestError, Withdrawn
from tests.indexing.conftest import Index


def _found(archive: Archive, text: str) -> list[str]:
    service = open_archive(archive.path)
    try:
        return sorted(hit.id for hit in service.search(SearchRequest(text=text)).hits)
    finally:
        service.close()


def test_a_removed_document_is_found_no_more_and_says_why(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    assert _found(archive, "geneva") == ["a.txt"]
    title = catalog.document("a.txt").hit.title
    assert remove(archive, ["a.txt"], "asked for by its author") == 1
    assert _found(archive, "geneva") == []
    with pytest.raises(Withdrawn) as refused:
        catalog.document("a.txt")
    assert refused.value.reason == "asked for by its author"
    assert refused.value.title == title
    assert catalog.statistics().documents == 3


def test_a_restored_document_is_as_it_was(archive: Archive, index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    before, figures = catalog.document("r1").hit, catalog.statistics()
    remove(archive, ["r1"], "by mistake")
    assert catalog.statistics().sources == figures.sources - 1
    assert restore(archive, "r1")
    assert catalog.document("r1").hit == before
    assert catalog.statistics().sources == figures.sources
    assert _found(archive, "trade") == ["r1"]
    assert not restore(archive, "r1")


def test_a_removed_document_stays_removed_when_its_file_is_read_again(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    remove(archive, ["a.txt"], "asked for")
    assert index(folder).unchanged == 4
    (folder / "a.txt").write_text("Talks end\n\nThe parties left Geneva without a result after all.\n")
    index(folder)
    assert _found(archive, "geneva") == []
    restore(archive, "a.txt")
    assert "without a result" in catalog.document("a.txt").hit.body


def test_the_content_of_a_removed_document_does_not_come_back_under_another_name(
    archive: Archive, index: Index, folder: Path
) -> None:
    index(folder)
    remove(archive, ["a.txt"], "asked for")
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    report = index(folder)
    assert (report.added, report.duplicates) == (0, 1)
    assert _found(archive, "geneva") == []


def test_removing_is_all_or_nothing(archive: Archive, index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    with pytest.raises(NotFound, match="nobody"):
        remove(archive, ["a.txt", "nobody"], "asked for")
    assert catalog.document("a.txt").hit.id == "a.txt"


def test_a_reason_is_wanted(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    with pytest.raises(RequestError):
        remove(archive, ["a.txt"], " ")
    with pytest.raises(RequestError):
        edit(archive, "a.txt", date="2012", reason="")


def test_an_edit_states_a_field_over_what_was_found(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    edit(archive, "r1", date="1999-05", source="Foreign Ministry", title="On trade", reason="from the print")
    document = catalog.document("r1")
    assert document.hit.title == "On trade"
    assert document.hit.date is not None
    assert document.hit.date.iso == "1999-05"
    assert catalog.names([document.hit.source])[document.hit.source].value == "Foreign Ministry"
    assert {evidence.method for evidence in document.evidence} >= {"archivist"}
    assert ("date", "1999-05", "from the print") in document.overrides
    assert document.hit.version == 1
    assert _found(archive, "source:foreign") == ["r1"] or _found(archive, 'source:"Foreign Ministry"') == ["r1"]


def test_an_empty_text_takes_an_edit_back(archive: Archive, index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    before = catalog.document("r1").hit
    edit(archive, "r1", date="1999-05", reason="from the print")
    edit(archive, "r1", date="", reason="the print was another one")
    after = catalog.document("r1")
    assert (after.hit.date, after.overrides) == (before.date, ())
    actions = [(entry.action, json.loads(entry.detail).get("reason")) for entry in catalog.log(0, 100)][-2:]
    assert actions == [("edited", "from the print"), ("edited", "the print was another one")]


def test_unknown_states_that_there_is_none(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    edit(archive, "r1", date="_unknown", source="_unknown", reason="forged")
    hit = catalog.document("r1").hit
    assert (hit.date, hit.source) == (None, 0)


def test_a_wrong_date_or_document_changes_nothing(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    before = catalog.sequence()
    for document_id, date, error in (("r1", "2012-13", RequestError), ("nobody", "2012", NotFound)):
        with pytest.raises(error):
            edit(archive, document_id, date=date, reason="because")
    with pytest.raises(RequestError):
        edit(archive, "r1", reason="because")
    assert catalog.sequence() == before


def test_a_dropped_line_leaves_the_text_and_can_be_kept_again(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    before = catalog.document("r2")
    assert [line.text for line in before.lines] == ["A second one.", "With two parts."]
    override_lines(archive, "r2", drop=[2], reason="not ours")
    after = catalog.document("r2")
    assert after.hit.body == "A second one."
    assert after.lines[1].verdict is Verdict.DROP
    assert after.lines[1].text == "With two parts."
    assert ("line 2", "drop", "not ours") in after.overrides
    assert _found(archive, "parts") == []
    assert _found(archive, "in:raw parts") == ["r2"]
    override_lines(archive, "r2", keep=[2])
    assert catalog.document("r2").hit.body == before.hit.body
    assert _found(archive, "parts") == ["r2"]


def test_a_decision_about_a_line_is_taken_back(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    before = catalog.document("r2")
    override_lines(archive, "r2", drop=[1, 2])
    override_lines(archive, "r2", as_found=[2], reason="judge it again")
    after = catalog.document("r2")
    assert [line.verdict for line in after.lines] == [Verdict.DROP, Verdict.KEEP]
    assert after.lines[1] == before.lines[1]  # by its own rule, no more by the archivist
    assert [field for field, _, _ in after.overrides] == ["line 1"]
    with pytest.raises(RequestError, match="Nothing was decided about line 2"):
        override_lines(archive, "r2", as_found=[2])
    with pytest.raises(RequestError, match="no line 7"):
        override_lines(archive, "r2", as_found=[7])
    with pytest.raises(RequestError, match="both to be dropped and to be as found"):
        override_lines(archive, "r2", drop=[1], as_found=[1])
    assert [field for field, _, _ in catalog.document("r2").overrides] == ["line 1"]


def _dropped_and_moved(archive: Archive, index: Index, folder: Path) -> None:
    """Line 2 is dropped by decision, and becomes line 3."""
    index(folder)
    override_lines(archive, "r2", drop=[2])
    records = folder / "c.jsonl"
    records.write_text(records.read_text().replace("A second one.", "A new beginning.\\n\\nA second one."))
    index(folder)


def test_a_decision_is_taken_back_by_the_number_its_line_has_now(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    _dropped_and_moved(archive, index, folder)
    assert [line.verdict.value for line in catalog.document("r2").lines] == ["keep", "keep", "drop"]
    override_lines(archive, "r2", as_found=[3])
    assert catalog.document("r2").overrides == ()
    assert "With two parts." in catalog.document("r2").hit.body


def test_a_new_decision_about_a_line_that_moved_takes_the_place_of_the_old_one(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    _dropped_and_moved(archive, index, folder)
    override_lines(archive, "r2", keep=[3])
    document = catalog.document("r2")
    assert [(field, value) for field, value, _ in document.overrides] == [("line 3", "keep")]
    assert "With two parts." in document.hit.body


def test_a_line_that_is_not_there_is_refused(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    for numbers in ([0], [3], [-1]):
        with pytest.raises(RequestError, match="no line"):
            override_lines(archive, "r2", drop=numbers)
    with pytest.raises(RequestError, match="both"):
        override_lines(archive, "r2", drop=[1], keep=[1])


def test_decisions_outlive_new_content_and_lines_are_followed_by_their_text(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    edit(archive, "r2", date="2001", reason="from the print")
    override_lines(archive, "r2", drop=[2])
    lines = (folder / "c.jsonl").read_text().splitlines()
    lines[1] = lines[1].replace("A second one.", "A new beginning.\\n\\nA second one.")
    (folder / "c.jsonl").write_text("\n".join(lines) + "\n")
    index(folder)
    document = catalog.document("r2")
    assert document.hit.version == 2
    assert document.hit.body == "A new beginning.\n\nA second one."
    assert document.hit.date is not None
    assert document.hit.date.iso == "2001"


def test_a_decision_whose_line_is_gone_is_noted(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    override_lines(archive, "r2", drop=[2])
    (folder / "c.jsonl").write_text((folder / "c.jsonl").read_text().replace("With two parts.", "All is new."))
    index(folder)
    document = catalog.document("r2")
    assert "All is new." in document.hit.body
    assert any("line 2" in note for note in document.notes)
    override_lines(archive, "r2", as_found=[2])
    assert catalog.document("r2").overrides == ()
    assert not any("line 2" in note for note in catalog.document("r2").notes)


def test_decisions_are_replayed_when_stale_documents_are_cleaned_again(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder)
    edit(archive, "r1", title="On trade", reason="from the print")
    override_lines(archive, "r2", drop=[1])
    remove(archive, ["a.txt"], "asked for")
    monkeypatch.setattr(cleaning, "FINGERPRINT", "another cleaning")
    report = reindex(archive)
    assert report.recleaned == 3
    ((was, now, count),) = report.reasons
    assert (now.split()[0], count) == ("another", 3)
    assert was != now
    assert catalog.document("r1").hit.title == "On trade"
    assert catalog.document("r2").hit.body == "With two parts."
    assert _found(archive, "geneva") == []
    assert reindex(archive).recleaned == 0


def test_names_of_sources_are_found_whatever_their_case(
    archive: Archive, index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    number = catalog.numbers("source", ["Ministry"])["Ministry"]
    assert catalog.find_values("source", "MINISTRY") == (number,)
    assert catalog.find_values("source", "nobody") == ()
    assert [name.value for name in Completing(catalog).names("mini", 5, "")] == ["Ministry"]
    remove(archive, ["r1"], "asked for")
    assert Completing(catalog).names("mini", 5, "") == []
