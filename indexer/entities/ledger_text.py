"""The ledger as a text file: a heading line, then one decision a line, as JSON; what was written is read back the same."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields
from datetime import datetime
from typing import assert_never

from indexer.entities.decisions import (
    Action,
    AddAlias,
    Decision,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Split,
    Suppress,
    Undo,
)
from indexer.entities.ledger import Ledger, opened

HEADING = '{"regesta-ledger":1}'
ACTIONS: dict[str, type[Action]] = {
    "merge": Merge,
    "split": Split,
    "rename": Rename,
    "retype": Retype,
    "suppress": Suppress,
    "never-merge": NeverMerge,
    "add-alias": AddAlias,
    "undo": Undo,
}
# Half a character: SQLite stores no such text.
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_NAMES = {action: name for name, action in ACTIONS.items()}
# What each action must say, and all that it can say.
_FIELDS = {
    kind: (frozenset(f.name for f in fields(kind) if f.default is MISSING), frozenset(f.name for f in fields(kind)))
    for kind in ACTIONS.values()
}
_OF_DECISION = ("number", "at", "by", "why", "rule", "decision")


def to_text(decisions: Iterable[Decision]) -> str:
    """The ledger file of ``decisions``."""
    lines = [HEADING]
    lines += [json.dumps(as_row(each), ensure_ascii=True, separators=(",", ":")) for each in decisions]
    return "\n".join(lines) + "\n"


def as_row(decision: Decision) -> dict[str, object]:
    """A decision as the object that a line of a ledger file holds."""
    row: dict[str, object] = {
        "number": decision.number,
        "at": decision.at,
        "by": decision.by,
        "why": decision.why,
        "decision": action_name(decision.action),
        **action_fields(decision.action),
    }
    return row | ({"rule": decision.rule} if decision.rule else {})


def action_fields(action: Action) -> dict[str, object]:
    """What an action says, by the names that files and the API use."""
    if isinstance(action, Undo):
        return {"undoes": action.number}
    said = asdict(action)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value != ""}


def from_text(text: str) -> Ledger:
    """The ledger in a ledger file; raises LedgerError naming the line when it is damaged or a decision is impossible."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != HEADING:
        raise LedgerError("This is no ledger file.", hint=f"Its first line is {HEADING}")
    decisions: list[Decision] = []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            try:
                decisions.append(_decision(line))
            except LedgerError as error:
                raise LedgerError(f"Line {number}: {error.message}", hint=error.hint) from error
    return opened(decisions)


def action_name(action: Action) -> str:
    """The word for an action in files, commands and logs: "never-merge"."""
    return _NAMES[type(action)]


def text_of_action(action: Action) -> str:
    """An action in words, as it is told to whoever took it."""
    match action:
        case Merge():
            return f"{action.entity} is {action.into}"
        case Split():
            return f"in {', '.join(action.documents)} {action.entity} is {action.new}, {action.name}".rstrip(", ")
        case Rename():
            return f"{action.entity} is called {action.name}"
        case Retype():
            return f"{action.entity} is of the kind {action.kind}"
        case Suppress():
            return f"{action.entity} is no name"
        case NeverMerge():
            return f"{action.entity} and {action.other} are two"
        case AddAlias():
            return f"{action.entity} is found by {action.alias} too"
        case Undo():
            return f"decision {action.number} is undone"
        case _:
            assert_never(action)


def _decision(line: str) -> Decision:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LedgerError(f"not JSON: {error}") from error
    return from_row(row)


def from_row(row: object) -> Decision:
    """The decision that ``as_row`` wrote; raises LedgerError for anything else."""
    if not isinstance(row, dict):
        raise LedgerError("not a JSON object")
    kind = ACTIONS.get(str(row.get("decision")))
    if kind is None:
        raise LedgerError(f"{row.get('decision')!r} is no decision", hint=f"One of {', '.join(ACTIONS)}.")
    if not isinstance(row.get("number"), int) or isinstance(row.get("number"), bool):
        raise LedgerError("number is missing or no number")
    for key in ("at", "by", "why", "rule"):
        value = row.get(key, None if key in ("at", "by") else "")
        if not isinstance(value, str) or _SURROGATE.search(value):
            raise LedgerError(f"{key} is a text")
    try:
        datetime.fromisoformat(row["at"])
    except ValueError as error:
        raise LedgerError(f"at is no time: {row['at']!r}", hint="Like 2024-05-01T12:00:00+00:00.") from error
    given = {key: value for key, value in row.items() if key not in _OF_DECISION}
    return Decision(
        number=row["number"],
        action=action_of(kind, given),
        by=row["by"],
        at=row["at"],
        why=row.get("why", ""),
        rule=row.get("rule", ""),
    )


def action_of(kind: type[Action], given: Mapping[str, object]) -> Action:
    """The action that ``action_fields`` wrote; raises LedgerError when something is missing, unknown or of another type."""
    said = dict(given)
    if kind is Undo and "undoes" in said:
        said["number"] = said.pop("undoes")
    elif kind is Undo:
        raise LedgerError("undo has undoes; missing or unknown: undoes")
    wanted, known = _FIELDS[kind]
    if not wanted <= said.keys() <= known:
        odd = ", ".join(sorted((said.keys() - known) | (wanted - said.keys())))
        raise LedgerError(f"{_NAMES[kind]} has {', '.join(sorted(wanted))}; missing or unknown: {odd}")
    for key, value in said.items():
        if key == "documents":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise LedgerError("documents is a list of document ids")
            said[key] = tuple(value)
        elif key == "number":
            if not isinstance(value, int) or isinstance(value, bool):
                raise LedgerError("undoes is the number of a decision")
        elif not isinstance(value, str) or _SURROGATE.search(value):
            raise LedgerError(f"{key} is a text")
    return kind(**said)  # type: ignore[arg-type]
