"""The ledger in the catalog: its rows, and the tables that are made from it for readers."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import orjson

from indexer.entities.decisions import Decision, ids_of
from indexer.entities.ledger import Decided, Ledger, replay
from indexer.entities.ledger_text import ACTIONS, action_fields, action_name, action_of
from indexer.entity_decisions.applying import kind_of

if TYPE_CHECKING:
    from indexer.catalog_writer import CatalogWriter
    from indexer.values import Values

NO_DECISIONS = Decided()


def decisions_in(catalog: sqlite3.Connection) -> tuple[Decision, ...]:
    """Every decision, in order."""
    return tuple(
        Decision(
            number=number, at=at, by=by, why=why, rule=rule, action=action_of(ACTIONS[action], orjson.loads(detail))
        )
        for number, at, by, why, rule, action, detail in catalog.execute(
            "SELECT number, at, actor, why, rule, action, detail FROM entity_decisions ORDER BY number"
        ).fetchall()
    )


def loaded(catalog: sqlite3.Connection) -> Ledger | None:
    """The catalog's ledger; None where nothing was ever decided, so that nothing is asked about it."""
    decisions = decisions_in(catalog)
    return Ledger(decisions=decisions, decided=replay(decisions)) if decisions else None


def append(catalog: "CatalogWriter", ledger: Ledger, *, note: bool = True) -> None:
    """Make ``ledger``, which begins with what the catalog has, the catalog's: rows, readers' tables, labels and aliases.

    Documents are left as they are. ``note=False`` leaves the log to the caller.
    """
    before = catalog.ledger or Ledger()
    new = ledger.decisions[len(before.decisions) :]
    _insert(catalog.connection, new)
    _differ(
        catalog.connection,
        "DELETE FROM entity_now WHERE entity = ?",
        "INSERT OR REPLACE INTO entity_now (entity, canonical, hidden) VALUES (?, ?, ?)",
        now_of(before.decided),
        now_of(ledger.decided),
    )
    _differ(
        catalog.connection,
        "DELETE FROM entity_parts WHERE document = ? AND entity = ?",
        "INSERT OR REPLACE INTO entity_parts (document, entity, canonical) VALUES (?, ?, ?)",
        parts_of(before.decided),
        parts_of(ledger.decided),
    )
    catalog.ledger = ledger
    catalog.values.decided = ledger.decided
    _name(catalog.connection, catalog.values, before.decided, ledger.decided)
    if note:
        catalog.note("decided", {"from": new[0].number, "to": new[-1].number})
    catalog.connection.execute("UPDATE meta SET value = ? WHERE key = 'labels_sequence'", (str(catalog.sequence),))


def now_of(decided: Decided) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    """(entity,) -> (what it is now, whether that is hidden), for all that are not simply themselves."""
    return {
        (entity,): (now := decided.canonical(entity), int(now in decided.suppressed))
        for entity in decided.links.keys() | decided.suppressed
    }


def parts_of(decided: Decided) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    """(document, entity) -> what it is there, where a split makes that another than elsewhere."""
    if not decided.parted:
        return {}
    became: dict[str, list[str]] = {}
    for entity, into in decided.links.items():
        became.setdefault(into, []).append(entity)
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    for split, document in decided.parted:
        waiting = [split]
        while waiting:
            entity = waiting.pop()
            waiting += became.get(entity, ())
            there = decided.canonical(entity, document)
            if there != decided.canonical(entity):
                found[document, entity] = (there,)
    return found


def _insert(catalog: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    for each in decisions:
        catalog.execute(
            "INSERT INTO entity_decisions (number, at, actor, why, rule, action, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                each.number,
                each.at,
                each.by,
                each.why,
                each.rule,
                action_name(each.action),
                orjson.dumps(action_fields(each.action)).decode(),
            ),
        )
        catalog.executemany(
            "INSERT OR IGNORE INTO entity_decided (entity, number) VALUES (?, ?)",
            [(entity, each.number) for entity in ids_of(each.action)],
        )


def _differ(
    catalog: sqlite3.Connection,
    delete: str,
    insert: str,
    before: Mapping[tuple[str, ...], tuple[str | int, ...]],
    after: Mapping[tuple[str, ...], tuple[str | int, ...]],
) -> None:
    """Make the rows of ``before`` those of ``after``."""
    catalog.executemany(delete, sorted(before.keys() - after.keys()))
    changed = [(*key, *row) for key, row in after.items() if before.get(key) != row]
    catalog.executemany(insert, changed)


def _name(catalog: sqlite3.Connection, values: "Values", before: Decided, after: Decided) -> None:
    """Labels and aliases as decided; what is no longer decided is named by documents again."""
    for entity in sorted(_differing(before.names, after.names) | _differing(before.aliases, after.aliases)):
        label = after.names.get(entity)
        if label is None:
            catalog.execute("DELETE FROM entity_labels WHERE entity = ?", (entity,))
        else:
            catalog.execute("INSERT OR REPLACE INTO entity_labels (entity, label) VALUES (?, ?)", (entity, label))
        row = catalog.execute(
            "SELECT number, label FROM facet_values WHERE field = ? AND value = ?", (kind_of(entity), entity)
        ).fetchone()
        if row is None:
            continue
        number, shown_now = row
        if label is None and entity in before.names:
            best = catalog.execute(
                "SELECT surface FROM aliases WHERE number = ? AND named > 0 ORDER BY named DESC, length(surface) DESC, surface "
                "LIMIT 1",
                (number,),
            ).fetchone()
            label = best[0] if best else None
        if label is not None and label != shown_now:
            catalog.execute("UPDATE facet_values SET label = ? WHERE number = ?", (label, number))
        names = (*after.aliases.get(entity, ()), *((label,) if label else ()))
        values.name(number, names)
        forget_unused(catalog, values, (number,))


def forget_unused(catalog: sqlite3.Connection, values: "Values", numbers: Iterable[int]) -> None:
    """Make these values found by the names of all that became them, and no more by what only past decisions gave them."""
    from indexer.values import given_names

    decided = values.decided or NO_DECISIONS
    for number in numbers:
        value, label = catalog.execute("SELECT value, label FROM facet_values WHERE number = ?", (number,)).fetchone()
        merged = {
            name
            for (name,) in catalog.execute(
                # By the kind that an id begins with as well: by its value alone nothing is found without reading all.
                "SELECT v.label FROM entity_now n JOIN facet_values v ON v.value = n.entity "
                "AND v.field = substr(n.entity, 1, instr(n.entity, ':') - 1) WHERE n.canonical = ?",
                (value,),
            ).fetchall()
        }
        values.name(number, merged)
        kept = given_names(value, label) | merged | {*decided.aliases.get(value, ())}
        unused = [
            (key, number, surface)
            for key, surface in catalog.execute(
                "SELECT key, surface FROM aliases WHERE number = ? AND count = 0 AND named = 0", (number,)
            ).fetchall()
            if surface not in kept
        ]
        catalog.executemany("DELETE FROM aliases WHERE key = ? AND number = ? AND surface = ?", unused)


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
