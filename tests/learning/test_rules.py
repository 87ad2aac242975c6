"""Rules on an archive: tried before they are saved, applied to exactly the documents they change, and copied with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import cleaning
from indexer.backup import backup
from indexer.cleaning import read_rule_book, read_rules
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.learning.applying import apply_rules
from indexer.previewing import LineEffect, preview
from indexer.rebuilding import reindex
from indexer.verify import verify
from search.archive import Archive
from search.catalog.reading import open_catalog
from tests.learning.papers import BLURB, FURNITURE, index, paper, shown, write

KEEP_BLURB = f"""
version = 1
source = "The Courier"
[[rule]]
id = "the-blurb"
verdict = "keep"
prefix = "It is hard to tell"
because = "it is what the series is about"
catches = ["{BLURB}"]
"""
IDS = ("p1", "p2", "p3", "p4", "p5")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Four papers of one source, of which the last has no blurb, and one of another."""
    made = create_archive(tmp_path / "archive")
    papers = [*(paper(n, blurb=n != 4) for n in range(1, 5)), paper(5, source="Echo")]
    index(made, write(tmp_path / "papers.jsonl", papers))
    yield made
    assert verify(made).problems == ()


def save(archive: Archive, text: str, name: str = "courier.toml") -> Path:
    path = archive.path / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def revisions(archive: Archive) -> dict[str, int]:
    catalog = open_catalog(archive)
    try:
        return {document_id: catalog.document(document_id).hit.revision for document_id in IDS}
    finally:
        catalog.close()


def effects(archive: Archive, text: str) -> list[LineEffect]:
    saved = read_rule_book(archive.path)
    return list(preview(archive, saved, saved.replacing(read_rules(text))))


def test_a_preview_tells_each_line_that_would_change_and_changes_nothing(archive: Archive) -> None:
    before, as_shown = revisions(archive), shown(archive, IDS)
    found = effects(archive, KEEP_BLURB)
    assert [(each.document, each.line, each.before, each.after, each.rule) for each in found] == [
        (document_id, 2, "demote", "keep", "archivist.the-blurb") for document_id in ("p1", "p2", "p3")
    ]
    assert (revisions(archive), shown(archive, IDS)) == (before, as_shown)


def test_a_preview_foretells_what_happens(archive: Archive) -> None:
    foretold = {(each.document, each.line): each.after.value for each in effects(archive, KEEP_BLURB) if each.changes}
    before = shown(archive, IDS)
    save(archive, KEEP_BLURB)
    apply_rules(archive)
    happened = {
        (document_id, place): new[1]
        for document_id, lines in shown(archive, IDS).items()
        for place, (old, new) in enumerate(zip(before[document_id], lines, strict=True), 1)
        if old[1] != new[1]
    }
    assert happened == foretold != {}


def test_changed_rules_touch_exactly_the_documents_they_change(archive: Archive, tmp_path: Path) -> None:
    before = revisions(archive)
    save(archive, KEEP_BLURB)
    report = index(archive, tmp_path / "papers.jsonl")
    assert {each.id for each in report.recleaned_documents} == {"p1", "p2", "p3"}
    after = revisions(archive)
    assert {document_id for document_id in IDS if before[document_id] != after[document_id]} == {"p1", "p2", "p3"}
    assert index(archive, tmp_path / "papers.jsonl").recleaned == 0


def test_what_another_version_made_is_told_and_waits_for_a_reindex(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(archive, IDS)
    save(archive, KEEP_BLURB)
    monkeypatch.setattr(cleaning, "FINGERPRINT", "another cleaning")
    learned = apply_rules(archive)
    assert (learned.recleaned, learned.outdated) == (0, learned.judged)
    assert learned.outdated >= 3
    assert shown(archive, IDS) == before
    reindex(archive)
    assert [line[2] for line in shown(archive, ["p1"])["p1"] if line[0] == BLURB] == ["archivist.the-blurb"]
    assert apply_rules(archive).outdated == 0


def test_rules_that_go_take_their_verdicts_along(archive: Archive) -> None:
    before = shown(archive, IDS)
    path = save(archive, KEEP_BLURB)
    apply_rules(archive)
    assert shown(archive, IDS) != before
    path.unlink()
    assert reindex(archive).rejudged == 3
    assert shown(archive, IDS) == before


def test_rules_hold_for_new_documents_from_the_start(archive: Archive, tmp_path: Path) -> None:
    save(archive, KEEP_BLURB)
    apply_rules(archive)
    report = index(archive, write(tmp_path / "more.jsonl", [paper(6)]))
    assert [line[2] for line in shown(archive, ["p6"])["p6"] if line[0] == BLURB] == ["archivist.the-blurb"]
    catalog = open_catalog(archive)
    assert [entry.action for entry in catalog.log() if entry.document == "p6"] == ["added"] + [
        "recleaned"
    ] * report.recleaned
    catalog.close()


def test_a_rule_for_all_sources_reaches_all(archive: Archive) -> None:
    rule = f'version = 1\n[[rule]]\nid = "desk"\nverdict = "demote"\nexact = "{FURNITURE[0]}"\ncatches = ["{FURNITURE[0]}"]\n'
    save(archive, rule, "all.toml")
    apply_rules(archive)
    for lines in shown(archive, IDS).values():
        assert [line[1] for line in lines if line[0] == FURNITURE[0]] == ["demote"]


def test_a_backup_and_an_export_take_rules_and_settings_along(archive: Archive, tmp_path: Path) -> None:
    save(archive, KEEP_BLURB)
    (archive.path / "regesta.toml").write_text('name = "Papers"\n')
    apply_rules(archive)
    as_shown = shown(archive, IDS)
    copy = Archive(backup(archive, tmp_path / "backup").path)
    assert (copy.path / "regesta.toml").read_text() == 'name = "Papers"\n'
    assert apply_rules(copy).recleaned == 0
    assert shown(copy, IDS) == as_shown
    again = create_archive(tmp_path / "again")
    report = index(again, write(tmp_path / "export.jsonl", export(archive)))
    assert (report.failed, report.recleaned) == ((), 0)
    assert read_rule_book(again.path) == read_rule_book(archive.path)
    assert shown(again, IDS) == as_shown


def test_rules_out_of_an_export_do_not_replace_others(archive: Archive, tmp_path: Path) -> None:
    save(archive, KEEP_BLURB)
    exported = write(tmp_path / "export.jsonl", export(archive))
    other = save(archive, KEEP_BLURB.replace('"keep"', '"drop"'))
    report = index(archive, exported)
    assert [reason for _, reason in report.failed] == [
        "the archive has a file courier.toml of rules that says something else; it was left as it is"
    ]
    assert '"drop"' in other.read_text()
    bad = write(tmp_path / "bad.jsonl", [{"regesta": 1, "rules": "../all.toml", "text": "version = 1"}])
    assert "is none for a file of rules" in index(archive, bad).failed[0][1]


def test_rules_may_be_there_before_the_archive(tmp_path: Path) -> None:
    (tmp_path / "archive" / "rules").mkdir(parents=True)
    archive = create_archive(tmp_path / "archive")
    save(archive, KEEP_BLURB)
    assert len(read_rule_book(archive.path).sets) == 1
