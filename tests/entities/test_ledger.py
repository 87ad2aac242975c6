"""Decisions about entities: what they mean, that they can be undone, and that a file of them says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.annotation import Annotation
from indexer.entities.decisions import (
    Action,
    AddAlias,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Split,
    Suppress,
    Undo,
)
from indexer.entities.ledger import Ledger, affected, next_part, opened, record, record_all, replay, with_decisions
from indexer.entities.ledger_text import from_text, to_text
from search.documents import Entity, Mention

NOON = "2024-05-01T12:00:00Z"
ids = st.sampled_from(
    [f"person:{name}" for name in ("ann", "bea", "cem", "ann~2")] + ["org:acme", "org:bolt", "place:KP"]
)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Merge, entity=ids, into=ids),
    st.builds(
        Split, entity=ids, documents=st.sampled_from([("d1",), ("d2",), ("d1", "d3")]), new=st.just("person:ann~2")
    ),
    st.builds(Rename, entity=ids, name=st.sampled_from(["Ann A.", "Bea", "Ærø, Inc."])),
    st.builds(Retype, entity=ids, kind=st.sampled_from(["person", "org", "place"])),
    st.builds(Suppress, entity=ids),
    st.builds(NeverMerge, entity=ids, other=ids),
    st.builds(AddAlias, entity=ids, alias=st.sampled_from(["A.", "B\n“x”"])),
    st.builds(Undo, number=st.integers(1, 12)),
)
authors = st.sampled_from(["ada", "rule:initials"])


def decide(*steps: Action, by: str = "ada") -> Ledger:
    ledger = Ledger()
    for step in steps:
        ledger = record(ledger, step, by=by, at=NOON)
    return ledger


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A ledger of up to twelve decisions; impossible ones were refused on the way."""
    ledger = Ledger()
    for action, by in draw(st.lists(st.tuples(actions, authors), max_size=12)):
        try:
            ledger = record(ledger, action, by=by, at=NOON, why="because")
        except LedgerError:
            continue
    return ledger


@given(ledgers())
def test_replaying_the_decisions_gives_what_was_live(ledger: Ledger) -> None:
    assert replay(ledger.decisions) == ledger.decided
    assert opened(ledger.decisions) == ledger


@given(ledgers())
def test_a_ledger_file_is_read_back_the_same(ledger: Ledger) -> None:
    assert from_text(to_text(ledger.decisions)) == ledger


@given(ledgers(), st.lists(st.tuples(actions, authors), max_size=6))
def test_any_decisions_and_then_their_undos_give_the_state_before(
    before: Ledger, more: list[tuple[Action, str]]
) -> None:
    ledger = before
    for action, by in more:
        try:
            ledger = record(ledger, action, by=by, at=NOON)
        except LedgerError:
            continue
    for decision in reversed(ledger.decisions[len(before.decisions) :]):
        ledger = record(ledger, Undo(number=decision.number), by="ada", at=NOON)
    # An automatic merge that was taken back is remembered as refused; all else is as it was.
    left = ledger.decided
    assert (left.links, left.parted, left.names, left.aliases) == (
        before.decided.links,
        before.decided.parted,
        before.decided.names,
        before.decided.aliases,
    )
    assert (left.suppressed, left.apart) == (before.decided.suppressed, before.decided.apart)


@given(ledgers())
def test_every_entity_leads_to_one_end(ledger: Ledger) -> None:
    for entity in ("person:ann", "person:bea", "org:acme", "place:KP", "person:ann~2"):
        for document in (None, "d1", "d2"):
            end = ledger.decided.canonical(entity, document)
            assert ledger.decided.canonical(end) == end


@given(ledgers())
def test_no_pair_that_staff_keep_apart_is_ever_one(ledger: Ledger) -> None:
    for pair in ledger.decided.apart:
        assert len({ledger.decided.canonical(side) for side in pair}) == 2


def test_a_merge_leads_every_name_to_the_one_kept() -> None:
    decided = decide(Merge(entity="person:a", into="person:b"), Merge(entity="person:b", into="person:c")).decided
    assert decided.canonical("person:a") == "person:c"


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        ((Merge(entity="person:a", into="person:b"), Merge(entity="person:b", into="person:a")), "one already"),
        ((Merge(entity="person:a", into="org:b"),), "Retype"),
        ((Merge(entity="nobody", into="person:b"),), "no entity id"),
        ((NeverMerge(entity="person:a", other="person:b"), Merge(entity="person:a", into="person:b")), "never"),
        (
            (Merge(entity="person:a", into="person:b"), NeverMerge(entity="person:a", other="person:b")),
            "Undo that merge",
        ),
        ((Rename(entity="person:a~2", name="A"),), "no split"),
        ((Rename(entity="person:a", name=" "),), "nothing"),
        ((Split(entity="person:a", documents=(), new="person:a~2"),), "no documents"),
        ((Split(entity="person:a", documents=("d",), new="person:b"),), "no id"),
        ((Undo(number=1),), "no decision 1"),
        ((Suppress(entity="person:a"), Undo(number=1), Undo(number=1)), "undone already"),
    ],
)
def test_an_impossible_decision_is_refused_with_its_reason(steps: tuple[Action, ...], complaint: str) -> None:
    ledger = decide(*steps[:-1])
    with pytest.raises(LedgerError) as refused:
        record(ledger, steps[-1], by="ada", at=NOON)
    assert complaint in str(refused.value)


def test_a_decision_that_others_rest_on_is_undone_after_them() -> None:
    ledger = decide(
        Split(entity="person:john-smith", documents=("d1",), new="person:john-smith~2"),
        Merge(entity="person:john-smith~2", into="person:jon-smythe"),
    )
    with pytest.raises(LedgerError, match="Undo 2 first"):
        record(ledger, Undo(number=1), by="ada", at=NOON)
    ledger = record(ledger, Undo(number=2), by="ada", at=NOON)
    assert record(ledger, Undo(number=1), by="ada", at=NOON).decided.parted == {}


def test_an_undo_can_be_undone() -> None:
    ledger = decide(Suppress(entity="person:a"), Undo(number=1), Undo(number=2))
    assert ledger.decided.suppressed == {"person:a"}


def test_two_people_of_one_name_are_told_apart_by_document() -> None:
    ledger = decide(Split(entity="person:john-smith", documents=("d1",), new="person:john-smith~2"))
    assert ledger.decided.canonical("person:john-smith", "d1") == "person:john-smith~2"
    assert ledger.decided.canonical("person:john-smith", "d9") == "person:john-smith"
    assert next_part(ledger.decided, "person:john-smith") == "person:john-smith~3"


def test_staff_win_over_rules() -> None:
    ledger = record_all(
        Ledger(),
        [Merge(entity="person:a", into="person:b"), Merge(entity="person:c", into="person:b")],
        by="rule:initials",
        at=NOON,
    )
    ledger = record(ledger, NeverMerge(entity="person:a", other="person:b"), by="ada", at=NOON)
    assert ledger.decided.canonical("person:a") == "person:a"
    assert ledger.decided.canonical("person:c") == "person:b"


def test_an_automatic_merge_that_staff_undid_is_not_made_again() -> None:
    ledger = decide(Merge(entity="person:a", into="person:b"), by="rule:initials")
    ledger = record(ledger, Undo(number=1), by="ada", at=NOON)
    assert frozenset(("person:a", "person:b")) in ledger.decided.kept_apart()


def test_a_change_says_which_entities_documents_must_be_read_again() -> None:
    before = decide(Rename(entity="person:a", name="A"))
    after = record(before, Merge(entity="person:a", into="person:b"), by="ada", at=NOON)
    assert affected(before.decided, after.decided) == {"person:a", "person:b"}
    renamed = record(after, Rename(entity="person:b", name="B"), by="ada", at=NOON)
    assert affected(after.decided, renamed.decided) == frozenset()


def mention(entity: str, start: int, surface: str) -> Mention:
    return Mention(entity=entity, kind="person", start=start, end=start + len(surface), surface=surface, how="name")


def test_decisions_change_what_a_document_shows() -> None:
    found = Annotation(
        mentions=(
            mention("person:j-doe", 0, "J. Doe"),
            mention("person:john-doe", 10, "John Doe"),
            mention("person:acme", 20, "Acme"),
        ),
        entities=(
            Entity(id="person:j-doe", kind="person", name="J. Doe"),
            Entity(id="person:john-doe", kind="person", name="John Doe"),
            Entity(id="person:acme", kind="person", name="Acme"),
        ),
    )
    ledger = decide(
        Merge(entity="person:j-doe", into="person:john-doe"),
        Retype(entity="person:acme", kind="org"),
        Rename(entity="person:john-doe", name="John A. Doe"),
    )
    shown = with_decisions(found, "d1", ledger.decided)
    assert [m.entity for m in shown.mentions] == ["person:john-doe", "person:john-doe", "org:acme"]
    assert [(e.id, e.name, e.aliases) for e in shown.entities] == [
        ("person:john-doe", "John A. Doe", ("J. Doe", "John Doe")),
        ("org:acme", "Acme", ()),
    ]
    hidden = record(ledger, Suppress(entity="org:acme"), by="ada", at=NOON)
    assert [e.id for e in with_decisions(found, "d1", hidden.decided).entities] == ["person:john-doe"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("not json", "Line 2"),
        ('{"number":1,"at":"x","by":"a","why":"","decision":"marry"}', "no decision"),
        ('{"number":1,"at":"x","by":"a","why":"","decision":"merge","entity":"person:a"}', "into"),
        (
            '{"number":1,"at":"x","by":"a","why":"","decision":"merge","entity":"person:a","into":"person:b","start":9999}',
            "start",
        ),
        ('{"number":7,"at":"x","by":"a","why":"","decision":"suppress","entity":"person:a"}', "gaps"),
        (
            '{"number":1,"at":"x","by":"a","why":"","decision":"split","entity":"person:a","documents":"d","new":"person:a~2"}',
            "list",
        ),
        ('{"number":1,"at":"x","by":"a","why":"","decision":"undo","undoes":true}', "number of a decision"),
    ],
)
def test_a_damaged_ledger_file_is_refused_with_line_and_reason(line: str, complaint: str) -> None:
    with pytest.raises(LedgerError) as refused:
        from_text('{"regesta-ledger":1}\n' + line + "\n")
    assert complaint in str(refused.value)


def test_a_file_of_something_else_is_no_ledger() -> None:
    with pytest.raises(LedgerError, match="no ledger file"):
        from_text("Kim Jong Il\n")
