"""Automatic merges over the archive: people whose names are one by the initials rule, as decisions that can be undone.

What is joined depends on the names that the archive ever met and on what staff decided, not on the order in which documents
came: whenever names are new, all names of their families are compared again, and a merge that no longer follows from the
rule is undone by it. Only where staff decisions rest on such a merge it stays.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from indexer.catalog_writer import now
from indexer.entities.decisions import Action, AddAlias, LedgerError, Merge, Rename, Split, Undo
from indexer.entities.known import fingerprint
from indexer.entities.ledger import Ledger, record_all, undone
from indexer.entities.merge import Person, family_key, merge_people
from indexer.entities.tables import load_tables
from indexer.entity_decisions import deciding, pending

if TYPE_CHECKING:
    from indexer.writer import Writer

ACTOR = "regesta"
RULE = "initials"
Reasoned = tuple[Action, str]


def join_people(
    writer: "Writer",
    *,
    with_index: bool = True,
    as_decided: bool = False,
    progress: pending.Progress = pending.nobody,
) -> int:
    """Merge what the rule finds among names that are new, and undo what it no longer finds. Returns how many merges it made.

    The archive must be open for writing with nothing uncommitted. Where nothing is new it costs one look. ``as_decided``
    takes the ledger's word for these names: they came with it, from an archive whose rule has looked at them.
    """
    catalog = writer.catalog.connection
    fresh = catalog.execute("SELECT number, name, family FROM people WHERE fresh").fetchall()
    if not fresh:
        return 0
    writer.begin()
    families = {family for _, _, family in fresh if family} | _placed(catalog, fresh)
    ledger = writer.catalog.ledger or Ledger()
    after = ledger if as_decided else _decided(ledger, families_of(catalog, sorted(families)))
    merges = sum(isinstance(each.action, Merge) for each in after.decisions[len(ledger.decisions) :])
    if after is not ledger:
        # One transaction: the names are looked at when what follows from them is recorded.
        deciding.adopt(writer, ledger, after, with_index=with_index, progress=progress)
    else:
        writer.commit()
    return merges


def meet_anew(writer: "Writer") -> None:
    """Forget the names that were met, where every document is about to be made again by another extraction.

    Names that only the old one found would else keep the rule from joining those of the new one.
    """
    catalog = writer.catalog.connection
    (same,) = catalog.execute(
        "SELECT EXISTS (SELECT 1 FROM documents d JOIN revisions r ON r.revision = d.revision "
        "JOIN fingerprints p ON p.number = r.fingerprint WHERE d.removed_at IS NULL AND instr(p.value, ?))",
        (fingerprint(),),
    ).fetchone()
    if not same:
        writer.begin()
        catalog.execute("DELETE FROM people")


def _placed(catalog: sqlite3.Connection, fresh: Sequence[tuple[int, str, str | None]]) -> set[str]:
    """Give fresh names their families, which is what the rule compares within. Returns these."""
    rows = [(family_key(name) or "", number) for number, name, _ in fresh]
    catalog.executemany("UPDATE people SET family = ?, fresh = 0 WHERE number = ?", rows)
    return {family for family, _ in rows if family}


def families_of(catalog: sqlite3.Connection, families: Sequence[str]) -> list[list[Person]]:
    """The people of each family. Those the closed tables know are named first in a group: their ids stay as they are."""
    known = load_tables().names
    found: list[list[Person]] = []
    for family in families:
        members = catalog.execute(
            "SELECT v.value, p.name FROM people p JOIN facet_values v ON v.number = p.number WHERE p.family = ? ORDER BY 1",
            (family,),
        ).fetchall()
        found.append([Person(entity=entity, name=name, documents=int(entity in known)) for entity, name in members])
    return found


def _decided(ledger: Ledger, families: Iterable[Sequence[Person]]) -> Ledger:
    """The ledger with what the rule decides about these families; the very same when that is nothing new."""
    standing, named = _standing(ledger), _named_by_staff(ledger)
    actions: list[Reasoned] = []
    for people in families:
        actions += _changes(ledger, standing, named, people)
    if not actions:
        return ledger
    try:
        return record_all(ledger, actions, by=ACTOR, at=now(), rule=RULE)
    except LedgerError:
        return _one_by_one(ledger, actions)


def _standing(ledger: Ledger) -> dict[str, tuple[str, int]]:
    """Merges of the rule that hold: entity -> (what it became, number of the decision)."""
    off = undone(ledger.decisions)
    return {
        each.action.entity: (each.action.into, each.number)
        for each in ledger.decisions
        if each.rule == RULE and isinstance(each.action, Merge) and each.number not in off
    }


def _named_by_staff(ledger: Ledger) -> frozenset[str]:
    """Ids that staff decisions which hold lead to or say something about: they are not to become others without need."""
    off = undone(ledger.decisions)
    return frozenset(
        each.action.into if isinstance(each.action, Merge) else each.action.entity
        for each in ledger.decisions
        if not each.rule and each.number not in off and isinstance(each.action, Merge | Rename | AddAlias | Split)
    )


def _changes(
    ledger: Ledger, standing: Mapping[str, tuple[str, int]], named: frozenset[str], people: Sequence[Person]
) -> list[Reasoned]:
    """Undos and merges that make the rule's merges among ``people`` those it makes now."""
    decided = ledger.decided
    # Of a group the one "in most documents" is kept: here whom the tables know, then whom staff named.
    free = [
        replace(person, documents=2 * person.documents + (person.entity in named))
        for person in people
        if person.entity not in decided.placed
    ]
    known = sorted(person.entity for person in free if person.documents > 1)
    # Whom the tables tell apart are two.
    apart = decided.kept_apart() | {frozenset(pair) for pair in combinations(known, 2)}
    wanted = {
        other: (group.entity, group.reason) for group in merge_people(free, apart=apart) for other in group.others
    }
    undos: list[Reasoned] = []
    for person in free:
        into, number = standing.get(person.entity, (None, 0))
        if into is not None and wanted.get(person.entity, ("", ""))[0] != into:
            undos.append((Undo(number=number), f"{RULE} rule: by all names now known it no longer follows"))
    merges: list[Reasoned] = [
        (Merge(entity=entity, into=into), reason)
        for entity, (into, reason) in sorted(wanted.items())
        if standing.get(entity, ("", 0))[0] != into
    ]
    return undos + merges


def _one_by_one(ledger: Ledger, actions: Sequence[Reasoned]) -> Ledger:
    """All that is possible: a merge that staff decisions rest on stays, and nothing is put in its place."""
    kept: set[str] = set()
    for action, why in actions:
        if isinstance(action, Undo):
            try:
                ledger = record_all(ledger, [(action, why)], by=ACTOR, at=now(), rule=RULE)
            except LedgerError:
                merge = ledger.decisions[action.number - 1].action
                assert isinstance(merge, Merge)
                kept.add(merge.entity)
    merges = [(action, why) for action, why in actions if isinstance(action, Merge) and action.entity not in kept]
    return record_all(ledger, merges, by=ACTOR, at=now(), rule=RULE) if merges else ledger
