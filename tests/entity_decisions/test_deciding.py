"""What decisions do to an archive, at once and for good, and that undoing them leaves no trace."""

from pathlib import Path

import pytest

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
from indexer.entity_decisions.deciding import decide, split
from indexer.rebuilding import reindex, rollback
from search.archive import Archive
from search.errors import NotFound
from tests.entity_decisions.archives import SMITHS, add, found, made, state


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


def test_whoosh_shows_decisions_too(tmp_path: Path) -> None:
    archive = made(tmp_path, SMITHS, "whoosh")
    decide(archive, [Merge(entity="person:mary-jones", into="person:john-smith")])
    assert found(archive, person="person:john-smith") == ["d1", "d2", "d3", "d4"]
    assert state(archive)["facets"]["person"] == [("person:john-smith", "John Smith", 4)]
