"""Decisions about entities: what they mean, that they can be undone, and that a file of them says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from indexer.entities.ledger import Ledger, affected, next_part, opened, record, record_all, replay
from indexer.entities.ledger_text import from_text, to_text
from indexer.entity_decisions.applying import shown

NOON = "2024-05-01T12:00:00Z"
ids = st.sampled_from(
    [f"person:{name}" for name in ("ann", "bea", "cem", "ann~2")] + ["org:acme", "org:bolt", "place:KP"]
)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Merge, entity=ids, into=ids),
    st.builds(
        Split,
        entity=ids,
        documents=st.sampled_from([("d1",), ("d2",), ("d1", "d3")]),
        new=st.just("person:ann~2"),
        name=st.sampled_from(["", "Ann (2)"]),
    ),
    st.builds(Rename, entity=ids, name=st.sampled_from(["Ann A.", "Bea", "Ærø, Inc."])),
    st.builds(Retype, entity=ids, kind=st.sampled_from(["person", "org", "place"])),
    st.builds(Suppress, entity=ids),
    st.builds(NeverMerge, entity=ids, other=ids),
    st.builds(AddAlias, entity=ids, alias=st.sampled_from(["A.", "B\n“x”"])),
    st.builds(Undo, number=st.integers(1, 12)),
)
rules = st.sampled_from(["", "initials"])


def decide(*steps: Action, rule: str = "") -> Ledger:
    ledger = Ledger()
    for step in steps:
        ledger = record(ledger, step, by="ada", at=NOON, rule=rule)
    return ledger


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A ledger of up to twelve decisions; impossible ones were refused on the way."""
    ledger = Ledger()
    for action, rule in draw(st.lists(st.tuples(actions, rules), max_size=12)):
        try:
            ledger = record(ledger, action, by="ada", at=NOON, why="because", rule=rule)
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


@given(ledgers(), st.lists(st.tuples(actions, rules), max_size=6))
def test_any_decisions_and_then_their_undos_give_the_state_before(
    before: Ledger, more: list[tuple[Action, str]]
) -> None:
    ledger = before
    for action, rule in more:
        try:
            ledger = record(ledger, action, by="ada", at=NOON, rule=rule)
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
    assert next_part(ledger, "person:john-smith") == "person:john-smith~3"


def test_staff_win_over_rules() -> None:
    ledger = record_all(
        Ledger(),
        [(Merge(entity="person:a", into="person:b"), "alike"), (Merge(entity="person:c", into="person:b"), "alike")],
        by="regesta",
        at=NOON,
        rule="initials",
    )
    ledger = record(ledger, NeverMerge(entity="person:a", other="person:b"), by="ada", at=NOON)
    assert ledger.decided.canonical("person:a") == "person:a"
    assert ledger.decided.canonical("person:c") == "person:b"


def test_an_automatic_merge_that_staff_undid_is_not_made_again() -> None:
    ledger = decide(Merge(entity="person:a", into="person:b"), rule="initials")
    ledger = record(ledger, Undo(number=1), by="ada", at=NOON)
    assert frozenset(("person:a", "person:b")) in ledger.decided.kept_apart()


def test_what_a_rule_took_back_itself_it_may_do_again() -> None:
    ledger = decide(Merge(entity="person:a", into="person:b"), Undo(number=1), rule="initials")
    assert ledger.decided.kept_apart() == frozenset()


def test_what_staff_decided_an_entity_to_be_no_rule_moves() -> None:
    ledger = decide(Merge(entity="person:a", into="person:b"), rule="initials")
    ledger = record(ledger, Merge(entity="person:b", into="person:z"), by="ada", at=NOON)
    assert ledger.decided.placed == {"person:a", "person:b"}


def test_what_is_parted_stays_parted_when_the_rest_is_merged() -> None:
    ledger = decide(
        Split(entity="person:j-smith", documents=("d1",), new="person:j-smith~2"),
        Merge(entity="person:j-smith", into="person:john-smith"),
    )
    assert ledger.decided.canonical("person:j-smith", "d1") == "person:j-smith~2"
    assert ledger.decided.canonical("person:j-smith", "d2") == "person:john-smith"


def test_the_number_of_a_part_is_never_given_again() -> None:
    ledger = decide(Split(entity="person:a", documents=("d1",), new="person:a~2"), Undo(number=1))
    assert next_part(ledger, "person:a") == "person:a~3"


def test_a_change_says_which_entities_documents_must_be_read_again() -> None:
    before = decide(Rename(entity="person:a", name="A"))
    after = record(before, Merge(entity="person:a", into="person:b"), by="ada", at=NOON)
    assert affected(before.decided, after.decided) == ({"person:a"}, frozenset())
    renamed = record(after, Rename(entity="person:b", name="B"), by="ada", at=NOON)
    assert affected(after.decided, renamed.decided) == (frozenset(), frozenset())
    parted = record(renamed, Split(entity="person:b", documents=("d1",), new="person:b~2"), by="ada", at=NOON)
    assert affected(renamed.decided, parted.decided) == (frozenset(), {"d1"})


NAMED = (
    ("person:john-doe", "person", "John Doe", 2),
    ("person:acme", "person", "Acme", 1),
    ("person:j-doe", "person", "J. Doe", 1),
)
SURFACES = (
    ("person:acme", "acme", "Acme", 1),
    ("person:j-doe", "j doe", "J. Doe", 1),
    ("person:john-doe", "doe", "Doe", 1),
    ("person:john-doe", "john doe", "John Doe", 1),
)


def test_decisions_change_what_a_document_shows() -> None:
    ledger = decide(
        Merge(entity="person:j-doe", into="person:john-doe"),
        Retype(entity="person:acme", kind="org"),
        Rename(entity="person:john-doe", name="John A. Doe"),
    )
    found = shown(ledger.decided, "d1", NAMED, SURFACES)
    assert found is not None
    assert found.named == (("person:john-doe", "person", "John Doe", 3), ("org:acme", "org", "Acme", 1))
    assert ("person:john-doe", "j doe", "J. Doe", 1) in found.surfaces
    assert {entity for entity, _, _ in found.elsewhere} == {"person:acme", "person:j-doe"}
    hidden = record(ledger, Suppress(entity="org:acme"), by="ada", at=NOON)
    found = shown(hidden.decided, "d1", NAMED, SURFACES)
    assert found is not None
    assert [entity for entity, _, _, _ in found.named] == ["person:john-doe"]


@given(ledgers())
def test_a_document_shows_as_many_mentions_as_were_found_in_it_except_hidden_ones(ledger: Ledger) -> None:
    named = (("person:ann", "person", "Ann", 3), ("person:bea", "person", "Bea", 2), ("org:acme", "org", "Acme", 1))
    surfaces = tuple((entity, name.lower(), name, mentions) for entity, _, name, mentions in named)
    decided = ledger.decided
    seen = sum(n for e, _, _, n in named if decided.canonical(e, "d1") not in decided.suppressed)
    found = shown(decided, "d1", named, surfaces)
    if found is None:
        assert all(decided.canonical(entity, "d1") == entity for entity, _, _, _ in named)
        return
    assert sum(mentions for _, _, _, mentions in found.named) == seen
    assert sum(mentions for _, _, _, mentions in found.surfaces) == seen
    assert len({entity for entity, _, _, _ in found.named}) == len(found.named)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("not json", "Line 2"),
        ('{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"marry"}', "no decision"),
        ('{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"merge","entity":"person:a"}', "into"),
        (
            '{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"merge","entity":"person:a","into":"person:b","start":9999}',
            "start",
        ),
        (
            '{"number":7,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"suppress","entity":"person:a"}',
            "gaps",
        ),
        (
            '{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"split","entity":"person:a","documents":"d","new":"person:a~2"}',
            "list",
        ),
        (
            '{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","why":"","decision":"undo","undoes":true}',
            "number of a decision",
        ),
        ('{"number":1,"at":"once","by":"a","decision":"suppress","entity":"person:a"}', "no time"),
        (
            '{"number":1,"at":"2024-05-01T12:00:00Z","by":"a","decision":"rename","entity":"person:a","name":"\\ud800"}',
            "a text",
        ),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_damaged_ledger_file_is_refused_with_line_and_reason(line: str, complaint: str) -> None:
    with pytest.raises(LedgerError) as refused:
        from_text('{"regesta-ledger":1}\n' + line + "\n")
    assert complaint in str(refused.value)


def test_a_file_of_something_else_is_no_ledger() -> None:
    with pytest.raises(LedgerError, match="no ledger file"):
        from_text("Kim Jong Il\n")
