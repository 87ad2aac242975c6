"""Whatever is decided in whatever order: undone it leaves no trace, and replayed it gives what was live."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.changes import remove, restore
from indexer.entities.decisions import (
    Action,
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
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.verify import verify
from search.archive import Archive
from search.errors import NotFound
from tests.entity_decisions.archives import SMITHS, add, decisions, found, made, state

ids = st.sampled_from(
    ["person:john-smith", "person:j-smith", "person:mary-jones", "person:john-smith~2", "org:acme", "place:KP"]
)
Part = tuple[str, tuple[str, ...]]
Step = Action | Part | str
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(Merge, entity=ids, into=ids),
    st.builds(Rename, entity=ids, name=st.sampled_from(["Jane Doe", "J. Smith", "Ærø, Inc."])),
    st.builds(Retype, entity=ids, kind=st.sampled_from(["person", "org"])),
    st.builds(Suppress, entity=ids),
    st.builds(NeverMerge, entity=ids, other=ids),
    st.builds(AddAlias, entity=ids, alias=st.sampled_from(["The Old Man", "Acme"])),
    st.builds(Undo, number=st.integers(1, 6)),
    st.tuples(ids, st.sampled_from([("d1",), ("d3",), ("d3", "d4"), ("d2",)])),
    st.sampled_from(["remove d1", "restore d1", "remove d3", "restore d3"]),
)


def take(archive: Archive, step: Step) -> None:
    """One step; what cannot be is refused and changes nothing."""
    with suppress(LedgerError, NotFound):
        match step:
            case str():
                act, document = step.split()
                if act == "remove":
                    remove(archive, [document], "asked for")
                else:
                    restore(archive, document)
            case tuple():
                split(archive, step[0], step[1])
            case _:
                decide(archive, [step], why="because")


@settings(max_examples=8)
@given(before=st.lists(steps, max_size=3), after=st.lists(steps, min_size=1, max_size=4))
def test_decisions_and_then_their_undos_give_the_state_before(
    tmp_path_factory: pytest.TempPathFactory, before: list[Step], after: list[Step]
) -> None:
    archive = made(tmp_path_factory.mktemp("undone"))
    for step in before:
        take(archive, step)
    remembered, first = state(archive), len(decisions(archive))
    for step in after:
        if not isinstance(step, str):
            take(archive, step)
    for number in range(len(decisions(archive)), first, -1):
        decide(archive, [Undo(number=number)])
    assert state(archive) == remembered
    assert verify(archive).problems == ()


@settings(max_examples=8)
@given(taken=st.lists(steps, min_size=1, max_size=6))
def test_replayed_decisions_give_what_was_live(tmp_path_factory: pytest.TempPathFactory, taken: list[Step]) -> None:
    place = tmp_path_factory.mktemp("replayed")
    archive = made(place)
    for step in taken:
        take(archive, step)
    live = state(archive)
    reindex(archive)
    assert state(archive) == live
    again = create_archive(place / "again")
    (place / "export.jsonl").write_text("".join(json.dumps(record) + "\n" for record in export(archive)))
    assert index_paths(again, [place / "export.jsonl"]).failed == ()
    assert decisions(again) == decisions(archive)
    assert state(again) == live
    assert verify(again).problems == ()


NAMES = (
    ("person:j-smith", "J. Smith"),
    ("person:john-smith", "John Smith"),
    ("person:james-smith", "James Smith"),
    ("person:john-q-smith", "John Q. Smith"),
    ("person:jq-smith", "J.Q. Smith"),
    ("person:mary-jones", "Mary Jones"),
    ("person:m-jones", "M. Jones"),
)


@settings(max_examples=8)
@given(
    documents=st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3), min_size=2, max_size=5),
    order=st.randoms(use_true_random=False),
)
def test_names_are_joined_alike_whatever_order_documents_come_in(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[tuple[str, str]]], order: object
) -> None:
    named = {f"d{number}": one for number, one in enumerate(documents)}
    shuffled = list(named)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    place = tmp_path_factory.mktemp("order")
    (place / "one").mkdir()
    at_once = made(place / "one", named)
    one_by_one = create_archive(place / "archive")
    for number, document in enumerate(shuffled):
        add(one_by_one, place, {document: named[document]}, f"papers{number}")
    assert state(one_by_one) == state(at_once)


def test_an_archive_without_names_decides_nothing(tmp_path: Path) -> None:
    archive = made(tmp_path, {"d1": []})
    assert decisions(archive) == ()
    assert found(archive) == ["d1"]


def test_the_rule_does_not_move_what_staff_placed(tmp_path: Path) -> None:
    archive = made(tmp_path, SMITHS)
    decide(archive, [Undo(number=1)])
    decide(archive, [Merge(entity="person:j-smith", into="person:mary-jones")])
    add(archive, tmp_path, {"d5": [("person:jo-smith", "Jo Smith"), ("person:j-smith", "J. Smith")]}, "more")
    assert found(archive, person="person:mary-jones") == ["d1", "d2", "d4", "d5"]
