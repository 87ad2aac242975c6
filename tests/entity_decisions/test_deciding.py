"""What decisions do to an archive, at once and for good, and that undoing them leaves no trace."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from indexer.backup import backup
from indexer.changes import remove, restore
from indexer.entities.decisions import (
    AddAlias,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Suppress,
    Undo,
)
from indexer.entity_decisions import pending
from indexer.entity_decisions.deciding import decide, export_ledger, import_ledger, split
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex, rollback
from indexer.verify import verify
from indexer.writer import open_for_writing
from search.archive import Archive
from search.catalog.reading import open_catalog
from search.errors import NotFound
from tests.entity_decisions.archives import SMITHS, add, decisions, found, made, state


def test_the_rule_joins_names_when_they_are_indexed(archive: Archive) -> None:
    assert state(archive)["facets"]["person"] == [
        ("person:john-smith", "John Smith", 4),
        ("person:mary-jones", "Mary Jones", 1),
    ]
    assert found(archive, person="person:john-smith") == ["d1", "d2", "d3", "d4"]


def test_a_merge_moves_documents_counts_and_names(archive: Archive) -> None:
    taken = decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")], why="a pen name")
    assert taken.documents == 1
    assert state(archive)["facets"]["person"] == [("person:john-smith", "John Smith", 4)]
    assert found(archive, 'person:"Mary Jones"') == found(archive, person="person:john-smith")


def test_old_ids_and_old_names_still_find(archive: Archive) -> None:
    decide(archive, [Rename(entity="place:KP", name="Democratic People's Republic of Korea")])
    decide(archive, [Retype(entity="org:acme", kind="event")])
    assert found(archive, 'place:"North Korea"') == ["d2", "d3"]
    assert found(archive, place="place:KP") == ["d2", "d3"]
    assert (
        found(archive, org="org:acme")
        == found(archive, "event:Acme")
        == found(archive, "entity:org:acme")
        == ["d1", "d4"]
    )
    assert state(archive)["facets"]["place"][0][1].startswith("Democratic")


def test_what_is_suppressed_is_shown_nowhere_and_comes_back(archive: Archive) -> None:
    before = state(archive)
    decide(archive, [Suppress(entity="person:john-smith")])
    assert state(archive)["facets"]["person"] == [("person:mary-jones", "Mary Jones", 1)]
    assert state(archive)["shown"]["d3"] == [("place:KP", 1)]
    decide(archive, [Undo(number=2)])
    assert state(archive) == before


def test_people_of_one_name_are_told_apart(archive: Archive) -> None:
    split(archive, "person:john-smith", ["d3", "d4"], why="the younger")
    assert state(archive)["facets"]["person"] == [
        ("person:john-smith", "John Smith", 2),
        ("person:john-smith~2", "John Smith (2)", 2),
        ("person:mary-jones", "Mary Jones", 1),
    ]
    assert found(archive, person="person:john-smith~2") == ["d3", "d4"]


def test_an_alias_finds_and_is_forgotten_with_its_decision(archive: Archive) -> None:
    decide(archive, [AddAlias(entity="person:mary-jones", alias="The Iron Lady")])
    assert found(archive, 'person:"the iron lady"') == ["d4"]
    decide(archive, [Undo(number=2)])
    assert found(archive, 'person:"the iron lady"') == []


def test_staff_win_over_the_rule_and_it_does_not_insist(archive: Archive, tmp_path: Path) -> None:
    decide(archive, [NeverMerge(entity="person:j-smith", other="person:john-smith")])
    assert found(archive, person="person:j-smith") == ["d1", "d2"]
    add(archive, tmp_path, {"d5": [("person:john-a-smith", "John A. Smith")]}, "more")
    assert found(archive, person="person:j-smith") == ["d1", "d2"]
    assert found(archive, person="person:john-a-smith") == ["d1", "d3", "d4", "d5"]


def test_an_id_that_staff_named_stays_when_a_fuller_name_is_met(archive: Archive, tmp_path: Path) -> None:
    decide(archive, [Rename(entity="person:john-smith", name="Sir John")])
    split(archive, "person:john-smith", ["d3"])
    add(archive, tmp_path, {"d5": [("person:john-adam-smith", "John Adam Smith")]}, "more")
    assert found(archive, person="person:john-smith") == ["d1", "d2", "d4", "d5"]
    assert state(archive)["facets"]["person"][0] == ("person:john-smith", "Sir John", 4)
    assert found(archive, person="person:john-smith~2") == ["d3"]


def test_an_undone_merge_of_the_rule_is_not_made_again(archive: Archive, tmp_path: Path) -> None:
    decide(archive, [Undo(number=1)])
    add(archive, tmp_path, {"d5": [("person:jack-smith", "Jack Smith")]}, "more")
    reindex(archive)
    assert "d2" not in found(archive, person="person:john-smith")


def test_what_is_indexed_later_is_stored_as_decided(archive: Archive, tmp_path: Path) -> None:
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith"), Suppress(entity="org:acme")])
    add(archive, tmp_path, {"d5": [("person:mary-jones", "Mary Jones"), ("org:acme", "Acme")]}, "more")
    assert state(archive)["shown"]["d5"] == [("person:john-smith", 1)]


def test_a_removed_document_learns_of_decisions_when_it_is_restored(archive: Archive) -> None:
    remove(archive, ["d4"], "asked for")
    assert state(archive)["facets"]["person"] == [("person:john-smith", "John Smith", 3)]
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")])
    restore(archive, "d4")
    assert state(archive)["shown"]["d4"] == [("org:acme", 1), ("person:john-smith", 2)]
    decide(archive, [Undo(number=2)])
    assert ("person:mary-jones", 1) in state(archive)["shown"]["d4"]


def test_counts_follow_removals_at_once(archive: Archive) -> None:
    remove(archive, ["d1", "d2"], "asked for")
    assert state(archive)["facets"]["person"][0] == ("person:john-smith", "John Smith", 2)


def test_a_rebuild_and_a_rollback_show_what_was_decided(archive: Archive) -> None:
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")])
    before = state(archive)
    reindex(archive)
    assert state(archive) == before
    decide(archive, [Suppress(entity="place:KP")])
    after = state(archive)
    rollback(archive)
    assert state(archive) == after


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        (Merge(entity="person:jon-smith", into="person:mary-jones"), "person:john-smith"),
        (Merge(entity="nobody", into="person:mary-jones"), "names no entity"),
        (Rename(entity="person:nobody-at-all", name="X"), "names no entity"),
    ],
)
def test_unknown_ids_are_refused_with_the_nearest(archive: Archive, action: Merge | Rename, complaint: str) -> None:
    before = state(archive)
    with pytest.raises(NotFound, match=complaint):
        decide(archive, [Suppress(entity="org:acme"), action])
    assert state(archive) == before


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        (Merge(entity="person:j-smith", into="person:mary-jones"), "is person:john-smith now, by decision 1"),
        (Merge(entity="person:john-smith", into="person:john-smith"), "one already"),
        (Merge(entity="org:acme", into="place:KP"), "Retype"),
        (Undo(number=9), "no decision 9"),
    ],
)
def test_what_contradicts_is_refused_and_changes_nothing(
    archive: Archive, action: Merge | Undo, complaint: str
) -> None:
    before = state(archive)
    with pytest.raises(LedgerError, match=complaint):
        decide(archive, [Suppress(entity="org:acme"), action])
    assert state(archive) == before


def test_a_split_names_documents_that_name_the_entity(archive: Archive) -> None:
    with pytest.raises(NotFound, match="d2 does not name person:mary-jones"):
        split(archive, "person:mary-jones", ["d4", "d2"])
    with pytest.raises(NotFound, match="no document"):
        split(archive, "person:mary-jones", ["d9"])


def test_a_decision_cut_short_holds_and_is_finished_by_whoever_writes_next(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(archive)
    told: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(pending, "BATCH", 1)
        patch.setattr(pending.documents, "show", _failing_at_the_second(pending.documents.show))
        with pytest.raises(RuntimeError):
            decide(
                archive,
                [Retype(entity="place:KP", kind="org"), Suppress(entity="person:john-smith")],
                recorded=lambda decisions: told.extend(one.number for one in decisions),
            )
    assert told == [2, 3]
    report = verify(archive)
    assert (report.problems, report.behind) == ((), 3)
    open_for_writing(archive, "whatever").close()
    after = state(archive)
    assert after["waiting"] == 0
    assert after["facets"]["person"] == [("person:mary-jones", "Mary Jones", 1)]
    assert verify(archive).behind == 0
    decide(archive, [Undo(number=3), Undo(number=2)])
    assert state(archive) == before


def _failing_at_the_second(show: Callable[..., bool]) -> Callable[..., bool]:
    calls: list[None] = []

    def failing(*arguments: object) -> bool:
        calls.append(None)
        if len(calls) == 2:
            raise RuntimeError("power failure")
        return show(*arguments)

    return failing


def test_names_that_only_an_older_extraction_found_stand_in_no_way(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.catalog_path)) as catalog, catalog:
        catalog.execute("UPDATE fingerprints SET value = 'older entities-000000000000'")
        catalog.execute("INSERT INTO people (number, name) VALUES (1000, 'Jeremy Smith')")
    reindex(archive)
    with closing(sqlite3.connect(archive.catalog_path)) as catalog:
        assert ("Jeremy Smith",) not in catalog.execute("SELECT name FROM people").fetchall()


def test_exports_and_backups_carry_decisions(archive: Archive, tmp_path: Path) -> None:
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")], why="a pen name", by="ada")
    split(archive, "person:john-smith", ["d3"])
    again = create_archive(tmp_path / "again")
    (tmp_path / "export.jsonl").write_text("".join(json.dumps(record) + "\n" for record in export(archive)))
    index_paths(again, [tmp_path / "export.jsonl"])
    assert list(export(again)) == list(export(archive))
    copy = Archive(backup(archive, tmp_path / "copy").path)
    for other in (again, copy):
        assert decisions(other) == decisions(archive)
        assert state(other) == state(archive)
        assert _sequence(other) == _sequence(archive)
    report = index_paths(again, [tmp_path / "export.jsonl"])
    assert (report.failed, report.unchanged) == ((), 4)
    decide(again, [Undo(number=3)])
    report = index_paths(archive, [_written(again, tmp_path / "other.jsonl")])
    assert "decisions about entities of its own" in report.failed[0][1]


def _written(archive: Archive, path: Path) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in export(archive)))
    return path


def _sequence(archive: Archive) -> int:
    catalog = open_catalog(archive)
    try:
        return catalog.sequence()
    finally:
        catalog.close()


def test_verify_tells_what_contradicts_the_decisions(archive: Archive, tmp_path: Path) -> None:
    broken = Archive(backup(archive, tmp_path / "broken").path)
    with closing(sqlite3.connect(broken.catalog_path)) as catalog, catalog:
        catalog.execute("DELETE FROM entity_now")
        catalog.execute("UPDATE entity_decisions SET detail = replace(detail, 'john', 'jack')")
    problems = " ".join(verify(broken).problems)
    assert "d2 shows other entities than were decided" in problems
    assert "is not what the decisions say" in problems


def test_whoosh_shows_decisions_too(tmp_path: Path) -> None:
    archive = made(tmp_path, SMITHS, "whoosh")
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")])
    assert found(archive, person="person:john-smith") == ["d1", "d2", "d3", "d4"]
    assert state(archive)["facets"]["person"] == [("person:john-smith", "John Smith", 4)]


def test_into_an_id_that_no_document_names_is_merged_when_it_is_said_what_that_is_called(archive: Archive) -> None:
    before = state(archive)
    into = Merge(entity="person:mary-jones", into="person:maria-jones")
    with pytest.raises(NotFound, match="names no entity") as refused:
        decide(archive, [into])
    assert "--name" in (refused.value.hint or "")
    assert state(archive) == before
    taken = decide(archive, [into, Rename(entity="person:maria-jones", name="Maria Jones")])
    assert [one.number for one in taken.decisions] == [2, 3]
    assert ("person", "person:maria-jones", "Maria Jones", 1) in state(archive)["values"]
    assert found(archive, person="person:mary-jones") == ["d4"]
    assert verify(archive).problems == ()
    decide(archive, [Undo(number=3), Undo(number=2)])
    assert state(archive) == before


def test_an_id_of_the_tables_that_no_document_names_has_its_name_from_them(archive: Archive) -> None:
    before = state(archive)
    taken = decide(archive, [Merge(entity="place:KP", into="place:KR")])
    assert [type(one.action).__name__ for one in taken.decisions] == ["Merge", "Rename"]
    assert ("place", "place:KR", "South Korea", 2) in state(archive)["values"]
    decide(archive, [Undo(number=3), Undo(number=2)])
    assert state(archive) == before


def test_a_ledger_that_merges_into_a_new_id_is_taken_along(archive: Archive, tmp_path: Path) -> None:
    new = "person:maria-jones"
    decide(archive, [Merge(entity="person:mary-jones", into=new), Rename(entity=new, name="Maria Jones")])
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other")
    import_ledger(other, export_ledger(archive))
    assert state(other) == state(archive)


def test_the_rule_leaves_apart_whom_the_tables_tell_apart(tmp_path: Path) -> None:
    father, son = ("person:john-adams", "John Adams"), ("person:john-quincy-adams", "John Quincy Adams")
    archive = made(tmp_path, {"d1": [father], "d2": [son], "d3": [father, son]})
    assert sorted(state(archive)["facets"]["person"]) == [(*father, 2), (*son, 2)]
